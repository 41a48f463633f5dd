# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a user expects of any module: environment, check mode, delegation, loops, async, clear errors."""

from __future__ import annotations

import json
import os
import signal
import sys
from pathlib import Path

import pytest

from tests.integration.platforms import run
from tests.integration.plays import Play
from tests.playbook import LOCALHOST, variables_of
from tests.processes import processes, signal_all
from tests.simulator.client import Simulator

TOKEN_PATH = "/api/token"


# What Python runs at its start, before the module: it notes which Python it is.
AT_START = """
import os, sys
with open(os.environ["PYTHON_NOTES"], "a") as notes:
    notes.write("%s.%s\\n" % sys.version_info[:2])
"""

# The Python that modules are to be tested on, as `make matrix` says, or else the one of these tests.
TARGET_VERSION = os.environ.get("APIOPS_TESTS_TARGET_VERSION", "%s.%s" % sys.version_info[:2])


@pytest.mark.usefixtures("execution")
def test_the_environment_keyword_is_that_of_the_module(
    play: Play, fresh_simulator: Simulator, tmp_path: Path
) -> None:
    (tmp_path / "sitecustomize.py").write_text(AT_START, encoding="utf-8")
    notes = tmp_path / "notes"
    notes.touch()
    plays = [
        {
            "hosts": "all",
            "gather_facts": False,
            "environment": {
                "APIC_URL": "{{ simulator.apic.url }}",
                "APIC_USERNAME": "somebody else",
                "APIC_CLIENT_ID": "{{ simulator.apic.client_id }}",
                "APIC_CLIENT_SECRET": "{{ simulator.apic.client_secret }}",
                "APIC_CA_PATH": "{{ apiops_ca_path }}",
                "PYTHONPATH": str(tmp_path),
                "PYTHON_NOTES": str(notes),
            },
            "tasks": [
                {
                    "name": "Call",
                    "apiops.platforms.apic_invoke": {"path": "/orgs"},
                    "environment": {
                        "APIC_USERNAME": "{{ simulator.apic.username }}",
                        "APIC_PASSWORD": "{{ simulator.apic.password }}",
                    },
                }
            ],
        }
    ]
    ran = play(plays, extra_vars=variables_of(fresh_simulator.description))
    assert ran.rc == 0, ran.output
    assert ran.of("Call").result["status"] == 200
    # Python reads PYTHONPATH when it starts, so that the task runs as a module in either case.
    assert set(notes.read_text(encoding="utf-8").split()) == {TARGET_VERSION}


def test_the_environment_of_one_task_is_not_that_of_the_next(play: Play, fresh_simulator: Simulator) -> None:
    ran = run(
        play,
        fresh_simulator,
        """
        - name: With
          apiops.platforms.apic_realm:
            identity_provider: "{{ omit }}"
          environment: {APIC_IDENTITY_PROVIDER: none-such}
          ignore_errors: true
        - name: Without
          apiops.platforms.apic_realm:
        """,
    )
    assert "none-such" in ran.of("With").result["msg"]
    assert ran.of("Without").status == "ok"


@pytest.mark.usefixtures("execution")
def test_check_mode_predicts_and_writes_nothing(play: Play, fresh_simulator: Simulator) -> None:
    tasks = """
        - name: Token
          apiops.platforms.apic_token:
          register: token
        - name: The token is real
          ansible.builtin.assert:
            that: token.access_token | length > 20
            quiet: true
        - name: Read
          apiops.platforms.apic_invoke:
            path: /orgs
        - name: Write
          apiops.platforms.apic_invoke:
            method: POST
            path: "/orgs/{{ simulator.apic.organization }}/catalogs"
            body: {name: checked, title: Checked}
            unless:
              path: "/catalogs/{{ simulator.apic.organization }}/checked"
    """
    checked = run(play, fresh_simulator, tasks, check=True, diff=True)
    assert checked.rc == 0, checked.output
    assert checked.of("Read").result["status"] == 200
    assert checked.of("Write").changed
    assert "checked" in checked.of("Write").result["diff"]["after"]
    assert fresh_simulator.journal(method="POST", contains="checked") == []
    first, second = run(play, fresh_simulator, tasks), run(play, fresh_simulator, tasks)
    assert (first.of("Write").changed, second.of("Write").changed) == (True, False)


def test_no_log_and_register_and_until(play: Play, fresh_simulator: Simulator) -> None:
    fresh_simulator.fault(platform="apic", path="/api/orgs", kind="status", status=404, body={}, times=2)
    ran = run(
        play,
        fresh_simulator,
        """
        - name: Patient
          apiops.platforms.apic_invoke:
            path: /orgs
          register: answer
          until: answer is succeeded
          retries: 3
          delay: 0
        """,
    )
    assert ran.rc == 0, ran.output
    assert len(fresh_simulator.journal(path="/api/orgs")) == 3


@pytest.mark.usefixtures("execution")
def test_delegation(play: Play, fresh_simulator: Simulator) -> None:
    local = LOCALHOST["all"]["hosts"]["localhost"]
    hosts = {
        "all": {"hosts": {"far": {"ansible_connection": "ssh", "ansible_host": "192.0.2.1"}, "near": local}}
    }
    ran = run(
        play,
        fresh_simulator,
        """
        - name: Delegated
          apiops.platforms.apic_invoke:
            path: /orgs
          delegate_to: near
          when: inventory_hostname == 'far'
        """,
        inventory=hosts,
    )
    assert ran.rc == 0, ran.output
    assert ran.of("Delegated", "far").result["status"] == 200


@pytest.mark.usefixtures("execution")
def test_async_runs_the_module(play: Play, fresh_simulator: Simulator) -> None:
    ran = run(
        play,
        fresh_simulator,
        """
        - name: Started
          apiops.platforms.apic_invoke:
            path: /orgs
          async: 30
          poll: 0
          register: job
        - name: Finished
          ansible.builtin.async_status:
            jid: "{{ job.ansible_job_id }}"
          register: answer
          until: answer is finished
          retries: 60
          delay: 0.5
        """,
        extra_vars={"ansible_async_dir": str(play.directory)},
    )
    assert ran.rc == 0, ran.output
    assert ran.of("Finished").result["status"] == 200


def test_a_loop_shares_token_and_connection(play: Play, fresh_simulator: Simulator) -> None:
    ran = run(
        play,
        fresh_simulator,
        """
        - name: Loop
          apiops.platforms.apic_invoke:
            path: /orgs
          loop: "{{ range(10) | list }}"
        """,
    )
    assert [item["status"] for item in ran.of("Loop").items] == [200] * 10
    assert len(fresh_simulator.journal(path=TOKEN_PATH)) == 1
    assert len({request["connection"] for request in fresh_simulator.journal(path="/api/orgs")}) == 1


@pytest.mark.usefixtures("execution")
def test_bad_arguments_are_told_as_a_module_would(play: Play, fresh_simulator: Simulator) -> None:
    ran = run(
        play,
        fresh_simulator,
        """
        - name: Unknown option
          apiops.platforms.apic_invoke:
            path: /orgs
            colour: red
          ignore_errors: true
        - name: Wrong choice
          apiops.platforms.apic_invoke:
            path: /orgs
            on_error: never
          ignore_errors: true
        - name: A call with credentials
          apiops.platforms.apic_invoke:
            calls:
              - name: one
                path: /orgs
                password: "{{ simulator.apic.password }}"
          ignore_errors: true
        """,
    )
    unknown = ran.of("Unknown option").result["msg"]
    assert unknown.startswith(
        "Unsupported parameters for (apiops.platforms.apic_invoke) module: colour. "
        "Supported parameters include: api_key,"
    )
    assert "_seal_key" not in ran.output
    assert "value of on_error must be one of: stop, continue" in ran.of("Wrong choice").result["msg"]
    assert "calls.password" in ran.of("A call with credentials").result["msg"]
    assert fresh_simulator.journal() == []


@pytest.mark.usefixtures("execution")
def test_a_mistake_is_blamed_on_its_place(play: Play, fresh_simulator: Simulator) -> None:
    ran = run(
        play,
        fresh_simulator,
        """
        - name: Shape
          apiops.platforms.apic_invoke:
            path: /orgs
            unless: there
          ignore_errors: true
        - name: Variable
          apiops.platforms.apic_invoke:
            path: /orgs
          environment: {APIC_TIMEOUT: soon}
          ignore_errors: true
        """,
    )
    assert ran.of("Shape").result["msg"] == "unless must be a mapping, not str."
    assert ran.of("Shape").result["error"]["kind"] == "config"
    assert "(from the environment variable APIC_TIMEOUT)" in ran.of("Variable").result["msg"]


@pytest.mark.usefixtures("execution")
def test_relative_paths_begin_at_the_playbook(play: Play, fresh_simulator: Simulator) -> None:
    ran = run(
        play,
        fresh_simulator,
        """
        - name: Save
          apiops.platforms.apic_invoke:
            path: /orgs
            dest: orgs.json
        - name: Look
          ansible.builtin.stat:
            path: "{{ playbook_dir }}/orgs.json"
          register: file
          failed_when: not file.stat.exists
        """,
    )
    assert ran.rc == 0, ran.output


def test_the_timeout_of_a_task_ends_a_batch(play: Play, fresh_simulator: Simulator, execution: str) -> None:
    # Long enough for a module to begin its calls, on a busy machine too.
    seconds = 4 if execution == "in process" else 20
    fresh_simulator.fault(platform="apic", path="/api/orgs", kind="slow", seconds=60, times=None)
    ran = run(
        play,
        fresh_simulator,
        """
        - name: Too long
          apiops.platforms.apic_invoke:
            concurrency: 2
            calls:
              - {name: one, path: /orgs}
              - {name: two, path: /orgs}
              - {name: three, path: /orgs}
              - {name: four, path: /orgs}
          timeout: "{{ seconds }}"
        """,
        extra_vars={"seconds": seconds},
    )
    # Ansible leaves a module running whose time is over: its other calls must not meet the next test.
    home = os.fsencode(play.directory)
    signal_all(processes(lambda place: home in (place / "environ").read_bytes()), signal.SIGKILL)
    assert ran.of("Too long").status == "failed"
    # By itself, a call that is not answered ends after 30 s, and is tried again.
    assert ran.of("Too long").seconds < 29
    assert len(fresh_simulator.journal(path="/api/orgs")) == 2


def test_results_in_process_are_those_on_the_target(play: Play, fresh_simulator: Simulator) -> None:
    tasks = """
        - name: Realm
          apiops.platforms.apic_realm:
        - name: Token
          apiops.platforms.apic_token:
          register: token
        - name: Token seen
          ansible.builtin.debug:
            var: token
        - name: Call
          apiops.platforms.apic_invoke:
            path: /orgs
        - name: Refused
          apiops.platforms.apic_invoke:
            path: /none/such
          ignore_errors: true
        - name: Mistaken
          apiops.platforms.apic_invoke:
            path: /none/{such}
          ignore_errors: true
        - name: Many
          apiops.platforms.apic_invoke:
            calls:
              - name: one
                path: /orgs
              - name: two
                path: /none/such
          ignore_errors: true
    """
    varying = {"elapsed", "date", "request_id", "x-request-id", "exception", "invocation", "ansible_facts"}
    runs, seen = [], []
    for in_process in (True, False):
        ran = run(play, fresh_simulator, tasks, extra_vars={"apiops_in_process": in_process})
        assert ran.rc == 0, ran.output
        runs.append(ran)
        seen.append(
            {each.task: comparable(each.result, varying) for each in ran.results if each.task != "Token seen"}
        )
    shown = [set(ran.of("Token seen").result["token"]) for ran in runs]
    assert shown[0] == shown[1]
    for task in seen[0]:
        assert seen[0][task] == seen[1][task], task


def comparable(value: object, varying: set[str]) -> object:
    """A result without what differs from one exchange to the next; ids in messages too."""
    if isinstance(value, dict):
        return {key: comparable(item, varying) for key, item in value.items() if key not in varying}
    if isinstance(value, list):
        return [comparable(item, varying) for item in value]
    return value.partition(" (request id ")[0] if isinstance(value, str) else value


def test_a_long_wait_does_not_look_hung(play: Play, fresh_simulator: Simulator) -> None:
    fresh_simulator.fault(platform="apic", path="/api/orgs", kind="status", status=404, body={}, times=3)
    tasks = """
        - name: Patient
          apiops.platforms.apic_invoke:
            path: /cloud/settings
            wait_for: {path: /orgs, that: total_results, interval: 0.1}
    """
    ran = run(play, fresh_simulator, tasks, verbosity=1)
    assert ran.rc == 0, ran.output
    assert "Patient: waiting for " in ran.stdout
    assert "/api/orgs: poll 1, " in ran.stdout
    assert ran.of("Patient").result["waited_for"]["polls"] == 4


def test_a_wait_on_a_target_says_that_it_shows_no_progress(play: Play, fresh_simulator: Simulator) -> None:
    tasks = """
        - name: Patient
          apiops.platforms.apic_invoke:
            path: /cloud/settings
            wait_for: {path: /orgs}
    """
    ran = run(play, fresh_simulator, tasks, verbosity=1, extra_vars={"apiops_in_process": False})
    assert ran.rc == 0, ran.output
    assert "Patient: runs on its target, and shows no progress from there" in ran.stdout


@pytest.mark.usefixtures("execution")
def test_values_of_every_type_arrive_as_they_are(play: Play, fresh_simulator: Simulator) -> None:
    ran = run(
        play,
        fresh_simulator,
        """
        - name: Send
          apiops.platforms.apic_invoke:
            method: POST
            path: /orgs
            status_code: [404, 405]
            body:
              z: "{{ text }}"
              number: "{{ number }}"
              big: 9007199254740993
              fraction: 0.1
              flag: true
              nothing: null
              list: "{{ [1, 'two', {'three': 3}] }}"
              a: "ü 😀"
        """,
        extra_vars={"text": "plain", "number": 7},
    )
    assert ran.rc == 0, ran.output
    (request,) = fresh_simulator.journal(method="POST", path="/api/orgs")
    sent = json.loads(request["body"])
    assert " ".join(sent) == "z number big fraction flag nothing list a"
    assert (sent["big"], sent["fraction"]) == (9007199254740993, 0.1)
    assert (sent["flag"], sent["nothing"]) == (True, None)
    assert sent["list"] == [1, "two", {"three": 3}]
    assert sent["a"] == "ü 😀"
