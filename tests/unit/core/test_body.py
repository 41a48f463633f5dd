# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Bodies: what is written is what an independent reader reads, at every attempt anew."""

from __future__ import annotations

import email.policy
import gc
import json
import re
import threading
from collections.abc import Iterator
from email.message import EmailMessage
from email.parser import BytesParser
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any, cast
from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.apiops.platforms.plugins.module_utils._core.errors import ApiError
from ansible_collections.apiops.platforms.plugins.module_utils._core.http.body import (
    Body,
    MultipartBody,
    file_body,
    fits,
    form_body,
    fresh_form,
    json_body,
    raw_body,
    written_json,
)
from ansible_collections.apiops.platforms.plugins.module_utils._core.http.message import (
    Request,
    TransportSettings,
)
from ansible_collections.apiops.platforms.plugins.module_utils._core.http.transport import Transport


def content(body: Body) -> bytes:
    """All of a body, as a server receives it."""
    data, _headers = body()
    return data if isinstance(data, bytes) else b"".join(data)


def parts(body: MultipartBody) -> list[EmailMessage]:
    """The parts as the standard library's mail parser reads them."""
    return parts_by(body()[1]["Content-Type"], body)


def parts_by(head: str, body: Body) -> list[EmailMessage]:
    """The parts as they are read by a content type."""
    text = b"Content-Type: " + head.encode() + b"\r\n\r\n" + content(body)
    message = BytesParser(policy=email.policy.HTTP).parsebytes(text)
    assert message.is_multipart()
    assert not message.defects
    return cast(list[EmailMessage], message.get_payload())


def name_of(part: EmailMessage) -> str:
    """The field a part fills."""
    return str(part.get_param("name", header="Content-Disposition"))


def payload(part: EmailMessage) -> bytes:
    """What a part holds."""
    return cast(bytes, part.get_payload(decode=True))


def test_json_keeps_order_and_numbers() -> None:
    assert content(json_body({"$type": "x", "b": 2**53 + 1, "a": "ü😀", "n": None})) == (
        '{"$type": "x", "b": 9007199254740993, "a": "ü😀", "n": null}'.encode()
    )


@pytest.mark.parametrize(
    "value", [float("nan"), float("inf"), {1, 2}, ValueError("no value"), b"x", "\ud800", {(1,): 2}], ids=str
)
def test_what_json_cannot_hold(value: object) -> None:
    with pytest.raises(ApiError) as caught:
        json_body({"a": value} if not isinstance(value, dict) else value)
    assert caught.value.kind == "config"
    with pytest.raises(ApiError) as caught:
        MultipartBody({"part": {"a": value} if not isinstance(value, dict) else value})
    assert caught.value.kind == "config"


def test_json_that_is_written_already_is_sent_as_it_is() -> None:
    text = ' {"b": 1.50, "ü": 12345678901234567890, "b": 1e400}\n'
    assert written_json(text)() == (text.encode(), {"Content-Type": "application/json"})


@pytest.mark.parametrize("text", ["{a: 1}", "[1,]", '{"a": 1} {}', "[" * 100_000, '["\udce4"]'])
def test_a_text_that_is_no_json(text: str) -> None:
    with pytest.raises(ApiError) as caught:
        written_json(text)
    assert caught.value.kind == "config"


def test_a_fresh_form_is_made_anew_for_every_attempt() -> None:
    numbers = iter("12")
    body = fresh_form(lambda: {"n": next(numbers)})
    assert [body()[0] for _attempt in range(2)] == [b"n=1", b"n=2"]


@pytest.mark.parametrize(
    ("name", "content_type"), [("a.json", "application/json"), ("a.none-such", "application/octet-stream")]
)
def test_the_content_type_of_a_file_is_guessed(tmp_path: Path, name: str, content_type: str) -> None:
    file = tmp_path / name
    file.touch()
    assert file_body(str(file))() == (b"", {"Content-Type": content_type})


def test_json_that_holds_itself() -> None:
    endless: list[Any] = []
    endless.append(endless)
    with pytest.raises(ApiError):
        json_body(endless)


def test_form() -> None:
    body = form_body({"a": "ü &=+%", "n": None, "l": [1, True, None], "e": ""})
    assert parse_qsl(content(body).decode(), keep_blank_values=True) == [
        ("a", "ü &=+%"),
        ("l", "1"),
        ("l", "true"),
        ("e", ""),
    ]
    assert body()[1] == {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.mark.parametrize("value", [{"a": 1}, [{"a": 1}], [["a"]]], ids=str)
def test_a_form_has_no_structure(value: object) -> None:
    with pytest.raises(ApiError):
        form_body({"field": value})


@pytest.mark.parametrize(
    "make", [raw_body, lambda text: form_body({"a": text}), lambda text: MultipartBody({"a": text})]
)
def test_text_that_is_no_unicode(make: Any) -> None:
    with pytest.raises(ApiError) as caught:
        make("of\udce4ther")
    assert caught.value.kind == "config"


@pytest.mark.parametrize("value", [5, None, ["x"], {"a": 1}], ids=str)
def test_raw_is_text(value: object) -> None:
    with pytest.raises(ApiError):
        raw_body(value)
    assert raw_body("ü")() == ("ü".encode(), {})


def test_multipart(tmp_path: Path) -> None:
    file = tmp_path / "spec.json"
    file.write_bytes(b"\x00\r\n--\xff" * 100_000)
    body = MultipartBody(
        {
            "text": "ü\r\nline",
            "flag": True,
            "none": None,
            "metadata": {"name": "ä", "n": 1},
            "spec": [
                {"path": str(file)},
                {"path": str(file), "filename": 'a"b\r\nc;ü.zip', "content_type": "a/b"},
            ],
            "inline": {"content": "x: 1", "filename": "x.yaml", "content_type": "application/yaml"},
        }
    )
    first, second = parts(body), parts(body)
    assert [payload(part) for part in first] == [payload(part) for part in second]
    assert [name_of(part) for part in first] == ["text", "flag", "metadata", "spec", "spec", "inline"]
    text, flag, metadata, spec, renamed, inline = first
    assert (payload(text), payload(flag)) == ("ü\r\nline".encode(), b"true")
    assert (metadata.get_content_type(), json.loads(payload(metadata))) == (
        "application/json",
        {"name": "ä", "n": 1},
    )
    assert payload(spec) == payload(renamed) == file.read_bytes()
    assert (spec.get_filename(), spec.get_content_type()) == ("spec.json", "application/json")
    assert renamed.get_content_type() == "a/b"
    assert "\n" not in str(renamed.get_filename())
    assert (inline.get_filename(), inline.get_content_type()) == ("x.yaml", "application/yaml")


def test_a_json_part_may_have_a_field_called_path_or_content() -> None:
    metadata = [{"path": "/petstore", "deploy": True}, {"content": "x", "deploy": True}]
    for part, value in zip(parts(MultipartBody({"metadata": metadata})), metadata, strict=True):
        assert json.loads(payload(part)) == value


@pytest.mark.parametrize("content_type", ["a/b\r\nX-Header: 1", "a/b\n\nbody", "ü/\x00"])
def test_a_content_type_that_would_end_the_head_of_its_part(content_type: str) -> None:
    with pytest.raises(ApiError):
        MultipartBody({"a": {"content": "x", "content_type": content_type}})


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("multipart/form-data", "multipart/form-data"),
        ("multipart/form-data; boundary=foreign", "multipart/form-data"),
        ("Multipart/Mixed;BOUNDARY = foreign ;", "Multipart/Mixed"),
        (
            'multipart/related; boundary="a; b"; type="x; boundary=y"; start=z',
            'multipart/related; type="x; boundary=y"; start="z"',
        ),
    ],
)
def test_a_content_type_in_parts_gets_the_boundary_of_the_parts(given: str, kept: str) -> None:
    body = MultipartBody({"a": "1", "b": "2"}, given)
    head = body()[1]["Content-Type"]
    assert re.fullmatch(re.escape(kept) + "; boundary=[0-9a-f]{32}", head)
    assert [payload(part) for part in parts(body)] == [b"1", b"2"]


@pytest.mark.parametrize(
    ("content_type", "formats"),
    [
        ("multipart/mixed", {"multipart", "raw"}),
        ("MULTIPART/form-data; boundary=x", {"multipart", "raw"}),
        ("application/json", {"json", "form", "raw"}),
        ("multipart", {"json", "form", "raw"}),
        ("multipart/", {"json", "form", "raw"}),
        ("multipart/form-data boundary=x", {"json", "form", "raw"}),
        ("text/multipart", {"json", "form", "raw"}),
        ("", {"json", "form", "raw"}),
    ],
)
def test_which_format_fits_a_content_type(content_type: str, formats: set[str]) -> None:
    assert {form for form in ("json", "form", "multipart", "raw") if fits(content_type, form)} == formats


def test_the_length_is_what_is_sent(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"x" * 1_000_000)
    body = MultipartBody({"ü": "ä", "file": {"path": str(tmp_path / "x")}, "empty": ""})
    stream, _headers = body()
    assert stream.len == len(content(body))
    pieces = list(iter(lambda: stream.read(1000), b""))
    assert max(map(len, pieces)) <= 1000
    assert b"".join(pieces) == content(body)


@given(
    st.dictionaries(
        st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=10)
        .map(lambda name: name.replace("\\", ""))
        .filter(str.strip),
        st.text(st.characters(exclude_categories=["Cs"]), max_size=50),
        min_size=1,
        max_size=4,
    )
)
def test_multipart_round_trip(fields: dict[str, str]) -> None:
    read = parts(MultipartBody(fields))
    assert [payload(part).decode() for part in read] == list(fields.values())
    assert len(read) == len(fields)


@pytest.mark.parametrize("value", [{"path": "/nowhere/at/all"}, {"path": "/"}, {"path": ""}])
def test_files_that_cannot_be_read(value: dict[str, str]) -> None:
    with pytest.raises(ApiError):
        MultipartBody({"file": value})
    with pytest.raises(ApiError):
        file_body(value["path"])


class _Echo(BaseHTTPRequestHandler):
    """Answers with what was sent."""

    protocol_version = "HTTP/1.1"

    def do_PUT(self) -> None:
        data = self.rfile.read(int(self.headers["Content-Length"]))
        head = "%s %s" % (self.headers["Content-Type"], self.headers["Transfer-Encoding"])
        self.send_response(200)
        self.send_header("X-Seen", head)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *args: Any) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def echo() -> Iterator[str]:
    """The URL of a server that answers with what was sent."""
    with HTTPServer(("127.0.0.1", 0), _Echo) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield "http://127.0.0.1:%d/" % server.server_port
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("size", [0, 1, 5_000_000])
def test_a_file_is_sent_with_its_length_and_closed(echo: str, tmp_path: Path, size: int) -> None:
    file = tmp_path / "x.zip"
    file.write_bytes(b"x" * size)
    transport = Transport(TransportSettings(timeout=30))
    for _attempt in range(2):
        response = transport.send(Request("PUT", echo, body=file_body(str(file))))
        assert response.body == file.read_bytes()
        assert response.headers["x-seen"] == "application/zip None"
    transport.close()
    gc.collect()


def test_a_file_that_is_gone_meanwhile(echo: str, tmp_path: Path) -> None:
    file = tmp_path / "x"
    file.write_bytes(b"x")
    body = file_body(str(file))
    file.unlink()
    with pytest.raises(ApiError) as caught:
        Transport(TransportSettings(timeout=30)).send(Request("PUT", echo, body=body))
    assert (caught.value.kind, caught.value.effect) == ("config", "none")
    assert str(file) in caught.value.message or "src" in caught.value.message


def test_multipart_is_streamed(echo: str, tmp_path: Path) -> None:
    file = tmp_path / "x"
    file.write_bytes(b"y" * 3_000_000)
    body = MultipartBody({"file": {"path": str(file)}})
    transport = Transport(TransportSettings(timeout=30))
    assert transport.send(Request("PUT", echo, body=body)).body == content(body)
    transport.close()
