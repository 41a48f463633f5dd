# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""`scripts/release` in a copy of the checkout: what it commits, and when it refuses."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.repository.checkout import copy_to

SUMMARY = "---\nrelease_summary: A release of a test.\nbugfixes:\n  - apic_invoke - a fault is mended.\n"


class Copy:
    """A git repository with the files of the checkout, as one commit on main."""

    def __init__(self, place: Path) -> None:
        self.place = place
        copy_to(place)
        (place / ".venv").mkdir()
        (place / ".venv" / "bin").symlink_to(Path(sys.executable).parent)
        self.git("init", "--quiet", "--initial-branch", "main")
        self.git("config", "user.name", "Test")
        self.git("config", "user.email", "test@example.com")
        self.commit("Begin")

    def git(self, *arguments: str) -> str:
        """What git prints."""
        done = subprocess.run(["git", *arguments], cwd=self.place, capture_output=True, text=True, check=True)
        return done.stdout

    def commit(self, message: str) -> None:
        """Commit all that there is."""
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", message)

    def write(self, name: str, text: str) -> None:
        """Write a file and commit it."""
        (self.place / name).parent.mkdir(parents=True, exist_ok=True)
        (self.place / name).write_text(text, encoding="utf-8")
        self.commit(name)

    def read(self, name: str) -> str:
        """The text of a file."""
        return (self.place / name).read_text(encoding="utf-8")

    def release(self, version: str) -> subprocess.CompletedProcess[str]:
        """Run the script."""
        environment = {**os.environ, "HOME": str(self.place)}
        return subprocess.run(
            ["scripts/release", version],
            cwd=self.place,
            capture_output=True,
            text=True,
            env=environment,
            check=False,
        )


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    """A copy to make releases in."""
    place = tmp_path / "ansible_collections" / "apiops" / "platforms"
    place.mkdir(parents=True)
    return Copy(place)


def test_a_release_is_one_commit(copy: Copy) -> None:
    copy.write("changelogs/fragments/99.0.0.yml", SUMMARY)
    made = copy.release("99.0.0")
    assert made.returncode == 0, made.stderr
    assert copy.git("log", "-1", "--format=%s").strip() == "Release 99.0.0"
    assert copy.git("status", "--porcelain") == ""
    assert "\nversion: 99.0.0\n" in copy.read("galaxy.yml")
    assert "apiops-platforms-99.0.0.tar.gz" in copy.read("README.md")
    assert "v99" in copy.read("CHANGELOG.md")
    assert "A release of a test." in copy.read("changelogs/changelog.yaml")
    assert not (copy.place / "changelogs" / "fragments" / "99.0.0.yml").exists()


@pytest.mark.parametrize(
    ("version", "words"),
    [
        ("", "VERSION must be three numbers"),
        ("1.2", "VERSION must be three numbers"),
        ("99.0.0", "changelogs/fragments is empty"),
    ],
)
def test_a_release_that_cannot_be(copy: Copy, version: str, words: str) -> None:
    shutil.rmtree(copy.place / "changelogs" / "fragments", ignore_errors=True)
    if copy.git("status", "--porcelain"):
        copy.commit("No fragments")
    (copy.place / "changelogs" / "fragments").mkdir()
    refused(copy, version, words)


def test_a_release_needs_its_summary(copy: Copy) -> None:
    copy.write("changelogs/fragments/change.yml", "---\nbugfixes:\n  - apic_invoke - a fault is mended.\n")
    for path in (copy.place / "changelogs" / "fragments").glob("*.yml"):
        if "release_summary" in path.read_text(encoding="utf-8"):
            path.unlink()
    if copy.git("status", "--porcelain"):
        copy.commit("No summary")
    refused(copy, "99.0.0", "write the summary first")


def test_a_release_of_changes_that_are_not_committed(copy: Copy) -> None:
    (copy.place / "README.md").write_text("changed\n", encoding="utf-8")
    refused(copy, "99.0.0", "the checkout has changes")


def test_a_release_beside_main(copy: Copy) -> None:
    copy.git("switch", "--quiet", "--create", "other")
    refused(copy, "99.0.0", "from the branch main")


def test_a_release_that_is_there(copy: Copy) -> None:
    copy.git("tag", "99.0.0")
    refused(copy, "99.0.0", "the tag 99.0.0 exists already")


def refused(copy: Copy, version: str, words: str) -> None:
    """The release is refused in those words, and leaves nothing behind."""
    before = copy.git("rev-parse", "HEAD")
    made = copy.release(version)
    assert made.returncode == 1
    assert words in made.stderr
    assert copy.git("rev-parse", "HEAD") == before
