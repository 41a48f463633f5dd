# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The README and the guides can be read without Sphinx: examples and pictures are in the repository."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from docs.examples import PAGES, shown_in
from docs.pictures import PICTURES, pictures
from tests.playbook import CHECKOUT

README = CHECKOUT / "README.md"
GUIDES = PAGES[1:]


def name_of(page: Path) -> str:
    return page.name


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_example_that_a_page_names_is_written_into_it(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert len(shown_in(page)) == len(re.findall(r"^ *(?:\.\.|<!--) example: ", text, flags=re.M))


def test_every_picture_is_drawn() -> None:
    assert {path.name for path in PICTURES.iterdir()} == set(pictures())


def test_the_readme_is_for_newcomers() -> None:
    text = README.read_text(encoding="utf-8")
    assert len(text.split()) <= 1200
    assert f"({(PICTURES / 'run.svg').relative_to(CHECKOUT)})" in text


def test_the_readme_shows_a_playbook_for_each_platform() -> None:
    text = README.read_text(encoding="utf-8")
    assert {path.name.partition("_")[0] for path in shown_in(README)} == {"axway", "apic", "apinizer", "cmf"}
    playbooks = re.findall(r"^```yaml\n(- .*?)^```", text, flags=re.S | re.M)
    assert len(playbooks) == len(shown_in(README))
    for playbook in playbooks:
        assert playbook.startswith("- name: ")
        assert "ansible.builtin.debug:" in playbook


@pytest.mark.parametrize("page", GUIDES, ids=name_of)
def test_guides_use_only_what_the_forge_shows(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert re.findall(r"^ *\.\. (?:literalinclude|include)::.*|:[a-z]+:`[^`]*`", text, flags=re.M) == []


@pytest.mark.parametrize("page", GUIDES, ids=name_of)
def test_a_guide_has_one_title(page: Path) -> None:
    lines = page.read_text(encoding="utf-8").splitlines()
    assert sum(bool(re.fullmatch("={3,}", line)) for line in lines) == 1


def test_the_files_in_where_to_look_exist() -> None:
    text = (CHECKOUT / "docs/docsite/rst/guide_architecture.rst").read_text(encoding="utf-8")
    table = text.partition("Where to look\n")[2].partition("``NAME`` is")[0]
    names = re.findall(r"``(plugins/\S+)``", table)
    assert len(names) > 10
    for name in names:
        for platform in ("axway", "apic", "apinizer", "cmf"):
            assert (CHECKOUT / name.replace("NAME", platform)).is_file(), name


def test_one_file_honors_retry_after() -> None:
    sources = (CHECKOUT / "plugins").rglob("*.py")
    assert [path.name for path in sources if '"retry-after"' in path.read_text(encoding="utf-8")] == [
        "retry.py"
    ]


def test_the_readme_leads_to_every_module_role_and_guide() -> None:
    text = README.read_text(encoding="utf-8")
    modules = {path.stem for path in CHECKOUT.glob("plugins/modules/[a-z]*.py")}
    assert {name for name in modules if f"`{name}`" not in text} == set()
    roles = {path.parent.name for path in CHECKOUT.glob("roles/*/README.md")}
    assert {name for name in roles if f"`apiops.platforms.{name}`" not in text} == set()
    assert {page.name for page in GUIDES if f"/{page.name})" not in text} == set()


def test_the_changelog_names_every_module_of_its_releases() -> None:
    text = (CHECKOUT / "CHANGELOG.md").read_text(encoding="utf-8").replace("\\", "")
    releases = yaml.safe_load((CHECKOUT / "changelogs" / "changelog.yaml").read_text(encoding="utf-8"))
    for path in CHECKOUT.glob("plugins/modules/[a-z]*.py"):
        source = path.read_text(encoding="utf-8")
        version = re.findall(r"^version_added: (\S+)$", source, flags=re.M)[0]
        if version in releases["releases"]:
            (title,) = re.findall(r"^short_description: (.*)$", source, flags=re.M)
            assert f"* apiops.platforms.{path.stem} - {title}." in text
