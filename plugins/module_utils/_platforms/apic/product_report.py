# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a task tells of a product: what was or would be done, the changes, the diff.

PRIVATE to this collection.
"""

from __future__ import annotations

from typing import Any, Dict, List, Optional

from ..._core.calls.answer import Result
from ..._core.fields import without_secrets
from ..._core.mode import Mode
from .product_plan import TAKEOVER, Plan
from .product_present import Present
from .product_requests import Object
from .product_wish import Wish

# What is told of a product.
_TOLD = (
    "id",
    "name",
    "version",
    "title",
    "state",
    "state_pending",
    "url",
    "task_urls",
    "gateway_service_urls",
)


class Report:
    """Makes the results of one task."""

    def __init__(self, place: str, wish: Wish, present: Present, mode: Mode) -> None:
        self._place = place
        self._wish = wish
        self._present = present
        self._mode = mode

    def predicted(self, plan: Plan) -> Result:
        """The result in check mode."""
        product: Optional[Object] = dict(self._present.product or {})
        if plan.steps:
            known = {"name": self._wish.name, "version": self._wish.version, "state": self._wish.state}
            product = None if self._wish.state == "absent" else {**(product or {}), **known}
        old = self._present.old
        if old is not None and any(step.what in ("replace", "supersede") for step in plan.steps):
            replaced = any(step.what == "replace" for step in plan.steps)
            old = {**old, "state": "retired" if replaced else "deprecated"}
        return self._whole(plan, product or None, old)

    def carried_out(self, plan: Plan, product: Optional[Object], old: Optional[Object]) -> Result:
        """The result after the writes."""
        return self._whole(plan, product, old)

    def _whole(self, plan: Plan, product: Optional[Object], old: Optional[Object]) -> Result:
        pending = product is not None and bool(product.get("state_pending"))
        result: Result = {
            "changed": bool(plan.steps),
            "action": "pending" if pending else self._action(plan),
            "product": None if product is None else _told(product),
            "changes": self._changes(plan),
            "steps": [str(step.value) if step.what == "state" else step.what for step in plan.steps],
            "replaced": None if old is None else _told(old),
            "shared": [{"api": name, "products": others} for name, others in plan.shared.items()],
            "subscriptions_deleted": plan.dropped,
            "subscriptions_migrated": plan.migrated,
            "gateways": _gateways(product or {}),
        }
        if self._mode.diff:
            result["diff"] = self._diff(plan, product, old)
        return result

    def _action(self, plan: Plan) -> str:
        if not plan.steps:
            return "unchanged"
        if self._wish.state == "absent":
            return "deleted"
        return "created" if self._present.product is None else "updated"

    def _changes(self, plan: Plan) -> List[Dict[str, Any]]:
        if not plan.steps:
            return []
        there, wish = self._present.product, self._wish
        changes = [change for row in self._present.differing for change in row.shown()] if there else []
        if self._present.state != wish.state:
            after = None if wish.state == "absent" else wish.state
            changes.insert(0, {"path": "state", "before": self._present.state, "after": after})
        changes += [
            {"path": name, "before": (there or {}).get(name), "after": value}
            for name, value in plan.fields.items()
            if there
        ]
        return changes

    def _diff(self, plan: Plan, product: Optional[Object], old: Optional[Object]) -> Dict[str, Any]:
        header = "%s in %s" % (self._wish.title, self._place)
        before, after = (
            self._seen(plan, self._present.product, "current"),
            self._seen(plan, product, "wanted"),
        )
        takes_over = any(step.what in TAKEOVER for step in plan.steps)
        if takes_over and old is not None and self._present.old is not None:
            name = "%s:%s" % (old["name"], old["version"])
            before[name], after[name] = self._present.old.get("state"), old.get("state")
        return {
            "before": before if plan.steps else {},
            "after": after if plan.steps else {},
            "before_header": header,
            "after_header": header,
        }

    def _seen(self, plan: Plan, product: Optional[Object], side: str) -> Dict[str, Any]:
        """One side of the diff: the state, what is changed in place, and the documents that differ."""
        seen: Dict[str, Any] = {}
        if product is not None:
            seen["state"] = product.get("state") if side == "current" else self._wish.state
            fields = {name: product.get(name) for name in plan.fields}
            seen.update(fields if side == "current" else plan.fields)
        for row in self._present.differing:
            content = getattr(row, side)
            if content is None:
                continue
            name = row.name if row.name == "product" else "API %s" % row.name
            seen[name] = without_secrets(content)
            if side == "wanted" and row.name in plan.shared:
                seen["API %s is also part of" % row.name] = plan.shared[row.name]
        return seen


def _told(product: Object) -> Dict[str, Any]:
    return {name: product[name] for name in _TOLD if name in product}


def _gateways(product: Object) -> List[Dict[str, Any]]:
    return [
        {name: row.get(name) for name in ("service_url", "status", "processed_at")}
        for row in product.get("service_status") or []
    ]
