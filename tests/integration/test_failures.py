# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A task that fails before it asks anything: one shape, so that ``rescue`` and ``until`` can rely on it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.integration.platforms import run
from tests.integration.plays import Play, PlayRun
from tests.playbook import environment
from tests.simulator.client import Simulator

IGNORED = {"ignore_errors": True}
ERROR = {"kind": "config", "code": None, "description": None, "request_id": None}
SENT_NOTHING = {"error": ERROR, "status": None, "method": None, "url": None, "tries": 0, "changed": False}


def call(name: str, value: object) -> str:
    """A call with a variable of that value, whatever becomes of it."""
    return f"""
    - name: {name} {value}
      apiops.platforms.apic_invoke:
        path: /orgs
        wait_for: {{path: /orgs}}
      vars: {{{name}: {json.dumps(value)}}}
      ignore_errors: true
    """


def refused(ran: PlayRun) -> list[dict[str, Any]]:
    """The results of all tasks, which failed with everything that a failure has."""
    results = [each.result for each in ran.results]
    assert {each.status for each in ran.results} == {"ignored"}, ran.output
    for result in results:
        assert {name: result.get(name, "missing") for name in SENT_NOTHING} == SENT_NOTHING
        assert "\n" not in result["msg"]
    return results


@pytest.mark.usefixtures("execution")
def test_a_token_store_that_there_is_not(play: Play, fresh_simulator: Simulator) -> None:
    values = ["off", "Run", None, False]
    tasks = "".join(call("apiops_token_store", value) for value in values)
    results = refused(run(play, fresh_simulator, tasks))
    assert [result["msg"] for result in results] == [
        f"apiops_token_store must be run or none, not {value!r}." for value in values
    ]
    assert fresh_simulator.journal() == []


def test_apiops_in_process_that_is_no_boolean(play: Play, fresh_simulator: Simulator) -> None:
    values = ["nope", "", None, 2, ["true"]]
    tasks = "".join(call("apiops_in_process", value) for value in values)
    results = refused(run(play, fresh_simulator, tasks))
    assert [result["msg"] for result in results] == [
        f"apiops_in_process must be true or false, not {value!r}." for value in values
    ]
    assert fresh_simulator.journal() == []


def test_apiops_in_process_in_other_words_for_a_boolean(play: Play, fresh_simulator: Simulator) -> None:
    values = ["no", "{{ false }}", 0, "yes", 1, "on"]
    tasks = "".join(call("apiops_in_process", value) for value in values)
    ran = run(play, fresh_simulator, tasks, verbosity=1)
    assert [each.status for each in ran.results] == ["ok"] * len(values), ran.output
    assert ran.stdout.count("runs on its target") == 3


@pytest.mark.parametrize("library", ["requests", "jmespath"])
@pytest.mark.usefixtures("execution")
def test_a_library_that_is_missing(play: Play, fresh_simulator: Simulator, library: str) -> None:
    tasks = """
        - apiops.platforms.apic_token:
        - apiops.platforms.apic_invoke:
            path: /orgs
    """
    play.directory.joinpath(f"{library}.py").write_text("raise ImportError('it does not exist')\n")
    path = environment(play.directory).get("PYTHONPATH", "")
    ran = run(play, fresh_simulator, tasks, IGNORED, env={"PYTHONPATH": f"{play.directory}:{path}"})
    for result in refused(ran):
        assert result["msg"].startswith(f"Failed to import the required Python library ({library}) on ")
        assert result["reason"] == "it does not exist"
    assert fresh_simulator.journal() == []


@pytest.mark.usefixtures("execution")
def test_arguments_that_are_refused(play: Play, fresh_simulator: Simulator) -> None:
    tasks = """
        - apiops.platforms.apic_invoke: {path: /orgs, colour: red}
        - apiops.platforms.apic_invoke: {path: /orgs, retries: many}
        - apiops.platforms.apic_invoke: {path: /orgs, on_error: never}
        - apiops.platforms.apic_invoke: {calls: [{name: one, path: /orgs}, {name: two, colour: red}]}
        - apiops.platforms.apic_invoke: {calls: [{name: one, path: /orgs}, {name: two, paginate: perhaps}]}
        - apiops.platforms.apic_invoke: {calls: [{name: one, path: /orgs}, {name: two, body_format: xml}]}
        - apiops.platforms.apic_invoke: {path: /orgs, unless: there}
        - apiops.platforms.apic_invoke: {calls: [{name: one, path: /orgs}, {path: /cloud/settings}]}
        - apiops.platforms.apic_invoke: {path: /orgs, method: TRACE}
    """
    results = refused(run(play, fresh_simulator, tasks, IGNORED))
    for result, words in zip(
        results,
        (
            "Unsupported parameters for (apiops.platforms.apic_invoke) module: colour.",
            "argument 'retries' is of type",
            "value of on_error must be one of: stop, continue, got: never",
            "call 'two': Unsupported parameters: calls.colour.",
            "call 'two': argument 'paginate' is of type",
            "call 'two': value of body_format must be one of: json, form, multipart, raw, got: xml",
            "unless must be a mapping, not str.",
            "calls: number 2 (path /cloud/settings) has no name.",
            "method TRACE is not supported.",
        ),
        strict=True,
    ):
        assert words in result["msg"]
    assert fresh_simulator.journal() == []


def test_what_cannot_run_in_the_background(play: Play, fresh_simulator: Simulator) -> None:
    tasks = """
        - apiops.platforms.axway_service_account:
            name: robot
          async: 30
    """
    (result,) = refused(run(play, fresh_simulator, tasks, IGNORED))
    assert "does not support async" in result["msg"]
    assert fresh_simulator.journal() == []


def test_a_module_that_does_not_run_to_its_end(play: Play, fresh_simulator: Simulator) -> None:
    interpreter = play.directory / "python"
    interpreter.write_text("#!/bin/sh\necho killed >&2\nexit 137\n", encoding="utf-8")
    interpreter.chmod(0o700)
    given = {"apiops_in_process": False, "ansible_python_interpreter": str(interpreter)}
    tasks = """
        - apiops.platforms.apic_token:
        - apiops.platforms.apic_invoke:
            path: /orgs
        - apiops.platforms.apic_invoke:
            path: /orgs
          async: 30
        - apiops.platforms.apic_invoke:
            path: /orgs
          vars: {apiops_token_store: none}
    """
    ran = run(play, fresh_simulator, tasks, IGNORED, extra_vars=given)
    assert len(ran.results) == 4, ran.output
    for each in ran.results:
        assert each.result["error"] == ERROR
        assert each.result["rc"] == 137
        assert each.result["msg"]
    # A token module writes nothing.
    doubts = [each.result.get("outcome_unknown", False) for each in ran.results]
    assert doubts == [False, True, True, True]
    assert fresh_simulator.journal() == []


@pytest.mark.usefixtures("execution")
def test_a_refused_login_says_where_the_credentials_came_from(play: Play, fresh_simulator: Simulator) -> None:
    of = fresh_simulator.description["apinizer"]
    task = {
        "apiops.platforms.apinizer_token": {
            "url": of["url"],
            "username": "nobody",
            "ca_path": fresh_simulator.description["ca_path"],
        },
        "environment": {"APINIZER_PASSWORD": "wrong-password"},
        "ignore_errors": True,
    }
    ran = play([{"hosts": "all", "gather_facts": False, "tasks": [task]}])
    (result,) = ran.results
    assert result.result["msg"].startswith("No token for the user nobody: POST "), ran.output
    assert (
        "look at username (from the task), and password (from the environment variable APINIZER_PASSWORD)"
        in (result.result["msg"])
    )


def test_a_short_secret_spoils_no_result_of_a_target(play: Play, fresh_simulator: Simulator) -> None:
    """What a module sends back is text in which nearly every letter occurs."""
    # Not of those that stand in what is compared: from 2.22 on Ansible masks them before a callback looks.
    secrets = ["Q", "7", "Z"]
    ran = run(
        play,
        fresh_simulator,
        """
        - name: Login
          apiops.platforms.apinizer_token:
            username: nobody
            password: "{{ item }}"
          loop: "{{ secrets }}"
          ignore_errors: true
        """,
        extra_vars={"secrets": secrets, "apiops_in_process": False},
    )
    results = ran.of("Login").result["results"]
    assert [result["error"]["kind"] for result in results] == ["auth"] * len(secrets), ran.output
    assert len({result["msg"] for result in results}) == 1
