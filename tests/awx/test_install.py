# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbook install_awx, run with the modules of awx.awx against a small AWX that keeps what it gets."""

from __future__ import annotations

import json
import os
import re
import shutil
import sysconfig
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.awx.fake import GIT_SAYS, ORGANIZATION_TOKEN, PASSWORD, TOKEN, UNREACHABLE, USER, FakeAWX
from tests.awx.jobs import launch
from tests.integration.conftest import play
from tests.integration.plays import Play, PlayRun
from tests.integration.watch import Watch
from tests.leaks import leaked
from tests.playbook import CHECKOUT
from tests.simulator.client import Simulator

__all__ = ["play"]

PLATFORMS = ["axway", "apic", "apinizer", "cmf"]
PLAYBOOK = "- ansible.builtin.import_playbook: apiops.platforms.install_awx"
NIGHTLY = "DTSTART;TZID=Europe/Berlin:20260101T020000 RRULE:FREQ=DAILY;INTERVAL=1"

SECRETS = {"axway": "s3cret/of+axway&", "apic": "s3cret of äpic", "cmf": "s3cret-of-cmf-token"}
INPUTS = {
    "axway": {"client_id": "DOSA_1", "client_secret": SECRETS["axway"], "region": "eu"},
    "apic": {
        "url": "https://apic.example",
        "client_id": "toolkit",
        "client_secret": "toolkits",
        "api_key": SECRETS["apic"],
    },
    "cmf": {"url": "https://mes.example", "token": SECRETS["cmf"]},
}
CREDENTIALS = [{"platform": platform, "inputs": inputs} for platform, inputs in INPUTS.items()]
WITHOUT_SECRETS = [
    {"platform": "axway", "inputs": {"client_id": "DOSA_1", "region": "eu"}},
    {"platform": "apic", "inputs": {"url": "https://apic.example", "client_id": "toolkit"}},
    {"platform": "cmf"},
]
CALLS = [{"name": "organizations", "path": "/orgs"}]
TEMPLATES: list[dict[str, Any]] = [
    {"platform": platform, **({"calls": CALLS} if platform == "apic" else {})} for platform in PLATFORMS
]
TITLE = "IBM API Connect"
EVERYTHING: dict[str, Any] = {
    "awx_image": "registry.example/apiops:1",
    "awx_credentials": CREDENTIALS,
    "awx_job_templates": TEMPLATES,
    # INTERVAL is added.
    "awx_schedules": [{"job_template": TITLE, "rrule": NIGHTLY.removesuffix(";INTERVAL=1")}],
}
AGAIN = {**EVERYTHING, "awx_credentials": WITHOUT_SECRETS}
APIC: dict[str, Any] = {"awx_platforms": ["apic"]}
MES = "Critical Manufacturing MES"


EXAMPLES = CHECKOUT / "docs" / "docsite" / "rst" / "examples" / "awx"
EXAMPLE, STAGES = EXAMPLES / "awx.yml", EXAMPLES / "stages.yml"


def described(folder: str, platform: str) -> Any:
    """A file of extensions/awx."""
    path = CHECKOUT / "extensions" / "awx" / folder / f"{platform}.yml"
    return yaml.safe_load(path.read_text(encoding="utf-8"))


@pytest.fixture
def awx() -> Iterator[FakeAWX]:
    """An AWX with nothing but its organization Default."""
    with FakeAWX() as fake:
        yield fake


class Install:
    """Runs the playbook against an AWX."""

    def __init__(self, play: Play, awx: FakeAWX, playbook: str = PLAYBOOK) -> None:
        self._play, self._playbook = play, playbook
        self._env = {
            "CONTROLLER_HOST": awx.url,
            "CONTROLLER_OAUTH_TOKEN": TOKEN,
            # awx.awx imports what ansible-core is going to drop.
            "ANSIBLE_DEPRECATION_WARNINGS": "false",
            # Half of the time.
            "ANSIBLE_PIPELINING": "true",
        }

    def __call__(
        self, variables: dict[str, Any], *arguments: str, env: dict[str, str] | None = None, **options: Any
    ) -> PlayRun:
        """A run with those variables, its environment that of a user of this AWX with ``env`` on top.

        ``arguments`` are further ones of the command line.
        """
        return self._play(
            self._playbook, *arguments, extra_vars=variables, env={**self._env, **(env or {})}, **options
        )

    def changes(self, variables: dict[str, Any], *arguments: str, **options: Any) -> list[str]:
        """The tasks of a run that change anything; it must neither fail nor warn."""
        ran = self(variables, *arguments, **options)
        assert ran.rc == 0, ran.output
        warnings = [line for line in ran.output.splitlines() if "WARNING" in line]
        # awx.awx says so of every secret that is sent.
        assert [line for line in warnings if "may inaccurately report" not in line] == [], ran.output
        return [result.task for result in ran.results if result.changed]

    def fails(self, variables: dict[str, Any], *arguments: str, **options: Any) -> str:
        """The message of a run that fails."""
        ran = self(variables, *arguments, **options)
        assert ran.rc != 0, ran.output
        failed = [result for result in ran.results if result.status == "failed"]
        found = failed[-1].result
        return " ".join([str(found["msg"]), *[str(each.get("msg")) for each in found.get("results", [])]])


@pytest.fixture
def install(play: Play, awx: FakeAWX) -> Install:
    """Runs the playbook."""
    return Install(play, awx)


def written(awx: FakeAWX) -> list[str]:
    """The requests so far that write, but for those that fetch the project."""
    return [each for each in awx.writes() if not each.endswith("/update/")]


def test_the_first_run_creates_and_the_second_changes_nothing(
    install: Install, play: Play, awx: FakeAWX, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other = awx.create("credential_types", {"name": "for private images and repositories"})
    private = {"awx_image_credential": "Registry", "awx_project_credential": "Git"}
    for name in private.values():
        awx.create("credentials", {"name": name, "organization": 1, "credential_type": other["id"]})
    with Watch(play.directory, tmp_path_factory.mktemp("watch") / "kept") as watch:
        ran = install({**EVERYTHING, **private}, verbosity=3, diff=True)
    assert ran.rc == 0, ran.output
    assert leaked("\n".join([ran.output, str(ran.results), *watch.commands]), SECRETS) == []
    version = yaml.safe_load((CHECKOUT / "galaxy.yml").read_text(encoding="utf-8"))["version"]
    assert awx.the("projects", "apiops.platforms")["scm_branch"] == version
    registry = awx.the("execution_environments", "apiops.platforms")["credential"]
    git = awx.the("projects", "apiops.platforms")["credential"]
    assert [awx.by_id(each)["name"] for each in (registry, git)] == list(private.values())
    assert Counter(awx.writes()) == {
        "POST execution_environments/": 1,
        "POST projects/": 1,
        f"POST projects/{awx.the('projects', 'apiops.platforms')['id']}/update/": 1,
        "POST inventories/": 1,
        "POST hosts/": 1,
        "POST credential_types/": 4,
        "POST credentials/": 3,
        "POST job_templates/": 4,
        **{
            f"POST job_templates/{template['id']}/{what}/": 1
            for template in awx.objects["job_templates"]
            for what in ("survey_spec", "credentials")
            if what == "survey_spec" or template["name"] != "Apinizer"
        },
        "POST schedules/": 1,
    }
    it_has_what_the_files_say(awx)
    assert not install.changes(AGAIN)
    assert written(awx) == []
    it_has_what_the_files_say(awx)


def it_has_what_the_files_say(awx: FakeAWX) -> None:
    """Asserts that everything is there, as in the files of extensions/awx."""
    place = {name: awx.the(name, "apiops.platforms")["id"] for name in ("projects", "inventories")}
    for platform in PLATFORMS:
        type_ = described("credential_types", platform)
        made = awx.the("credential_types", type_["name"])
        assert {name: made[name] for name in type_} == type_
        file = described("job_templates", platform)
        template = awx.the("job_templates", file["name"])
        survey = file.pop("survey_spec")
        if platform == "apic":
            survey["spec"] = [each for each in survey["spec"] if each["variable"] != "apic_calls"]
        assert awx.surveys[template["id"]] == survey
        assert {name: template[name] for name in file} == file
        assert (template["project"], template["inventory"]) == (place["projects"], place["inventories"])
        assert awx.by_id(template["execution_environment"])["image"] == EVERYTHING["awx_image"]
        attached = awx.of(template["id"], "credentials")
        if platform in INPUTS:
            assert [each["inputs"] for each in attached] == [INPUTS[platform]]
            assert attached[0]["credential_type"] == made["id"]
        else:
            assert attached == []
    nightly = awx.the("schedules", TITLE)
    template = awx.the("job_templates", TITLE)
    assert (nightly["rrule"], nightly["unified_job_template"]) == (NIGHTLY, template["id"])
    assert json.loads(template["extra_vars"]) == {"apic_calls": CALLS}
    host = json.loads(awx.the("hosts", "localhost")["variables"])
    assert host == {
        "ansible_connection": "local",
        "ansible_python_interpreter": "{{ ansible_playbook_python }}",
    }


def test_check_mode_of_an_empty_awx(install: Install, awx: FakeAWX) -> None:
    assert install.changes({**EVERYTHING, "awx_organization": "New"}, check=True)
    assert awx.writes() == []


def test_the_stages_of_the_guide(install: Install, awx: FakeAWX) -> None:
    vault_type = awx.create("credential_types", {"name": "HashiCorp", "kind": "external", "managed": True})
    vault = awx.create(
        "credentials", {"name": "Vault", "organization": 1, "credential_type": vault_type["id"]}
    )
    production = awx.create("organizations", {"name": "Production"})
    team = awx.create("teams", {"name": "Operators", "organization": production["id"]})
    plant = awx.create("instance_groups", {"name": "plant"})
    mail = awx.create("notification_templates", {"name": "Operators by mail"})
    galaxy = awx.create("credential_types", {"name": "Ansible Galaxy/Automation Hub API Token"})
    public, hub = (
        awx.create("credentials", {"name": name, "organization": 1, "credential_type": galaxy["id"]})
        for name in ("Ansible Galaxy", "Hub")
    )
    awx.associate(production["id"], "galaxy_credentials", {"id": public["id"]})
    given = (f"--extra-vars=@{STAGES}", "--extra-vars={awx_galaxy_credentials: [Hub]}")
    assert install.changes({}, *given, env={"CMF_TOKEN": "a-token-of-production"})
    stages = {each["id"]: each["name"] for each in awx.objects["organizations"]}
    for template in awx.objects["job_templates"]:
        stage = stages[template["organization"]]
        (credential,) = awx.of(template["id"], "credentials")
        (label,) = awx.of(template["id"], "labels")
        assert stages[credential["organization"]] == stages[label["organization"]] == stage
        assert [credential["name"], template["name"]] == [f"MES {stage.lower()}", f"Lots, {stage.lower()}"]
        assert stages[awx.by_id(template["inventory"])["organization"]] == stage
        assert stages[awx.by_id(template["project"])["organization"]] == stage
    lots = awx.the("job_templates", "Lots, production")
    assert lots["timeout"] == 600
    assert awx.of(lots["id"], "instance_groups") == [plant]
    assert awx.of(lots["id"], "notification_templates_error") == [mail]
    (source,) = awx.objects["credential_input_sources"]
    assert (source["source_credential"], source["metadata"]["secret_path"]) == (vault["id"], "/mes/test")
    assert source["target_credential"] == awx.the("credentials", "MES test")["id"]
    servers = [
        awx.of(awx.the("organizations", name)["id"], "galaxy_credentials") for name in ("Test", "Production")
    ]
    assert servers == [[hub], [public, hub]]
    granted = [number for number, relation in awx.attached if relation == "teams"]
    assert [awx.of(number, "teams") for number in granted] == [[team], [team]]
    awx.writes()
    assert not install.changes({}, *given)
    assert written(awx) == []
    assert awx.the("credentials", "MES production")["inputs"]["token"] == "a-token-of-production"


def test_what_is_to_be_absent_goes_and_removal_leaves_what_anything_else_uses(
    install: Install, awx: FakeAWX
) -> None:
    """A job template by hand uses all that is there, and a workflow uses one of the installed templates."""
    team = awx.create("teams", {"name": "Lots", "organization": 1})
    permission: dict[str, Any] = {"role": "execute", "teams": ["Lots"]}
    other: dict[str, Any] = {"name": "other", "platform": "cmf", "inputs": INPUTS["cmf"]}
    gone: dict[str, Any] = {"name": "gone", "platform": "cmf"}
    schedule: dict[str, Any] = {"job_template": MES, "rrule": NIGHTLY}
    credential: dict[str, Any] = {"platform": "cmf", "inputs": INPUTS["cmf"]}
    ours = {"platform": "cmf", "credentials": [MES]}
    wanted: dict[str, Any] = {
        "awx_image": "registry.example/apiops:1",
        "awx_credentials": [credential, other],
        "awx_job_templates": [{**ours, "permissions": [permission]}, {**ours, "name": "in a workflow"}, gone],
        "awx_schedules": [schedule],
    }
    assert install.changes(wanted)
    (granted,) = [number for number, relation in awx.attached if relation == "teams"]
    assert awx.of(granted, "teams") == [team]
    for each in (permission, other, gone, schedule):
        each["state"] = "absent"
    del credential["inputs"]
    assert install.changes(wanted)
    assert awx.objects["schedules"] == awx.of(granted, "teams") == []
    assert [each["name"] for each in awx.objects["credentials"]] == [MES]
    assert [each["name"] for each in awx.objects["job_templates"]] == [MES, "in a workflow"]

    kinds = ("credentials", "projects", "inventories", "credential_types", "execution_environments")
    installed = {kind: list(awx.objects[kind]) for kind in kinds}
    template, used = awx.objects["job_templates"]
    by_hand = awx.create("job_templates", {**template, "name": "by hand"})
    attached = awx.of(template["id"], "credentials")
    awx.associate(by_hand["id"], "credentials", {"id": attached[0]["id"]})
    before = dict(by_hand)
    node = awx.create("workflow_job_template_nodes", {"name": "", "unified_job_template": used["id"]})
    inventory = awx.the("inventories", "apiops.platforms")
    mine = {"name": "mine", "unified_job_template": template["id"], "inventory": inventory["id"]}
    awx.create("schedules", {**mine, "rrule": NIGHTLY})
    awx.writes()
    removal = {**wanted, "awx_state": "absent"}
    ran = install(removal, check=True)
    assert [each.task for each in ran.results if each.changed] == ["The job templates"], ran.output
    # It goes with its job template.
    assert "schedule mine" not in ran.output
    assert awx.writes() == []
    ran = install(removal)
    assert ran.rc == 0, ran.output
    assert awx.objects["job_templates"] == [used, by_hand]
    assert {kind: awx.objects[kind] for kind in kinds} == installed
    assert (by_hand, awx.of(by_hand["id"], "credentials")) == (before, attached)
    for words in (
        "The job template in a workflow stays, because it is used by workflow job template node",
        f"The credential {MES} stays, because it is used by job template in a workflow, job template by",
        "The project apiops.platforms stays, because it is used by job template",
        "The inventory apiops.platforms stays, because it is used by job template",
        "The execution environment apiops.platforms stays, because it is used by job template",
        f"The credential type {MES} stays, because it is used by credential {MES}.",
    ):
        assert words in ran.output

    awx.delete("workflow_job_template_nodes", node["id"])
    awx.delete("job_templates", by_hand["id"])
    awx.running = {awx.the("projects", "apiops.platforms")["id"]}
    assert "Resource is being used by running jobs." in install.fails(removal)
    awx.running.clear()
    assert install.changes(removal)
    assert [awx.objects[kind] for kind in ("job_templates", *kinds)] == [[]] * (len(kinds) + 1)
    assert [each["name"] for each in awx.objects["organizations"]] == ["Default"]
    assert not install.changes(removal)


def asked(awx: FakeAWX) -> dict[str, Any] | None:
    """The question for the calls, if the survey of API Connect has it."""
    spec = awx.surveys[awx.the("job_templates", TITLE)["id"]]["spec"]
    return next((question for question in spec if question["variable"] == "apic_calls"), None)


def test_who_installs_says_who_may_make_which_calls(install: Install, awx: FakeAWX, tmp_path: Path) -> None:
    """What was said stays, also where a later run says nothing of it: no user gets more than that."""
    sets = {"awx_job_templates": [{"platform": "apic", "call_sets": ["nightly", "weekly"]}]}
    stored = tmp_path / "calls.yml"
    stored.write_text(
        "awx_job_templates:\n"
        '- {platform: apic, calls: [{name: one, path: !unsafe "/orgs/{{ organization }}"}]}'
    )
    assert install.changes(APIC)
    assert asked(awx) == described("job_templates", "apic")["survey_spec"]["spec"][0]
    template = awx.the("job_templates", TITLE)
    template["ask_variables_on_launch"] = True
    assert install.changes(sets)
    assert template["ask_variables_on_launch"] is False
    question = asked(awx)
    assert question is not None
    assert (question["type"], question["choices"]) == ("multiplechoice", ["nightly", "weekly"])
    assert question["default"] == "nightly"
    assert not install.changes(APIC)
    assert asked(awx) == question
    assert install.changes({}, f"--extra-vars=@{stored}")
    for again in ((), (f"--extra-vars=@{stored}",)):
        assert asked(awx) is None
        # A variable of the job is filled in by the job.
        calls = [{"name": "one", "path": "/orgs/{{ organization }}"}]
        assert json.loads(template["extra_vars"]) == {"apic_calls": calls}
        assert not install.changes(APIC if not again else {}, *again)


def test_what_was_added_in_awx_stays_unless_enforced(install: Install, awx: FakeAWX) -> None:
    settings = {
        "timeout": 600,
        "instance_groups": ["edge"],
        "notification_templates_error": ["mail"],
        "ask_credential_on_launch": True,
        "extra_vars": {"apic_total_timeout": 60},
    }
    template_entry = {"platform": "apic", "calls": CALLS, "labels": ["night"], "settings": settings}
    awx.create("instance_groups", {"name": "edge"})
    mail, chat = (awx.create("notification_templates", {"name": name}) for name in ("mail", "chat"))
    wanted = {"awx_credentials": [CREDENTIALS[1]], "awx_job_templates": [template_entry]}
    again: dict[str, Any] = {**wanted, "awx_credentials": [WITHOUT_SECRETS[1]]}
    assert install.changes(wanted)
    template = awx.the("job_templates", TITLE)
    assert (template["timeout"], template["ask_credential_on_launch"]) == (600, True)
    assert [each["name"] for each in awx.of(template["id"], "instance_groups")] == ["edge"]

    other_type = awx.create("credential_types", {"name": "Other", "kind": "cloud", "inputs": {"fields": []}})
    other = awx.create("credentials", {"name": "o", "organization": 1, "credential_type": other_type["id"]})
    label = awx.create("labels", {"name": "by hand", "organization": 1})
    for relation, each in (
        ("credentials", other),
        ("labels", label),
        ("notification_templates_error", chat),
    ):
        awx.associate(template["id"], relation, {"id": each["id"]})
    question = {**awx.surveys[template["id"]]["spec"][0], "variable": "by_hand"}
    asked_before = awx.surveys[template["id"]]["spec"]
    asked_before[:] = [*(each for each in asked_before if each["variable"] != "apic_on_error"), question]
    template["extra_vars"] = json.dumps({**json.loads(template["extra_vars"]), "by_hand": 1})
    awx.the("credentials", TITLE)["inputs"]["realm"] = "provider/by-hand"
    awx.writes()
    ran = install(again)
    assert [each.task for each in ran.results if each.changed] == []
    assert f"The survey of {TITLE} in Default stays as it is, and lacks apic_on_error, which" in ran.output
    assert written(awx) == []

    del template_entry["calls"]
    assert install.changes({**again, "awx_credentials": wanted["awx_credentials"], "awx_enforce": True})
    assert "realm" not in awx.the("credentials", TITLE)["inputs"]
    assert awx.of(template["id"], "credentials") == [awx.the("credentials", TITLE)]
    assert [each["name"] for each in awx.of(template["id"], "labels")] == ["night"]
    assert awx.of(template["id"], "notification_templates_error") == [mail]
    assert awx.surveys[template["id"]] == described("job_templates", "apic")["survey_spec"]
    assert json.loads(template["extra_vars"]) == {"apic_total_timeout": 60}


def test_a_secret_that_is_given_is_set_and_one_that_is_not_stays(install: Install, awx: FakeAWX) -> None:
    def given(**inputs: str) -> dict[str, Any]:
        return {"awx_credentials": [{"platform": "cmf", "inputs": inputs}]}

    assert install.changes(given(**INPUTS["cmf"]))
    made = awx.the("credentials", MES)
    ran = install(given(token="another-token"), verbosity=3, diff=True)
    assert ran.of("The credential").changed
    assert leaked(ran.output + str(ran.results), {"token": "another-token"}) == []
    assert made["inputs"] == {"url": "https://mes.example", "token": "another-token"}
    awx.writes()
    assert not install.changes(given(url="https://mes.example", token=""))
    assert written(awx) == []
    assert install.changes(given(url="https://other.example"))
    assert made["inputs"] == {"url": "https://other.example", "token": "another-token"}
    (sent,) = [body for method, path, body in awx.bodies if method == "PATCH" and "credentials/" in path][-1:]
    assert sent["inputs"] == {"url": "https://other.example", "token": "$encrypted$"}


def earlier(awx: FakeAWX) -> dict[str, Any]:
    """The credential type as an earlier release made it: with other help of one of its fields."""
    type_ = awx.the("credential_types", TITLE)
    type_["inputs"]["fields"][0]["help_text"] = "The address."
    return type_


def test_an_upgrade_whose_credential_type_is_in_use(install: Install, awx: FakeAWX) -> None:
    entry = {"platform": "apic", "inputs": INPUTS["apic"]}
    wanted: dict[str, Any] = {"awx_credentials": [entry], "awx_job_templates": [{"platform": "apic"}]}
    install.changes(wanted)
    before = earlier(awx)
    old = awx.the("credentials", TITLE)
    old["inputs"]["realm"] = "provider/by-hand"
    by_hand = awx.create(
        "credentials", {"name": "by hand", "organization": 1, "credential_type": before["id"]}
    )
    template = awx.the("job_templates", TITLE)
    another = awx.create("job_templates", {**template, "name": "another"})
    awx.associate(another["id"], "credentials", {"id": old["id"]})
    awx.writes()

    entry["inputs"] = {"url": "https://apic.example", "client_id": "toolkit", "client_secret": "toolkits"}
    for check in (True, False):
        message = install.fails(wanted, check=check)
        assert (
            "with the credential type IBM API Connect 2. AWX gives out no secret, so give api_key" in message
        )
        assert awx.writes() == []
    entry["inputs"] = INPUTS["apic"]
    ran = install(wanted, check=True)
    assert ran.rc == 0, ran.output
    assert "so there is a new one, IBM API Connect 2." in ran.output
    assert "AWX fetched the project of Default at commit 1st" in ran.output
    assert ran.of("The credential types").changed
    assert awx.writes() == []

    ran = install(wanted)
    assert ran.rc == 0, ran.output
    type_ = awx.the("credential_types", "IBM API Connect 2")
    assert type_["inputs"] == described("credential_types", "apic")["inputs"]
    (new,) = [each for each in awx.objects["credentials"] if each["credential_type"] == type_["id"]]
    assert new["inputs"] == {**INPUTS["apic"], "realm": "provider/by-hand"}
    assert awx.of(template["id"], "credentials") == awx.of(another["id"], "credentials") == [new]
    assert by_hand in awx.objects["credentials"]
    del entry["inputs"]
    awx.writes()
    again = install(wanted)
    assert [each.task for each in again.results if each.changed] == []
    assert written(awx) == []
    # It is told as long as it is to be done.
    for output in (ran.output, again.output):
        assert "The credential by hand still has the type IBM API Connect." in output
        assert "make it anew with the present type, or name it in awx_credentials." in output
        assert "The credential IBM API Connect still has the type IBM API Connect." in output
        assert "delete this one once nothing else uses it." in output


def test_what_only_a_system_administrator_may_do_is_said_before_anything_is_done(
    install: Install, awx: FakeAWX
) -> None:
    """A credential type that nobody uses is brought up to date as it is."""
    user = {"CONTROLLER_OAUTH_TOKEN": ORGANIZATION_TOKEN}
    refused = "Only a system administrator may make or change the credential type IBM API Connect."
    assert refused in install.fails(APIC, env=user)
    assert awx.writes() == []
    install.changes(APIC)
    type_ = earlier(awx)
    awx.writes()
    assert refused in install.fails(APIC, env=user)
    assert install.changes(APIC, check=True) == ["The credential types"]
    assert awx.writes() == []
    assert install.changes(APIC)
    assert written(awx) == [f"PATCH credential_types/{type_['id']}/"]
    assert install.changes({"awx_credentials": [CREDENTIALS[1]]}, env=user)


def test_a_project_is_fetched_each_time_and_says_what_fails(install: Install, awx: FakeAWX) -> None:
    wrong = {**APIC, "awx_project_url": UNREACHABLE, "awx_project_branch": "main"}
    for _run in ("first", "second"):
        message = install.fails(wrong)
        assert f"from {UNREACHABLE} at main: {GIT_SAYS}." in message
    right = {**wrong, "awx_project_url": "https://git.example/reachable.git"}
    check_mode = "Say what check mode cannot see"
    ran = install(right, check=True)
    assert ran.of("The project").changed
    assert ran.of(check_mode).changed
    assert "The organization Default has no Galaxy credential" in ran.output
    assert install.changes(right)
    awx.commits["main"] = "a new commit"
    awx.writes()
    ran = install(right, check=True)
    assert [each.task for each in ran.results if each.changed] == []
    words = "AWX fetched the project of Default at commit 1st main. Whether main has other commits by now"
    assert ran.of(check_mode).result["msg"].startswith(words)
    assert awx.writes() == []
    assert install.changes(right) == ["Synchronize the project"]
    assert awx.the("projects", "apiops.platforms")["scm_revision"] == "a new commit"
    assert "at no-such-branch" in install.fails({**right, "awx_project_branch": "no-such-branch"})


RULES = {
    "RRULE:FREQ=DAILY;INTERVAL=1": "has no DTSTART: begin it with the first start",
    "DTSTART:20260101T020000 RRULE:FREQ=DAILY": "has a DTSTART without time zone",
    "DTSTART:20260101T020000Z RRULE:FREQ=SECONDLY": "repeats every second",
    "DTSTART:20260101T020000Z RRULE:INTERVAL=1": "has no RRULE with FREQ",
    "DTSTART:20260101T020000Z RRULE:FREQ=DAILY;COUNT=2;UNTIL=20270101T000000Z": "has both COUNT and UNTIL",
    "DTSTART:20260101T020000Z RRULE:FREQ=DAILY;COUNT=1000": "has a COUNT above 999",
    "DTSTART:20260101T020000Z RRULE:FREQ=MONTHLY;BYDAY=2MO": "has a number before a day",
    "DTSTART:20260101T020000Z DTSTART:20260102T020000Z RRULE:FREQ=DAILY": "has more than one DTSTART",
    "DTSTART:20260101T020000Z RRULE:FREQ=DAILY EXDATE:20260102T020000Z": "has EXDATE or RDATE",
}


def test_rules_of_schedules_that_awx_refuses_are_refused_before(install: Install, awx: FakeAWX) -> None:
    schedules = [{"name": rule, "job_template": TITLE, "rrule": rule} for rule in RULES]
    ran = install({**APIC, "awx_schedules": schedules})
    messages = [each["msg"] for each in ran.of("Know the rules of the schedules").items]
    assert len(messages) == len(RULES)
    for (rule, reason), message in zip(RULES.items(), messages, strict=True):
        assert message.startswith(f"The rrule {rule} of {TITLE} {reason}"), message
    assert awx.journal == []


def test_user_and_password(install: Install, awx: FakeAWX) -> None:
    user = {"CONTROLLER_OAUTH_TOKEN": "", "CONTROLLER_USERNAME": USER, "CONTROLLER_PASSWORD": PASSWORD}
    for check in (True, False):
        ran = install({"awx_platforms": ["cmf"]}, env=user, verbosity=3, check=check)
        assert ran.rc == 0, ran.output
        assert awx.tokens == 0
        assert leaked(ran.output, {"password": PASSWORD, "token": TOKEN}) == []
    assert len(awx.objects["job_templates"]) == 1


def test_the_example_of_the_guide_up_to_its_jobs(
    install: Install, awx: FakeAWX, fresh_simulator: Simulator, tmp_path: Path
) -> None:
    apic = fresh_simulator.description["apic"]
    given = ("url", "api_key", "client_id", "client_secret")
    ran = install(
        {},
        f"--extra-vars=@{EXAMPLE}",
        f"--extra-vars=my_organization={apic['organization']}",
        env={f"APIC_{name}".upper(): apic[name] for name in given},
    )
    assert ran.rc == 0, ran.output
    inputs = awx.the("credentials", "IBM API Connect")["inputs"]
    assert inputs == {name: apic[name] for name in given}
    ca = Path(fresh_simulator.description["ca_path"]).read_text(encoding="ascii")
    calls = json.loads(awx.the("job_templates", "IBM API Connect")["extra_vars"])["apic_calls"]
    nights = [launch("apic", {**inputs, "ca": ca}, calls, tmp_path / night) for night in ("first", "second")]
    assert [job.status for job in nights] == ["successful", "successful"]
    assert [job.changes for job in nights] == [1, 0]


@pytest.fixture
def controller_collection(tmp_path: Path) -> Path:
    """Where ansible.controller is: awx.awx by its other name, as its makers build it."""
    place = tmp_path / "ansible_collections" / "ansible" / "controller"
    installed = Path(sysconfig.get_paths()["purelib"]) / "ansible_collections" / "awx" / "awx"
    shutil.copytree(installed, place, ignore=shutil.ignore_patterns("*.json", "test", "__pycache__"))
    for path in [*place.rglob("*.py"), *place.rglob("*.yml")]:
        text = path.read_text(encoding="utf-8").replace("awx.awx", "ansible.controller")
        text = text.replace('_COLLECTION_TYPE = "awx"', '_COLLECTION_TYPE = "controller"')
        text = text.replace('_COLLECTION_VERSION = "24.6.1"', '_COLLECTION_VERSION = "4.6.8"')
        path.write_text(text, encoding="utf-8")
    return tmp_path


def test_automation_controller_behind_its_gateway(play: Play, controller_collection: Path) -> None:
    with FakeAWX("/api/controller/", ("Red Hat Ansible Automation Platform", "4.6.8")) as controller:
        install = Install(play, controller, PLAYBOOK.replace("install_awx", "install_controller"))
        found = os.pathsep.join([str(CHECKOUT / ".cache" / "collections"), str(controller_collection)])
        assert install.changes({"awx_platforms": ["cmf"]}, env={"ANSIBLE_COLLECTIONS_PATH": found})
        assert [each["name"] for each in controller.objects["job_templates"]] == [MES]
        controller.writes()
        prefix = {"CONTROLLER_OPTIONAL_API_URLPATTERN_PREFIX": "/api/controller/"}
        ran = Install(play, controller)({"awx_platforms": ["cmf"]}, env=prefix)
        assert ran.rc == 0, ran.output
        assert written(controller) == []


def test_a_refused_credential_shows_no_secret(install: Install) -> None:
    for wrong in ({"unknown": "field"}, {"region": "mars"}):
        credential = {"platform": "axway", "inputs": {**INPUTS["axway"], **wrong}}
        ran = install({"awx_credentials": [credential]}, verbosity=3)
        assert ran.rc != 0
        assert leaked(ran.output + str(ran.results), SECRETS) == []


@pytest.mark.parametrize(
    ("variables", "message"),
    [
        ({"awx_platforms": ["axwy", "cmf"]}, "There is no platform axwy: give apic, apinizer, axway or cmf."),
        ({"awx_credentials": [{"platform": "axwy"}]}, "There is no platform axwy: give apic,"),
        (
            {"awx_credentials": {"apic": {}}},
            "awx_credentials, awx_job_templates, awx_schedules and awx_galaxy_credentials have to be lists.",
        ),
        (
            {"awx_job_templates": [{"platform": "apic", "call": []}]},
            "awx_job_templates has no call; there are name,",
        ),
        ({"awx_job_templates": [{"name": "one"}]}, "Each credential and job template needs its platform"),
        (
            {"awx_credentials": [{"platform": "cmf", "inputs": {"user": "me"}}]},
            "A credential of cmf has no field user: there are url,",
        ),
    ],
)
def test_what_nobody_can_want_sends_nothing(
    install: Install, awx: FakeAWX, variables: dict[str, Any], message: str
) -> None:
    assert message in install.fails(variables)
    assert awx.journal == []


def test_a_credential_without_what_it_needs(install: Install, awx: FakeAWX) -> None:
    message = install.fails({"awx_credentials": [{"platform": "cmf", "inputs": {"token": "a-token"}}]})
    assert "The credential Critical Manufacturing MES lacks url." in message
    assert awx.writes() == []


def test_a_secret_that_the_environment_has_not(install: Install, awx: FakeAWX) -> None:
    ran = install({}, f"--extra-vars=@{EXAMPLE}", env={"APIC_URL": "https://apic.example"})
    assert ran.rc != 0
    assert "APIC_API_KEY" in ran.output
    assert awx.objects["credentials"] == []


@pytest.mark.parametrize(
    ("env", "message"),
    [
        ({"CONTROLLER_HOST": "http://127.0.0.1:1"}, "http://127.0.0.1:1/api/v2/credential_types/"),
        ({"CONTROLLER_OAUTH_TOKEN": "wrong"}, "Invalid authentication credentials"),
        # The collection is in the environment that runs these tests, where Ansible now does not look.
        (
            {"ANSIBLE_COLLECTIONS_SCAN_SYS_PATH": "false"},
            r"couldn't resolve module/action 'awx\.awx\.token'.*ansible-galaxy collection install awx\.awx",
        ),
    ],
)
def test_what_is_missing_is_told(install: Install, env: dict[str, str], message: str) -> None:
    ran = install({}, env=env)
    assert ran.rc != 0
    assert re.search(message, ran.output, flags=re.S)
