# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the tests that speak with API Connect and Apinizer, and checks every exchange: ``make contract``.

The arguments are the command that runs the tests.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.contract.allowances import ALLOWANCES
from tests.contract.description import Description
from tests.contract.exchange import Exchange
from tests.contract.report import Report
from tests.playbook import CHECKOUT
from tests.simulator.exchanges import VARIABLE

FILES = {"apic": "apic_provider_api.yaml", "apinizer": "apinizer_management_api.yaml"}

WHERE = """\
CONTRACTS must name a folder with the vendors' descriptions of their APIs, which are theirs to publish:
  apic_provider_api.yaml         IBM API Connect Platform - Provider API 2.0.0 (OpenAPI 3.0), which IBM offers
                                 for download with its documentation of API Connect's REST APIs
  apinizer_management_api.yaml   Apinizer Management APIs (OpenAPI 3.0), openapi.yaml of the vendor's
                                 documentation at https://github.com/apinizer/docs, and of every manager at
                                 <manager>/apiops/openapi.yaml
For example: make contract CONTRACTS=~/contracts"""


def main(command: list[str]) -> int:
    """The exit code: 0 if nothing departs, 1 if something does or a test failed, 2 without descriptions."""
    folder = Path(os.environ.get("CONTRACTS") or "/nonexistent").expanduser()
    missing = [name for name in FILES.values() if not (folder / name).is_file()]
    if missing:
        print(f"{WHERE}\nNot there: {', '.join(missing)}", file=sys.stderr)
        return 2
    place = CHECKOUT / ".cache" / "contract"
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    ran = subprocess.run(command, cwd=CHECKOUT, env={**os.environ, VARIABLE: str(place)}, check=False)
    report = Report({name: Description.read(folder / file) for name, file in FILES.items()}, ALLOWANCES)
    report.add(Exchange.read(place))
    lines = list(report.lines())
    print("\n".join([*lines, f"{report.exchanges} exchanges, {len(lines)} departures from the descriptions"]))
    return 1 if ran.returncode or lines or not report.exchanges else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
