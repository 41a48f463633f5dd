# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of what all modules have in common besides their options.

PRIVATE to this collection.
"""

from __future__ import annotations


class ModuleDocFragment:
    """Attributes, requirements and notes."""

    DOCUMENTATION = r"""
attributes:
  check_mode:
    description: Can run in C(check_mode) and report whether something would change.
    support: full
  diff_mode:
    description: Shows in C(--diff) mode what has changed, or in C(check_mode) would change.
    support: N/A
  idempotent:
    description: A second run with the same arguments reports no change.
    support: full
  action:
    description: Has an action plugin of the same name.
    support: full
    details: It runs the module inside the controller process if possible. See the notes.
  async:
    description: Supports C(async).
    support: full
    details: The module then runs on its target, not inside the controller process.
  platform:
    description: The systems it can run on.
    platforms: posix
    support: full
requirements:
  - requests (Python library)
  - jmespath (Python library)
notes:
  - A local task (its connection is V(local), without C(become) and C(async)) runs inside the controller
    process. It starts no further Python, and writes its arguments to no file. Any other task runs as a module
    on its target, which then needs the requirements and Python 3.8 or later. Set the variable
    C(apiops_in_process) to V(false) to run local tasks as modules too. The default is V(true).
  - Tasks of one run that log in with the same credentials share a token. A module on its target borrows it.
    Set the variable C(apiops_token_store) to V(none) to make every task log in by itself. The default is
    V(run). With any other value of these two variables the task fails.
  - Secrets are masked in everything that a task returns, except the token that a token module returns.
"""

    TOKEN = r"""
attributes:
  check_mode:
    support: full
    details: The token is obtained in check mode too, because this changes nothing on the platform.
  async:
    support: partial
    details: With C(async) the token is masked, because Ansible writes it to a file.
notes:
  - The result does not appear on the screen, as with C(no_log). Later tasks can use the registered result.
"""

    INVOKE = r"""
attributes:
  check_mode:
    support: full
    details: Reads and probes are made. A write is not made, but reported as a change unless its probe holds.
  diff_mode:
    support: partial
    details:
      - It shows the request of a write, without the values of fields with the name of a secret.
      - It does not show what the platform had before, which is not known.
  idempotent:
    support: partial
    details: Reads are idempotent. A write is idempotent with a probe (O(unless)).
"""
