# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Finds the product that another one replaces or supersedes, and what is left to do about it.

A superseded product is deprecated, has the new one as its migration target, and keeps its subscriptions until
they are migrated. Nothing here writes.

PRIVATE to this collection.
"""

from __future__ import annotations

import re
from typing import Any, Dict, List, Mapping, NamedTuple, Optional, Tuple

from ..._core.errors import config_error
from .product_requests import CatalogRequests, Object, addresses_differ
from .product_wish import Takeover, Wish

# The states of an old product that was replaced or superseded.
OVER: Mapping[str, Tuple[str, ...]] = {
    "replace": ("retired", "archived"),
    "supersede": ("deprecated", "retired", "archived"),
}


class Handover(NamedTuple):
    """The ``steps`` by which a product takes over, to which ``plans`` subscriptions move, and how many."""

    steps: Tuple[str, ...] = ()
    plans: Mapping[str, str] = {}
    migrated: int = 0

    @property
    def publishes(self) -> bool:
        """Whether the first step publishes the new product as well."""
        return self.steps[:1] in (("replace",), ("supersede",))


def old_product(requests: CatalogRequests, wish: Wish, product: Optional[Object]) -> Optional[Object]:
    """The product to replace or supersede; None if there is none.

    Of a product that has taken over another version already, the previous version is that one.
    """
    takeover = wish.takeover
    if takeover is None:
        return None
    if takeover.version is not None:
        return requests.product(takeover.name, takeover.version)
    others = [each for each in requests.versions(wish.name) if each.get("version") != wish.version]
    published = [each for each in others if each.get("state") == "published"]
    taken_over = [
        each
        for each in others
        if product is not None and each.get("state") in OVER[takeover.verb] and is_successor(product, each)
    ]
    if product is not None and product.get("state") == "published":
        found = taken_over or published
    else:
        found = published or taken_over
    return max(found, key=lambda each: _natural(str(each["version"])), default=None)


def is_successor(new: Mapping[str, Any], old: Mapping[str, Any]) -> bool:
    """Whether a product is the one to which the subscriptions of another migrate."""
    target = (old.get("superseded_by") or {}).get("product_url")
    if target:
        return not addresses_differ([target], [new["url"]])
    taken_over = [str(each.get("product_url")) for each in new.get("supersedes") or []]
    return any(not addresses_differ([url], [old["url"]]) for url in taken_over)


def handover(
    requests: CatalogRequests, wish: Wish, product: Optional[Object], old: Optional[Object]
) -> Handover:
    """What is left to do until a product has taken over the old one; ``ApiError`` if that cannot be."""
    takeover = wish.takeover
    if takeover is None:
        return Handover()
    if old is None:
        if takeover.version is not None and (product is None or product.get("state") != "published"):
            raise config_error(
                "%s:%s is not in the %s, so %s cannot %s it; look at the name and version in %ss."
                % (
                    takeover.name,
                    takeover.version,
                    requests.title,
                    wish.title,
                    takeover.verb,
                    takeover.verb,
                )
            )
        return Handover()
    state, pending = old.get("state"), old.get("state_pending")
    if pending or state in ("retired", "archived"):
        return Handover()
    if state == "deprecated" and takeover.verb == "supersede":
        return _rest(requests, wish, product, old)
    if state != "published":
        raise config_error(
            "%s is %s, and only a published product can be %sd; retire or delete it in a task of its own."
            % (_title(old), state, takeover.verb)
        )
    plans = _plans(requests, wish, product, old, takeover)
    moves = takeover.verb == "replace" or wish.migrate_subscriptions
    migrated = requests.number_of_subscriptions(old) if moves else 0
    if takeover.verb == "supersede" and migrated:
        return Handover(("supersede", "migrate"), plans, migrated)
    return Handover((takeover.verb,), plans, migrated)


def _rest(requests: CatalogRequests, wish: Wish, product: Optional[Object], old: Object) -> Handover:
    """What is left where the old product is deprecated already."""
    takeover = wish.takeover
    migrated = requests.number_of_subscriptions(old) if wish.migrate_subscriptions else 0
    migrate = ("migrate",) if migrated else ()
    if takeover is None or (product is not None and is_successor(product, old)):
        return Handover(migrate, {}, migrated)
    return Handover(("set_target", *migrate), _plans(requests, wish, product, old, takeover), migrated)


def _plans(
    requests: CatalogRequests, wish: Wish, product: Optional[Object], old: Object, takeover: Takeover
) -> Dict[str, str]:
    """To which plan the subscriptions to each plan of the old product move."""
    if wish.documents is not None:
        new = wish.documents.plans
    else:
        new = [str(plan["name"]) for plan in (product or {}).get("plans") or []]
    there = [str(plan["name"]) for plan in old.get("plans") or []]
    for source, target in takeover.plans.items():
        for title, plan, known in ((_title(old), source, there), (wish.title, target, new)):
            if plan not in known:
                raise config_error(
                    "%ss.plans maps %s to %s, but %s has no plan %s; it has %s."
                    % (takeover.verb, source, target, title, plan, ", ".join(known) or "none")
                )
    mapping: Dict[str, str] = {}
    for plan in there:
        if plan in takeover.plans or plan in new:
            mapping[plan] = takeover.plans.get(plan, plan)
            continue
        number = requests.number_of_subscriptions(old, plan)
        if number:
            raise config_error(
                "%s has %s to its plan %s, which %s does not have; say in %ss.plans which plan of %s they "
                "move to." % (_title(old), subscriptions(number), plan, wish.title, takeover.verb, wish.title)
            )
    return mapping


def subscriptions(number: int) -> str:
    """``3 subscriptions``."""
    return "%d %s" % (number, "subscription" if number == 1 else "subscriptions")


def _title(product: Mapping[str, Any]) -> str:
    return "%(name)s:%(version)s" % product


def _natural(version: str) -> List[Tuple[int, int, str]]:
    """A key by which versions sort as people number them: 1.10 after 1.9."""
    parts = re.findall(r"\d+|[^\d.]+", version)
    return [(1, int(part), "") if part.isdecimal() else (0, 0, part) for part in parts]
