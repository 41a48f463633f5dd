# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a task wants of an API proxy, read from its options.

PRIVATE to this collection.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Dict, FrozenSet, List, Mapping, Optional, Tuple, Union

from ..._core.errors import config_error
from ..._core.options import Option, Options, Params
from ..._core.resources.checks import instead_of
from .proxy_policies import METHODS, PIPELINES, Policy, wanted_policies
from .proxy_settings import checked
from .proxy_specification import PARSED, UNPARSED, Specification, specification_of

# What is sent with a specification and told by nothing.
PARSING = (
    "backendApiVersion",
    "soapToRest",
    "enableWSA",
    "enableWSRM",
    "requestBodyReadBehavior",
    "responseBodyReadBehavior",
)
ALLOWED = ("delete_policies", "recreate", "undeploy")
PREVIOUS = "previous"

OPTIONS: Options = {
    "project": Option(required=True),
    "name": Option(required=True),
    "state": Option(default="present", choices=("present", "absent")),
    "specification": Option("raw"),
    "type": Option(choices=(*PARSED, *UNPARSED)),
    "parsing": Option("dict"),
    "settings": Option("dict"),
    "policies": Option(
        "list",
        elements="dict",
        suboptions={
            "name": Option(required=True),
            "type": Option(),
            "pipeline": Option(default="REQUEST", choices=tuple(PIPELINES)),
            "endpoint": Option(),
            "method": Option(choices=METHODS),
            "spec": Option("dict"),
            "state": Option(default="present", choices=("present", "absent")),
        },
    ),
    "environments": Option("list", elements="raw"),
    "description": Option(),
    "persistent": Option("bool", False),
    "rollback_to": Option(),
    "force": Option("bool", False),
    "snapshot": Option("path"),
    "compare": Option(
        "dict",
        suboptions={
            "ignore": Option("list", elements="str"),
            "exact": Option("list", elements="str", choices=("policies",)),
        },
    ),
    "update_secrets": Option(default="on_create", choices=("on_create", "always")),
    "allow": Option("list", elements="str", choices=ALLOWED),
    "wait": Option("bool", True),
    "wait_timeout": Option("float", 60.0),
    "calls_per_minute": Option("int"),
}


@dataclass(frozen=True)
class Wish:
    """A proxy as a task wants it. ``environments`` says where it is to be deployed, and where not."""

    project: str
    name: str
    absent: bool
    specification: Optional[Specification]
    type: Optional[str]
    parsing: Mapping[str, Any]
    settings: Mapping[str, Any]
    policies: Optional[List[Policy]]
    environments: Mapping[str, bool]
    description: Optional[str]
    persistent: bool
    rollback_to: Union[int, str, None]
    force: bool
    snapshot: Optional[str]
    ignore: FrozenSet[str]
    exact: FrozenSet[str]
    always: bool
    allow: FrozenSet[str]
    wait: bool
    wait_timeout: float

    def record(self, words: str = "") -> Dict[str, Any]:
        """What a deployment leaves in the history; ``words`` come after the description of the task."""
        text = " ".join(part for part in (self.description, words) if part)
        return {"description": text or "Deployed by Ansible", "persistent": self.persistent}


def wish_of(params: Params) -> Wish:
    """What the options say; ``ApiError`` (config) if they contradict one another."""
    for name in ("project", "name"):
        if not params[name].strip():
            raise config_error("%s must not be empty." % name)
    if not 0 < params["wait_timeout"] < 86400:
        raise config_error("wait_timeout must be a number of seconds above 0 and below a day.")
    compare = params.get("compare") or {}
    given = params.get("specification")
    kind = params.get("type")
    if given is not None and kind in UNPARSED:
        raise config_error("A proxy of type %s has no specification." % kind)
    wish = Wish(
        project=params["project"],
        name=params["name"],
        absent=params["state"] == "absent",
        specification=None if given is None else specification_of(given, kind),
        type=kind,
        parsing=_parsing(params.get("parsing")),
        settings=checked(params.get("settings")),
        policies=wanted_policies(params.get("policies")),
        environments=_environments(params.get("environments")),
        description=params.get("description"),
        persistent=params["persistent"],
        rollback_to=_revision(params.get("rollback_to")),
        force=params["force"],
        snapshot=params.get("snapshot"),
        ignore=frozenset(compare.get("ignore") or ()),
        exact=frozenset(compare.get("exact") or ()),
        always=params["update_secrets"] == "always",
        allow=frozenset(params.get("allow") or ()),
        wait=params["wait"],
        wait_timeout=params["wait_timeout"],
    )
    _check(wish, params)
    return wish


def _check(wish: Wish, params: Params) -> None:
    content = [name for name in ("specification", "parsing", "settings", "policies") if params.get(name)]
    if wish.absent:
        surplus = [*content, *(name for name in ("environments", "rollback_to") if params.get(name))]
        if surplus:
            raise config_error("state absent excludes %s." % surplus[0])
    if wish.rollback_to is None:
        return
    if content:
        raise config_error("rollback_to brings back what was deployed, and excludes %s." % content[0])
    if not any(wish.environments.values()):
        raise config_error("rollback_to needs environments, to deploy to what it brings back.")


def _parsing(given: Optional[Mapping[str, Any]]) -> Mapping[str, Any]:
    for name in given or {}:
        if name not in PARSING:
            raise config_error("parsing has no field %s%s" % (name, instead_of(name, PARSING)))
    return dict(given or {})


def _environments(given: Optional[List[Any]]) -> Mapping[str, bool]:
    wanted: Dict[str, bool] = {}
    for item in given or []:
        name, state = _environment(item)
        if wanted.setdefault(name, state) != state:
            raise config_error("environments has %s twice, with different states." % name)
    return wanted


def _environment(item: Any) -> Tuple[str, bool]:
    if isinstance(item, str) and item.strip():
        return item, True
    if isinstance(item, Mapping) and isinstance(item.get("name"), str) and not set(item) - {"name", "state"}:
        state = item.get("state", "deployed")
        if state in ("deployed", "undeployed"):
            return item["name"], state == "deployed"
    raise config_error(
        "environments: each item must be a name, or a mapping of name and state (deployed, undeployed)."
    )


def _revision(given: Optional[str]) -> Union[int, str, None]:
    if given is None or given == PREVIOUS:
        return given
    if given.isdecimal() and int(given) > 0:
        return int(given)
    raise config_error("rollback_to must be the number of a revision, or previous.")
