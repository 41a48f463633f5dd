# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reports of plan, apply and drift: counts, differences, and what Markdown must not swallow."""

from __future__ import annotations

from typing import Any

import pytest
from ansible.errors import AnsibleFilterError

from ansible_collections.apiops.platforms.plugins.filter.report import FilterModule as Report
from ansible_collections.apiops.platforms.plugins.filter.report_text import FilterModule as Text

report = Report().filters()["report"]
report_text = Text().filters()["report_text"]

ROWS: list[dict[str, Any]] = [
    {
        "kind": "app",
        "parent": {"org": "acme", "catalog": "x"},
        "name": "a|b",
        "action": "created",
        "changed": True,
    },
    {
        "kind": "Webhook",
        "parent": {"kind": "Environment", "name": "live"},
        "name": "<i>",
        "action": "updated",
    },
    {
        "kind": "role",
        "parent": {"org": "acme"},
        "name": "old",
        "action": "unchanged",
        "undeclared": True,
        "note": "n",
    },
    {"kind": "role", "parent": {"org": "acme"}, "name": "same", "action": "unchanged"},
]
ROWS[1]["changed"] = True
RESULT: dict[str, Any] = {
    "resources": ROWS,
    "summary": {"created": 1, "updated": 1, "unchanged": 2, "failed": 0},
    "diff": [
        {"before": "", "after": "title: ```` x\n"},
        {"before": "title: a\nx: 1\n", "after": "title: b\nx: 1\n"},
    ],
}
FAILED = {"msg": "GET x answered 500 *oh*.", "error": {"kind": "server"}, "failed": False}


def test_a_plan_counts_and_lists_what_differs() -> None:
    data = report({"apic": RESULT, "axway": FAILED}, "plan")
    assert data["failed"]
    assert data["line"] == (
        "plan: 1 created, 1 updated, 2 unchanged, failed "
        "(apic: 1 created, 1 updated, 2 unchanged; axway: failed)"
    )
    assert [each["name"] for each in data["platforms"]["apic"]["resources"]] == ["a|b", "<i>", "old"]
    assert data["platforms"]["apic"]["resources"][1]["diff"][-3:] == ["-title: a", "+title: b", " x: 1"]
    assert data["platforms"]["axway"]["message"] == "GET x answered 500 *oh*."


def test_drift_says_what_is_wrong_with_the_platform() -> None:
    data = report({"apic": RESULT}, "drift")
    assert data["summary"] == {
        "changed": 1,
        "missing": 1,
        "unmanaged": 1,
        "orphaned": 0,
        "unknown": 0,
        "failed": 0,
        "not_tried": 0,
    }
    assert (
        data["line"] == "drift: 1 changed, 1 missing, 1 unmanaged (apic: 1 changed, 1 missing, 1 unmanaged)"
    )
    assert (
        report({"apic": {**RESULT, "resources": ROWS[3:]}}, "drift")["line"]
        == "drift: nothing (apic: nothing)"
    )


def environment(name: str, orphan: bool | None, **told: Any) -> dict[str, Any]:
    """An environment as apinizer_proxy_info tells it."""
    pods = [{"pod": "http://192.0.2.1:8091", "route_active": bool(orphan), "error": None}]
    return {"name": name, "deployed": False, "orphan": orphan, "pods_responded": 1, "pods": pods, **told}


def test_orphaned_deployments_are_drift() -> None:
    """Where it is not known, the report says so. A read that failed does not mean that there are none."""
    proxies = [
        {
            "project": "Shop",
            "name": name,
            "environments": [
                environment("test", True),
                environment("live", None, pods_responded=None, pods=[]),
                environment("other", False),
            ],
        }
        for name in ("cats", "pets")
    ]
    data = report({"apinizer": {**RESULT, "deployments": {"proxies": proxies}}}, "drift")
    assert data["summary"]["orphaned"] == 2
    assert "2 orphaned, 1 unknown" in data["line"]
    text = report_text(data)
    place = "deployment test in proxy pets in project Shop"
    assert (
        f"  * orphaned {place} (it is not deployed according to the manager, but pods still answer: http"
        in text
    )
    assert text.count("? unknown environment live in project Shop (this manager is too old") == 1
    assert "other" not in text
    markdown = report_text(data, "markdown")
    assert f"<b>orphaned</b> {place}" in markdown
    assert "| platform | changed | missing | unmanaged | orphaned | unknown | failed |" in markdown
    failed = report({"apinizer": {**RESULT, "deployments": FAILED}}, "drift")
    assert failed["failed"]
    assert failed["platforms"]["apinizer"]["message"] == "GET x answered 500 *oh*."
    assert "failed" in failed["line"]


def test_proxies_that_no_document_declares_are_unmanaged_where_one_declares_any() -> None:
    proxies: list[dict[str, Any]] = [
        {"project": "Shop", "name": name, "environments": []} for name in ("cats", "pets")
    ]
    proxies.append({"project": "Other", "name": "dogs", "environments": []})
    row = {"kind": "apinizer_proxy", "parent": {"project": "Shop"}, "name": "pets", "action": "unchanged"}
    result = {"resources": [row], "summary": {}, "deployments": {"proxies": proxies}}
    data = report({"apinizer": result}, "drift")
    assert data["summary"]["unmanaged"] == 1
    assert "* unmanaged apinizer_proxy cats in project Shop (not declared)" in report_text(data)
    nothing = report({"apinizer": {**result, "resources": []}}, "drift")
    assert nothing["summary"]["unmanaged"] == 0


@pytest.mark.parametrize(
    "crash",
    [
        {"msg": "MODULE FAILURE", "rc": 1, "failed": False},
        {"msg": "Unexpected failure during module execution: x", "failed": False},
        {"failed": False},
        {},
    ],
)
def test_a_read_that_crashed_is_not_an_answer(crash: dict[str, Any]) -> None:
    """A crash has no error kind. It is a failure, of the objects as of the deployments."""
    for result in (crash, {**RESULT, "deployments": crash}):
        data = report({"apinizer": result}, "drift")
        assert data["failed"]
        words = crash.get("msg", "the task failed without a message")
        assert words in data["platforms"]["apinizer"]["message"]
        assert words in report_text(data)


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"pods_responded": 0, "pods": []}, "no pod answered"),
        (
            {"pods": [{"pod": "http://x", "route_active": False, "error": "timeout"}]},
            "x says: timeout",
        ),
        ({"deployed": None, "pods_responded": None}, "this manager is too old to say"),
    ],
)
def test_why_orphans_are_not_known(told: dict[str, Any], words: str) -> None:
    proxy = {"project": "Shop", "name": "pets", "environments": [environment("test", None, **told)]}
    data = report({"apinizer": {**RESULT, "deployments": {"proxies": [proxy]}}}, "drift")
    assert {name for name, number in data["summary"].items() if number} >= {"unknown"}
    assert data["summary"]["orphaned"] == 0
    assert words in report_text(data)


def test_markdown_for_a_merge_request() -> None:
    text = report_text(report({"apic": RESULT, "axway": FAILED}, "plan"), "markdown")
    assert "| platform | created | updated | deleted | pending | unchanged | failed |" in text
    assert "| apic | 1 | 1 | 0 | 0 | 2 | 0 |" in text
    assert "<summary><b>created</b> app a|b in catalog x in org acme</summary>" in text
    assert "<summary><b>updated</b> Webhook &lt;i&gt; in Environment live</summary>" in text
    assert "`````diff\n@@ -0,0 +1 @@\n+title: ```` x\n`````\n" in text
    assert "**Failed:** GET x answered 500 \\*oh\\*." in text
    assert "role same" not in text
    empty = report_text(report({"apic": {"resources": [], "summary": {}}}, "apply"), "markdown")
    assert "Everything is as declared." in empty


def test_names_and_notes_write_no_lines_of_their_own() -> None:
    """A name is text of whoever made the object: no heading, link, image, mention or line of a log."""
    evil = "x\n\n# Injected [here](https://evil.example) ![p](https://evil.example/p.png) <b> @team\r\n- y"
    told = {"kind": "ip_group", "parent": {"project": evil}, "name": evil, "note": evil, "undeclared": True}
    rows = [
        {**told, "action": "unchanged"},
        {**told, "action": "created", "changed": True},
        {**told, "action": "failed", "msg": evil},
        {
            **told,
            "action": "updated",
            "changed": True,
            "changes": [{"path": "a", "before": 1, "after": evil}],
        },
    ]
    result = {"resources": rows, "summary": {}, "msg": evil, "error": {}, "report_note": "n"}
    result["diff"] = [{"before": "", "after": "a: 1"}]
    data = report({"apinizer": result}, "plan")
    text = report_text(data).splitlines()
    assert len(text) == 1 + 1 + 1 + len(rows) + 2 + 1 + 1
    assert all(line.startswith(("apinizer: ", "  ", "plan: ")) for line in text)
    markdown = report_text(data, "markdown")
    assert not [line for line in markdown.splitlines() if line.startswith(("#", "-")) and "Injected" in line]
    assert "@team" not in markdown.replace(f"~ a: 1 -> {' '.join(evil.split())}", "")
    bullets = [line for line in markdown.splitlines() if line.startswith(("* ", "**Failed"))]
    assert len(bullets) == 3
    for line in bullets:
        assert "\\# Injected \\[here\\](https" in line
        assert "\\!\\[p\\]" in line
        assert "\\<b\\>" in line
    for line in markdown.splitlines():
        if line.startswith("<summary>"):
            assert "&lt;b&gt;" in line
            assert line.endswith("</summary>")


def test_signs_of_a_log_and_what_was_not_tried() -> None:
    """What was not tried is counted, and listed only with a reason."""
    actions = ("created", "updated", "deleted", "failed", "pending", "not_tried")
    rows = [{"kind": "role", "parent": {}, "name": name, "action": name} for name in actions]
    rows.append({**rows[-1], "note": "since x failed"})
    lines = report_text(report({"apic": {"resources": rows, "summary": {"not_tried": 2}}})).splitlines()
    assert [line.split(" role ")[0].strip() for line in lines if " role " in line] == [
        *("+ created", "~ updated", "- deleted", "! failed", "* pending", "* not_tried")
    ]
    assert lines[0] == "apic: 2 not tried"


def test_a_note_on_a_whole_platform() -> None:
    told = {"resources": [], "summary": {"unchanged": 1}, "report_note": "Nothing of it is pruned."}
    data = report({"apinizer": told}, "plan")
    assert data["platforms"]["apinizer"]["note"] == "Nothing of it is pruned."
    assert "  * Nothing of it is pruned." in report_text(data).splitlines()
    assert "Nothing of it is pruned.\n\nEverything is as declared." in report_text(data, "markdown")


def test_text_for_a_log() -> None:
    lines = report_text(report({"apic": RESULT, "axway": FAILED}, "plan")).splitlines()
    assert lines[0] == "apic: 1 created, 1 updated, 2 unchanged"
    assert "  + created app a|b in catalog x in org acme" in lines
    assert "  * unchanged role old in org acme (n)" in lines
    assert "  ! GET x answered 500 *oh*." in lines
    assert lines[-1].startswith("plan: ")


def test_a_long_difference_is_cut_and_one_without_diff_mode_is_told_by_fields() -> None:
    long = {"before": "", "after": "".join(f"{number}: x\n" for number in range(500))}
    (first, *_rest) = report({"apic": {**RESULT, "diff": [long]}})["platforms"]["apic"]["resources"]
    assert (len(first["diff"]), first["diff"][-1]) == (201, "... 301 more lines")
    row = {**ROWS[1], "changes": [{"path": "title", "before": "a", "after": "b"}]}
    (told,) = report({"axway": {"resources": [row], "summary": {}}})["platforms"]["axway"]["resources"]
    assert told["diff"] == ["~ title: a -> b"]


@pytest.mark.parametrize("value", [[], "x", {"apic": []}])
def test_what_is_no_result_is_refused(value: Any) -> None:
    with pytest.raises(AnsibleFilterError, match="report takes the results"):
        report(value)
    with pytest.raises(AnsibleFilterError, match="report_text takes"):
        report_text(value)


def test_unknown_words_are_refused() -> None:
    with pytest.raises(AnsibleFilterError, match="report is of one of plan, apply, drift, not of x"):
        report({}, "x")
    with pytest.raises(AnsibleFilterError, match="report_text writes text or markdown, not html"):
        report_text(report({}), "html")
