# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Starts the simulator: ``python -m tests.simulator --directory DIR --exit-with PID``.

Writes ``DIR/simulator.json`` when everything listens. Ends on SIGTERM and SIGINT, or when PID is gone.
"""

from __future__ import annotations

import argparse
import asyncio
from pathlib import Path

from tests.simulator.server import serve


def main() -> None:
    """Reads the command line and serves until told to end."""
    parser = argparse.ArgumentParser(prog="python -m tests.simulator", description=__doc__)
    parser.add_argument("--directory", type=Path, required=True, help="for simulator.json and key files")
    parser.add_argument("--exit-with", type=int, required=True, metavar="PID", help="the owning process")
    arguments = parser.parse_args()
    asyncio.run(serve(arguments.directory.resolve(), arguments.exit_with))


if __name__ == "__main__":
    main()
