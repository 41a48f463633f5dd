# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The pipelines of the guide: each is what its CI server reads, and names only what there is.

No CI server runs here. `make workflows` lints that of GitHub with actionlint as well.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
from importlib.resources import files
from pathlib import Path
from typing import Any

import dekobon_tree_sitter_groovy
import jsonschema
import pytest
import yaml
from tree_sitter import Language, Parser

from docs.examples import code_of
from docs.generate.configuration import options
from noxfile import CORES
from tests.playbook import CHECKOUT

EXAMPLES = CHECKOUT / "docs" / "docsite" / "rst" / "examples" / "pipelines"
TARGETS = ("test", "production")
SCHEMAS = {"github": "github-workflows", "gitlab": "gitlab-ci", "azure": "azure-pipelines"}
PIPELINES = {**{name: f"{name}.yml" for name in SCHEMAS}, "jenkins": "jenkins.groovy"}
# The playbooks by what a pipeline is there for.
PLAYBOOKS = {"plan", "apply", "drift"}


def text_of(name: str) -> str:
    """What stands in a pipeline, without its license."""
    return code_of(EXAMPLES / PIPELINES[name])


def loaded(name: str) -> Any:
    """A pipeline of YAML. Azure takes every value as text, and its loops make jobs and stages."""
    if name == "azure":
        return _expanded(yaml.load(text_of(name), Loader=yaml.BaseLoader))
    return yaml.safe_load(text_of(name))


def _expanded(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _expanded(each) for name, each in value.items()}
    if not isinstance(value, list):
        return value
    whole: list[Any] = []
    for each in value:
        if isinstance(each, dict) and list(each) == ["${{ each target in parameters.targets }}"]:
            (body,) = each.values()
            for target in TARGETS:
                whole += json.loads(json.dumps(body).replace("${{ target }}", target))
        else:
            whole.append(_expanded(each))
    return whole


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_pipeline_follows_the_schema_of_its_server(name: str) -> None:
    vendor = files("check_jsonschema") / "builtin_schemas" / "vendor" / f"{SCHEMAS[name]}.json"
    schema = json.loads(vendor.read_text(encoding="utf-8"))
    validator = jsonschema.validators.validator_for(schema)(schema)
    pipeline = loaded(name)
    assert [error.message[:500] for error in validator.iter_errors(pipeline)] == []
    assert not validator.is_valid({**pipeline, "stages": {"unknown": True}, "jobs": {}})


def test_the_pipeline_of_jenkins_is_groovy() -> None:
    parser = Parser(Language(dekobon_tree_sitter_groovy.language()))
    source = text_of("jenkins").encode()
    assert not parser.parse(source).root_node.has_error
    assert parser.parse(source.replace(b"}\n", b"\n", 1)).root_node.has_error


@pytest.mark.parametrize("name", PIPELINES)
def test_a_pipeline_runs_playbooks_that_there_are(name: str) -> None:
    named = set(re.findall(r"\bapiops\.platforms\.(\w+)", text_of(name)))
    assert named == PLAYBOOKS
    assert {(CHECKOUT / "playbooks" / f"{each}.yml").is_file() for each in named} == {True}


@pytest.mark.parametrize("name", [*PIPELINES, "ansible-navigator"])
def test_a_pipeline_names_credentials_that_modules_read(name: str) -> None:
    text = code_of(EXAMPLES / PIPELINES.get(name, f"{name}.yml"))
    fragments = (CHECKOUT / "plugins" / "doc_fragments").glob("*.py")
    known = set(re.findall(r"\b[A-Z]+_[A-Z_]+\b", "".join(path.read_text("utf-8") for path in fragments)))
    named = set(re.findall(r"\b(?:APIC|APINIZER|AXWAY|CMF)_\w+", text))
    assert named <= known
    # GitLab puts all variables of a job into its environment.
    assert named == (set() if name == "gitlab" else CREDENTIALS)


CREDENTIALS = {
    *("APIC_USERNAME", "APIC_PASSWORD", "APIC_CLIENT_ID", "APIC_CLIENT_SECRET"),
    *("AXWAY_CLIENT_ID", "AXWAY_CLIENT_SECRET"),
}


def test_the_file_of_a_target_sets_variables_that_the_playbooks_read() -> None:
    tasks = CHECKOUT.glob("playbooks/tasks/*_configuration.yml")
    read = "".join(path.read_text(encoding="utf-8") for path in tasks)
    variables = yaml.safe_load((EXAMPLES / "production.yml").read_text(encoding="utf-8"))
    own = {name for name in variables if not re.search(rf"\b{name} \| default\(", read)} - set(options())
    # The variable that an exported file names.
    assert own == {"apic_my_organization_keystore_shop_password"}
    assert variables["apiops_reports"] == "reports/production"


@pytest.mark.parametrize("name", PIPELINES)
def test_a_pipeline_installs_what_the_collection_needs(name: str) -> None:
    installs = re.findall(r"pip install (.*)", text_of(name))
    assert installs
    for line in installs:
        core, *libraries = line.split()
        assert core in {each.requirement for each in CORES.values()}
        assert libraries == ["requests", "jmespath"]
    version = yaml.safe_load((CHECKOUT / "galaxy.yml").read_text(encoding="utf-8"))["version"]
    assert text_of(name).count(f"apiops.platforms:>={version}") == len(installs)


@pytest.mark.parametrize("name", PIPELINES)
def test_a_pipeline_publishes_reports_that_a_playbook_writes(name: str) -> None:
    named = set(re.findall(r"reports/[\w${}. ]+/(\w+)\.md", text_of(name)))
    assert named <= PLAYBOOKS
    assert named == {"github": PLAYBOOKS, "gitlab": {"plan"}, "azure": {"plan"}, "jenkins": set()}[name]


def test_github_applies_after_a_plan_on_main_alone_with_an_environment_for_each() -> None:
    workflow = loaded("github")
    assert workflow["on"]["push"] == {"branches": ["main"]}
    jobs = workflow["jobs"]
    for target, before in zip(TARGETS, ("plan", "apply-test"), strict=True):
        job = jobs[f"apply-{target}"]
        assert (job["needs"], job["environment"]) == (before, target)
        assert job["if"] == "github.event_name == 'push'"
    assert {jobs[name]["environment"] for name in ("plan", "drift")} == {"plan-${{ matrix.target }}"}
    # The secrets reach the step that needs them alone.
    for job in jobs.values():
        assert "secrets." not in json.dumps({**job, "steps": None})
        for step in job["steps"]:
            assert ("secrets." in json.dumps(step)) == ("ansible-playbook" in step.get("run", ""))


def test_drift_of_github_does_not_cancel_an_apply_that_waits() -> None:
    """GitHub keeps one waiting run of a group, the newest."""
    assert loaded("github")["concurrency"] == {
        "group": "${{ github.workflow }}-${{ github.ref }}-${{ github.event_name }}"
    }


@pytest.mark.parametrize("long", [(), ("production",), ("production", "test")])
def test_a_comment_of_github_has_each_plan_or_its_counts(tmp_path: Path, long: tuple[str, ...]) -> None:
    diff = "<details>\n\n```diff\n+ a line\n```\n\n</details>\n"
    plans = {}
    for name in TARGETS:
        head = f"# {name}\n## Plan\n\n| platform | created |\n|---|---:|\n| apic | 1 |\n\n"
        plans[name] = head + "### apic\n\n" + diff * (2000 if name in long else 1)
        (tmp_path / f"{name}.md").write_text(plans[name], encoding="utf-8")
    gh = tmp_path / "bin" / "gh"
    gh.parent.mkdir()
    gh.write_text("#!/bin/sh\n", encoding="utf-8")
    gh.chmod(0o755)
    (script,) = [step["run"] for step in loaded("github")["jobs"]["comment"]["steps"] if "run" in step]
    env = {"PATH": f"{gh.parent}:{os.environ['PATH']}", "NUMBER": "1"}
    subprocess.run(["bash", "-eo", "pipefail", "-c", script], cwd=tmp_path, env=env, check=True)
    comment = (tmp_path / "comment").read_text(encoding="utf-8")
    assert len(comment) < 65536
    assert comment.count("```") == 2 * (len(TARGETS) - len(long))
    assert comment.count("The whole plan is in the artifacts") == len(long)
    for name in TARGETS:
        assert f"# {name}\n## Plan\n\n| platform | created |" in comment
        assert (plans[name] in comment) == (name not in long)


def test_gitlab_applies_on_the_default_branch_alone_and_asks_before_production() -> None:
    pipeline = loaded("gitlab")
    (on_test,) = pipeline["apply-test"]["rules"]
    (on_production,) = pipeline["apply-production"]["rules"]
    assert on_test == {"if": '$CI_PIPELINE_SOURCE == "push" && $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH'}
    assert on_production == {**on_test, "when": "manual", "allow_failure": False}
    stages = pipeline["stages"]
    order = [pipeline[job]["stage"] for job in ("plan", "apply-test", "apply-production", "drift")]
    assert order == stages
    assert pipeline[".apply"]["resource_group"] == "$TARGET"
    assert "$NOTES_TOKEN" not in re.sub(r"printf .*|\[ -n .*", "", text_of("gitlab"))


def test_azure_applies_by_deployments_that_an_environment_approves() -> None:
    stages = {stage["stage"]: stage for stage in loaded("azure")["stages"]}
    assert list(stages) == ["plan", "apply_test", "apply_production", "drift"]
    for target in TARGETS:
        stage = stages[f"apply_{target}"]
        assert "dependsOn" not in stage
        assert (
            stage["condition"]
            == "and(succeeded(), in(variables['Build.Reason'], 'IndividualCI', 'BatchedCI'))"
        )
        (job,) = stage["jobs"]
        assert (job["environment"], job["variables"]) == (target, [{"group": target}])
    for name in ("plan", "drift"):
        groups = [job["variables"] for job in stages[name]["jobs"]]
        assert groups == [[{"group": f"plan-{target}"}] for target in TARGETS]


def test_jenkins_applies_on_main_alone_and_asks_before_production() -> None:
    found = re.findall(r"stage\('([^']+)'\) \{\n(.*?)\n {8}\}\n", text_of("jenkins"), flags=re.S)
    stages = dict(found)
    assert list(stages) == ["Plan", "Apply to test", "Apply to production", "Drift"]
    for name, body in stages.items():
        calls = re.findall(r"run\('apiops\.platforms\.(\w+)', '(\w+)', '([\w-]+)'\)", body)
        if name.startswith("Apply"):
            target = name.rpartition(" ")[2]
            assert calls == [("apply", target, target)]
            assert "branch 'main'" in body
        else:
            assert calls == [(name.lower(), target, f"plan-{target}") for target in TARGETS]
        assert ("input {" in body) == ("beforeInput true" in body) == (name == "Apply to production")


@pytest.mark.parametrize(
    ("path", "schema"),
    [
        ("pipelines/ansible-navigator.yml", "ansible-navigator-config"),
        ("awx/execution-environment.yml", "execution-environment"),
    ],
)
def test_navigator_and_builder_read_their_files(path: str, schema: str) -> None:
    content = yaml.safe_load((EXAMPLES.parent / path).read_text(encoding="utf-8"))
    rules = json.loads((files("ansiblelint") / "schemas" / f"{schema}.json").read_text(encoding="utf-8"))
    jsonschema.validate(content, rules)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**content, "unknown": True}, rules)
