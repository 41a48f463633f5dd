# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fixtures of the tests with execution nodes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from tests.mesh.node import Node


@pytest.fixture
def nodes() -> Iterator[list[Node]]:
    """Two execution nodes. Nothing of them is left after the test."""
    with ExitStack() as stack:
        both = [stack.enter_context(Node()) for _ in range(2)]
        yield both
    assert [node.processes() for node in both] == [[], []]
    assert not any(node.home.exists() for node in both)
