# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fixtures of the core's tests."""

from __future__ import annotations

import pytest

from ansible_collections.apiops.platforms.plugins.module_utils._platforms.apic.platform import Apic
from tests.unit.core.fakes import Runner, apic


@pytest.fixture
def platform() -> Apic:
    """A platform below https://good.example/api."""
    return apic()


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Runner:
    """Runs operations without a network and without waiting."""
    return Runner(monkeypatch)
