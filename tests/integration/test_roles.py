# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The roles: every playbook of their READMEs runs, twice, and the second run changes nothing."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.integration.plays import Play
from tests.playbook import CHECKOUT, variables_of
from tests.simulator.client import Simulator

PLATFORMS = ("axway", "apic", "apinizer", "cmf")
_OPTIONS = {
    "axway": ("auth_url", "platform_url", "central_url", "client_id", "client_secret"),
    "apic": ("url", "username", "password", "client_id", "client_secret"),
    "apinizer": ("url", "username", "password"),
    "cmf": ("url", "token"),
}
_LOGINS = {
    "axway": "/auth/realms/Broker/protocol/openid-connect/token",
    "apic": "/api/token",
    "apinizer": "/apiops/auth/token",
    "cmf": "/none",
}


def playbooks(platform: str) -> list[str]:
    """The playbooks in a role's README."""
    text = (CHECKOUT / "roles" / platform / "README.md").read_text(encoding="utf-8")
    return re.findall(r"^```yaml\n(.*?)^```$", text, re.M | re.S)


def variables(platform: str, simulator: Simulator) -> dict[str, Any]:
    """What the README leaves to the user, for the simulator."""
    described = simulator.description
    given = {f"{platform}_{name}": described[platform][name] for name in _OPTIONS[platform]}
    return {
        **variables_of(described),
        **given,
        f"{platform}_ca_path": described["ca_path"],
        "my_organization": described["apic"]["organization"],
        "my_proxies": "/projects/%s/apiProxies" % described["apinizer"]["project"],
    }


def test_every_readme_has_a_smallest_playbook_and_one_that_writes() -> None:
    for platform in PLATFORMS:
        smallest, writing = playbooks(platform)
        assert len(smallest.splitlines()) < len(writing.splitlines())


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize("which", [0, 1], ids=["smallest", "writing"])
def test_an_example_of_the_readme(play: Play, fresh_simulator: Simulator, platform: str, which: int) -> None:
    text = playbooks(platform)[which]
    given = variables(platform, fresh_simulator)
    runs = [play(text, extra_vars=given, check=check) for check in (True, False, False)]
    for ran in runs:
        assert ran.rc == 0, ran.output
    checked, first, second = (any(result.changed for result in ran.results) for ran in runs)
    assert (checked, first, second) == ((False, False, False) if which == 0 else (True, True, False))


@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_role_gets_its_token_once(play: Play, fresh_simulator: Simulator, platform: str) -> None:
    ran = play(playbooks(platform)[0], extra_vars=variables(platform, fresh_simulator))
    assert ran.rc == 0, ran.output
    expected = 0 if platform == "cmf" else 1
    assert len(fresh_simulator.journal(path=_LOGINS[platform])) == expected


def test_what_a_role_leaves(play: Play, fresh_simulator: Simulator) -> None:
    apic: dict[str, Any] = {
        "hosts": "all",
        "gather_facts": False,
        "tasks": [
            {
                "name": "Run the role",
                "ansible.builtin.include_role": {"name": "apiops.platforms.apic"},
                "vars": {"apic_calls": [{"name": "mine", "path": "/orgs"}, {"name": "me", "path": "/me"}]},
            },
            {
                "name": "Left",
                "ansible.builtin.debug": {
                    "msg": {
                        "names": "{{ apic_results.keys() | list }}",
                        "status": "HTTP {{ apic_results.mine.status }}",
                        "realm": "{{ apic_realm_discovered }}",
                        "token": "{{ __apic_answer.access_token | default('none left') }}",
                    }
                },
            },
        ],
    }
    ran = play([apic], extra_vars=variables("apic", fresh_simulator))
    assert ran.rc == 0, ran.output
    assert ran.of("Left").result["msg"] == {
        "names": ["mine", "me"],
        "status": "HTTP 200",
        "realm": fresh_simulator.description["apic"]["realm"],
        "token": "none left",
    }


def test_a_role_without_calls(play: Play, fresh_simulator: Simulator) -> None:
    plays = [{"hosts": "all", "gather_facts": False, "roles": ["apiops.platforms.apinizer"]}]
    ran = play(plays, extra_vars=variables("apinizer", fresh_simulator))
    assert ran.rc == 0, ran.output
    assert [request["path"] for request in fresh_simulator.journal()] == [_LOGINS["apinizer"]]


def test_arguments_are_checked(play: Play, fresh_simulator: Simulator) -> None:
    plays = [{"hosts": "all", "gather_facts": False, "roles": ["apiops.platforms.apic"]}]
    given = {**variables("apic", fresh_simulator), "apic_scope": "everybody"}
    ran = play(plays, extra_vars=given)
    assert ran.rc != 0
    assert "value of apic_scope must be one of: provider, admin" in ran.output
    assert fresh_simulator.journal() == []
