# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a module leaves on its target besides its result."""

from __future__ import annotations

import pytest
from ansible.module_utils.basic import AnsibleModule

from ansible_collections.apiops.platforms.plugins.module_utils._module import Module
from ansible_collections.apiops.platforms.plugins.module_utils._platforms.apic import platform as apic


def test_the_arguments_are_not_logged_on_the_target(monkeypatch: pytest.MonkeyPatch) -> None:
    logged: list[str] = []

    def load(module: AnsibleModule) -> None:
        # As the task of a user who said nothing of no_log has it.
        module.params = {"body": {"password": "s3cret"}, "_ansible_no_log": False}

    monkeypatch.setattr(AnsibleModule, "_load_params", load)
    monkeypatch.setattr(AnsibleModule, "log", lambda _module, msg, **_rest: logged.append(msg))
    plain = AnsibleModule(argument_spec={"body": {"type": "dict"}}, no_log=True)
    assert plain.params["body"]["password"] in "".join(logged)
    logged.clear()
    Module(apic.INVOKE)
    assert logged == []
