# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The event source axway_events: no event is lost to what passes, and it ends for what must be mended."""

from __future__ import annotations

import asyncio
import re
import sys
import time
from itertools import pairwise
from typing import Any

import pytest

from ansible_collections.apiops.platforms.plugins.module_utils._core.tokens import store
from ansible_collections.apiops.platforms.plugins.plugin_utils import _event_source
from tests.operations.watch import EVENTS, LOGIN, TOPIC, Watch, main, numbers

# --- what goes wrong for a while -------------------------------------------------------------------------


def test_an_expired_token_is_renewed_once(watch: Watch) -> None:
    watch.record(1)
    expired: list[bool] = []

    def enough(events: list[dict[str, Any]]) -> bool:
        if len(events) == 1 and not expired:
            expired.append(True)
            watch.run.simulator.expire_tokens()
            watch.run.simulator.clear_journal()
            # By a token of its own.
            watch.run.store = type(watch.run.store)()
            watch.record(1)
        return len(events) == 2

    assert numbers(watch.deliver(enough)) == [1, 2]
    assert [each["status"] for each in watch.reads() if each["status"] != 200] == [401]
    # That of the write, and that of the source.
    assert len(watch.run.requests(path=LOGIN)) == 2


FAULTS: dict[str, dict[str, Any]] = {
    "429": {"kind": "status", "status": 429},
    "500": {"kind": "status", "status": 500},
    "503": {"kind": "status", "status": 503, "headers": {"Retry-After": "0"}},
    "page": {"kind": "html"},
    "page 403": {"kind": "html", "status": 403},
    "page 404": {"kind": "html", "status": 404},
    "reset": {"kind": "reset_before"},
    "truncated": {"kind": "truncate"},
    "no JSON": {"kind": "not_json"},
    "no list": {"kind": "status", "status": 200, "body": {"events": []}},
}


@pytest.mark.parametrize("name", FAULTS)
def test_no_event_is_lost_to_what_passes(watch: Watch, name: str, caplog: pytest.LogCaptureFixture) -> None:
    watch.record(4)
    # One read succeeds, then three fail, however often each is repeated.
    watch.run.simulator.fault(**FAULTS[name], path=EVENTS, skip=1, times=3)
    assert numbers(watch.first(4, max_events=2, retries=0)) == [1, 2, 3, 4]
    warnings = [each.getMessage() for each in caplog.records if each.name == "apiops.platforms"]
    assert sum("The next try is in" in text for text in warnings) == 3
    assert warnings[-1] == f"axway_events: {TOPIC} answers again."
    assert all("\n" not in text for text in warnings)


@pytest.mark.parametrize(
    "answered",
    [[2, 1], [1, 1], [4, 3], [1, 2], [3, 4, 2]],
    ids=lambda answered: "-".join(map(str, answered)),
)
def test_no_event_is_lost_to_an_answer_out_of_order(
    watch: Watch, answered: list[int], caplog: pytest.LogCaptureFixture
) -> None:
    watch.record(5)
    # The first read succeeds: the next is to answer what comes after 2.
    watch.answer(answered, skip=1, times=2)
    assert numbers(watch.first(5, max_events=2)) == [1, 2, 3, 4, 5]
    warnings = [each.getMessage() for each in caplog.records if each.name == "apiops.platforms"]
    assert len(warnings) == 3
    assert re.search(
        r"live answered the event \d after the event \d, so others could be left out", warnings[0]
    )
    assert "The next try is in" in warnings[1]


PAGES = {
    "events 401": (EVENTS, 401),
    "events 403": (EVENTS, 403),
    "events 407": (EVENTS, 407),
    "login 200": (LOGIN, 200),
    "login 401": (LOGIN, 401),
    "login 403": (LOGIN, 403),
    "login 404": (LOGIN, 404),
}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_of_a_proxy_does_not_end_it(watch: Watch, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    # A refused login is told again for so long.
    monkeypatch.setattr(store, "REFUSAL_HOLDS", 0.1)
    path, status = PAGES[name]
    watch.record(1)
    watch.run.simulator.fault(kind="html", status=status, path=path, times=3)
    assert numbers(watch.first(1, retries=0)) == [1]


def test_a_login_that_fails_for_a_while_is_tried_again(watch: Watch) -> None:
    watch.record(1)
    watch.run.simulator.fault(kind="status", status=503, path=LOGIN, times=3)
    assert numbers(watch.first(1, retries=0)) == [1]


def test_it_waits_as_long_as_central_asks(watch: Watch) -> None:
    watch.record(1)
    busy = {"kind": "status", "status": 429, "headers": {"Retry-After": "1"}}
    watch.run.simulator.fault(**busy, path=EVENTS, times=1)
    watch.run.simulator.clear_journal()
    assert numbers(watch.first(1, retries=0)) == [1]
    refused, answered = watch.reads()
    assert (refused["status"], answered["status"]) == (429, 200)
    assert answered["at"] - refused["at"] >= 1


def test_it_keeps_to_the_rate(watch: Watch) -> None:
    watch.record(3)
    watch.run.simulator.clear_journal()
    watch.first(3, max_events=1, calls_per_minute=300)
    times = [each["at"] for each in watch.run.requests(listener="axway_central")]
    assert all(later - earlier > 0.1 for earlier, later in pairwise(times))


# --- the end ---------------------------------------------------------------------------------------------

MISTAKES: dict[str, tuple[dict[str, Any], str]] = {
    "no topic": ({"watch_topic": None}, "missing required arguments: watch_topic"),
    "unknown topic": ({"watch_topic": "nowhere"}, "answered 404 .*look at watch_topic and central_url"),
    "secret": ({"client_secret": "wrong-secret-1"}, "No token for the client .*look at .*client_secret"),
    "no secret": ({"client_secret": None}, "Axway Amplify needs the option client_secret"),
    "authority": ({"ca_path": None}, "certificate"),
    "start": (
        {"start": "yesterday"},
        "start must be latest, oldest or the number of an event, not 'yesterday'",
    ),
    "interval": ({"interval": 0}, "interval must be a number of seconds above 0"),
    "max_events": ({"max_events": 101}, "max_events must be from 1 to 100"),
    "unknown option": ({"watch_topics": "x"}, "Unsupported parameters .*watch_topics"),
    "address": ({"central_url": "central"}, "central_url 'central' has no scheme"),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_in_the_options_ends_it_in_one_line(watch: Watch, name: str) -> None:
    options, said = MISTAKES[name]
    with pytest.raises(_event_source.SourceError) as raised:
        watch.first(1, **options)
    text = str(raised.value)
    assert text.startswith("axway_events: ")
    assert re.search(said, text), text
    assert "\n" not in text
    assert str(watch.options(**options).get("client_secret")) not in text
    assert not watch.cursor_file.exists()


def test_a_refused_login_is_not_repeated(watch: Watch) -> None:
    watch.run.simulator.clear_journal()
    with pytest.raises(_event_source.SourceError):
        watch.first(1, client_secret="wrong-secret-1")
    assert len(watch.run.requests(path=LOGIN)) == 1


def test_central_itself_may_forbid_it(watch: Watch) -> None:
    body = {"errors": [{"status": 403, "title": "Forbidden", "detail": "No access."}]}
    watch.run.simulator.fault(kind="status", status=403, body=body, path=EVENTS)
    with pytest.raises(_event_source.SourceError, match=r"answered 403.*look at the roles"):
        watch.first(1)


def test_it_needs_ansible_core_beside_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "ansible_collections")
    monkeypatch.setitem(sys.modules, "ansible.plugins.loader", None)
    with pytest.raises(
        ImportError, match=r"axway_events needs ansible-core 2.18 or later in the Python that"
    ):
        asyncio.run(main()(asyncio.Queue(), {}))


def test_it_ends_while_a_request_is_on_its_way(watch: Watch) -> None:
    watch.run.simulator.fault(kind="slow", seconds=90, path=EVENTS)
    began = time.monotonic()
    watch.deliver(lambda _events: time.monotonic() - began > 0.5)
    assert time.monotonic() - began < 60
