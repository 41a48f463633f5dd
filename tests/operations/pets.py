# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A product of API Connect as tests publish it, the catalog it goes to, and what the simulator was asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.simulator.apic_login import CATALOG, ORGANIZATION

if TYPE_CHECKING:
    from tests.operations.conftest import Run

HOME = f"{ORGANIZATION}/{CATALOG}"
PLANS: dict[str, Any] = {"default": {"title": "Default"}, "gold": {"title": "Gold"}}


def api(version: str = "1.0.0", name: str = "pets", **fields: Any) -> dict[str, Any]:
    """The definition of an API."""
    return {
        "openapi": "3.0.3",
        "info": {"title": name.title(), "version": version, "x-ibm-name": name},
        "paths": {"/pets": {"get": {"responses": {"200": {"description": "All pets"}}}}},
        **fields,
    }


def pets(version: str = "1.0.0", *, api_version: str | None = None, **fields: Any) -> dict[str, Any]:
    """The options product and apis of a version of the product."""
    of_api = api_version or version
    product = {
        "product": "1.0.0",
        "info": {"name": "pets", "title": "Pets", "version": version},
        "apis": {f"pets{of_api}": {"name": f"pets:{of_api}"}},
        "plans": PLANS,
        **fields,
    }
    return {"product": product, "apis": [api(of_api)]}


class Catalog:
    """The module for products at the catalog of the simulator, and what somebody else asks there."""

    def __init__(self, run: Run, home: str = HOME) -> None:
        self.run = run
        self.home = home

    def __call__(self, **options: Any) -> dict[str, Any]:
        """The result of the module."""
        return self.run("apic_product", **{"catalog": self.home, **options})

    def good(self, **options: Any) -> dict[str, Any]:
        """The result, which must be no failure."""
        result = self(**options)
        assert not result.get("failed"), result["msg"]
        return result

    def ask(self, path: str, method: str = "GET", **options: Any) -> Any:
        """What the server answers somebody else, below the catalog."""
        result = self.run("apic_invoke", path=f"/catalogs/{self.home}{path}", method=method, **options)
        assert not result.get("failed"), result["msg"]
        return result["json"]

    def settings(self, **settings: Any) -> None:
        """Change settings of the catalog."""
        self.ask("/settings", "PUT", body=settings)

    def states(self) -> dict[str, str]:
        """The state of every product in the catalog."""
        rows = self.ask("/products")["results"]
        return {f"{row['name']}:{row['version']}": row["state"] for row in rows}

    def subscribe(self, version: str, plan: str = "default", app: str = "shop") -> None:
        """Subscribe an application to a plan of the product."""
        run = self.run
        org, made = "buyers", f"/consumer-orgs/{self.home}"
        owner = {"name": org, "owner_url": "https://localhost/api/user"}
        orgs: dict[str, Any] = {
            "method": "POST",
            "path": f"/catalogs/{self.home}/consumer-orgs",
            "body": owner,
            "unless": {"path": f"{made}/{org}"},
        }
        apps: dict[str, Any] = {
            "method": "POST",
            "path": f"{made}/{org}/apps",
            "body": {"name": app},
            "unless": {"path": f"/apps/{self.home}/{org}/{app}"},
        }
        product = self.ask(f"/products/pets/{version}")
        wanted = {"product_url": product["url"], "plan": plan}
        to_plan: dict[str, Any] = {
            "method": "POST",
            "path": f"/apps/{self.home}/{org}/{app}/subscriptions",
            "body": wanted,
        }
        for call in (orgs, apps, to_plan):
            result = run("apic_invoke", **call)
            assert not result.get("failed"), result["msg"]

    def subscriptions(self) -> list[tuple[str, str]]:
        """The product and plan of every subscription."""
        products = {row["url"]: f"{row['name']}:{row['version']}" for row in self.ask("/products")["results"]}
        rows = self.ask("/subscriptions")["results"]
        return sorted((products.get(row["product_url"], "gone"), row["plan"]) for row in rows)

    def writes(self) -> list[dict[str, Any]]:
        """The requests that wrote, logins and validations left out."""
        return [
            each
            for each in self.run.requests(platform="apic")
            if each["method"] != "GET" and not each["path"].endswith(("/token", "/validate"))
        ]

    def forget(self) -> None:
        """Count requests from here on."""
        self.run.simulator.clear_journal()
