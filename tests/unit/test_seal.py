# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a module on a target returns, sealed: read with its key, or found damaged."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.apiops.platforms.plugins.module_utils._module import seal, unseal

KEY = "0f" * 32
RESULT: dict[str, Any] = {"changed": True, "json": {"client_secret": "told once"}}


@pytest.mark.parametrize("returned", [{}, {"forgotten": "bearer"}])
def test_what_is_sealed_is_read_with_its_key(returned: dict[str, Any]) -> None:
    sealed = seal(RESULT, returned, KEY)
    assert "told once" not in sealed
    assert unseal(sealed, KEY) == (RESULT, returned)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        (seal(RESULT, {}, KEY), "1f" * 32),
        (seal(RESULT, {}, KEY)[:-5], KEY),
        (seal(RESULT, {}, KEY).replace(seal(RESULT, {}, KEY)[9], "********"), KEY),
        (seal(RESULT, {}, KEY).replace(seal(RESULT, {}, KEY)[9], "A"), KEY),
        ("", KEY),
    ],
    ids=["another key", "cut off", "masked", "another letter", "nothing"],
)
def test_what_was_changed_is_found_damaged(text: str, key: str) -> None:
    with pytest.raises(ValueError, match="came back as another text"):
        unseal(text, key)
