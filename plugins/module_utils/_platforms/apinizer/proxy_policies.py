# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The policies of an API proxy: where each is, what a manager tells of it, and the writes that make it so.

Policies of one place, which is a pipeline of the proxy or of an endpoint, are in an order that counts.

PRIVATE to this collection.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Collection, Dict, FrozenSet, Iterator, List, Mapping, Optional, Tuple

from ..._core.changes import secrets_of
from ..._core.compare import ABSENT, Change, Rules, created, differences, merged
from ..._core.errors import config_error
from ..._core.fields import without_secrets
from ..._core.resources.checks import refuse_placeholders
from ..._core.resources.resource import Object

PIPELINES = {"REQUEST": "requestPolicyList", "RESPONSE": "responsePolicyList", "ERROR": "errorPolicyList"}
METHODS = ("GET", "POST", "PUT", "HEAD", "OPTIONS", "DELETE", "PATCH", "TRACE", "ALL")
# Where no more than these is told of a policy, its other fields are not told at all.
_BASIC = frozenset({"id", "type", "name", "description", "active"})
_SERVER = frozenset({"id", "name"})


@dataclass(frozen=True)
class Place:
    """A pipeline of a proxy, or of one endpoint of it."""

    pipeline: str
    endpoint: Optional[str] = None
    method: Optional[str] = None

    @property
    def title(self) -> str:
        """As results tell it."""
        if self.endpoint is None:
            return self.pipeline
        return "%s of %s %s" % (self.pipeline, self.method, self.endpoint)

    def metadata(self, order: Optional[int] = None) -> Object:
        """What says where a policy is, in a write that deploys nothing."""
        scope: Object = {"targetScope": "ALL"}
        if self.endpoint is not None:
            scope = {
                "targetScope": "ENDPOINT",
                "targetEndpoint": self.endpoint,
                "targetEndpointHTTPMethod": self.method,
            }
        whole = {**scope, "targetPipeline": self.pipeline, "deploy": False}
        return whole if order is None else {**whole, "order": order}


@dataclass(frozen=True)
class Policy:
    """A policy: as a task wants it (``absent``: not there), or as a manager tells it (its name maybe not)."""

    place: Place
    name: str
    fields: Object = field(default_factory=dict)
    absent: bool = False

    @property
    def type(self) -> str:
        return str(self.fields.get("type") or "")

    @property
    def path(self) -> str:
        """Where it is in results."""
        return "policies[%s: %s]" % (self.place.title, self.name)

    @property
    def is_basic(self) -> bool:
        """Whether a manager tells its type and its description at most."""
        return _BASIC.issuperset(self.fields)


@dataclass(frozen=True)
class Write:
    """One write about a policy; ``what`` is done, and ``changes`` are the fields that differ."""

    what: str
    policy: Policy
    body: Object
    changes: Tuple[Change, ...] = ()
    before: Optional[Policy] = None

    @property
    def method(self) -> str:
        return {"add": "POST", "remove": "DELETE"}.get(self.what, "PUT")


def wanted_policies(given: Optional[List[Mapping[str, Any]]]) -> Optional[List[Policy]]:
    """The policies that a task declares; ``ApiError`` (config) says what is wrong with them."""
    if given is None:
        return None
    policies = [_wanted(each) for each in given]
    keys = [(policy.place, policy.name.lower()) for policy in policies]
    for number, policy in enumerate(policies):
        if keys[number] in keys[:number]:
            raise config_error("policies has %s in %s twice." % (policy.name, policy.place.title))
    return policies


def _wanted(item: Mapping[str, Any]) -> Policy:
    name, endpoint, method = item["name"], item.get("endpoint"), item.get("method")
    if (endpoint is None) != (method is None):
        raise config_error("policies: %s needs endpoint and method together." % name)
    absent = item["state"] == "absent"
    fields: Object = dict(item.get("spec") or {})
    if fields.setdefault("type", item.get("type")) != (item.get("type") or fields["type"]):
        raise config_error("policies: %s has type twice, with different values." % name)
    if not absent and not fields["type"]:
        raise config_error("policies: %s needs type." % name)
    if fields.pop("name", name) != name:
        raise config_error("policies: %s has another name in spec." % name)
    refuse_placeholders({"policies": {name: fields}})
    return Policy(Place(item["pipeline"], endpoint, method), name, {} if absent else fields, absent)


def told_policies(proxy: Optional[Mapping[str, Any]]) -> Optional[List[Policy]]:
    """The policies that a proxy tells, in their order; None if it tells none of its lists."""
    if proxy is None:
        return []
    endpoints = [each for each in proxy.get("endpointList") or [] if isinstance(each, dict)]
    holders = [(proxy, None), *((each, each) for each in endpoints)]
    if not any(name in holder for holder, _endpoint in holders for name in PIPELINES.values()):
        return None
    return [policy for holder, endpoint in holders for policy in _held(holder, endpoint)]


def _held(holder: Mapping[str, Any], endpoint: Optional[Mapping[str, Any]]) -> Iterator[Policy]:
    for pipeline, name in PIPELINES.items():
        place = Place(pipeline)
        if endpoint is not None:
            place = Place(pipeline, str(endpoint.get("endpoint")), str(endpoint.get("httpMethod") or "ALL"))
        for fields in holder.get(name) or []:
            if isinstance(fields, dict):
                yield Policy(place, str(fields.get("name") or ""), fields)


class Policies:
    """The policies that are there beside those that are wanted. ``exact``: no others may be there."""

    def __init__(
        self,
        current: List[Policy],
        wanted: List[Policy],
        ignore: Collection[str] = (),
        exact: Collection[str] = (),
        resend: Collection[str] = (),
    ) -> None:
        self.wanted = wanted
        self._ignore = frozenset(path[len("policies.") :] for path in ignore if path.startswith("policies."))
        self._exact = "policies" in exact
        self._resend = resend
        self.current = _named(current, wanted)

    def writes(self) -> List[Write]:
        """Every write that is needed, in order: what goes, then place by place what comes and changes."""
        present = [policy for policy in self.wanted if not policy.absent]
        pairs = {id(policy): self._counterpart(policy) for policy in self.wanted}
        kept = [id(pairs[id(policy)]) for policy in present if pairs[id(policy)] is not None]
        gone = [pairs[id(policy)] for policy in self.wanted if policy.absent]
        surplus = [each for each in self.current if self._exact and id(each) not in kept and each not in gone]
        writes = [_removal(each) for each in [*gone, *surplus] if each is not None]
        replaced = [(policy, pairs[id(policy)]) for policy in present]
        removed = [each.before for each in writes]
        for policy, there in replaced:
            if there is not None and there.type != policy.type:
                writes.append(_removal(there))
                removed.append(there)
        left = [each for each in self.current if not any(each is one for one in removed)]
        for place in dict.fromkeys(policy.place for policy in present):
            writes += self._in_place(place, [policy for policy in present if policy.place == place], left)
        return writes

    def retyped(self) -> List[str]:
        """The wanted policies that are there with another type, which cannot be changed."""
        pairs = ((policy, self._counterpart(policy)) for policy in self.wanted if not policy.absent)
        return [policy.name for policy, there in pairs if there is not None and there.type != policy.type]

    def not_compared(self) -> List[str]:
        """The paths of what is wanted and cannot be compared."""
        found: List[str] = []
        for policy in self.wanted:
            there = self._counterpart(policy)
            rules = _rules(policy.fields, self._ignore)
            secret = {str(path[0]) for path, _value in secrets_of(policy.fields, rules)}
            untold = set(policy.fields) - _BASIC if there is not None and there.is_basic else set()
            names = [name for name in policy.fields if name in secret or name in untold]
            found += ["%s.%s" % (policy.path, name) for name in names]
        return found

    def unsendable(self) -> Optional[str]:
        """Why an update cannot be sent: it would lose a secret that neither side tells."""
        for write in self.writes():
            if write.what != "change" or write.before is None:
                continue
            hidden = _hidden_in(write.before.fields)
            lost = [name for name in hidden if name not in write.policy.fields]
            if lost:
                return "the manager replaces policy %s as a whole, and does not return %s; give it." % (
                    write.policy.name,
                    ", ".join(lost),
                )
        return None

    def _counterpart(self, policy: Policy) -> Optional[Policy]:
        """The policy that is there of that name: in its place, else in the only other one."""
        alike = [each for each in self.current if each.name.lower() == policy.name.lower() and each.name]
        here = [each for each in alike if each.place == policy.place]
        if here or policy.absent:
            return here[0] if here else None
        claimed = {each.place for each in self.wanted if each.name.lower() == policy.name.lower()}
        elsewhere = [each for each in alike if each.place not in claimed]
        return elsewhere[0] if len(elsewhere) == 1 else None

    def _in_place(self, place: Place, wanted: List[Policy], left: List[Policy]) -> Iterator[Write]:
        """Bring the policies of one place into their order, each by one write at most."""
        there = [each for each in left if each.place == place]
        pairs = [(policy, self._counterpart(policy)) for policy in wanted]
        pairs = [(policy, each if any(each is one for one in left) else None) for policy, each in pairs]
        now: List[str] = [each.name.lower() for each in there]
        target = _arranged(now, [policy.name.lower() for policy in wanted])
        by_name = {policy.name.lower(): (policy, each) for policy, each in pairs}
        for at, name in enumerate(target):
            policy, before = by_name.get(name, (None, None))
            moves = now[at : at + 1] != [name]
            if policy is None:
                continue
            changes = self._changes(policy, before)
            if not (changes or moves or policy.name in self._resend):
                continue
            order = None
            if moves:
                order = at + 1 if before is not None or at < len(now) else None
                now = [each for each in now if each != name]
                now.insert(at, name)
            if before is not None and before.place != place:
                # In its old place it does not count any more.
                left[:] = [each for each in left if each is not before]
            yield self._write(policy, before, changes, order)

    def _changes(self, policy: Policy, there: Optional[Policy]) -> List[Change]:
        if there is None:
            return []
        rules = _rules(policy.fields, self._ignore)
        wanted = policy.fields
        if there.is_basic:
            wanted = {name: value for name, value in wanted.items() if name in _BASIC}
        return differences(there.fields, wanted, rules)

    def _write(
        self, policy: Policy, there: Optional[Policy], changes: List[Change], order: Optional[int]
    ) -> Write:
        rules = _rules(policy.fields, self._ignore)
        metadata = policy.place.metadata(order)
        if there is None:
            return Write(
                "add", policy, {"operationMetadata": metadata, "policy": created(policy.fields, rules)}
            )
        told = {name: value for name, value in there.fields.items() if name not in _SERVER}
        whole = {**merged(told, policy.fields, rules), "type": policy.type}
        body = {"operationMetadata": metadata, "policy": whole}
        what = "change" if changes or order is None else "move"
        return Write(what, policy, body, tuple(changes), there)


def _named(current: List[Policy], wanted: List[Policy]) -> List[Policy]:
    """The policies that are there, those without a name by the wanted one that stands where they stand.

    Some managers tell no names. Then only the types can show that a list is the wanted one, or the beginning
    of it.
    """
    named = list(current)
    for place in dict.fromkeys(policy.place for policy in current if not policy.name):
        there = [number for number, policy in enumerate(named) if policy.place == place]
        here = [policy for policy in wanted if policy.place == place and not policy.absent]
        alike = len(here) >= len(there) and all(
            named[number].type == policy.type for number, policy in zip(there, here)
        )
        if not alike:
            raise config_error(
                "This manager does not return the names of policies, and those in %s (%s) are not the "
                "declared ones, nor the first of them; declare them all, in their order."
                % (place.title, ", ".join(named[number].type for number in there))
            )
        for number, policy in zip(there, here):
            named[number] = Policy(place, policy.name, named[number].fields)
    return named


def _arranged(now: List[str], wanted: List[str]) -> List[str]:
    """The names of a place in the order to be: wanted ones as declared, others where they are.

    A new one comes after the one before it, and the first before the one after it.
    """
    known = [name for name in wanted if name in now]
    ordered = iter(known)
    arranged = [next(ordered) if name in known else name for name in now]
    for at, name in enumerate(wanted):
        if name in arranged:
            continue
        if at:
            arranged.insert(arranged.index(wanted[at - 1]) + 1, name)
        else:
            after = next((other for other in wanted[1:] if other in arranged), None)
            arranged.insert(len(arranged) if after is None else arranged.index(after), name)
    return arranged


def _removal(policy: Policy) -> Write:
    return Write("remove", policy, {"operationMetadata": policy.place.metadata()}, (), policy)


def _rules(fields: Mapping[str, Any], ignored: FrozenSet[str]) -> Rules:
    shown = without_secrets(dict(fields))
    secret = frozenset(name for name, value in fields.items() if shown[name] != value)
    return Rules(ignored=ignored | _SERVER, secret=secret, unset=frozenset({"description"}))


def _hidden_in(fields: Mapping[str, Any]) -> List[str]:
    """The secrets of a policy that a manager has and does not tell: masked, or null."""
    shown = without_secrets(dict.fromkeys(fields, "x"))
    return [
        name
        for name, value in fields.items()
        if shown[name] != "x" and (value is None or (isinstance(value, str) and set(value) == {"*"}))
    ]


def vanished(before: List[Policy], after: List[Policy]) -> List[Policy]:
    """The policies that no longer exist."""
    left: Dict[Tuple[Place, str, str], int] = {}
    for policy in after:
        key = (policy.place, policy.name.lower(), policy.type)
        left[key] = left.get(key, 0) + 1
    gone = []
    for policy in before:
        key = (policy.place, policy.name.lower(), policy.type)
        if left.get(key, 0):
            left[key] -= 1
        else:
            gone.append(policy)
    return gone


def shown_of(write: Write) -> List[Object]:
    """What a write changes, as ``[{path, before, after}]``; secrets are masked."""
    policy = write.policy
    if write.what == "add":
        return [{"path": policy.path, "before": None, "after": without_secrets(policy.fields)}]
    if write.what == "remove":
        return [{"path": policy.path, "before": without_secrets(policy.fields), "after": None}]
    if not write.changes:
        before = write.before.place.title if write.before else None
        order = write.body["operationMetadata"].get("order")
        return [{"path": policy.path + ".order", "before": before, "after": order}]
    return [
        {
            "path": "%s.%s" % (policy.path, ".".join(str(step) for step in change.path)),
            "before": _masked(change, change.before),
            "after": _masked(change, change.after),
        }
        for change in write.changes
    ]


def _masked(change: Change, value: Any) -> Any:
    if value is ABSENT:
        return None
    name = str(change.path[-1])
    return without_secrets({name: value})[name]
