# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Calls that can be repeated: probes, waiting, check mode, paging, downloads."""

from __future__ import annotations

import errno
import io
import os
import tempfile
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.apiops.platforms.plugins.module_utils._core.fields import MASK
from ansible_collections.apiops.platforms.plugins.module_utils._core.http.message import Request
from ansible_collections.apiops.platforms.plugins.module_utils._platforms.apic import platform as apic
from ansible_collections.apiops.platforms.plugins.module_utils._platforms.apinizer import platform as apinizer
from tests.unit.core.fakes import (
    JSON,
    Answer,
    Failure,
    Runner,
    Script,
    cut_after_sending,
    refused_connection,
)

SUPPLIED: dict[str, Any] = {"url": "https://good.example", "token": "supplied-token-1234"}
ORG = Answer(200, {"name": "x", "title": "X"})
MISSING = Answer(404, {"status": 404, "message": ["Not there"]})
CREATED = Answer(201, {"name": "x"})
CREATE: dict[str, Any] = {"method": "POST", "path": "/orgs", "body": {"name": "x"}}
MADE = " The write was made nevertheless; look at its result before you repeat it."
PAGE = Answer(404, "<html><h1>404 Not Found</h1><hr>nginx</html>", "text/html")


def unreadable_after(status: int) -> Failure:
    """An answer whose body is not in the encoding it announces."""
    return Failure("protocol", "applied", transient=False, status=status)


def full_disk(monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    """Let a download find the disk full when it opens its file, writes to it, or puts it in place."""

    def fails(*_arguments: object, **_named: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    class Full(io.BytesIO):
        write = fails  # type: ignore[assignment]

    def opened(descriptor: int, _mode: str) -> io.BytesIO:
        os.close(descriptor)
        return Full()

    if step == "open":
        monkeypatch.setattr(tempfile, "mkstemp", fails)
    elif step == "write":
        monkeypatch.setattr(os, "fdopen", opened)
    else:
        monkeypatch.setattr(os, "fsync", fails)


def test_what_is_there_is_not_made(run: Runner) -> None:
    fake = run.script(ORG)
    result = run(apic.INVOKE, **SUPPLIED, **CREATE, unless={"path": "/orgs/x"})
    assert (result["changed"], result["satisfied"], result["json"]["title"]) == (False, True, "X")
    assert fake.paths() == ["GET api/orgs/x"]


def test_what_is_not_there_is_made(run: Runner) -> None:
    fake = run.script(MISSING, CREATED)
    result = run(apic.INVOKE, **SUPPLIED, **CREATE, unless={"path": "/orgs/x"})
    assert (result["changed"], result["satisfied"], result["status"]) == (True, False, 201)
    assert fake.paths() == ["GET api/orgs/x", "POST api/orgs"]


def test_a_method_that_is_not_among_the_usual(run: Runner) -> None:
    fake = run.script(Answer(207))
    result = run(apic.INVOKE, **SUPPLIED, method="Version-Control", path="/orgs")
    assert (result["status"], result["changed"]) == (207, True)
    assert fake.paths() == ["VERSION-CONTROL api/orgs"]


@pytest.mark.parametrize(
    "script",
    [
        Answer(400, {"message": ["no"]}),
        Answer(401),
        Answer(403, {"message": ["no"]}),
        Answer(500),
        Answer(302, headers={"Location": "https://evil.example"}),
        Answer(200, "<html></html>", "text/html"),
        Answer(200, b"nonsense", "application/json"),
        PAGE,
        cut_after_sending(),
        refused_connection(),
    ],
    ids=str,
)
@pytest.mark.parametrize("exists", [True, False])
def test_an_answer_that_is_not_the_platforms_own_word_is_never_absence(
    run: Runner, script: Script, exists: bool
) -> None:
    fake = run.script(script)
    result = run(apic.INVOKE, **SUPPLIED, **CREATE, unless={"path": "/orgs/x", "exists": exists})
    assert result.get("failed") is True
    assert result["changed"] is False
    assert not any(path.startswith("POST") for path in fake.paths())


@pytest.mark.parametrize(
    "text",
    ["ApiProxy (name: x) is not found!", "The environment was not found!", "It does not exist in project"],
)
@pytest.mark.parametrize("status", [200, 400, 404])
def test_absence_as_apinizer_says_it(run: Runner, text: str, status: int) -> None:
    fake = run.script(
        Answer(status, {"status": "FAILURE", "resultMessage": text}), Answer(200, {"status": "SUCCESS"})
    )
    result = run(
        apinizer.INVOKE,
        **SUPPLIED,
        method="POST",
        path="projects/p/x/",
        body={},
        unless={"path": "projects/p/x/x/"},
    )
    assert result["changed"] is True
    assert len(fake.sent) == 2


def test_what_apinizer_leaves_open_is_no_absence(run: Runner) -> None:
    text = "Project (p) is not found or user does not have privilege to access it!"
    fake = run.script(Answer(400, {"status": "FAILURE", "resultMessage": text}))
    result = run(
        apinizer.INVOKE,
        **SUPPLIED,
        method="POST",
        path="projects/p/x/",
        body={},
        unless={"path": "projects/p/x/x/"},
    )
    assert result["error"]["kind"] == "forbidden"
    assert len(fake.sent) == 1


def test_deletion_is_satisfied_by_absence(run: Runner) -> None:
    fake = run.script(MISSING)
    result = run(apic.INVOKE, **SUPPLIED, method="DELETE", path="/orgs/x", unless={"exists": False})
    assert (result["changed"], result["satisfied"]) == (False, True)
    assert fake.paths() == ["GET api/orgs/x"]


def test_a_condition_on_what_is_missing_does_not_hold(run: Runner) -> None:
    run.script(MISSING, CREATED)
    result = run(apic.INVOKE, **SUPPLIED, **CREATE, unless={"path": "/orgs/x", "that": "title == null"})
    assert result["changed"] is True


def test_check_mode_predicts_without_writing(run: Runner) -> None:
    for probe, changed in ((ORG, False), (MISSING, True)):
        fake = run.script(probe)
        result = run(apic.INVOKE, check=True, **SUPPLIED, **CREATE, unless={"path": "/orgs/x"}, verify=True)
        assert result["changed"] is changed
        assert fake.paths() == ["GET api/orgs/x"]


def test_check_mode_reads(run: Runner) -> None:
    fake = run.script(ORG)
    assert run(apic.INVOKE, check=True, **SUPPLIED, path="/orgs/x")["json"]["title"] == "X"
    assert run(apic.INVOKE, check=True, **SUPPLIED, method="POST", path="/q", read_only=True)["status"] == 200
    run(apic.INVOKE, check=True, **SUPPLIED, method="POST", path="/orgs", wait_for={"path": "/orgs/x"})
    assert len(fake.sent) == 2


def test_check_mode_and_run_show_the_same_diff(run: Runner) -> None:
    body = {"name": "x", "client_secret": "hush-hush"}
    run.script(CREATED)
    options: dict[str, Any] = {**SUPPLIED, "method": "POST", "path": "/orgs", "body": body}
    predicted, made = (
        run(apic.INVOKE, check=True, diff=True, **options),
        run(apic.INVOKE, diff=True, **options),
    )
    assert predicted["diff"] == made["diff"]
    assert "hush-hush" not in str(predicted)


def test_verify_fails_with_both_answers(run: Runner) -> None:
    run.script(MISSING, CREATED, MISSING)
    result = run(apic.INVOKE, **SUPPLIED, **CREATE, unless={"path": "/orgs/x"}, verify=True)
    assert (result["failed"], result["changed"]) == (True, True)
    assert result["answer"]["status"] == 201
    assert result["verified"]["status"] == 404


def conditional(request: Request) -> Answer:
    """An object that takes conditions at their word, whatever the method."""
    names = {name.lower() for name in request.headers}
    if "if-none-match" in names and request.method == "GET":
        return Answer(304)
    return Answer(412) if "if-match" in names and request.method == "GET" else ORG


@pytest.mark.parametrize(
    "headers", [{"If-None-Match": "*"}, {"If-Match": '"1"'}, {"if-match": '"1"'}], ids=str
)
def test_a_conditional_write_is_probed_and_verified_without_its_condition(
    run: Runner, headers: dict[str, str]
) -> None:
    answers = iter([Answer(200, {"name": "x"}), ORG, ORG])

    def answered(request: Request) -> Answer:
        refused = conditional(request)
        return next(answers) if refused.status == 200 else refused

    fake = run.script(answered)
    result = run(
        apic.INVOKE,
        **SUPPLIED,
        method="PUT",
        path="/orgs/x",
        body={"title": "X"},
        headers=headers,
        unless={"that": "title == 'X'"},
        verify=True,
    )
    assert (result.get("failed"), result["changed"]) == (None, True), result
    assert [set(headers) <= set(sent.headers) for sent in fake.sent] == [False, True, False]


SECRET = "NEWSECRET99"
APPLICATION = Answer(
    201, {"name": "x", "client_secret": SECRET, "env": [{"name": "password", "value": SECRET}]}
)
SHOWN = {"name": "x", "client_secret": MASK, "env": [{"name": "password", "value": MASK}]}


@pytest.mark.parametrize(
    ("select", "reason"),
    [
        ("length(nope)", "length() takes string, array or object, not null"),
        ("abs(@)", "abs() takes number, not object"),
        ("sum(values(@))", "sum() takes array-number, not str"),
        ("merge(@, name)", "it cannot be evaluated over this answer"),
        ("env[::0]", "it cannot be evaluated over this answer"),
    ],
)
def test_a_selection_that_does_not_fit_keeps_the_answer(run: Runner, select: str, reason: str) -> None:
    fake = run.script(APPLICATION)
    result = run(apic.INVOKE, **SUPPLIED, **CREATE, select=select)
    assert result["msg"] == (
        f"POST https://good.example/api/orgs answered 201, but select {select!r} does not fit: {reason}; "
        f"look at select and at the answer.{MADE}"
    )
    assert result["error"]["kind"] == "config"
    assert (result["failed"], result["changed"], result["status"], result["tries"]) == (True, True, 201, 1)
    assert (result["method"], result["url"]) == ("POST", "https://good.example/api/orgs")
    # It may not be told again.
    assert result["answer"] == {"status": 201, "json": APPLICATION.body}
    assert SECRET not in result["msg"]
    assert len(fake.sent) == 1


def test_a_selection_that_does_not_fit_what_was_there(run: Runner) -> None:
    run.script(ORG)
    result = run(apic.INVOKE, **SUPPLIED, **CREATE, unless={"path": "/orgs/x"}, select="abs(@)")
    assert result["msg"].startswith("GET https://good.example/api/orgs/x answered 200, but select ")
    assert result["msg"].endswith("; look at select and at the answer.")
    assert (result["changed"], result["answer"]["json"]["title"]) == (False, "X")


def test_a_selection_that_does_not_fit_a_long_list_quotes_none_of_it(run: Runner) -> None:
    run.script(Answer(200, {"results": ["x" * 2000] * 20, "total_results": 20}))
    result = run(apic.INVOKE, **SUPPLIED, path="/orgs", paginate=True, select="abs(results)")
    assert "xx" not in result["msg"]
    assert len(result["answer"]["json"]["results"]) == 20


def test_one_of_many_calls_whose_selection_does_not_fit(run: Runner) -> None:
    run.script(APPLICATION)
    result = run(apic.INVOKE, **SUPPLIED, calls=[{"name": "one", **CREATE, "select": "abs(@)"}])
    assert (result["changed"], result["calls"][0]["status"]) == (True, 201)
    assert result["calls"][0]["answer"]["json"] == APPLICATION.body
    assert SECRET not in result["msg"]


def test_a_probe_that_does_not_fit_is_no_absence(run: Runner) -> None:
    fake = run.script(APPLICATION)
    result = run(apic.INVOKE, **SUPPLIED, **CREATE, unless={"path": "/orgs/x", "that": "abs(@)"})
    assert result["msg"] == (
        "GET https://good.example/api/orgs/x answered 201, but unless.that 'abs(@)' does not fit: abs() "
        "takes number, not object; look at unless.that and at the answer."
    )
    assert (result["failed"], result["changed"], result["method"]) == (True, False, "GET")
    assert result["answer"]["json"] == SHOWN
    assert fake.paths() == ["GET api/orgs/x"]


@pytest.mark.parametrize("that", ["name == 'y'", "abs(@)"])
def test_verify_quotes_no_secret(run: Runner, that: str) -> None:
    run.script(MISSING, APPLICATION, APPLICATION)
    result = run(apic.INVOKE, **SUPPLIED, **CREATE, unless={"path": "/orgs/x", "that": that}, verify=True)
    assert (result["error"]["kind"], result["changed"]) == ("conflict", True)
    assert "does not hold" in result["msg"] or "does not fit" in result["msg"]
    assert '"name": "x"' in result["msg"]
    assert (result["answer"]["json"], result["verified"]["json"]) == (APPLICATION.body, SHOWN)
    assert SECRET not in result["msg"]


def test_waiting_in_vain_quotes_no_secret(run: Runner) -> None:
    run.script(ORG, APPLICATION)
    wait = {"path": "/orgs/x", "that": "done", "interval": 1.0, "timeout": 2.0}
    result = run(apic.INVOKE, **SUPPLIED, path="/orgs", wait_for=wait)
    assert '"name": "x"' in result["msg"]
    assert result["last_answer"]["json"] == SHOWN
    assert SECRET not in str(result)


def test_what_fits_is_returned_as_it_came(run: Runner) -> None:
    run.script(APPLICATION)
    wait = {"path": "/orgs/x", "that": "name"}
    result = run(apic.INVOKE, **SUPPLIED, **CREATE, select="client_secret", wait_for=wait)
    assert (result["selected"], result["json"]["client_secret"]) == (SECRET, SECRET)
    assert result["waited_for"]["json"]["client_secret"] == SECRET


def test_waiting_backs_off_when_told_to(run: Runner) -> None:
    run.script(ORG, Answer(429, headers={"Retry-After": "20"}), ORG)
    wait = {"path": "/orgs/x", "interval": 1.0, "timeout": 100.0}
    result = run(apic.INVOKE, **SUPPLIED, retries=0, path="/orgs", wait_for=wait)
    assert result["waited_for"]["polls"] == 2
    assert sum(run.clock.pauses) >= 20


def test_waiting_ends_in_time_whatever_the_server_asks(run: Runner) -> None:
    run.script(ORG, Answer(429, headers={"Retry-After": "3600"}))
    started = run.clock.now
    wait = {"path": "/orgs/x", "interval": 1.0, "timeout": 10.0}
    result = run(apic.INVOKE, **SUPPLIED, path="/orgs", wait_for=wait)
    assert result["error"]["kind"] == "timeout"
    assert run.clock.now - started <= 10 + 1


def test_waiting_outlasts_what_passes(run: Runner) -> None:
    run.script(ORG, MISSING, Answer(503), cut_after_sending(), refused_connection(), Answer(429), ORG)
    result = run(apic.INVOKE, **SUPPLIED, retries=0, path="/orgs", wait_for={"path": "/orgs/x"})
    assert result["waited_for"]["polls"] == 6


LENGTH = {"path": "/orgs/x", "that": "length(items) > `0`", "interval": 1.0, "timeout": 10.0}


def test_waiting_outlasts_an_answer_that_a_function_does_not_take_yet(run: Runner) -> None:
    fake = run.script(
        ORG, Answer(200, {"items": None}), Answer(200, {}), MISSING, Answer(200, {"items": [1]})
    )
    result = run(apic.INVOKE, **SUPPLIED, path="/orgs", wait_for=LENGTH)
    assert not result.get("failed"), result
    assert result["waited_for"]["polls"] == 4
    assert len(fake.sent) == 5


def test_waiting_in_vain_for_what_a_function_takes_says_so(run: Runner) -> None:
    run.script(ORG, Answer(200, {"items": None}))
    result = run(apic.INVOKE, **SUPPLIED, path="/orgs", wait_for=LENGTH)
    assert result["error"]["kind"] == "timeout"
    assert result["msg"] == (
        "GET https://good.example/api/orgs/x was polled 11 times in 10 s (wait_for.timeout), and still "
        "wait_for.that 'length(items) > `0`' does not fit: length() takes string, array or object, not null "
        '(status 200, the answer: {"items": null}).'
    )
    assert result["last_answer"] == {"status": 200, "json": {"items": None}}


@pytest.mark.parametrize("that", ["length(a, b)", "not_null()", "length()", "items[?length(a, b)]"])
def test_a_function_with_another_number_of_arguments_is_found_at_once(run: Runner, that: str) -> None:
    fake = run.script(ORG)
    result = run(apic.INVOKE, **SUPPLIED, path="/orgs", wait_for={**LENGTH, "that": that})
    assert result["error"]["kind"] == "config"
    assert "argument" in result["msg"]
    assert fake.sent == []


def test_waiting_stops_at_what_does_not_pass(run: Runner) -> None:
    fake = run.script(ORG, Answer(403), ORG)
    result = run(apic.INVOKE, **SUPPLIED, path="/orgs", wait_for={"path": "/orgs/x"})
    assert result["error"]["kind"] == "forbidden"
    assert len(fake.sent) == 2


# --- paging ----------------------------------------------------------------------------------------


def pages(*rows: list[Any], **envelope: Any) -> list[Script]:
    """Answers that are the pages of a list."""
    return [Answer(200, {**envelope, "results": page}) for page in rows]


def test_all_pages_in_the_first_envelope(run: Runner) -> None:
    fake = run.script(*pages([1, 2], [3, 4], [5], total_results=5), exact=True)
    result = run(apic.INVOKE, **SUPPLIED, path="/orgs", query={"limit": 2}, paginate=True)
    assert result["json"] == {"total_results": 5, "results": [1, 2, 3, 4, 5]}
    assert result["pages"] == 3
    assert fake.paths() == [
        "GET api/orgs?limit=2",
        "GET api/orgs?limit=2&offset=2",
        "GET api/orgs?limit=2&offset=4",
    ]


def test_without_a_total_an_empty_page_ends_it(run: Runner) -> None:
    fake = run.script(*pages([1, 2], [3], []), exact=True)
    assert run(apic.INVOKE, **SUPPLIED, path="/orgs", paginate=True)["json"]["results"] == [1, 2, 3]
    assert len(fake.sent) == 3


@pytest.mark.parametrize("total", [None, "many", {}, []], ids=str)
def test_a_total_that_is_no_number_is_none(run: Runner, total: object) -> None:
    run.script(*pages([1, 2], [3], [], total_results=total), exact=True)
    assert run(apic.INVOKE, **SUPPLIED, path="/orgs", paginate=True)["json"]["results"] == [1, 2, 3]


def test_a_total_beyond_all_numbers_is_no_crash(run: Runner) -> None:
    run.script(Answer(200, b'{"total_results": 1e999, "results": [1]}', "application/json"), *pages([]))
    result = run(apic.INVOKE, **SUPPLIED, path="/orgs", paginate=True)
    assert "internal error" not in result.get("msg", "")


def test_a_server_that_ignores_paging_is_not_asked_for_ever(run: Runner) -> None:
    fake = run.script(*pages([1, 2], total_results=10))
    result = run(apic.INVOKE, **SUPPLIED, path="/orgs", paginate=True)
    assert result["json"]["results"] == [1, 2]
    assert len(fake.sent) == 2
    assert run.warnings, "rows are missing, and nobody was told"


def test_max_pages_bounds_it_with_a_warning(run: Runner) -> None:
    endless = iter(range(10_000))
    fake = run.script(lambda request: Answer(200, {"results": [next(endless)]}))
    result = run(apic.INVOKE, **SUPPLIED, path="/orgs", paginate=True, max_pages=7)
    assert (result["pages"], len(fake.sent)) == (7, 7)
    assert "max_pages" in run.warnings[0]


def test_a_page_that_fails_fails_the_call(run: Runner) -> None:
    run.script(*pages([1], total_results=2), Answer(403))
    assert run(apic.INVOKE, **SUPPLIED, path="/orgs", paginate=True)["error"]["kind"] == "forbidden"


# --- writes whose answer is not to be read -----------------------------------------------------------


UNREADABLE: list[Script] = [
    Answer(201, b'{"id": NaN}', JSON),
    Answer(200, b'{"id": ', JSON),
    unreadable_after(201),
]


@pytest.mark.parametrize("script", UNREADABLE, ids=["NaN", "half", "encoding"])
def test_a_write_whose_answer_cannot_be_read_was_made(run: Runner, script: Script) -> None:
    fake = run.script(script)
    result = run(apic.INVOKE, **SUPPLIED, **CREATE)
    assert (result["failed"], result["changed"], result["error"]["kind"]) == (True, True, "protocol")
    assert result["msg"].endswith(MADE)
    assert "outcome_unknown" not in result
    assert len(fake.sent) == 1


@pytest.mark.parametrize("script", UNREADABLE, ids=["NaN", "half", "encoding"])
def test_a_read_whose_answer_cannot_be_read_changed_nothing(run: Runner, script: Script) -> None:
    run.script(script)
    result = run(apic.INVOKE, **SUPPLIED, path="/orgs")
    assert (result["failed"], result["changed"]) == (True, False)
    assert MADE not in result["msg"]


def test_a_login_whose_answer_cannot_be_read_made_nothing(run: Runner) -> None:
    run.script(Answer(200, b'{"access_token": NaN}', JSON))
    result = run(apinizer.TOKEN, url="https://good.example", username="u", password="password-1234")
    assert (result["failed"], result["changed"]) == (True, False)
    assert MADE not in result["msg"]


def test_the_summary_counts_a_write_whose_answer_cannot_be_read(run: Runner) -> None:
    run.script(Answer(201, b'{"id": NaN}', JSON))
    result = run(apic.INVOKE, **SUPPLIED, calls=[{"name": "one", **CREATE}])
    assert (result["changed"], result["summary"]["changed"], result["summary"]["failed"]) == (True, 1, 1)


def test_a_page_in_place_of_an_answer_says_nothing_of_the_write(run: Runner) -> None:
    run.script(Answer(200, "<html></html>", "text/html"))
    result = run(apic.INVOKE, **SUPPLIED, **CREATE)
    assert (result["failed"], result["changed"]) == (True, False)
    assert MADE not in result["msg"]


@pytest.mark.parametrize("step", ["open", "write", "commit"])
@pytest.mark.parametrize("write", [True, False], ids=["write", "read"])
def test_an_answer_for_which_there_is_no_room(
    run: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, write: bool
) -> None:
    target = tmp_path / "file.bin"
    full_disk(monkeypatch, step)
    run.script(Answer(201, b"content", "application/octet-stream"))
    call = CREATE if write else {"path": "/orgs"}
    result = run(apic.INVOKE, **SUPPLIED, **call, dest=str(target))
    assert (result["failed"], result["error"]["kind"]) == (True, "config")
    assert result["changed"] is write
    method = "POST" if write else "GET"
    assert result["msg"].startswith(
        f"{method} https://good.example/api/orgs answered 201, but dest {target} cannot be written "
        "(No space left on device)."
    )
    assert result["msg"].endswith(MADE) is write
    assert (result["status"], result["tries"]) == (201, 1)
    assert list(tmp_path.iterdir()) == []


# --- downloads -------------------------------------------------------------------------------------


def test_a_download(run: Runner, tmp_path: Path) -> None:
    target = tmp_path / "file.bin"
    run.script(Answer(200, b"\x00\x01content", "application/octet-stream"))
    assert run(apic.INVOKE, check=True, **SUPPLIED, path="/x", dest=str(target))["changed"] is True
    assert list(tmp_path.iterdir()) == []
    assert run(apic.INVOKE, **SUPPLIED, path="/x", dest=str(target))["changed"] is True
    assert target.read_bytes() == b"\x00\x01content"
    before = target.stat()
    assert run(apic.INVOKE, **SUPPLIED, path="/x", dest=str(target))["changed"] is False
    assert (target.stat().st_mtime_ns, target.stat().st_ino) == (before.st_mtime_ns, before.st_ino)
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.parametrize(
    "script",
    [MISSING, Answer(500), PAGE, Answer(200, "<html></html>", "text/html"), cut_after_sending()],
    ids=str,
)
def test_a_download_that_fails_leaves_the_file_alone(run: Runner, tmp_path: Path, script: Script) -> None:
    target = tmp_path / "file.bin"
    target.write_bytes(b"old")
    run.script(script)
    assert run(apic.INVOKE, **SUPPLIED, path="/x", dest=str(target))["failed"] is True
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


def test_a_refusal_with_200_is_not_saved(run: Runner, tmp_path: Path) -> None:
    run.script(Answer(200, {"status": "FAILURE", "resultMessage": "no"}))
    result = run(apinizer.INVOKE, **SUPPLIED, path="/x/", dest=str(tmp_path / "file.bin"))
    assert result["failed"] is True
    assert list(tmp_path.iterdir()) == []


def test_a_page_that_was_asked_for_is_saved(run: Runner, tmp_path: Path) -> None:
    target = tmp_path / "report.html"
    run.script(Answer(200, "<html>report</html>", "text/html"))
    result = run(apic.INVOKE, **SUPPLIED, path="/x", headers={"Accept": "text/html"}, dest=str(target))
    assert result["changed"] is True
    assert target.read_text() == "<html>report</html>"
