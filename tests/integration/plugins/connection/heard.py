# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A connection to this machine that tells at -vvv what every command answered, as ssh does."""

from __future__ import annotations

from typing import Any

from ansible.plugins.connection.local import Connection as Local
from ansible.utils.display import Display

DOCUMENTATION = """
name: heard
short_description: Run on this machine, and tell what was answered
description: For tests.
author: apiops.platforms contributors (@apiops)
options: {}
extends_documentation_fragment:
  - connection_pipelining
"""


class Connection(Local):
    """That of ``local``, but for its name and what it tells."""

    transport = "heard"

    def exec_command(self, *arguments: Any, **options: Any) -> tuple[int, bytes, bytes]:
        answer: tuple[int, bytes, bytes] = super().exec_command(*arguments, **options)
        Display().vvv(f"<{self._play_context.remote_addr}> {answer}")
        return answer
