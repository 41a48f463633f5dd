# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A run of ansible-playbook must not depend on who starts it."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from tests.playbook import environment, write_private


def test_the_users_settings_do_not_reach_a_run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("ANSIBLE_STDOUT_CALLBACK", "PYTHONPATH", "APIC_URL", "https_proxy", "LC_MESSAGES"):
        monkeypatch.setenv(name, "theirs")
    monkeypatch.setenv("PATH", "kept")
    result = environment(tmp_path, ANSIBLE_NOCOLOR="1")
    assert "theirs" not in result.values()
    assert result["PATH"] == "kept"
    assert result["HOME"] == str(tmp_path)
    assert result["ANSIBLE_NOCOLOR"] == "1"
    assert Path(result["ANSIBLE_CONFIG"]).is_file()


def test_variables_are_written_for_this_user_only(tmp_path: Path) -> None:
    path = write_private(tmp_path / "variables.json", {"name": "ü"})
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert json.loads(path.read_text(encoding="utf-8")) == {"name": "ü"}
