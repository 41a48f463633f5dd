# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The kinds of API Connect, as data.

Source: the vendor's OpenAPI description, and its scripts and command line tool where that is silent.

PRIVATE to this collection.
"""

from __future__ import annotations

from typing import Any, Dict, Mapping

from .kinds import EVERYTHING, Kind

_GATEWAYS = "gateway space_gateway"
_CATALOG = "catalog space"
_CONSUMER_ORG = "consumer_org space_consumer_org"
_APP = "app space_app"
_EVERYWHERE = "org catalog space consumer_org space_consumer_org"
_VISIBILITY = {"visibility.group_urls": "consumer_group", "visibility.org_urls": "org"}
_ENDPOINT = "tls_client_profile"


def _kind(name: str, plural: str, rank: int, places: str, fields: str = "", **more: Any) -> Kind:
    """A row; several names stand in one text, separated by spaces."""
    for field in ("server", "fixed", "unread", "secret", "proven", "sets", "certificates", "archives"):
        more[field] = frozenset(more.get(field, "").split())
    for field in ("required", "once", "inside"):
        given = more.get(field, "")
        more[field] = given if isinstance(given, tuple) else tuple(given.split())
    return Kind(name, plural, rank, tuple(places.split()), tuple(fields.split()), **more)


def _settings(name: str, plural: str, rank: int, places: str, fields: str, **more: Any) -> Kind:
    return _kind(name, plural, rank, places, fields, change="put", key="", **more)


def _configured(
    name: str, plural: str, target: str, places: str = _CATALOG, fields: str = "", **more: Any
) -> Kind:
    """A kind that makes an object of the organization available; it is known by that one's name."""
    return _kind(
        "configured_" + name,
        plural,
        38,
        places,
        "%s_url %s" % (target, fields),
        references={target + "_url": target},
        key=target,
        change="recreate",
        required=target,
        **more,
    )


_ROWS = (
    # --- of Cloud Manager --------------------------------------------------------------------------------
    _settings(
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
    _kind(
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
    _kind(
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
    _kind(
        "mail_server",
        "mail-servers",
        15,
        "org",
        "host port credentials timeout secure tls_client_profile_url",
        references={"tls_client_profile_url": "tls_client_profile"},
        secret="credentials.password",
        scope="admin",
    ),
    _kind(
        "availability_zone",
        "availability-zones",
        15,
        "org",
        server="management",
        inside="gateway_service portal_service analytics_service",
        scope="admin",
    ),
    _kind(
        "analytics_service",
        "analytics-services",
        16,
        "availability_zone",
        "endpoint ingestion_endpoint_tls_client_profile_url client_endpoint_tls_client_profile_url "
        "internal_svc_endpoint internal_svc_endpoint_tls_client_profile_url communication_from_apim_kind",
        server="ingestion_endpoint client_endpoint service_version",
        references={
            "ingestion_endpoint_tls_client_profile_url": _ENDPOINT,
            "client_endpoint_tls_client_profile_url": _ENDPOINT,
            "internal_svc_endpoint_tls_client_profile_url": _ENDPOINT,
        },
        fixed="endpoint",
        scope="admin",
    ),
    _kind(
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
            **_VISIBILITY,
        },
        required="endpoint api_endpoint_base sni",
        fixed="endpoint api_endpoint_base integration gateway_service_type",
        keyed={"sni": "host"},
        scope="admin",
    ),
    _kind(
        "portal_service",
        "portal-services",
        17,
        "availability_zone",
        "endpoint web_endpoint_base endpoint_tls_client_profile_url portal_service_type visibility "
        "communication_kind",
        server="owned state runtime_name runtime_id webhook_state service_version "
        "service_supported_features integration_url",
        references={"endpoint_tls_client_profile_url": _ENDPOINT, **_VISIBILITY},
        required="endpoint web_endpoint_base",
        fixed="endpoint",
        scope="admin",
    ),
    _kind(
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
    # --- of an organization ------------------------------------------------------------------------------
    _settings(
        "org_settings",
        "settings",
        5,
        "org",
        "invitation_ttl custom_notification_templates_enabled email_sender atm_base_path "
        "runtime_api_opt_in_datagather_enabled",
    ),
    _settings("notification_style", "settings/notification-style", 5, "org catalog", "allowed_html_tags"),
    _kind(
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
    _kind(
        "truststore",
        "truststores",
        10,
        "org",
        "truststore password",
        secret="password",
        unread="truststore",
    ),
    _kind(
        "truststore_entry",
        "entries",
        12,
        "truststore",
        "entry_type pem",
        server="certificate_info",
        certificates="pem",
    ),
    _kind("jwk_set", "jwk-sets", 12, "org", "keys", change="recreate", secret="keys"),
    _kind(
        "tls_client_profile",
        "tls-client-profiles",
        14,
        "org",
        "protocols ciphers elliptic_curve_auto_negotiation elliptic_curve insecure_server_connections "
        "server_name_indication keystore_url truststore_url visibility",
        server="owned",
        references={"keystore_url": "keystore", "truststore_url": "truststore", **_VISIBILITY},
        versioned=True,
        sets="protocols ciphers elliptic_curve",
    ),
    _kind(
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
            **_VISIBILITY,
        },
        at_root=True,
        required="integration",
        fixed="integration registry_type",
        secret="configuration.admin_password configuration.client_secret",
        keyed={"identity_providers": "name"},
        inside="user",
    ),
    _kind(
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
    _kind(
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
    _kind(
        "member",
        "members",
        22,
        _EVERYWHERE,
        "state user role_urls",
        references={"user": "user", "role_urls": "role"},
        fixed="user",
    ),
    _kind(
        "member_invitation",
        "member-invitations",
        60,
        _EVERYWHERE,
        "notify email org_type role_urls",
        server="activation_link expires_at",
        references={"role_urls": "role"},
        unread="notify",
    ),
    _kind("user_group", "user-groups", 22, "org", "user_urls", references={"user_urls": "user"}),
    _kind(
        "user_group_role_assignment",
        "user-group-role-assignments",
        24,
        "org",
        "role_urls user_group_url",
        references={"role_urls": "role", "user_group_url": "user_group"},
    ),
    _kind(
        "team",
        "teams",
        24,
        "org",
        "user_group_urls ldap_groups",
        references={"user_group_urls": "user_group", "ldap_groups.user_registry_url": "user_registry"},
    ),
    _kind(
        "oauth_provider",
        "oauth-providers",
        24,
        "org",
        "debug provider_type scopes grants gateway_version advanced_scope native_provider "
        "third_party_config visibility",
        server="owned",
        references={
            "native_provider.native_provider_5000.authentication.user_registry_url": "user_registry",
            "native_provider.revocation.third_party_endpoint.tls_client_profile_url": _ENDPOINT,
            "native_provider.token_metadata.external_endpoint.tls_client_profile_url": _ENDPOINT,
            "third_party_config.introspection_endpoint.tls_client_profile_url": _ENDPOINT,
            "advanced_scope.default_validator_endpoint.tls_client_profile_url": _ENDPOINT,
            **_VISIBILITY,
        },
        secret="native_provider.revocation.basic_auth.password "
        "native_provider.advanced_scope_security.basic_auth.password "
        "third_party_config.basic_auth.password "
        "third_party_config.advanced_scope_security.basic_auth.password "
        "third_party_config.third_party_config_12000.basic_auth.password "
        "third_party_config.third_party_config_12000.basic_auth.body_credentials.secret",
        sets="grants native_provider.clients",
    ),
    _kind(
        "jwt_provider",
        "jwt-providers",
        24,
        "org",
        "debug gateway_version native_jwt_provider visibility",
        server="owned",
        references={
            "native_jwt_provider.signing_key_endpoint.tls_client_profile_url": _ENDPOINT,
            "native_jwt_provider.encryption_key_endpoint.tls_client_profile_url": _ENDPOINT,
            **_VISIBILITY,
        },
        secret="native_jwt_provider.signing_key_endpoint.basic_auth.password "
        "native_jwt_provider.encryption_key_endpoint.basic_auth.password",
    ),
    _kind(
        "billing",
        "billings",
        24,
        "org",
        "integration_url payment_method_integration_urls configuration visibility custom_endpoint",
        server="owned job_queue_status",
        references={
            "integration_url": "integration/billing",
            "custom_endpoint.tls_client_profile_url": _ENDPOINT,
            **_VISIBILITY,
        },
        required="integration",
        secret="configuration.full_access_key",
        sets="payment_method_integration_urls",
    ),
    _kind("project", "projects", 24, "org", "project"),
    _kind(
        "watsonx_settings",
        "watsonx-settings",
        24,
        "org",
        "model_properties watsonxurl is_default username password api_key token project_id space_id "
        "credential_type config_type instance_id auth_type",
        server="org org_id",
        secret="password api_key token",
    ),
    _kind(
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
    _kind(
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
    _kind(
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
    _kind(
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
    _settings(
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
    _kind("catalog_properties", "properties", 34, "catalog", "properties", change="map", key=""),
    _kind(
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
    _settings(
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
    _configured(
        "gateway_service", "configured-gateway-services", "gateway_service", inside="global_policy extension"
    ),
    _configured("catalog_user_registry", "configured-catalog-user-registries", "user_registry", "catalog"),
    _configured("api_user_registry", "configured-api-user-registries", "user_registry"),
    _configured("tls_client_profile", "configured-tls-client-profiles", "tls_client_profile", versioned=True),
    _configured("billing", "configured-billings", "billing", "catalog"),
    _configured("jwt_provider", "configured-jwt-providers", "jwt_provider"),
    _configured("oauth_provider", "configured-oauth-providers", "oauth_provider"),
    _configured("portal_service", "configured-portal-services", "portal_service", "catalog", "endpoint"),
    _kind(
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
    _kind(
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
        _settings(
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
    _kind(
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
    _kind(
        "service",
        "services",
        46,
        "space_gateway",
        "service service_schema",
        references={"service.tls_client_profile_url": "tls_client_profile"},
        versioned=True,
        secret="service.password",
    ),
    _kind("simple_alias", "simple-aliases", 46, _CATALOG, "value"),
    *(
        _kind(
            invited + "_invitation",
            invited.replace("_", "-") + "-invitations",
            60,
            places,
            "notify email",
            server="activation_link expires_at",
            unread="notify",
        )
        for invited, places in (("catalog", "org"), ("space", "catalog"), ("consumer_org", _CATALOG))
    ),
    # --- consumers ---------------------------------------------------------------------------------------
    _kind(
        "consumer_org",
        "consumer-orgs",
        50,
        _CATALOG,
        "state owner_url group_urls",
        server="owner members roles",
        references={"owner_url": "user", "group_urls": "consumer_group"},
        at_root=True,
        required="owner",
        inside="app",
        transferred=True,
    ),
    _settings("consumer_org_settings", "settings", 52, _CONSUMER_ORG, "invitation_ttl configured_billing"),
    _kind(
        "consumer_group",
        "consumer-groups",
        52,
        _CATALOG,
        "org_urls",
        references={"org_urls": "consumer_org"},
    ),
    _kind(
        "payment_method",
        "payment-methods",
        52,
        _CONSUMER_ORG,
        "integration_url billing_url configuration",
        references={"billing_url": "configured_billing"},
    ),
    _kind(
        "app",
        "apps",
        54,
        _CONSUMER_ORG,
        "state lifecycle_state client_id client_secret redirect_endpoints "
        "application_public_certificate_entry image_endpoint application_type_url contact_emails "
        "custom_fields icon_byte_array is_suspended js_origins site_urls",
        server="lifecycle_state_pending consumer_org credentials access_tokens identifiers primary_node "
        "shell subscription",
        at_root=True,
        secret="client_secret",
        unread="client_id",
        once="client_id client_secret",
        sets="redirect_endpoints contact_emails js_origins site_urls",
        certificates="application_public_certificate_entry",
        inside="subscription",
    ),
    _kind(
        "credential",
        "credentials",
        56,
        _APP,
        "client_id client_secret",
        server="client_secret_hashed",
        secret="client_secret",
        proven="client_secret",
        once="client_id client_secret",
    ),
    _kind(
        "subscription",
        "subscriptions",
        58,
        _APP,
        "state product_url plan",
        server="plan_title state_pending consumer_org app billing_identifiers",
        references={"product_url": "product"},
        key="product plan",
        required="product plan",
    ),
    _kind(
        "strategy",
        "strategies",
        58,
        _APP,
        "description strategy_type auth_server_alias client_id audience dcr_config client_registration "
        "secret access_token_uris authorization_uris refresh_token_uris jwt_access_token_uris",
        server="gateway_secret primary_node",
        secret="secret dcr_config.client_secret client_registration.client_secret",
    ),
)

KINDS: Mapping[str, Kind] = {row.name: row for row in _ROWS}

# What fields refer to that is no kind of the table, or is known by more than its name: the paths of lists, by
# the part of the place that they need.
LISTS: Dict[str, str] = {
    "org": "/orgs",
    "permission": "/cloud/permissions",
    "gateway_service": "/orgs/{org}/gateway-services",
    "portal_service": "/orgs/{org}/portal-services",
}
