# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Directories of objects applied by playbooks, in process and on the target: read, templated, decrypted,
shown."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from ansible_collections.apiops.platforms.plugins.module_utils._core.errors import ApiError
from ansible_collections.apiops.platforms.plugins.module_utils._core.operations.resource_operation import (
    PLACE,
)
from ansible_collections.apiops.platforms.plugins.plugin_utils import _documents
from tests.integration.platforms import run
from tests.integration.plays import Play
from tests.playbook import environment
from tests.simulator.client import Simulator

SECRET = "Tr0ub4dor-and-3"
TASKS = """
    - name: Applied
      apiops.platforms.axway_resource:
        src: "{directory}"
      vars:
        environment_name: live
        secret_word: "{secret}"
"""


def write(directory: Path, name: str, text: str) -> Path:
    """A file of that text."""
    path = directory / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def central(tmp_path: Path) -> Path:
    """A directory with the oddities of files that people keep for the vendor's tool."""
    directory = tmp_path / "central"
    write(directory, "J1-stage.json", '{\n\t"kind": "Stage",\n\t"name": "prod",\n\t"tags": ["a", ],\n}\n')
    write(
        directory,
        "J2-environment.yml",
        "kind: Environment\nname: '{{ environment_name }}'\nspec: {on: x, date: 2026-01-02}\n",
    )
    write(
        directory,
        "J10-services.yaml",
        """
- kind: APIService
  metadata: {scope: {kind: Environment, name: "{{ environment_name }}"}}
  name: pets
---
kind: APIService
metadata: {scope: {kind: Environment, name: "{{ environment_name }}"}}
name: cats
""",
    )
    secret = write(
        directory,
        "J11-secret.yml",
        "kind: Secret\nparent: {kind: Environment, name: live}\nname: key\n"
        "spec: {data: {password: '{{ secret_word }}'}}\n",
    )
    vault(tmp_path, "encrypt", str(secret))
    encrypted = vault(tmp_path, "encrypt_string", "{{ secret_word }}", "--name", "password")
    write(
        directory,
        "J12-inline.yml",
        "kind: Secret\nparent: {kind: Environment, name: live}\nname: inline\nspec:\n  data:\n    "
        + encrypted.replace("\n", "\n    "),
    )
    write(directory, "details.json", '{"protocol": "1.0", "tools": []}')
    write(directory, ".hidden.yml", "not: [read")
    return directory


def vault(directory: Path, *words: str) -> str:
    """What ansible-vault writes; the password lies in the directory."""
    password = write(directory, "vault-password", "word of the vault")
    ran = subprocess.run(
        [str(Path(sys.executable).parent / "ansible-vault"), *words, "--vault-password-file", str(password)],
        env=environment(directory),
        check=True,
        capture_output=True,
        text=True,
    )
    return ran.stdout


@pytest.mark.usefixtures("execution")
def test_a_directory_is_applied(play: Play, fresh_simulator: Simulator, central: Path) -> None:
    tasks = TASKS.format(directory=central, secret=SECRET)
    vault = {"ANSIBLE_VAULT_PASSWORD_FILE": str(central.parent / "vault-password")}
    predicted = run(play, fresh_simulator, tasks, env=vault, check=True, diff=True, verbosity=3)
    assert predicted.rc == 0, predicted.output
    assert not [each for each in fresh_simulator.journal(listener="axway_central") if each["method"] != "GET"]
    applied = run(play, fresh_simulator, tasks, env=vault, diff=True, verbosity=3)
    again = run(play, fresh_simulator, tasks, env=vault)
    results = [each.of("Applied").result for each in (predicted, applied, again)]
    assert [each["changed"] for each in results] == [True, True, False], applied.output
    assert results[0]["summary"] == results[1]["summary"]
    told = [(each["kind"], each["name"], each["action"]) for each in results[1]["resources"]]
    assert told == [
        ("Stage", "prod", "created"),
        ("Environment", "live", "created"),
        ("APIService", "pets", "created"),
        ("APIService", "cats", "created"),
        ("Secret", "key", "created"),
        ("Secret", "inline", "created"),
    ]
    assert "details.json declares no object, and is left out" in " ".join(applied.output.split())
    assert "+++ after: Environment live" in predicted.output
    assert "+name: live" in predicted.output
    for each in (predicted, applied, again):
        assert SECRET not in each.output
    sent = [each["body"] for each in fresh_simulator.journal(listener="axway_central", method="POST")]
    assert sum(SECRET in body for body in sent) == 2
    assert any('"date": "2026-01-02"' in body for body in sent)
    assert any('"on": "x"' in body or '"true": "x"' in body for body in sent)


MISTAKES = {
    "missing": (None, "src {directory}/nothing does not exist; it is looked for on the controller"),
    "broken": ("a: [1", "src broken.yml cannot be read: "),
    "text": ("just words", "src text.yml is str, not a mapping that declares an object"),
    "no kind": ("name: x", "no kind.yml: kind is missing"),
    "no variable": (
        "{kind: Stage, name: '{{ nothing }}'}",
        "src no variable.yml: a template in it cannot be",
    ),
}


@pytest.mark.usefixtures("execution")
def test_files_that_cannot_be_used(play: Play, fresh_simulator: Simulator, tmp_path: Path) -> None:
    tasks = ""
    for name, (text, _words) in MISTAKES.items():
        file = tmp_path / "nothing" if text is None else write(tmp_path, f"{name}.yml", text)
        tasks += f"""
    - name: {name}
      apiops.platforms.axway_resource:
        src: "{file}"
      ignore_errors: true
"""
    ran = run(play, fresh_simulator, tasks)
    assert ran.rc == 0, ran.output
    for name, (_text, words) in MISTAKES.items():
        result = ran.of(name).result
        assert result["error"]["kind"] == "config"
        assert words.format(directory=tmp_path) in result["msg"]
    assert "Traceback" not in ran.output
    assert fresh_simulator.journal(listener="axway_central") == []


def read(directory: Path, told: list[str]) -> list[str]:
    """Where the documents of a directory stand."""
    documents = _documents.read(
        [str(directory)],
        str,
        text_of=lambda path: Path(path).read_text(),
        template=lambda each, _place: dict(each),
        pass_over=told.append,
    )
    return [each[PLACE] for _file, each in documents]


def test_a_directory_in_the_order_of_its_numbers(tmp_path: Path) -> None:
    for name in ("b-10.yml", "b-9.json", "a/x.yaml", "b-9a.yml", "notes.txt", ".hidden/y.yml", ".z.yml"):
        write(tmp_path, name, "kind: Stage")
    told: list[str] = []
    assert read(tmp_path, told) == ["a/x.yaml", "b-9.json", "b-9a.yml", "b-10.yml"]
    assert told == []


def test_a_directory_is_read_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is passed over would be pruned."""
    write(tmp_path, "shared/stage.yml", "kind: Stage")
    (tmp_path / "central").mkdir()
    (tmp_path / "central" / "link").symlink_to(tmp_path / "shared")
    (tmp_path / "shared" / "loop").symlink_to(tmp_path / "central")
    assert read(tmp_path / "central", []) == ["link/stage.yml"]
    scandir = os.scandir

    def refusing(path: str) -> object:
        if path.endswith("link"):
            raise PermissionError(13, "Permission denied", path)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refusing)
    with pytest.raises(ApiError, match=r"cannot be read: Permission denied, .*link"):
        read(tmp_path / "central", [])
