# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""`make platform NAME=toy`: lays out the files of a new platform, for `make generate` to fill in.

What is the same for all platforms is taken from the files of Critical Manufacturing MES, under other names.
Of these, tokens and calls are taken, and not its declared objects.
What a platform has to say for itself is a skeleton: it has an address, and a token that the user brings.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

import yaml

from docs.generate.declared import CHECKOUT, PLATFORMS

_MODEL = "cmf"
_TITLE = "Critical Manufacturing MES"
_SKELETONS = yaml.safe_load((Path(__file__).parent / "skeletons.yml").read_text(encoding="utf-8"))

_RESULTS = (r'(?s)(?<=RETURN = r"""\n).*?(?=""")', "nothing")
# The files of a platform that are as the model's. In them a skeleton replaces what a pattern finds.
_COPIED: dict[str, tuple[tuple[str, str], ...]] = {
    "plugins/action/cmf_token.py": (),
    "plugins/action/cmf_invoke.py": (),
    "plugins/doc_fragments/cmf.py": (
        (r"(?s)(?<=\noptions:\n).*?(?=notes:\n)", "options"),
        (r"(?s)(?<=call_options\(\n).*?(?=    \)\n)", "calls"),
        (r"(?s)\n    RESOURCE: str.*", "nothing"),
        (r"from .*_resource import resource_options\n", "nothing"),
        (r", objects(?=\.\n)", "nothing"),
    ),
    "plugins/modules/cmf_token.py": (
        (r"(?s)(?<=\nshort_description:).*?(?=version_added)", "token title"),
        (r"(?s)(?<=\ndescription:\n).*?(?=extends_)", "token"),
        (r'(?s)(?<=EXAMPLES = r"""\n).*?(?=""")', "token examples"),
        _RESULTS,
    ),
    "plugins/modules/cmf_invoke.py": (
        (r"(?s)(?<=\nshort_description:).*?(?=version_added)", "invoke title"),
        (r"(?s)(?<=\ndescription:\n).*?(?=extends_)", "invoke"),
        (r'(?s)(?<=EXAMPLES = r"""\n).*?(?=""")', "invoke examples"),
        _RESULTS,
    ),
    "roles/cmf/README.md": (
        (r"(?s)(?<=```yaml\n).*?(?=```\n)", "playbook"),
        (r"(?s)(?<=## What it needs\n\n).*?(?=The machine that)", "needs"),
        (r"(?s)## Declared objects\n.*?(?=## Variables)", "nothing"),
        (r"\| `cmf_resources.*\n", "nothing"),
    ),
    "roles/cmf/defaults/main.yml": ((r"cmf_resources.*\n", "nothing"),),
    "roles/cmf/meta/argument_specs.yml": (
        (r"(?s)(?<=    description:\n).*?(?=      - Stores)", "role"),
        (r"(?s)      cmf_resources:\n.*?(?=      cmf_calls:)", "nothing"),
    ),
    "roles/cmf/meta/main.yml": (),
    "roles/cmf/tasks/main.yml": (
        (r"(?s)- name: Check the objects\n.*?(?=- name: Critical)", "nothing"),
        (r"(?s)    - name: Apply the objects\n.*?(?=    # Registered)", "nothing"),
        (r"        cmf_resources_results: .*\n", "nothing"),
    ),
    "roles/cmf/vars/main.yml": ((r"(?s)__cmf_resources_text: .*", "nothing"),),
    "playbooks/cmf.yml": (),
    "extensions/awx/credential_types/cmf.yml": (
        (r"(?<=# An AWX credential type: ).*(?=\n)", "credential"),
        (r"(?<=\ndescription: ).*(?=, for the modules)", "credential"),
        (r"(?s)(?<=\ninputs:\n).*", "nothing"),
    ),
    "extensions/awx/job_templates/cmf.yml": ((r"(?s)    - variable: cmf_auth_mode\n.*", "nothing"),),
    "tests/integration/targets/cmf_token/runme.sh": (),
    "tests/integration/targets/cmf_invoke/runme.sh": (),
}
# The files of which all is a platform's own.
_OWN = {
    "plugins/module_utils/_platforms/cmf/__init__.py": "nothing",
    "plugins/module_utils/_platforms/cmf/platform.py": "platform",
    "tests/simulator/cmf.py": "simulator",
}


def laid_out(platform: str) -> dict[Path, str]:
    """The files of a new platform, and what is in them."""
    texts = {name: _SKELETONS[skeleton] for name, skeleton in _OWN.items()}
    for name, parts in _COPIED.items():
        texts[name] = (CHECKOUT / name).read_text(encoding="utf-8")
        for pattern, skeleton in parts:
            # Split at what the pattern finds: a skeleton is no template of a substitution.
            pieces = re.split(pattern, texts[name])
            if len(pieces) == 1:
                raise LookupError(f"{name} has no part {pattern}: say in {__file__} what it is by now")
            texts[name] = _SKELETONS[skeleton].join(pieces)
    return {CHECKOUT / _renamed(name, platform): _renamed(text, platform) for name, text in texts.items()}


def _renamed(text: str, platform: str) -> str:
    text = text.replace(_TITLE, platform.capitalize())
    for change in (str.lower, str.capitalize, str.upper):
        text = text.replace(change(_MODEL), change(platform))
    return text


def main(platform: str) -> None:
    """Write the files; exits with one line if that cannot be."""
    if not re.fullmatch("[a-z][a-z0-9]*", platform):
        sys.exit("Give the platform a name of lower-case letters and digits: make platform NAME=toy")
    if platform in PLATFORMS:
        sys.exit(f"There is a platform {platform}.")
    for path, text in laid_out(platform).items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        path.chmod(0o755 if text.startswith("#!/usr/bin/env") else 0o644)
        print(f"platform: wrote {path.relative_to(CHECKOUT)}")
    print(
        "Fill in what is its own, as docs/docsite/rst/guide_adding_a_platform.rst shows; then: make generate"
    )


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) == 2 else "")
