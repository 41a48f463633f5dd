# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The options of the modules for desired state, documented once for all platforms.

PRIVATE to this collection.
"""

from __future__ import annotations

from collections.abc import Mapping
from string import Template
from typing import Any

import yaml

_OPTIONS = r"""
kind:
  description:
    - What kind of object it is, such as $kind. A name that is no kind is refused, and the nearest ones are
      told.
  type: str
parent:
  description:
    - What the object is in, by names, as $parent. A part that is missing or that does not belong there is
      refused.
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
    - The fields that the object is to have. Only those given are compared and written; what is there besides
      stays.
    - A field that is null is to be not set.
  type: dict
state:
  description:
    - With V(present), the object is created where it is not there, and changed where it differs.
    - With V(absent), it is deleted. What a deletion would take along is told, and needs O(allow).
    - An item of O(resources) may have a C(state) of its own.
  type: str
  choices: [present, absent]
  default: present
resources:
  description:
    - Many objects, each as the options above declare one$document.
    - All are read and compared before the first is written, so that a mistake in one changes nothing.
  type: list
  elements: dict
src:
  description:
    - Files and directories on the controller that hold objects as O(resources) does, in YAML or JSON, several
      documents or lists in a file. Their templates are filled in, and vaulted files and values (C(!vault))
      are decrypted.
    - Of a directory, the files that end in C(.yml), C(.yaml) or C(.json) are read, in the order of their
      names, with numbers in names as numbers (C(2) before C(10)). One that declares no object, since it has
      neither kind nor name, is left out with a warning.
    - They come after those of O(resources).
  type: list
  elements: path
defaults:
  description:
    - What every item of O(resources) and O(src) has unless it says otherwise, such as a C(parent). Mappings
      are merged.
  type: dict
order:
  description:
    - With V(input), the objects are worked on in the order in which they are declared. A reference to one
      that comes later is refused.
    - With V(dependency), what others refer to comes first, and deletions come last, in reverse.
  type: str
  choices: [input, dependency]
  default: input
compare:
  description:
    - Changes how fields are compared. A path is written as C(spec.tags), with C(*) for any one name.
  type: dict
  suboptions:
    ignore:
      description:
        - Paths that are neither compared nor written once the object is there.
      type: list
      elements: str
    sets:
      description:
        - Paths of lists of which the order does not count.
      type: list
      elements: str
    ordered:
      description:
        - Paths of lists of which the order counts.
      type: list
      elements: str
    exact:
      description:
        - Paths of mappings and lists that are to hold nothing else than what is given.
      type: list
      elements: str
update_secrets:
  description:
    - Secrets cannot be compared. With V(on_create), they are sent when the object is created, and not again.
    - With V(always), they are sent each time, and the task reports a change each time.
  type: str
  choices: [on_create, always]
  default: on_create
allow:
  description:
    - What the task may do beyond what it names. Otherwise it is refused before anything is written.
  type: list
  elements: str
wait:
  description:
    - Whether to wait, after all writes, until the platform has finished, such as a deletion that has to be
      confirmed. Otherwise the action of such an object is V(pending).
  type: bool
  default: false
wait_timeout:
  description:
    - Seconds to wait at most.
  type: float
  default: 300.0
on_error:
  description:
    - What to do when an object fails. The task fails in both cases, naming each one that failed, and a second
      run does what is left.
    - With V(stop), no further object is written. With V(continue), all are tried but those that need a failed
      one.
  type: str
  choices: [stop, continue]
  default: stop
owner:
  description:
    - A name that is put on every object as a mark ($mark), by which O(prune) knows them.
  type: str
prune:
  description:
    - What becomes of objects that carry the mark of O(owner), are of the same kinds and in the same parents
      as those declared, and are not declared.
    - V(report) names them in RV(resources), V(delete) deletes them after all else. After any failure none is
      deleted.
  type: str
  choices: [none, report, delete]
  default: none
prune_limit:
  description:
    - How many objects O(prune=delete) may delete. If there are more, the task is refused before anything is
      written.
  type: int
  default: 0
concurrency:
  description:
    - How many objects to write at the same time, from V(1) to V(64). One that needs another waits for it.
  type: int
  default: 1
calls_per_minute:
  description:
    - At most how many requests to make in a minute, evenly spaced. Logins do not count.
  type: int
"""

_INFO = ("kind", "parent", "name", "version", "calls_per_minute")


Options = dict[str, dict[str, Any]]


def resource_options(
    kind: str, parent: str, document: str, mark: str, allow: Mapping[str, str], own: str
) -> str:
    """The documentation of the options that declare objects; ``own`` is YAML of those that the platform adds.

    ``allow`` says what each of its words permits.
    """
    options = _filled(
        yaml.safe_load(_OPTIONS), {"kind": kind, "parent": parent, "document": document, "mark": mark}
    )
    options["allow"]["description"] += ["V(%s) permits to %s." % entry for entry in allow.items()]
    options["allow"]["choices"] = list(allow)
    text: str = yaml.safe_dump({"options": {**options, **yaml.safe_load(own)}}, sort_keys=False)
    return text


def info_options(kind: str, parent: str, own: str) -> str:
    """The documentation of the options by which objects are found."""
    whole = _filled(yaml.safe_load(_OPTIONS), {"kind": kind, "parent": parent})
    options = {name: whole[name] for name in _INFO}
    options["kind"]["required"] = True
    options["name"]["description"] = [
        "The name of one object. Left out, all of the kind in the O(parent) are listed."
    ]
    options["export"] = {
        "description": [
            "Whether to return the objects in the form that C(resources) of the module for desired state "
            "takes, without what the server owns, and without secrets."
        ],
        "type": "bool",
        "default": False,
    }
    text: str = yaml.safe_dump({"options": {**options, **yaml.safe_load(own)}}, sort_keys=False)
    return text


def _filled(value: Any, texts: Mapping[str, str]) -> Any:
    """The same with the placeholders in its texts filled in."""
    if isinstance(value, dict):
        return {name: _filled(item, texts) for name, item in value.items()}
    if isinstance(value, list):
        return [_filled(item, texts) for item in value]
    return Template(value).safe_substitute(texts) if isinstance(value, str) else value
