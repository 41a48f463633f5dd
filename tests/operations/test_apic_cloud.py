# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What Cloud Manager has: a new cloud from nothing, with references by name and secrets left alone."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.apiops.platforms.plugins.module_utils._platforms.apic.kind_table import KINDS
from tests.operations.apic_landscape import ADMIN, ORG, SPECS, ZONE, login_of, writes
from tests.operations.conftest import Run, actions

KEYS = {"keystore": SPECS["keystore"]["keystore"]}
# What a new cloud is made of, each after what it refers to.
CLOUD: list[dict[str, Any]] = [
    {"kind": "registration", "parent": {}, "name": "pipeline", "spec": SPECS["registration"]},
    {"kind": "keystore", "parent": ADMIN, "name": "keys", "spec": KEYS},
    {"kind": "tls_client_profile", "parent": ADMIN, "name": "tls", "version": "1.0.0"},
    {
        "kind": "tls_server_profile",
        "parent": ADMIN,
        "name": "tls-server",
        "version": "1.0.0",
        "spec": {"keystore": "keys"},
    },
    {"kind": "mail_server", "parent": ADMIN, "name": "mail", "spec": SPECS["mail_server"]},
    {
        "kind": "analytics_service",
        "parent": ZONE,
        "name": "a7s",
        "spec": SPECS["analytics_service"],
    },
    {"kind": "gateway_service", "parent": ZONE, "name": "gateway", "spec": SPECS["gateway_service"]},
    {"kind": "portal_service", "parent": ZONE, "name": "portal", "spec": SPECS["portal_service"]},
    {"kind": "cloud_settings", "parent": {}, "spec": SPECS["cloud_settings"]},
    {
        "kind": "user",
        "parent": {**ADMIN, "user_registry": "api-manager-lur"},
        "name": "steve",
        "spec": {"password": "s3cr3t-of-steve"},
    },
    {"kind": "org", "parent": {}, "name": "acme", "spec": SPECS["org"]},
]
MAIL = CLOUD[4]
GATEWAY = CLOUD[6]
ACME = CLOUD[10]


def applied(run: Run, *items: dict[str, Any], **options: Any) -> dict[str, Any]:
    """The result of items that somebody declares who has logged in to Cloud Manager."""
    run.simulator.clear_journal()
    return run("apic_resource", **login_of(run, KINDS["org"]), resources=list(items), **options)


def test_a_new_cloud_is_predicted_made_and_left(run: Run) -> None:
    predicted = applied(run, *CLOUD, check=True)
    assert writes(run) == []
    made = applied(run, *CLOUD)
    assert actions(made) == actions(predicted)
    assert made["summary"] == predicted["summary"]
    again = applied(run, *CLOUD)
    assert set(actions(again)) == {"unchanged"}
    assert writes(run) == []
    assert "s3cr3t" not in str([made, again])


def test_a_new_cloud_in_any_order(run: Run) -> None:
    made = applied(run, *reversed(CLOUD), order="dependency")
    assert set(actions(made)) == {"created", "updated"}


def test_references_are_sent_as_addresses_and_compared_by_what_they_lead_to(run: Run) -> None:
    run.simulator.configure(apic={"public_url": "https://public.example.com"})
    applied(run, *CLOUD)
    profile = "https://elsewhere.example.com/api/orgs/admin/tls-server-profiles/tls-server/1.0.0"
    address = {**GATEWAY["spec"], "sni": [{"host": "*", "tls_server_profile_url": profile}]}
    assert actions(applied(run, {**GATEWAY, "spec": address})) == ["unchanged"]
    missing = {**GATEWAY["spec"], "sni": [{"host": "*", "tls_server_profile": "none:1.0.0"}]}
    refused = applied(run, {**GATEWAY, "spec": missing})
    assert "sni.tls_server_profile: there is no tls server profile none:1.0.0" in refused["msg"]
    added = [*GATEWAY["spec"]["sni"], {"host": "b.example.com", "tls_server_profile": "tls-server:1.0.0"}]
    changed = applied(run, {**GATEWAY, "spec": {"sni": added}})
    assert actions(changed) == ["updated"]
    (sent,) = writes(run)
    assert sent["body"].count("https://public.example.com/api/orgs/") == 2
    assert actions(applied(run, {**GATEWAY, "spec": {"sni": added}})) == ["unchanged"]


def test_a_mail_server_keeps_its_password_unless_its_credentials_change(run: Run) -> None:
    applied(run, *CLOUD)
    changed = applied(run, {**MAIL, "spec": {**MAIL["spec"], "port": 25}})
    assert actions(changed) == ["updated"]
    assert [each["body"] for each in writes(run)] == ['{"port": 25}']
    lacking = applied(run, {**MAIL, "spec": {"credentials": {"username": "another"}}})
    assert (
        "takes all of credentials together, with its secret; add credentials.password to spec"
        in lacking["msg"]
    )
    assert writes(run) == []


def test_an_organization_goes_with_all_that_is_in_it_only_if_allowed(run: Run) -> None:
    applied(run, *CLOUD)
    refused = applied(run, {**ACME, "state": "absent"})
    assert "everything in it would be deleted with it; set allow: [delete_children]" in refused["msg"]
    assert writes(run) == []
    assert actions(applied(run, {**ACME, "state": "absent"}, allow=["delete_children"])) == ["deleted"]


@pytest.mark.parametrize("number", [0, 4, 6])
def test_who_has_logged_in_to_api_manager_is_refused(run: Run, number: int) -> None:
    refused = run("apic_resource", resources=[CLOUD[number]])
    assert refused["error"]["kind"] in ("forbidden", "auth")
    assert not [each for each in writes(run) if each["status"] < 400]


def test_a_provider_organization_is_left_to_its_own_users(run: Run) -> None:
    catalog = {"kind": "catalog", "parent": ORG, "name": "nightly"}
    refused = applied(run, catalog)
    assert refused["error"]["kind"] == "auth"
    assert "a token of admin is no good for provider calls" in refused["msg"]
