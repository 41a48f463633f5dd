# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What tasks that declare objects did, as data."""

from __future__ import annotations

DOCUMENTATION = r"""
name: report
short_description: Summarize what tasks that declare objects did or would do
version_added: 1.0.0
description:
  - Takes the results of M(apiops.platforms.axway_resource), M(apiops.platforms.apic_resource),
    M(apiops.platforms.apinizer_resource) and M(apiops.platforms.cmf_object), and returns what differs as
    data, for conditions and JSON files.
  - For V(drift), a result of M(apiops.platforms.apinizer_proxy_info) under the key C(deployments) of that of
    Apinizer adds orphaned deployments.
  - A text under the key C(report_note) of a result is shown with its platform.
  - A result may have the key C(asked), with a C(parent) and with C(prune_in) as the modules take them.
    V(drift) then leaves out what is not declared and outside of both.
  - The playbooks C(apiops.platforms.plan), C(apiops.platforms.apply) and C(apiops.platforms.drift) write
    their reports with it.
  - It contains no secret, since the results of these modules contain none.
positional: _input, of
options:
  _input:
    description:
      - The registered results, by the names of their platforms.
    type: dict
    required: true
  of:
    description:
      - What the results are of. V(drift) names actions by what they say of the platform, V(missing) for what
        would be created, V(changed) for what would be updated, V(unmanaged) for what is not declared,
        and V(orphaned) for proxies that pods still serve and the manager does not record as deployed.
    type: str
    choices: [plan, apply, drift]
    default: plan
seealso:
  - plugin: apiops.platforms.report_text
    plugin_type: filter
author:
  - apiops.platforms contributors (@apiops)
"""

EXAMPLES = r"""
- name: Compare
  apiops.platforms.apic_resource:
    kind: catalog
    parent: {org: my-organization}
    name: nightly
  check_mode: true
  diff: true
  register: compared

- name: Show what would change, in one line
  ansible.builtin.debug:
    msg: "{{ ({'apic': compared} | apiops.platforms.report('plan')).line }}"
"""

RETURN = r"""
_value:
  description:
    - C(report), C(failed), C(summary) (the counts of all platforms), C(line) (all in one line), and
      C(platforms) with C(summary), C(failed), C(message), C(note) and C(resources) of each. Of the
      objects, only those are listed that are not as declared, or about which there is something to say.
  type: dict
"""

from collections.abc import Callable, Mapping
from typing import Any

from ansible.errors import AnsibleFilterError

from ansible_collections.apiops.platforms.plugins.plugin_utils import _report
from ansible_collections.apiops.platforms.plugins.plugin_utils._arguments import plain

_REPORTS = ("plan", "apply", "drift")


def report(results: Any, of: str = "plan") -> dict[str, Any]:
    """The results, by platform, as a report."""
    if not isinstance(results, Mapping) or not all(isinstance(each, Mapping) for each in results.values()):
        raise AnsibleFilterError("report takes the results of tasks, by the names of their platforms.")
    if of not in _REPORTS:
        raise AnsibleFilterError(f"report is of one of {', '.join(_REPORTS)}, not of {of}.")
    return _report.report(plain(results), of)


class FilterModule:
    """The filter."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """The filter by its name."""
        return {"report": report}
