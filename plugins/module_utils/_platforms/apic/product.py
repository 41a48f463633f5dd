# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A product of API Connect in a catalog, with its APIs, through its life.

Sources: the vendor's OpenAPI description, its documentation of the life of products, and the reference of
its command line tool.

PRIVATE to this collection.
"""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any, Dict, List, Optional, Tuple

from ..._core.calls.answer import Result
from ..._core.errors import ApiError, Quote, config_error
from ..._core.mode import Mode
from ..._core.operations.own_module import ModuleOperation
from ..._core.operations.session import Context, Session
from ..._core.options import Options, Params
from ..._core.redaction import Secrets
from ..._core.resources.resource import Identity
from .platform import Apic
from .product_plan import TAKEOVER, Plan, Planner, Step
from .product_present import Present, compared, read_present
from .product_report import Report
from .product_requests import CatalogRequests, Object
from .product_takeover import is_successor, subscriptions
from .product_wish import OPTIONS, Wish, wish_of

_ASSUMED = "%s does not exist yet; check mode assumes that an earlier task %s it."
_UNSEEN = "Check mode does not see what earlier tasks of the play would change."
# Seconds between two looks at what has not finished.
_PAUSE = 1.0
# In these a product is on its gateways.
_RUNNING = ("published", "deprecated")
# The state that a step leads to, where the step does not say it.
_AFTER = {"stage": "staged", **dict.fromkeys(("publish", "replace", "supersede"), "published")}


class ProductOperation(ModuleOperation):
    """Has a product be in a catalog as its files say, in one of the states of its life."""

    # After applications, before their subscriptions.
    rank = 57
    placed_by = ("catalog",)
    shown_as = "product"

    @property
    def options(self) -> Options:
        return {**self.credentials, **OPTIONS}

    def identity(self, params: Params) -> Tuple[Identity, Tuple[Identity, ...]]:
        wish = wish_of(params)
        org, _slash, catalog = wish.catalog.partition("/")
        place = [("org", org), ("catalog", catalog), *([("space", wish.space)] if wish.space else [])]
        around = [Identity(kind, tuple(place[:n]), name) for n, (kind, name) in enumerate(place)]
        return Identity(self.name, tuple(place), wish.title), tuple(around)

    def is_gone(self, params: Params) -> bool:
        return bool(params["state"] == "absent")

    def execute(self, params: Params, context: Context, secrets: Secrets) -> Result:
        wish = wish_of(params)
        platform = Apic(params)
        session = Session(platform, context, secrets, [platform.base({})])
        requests = CatalogRequests(platform, session.client(), wish.catalog, wish.space)
        work = _Work(requests, wish, context.mode)
        try:
            result = work.perform()
        except ApiError as error:
            work.tell(error)
            raise
        return {**result, "requests": dict(requests.counts)}


class _Work:
    """One product, and what was done to it so far."""

    def __init__(self, requests: CatalogRequests, wish: Wish, mode: Mode) -> None:
        self._requests = requests
        self._wish = wish
        self._mode = mode
        self._done: List[str] = []
        self._old: Optional[Object] = None
        self._planned_takeover = False

    def perform(self) -> Result:
        """The result of the task; raises ``ApiError``."""
        present = read_present(self._requests, self._wish)
        self._old = present.old
        if not present.catalog and not self._mode.check:
            raise ApiError(
                "not_found", "The %s does not exist; look at catalog and space." % self._requests.title
            )
        report = Report(self._requests.title, self._wish, present, self._mode)
        if not present.catalog:
            self._mode.warn(_ASSUMED % ("the " + self._requests.title, "creates"))
            return report.predicted(self._planned_unseen())
        plan = self._planned(present)
        if any(step.what in ("stage", "publish") for step in plan.steps):
            self._validate()
        if self._mode.check:
            return report.predicted(plan)
        return self._carried_out(plan, present, report)

    def _planned(self, present: Present) -> Plan:
        wish = self._wish
        if self._mode.check and present.product is None and wish.documents is None and wish.state != "absent":
            self._mode.warn(_ASSUMED % (wish.title, "publishes"))
            return self._planned_unseen()
        try:
            plan = Planner(self._requests, wish, present).plan()
        except ApiError as error:
            if self._mode.check and error.kind in ("config", "not_found") and error.status is None:
                error.notes.append(_UNSEEN)
            raise
        self._planned_takeover = any(step.what in TAKEOVER for step in plan.steps)
        return plan

    def _planned_unseen(self) -> Plan:
        """The plan where an earlier task would have made what the product needs."""
        wish = self._wish
        if wish.state == "absent":
            return Plan()
        if wish.documents is None:
            return Plan([Step("state", wish.state)])
        return Plan([Step("stage" if wish.state == "staged" else "publish")])

    def _validate(self) -> None:
        """Have the server look at the documents, which it does not keep, before anything is written."""
        documents = self._wish.documents
        if documents is None or not self._wish.validate:
            return
        rows = [("product", "The product", documents.product)]
        rows += [("api", "The API %s" % name, content) for name, content in documents.apis.items()]
        for kind, title, content in rows:
            answer = self._requests.validated(kind, content)
            if answer is None:
                self._mode.warn("the server does not let this account have documents validated.")
                return
            words = [str(each) for each in answer.get("errors") or answer.get("messages") or []]
            if answer.get("result") == "error":
                said = "; ".join(words) or "no reason given"
                raise ApiError(
                    "rejected",
                    "API Connect does not accept %s, " % (title[0].lower() + title[1:]),
                    Quote('"%s"' % said, "..."),
                    "; nothing was published",
                )
            for warning in answer.get("warnings") or []:
                self._mode.warn("%s: %s" % (title, warning))

    # --- writing -----------------------------------------------------------------------------------------

    def _carried_out(self, plan: Plan, present: Present, report: Report) -> Result:
        product = present.product
        if not plan.steps and product is not None:
            product = self._approved(product, self._wish.state)
        for number, step in enumerate(plan.steps, 1):
            self._do(step, plan)
            self._done.append(_done(step, self._wish, self._old))
            product = self._requests.product(self._wish.name, self._wish.version)
            if step.what == "migrate":
                self._migrated()
            elif product is not None:
                if step.what in _AFTER or step.what == "state":
                    product = self._approved(product, _AFTER.get(step.what, step.value))
                if product.get("state_pending"):
                    # The next run does the rest.
                    plan = replace(plan, steps=plan.steps[:number])
                    break
        pending = product is not None and bool(product.get("state_pending"))
        if not pending and any(step.what in ("stage", "publish") for step in plan.steps):
            product = self._proven(product)
        if product is not None and not pending:
            product = self._propagated(product, bool(plan.steps))
        if self._planned_takeover and self._old is not None:
            self._old = self._requests.product(self._old["name"], self._old["version"])
        return report.carried_out(plan, product, self._old)

    def _do(self, step: Step, plan: Plan) -> None:
        """One write. One of unknown outcome is read back, and not made again."""
        try:
            self._write(step, plan)
        except ApiError as error:
            in_doubt = error.effect != "none" or error.kind == "conflict"
            if not in_doubt or not self._found_done(step):
                error.leaves_unknown()
                raise

    def _write(self, step: Step, plan: Plan) -> None:
        wish = self._wish
        if step.what in ("stage", "publish"):
            documents = wish.documents
            if documents is None:
                raise config_error("The task has no product to publish.")
            query: Dict[str, Any] = {}
            if wish.gateway_services is not None:
                query["gateway_services"] = ",".join(wish.gateway_services)
            if step.what == "publish":
                query["migrate_subscriptions"] = wish.migrate_subscriptions
            self._requests.publish(step.what, documents, query)
        elif step.what in ("replace", "supersede"):
            new = (wish.name, wish.version)
            self._requests.succeed(step.what, new, self._old or {}, plan.plans)
        elif step.what == "set_target":
            product = self._requests.product(wish.name, wish.version) or {}
            self._requests.set_target(self._old or {}, product, plan.plans)
        elif step.what == "migrate":
            self._requests.migrate(self._old or {})
        elif step.what == "delete":
            self._requests.delete(wish.name, wish.version)
        else:
            fields = {"state": step.value} if step.what == "state" else step.value
            self._requests.change(wish.name, wish.version, fields)

    def _found_done(self, step: Step) -> bool:
        """Whether the platform shows that a write was made; a failed read does not show it."""
        try:
            return self._is_done(step)
        except ApiError:
            return False

    def _is_done(self, step: Step) -> bool:
        """Whether a write was made whose outcome is not known."""
        wish = self._wish
        product = self._requests.product(wish.name, wish.version)
        if step.what == "delete":
            return product is None
        if product is None:
            return False
        reached = (product.get("state"), product.get("state_pending"))
        if step.what == "state":
            return step.value in reached
        if step.what in ("stage", "publish"):
            state = "staged" if step.what == "stage" else "published"
            return state in reached and not any(row.changes for row in compared(self._requests, wish, True))
        if step.what == "change":
            return not Planner(self._requests, wish, Present(product)).in_place()
        if step.what == "migrate":
            return not self._requests.number_of_subscriptions(self._old or {})
        old = self._requests.product(str((self._old or {})["name"]), str((self._old or {})["version"]))
        if step.what == "set_target":
            return old is not None and is_successor(product, old)
        left = "retired" if step.what == "replace" else "deprecated"
        return "published" in reached and (
            old is None or left in (old.get("state"), old.get("state_pending"))
        )

    def _proven(self, product: Optional[Object]) -> Optional[Object]:
        """The product as it was kept; raises ``ApiError`` if that is not what was published."""
        wish = self._wish
        if product is None:
            return None
        fields = Planner(self._requests, wish, Present(product)).in_place()
        if fields:
            self._do(Step("change", fields), Plan())
            self._done.append("changed %s of %s" % (" and ".join(sorted(fields)), wish.title))
            product = self._requests.product(wish.name, wish.version)
        kept = [change for row in compared(self._requests, wish, True) for change in row.shown()]
        if kept:
            paths = ", ".join(change["path"] for change in kept[:5])
            raise ApiError(
                "protocol",
                "%s was published, but the %s differs from the files in %s. If API Connect adds or "
                "rewrites these fields by itself, list them in compare.ignore."
                % (wish.title, self._requests.title, paths),
            )
        return product

    # --- what takes its time -----------------------------------------------------------------------------

    def _approved(self, product: Object, state: Any) -> Object:
        """The product once a change of its state is approved, if the task waits for that."""
        wish = self._wish
        end = time.monotonic() + wish.wait_timeout
        waited = False
        while wish.wait and product.get("state_pending"):
            waited = True
            self._pause(end, "an approval to become %s" % product["state_pending"])
            product = self._requests.product(wish.name, wish.version) or {}
        if waited and product.get("state") != state:
            raise ApiError(
                "rejected",
                "%s stays %s, because nobody approved that it becomes %s; look at the tasks of the catalog."
                % (wish.title, product.get("state"), state),
            )
        return product

    def _migrated(self) -> None:
        """Wait until the old product has no subscriptions any more."""
        old = self._old or {}
        end = time.monotonic() + self._wish.wait_timeout
        while True:
            number = self._requests.number_of_subscriptions(old)
            if not number:
                return
            what = "its %s to move to %s" % (subscriptions(number), self._wish.title)
            self._pause(end, what, "%(name)s:%(version)s" % old)

    def _propagated(self, product: Object, written: bool) -> Object:
        """The product once its gateways have processed it, if the task waits for that."""
        wish = self._wish
        end = time.monotonic() + wish.wait_timeout
        while True:
            unfinished = self._unfinished(product, written)
            if not wish.wait or not unfinished:
                return product
            self._pause(end, "its gateways %s" % ", ".join(unfinished))
            product = self._requests.product(wish.name, wish.version) or {}

    def _pause(self, end: float, what: str, title: str = "") -> None:
        """Wait a moment; ``ApiError`` (timeout) once the time is over."""
        if time.monotonic() >= end:
            raise ApiError(
                "timeout",
                "%s still waits for %s after %g s (wait_timeout)."
                % (title or self._wish.title, what, self._wish.wait_timeout),
            )
        self._mode.progress("waiting for %s" % what)
        time.sleep(min(_PAUSE, max(0.0, end - time.monotonic())))

    def _unfinished(self, product: Object, written: bool) -> List[str]:
        """The gateways that have not processed a running product; raises ``ApiError`` if one failed."""
        if product.get("state") not in _RUNNING:
            return []
        rows = product.get("service_status")
        if rows is None and (written or self._wish.wait):
            rows = product["service_status"] = self._requests.gateway_statuses(product) or []
        failed = ["%s says %s" % (_gateway(row), row.get("status")) for row in rows or [] if _has_failed(row)]
        if failed:
            raise ApiError(
                "rejected",
                "%s is %s, but a gateway could not take it: %s; look at the log of the gateway."
                % (self._wish.title, product.get("state"), ", ".join(failed)),
            )
        return [_gateway(row) for row in rows or [] if not row.get("processed_at")]

    # --- failures ----------------------------------------------------------------------------------------

    def tell(self, error: ApiError) -> None:
        """Add what was done before, and what became of the old product."""
        error.details["requests"] = dict(self._requests.counts)
        if not self._done and error.effect == "none":
            return
        error.details["done"] = list(self._done)
        # What was done before is certain, whatever became of the last write.
        if self._done and error.effect == "unknown":
            error.details["changed"] = True
        elif self._done:
            error.effect = "applied"
        told = list(self._done)
        if self._planned_takeover and self._old is not None:
            old = self._state_of_old()
            error.details["replaced"] = old
            told.append("%(name)s:%(version)s is %(state)s" % old)
        if told:
            error.notes.append("[%s]" % "; ".join(told))

    def _state_of_old(self) -> Dict[str, Any]:
        old = self._old or {}
        told = {"name": old.get("name"), "version": old.get("version"), "state": "in an unknown state"}
        try:
            now = self._requests.product(str(told["name"]), str(told["version"]))
        except ApiError:
            return told
        return {**told, "state": "gone" if now is None else now.get("state")}


def _done(step: Step, wish: Wish, old: Optional[Object]) -> str:
    """A step that was done, in words."""
    words = {"stage": "staged %s", "publish": "published %s", "delete": "deleted %s"}
    if step.what in words:
        return words[step.what] % wish.title
    if step.what == "state":
        return "set %s to %s" % (wish.title, step.value)
    if step.what == "change":
        return "changed %s of %s" % (" and ".join(sorted(step.value)), wish.title)
    other = "%(name)s:%(version)s" % (old or {})
    words = {
        "set_target": "made %s the migration target of %s" % (wish.title, other),
        "migrate": "migrated the subscriptions of %s to %s" % (other, wish.title),
    }
    return words.get(step.what, "had %s %s %s" % (wish.title, step.what, other))


def _has_failed(row: Object) -> bool:
    status = str(row.get("status") or "").lower()
    return "fail" in status or "error" in status


def _gateway(row: Object) -> str:
    return str(row.get("service_url") or "").rstrip("/").rpartition("/")[2] or "a gateway"


PRODUCT = ProductOperation("apic_product", Apic)
