# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The fields of API Connect's further kinds of objects, as its OpenAPI description names them."""

from __future__ import annotations

from tests.simulator.apic_fields import Fields


def _schema(own: str, required: str = "", fixed: str = "", never_null: str = "") -> Fields:
    names = frozenset(own.split())
    return Fields(
        names,
        tuple(required.split()),
        frozenset(fixed.split()),
        never_null=frozenset(never_null.split()),
        told=names,
    )


SCHEMAS: dict[str, Fields] = {
    "org_settings": _schema(
        "invitation_ttl custom_notification_templates_enabled email_sender atm_base_path "
        "runtime_api_opt_in_datagather_enabled",
    ),
    "space_settings": _schema(
        "invitation_ttl custom_notification_templates_enabled allowed_product_visibility email_sender "
        "subscription_task_approval_retention org_url catalog_url space_url",
    ),
    "consumer_org_settings": _schema(
        "invitation_ttl configured_billing",
    ),
    "notification_style": _schema(
        "scope allowed_html_tags org_url catalog_url space_url consumer_org_url",
    ),
    "space": _schema(
        "owner_url product_urls api_urls task_urls configured_gateway_service_urls "
        "configured_api_user_registry_urls configured_tls_client_profile_urls "
        "configured_oauth_provider_urls configured_jwt_provider_urls org_url catalog_url num_products "
        "num_apis gateways",
    ),
    "group": _schema(
        "scope org_urls gateway_service_urls portal_service_urls user_registry_urls "
        "tls_client_profile_urls oauth_provider_urls jwt_provider_urls billing_urls",
    ),
    "credential": _schema(
        "client_id client_secret_hashed client_secret org_url catalog_url consumer_org_url app_url",
        never_null="client_id",
    ),
    "strategy": _schema(
        "scope description strategy_type auth_server_alias client_id audience dcr_config "
        "client_registration secret gateway_secret primary_node access_token_uris authorization_uris "
        "refresh_token_uris jwt_access_token_uris org_url catalog_url consumer_org_url app_url",
    ),
    "user": _schema(
        "state identity_provider username password force_password_change reject_tokens_issued_before "
        "email first_name last_name photo last_login_at member_urls user_group_urls team_urls org_url "
        "user_registry_url hashed_password salt encrypted_data encrypted_data_hash studio",
        required="username",
        fixed="identity_provider username salt force_password_change last_login_at",
    ),
    "user_registry": _schema(
        "integration_url registry_type user_managed user_registry_managed "
        "external_group_mapping_enabled onboarding case_sensitive email_required "
        "email_unique_if_exist identity_providers visibility configuration endpoint owned "
        "data_import_keyset_url data_export_key configured_catalog_user_registry_urls "
        "configured_api_user_registry_urls configured_oauth_provider_urls member_urls "
        "oauth_provider_urls user_registry_setting_urls role_urls team_urls activation_urls org_url "
        "cloud_setting_urls",
        required="integration_url",
        fixed="owned registry_type user_registry_managed integration_url",
    ),
    "member": _schema(
        "scope state user role_urls inherited_role_urls user_group_role_urls org_url catalog_url "
        "space_url consumer_org_url",
    ),
    "member_invitation": _schema(
        "scope notify activation_link email org_type role_urls expires_at org_url catalog_url "
        "space_url consumer_org_url",
    ),
    "role": _schema(
        "scope permission_urls inherited_permission_urls member_urls user_group_role_assignment_urls "
        "external_group_mapping org_url catalog_url space_url consumer_org_url",
    ),
    "team": _schema(
        "scope user_group_urls ldap_groups app_urls org_url",
    ),
    "user_group": _schema(
        "scope user_urls org_url user_group_role_assignment_urls team_urls",
    ),
    "user_group_role_assignment": _schema(
        "scope role_urls user_group_url org_url",
    ),
    "oauth_provider": _schema(
        "debug owned provider_type scopes grants gateway_version advanced_scope native_provider "
        "third_party_config visibility user_registry_urls tls_client_profile_urls "
        "configured_oauth_provider_urls org_url",
    ),
    "jwt_provider": _schema(
        "debug owned gateway_version native_jwt_provider visibility tls_client_profile_urls org_url "
        "configured_jwt_provider_urls",
    ),
    "billing": _schema(
        "integration_url payment_method_integration_urls configuration visibility owned "
        "configured_billing_urls custom_endpoint job_queue_status",
        required="integration_url",
        fixed="job_queue_status",
        never_null="integration_url",
    ),
    "tls_client_profile": _schema(
        "version protocols ciphers elliptic_curve_auto_negotiation elliptic_curve "
        "insecure_server_connections server_name_indication owned keystore_url truststore_url "
        "webhook_urls visibility configured_tls_client_profile_urls oauth_provider_urls "
        "jwt_provider_urls configured_oauth_provider_urls configured_jwt_provider_urls "
        "mail_server_urls gateway_service_urls portal_service_urls analytics_service_urls org_url "
        "cloud_setting_urls integration_urls",
        fixed="owned",
        never_null="ciphers protocols",
    ),
    "keystore": _schema(
        "private_key_entry public_certificate_entry public_key_jwk trusted_certificate_entries "
        "keystore password tls_server_profile_urls tls_client_profile_urls cloud_setting_urls",
        required="keystore",
    ),
    "truststore": _schema(
        "truststore password entry_urls tls_server_profile_urls tls_client_profile_urls",
    ),
    "entry": _schema(
        "scope entry_type pem certificate_info",
    ),
    "jwk_set": _schema(
        "keys user_registry_urls",
    ),
    "draft_product": _schema(
        "version draft_product gateway_types portal_types org_url catalogs product_kind",
    ),
    "project": _schema(
        "project org_url",
        fixed="name",
    ),
    "watsonx_settings": _schema(
        "scope org_id model_properties watsonxurl is_default username password api_key token "
        "project_id space_id org credential_type config_type version instance_id auth_type",
    ),
    "invitation": _schema(
        "scope notify activation_link email expires_at org_url catalog_url space_url",
    ),
    "global_policy": _schema(
        "version scope global_policy global_policy_kind user_registry_urls tls_client_profile_urls "
        "policy_urls global_policy_prehook_urls global_policy_posthook_urls global_policy_error_urls "
        "org_url catalog_url space_url gateway_service_url",
        required="global_policy",
        fixed="user_registry_urls tls_client_profile_urls policy_urls",
        never_null="global_policy",
    ),
    "policy": _schema(
        "version scope state policy policy_kind custom instance implementation api_urls global_policy_urls "
        "org_url catalog_url space_url gateway_service_url",
    ),
    "extension": _schema(
        "version scope state extension api_urls org_url catalog_url space_url gateway_service_url",
    ),
    "service": _schema(
        "version service service_schema",
    ),
    "simple_alias": _schema(
        "scope value org_url catalog_url",
    ),
    "payment_method": _schema(
        "integration_url consumer_org_url billing_url configuration",
    ),
    "configured_gateway_service": _schema(
        "scope gateway_service_url integration_url gateway_service_type owned configuration "
        "availability_zone_url endpoint api_endpoint_base catalog_base sni oauth_shared_secret state "
        "overall_state tls_client_profile_url analytics_service_url gateway_version domain_name "
        "managed_by product_urls configured_oauth_provider_urls configured_jwt_provider_urls api_urls "
        "catalog_setting_urls webhook_url catalog_webhook_url webhook_state catalog_webhook_state "
        "space_urls org_url catalog_url space_url gateway_processing_status events service_version "
        "communication_kind communication_to_analytics_kind communication_to_analytics_with_jwt "
        "ldap_cxn_pool service_supported_features ai_gateway_enabled opentelemetry_url",
        required="gateway_service_url",
    ),
    "configured_catalog_user_registry": _schema(
        "user_registry_url owned integration_url registry_type user_managed user_registry_managed "
        "external_group_mapping_enabled data_import_keyset_url data_export_key onboarding "
        "case_sensitive email_required email_unique_if_exist identity_providers configuration "
        "endpoint org_url catalog_url",
        required="user_registry_url",
    ),
    "configured_api_user_registry": _schema(
        "scope user_registry_url owned integration_url registry_type user_managed "
        "user_registry_managed external_group_mapping_enabled data_import_keyset_url data_export_key "
        "onboarding case_sensitive email_required email_unique_if_exist identity_providers "
        "configuration endpoint api_urls global_policy_urls space_urls org_url catalog_url space_url",
        required="user_registry_url",
    ),
    "configured_tls_client_profile": _schema(
        "version scope tls_client_profile_url owned protocols ciphers elliptic_curve_auto_negotiation "
        "elliptic_curve insecure_server_connections server_name_indication keystore_url "
        "truststore_url api_urls global_policy_urls space_urls org_url catalog_url space_url",
        required="tls_client_profile_url",
    ),
    "configured_billing": _schema(
        "billing_url owned integration_url payment_method_integration_urls configuration product_urls "
        "org_url catalog_url",
        required="billing_url",
    ),
    "configured_jwt_provider": _schema(
        "scope debug jwt_provider_url owned gateway_version native_jwt_provider "
        "tls_client_profile_urls configured_gateway_service_urls api_urls product_urls space_urls "
        "org_url catalog_url space_url",
        required="jwt_provider_url",
    ),
    "configured_oauth_provider": _schema(
        "scope oauth_provider_url owned debug provider_type scopes grants gateway_version "
        "advanced_scope native_provider third_party_config user_registry_urls tls_client_profile_urls "
        "configured_gateway_service_urls api_urls product_urls space_urls org_url catalog_url "
        "space_url",
        required="oauth_provider_url",
    ),
    "configured_portal_service": _schema(
        "scope portal_service_url integration_url portal_service_type owned configuration "
        "availability_zone_url endpoint web_endpoint_base endpoint_tls_client_profile_url "
        "catalog_base state overall_state webhook_url catalog_webhook_url webhook_state "
        "catalog_webhook_state org_url catalog_url service_version communication_kind "
        "service_supported_features product_urls",
        required="portal_service_url",
    ),
    "global_policy_error": _schema(
        "scope global_policy_url user_registry_urls tls_client_profile_urls policy_urls org_url "
        "catalog_url space_url",
        required="global_policy_url",
    ),
    "global_policy_prehook": _schema(
        "scope global_policy_url user_registry_urls tls_client_profile_urls policy_urls org_url "
        "catalog_url space_url",
        required="global_policy_url",
    ),
    "global_policy_posthook": _schema(
        "scope global_policy_url user_registry_urls tls_client_profile_urls policy_urls org_url "
        "catalog_url space_url",
        required="global_policy_url",
    ),
    "gateway_service": _schema(
        "integration_url gateway_service_type runtime_name runtime_id endpoint api_endpoint_base "
        "tls_client_profile_url sni state oauth_shared_secret visibility owned configuration "
        "analytics_service_url opentelemetry_url webhook_url webhook_state cloud_setting_urls "
        "configured_gateway_service_urls gateway_extension_urls org_url availability_zone_url "
        "service_version ldap_cxn_pool communication_kind communication_to_analytics_kind "
        "communication_to_analytics_with_jwt gateway_processing_status events "
        "service_supported_features ai_gateway_enabled",
        required="endpoint api_endpoint_base sni",
        fixed="owned endpoint integration_url gateway_service_type api_endpoint_base "
        "service_supported_features",
        never_null="endpoint api_endpoint_base sni",
    ),
    "portal_service": _schema(
        "web_endpoint_base runtime_name runtime_id endpoint endpoint_tls_client_profile_url state "
        "portal_service_type visibility owned webhook_url webhook_state catalog_setting_urls "
        "configured_portal_service_urls org_url availability_zone_url service_version "
        "communication_kind service_supported_features integration_url",
        required="endpoint web_endpoint_base",
        fixed="owned endpoint service_supported_features",
        never_null="endpoint_tls_client_profile_url web_endpoint_base",
    ),
    "cloud_setting": _schema(
        "cloud_name cloud_id mail_server_url invitation_ttl reset_password_ttl provision_sandbox_catalog "
        "restrict_member_manage_permission access_token_expires_in refresh_token_enabled "
        "refresh_expires_in api_key_enabled api_key_expires_in api_key_multiple_uses api_cp_setting "
        "sso_settings audit_setting gateway_service_default_urls cloud_manager_endpoint "
        "api_manager_endpoint platform_api_endpoint consumer_api_endpoint platform_api_svc_endpoint "
        "consumer_api_svc_endpoint license_accepted email_sender ibm_cloud service_type "
        "tls_client_profile_default_url token_issuer access_token_keystore_urls id_token_keystore_urls "
        "temporary_token_keystore_urls self_signed_token_keystore_urls atm_base_path "
        "temporary_token_format sync_roles_setting",
        fixed="service_type cloud_id ibm_cloud",
        never_null="email_sender tls_client_profile_default_url",
    ),
    "mail_server": _schema("host port credentials timeout secure tls_client_profile_url"),
    "availability_zone": _schema("management org_url"),
    "tls_server_profile": _schema(
        "version protocols ciphers elliptic_curve mutual_authentication limit_renegotiation keystore_url "
        "truststore_url gateway_service_urls",
    ),
    "analytics_service": _schema(
        "endpoint ingestion_endpoint ingestion_endpoint_tls_client_profile_url client_endpoint "
        "client_endpoint_tls_client_profile_url internal_svc_endpoint "
        "internal_svc_endpoint_tls_client_profile_url gateway_service_urls org_url availability_zone_url "
        "service_version webhook_url communication_from_apim_kind cloud_setting_urls",
        fixed="endpoint ingestion_endpoint client_endpoint",
        never_null="ingestion_endpoint_tls_client_profile_url client_endpoint_tls_client_profile_url",
    ),
    "permission": _schema(
        "permission_type role_urls role_default_urls",
    ),
}
