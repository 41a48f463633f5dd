# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Objects of API Connect as desired state, by what the simulator was asked."""

from __future__ import annotations

from typing import Any

import pytest

from tests.operations.apic_landscape import LUR, ORG, PEM, SANDBOX, apic, publish, reads, writes
from tests.operations.conftest import Run, actions
from tests.operations.full import done

NIGHTLY: dict[str, Any] = {"kind": "catalog", "parent": ORG, "name": "nightly"}
IN_NIGHTLY = {**ORG, "catalog": "nightly"}
PARTNERS = {**IN_NIGHTLY, "consumer_org": "partners"}
# From an empty organization to an application, each after what it needs.
LANDSCAPE: list[dict[str, Any]] = [
    {"kind": "user_registry", "parent": ORG, "name": "people", "spec": LUR},
    {
        "kind": "user",
        "parent": {**ORG, "user_registry": "people"},
        "name": "steve",
        "spec": {"email": "steve@example.com", "password": "s3cr3t-of-steve"},
    },
    {**NIGHTLY, "spec": {"title": "Nightly builds"}},
    {"kind": "catalog_settings", "parent": IN_NIGHTLY, "spec": {"application_lifecycle": {"enabled": True}}},
    {"kind": "catalog_properties", "parent": IN_NIGHTLY, "spec": {"properties": {"host": "a.example.com"}}},
    {"kind": "configured_catalog_user_registry", "parent": IN_NIGHTLY, "name": "people"},
    {"kind": "configured_gateway_service", "parent": IN_NIGHTLY, "name": "v6"},
    {
        "kind": "consumer_org",
        "parent": IN_NIGHTLY,
        "name": "partners",
        "spec": {"title": "Partners", "owner": "steve"},
    },
    {"kind": "app", "parent": PARTNERS, "name": "shop", "spec": {"title": "Shop"}},
    {
        "kind": "credential",
        "parent": {**PARTNERS, "app": "shop"},
        "name": "second",
        "spec": {"client_id": "second-id", "client_secret": "s3cr3t-of-the-second"},
    },
]
SHOP = LANDSCAPE[8]
CREDENTIAL = LANDSCAPE[9]


def made(run: Run, number: int = len(LANDSCAPE)) -> dict[str, Any]:
    """The first objects of the landscape, made; the journal begins anew."""
    result = run("apic_resource", resources=LANDSCAPE[:number])
    assert "created" in actions(result)
    run.simulator.clear_journal()
    return result


# --- one object, and many --------------------------------------------------------------------------------


def test_an_object_is_created_once(run: Run) -> None:
    wanted: dict[str, Any] = {**NIGHTLY, "spec": {"title": "Nightly builds"}}
    first = run("apic_resource", **wanted)
    assert (first["changed"], first["action"]) == (True, "created")
    assert first["resource"]["title"] == "Nightly builds"
    assert "id" not in first["resource"]
    run.simulator.clear_journal()
    second = run("apic_resource", **wanted)
    assert (second["changed"], second["action"], second["changes"]) == (False, "unchanged", [])
    assert second["requests"] == {"reads": 1, "writes": 0}
    assert (len(reads(run)), writes(run)) == (1, [])


def test_a_landscape_is_predicted_made_and_left(run: Run) -> None:
    predicted = run("apic_resource", check=True, diff=True, resources=LANDSCAPE)
    assert writes(run) == []
    result = run("apic_resource", diff=True, resources=LANDSCAPE)
    assert actions(result) == actions(predicted)
    assert result["summary"] == predicted["summary"]
    assert set(actions(result)) == {"created"}
    run.simulator.clear_journal()
    again = run("apic_resource", resources=LANDSCAPE)
    assert set(actions(again)) == {"unchanged"}
    assert writes(run) == []


@pytest.mark.parametrize("concurrency", [1, 8])
def test_the_order_of_dependency(run: Run, concurrency: int) -> None:
    backwards = list(reversed(LANDSCAPE))
    result = run("apic_resource", resources=backwards, order="dependency", concurrency=concurrency)
    assert set(actions(result)) == {"created"}
    deletable = [each for each in LANDSCAPE if each["kind"] not in ("catalog_settings", "catalog_properties")]
    gone = run(
        "apic_resource",
        resources=[{**each, "state": "absent"} for each in deletable],
        order="dependency",
        allow=["delete_children"],
    )
    assert set(actions(gone)) == {"deleted"}


def test_several_objects_of_a_group_are_read_by_one_list(run: Run) -> None:
    made(run, 8)
    apps = [{"kind": "app", "parent": PARTNERS, "name": f"app-{number}"} for number in range(30)]
    assert set(actions(run("apic_resource", resources=apps))) == {"created"}
    run.simulator.configure(apic={"default_page_size": 20})
    run.simulator.clear_journal()
    assert set(actions(run("apic_resource", resources=apps))) == {"unchanged"}
    assert len(reads(run)) == 2


def test_only_what_differs_is_told_and_sent(run: Run) -> None:
    made(run, 9)
    uris = ["https://b.example.com", "https://a.example.com"]
    changed = run("apic_resource", **{**SHOP, "spec": {"title": "Shop", "redirect_endpoints": uris}})
    assert changed["changes"] == [{"path": "redirect_endpoints", "before": None, "after": uris}]
    (sent,) = writes(run)
    assert (sent["method"], sent["body"].count("title")) == ("PATCH", 0)
    turned = run("apic_resource", **{**SHOP, "spec": {"redirect_endpoints": uris[::-1]}})
    assert turned["action"] == "unchanged"


def test_a_null_unsets_a_field(run: Run) -> None:
    made(run, 9)
    assert run("apic_resource", **{**SHOP, "spec": {"summary": "x"}})["action"] == "updated"
    assert run("apic_resource", **{**SHOP, "spec": {"summary": None}})["action"] == "updated"
    assert run("apic_resource", **{**SHOP, "spec": {"summary": None}})["action"] == "unchanged"


def test_what_others_wrote_survives(run: Run) -> None:
    made(run, 4)
    settings = f"/catalogs/{ORG['org']}/nightly/settings"
    apic(run, settings, "PUT", body={"portal": {"type": "drupal", "endpoint": "https://p.example.com"}})
    wanted = {"portal": {"type": "none"}, "task_self_approval": True}
    assert actions(
        run("apic_resource", resources=[{"kind": "catalog_settings", "parent": IN_NIGHTLY, "spec": wanted}])
    ) == ["updated"]
    after = apic(run, settings)
    assert after["portal"] == {"type": "none", "endpoint": "https://p.example.com"}
    assert after["application_lifecycle"] == {"enabled": True}


def test_metadata_of_others_stay(run: Run) -> None:
    run("apic_resource", **NIGHTLY, spec={"metadata": {"theirs": "1"}})
    assert run("apic_resource", **NIGHTLY, spec={"metadata": {"mine": "2"}})["action"] == "updated"
    found = apic(run, f"/catalogs/{ORG['org']}/nightly")
    assert found["metadata"] == {"theirs": "1", "mine": "2"}


# --- references ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("public", [None, "https://public.example.com"])
def test_references_compare_by_what_they_lead_to(run: Run, public: str | None) -> None:
    run.simulator.configure(apic={"public_url": public})
    made(run, 8)
    partners = LANDSCAPE[7]
    org = ORG["org"]
    (user,) = apic(run, f"/user-registries/{org}/people/users")["results"]
    for owner in (
        "steve",
        "people/steve",
        user["url"],
        f"https://elsewhere.example.com/api/user-registries/{org}/people/users/steve",
    ):
        assert run("apic_resource", **{**partners, "spec": {"owner": owner}})["action"] == "unchanged", owner
        assert run("apic_resource", **{**partners, "spec": {"owner_url": owner}})["action"] == "unchanged"
    maria = {**LANDSCAPE[1], "name": "maria"}
    assert run("apic_resource", **maria)["action"] == "created"
    refused = run("apic_resource", **{**partners, "spec": {"owner": "maria"}})
    assert "owner: maria is not a member of the consumer org, and only a member can own it" in refused["msg"]
    missing = run("apic_resource", **{**partners, "spec": {"owner": "nobody"}})
    assert "owner: there is no user nobody" in missing["msg"]
    assert [each["method"] for each in writes(run)] == ["POST"]


@pytest.mark.parametrize("number", [2, 7])
def test_an_owner_changes_by_a_transfer_to_a_member(run: Run, number: int) -> None:
    made(run, 8)
    owned = LANDSCAPE[number]
    run("apic_resource", **{**LANDSCAPE[1], "name": "maria"})
    inside = {**owned["parent"], owned["kind"]: owned["name"]}
    member: dict[str, Any] = {"kind": "member", "parent": inside, "name": "maria", "spec": {"user": "maria"}}
    wanted = {**owned, "spec": {"owner": "maria", "title": "New"}}
    run("apic_resource", **member)
    predicted = run("apic_resource", **wanted, check=True)
    run.simulator.clear_journal()
    changed = run("apic_resource", **wanted)
    assert changed["action"] == predicted["action"] == "updated"
    steps = [(each["method"], each["path"].rpartition("/")[2]) for each in writes(run)]
    assert steps == [("POST", "transfer-owner"), ("PATCH", owned["name"])]
    assert "owner" not in writes(run)[-1]["body"]
    run.simulator.clear_journal()
    assert run("apic_resource", **wanted)["action"] == "unchanged"
    assert writes(run) == []


def test_users_of_one_name_are_told_apart(run: Run) -> None:
    """An export names a user with its registry where the username alone means another."""
    made(run, 8)
    others = [
        {"kind": "user_registry", "parent": ORG, "name": "others", "spec": LUR},
        {**LANDSCAPE[1], "parent": {**ORG, "user_registry": "others"}},
        {"kind": "configured_catalog_user_registry", "parent": IN_NIGHTLY, "name": "others"},
        {"kind": "consumer_org", "parent": IN_NIGHTLY, "name": "rest", "spec": {"owner": "others/steve"}},
    ]
    assert actions(run("apic_resource", resources=others)) == ["created"] * 4
    exported = run("apic_resource_info", kind="consumer_org", parent=IN_NIGHTLY, export=True)["resources"]
    assert [each["spec"]["owner"] for each in exported] == ["steve", "others/steve"]
    run.simulator.clear_journal()
    assert actions(run("apic_resource", resources=exported)) == ["unchanged"] * 2
    assert writes(run) == []


def test_a_reference_to_nothing_is_refused_before_anything_is_written(run: Run) -> None:
    profile = {"kind": "tls_client_profile", "parent": ORG, "name": "tls", "version": "1.0.0"}
    wanted: list[dict[str, Any]] = [NIGHTLY, {**profile, "spec": {"keystore": "none"}}]
    refused = run("apic_resource", resources=wanted)
    assert refused["error"]["kind"] == "config"
    assert (
        "keystore: there is no keystore none; look at the name, or declare the object first."
        in refused["msg"]
    )
    assert writes(run) == []


def test_a_subscription_is_known_by_product_and_plan(run: Run) -> None:
    sandbox = [
        {**each, "parent": {**each["parent"], "catalog": "sandbox"}}
        for each in (LANDSCAPE[5], *LANDSCAPE[7:9])
    ]
    run("apic_resource", resources=[*LANDSCAPE[:2], *sandbox])
    subscription: dict[str, Any] = {
        "kind": "subscription",
        "parent": {**SANDBOX, "consumer_org": "partners", "app": "shop"},
        "spec": {"product": "pets:1.0.0", "plan": "gold"},
    }
    predicted = run("apic_resource", check=True, **subscription)
    assert predicted["action"] == "created"
    early = run("apic_resource", **subscription)
    assert "product: there is no product pets:1.0.0" in early["msg"]
    publish(run)
    assert run("apic_resource", **subscription)["action"] == "created"
    other: dict[str, Any] = {**subscription, "spec": {"product": "pets:1.0.0", "plan": "basic"}}
    both = run("apic_resource", resources=[subscription, other])
    assert actions(both) == ["unchanged", "created"]
    by_name: dict[str, Any] = {**subscription, "name": "pets:1.0.0/gold", "spec": {}}
    assert run("apic_resource", **by_name)["action"] == "unchanged"
    assert run("apic_resource", **by_name, state="absent")["action"] == "deleted"
    assert run("apic_resource", **subscription, state="absent")["action"] == "unchanged"


# --- secrets ---------------------------------------------------------------------------------------------


def test_what_is_told_once_comes_back_once(run: Run) -> None:
    made(run, 8)
    first = run("apic_resource", diff=True, **SHOP)
    told = {name: first[name] for name in ("client_id", "client_secret")}
    assert first["credentials"] == [{**{name: SHOP[name] for name in ("kind", "parent", "name")}, **told}]
    others = {**first, "credentials": [], "client_secret": None}
    assert told["client_secret"] not in str(others)
    again = run("apic_resource", **SHOP)
    assert not {"credentials", "client_id", "client_secret"} & set(again)


def test_check_mode_names_what_will_be_told_once(run: Run) -> None:
    """Of what is new, or made anew, unless the task itself gives the secret."""
    made(run, 8)
    given = {**CREDENTIAL, "spec": {"client_id": "an-id", "client_secret": "s3cr3t-w0rd"}}
    bare = {**CREDENTIAL, "name": "bare", "spec": {"title": "Bare"}}
    key: dict[str, Any] = {"kind": "api_key", "parent": {}, "name": "ci"}
    key["spec"] = {"client_type": "toolkit", "description": "CI."}
    resources = [SHOP, given, bare, key]

    def foretold(items: list[dict[str, Any]]) -> dict[str, Any]:
        predicted = run("apic_resource", resources=items, check=True, allow=["recreate"])
        rows = done(predicted)["resources"]
        for each in rows:
            words = "will be returned only once" if "tells_once" in each else ""
            assert each.get("note", "").endswith(words)
            assert bool(words) == ("note" in each)
        return {each["name"]: each.get("tells_once") for each in rows}

    once = {"shop": ["client_secret"], given["name"]: None, "bare": ["client_secret"], "ci": ["api_key"]}
    assert foretold(resources) == once
    told = done(run("apic_resource", resources=resources))
    assert not any("tells_once" in each for each in told["resources"])
    assert {each["name"] for each in told["credentials"]} >= {name for name, names in once.items() if names}
    assert foretold(resources) == dict.fromkeys(once)
    title = {"title": "Another"}
    new = {**key, "spec": {**key["spec"], "description": "Another."}}
    assert foretold([{**SHOP, "spec": title}, new]) == {"shop": None, "ci": ["api_key"]}


def test_what_was_told_survives_a_later_failure(run: Run) -> None:
    made(run, 8)
    bad = {**SHOP, "name": "bad", "spec": {"state": "no-state"}}
    path = f"/api/consumer-orgs/{ORG['org']}/nightly/partners/apps"
    run.simulator.fault(platform="apic", path=path, method="POST", kind="status", status=403, skip=1)
    failed = run("apic_resource", resources=[SHOP, {**bad, "spec": {}}])
    assert failed["failed"]
    assert [each["action"] for each in failed["resources"]] == ["created", "failed"]
    (told,) = failed["credentials"]
    assert (told["name"], len(told["client_secret"])) == ("shop", 32)
    assert told["client_secret"] not in str({**failed, "credentials": []})


def test_what_was_told_survives_a_read_that_fails_after_it(run: Run) -> None:
    made(run, 8)
    path = f"/api/apps/{ORG['org']}/nightly/partners/shop"
    run.simulator.fault(platform="apic", path=path, method="GET", kind="status", status=500, times=9, skip=1)
    failed = run("apic_resource", **SHOP, retries=1)
    assert failed["failed"]
    assert failed["changed"]
    assert len(failed["client_secret"]) == 32
    assert failed["credentials"][0]["client_secret"] == failed["client_secret"]


@pytest.mark.parametrize("number", [8, 9])
def test_a_secret_that_a_redirect_does_not_tell_is_reset_and_told(run: Run, number: int) -> None:
    """A creation answered with 302 has no secret in it, and nobody else can know that of a new object."""
    made(run, number)
    item = {**LANDSCAPE[number], "spec": {"title": "Thing"}}
    run.simulator.configure(apic={"creations_redirect": True})
    first = run("apic_resource", **item)
    assert first["action"] == "created"
    assert [each["path"].rpartition("/")[2] for each in writes(run)][1:] == ["reset-client-secret"]
    assert first["credentials"][0]["client_secret"] == first["client_secret"]
    assert "note" not in first
    name = item["name"] if number == 9 else "credential-for-shop"
    told = {name: first[name] for name in ("client_id", "client_secret")}
    credential = {**CREDENTIAL, "name": name, "spec": told}
    assert run("apic_resource", **credential)["action"] == "unchanged"
    run.simulator.clear_journal()
    again = run("apic_resource", **item)
    assert (again["action"], "credentials" in again, writes(run)) == ("unchanged", False, [])


def test_a_given_secret_is_not_reset_after_a_redirect(run: Run) -> None:
    made(run, 9)
    run.simulator.configure(apic={"creations_redirect": True})
    first = run("apic_resource", **CREDENTIAL)
    assert first["action"] == "created"
    assert not {"note", "client_secret"} & set(first)
    assert len(writes(run)) == 1
    assert run("apic_resource", **CREDENTIAL)["action"] == "unchanged"


@pytest.mark.parametrize("kind", ["reset_after", "truncate"])
def test_a_secret_whose_answer_is_lost_is_told_to_be_lost(run: Run, kind: str) -> None:
    """Another may have made the object meanwhile, so that its secret is not reset unasked."""
    made(run, 8)
    run.simulator.fault(platform="apic", path="/apps$", method="POST", kind=kind)
    first = run("apic_resource", **SHOP, retries=0)
    assert first["action"] == "created"
    path = f"/apps/{ORG['org']}/nightly/partners/shop/credentials/NAME/reset-client-secret"
    words = "API Connect did not return its client secret, which it returns only once; to get a new one,"
    assert first["note"] == f"{words} call apic_invoke with method: POST and path: {path}"
    assert run.warnings == [f"app shop in consumer_org partners in catalog nightly in org {ORG['org']}: "
                            f"{first['note']}."]  # fmt: skip
    new = apic(run, path.replace("NAME", "credential-for-shop"), "POST")
    credential = {
        **CREDENTIAL,
        "name": "credential-for-shop",
        "spec": {"client_secret": new["client_secret"]},
    }
    assert run("apic_resource", **credential)["action"] == "unchanged"


def test_an_api_key_that_is_lost_can_only_be_made_anew(run: Run) -> None:
    run.simulator.configure(apic={"creations_redirect": True})
    keys: dict[str, Any] = {"kind": "api_key", "parent": {}, "name": "ci"}
    first = run("apic_resource", **keys, spec={"client_type": "toolkit", "description": "CI."})
    assert first["action"] == "created"
    words = "API Connect did not return its api key, which it returns only once;"
    assert first["note"] == f"{words} delete it and create it again"


def test_a_reset_that_fails_leaves_the_new_object_and_says_so(run: Run) -> None:
    made(run, 8)
    run.simulator.configure(apic={"creations_redirect": True})
    run.simulator.fault(platform="apic", path="reset-client-secret", kind="status", status=403)
    first = run("apic_resource", **SHOP)
    assert first["action"] == "created"
    assert "to get a new one, call apic_invoke" in first["note"]


def test_a_given_secret_is_proven_and_not_sent_again(run: Run) -> None:
    made(run)
    assert run("apic_resource", **CREDENTIAL)["action"] == "unchanged"
    assert writes(run) == []
    other = {**CREDENTIAL, "spec": {"client_secret": "another-s3cr3t"}}
    for check in (True, False):
        changed = run("apic_resource", check=check, diff=True, **other)
        assert changed["action"] == "updated"
        assert [each["path"] for each in changed["changes"]] == ["client_secret"]
        assert "another-s3cr3t" not in str(changed)
    assert [each["method"] for each in writes(run)] == ["PATCH"]
    assert run("apic_resource", **other)["action"] == "unchanged"


@pytest.mark.parametrize("status", [401, 403, 429, 500])
def test_a_proof_that_fails_is_no_answer(run: Run, status: int) -> None:
    made(run)
    item = f"/api/apps/{ORG['org']}/nightly/partners/shop/credentials/second"
    fault = {"platform": "apic", "path": item + "/verify-client-secret", "kind": "status", "status": status}
    run.simulator.fault(**fault, times=9)
    failed = run("apic_resource", **CREDENTIAL, retries=1)
    assert failed["failed"]
    assert failed["status"] == status
    assert writes(run) == []


def test_secrets_are_left_by_updates_that_are_not_about_them(run: Run) -> None:
    made(run)
    keystore: dict[str, Any] = {
        "kind": "keystore",
        "parent": ORG,
        "name": "keys",
        "spec": {"keystore": PEM, "password": "s3cr3t-of-keys"},
    }
    ldap: dict[str, Any] = {
        "kind": "user_registry",
        "parent": ORG,
        "name": "ldap",
        "spec": {
            "integration": "ldap",
            "registry_type": "ldap",
            "configuration": {"admin_dn": "cn=admin", "admin_password": "s3cr3t-of-ldap"},
        },
    }
    run("apic_resource", resources=[keystore, ldap])
    run.simulator.clear_journal()
    for item in (LANDSCAPE[1], CREDENTIAL, keystore, ldap):
        changed = run("apic_resource", **{**item, "spec": {**item["spec"], "summary": "New."}})
        assert changed["action"] == "updated"
    assert "s3cr3t" not in str([each["body"] for each in writes(run)])
    assert "****" not in str([each["body"] for each in writes(run)])


def test_a_secret_beside_what_changes_has_to_be_given(run: Run) -> None:
    ldap: dict[str, Any] = {"kind": "user_registry", "parent": ORG, "name": "ldap"}
    fixed = {"integration": "ldap", "registry_type": "ldap"}
    secret = {"admin_dn": "cn=admin", "admin_password": "s3cr3t-of-ldap"}
    run("apic_resource", **ldap, spec={**fixed, "configuration": secret})
    refused = run("apic_resource", **ldap, spec={"configuration": {"admin_dn": "cn=root"}})
    assert "with its secret; add configuration.admin_password to spec" in refused["msg"]
    changed = run("apic_resource", **ldap, spec={"configuration": {**secret, "admin_dn": "cn=root"}})
    assert changed["action"] == "updated"
    assert changed["not_compared"] == ["configuration.admin_password"]
    assert "s3cr3t" in writes(run)[-1]["body"]


def test_update_secrets_sends_them(run: Run) -> None:
    made(run)
    changed = run("apic_resource", **LANDSCAPE[1], update_secrets="always")
    assert changed["action"] == "updated"
    (sent,) = writes(run)
    assert "s3cr3t-of-steve" in sent["body"]
    assert "username" not in sent["body"]


def test_a_mask_is_refused(run: Run) -> None:
    refused = run("apic_resource", **{**LANDSCAPE[1], "spec": {"password": "********"}})
    assert "spec.password is '********', which looks like an exported placeholder" in refused["msg"]


def test_a_masked_property_is_not_compared(run: Run) -> None:
    made(run, 5)
    settings = f"/catalogs/{ORG['org']}/nightly/settings"
    apic(run, settings, "PUT", body={"protected_properties": ["host"]})
    run.simulator.clear_journal()
    wanted = {**LANDSCAPE[4], "spec": {"properties": {"host": "another", "port": "443"}}}
    changed = run("apic_resource", **wanted)
    assert [each["path"] for each in changed["changes"]] == ["properties.port"]
    assert changed["not_compared"] == ["properties.host"]
    assert writes(run)[0]["body"] == '{"port": "443"}'


# --- what there is one of, and what cannot be changed ----------------------------------------------------


def test_properties_are_merged_or_exact(run: Run) -> None:
    made(run, 5)
    properties: dict[str, Any] = {"kind": "catalog_properties", "parent": IN_NIGHTLY}
    path = f"/catalogs/{ORG['org']}/nightly/properties"
    run("apic_resource", **properties, spec={"properties": {"port": "443"}})
    assert apic(run, path) == {"host": "a.example.com", "port": "443"}
    run("apic_resource", **properties, spec={"properties": {"host": None}})
    assert apic(run, path) == {"port": "443"}
    exact: dict[str, Any] = {"compare": {"exact": ["properties"]}, "spec": {"properties": {"name": "x"}}}
    assert run("apic_resource", **properties, **exact)["action"] == "updated"
    assert apic(run, path) == {"name": "x"}
    assert run("apic_resource", **properties, **exact)["action"] == "unchanged"


def test_settings_are_forced_if_allowed(run: Run) -> None:
    made(run, 4)
    settings: dict[str, Any] = {"kind": "catalog_settings", "parent": IN_NIGHTLY}
    run("apic_resource", **settings, spec={"production_mode": True})
    run("apic_resource", **settings, spec={"production_mode": False}, allow=["force"])
    assert [each["query"] for each in writes(run)] == ["", "force=true"]
    refused = run("apic_resource", **settings, state="absent")
    assert "kind catalog_settings cannot be deleted" in refused["msg"]


def test_what_cannot_be_changed_is_recreated_if_allowed(run: Run) -> None:
    keys: dict[str, Any] = {"kind": "api_key", "parent": {}, "name": "ci"}
    spec = {"client_type": "toolkit", "description": "CI."}
    first = run("apic_resource", **keys, spec=spec)
    assert first["api_key"]
    refused = run("apic_resource", **keys, spec={**spec, "description": "New."})
    assert "description cannot be changed; set allow: [recreate]" in refused["msg"]
    run.simulator.clear_journal()
    again = run("apic_resource", **keys, spec={**spec, "description": "New."}, allow=["recreate"])
    assert again["action"] == "updated"
    assert again["api_key"] != first["api_key"]
    assert [each["method"] for each in writes(run)] == ["DELETE", "POST"]


def test_what_is_inside_is_not_deleted_unasked(run: Run) -> None:
    made(run)
    refused = run("apic_resource", **LANDSCAPE[7], state="absent")
    assert "1 object is in it and would be deleted with it; set allow: [delete_children]" in refused["msg"]
    assert writes(run) == []
    both = [{**LANDSCAPE[8], "state": "absent"}, {**LANDSCAPE[7], "state": "absent"}]
    assert actions(run("apic_resource", resources=both)) == ["deleted", "deleted"]


# --- mistakes --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("item", "words"),
    [
        ({"kind": "catlog", "parent": ORG, "name": "x"}, "did you mean catalog"),
        ({"kind": "app", "parent": SANDBOX, "name": "x"}, "consumer_org is missing"),
        ({"kind": "catalog", "parent": SANDBOX, "name": "x"}, "catalog does not belong there"),
        ({"kind": "catalog", "parent": ORG}, "name is missing"),
        ({"kind": "tls_client_profile", "parent": ORG, "name": "x"}, "version is missing"),
        ({"kind": "catalog", "parent": ORG, "name": "x", "version": "1"}, "kind catalog has no versions"),
        (
            {"kind": "catalog_settings", "parent": SANDBOX, "name": "x"},
            "takes no name: each parent has exactly one",
        ),
        ({**NIGHTLY, "spec": {"titel": "x"}}, "kind catalog has no field titel; did you mean title?"),
        ({**NIGHTLY, "title": "x"}, "title does not belong beside kind, parent, name and version"),
        ({**NIGHTLY, "spec": {"owner": "a", "owner_url": "b"}}, "both owner and owner_url"),
        ({"kind": "subscription", "parent": {**PARTNERS, "app": "a"}, "spec": {"plan": "x"}}, "must have"),
    ],
)
def test_mistakes_are_told_before_anything_is_asked(run: Run, item: dict[str, Any], words: str) -> None:
    refused = run("apic_resource", resources=[item])
    assert refused["error"]["kind"] == "config"
    assert words in refused["msg"]
    assert "resources: number 1" in refused["msg"]
    assert writes(run) == []


def test_what_a_new_object_needs_is_told_before_anything_is_written(run: Run) -> None:
    registry: dict[str, Any] = {"kind": "user_registry", "parent": ORG, "name": "people"}
    refused = run("apic_resource", resources=[NIGHTLY, registry])
    assert "a new user_registry needs integration" in refused["msg"]
    assert writes(run) == []


def test_a_parent_that_is_not_there_is_named(run: Run) -> None:
    refused = run("apic_resource", **SHOP)
    assert "the consumer_org partners, in which it is to be, does not exist" in refused["msg"]


def test_a_name_that_differs_by_case_is_told(run: Run) -> None:
    run("apic_resource", **NIGHTLY)
    refused = run("apic_resource", **{**NIGHTLY, "name": "Nightly"})
    assert "API Connect has it as nightly" in refused["msg"]


@pytest.mark.parametrize("status", [401, 403, 429, 500, 503])
def test_a_refusal_is_not_absence(run: Run, status: int) -> None:
    path = f"/api/catalogs/{ORG['org']}/nightly"
    run.simulator.fault(platform="apic", path=path, kind="status", status=status, times=9)
    failed = run("apic_resource", **NIGHTLY, retries=1)
    assert failed["status"] == status
    assert writes(run) == []


def test_a_page_of_a_proxy_is_not_absence(run: Run) -> None:
    path = f"/api/catalogs/{ORG['org']}/nightly"
    run.simulator.fault(platform="apic", path=path, kind="html", status=404, times=9)
    assert run("apic_resource", **NIGHTLY, retries=1)["failed"]
    assert writes(run) == []


@pytest.mark.parametrize("setting", ["duplicates_as_400", "creations_redirect"])
def test_what_versions_answer_otherwise(run: Run, setting: str) -> None:
    run.simulator.configure(apic={setting: True})
    result = run("apic_resource", resources=LANDSCAPE)
    assert set(actions(result)) == {"created"}
    run.simulator.clear_journal()
    assert set(actions(run("apic_resource", resources=LANDSCAPE))) == {"unchanged"}
    assert writes(run) == []


def test_prune_touches_nothing_without_the_mark(run: Run) -> None:
    theirs: dict[str, Any] = {
        "kind": "truststore",
        "parent": ORG,
        "name": "theirs",
        "spec": {"truststore": PEM},
    }
    run("apic_resource", **theirs)
    run("apic_resource", **{**theirs, "name": "mine"}, owner="me")
    run("apic_resource", **{**theirs, "name": "old"}, owner="me")
    pruned = run("apic_resource", **{**theirs, "name": "mine"}, owner="me", prune="delete", prune_limit=1)
    assert [(each["name"], each["action"]) for each in pruned["resources"]] == [
        ("mine", "unchanged"),
        ("old", "deleted"),
    ]


def test_apic_resource_info_lists_and_shows(run: Run) -> None:
    made(run)
    catalogs = run("apic_resource_info", kind="catalog", parent=ORG)["resources"]
    assert [each["name"] for each in catalogs] == ["sandbox", "nightly"]
    (found,) = run("apic_resource_info", kind="user", parent={**ORG, "user_registry": "people"})["resources"]
    assert found["username"] == "steve"
    (exported,) = run("apic_resource_info", kind="consumer_org", parent=IN_NIGHTLY, export=True)["resources"]
    assert exported == {
        "kind": "consumer_org",
        "parent": IN_NIGHTLY,
        "name": "partners",
        "spec": {"title": "Partners", "owner": "steve"},
    }
    assert run("apic_resource_info", **{**NIGHTLY, "name": "none"})["resources"] == []
