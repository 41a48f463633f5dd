# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fixtures of the tests with execution nodes."""

from __future__ import annotations

import errno
import socket
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from tests.awx.kept import texts_below
from tests.mesh.keys import Keys
from tests.mesh.network import Mesh
from tests.mesh.node import Node


@pytest.fixture(scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Keys:
    """Who certifies the nodes, and what work is signed with."""
    return Keys(tmp_path_factory.mktemp("keys"))


@pytest.fixture
def nodes() -> Iterator[list[Node]]:
    """Two execution nodes. Nothing of them is left after the test."""
    with ExitStack() as stack:
        both = [stack.enter_context(Node(name)) for name in ("one", "two")]
        yield both
    assert [node.processes() for node in both] == [[], []]
    assert not any(node.home.exists() for node in both)


@pytest.fixture
def mesh(nodes: list[Node], keys: Keys) -> Iterator[Mesh]:
    """The two nodes, and one that controls them. No job is left on that, nor anything listening."""
    with Node("control") as control:
        mesh = Mesh(control, nodes, keys)
        yield mesh
        assert texts_below(control.data) == {}
    assert control.processes() == []
    with socket.socket() as client:
        assert client.connect_ex(("127.0.0.1", mesh.port)) == errno.ECONNREFUSED
