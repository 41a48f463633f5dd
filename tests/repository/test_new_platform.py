# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The guide to adding a platform, followed in a copy of the checkout: the toy works, and is little work."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from difflib import ndiff
from pathlib import Path

import pytest

from docs.examples import code_of, shown_in
from tests.playbook import CHECKOUT
from tests.repository.checkout import copy_to

_GUIDE = CHECKOUT / "docs" / "docsite" / "rst" / "guide_adding_a_platform.rst"
_EXAMPLES = _GUIDE.parent / "examples" / "toy"

# Where the guide puts its examples. Some are a whole file, others the part that a pattern finds in one.
_WHOLE = {
    "platform.py": "plugins/module_utils/_platforms/toy/platform.py",
    "description.py": "plugins/doc_fragments/toy.py",
    "simulator.py": "tests/simulator/toy.py",
    "test_toy.py": "tests/operations/test_toy.py",
}
_EXAMPLES_OF_A_MODULE = r'(?s)(?<=EXAMPLES = r"""\n).*?(?=""")'
_PARTS = {
    "token_examples.yml": ("plugins/modules/toy_token.py", _EXAMPLES_OF_A_MODULE),
    "invoke_examples.yml": ("plugins/modules/toy_invoke.py", _EXAMPLES_OF_A_MODULE),
    "first.yml": ("roles/toy/README.md", r"(?s)(?<=```yaml\n).*?(?=```\n)"),
    "repeatable.yml": ("roles/toy/README.md", r"(?s)(?<=reports no change:\n\n```yaml\n).*?(?=```\n)"),
}

# The tests of the copy that are about the new platform, and those about all platforms together.
_TESTS = [
    "tests/operations/test_toy.py",
    "tests/unit/test_generated.py",
    "tests/unit/test_documentation.py",
    "tests/unit/test_roles.py",
    "tests/unit/test_awx.py",
    "tests/unit/core/test_layers.py",
    "tests/integration/test_roles.py",
]
_SELECTED = "toy and not integration or toy and readme or generated or groups or lookup or the_same"

# For the platform as it is laid out: an address, and a token that the user brings.
_LAID_OUT = """
def test_a_call(run):
    assert run("toy_token")["access_token"] == run.simulator.description["toy"]["token"]
    assert run("toy_invoke", path="/things")["json"] == []
"""


class Copy:
    """The copy, and what is done in it."""

    def __init__(self, place: Path) -> None:
        self.place = place
        copy_to(place)
        (place / ".venv").symlink_to(sys.prefix)
        collections = place / ".cache" / "collections" / "ansible_collections" / "apiops"
        collections.mkdir(parents=True)
        (collections / "platforms").symlink_to(place)

    def done(self, *command: str) -> str:
        """What a command prints; it must not fail."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "MAKE"))}
        done = subprocess.run(
            command, cwd=self.place, env=kept, capture_output=True, text=True, check=False, timeout=500
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def make(self, *arguments: str) -> str:
        """Run make in it, with what is installed here."""
        return self.done("make", "--no-print-directory", "--assume-old=setup", *arguments)

    def tests(self, *arguments: str) -> str:
        """Run tests of it."""
        return self.done(sys.executable, "-m", "pytest", "-v", *arguments)

    def follow_the_guide(self) -> dict[str, int]:
        """Put in what the guide shows; returns how many lines of each file are by hand."""
        files = {
            name: self.place / name for name in [*_WHOLE.values(), *(part[0] for part in _PARTS.values())]
        }
        before = {name: path.read_text("utf-8") if path.exists() else "" for name, path in files.items()}
        for example, name in _WHOLE.items():
            files[name].write_text((_EXAMPLES / example).read_text("utf-8"), encoding="utf-8")
        for example, (name, pattern) in _PARTS.items():
            before_it, after_it = re.split(pattern, files[name].read_text("utf-8"), maxsplit=1)
            files[name].write_text(before_it + code_of(_EXAMPLES / example) + after_it, encoding="utf-8")
        return {
            name: sum(
                line.startswith("+ ")
                for line in ndiff(before[name].splitlines(), path.read_text("utf-8").splitlines())
            )
            for name, path in files.items()
        }


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Copy:
    """A copy of the checkout."""
    place = tmp_path_factory.mktemp("copy") / "ansible_collections" / "apiops" / "platforms"
    place.mkdir(parents=True)
    return Copy(place)


def test_the_guide_adds_a_platform(copy: Copy) -> None:
    made = copy.make("platform", "NAME=toy")
    assert "wrote roles/toy/README.md" in made
    copy.make("generate")
    # What is laid out works before anybody has written anything.
    (copy.place / "tests/operations/test_toy.py").write_text(_LAID_OUT, encoding="utf-8")
    copy.tests("tests/operations/test_toy.py", "tests/unit/test_roles.py", "-k", "toy")
    (copy.place / "tests/operations/test_toy.py").unlink()

    written = copy.follow_the_guide()
    copy.make("generate")
    assert copy.make("generate") == ""

    counted = {name: lines for name, lines in written.items() if not name.startswith("tests/simulator/")}
    assert len(counted) <= 8
    assert sum(counted.values()) <= 150, counted
    copy.done(sys.executable, "-m", "ruff", "check", "--quiet", ".")
    copy.done(sys.executable, "-m", "ruff", "format", "--check", "--quiet", ".")
    told = copy.tests(*_TESTS, "-k", _SELECTED)
    for test in (
        "tests/operations/test_toy.py::test_a_token_serves_all_calls",
        "tests/integration/test_roles.py::test_the_smallest_playbook_of_the_readme[toy-False]",
        "tests/integration/test_roles.py::test_the_writing_playbook_of_the_readme[toy]",
    ):
        assert f"{test} PASSED" in told


@pytest.mark.parametrize(
    ("name", "words"), [("", "Give the platform a name"), ("cmf", "There is a platform cmf")]
)
def test_a_platform_that_cannot_be(copy: Copy, name: str, words: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "docs.generate.layout", name],
        cwd=copy.place,
        env={**os.environ, "PYTHONPATH": ".:.cache/collections"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert words in done.stderr


def test_the_guide_shows_all_that_is_by_hand() -> None:
    assert {path.name for path in shown_in(_GUIDE)} == {*_WHOLE, *_PARTS}
