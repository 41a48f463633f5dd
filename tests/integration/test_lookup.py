# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The token lookup: for the headers of other modules."""

from __future__ import annotations

from tests.integration.platforms import run
from tests.integration.plays import Play
from tests.leaks import leaked, secrets_of, tokens_of
from tests.playbook import LOCALHOST
from tests.simulator.client import Simulator

CREDENTIALS = """
          url: "{{ simulator.apic.url }}"
          username: "{{ simulator.apic.username }}"
          password: "{{ simulator.apic.password }}"
          client_id: "{{ simulator.apic.client_id }}"
          client_secret: "{{ simulator.apic.client_secret }}"
          ca_path: "{{ apiops_ca_path }}"
"""


def test_its_token_serves_another_module(play: Play, fresh_simulator: Simulator) -> None:
    tasks = f"""
    - name: A module's token first, so that the lookup finds it
      apiops.platforms.apic_token:
    - name: Call
      ansible.builtin.uri:
        url: "{{{{ simulator.apic.url }}}}/api/orgs"
        headers:
          Authorization: "Bearer {{{{ lookup('apiops.platforms.token', 'apic', **apic) }}}}"
        ca_path: "{{{{ apiops_ca_path }}}}"
      vars:
        apic:
{CREDENTIALS}
      no_log: true
    """
    ran = run(play, fresh_simulator, tasks, verbosity=4)
    assert ran.rc == 0, ran.output
    assert len(fresh_simulator.journal(path="/api/token")) == 1
    secrets = {**secrets_of(fresh_simulator.description), **tokens_of(fresh_simulator.journal())}
    assert leaked(ran.output, secrets) == []


def test_a_refusal_is_one_line_without_the_secret(play: Play, fresh_simulator: Simulator) -> None:
    tasks = f"""
    - name: Refused
      ansible.builtin.debug:
        msg: "{{{{ lookup('apiops.platforms.token', 'apic', password='not this one', **apic) | length }}}}"
      vars:
        apic:
{CREDENTIALS.replace('password: "{{ simulator.apic.password }}"', "realm: provider/default-idp-2")}
      ignore_errors: true
    - name: Unknown
      ansible.builtin.debug:
        msg: "{{{{ lookup('apiops.platforms.token', 'kong') }}}}"
      ignore_errors: true
    - name: Sign out
      ansible.builtin.debug:
        msg: "{{{{ lookup('apiops.platforms.token', 'apic', state='absent') }}}}"
      ignore_errors: true
    - name: Store
      ansible.builtin.debug:
        msg: "{{{{ lookup('apiops.platforms.token', 'apic') }}}}"
      vars: {{apiops_token_store: off}}
      ignore_errors: true
    """
    ran = run(play, fresh_simulator, tasks)
    credentials = "username, password, client_id, client_secret and realm provider/default-idp-2"
    assert f"look at {credentials} (from the task)" in ran.of("Refused").result["msg"]
    assert "not this one" not in ran.of("Refused").result["msg"]
    assert "'kong' is none of the platforms apic, apinizer, axway, cmf" in ran.of("Unknown").result["msg"]
    assert (
        "apic: Unsupported parameters for (apiops.platforms.apic_token) module: state."
        in (ran.of("Sign out").result["msg"])
    )
    assert "apiops_token_store must be run or none, not False." in ran.of("Store").result["msg"]


def test_a_lookup_in_the_parent_shares_no_connection_with_the_workers(
    play: Play, fresh_simulator: Simulator
) -> None:
    """The name of a task is templated before the workers are forked."""
    local = LOCALHOST["all"]["hosts"]["localhost"]
    hosts = {"all": {"hosts": {f"host{number}": local for number in range(8)}}}
    tasks = f"""
    - name: "With {{{{ lookup('apiops.platforms.token', 'apic', **apic) | length }}}}"
      apiops.platforms.apic_invoke:
        path: /orgs
      vars:
        apic:
{CREDENTIALS}
    """
    ran = run(play, fresh_simulator, tasks, inventory=hosts, forks=8)
    assert ran.rc == 0, ran.output
    assert len(fresh_simulator.journal(path="/api/orgs")) == 8


def test_an_argument_error_repeats_no_argument(play: Play, fresh_simulator: Simulator) -> None:
    tasks = """
    - name: Mistaken
      apiops.platforms.apic_invoke:
        path: /orgs
        retries: many
        body: {password: in-the-body-1234}
        headers: {X-Key: in-a-header-1234}
      register: answer
      ignore_errors: true
    - name: Kind
      ansible.builtin.assert:
        that: answer.error.kind == 'config'
        quiet: true
    """
    for in_process in (True, False):
        ran = run(play, fresh_simulator, tasks, verbosity=4, extra_vars={"apiops_in_process": in_process})
        assert ran.rc == 0, ran.output
        assert "-1234" not in ran.output
