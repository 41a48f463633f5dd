# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a task's environment and files do: the same in process and on the target."""

from __future__ import annotations

import shutil
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import trustme
import yaml

from tests.integration.plays import Play, PlayRun
from tests.playbook import variables_of
from tests.simulator.client import Simulator

pytestmark = pytest.mark.usefixtures("execution")

# A call of CMF, that needs no login; there is nothing of that name.
CALL = {"path": "/DataCollection/GetNothing", "read_only": True, "status_code": [404], "retries": 0}


@pytest.fixture
def other_ca(tmp_path: Path) -> str:
    """A bundle with an authority that issued nothing."""
    path = tmp_path / "other.pem"
    trustme.CA().cert_pem.write_to_path(str(path))
    return str(path)


@pytest.fixture
def nowhere() -> Iterator[str]:
    """The URL of a proxy that does not exist."""
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{closed.getsockname()[1]}"


def run(play: Play, simulator: Simulator, *tasks: dict[str, Any], **options: Any) -> PlayRun:
    """Run the tasks, each a call of CMF with these keywords; ``args`` are further options."""
    of = simulator.description["cmf"]
    given = {"url": of["url"], "token": of["token"], **CALL}
    written = [
        {
            "ignore_errors": True,
            **task,
            "apiops.platforms.cmf_invoke": {**given, **task.get("args", {})},
        }
        for task in tasks
    ]
    for task in written:
        task.pop("args", None)
    ran = play([{"hosts": "all", "gather_facts": False, "tasks": written}], **options)
    assert ran.rc == 0, ran.output
    return ran


def kinds(results: list[dict[str, Any]]) -> list[str]:
    """What became of each: the status, or the kind of the failure."""
    return [str(result["status"] or result["error"]["kind"]) for result in results]


@pytest.mark.parametrize("variable", ["SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"])
def test_authorities_of_each_item(
    play: Play, fresh_simulator: Simulator, other_ca: str, variable: str
) -> None:
    right = fresh_simulator.description["ca_path"]
    task = {
        "name": "call",
        "environment": {variable: "{{ item }}"},
        "loop": [other_ca, right, other_ca, "", right],
    }
    ran = run(play, fresh_simulator, task, env={"SSL_CERT_FILE": ""})
    expected = ["tls", "404", "tls", "tls", "404"] if variable == "SSL_CERT_FILE" else ["tls"] * 5
    assert kinds(ran.of("call").items) == expected, ran.output


@pytest.mark.parametrize("first", ["right", "wrong"])
def test_a_bundle_renewed_between_tries(
    play: Play, fresh_simulator: Simulator, other_ca: str, tmp_path: Path, first: str
) -> None:
    right = fresh_simulator.description["ca_path"]
    before, after = (right, other_ca) if first == "right" else (other_ca, right)
    bundle = tmp_path / "bundle.pem"
    shutil.copy(before, bundle)
    task = {
        "name": "call",
        "args": {"ca_path": str(bundle)},
        "register": "answer",
        "until": f"lookup('pipe', 'cp {after} {bundle}') == '' and answer.status == wanted",
        "retries": 3,
        "delay": 0,
        "vars": {"wanted": None if first == "right" else 404},
    }
    ran = run(play, fresh_simulator, task)
    assert kinds([ran.of("call").result]) == ["tls" if first == "right" else "404"], ran.output
    assert len(fresh_simulator.journal(platform="cmf")) == 1


def test_a_variable_that_is_null_is_empty(play: Play, fresh_simulator: Simulator, nowhere: str) -> None:
    tasks: list[dict[str, Any]] = [
        {"name": "none", "environment": {"https_proxy": None}},
        {"name": "empty", "environment": {"https_proxy": ""}},
        {"name": "other", "environment": {"http_proxy": None}},
        {"name": "authorities", "environment": {"https_proxy": None, "SSL_CERT_FILE": None}},
    ]
    ca_path = {"args": {"ca_path": fresh_simulator.description["ca_path"]}}
    env = {"https_proxy": nowhere, "HTTPS_PROXY": nowhere, "no_proxy": "", "NO_PROXY": ""}
    env["SSL_CERT_FILE"] = fresh_simulator.description["ca_path"]
    ran = run(play, fresh_simulator, *({**ca_path, **task} for task in tasks[:3]), tasks[3], env=env)
    assert kinds([each.result for each in ran.results]) == ["404", "404", "connect", "tls"], ran.output


def test_entries_of_no_proxy(play: Play, fresh_simulator: Simulator, nowhere: str) -> None:
    host, port = fresh_simulator.description["cmf"]["url"].split("//")[1].split(":")
    entries = {f"{host}:{port}": "404", f"{host}:1": "connect", f"[::1],{host}": "404", "fd00::/8": "connect"}
    task = {
        "name": "call",
        "args": {"ca_path": fresh_simulator.description["ca_path"]},
        "environment": {"https_proxy": nowhere, "no_proxy": "{{ item }}"},
        "loop": list(entries),
    }
    ran = run(play, fresh_simulator, task)
    assert kinds(ran.of("call").items) == list(entries.values()), ran.output


def test_where_paths_lead(play: Play, fresh_simulator: Simulator, tmp_path: Path) -> None:
    """A path is relative to the playbook's directory, and the task's environment fills it in."""
    (tmp_path / "home").mkdir()
    shutil.copy(fresh_simulator.description["ca_path"], tmp_path / "home" / "ca.pem")
    variables = {"HOME": str(tmp_path / "home"), "CERTIFICATES": str(tmp_path / "home")}
    task = {
        "name": "call",
        "args": {"ca_path": "{{ item }}"},
        "environment": variables,
        "loop": ["~/ca.pem", "$CERTIFICATES/ca.pem", "../home/ca.pem", "~/none.pem"],
    }
    ran = run(play, fresh_simulator, task)
    assert kinds(ran.of("call").items) == ["404", "404", "404", "config"], ran.output
    assert ran.of("call").items[3]["msg"] == f"ca_path {tmp_path}/home/none.pem does not exist."


def test_variables_that_count_when_python_starts(
    play: Play, fresh_simulator: Simulator, tmp_path: Path
) -> None:
    (tmp_path / "jmespath.py").write_text("raise ImportError('not this one')", encoding="utf-8")
    task = {"name": "call", "environment": {"PYTHONPATH": str(tmp_path)}}
    ran = run(play, fresh_simulator, task)
    result = ran.of("call").result
    assert "jmespath" in result["msg"]
    assert result["reason"] == "not this one"


FOLDED = """
- hosts: all
  gather_facts: false
  environment:
    CMF_CA_PATH: "{{ apiops_ca_path }}\\n"
    CMF_URL: "{{ simulator.cmf.url }}\\n"
  tasks:
    - name: cmf
      apiops.platforms.cmf_invoke:
        token: >
          {{ simulator.cmf.token }}
        path: >
          /DataCollection/GetNothing
        method: >
          GET
        select: >
          @
        status_code: [404]
    - name: apic
      apiops.platforms.apic_invoke:
        url: >
          {{ simulator.apic.url }}
        ca_path: >
          {{ apiops_ca_path }}
        username: >
          {{ simulator.apic.username }}
        password: "{{ simulator.apic.password }}"
        client_id: >
          {{ simulator.apic.client_id }}
        client_secret: "{{ simulator.apic.client_secret }}"
        scope: >
          provider
        calls:
          - name: >
              orgs
            path: >
              /orgs
            body_format: >
              json
            wait_for:
              path: >
                /orgs
              that: >
                total_results > `0`
    - name: axway
      apiops.platforms.axway_token:
        region: >
          us
        auth_url: >
          {{ simulator.axway.auth_url }}
        client_id: >
          {{ simulator.axway.client_id }}
        client_secret: "{{ simulator.axway.client_secret }}"
        ca_path: "{{ apiops_ca_path }}"
        auth_method: >
          client_secret_post
"""


def test_options_that_yaml_has_folded(play: Play, fresh_simulator: Simulator) -> None:
    ran = play(FOLDED, extra_vars=variables_of(fresh_simulator.description))
    assert [each.status for each in ran.results] == ["ok"] * 3, ran.output
    assert ran.of("apic").result["calls"][0]["name"] == "orgs"
    assert yaml.safe_load(FOLDED)[0]["tasks"][0]["apiops.platforms.cmf_invoke"]["path"].endswith("Nothing\n")
