# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An API proxy of Apinizer: made from its specification, set, deployed where it is to be, and proven.

Source: the vendor's published API reference.

PRIVATE to this collection.
"""

from __future__ import annotations

from typing import Any, Callable, List, Mapping, Optional, Tuple, Union

from ..._core.calls.answer import Result
from ..._core.compare import Change
from ..._core.errors import ApiError
from ..._core.exchange.refusal import wrong_answer
from ..._core.fields import secrets_in_data
from ..._core.http.document import text_of
from ..._core.http.message import Request
from ..._core.mode import Mode
from ..._core.operations.own_module import ModuleOperation
from ..._core.operations.session import Context, Session
from ..._core.options import Options, Params
from ..._core.redaction import Secrets
from ..._core.resources.resource import Identity, Object
from .platform import Apinizer
from .proxy_creation import finished, first_description
from .proxy_environments import Environments
from .proxy_plan import Plan, Present, plan_details, plan_of
from .proxy_policies import Write, told_policies, vanished
from .proxy_report import Report, environments
from .proxy_requests import ProxyRequests, told_deployments
from .proxy_rollback import History, mark, steps_of
from .proxy_settings import SettingState
from .proxy_wish import OPTIONS, Wish, wish_of
from .requests import ApinizerRequests


class ProxyOperation(ModuleOperation):
    """Has an API proxy be as a task says, deployed where it says."""

    # After what policies name, before groups of proxies and limits of their endpoints.
    rank = 35

    @property
    def options(self) -> Options:
        return {**self.credentials, **OPTIONS}

    def identity(self, params: Params) -> Tuple[Identity, Tuple[Identity, ...]]:
        return Identity(self.name, (("project", params["project"]),), params["name"]), ()

    def is_gone(self, params: Params) -> bool:
        return bool(params["state"] == "absent")

    def execute(self, params: Params, context: Context, secrets: Secrets) -> Result:
        platform = Apinizer(params)
        for option in ("settings", "policies"):
            for secret in secrets_in_data(params.get(option)):
                secrets.failures.add(secret)
        session = Session(platform, context, secrets, [platform.base({})])
        wish = wish_of(_with_specification(params, session))
        requests = ProxyRequests(ApinizerRequests(platform, session.client()), wish.project, wish.name)
        work = _Work(requests, wish, context.mode)
        try:
            result = work.perform()
        except ApiError as error:
            work.tell(error)
            raise
        return {**result, "requests": dict(requests.counts)}


def _with_specification(params: Params, session: Session) -> Params:
    """The options with the text of a specification in place of its URL; that server sees no token."""
    url = params.get("specification")
    if not isinstance(url, str) or not url.startswith(("https://", "http://")):
        return params
    request = Request("GET", url, {"Accept": "*/*"}, read_only=True, repeatable=True)
    response = session.anonymous.exchange(request)
    text = text_of(response)
    if not text.strip():
        raise wrong_answer(response, "the answer is empty", "look at specification")
    return {**params, "specification": text}


class _Work:
    """One proxy, and what was done to it so far."""

    def __init__(self, requests: ProxyRequests, wish: Wish, mode: Mode) -> None:
        self._requests = requests
        self._wish = wish
        self._mode = mode
        self._done: List[str] = []
        self._plan = Plan()
        self._before = Present(None)
        self._environments = Environments(requests, wish, mode)

    def perform(self) -> Result:
        """The result of the task; raises ``ApiError``."""
        if self._wish.absent:
            return self._deleted()
        if self._wish.rollback_to is not None:
            return self._rolled_back(self._wish.rollback_to)
        present = self._before = self._present()
        self._wish = finished(self._wish, present.proxy)
        plan = self._plan = plan_of(self._wish, present)
        report = Report(self._requests.title, self._wish, present, self._mode)
        proxy = present.proxy
        if not self._mode.check and plan.changes_definition:
            proxy = self._defined(plan, present)
        if not self._mode.check:
            self._deploy(plan, proxy, present)
        return report.result(plan, proxy, self._environments.states, self._others(proxy))

    def _present(self) -> Present:
        wish, proxy = self._wish, self._requests.proxy()
        if proxy is None:
            return Present(None)
        if wish.policies is not None or wish.specification is not None:
            proxy = self._requests.with_policies(proxy)
        specification = self._requests.specification() if wish.specification is not None else None
        return Present(proxy, specification, dict(self._environments.read(proxy, wish.environments)))

    def _others(self, proxy: Optional[Object]) -> List[str]:
        """The environments that the task does not name and that have an earlier definition."""
        told = (told_deployments(proxy) if proxy is not None else None) or {}
        return [
            name
            for name, row in told.items()
            if name not in self._wish.environments and row.get("redeployRequired") is True
        ]

    # --- the definition ----------------------------------------------------------------------------------

    def _defined(self, plan: Plan, present: Present) -> Optional[Object]:
        """Write what differs, but for deployments, and prove it; the proxy as it is then."""
        wish = self._wish
        if present.proxy is not None and wish.snapshot is not None:
            self._requests.keep(wish.snapshot)
            self._done.append("saved the proxy as it was to %s" % wish.snapshot)
        rest = self._parsed(plan, present) if plan.parse else plan
        for setting in rest.settings:
            self._set(setting)
        for write in rest.policies:
            self._change(write)
        return self._proven(plan)

    def _set(self, setting: SettingState) -> None:
        path, body = setting.request()

        def is_done() -> bool:
            # Of what is not told nobody knows.
            return not setting.untold and all(each.name != setting.name for each in self._left().settings)

        self._do(lambda: self._requests.set(path, body), is_done, "changed setting %s" % setting.name)

    def _change(self, write: Write) -> None:
        def is_done() -> bool:
            is_told = bool(write.changes) or write.what != "change"
            return is_told and all(each.policy != write.policy for each in self._left().policies)

        words = "%s policy %s" % (_POLICY[write.what], write.policy.name)
        self._do(lambda: self._requests.change_policy(write), is_done, words)

    def _parsed(self, plan: Plan, present: Present) -> Plan:
        """Make the proxy, or have its specification read anew; what is left to be written then."""
        wish = self._wish
        made = plan.parse == "POST"
        self._do(
            lambda: self._requests.parse(plan.parse, self._metadata(present.proxy), wish.specification),
            self._has_specification,
            "created the proxy" if made else "had the manager read the specification",
        )
        now = self._after_write(self._reread)
        if not made:
            self._check_policies(plan, present, now)
        rest = Plan()
        self._after_write(lambda: plan_details(wish, now, rest, new=made))
        return rest

    def _metadata(self, proxy: Optional[Object]) -> Object:
        """What is sent beside a specification. What is left out of an update the manager keeps."""
        wish = self._wish
        kind = wish.specification.type if wish.specification else wish.type
        fields: Object = {"apiProxyCreationType": kind, **wish.parsing}
        route = wish.settings.get("client_route") or {}
        if proxy is not None:
            if proxy.get("soapToRest"):
                fields.setdefault("soapToRest", True)
            return {**fields, "clientRoute": proxy.get("clientRoute") or route}
        description = first_description(wish)
        addresses = (wish.settings.get("addresses") or {}).get("routingAddressList")
        return {
            **fields,
            "clientRoute": route,
            **({"apiProxyDescription": description} if description else {}),
            **({"routingInfo": {"routingAddressList": addresses}} if addresses else {}),
        }

    def _has_specification(self) -> bool:
        now = self._requests.proxy()
        if now is None or self._wish.specification is None:
            return now is not None
        return bool(self._requests.specification() == self._wish.specification.data)

    def _check_policies(self, plan: Plan, before: Present, now: Present) -> None:
        """Fail for policies that the manager lost when it read the specification; nothing is deployed."""
        kept = [each for each in told_policies(before.proxy) or [] if each not in plan.lost]
        gone = vanished(kept, told_policies(now.proxy) or [])
        if not gone:
            return
        restored = [each for each in gone if any(each.name == one.name for one in self._wish.policies or [])]
        lost = [each for each in gone if not any(each is one for one in restored)]
        if lost:
            raise ApiError(
                "rejected",
                "The manager lost the policies %s of %s when it read the new specification; nothing was "
                "deployed"
                % (
                    ", ".join("%s in %s" % (each.name or each.type, each.place.title) for each in lost),
                    self._requests.title,
                ),
                advice="declare them in policies, or bring back the revision before with rollback_to; "
                "the next run would deploy the proxy without them",
                effect="applied",
            )

    def _reread(self) -> Present:
        proxy = self._requests.proxy()
        if proxy is None:
            raise ApiError("protocol", "%s does not exist after it was written." % self._requests.title)
        return Present(self._requests.with_policies(proxy))

    def _left(self) -> Plan:
        """What is still to be written of settings and policies."""
        plan = Plan()
        plan_details(self._wish, self._reread(), plan, new=False)
        return plan

    def _proven(self, plan: Plan) -> Optional[Object]:
        """The proxy as it was kept; raises ``ApiError`` where that is not what was written."""
        wish = self._wish
        now: Present = self._after_write(self._reread)
        kept = Plan()
        try:
            plan_details(wish, now, kept, new=False)
            if plan.parse and wish.specification is not None:
                now = Present(now.proxy, self._requests.specification())
                kept = plan_of(wish, now) if now.specification is not None else kept
        except ApiError as error:
            error.effect = "applied"
            raise
        report = Report(self._requests.title, wish, now, self._mode)
        kept.environments = {}
        paths = [str(change["path"]) for change in report.changes(kept)]
        if paths and not wish.always:
            raise ApiError(
                "protocol",
                "%s was written, but these fields still differ from what is declared: %s. If the manager "
                "rewrites them by itself, list them in compare.ignore."
                % (self._requests.title, ", ".join(paths[:5])),
                effect="applied",
            )
        plan.not_compared = list(dict.fromkeys([*plan.not_compared, *kept.not_compared]))
        return now.proxy

    # --- deployments -------------------------------------------------------------------------------------

    def _deploy(self, plan: Plan, proxy: Optional[Object], present: Present, words: str = "") -> None:
        steps = {name: step for name, step in plan.environments.items() if step.what}
        if not steps:
            return
        if present.proxy is None and proxy is not None:
            self._after_write(lambda: self._environments.read(proxy, plan.environments))
        for name, step in steps.items():
            self._environments.carry_out(name, step, self._wish.record(words))
            self._done.append("%s %s" % (_ENVIRONMENT[step.what], name))

    def _rolled_back(self, wanted: Union[int, str]) -> Result:
        """Bring back an earlier definition, and deploy it."""
        wish, proxy = self._wish, self._requests.proxy()
        if proxy is None:
            raise ApiError("not_found", "%s does not exist; look at project and name." % self._requests.title)
        records = self._requests.histories()
        if records is None:
            raise ApiError(
                "rejected",
                "This manager has no history of deployments, as older ones; nothing was rolled back.",
            )
        states = dict(self._environments.read(proxy, wish.environments))
        history = History(records)
        targets = [name for name, deployed in wish.environments.items() if deployed]
        revision = history.revision(wanted, targets[0])
        plan = self._plan = Plan()
        plan.environments.update(steps_of(history, revision, wish.environments, states, wish.force))
        if not any(history.is_back(name, revision, states[name]) for name in targets):
            plan.revision = Change(("revision",), states[targets[0]].revision, revision)
        present = self._before = Present(proxy, None, states)
        if not self._mode.check:
            if plan.revision:
                words = "rolled back to revision %d" % revision
                self._do(lambda: self._requests.roll_back(revision), lambda: False, words)
            self._deploy(plan, proxy, present, mark(revision))
            proxy = self._requests.proxy() if plan.revision else proxy
        report = Report(self._requests.title, wish, present, self._mode)
        return report.result(plan, proxy, self._environments.states, self._others(proxy))

    # --- absence -----------------------------------------------------------------------------------------

    def _deleted(self) -> Result:
        wish, proxy = self._wish, self._requests.proxy()
        plan = self._plan = Plan()
        report = Report(self._requests.title, wish, Present(proxy), self._mode)
        if proxy is None:
            return report.result(plan, None, {})
        states = self._environments.everywhere(proxy)
        served = [name for name, state in states.items() if state.deployed is not False or state.is_orphan]
        if served and "undeploy" not in wish.allow:
            raise ApiError(
                "config",
                "%s is deployed in %s and would be undeployed with it; set allow: [undeploy] to do so."
                % (self._requests.title, ", ".join(served)),
            )
        if not self._mode.check:
            self._do(self._requests.delete, lambda: self._requests.proxy() is None, "deleted the proxy")
            if self._after_write(self._requests.proxy) is not None:
                raise ApiError(
                    "protocol",
                    "%s is still there after it was deleted." % self._requests.title,
                    effect="applied",
                )
        return report.result(plan, None, {}, action="deleted")

    # --- writing -----------------------------------------------------------------------------------------

    def _do(self, write: Callable[[], None], is_done: Callable[[], bool], words: str) -> None:
        """One write. One of unknown outcome is read back, and not made again.

        A success that cannot be read says nothing: whatever stands between may have answered.
        """
        try:
            write()
        except ApiError as error:
            unread = error.kind == "protocol" and error.effect == "applied"
            in_doubt = unread or error.effect == "unknown" or error.kind == "conflict"
            if in_doubt and self._is_done(is_done):
                self._done.append(words)
                return
            if unread:
                error.leaves_unknown()
            raise
        self._done.append(words)

    @staticmethod
    def _is_done(is_done: Callable[[], bool]) -> bool:
        try:
            return is_done()
        except ApiError:
            return False

    @staticmethod
    def _after_write(read: Callable[[], Any]) -> Any:
        try:
            return read()
        except ApiError as error:
            error.follows_write()
            raise

    def tell(self, error: ApiError) -> None:
        """Add what was done before the failure."""
        error.details["requests"] = dict(self._requests.counts)
        if not self._done and error.effect == "none":
            return
        error.details["done"] = list(self._done)
        error.details["environments"] = environments(
            self._plan.environments, self._environments.states, self._before.environments
        )
        if self._done and error.effect == "unknown":
            error.details["changed"] = True
        elif self._done:
            error.effect = "applied"
        if self._done:
            error.notes.append("[%s]" % "; ".join(self._done))


_POLICY: Mapping[str, str] = {"add": "added", "change": "changed", "move": "moved", "remove": "removed"}
_ENVIRONMENT: Mapping[str, str] = {"deploy": "deployed to", "undeploy": "undeployed from"}

PROXY = ProxyOperation("apinizer_proxy", Apinizer)
