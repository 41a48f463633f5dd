# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The event source axway_events of ansible-rulebook."""

from __future__ import annotations

DOCUMENTATION = r"""
name: axway_events
short_description: Receive the events of a watch topic of Axway Central
version_added: 1.0.0
description:
  - Reads the events of a watch topic again and again, and gives each to the rules, in the order of their
    numbers. A watch topic records what is created, updated and deleted in Axway Central.
  - Each event is delivered at least once. Its position is kept in O(cursor_file) after the rules have it, so
    after an interruption those of the last answer, at most O(max_events), may come a second time.
  - Central keeps events for seven days. An event with C(gap) V(true) comes first if the source had not read
    all of them for longer, if the topic was made again, or if the time of the position is in the future. The
    source notices that a topic was made again by its next event, or after five minutes without events.
  - An expired token is renewed. While Central cannot be reached, is busy or fails, the source waits longer
    and longer, up to five minutes, and at least as long as Central asks. It does the same if a proxy answers
    with a web page. It ends only for what must be mended, such as wrong credentials, a topic that does not
    exist, or a O(cursor_file) that another source uses.
extends_documentation_fragment:
  - apiops.platforms.axway.source
  - apiops.platforms.axway.http
requirements:
  - ansible-core 2.18 or later, in the Python that runs ansible-rulebook
  - requests (Python library)
  - jmespath (Python library)
  - cryptography (Python library, only with a private key)
author:
  - apiops.platforms contributors (@apiops)
"""

EXAMPLES = r"""
- name: Changes of API services
  hosts: localhost
  sources:
    - apiops.platforms.axway_events:
        region: eu
        client_id: "{{ AXWAY_CLIENT_ID }}"
        client_secret: "{{ AXWAY_CLIENT_SECRET }}"
        watch_topic: production
        cursor_file: /var/lib/rulebook/production.json
  rules:
    - name: A service was changed
      condition: event.kind == "APIService" and event.type == "ResourceUpdated"
      action:
        debug:
          msg: "{{ event.name }} in {{ event.scope.name }} was changed"
"""

import sys
from pathlib import Path
from typing import Any

# The folder that holds ansible_collections.
_COLLECTIONS = Path(__file__).absolute().parents[7]


async def main(queue: Any, args: dict[str, Any]) -> None:
    """Puts events into the queue until ansible-rulebook ends."""
    try:
        # ansible-rulebook runs this file alone; Ansible finds the rest of the collection.
        if "ansible_collections" not in sys.modules:
            from ansible.plugins.loader import init_plugin_loader

            init_plugin_loader([str(_COLLECTIONS)])
        from ansible_collections.apiops.platforms.plugins.module_utils._platforms.axway.events import EVENTS
        from ansible_collections.apiops.platforms.plugins.plugin_utils._event_source import deliver
    except ImportError as error:
        needed = "ansible-core 2.18 or later in the Python that runs ansible-rulebook"
        raise ImportError(f"axway_events needs {needed}, {sys.executable}: {error}") from None
    await deliver(EVENTS, queue, args)
