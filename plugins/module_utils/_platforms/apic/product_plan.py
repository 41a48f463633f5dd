# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Decides what has to be done so that a product is as wanted. Nothing here writes.

PRIVATE to this collection.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Dict, List, Mapping, NamedTuple, Tuple

from ..._core.errors import ApiError, config_error
from .product_documents import Document
from .product_present import Present
from .product_requests import CatalogRequests, addresses_differ
from .product_takeover import handover, subscriptions
from .product_wish import OFFERED, Wish

# The states to set from one to another; what is not here cannot be.
_PATHS: Mapping[Tuple[str, str], Tuple[str, ...]] = {
    **{("pending", state): (state,) for state in ("staged", "published", "retired")},
    ("staged", "published"): ("published",),
    ("deprecated", "published"): ("published",),
    ("retired", "published"): ("staged", "published"),
    ("archived", "published"): ("retired", "staged", "published"),
    ("retired", "staged"): ("staged",),
    ("archived", "staged"): ("retired", "staged"),
    ("published", "deprecated"): ("deprecated",),
    ("staged", "retired"): ("retired",),
    ("published", "retired"): ("retired",),
    ("deprecated", "retired"): ("retired",),
    ("archived", "retired"): ("retired",),
    ("staged", "archived"): ("retired", "archived"),
    ("published", "archived"): ("retired", "archived"),
    ("deprecated", "archived"): ("retired", "archived"),
    ("retired", "archived"): ("archived",),
}
# Who sees a product: the fields of its file, and those that the server has for them.
_ADDRESSED = {"orgs": "org_urls", "tags": "group_urls"}
# The steps that are about the old product as well.
TAKEOVER = ("replace", "supersede", "set_target", "migrate")
# In these a product has subscriptions, which retiring it deletes.
_SUBSCRIBED = ("published", "deprecated")


class Step(NamedTuple):
    """One write: stage, publish, replace, supersede, set_target, migrate, state, change or delete."""

    what: str
    value: Any = None


@dataclass
class Plan:
    """The steps to do, and what they do besides: ``dropped`` is the number of subscriptions that go,
    ``migrated`` of those that move.

    ``shared`` holds the other products that a changed API is part of, by API; ``plans`` where subscriptions
    move; ``fields`` what is changed in place.
    """

    steps: List[Step] = field(default_factory=list)
    dropped: int = 0
    migrated: int = 0
    shared: Dict[str, List[str]] = field(default_factory=dict)
    plans: Mapping[str, str] = field(default_factory=dict)
    fields: Dict[str, Any] = field(default_factory=dict)


class Planner:
    """Decides what to do about one product; ``ApiError`` says why nothing can be done."""

    def __init__(self, requests: CatalogRequests, wish: Wish, present: Present) -> None:
        self._requests = requests
        self._wish = wish
        self._present = present
        self._plan = Plan()

    def plan(self) -> Plan:
        """The steps from what is there to what is wanted."""
        if self._wish.state in OFFERED:
            self._offer()
        else:
            self._withdraw()
        return self._plan

    # --- staged, published -------------------------------------------------------------------------------

    def _offer(self) -> None:
        wish, present = self._wish, self._present
        if wish.state == "staged" and present.state in _SUBSCRIBED:
            raise config_error(
                "%s is %s, and goes back to staged only from retired: set its state to retired before."
                % (wish.title, present.state)
            )
        if self._is_pending():
            return
        rest = handover(self._requests, wish, present.product, present.old)
        if present.product is None or present.differing:
            self._publish(rest.publishes)
        elif not rest.publishes:
            self._set_states(wish.state)
        elif present.state in ("pending", "retired", "archived"):
            self._set_states("staged")
        self._plan.steps += [Step(step) for step in rest.steps]
        self._plan.plans, self._plan.migrated = rest.plans, rest.migrated
        self._change_in_place()

    def _is_pending(self) -> bool:
        """Whether what is wanted waits for an approval already."""
        pending = (self._present.product or {}).get("state_pending")
        awaited = (self._wish.state, "staged") if self._wish.takeover else (self._wish.state,)
        return not self._present.differing and pending in awaited

    def _publish(self, taken_over_next: bool) -> None:
        wish, present = self._wish, self._present
        if wish.documents is None:
            raise ApiError(
                "not_found",
                "%s is not in the %s, and the task has no product to publish; look at name and version, or "
                "set product to its file." % (wish.title, self._requests.title),
            )
        self._check_shared()
        if present.product is not None and self._requests.production_mode():
            raise config_error(
                "%s is in the %s with other content (%s), and a catalog in production mode accepts no "
                "version twice. Raise the version of the product, and of the APIs that changed, and publish "
                "that with replaces or supersedes." % (wish.title, self._requests.title, self._differences())
            )
        stays = present.state in _SUBSCRIBED
        if wish.state == "staged" or (taken_over_next and not stays):
            self._plan.steps.append(Step("stage"))
            return
        if stays and not wish.migrate_subscriptions:
            self._drop_subscriptions("Publishing %s again without migrate_subscriptions" % wish.title)
        self._plan.steps.append(Step("publish"))

    def _differences(self) -> str:
        paths = [change["path"] for each in self._present.differing for change in each.shown()]
        more = len(paths) - 3
        return ", ".join(paths[:3]) + (" and %d more" % more if more > 0 else "")

    def _check_shared(self) -> None:
        """Find who else has the APIs that change: an API is in a catalog once for all of its products."""
        for each in self._present.differing:
            if each.name == "product" or each.current is None:
                continue
            others = [name for name in self._requests.products_with(each.name) if name != self._wish.title]
            if others:
                self._plan.shared[each.name] = others
        if self._plan.shared and self._present.product is None and self._requests.production_mode():
            name, others = next(iter(self._plan.shared.items()))
            raise config_error(
                "The API %s is in the %s with other content, as part of %s, which would change too; raise "
                "the version of the API." % (name, self._requests.title, ", ".join(others))
            )

    def _change_in_place(self) -> None:
        """Change what can be changed without publishing: publishing sets it as well."""
        self._plan.fields = self.in_place()
        publishes = any(step.what in ("stage", "publish") for step in self._plan.steps)
        if self._plan.fields and not publishes:
            self._plan.steps.insert(0, Step("change", self._plan.fields))

    def in_place(self) -> Dict[str, Any]:
        """The fields of the product that are not as wanted: its gateways, and who sees it."""
        wish, product = self._wish, self._present.product
        fields: Dict[str, Any] = {}
        if wish.gateway_services is not None:
            wanted = self._gateway_urls(wish.gateway_services)
            if product is not None and addresses_differ(product.get("gateway_service_urls") or [], wanted):
                fields["gateway_service_urls"] = wanted
        if wish.visibility is not None and product is not None:
            visibility = self._visibility(wish.visibility)
            if not _is_visible_so(product.get("visibility") or {}, visibility):
                fields["visibility"] = visibility
        return fields

    def _gateway_urls(self, names: Tuple[str, ...]) -> List[str]:
        known = self._requests.gateways()
        unknown = [name for name in names if name not in known]
        if unknown:
            raise config_error(
                "gateway_services has %s, but the %s has %s; look at the names."
                % (", ".join(unknown), self._requests.title, ", ".join(sorted(known)) or "none")
            )
        return [known[name] for name in names]

    def _visibility(self, wanted: Document) -> Document:
        """The same with the addresses of organizations and groups for their names."""
        sides = {}
        for side, fields in wanted.items():
            sides[side] = {name: value for name, value in fields.items() if name not in _ADDRESSED}
            for name in set(fields) & set(_ADDRESSED):
                sides[side][_ADDRESSED[name]] = [self._audience(name, each) for each in fields[name]]
        return sides

    def _audience(self, field_name: str, name: str) -> str:
        if field_name == "orgs":
            url, kind = self._requests.consumer_org(name), "consumer organization"
        else:
            url, kind = self._requests.consumer_group(name), "consumer group"
        if url is None:
            raise config_error(
                "visibility names the %s %s, which the %s does not have; look at its name."
                % (kind, name, self._requests.title)
            )
        return url

    # --- deprecated, retired, archived, absent -----------------------------------------------------------

    def _withdraw(self) -> None:
        wish, present = self._wish, self._present
        if present.product is None:
            if wish.state != "absent":
                raise ApiError(
                    "not_found",
                    "%s is not in the %s, so it cannot become %s; look at its name and version."
                    % (wish.title, self._requests.title, wish.state),
                )
            return
        if wish.state == "deprecated" and present.state in ("staged", "retired", "archived"):
            raise config_error(
                "%s is %s, and only a published product can become deprecated." % (wish.title, present.state)
            )
        target = "retired" if wish.state == "absent" and present.state != "archived" else wish.state
        # Whatever comes after retired waits for the approval of that.
        awaited = (target,) if target == "deprecated" else (target, "retired")
        if present.product.get("state_pending") in awaited:
            return
        if target != "absent":
            self._set_states(target)
        if wish.state == "absent":
            self._plan.steps.append(Step("delete"))

    def _set_states(self, wanted: str) -> None:
        """Set one state after the other, up to the one wanted."""
        now = self._present.state or ""
        if now == wanted:
            return
        states = _PATHS.get((now, wanted))
        if states is None:
            raise config_error("%s is %s, and cannot become %s." % (self._wish.title, now, wanted))
        if "retired" in states and now in _SUBSCRIBED:
            self._drop_subscriptions("Retiring %s" % self._wish.title)
        self._plan.steps += [Step("state", state) for state in states]

    def _drop_subscriptions(self, doing: str) -> None:
        """Count the subscriptions that go, and refuse unless they may."""
        number = self._requests.number_of_subscriptions(self._present.product or {})
        if number and not self._wish.allow_retiring:
            raise config_error(
                "%s would delete %s; set allow: [retire_subscriptions] to do so, or have another product "
                "replace it, which takes them over." % (doing, subscriptions(number))
            )
        self._plan.dropped = number


def _is_visible_so(current: Mapping[str, Any], wanted: Mapping[str, Any]) -> bool:
    """Whether a product is shown to whom it should be."""
    for side, fields in wanted.items():
        there = current.get(side) or {}
        for name, value in fields.items():
            if name in _ADDRESSED.values():
                if addresses_differ(there.get(name) or [], value):
                    return False
            elif there.get(name, True if name == "enabled" else None) != value:
                return False
    return True
