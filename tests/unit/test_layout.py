# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""`make platform` lays out a platform with tokens and calls, and takes along nothing else of its model."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from docs.generate.declared import PLATFORMS
from docs.generate.layout import laid_out
from tests.playbook import CHECKOUT

FILES = {str(path.relative_to(CHECKOUT)): text for path, text in laid_out("toy").items()}
MODULES = {Path(name).stem for name in FILES if name.startswith("plugins/modules/")}
# `make generate` replaces the generated parts of these; what else is in them stays.
GENERATED = {
    "roles/toy/meta/argument_specs.yml": r"(?s)(?<=    options:\n).*",
    "roles/toy/README.md": r"(?m)^\|.*\n",
    "roles/toy/tasks/main.yml": r"(?m)^      \w+: .* \| default\(omit\) }}\"\n",
}


def kept_of(name: str) -> str:
    return re.sub(GENERATED.get(name, "$^"), "", FILES[name])


@pytest.mark.parametrize("name", FILES)
def test_every_module_that_a_file_names_is_laid_out(name: str) -> None:
    called = set(re.findall(r"\bapiops\.platforms\.(toy_\w+)", FILES[name]))
    assert called <= MODULES
    assert "resource" not in FILES[name].lower()


@pytest.mark.parametrize("name", FILES)
def test_no_other_platform_is_named(name: str) -> None:
    others = "|".join([*(set(PLATFORMS) - {"toy"}), "Critical Manufacturing", "MES", "Security Portal"])
    assert re.findall(rf"(?i)(?<![a-z])(?:{others})(?![a-z])", kept_of(name)) == []


def test_the_role_has_no_variables_of_its_model() -> None:
    of_calls = ("calls", "concurrency", "on_error", "calls_per_minute", "results", "timeout", "retries")
    known = {*MODULES, *(f"toy_{name}" for name in of_calls)}
    for name in FILES:
        if name.startswith(("roles/", "extensions/awx/job_templates/")):
            assert set(re.findall(r"(?<!\w)toy_\w+", kept_of(name))) <= known, name
