# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A product of API Connect through its life: published once, changed, withdrawn."""

from __future__ import annotations

from typing import Any

import pytest

from tests.operations.pets import HOME, Catalog, api, pets


def test_publishing_twice_writes_once(either: Catalog) -> None:
    predicted = either.good(**pets(), check=True, diff=True)
    assert (predicted["changed"], predicted["action"]) == (True, "created")
    assert either.writes() == []
    first = either.good(**pets(), diff=True)
    assert (first["changed"], first["action"], first["product"]["state"]) == (True, "created", "published")
    assert first["diff"] == predicted["diff"]
    assert (
        first["changes"] == predicted["changes"] == [{"path": "state", "before": None, "after": "published"}]
    )
    assert [each["path"].rpartition("/")[2] for each in either.writes()] == ["publish"]
    assert either.ask("/products/pets/1.0.0/document") == pets()["product"]
    either.forget()
    for check in (True, False):
        again = either.good(**pets(), check=check)
        assert (again["changed"], again["action"]) == (False, "unchanged")
        assert again["requests"] == {"reads": 3, "writes": 0}
    assert either.writes() == []


def changed_paths(result: dict[str, Any]) -> list[str]:
    """Where a result says that something changed."""
    return [change["path"] for change in result["changes"]]


MORE_PATHS = {"/pets": api()["paths"]["/pets"], "/cats": {"get": {"responses": {}}}}
CHANGED: dict[str, tuple[dict[str, Any], str]] = {
    "an API has another path": ({"apis": [api(paths=MORE_PATHS)]}, 'apis["pets:1.0.0"].paths["/cats"]'),
    "an API lost a path": ({"apis": [api(paths={})]}, 'apis["pets:1.0.0"].paths["/pets"]'),
    "an API has a field more": ({"apis": [api(security=[])]}, 'apis["pets:1.0.0"].security'),
    "the product lost a plan": (pets(plans={"default": {"title": "Default"}}), "product.plans.gold"),
}


@pytest.mark.parametrize("name", CHANGED)
def test_changed_content_is_published_again_in_development(catalog: Catalog, name: str) -> None:
    catalog.good(**pets())
    catalog.subscribe("1.0.0")
    catalog.forget()
    changed, path = {**pets(), **CHANGED[name][0]}, CHANGED[name][1]
    predicted = catalog.good(**changed, check=True, diff=True)
    assert catalog.writes() == []
    done = catalog.good(**changed, diff=True)
    assert predicted["action"] == done["action"] == "updated"
    assert changed_paths(predicted) == changed_paths(done) == [path]
    assert predicted["diff"] == done["diff"]
    assert [each["path"].rpartition("/")[2] for each in catalog.writes()] == ["publish"]
    assert catalog.subscriptions() == [("pets:1.0.0", "default")]
    assert not catalog.good(**changed)["changed"]


@pytest.mark.parametrize("name", CHANGED)
@pytest.mark.parametrize("check", [True, False])
def test_changed_content_is_refused_in_production(catalog: Catalog, name: str, check: bool) -> None:
    catalog.settings(production_mode=True)
    catalog.good(**pets())
    catalog.forget()
    changed, path = CHANGED[name]
    refused = catalog(**{**pets(), **changed}, check=check)
    assert refused["error"]["kind"] == "config"
    assert f"pets:1.0.0 is in the catalog {HOME} with other content ({path})" in refused["msg"]
    assert "Raise the version of the product" in refused["msg"]
    assert catalog.writes() == []


def test_paths_that_do_not_count(catalog: Catalog) -> None:
    catalog.good(**pets())
    changed = {**pets(), "apis": [api(security=[])]}
    assert not catalog.good(**changed, compare={"ignore": ["security"]}, check=True)["changed"]


def test_subscriptions_are_dropped_only_where_that_is_allowed(catalog: Catalog) -> None:
    catalog.good(**pets())
    catalog.subscribe("1.0.0")
    changed = {**pets(), "apis": [api(paths={})], "migrate_subscriptions": False}
    assert "would delete 1 subscription; set allow" in catalog(**changed)["msg"]
    done = catalog.good(**changed, allow=["retire_subscriptions"])
    assert done["subscriptions_deleted"] == 1
    assert catalog.subscriptions() == []


def test_an_api_that_other_products_have_is_named(catalog: Catalog) -> None:
    catalog.good(**pets())
    shop = pets()["product"]
    shop = {**shop, "info": {"name": "shop", "title": "Shop", "version": "3.0.0"}}
    changed = {"product": shop, "apis": [api(paths={})]}
    done = catalog.good(**changed, diff=True, check=True)
    assert done["shared"] == [{"api": "pets:1.0.0", "products": ["pets:1.0.0"]}]
    assert done["diff"]["after"]["API pets:1.0.0 is also part of"] == ["pets:1.0.0"]
    catalog.settings(production_mode=True)
    assert "as part of pets:1.0.0, which would change too" in catalog(**changed)["msg"]
    assert catalog.good(product=shop, apis=pets()["apis"])["shared"] == []
    assert catalog.states() == {"pets:1.0.0": "published", "shop:3.0.0": "published"}


# --- the end of a product --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "steps"),
    [
        ("deprecated", ["deprecated"]),
        ("retired", ["retired"]),
        ("archived", ["retired", "archived"]),
        ("absent", ["retired", "delete"]),
    ],
)
def test_a_product_is_withdrawn(either: Catalog, state: str, steps: list[str]) -> None:
    either.good(**pets())
    named = {"name": "pets", "version": "1.0.0", "state": state}
    predicted = either.good(**named, check=True)
    done = either.good(**named)
    assert predicted["steps"] == done["steps"] == steps
    assert either.states() == ({} if state == "absent" else {"pets:1.0.0": state})
    either.forget()
    # By its file as well, whatever that says meanwhile.
    for again in (named, {**pets(plans={"other": {}}), "state": state}):
        assert either.good(**again)["action"] == "unchanged"
    assert either.writes() == []


@pytest.mark.parametrize("state", ["retired", "archived", "absent"])
def test_subscriptions_are_retired_only_where_that_is_allowed(catalog: Catalog, state: str) -> None:
    catalog.good(**pets())
    catalog.subscribe("1.0.0")
    catalog.subscribe("1.0.0", "gold")
    catalog.forget()
    named = {"name": "pets", "version": "1.0.0", "state": state}
    for check in (True, False):
        refused = catalog(**named, check=check)
        assert "Retiring pets:1.0.0 would delete 2 subscriptions; set allow" in refused["msg"]
    assert catalog.writes() == []
    allowed = {**named, "allow": ["retire_subscriptions"]}
    assert catalog.good(**allowed, check=True)["subscriptions_deleted"] == 2
    assert catalog.good(**allowed)["subscriptions_deleted"] == 2
    assert catalog.subscriptions() == []


def test_a_retired_product_comes_back(either: Catalog) -> None:
    for state in ("published", "retired", "published", "archived", "staged", "published", "deprecated"):
        done = either.good(**pets(), state=state)
        assert done["product"]["state"] == state
    assert either.good(name="pets", version="1.0.0")["steps"] == ["published"]


def test_ways_that_there_are_not(catalog: Catalog) -> None:
    named = {"name": "pets", "version": "1.0.0"}
    for state in ("deprecated", "retired", "archived"):
        assert catalog(**named, state=state)["error"]["kind"] == "not_found"
    assert "has no product to publish" in catalog(**named)["msg"]
    assert not catalog.good(**named, state="absent")["changed"]
    catalog.good(**pets(), state="staged")
    assert "only a published product can become deprecated" in catalog(**named, state="deprecated")["msg"]
    catalog.good(**pets())
    assert "goes back to staged only from retired" in catalog(**pets(), state="staged")["msg"]


def test_a_catalog_that_is_not_there_is_no_empty_one(catalog: Catalog) -> None:
    nowhere = {"catalog": HOME.partition("/")[0] + "/none"}
    for state in ("published", "absent"):
        refused = catalog(**pets(), **nowhere, state=state)
        assert refused["error"]["kind"] == "not_found"
        assert "does not exist; look at catalog and space" in refused["msg"]
    # In check mode a task before may have made it.
    assert catalog.good(**pets(), **nowhere, check=True)["action"] == "created"
    assert catalog.run.warnings == [
        f"the catalog {nowhere['catalog']} does not exist yet; "
        "check mode assumes that an earlier task creates it."
    ]


# --- approvals, gateways, who sees it --------------------------------------------------------------------


def decide(catalog: Catalog, state: str) -> None:
    """Approve or reject every task."""
    for task in catalog.ask("/tasks")["results"]:
        if task["state"] == "pending":
            catalog.ask(f"/tasks/{task['id']}", "PATCH", body={"state": state})


@pytest.mark.parametrize(
    ("approvals", "options"),
    [
        (["published"], pets("2.0.0")),
        (["replace"], {**pets("2.0.0"), "replaces": "previous"}),
        (["supersede"], {**pets("2.0.0"), "supersedes": "previous"}),
        (["retired"], {"name": "pets", "version": "1.0.0", "state": "retired"}),
        (["retired"], {"name": "pets", "version": "1.0.0", "state": "archived"}),
        (["retired"], {"name": "pets", "version": "1.0.0", "state": "absent"}),
        (["staged"], {**pets("2.0.0"), "supersedes": "previous"}),
    ],
)
def test_what_waits_for_an_approval_is_pending(
    catalog: Catalog, approvals: list[str], options: dict[str, Any]
) -> None:
    catalog.good(**pets())
    catalog.settings(product_lifecycle_approvals=approvals)
    first = catalog.good(**options)
    assert (first["changed"], first["action"]) == (True, "pending")
    assert first["product"]["task_urls"]
    catalog.forget()
    again = catalog.good(**options)
    assert (again["changed"], again["action"]) == (False, "pending")
    assert catalog.writes() == []
    late = catalog(**options, wait=True, wait_timeout=0.01)
    assert (late["error"]["kind"], "still waits for an approval" in late["msg"]) == ("timeout", True)
    decide(catalog, "approved")
    # What comes after the approval is left to do; what waited for it is done.
    done = catalog.good(**options)
    assert done["changed"] == (options.get("state") in ("absent", "archived") or approvals == ["staged"])
    assert catalog.good(**options)["action"] == "unchanged"


@pytest.mark.parametrize("decision", ["approved", "rejected"])
def test_a_task_waits_for_the_approval(catalog: Catalog, decision: str) -> None:
    catalog.good(**pets())
    catalog.settings(product_lifecycle_approvals=["retired"])
    named = {"name": "pets", "version": "1.0.0", "state": "absent", "wait": True}

    class Deciding(list[str]):
        """Decides as soon as it hears of the wait."""

        def append(self, _text: str) -> None:
            decide(catalog, decision)

    catalog.run.progress = Deciding()
    done = catalog(**named)
    if decision == "approved":
        assert done["action"] == "deleted"
    else:
        assert done["changed"]
        assert "pets:1.0.0 stays published, because nobody approved that it becomes retired" in done["msg"]
    assert catalog.states() == ({} if decision == "approved" else {"pets:1.0.0": "published"})


@pytest.fixture
def gateways(catalog: Catalog) -> list[str]:
    """The names of two gateway services of the catalog."""
    for name in ("east", "west"):
        body = {"name": name, "gateway_service_url": f"https://localhost/api/orgs/o/{name}"}
        catalog.ask("/configured-gateway-services", "POST", body=body)
    return ["east", "west"]


@pytest.mark.usefixtures("gateways")
@pytest.mark.parametrize("told", [True, False])
def test_gateways_that_fail_fail_the_task(catalog: Catalog, told: bool) -> None:
    catalog.run.simulator.configure(apic={"gateways_fail": True, "tells_service_status": told})
    failed = catalog(**pets())
    assert (failed["changed"], failed["error"]["kind"]) == (True, "rejected")
    assert "east says published-failed, west says published-failed" in failed["msg"]
    assert failed["done"] == ["published pets:1.0.0"]
    # The next run writes nothing and, where it looks, says so again.
    again = catalog(**pets(), wait=True)
    assert (again["failed"], again["changed"]) == (True, False)


@pytest.mark.usefixtures("gateways")
def test_a_task_waits_for_the_gateways(catalog: Catalog) -> None:
    catalog.run.simulator.configure(apic={"gateways_behind": 1})
    done = catalog.good(**pets(), wait=True)
    assert all(row["processed_at"] for row in done["gateways"])
    assert catalog.run.progress == ["waiting for its gateways east, west"]
    catalog.run.simulator.configure(apic={"gateways_behind": 1000})
    late = catalog(**pets("2.0.0"), wait=True, wait_timeout=0.01)
    assert (late["error"]["kind"], late["changed"]) == ("timeout", True)
    assert not catalog.good(**pets("2.0.0"))["changed"]


def test_a_product_is_on_the_gateways_named(either: Catalog, gateways: list[str]) -> None:
    assert "has east, west; look at the names" in either(**pets(), gateway_services=["north"])["msg"]
    first = either.good(**pets(), gateway_services=["east"])
    assert first["steps"] == ["publish"]
    assert not either.good(**pets(), gateway_services=["east"])["changed"]
    more = either.good(**pets(), gateway_services=gateways)
    assert (more["steps"], changed_paths(more)) == (["change"], ["gateway_service_urls"])
    assert not either.good(**pets(), gateway_services=gateways[::-1])["changed"]


def test_who_sees_a_product_is_changed_in_place(either: Catalog) -> None:
    either.good(**pets())
    either.subscribe("1.0.0")
    custom = {"type": "custom", "orgs": ["buyers"]}
    seen = {"view": custom, "subscribe": custom}
    wanted = {**pets(), "visibility": seen}
    assert either.good(**wanted)["steps"] == ["change"]
    product = either.ask("/products/pets/1.0.0")
    assert product["visibility"]["view"]["org_urls"][0].startswith("https://")
    assert not either.good(**wanted)["changed"]
    assert either.good(**pets("2.0.0"), visibility=seen)["steps"] == ["publish"]
    assert not either.good(**pets("2.0.0"), visibility=seen)["changed"]
    for field, words in (("orgs", "consumer organization nobody"), ("groups", "consumer group nobody")):
        nobody = {"view": {"type": "custom", field: ["nobody"]}, "subscribe": custom}
        assert words in either(**pets(), visibility=nobody, check=True)["msg"]


def test_groups_of_consumers_see_a_product(either: Catalog) -> None:
    for group in ("partners", "others"):
        either.ask("/consumer-groups", "POST", body={"name": group})
    partners, both = ({"type": "custom", "groups": names} for names in (["partners"], ["others", "partners"]))
    assert either.good(**pets(), visibility={"view": partners, "subscribe": partners})["steps"] == ["publish"]
    more = {**pets(), "visibility": {"view": both, "subscribe": partners}}
    assert either.good(**more, check=True)["steps"] == ["change"]
    assert either.good(**more)["steps"] == ["change"]
    assert not either.good(**more)["changed"]
    seen = either.ask("/products/pets/1.0.0")["visibility"]
    assert [len(seen[side]["group_urls"]) for side in ("view", "subscribe")] == [2, 1]


def test_products_of_a_space(catalog: Catalog) -> None:
    catalog.ask("/settings", "PUT", body={"spaces_enabled": True})
    for name in ("blue", "red"):
        catalog.ask("/spaces", "POST", body={"name": name})
    assert catalog.good(**pets(), space="blue")["changed"]
    assert not catalog.good(**pets(), space="blue")["changed"]
    assert catalog.good(**pets("2.0.0"), space="blue", replaces="previous")["replaced"]["version"] == "1.0.0"
    assert catalog(**pets(), space="red")["error"]["kind"] == "conflict"
    assert catalog(**pets(), space="green")["error"]["kind"] == "not_found"


# --- the server ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("check", [True, False])
def test_the_server_validates_before_anything_is_written(catalog: Catalog, check: bool) -> None:
    catalog.good(**pets())
    catalog.forget()
    bad = {**pets("2.0.0", plans={"default": {}, "gold": {}}), "apis": [{**api("2.0.0")}]}
    del bad["apis"][0]["paths"]
    refused = catalog(**bad, replaces="previous", check=check)
    assert refused["error"]["kind"] == "rejected"
    assert 'does not accept the API pets:2.0.0, "paths is missing"; nothing was published' in refused["msg"]
    assert catalog.writes() == []
    assert catalog.good(**bad, replaces="previous", check=check, validate=False)["changed"]


def test_warnings_of_the_server_are_told(catalog: Catalog) -> None:
    catalog.good(**{**pets(), "apis": [api(paths={})]})
    assert catalog.run.warnings == ["The API pets:1.0.0: The API has no path"]


def test_older_servers(catalog: Catalog) -> None:
    catalog.run.simulator.configure(apic={"tells_documents": False, "validates": False})
    assert catalog.good(**pets())["changed"]
    assert catalog.run.warnings == ["the server does not let this account have documents validated."]
    assert not catalog.good(**pets())["changed"]
    assert catalog.good(**{**pets(), "apis": [api(paths={})]})["changed"]


def test_a_server_that_redirects_to_what_it_made(catalog: Catalog) -> None:
    catalog.run.simulator.configure(apic={"creations_redirect": True})
    assert catalog.good(**pets())["action"] == "created"
    assert not catalog.good(**pets())["changed"]


def test_names_that_differ_in_case_only(catalog: Catalog) -> None:
    catalog.good(**pets())
    other = pets()
    other["product"]["info"]["name"] = "Pets"
    assert "has this product as pets:1.0.0" in catalog(**other)["msg"]


# --- what a task may say ---------------------------------------------------------------------------------


def without(path: str) -> dict[str, Any]:
    """The options without one field of the documents."""
    given = pets()
    *steps, last = path.split(".")
    place: Any = given
    for step in steps:
        place = place[int(step)] if step.isdecimal() else place[step]
    del place[last]
    return given


WSDL: dict[str, Any] = {"x-ibm-configuration": {"wsdl-definition": {"wsdl": "pets.zip"}}}


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({**pets(), "catalog": "sandbox"}, "catalog must be ORGANIZATION/CATALOG"),
        ({**pets(), "scope": "consumer"}, "cannot be published with scope consumer"),
        ({}, "Which product?"),
        ({"apis": [api()]}, "apis needs product"),
        ({**pets(), "name": "pets"}, "name and version come from the file"),
        ({**pets(), "product": "product.yaml"}, "product must be the path of a file"),
        (without("product.info"), "product has no info"),
        (without("product.info.name"), "product has no info.name"),
        (without("product.apis"), "product has no apis"),
        (without("apis.0.info.x-ibm-name"), "apis: number 1 has no info.x-ibm-name"),
        ({**pets(), "apis": []}, "names the APIs pets:1.0.0, but the task has no files"),
        (
            {**pets(), "apis": [api(), api(name="cats")]},
            "apis has cats:1.0.0, which the product does not contain",
        ),
        ({**pets(), "apis": [api(), api(paths={})]}, "pets:1.0.0 is given twice"),
        (pets(info={"name": "pets", "version": 1.1}), "info.version is 1.1 without quotes"),
        (pets(apis={"pets": {"$ref": "pets.yaml"}}), "apis.pets must have a $ref"),
        (
            {"product": {"apiVersion": "api.ibm.com/v1", "kind": "Product", "spec": {}}},
            "has the kind Product",
        ),
        (
            {**pets(), "apis": [{"apiVersion": "api.ibm.com/v1", "kind": "API"}]},
            "apis: number 1 has the kind API",
        ),
        ({**pets(), "apis": [{**api(), **WSDL}]}, "made from the WSDL file pets.zip"),
        ({**pets(), "replaces": "1.0.0"}, "replaces must be previous, or a mapping"),
        ({**pets(), "replaces": {"version": 1}}, "replaces.version must be a version in quotes"),
        ({**pets(), "replaces": {"name": "cats", "version": "previous"}}, "give the version of cats"),
        ({**pets(), "replaces": "previous", "supersedes": "previous"}, "leave out replaces or supersedes"),
        ({**pets(), "replaces": "previous", "state": "staged"}, "needs state published, not staged"),
        ({**pets(), "wait_timeout": 0}, "wait_timeout must be"),
    ],
)
def test_tasks_that_contradict_themselves(catalog: Catalog, options: dict[str, Any], words: str) -> None:
    refused = catalog(**options)
    assert refused["error"]["kind"] == "config"
    assert words in refused["msg"]
    assert catalog.run.requests(platform="apic") == []


def test_a_field_is_changed_while_the_state_waits_for_an_approval(catalog: Catalog) -> None:
    """The approval is about something else, so the task does not wait for it."""
    catalog.good(**pets())
    catalog.subscribe("1.0.0")
    catalog.settings(product_lifecycle_approvals=["deprecated"])
    named = {"name": "pets", "version": "1.0.0", "state": "deprecated"}
    assert catalog.good(**named)["action"] == "pending"
    custom = {"type": "custom", "orgs": ["buyers"]}
    seen = {**pets(), "visibility": {"view": custom, "subscribe": custom}}
    done = catalog.good(**seen, wait=True, wait_timeout=0.1)
    assert (done["steps"], done["changed"]) == (["change"], True)
