# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The kinds of API Connect, as data: those of organizations, catalogs and spaces, and all together.

Source: the vendor's OpenAPI description, and its scripts and command line tool where that is silent.

PRIVATE to this collection.
"""

from __future__ import annotations

from typing import Dict, Mapping

from .cloud_kinds import CLOUD
from .consumer_kinds import CONSUMERS
from .kind_rows import CATALOG, ENDPOINT, VISIBILITY, Rows, configured, kind, settings
from .kinds import Kind

_GATEWAYS = "gateway space_gateway"
_EVERYWHERE = "org catalog space consumer_org space_consumer_org"

_ORGANIZATIONS: Rows = (
    # --- of an organization ------------------------------------------------------------------------------
    settings(
        "org_settings",
        "settings",
        5,
        "org",
        "invitation_ttl custom_notification_templates_enabled email_sender atm_base_path "
        "runtime_api_opt_in_datagather_enabled",
    ),
    settings("notification_style", "settings/notification-style", 5, "org catalog", "allowed_html_tags"),
    kind(
        "keystore",
        "keystores",
        10,
        "org",
        "private_key_entry public_certificate_entry keystore password",
        server="public_key_jwk trusted_certificate_entries",
        required="keystore",
        secret="private_key_entry keystore password",
        certificates="public_certificate_entry.pem",
    ),
    kind(
        "truststore",
        "truststores",
        10,
        "org",
        "truststore password",
        secret="password",
        unread="truststore",
    ),
    kind(
        "truststore_entry",
        "entries",
        12,
        "truststore",
        "entry_type pem",
        server="certificate_info",
        certificates="pem",
    ),
    kind("jwk_set", "jwk-sets", 12, "org", "keys", change="recreate", secret="keys"),
    kind(
        "tls_client_profile",
        "tls-client-profiles",
        14,
        "org",
        "protocols ciphers elliptic_curve_auto_negotiation elliptic_curve insecure_server_connections "
        "server_name_indication keystore_url truststore_url visibility",
        server="owned",
        references={"keystore_url": "keystore", "truststore_url": "truststore", **VISIBILITY},
        versioned=True,
        sets="protocols ciphers elliptic_curve",
    ),
    kind(
        "user_registry",
        "user-registries",
        16,
        "org",
        "integration_url registry_type user_managed external_group_mapping_enabled onboarding "
        "case_sensitive email_required email_unique_if_exist identity_providers visibility configuration "
        "endpoint",
        server="owned user_registry_managed data_export_key",
        references={
            "integration_url": "integration/user-registry",
            "endpoint.tls_client_profile_url": "tls_client_profile",
            **VISIBILITY,
        },
        at_root=True,
        required="integration",
        fixed="integration registry_type",
        secret="configuration.admin_password configuration.client_secret",
        keyed={"identity_providers": "name"},
        inside="user",
    ),
    kind(
        "user",
        "users",
        20,
        "user_registry",
        "state identity_provider username password email first_name last_name photo",
        server="force_password_change reject_tokens_issued_before last_login_at hashed_password salt "
        "encrypted_data encrypted_data_hash studio",
        key="username",
        required="username",
        fixed="identity_provider",
        secret="password",
    ),
    kind(
        "role",
        "roles",
        18,
        "org",
        "permission_urls external_group_mapping",
        references={
            "permission_urls": "permission",
            "external_group_mapping.user_registry_url": "user_registry",
        },
    ),
    kind(
        "member",
        "members",
        22,
        _EVERYWHERE,
        "state user role_urls",
        references={"user": "user", "role_urls": "role"},
        fixed="user",
    ),
    kind(
        "member_invitation",
        "member-invitations",
        60,
        _EVERYWHERE,
        "notify email org_type role_urls",
        server="activation_link expires_at",
        references={"role_urls": "role"},
        unread="notify",
    ),
    kind("user_group", "user-groups", 22, "org", "user_urls", references={"user_urls": "user"}),
    kind(
        "user_group_role_assignment",
        "user-group-role-assignments",
        24,
        "org",
        "role_urls user_group_url",
        references={"role_urls": "role", "user_group_url": "user_group"},
    ),
    kind(
        "team",
        "teams",
        24,
        "org",
        "user_group_urls ldap_groups",
        references={"user_group_urls": "user_group", "ldap_groups.user_registry_url": "user_registry"},
    ),
    kind(
        "oauth_provider",
        "oauth-providers",
        24,
        "org",
        "debug provider_type scopes grants gateway_version advanced_scope native_provider "
        "third_party_config visibility",
        server="owned",
        references={
            "native_provider.native_provider_5000.authentication.user_registry_url": "user_registry",
            "native_provider.revocation.third_party_endpoint.tls_client_profile_url": ENDPOINT,
            "native_provider.token_metadata.external_endpoint.tls_client_profile_url": ENDPOINT,
            "third_party_config.introspection_endpoint.tls_client_profile_url": ENDPOINT,
            "advanced_scope.default_validator_endpoint.tls_client_profile_url": ENDPOINT,
            **VISIBILITY,
        },
        secret="native_provider.revocation.basic_auth.password "
        "native_provider.advanced_scope_security.basic_auth.password "
        "third_party_config.basic_auth.password "
        "third_party_config.advanced_scope_security.basic_auth.password "
        "third_party_config.third_party_config_12000.basic_auth.password "
        "third_party_config.third_party_config_12000.basic_auth.body_credentials.secret",
        sets="grants native_provider.clients",
    ),
    kind(
        "jwt_provider",
        "jwt-providers",
        24,
        "org",
        "debug gateway_version native_jwt_provider visibility",
        server="owned",
        references={
            "native_jwt_provider.signing_key_endpoint.tls_client_profile_url": ENDPOINT,
            "native_jwt_provider.encryption_key_endpoint.tls_client_profile_url": ENDPOINT,
            **VISIBILITY,
        },
        secret="native_jwt_provider.signing_key_endpoint.basic_auth.password "
        "native_jwt_provider.encryption_key_endpoint.basic_auth.password",
    ),
    kind(
        "billing",
        "billings",
        24,
        "org",
        "integration_url payment_method_integration_urls configuration visibility custom_endpoint",
        server="owned job_queue_status",
        references={
            "integration_url": "integration/billing",
            "custom_endpoint.tls_client_profile_url": ENDPOINT,
            **VISIBILITY,
        },
        required="integration",
        secret="configuration.full_access_key",
        sets="payment_method_integration_urls",
    ),
    kind("project", "projects", 24, "org", "project"),
    kind(
        "watsonx_settings",
        "watsonx-settings",
        24,
        "org",
        "model_properties watsonxurl is_default username password api_key token project_id space_id "
        "credential_type config_type instance_id auth_type",
        server="org org_id",
        secret="password api_key token",
    ),
    kind(
        "draft_api",
        "drafts/draft-apis",
        26,
        "org",
        "draft_api api_type enforced gateway_type",
        server="remote_api oai_version document_specification wsdl",
        versioned=True,
        document="draft_api",
        required="draft_api",
    ),
    kind(
        "draft_product",
        "drafts/draft-products",
        28,
        "org",
        "draft_product portal_types",
        server="gateway_types catalogs product_kind",
        versioned=True,
        document="draft_product",
        required="draft_product",
        sets="portal_types",
    ),
    kind(
        "api_key",
        "api-keys",
        60,
        "cloud",
        "client_type multiple_use description ttl",
        server="realm id_token token_exp token_iat token_jti expires_at",
        change="recreate",
        required="client_type description",
        unread="ttl",
        once="api_key",
    ),
    # --- catalogs and spaces -----------------------------------------------------------------------------
    kind(
        "catalog",
        "catalogs",
        30,
        "org",
        "owner_url",
        server="num_products num_apis gateways portals",
        references={"owner_url": "user"},
        at_root=True,
        inside="product space consumer_org",
        transferred=True,
    ),
    settings(
        "catalog_settings",
        "settings",
        40,
        "catalog",
        "user_registry_default_url production_mode portal product_lifecycle_approvals task_self_approval "
        "allowed_product_visibility application_lifecycle consumer_self_service_onboarding "
        "consumer_self_service_onboarding_approval consumer_org_invitations_enabled "
        "consumer_org_invitation_roles invitation_ttl legacy_endpoint_behavior "
        "v5_endpoint_substitution_behavior vanity_api_endpoint spaces_enabled config_sync_target_catalog "
        "custom_notification_templates_enabled email_sender hash_client_secret "
        "subscription_task_approval_retention product_publish_validations app_approvals "
        "override_invitation_ttl_for_all_consumer_orgs gateway_supported_protocols "
        "consumer_self_service_onboarding_ttl consumer_catalog_enabled protected_properties "
        "corg_member_invitation_regenerate_delay max_corg_members",
        server="default_catalog portal.webhook_url portal.webhook_state portal.service_version portal.state "
        "portal.service_supported_features",
        references={
            "user_registry_default_url": "user_registry",
            "portal.portal_service_url": "portal_service",
            "allowed_product_visibility.view.group_urls": "consumer_group",
            "allowed_product_visibility.view.org_urls": "consumer_org",
            "allowed_product_visibility.subscribe.group_urls": "consumer_group",
            "allowed_product_visibility.subscribe.org_urls": "consumer_org",
        },
        sets="product_lifecycle_approvals consumer_org_invitation_roles product_publish_validations "
        "gateway_supported_protocols protected_properties",
    ),
    kind("catalog_properties", "properties", 34, "catalog", "properties", change="map", key=""),
    kind(
        "space",
        "spaces",
        42,
        "catalog",
        "owner_url",
        server="num_products num_apis gateways",
        references={"owner_url": "user"},
        at_root=True,
        inside="product",
        transferred=True,
    ),
    settings(
        "space_settings",
        "settings",
        44,
        "space",
        "invitation_ttl custom_notification_templates_enabled allowed_product_visibility email_sender "
        "subscription_task_approval_retention",
        references={
            "allowed_product_visibility.view.group_urls": "consumer_group",
            "allowed_product_visibility.view.org_urls": "consumer_org",
            "allowed_product_visibility.subscribe.group_urls": "consumer_group",
            "allowed_product_visibility.subscribe.org_urls": "consumer_org",
        },
    ),
    configured(
        "gateway_service", "configured-gateway-services", "gateway_service", inside="global_policy extension"
    ),
    configured("catalog_user_registry", "configured-catalog-user-registries", "user_registry", "catalog"),
    configured("api_user_registry", "configured-api-user-registries", "user_registry"),
    configured("tls_client_profile", "configured-tls-client-profiles", "tls_client_profile", versioned=True),
    configured("billing", "configured-billings", "billing", "catalog"),
    configured("jwt_provider", "configured-jwt-providers", "jwt_provider"),
    configured("oauth_provider", "configured-oauth-providers", "oauth_provider"),
    configured("portal_service", "configured-portal-services", "portal_service", "catalog", "endpoint"),
    kind(
        "global_policy",
        "global-policies",
        46,
        _GATEWAYS,
        "global_policy",
        server="global_policy_kind",
        versioned=True,
        document="global_policy",
        required="global_policy",
    ),
    kind(
        "policy",
        "policies",
        46,
        _GATEWAYS,
        "policy implementation state",
        server="policy_kind custom instance",
        versioned=True,
        document="policy",
        required="policy implementation",
        parts={"policy": "document", "implementation": "implementation"},
        archives="implementation",
    ),
    *(
        settings(
            "global_policy_" + hook,
            "global-policy-" + hook,
            48,
            _GATEWAYS,
            "global_policy_url",
            references={"global_policy_url": "global_policy"},
            required="global_policy",
        )
        for hook in ("prehook", "posthook", "error")
    ),
    kind(
        "extension",
        "extensions",
        46,
        _GATEWAYS,
        "extension",
        server="state",
        versioned=True,
        document="extension",
        required="extension",
    ),
    kind(
        "service",
        "services",
        46,
        "space_gateway",
        "service service_schema",
        references={"service.tls_client_profile_url": "tls_client_profile"},
        versioned=True,
        secret="service.password",
    ),
    kind("simple_alias", "simple-aliases", 46, CATALOG, "value"),
    *(
        kind(
            invited + "_invitation",
            invited.replace("_", "-") + "-invitations",
            60,
            places,
            "notify email",
            server="activation_link expires_at",
            unread="notify",
        )
        for invited, places in (("catalog", "org"), ("space", "catalog"), ("consumer_org", CATALOG))
    ),
)

KINDS: Mapping[str, Kind] = {row.name: row for row in (*CLOUD, *_ORGANIZATIONS, *CONSUMERS)}

# What fields refer to that is no kind of the table, or is known by more than its name: the paths of lists, by
# the part of the place that they need.
LISTS: Dict[str, str] = {
    "org": "/orgs",
    "permission": "/cloud/permissions",
    "gateway_service": "/orgs/{org}/gateway-services",
    "portal_service": "/orgs/{org}/portal-services",
}
