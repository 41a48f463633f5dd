# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which fields API Connect takes: the schemas of its objects are closed, and some fields cannot be changed.

Source: the vendor's OpenAPI description.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tests.simulator.apic_login import refused

# What the server decides; taken and overlooked.
IGNORED = frozenset(
    {"id", "type", "api_version", "scope", "created_at", "updated_at", "url"}
    | {"org_url", "catalog_url", "consumer_org_url", "app_url"}
)
_OF_ALL = frozenset({"name", "title", "summary", "metadata"})


@dataclass(frozen=True)
class Fields:
    """The fields of one kind of object."""

    own: frozenset[str]
    required: tuple[str, ...] = ()
    # Refused in a change, even with the value that there is.
    fixed: frozenset[str] = frozenset()
    never_null: frozenset[str] = frozenset()
    # What answers may hold; None: the addresses of all that the object is in.
    told: frozenset[str] | None = None

    def check_new(self, given: Mapping[str, Any]) -> None:
        """Refuses what cannot be created from that."""
        self._check_known(given)
        for name in self.required:
            if not given.get(name):
                raise refused(400, f"The property {name} is required.")

    def check_change(self, given: Mapping[str, Any]) -> None:
        """Refuses what cannot be changed so."""
        self._check_known(given)
        for name in given:
            if name in self.fixed:
                raise refused(400, f"The property {name} cannot be changed.")
            if name in self.never_null and given[name] is None:
                raise refused(400, f"The property {name} cannot be null.")

    def _check_known(self, given: Mapping[str, Any]) -> None:
        for name in given:
            if name not in self.own | _OF_ALL | IGNORED:
                raise refused(400, f"The property {name} is not allowed in the request.")


def _fields(own: str, required: str = "", fixed: str = "") -> Fields:
    return Fields(frozenset(own.split()), tuple(required.split()), frozenset(fixed.split()))


ORG = _fields(
    "org_type state owner_url owner tier_url tier gateway_service_urls portal_service_urls "
    "user_registry_urls tls_client_profile_urls oauth_provider_urls jwt_provider_urls billing_urls "
    "group_urls user_group_urls team_urls project_urls transfer_advisor_urls",
    fixed="name org_type",
)
CATALOG = _fields(
    "owner_url configured_catalog_user_registry_urls app_urls num_products num_apis gateways portals "
    "transfer_advisor_urls",
    fixed="name",
)
CATALOG_SETTINGS = _fields(
    "user_registry_default_url production_mode portal product_lifecycle_approvals task_self_approval "
    "allowed_product_visibility application_lifecycle consumer_self_service_onboarding "
    "consumer_self_service_onboarding_approval consumer_org_invitations_enabled "
    "consumer_org_invitation_roles invitation_ttl legacy_endpoint_behavior "
    "v5_endpoint_substitution_behavior vanity_api_endpoint spaces_enabled config_sync_target_catalog "
    "custom_notification_templates_enabled email_sender hash_client_secret "
    "subscription_task_approval_retention default_catalog product_publish_validations app_approvals "
    "override_invitation_ttl_for_all_consumer_orgs gateway_supported_protocols "
    "consumer_self_service_onboarding_ttl consumer_catalog_enabled protected_properties "
    "corg_member_invitation_regenerate_delay max_corg_members"
)
TASK = _fields("task_type state comments product_urls", fixed="task_type product_urls")
CONSUMER_ORG = _fields(
    "state owner_url group_urls subscription_urls owner members roles", required="owner_url"
)
APP = _fields(
    "state lifecycle_state lifecycle_state_pending app_credential_urls client_id client_secret "
    "redirect_endpoints application_public_certificate_entry task_urls image_endpoint application_type_url "
    "api_urls consumer_org credentials access_tokens auth_strategy_urls contact_emails custom_fields "
    "icon_byte_array identifiers is_suspended js_origins primary_node shell site_urls subscription version "
    "team_urls"
)
SUBSCRIPTION = _fields(
    "state product_url product plan plan_title task_urls state_pending consumer_org app billing_identifiers",
    required="product_url plan",
    fixed="billing_identifiers plan_title",
)
PRODUCT = _fields(
    "version state product catalog_product state_pending gateway_types product_kind portal_types space_urls "
    "gateway_service_urls portal_service_urls visibility api_urls plan_urls oauth_provider_urls "
    "jwt_provider_urls billing_urls superseded_by supersedes task_urls specialization subscription_urls "
    "billing_identifiers plans transfer_advisor_urls apis approval_history warnings service_status",
    fixed="product catalog_product space_urls api_urls approval_history superseded_by supersedes",
)
API = _fields(
    "version state api wsdl api_type gateway_type api_kind oai_version document_specification base_paths "
    "enforced catalog_api gateway_api consumer_api space_urls gateway_service_urls portal_service_urls "
    "user_registry_urls oauth_provider_urls jwt_provider_urls tls_client_profile_urls extension_urls "
    "policy_urls specialization product_urls oauth_providers service_status gateway_endpoints",
    fixed="name version api wsdl catalog_api catalog_url org_url gateway_api consumer_api space_urls "
    "gateway_service_urls user_registry_urls oauth_provider_urls jwt_provider_urls tls_client_profile_urls "
    "extension_urls policy_urls",
)
DRAFT_API = _fields(
    "version draft_api remote_api api_type enforced gateway_type oai_version document_specification wsdl"
)
API_KEY = _fields(
    "client_type realm user_url id_token token_exp token_iat token_jti api_key multiple_use description ttl "
    "expires_at",
    required="client_type description",
)
# Cloud Manager's, which that description does not hold.
REGISTRATION = _fields(
    "client_id client_secret client_type scopes state", required="client_id client_secret client_type"
)
