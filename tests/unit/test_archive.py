# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What stands in the archive is complete in itself: its links, and the README's sections."""

from __future__ import annotations

import re
from fnmatch import fnmatch
from pathlib import Path

import pytest
import yaml

from tests.playbook import CHECKOUT

IGNORED = yaml.safe_load((CHECKOUT / "galaxy.yml").read_text(encoding="utf-8"))["build_ignore"]

# Those that Red Hat asks for, and that of the Ansible community's requirements.
SECTIONS = [
    "Description",
    "Requirements",
    "Installation",
    "Use cases",
    "Testing",
    "Communication",
    "Support",
    "Release notes and roadmap",
    "Related information",
    "License information",
]

ROLES = sorted(str(path.relative_to(CHECKOUT)) for path in CHECKOUT.glob("roles/*/README.md"))


def in_archive(path: Path) -> bool:
    """Whether `ansible-galaxy collection build` takes the file: nothing that it lies in is ignored."""
    parts = path.relative_to(CHECKOUT)
    places = [parts, *parts.parents[:-1]]
    return not any(fnmatch(str(place), pattern) for place in places for pattern in IGNORED)


GUIDES = sorted(str(path.relative_to(CHECKOUT)) for path in CHECKOUT.glob("docs/docsite/rst/*.rst"))
# A link, or a picture, in Markdown and in reStructuredText.
_LINK = re.compile(r"\]\(([^)#:]+)(?:#[^)]*)?\)|<([^<>#:\s]+)(?:#[^>]*)?>`_|^\.\. image:: (\S+)", re.M)


def test_of_the_documentation_the_archive_has_what_people_read() -> None:
    sources = [
        path for path in (CHECKOUT / "docs").rglob("*") if path.is_file() and "__pycache__" not in path.parts
    ]
    taken = {path.relative_to(CHECKOUT / "docs").parts[0] for path in sources if in_archive(path)}
    assert taken == {"docsite"}


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md", "SECURITY.md", *ROLES, *GUIDES])
def test_links_lead_to_files_of_the_archive(page: str) -> None:
    file = CHECKOUT / page
    links = ["".join(found) for found in _LINK.findall(file.read_text(encoding="utf-8"))]
    targets = [(file.parent / link).resolve() for link in links]
    assert [str(target) for target in targets if not (target.exists() and in_archive(target))] == []


def test_the_archive_says_on_which_python_modules_run() -> None:
    file = CHECKOUT / "tests" / "config.yml"
    assert yaml.safe_load(file.read_text(encoding="utf-8")) == {"modules": {"python_requires": ">=3.8"}}
    assert in_archive(file)
    assert [path for path in file.parent.iterdir() if in_archive(path)] == [file]


def test_the_readme_has_the_sections_that_are_asked_for() -> None:
    headings = re.findall(r"^## (.*)$", (CHECKOUT / "README.md").read_text(encoding="utf-8"), flags=re.M)
    assert [heading for heading in headings if heading in SECTIONS] == SECTIONS
