# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Objects of the MES: read, compared, sent back whole, terminated."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.operations.cmf_landscape import (
    LANDSCAPE,
    LOT,
    PRODUCT,
    SPACE,
    TYPES,
    change,
    instance,
    reads,
    sent,
    services,
    writes,
    written,
)
from tests.operations.conftest import Run, actions

MATERIAL: dict[str, Any] = {"kind": "Material", "name": "Lot-0001"}
SECRET = "s3cr3t-of-the-mes"


def test_objects_are_created_once(run: Run) -> None:
    predicted = run("cmf_object", resources=LANDSCAPE, check=True, diff=True)
    assert (actions(predicted), writes(run)) == (["created", "created"], [])
    made = run("cmf_object", resources=LANDSCAPE, diff=True)
    assert (made["summary"], made["resources"][1]["changes"]) == (
        predicted["summary"],
        predicted["resources"][1]["changes"],
    )
    assert written(run) == ["CreateObject", "CreateObject"]
    given = sent(writes(run)[1])["Object"]
    assert list(given)[:2] == ["$type", "Name"]
    assert given["$type"] == TYPES["Material"]
    assert given["Product"] == {"$type": TYPES["Product"], "Name": "Product-09"}
    assert made["requests"] == {"reads": 4, "writes": 2}
    assert "LastServiceHistoryId" not in json.dumps(made["diff"])
    run.simulator.clear_journal()
    again = run("cmf_object", resources=LANDSCAPE)
    assert (actions(again), again["changed"], writes(run), len(reads(run))) == (
        ["unchanged", "unchanged"],
        False,
        [],
        2,
    )


@pytest.mark.parametrize(
    "spec",
    [
        {"PrimaryQuantity": 25},
        {"PrimaryQuantity": 25.0},
        {"PrimaryQuantity": "25"},
        {"Product": "Product-01"},
        {"Product": {"Name": "Product-01"}},
        {"Product": {"$type": TYPES["Product"], "Name": "Product-01"}},
        {"Description": None},
        {"Name": "Lot-0001"},
    ],
)
def test_values_that_say_the_same_are_no_change(run: Run, spec: dict[str, Any]) -> None:
    assert actions(run("cmf_object", **MATERIAL, types=TYPES, spec=spec)) == ["unchanged"]
    assert writes(run) == []


@pytest.mark.parametrize(
    ("spec", "before", "after"),
    [
        ({"PrimaryQuantity": 24}, "25", 24),
        ({"PrimaryQuantity": True}, "25", True),
        ({"Description": "Hot."}, None, "Hot."),
        ({"Description": ""}, None, ""),
        ({"Product": "Product-02"}, "Product-01", "Product-02"),
    ],
)
def test_a_property_is_changed(run: Run, spec: dict[str, Any], before: Any, after: Any) -> None:
    (name,) = spec
    predicted = run("cmf_object", **MATERIAL, spec=spec, check=True)
    changed = run("cmf_object", **MATERIAL, spec=spec)
    assert actions(changed) == actions(predicted) == ["updated"]
    expected = [{"path": name, "before": before, "after": after}]
    assert changed["changes"] == predicted["changes"] == expected
    assert services(run) == ["GetObjectByName", *["GetObjectByName", "FullUpdateObject", "GetObjectByName"]]
    assert actions(run("cmf_object", **MATERIAL, spec=spec)) == ["unchanged"]


def test_the_whole_object_is_sent_back_with_its_stamps(run: Run) -> None:
    before = instance(run, "Material", "Lot-0001")
    run("cmf_object", **MATERIAL, spec={"PrimaryQuantity": 24, "Product": "Product-02"})
    (request,) = writes(run)
    given = sent(request)
    assert "IgnoreLastServiceId" not in given
    assert list(given["Object"]) == list(before)
    product = {"$type": TYPES["Product"], "Name": "Product-02"}
    assert given["Object"] == {**before, "PrimaryQuantity": 24, "Product": product}


def test_references_to_parts_by_number_are_followed(run: Run) -> None:
    """As Json.NET writes an object that stands in an answer twice."""
    whole = {
        "$id": "2",
        "$type": TYPES["Material"],
        "Name": "Lot-0001",
        "Product": {"$id": "3", "$type": TYPES["Product"], "Name": "Product-01"},
        "Other": {"$ref": "3"},
        "Itself": {"$ref": "2"},
    }
    run.simulator.fault(kind="status", status=200, body={"Instance": whole}, listener="cmf", times=None)
    assert actions(run("cmf_object", **MATERIAL, spec={"Other": "Product-01"}, check=True)) == ["unchanged"]
    found = run("cmf_object_info", **MATERIAL)["resources"][0]
    assert found["Other"] == {"$type": TYPES["Product"], "Name": "Product-01"}


class Meanwhile:
    """Somebody else changes an object after it was read."""

    def __init__(self, run: Run, **properties: Any) -> None:
        self.run = run
        self.properties = properties
        self.left = 1

    def __call__(self, *_arguments: Any) -> None:
        if self.left:
            self.left -= 1
            change(self.run, "Material", "Lot-0001", **self.properties)


@pytest.fixture
def meanwhile(run: Run, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Has somebody else change the object between its reading and its writing, so often."""
    from ansible_collections.apiops.platforms.plugins.module_utils._platforms.cmf.requests import CmfRequests

    def begin(times: int = 1, **properties: Any) -> Meanwhile:
        other = Meanwhile(run, **properties)
        other.left = times
        write = CmfRequests.write

        def late(self: CmfRequests, *given: Any) -> None:
            other()
            write(self, *given)

        monkeypatch.setattr(CmfRequests, "write", late)
        return other

    return begin


def test_what_others_change_meanwhile_stays(run: Run, meanwhile: Any) -> None:
    meanwhile(Description="Theirs.")
    changed = run("cmf_object", **MATERIAL, spec={"PrimaryQuantity": 24})
    assert actions(changed) == ["updated"]
    found = instance(run, "Material", "Lot-0001")
    assert (found["Description"], found["PrimaryQuantity"]) == ("Theirs.", "24")
    assert changed["requests"]["writes"] == 2


def test_a_change_that_others_made_meanwhile_is_not_made_again(run: Run, meanwhile: Any) -> None:
    meanwhile(PrimaryQuantity="24")
    result = run("cmf_object", **MATERIAL, spec={"PrimaryQuantity": 24})
    assert (actions(result), result["changed"]) == (["unchanged"], False)


@pytest.mark.parametrize("status", [200, 404, 409, 500])
def test_faults_are_told_by_their_codes_whatever_their_status(run: Run, meanwhile: Any, status: int) -> None:
    """What HTTP status a fault has is not documented."""
    run.simulator.configure(cmf={"fault_status": status})
    assert run("cmf_object_info", kind="Material", name="none", retries=0)["resources"] == []
    assert actions(run("cmf_object", **PRODUCT, retries=0)) == ["created"]
    meanwhile(Description="Theirs.")
    assert actions(run("cmf_object", **MATERIAL, spec={"PrimaryQuantity": 24}, retries=0)) == ["updated"]
    assert instance(run, "Material", "Lot-0001")["Description"] == "Theirs."
    mistaken = run("cmf_object_info", kind="Matrial", name="none", retries=0)
    assert "The entity type Matrial does not exist." in mistaken["msg"]


def test_a_conflict_without_end_is_told(run: Run, meanwhile: Any) -> None:
    meanwhile(9, Description="Theirs.")
    failed = run("cmf_object", **MATERIAL, spec={"PrimaryQuantity": 24})
    assert failed["error"]["kind"] == "conflict"
    assert "changed by somebody else 3 times" in failed["msg"]
    assert failed["requests"]["writes"] == 3
    assert instance(run, "Material", "Lot-0001")["PrimaryQuantity"] == "25"


def test_others_are_overwritten_where_the_task_says_so(run: Run, meanwhile: Any) -> None:
    meanwhile(Description="Theirs.")
    spec = {"PrimaryQuantity": 24}
    assert actions(run("cmf_object", **MATERIAL, spec=spec, ignore_last_service_id=True)) == ["updated"]
    assert sent(writes(run)[-1])["IgnoreLastServiceId"] is True
    assert instance(run, "Material", "Lot-0001")["Description"] is None


def test_an_object_is_terminated_once(run: Run) -> None:
    predicted = run("cmf_object", **MATERIAL, state="absent", check=True)
    assert (actions(predicted), writes(run)) == (["deleted"], [])
    assert actions(run("cmf_object", **MATERIAL, state="absent")) == ["deleted"]
    assert written(run) == ["TerminateObject"]
    run.simulator.clear_journal()
    for name in ("Lot-0001", "Lot-0999"):
        result = run("cmf_object", kind="Material", name=name, state="absent")
        assert (actions(result), writes(run)) == (["unchanged"], [])


def test_a_terminated_object_is_not_an_absent_one(run: Run) -> None:
    run("cmf_object", **MATERIAL, state="absent")
    run.simulator.clear_journal()
    for check in (True, False):
        failed = run("cmf_object", **MATERIAL, types=TYPES, spec={"PrimaryQuantity": 25}, check=check)
        assert "it is terminated, and the MES keeps its name" in failed["msg"]
        assert (failed["error"]["kind"], writes(run)) == ("conflict", [])
    (found,) = run("cmf_object_info", **MATERIAL)["resources"]
    assert found["UniversalState"] == 4


def test_an_object_is_found_by_name_and_by_id(run: Run) -> None:
    (named,) = run("cmf_object_info", **MATERIAL, levels_to_load=2)["resources"]
    assert named["Product"]["Name"] == "Product-01"
    assert named["LastServiceHistoryId"]
    (request,) = run.requests(listener="cmf")
    assert sent(request)["LevelsToLoad"] == 2
    (found,) = run("cmf_object_info", kind=TYPES["Material"], id=named["Id"])["resources"]
    assert found == named
    (request,) = run.requests(listener="cmf", method="GET")
    assert sorted(request["query"].split("&")) == [f"Id={named['Id']}", "LevelsToLoad=1", "Type=Material"]
    missing: list[dict[str, Any]] = [{"name": "Lot-0999"}, {"id": "4711"}]
    for asked in missing:
        result = run("cmf_object_info", kind="Material", **asked)
        assert (result["resources"], result["changed"]) == ([], False)


def test_what_is_exported_is_unchanged_and_can_be_created(run: Run) -> None:
    exported = run("cmf_object_info", **MATERIAL, export=True)["resources"]
    assert exported == [
        {
            **MATERIAL,
            "types": {"Material": TYPES["Material"]},
            "spec": {
                "PrimaryQuantity": "25",
                "Product": {"$type": TYPES["Product"], "Name": "Product-01"},
                "Flow": {"$type": TYPES["Flow"], "Name": "Flow-01"},
            },
        }
    ]
    run.simulator.clear_journal()
    assert actions(run("cmf_object", resources=exported)) == ["unchanged"]
    assert writes(run) == []
    assert actions(run("cmf_object", resources=[{**exported[0], "name": "Lot-0100"}])) == ["created"]


def test_types_are_named_once(run: Run) -> None:
    many = [{name: value for name, value in item.items() if name != "types"} for item in LANDSCAPE]
    assert actions(run("cmf_object", resources=many, defaults={"types": TYPES})) == ["created", "created"]
    one = {**many[1], "name": "Lot-0010"}
    assert actions(run("cmf_object", **one, defaults={"types": TYPES})) == ["created"]
    whole = {**many[1], "name": "Lot-0011", "kind": TYPES["Material"], "spec": {"PrimaryQuantity": 1}}
    assert actions(run("cmf_object", **whole)) == ["created"]


def test_a_secret_is_neither_compared_nor_shown(run: Run) -> None:
    item = {**LOT, "spec": {"PrimaryQuantity": 1, "ApiPassword": SECRET}}
    run("cmf_object", **PRODUCT)
    results = [run("cmf_object", **item, diff=True), run("cmf_object", **item)]
    assert [actions(each) for each in results] == [["created"], ["unchanged"]]
    assert results[1]["not_compared"] == ["ApiPassword"]
    results += [
        run("cmf_object_info", kind="Material", name="Lot-0009", export=each) for each in (True, False)
    ]
    assert SECRET not in json.dumps(results)
    run.simulator.clear_journal()
    other = {**item, "spec": {"ApiPassword": "an0ther-s3cr3t"}}
    assert actions(run("cmf_object", **other, update_secrets="always")) == ["updated"]
    assert sent(writes(run)[0])["Object"]["ApiPassword"] == "an0ther-s3cr3t"


def test_a_property_that_the_mes_does_not_keep_is_told(run: Run) -> None:
    failed = run("cmf_object", **MATERIAL, spec={"Colour": "red"})
    assert "the platform did not keep Colour" in failed["msg"]
    assert failed["changed"]


def test_what_only_the_mes_writes_is_left_to_it(run: Run) -> None:
    spec = {"UniversalState": 1, "LastServiceHistoryId": "1", "PrimaryQuantity": 24}
    result = run("cmf_object", **MATERIAL, spec=spec)
    assert [each["path"] for each in result["changes"]] == ["PrimaryQuantity"]
    assert len(run.warnings) == 2
    assert sent(writes(run)[0])["Object"]["LastServiceHistoryId"] != "1"


MISTAKES: dict[str, tuple[dict[str, Any], str]] = {
    "no kind": ({"name": "x"}, "kind is missing"),
    "a kind that is no type": ({"kind": "a material", "name": "x"}, "is no type; write it as Material"),
    "no name": ({"kind": "Material"}, "name is missing"),
    "a misspelled type": (
        {"kind": "Matrial", "name": "x", "types": TYPES},
        "code Val50002); look at kind: is it a type of this MES?",
    ),
    "a new object without a type": (
        {"kind": "Material", "name": "x"},
        f"a new Material needs the whole type of Material; give it in types, as in types: {{Material: "
        f"'{TYPES['Material']}'}}.",
    ),
    "half a type": (
        {"kind": "Material", "name": "x", "types": {"Material": f"{SPACE}.Material"}},
        "give the whole type with its assembly",
    ),
    "the type of another kind": (
        {"kind": "Material", "name": "x", "types": {"Material": TYPES["Product"]}},
        "give the whole type with its assembly",
    ),
    "a reference of no type": (
        {**LOT, "spec": {"Product": {"Name": "Product-01"}}},
        "Product refers to another object; give its $type beside its Name",
    ),
    "a reference of an unknown type": (
        {**LOT, "types": {"Material": TYPES["Material"]}},
        "Product needs the whole type of Product",
    ),
    "a reference to nothing": (LOT, "The data for object Product-09 of type Product was not found"),
    "a list": ({**MATERIAL, "spec": {"Steps": [1]}}, "spec.Steps is a list; only texts, numbers"),
    "a mapping": (
        {**MATERIAL, "spec": {"Attributes": {"a": 1}}},
        "spec.Attributes is a mapping without Name",
    ),
    "a property that is not plain": (
        {**MATERIAL, "spec": {"Attributes": "x"}},
        "Attributes of this object is not plain; change it with cmf_invoke",
    ),
    "two names": ({**MATERIAL, "spec": {"Name": "y"}}, "spec.Name is another; give it once"),
    "a placeholder": (
        {**MATERIAL, "spec": {"Description": "********"}},
        "looks like an exported placeholder",
    ),
    "a name in another case": (
        {"kind": "Material", "name": "lot-0001"},
        "a new Material needs the whole type",
    ),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_mistakes_are_told_in_one_line(run: Run, name: str) -> None:
    item, words = MISTAKES[name]
    failed = run("cmf_object", **item)
    assert failed["failed"]
    assert words in failed["msg"]
    assert "\n" not in failed["msg"]
    assert "Traceback" not in failed["msg"]
    assert not failed["changed"]


def test_a_place_or_a_version_is_refused_in_words(run: Run) -> None:
    failed = run("cmf_object", resources=[{**MATERIAL, "parent": {"site": "a"}}])
    assert "parent is no part of an object" in failed["msg"]
    mistaken: list[dict[str, Any]] = [{}, {"name": "x", "id": "1"}]
    for asked in mistaken:
        assert "give either name or id" in run("cmf_object_info", kind="Material", **asked)["msg"]


def test_a_name_that_the_mes_writes_otherwise_is_told(run: Run) -> None:
    answer = {"Instance": {"$type": TYPES["Material"], "Name": "Lot-0001"}}
    run.simulator.fault(kind="status", status=200, body=answer, listener="cmf")
    failed = run("cmf_object", kind="Material", name="LOT-0001", spec={"PrimaryQuantity": 1})
    assert "the MES has it as Lot-0001; write the name so" in failed["msg"]
