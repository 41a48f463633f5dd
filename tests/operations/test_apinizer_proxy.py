# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An API proxy of Apinizer through its life: made, changed by what differs, deployed where needed, proven."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.operations.conftest import Run
from tests.operations.proxies import SPECIFICATION, Proxy, limit, pets
from tests.simulator.apinizer import PROJECT


@pytest.fixture
def proxy(run: Run) -> Proxy:
    """The proxy, of a simulator in its first state."""
    return Proxy(run)


def test_a_proxy_is_made_set_and_deployed_once(proxy: Proxy) -> None:
    predicted = proxy.good(**pets(), check=True, diff=True)
    assert (predicted["action"], predicted["changed"], proxy.writes()) == ("created", True, [])
    made = proxy.good(**pets(), diff=True)
    assert proxy.writes() == ["POST file/", "POST pets/policies/limit/", "POST pets/environments/test/"]
    assert (made["action"], made["changes"], made["diff"]) == (
        "created",
        predicted["changes"],
        predicted["diff"],
    )
    assert made["diff"]["before"] == {}
    (state,) = made["environments"]
    assert (state["action"], state["deployed"], state["route_active"]) == ("deployed", True, True)
    assert (state["pods_active"], state["pods_responded"], state["revision"]) == (2, 2, 1)
    assert proxy.told()["description"] == "Pets of the shop."
    proxy.forget()
    for check in (True, False):
        again = proxy.good(**pets(), check=check)
        assert (again["changed"], again["action"], again["changes"]) == (False, "unchanged", [])
        assert again["requests"] == {"reads": 4, "writes": 0}
    assert (proxy.writes(), proxy.reads()) == ([], 8)


def test_the_order_of_keys_and_the_format_do_not_count(proxy: Proxy) -> None:
    proxy.good(**pets())
    proxy.forget()
    turned = dict(reversed(list(SPECIFICATION.items())))
    for text in (json.dumps(turned, indent=2), "# A comment.\n" + json.dumps(turned)):
        assert not proxy.good(**pets(specification=text))["changed"]
    assert proxy.writes() == []


def changed_specification(**paths: Any) -> dict[str, Any]:
    """The specification with other endpoints."""
    return {**SPECIFICATION, "paths": {**SPECIFICATION["paths"], **paths}}


def test_a_changed_specification_is_read_anew_and_deployed_once(proxy: Proxy) -> None:
    proxy.good(**pets(environments=["test", "production"]))
    proxy.forget()
    other = pets(
        specification=changed_specification(**{"/dogs": {"get": {}}}), environments=["test", "production"]
    )
    predicted = proxy.good(**other, check=True)
    done = proxy.good(**other)
    assert proxy.writes() == [
        "PUT file/",
        "POST pets/environments/test/",
        "POST pets/environments/production/",
    ]
    assert done["changes"] == predicted["changes"]
    assert [change["path"] for change in done["changes"]] == [
        'specification.paths["/dogs"]',
        "environments.test",
        "environments.production",
    ]
    proxy.forget()
    assert not proxy.good(**other)["changed"]


def test_five_changed_policies_are_five_writes_and_one_deployment_each(proxy: Proxy) -> None:
    names = [f"limit{number}" for number in range(5)]
    both = ["test", "production"]
    proxy.good(**pets(policies=[limit(name) for name in names], environments=both))
    proxy.forget()
    changed = [limit(name, messageCountForInterval=200) for name in names]
    proxy.good(**pets(policies=changed, environments=both))
    assert proxy.writes() == [
        *(f"PUT pets/policies/{name}/" for name in names),
        "POST pets/environments/test/",
        "POST pets/environments/production/",
    ]


# --- policies --------------------------------------------------------------------------------------------


def names_of(proxy: Proxy, pipeline: str = "request") -> list[str]:
    """The names of the policies in a pipeline of the proxy, in their order."""
    return [policy["name"] for policy in proxy.told()[f"{pipeline}PolicyList"]]


def test_policies_come_into_the_declared_order_and_others_stay(proxy: Proxy) -> None:
    proxy.good(**pets(policies=[limit("a"), limit("b"), limit("c")]))
    of_others = {
        "operationMetadata": {"targetScope": "ALL", "targetPipeline": "REQUEST", "deploy": False, "order": 2},
        "policy": {"type": "policy-script"},
    }
    proxy.ask("policies/theirs/", "POST", body=of_others)
    assert names_of(proxy) == ["a", "theirs", "b", "c"]
    proxy.forget()
    turned = pets(policies=[limit("c"), limit("new"), limit("a"), limit("b")])
    predicted = proxy.good(**turned, check=True)
    done = proxy.good(**turned)
    assert done["changes"] == predicted["changes"]
    assert names_of(proxy) == ["c", "new", "theirs", "a", "b"]
    proxy.forget()
    assert not proxy.good(**turned)["changed"]
    exact = {**turned, "compare": {"exact": ["policies"]}}
    proxy.good(**exact)
    assert proxy.writes() == ["DELETE pets/policies/theirs/", "POST pets/environments/test/"]
    proxy.good(**pets(policies=[{"name": "new", "state": "absent"}]))
    assert names_of(proxy) == ["c", "a", "b"]


def of_endpoint(name: str, endpoint: str = "/cats", **options: Any) -> dict[str, Any]:
    """A policy of one endpoint."""
    return {**limit(name), "endpoint": endpoint, "method": "GET", **options}


def test_policies_of_endpoints_and_of_other_pipelines(proxy: Proxy) -> None:
    policies = [
        of_endpoint("cats"),
        of_endpoint("late", pipeline="RESPONSE"),
        {**limit("err"), "pipeline": "ERROR"},
    ]
    proxy.good(**pets(policies=policies))
    proxy.forget()
    assert not proxy.good(**pets(policies=policies))["changed"]
    moved = [of_endpoint("cats", "/pets"), *policies[1:]]
    proxy.good(**pets(policies=moved))
    assert proxy.writes() == ["PUT pets/policies/cats/", "POST pets/environments/test/"]
    assert not proxy.good(**pets(policies=moved))["changed"]


def test_a_policy_that_leaves_a_pipeline_does_not_count_in_its_order(proxy: Proxy) -> None:
    proxy.good(**pets(policies=[limit("a"), limit("b"), limit("c")]))
    moved = [{**limit("a"), "pipeline": "ERROR"}, limit("c"), limit("b")]
    proxy.good(**pets(policies=moved))
    assert (names_of(proxy), names_of(proxy, "error")) == (["c", "b"], ["a"])
    assert not proxy.good(**pets(policies=moved))["changed"]


def test_every_policy_is_written_without_deploying(proxy: Proxy) -> None:
    proxy.good(**pets(policies=[limit("a"), limit("b")]))
    proxy.good(**pets(policies=[limit("a", messageCountForInterval=1), {"name": "b", "state": "absent"}]))
    bodies = [
        json.loads(each["body"])
        for each in proxy.run.requests(listener="apinizer")
        if "/policies/" in each["path"] and each["method"] != "GET"
    ]
    assert len(bodies) == 4
    assert {body["operationMetadata"]["deploy"] for body in bodies} == {False}


def test_the_type_of_a_policy_needs_a_permission(proxy: Proxy) -> None:
    proxy.good(**pets())
    proxy.forget()
    other = pets(policies=[{"name": "limit", "type": "policy-script", "spec": {"scriptBody": "x"}}])
    refused = proxy(**other)
    assert "set allow: [recreate]" in refused["msg"]
    assert proxy.writes() == []
    proxy.good(**other, allow=["recreate"])
    assert proxy.writes()[:2] == ["DELETE pets/policies/limit/", "POST pets/policies/limit/"]


SECRET = "s3cr3t-of-a-policy"


def with_password(**spec: Any) -> dict[str, Any]:
    """A policy with a secret."""
    fields = {"username": "shop", "password": SECRET, **spec}
    return {"name": "user", "type": "policy-ws-security-username", "spec": fields}


def test_a_secret_of_a_policy_survives_other_updates_and_is_never_shown(proxy: Proxy) -> None:
    made = proxy.good(**pets(policies=[with_password()]), diff=True)
    proxy.forget()
    again = proxy.good(**pets(policies=[with_password(password="another")]))
    assert not again["changed"]
    assert again["not_compared"] == ["policies[REQUEST: user].password"]
    changed = proxy.good(**pets(policies=[with_password(username="store")]), diff=True)
    assert SECRET not in json.dumps([made, again, changed])
    (body,) = [json.loads(each["body"]) for each in proxy.run.requests(method="PUT")]
    assert body["policy"]["password"] == SECRET
    without = {"username": "shop"}
    refused = proxy(**pets(policies=[{**with_password(), "spec": without}]))
    assert "does not return password; give it" in refused["msg"]
    proxy.forget()
    settings = {"metadata": {"description": "Other."}}
    proxy.good(settings=settings, environments=["test"])
    assert proxy.writes() == ["PATCH pets/settings/metadata/", "POST pets/environments/test/"]
    proxy.run.simulator.fault(
        kind="status", status=400, body={"status": "FAILURE", "resultMessage": f"bad {SECRET}"}, method="PUT"
    )
    failed = proxy(**pets(policies=[with_password(username="third")]))
    assert failed["failed"]
    assert SECRET not in json.dumps(failed)


def test_what_is_not_told_is_sent_again_only_when_asked(proxy: Proxy) -> None:
    settings = {
        **pets()["settings"],
        "cors": {"name": "shop", "corsActive": True},
        "keys": {"secretKey": SECRET},
    }
    made = proxy.good(**pets(settings=settings))
    assert "PATCH pets/settings/cors/" in proxy.writes()
    assert made["not_compared"] == [
        "settings.cors.name",
        "settings.cors.corsActive",
        "settings.keys.secretKey",
    ]
    proxy.forget()
    other = {**settings, "cors": {"name": "shop", "corsActive": False}}
    assert not proxy.good(**pets(settings=other))["changed"]
    assert proxy.writes() == []
    sent = proxy.good(**pets(settings=other), update_secrets="always")
    assert proxy.writes() == [
        "PATCH pets/settings/cors/",
        "PATCH pets/settings/keys/",
        "POST pets/environments/test/",
    ]
    assert sent["changed"]


@pytest.mark.parametrize("description", ["Pets of the shop.", None])
def test_a_creation_that_failed_is_finished_by_the_next_run(proxy: Proxy, description: str | None) -> None:
    settings = {
        "metadata": {"description": description, "sharingType": "BOTH"} if description else {},
        "client_route": {"relativePathList": ["/pets"]},
        "cors": {"name": "shop", "corsActive": True},
        "keys": {"publicKey": "shop-1"},
    }
    task = pets(settings={name: fields for name, fields in settings.items() if fields})
    proxy.run.simulator.fault(kind="status", status=500, path="/settings/keys/", times=1)
    assert proxy(**task)["changed"]
    told = "Not finished: apinizer_proxy has not sent all of its settings yet."
    assert proxy.told()["description"] == told
    proxy.forget()
    predicted = proxy.good(**task, check=True, diff=True)
    done = proxy.good(**task, diff=True)
    assert done["diff"]["before"]["settings"]["metadata"]["description"] == told
    assert (done["action"], done["changes"]) == ("updated", predicted["changes"])
    assert done["changes"][0] == {
        "path": "settings.metadata.description",
        "before": told,
        "after": description or "",
    }
    assert proxy.writes() == [
        "PATCH pets/settings/cors/",
        "PATCH pets/settings/keys/",
        "PATCH pets/settings/metadata/",
        "POST pets/policies/limit/",
        "POST pets/environments/test/",
    ]
    assert proxy.told().get("description") in (description, "", None)
    assert not proxy.good(**task)["changed"]


def test_settings_that_are_told_are_compared(proxy: Proxy) -> None:
    proxy.good(**pets())
    proxy.forget()
    route = {"relativePathList": ["/pets"], "methodList": ["POST", "GET"]}
    assert not proxy.good(**pets(settings={"client_route": route}))["changed"]
    wider = {"client_route": {"relativePathList": ["/pets", "/animals"]}}
    predicted = proxy.good(**pets(settings=wider), check=True, diff=True)
    done = proxy.good(**pets(settings=wider), diff=True)
    assert (done["changes"], done["diff"]) == (predicted["changes"], predicted["diff"])
    assert proxy.writes() == ["PATCH pets/settings/client-route/", "POST pets/environments/test/"]
    assert proxy.told()["clientRoute"]["methodList"] == ["GET", "POST"]
    assert proxy.told()["clientRoute"]["relativePathList"] == ["/pets", "/animals"]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"settings": {"corss": {}}}, "did you mean cors?"),
        ({"settings": {"metadata": {"name": "x"}}}, "would rename the proxy"),
        ({"specification": "just a text"}, "neither JSON nor YAML"),
        ({"specification": {"info": {}}}, "no definition of an API"),
        (
            {"specification": {"swagger": "2.0"}, "type": "OPEN_API"},
            "is of type SWAGGER, and type says OPEN_API",
        ),
        ({"policies": [{"name": "x"}]}, "x needs type"),
        ({"policies": [limit(), limit("LIMIT")]}, "policies has LIMIT in REQUEST twice"),
        ({"policies": [{**limit(), "endpoint": "/x"}]}, "needs endpoint and method together"),
        ({"policies": [limit(password="********")]}, "looks like an exported placeholder"),
        ({"environments": [{"name": "test", "state": "gone"}]}, "each item must be a name"),
        ({"environments": ["test", {"name": "test", "state": "undeployed"}]}, "test twice"),
        ({"rollback_to": "first"}, "the number of a revision, or previous"),
        ({"rollback_to": "1", "specification": None, "settings": None}, "excludes policies"),
        ({"state": "absent"}, "state absent excludes specification"),
    ],
)
def test_mistakes_are_told_before_anything_is_asked(
    proxy: Proxy, options: dict[str, Any], words: str
) -> None:
    result = proxy(**pets(**options))
    assert words in result["msg"]
    assert (result["error"]["kind"], proxy.reads()) == ("config", 0)


def test_what_a_new_proxy_needs(proxy: Proxy) -> None:
    for options, words in (
        ({"specification": None}, "a new one needs specification, or type"),
        ({"settings": None}, "a new one needs settings.client_route.relativePathList"),
        ({"specification": None, "type": "OPEN_API"}, "of type OPEN_API needs specification"),
    ):
        assert words in proxy(**pets(**options))["msg"]
    assert proxy.writes() == []
    proxy.good(**pets(specification=None, type="REVERSE_PROXY"))
    assert proxy.writes()[0] == "POST url/"


# --- specifications --------------------------------------------------------------------------------------


def test_policies_of_endpoints_that_go_need_a_permission(proxy: Proxy) -> None:
    made = pets(policies=[limit(), of_endpoint("of-cats")])
    proxy.good(**made)
    proxy.forget()
    fewer = {"specification": {**SPECIFICATION, "paths": {"/pets": {"get": {}}}}, "environments": ["test"]}
    for check in (True, False):
        refused = proxy(**fewer, check=check)
        assert "no longer has the endpoints of the policies of-cats (REQUEST of GET /cats)" in refused["msg"]
        assert "set allow: [delete_policies]" in refused["msg"]
    assert proxy.writes() == []
    done = proxy.good(**fewer, allow=["delete_policies"])
    assert {"path": "policies[REQUEST of GET /cats: of-cats]", "after": None} in [
        {"path": change["path"], "after": change["after"]} for change in done["changes"]
    ]
    assert proxy.writes() == ["PUT file/", "POST pets/environments/test/"]


def test_policies_that_the_manager_loses_are_restored_where_they_are_declared(proxy: Proxy) -> None:
    proxy.good(**pets(policies=[limit("a"), limit("b")]))
    proxy.run.simulator.configure(apinizer={"parsing_drops_policies": True})
    proxy.forget()
    other = changed_specification(**{"/dogs": {"get": {}}})
    proxy.good(**pets(specification=other, policies=[limit("a"), limit("b")]))
    assert proxy.writes() == [
        "PUT file/",
        "POST pets/policies/a/",
        "POST pets/policies/b/",
        "POST pets/environments/test/",
    ]
    assert names_of(proxy) == ["a", "b"]


def test_policies_that_nobody_declares_are_named_when_they_are_lost(proxy: Proxy) -> None:
    proxy.good(**pets(policies=[limit("a"), limit("b")]))
    proxy.run.simulator.configure(apinizer={"parsing_drops_policies": True})
    proxy.forget()
    lost = proxy(**pets(specification=changed_specification(**{"/dogs": {}}), policies=[limit("a")]))
    assert "The manager lost the policies b in REQUEST" in lost["msg"]
    assert "the next run would deploy the proxy without them" in lost["msg"]
    assert (lost["changed"], proxy.writes()) == (True, ["PUT file/"])


def test_a_specification_from_a_url_comes_without_the_token(proxy: Proxy) -> None:
    proxy.good(**pets())
    base = proxy.run.given["apinizer"]["url"]
    refused = proxy(**pets(specification=f"{base}/apiops/projects/"))
    assert refused["error"]["kind"] == "auth"
    (asked,) = proxy.run.requests(path="/apiops/projects/")
    assert "authorization" not in asked["headers"]


def test_wsdl_is_compared_as_xml(proxy: Proxy) -> None:
    wsdl = '<?xml version="1.0"?><definitions name="Pets" xmlns="http://schemas.xmlsoap.org/wsdl/"><types/></definitions>'
    proxy.good(**pets(specification=wsdl, policies=None))
    proxy.forget()
    other = wsdl.replace("><types/>", ">\n  <types></types>\n").replace(
        'name="Pets" xmlns="http://schemas.xmlsoap.org/wsdl/"',
        "xmlns='http://schemas.xmlsoap.org/wsdl/' name='Pets'",
    )
    assert not proxy.good(**pets(specification=other, policies=None))["changed"]
    proxy.good(**pets(specification=wsdl.replace("<types/>", "<message/>"), policies=None))
    assert proxy.writes() == ["PUT file/", "POST pets/environments/test/"]


def test_a_snapshot_is_taken_before_the_first_change(proxy: Proxy, tmp_path: Path) -> None:
    file = tmp_path / "pets.zip"
    proxy.good(**pets(), snapshot=str(file))
    assert not file.exists()
    proxy.good(**pets(), snapshot=str(file))
    assert not file.exists()
    proxy.good(**pets(policies=[limit(messageCountForInterval=1)]), snapshot=str(file))
    assert file.read_bytes().startswith(b"PK")
    assert file.stat().st_mode & 0o777 == 0o600
    changed = pets(policies=[limit(messageCountForInterval=2)])
    elsewhere = proxy(**changed, snapshot=str(tmp_path / "no/x.zip"))
    assert elsewhere["msg"].startswith(f"snapshot {tmp_path}/no/x.zip: the directory {tmp_path}/no does not")
    proxy.run.simulator.configure(apinizer={"denied": ["EXPORT_IMPORT"]})
    proxy.forget()
    refused = proxy(**pets(policies=[limit(messageCountForInterval=2)]), snapshot=str(file))
    assert (refused["error"]["kind"], proxy.writes()) == ("forbidden", [])


# --- deployments -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("shape", ["detailList", "deploymentResults", "environmentResults"])
def test_a_deployment_that_fails_with_200_is_repaired_by_the_next_run(proxy: Proxy, shape: str) -> None:
    proxy.run.simulator.configure(apinizer={"deployments_fail": True, "deployment_shape": shape})
    failed = proxy(**pets(environments=["test", "production"]))
    assert (failed["error"]["code"], failed["changed"]) == ("deploymentResult", True)
    assert "Connection refused" in failed["msg"]
    assert ("worker-test-0" in failed["msg"]) is (shape == "detailList")
    assert "created the proxy" in failed["done"]
    assert "POST pets/environments/production/" not in proxy.writes()
    proxy.run.simulator.configure(apinizer={"deployments_fail": False})
    proxy.forget()
    proxy.good(**pets(environments=["test", "production"]))
    assert proxy.writes() == ["POST pets/environments/test/", "POST pets/environments/production/"]


def test_a_pod_that_does_not_follow_is_named_and_repaired(proxy: Proxy) -> None:
    proxy.run.simulator.configure(apinizer={"stale_pods": ["127.0.0.2"]})
    failed = proxy(**pets(), wait_timeout=0.1)
    assert "http://127.0.0.2:8091 does not have the route" in failed["msg"]
    assert "127.0.0.1" not in failed["msg"]
    (state,) = failed["environments"]
    assert (state["name"], state["pods_active"], state["pods_responded"]) == ("test", 1, 2)
    predicted = proxy.good(**pets(), check=True)
    assert predicted["environments"][0]["reason"] == "not every pod has the route"
    proxy.run.simulator.configure(apinizer={"stale_pods": []})
    proxy.forget()
    assert proxy.good(**pets())["environments"][0]["route_active"]
    assert proxy.writes() == ["POST pets/environments/test/"]
    assert not proxy.good(**pets())["changed"]


def test_without_wait_a_pod_that_does_not_follow_is_a_warning(proxy: Proxy) -> None:
    proxy.run.simulator.configure(apinizer={"stale_pods": ["127.0.0.2"]})
    proxy.good(**pets(), wait=False)
    assert any("127.0.0.2:8091 does not have the route" in warning for warning in proxy.run.warnings)


def test_pods_that_say_nothing_prove_nothing(proxy: Proxy) -> None:
    proxy.run.simulator.configure(apinizer={"silent_pods": True})
    made = proxy.good(**pets(), wait_timeout=0.1)
    assert made["environments"][0]["route_active"] is None
    assert any("no pod of test answered" in warning for warning in proxy.run.warnings)
    assert not proxy.good(**pets())["changed"]


def test_an_orphan_is_found_told_and_removed(proxy: Proxy) -> None:
    proxy.good(**pets())
    off = {"environments": [{"name": "test", "state": "undeployed"}]}
    proxy.run.simulator.configure(apinizer={"stale_pods": ["127.0.0.2"]})
    failed = proxy(**off, wait_timeout=0.1)
    assert "http://127.0.0.2:8091 still has the route" in failed["msg"]
    predicted = proxy.good(**off, check=True)
    (state,) = predicted["environments"]
    assert (state["orphan"], state["action"], state["deployed"]) == (True, "undeployed", False)
    assert "(an orphan)" in state["reason"]
    assert predicted["changes"] == [{"path": "environments.test", "before": "orphan", "after": "undeployed"}]
    proxy.run.simulator.configure(apinizer={"stale_pods": []})
    assert proxy.good(**off)["changed"]
    assert not proxy.good(**off)["changed"]


def test_an_undeployment_is_proven_too(proxy: Proxy) -> None:
    proxy.good(**pets(environments=["test", "production"]))
    proxy.forget()
    mixed = pets(environments=["production", {"name": "test", "state": "undeployed"}])
    done = proxy.good(**mixed)
    assert [(each["name"], each["action"]) for each in done["environments"]] == [
        ("production", "unchanged"),
        ("test", "undeployed"),
    ]
    assert proxy.writes() == ["DELETE pets/environments/test/"]
    assert not proxy.good(**mixed)["changed"]


def test_environments_that_are_not_named_are_told_when_they_are_outdated(proxy: Proxy) -> None:
    proxy.good(**pets(environments=["test", "production"]))
    changed = proxy.good(**pets(policies=[limit(messageCountForInterval=1)]))
    assert changed["outdated"] == ["production"]
    assert proxy.good(**pets(environments=["production"], policies=None))["outdated"] == []


def test_force_deploys_once_more(proxy: Proxy) -> None:
    proxy.good(**pets())
    proxy.forget()
    assert proxy.good(**pets(), force=True)["environments"][0]["reason"] == "force is set"
    assert proxy.writes() == ["POST pets/environments/test/"]


def test_the_deployment_says_what_it_is(proxy: Proxy) -> None:
    proxy.good(**pets(), description="v1", persistent=True)
    (record,) = proxy.ask("deploy-histories/")["resultList"]
    assert (record["description"], record["persistent"]) == ("v1", True)


# --- rollback --------------------------------------------------------------------------------------------

BACK = {"rollback_to": "previous", "environments": ["test", "production"]}
BOTH = ["test", "production"]


def test_a_rollback_is_deployed_proven_and_done_once(proxy: Proxy) -> None:
    proxy.good(**pets(environments=BOTH))
    proxy.good(**pets(environments=BOTH, policies=[limit(messageCountForInterval=1)]))
    proxy.forget()
    predicted = proxy.good(**BACK, check=True, diff=True)
    done = proxy.good(**BACK, diff=True)
    assert (done["action"], done["changes"], done["diff"]) == (
        predicted["action"],
        predicted["changes"],
        predicted["diff"],
    )
    assert proxy.writes() == [
        "POST pets/deploy-histories/1/rollback/",
        "POST pets/environments/test/",
        "POST pets/environments/production/",
    ]
    assert all(each["route_active"] for each in done["environments"])
    assert proxy.told()["requestPolicyList"][0]["messageCountForInterval"] == 100
    proxy.forget()
    for check in (True, False):
        assert not proxy.good(**BACK, check=check)["changed"]
    assert not proxy.good(**{**BACK, "rollback_to": "1"})["changed"]
    assert proxy.writes() == []
    assert not proxy.good(**pets(environments=BOTH))["changed"]


def test_a_rollback_that_a_pod_does_not_follow_is_repaired(proxy: Proxy) -> None:
    proxy.good(**pets())
    proxy.good(**pets(policies=[limit(messageCountForInterval=1)]))
    proxy.run.simulator.configure(apinizer={"deployments_fail": True})
    back = {**BACK, "environments": ["test"]}
    failed = proxy(**back)
    assert failed["done"] == ["rolled back to revision 1"]
    proxy.run.simulator.configure(apinizer={"deployments_fail": False})
    assert proxy.good(**back)["environments"][0]["route_active"]
    assert not proxy.good(**back)["changed"]


def test_what_there_is_to_roll_back_to(proxy: Proxy) -> None:
    proxy.good(**pets())
    assert "There is no deployment to test before the last one" in proxy(**BACK)["msg"]
    assert (
        "There is no revision 7 to roll back to; there are 1" in proxy(**{**BACK, "rollback_to": "7"})["msg"]
    )
    missing = Proxy(proxy.run, "none")(**BACK)
    assert missing["error"]["kind"] == "not_found"


# --- absence ---------------------------------------------------------------------------------------------


def test_a_deployed_proxy_is_deleted_only_with_a_permission(proxy: Proxy) -> None:
    proxy.good(**pets(environments=BOTH))
    proxy.forget()
    refused = proxy(state="absent")
    assert "is deployed in test, production and would be undeployed" in refused["msg"]
    assert proxy.writes() == []
    gone = {"state": "absent", "allow": ["undeploy"]}
    predicted = proxy.good(**gone, check=True)
    done = proxy.good(**gone)
    assert (
        (done["action"], done["changes"])
        == (predicted["action"], predicted["changes"])
        == ("deleted", done["changes"])
    )
    assert proxy.writes() == ["DELETE pets/"]
    assert proxy.good(**gone)["action"] == "unchanged"


# --- permissions and older managers ----------------------------------------------------------------------

_PROXY = "/apiops/projects/{projectName}/apiProxies/{apiProxyName}/"
NO_HEALTH = pytest.mark.departs(
    f"apinizer GET {_PROXY}environments/{{environmentName}}/deploy-status/: 404",
    f"apinizer GET {_PROXY}environments/{{environmentName}}/route-health/: 404",
    because="older managers have no such addresses",
)


@pytest.mark.parametrize("action", ["MANAGE", "DEPLOY_UNDEPLOY"])
def test_a_missing_permission_is_no_absence(proxy: Proxy, action: str) -> None:
    proxy.good(**pets())
    proxy.run.simulator.configure(apinizer={"denied": [action]})
    for options in (
        pets(policies=[limit(messageCountForInterval=1)]),
        {"environments": [{"name": "test", "state": "undeployed"}]},
    ):
        if action == "MANAGE" and "policies" not in options:
            continue
        result = proxy(**options)
        assert result["error"]["kind"] == "forbidden"
    nowhere = proxy(**{**pets(), "project": "Nowhere"})
    assert nowhere["error"]["kind"] == "forbidden"


@NO_HEALTH
def test_a_manager_without_health_deploys_by_its_record_and_says_so(proxy: Proxy) -> None:
    proxy.run.simulator.configure(apinizer={"version": "2026.04"})
    made = proxy.good(**pets())
    assert made["environments"][0]["pods_active"] is None
    assert any("is too old to return the health of routes" in warning for warning in proxy.run.warnings)
    proxy.forget()
    assert not proxy.good(**pets())["changed"]
    proxy.good(**pets(policies=[limit(messageCountForInterval=1)]))
    assert proxy.writes() == ["PUT pets/policies/limit/", "POST pets/environments/test/"]


@NO_HEALTH
@pytest.mark.departs(
    f"apinizer GET {_PROXY}deploy-histories/: 404",
    f"apinizer PATCH {_PROXY}settings/metadata/: 404",
    because="still older managers have no such addresses either",
)
def test_what_the_oldest_manager_cannot_do_is_said(proxy: Proxy) -> None:
    proxy.run.simulator.configure(apinizer={"version": "2026.01"})
    proxy.good(**pets())
    settings = {"metadata": {"description": "Other."}}
    refused = proxy(settings=settings)
    assert "this manager does not take settings one by one" in refused["msg"]
    assert "This manager has no history of deployments" in proxy(**BACK)["msg"]


def test_policies_without_names_are_known_by_their_place(proxy: Proxy) -> None:
    both = [limit("a"), {"name": "b", "type": "policy-script", "spec": {"scriptBody": "x"}}]
    proxy.good(**pets(policies=both))
    proxy.run.simulator.configure(apinizer={"policies_told": "nameless"})
    proxy.forget()
    assert not proxy.good(**pets(policies=both))["changed"]
    proxy.good(**pets(policies=[limit("a", messageCountForInterval=1), both[1]]))
    assert proxy.writes()[0] == "PUT pets/policies/a/"
    refused = proxy(**pets(policies=[both[1]]))
    assert "does not return the names of policies" in refused["msg"]


def test_policies_of_which_only_the_type_is_told(proxy: Proxy) -> None:
    proxy.good(**pets())
    proxy.run.simulator.configure(apinizer={"policies_told": "basic"})
    proxy.forget()
    again = proxy.good(**pets(policies=[limit(messageCountForInterval=1)]))
    assert not again["changed"]
    assert "policies[REQUEST: limit].messageCountForInterval" in again["not_compared"]
    assert proxy.good(**pets(policies=[limit(messageCountForInterval=1)]), update_secrets="always")["changed"]
    assert proxy.writes() == ["PUT pets/policies/limit/", "POST pets/environments/test/"]


def orphans(told: dict[str, Any]) -> list[tuple[str, str, bool | None]]:
    """Where the module says that a proxy is an orphan, or that nobody knows."""
    assert not told.get("failed"), told["msg"]
    return [
        (proxy["name"], each["name"], each["orphan"])
        for proxy in told["proxies"]
        for each in proxy["environments"]
        if each["orphan"] is not False
    ]


def test_proxy_info_finds_orphans_wherever_they_are(proxy: Proxy) -> None:
    """One read for each proxy and environment; any of them that fails is a failure, and not no orphan."""
    run = proxy.run
    other = Proxy(run, "cats")
    proxy.good(**pets())
    other.good(**pets())
    assert orphans(run("apinizer_proxy_info")) == []
    run.simulator.configure(apinizer={"stale_pods": ["127.0.0.2"]})
    proxy(environments=[{"name": "test", "state": "undeployed"}], wait_timeout=0.1)
    proxy.forget()
    told = run("apinizer_proxy_info", projects=[PROJECT], check=True)
    assert orphans(told) == [("pets", "test", True)]
    (test, _production) = next(each for each in told["proxies"] if each["name"] == "pets")["environments"]
    assert [pod["pod"] for pod in test["pods"] if pod["route_active"]] == ["http://127.0.0.2:8091"]
    assert (proxy.writes(), proxy.reads(), told["requests"]) == ([], 8, {"reads": 8, "writes": 0})
    assert orphans(run("apinizer_proxy_info", projects=[PROJECT], name="cats")) == []
    assert run("apinizer_proxy_info", projects=[PROJECT], name="dogs")["proxies"] == []
    reads = [("apiProxies/", 500), ("apiProxies/pets/", 403), ("environments/", 500)]
    for path, status in [*reads, ("apiProxies/pets/environments/test/route-health/", 502)]:
        place = f"/apiops/projects/{PROJECT}/{path}"
        run.simulator.fault(kind="status", status=status, method="GET", path=place, times=None)
        failed = run("apinizer_proxy_info", projects=[PROJECT], retries=0)
        assert (failed["failed"], failed["status"]) == (True, status)
        run.simulator.clear_faults()
    run.simulator.configure(apinizer={"silent_pods": True})
    unknown = orphans(run("apinizer_proxy_info", projects=[PROJECT]))
    assert unknown == [("pets", "test", None), ("pets", "production", None), ("cats", "production", None)]


def test_an_environment_that_is_none_of_the_project_is_named_with_those_that_are(proxy: Proxy) -> None:
    """A list that cannot be read does not hide what the manager said."""
    proxy.good(**pets())
    for check in (True, False):
        refused = proxy(**pets(environments=["test", "prodution"]), check=check)
        assert refused["error"]["kind"] == "config"
        assert "has no environment prodution; it has test, production." in refused["msg"]
    path = f"/apiops/projects/{PROJECT}/environments/"
    proxy.run.simulator.fault(kind="status", status=500, path=path, times=None)
    told = proxy(**pets(environments=["prodution"]), retries=0)
    assert "Environment (name: prodution) was not found!" in told["msg"]
