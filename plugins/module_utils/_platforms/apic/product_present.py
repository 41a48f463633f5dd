# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a catalog has of a product: its state, its documents beside those wanted, the product before it.

PRIVATE to this collection.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Dict, List, Optional, Tuple

from ..._core.compare import Change
from .product_documents import Document, changes_shown, document_changes
from .product_requests import CatalogRequests, Object
from .product_takeover import old_product
from .product_wish import OFFERED, Wish


@dataclass
class Compared:
    """A document of the catalog and the one wanted: ``name`` is product, or that of an API."""

    name: str
    current: Optional[Document]
    wanted: Document
    changes: List[Change]

    def shown(self) -> List[Dict[str, Any]]:
        """The changes as results tell them."""
        name = self.name if self.name == "product" else 'apis["%s"]' % self.name
        return changes_shown(name, self.current, self.wanted, self.changes)


@dataclass
class Present:
    """What is there: the product and the old one, as the server tells them, and the documents compared.

    ``catalog`` says whether the catalog is there.
    """

    product: Optional[Object]
    old: Optional[Object] = None
    compared: List[Compared] = field(default_factory=list)
    catalog: bool = True

    @property
    def state(self) -> Optional[str]:
        return None if self.product is None else str(self.product.get("state"))

    @property
    def differing(self) -> List[Compared]:
        """The documents that are not as wanted."""
        return [each for each in self.compared if each.changes]


def read_present(requests: CatalogRequests, wish: Wish) -> Present:
    """What is there of what a task is about."""
    product = requests.product(wish.name, wish.version)
    if product is None and not requests.is_there():
        return Present(None, catalog=False)
    present = Present(product, old=old_product(requests, wish, product))
    if wish.documents is not None and wish.state in OFFERED:
        present.compared = compared(requests, wish, product is not None)
    return present


def compared(requests: CatalogRequests, wish: Wish, published: bool) -> List[Compared]:
    """Every document beside that of the catalog. APIs may be there though the product is not."""
    if wish.documents is None:
        return []
    rows: List[Tuple[str, Optional[Document], Document]] = [
        (
            "product",
            requests.product_document(wish.name, wish.version) if published else None,
            wish.documents.product,
        )
    ]
    rows += [(name, requests.api_document(name), api) for name, api in wish.documents.apis.items()]
    return [
        Compared(name, current, wanted, document_changes(current, wanted, wish.ignore))
        for name, current, wanted in rows
    ]
