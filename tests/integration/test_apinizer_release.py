# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The role that releases an API proxy of Apinizer from one environment to the next."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml

from docs.generate.declared import operation_of
from tests.integration.platforms import environment_of
from tests.integration.plays import Play, PlayRun
from tests.playbook import CHECKOUT
from tests.simulator.apinizer import PROJECT
from tests.simulator.client import Simulator

PETS: dict[str, Any] = {
    "openapi": "3.0.3",
    "info": {"title": "Pets", "version": "1.0.0"},
    "paths": {"/health": {"get": {"responses": {"200": {"description": "Healthy."}}}}},
}
# Its endpoints are others, so that a call of the old ones fails.
OTHER = {**PETS, "paths": {"/status": PETS["paths"]["/health"]}}


class Releaser:
    """Runs the role; ``kept`` is what it leaves in apinizer_release_results."""

    def __init__(self, play: Play, simulator: Simulator) -> None:
        self._play = play
        self.simulator = simulator
        self.kept: dict[str, Any] = {}
        self.promotions: list[dict[str, Any]] = []

    def __call__(self, specification: Any = None, check: bool = False, **variables: Any) -> PlayRun:
        names = "{{ [apinizer_release_results, apinizer_release_promotions] }}"
        show = {"ansible.builtin.debug": {"msg": names}, "name": "Kept"}
        block = {
            "block": [{"ansible.builtin.include_role": {"name": "apiops.platforms.apinizer_release"}}],
            "always": [show],
        }
        given = {
            "apinizer_release_project": PROJECT,
            "apinizer_release_name": "pets",
            "apinizer_release_specification": specification or PETS,
            "apinizer_release_settings": {"client_route": {"relativePathList": ["/pets"]}},
            **variables,
        }
        done = self._play(
            [{"hosts": "localhost", "gather_facts": False, "tasks": [block]}],
            extra_vars=given,
            env=environment_of(self.simulator.description),
            check=check,
            diff=True,
        )
        self.kept, self.promotions = done.of("Kept").result["msg"]
        return done

    def writes(self) -> list[tuple[str, str]]:
        """The requests that were no reads, logins left out."""
        return [
            (each["method"], each["path"].partition(f"/{PROJECT}/")[2])
            for each in self.simulator.journal(listener="apinizer")
            if each["method"] not in ("GET", "HEAD") and not each["path"].endswith("/auth/token")
        ]

    @property
    def smoke(self) -> dict[str, Any]:
        """A call of the API that is not tried for long."""
        ca_path = self.simulator.description["ca_path"]
        return {"path": "/health", "ca_path": ca_path, "delay": 0, "retries": 1}


@pytest.fixture
def releaser(play: Play, fresh_simulator: Simulator) -> Releaser:
    """The role, and a manager without a proxy."""
    return Releaser(play, fresh_simulator)


@pytest.mark.first_and_last_core
def test_a_pipeline_from_test_to_production(releaser: Releaser) -> None:
    """The approval lies between two runs; check mode predicts, and a second run of either changes nothing."""
    targets: list[dict[str, Any]] = [
        {"name": "test", "environments": ["test"], "smoke": releaser.smoke},
        {"name": "production", "environments": ["production"], "approval": True},
    ]
    first: dict[str, Any] = {"apinizer_release_targets": targets}
    second: dict[str, Any] = {**first, "apinizer_release_approved": ["production"]}
    predicted = releaser(check=True, **first)
    assert predicted.rc == 0, predicted.output
    assert releaser.kept["test"]["action"] == "created"
    assert releaser.writes() == []
    told = predicted.of("Report what was done").result["msg"]
    assert told[0].startswith("test: would be created (test deployed")
    done = releaser(**first)
    assert done.rc == 0, done.output
    assert [method for method, _path in releaser.writes()] == ["POST", "POST"]
    assert done.of("Report what was done").result["msg"] == [
        "test: created (test deployed, revision 1, 2 of 2 pods)",
        "production: waits for approval, would be updated (production deployed)",
    ]
    releaser.simulator.clear_journal()
    assert not any(each.changed for each in releaser(**first).results)
    assert releaser.writes() == []
    approved = releaser(**second)
    assert approved.of("Report what was done").result["msg"] == [
        "test: unchanged (test unchanged, revision 1, 2 of 2 pods)",
        "production: updated (production deployed, revision 2, 2 of 2 pods)",
    ]
    assert not any(each.changed for each in releaser(**second).results)


@pytest.mark.same_on_every_core
def test_a_release_that_does_not_answer_goes_back(releaser: Releaser) -> None:
    """To the revision before, which answers again; after a first release there is none."""
    # A key of the API's may be in the address.
    smoke = {**releaser.smoke, "path": "/health?key=a-key-of-the-api"}
    one: dict[str, Any] = {"apinizer_release_targets": [{"environments": ["test"], "smoke": smoke}]}
    failed = releaser(OTHER, **one)
    assert failed.rc == 2
    assert "a-key-of-the-api" not in failed.output
    assert "/gateways/test/apigateway/pets/health answered 404, not 200" in releaser.kept["test"]["msg"]
    assert "There was no revision before" in releaser.kept["test"]["rolled_back"]
    assert releaser(PETS, **one).rc == 0
    before = releaser.kept["test"]["environments"][0]["revision"]
    releaser.simulator.clear_journal()
    failed = releaser(OTHER, **one)
    assert failed.rc == 2
    assert f"It was rolled back to revision {before} in test." == releaser.kept["test"]["rolled_back"]
    assert [path for _method, path in releaser.writes()] == [
        "apiProxies/file/",
        "apiProxies/pets/environments/test/",
        f"apiProxies/pets/deploy-histories/{before}/rollback/",
        "apiProxies/pets/environments/test/",
    ]
    (told,) = failed.of("Report what was done").result["msg"]
    assert told.endswith(f"It was rolled back to revision {before} in test.")
    assert not any(each.changed for each in releaser(PETS, **one).results)
    never: dict[str, Any] = {
        "apinizer_release_targets": [
            {"environments": "test", "smoke": {**releaser.smoke, "status_code": 418}},
        ]
    }
    assert releaser(OTHER, **never).rc == 2
    assert releaser.kept["test"]["rolled_back"].startswith("It was rolled back to revision")
    assert "but the call fails there too" in releaser.kept["test"]["rolled_back"]


@pytest.mark.parametrize("role", ["apinizer_release", "apic_publish"])
def test_targets_that_are_no_mappings_are_refused(play: Play, fresh_simulator: Simulator, role: str) -> None:
    include = {"ansible.builtin.include_role": {"name": f"apiops.platforms.{role}"}}
    ran = play(
        [{"hosts": "localhost", "gather_facts": False, "tasks": [include]}],
        extra_vars={
            "apinizer_release_name": "pets",
            "apic_publish_product": {"info": {"name": "pets"}},
            f"{role}_targets": ["test", "production"],
        },
        env=environment_of(fresh_simulator.description),
    )
    assert ran.rc == 2
    assert f"{role}_targets must be a list of mappings" in ran.output


def test_a_misspelled_approval_does_not_release(releaser: Releaser) -> None:
    refused = releaser(apinizer_release_targets=[{"environments": ["test"], "aproval": True}])
    assert refused.rc == 2
    told = refused.of("Check the options of the targets").result["msg"]
    assert told == "A target has no option aproval; look at the spelling in apinizer_release_targets."
    assert releaser.writes() == []


@pytest.mark.same_on_every_core
def test_mappings_are_executed_after_a_change_and_awaited(releaser: Releaser) -> None:
    one: dict[str, Any] = {
        "apinizer_release_environments": ["test"],
        "apinizer_release_mappings": ["to-production"],
    }
    assert releaser(check=True, **one).rc == 0
    assert releaser.writes() == []
    done = releaser(**one)
    assert done.rc == 0, done.output
    assert [each["progress"] for each in releaser.promotions] == [100]
    assert done.of("Report what was done").result["msg"][-1] == "to-production: promoted"
    assert not any(each.changed for each in releaser(**one).results)
    releaser.simulator.configure(apinizer={"promotion_fails": "The target was not reached"})
    failed = releaser(**one, apinizer_release_promote=True)
    assert "The promotion of to-production failed: The target was not reached." in failed.output
    releaser.simulator.configure(apinizer={"promotion_approval": True})
    waits = releaser(**one, apinizer_release_promote=True, apinizer_release_promotion_timeout=1)
    assert "it waits for an approval in the manager" in waits.output


@pytest.mark.same_on_every_core
def test_the_role_takes_every_option_of_the_module() -> None:
    tasks = CHECKOUT / "roles/apinizer_release/tasks"
    (target,) = yaml.safe_load((tasks / "target.yml").read_text(encoding="utf-8"))
    (proxy,) = yaml.safe_load((tasks / "proxy.yml").read_text(encoding="utf-8"))
    given = set(proxy["block"][0]["apiops.platforms.apinizer_proxy"])
    passed = given | set(target["module_defaults"]["group/apiops.platforms.apinizer"])
    assert passed == set(operation_of("apinizer_proxy").options) - {"state", "rollback_to"}
    specification = CHECKOUT / "roles/apinizer_release/meta/argument_specs.yml"
    declared = yaml.safe_load(specification.read_text(encoding="utf-8"))["argument_specs"]["main"]["options"]
    own = {name.removeprefix("apinizer_release_") for name in declared} - given
    assert own == {"targets", "approved", "rollback", "mappings", "promote", "promotion_timeout"}
    assert given <= {name.removeprefix("apinizer_release_") for name in declared}
    readme = (CHECKOUT / "roles/apinizer_release/README.md").read_text(encoding="utf-8")
    assert all(f"| `{name}` |" in readme for name in declared)
    assert json.dumps(declared)
    variables = CHECKOUT / "roles/apinizer_release/vars/main.yml"
    known = yaml.safe_load(variables.read_text(encoding="utf-8"))["__apinizer_release_known"]
    assert set(known) == passed | {"approval", "smoke"}


PIPELINE = CHECKOUT / "docs/docsite/rst/examples/apinizer_pipeline.yml"


@pytest.mark.same_on_every_core
def test_the_pipeline_of_the_guide_is_short() -> None:
    """Variable, specification, limit, test, production and the way back in fewer than 20 lines of tasks."""
    lines = PIPELINE.read_text(encoding="utf-8").partition("  tasks:\n")[2].splitlines()
    assert len([line for line in lines if line.strip()]) < 20


@pytest.mark.same_on_every_core
@pytest.mark.parametrize("in_process", [True, False], ids=["in process", "on the target"])
def test_the_pipeline_of_the_guide(play: Play, fresh_simulator: Simulator, in_process: bool) -> None:
    """Predicted, run, unchanged, changed, rolled back, and unchanged again."""
    releaser = Releaser(play, fresh_simulator)

    def piped(check: bool = False, **variables: Any) -> list[str]:
        releaser.simulator.clear_journal()
        ran = play(
            PIPELINE.read_text(encoding="utf-8"),
            extra_vars={"my_specification": PETS, "apiops_in_process": in_process, **variables},
            env=environment_of(releaser.simulator.description),
            check=check,
            diff=True,
        )
        assert ran.rc == 0, ran.output
        return [each.task for each in ran.results if each.changed]

    variable, deployed, back = yaml.safe_load(PIPELINE.read_text(encoding="utf-8"))[0]["tasks"]
    both = [variable["name"], deployed["name"]]
    assert (piped(check=True), releaser.writes()) == (both, [])
    assert piped() == both
    assert [path for _method, path in releaser.writes()] == [
        "environmentVariables/BACKEND/",
        "apiProxies/file/",
        "apiProxies/pets/policies/limit/",
        "apiProxies/pets/environments/test/",
        "apiProxies/pets/environments/production/",
    ]
    assert (piped(), releaser.writes()) == ([], [])
    assert piped(my_specification=OTHER) == [deployed["name"]]
    assert len(releaser.writes()) == 3
    assert piped(my_release_is_bad=True) == [back["name"]]
    assert len(releaser.writes()) == 3
    assert (piped(my_release_is_bad=True), releaser.writes()) == ([], [])
