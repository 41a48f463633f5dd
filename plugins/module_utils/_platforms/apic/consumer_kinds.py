# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The kinds of consumer organizations, their applications and subscriptions, as data.

Source: the vendor's OpenAPI description, and its scripts and command line tool where that is silent.

PRIVATE to this collection.
"""

from __future__ import annotations

from .kind_rows import CATALOG, Rows, kind, settings

_CONSUMER_ORG = "consumer_org space_consumer_org"
_APP = "app space_app"

CONSUMERS: Rows = (
    kind(
        "consumer_org",
        "consumer-orgs",
        50,
        CATALOG,
        "state owner_url group_urls",
        server="owner members roles",
        references={"owner_url": "user", "group_urls": "consumer_group"},
        at_root=True,
        required="owner",
        inside="app",
        transferred=True,
    ),
    settings("consumer_org_settings", "settings", 52, _CONSUMER_ORG, "invitation_ttl configured_billing"),
    kind(
        "consumer_group",
        "consumer-groups",
        52,
        CATALOG,
        "org_urls",
        references={"org_urls": "consumer_org"},
    ),
    kind(
        "payment_method",
        "payment-methods",
        52,
        _CONSUMER_ORG,
        "integration_url billing_url configuration",
        references={"billing_url": "configured_billing"},
    ),
    kind(
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
    kind(
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
    kind(
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
    kind(
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
