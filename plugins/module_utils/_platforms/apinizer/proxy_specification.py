# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The specification of an API proxy: read, and compared as data with the one that the manager has.

PRIVATE to this collection.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any, Collection, Dict, FrozenSet, List, Mapping, Optional, Tuple
from xml.etree import ElementTree

from ..._core.changes import at, path_text
from ..._core.compare import ABSENT, Change, Rules, differences
from ..._core.errors import config_error
from ..._core.fields import MASK, without_secrets
from ..._core.http.document import NotJson, parse
from ..._core.yaml_text import yaml_of

# The types of proxies that are made of a specification, and those that need none.
PARSED = ("OPEN_API", "SWAGGER", "WSDL")
UNPARSED = ("REVERSE_PROXY", "EMPTY_API")
_METHODS = ("get", "post", "put", "head", "options", "delete", "patch", "trace")
_PLACE = "specification"


@dataclass(frozen=True)
class Specification:
    """A specification: the type of proxy that it makes, its content, and the file that is sent of it."""

    type: str
    data: Any
    text: str

    @property
    def part(self) -> Mapping[str, str]:
        """The file, as a part of a form."""
        suffix, kind = ("wsdl", "application/xml") if self.type == "WSDL" else ("json", "application/json")
        return {"filename": "specification." + suffix, "content_type": kind, "content": self.text}


def specification_of(given: Any, wanted_type: Optional[str]) -> Specification:
    """The specification that a task gives, as data or as a text; ``ApiError`` (config) says what is wrong."""
    data = _plain(given) if isinstance(given, Mapping) else data_of(str(given))
    if data is None:
        raise config_error("specification is neither JSON nor YAML nor a WSDL file.")
    found = _type_of(data)
    if wanted_type is not None and found != wanted_type:
        raise config_error("specification is of type %s, and type says %s." % (found, wanted_type))
    text = data if isinstance(data, str) else json.dumps(data, ensure_ascii=False)
    return Specification(found, data, text)


def data_of(text: str) -> Any:
    """What a specification says, however it is written: a mapping, or XML in one form; None if it is none."""
    start = text.lstrip("\ufeff \t\r\n")[:1]
    if start == "<":
        return _canonical(text)
    try:
        value = parse(text) if start == "{" else yaml_of(text)
    except NotJson:
        value = _yaml(text)
    except (ValueError, ImportError):
        return None
    return _plain(value) if isinstance(value, Mapping) else None


def _yaml(text: str) -> Any:
    try:
        return yaml_of(text)
    except (ValueError, ImportError):
        return None


def _canonical(text: str) -> Optional[str]:
    # An entity could be made to grow without end, and no WSDL file needs one.
    if "<!ENTITY" in text:
        raise config_error("The specification declares XML entities, which are not read.")
    try:
        return ElementTree.canonicalize(text, strip_text=True)
    except (ElementTree.ParseError, ValueError):
        return None


def _plain(value: Any) -> Any:
    """A document in the types of JSON: as it is sent, and as it comes back."""
    try:
        return json.loads(json.dumps(value, default=_text, allow_nan=False))
    except (TypeError, ValueError, RecursionError) as error:
        raise config_error("specification cannot be written as JSON (%s)." % error) from error


def _text(value: Any) -> str:
    if hasattr(value, "isoformat"):
        return str(value.isoformat())
    raise TypeError("a value of type %s" % type(value).__name__)


def _type_of(data: Any) -> str:
    if isinstance(data, str):
        if re.search(r"<(?:[\w.-]+:)?(?:definitions|description)[\s>]", data[:2000]):
            return "WSDL"
    elif "openapi" in data:
        return "OPEN_API"
    elif "swagger" in data:
        return "SWAGGER"
    raise config_error(
        "specification is no definition of an API: it has neither openapi nor swagger, and is no WSDL file."
    )


def changes_of(current: Any, wanted: Any, ignore: Collection[str]) -> List[Change]:
    """What is otherwise in the manager, fields that only it has among them; paths begin with the option.

    ``ignore`` are paths that do not count.
    """
    if isinstance(wanted, str) or not isinstance(current, Mapping):
        return [] if current == wanted else [Change((_PLACE,), current, wanted)]
    rules = Rules(ignored=frozenset(ignore), literal=True)
    there, here = {_PLACE: current}, {_PLACE: wanted}
    besides = [
        Change(change.path, change.after, ABSENT)
        for change in differences(here, there, rules)
        if change.before is ABSENT
    ]
    return [*differences(there, here, rules), *besides]


def changes_shown(current: Any, wanted: Any, changes: List[Change]) -> List[Dict[str, Any]]:
    """The changes as ``[{path, before, after}]``, secrets masked, and XML only named."""
    before, after = ({_PLACE: without_secrets(each)} for each in (current, wanted))
    return [
        {
            "path": path_text(change.path),
            "before": _shown(before, change.path, change.before),
            "after": _shown(after, change.path, change.after),
        }
        for change in changes
    ]


def _shown(document: Any, path: Any, value: Any) -> Any:
    if value is ABSENT or value is None:
        return None
    if isinstance(value, str) and path == (_PLACE,):
        return "<XML, %d characters>" % len(value)
    try:
        return at(document, path)
    except (KeyError, IndexError, TypeError):
        return MASK


def endpoints_of(data: Any) -> FrozenSet[Tuple[str, str]]:
    """The endpoints that an OpenAPI or Swagger document has, each as path and method."""
    paths = data.get("paths") if isinstance(data, Mapping) else None
    found = set()
    for path, item in (paths if isinstance(paths, Mapping) else {}).items():
        for method in item if isinstance(item, Mapping) else ():
            if str(method).lower() in _METHODS:
                found.add((str(path), str(method).upper()))
    return frozenset(found)
