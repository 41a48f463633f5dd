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
    description: Can run in C(check_mode) and say whether something would change.
    support: full
  diff_mode:
    description: Says in C(--diff) mode what has changed, or in C(check_mode) would change.
    support: N/A
  idempotent:
    description: A second run with the same arguments reports no change.
    support: full
  action:
    description: Has an action plugin of the same name.
    support: full
    details: It runs the module inside the controller process where that is possible. See the notes.
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
  - A task that is local (its connection is V(local), without C(become) and C(async)) runs inside the
    controller process. That saves starting a Python, and its arguments are written to no file. Any other task
    runs as a module on its target, which then needs the requirements and Python 3.8 or later. Setting the
    variable C(apiops_in_process) to V(false) makes local tasks run so as well; it is V(true) by default.
  - Tasks of one run that log in with the same credentials share a token; a module on its target is lent it.
    Setting the variable C(apiops_token_store) to V(none) makes every task log in by itself; it is V(run) by
    default. Any other value of these two variables makes the task fail.
  - Secrets are masked in all that a task returns, except for the token that a token module is asked for.
"""

    TOKEN = r"""
attributes:
  check_mode:
    support: full
    details: The token is obtained in check mode too, since that changes nothing on the platform.
  async:
    support: partial
    details: The token of a task with C(async) comes back masked, since Ansible writes it to a file.
notes:
  - The result is not shown on the screen, as with C(no_log). What C(register) keeps of it can be used.
"""

    INVOKE = r"""
attributes:
  check_mode:
    support: full
    details: Reads are made, probes included. A write is not made, but reported as a change unless its probe
      holds.
  diff_mode:
    support: partial
    details:
      - For a write it shows the request, without the values of fields that are named like secrets.
      - What the platform had before is not known, so it shows no difference to that.
  idempotent:
    support: partial
    details: Reads are. A write is if it has a probe (O(unless)).
"""
