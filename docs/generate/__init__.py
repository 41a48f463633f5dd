# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""`make generate`: writes what follows from the options, as the code declares and a fragment describes them.

The code declares an option (type, default, environment, secret), and the documentation fragment of its
platform describes it. From these follow arguments, defaults and tables of the roles, the AWX credential types
and the lists of platforms. `results` holds what modules of the same sort return. README and guides get the
examples that the tests run, and their pictures. What a person writes stays.
"""

from __future__ import annotations

from pathlib import Path

from docs import examples, kinds, pictures
from docs.generate import awx, configuration, controller, events, groups, publish, results, roles
from docs.generate.declared import CHECKOUT, PLATFORMS, modules_of


def generated() -> dict[Path, str]:
    """Every file that holds something generated, and what it should hold."""
    files = {page: examples.updated(page) for page in examples.PAGES}
    of_events = CHECKOUT / "docs" / "docsite" / "rst" / "guide_events.rst"
    files[of_events] = events.guide(files[of_events])
    of_playbooks = CHECKOUT / "docs" / "docsite" / "rst" / "guide_configuration_as_code.rst"
    files[of_playbooks] = configuration.guide(files[of_playbooks])
    files.update(kinds.pages())
    files.update(controller.playbooks())
    files.update({pictures.PICTURES / name: drawn for name, drawn in pictures.pictures().items()})
    for name, listing in (
        ("plugins/module_utils/_platforms/__init__.py", groups.names),
        ("meta/runtime.yml", groups.runtime),
        ("antsibull-nox.toml", groups.checked),
    ):
        files[CHECKOUT / name] = listing(_read(name))
    for platform in PLATFORMS:
        for name, of_platform in (
            (f"roles/{platform}/meta/argument_specs.yml", roles.argument_specs),
            (f"roles/{platform}/defaults/main.yml", roles.defaults),
            (f"roles/{platform}/tasks/main.yml", roles.tasks),
            (f"roles/{platform}/README.md", roles.readme),
            (f"extensions/awx/credential_types/{platform}.yml", awx.credential_type),
        ):
            files[CHECKOUT / name] = of_platform(platform, _read(name))
        compared = f"playbooks/tasks/{platform}_configuration.yml"
        if (CHECKOUT / compared).exists():
            files[CHECKOUT / compared] = roles.tasks(platform, _read(compared))
        for module in modules_of(platform):
            if module.partition("_")[2] not in results.SORTS:
                continue
            name = f"plugins/modules/{module}.py"
            files[CHECKOUT / name] = results.returned(module, _read(name))
    for role in publish.PIPELINES:
        place = f"roles/{role}"
        specification = publish.argument_specs(role, _read(f"{place}/meta/argument_specs.yml"))
        files[CHECKOUT / place / "meta/argument_specs.yml"] = specification
        files[CHECKOUT / place / "README.md"] = publish.readme(
            role, _read(f"{place}/README.md"), specification
        )
    return files


def _read(name: str) -> str:
    return (CHECKOUT / name).read_text(encoding="utf-8")
