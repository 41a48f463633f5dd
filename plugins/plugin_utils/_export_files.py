# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The files of an export: where each object has its place, how it is written, and what secrets are called.

PRIVATE to this collection.
"""

from __future__ import annotations

import copy
import hashlib
import itertools
import re
from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import yaml

from ansible_collections.apiops.platforms.plugins.module_utils._core.errors import ApiError
from ansible_collections.apiops.platforms.plugins.plugin_utils._documents import Unsafe, loaded, place_of

SUFFIX = ".yml"
# Lists the variables; files of this name declare no objects.
SECRETS = "secrets.md"

_LONGEST_NAME = 100
_TEMPLATE = re.compile(r"{{|{%|{#")
# What says which object it is comes first.
_HEAD = ("apiVersion", "group", "kind", "metadata", "parent", "name", "version", "title")
_SECRETS = """\
# Secrets of {platform}

An export cannot tell secrets. Each file names a variable in place of one. Give it a value, for example in
a vault, before the object is created somewhere else. As long as a variable is not defined, the field is left
out: what is there keeps its secret.

| variable | file | field |
|---|---|---|
"""
_NO_SECRETS = "# Secrets of {platform}\n\nThe exported objects hold no secrets.\n"


@dataclass(frozen=True)
class Variable:
    """The variable that stands for a secret: in which file, and of which field."""

    variable: str
    file: str
    field: str


@dataclass
class Layout:
    """The files by their paths below the directory, and what of the directory was read as a whole.

    ``folders`` holds, by the folder of a group, the names in it; ``singles`` the files of what is there once.
    """

    files: dict[str, str] = field(default_factory=dict)
    variables: list[Variable] = field(default_factory=list)
    folders: dict[str, set[str]] = field(default_factory=dict)
    singles: set[str] = field(default_factory=set)


def laid_out(
    platform: str, rows: Sequence[Mapping[str, Any]], groups: Iterable[Mapping[str, Any]], before: str = ""
) -> Layout:
    """The files of the objects that an export found: one for each, in a folder for each parent and kind.

    ``before`` is the list of variables of the export before, which keep their names.
    """
    names = _Names(rows)
    layout = Layout()
    paths = [names.file(row) for row in rows]
    variables = _variables(platform, rows, paths, before)
    for row, path in sorted(zip(rows, paths, strict=True), key=lambda pair: pair[1]):
        item = copy.deepcopy(row["item"])
        for secret in row["secrets"]:
            variable = variables[_key(row, secret)]
            _put(item, secret, "{{ %s | default(omit) }}" % variable)
            layout.variables.append(Variable(variable, path, _path_text(secret)))
        layout.files[path] = _written(item)
    for group in groups:
        folder = names.folder(group["place"], group["kind"])
        there = [row for row in rows if row["name"] and _group(row) == _group(group)]
        layout.folders[folder] = {names.own(row) for row in there}
        layout.singles.add(folder + SUFFIX)
    return layout


def secrets_listed(platform: str, layout: Layout, before: str, gone: Container[str]) -> str:
    """The list of variables, with those of it ``before`` whose files this export did not read."""
    kept = [
        f"| `{variable}` | {file} | {path} |"
        for variable, file, path in _rows_of(before)
        if file not in layout.files and file not in gone
    ]
    mine = [f"| `{each.variable}` | {each.file} | `{each.field}` |" for each in layout.variables]
    lines = sorted([*kept, *mine], key=lambda line: line.split(" | ")[1])
    if not lines:
        return _NO_SECRETS.format(platform=platform)
    return _SECRETS.format(platform=platform) + "".join(f"{line}\n" for line in lines)


def _rows_of(listed: str) -> list[tuple[str, str, str]]:
    """The variables of a list, with file and field."""
    return [
        (each[1], each[2], each[3]) for each in re.finditer(r"(?m)^\| `(\w+)` \| (.*) \| (.*) \|$", listed)
    ]


def says_the_same(text: str, other: str) -> bool:
    """Whether two files declare the same; comments and the way of writing do not count."""
    if text == other:
        return True
    try:
        return loaded("", text) == loaded("", other)
    except (ApiError, ValueError):
        return False


def documents_of(text: str) -> list[Any]:
    """The documents of a file; none if it cannot be read."""
    try:
        return [each for each in loaded("", text) if each is not None]
    except (ApiError, ValueError):
        return []


# --- places ----------------------------------------------------------------------------------------------


def is_of(path: str, document: Any) -> bool:
    """Whether a document declares the object that a path names, as an export writes it."""
    if not isinstance(document, Mapping):
        return False
    place = _place_of(document)
    steps = path[: -len(SUFFIX)].split("/")
    around, own = steps[: 2 * len(place)], steps[2 * len(place) :]
    # A file does not keep the order of the parts of a place.
    parts = dict(zip(around[::2], around[1::2], strict=False))
    if set(parts) != set(place) or own[:1] != [_safe(str(document.get("kind")))]:
        return False
    if not all(_is_called(step, place[part]) for part, step in parts.items()):
        return False
    if len(own) == 1:
        return "name" not in document
    return len(own) == 2 and any(_is_called(own[1], name) for name in _names_of(document))


def _place_of(document: Mapping[str, Any]) -> dict[str, str]:
    """What an object is in, by the parts of a path."""
    metadata = document.get("metadata")
    scope = metadata.get("scope") if isinstance(metadata, Mapping) else None
    parent = document.get("parent") or scope
    if not isinstance(parent, Mapping):
        return {}
    return {_safe(kind): name for kind, name in place_of(parent).items()}


def _names_of(document: Mapping[str, Any]) -> list[str]:
    """The names by which an object may be known; one without a name is known by two of its fields."""
    names = [str(document[part]) for part in ("name", "version") if document.get(part) is not None]
    if names:
        return [":".join(names)]
    spec = document.get("spec")
    texts = [text for text in spec.values() if isinstance(text, str)] if isinstance(spec, Mapping) else []
    return ["/".join(pair) for pair in itertools.permutations(texts, 2)]


def _is_called(step: str, name: str) -> bool:
    safe = _safe(name)
    return step in (safe, f"{safe}-{_digest(name)}")


class _Names:
    """How the names of objects are written in paths: no two of a group alike, even without upper case."""

    def __init__(self, rows: Sequence[Mapping[str, Any]]) -> None:
        taken: dict[tuple[Any, ...], set[str]] = {}
        for row in rows:
            taken.setdefault((*_group(row), _safe(row["name"]).lower()), set()).add(row["name"])
        self._alike = {key for key, names in taken.items() if len(names) > 1}

    def file(self, row: Mapping[str, Any]) -> str:
        folder = self.folder(row["place"], row["kind"])
        return folder + (f"/{self.own(row)}" if row["name"] else "") + SUFFIX

    def folder(self, place: Iterable[Any], kind: str) -> str:
        """The folder of a group; parts of a place are named as the objects that they are."""
        steps: list[str] = []
        around: list[Any] = []
        for part, name in place:
            steps += [_safe(part), self._name((part, _hashable(around)), name)]
            around.append([part, name])
        return "/".join([*steps, _safe(kind)])

    def own(self, row: Mapping[str, Any]) -> str:
        return self._name(_group(row), row["name"])

    def _name(self, group: tuple[Any, ...], name: str) -> str:
        safe = _safe(name)
        return f"{safe}-{_digest(name)}" if (*group, safe.lower()) in self._alike else safe


def _safe(name: str) -> str:
    """A name as a path holds it on every system; with its version it is ``name@version``."""
    safe = re.sub(r"[^\w.@+ -]", "-", name.replace(":", "@")).strip() or "-"
    safe = re.sub(r"^\.", "_", safe).rstrip(".")
    return safe if len(safe) <= _LONGEST_NAME else f"{safe[:_LONGEST_NAME]}-{_digest(name)}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def _group(row: Mapping[str, Any]) -> tuple[Any, ...]:
    return row["kind"], _hashable(row["place"])


def _hashable(place: Iterable[Any]) -> tuple[Any, ...]:
    return tuple((part, name) for part, name in place)


# --- secrets ---------------------------------------------------------------------------------------------


def _key(row: Mapping[str, Any], secret: list[Any]) -> tuple[Any, ...]:
    return (*_group(row), row["name"], tuple(secret))


def _variables(
    platform: str, rows: Sequence[Mapping[str, Any]], paths: Sequence[str], before: str
) -> dict[tuple[Any, ...], str]:
    """A name for each secret: that in the list ``before``, else of its whole place."""
    listed = {(file, path): variable for variable, file, path in _rows_of(before)}
    chosen: dict[tuple[Any, ...], str] = {}
    named: dict[tuple[Any, ...], str] = {}
    for row, path in zip(rows, paths, strict=True):
        for secret in row["secrets"]:
            kept = listed.get((path, f"`{_path_text(secret)}`"))
            if kept is None:
                named[_key(row, secret)] = _name(platform, row, secret)
            else:
                chosen[_key(row, secret)] = kept
    others = [variable for variable, file, _path in _rows_of(before) if file not in paths]
    used = Counter([*named.values(), *chosen.values(), *others])
    for key, name in named.items():
        chosen[key] = name if used[name] == 1 else f"{name}_{_digest(repr(key))}"
    return chosen


def _name(platform: str, row: Mapping[str, Any], secret: list[Any]) -> str:
    words = [_word_of(row["item"], secret, number) for number in range(len(secret))]
    place = [name for _part, name in row["place"]]
    steps = [word for word in words if word and word != "spec"]
    return _identifier([platform, *place, row["kind"], row["name"], *steps])


def _word_of(item: Any, secret: list[Any], number: int) -> str:
    """A step of a path as a word; of a list that by which its item is known, which a number is not."""
    step = secret[number]
    if not isinstance(step, int):
        return str(step)
    for each in secret[:number]:
        item = item[each]
    known = next((str(value) for value in item[step].values() if isinstance(value, str)), "")
    return known if isinstance(item[step], Mapping) else ""


def _identifier(words: Iterable[str]) -> str:
    return re.sub(r"[^a-z0-9]+", "_", "_".join(words).lower()).strip("_")


def _put(item: Any, secret: list[Any], value: str) -> None:
    *steps, last = secret
    for step in steps:
        item = item.setdefault(step, {}) if isinstance(item, dict) else item[step]
    item[last] = _Filled(value)


def _path_text(path: Iterable[Any]) -> str:
    """A path as the list shows it: what would break its row, or be another path's, is quoted as in a URL."""
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return re.sub(r"[`|%\s]", lambda found: quote(found[0]), text.lstrip("."))


# --- YAML ------------------------------------------------------------------------------------------------


class _Filled(str):
    """A template that the export itself writes."""


class _Dumper(yaml.SafeDumper):
    """Writes texts of several lines as such, and what only looks like a template as no template."""

    def ignore_aliases(self, data: Any) -> bool:
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    tag = "!unsafe" if _TEMPLATE.search(text) else "tag:yaml.org,2002:str"
    style = "|" if "\n" in text else "'" if tag == "!unsafe" else None
    return dumper.represent_scalar(tag, text, style=style)


_Dumper.add_representer(str, _text)
_Dumper.add_representer(Unsafe, _text)
_Dumper.add_representer(
    _Filled, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", str(text), style='"')
)


def _written(item: Mapping[str, Any]) -> str:
    first = {name: item[name] for name in _HEAD if name in item}
    rest = {name: item[name] for name in sorted(item) if name not in first}
    ordered = {name: _sorted(value) for name, value in {**first, **rest}.items()}
    text: str = yaml.dump(
        ordered, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=120, explicit_start=True
    )
    return text


def _sorted(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _sorted(value[name]) for name in sorted(value, key=str)}
    return [_sorted(item) for item in value] if isinstance(value, list) else value
