# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""When to repeat, and after how long: the one table of this collection's retries.

PRIVATE to this collection.
"""

from __future__ import annotations

import math
import random
import re
import time
from dataclasses import dataclass, replace
from email.utils import parsedate_to_datetime
from typing import Mapping, Optional

from ..errors import ApiError, Kind, config_error
from ..options import Params
from .deadline import Deadline
from .message import Response

# The server may have acted before it failed: only what may run twice is repeated.
IN_DOUBT = frozenset({408, 500, 502, 503, 504})


@dataclass(frozen=True)
class RetryPolicy:
    """How often (``retries`` after the first try) and how far apart (seconds) tries are.

    ``total`` are the seconds that they may all take; ``total_option`` says where that is set.
    """

    retries: int = 3
    delay: float = 0.5
    max_delay: float = 30.0
    total: Optional[float] = None
    total_option: str = "option total_timeout"

    @classmethod
    def from_params(cls, params: Params) -> RetryPolicy:
        """The policy out of a module's options; raises ``ApiError`` (config) for negative ones."""
        policy = cls(
            params["retries"], params["retry_delay"], params["retry_max_delay"], params["total_timeout"]
        )
        if policy.retries < 0 or not all(0 <= delay < math.inf for delay in (policy.delay, policy.max_delay)):
            raise config_error("retries, retry_delay and retry_max_delay must be 0 or more.")
        if policy.total is not None and not 0 < policy.total < math.inf:
            raise config_error("total_timeout must be a number of seconds above 0.")
        return policy

    def for_login(self, timeout: float) -> RetryPolicy:
        """The same for a login, which always has a limit: four times ``timeout`` unless another is set."""
        if self.total is not None:
            return self
        return replace(self, total=4 * timeout, total_option="four times timeout; option total_timeout")

    def deadline(self) -> Deadline:
        """The deadline of an exchange that begins now."""
        return Deadline(self.total, self.total_option)

    def pause(self, attempt: int, asked: Optional[float]) -> float:
        """Seconds to wait after ``attempt`` (from 1): what the server ``asked``, else a random back-off."""
        if asked is not None:
            return min(asked, self.max_delay)
        return random.uniform(0, min(self.max_delay, self.delay * 2.0 ** min(attempt - 1, 60)))


def is_busy(response: Response) -> bool:
    """Whether the platform is too busy, and has not acted."""
    return response.status == 429 or (response.status == 503 and "retry-after" in response.headers)


def is_in_doubt(response: Response, kind: Kind) -> bool:
    """Whether an answer that refuses as ``kind`` leaves open what the platform did.

    Words of its own that say why it refused are an answer, whatever the status.
    """
    return kind in ("server", "timeout") and response.status in IN_DOUBT and not is_busy(response)


def may_repeat(error: ApiError, repeatable: bool) -> bool:
    """Whether a failed exchange may be sent again; ``repeatable`` is what the request says of itself."""
    return error.transient and (repeatable or error.effect == "none")


def retry_after(headers: Mapping[str, str]) -> Optional[float]:
    """Seconds the server asks to wait, from ``Retry-After`` as number or date; None without a usable one."""
    value = headers.get("retry-after", "").strip()
    if re.fullmatch("[0-9]+", value):
        return float(value)
    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - time.time())
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
