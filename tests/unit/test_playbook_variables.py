# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The variables of export, plan, apply and drift are declared once, and each of them is read."""

from __future__ import annotations

import re

from ansible_collections.apiops.platforms.plugins.plugin_utils._report import COUNTED, DRIFT
from docs.generate.configuration import options
from tests.playbook import CHECKOUT

VERBS = ("export", "plan", "apply", "drift")
TASKS = [*(CHECKOUT / "playbooks/tasks").glob("*configuration.yml"), *(CHECKOUT / "playbooks/vars").iterdir()]
READ = "".join(
    path.read_text(encoding="utf-8").partition("# Variables with the same prefix")[2]
    if path.parent.name == "vars"
    else path.read_text(encoding="utf-8")
    for path in TASKS
)
PREFIXES = r"(?<![\w/])(?:apiops_\w+|(?:apic|apinizer|axway)_(?:export|prune|allow)\w*)"


def test_each_declared_variable_is_read_and_each_that_is_read_is_declared() -> None:
    read = set(re.findall(rf"{PREFIXES}(?= \| default| is )|(?<=__apiops\.){PREFIXES}", READ))
    assert read | set(re.findall(r"__apiops_given\.(\w+)", READ)) == set(options())


def test_the_playbooks_declare_nothing_themselves() -> None:
    for verb in VERBS:
        text = (CHECKOUT / f"playbooks/{verb}.yml").read_text(encoding="utf-8")
        assert f"  vars_files: [vars/configuration.yml]\n  vars:\n    __apiops_verb: {verb}\n  tasks:" in text


def test_the_words_of_fail_on_are_those_that_a_report_counts() -> None:
    described = options()["apiops_fail_on"]["description"]
    of_plan, of_drift = described.split("C(drift) knows")
    assert set(COUNTED) == set(re.findall(r"C\((\w+)\)", of_plan)) - {"plan", "apply"}
    assert [*DRIFT, "failed", "not_tried"] == re.findall(r"C\((\w+)\)", of_drift)
    assert f"default({list(DRIFT[:4])} if __apiops_verb == 'drift'" in READ


def test_the_guide_and_its_examples_name_no_other_variables() -> None:
    others = {"apiops_in_process", "apiops_report", "apiops_token_store"}
    for path in [
        CHECKOUT / "docs/docsite/rst/guide_configuration_as_code.rst",
        CHECKOUT / "docs/docsite/rst/guide_pipelines.rst",
        *(CHECKOUT / "docs/docsite/rst/examples").rglob("*.yml"),
    ]:
        named = set(re.findall(r"(?<![\w/])apiops_\w+", path.read_text(encoding="utf-8")))
        assert {name for name in named if not name.endswith("_")} - others <= set(options()), path
