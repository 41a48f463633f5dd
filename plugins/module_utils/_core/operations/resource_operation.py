# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The operations of the modules ``*_resource`` and ``*_resource_info``.

PRIVATE to this collection.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Callable, Dict, List, Mapping, Optional, Sequence, Tuple, Type

from ..calls.answer import Result
from ..changes import shown, without_secrets_of
from ..errors import ApiError, Part, config_error
from ..exchange.client import Client
from ..exchange.platform import Platform
from ..options import Option, Options, Params
from ..redaction import Secrets
from ..resources.reconcile import Reconciler, ReconcileSettings
from ..resources.report import sentence
from ..resources.resource import Declared, ResourceApi
from .invoke_operation import concurrency_of
from .operation import Operation
from .own_module import ModuleOperation, declared_by
from .session import Context, Session

Items = List[Mapping[str, Any]]
# Makes the part that knows a platform's objects.
MakeApi = Callable[[Any, Client], ResourceApi]

# More are counted, not told.
_MOST_MISTAKES = 20
# Where an item stands in a file of ``src``, put there by whoever read the file.
PLACE = "_place"


def single_options(platform_options: Options) -> Options:
    """The options that declare one object; ``platform_options`` are those a platform adds."""
    return {
        "kind": Option(),
        "parent": Option("dict"),
        "name": Option(),
        "version": Option(),
        "spec": Option("dict"),
        **platform_options,
    }


class ResourceOperation(Operation):
    """Has objects be as declared: one, or many of ``resources`` or of files."""

    def __init__(
        self,
        name: str,
        platform: Type[Platform],
        api: MakeApi,
        own: Options,
        allowed: Sequence[str],
        modules: Sequence[ModuleOperation] = (),
    ) -> None:
        super().__init__(name, platform)
        #: Modules that work on objects which can be declared here too; the name of the module is their kind.
        self.modules = {module.name: module for module in modules}
        self._api = api
        self._own = own
        self._allowed = allowed

    @property
    def options(self) -> Options:
        return {
            **self.credentials,
            **single_options(self._own),
            "state": Option(default="present", choices=("present", "absent")),
            "resources": Option("list", elements="dict"),
            "src": Option("list", elements="path"),
            "defaults": Option("dict"),
            "order": Option(default="input", choices=("input", "dependency")),
            "compare": Option(
                "dict",
                suboptions={
                    name: Option("list", elements="str") for name in ("ignore", "sets", "ordered", "exact")
                },
            ),
            "update_secrets": Option(default="on_create", choices=("on_create", "always")),
            "allow": Option("list", elements="str", choices=tuple(self._allowed)),
            "wait": Option("bool", False),
            "wait_timeout": Option("float", 300.0),
            "on_error": Option(default="stop", choices=("stop", "continue")),
            "owner": Option(),
            "prune": Option(default="none", choices=("none", "report", "delete")),
            "prune_in": Option("list", elements="dict"),
            "prune_limit": Option("int", 0),
            "concurrency": Option("int", 1),
            "calls_per_minute": Option("int"),
        }

    def execute(self, params: Params, context: Context, secrets: Secrets) -> Result:
        items = self._items(params)
        settings = _settings(params)
        platform = self.platform(params)
        session = Session(platform, context, secrets, [platform.base({})], settings.concurrency)
        api = self._api(platform, session.client())
        groups: Items = [{**item, "name": "*"} for item in _groups(params)]
        api.learn([*(item for _place, item in items if self._module(item) is None), *groups])

        def declare(item: Mapping[str, Any], place: str) -> Declared:
            module = self._module(item)
            if module is None:
                return self._declared(api, params, item, place)
            return declared_by(module, item, params, place, context, secrets)

        declared = _all_declared(declare, items)
        for each in declared:
            for secret in _secrets_in(each):
                secrets.failures.add(secret)
        numbered = [("prune_in: number %d" % number, each) for number, each in enumerate(groups, 1)]
        settings = replace(settings, prune_in=tuple(_all_declared(declare, numbered)))
        for note in sorted({note for each in declared for note in each.notes}):
            context.mode.warn(note)
        try:
            result = Reconciler(api, declared, settings, context.mode).perform()
        except ApiError as error:
            error.details = {**_whole(error.details, params), "requests": _requests(api, declared)}
            raise
        return {**_whole(result, params), "requests": _requests(api, declared)}

    def _module(self, item: Mapping[str, Any]) -> Optional[ModuleOperation]:
        """The module of its own that works on what an item declares."""
        return self.modules.get(str(item.get("kind")))

    def _items(self, params: Params) -> List[Tuple[str, Mapping[str, Any]]]:
        """Every item with the place where it stands, the task's ``defaults`` and ``state`` filled in."""
        alone = {name: params[name] for name in single_options(self._own) if params.get(name) is not None}
        many = params.get("resources")
        if many is None:
            if not alone:
                raise config_error("Declare what to have: kind and name of one object, resources, or src.")
            written = {**alone, "state": params["state"]}
            return [("the task", _with_defaults(params.get("defaults") or {}, written))]
        if alone:
            raise config_error("resources and src cannot be combined with %s." % ", ".join(sorted(alone)))
        placed: List[Tuple[str, Mapping[str, Any]]] = []
        for number, item in enumerate(many, 1):
            place = str(item.get(PLACE) or "resources: number %d" % number)
            written = {name: value for name, value in item.items() if name != PLACE}
            if self._module(written) is not None:
                if params["state"] == "absent":
                    raise config_error(
                        "%s: state: absent of the task does not reach kind %s; write it into the document."
                        % (place, written["kind"])
                    )
                placed.append((place, written))
                continue
            whole = _with_defaults({"state": params["state"], **(params.get("defaults") or {})}, written)
            # Of what is to be gone, the state in its life does not count.
            if params["state"] == "absent" and whole["state"] not in ("present", "absent"):
                whole["state"] = "absent"
            placed.append((place, whole))
        return placed

    @staticmethod
    def _declared(api: ResourceApi, params: Params, item: Mapping[str, Any], place: str) -> Declared:
        declared = api.declared(item, place)
        given = {name: value or () for name, value in (params.get("compare") or {}).items()}
        return replace(declared, rules=declared.rules.changed(**given)) if given else declared


def _all_declared(
    declare: Callable[[Mapping[str, Any], str], Declared], items: Sequence[Tuple[str, Mapping[str, Any]]]
) -> List[Declared]:
    """What the items declare; ``ApiError`` (config) names every mistake in them, and where it is."""
    declared: List[Declared] = []
    mistakes: List[List[Part]] = []
    for place, item in items:
        try:
            declared.append(declare(item, place))
        except ApiError as error:
            mistakes.append(["%s: " % place, *error.whole()])
    if mistakes:
        more = len(mistakes) - _MOST_MISTAKES
        parts = [part for mistake in mistakes[:_MOST_MISTAKES] for part in (" | ", *mistake)][1:]
        raise config_error(*parts, *([" | and %d more" % more] if more > 0 else []))
    return declared


def _requests(api: ResourceApi, declared: Sequence[Declared]) -> Dict[str, int]:
    """The requests of a task, with those of modules of their own."""
    counts = [api.requests, *(each.work.requests for each in declared if each.work is not None)]
    return {name: sum(count[name] for count in counts) for name in ("reads", "writes")}


class ResourceInfoOperation(Operation):
    """Finds and shows objects, also in the form that ``resources`` takes."""

    def __init__(self, name: str, platform: Type[Platform], api: MakeApi, own: Options) -> None:
        super().__init__(name, platform)
        self._api = api
        self._own = own

    @property
    def options(self) -> Options:
        return {
            **self.credentials,
            "kind": Option(required=True),
            "parent": Option("dict"),
            "name": Option(),
            "version": Option(),
            **self._own,
            "export": Option("bool", False),
            "calls_per_minute": Option("int"),
        }

    def execute(self, params: Params, context: Context, secrets: Secrets) -> Result:
        platform = self.platform(params)
        session = Session(platform, context, secrets, [platform.base({})])
        api = self._api(platform, session.client())
        asked = {name: params[name] for name in ("kind", "parent", "name", "version", *self._own)}
        item = {name: value for name, value in asked.items() if value is not None}
        api.learn([item])
        (declared,) = _all_declared(api.declared, [("the task", {"name": "*", **item})])
        if params.get("name"):
            found = api.read_one(declared)
            objects = [] if found is None else [found]
        else:
            objects = [api.completed(declared, each) for each in api.read_list(declared).values()]
        if params["export"]:
            exported = [api.exported(declared, each) for each in objects]
            return {"changed": False, "resources": exported, "requests": dict(api.requests)}
        rows = [shown(api.shown(each), declared.rules) for each in objects]
        return {"changed": False, "resources": rows, "requests": dict(api.requests)}


def _with_defaults(defaults: Mapping[str, Any], item: Mapping[str, Any]) -> Dict[str, Any]:
    """The item with what it leaves out; mappings are merged."""
    whole = dict(defaults)
    for name, value in item.items():
        both = isinstance(value, Mapping) and isinstance(whole.get(name), Mapping)
        whole[name] = _with_defaults(whole[name], value) if both else value
    return whole


def _groups(params: Params) -> Items:
    """Where to look for what is not declared, besides the kinds and parents of what is."""
    groups: Items = params.get("prune_in") or []
    for number, group in enumerate(groups, 1):
        surplus = sorted(set(group) - {"kind", "parent", "group"})
        if surplus or not group.get("kind"):
            what = "%s does not belong there" % surplus[0] if surplus else "kind is missing"
            raise config_error("prune_in: number %d is a kind and its parent: %s." % (number, what))
    if groups and params["prune"] == "delete" and not params.get("resources") and not params.get("kind"):
        raise config_error("prune: delete needs something that is declared, and there is nothing.")
    return groups if params.get("prune", "none") != "none" else []


def _settings(params: Params) -> ReconcileSettings:
    """The settings of a task; a platform may be without some of the options."""
    if not 0 < params["wait_timeout"] < 86400:
        raise config_error("wait_timeout must be a number of seconds above 0 and below a day.")
    owner = params.get("owner")
    if owner is not None and not owner.strip():
        raise config_error("owner must not be blank.")
    if params.get("prune") == "delete" and owner is None:
        raise config_error("prune: delete needs owner, the name that marks its objects.")
    if params.get("prune_limit", 0) < 0:
        raise config_error("prune_limit must not be below 0.")
    names = ("order", "on_error", "update_secrets", "wait", "wait_timeout", "owner", "prune", "prune_limit")
    return ReconcileSettings(
        concurrency=concurrency_of(params),
        allow=tuple(params.get("allow") or ()),
        **{name: params[name] for name in names if name in params},
    )


def _whole(told: Mapping[str, Any], params: Params) -> Dict[str, Any]:
    """The result; of a single object its entry stands at the top as well."""
    result = dict(told)
    rows: Sequence[Mapping[str, Any]] = result.get("resources") or []
    if params.get("resources") is None and rows:
        names = ("action", "changes", "resource", "not_compared", "note", "moved")
        result.update({name: rows[0][name] for name in names if name in rows[0]})
    if "summary" in result:
        result["summary_text"] = sentence(result["summary"])
    return result


def _secrets_in(declared: Declared) -> List[str]:
    """The texts of the secrets that an object wants."""
    kept = without_secrets_of(declared.wanted, declared.rules)
    return list(_only_in(declared.wanted, kept))


def _only_in(value: Any, kept: Any) -> List[str]:
    if isinstance(value, Mapping):
        other = kept if isinstance(kept, Mapping) else {}
        return [text for name, item in value.items() for text in _only_in(item, other.get(name))]
    if isinstance(value, (list, tuple)):
        others = kept if isinstance(kept, (list, tuple)) else [None] * len(value)
        return [text for item, other in zip(value, others) for text in _only_in(item, other)]
    return [str(value)] if kept is None and value not in (None, "", True, False) else []
