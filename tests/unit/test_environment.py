# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A task's environment as that of the controller's process, and that process as it was afterwards."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest

from ansible_collections.apiops.platforms.plugins.plugin_utils._action import environment


def test_variables_are_set_and_taken_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("APIOPS_BEFORE", "before")
    monkeypatch.delenv("APIOPS_NEW", raising=False)
    before = dict(os.environ)
    with environment({"APIOPS_BEFORE": None, "APIOPS_NEW": 1}):
        assert "APIOPS_BEFORE" not in os.environ
        assert os.environ["APIOPS_NEW"] == "1"
    assert dict(os.environ) == before


def test_the_directory_for_temporary_files(tmp_path: Path) -> None:
    """Python asks for it once: a module would have that of its environment."""
    before = tempfile.gettempdir()
    with environment({"TMPDIR": str(tmp_path)}):
        assert tempfile.gettempdir() == str(tmp_path)
    assert tempfile.gettempdir() == before
