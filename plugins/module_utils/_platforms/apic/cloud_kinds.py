# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The kinds of Cloud Manager, as data.

Source: the vendor's OpenAPI description, and its scripts and command line tool where that is silent.

PRIVATE to this collection.
"""

from __future__ import annotations

from .kind_rows import ENDPOINT, VISIBILITY, Rows, kind, settings
from .kinds import EVERYTHING

CLOUD: Rows = (
    settings(
        "cloud_settings",
        "settings",
        26,
        "cloud",
        "cloud_name mail_server_url invitation_ttl reset_password_ttl provision_sandbox_catalog "
        "restrict_member_manage_permission access_token_expires_in refresh_token_enabled refresh_expires_in "
        "api_key_enabled api_key_expires_in api_key_multiple_uses gateway_service_default_urls email_sender "
        "tls_client_profile_default_url access_token_keystore_urls id_token_keystore_urls "
        "temporary_token_keystore_urls self_signed_token_keystore_urls temporary_token_format",
        server="cloud_id service_type ibm_cloud api_cp_setting audit_setting sso_settings "
        "sync_roles_setting cloud_manager_endpoint api_manager_endpoint platform_api_endpoint "
        "consumer_api_endpoint platform_api_svc_endpoint consumer_api_svc_endpoint license_accepted "
        "token_issuer atm_base_path",
        references={
            "mail_server_url": "mail_server",
            "gateway_service_default_urls": "gateway_service",
            "tls_client_profile_default_url": "tls_client_profile",
            "access_token_keystore_urls": "keystore",
            "id_token_keystore_urls": "keystore",
            "temporary_token_keystore_urls": "keystore",
            "self_signed_token_keystore_urls": "keystore",
        },
        scope="admin",
    ),
    kind(
        "registration",
        "registrations",
        5,
        "cloud",
        "state client_type client_id client_secret registration_public_certificate scopes",
        required="client_type client_id client_secret",
        secret="client_secret",
        sets="scopes",
        certificates="registration_public_certificate",
        scope="admin",
    ),
    kind(
        "tls_server_profile",
        "tls-server-profiles",
        14,
        "org",
        "protocols ciphers elliptic_curve mutual_authentication limit_renegotiation keystore_url "
        "truststore_url",
        references={"keystore_url": "keystore", "truststore_url": "truststore"},
        versioned=True,
        sets="protocols ciphers elliptic_curve",
        scope="admin",
    ),
    kind(
        "mail_server",
        "mail-servers",
        15,
        "org",
        "host port credentials timeout secure tls_client_profile_url",
        references={"tls_client_profile_url": "tls_client_profile"},
        secret="credentials.password",
        scope="admin",
    ),
    kind(
        "availability_zone",
        "availability-zones",
        15,
        "org",
        server="management",
        inside="gateway_service portal_service analytics_service",
        scope="admin",
    ),
    kind(
        "analytics_service",
        "analytics-services",
        16,
        "availability_zone",
        "endpoint ingestion_endpoint_tls_client_profile_url client_endpoint_tls_client_profile_url "
        "internal_svc_endpoint internal_svc_endpoint_tls_client_profile_url communication_from_apim_kind",
        server="ingestion_endpoint client_endpoint service_version",
        references={
            "ingestion_endpoint_tls_client_profile_url": ENDPOINT,
            "client_endpoint_tls_client_profile_url": ENDPOINT,
            "internal_svc_endpoint_tls_client_profile_url": ENDPOINT,
        },
        fixed="endpoint",
        scope="admin",
    ),
    kind(
        "gateway_service",
        "gateway-services",
        17,
        "availability_zone",
        "endpoint api_endpoint_base integration_url gateway_service_type sni tls_client_profile_url "
        "visibility configuration analytics_service_url ldap_cxn_pool communication_kind "
        "communication_to_analytics_kind communication_to_analytics_with_jwt ai_gateway_enabled",
        server="owned state runtime_name runtime_id oauth_shared_secret webhook_state service_version "
        "service_supported_features gateway_processing_status events",
        references={
            "integration_url": "integration/gateway-service",
            "sni.tls_server_profile_url": "tls_server_profile",
            "tls_client_profile_url": "tls_client_profile",
            "analytics_service_url": "analytics_service",
            **VISIBILITY,
        },
        required="endpoint api_endpoint_base sni",
        fixed="endpoint api_endpoint_base integration gateway_service_type",
        keyed={"sni": "host"},
        scope="admin",
    ),
    kind(
        "portal_service",
        "portal-services",
        17,
        "availability_zone",
        "endpoint web_endpoint_base endpoint_tls_client_profile_url portal_service_type visibility "
        "communication_kind",
        server="owned state runtime_name runtime_id webhook_state service_version "
        "service_supported_features integration_url",
        references={"endpoint_tls_client_profile_url": ENDPOINT, **VISIBILITY},
        required="endpoint web_endpoint_base",
        fixed="endpoint",
        scope="admin",
    ),
    kind(
        "org",
        "orgs",
        25,
        "cloud",
        "org_type state owner_url",
        server="owner tier",
        references={"owner_url": "user"},
        at_root=True,
        required="owner",
        fixed="org_type",
        inside=EVERYTHING,
        scope="admin",
        transferred=True,
    ),
)
