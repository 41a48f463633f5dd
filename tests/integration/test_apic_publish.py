# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The role that publishes a product of API Connect in one catalog after the other."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.integration.platforms import environment_of
from tests.integration.plays import Play, PlayRun
from tests.operations.conftest import Run
from tests.operations.pets import HOME, Catalog, pets
from tests.playbook import CHECKOUT
from tests.simulator.client import Simulator

ORG = HOME.partition("/")[0]


class Publisher:
    """Runs the role with a product in files; ``kept`` is what it leaves in apic_publish_results."""

    def __init__(self, play: Play, simulator: Simulator) -> None:
        self._play = play
        self.simulator = simulator
        self.catalog = Catalog(Run(simulator))
        self.kept: dict[str, Any] = {}
        self.write()

    def write(self, version: str = "1.0.0", **fields: Any) -> None:
        """The files of a version of the product."""
        given = pets(version, **fields)
        given["product"]["apis"] = {"pets": {"$ref": "pets-api.json"}}
        for name, content in (("pets", given["product"]), ("pets-api", given["apis"][0])):
            self.place(f"{name}.json").write_text(json.dumps(content), encoding="utf-8")

    def place(self, name: str) -> Path:
        """A file of the product."""
        return self._play.directory / name

    def __call__(self, check: bool = False, verbosity: int = 0, **variables: Any) -> PlayRun:
        show = {"ansible.builtin.debug": {"var": "apic_publish_results"}, "name": "Kept"}
        block = {
            "block": [{"ansible.builtin.include_role": {"name": "apiops.platforms.apic_publish"}}],
            "always": [show],
        }
        playbook = [{"hosts": "localhost", "gather_facts": False, "tasks": [block]}]
        given = {"apic_publish_product": str(self.place("pets.json")), **variables}
        env = environment_of(self.simulator.description)
        done = self._play(playbook, extra_vars=given, env=env, check=check, diff=True, verbosity=verbosity)
        self.kept = done.of("Kept").result["apic_publish_results"]
        return done

    def states(self) -> list[dict[str, str]]:
        """The states of the products in the two catalogs."""
        return [Catalog(self.catalog.run, home).states() for home in (HOME, f"{ORG}/prod")]


@pytest.fixture
def publisher(play: Play, fresh_simulator: Simulator) -> Publisher:
    """The role, and two catalogs, the second one in production mode."""
    made = Publisher(play, fresh_simulator)
    result = made.catalog.run(
        "apic_invoke", method="POST", path=f"/orgs/{ORG}/catalogs", body={"name": "prod"}
    )
    assert not result.get("failed"), result
    Catalog(made.catalog.run, f"{ORG}/prod").settings(production_mode=True)
    return made


TARGETS: list[dict[str, Any]] = [
    {"name": "dev", "catalog": HOME},
    {"name": "prod", "catalog": f"{ORG}/prod", "approval": True},
]


@pytest.mark.first_and_last_core
def test_a_pipeline_from_development_to_production(publisher: Publisher) -> None:
    """The approval lies between two runs; a second run of either changes nothing."""
    first: dict[str, Any] = {"apic_publish_targets": TARGETS, "apic_publish_replaces": "previous"}
    second: dict[str, Any] = {**first, "apic_publish_approved": ["prod"]}
    predicted = publisher(check=True, **first)
    assert predicted.rc == 0, predicted.output
    assert publisher.states() == [{}, {}]
    told = predicted.of("Report what was done").result["msg"]
    assert told == ["dev: would be created (publish)", "prod: waits for approval, would be created (publish)"]
    done = publisher(**first)
    assert publisher.states() == [{"pets:1.0.0": "published"}, {}]
    assert publisher.kept["prod"]["waiting"]
    told = done.of("Report what was done").result["msg"]
    assert told == ["dev: created (publish)", "prod: waits for approval, would be created (publish)"]
    assert not any(each.changed for each in publisher(**first).results)
    publisher(**second)
    assert publisher.states() == [{"pets:1.0.0": "published"}] * 2
    publisher.write("2.0.0")
    replaced = publisher(**second).of("Report what was done").result["msg"]
    assert replaced == [
        f"{name}: created (stage, replace); pets:1.0.0 is retired" for name in ("dev", "prod")
    ]
    assert not any(each.changed for each in publisher(**second).results)


@pytest.mark.same_on_every_core
def test_what_one_target_refuses_is_found_before_another_is_written(publisher: Publisher) -> None:
    targets: list[dict[str, Any]] = [{**each, "approval": False} for each in TARGETS]
    assert publisher(apic_publish_targets=targets).rc == 0
    publisher.write(plans={"other": {"title": "Other"}})
    publisher.simulator.clear_journal()
    failed = publisher(apic_publish_targets=targets)
    assert failed.rc == 2
    assert "Raise the version of the product" in publisher.kept["prod"]["msg"]
    assert "dev" not in publisher.kept
    assert publisher.catalog.writes() == []


@pytest.mark.same_on_every_core
def test_a_misspelled_approval_does_not_publish(publisher: Publisher) -> None:
    refused = publisher(apic_publish_targets=[{"catalog": HOME, "aproval": True}])
    assert refused.rc == 2
    told = refused.of("Check the options of the targets").result["msg"]
    assert told == "A target has no option aproval; look at the spelling in apic_publish_targets."
    assert publisher.states()[0] == {}


@pytest.mark.same_on_every_core
def test_a_failure_tells_what_was_done(publisher: Publisher) -> None:
    publisher.catalog.good(**pets())
    publisher.write("2.0.0")
    publisher.simulator.fault(kind="status", status=500, method="POST", path="/replace$")
    failed = publisher(apic_publish_catalog=HOME, apic_publish_replaces="previous")
    assert failed.rc == 2
    assert publisher.kept[HOME]["done"] == ["staged pets:2.0.0"]
    (told,) = failed.of("Report what was done").result["msg"]
    assert told.startswith(f"{HOME}: failed: POST ")
    assert told.endswith("[staged pets:2.0.0; pets:1.0.0 is published]; pets:1.0.0 is published")


@pytest.mark.same_on_every_core
@pytest.mark.departs(
    "apic GET /api/cloud/provider/identity-providers/none is not described", because="it stands for an API"
)
def test_files_are_linted_and_the_api_is_called(publisher: Publisher) -> None:
    one: dict[str, Any] = {"apic_publish_targets": [{"catalog": HOME}]}
    assert publisher(**one, apic_publish_lint=["test", "-f", "/nonexistent"]).rc == 2
    assert publisher.states()[0] == {}
    url = publisher.simulator.description["apic"]["url"] + "/api/cloud/provider/identity-providers"
    smoke = {"url": url, "ca_path": publisher.simulator.description["ca_path"], "delay": 0, "retries": 1}
    lint = f"test -f {publisher.place('pets.json')}"
    good = publisher(apic_publish_targets=[{"catalog": HOME, "smoke": smoke}], apic_publish_lint=lint)
    assert good.rc == 0, good.output
    assert good.of("Call the API through its gateway").status == "ok"
    # A key of the API's may be in the address.
    smoke["url"] = (
        url.replace("https://", "https://user:a-password-of-the-api@") + "/none?key=a-key-of-the-api"
    )
    bad = publisher(apic_publish_targets=[{"catalog": HOME, "smoke": smoke}], verbosity=3)
    assert "of-the-api" not in bad.output
    message = bad.of("Report what the API answered").result["msg"]
    assert f"/none answered 404, not 200. The product is published in {HOME} all the same" in message


def test_targets_may_have_credentials_of_their_own(publisher: Publisher) -> None:
    own = {"catalog": HOME, "username": "nobody", "password": "a-password-of-nobody"}
    failed = publisher(apic_publish_targets=[own], verbosity=3)
    assert publisher.kept[HOME]["error"]["kind"] == "auth"
    assert "a-password-of-nobody" not in failed.output


@pytest.mark.same_on_every_core
def test_targets_may_be_in_instances_of_their_own(publisher: Publisher) -> None:
    with Simulator.start() as another:
        there = Catalog(Run(another))
        given = {**there.run.given["apic"], "ca_path": there.run.ca_path}
        targets = [{"name": "dev", "catalog": HOME}, {"name": "prod", "catalog": HOME, **given}]
        for _run in range(2):
            done = publisher(apic_publish_targets=targets)
            assert done.rc == 0, done.output
        assert not any(each.changed for each in done.results)
        assert there.states() == publisher.states()[0] == {"pets:1.0.0": "published"}


@pytest.mark.same_on_every_core
def test_the_role_takes_every_option_of_the_module() -> None:
    options = CHECKOUT / "roles/apic_publish/tasks/product.yml"
    (task,) = yaml.safe_load(options.read_text(encoding="utf-8"))
    passed = {*task["module_defaults"]["group/apiops.platforms.apic"]}
    passed |= set(task["block"][0]["apiops.platforms.apic_product"])
    specification = CHECKOUT / "roles/apic_publish/meta/argument_specs.yml"
    declared = yaml.safe_load(specification.read_text(encoding="utf-8"))["argument_specs"]["main"]["options"]
    readme = (CHECKOUT / "roles/apic_publish/README.md").read_text(encoding="utf-8")
    from docs.generate.declared import operation_of

    assert passed == set(operation_of("apic_product").options)
    own = {name.removeprefix("apic_publish_") for name in declared} - {"targets", "lint", "approved"}
    assert own == set(task["block"][0]["apiops.platforms.apic_product"]) - {"space"}
    variables = yaml.safe_load((CHECKOUT / "roles/apic_publish/vars/main.yml").read_text(encoding="utf-8"))
    assert set(variables["__apic_publish_known"]) == passed - {"version"} | {"approval", "smoke"}
    assert all(f"| `{name}` |" in readme for name in declared)
