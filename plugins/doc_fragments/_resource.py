# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The options of the modules for desired state, documented once for all platforms.

PRIVATE to this collection.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from string import Template
from typing import Any

import yaml

_OPTIONS = r"""
kind:
  description:
    - The kind of object, such as $kind. For an unknown kind, the error message lists the nearest names.
  type: str
parent:
  description:
    - Where the object belongs, by names, as $parent. A missing or surplus part is an error.
  type: dict
name:
  description:
    - The name by which the platform knows the object.
  type: str
version:
  description:
    - The version of the object, for kinds that have versions.
  type: str
spec:
  description:
    - The fields of the object. Only the given fields are compared and written. All others stay as they are.
    - A null unsets a field.
  type: dict
state:
  description:
    - V(present) creates the object if it does not exist, and changes it if it differs.
    - V(absent) deletes it. If the deletion would remove other objects too, the task lists them and needs
      O(allow).
    - An item of O(resources) may have its own C(state).
  type: str
  choices: [present, absent]
  default: present
resources:
  description:
    - Many objects, each declared with the options above$document.
    - All are read and compared before the first is written, so a mistake in one changes nothing.
  type: list
  elements: dict
src:
  description:
    - Files and directories on the controller that contain objects as in O(resources), in YAML or JSON, with
      several documents or lists in a file. Templates are filled in, and vaulted files and values (C(!vault))
      are decrypted.
    - From a directory, the files that end in C(.yml), C(.yaml) or C(.json) are read, in the order of their
      names, with numbers in names as numbers (C(2) before C(10)). A file without any object, that is with
      neither kind nor name, and an empty document are skipped with a warning. Files that contain no object at
      all, and links to nothing, are errors.
    - These objects come after those of O(resources).
  type: list
  elements: path
defaults:
  description:
    - Values for every item of O(resources) and O(src) that does not set them, such as a C(parent). Mappings
      are merged.
  type: dict
order:
  description:
    - With V(input), the objects are processed in the order of their declaration. A reference to a later
      object is an error.
    - With V(dependency), objects that others refer to come first. Deletions come last, in reverse.
  type: str
  choices: [input, dependency]
  default: input
compare:
  description:
    - Changes how fields are compared. Write a path as C(spec.tags), with C(*) for any one name.
  type: dict
  suboptions:
    ignore:
      description:
        - Paths that are neither compared nor written once the object exists.
      type: list
      elements: str
    sets:
      description:
        - Paths of lists whose order does not matter.
      type: list
      elements: str
    ordered:
      description:
        - Paths of lists whose order matters.
      type: list
      elements: str
    exact:
      description:
        - Paths of mappings and lists that must contain nothing but the given values.
      type: list
      elements: str
update_secrets:
  description:
    - Secrets cannot be compared. With V(on_create), they are sent only when the object is created.
    - With V(always), they are sent each time, and the task reports a change each time.
  type: str
  choices: [on_create, always]
  default: on_create
allow:
  description:
    - What the task may do beyond what it names. Without permission, the task fails before it writes anything.
  type: list
  elements: str
wait:
  description:
    - Whether to wait, after all writes, until the platform has finished, for example until it has confirmed a
      deletion. Otherwise the action of such an object is V(pending).
  type: bool
  default: false
wait_timeout:
  description:
    - How long to wait at most, in seconds.
  type: float
  default: 300.0
on_error:
  description:
    - What to do when an object fails. In both cases the task fails and names each failed object, and a second
      run does the rest.
    - With V(stop), no further object is written. With V(continue), all are tried except those that need a
      failed one.
  type: str
  choices: [stop, continue]
  default: stop
owner:
  description:
    - A name that is written to every object as a mark ($mark), by which O(prune) recognizes them.
  type: str
prune:
  description:
    - What to do with objects that have the mark of O(owner), have the same kinds and parents as the declared
      ones, and are not declared.
    - V(report) lists them in RV(resources), V(delete) deletes them at the end. After a failure none is
      deleted. Without O(owner), V(report) lists all that are not declared, with a mark or without.
    - V(delete) is refused in a loop on the task, and with C(--tags), C(--skip-tags) or C(--start-at-task),
      because the task may then declare only a part. A loop on C(include_tasks) or C(include_role) around the
      task is not recognized. Do not prune in one, because each round would delete what the others declare.
    - V(delete) is also refused if a file or document of O(src) declares no object.
  type: str
  choices: [none, report, delete]
  default: none
prune_in:
  description:
    - Further kinds and parents in which O(prune) looks, each with C(kind) and C(parent) as in O(resources).
      This finds objects even when no other of their kind and parent is declared any longer.
    - If one cannot be read, the task fails before it writes anything.
  type: list
  elements: dict
prune_limit:
  description:
    - How many objects O(prune=delete) may delete. If there are more, the task fails before it writes
      anything. In check mode, it fails too, but RV(resources) contains what it would change and delete.
  type: int
  default: 0
concurrency:
  description:
    - How many objects to write at the same time, from V(1) to V(64). An object that needs another waits for
      it.
  type: int
  default: 1
calls_per_minute:
  description:
    - At most how many requests to make in a minute, evenly spaced. Logins do not count.
  type: int
"""

_EXPORT = r"""
dest:
  description:
    - The directory for the files, on the controller. A relative path counts from the playbook. It is created
      if it does not exist.
  type: path
  required: true
parent:
  description:
    - What to export, with all that is in it, by names, as $parent. If not set, everything is exported.
  type: dict
kinds:
  description:
    - The kinds of objects to export. If not set, objects of all kinds are exported.
  type: list
  elements: str
exclude:
  description:
    - Kinds that are neither exported nor read, such as those that the account may not see. What is in their
      objects is left out as well.
  type: list
  elements: str
prune:
  description:
    - What to do with the files of objects that are gone. V(report) lists them in RV(files), V(delete) deletes
      them. Files of kinds and parents that were not read are left alone.
    - A file is deleted only if it declares nothing but the one object that its path names, as an export
      writes it. Hidden files and links are left alone.
  type: str
  choices: [report, delete]
  default: report
"""

_INFO = ("kind", "parent", "name", "version", "calls_per_minute")


Options = dict[str, dict[str, Any]]


def resource_options(
    kind: str,
    parent: str,
    document: str,
    mark: str,
    allow: Mapping[str, str],
    own: str,
    without: Collection[str] = (),
) -> str:
    """The documentation of the options that declare objects; ``own`` is YAML of those that the platform adds.

    ``allow`` says what each of its words permits. ``without`` are options that the platform does not have.
    """
    options = _filled(
        yaml.safe_load(_OPTIONS), {"kind": kind, "parent": parent, "document": document, "mark": mark}
    )
    options["allow"]["description"] += ["V(%s) permits %s." % entry for entry in allow.items()]
    options["allow"]["choices"] = list(allow)
    whole = {
        **{name: option for name, option in options.items() if name not in without},
        **yaml.safe_load(own),
    }
    text: str = yaml.safe_dump({"options": whole}, sort_keys=False)
    return text


def info_options(kind: str, parent: str, own: str) -> str:
    """The documentation of the options by which objects are found."""
    whole = _filled(yaml.safe_load(_OPTIONS), {"kind": kind, "parent": parent})
    options = {name: whole[name] for name in _INFO}
    options["kind"]["required"] = True
    options["name"]["description"] = [
        "The name of one object. If not set, all objects of the kind in O(parent) are listed."
    ]
    options["export"] = {
        "description": [
            "Whether to return the objects in the form that C(resources) of the module for declared objects "
            "takes, without fields of the server, and without secrets."
        ],
        "type": "bool",
        "default": False,
    }
    text: str = yaml.safe_dump({"options": {**options, **yaml.safe_load(own)}}, sort_keys=False)
    return text


def export_options(parent: str) -> str:
    """The documentation of the options by which objects are exported to files."""
    options = _filled(yaml.safe_load(_EXPORT), {"parent": parent})
    options["calls_per_minute"] = yaml.safe_load(_OPTIONS)["calls_per_minute"]
    text: str = yaml.safe_dump({"options": options}, sort_keys=False)
    return text


def _filled(value: Any, texts: Mapping[str, str]) -> Any:
    """The same with the placeholders in its texts filled in."""
    if isinstance(value, dict):
        return {name: _filled(item, texts) for name, item in value.items()}
    if isinstance(value, list):
        return [_filled(item, texts) for item in value]
    return Template(value).safe_substitute(texts) if isinstance(value, str) else value
