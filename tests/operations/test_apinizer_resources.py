# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Objects of Apinizer as desired state, by what the simulator was asked."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.operations.apinizer_landscape import (
    CONDITION,
    LIMIT,
    OTHER_PEM,
    OTHER_SECRET,
    PARENT,
    PEM,
    ROUTE,
    SECRET,
    SPECS,
    apinizer,
    item_of,
    publish,
    reads,
    writes,
)
from tests.operations.conftest import Run, actions
from tests.simulator.apinizer import PROJECT

P = f"/projects/{PROJECT}"


def sent(run: Run) -> list[tuple[str, str, Any]]:
    """Method, last part of the path and body of each write."""
    return [
        (
            each["method"],
            each["path"].partition(f"{P}/")[2],
            json.loads(each["body"]) if each["body"] else None,
        )
        for each in writes(run)
    ]


# --- environment variables -------------------------------------------------------------------------------


def variable(*values: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """The variable HOST."""
    spec = {"environmentValueList": list(values), **fields}
    return {"kind": "environment_variable", "parent": PARENT, "name": "HOST", "spec": spec}


VISIBLE = {"environmentName": "test", "value": "a.example.com", "visible": True}
HIDDEN = {"environmentName": "production", "value": SECRET, "visible": False}


def test_an_update_about_something_else_keeps_a_hidden_value(run: Run) -> None:
    run("apinizer_resource", **variable(VISIBLE, HIDDEN))
    run.simulator.clear_journal()
    changed = run("apinizer_resource", **variable({**VISIBLE, "value": "b.example.com"}, HIDDEN))
    assert actions(changed) == ["updated"]
    ((method, path, body),) = sent(run)
    assert (method, path) == ("PUT", "environmentVariables/HOST/")
    assert [item["value"] for item in body["environmentValueList"]] == ["b.example.com", None]
    assert SECRET not in json.dumps(changed)


def test_a_hidden_value_of_a_new_environment_is_sent(run: Run) -> None:
    run("apinizer_resource", **variable(VISIBLE))
    run.simulator.clear_journal()
    assert actions(run("apinizer_resource", **variable(VISIBLE, HIDDEN))) == ["updated"]
    ((_method, _path, body),) = sent(run)
    assert [item["value"] for item in body["environmentValueList"]] == ["a.example.com", SECRET]


def test_a_value_that_is_to_be_hidden_is_sent_with_that(run: Run) -> None:
    run("apinizer_resource", **variable({**HIDDEN, "visible": True}))
    run.simulator.clear_journal()
    assert actions(run("apinizer_resource", **variable(HIDDEN))) == ["updated"]
    assert sent(run)[0][2]["environmentValueList"] == [HIDDEN]
    assert actions(run("apinizer_resource", **variable(HIDDEN))) == ["unchanged"]


@pytest.mark.parametrize("empty", [None, ""])
def test_a_visible_value_is_cleared_by_an_empty_one(run: Run, empty: str | None) -> None:
    run("apinizer_resource", **variable(VISIBLE))
    run.simulator.clear_journal()
    cleared = variable({**VISIBLE, "value": empty})
    assert actions(run("apinizer_resource", **cleared)) == ["updated"]
    assert sent(run)[0][2]["environmentValueList"][0]["value"] == ""
    assert actions(run("apinizer_resource", **cleared)) == ["unchanged"]


def test_a_value_has_to_say_whether_it_is_visible(run: Run) -> None:
    result = run("apinizer_resource", **variable({"environmentName": "test", "value": SECRET}))
    assert "give visible, true or false" in result["msg"]
    assert SECRET not in json.dumps(result)


def test_a_hidden_global_value(run: Run) -> None:
    hidden: dict[str, Any] = {"global": True, "globalValue": SECRET, "globalVisible": False}
    assert actions(run("apinizer_resource", **variable(**hidden))) == ["created"]
    again = run("apinizer_resource", **variable(**{**hidden, "description": "New."}))
    assert actions(again) == ["updated"]
    assert sent(run)[-1][2]["globalValue"] is None
    assert SECRET not in json.dumps(again)
    unclear = run("apinizer_resource", **variable(globalValue="x"))
    assert "globalValue is hidden" in unclear["msg"]


@pytest.mark.parametrize("shape", ["detailList", "deploymentResults", "environmentResults"])
def test_a_failed_deployment_is_a_failure(run: Run, shape: str) -> None:
    """What is saved in the manager and not deployed is not as declared, whatever a second look says."""
    run.simulator.configure(apinizer={"deployments_fail": True, "deployment_shape": shape})
    result = run("apinizer_resource", **variable(VISIBLE))
    assert result["failed"]
    assert "saved in the manager, but not deployed" in result["msg"]
    where = "test, pod worker-test-0" if shape == "detailList" else "test"
    assert f"{where}: Connection refused" in result["msg"]
    assert "a second run finds nothing to do" in result["msg"]
    assert result["changed"]
    assert result["resources"][0]["action"] == "failed"
    assert len(writes(run)) == 1


# --- connections -----------------------------------------------------------------------------------------


def test_an_update_of_a_connection_keeps_its_secrets(run: Run) -> None:
    """A list hides them, and an update replaces the connection."""
    many = [item_of("connection"), item_of("connection", "other")]
    run("apinizer_resource", resources=many)
    many[0]["spec"] = {"type": "email", "port": 25}
    changed = run("apinizer_resource", resources=many, diff=True)
    assert actions(changed) == ["updated", "unchanged"]
    assert sent(run)[-1][2]["password"] == SECRET
    assert SECRET not in json.dumps(changed)


def test_a_connection_of_another_type_is_not_replaced(run: Run) -> None:
    """A creation would replace it; lists are of one type, so that it is not seen before."""
    apinizer(run, f"{P}/connections/thing/", "POST", body={"type": "ldap", "host": "x"})
    many = [item_of("connection"), item_of("connection", "other")]
    result = run("apinizer_resource", resources=many)
    assert "type cannot be changed" in result["msg"]
    assert apinizer(run, f"{P}/connections/thing/")["resultList"][0]["type"] == "ldap"
    assert actions(run("apinizer_resource", resources=many, allow=["recreate"])) == ["updated", "created"]


def test_connections_are_shown_without_secrets(run: Run) -> None:
    pairs = [{"key": "mail.password", "value": OTHER_SECRET}, {"key": "mail.debug", "value": "no"}]
    run("apinizer_resource", **item_of("connection", additionalProperties=pairs))
    for options in ({}, {"name": "thing"}, {"name": "thing", "export": True}):
        told = json.dumps(run("apinizer_resource_info", kind="connection", parent=PARENT, **options))
        assert "smtp.example.com" in told
        assert SECRET not in told
        assert OTHER_SECRET not in told


# --- keys, keystores, certificates, JWKs ------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["key", "keystore"])
def test_environments_of_a_key_change_only_with_its_content(run: Run, kind: str) -> None:
    run("apinizer_resource", **item_of(kind))
    (name,) = (name for name in SPECS[kind] if name.endswith("List"))
    bare = [{"environmentName": "test", "alias": "store"}]
    refused = run("apinizer_resource", **{**item_of(kind), "spec": {name: bare}})
    assert "only with" in refused["msg"]
    assert refused["error"]["kind"] == "config"
    full = [{**SPECS[kind][name][0], "alias": "store"}]
    run.simulator.clear_journal()
    assert actions(run("apinizer_resource", **{**item_of(kind), "spec": {name: full}})) == ["updated"]
    ((_method, _path, body),) = sent(run)
    assert body == {"name": "thing", name: full}


def test_a_key_that_changes_leaves_no_jwk_behind(run: Run) -> None:
    run("apinizer_resource", **item_of("key"))
    jwk = {"description": "Made.", "sourceType": "PRIVATE_KEY", "keyName": "thing", "environmentName": "test"}
    made: dict[str, Any] = {"kind": "jwk", "parent": PARENT, "name": "made", "spec": jwk}
    run("apinizer_resource", **made)
    run("apinizer_resource", **{**item_of("key"), "spec": {"description": "New."}})
    assert apinizer(run, f"{P}/jwks/made/")["resultList"][0]["sourceId"]
    detached = {**made, "spec": {**jwk, "description": "New."}}
    assert "set allow: [detach]" in run("apinizer_resource", **detached)["msg"]
    assert actions(run("apinizer_resource", **detached, allow=["detach"])) == ["updated"]


def test_a_certificate_is_compared_by_its_fingerprint(run: Run) -> None:
    run("apinizer_resource", **item_of("certificate"))
    other_lines = PEM.replace("\n", "\r\n") + "\n"
    same = item_of("certificate", pemEncodedFile="A comment.\n" + other_lines)
    run.simulator.clear_journal()
    assert actions(run("apinizer_resource", **same)) == ["unchanged"]
    assert writes(run) == []
    assert actions(run("apinizer_resource", **item_of("certificate", pemEncodedFile=OTHER_PEM))) == [
        "updated"
    ]
    told = apinizer(run, f"{P}/certificates/thing/")["resultList"][0]["certificateEnvironmentList"]
    assert [row["environmentName"] for row in told] == ["test", "production"]
    no_pem = run("apinizer_resource", **item_of("certificate", pemEncodedFile="x"))
    assert "must be the text of a certificate" in no_pem["msg"]


def test_a_certificate_goes_to_another_environment_with_the_one_that_is_there(run: Run) -> None:
    run("apinizer_resource", **item_of("certificate"))
    fewer = {**item_of("certificate"), "spec": {"environmentList": ["test"]}}
    assert actions(run("apinizer_resource", **fewer)) == ["updated"]
    assert actions(run("apinizer_resource", **item_of("certificate", environmentList=["test"]))) == [
        "unchanged"
    ]


# --- policies --------------------------------------------------------------------------------------------


def test_a_secret_of_a_policy_is_encrypted_by_an_update(run: Run) -> None:
    """A creation keeps it as it is."""
    run("apinizer_resource", **item_of("global_policy"))
    assert [(method, path) for method, path, _body in sent(run)] == [
        ("POST", "globalPolicies/"),
        ("PUT", "globalPolicies/thing/"),
    ]
    assert sent(run)[0][2] == sent(run)[1][2]
    run.simulator.clear_journal()
    run("apinizer_resource", **{**item_of("global_policy", "plain"), "spec": {"_class": "ip-white"}})
    assert [method for method, _path, _body in sent(run)] == ["POST"]


def test_what_is_not_told_of_a_policy_is_said(run: Run) -> None:
    run("apinizer_resource", **item_of("global_policy"))
    again = run("apinizer_resource", **item_of("global_policy", username="another"))
    assert actions(again) == ["unchanged"]
    assert again["not_compared"] == ["username", "password"]
    other = {**item_of("global_policy"), "spec": {"_class": "ip-white"}}
    assert "_class cannot be changed" in run("apinizer_resource", **other)["msg"]
    assert actions(run("apinizer_resource", **other, allow=["recreate"])) == ["updated"]


def test_a_policy_under_another_case_is_named(run: Run) -> None:
    run("apinizer_resource", **item_of("global_policy"))
    result = run("apinizer_resource", **item_of("global_policy", "Thing"))
    assert "it exists as thing" in result["msg"]


def test_a_policy_group_changes_as_a_whole(run: Run) -> None:
    run("apinizer_resource", **item_of("policy_group"))
    other = {**item_of("policy_group"), "spec": {"targetPipeline": "ERROR"}}
    assert "give policyList" in run("apinizer_resource", **other)["msg"]


# --- credentials -----------------------------------------------------------------------------------------


def test_a_credential_changes_only_with_its_password(run: Run) -> None:
    run("apinizer_resource", **item_of("credential"))
    without = {**item_of("credential"), "spec": {"fullName": "Another"}}
    run.simulator.clear_journal()
    refused = run("apinizer_resource", **without)
    assert "changes fullName of a credential only together with its password" in refused["msg"]
    assert (writes(run), refused["changed"]) == ([], False)


def test_a_password_alone_is_changed_alone(run: Run) -> None:
    run("apinizer_resource", **item_of("credential"))
    run.simulator.clear_journal()
    changed = run(
        "apinizer_resource", **item_of("credential", password=OTHER_SECRET), update_secrets="always"
    )
    assert actions(changed) == ["updated"]
    assert sent(run) == [("PATCH", "credentials/thing/", {"username": "thing", "password": OTHER_SECRET})]


def test_access_is_a_set(run: Run) -> None:
    """What is missing is granted, what is too much is withdrawn, and nothing is granted twice."""
    run("apinizer_resource", **item_of("credential"))
    access = [{"name": "Shops", "type": "API_PROXY_GROUP"}, {"name": "Cats"}]
    other = {**item_of("credential"), "spec": {"access": access}}
    run.simulator.clear_journal()
    assert actions(run("apinizer_resource", **other)) == ["updated"]
    assert sent(run) == [
        (
            "PUT",
            "credentials/thing/access/",
            {"credentialAccessList": [{"type": "API_PROXY", "name": "Cats"}]},
        ),
        (
            "DELETE",
            "credentials/thing/access/",
            {"credentialAccessList": [{"name": "Pets", "type": "API_PROXY"}]},
        ),
    ]
    other["spec"]["access"] = list(reversed(access))
    assert actions(run("apinizer_resource", **other)) == ["unchanged"]
    other["spec"]["access"] = []
    assert actions(run("apinizer_resource", **other)) == ["updated"]
    assert apinizer(run, f"{P}/credentials/thing/access/")["resultList"] == []


# --- groups ----------------------------------------------------------------------------------------------


def test_addresses_are_a_set_and_survive_another_update(run: Run) -> None:
    run("apinizer_resource", **item_of("ip_group"))
    turned = item_of("ip_group", ipList=list(reversed(SPECS["ip_group"]["ipList"])))
    assert actions(run("apinizer_resource", **turned)) == ["unchanged"]
    run.simulator.clear_journal()
    described = {**item_of("ip_group"), "spec": {"description": "New."}}
    assert actions(run("apinizer_resource", **described)) == ["updated"]
    assert sent(run)[0][2]["ipList"] == SPECS["ip_group"]["ipList"]
    assert actions(run("apinizer_resource", **item_of("ip_group", ipList=[]))) == ["updated"]


def test_members_of_a_group_are_added_and_removed(run: Run) -> None:
    publish(run, "Pets", "Cats")
    run("apinizer_resource", **item_of("api_proxy_group"))
    run.simulator.clear_journal()
    other = {**item_of("api_proxy_group"), "spec": {"apiProxies": ["Cats"]}}
    assert actions(run("apinizer_resource", **other)) == ["updated"]
    assert [(method, path) for method, path, _body in sent(run)] == [
        ("POST", "apiProxyGroups/thing/apiProxies/Cats/"),
        ("DELETE", "apiProxyGroups/thing/apiProxies/Pets/"),
    ]
    kept = {**item_of("api_proxy_group"), "spec": {"description": "New.", "clientRoute": ROUTE}}
    assert actions(run("apinizer_resource", **kept)) == ["updated"]
    assert actions(run("apinizer_resource", **other)) == ["unchanged"]


def test_the_route_of_a_group_is_not_compared_where_it_is_not_returned(run: Run) -> None:
    """The vendor's page has a list without it, its description one with it."""
    publish(run)
    run.simulator.configure(apinizer={"brief_groups": True})
    item = item_of("api_proxy_group")
    assert actions(run("apinizer_resource", **item)) == ["created"]
    run.simulator.clear_journal()
    again = run("apinizer_resource", **item)
    assert (actions(again), writes(run)) == (["unchanged"], [])
    assert again["not_compared"] == ["clientRoute"]
    described = {**item, "spec": {"description": "New."}}
    assert "does not return its clientRoute; give it" in run("apinizer_resource", **described)["msg"]
    whole = run("apinizer_resource", **item_of("api_proxy_group", description="New."))
    assert actions(whole) == ["updated"]
    assert sent(run)[-1][2]["clientRoute"] == ROUTE
    told = run("apinizer_resource_info", kind="api_proxy_group", parent=PARENT, export=True)["resources"]
    assert "clientRoute" not in told[0]["spec"]
    assert actions(run("apinizer_resource", resources=told)) == ["unchanged"]


def test_limits_are_written_part_by_part(run: Run) -> None:
    run("apinizer_resource", **item_of("rlcl"))
    assert [(method, path) for method, path, _body in sent(run)] == [
        ("POST", "rlcl/"),
        ("PUT", "rlcl/thing/credentials/"),
        ("PUT", "rlcl/thing/endpoints/"),
        ("POST", "rlcl/thing/condition/"),
    ]
    run.simulator.clear_journal()
    less = item_of(
        "rlcl", credentialNameList=[], endpointRateLimitList=[{**LIMIT, "enabled": False}], condition=None
    )
    assert actions(run("apinizer_resource", **less)) == ["updated"]
    assert sent(run) == [
        ("DELETE", "rlcl/thing/credentials/", {"credentialNameList": ["partner"]}),
        ("PUT", "rlcl/thing/endpoints/", {"endpointRateLimitList": [{**LIMIT, "enabled": False}]}),
        ("DELETE", "rlcl/thing/condition/", None),
    ]
    assert actions(run("apinizer_resource", **less)) == ["unchanged"]
    assert actions(run("apinizer_resource", **item_of("rlcl", condition=CONDITION))) == ["updated"]


def test_a_part_that_fails_is_finished_by_the_next_run(run: Run) -> None:
    """The group is made, and its member does not exist."""
    item = item_of("api_proxy_group")
    result = run("apinizer_resource", **item)
    assert result["changed"]
    assert "ApiProxy (Pets) is not found" in result["msg"]
    publish(run)
    run.simulator.clear_journal()
    assert actions(run("apinizer_resource", **item)) == ["updated"]
    assert [method for method, _path, _body in sent(run)] == ["POST"]


def test_metadata_of_an_organization_keep_their_secrets(run: Run) -> None:
    run("apinizer_resource", **item_of("credential_organization"))
    run.simulator.clear_journal()
    other = {**item_of("credential_organization"), "spec": {"nameDefault": "Another"}}
    assert actions(run("apinizer_resource", **other)) == ["updated"]
    values = {item["key"]: item.get("value") for item in sent(run)[0][2]["metadata"]}
    assert values == {"center": "1", "pin": None}


# --- older managers, permissions, mistakes ----------------------------------------------------------------


@pytest.mark.parametrize("kind", ["ip_group", "rlcl"])
@pytest.mark.parametrize("number", [1, 2])
def test_what_an_older_manager_does_not_tell_is_not_taken_for_absent(
    run: Run, kind: str, number: int
) -> None:
    run.simulator.configure(apinizer={"version": "2026.04"})
    many = [item_of(kind, f"thing{each}") for each in range(number)]
    for state in ("present", "absent"):
        result = run("apinizer_resource", resources=many, state=state)
        assert (
            f"this manager does not return objects of kind {kind}, like all managers before 2026.09"
            in result["msg"]
        )
        assert (writes(run), result["changed"]) == ([], False)


def test_members_that_an_older_manager_does_not_tell_are_left_out(run: Run) -> None:
    publish(run)
    run.simulator.configure(apinizer={"version": "2026.04"})
    item = item_of("api_proxy_group")
    bare = {**item, "spec": {"clientRoute": ROUTE}}
    assert actions(run("apinizer_resource", **bare)) == ["created"]
    result = run("apinizer_resource", **item)
    assert "this manager does not return apiProxies of kind api_proxy_group" in result["msg"]
    (told,) = run("apinizer_resource_info", kind="api_proxy_group", parent=PARENT)["resources"]
    assert "apiProxies" not in told


def test_a_project_that_is_not_there_is_named(run: Run) -> None:
    for state in ("present", "absent"):
        item = {**item_of("ip_group"), "parent": {"project": "Nowhere"}, "state": state}
        result = run("apinizer_resource", **item)
        assert "Project (Nowhere) is not found or user does not have privilege" in result["msg"]
        assert (result["error"]["kind"], writes(run)) == ("forbidden", [])


def test_a_missing_permission_is_no_absence(run: Run) -> None:
    run("apinizer_resource", **item_of("ip_group"))
    run.simulator.configure(apinizer={"denied": ["MANAGE"]})
    for options in ({"state": "absent"}, {"spec": {"description": "New."}}):
        result = run("apinizer_resource", **{**item_of("ip_group"), **options})
        assert (result["error"]["kind"], result["changed"]) == ("forbidden", False)
        assert "does not have required permission" in result["msg"]


@pytest.mark.parametrize(
    ("item", "words"),
    [
        ({"kind": "ip_groups"}, "did you mean ip_group"),
        ({"parent": {}}, "project is missing"),
        ({"parent": {"project": PROJECT, "env": "x"}}, "env does not belong there"),
        ({"parent": {"project": 5}}, "put it into quotes"),
        ({"name": None}, "name is missing"),
        ({"spec": {"ipLists": []}}, "did you mean ipList?"),
        ({"spec": {"ipList": "192.0.2.1"}}, "spec.ipList must be a list"),
        ({"spec": {"description": "********"}}, "looks like an exported placeholder"),
        ({"spec": {"name": "another"}}, "give it once"),
    ],
)
def test_mistakes_are_told_before_anything_is_asked(run: Run, item: dict[str, Any], words: str) -> None:
    result = run("apinizer_resource", **{**item_of("ip_group"), **item})
    assert words in result["msg"]
    assert (result["error"]["kind"], reads(run)) == ("config", [])


def test_there_is_no_mark_of_an_owner(run: Run) -> None:
    result = run("apinizer_resource", **item_of("ip_group"), owner="us", prune="delete")
    assert "have no field for the mark of an owner" in result["msg"]


def test_what_a_new_object_needs_is_told_before_anything_is_written(run: Run) -> None:
    many = [item_of("ip_group"), {**item_of("key"), "spec": {"description": "x"}}]
    result = run("apinizer_resource", resources=many)
    assert "a new key needs keyType, cryptoKeyInfoEnvironmentList" in result["msg"]
    assert writes(run) == []


def test_presets_of_no_project(run: Run) -> None:
    everywhere = {**item_of("ai_dlp_preset"), "parent": {}}
    assert actions(run("apinizer_resource", **everywhere)) == ["created"]
    assert [each["path"] for each in writes(run)] == ["/apiops/settings/ai-dlp-presets/thing/"]
    assert actions(run("apinizer_resource", **item_of("ai_dlp_preset"))) == ["created"]


def test_what_is_referred_to_comes_first(run: Run) -> None:
    """In order of dependency; as declared, a reference to a later object is an error."""
    many = [item_of("rlcl", credentialNameList=["partner"]), item_of("credential", "partner", access=[])]
    refused = run("apinizer_resource", resources=many)
    assert "refers to credential partner" in refused["msg"]
    for check in (True, False):
        made = run("apinizer_resource", resources=many, order="dependency", check=check)
        assert actions(made) == ["created", "created"]
    assert [path for _method, path, _body in sent(run)][:2] == ["credentials/", "rlcl/"]


def test_a_secret_in_a_list_is_masked_in_failures(run: Run) -> None:
    run.simulator.fault(
        kind="status",
        status=400,
        body={"status": "FAILURE", "resultMessage": f"bad {SECRET}"},
        method="POST",
        path="/keys/",
    )
    result = run("apinizer_resource", **item_of("key"))
    assert result["failed"]
    assert SECRET not in json.dumps(result)


# --- vector databases, and what is secret in connections --------------------------------------------------


def test_a_vector_database_keeps_its_password_unless_its_family_changes(run: Run) -> None:
    """Apinizer keeps a password that is left out, but not for a transport of another family."""
    run("apinizer_resource", **item_of("vector_db"))
    transport = SPECS["vector_db"]["transport"]
    run.simulator.clear_journal()
    bigger = item_of("vector_db", transport={**transport, "pool": {"maximumPoolSize": 9}})
    changed = run("apinizer_resource", diff=True, **bigger)
    assert actions(changed) == ["updated"]
    ((method, path, body),) = sent(run)
    assert (method, path, body["_class"]) == ("PUT", "vector-dbs/thing/", "vector-db")
    assert body["transport"] == {
        **{name: value for name, value in transport.items() if name != "password"},
        "pool": {"maximumPoolSize": 9},
    }
    assert SECRET not in json.dumps(changed)
    redis = {"family": "redis", "uri": "rediss://redis.example.com:6379", "password": OTHER_SECRET}
    moved = item_of("vector_db", dbType="REDIS", transport=redis)
    assert actions(run("apinizer_resource", **moved)) == ["updated"]
    assert sent(run)[-1][2]["transport"] == redis
    assert actions(run("apinizer_resource", **moved)) == ["unchanged"]


@pytest.mark.parametrize(
    "fields",
    [
        {"type": "kafka", "propertiesMap": {"sasl.jaas.config": f"password='{SECRET}';", "acks": "all"}},
        {"type": "snmp", "securityOrCommunityName": SECRET, "retryCount": 3},
        {"type": "elasticsearch", "caKeystoreFile": SECRET, "elasticUsername": "shop"},
        {"type": "webhook", "headerList": [{"name": "Authorization", "value": f"Bearer {SECRET}"}]},
    ],
    ids=lambda fields: str(fields["type"]),
)
def test_secrets_of_a_connection_are_never_shown(run: Run, fields: dict[str, Any]) -> None:
    """Whatever their names: a list tells them, and so does an answer that has one connection."""
    item: dict[str, Any] = {"kind": "connection", "parent": PARENT, "name": "thing", "spec": fields}
    told = [run("apinizer_resource", diff=True, **item)]
    assert actions(told[0]) == ["created"]
    update: dict[str, Any] = {**item, "spec": {**fields, "description": "New."}}
    told.append(run("apinizer_resource", diff=True, **update))
    assert actions(told[1]) == ["updated"]
    assert SECRET in json.dumps(sent(run)[-1][2])
    asked: list[dict[str, Any]] = [{}, {"export": True}, {"name": "thing"}]
    for options in (*asked, {"name": "thing", "export": True}):
        told.append(run("apinizer_resource_info", kind="connection", parent=PARENT, **options))
    assert SECRET not in json.dumps(told)
    assert actions(run("apinizer_resource", resources=told[-1]["resources"])) == ["unchanged"]
