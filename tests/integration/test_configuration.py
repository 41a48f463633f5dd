# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Platforms kept in files: exported, planned, applied and compared at night by playbooks."""

from __future__ import annotations

import json
import re
import textwrap
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.integration.platforms import environment_of
from tests.integration.plays import LONG_ON_THE_TARGET, Play, PlayRun
from tests.integration.test_export import writes
from tests.leaks import leaked, secrets_of, tokens_of
from tests.operations.apic_landscape import ORG
from tests.operations.apinizer_landscape import item_of
from tests.operations.conftest import Run
from tests.operations.full import done
from tests.operations.pets import pets as product
from tests.operations.proxies import SPECIFICATION, Proxy, pets
from tests.operations.test_apic_resources import SHOP, made
from tests.playbook import CHECKOUT
from tests.simulator.apic_login import CATALOG, ORGANIZATION
from tests.simulator.apinizer import PROJECT
from tests.simulator.client import Simulator

LIVE: dict[str, Any] = {"kind": "Environment", "name": "production"}
PAGE = CHECKOUT / "docs/docsite/rst/guide_configuration_as_code.rst"
GUIDE = CHECKOUT / "docs/docsite/rst/examples/configuration/team.yml"


class Team:
    """Runs the playbooks as a team does, over a directory of its own."""

    def __init__(self, play: Play, simulator: Simulator, directory: Path, **variables: Any) -> None:
        self._play = play
        self.simulator = simulator
        self.directory = directory / "platforms"
        self.reports = directory / "reports"
        self._variables = {
            "apiops_directory": str(self.directory),
            "apiops_reports": str(self.reports),
            **{f"{name}_retry_delay": 0.01 for name in ("apic", "apinizer", "axway", "cmf")},
            **variables,
        }
        self.printed = ""

    def __call__(
        self, *names: str, rc: int = 0, check: bool = False, verbosity: int = 0, **variables: Any
    ) -> PlayRun:
        """Run playbooks, one after the other in one run."""
        playbook = [{"ansible.builtin.import_playbook": f"apiops.platforms.{name}"} for name in names]
        ran = self._play(
            playbook,
            extra_vars={**self._variables, **variables},
            env=environment_of(self.simulator.description),
            check=check,
            verbosity=verbosity,
        )
        self.printed += ran.output
        assert ran.rc == rc, ran.output
        return ran

    def report(self, name: str) -> dict[str, Any]:
        """The report in JSON."""
        found: dict[str, Any] = json.loads((self.reports / f"{name}.json").read_text(encoding="utf-8"))
        return found

    def text(self, name: str) -> str:
        """The report in another form."""
        return (self.reports / name).read_text(encoding="utf-8")

    def write(self, path: str, **item: Any) -> Path:
        """A file that declares an object."""
        place = self.directory / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(yaml.safe_dump(item), encoding="utf-8")
        return place


@pytest.fixture
def team(play: Play, fresh_simulator: Simulator, tmp_path: Path) -> Team:
    """A team with what the guide exports, and a project of Apinizer."""
    run = Run(fresh_simulator)
    done(run("axway_resource", resources=[LIVE, {"kind": "APIService", "parent": LIVE, "name": "pets"}]))
    done(run("apic_resource", kind="catalog", parent=ORG, name=CATALOG, spec={"title": "Nightly"}))
    done(run("apinizer_resource", resources=[item_of("ip_group"), item_of("connection")]))
    variables = yaml.safe_load(GUIDE.read_text(encoding="utf-8").replace("my-organization", ORGANIZATION))
    return Team(play, fresh_simulator, tmp_path, **{**variables, "apiops_platforms": "apic,apinizer,axway"})


def shown_documents() -> dict[str, str]:
    """The documents that the guide shows for other modules, by path, with names of the simulator."""
    text = PAGE.read_text(encoding="utf-8").replace("my-organization", ORGANIZATION)
    blocks = re.findall(r"    # (platforms/\S+)\n((?:    .*\n)+)", text.replace("Shop", PROJECT))
    return {path: textwrap.dedent(block) for path, block in blocks}


def test_the_guide_runs_these_playbooks_in_this_order() -> None:
    commands = re.findall(r"    ansible-playbook (.*)\n", PAGE.read_text(encoding="utf-8"))
    names = ("export", "plan", "apply", "drift")
    assert commands == [f"apiops.platforms.{name} --extra-vars @team.yml" for name in names]
    assert [path.split("/")[1] for path in shown_documents()] == ["apic", "apinizer", "cmf"]


@pytest.mark.usefixtures("execution")
@LONG_ON_THE_TARGET
def test_a_team_keeps_its_platforms_in_files(team: Team) -> None:
    """Export, plan, apply and plan again; the plan's summary is that of the apply that follows."""
    shown = [each for each in team("export").results if each.task == "Show the counts of the export"]
    assert len(shown) == 3
    assert re.fullmatch(f"export: [0-9]+ created in {team.directory}/axway", shown[-1].result["msg"])
    team.simulator.clear_journal()
    team("plan")
    assert writes(team.simulator) == []
    assert set(team.report("plan")["summary"].values()) > {0}
    assert [name for name, number in team.report("plan")["summary"].items() if number] == ["unchanged"]

    team.write(
        "axway/Environment/production/APIService/cats.yml", kind="APIService", parent=LIVE, name="cats"
    )
    catalog = next(team.directory.glob(f"apic/org/*/catalog/{CATALOG}.yml"))
    catalog.write_text(
        catalog.read_text(encoding="utf-8").replace("Nightly", "By | night <b>`"), encoding="utf-8"
    )
    for path, text in shown_documents().items():
        team.write(f"../{path}", **yaml.safe_load(text))
    apis = "../apis/pets"
    team.write(f"{apis}/product.yaml", **{**product()["product"], "apis": {"pets": {"$ref": "pets.yaml"}}})
    team.write(f"{apis}/pets.yaml", **product()["apis"][0])
    team.write(f"{apis}/openapi.yaml", **SPECIFICATION)
    hook = {"url": "https://x.example.com", "headers": {"Authorization": "{{ my_secret }}"}}
    team.write("axway/hook.yml", kind="Webhook", parent=LIVE, name="hook", spec=hook)
    variables: dict[str, Any] = {"my_secret": "s3cr3t-w0rd", "apiops_platforms": None}
    ran = team("plan", **variables)
    assert writes(team.simulator) == []
    planned = team.report("plan")
    line = "plan: 5 created, 1 updated, "
    assert ran.of("Show the counts").result["msg"].startswith(line)
    markdown = team.text("plan.md")
    assert "| axway | 2 | 0 | 0 | 0 |" in markdown
    assert "<summary><b>updated</b> catalog sandbox in org" in markdown
    assert "+title: By | night <b>`" in markdown
    assert "~ updated catalog sandbox in org" in team.text("plan.txt")
    for name in ("apic_product pets:1.0.0", "apinizer_proxy pets", "Product Product-09"):
        assert f"<summary><b>created</b> {name}" in markdown
    team("plan", rc=2, apiops_fail_on="deleted,updated", apiops_prune="report", **variables)
    assert "apiops_prune is report, but nothing of Apinizer is pruned" in team.text("plan.txt")
    assert "apiops_prune is report, but nothing of the MES is pruned" in team.text("plan.txt")

    team("apply", check=True, **variables)
    assert writes(team.simulator) == []
    team("apply", "plan", verbosity=3, **variables)
    assert team.report("apply")["summary"] == planned["summary"]
    assert [name for name, number in team.report("plan")["summary"].items() if number] == ["unchanged"]
    secrets = {**secrets_of(team.simulator.description), **tokens_of(team.simulator.journal())}
    assert {path.suffix for path in team.reports.iterdir()} == {".md", ".txt", ".json"}
    written = [*team.reports.iterdir(), *filter(Path.is_file, team.directory.rglob("*"))]
    told = team.printed + "".join(path.read_text(encoding="utf-8") for path in written)
    assert leaked(told, {**secrets, "header": "s3cr3t-w0rd"}) == []


@pytest.mark.same_on_every_core
def test_a_platform_that_fails_in_the_middle(team: Team) -> None:
    """The reports say what was done and what was not; nothing is pruned; a second run finishes."""
    team("export", apiops_platforms="axway")
    owned: dict[str, Any] = {"attributes": {"apiops-owner": "us"}}
    run = Run(team.simulator)
    done(run("axway_resource", kind="APIService", parent=LIVE, name="old", **owned))
    for name in ("one", "two"):
        team.write(f"axway/{name}.yml", kind="APIService", parent=LIVE, name=name, attributes={"x": name})
    team.simulator.clear_journal()
    pruning: dict[str, Any] = {
        "apiops_owner": "us",
        "apiops_prune": "delete",
        "apiops_prune_limit": 1,
        "apiops_platforms": "axway",
    }
    team("plan", **pruning)
    assert team.report("plan")["summary"]["deleted"] == 1
    team.simulator.fault(kind="status", status=500, method="POST", path=".*/apiservices", times=None)
    for on_error in ("stop", "continue"):
        team("apply", rc=2, apiops_on_error=on_error, **pruning)
        report = team.report("apply")
        assert report["failed"]
        assert report["summary"]["deleted"] == 0
        assert "answered 500" in team.text("apply.md")
        assert "answered 500" in team.text("apply.txt")
    assert not [each for each in writes(team.simulator) if each.startswith("DELETE")]
    team.simulator.clear_faults()
    team.simulator.fault(kind="status", status=500, method="GET", path=".*/apiservices", times=None)
    team("plan", rc=2, **pruning)
    assert "answered 500" in team.text("plan.md")
    team("apply", rc=2, **pruning)
    team("drift", rc=2, apiops_platforms="axway")
    assert team.report("drift")["failed"]
    assert not [each for each in writes(team.simulator) if each.startswith("DELETE")]
    team.simulator.clear_faults()
    team("apply", "plan", **pruning)
    assert team.report("apply")["summary"]["deleted"] == 1
    assert [name for name, number in team.report("plan")["summary"].items() if number] == ["unchanged"]


@pytest.mark.same_on_every_core
def test_a_secret_that_is_returned_once_is_kept_in_a_file(team: Team, tmp_path: Path) -> None:
    """Without a file for it, nothing is created."""
    run = Run(team.simulator)
    made(run, 8)
    team.write("apic/shop.yml", **SHOP)
    kept = tmp_path / "kept" / "credentials.yml"
    kept.parent.mkdir()
    given: dict[str, Any] = {"apiops_platforms": "apic", "apiops_credentials": str(kept)}
    team.simulator.clear_journal()

    def message() -> str:
        return str(team.report("apply")["platforms"]["apic"]["message"])

    team("apply", rc=2, **{**given, "apiops_credentials": ""})
    assert "returns the secret of app shop only once; set apiops_credentials" in message()
    kept.write_text("$ANSIBLE_VAULT;1.1;AES256\n", encoding="utf-8")
    team("apply", rc=2, **given)
    assert f"apiops_credentials {kept} is encrypted" in message()
    team("apply", rc=2, **{**given, "apiops_credentials": str(kept.parent)})
    assert f"apiops_credentials {kept.parent} must be a file" in message()
    assert kept.parent.stat().st_mode & 0o700 == 0o700
    assert writes(team.simulator) == []

    kept.write_text("- kind: mine", encoding="utf-8")
    team("plan", "apply", verbosity=3, **given)
    assert "its client secret will be returned only once" in team.text("plan.md")
    team.write("apic/other.yml", **{**SHOP, "name": "other"})
    team("apply", **given)
    team("apply", **{**given, "apiops_credentials": None})
    mine, *told = yaml.safe_load(kept.read_text(encoding="utf-8"))
    assert mine == {"kind": "mine"}
    assert [(each["kind"], each["name"], each["parent"]) for each in told] == [
        ("app", name, SHOP["parent"]) for name in ("shop", "other")
    ]
    assert kept.stat().st_mode & 0o777 == 0o600
    secrets = {each["name"]: each["client_secret"] for each in told}
    reports = "".join(path.read_text(encoding="utf-8") for path in team.reports.iterdir())
    assert {len(secret) for secret in secrets.values()} == {32}
    assert leaked(team.printed + reports, secrets) == []


@pytest.mark.same_on_every_core
def test_drift_after_a_change_by_another_hand(team: Team) -> None:
    team("export")
    team("drift")
    assert team.report("drift")["line"].startswith("drift: nothing ")
    run = Run(team.simulator)
    done(run("axway_resource", **LIVE, title="By hand"))
    done(run("axway_resource", kind="APIService", parent=LIVE, name="pets", state="absent"))
    # The team exports one catalog and one environment; others belong to other teams.
    done(run("apic_resource", kind="catalog", parent=ORG, name="of-others"))
    done(run("axway_resource", kind="Environment", name="of-others"))
    done(run("apinizer_resource", **item_of("ip_group", "by-hand")))
    proxy = Proxy(run)
    proxy.good(**pets())
    team.simulator.configure(apinizer={"stale_pods": ["127.0.0.2"]})
    proxy(environments=[{"name": "test", "state": "undeployed"}], wait_timeout=0.1)
    team.simulator.clear_journal()
    done(
        run("axway_resource", kind="Webhook", parent=LIVE, name="by-hand", spec={"url": "https://x.example"})
    )
    team.simulator.clear_journal()
    where = [{"kind": "Webhook", "parent": LIVE}]
    team("drift", rc=2, apiops_fail_on="orphaned", axway_prune_in=where)
    report = team.report("drift")
    assert {name: number for name, number in report["summary"].items() if number} == {
        "changed": 1,
        "missing": 1,
        "unmanaged": 2,
        "orphaned": 1,
    }
    found = {
        (platform, each["action"], each["kind"], each["name"])
        for platform, told in report["platforms"].items()
        for each in told["resources"]
    }
    assert found == {
        ("axway", "changed", "Environment", "production"),
        ("axway", "missing", "APIService", "pets"),
        ("axway", "unmanaged", "Webhook", "by-hand"),
        ("apinizer", "unmanaged", "ip_group", "by-hand"),
        ("apinizer", "orphaned", "deployment", "test"),
    }
    assert "| axway | 1 | 1 | 1 | 0 | 0 |" in team.text("drift.md")
    assert "<b>orphaned</b> deployment test in proxy pets in project" in team.text("drift.md")
    assert writes(team.simulator) == []
    team("drift", rc=0, apiops_fail_on=[])
    team.simulator.fault(kind="status", status=500, path=".*/route-health/", times=None)
    team("drift", rc=2, apiops_fail_on=[])
    assert "route-health/ answered 500" in team.text("drift.md")


# By playbook: variables that are refused before the first request, and words of the refusal.
REFUSED: list[tuple[str, dict[str, Any], str]] = [
    (
        "plan",
        {"apiops_fail_on": "updated, delete"},
        "apiops_fail_on has delete; plan counts created, updated",
    ),
    ("plan", {"apiops_fail_on": ["changed", "updated"]}, "apiops_fail_on has changed; plan counts"),
    ("drift", {"apiops_fail_on": "changed,deleted"}, "apiops_fail_on has deleted; drift counts changed, "),
    ("apply", {"apiops_failon": "deleted"}, "apiops_failon is not a variable of this playbook; look"),
    ("drift", {"apiops_platforms": "apic,amplify"}, "apiops_platforms has amplify; it takes apic, apinizer"),
    ("apply", {"apiops_prune": "deleted"}, "apiops_prune is deleted; it takes none, report, delete."),
    ("plan", {"apiops_on_error": "ignore"}, "apiops_on_error is ignore; it takes stop, continue."),
    ("export", {"apiops_platforms": "apic", "apiops_prune_limits": 1}, "apiops_prune_limits is not a"),
    ("plan", {"apiops_directory": "/nowhere"}, "apiops_directory /nowhere has no folder apic or apinizer"),
]
# Variables that are not set, as a survey of AWX passes them on, or that only look wrong; what they mean.
TAKEN: list[tuple[str, dict[str, Any], list[Any]]] = [
    ("plan", dict.fromkeys(("apiops_prune", "apiops_on_error", "apiops_fail_on"), ""), ["none", []]),
    (
        "plan",
        {"apiops_fail_on": "updated, not_tried,", "apiops_prune": None},
        ["none", ["updated", "not_tried"]],
    ),
    ("drift", {"apiops_fail_on": [], "apiops_token_store": "none"}, ["none", []]),
    ("drift", {"apiops_fail_on": ""}, ["none", ["changed", "missing", "unmanaged", "orphaned"]]),
    ("drift", {"apiops_fail_on": "unknown", "apiops_prune": "delete"}, ["delete", ["unknown"]]),
    ("export", {"apiops_fail_on": "changed"}, ["none", ["changed"]]),
]


def refused(verb: str, variables: dict[str, Any]) -> dict[str, Any]:
    """The tasks of a playbook with these variables; the message of a refusal ends in the list ``refused``."""
    tasks = "check_variables" if verb == "export" else "configuration"
    return {
        "vars": {"__apiops_verb": verb, **variables},
        "block": [{"ansible.builtin.include_tasks": f"{CHECKOUT}/playbooks/tasks/{tasks}.yml"}],
        "rescue": [
            {
                "ansible.builtin.set_fact": {
                    "refused": "{{ refused | default([]) + [ansible_failed_result.msg] }}"
                }
            }
        ],
    }


def taken(verb: str, variables: dict[str, Any]) -> dict[str, Any]:
    """A task that adds to the list ``taken`` what the variables mean, and that nothing is wrong with them."""
    means = "[[__apiops_mistakes | default('', true) | trim, __apiops_prune, __apiops_fail_on]]"
    return {
        "ansible.builtin.set_fact": {"taken": f"{{{{ taken | default([]) + {means} }}}}"},
        "vars": {"__apiops_verb": verb, **variables},
    }


@pytest.mark.same_on_every_core
def test_what_is_asked_wrongly_is_said_before_the_first_request(team: Team, play: Play) -> None:
    """A report of an earlier run does not stay, so that nobody takes it for this run's."""
    team.reports.mkdir()
    for name in ("plan.md", "plan.txt", "plan.json", "export.md"):
        (team.reports / name).write_text("yesterday", encoding="utf-8")
    team.write("axway/production.yml", **LIVE)
    team.simulator.clear_journal()
    playbook = {
        "hosts": "localhost",
        "gather_facts": False,
        "vars_files": [f"{CHECKOUT}/playbooks/vars/configuration.yml"],
        "vars": {"apiops_directory": str(team.directory), "apiops_reports": str(team.reports)},
        "tasks": [
            *(refused(verb, variables) for verb, variables, _words in REFUSED),
            *(taken(verb, variables) for verb, variables, _means in TAKEN),
            {
                "name": "Show",
                "ansible.builtin.debug": {"msg": {"refused": "{{ refused }}", "taken": "{{ taken }}"}},
            },
        ],
    }
    ran = play([playbook], env=environment_of(team.simulator.description))
    assert ran.rc == 0, ran.output
    told = ran.of("Show").result["msg"]
    for message, (_verb, _variables, words) in zip(told["refused"], REFUSED, strict=True):
        assert message.startswith(words), ran.output
    assert told["taken"] == [["", *means] for _verb, _variables, means in TAKEN]
    assert team.simulator.journal() == []
    assert [path.name for path in team.reports.iterdir()] == ["export.md"]
