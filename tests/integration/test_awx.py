# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The AWX credential types: AWX's own code makes environments of them, with which the playbooks run."""

from __future__ import annotations

from pathlib import Path

import pytest

from ansible_collections.apiops.platforms.plugins.module_utils._core.options import variables_of
from tests.integration.awx import CALLS, TYPES, WAYS, injected, ways
from tests.integration.plays import Play
from tests.leaks import leaked, secrets_of
from tests.operations.conftest import OPERATIONS
from tests.playbook import CHECKOUT
from tests.simulator.client import Simulator


@pytest.mark.parametrize("platform", TYPES)
def test_every_injected_variable_is_one_of_an_option(platform: str) -> None:
    options = OPERATIONS[f"{platform}_token"].options
    assert set(TYPES[platform]["injectors"]["env"]) <= set(variables_of(options))
    for entry in TYPES[platform]["inputs"]["fields"]:
        option = options.get(entry["id"])
        if option is not None:
            assert entry.get("secret", False) is option.secret
            assert set(entry.get("choices", option.choices)) == set(option.choices)
        assert entry["help_text"].endswith(".")


# What a credential does not ask for: what is good for a while only, a file of the user's own, and what the
# survey or the variables of a job template say.
_LEFT_OUT = {"TOKEN", "REFRESH_TOKEN", "CREDENTIALS_FILE", "PROXY", "TIMEOUT", "VALIDATE_CERTS"}


@pytest.mark.parametrize("platform", TYPES)
def test_every_other_variable_is_injected(platform: str) -> None:
    variables = set(variables_of(OPERATIONS[f"{platform}_token"].options))
    missing = variables - set(TYPES[platform]["injectors"]["env"])
    assert {name.partition("_")[2] for name in missing} <= _LEFT_OUT


@pytest.mark.parametrize("way", WAYS)
def test_a_playbook_runs_with_what_awx_injects(
    play: Play, fresh_simulator: Simulator, tmp_path: Path, way: str
) -> None:
    platform, inputs = ways(fresh_simulator.description)[way]
    private = tmp_path / "private"
    private.mkdir()
    env, shown = injected(platform, inputs, private)
    ran = play(
        (CHECKOUT / "playbooks" / f"{platform}.yml").read_text(encoding="utf-8"),
        extra_vars={f"{platform}_calls": [{"name": "call", **CALLS[platform]}]},
        env=env,
    )
    assert ran.rc == 0, ran.output
    called = [entry for entry in fresh_simulator.journal(platform=platform) if "token" not in entry["path"]]
    assert called[-1]["status"] == 200
    secrets = secrets_of(fresh_simulator.description)
    assert leaked(ran.output, secrets) == []
    # A key is in a file, of which AWX shows the name.
    assert leaked(str(shown), secrets) == []


def test_the_calls_of_the_guide(play: Play, fresh_simulator: Simulator, tmp_path: Path) -> None:
    examples = CHECKOUT / "docs" / "docsite" / "rst" / "examples" / "awx"
    platform, inputs = ways(fresh_simulator.description)["apic user"]
    env, _shown = injected(platform, inputs, tmp_path)
    ran = play(
        (examples / "playbook.yml").read_text(encoding="utf-8"),
        f"--extra-vars=@{examples / 'calls.yml'}",
        env=env,
    )
    assert ran.rc == 0, ran.output
    (called,) = fresh_simulator.journal(platform=platform, path="/api/orgs")
    assert called["status"] == 200


def test_there_is_a_type_for_every_platform() -> None:
    assert set(TYPES) == {name.partition("_")[0] for name in OPERATIONS}
    assert all(type_["kind"] == "cloud" and type_["description"] for type_ in TYPES.values())
