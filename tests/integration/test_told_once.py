# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a platform tells once: hidden under no_log, and kept unseen when something fails after it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.integration.platforms import run
from tests.integration.plays import Play
from tests.integration.test_secrets import WAIT, leaky, of_jobs, texts_below
from tests.integration.watch import Watch
from tests.leaks import leaked
from tests.simulator.client import Simulator

pytestmark = pytest.mark.leaks

TOLD = "told-only-once-47-11"
# What fails after an application was created, whose secret is told once.
AFTER = {
    "verify": "unless: {path: /seen, that: \"name == 'y'\"}\n            verify: true",
    "wait_for": "wait_for: {path: /seen, that: done, timeout: 0.1, interval: 0.1}",
    "select": "select: abs(name)",
    "dest": "dest: /dev/full",
}


@pytest.fixture
def applications(fresh_simulator: Simulator) -> Simulator:
    """A platform that creates applications, and tells the secret of each once."""
    for path, status, body in (
        ("/api/apps", 201, {"name": "x", "client_secret": TOLD}),
        ("/api/seen", 200, {"name": "x"}),
        ("/api/refused", 400, {"message": [f"what you sent is {TOLD}"]}),
        ("/api/used", 200, {}),
    ):
        fresh_simulator.fault(platform="apic", path=path, kind="status", status=status, body=body, times=None)
    return fresh_simulator


def logged(play: Play, tmp_path: Path) -> dict[str, str]:
    """Settings by which all that Ansible can tell is written below ``tmp_path``."""
    play.variables["ansible_async_dir"] = str(tmp_path / "jobs")
    return {
        "ANSIBLE_LOG_PATH": str(tmp_path / "ansible.log"),
        "ANSIBLE_CALLBACKS_ENABLED": "record,junit,tree",
        "ANSIBLE_CALLBACK_TREE_DIR": str(tmp_path / "tree"),
        "JUNIT_OUTPUT_DIR": str(tmp_path / "junit"),
    }


@pytest.mark.usefixtures("execution")
@pytest.mark.parametrize("verbosity", [0, 3])
def test_what_is_told_once_survives_a_failure_unseen(
    play: Play, applications: Simulator, tmp_path: Path, verbosity: int
) -> None:
    create = "method: POST\n            path: /apps\n            body: {name: x}"
    use = """
          apiops.platforms.apic_invoke:
            method: POST
            path: /used
            body: {client_secret: "{{ kept.answer.json.client_secret }}"}
    """
    tasks = "".join(
        f"""
        - name: Fail by {option}
          apiops.platforms.apic_invoke:
            {create}
            {failing}
          ignore_errors: true
          register: kept
        - name: Use what {option} left
          {use}
        """
        for option, failing in AFTER.items()
    )
    tasks += """
        - block:
            - apiops.platforms.apic_invoke:
                calls:
                  - {name: one, method: POST, path: /apps, body: {}}
                  - {name: two, path: /nowhere}
          rescue:
            - name: Use what the calls left
              apiops.platforms.apic_invoke:
                method: POST
                path: /used
                body: {client_secret: "{{ ansible_failed_result.calls[0].json.client_secret }}"}
    """
    ran = run(play, applications, tasks, verbosity=verbosity, env=logged(play, tmp_path))
    assert ran.rc == 0, ran.output
    used = [entry["body"] for entry in applications.journal(path="/api/used")]
    assert [json.loads(body) for body in used] == [{"client_secret": TOLD}] * (len(AFTER) + 1)
    # All that is shown of the failures is their message.
    for told in ("does not hold", "was polled", "abs() takes", "/dev/full", "1 of 2 calls failed"):
        assert told in " ".join(ran.output.split())
    assert leaked(ran.output, {"told": TOLD}) == []
    assert leaky(texts_below(tmp_path), {"told": TOLD}) == []


def test_what_is_told_once_is_in_no_file_of_a_job(
    play: Play, applications: Simulator, home: Path, jobs: Path, tmp_path: Path
) -> None:
    tasks = f"""
        - apiops.platforms.apic_invoke:
            method: POST
            path: /apps
            body: {{name: x}}
            {AFTER["wait_for"]}
          async: 60
          poll: 1
          ignore_errors: true
        - apiops.platforms.apic_invoke:
            calls:
              - {{name: one, method: POST, path: /apps, body: {{}}}}
              - {{name: two, path: /nowhere}}
          async: 60
          poll: 0
          register: answer
        {WAIT}
    """
    with Watch(home, tmp_path / "kept") as watch:
        ran = run(play, applications, tasks, verbosity=3)
    assert ran.rc == 0, ran.output
    written = of_jobs(jobs, watch)
    assert "was polled" in written
    assert "calls failed" in written
    assert leaked(ran.output + written, {"told": TOLD}) == []


# A task, a block, a role and a play under no_log, whose calls succeed and fail.
HIDDEN = """
        - name: A success
          apiops.platforms.apic_invoke: {method: POST, path: /apps, body: {}}
          no_log: true
        - name: Many calls
          apiops.platforms.apic_invoke: &two
            calls:
              - {name: one, method: POST, path: /apps, body: {}}
              - {name: two, path: /refused}
          no_log: true
          ignore_errors: true
        - name: A block
          no_log: true
          block:
            - apiops.platforms.apic_invoke: {path: /refused}
              ignore_errors: true
            - apiops.platforms.apic_invoke: *two
              ignore_errors: true
              loop: [1, 2]
        - name: A role
          ansible.builtin.include_role:
            name: apiops.platforms.apic
            apply: {no_log: true, ignore_errors: true}
          vars:
            apic_url: "{{ simulator.apic.url }}"
            apic_username: "{{ simulator.apic.username }}"
            apic_password: "{{ simulator.apic.password }}"
            apic_client_id: "{{ simulator.apic.client_id }}"
            apic_client_secret: "{{ simulator.apic.client_secret }}"
            apic_ca_path: "{{ apiops_ca_path }}"
            apic_calls:
              - {name: one, method: POST, path: /apps, body: {}}
              - {name: two, path: /refused}
"""


@pytest.mark.usefixtures("execution")
@pytest.mark.parametrize("verbosity", [0, 3])
def test_no_log_hides_every_answer(
    play: Play, applications: Simulator, tmp_path: Path, verbosity: int
) -> None:
    env = logged(play, tmp_path)
    ran = run(play, applications, HIDDEN, verbosity=verbosity, diff=True, env=env)
    assert ran.rc == 0, ran.output
    assert len(applications.journal(path="/api/apps")) == 5
    assert len(applications.journal(path="/api/refused")) == 5
    assert leaked(ran.output, {"told": TOLD}) == []
    assert leaky(texts_below(tmp_path), {"told": TOLD}) == []


@pytest.mark.usefixtures("execution")
def test_no_log_hides_a_refusal_that_other_tasks_met(
    play: Play, fresh_simulator: Simulator, tmp_path: Path
) -> None:
    fresh_simulator.fault(
        platform="apinizer",
        path="/apiops/auth/token",
        kind="status",
        status=401,
        body={"error": "x", "error_description": TOLD},
        times=None,
    )
    tasks = """
        - apiops.platforms.apinizer_invoke: {path: /projects/}
          no_log: true
          ignore_errors: true
        - apiops.platforms.apinizer_token:
          no_log: true
          ignore_errors: true
        - apiops.platforms.apinizer_invoke: {path: /projects/}
          no_log: true
          ignore_errors: true
          loop: [1, 2]
    """
    ran = run(play, fresh_simulator, tasks, env=logged(play, tmp_path))
    assert ran.rc == 0, ran.output
    assert leaked(ran.output, {"told": TOLD}) == []
    assert leaky(texts_below(tmp_path), {"told": TOLD}) == []
