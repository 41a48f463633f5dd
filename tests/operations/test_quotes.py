# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Messages of failures repeat what was answered, and nothing of it where the task has no_log."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from tests.operations.conftest import Run

# What only the platform says.
TOLD = "told-by-the-platform-4711"


def refuse(run: Run, path: str, body: Any, status: int = 400, platform: str = "apic", **further: Any) -> None:
    """Let the platform answer so whenever it is asked of the path."""
    run.simulator.fault(
        platform=platform, path=path, kind="status", status=status, body=body, times=None, **further
    )


WRITE = {"method": "POST", "path": "/orgs", "body": {}}
PROBE = {"path": "/probed", "that": "name == 'wanted'"}
WAIT = {"timeout": 0.2, "interval": 0.1}

CALLS: dict[str, tuple[str, dict[str, Any]]] = {
    "words": ("apic_invoke", {"path": "/refused"}),
    "a code": ("apic_invoke", {"path": "/refused/code"}),
    "a text": ("apic_invoke", {"path": "/refused/text"}),
    "calls": (
        "apic_invoke",
        {
            "on_error": "continue",
            "calls": [{"name": "one", "path": "/refused"}, {"name": "two", "path": "/refused/text"}],
        },
    ),
    "that in verify": ("apic_invoke", {**WRITE, "unless": PROBE, "verify": True}),
    "contains in verify": (
        "apic_invoke",
        {**WRITE, "unless": {"path": "/probed", "contains": {"name": "wanted"}}, "verify": True},
    ),
    "wait_for": ("apic_invoke", {"path": "/probed", "wait_for": {**PROBE, **WAIT}}),
    "wait_for that is refused": (
        "apic_invoke",
        {"path": "/probed", "wait_for": {"path": "/refused/busy", **WAIT}},
    ),
    "a part of a list": (
        "apic_invoke",
        {**WRITE, "unless": {"path": "/listed", "contains": [{"name": TOLD, "title": "wanted"}]}},
    ),
    "a redirect": ("apinizer_invoke", {**WRITE, "path": "/moved/"}),
    "objects": (
        "axway_resource",
        {"on_error": "continue", "resources": [{"kind": "Stage", "name": name} for name in "ab"]},
    ),
    "a login": ("apinizer_token", {}),
    "a choice": ("apic_realm", {"identity_provider": "another"}),
}


@pytest.fixture
def answers(run: Run) -> None:
    """A platform that says the word in all its answers."""
    refuse(run, "/api/refused/code", {"message": ["no"], "code": TOLD, "error": TOLD})
    refuse(run, "/api/refused/text", TOLD)
    refuse(run, "/api/refused/busy", {"message": [TOLD]}, 503)
    refuse(run, "/api/refused", {"message": [TOLD]})
    refuse(run, "/api/probed", {"name": TOLD}, 200)
    refuse(run, "/api/listed", {"total_results": 9, "results": [{"name": TOLD, "title": "a"}]}, 200)
    refuse(run, "/api/orgs", {"id": 1}, 201)
    run.simulator.fault(
        platform="apinizer", path="/apiops/moved/", kind="redirect", location=f"/apiops/{TOLD}", times=None
    )
    detail = {"errors": [{"status": 400, "title": "Bad", "detail": TOLD}]}
    refuse(run, "/apis/catalog/v1/stages", detail, platform="axway", method="POST")
    refuse(run, "/apiops/auth/token", {"error": "x", "error_description": TOLD}, 401, "apinizer")
    providers = [{"name": TOLD, "registry_type": "lur"}]
    refuse(run, "/api/cloud/provider/identity-providers", {"total_results": 1, "results": providers}, 200)


@pytest.mark.usefixtures("answers")
@pytest.mark.parametrize("case", CALLS)
def test_a_message_quotes_nothing_where_it_must_not(run: Run, case: str) -> None:
    module, options = CALLS[case]
    if module.endswith("_invoke"):
        options = {**options, "token": "given", "username": None, "password": None, "retries": 0}
    quoting = run(module, **options)
    assert TOLD in quoting["msg"]
    # A refused login is remembered with what it quotes.
    quiet = run(module, quotes=False, **options)
    assert quiet["failed"]
    assert TOLD not in quiet["msg"]
    for key in ("error", "status", "url", "outcome_unknown"):
        assert quiet.get(key) == quoting.get(key)
    # What is left is still a message.
    assert str(quiet["status"]) in quiet["msg"] or "..." in quiet["msg"]


def test_nothing_of_what_a_login_tool_prints(run: Run, tmp_path: Path) -> None:
    tool = tmp_path / "axway"
    tool.write_text(f"#!{sys.executable}\nprint({TOLD!r})\n", encoding="utf-8")
    tool.chmod(0o700)
    options: dict[str, Any] = {"auth_method": "cli", "cli_path": str(tool)}
    assert TOLD in run("axway_token", **options)["msg"]
    assert TOLD not in run("axway_token", quotes=False, **options)["msg"]
