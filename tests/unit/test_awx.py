# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The AWX job templates: their surveys ask for variables of the roles, of the same type and default."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml

from ansible_collections.apiops.platforms.plugins.module_utils._core.options import Option
from tests.operations.conftest import OPERATIONS
from tests.playbook import CHECKOUT

PLATFORMS = sorted({name.partition("_")[0] for name in OPERATIONS})

# Which types of an option a question of that type can answer.
ANSWERS = {"multiplechoice": {"str"}, "integer": {"int"}, "float": {"float"}, "textarea": {"list"}}


def read(*path: str) -> Any:
    """A YAML file of the collection."""
    return yaml.safe_load(CHECKOUT.joinpath(*path).read_text(encoding="utf-8"))


def template_of(platform: str) -> Any:
    """The file that describes the platform's job template."""
    return read("extensions", "awx", "job_templates", f"{platform}.yml")


def questions() -> list[tuple[str, dict[str, Any]]]:
    """The platform and the question, for every question of every survey."""
    return [(each, question) for each in PLATFORMS for question in template_of(each)["survey_spec"]["spec"]]


def options_of(platform: str) -> dict[str, Option]:
    """The options of the modules that the role uses."""
    return {**OPERATIONS[f"{platform}_invoke"].options, **OPERATIONS[f"{platform}_token"].options}


def test_there_is_a_template_for_every_platform() -> None:
    there = (CHECKOUT / "extensions" / "awx" / "job_templates").iterdir()
    assert sorted(path.stem for path in there) == PLATFORMS


@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_template_runs_the_playbook_of_its_role(platform: str) -> None:
    template = template_of(platform)
    (started,) = read(*template["playbook"].split("/"))
    assert started["roles"] == [{"role": f"apiops.platforms.{platform}"}]
    # Who may give any variable can run programs of their own in the job.
    assert template["ask_variables_on_launch"] is False
    assert template["survey_enabled"]
    assert template["name"] == read("extensions", "awx", "credential_types", f"{platform}.yml")["name"]


@pytest.mark.parametrize(("platform", "question"), questions())
def test_a_question_is_about_a_variable_of_the_role(platform: str, question: dict[str, Any]) -> None:
    spec = read("roles", platform, "meta", "argument_specs.yml")["argument_specs"]["main"]["options"]
    assert question["variable"] in spec
    option = options_of(platform)[question["variable"].removeprefix(f"{platform}_")]
    assert option.type in ANSWERS[question["type"]]
    assert tuple(question.get("choices", [])) == option.choices
    # What nobody answers is as if nobody had asked: schedules run unattended.
    default = "" if question["type"] == "textarea" else option.default
    assert question["default"] == default
    assert type(question["default"]) is type(default)
    assert question["required"] is False
    assert question["question_description"].endswith(".")
    assert not option.secret


@pytest.mark.parametrize("platform", PLATFORMS)
def test_the_first_question_is_about_the_calls(platform: str) -> None:
    assert template_of(platform)["survey_spec"]["spec"][0]["variable"] == f"{platform}_calls"


@pytest.mark.parametrize("platform", PLATFORMS)
def test_no_question_is_about_what_the_credential_says(platform: str) -> None:
    injected = read("extensions", "awx", "credential_types", f"{platform}.yml")["injectors"]["env"]
    asked = {question["variable"] for each, question in questions() if each == platform}
    assert len(asked) == len(template_of(platform)["survey_spec"]["spec"])
    for name, option in options_of(platform).items():
        if set(option.environment) & set(injected):
            assert f"{platform}_{name}" not in asked


def test_the_messages_of_the_guide_are_those_of_the_playbook_or_of_awx() -> None:
    guide = (CHECKOUT / "docs" / "docsite" / "rst" / "guide_awx.rst").read_text(encoding="utf-8")
    table = guide.partition("If it fails\n")[2].partition("Your own project\n--")[0]
    messages = re.findall(r"^   \* - ``(.*?)``", table, flags=re.M)
    sources = [
        *(CHECKOUT / "playbooks" / "tasks" / "awx").iterdir(),
        *(CHECKOUT / "tests" / "awx").glob("*.py"),
    ]
    texts = " ".join(" ".join(path.read_text(encoding="utf-8") for path in sources).split())
    # Words of Ansible and of awx.awx themselves.
    others = {"couldn't resolve module/action 'awx.awx.token'", "You don't have permission to"}
    parts = {part.strip() for message in messages for part in message.split("...")} - {"", *others}
    assert len(messages) > 8
    assert [part for part in parts if part not in texts] == []


def test_a_project_of_ones_own_requires_this_collection() -> None:
    galaxy = read("galaxy.yml")
    required = read("docs", "docsite", "rst", "examples", "awx", "requirements.yml")
    name = f"{galaxy['namespace']}.{galaxy['name']}"
    assert required == {"collections": [{"name": name, "version": f">={galaxy['version']}"}]}


class _Loader(yaml.SafeLoader):
    """Reads tasks, with texts that Ansible leaves alone."""


_Loader.add_constructor("!unsafe", lambda _loader, node: str(node.value))


def _names(tasks: list[dict[str, Any]]) -> tuple[set[str], set[str]]:
    """The names of the facts and results of tasks, and of their variables."""
    facts: set[str] = set()
    variables: set[str] = set()
    for task in tasks:
        facts |= {
            *task.get("ansible.builtin.set_fact", {}),
            *([task["register"]] if "register" in task else []),
        }
        variables |= {*task.get("vars", {})}
        for part in ("block", "rescue", "always"):
            below = _names(task.get(part, []))
            facts |= below[0]
            variables |= below[1]
    return facts, variables


def test_no_fact_of_the_installer_hides_a_variable_of_a_task() -> None:
    """A fact comes before a variable of a task, also of a later one in another file."""
    files = sorted((CHECKOUT / "playbooks" / "tasks" / "awx").glob("*.yml"))
    found = [_names(yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)) for path in files]
    facts = {name for names, _variables in found for name in names}
    assert facts
    assert facts & {name for _facts, variables in found for name in variables} == set()
