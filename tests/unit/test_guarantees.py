# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The guide's guarantees name tests that exist, and a test holds what CONTRIBUTING begins with."""

from __future__ import annotations

import re

import pytest

from tests.playbook import CHECKOUT

PAGE = (CHECKOUT / "docs" / "docsite" / "rst" / "guide_guarantees.rst").read_text(encoding="utf-8")


def rows() -> list[tuple[str, str]]:
    """The guarantees, and what is said to prove them."""
    found = re.findall(r"^\* (.*?)\n\n((?:  ``[^\n]*\n)+)", PAGE, flags=re.M | re.S)
    return [(" ".join(guarantee.split()), proof) for guarantee, proof in found]


def test_no_guarantee_lacks_its_proof() -> None:
    assert len(rows()) == len(re.findall(r"^\* ", PAGE, flags=re.M)) > 30


@pytest.mark.parametrize(("guarantee", "proof"), rows(), ids=[row[0] for row in rows()])
def test_its_proof_exists(guarantee: str, proof: str) -> None:
    named = re.findall(r"``([^`]*)::(\w+)``", proof)
    assert named, guarantee
    file = ""
    for given, test in named:
        file = given or file
        source = (CHECKOUT / file).read_text(encoding="utf-8")
        assert re.search(rf"^def {test}\(", source, re.M), f"{file} has no {test}"


def test_the_first_change_meets_a_test() -> None:
    text = (CHECKOUT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    (message,) = re.findall(r"a good first one, such as `([^`]+)`", text)
    messages = [path.read_text(encoding="utf-8") for path in CHECKOUT.glob("plugins/module_utils/**/*.py")]
    assert sum(message in source for source in messages) == 1
    mistakes = (CHECKOUT / "tests" / "operations" / "test_bad_input.py").read_text(encoding="utf-8")
    assert message in mistakes.partition("def test_a_mistake_is_told")[0]
