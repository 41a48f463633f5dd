# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A report as text or Markdown."""

from __future__ import annotations

DOCUMENTATION = r"""
name: report_text
short_description: Write a report as text or Markdown
version_added: 1.0.0
description:
  - Takes what the filter P(apiops.platforms.report#filter) returns.
  - Markdown has a table of counts, and each object with its difference to unfold, as merge requests show it.
positional: _input, form
options:
  _input:
    description:
      - The report.
    type: dict
    required: true
  form:
    description:
      - The form of the text.
    type: str
    choices: [text, markdown]
    default: text
seealso:
  - plugin: apiops.platforms.report
    plugin_type: filter
author:
  - apiops.platforms contributors (@apiops)
"""

EXAMPLES = r"""
- name: Compare
  apiops.platforms.axway_resource:
    kind: Environment
    name: nightly
  check_mode: true
  diff: true
  register: compared

- name: Show what would change
  ansible.builtin.debug:
    msg: "{{ {'axway': compared} | apiops.platforms.report | apiops.platforms.report_text('markdown') }}"
"""

RETURN = r"""
_value:
  description: The text.
  type: str
"""

from collections.abc import Callable, Mapping
from typing import Any

from ansible.errors import AnsibleFilterError

from ansible_collections.apiops.platforms.plugins.plugin_utils import _report
from ansible_collections.apiops.platforms.plugins.plugin_utils._arguments import plain

_FORMS: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "text": _report.text,
    "markdown": _report.markdown,
}


def report_text(data: Any, form: str = "text") -> str:
    """The report in a form."""
    if not isinstance(data, Mapping) or "platforms" not in data:
        raise AnsibleFilterError("report_text takes what the filter report returns.")
    if form not in _FORMS:
        raise AnsibleFilterError(f"report_text writes {' or '.join(_FORMS)}, not {form}.")
    return _FORMS[form](plain(data))


class FilterModule:
    """The filter."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """The filter by its name."""
        return {"report_text": report_text}
