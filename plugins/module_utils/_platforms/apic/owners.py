# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Objects whose owner changes by a transfer to one of their members, and not as other fields do.

PRIVATE to this collection.
"""

from __future__ import annotations

from typing import Optional

from ..._core.errors import ApiError
from .documents import Located
from .references import References
from .requests import ApicRequests

OWNER = "owner"


def no_member(where: Located, owner: str) -> str:
    """Why an object cannot be transferred to a user."""
    text = "owner: %s is not a member of the %s, and only a member can own it; declare the member before."
    return text % (owner, where.kind.name.replace("_", " "))


def member(
    requests: ApicRequests, references: References, where: Located, item: str, owner: str
) -> Optional[str]:
    """The address of the member that a user is; None if the user is none."""
    for row in requests.rows(item + "/members"):
        user = row.get("user")
        if isinstance(user, dict) and references.same("user", owner, user.get("url"), where.parent):
            return str(row["url"])
    return None


def transfer(requests: ApicRequests, references: References, where: Located, item: str, owner: str) -> None:
    """Make a member the owner."""
    address = member(requests, references, where, item, owner)
    if address is None:
        raise ApiError("rejected", no_member(where, owner))
    requests.write("POST", item + "/transfer-owner", {"new_owner_member_url": address})
