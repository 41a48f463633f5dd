# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The AWX credential types: AWX's own code makes environments of them, with which the playbooks run."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from ansible.module_utils.parsing.convert_bool import boolean
from awx_plugins.interfaces._temporary_private_inject_api import HIDDEN_PASSWORD

from tests.integration.awx import CALLS, LOGIN_METHODS, TYPES, injected, login_methods
from tests.integration.plays import Play
from tests.leaks import leaked, secrets_of
from tests.operations.conftest import OPERATIONS
from tests.playbook import CHECKOUT
from tests.simulator.client import Simulator

pytestmark = pytest.mark.same_on_every_core


def variables_of(platform: str) -> set[str]:
    """The environment variables that the options of a platform fall back on."""
    options = OPERATIONS[f"{platform}_token"].options.values()
    return {variable for option in options for variable in option.environment}


@pytest.mark.parametrize("platform", TYPES)
def test_every_injected_variable_is_one_of_an_option(platform: str) -> None:
    options = OPERATIONS[f"{platform}_token"].options
    variables = {*variables_of(platform), OPERATIONS[f"{platform}_token"].platform.allow_override()}
    assert set(TYPES[platform]["injectors"]["env"]) <= variables
    for entry in TYPES[platform]["inputs"]["fields"]:
        option = options.get(entry["id"])
        if option is not None:
            # The address of a proxy may hold a password.
            assert entry.get("secret", False) is (option.secret or entry["id"] == "proxy")
            assert set(entry.get("choices", option.choices)) == set(option.choices)
        assert entry["help_text"].endswith(".")


@pytest.mark.parametrize("platform", TYPES)
def test_the_guide_names_every_variable_that_is_not_injected(platform: str) -> None:
    guide = (CHECKOUT / "docs" / "docsite" / "rst" / "guide_awx.rst").read_text(encoding="utf-8")
    named = set(re.findall(r"^\* ``(\w+)``", guide.partition("What no field is for")[2], flags=re.M))
    variables = variables_of(platform)
    missing = variables - set(TYPES[platform]["injectors"]["env"])
    assert {name.partition("_")[2].lower() for name in missing} <= named


# The options that take a file, by the field that takes what is in it.
_IN_FILES = {
    "ca": "ca_path",
    "certificate": "client_cert",
    "certificate_key": "client_key",
    "private_key": "private_key_path",
}


@pytest.mark.parametrize("platform", TYPES)
def test_the_address_is_never_left_to_a_default(platform: str) -> None:
    """Else a credential would be one without address, which may be sent anywhere."""
    required = TYPES[platform]["inputs"]["required"]
    assert set(required) & set(OPERATIONS[f"{platform}_token"].platform.locating)


@pytest.mark.parametrize("allowed", [True, False])
@pytest.mark.parametrize("platform", TYPES)
def test_only_the_owner_of_a_credential_lets_jobs_name_other_addresses(
    tmp_path: Path, platform: str, allowed: bool
) -> None:
    fields = TYPES[platform]["inputs"]["fields"]
    (field,) = [each for each in fields if each["type"] == "boolean"]
    assert field["default"] is False
    env, _shown = injected(platform, {field["id"]: allowed}, tmp_path)
    variable = OPERATIONS[f"{platform}_token"].platform.allow_override()
    assert boolean(env[variable]) is allowed


@pytest.mark.parametrize("platform", TYPES)
def test_every_field_is_for_the_option_of_its_name(tmp_path: Path, platform: str) -> None:
    fields = [field for field in TYPES[platform]["inputs"]["fields"] if field["type"] == "string"]
    env, shown = injected(platform, {field["id"]: field["id"] for field in fields}, tmp_path)
    del env[OPERATIONS[f"{platform}_token"].platform.allow_override()]
    for field in fields:
        name = field["id"]
        (variable,) = OPERATIONS[f"{platform}_token"].options[_IN_FILES.get(name, name)].environment
        value = env.pop(variable)
        if name in _IN_FILES:
            assert Path(value).read_text(encoding="utf-8") == name
        else:
            assert value == name
            assert shown[variable] == (HIDDEN_PASSWORD if field.get("secret") else name)
    assert env == {}


@pytest.mark.parametrize("platform", TYPES)
def test_a_field_that_stays_empty_gives_an_empty_variable(tmp_path: Path, platform: str) -> None:
    env, _shown = injected(platform, {}, tmp_path)
    assert {value for value in env.values() if value != "False"} == {""}


# What a job without calls asks, and what the platform answers.
_ASKED = {
    "axway": ("/apis/management/v1/environments", 200),
    "apic": ("/api/me", 200),
    "apinizer": ("/apiops/test/hello/apiops", 200),
    # There is no such object.
    "cmf": ("/api/GenericService/GetObjectByName", 400),
}


@pytest.mark.parametrize("method", LOGIN_METHODS)
def test_a_job_with_what_awx_injects_uses_its_token(
    play: Play, fresh_simulator: Simulator, tmp_path: Path, method: str
) -> None:
    """Three jobs in one run: one with calls, one without, and one without calls whose token is wrong."""
    platform, inputs = login_methods(fresh_simulator.description)[method]
    path, status = _ASKED[platform]
    # An application is no user.
    path = "/api/cloud/permissions" if method == "apic client" else path
    private = tmp_path / "private"
    private.mkdir()
    env, shown = injected(platform, inputs, private)
    (job,) = yaml.safe_load((CHECKOUT / "playbooks" / f"{platform}.yml").read_text(encoding="utf-8"))
    called = {f"{platform}_calls": [{"name": "call", **CALLS[platform]}]}
    wrong = {f"{platform}_token": "n0t-a-token"}
    ran = play([job | {"vars": called}, job, job | {"vars": wrong}], env=env)
    assert ran.rc != 0
    statuses = [each.status for each in ran.results if each.task == "Ask something that needs the token"]
    assert statuses == ["skipped", "ok", "failed"], ran.output
    (refused,) = [each for each in ran.results if each.status == "failed"]
    assert refused.result["error"]["kind"] == "auth"
    made = [entry for entry in fresh_simulator.journal(platform=platform) if "token" not in entry["path"]]
    call, *asked = [entry for entry in made if "/identity-providers" not in entry["path"]]
    assert call["status"] == 200
    assert [(entry["path"], entry["status"]) for entry in asked] == [(path, status), (path, 401)]
    secrets = secrets_of(fresh_simulator.description)
    assert leaked(ran.output, secrets) == []
    # A key is in a file, of which AWX shows the name.
    assert leaked(str(shown), secrets) == []


@pytest.mark.parametrize("method", ["apinizer token", "cmf token"])
def test_a_job_whose_token_is_given_fails_where_no_platform_is(
    play: Play, fresh_simulator: Simulator, tmp_path: Path, method: str
) -> None:
    platform, inputs = login_methods(fresh_simulator.description)[method]
    env, _shown = injected(platform, {**inputs, "url": "https://127.0.0.1:1"}, tmp_path)
    playbook = (CHECKOUT / "playbooks" / f"{platform}.yml").read_text(encoding="utf-8")
    ran = play(playbook, env=env, extra_vars={f"{platform}_retries": 0})
    assert ran.rc != 0
    assert ran.of("Ask something that needs the token").result["error"]["kind"] == "connect"


@pytest.mark.parametrize("method", LOGIN_METHODS)
def test_a_launch_variable_leads_nowhere_else(
    play: Play, fresh_simulator: Simulator, tmp_path: Path, method: str
) -> None:
    platform, inputs = login_methods(fresh_simulator.description)[method]
    env, _shown = injected(platform, inputs, tmp_path)
    option = OPERATIONS[f"{platform}_token"].platform.addresses[0]
    elsewhere = fresh_simulator.description["other_origin_url"]
    ran = play(
        (CHECKOUT / "playbooks" / f"{platform}.yml").read_text(encoding="utf-8"),
        extra_vars={f"{platform}_{option}": elsewhere, f"{platform}_validate_certs": False},
        env=env,
    )
    assert ran.rc != 0
    (failure,) = [each.result for each in ran.results if each.status == "failed"]
    assert failure["msg"].startswith(f"{option} leads to {elsewhere}, but the environment supplies ")
    assert fresh_simulator.journal() == []


def test_the_calls_of_the_guide(play: Play, fresh_simulator: Simulator, tmp_path: Path) -> None:
    examples = CHECKOUT / "docs" / "docsite" / "rst" / "examples" / "awx"
    platform, inputs = login_methods(fresh_simulator.description)["apic user"]
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
