# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What tasks that declare objects did, or would do, as data and as texts for people.

PRIVATE to this collection.
"""

from __future__ import annotations

import difflib
import html
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import yaml

from ansible_collections.apiops.platforms.plugins.plugin_utils._documents import place_of

COUNTED = ("created", "updated", "deleted", "pending", "unchanged", "failed", "not_tried")
DRIFT = ("changed", "missing", "unmanaged", "orphaned", "unknown")

_MOST_LINES = 200
_SIGNS = {
    "created": "+",
    "updated": "~",
    "deleted": "-",
    "failed": "!",
    "missing": "+",
    "changed": "~",
    "unknown": "?",
}


def report(results: Mapping[str, Mapping[str, Any]], of: str) -> dict[str, Any]:
    """The results of tasks, by platform, without what is as declared. ``of`` is plan, apply or drift."""
    platforms = {name: _platform(result, of) for name, result in results.items()}
    summary = {name: sum(each["summary"][name] for each in platforms.values()) for name in _names(of)}
    return {
        "report": of,
        "failed": any(each["failed"] for each in platforms.values()),
        "summary": summary,
        "line": _line(of, platforms, summary),
        "platforms": platforms,
    }


def _names(of: str) -> tuple[str, ...]:
    return (*DRIFT, "failed", "not_tried") if of == "drift" else COUNTED


def _platform(result: Mapping[str, Any], of: str) -> dict[str, Any]:
    rows = result.get("resources") or []
    if not all(isinstance(row, Mapping) and "action" in row for row in rows):
        rows = []
    diffs = iter(result.get("diff") or [])
    told = []
    for row in rows:
        diff = next(diffs, None) if row.get("changed") else None
        if of == "drift" and row.get("undeclared") and not _is_asked(row, result.get("asked") or {}):
            continue
        entry = _entry(row, diff, of)
        # What was not tried is counted. It is listed only with a reason.
        if entry["action"] not in ("unchanged", "not_tried") or "note" in entry or "moved" in entry:
            told.append(entry)
    deployments = result.get("deployments", {"proxies": []})
    told += [*_deployments(deployments), *_undeclared(deployments, rows)]
    messages = [_message(result)] if "error" in result or "summary" not in result else []
    messages += [_message(deployments)] if "error" in deployments or "proxies" not in deployments else []
    counted = dict(result.get("summary") or {})
    if of == "drift":
        counted = {name: sum(each["action"] == name for each in told) for name in DRIFT} | {
            name: counted.get(name, 0) for name in ("failed", "not_tried")
        }
    summary = {name: counted.get(name, 0) for name in _names(of)}
    return {
        "failed": bool(messages),
        "message": " | ".join(messages),
        "note": result.get("report_note", ""),
        "summary": summary,
        "resources": told,
    }


def _message(result: Mapping[str, Any]) -> str:
    return str(result.get("msg") or "the task failed without a message; run it again with -vvv")


def _is_asked(row: Mapping[str, Any], asked: Mapping[str, Any]) -> bool:
    """Whether an object that is not declared is what somebody asks about, and not beside it.

    ``asked`` has the parent that is exported, and groups to look in besides.
    """
    parent = row.get("parent") or {}
    for each in asked.get("prune_in") or ():
        if (each.get("kind"), each.get("parent") or {}) == (row["kind"], parent):
            return True
    place = {**place_of(parent), str(row["kind"]): row.get("name")}
    return all(place.get(part) == name for part, name in place_of(asked.get("parent") or {}).items())


def _entry(row: Mapping[str, Any], diff: Any, of: str) -> dict[str, Any]:
    entry = {name: row.get(name) for name in ("kind", "parent", "name", "action")}
    if of == "drift":
        entry["action"] = _drifted(row)
    for name in ("note", "moved", "undeclared", "changes"):
        if row.get(name):
            entry[name] = row[name]
    if row.get("action") == "failed":
        entry["message"] = str(row.get("msg", ""))
    lines = _diff_lines(row, diff)
    if lines:
        entry["diff"] = lines
    return entry


def _deployments(result: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The orphaned deployments of API proxies, and the environments of which it is not known."""
    orphans: list[dict[str, Any]] = []
    unknown: dict[tuple[str, str], dict[str, Any]] = {}
    for proxy in result.get("proxies") or ():
        project = {"project": proxy["project"]}
        for each in proxy["environments"]:
            if each["orphan"]:
                pods = [str(pod["pod"]) for pod in each["pods"] if pod["route_active"]]
                note = (
                    f"it is not deployed according to the manager, but pods still answer: {', '.join(pods)}"
                )
                place = {**project, "proxy": proxy["name"]}
                orphans.append(_told("deployment", place, each["name"], "orphaned", note))
            elif each["orphan"] is None:
                note = f"{_silence(each)}, so orphaned deployments there are not found"
                entry = _told("environment", project, each["name"], "unknown", note)
                unknown.setdefault((proxy["project"], each["name"]), entry)
    return [*orphans, *unknown.values()]


def _undeclared(result: Mapping[str, Any], rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The API proxies that no document declares, in projects of which any declares one."""
    kind = "apinizer_proxy"
    declared = {(row["parent"]["project"], row["name"]) for row in rows if row["kind"] == kind}
    projects = {project for project, _name in declared}
    return [
        _told(kind, {"project": proxy["project"]}, proxy["name"], "unmanaged", "not declared")
        for proxy in result.get("proxies") or ()
        if proxy["project"] in projects and (proxy["project"], proxy["name"]) not in declared
    ]


def _told(kind: str, parent: Mapping[str, str], name: str, action: str, note: str) -> dict[str, Any]:
    return {"kind": kind, "parent": parent, "name": name, "action": action, "note": note}


def _silence(environment: Mapping[str, Any]) -> str:
    """Why it is not known whether pods have a route."""
    if environment["pods_responded"] is None:
        return "this manager is too old to say what pods answer"
    errors = [f"{pod['pod']} says: {pod['error']}" for pod in environment["pods"] if pod.get("error")]
    return "; ".join(errors) or "no pod answered"


def _drifted(row: Mapping[str, Any]) -> str:
    """What a row of a plan says of the platform: it is not as it was declared."""
    if row["action"] == "pending" and (row.get("resource") or {}).get("state_pending"):
        return "changed"
    if row.get("undeclared") or row["action"] in ("deleted", "pending"):
        return "unmanaged"
    action = str(row["action"])
    return {"created": "missing", "updated": "changed"}.get(action, action)


def _diff_lines(row: Mapping[str, Any], diff: Any) -> list[str]:
    if not isinstance(diff, Mapping):
        if not row.get("changed"):
            return []
        return [
            _in_one_line(f"~ {each['path']}: {each.get('before')} -> {each.get('after')}")
            for each in row.get("changes") or []
        ]
    before, after = (_as_text(diff.get(name)).splitlines() for name in ("before", "after"))
    lines = list(difflib.unified_diff(before, after, n=3, lineterm=""))[2:]
    more = len(lines) - _MOST_LINES
    return [*lines[:_MOST_LINES], *([f"... {more} more lines"] if more > 0 else [])]


def _as_text(value: Any) -> str:
    if isinstance(value, Mapping):
        written: str = yaml.safe_dump(value, sort_keys=True, allow_unicode=True)
        return written if value else ""
    return str(value or "")


def _line(of: str, platforms: Mapping[str, Mapping[str, Any]], summary: Mapping[str, int]) -> str:
    """All in one line: ``plan: 2 created, 1 unchanged (apic: 2 created; axway: 1 unchanged)``."""
    parts = [f"{name}: {_words(each['summary'], each['failed'])}" for name, each in platforms.items()]
    return f"{of}: {_words(summary, any(each['failed'] for each in platforms.values()))} ({'; '.join(parts)})"


def _words(summary: Mapping[str, int], failed: bool) -> str:
    words = [f"{number} {name.replace('_', ' ')}" for name, number in summary.items() if number]
    if failed and not summary.get("failed"):
        words.append("failed")
    return ", ".join(words) or "nothing"


# --- texts -----------------------------------------------------------------------------------------------


def _named(entry: Mapping[str, Any]) -> str:
    parents = place_of(entry.get("parent") or {})
    place = "".join(f" in {kind} {name}" for kind, name in reversed(parents.items()))
    return _in_one_line(f"{entry['kind']}{' ' + str(entry['name']) if entry.get('name') else ''}{place}")


def _in_one_line(words: str) -> str:
    """The same without line breaks, with which a name could write lines of its own into a report."""
    return " ".join(words.split())


def text(data: Mapping[str, Any]) -> str:
    """The report as lines for a terminal or a log."""
    lines: list[str] = []
    for name, platform in data["platforms"].items():
        lines.append(f"{name}: {_words(platform['summary'], platform['failed'])}")
        if platform["message"]:
            lines.append(f"  ! {_in_one_line(platform['message'])}")
        if platform["note"]:
            lines.append(f"  * {platform['note']}")
        for entry in platform["resources"]:
            lines.append(
                f"  {_SIGNS.get(entry['action'], '*')} {entry['action']} {_named(entry)}{_note(entry)}"
            )
            lines += [f"      {line}" for line in entry.get("diff", ())]
    return "\n".join([*lines, data["line"], ""])


def _note(entry: Mapping[str, Any]) -> str:
    notes = [str(entry[name]) for name in ("note", "message") if entry.get(name)]
    return f" ({_in_one_line('; '.join(notes))})" if notes else ""


def markdown(data: Mapping[str, Any]) -> str:
    """The report for a merge request: a table of counts, then each object with its difference to unfold."""
    names = [name for name in _names(data["report"]) if name != "not_tried" or data["summary"].get(name)]
    lines = [f"## {data['report'].capitalize()}", "", f"| platform | {' | '.join(_titles(names))} |"]
    lines.append("|---|" + "---:|" * len(names))
    for name, platform in data["platforms"].items():
        cells = [str(platform["summary"][each]) for each in names]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    for name, platform in data["platforms"].items():
        lines += ["", f"### {name}", ""]
        if platform["message"]:
            lines += [f"**Failed:** {_escaped(platform['message'])}", ""]
        if platform["note"]:
            lines += [_escaped(platform["note"]), ""]
        if not platform["resources"] and not platform["failed"]:
            lines += ["Everything is as declared.", ""]
        for entry in platform["resources"]:
            lines += _details(entry)
    return "\n".join(lines).rstrip() + "\n"


def _titles(names: Iterable[str]) -> Iterator[str]:
    return (name.replace("_", " ") for name in names)


def _details(entry: Mapping[str, Any]) -> list[str]:
    action, words = f"<b>{entry['action']}</b>", f"{_named(entry)}{_note(entry)}"
    lines = entry.get("diff") or []
    if not lines:
        return [f"* {action} {_escaped(words)}", ""]
    longest = max((len(found) for line in lines for found in re.findall("`+", line)), default=0)
    fence = "`" * max(3, longest + 1)
    return [
        "<details>",
        f"<summary>{action} {_unmentioned(html.escape(words))}</summary>",
        "",
        f"{fence}diff",
        *lines,
        fence,
        "",
        "</details>",
        "",
    ]


def _escaped(words: str) -> str:
    """The words as Markdown shows them as they are: no HTML, link, image or emphasis."""
    return _unmentioned(re.sub(r"([\\`*_~\[\]<>|&#!])", r"\\\1", _in_one_line(words)))


def _unmentioned(words: str) -> str:
    """The same with a space of no width behind each ``@``, so that nobody is notified."""
    return words.replace("@", "@\u200b")
