# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbook install_awx, run with the modules of awx.awx against a small AWX that keeps what it gets."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.awx.fake import PASSWORD, TOKEN, USER, FakeAWX
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
CREDENTIALS = {
    "axway": {"client_id": "DOSA_1", "client_secret": SECRETS["axway"], "region": "eu"},
    "apic": {
        "url": "https://apic.example",
        "client_id": "toolkit",
        "client_secret": "toolkits",
        "api_key": SECRETS["apic"],
    },
    "cmf": {"url": "https://mes.example", "token": SECRETS["cmf"]},
}
EVERYTHING: dict[str, Any] = {
    "awx_image": "registry.example/apiops:1",
    "awx_credentials": CREDENTIALS,
    "awx_calls": {"apic": [{"name": "organizations", "path": "/orgs"}]},
    "awx_schedules": {"apic": NIGHTLY},
}
APIC = {"awx_platforms": ["apic"]}


EXAMPLE = CHECKOUT / "docs" / "docsite" / "rst" / "examples" / "awx" / "awx.yml"


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

    def __init__(self, play: Play, awx: FakeAWX) -> None:
        self._play = play
        self._env = {
            "CONTROLLER_HOST": awx.url,
            "CONTROLLER_OAUTH_TOKEN": TOKEN,
            # awx.awx imports what ansible-core is going to drop.
            "ANSIBLE_DEPRECATION_WARNINGS": "false",
        }

    def __call__(
        self, variables: dict[str, Any], *arguments: str, env: dict[str, str] | None = None, **options: Any
    ) -> PlayRun:
        """A run with those variables, its environment that of a user of this AWX with ``env`` on top.

        ``arguments`` are further ones of the command line.
        """
        return self._play(
            PLAYBOOK, *arguments, extra_vars=variables, env={**self._env, **(env or {})}, **options
        )

    def changes(self, variables: dict[str, Any], *arguments: str, **options: Any) -> bool:
        """Whether a run changes anything; it must neither fail nor warn."""
        ran = self(variables, *arguments, **options)
        assert ran.rc == 0, ran.output
        assert "WARNING" not in ran.output, ran.output
        return any(result.changed for result in ran.results)


@pytest.fixture
def install(play: Play, awx: FakeAWX) -> Install:
    """Runs the playbook."""
    return Install(play, awx)


def test_the_first_run_creates_and_the_second_changes_nothing(install: Install, awx: FakeAWX) -> None:
    assert install.changes(EVERYTHING)
    assert Counter(awx.writes()) == {
        "POST execution_environments/": 1,
        "POST projects/": 1,
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
    assert not install.changes(EVERYTHING)
    assert awx.writes() == []
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
        if platform in EVERYTHING["awx_calls"]:
            survey["spec"] = [each for each in survey["spec"] if each["variable"] != f"{platform}_calls"]
        assert awx.surveys[template["id"]] == survey
        assert {name: template[name] for name in file} == file
        assert (template["project"], template["inventory"]) == (place["projects"], place["inventories"])
        image = awx.by_id(template["execution_environment"])["image"]
        assert image == EVERYTHING["awx_image"]
        attached = [awx.by_id(each) for each in awx.attached.get(template["id"], [])]
        if platform in CREDENTIALS:
            assert [each["inputs"] for each in attached] == [CREDENTIALS[platform]]
            assert attached[0]["credential_type"] == made["id"]
        else:
            assert attached == []
    nightly = awx.the("schedules", "IBM API Connect")
    template = awx.the("job_templates", "IBM API Connect")
    assert (nightly["rrule"], nightly["unified_job_template"]) == (NIGHTLY, template["id"])
    assert json.loads(template["extra_vars"]) == {"apic_calls": EVERYTHING["awx_calls"]["apic"]}
    host = json.loads(awx.the("hosts", "localhost")["variables"])
    assert host == {
        "ansible_connection": "local",
        "ansible_python_interpreter": "{{ ansible_playbook_python }}",
    }


def test_check_mode_predicts_and_writes_nothing(install: Install, awx: FakeAWX) -> None:
    install.changes(APIC)
    changed = {**APIC, "awx_project_branch": "1.0.0"}
    awx.writes()
    assert install.changes(changed, check=True)
    assert awx.writes() == []
    assert install.changes(changed)
    assert awx.writes() == [f"PATCH projects/{awx.the('projects', 'apiops.platforms')['id']}/"]
    assert not install.changes(changed, check=True)


def test_check_mode_on_an_empty_awx(install: Install, awx: FakeAWX) -> None:
    assert install.changes({**EVERYTHING, "awx_organization": "New"}, check=True)
    assert install.changes(EVERYTHING, check=True)
    assert awx.writes() == []


def test_two_organizations(install: Install, awx: FakeAWX) -> None:
    for organization in ("Default", "Second"):
        wanted = {**EVERYTHING, **APIC, "awx_organization": organization}
        assert install.changes(wanted)
        assert not install.changes(wanted)
    for template in awx.objects["job_templates"]:
        for credential in awx.credentials(template["id"])["results"]:
            assert credential["organization"] == template["organization"]
        assert awx.by_id(template["inventory"])["organization"] == template["organization"]
    assert {kind: len(found) for kind, found in awx.objects.items()} == {
        "organizations": 2,
        "execution_environments": 1,
        "projects": 2,
        "inventories": 2,
        "hosts": 2,
        "credential_types": 1,
        "credentials": 2,
        "job_templates": 2,
        "schedules": 2,
    }


def test_what_was_set_in_awx_stays(install: Install, awx: FakeAWX) -> None:
    install.changes({**EVERYTHING, **APIC})
    calls = awx.the("job_templates", "IBM API Connect")["extra_vars"]
    attached = dict(awx.attached)
    assert calls != "---"
    assert attached
    assert not install.changes(APIC)
    assert awx.the("job_templates", "IBM API Connect")["extra_vars"] == calls
    assert awx.attached == attached


def asked(awx: FakeAWX) -> dict[str, Any] | None:
    """The question for the calls, if the survey of API Connect has it."""
    spec = awx.surveys[awx.the("job_templates", "IBM API Connect")["id"]]["spec"]
    return next((question for question in spec if question["variable"] == "apic_calls"), None)


def test_who_installs_says_who_may_make_which_calls(install: Install, awx: FakeAWX) -> None:
    """What was said stays, also where a later run says nothing of it: no user gets more than that."""
    sets = {**APIC, "awx_call_sets": {"apic": ["nightly", "weekly"]}}
    stored = {**APIC, "awx_calls": EVERYTHING["awx_calls"]}
    assert install.changes(APIC)
    assert asked(awx) == described("job_templates", "apic")["survey_spec"]["spec"][0]
    for wanted in (sets, stored):
        assert install.changes(wanted, check=True)
        assert install.changes(wanted)
        question = asked(awx)
        assert not install.changes(wanted)
        assert not install.changes(APIC)
        assert asked(awx) == question
        if wanted is sets:
            assert question is not None
            assert (question["type"], question["choices"]) == ("multiplechoice", ["nightly", "weekly"])
            assert question["default"] == "nightly"
    assert asked(awx) is None


def test_variables_that_were_asked_for_are_no_longer(install: Install, awx: FakeAWX) -> None:
    install.changes(APIC)
    awx.the("job_templates", "IBM API Connect")["ask_variables_on_launch"] = True
    assert install.changes(APIC)
    assert awx.the("job_templates", "IBM API Connect")["ask_variables_on_launch"] is False


def test_calls_may_refer_to_variables_of_the_job(install: Install, awx: FakeAWX, tmp_path: Path) -> None:
    calls = tmp_path / "calls.yml"
    calls.write_text('awx_calls: {apic: [{name: one, path: !unsafe "/orgs/{{ organization }}"}]}')
    for changes in (True, False):
        assert install.changes(APIC, f"--extra-vars=@{calls}") == changes
        template = awx.the("job_templates", "IBM API Connect")
        assert json.loads(template["extra_vars"])["apic_calls"][0]["path"] == "/orgs/{{ organization }}"


def test_a_changed_secret_is_sent_when_asked_for(install: Install, awx: FakeAWX) -> None:
    wanted = {"awx_platforms": ["cmf"], "awx_credentials": CREDENTIALS}
    install.changes(wanted)
    wanted["awx_credentials"] = {"cmf": {**CREDENTIALS["cmf"], "token": "another-token"}}
    assert not install.changes(wanted)
    ran = install({**wanted, "awx_update_secrets": True})
    assert ran.rc == 0
    made = awx.the("credentials", "Critical Manufacturing MES")
    assert made["inputs"]["token"] == "another-token"


def test_user_and_password(install: Install, awx: FakeAWX) -> None:
    user = {"CONTROLLER_OAUTH_TOKEN": "", "CONTROLLER_USERNAME": USER, "CONTROLLER_PASSWORD": PASSWORD}
    ran = install({"awx_platforms": ["cmf"]}, env=user, verbosity=3)
    assert ran.rc == 0, ran.output
    assert len(awx.objects["job_templates"]) == 1
    assert awx.tokens == 0
    assert leaked(ran.output, {"password": PASSWORD, "token": TOKEN}) == []


def test_one_platform_alone(install: Install, awx: FakeAWX) -> None:
    assert install.changes({"awx_platforms": ["cmf"], "awx_credentials": CREDENTIALS})
    assert [each["name"] for each in awx.objects["job_templates"]] == ["Critical Manufacturing MES"]
    assert len(awx.objects["credential_types"]) == len(awx.objects["credentials"]) == 1
    assert awx.objects["execution_environments"] == awx.objects["schedules"] == []


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


@pytest.mark.parametrize("inputs", [CREDENTIALS["axway"], {**CREDENTIALS["axway"], "unknown": "field"}])
def test_secrets_show_nowhere(
    install: Install, play: Play, inputs: dict[str, Any], tmp_path_factory: pytest.TempPathFactory
) -> None:
    with Watch(play.directory, tmp_path_factory.mktemp("watch") / "kept") as watch:
        ran = install({"awx_credentials": {**CREDENTIALS, "axway": inputs}}, verbosity=3, diff=True)
    assert (ran.rc == 0) == ("unknown" not in inputs)
    assert leaked(ran.output, SECRETS) == []
    assert leaked(str(ran.results), SECRETS) == []
    assert leaked("\n".join(watch.commands), SECRETS) == []


@pytest.mark.parametrize(
    "variables",
    [{"awx_platforms": ["axwy", "cmf"]}, {"awx_credentials": {"axwy": {}}}, {"awx_call_sets": {"axwy": []}}],
)
def test_a_platform_that_there_is_not(install: Install, awx: FakeAWX, variables: dict[str, Any]) -> None:
    ran = install(variables)
    message = ran.of("Know the platforms").result["msg"]
    assert message == "There is no platform axwy: give apic, apinizer, axway or cmf."
    assert awx.journal == []


def test_a_secret_that_the_environment_has_not(install: Install, awx: FakeAWX) -> None:
    ran = install({}, f"--extra-vars=@{EXAMPLE}", env={"APIC_URL": "https://apic.example"})
    assert ran.rc != 0
    assert "APIC_API_KEY" in ran.output
    assert awx.objects["credentials"] == []


@pytest.mark.parametrize(
    ("env", "message"),
    [
        ({"CONTROLLER_HOST": "http://127.0.0.1:1"}, "http://127.0.0.1:1/api/v2/organizations/?name=Default"),
        ({"CONTROLLER_OAUTH_TOKEN": "wrong"}, "Invalid authentication credentials"),
        # The collection is in the environment that runs these tests, where Ansible now does not look.
        ({"ANSIBLE_COLLECTIONS_SCAN_SYS_PATH": "false"}, "ansible-galaxy collection install awx.awx"),
    ],
)
def test_what_is_missing_is_told(install: Install, env: dict[str, str], message: str) -> None:
    ran = install({}, env=env)
    assert ran.rc != 0
    assert message in ran.output
