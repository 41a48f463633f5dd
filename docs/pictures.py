# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The pictures of the documentation, as SVG.

They are a sequence diagram for each role, and a terminal with a playbook that runs twice.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import yaml

FLOWS = Path(__file__).parent / "flows.yml"
RUN = Path(__file__).parent / "run.txt"
PICTURES = Path(__file__).parent / "docsite" / "rst" / "pictures"

# Pixels of the drawing; the browser scales it.
_WIDTH = 960
_HEAD = 64
_ROW = 46
_ROLE = 110
_FIRST_SERVER, _LAST_SERVER = 690, 880

_STYLE = """
text { font-family: sans-serif; font-size: 13px; fill: #222; }
.name { font-weight: bold; text-anchor: middle; }
.says { fill: #666; font-style: italic; }
.life { stroke: #bbb; stroke-dasharray: 3 3; }
.arrow { stroke: #222; stroke-width: 1.5; }
.once { stroke: #b45309; }
.once-text { fill: #b45309; }
"""

# The terminal: pixels of a line, and the colors that Ansible gives to lines that begin so.
_LINE = 17
_TERMINAL_STYLE = """
rect { fill: #1b1f24; }
text { font-family: monospace; font-size: 13px; fill: #d0d7de; white-space: pre; }
.command { font-weight: bold; fill: #ffffff; }
.changed { fill: #d4a72c; }
.same, .added { fill: #57ab5a; }
.removed { fill: #e5534b; }
"""
_COLORS = {
    "$": "command",
    "changed": "changed",
    "ok": "same",
    "+": "added",
    "--- ": "removed",
    "@@": "same",
    "localhost": "same",
}


def pictures() -> dict[str, str]:
    """All pictures, by the name of their file."""
    drawn = {f"{role}.svg": picture(role, steps) for role, steps in flows().items()}
    return {**drawn, "run.svg": terminal(RUN.read_text(encoding="utf-8"))}


def terminal(text: str) -> str:
    """What a terminal shows, as SVG."""
    lines = text.splitlines()
    width, height = 720, _LINE * (len(lines) + 2)
    drawing = ElementTree.Element(
        "svg", xmlns="http://www.w3.org/2000/svg", viewBox=f"0 0 {width} {height}", role="img"
    )
    ElementTree.SubElement(drawing, "title").text = "A playbook that runs twice"
    ElementTree.SubElement(drawing, "style").text = _TERMINAL_STYLE
    ElementTree.SubElement(drawing, "rect", width="100%", height="100%", rx="6")
    for number, line in enumerate(lines):
        color = next((name for start, name in _COLORS.items() if line.startswith(start)), "")
        if line.startswith("localhost") and "changed=0" not in line:
            color = "changed"
        _text(drawing, 16, _LINE * (number + 2) - 6, line, color)
    return ElementTree.tostring(drawing, encoding="unicode") + "\n"


def flows() -> dict[str, list[dict[str, Any]]]:
    """The requests of each role, in order: ``to``, ``request``, ``says``, and ``once`` where it is so."""
    loaded: dict[str, list[dict[str, Any]]] = yaml.safe_load(FLOWS.read_text(encoding="utf-8"))
    return loaded


def picture(role: str, steps: list[dict[str, Any]]) -> str:
    """The sequence diagram of a role, as SVG."""
    height = _HEAD + _ROW * (len(steps) + 1)
    drawing = ElementTree.Element(
        "svg", xmlns="http://www.w3.org/2000/svg", viewBox=f"0 0 {_WIDTH} {height}", role="img"
    )
    ElementTree.SubElement(drawing, "title").text = f"What the role {role} asks of its platform"
    ElementTree.SubElement(drawing, "style").text = _STYLE
    places = {f"role {role}": _ROLE, **_places(steps)}
    for name, x in places.items():
        _text(drawing, x, 28, name, "name")
        _line(drawing, x, 40, x, height - _ROW, "life")
    for number, step in enumerate(steps):
        _arrow(drawing, places[step["to"]], _HEAD + _ROW * number + 24, step)
    _line(drawing, 20, height - 16, 60, height - 16, "arrow once")
    _text(drawing, 70, height - 12, "not in the second night", "once-text")
    return ElementTree.tostring(drawing, encoding="unicode") + "\n"


def _places(steps: list[dict[str, Any]]) -> dict[str, int]:
    """Where each server's line stands."""
    servers = list(dict.fromkeys(step["to"] for step in steps))
    if len(servers) == 1:
        return {servers[0]: _LAST_SERVER}
    gap = (_LAST_SERVER - _FIRST_SERVER) / (len(servers) - 1)
    return {server: round(_FIRST_SERVER + gap * number) for number, server in enumerate(servers)}


def _arrow(drawing: ElementTree.Element, x: int, y: int, step: dict[str, Any]) -> None:
    once = " once" if step.get("once") else ""
    _text(drawing, _ROLE + 12, y - 6, step["request"], "once-text" if once else "")
    _line(drawing, _ROLE, y, x, y, "arrow" + once)
    _line(drawing, x - 8, y - 5, x, y, "arrow" + once)
    _line(drawing, x - 8, y + 5, x, y, "arrow" + once)
    _text(drawing, _ROLE + 12, y + 14, step["says"], "says")


def _line(drawing: ElementTree.Element, x1: int, y1: int, x2: int, y2: int, kind: str) -> None:
    places = {"x1": str(x1), "y1": str(y1), "x2": str(x2), "y2": str(y2)}
    ElementTree.SubElement(drawing, "line", {**places, "class": kind})


def _text(drawing: ElementTree.Element, x: int, y: int, words: str, kind: str) -> None:
    ElementTree.SubElement(drawing, "text", {"x": str(x), "y": str(y), "class": kind}).text = words
