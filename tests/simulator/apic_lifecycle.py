# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""API Connect's products through their life: states, replacement, migration, and approvals.

Sources: the vendor's documentation of the life of products, and its OpenAPI description.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from starlette.requests import Request

from tests.simulator.apic_login import refused
from tests.simulator.apic_objects import API, APP, CONSUMER_ORG, PRODUCT, SUBSCRIPTION, TASK, Node
from tests.simulator.platform import json_object

# What becomes of the APIs of a product in each of its states.
_STATES = {
    "pending": "staged",
    "staged": "staged",
    "published": "online",
    "deprecated": "online",
    "retired": "offline",
    "archived": "offline",
}
_FOLLOWING = {
    "pending": {"staged", "published", "retired"},
    "staged": {"published", "retired"},
    "published": {"deprecated", "retired"},
    "deprecated": {"published", "retired"},
    "retired": {"staged", "archived"},
    "archived": {"retired"},
}
# These never need an approval.
_WITHOUT_APPROVAL = {("deprecated", "published"), ("retired", "staged")}
_TOLD_OF_AN_API = ("id", "name", "title", "version", "state", "url")


def subscriptions_of(product: Node) -> list[Node]:
    """The subscriptions to a product, of all applications."""
    assert product.parent
    return [
        subscription
        for subscription in all_subscriptions(product.parent)
        if subscription.document["product_url"] == product.document["url"]
    ]


def all_subscriptions(catalog: Node) -> list[Node]:
    """The subscriptions in a catalog."""
    return [
        subscription
        for org in catalog.of(CONSUMER_ORG)
        for app in org.of(APP)
        for subscription in app.of(SUBSCRIPTION)
    ]


def tell_of_apis(product: Node) -> None:
    """Gives the product's APIs the state that goes with its own, and has both tell of each other."""
    assert product.parent
    products = product.parent.of(PRODUCT)
    for node in list(product.parent.of(API)):
        url = node.document["url"]
        with_it = [each for each in products if url in each.document["api_urls"]]
        if not with_it:
            node.remove()
            continue
        states = [_STATES[each.document["state"]] for each in with_it]
        state = next((state for state in ("online", "staged") if state in states), "offline")
        node.update({"state": state, "product_urls": [each.document["url"] for each in with_it]})
    mine = [node for node in product.parent.of(API) if node.document["url"] in product.document["api_urls"]]
    product.document["apis"] = [{name: node.document[name] for name in _TOLD_OF_AN_API} for node in mine]


async def change(request: Request, product: Node, base: str) -> None:
    """``PATCH`` of a product: its state, above all."""
    changes = await json_object(request, lambda words: refused(400, words))
    PRODUCT.fields.check_change(changes)
    fields = {name: value for name, value in changes.items() if name not in ("name", "version", "state")}
    state, now = changes.get("state", product.document["state"]), product.document["state"]
    if state not in _STATES:
        raise refused(400, "The state must be one of " + ", ".join(_STATES))
    if state != now and state not in _FOLLOWING[now]:
        raise refused(400, f"The state of the product cannot change from {now} to {state}")
    product.update(fields)
    if state != now and not ((now, state) not in _WITHOUT_APPROVAL and needs_approval(product, state, base)):
        set_state(product, state)


def set_state(product: Node, state: str) -> None:
    """Takes a product to a state. Retiring it deletes its subscriptions."""
    if state == "retired":
        for subscription in subscriptions_of(product):
            subscription.remove()
    product.update({"state": state})
    product.settings.pop("looks", None)
    tell_of_apis(product)


def delete(product: Node) -> None:
    """``DELETE`` of a product, which must not be on offer any more."""
    if product.document["state"] in ("published", "deprecated"):
        raise refused(400, "A product on offer cannot be deleted: retire it first")
    product.remove()
    tell_of_apis(product)


async def succeed(request: Request, new: Node, verb: str, base: str) -> None:
    """``POST .../replace`` and ``.../supersede`` to the new product; the body names the old one."""
    old, plans = await _mapping(request, new)
    if old is new:
        raise refused(400, "The product cannot take the place of itself")
    if old.document["state"] != "published":
        raise refused(400, f"The product {_title(old)} is not published")
    if new.document["state"] not in ("staged", "published", "deprecated"):
        raise refused(400, f"The product {_title(new)} is neither staged nor published")
    if old.document.get("space_urls") != new.document.get("space_urls"):
        raise refused(400, "The products are not in the same space")
    lost = {each.document["plan"] for each in subscriptions_of(old)} - set(plans)
    if lost:
        raise refused(400, f"The plan {min(lost)} has subscriptions and no target")

    def done() -> None:
        link = {"plans": [{"source": source, "target": target} for source, target in plans.items()]}
        set_state(new, "published")
        new.update({"supersedes": [{"product_url": old.document["url"], **link}]})
        old.update({"superseded_by": {"product_url": new.document["url"], **link}})
        if verb == "replace":
            _migrate(old, new, plans)
        set_state(old, "retired" if verb == "replace" else "deprecated")

    if needs_approval(new, verb, base, done):
        old.update({"state_pending": "retired" if verb == "replace" else "deprecated"})
    else:
        done()


async def set_target(request: Request, old: Node) -> None:
    """``POST .../set-migration-target`` to the old product; the body names the new one."""
    new, plans = await _mapping(request, old)
    pairs = [{"source": source, "target": target} for source, target in plans.items()]
    old.update({"superseded_by": {"product_url": new.document["url"], "plans": pairs}})


def execute_target(old: Node, behind: int) -> None:
    """``POST .../execute-migration-target`` to the old product; so many looks find it not done yet."""
    target: dict[str, Any] = old.document.get("superseded_by") or {}
    if _of_url(old, target.get("product_url")) is None:
        raise refused(400, f"The product {_title(old)} has no migration target")
    old.settings["behind"] = behind
    if not behind:
        go_on_migrating(old)


def go_on_migrating(old: Node) -> None:
    """One look at the subscriptions while they move to the migration target."""
    behind = old.settings.pop("behind", None)
    if behind:
        old.settings["behind"] = behind - 1
    elif behind == 0:
        target = old.document["superseded_by"]
        new = _of_url(old, target["product_url"])
        assert new
        _migrate(old, new, {pair["source"]: pair["target"] for pair in target["plans"]})


def _migrate(old: Node, new: Node, plans: Mapping[str, str]) -> None:
    for subscription in subscriptions_of(old):
        target = plans.get(subscription.document["plan"])
        if target:
            subscription.update({"product_url": new.document["url"], "plan": target})


async def _mapping(request: Request, product: Node) -> tuple[Node, dict[str, str]]:
    """The other product of a mapping of plans, and the mapping."""
    given = await json_object(request, lambda words: refused(400, words))
    if set(given) - {"product_url", "plans"}:
        raise refused(400, "A property is not allowed in the request.")
    other = _of_url(product, given.get("product_url"))
    if other is None:
        raise refused(404, "The product of product_url was not found.")
    return other, {pair["source"]: pair["target"] for pair in given.get("plans") or ()}


def _of_url(product: Node, url: Any) -> Node | None:
    assert product.parent
    return next((node for node in product.parent.of(PRODUCT) if node.document["url"] == url), None)


def _title(product: Node) -> str:
    return f"{product.name}:{product.document['version']}"


# --- approvals -------------------------------------------------------------------------------------------


def needs_approval(product: Node, step: str, base: str, then: Callable[[], None] | None = None) -> bool:
    """Whether the catalog wants this step approved; then there is a task that does it once it is."""
    catalog = product.parent
    assert catalog
    if step not in (catalog.settings.get("product_lifecycle_approvals") or ()):
        return False
    state = "published" if step in ("replace", "supersede") else step
    fields = {"title": f"{step} {_title(product)}", "task_type": "product_lifecycle", "state": "pending"}
    task = catalog.add(TASK, {**fields, "product_urls": [product.document["url"]]}, base)
    task.settings["then"] = then or (lambda: set_state(product, state))
    task.settings["product"] = product
    product.update({"state_pending": state, "task_urls": [task.document["url"]]})
    return True


async def decide(request: Request, task: Node) -> None:
    """``PATCH`` of a task: it is approved, or rejected."""
    changes = await json_object(request, lambda words: refused(400, words))
    TASK.fields.check_change(changes)
    if task.document["state"] != "pending" or changes.get("state") not in ("approved", "rejected"):
        raise refused(400, "A pending task can be approved or rejected.")
    task.update({"state": changes["state"]})
    for product in task.settings["product"].parent.of(PRODUCT):
        for name in ("state_pending", "task_urls"):
            product.document.pop(name, None)
    if changes["state"] == "approved":
        task.settings["then"]()
