# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The files of ``src``, read on the controller: found, decrypted, parsed and templated.

PRIVATE to this collection.
"""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import yaml

from ansible_collections.apiops.platforms.plugins.module_utils._core.errors import config_error
from ansible_collections.apiops.platforms.plugins.module_utils._core.operations.resource_operation import (
    PLACE,
)

# Faster, and it takes tabs between tokens, as JSON has them.
_BASE = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_SUFFIXES = (".yml", ".yaml", ".json")
# A document with none of these declares no object; people keep other files beside those that do.
_HEAD = ("kind", "name", "group", "apiVersion", "metadata", "parent", "spec")


class Vaulted(str):
    """A value that is still encrypted, ``!vault`` in a file."""


class Unsafe(str):
    """A text that only looks like a template, ``!unsafe`` in a file."""


class _Loader(_BASE):  # type: ignore[valid-type, misc]
    """Reads what Ansible's own files may hold. A date is a text, as JSON has it."""

    yaml_implicit_resolvers = {
        first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(":timestamp")]
        for first, resolvers in _BASE.yaml_implicit_resolvers.items()
    }


_Loader.add_constructor("!vault", lambda loader, node: Vaulted(loader.construct_scalar(node)))
_Loader.add_constructor("!unsafe", lambda loader, node: Unsafe(loader.construct_scalar(node)))


def place_of(parent: Mapping[str, Any]) -> dict[str, str]:
    """What an object is in, as names by kinds; a parent may also be written as ``kind`` and ``name``."""
    if set(parent) == {"kind", "name"}:
        return {str(parent["kind"]): str(parent["name"])}
    return {str(kind): str(name) for kind, name in parent.items()}


def read(
    paths: list[str],
    find: Callable[[str], str],
    text_of: Callable[[str], str],
    template: Callable[[Any, str], Any],
    pass_over: Callable[[str], None],
) -> list[tuple[str, dict[str, Any]]]:
    """Every document of the files, each with its file, and with the place where it stands.

    A directory stands for the files in it, and in the directories below, that end in .yml, .yaml or .json, in
    the order of their names; numbers in names count as numbers. ``pass_over`` hears of each file or document
    that declares no object, and is left out, unless it raises. ``find`` gives the whole path of one that is
    written in a task, ``text_of`` the text of a file, decrypted, and ``template`` a value that stands at a
    place with its templates filled in.
    Raises ``ApiError`` (config) that names the file and, where it can, the line.
    """
    read: list[tuple[str, dict[str, Any]]] = []
    for path in paths:
        found = find(path)
        is_directory = os.path.isdir(found)
        for file in _files(path, found) if is_directory else [found]:
            name = os.path.relpath(file, found) if is_directory else os.path.basename(file)
            documents = list(_documents(file, name, text_of))
            filled = [(place, each) for place, each in documents if each is not None]
            if not filled or (is_directory and not any(_declares(each) for _place, each in filled)):
                pass_over(f"src {path}: {name} declares no object")
                continue
            for place, each in documents:
                if each is None:
                    pass_over(f"src {path}: {place} is empty")
            read += [(file, {**template(document, place), PLACE: place}) for place, document in filled]
    if paths and not read:
        raise config_error(f"src {', '.join(paths)} declares no object.")
    return read


def _declares(document: Mapping[str, Any]) -> bool:
    """Whether a document is meant to declare an object, be it with mistakes."""
    return any(name in document for name in _HEAD)


def _files(path: str, found: str) -> Iterator[str]:
    there = []
    seen = {os.path.realpath(found)}

    def refuse(error: OSError) -> None:
        # Objects of a directory that is passed over would count as declared no longer.
        raise config_error(f"src {path} cannot be read: {error.strerror}, {error.filename}.")

    for directory, below, names in os.walk(found, onerror=refuse, followlinks=True):
        visible = [name for name in below if not name.startswith(".")]
        new = {os.path.realpath(os.path.join(directory, name)): name for name in visible}
        below[:] = [name for place, name in new.items() if place not in seen]
        seen.update(new)
        for file in (os.path.join(directory, name) for name in names if not name.startswith(".")):
            if not os.path.exists(file):
                # A link to nothing may stand for a whole directory.
                refuse(FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), file))
            if file.lower().endswith(_SUFFIXES):
                there.append(file)
    if not there:
        raise config_error(f"src {path} is a directory without files that end in .yml, .yaml or .json.")
    yield from sorted(there, key=_natural)


def _natural(path: str) -> list[Any]:
    """A key by which names sort as people number them: 2 before 10."""
    return [
        [
            (0, int(part), "") if part.isdecimal() else (1, 0, part)
            for part in re.split(r"(\d+)", step)
            if part
        ]
        for step in path.split(os.sep)
    ]


def _documents(
    file: str, name: str, text_of: Callable[[str], str]
) -> Iterator[tuple[str, dict[str, Any] | None]]:
    """Each mapping of a file, which may hold several documents, and lists of them; None for an empty one."""
    documents = [
        document
        for each in loaded(name, text_of(file))
        for document in (each if isinstance(each, list) else [each])
    ]
    for number, document in enumerate(documents, 1):
        place = f"{name}, document {number}" if len(documents) > 1 else name
        if document is None:
            yield place, None
            continue
        if not isinstance(document, Mapping):
            raise config_error(
                f"src {place} is {type(document).__name__}, not a mapping that declares an object."
            )
        yield place, dict(document)


def loaded(name: str, text: str) -> list[Any]:
    """The documents of a text. ``ApiError`` (config) says in which line of the file it cannot be read."""
    try:
        return list(yaml.load_all(text, Loader=_Loader))
    except yaml.YAMLError as error:
        if "\t" in text and _BASE is yaml.SafeLoader:
            # Without libyaml, tabs are no white space; at the beginning of a line of JSON they are nothing
            # else.
            untabbed = re.sub(r"(?m)^[\t ]+", lambda found: found[0].replace("\t", "  "), text)
            if untabbed != text:
                return loaded(name, untabbed)
        raise config_error(f"src {name} cannot be read: {_reason(error)}.") from None


def _reason(error: yaml.YAMLError) -> str:
    """What is wrong, and in which line; the text itself is not quoted: it may be a secret."""
    mark = getattr(error, "problem_mark", None)
    problem = str(getattr(error, "problem", None) or "it is no YAML or JSON")
    return f"{problem}, line {mark.line + 1}" if mark else problem
