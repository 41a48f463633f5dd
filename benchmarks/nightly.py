# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""(b) A nightly playbook on all four platforms: four tokens, reads, and things that are there already."""

from __future__ import annotations

from typing import Any

from benchmarks.contenders import CA, URI_LOGIN, Task
from benchmarks.report import Conclusion, Table, megabytes, ratio, spread
from benchmarks.stage import Ran, Stage

EACH = 5
CALLS = 2 * EACH * 4

_CENTRAL = "{{ simulator.axway.central_url }}/apis"
_APIC = "{{ simulator.apic.url }}/api"
_APINIZER = "{{ simulator.apinizer.url }}/apiops"
_CMF = "{{ simulator.cmf.url }}/api"
_PROXIES = "/projects/{{ simulator.apinizer.project }}/apiProxies"
_ORGANIZATION = "{{ simulator.apic.organization }}"
_GENERIC = {
    "namespace": "Cmf.Foundation.BusinessOrchestration.GenericServiceManagement",
    "assembly": "Cmf.Foundation.BusinessOrchestration",
}
_MATERIAL = "Cmf.Navigo.BusinessObjects.Material, Cmf.Navigo.BusinessObjects"


def _by_name(name: str) -> Task:
    return {"Name": name, "Type": "Material", "IgnoreLastServiceId": True}


def reads() -> list[Task]:
    """A call of each platform that reads, as options of its invoke module."""
    return [
        {"module": "axway", "base": _CENTRAL, "path": "/management/v1/environments"},
        {"module": "apic", "base": _APIC, "path": "/orgs"},
        {"module": "apinizer", "base": _APINIZER, "path": "/projects/"},
        {
            "module": "cmf",
            "base": _CMF,
            "controller": "GenericService",
            "service": "GetObjectsByFilter",
            **_GENERIC,
            "properties": {"Type": "Material"},
            "read_only": True,
        },
    ]


def writes(name: str) -> list[Task]:
    """A call of each platform that makes a thing of that name unless it is there."""
    route = {"relativePathList": [f"/{name}"]}
    return [
        {
            "module": "axway",
            "base": _CENTRAL,
            "method": "POST",
            "path": "/management/v1/environments",
            "body": {"name": name, "spec": {}},
            "unless": {"path": f"/management/v1/environments/{name}"},
        },
        {
            "module": "apic",
            "base": _APIC,
            "method": "POST",
            "path": f"/orgs/{_ORGANIZATION}/catalogs",
            "body": {"name": name, "title": name},
            "unless": {"path": f"/catalogs/{_ORGANIZATION}/{name}"},
        },
        {
            "module": "apinizer",
            "base": _APINIZER,
            "method": "POST",
            "path": f"{_PROXIES}/url/",
            "body": {
                "apiProxyName": name,
                "apiProxyCreationType": "REVERSE_PROXY",
                "clientRoute": route,
                "routingInfo": {"routingAddressList": [{"address": "https://bench.example"}]},
            },
            "unless": {"path": f"{_PROXIES}/{name}/"},
        },
        {
            "module": "cmf",
            "base": _CMF,
            "controller": "GenericService",
            "service": "CreateObject",
            **_GENERIC,
            "properties": {"Object": {"$type": _MATERIAL, "Name": name}},
            "unless": {"service": "GetObjectByName", "properties": _by_name(name)},
        },
    ]


def calls() -> list[Task]:
    """All calls of the playbook, platform by platform."""
    every = [call for _number in range(EACH) for call in reads()]
    every += [call for number in range(EACH) for call in writes(f"bench-{number}")]
    return sorted(every, key=lambda call: str(call["module"]))


def by_the_collection() -> list[Task]:
    """A task for each call; the tokens come by themselves."""
    exchange = {"auth_mode": "exchange", "tenant": "{{ simulator.cmf.tenant }}"}
    return [
        {
            "name": f"Call {number}",
            f"apiops.platforms.{call['module']}_invoke": {
                **{name: value for name, value in call.items() if name not in ("module", "base")},
                **(exchange if call["module"] == "cmf" else {}),
            },
        }
        for number, call in enumerate(calls())
    ]


def by_hand() -> list[Task]:
    """The same with ansible.builtin.uri: a token task for a platform, a probe and a condition for a write."""
    tasks = [URI_LOGIN, *(_form_login(platform) for platform in ("axway", "apinizer", "cmf"))]
    for number, call in enumerate(calls()):
        if "unless" not in call:
            tasks.append({"name": f"Call {number}", "ansible.builtin.uri": _request(call)})
            continue
        probe = {
            **_request({**call, "method": "GET", "body": None, **call["unless"]}),
            "status_code": [200, 400, 404],
        }
        tasks.append({"name": f"Probe {number}", "ansible.builtin.uri": probe, "register": "there"})
        tasks.append(
            {"name": f"Call {number}", "ansible.builtin.uri": _request(call), "when": "there.status != 200"}
        )
    return tasks


def _request(call: Task) -> Task:
    """The options of uri for a call."""
    request: Task = {
        "url": call["base"] + str(call.get("path")),
        "method": call.get("method", "GET"),
        "headers": {
            "Accept": "application/json",
            "Authorization": "Bearer {{ %s.json.access_token }}" % call["module"],
        },
        "ca_path": CA,
        "status_code": [200, 201],
    }
    body = call.get("body")
    if call["module"] == "cmf":
        path = f"/{call['controller']}/{call['service']}"
        kind = f"{call['namespace']}.InputObjects.{call['service']}Input, {call['assembly']}"
        request.update(url=call["base"] + path, method="POST")
        body = {"$type": kind, **call["properties"]}
    return {**request, **({"body": body, "body_format": "json"} if body else {})}


def _form_login(platform: str) -> Task:
    there = "simulator." + platform
    name, password = ("username", "password") if platform == "apinizer" else ("client_id", "client_secret")
    url = {
        "axway": "{{ %s.auth_url }}/auth/realms/Broker/protocol/openid-connect/token",
        "apinizer": "{{ %s.url }}/apiops/auth/token",
        "cmf": "{{ %s.security_portal_url }}/api/tenant/{{ simulator.cmf.tenant }}/oauth2/token",
    }[platform] % there
    body: dict[str, Any] = {
        "grant_type": "client_credentials",
        "client_id": "{{ %s.%s }}" % (there, name),
        "client_secret": "{{ %s.%s }}" % (there, password),
    }
    if platform == "cmf":
        body = {"grant_type": "refresh_token", "client_id": "MES", "refresh_token": "{{ %s.token }}" % there}
    return {
        "name": f"Log in to {platform}",
        "ansible.builtin.uri": {
            "url": url,
            "method": "POST",
            "body_format": "form-urlencoded",
            "body": body,
            "headers": {"Accept": "application/json"},
            "ca_path": CA,
        },
        "register": platform,
    }


def measure(stage: Stage, rounds: int) -> list[Table]:
    """Both playbooks in turn, ``rounds`` times, after a first run that made the things."""
    contenders = {"apiops.platforms": by_the_collection(), "uri": by_hand()}
    stage.run(contenders["apiops.platforms"])
    runs: dict[str, list[Ran]] = {name: [] for name in contenders}
    for _round in range(rounds):
        for name, tasks in contenders.items():
            runs[name].append(stage.run(tasks))
    assert {(ran.calls, ran.logins) for measured in runs.values() for ran in measured} == {(CALLS, 4)}
    seconds = {name: [ran.process for ran in measured] for name, measured in runs.items()}
    times = ratio(seconds["uri"], seconds["apiops.platforms"])
    table = Table(
        "A nightly playbook",
        f"Four platforms, four tokens, {CALLS // 2} reads and {CALLS // 2} things that are there already, "
        "a task each; with ``uri`` a probe and a condition for each.",
        ("", "tasks", "whole playbook, s", "largest process, MB"),
        [
            (
                name,
                str(len(contenders[name])),
                spread(seconds[name]),
                megabytes([ran.peak for ran in measured]),
            )
            for name, measured in runs.items()
        ],
        [Conclusion(f"uri takes {times:.1f} times as long")],
    )
    return [table]
