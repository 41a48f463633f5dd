# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tasks that use every kind of secret, succeed and fail with it, and show what they registered."""

from __future__ import annotations

import sys
from pathlib import Path

from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    load_pem_private_key,
)

from tests.integration.plays import Play
from tests.leaks import forms, key_line, secrets_of, tokens_of
from tests.operations import axway_cli
from tests.simulator.client import Simulator

_PASSPHRASE = "pass phräse/7 + \"quoted\" 'too'"

# Secrets that only a task names; the rest is the simulator's.
_GIVEN = {"header": "x-secret-header-93217", "sent": "s3nt with the bödy/4711", "proxy": "pr0xy-pass-20211"}

TASKS = """
    - apiops.platforms.axway_token:
      register: axway
    - apiops.platforms.axway_token:
        auth_method: client_secret_basic
    - apiops.platforms.axway_token:
        client_id: "{{ simulator.axway.key_client_id }}"
        client_secret: "{{ omit }}"
        private_key_path: "{{ simulator.axway.private_key_path }}"
    - apiops.platforms.axway_token: &encrypted
        client_id: "{{ simulator.axway.key_client_id }}"
        client_secret: "{{ omit }}"
        private_key: "{{ encrypted_key }}"
        private_key_passphrase: "{{ passphrase }}"
    - apiops.platforms.axway_token:
        <<: *encrypted
        private_key_passphrase: "{{ passphrase }}, mistyped"
      ignore_errors: true
    - apiops.platforms.axway_token:
        auth_method: cli
        cli_path: "{{ cli_path }}"
    - apiops.platforms.axway_token:
        auth_method: cli
        cli_path: "{{ cli_path }}"
        client_id: "{{ simulator.axway.key_client_id }}"
      ignore_errors: true
    - apiops.platforms.axway_token:
        auth_method: cli
        cli_path: "{{ talking_cli_path }}"
      ignore_errors: true
    - apiops.platforms.axway_invoke:
        path: /management/v1/environments
        method: POST
        body: {name: leaky, spec: {}, client_secret: "{{ simulator.axway.client_secret }}"}
      diff: true
      register: written
    - ansible.builtin.debug:
        var: written
    - apiops.platforms.axway_invoke:
        path: /refused
        token: "{{ axway.access_token }}"
      ignore_errors: true
    - apiops.platforms.apic_realm:
      register: realm
    - ansible.builtin.debug:
        var: realm
    - apiops.platforms.apic_token:
      register: apic
    - apiops.platforms.apic_token:
        api_key: "{{ simulator.apic.api_key }}"
        grant_type: api_key
        username: "{{ omit }}"
        password: "{{ omit }}"
    - apiops.platforms.apic_token:
        password: "{{ simulator.apic.admin_password }}"
      ignore_errors: true
    - apiops.platforms.apic_invoke:
        method: POST
        path: /unwanted
        headers: {X-Api-Key: "{{ given.header }}"}
        body: {password: "{{ given.sent }}"}
      diff: true
      ignore_errors: true
      register: refused
    - ansible.builtin.debug:
        var: refused
    - apiops.platforms.apic_invoke:
        path: /orgs
        token: "{{ apic.access_token }}"
      loop: [1, 2]
    - apiops.platforms.apic_invoke:
        on_error: continue
        calls:
          - {name: one, path: /orgs}
          - {name: two, path: /refused}
      ignore_errors: true
    - apiops.platforms.apic_invoke:
        path: /orgs
        proxy: "http://user:{{ given.proxy }}@127.0.0.1:9"
        retries: 0
      ignore_errors: true
    - apiops.platforms.apinizer_token:
    - apiops.platforms.apinizer_invoke:
        path: /refused/
        username: "{{ omit }}"
        password: "{{ omit }}"
        token: "{{ simulator.apinizer.token }}"
      ignore_errors: true
    - apiops.platforms.apinizer_invoke:
        path: /projects/
        timeout: soon
      ignore_errors: true
    - apiops.platforms.apinizer_invoke:
        path: /projects/
        pasword: "{{ simulator.apinizer.password }}"
      ignore_errors: true
    - apiops.platforms.cmf_token:
    - apiops.platforms.cmf_token:
        auth_mode: exchange
        tenant: "{{ simulator.cmf.tenant }}"
    - apiops.platforms.cmf_invoke:
        controller: GenericService
        service: GetObjectByName
        namespace: Cmf.Foundation.BusinessOrchestration.GenericServiceManagement
        properties: {Name: "{{ simulator.cmf.token }}", Type: Material}
        read_only: true
      ignore_errors: true
"""

# A tool that repeats its configuration where an error should be.
_TALKING = """
import json, os
auth = json.load(open(os.environ["HOME"] + "/.axway/axway-cli/config.json"))["auth"]
print(json.dumps({"code": 1, "result": "Error: no " + auth["clientSecret"] + " " * 5 + json.dumps(auth)}))
raise SystemExit(1)
"""

# What each platform knows of the task that asks for the path that it refuses.
_REPEATED = (
    ("axway", "/apis/refused", ("client_secret",)),
    ("apic", "/api/refused", ("password", "client_secret")),
    ("apinizer", "/apiops/refused/", ("token",)),
)


def prepare(play: Play, simulator: Simulator) -> dict[str, str]:
    """Make the tasks' variables, and platforms that repeat what they were sent in every form.

    Returns the secrets that are known beforehand, by name.
    """
    key = Path(simulator.description["axway"]["private_key_path"]).read_bytes()
    encrypted = load_pem_private_key(key, None).private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(_PASSPHRASE.encode())
    )
    stand_in = Path(axway_cli.__file__).read_text(encoding="utf-8")
    play.variables.update(
        cli_path=_program(play.directory / "axway", stand_in),
        talking_cli_path=_program(play.directory / "talking-axway", _TALKING),
        passphrase=_PASSPHRASE,
        encrypted_key=encrypted.decode(),
        given=_GIVEN,
    )
    for platform, path, names in _REPEATED:
        sent = [simulator.description[platform][name] for name in names]
        repeat(simulator, platform, path, sent, 400)
    repeat(simulator, "apic", "/api/unwanted", [_GIVEN["header"], _GIVEN["sent"]], 400)
    return {
        **secrets_of(simulator.description),
        **_GIVEN,
        "passphrase": _PASSPHRASE,
        "encrypted key": key_line(encrypted.decode()),
    }


def _program(path: Path, code: str) -> str:
    path.write_text(f"#!{sys.executable}\n{code}", encoding="utf-8")
    path.chmod(0o700)
    return str(path)


def repeat(simulator: Simulator, platform: str, path: str, secrets: list[str], status: int) -> None:
    """Let the platform refuse what is asked of that path with words that hold the secrets in every form."""
    words = " ".join(form for secret in secrets for form in forms(secret))
    body = {"message": [words], "error": words, "error_description": words}
    simulator.fault(platform=platform, path=path, kind="status", status=status, times=None, body=body)


def all_secrets(known: dict[str, str], simulator: Simulator) -> dict[str, str]:
    """The secrets known beforehand and those that the run has made, by name."""
    issued = {
        f"{platform} token {number}": token
        for platform, tokens in simulator.issued_tokens().items()
        for number, token in enumerate(tokens)
    }
    return {**known, **tokens_of(simulator.journal()), **issued}
