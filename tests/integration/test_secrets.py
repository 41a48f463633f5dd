# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""No secret on a screen, in a log, in a callback's report, in a process's arguments or on a disk."""

from __future__ import annotations

import base64
import re
import zlib
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

import pytest

from ansible_collections.apiops.platforms.plugins.module_utils._core.fields import MASK
from tests.integration.platforms import environment_of, run
from tests.integration.plays import Play
from tests.integration.secret_tasks import TASKS, all_secrets, prepare, repeat
from tests.integration.watch import Watch
from tests.leaks import leaked, secrets_of
from tests.simulator.client import Simulator

pytestmark = pytest.mark.leaks

# Whether Ansible itself masks a secret that it is told of: from 2.22 on.
_MASKS = find_spec("ansible.module_utils.secrets") is not None

# What a test gives its run, secrets and all.
_OF_THE_TEST = ("variables.json", "playbook.yml")


def texts_below(directory: Path) -> dict[str, str]:
    """The files below the directory, but for those of the test itself: contents by name."""
    return {
        str(path.relative_to(directory)): path.read_text("utf-8", "replace")
        for path in directory.rglob("*")
        if path.is_file() and path.name not in _OF_THE_TEST
    }


def leaky(texts: Mapping[str, str], secrets: Mapping[str, str]) -> list[str]:
    """The names of the texts that hold a secret."""
    return [name for name, text in texts.items() if leaked(text, secrets)]


def test_nothing_leaks(
    play: Play, execution: str, home: Path, fresh_simulator: Simulator, tmp_path: Path
) -> None:
    (home / "temporary").mkdir()
    known = prepare(play, fresh_simulator)
    env = {
        "ANSIBLE_LOG_PATH": str(home / "ansible.log"),
        "ANSIBLE_DISPLAY_TRACEBACK": "always",
        "TMPDIR": str(home / "temporary"),
    }
    with Watch(home, tmp_path / "kept") as watch:
        ran = run(play, fresh_simulator, TASKS, verbosity=4, env=env)
    assert ran.rc == 0, ran.output
    assert len(ran.results) == TASKS.count("\n    - ")
    secrets = all_secrets(known, fresh_simulator)
    assert leaked(ran.output, secrets) == []
    assert leaked("".join(watch.commands), secrets) == []
    assert leaked("".join(watch.environments), secrets) == []
    # Among them are the log, and the record of the results as every callback gets them.
    assert leaky(texts_below(home), secrets) == []
    passing = {name: text for name, text in watch.files.items() if Path(name).name not in _OF_THE_TEST}
    if execution == "in process":
        assert leaky(passing, secrets) == []
    else:
        # While a module runs, Ansible has its arguments in files. The watch must have seen them.
        assert leaky(passing, secrets)


@pytest.mark.parametrize("stdout_callback", ["default", "minimal"])
def test_nothing_in_the_report_of_a_callback(
    play: Play, fresh_simulator: Simulator, tmp_path: Path, stdout_callback: str
) -> None:
    known = prepare(play, fresh_simulator)
    env = {
        "ANSIBLE_STDOUT_CALLBACK": stdout_callback,
        "ANSIBLE_CALLBACK_RESULT_FORMAT": "yaml",
        "ANSIBLE_CALLBACKS_ENABLED": "record,junit,tree",
        "ANSIBLE_CALLBACK_TREE_DIR": str(tmp_path / "tree"),
        "JUNIT_OUTPUT_DIR": str(tmp_path / "junit"),
    }
    ran = run(play, fresh_simulator, TASKS, verbosity=1, env=env)
    assert ran.rc == 0, ran.output
    secrets = all_secrets(known, fresh_simulator)
    assert leaked(ran.output, secrets) == []
    reports = texts_below(tmp_path)
    assert {name.partition("/")[0] for name in reports} >= {"tree", "junit"}
    assert leaky(reports, secrets) == []


@pytest.mark.usefixtures("execution")
def test_nothing_of_a_refused_login(play: Play, fresh_simulator: Simulator, tmp_path: Path) -> None:
    known = prepare(play, fresh_simulator)
    of = fresh_simulator.description
    repeat(fresh_simulator, "axway", "/auth/", [of["axway"]["client_secret"]], 401)
    repeat(fresh_simulator, "apic", "/api/token", [of["apic"]["password"], of["apic"]["client_secret"]], 401)
    repeat(fresh_simulator, "apinizer", "/apiops/auth/token", [of["apinizer"]["password"]], 401)
    repeat(fresh_simulator, "cmf", "/SecurityPortal", [of["cmf"]["token"]], 401)
    tasks = """
        - apiops.platforms.axway_token:
        - apiops.platforms.axway_token:
            auth_method: client_secret_basic
        - apiops.platforms.apic_token:
        - apiops.platforms.apinizer_token:
        # Meets the refusal that is kept, or another.
        - apiops.platforms.apinizer_token:
        - apiops.platforms.cmf_token:
            auth_mode: exchange
            tenant: "{{ simulator.cmf.tenant }}"
    """
    ran = run(play, fresh_simulator, tasks, keywords={"ignore_errors": True}, verbosity=4)
    assert [result.status for result in ran.results] == ["ignored"] * 6, ran.output
    assert leaked(ran.output, all_secrets(known, fresh_simulator)) == []


WAIT = """
        - ansible.builtin.async_status:
            jid: "{{ answer.ansible_job_id }}"
          register: answer
          until: answer is finished
          retries: 60
          delay: 0.5
          ignore_errors: true
"""


def of_jobs(jobs: Path, watch: Watch) -> str:
    """What the files of the jobs held, those that are gone too."""
    passed = [text for name, text in watch.files.items() if name.startswith("jobs/")]
    assert passed
    return "".join([*passed, *texts_below(jobs).values()])


@pytest.mark.usefixtures("execution")
def test_nothing_of_a_task_with_async(
    play: Play, home: Path, jobs: Path, fresh_simulator: Simulator, tmp_path: Path
) -> None:
    known = prepare(play, fresh_simulator)
    of = fresh_simulator.description
    repeat(fresh_simulator, "apinizer", "/apiops/auth/token", [of["apinizer"]["password"]], 401)
    tasks = "".join(
        f"""
        - {task}
          async: 60
          poll: {poll}
          register: answer
          ignore_errors: true
        {"" if poll else WAIT}
        """
        for task, poll in (
            ("apiops.platforms.apic_invoke: {path: /refused}", 1),
            ("apiops.platforms.apic_invoke: {path: /refused}", 0),
            ("apiops.platforms.apic_token:", 1),
            ("apiops.platforms.apic_token:", 0),
            ("apiops.platforms.apinizer_token:", 1),
            ("apiops.platforms.apinizer_token:", 0),
            ("apiops.platforms.apinizer_token: {timeout: soon}", 0),
        )
    )
    with Watch(home, tmp_path / "kept") as watch:
        ran = run(play, fresh_simulator, tasks, verbosity=4)
    assert ran.rc == 0, ran.output
    secrets = all_secrets(known, fresh_simulator)
    assert leaked(ran.output, secrets) == []
    written = of_jobs(jobs, watch)
    assert written.count("answered 400") >= 2
    assert written.count("answered 401") >= 2
    assert leaked(written, secrets) == []


def test_nothing_of_the_environment_of_a_task_with_async(
    play: Play, home: Path, jobs: Path, fresh_simulator: Simulator, tmp_path: Path
) -> None:
    tasks = f"""
        - apiops.platforms.apic_invoke:
            path: /orgs
          async: 60
          poll: 1
        - apiops.platforms.apic_invoke:
            path: /orgs
          async: 60
          poll: 0
          register: answer
        {WAIT}
    """
    env = environment_of(fresh_simulator.description)
    with Watch(home, tmp_path / "kept") as watch:
        ran = run(play, fresh_simulator, tasks, keywords={"module_defaults": {}}, verbosity=4, env=env)
    assert ran.rc == 0, ran.output
    secrets = all_secrets(secrets_of(fresh_simulator.description), fresh_simulator)
    written = of_jobs(jobs, watch)
    assert written.count("total_results") >= 2
    assert leaked(written, secrets) == []
    assert leaked(ran.output, secrets) == []


def opened(text: str) -> str:
    """What can be read of a text without a key: itself, and what of it is base64 of something compressed."""
    parts = [text]
    for part in re.findall(r"[A-Za-z0-9+/=]{60,}", text):
        try:
            parts.append(zlib.decompress(base64.b64decode(part)).decode())
        except (ValueError, zlib.error):
            continue
    return "\n".join(parts)


def test_nothing_of_what_a_connection_tells(play: Play, fresh_simulator: Simulator) -> None:
    known = prepare(play, fresh_simulator)
    tasks = """
        - apiops.platforms.apic_invoke:
            path: /orgs
        - apiops.platforms.apic_token:
        - apiops.platforms.axway_token:
        - apiops.platforms.axway_token:
            client_secret: another
          ignore_errors: true
    """
    env = {"ANSIBLE_CONNECTION_PLUGINS": str(Path(__file__).parent / "plugins" / "connection")}
    play.variables["ansible_connection"] = "heard"
    ran = run(play, fresh_simulator, tasks, verbosity=4, env=env)
    assert ran.rc == 0, ran.output
    assert ran.output.count("sealed") >= 4
    assert leaked(opened(ran.output), all_secrets(known, fresh_simulator)) == []


USE = """
        - name: Show
          ansible.builtin.debug:
            var: token
        - name: Use
          ansible.builtin.uri:
            url: "{{ simulator.apic.url }}/api/orgs"
            headers: {Authorization: "Bearer {{ token.access_token }}"}
            ca_path: "{{ apiops_ca_path }}"
          ignore_errors: true
"""


@pytest.mark.usefixtures("execution")
def test_a_registered_token_is_of_use(play: Play, fresh_simulator: Simulator) -> None:
    known = prepare(play, fresh_simulator)
    tasks = f"""
        - apiops.platforms.apic_token:
          register: token
        {USE}
    """
    ran = run(play, fresh_simulator, tasks, verbosity=4)
    assert ran.of("Use").status == "ok", ran.output
    # Before, who shows a registered token sees it.
    if _MASKS:
        assert leaked(ran.output, all_secrets(known, fresh_simulator)) == []


@pytest.mark.parametrize(("poll", "wait"), [(1, ""), (0, WAIT)])
def test_a_token_of_a_task_with_async(
    play: Play, jobs: Path, fresh_simulator: Simulator, poll: int, wait: str
) -> None:
    tasks = f"""
        - apiops.platforms.apic_token:
          async: 30
          poll: {poll}
          register: answer
        {wait}
        - name: Show
          ansible.builtin.debug:
            var: answer.access_token
    """
    ran = run(play, fresh_simulator, tasks)
    # It would be in the file of the job.
    assert ran.of("Show").result["answer.access_token"] == MASK, ran.output
