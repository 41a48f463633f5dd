# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Request bodies. Each can be opened anew for every attempt, and a file is streamed, never loaded.

PRIVATE to this collection.
"""

from __future__ import annotations

import json
import mimetypes
import os
import re
import uuid
from email.message import Message
from typing import IO, Any, Callable, Dict, Iterator, List, Mapping, Optional, Tuple, Union
from urllib.parse import quote, urlencode

from ..errors import config_error
from ..files import check_file, unreadable
from .address import parameters, plain_text

_CHUNK = 256 * 1024
_DESCRIBING = ("filename", "content_type")
_MULTIPART = re.compile(r"multipart/[a-z0-9!#$&^_.+-]+")
_CONTENT_TYPE = re.compile(r"[\x20-\x7e]+/[\x20-\x7e]+")


# Opens something to send, anew for each attempt: what requests takes as ``data``, and the headers that
# describe it.
Body = Callable[[], Tuple[Any, Dict[str, str]]]


def bytes_body(data: bytes, content_type: Optional[str]) -> Body:
    """A body that is in memory."""
    return lambda: (data, {"Content-Type": content_type} if content_type else {})


def file_body(path: str) -> Body:
    """A file, streamed. Raises ``ApiError`` (config) at once when it cannot be read."""
    check_file("src", path)
    content_type = mimetypes.guess_type(path)[0] or "application/octet-stream"

    def opened() -> Tuple[Union[bytes, IO[bytes]], Dict[str, str]]:
        try:
            # An empty file object would be sent chunked, which some servers refuse.
            return (open(path, "rb") if os.path.getsize(path) else b""), {"Content-Type": content_type}
        except OSError as error:
            raise unreadable("src", path, error) from error

    return opened


def json_body(value: Any) -> Body:
    """``value`` as JSON, its keys in the order given, characters beyond ASCII as they are."""
    return bytes_body(_json(value), "application/json")


def written_json(text: str) -> Body:
    """JSON that the user wrote as a text, sent as it is; ``ApiError`` (config) if it is none."""
    try:
        json.loads(text, parse_int=str, parse_float=str)
    except (ValueError, RecursionError) as error:
        raise config_error("body begins like JSON, but is not valid JSON (%s)." % error) from error
    return bytes_body(plain_text(text, "body").encode("utf-8"), "application/json")


def _json(value: Any) -> bytes:
    try:
        return json.dumps(value, ensure_ascii=False, allow_nan=False).encode("utf-8")
    except (TypeError, ValueError, RecursionError) as error:
        raise config_error("body cannot be written as JSON (%s)." % error) from error


def form_body(fields: Mapping[str, Any], within: str = "") -> Body:
    """Fields as ``application/x-www-form-urlencoded``, read as parameters are."""
    return bytes_body(urlencode(parameters(fields, within)).encode(), "application/x-www-form-urlencoded")


def fresh_form(fields: Callable[[], Mapping[str, Any]]) -> Body:
    """A form built anew whenever it is opened: an assertion in it is used once, and does not grow old."""

    def opened() -> Tuple[Any, Dict[str, str]]:
        return form_body(fields())()

    return opened


def raw_body(value: Any) -> Body:
    """Text sent as it is, UTF-8; without a Content-Type unless a header gives one."""
    if not isinstance(value, str):
        raise config_error("body must be text when body_format is raw.")
    return bytes_body(plain_text(value, "body").encode("utf-8"), None)


def fits(content_type: str, body_format: str) -> bool:
    """Whether a body written in that format can be read by that content type, as far as parts go."""
    in_parts = _MULTIPART.fullmatch(_header(content_type).get_content_type()) is not None
    return body_format == "raw" or in_parts == (body_format == "multipart")


def _with_boundary(content_type: str, boundary: str) -> str:
    """The content type with its other parameters as they are written."""
    first, *further = _header(content_type).get_params([], unquote=False)
    kept = ["%s=%s" % (name, value) for name, value in further if name and name.lower() != "boundary"]
    return "; ".join([first[0], *kept, "boundary=" + boundary])


def _header(content_type: str) -> Message:
    header = Message()
    header["Content-Type"] = content_type
    return header


class MultipartBody:
    """A body of ``multipart/form-data`` whose files are streamed.

    ``content_type`` may be another one in parts, such as ``multipart/mixed``. A boundary in it does not
    count: the parts can be read by their own only.

    ``parts`` maps a field name to its value, or to a list of values when it repeats. A value is a text;
    a mapping with ``path`` (a file, with optional ``filename`` and ``content_type``); one with
    ``content`` (text or bytes, likewise); or any other mapping, which becomes a JSON part.
    """

    def __init__(self, parts: Mapping[str, Any], content_type: str = "multipart/form-data") -> None:
        self._boundary = uuid.uuid4().hex
        self._end = ("--%s--\r\n" % self._boundary).encode()
        self._content_type = _with_boundary(content_type, self._boundary)
        self._parts: List[Tuple[bytes, Union[bytes, str]]] = []
        for name, value in parts.items():
            written = "body.%s%s" % (name, ": an item" if isinstance(value, list) else "")
            for item in value if isinstance(value, list) else [value]:
                if item is not None:
                    self._parts.append(self._part(name, item, written))

    def __call__(self) -> Tuple[Any, Dict[str, str]]:
        sizes = (
            len(head) + 2 + (os.path.getsize(content) if isinstance(content, str) else len(content))
            for head, content in self._parts
        )
        stream = _Stream(self._pieces(), sum(sizes) + len(self._end))
        return stream, {"Content-Type": self._content_type}

    def _part(self, name: str, value: Any, written: str) -> Tuple[bytes, Union[bytes, str]]:
        """A part's head and its content: bytes, or the path of the file that holds it."""
        if not _is_described(value):
            if isinstance(value, dict):
                return self._head(name, None, "application/json"), _json(value)
            return self._head(name, None, None), plain_text(value, written).encode("utf-8")
        content_type = value.get("content_type")
        if "content" in value:
            head = self._head(name, value.get("filename"), content_type)
            content = value["content"]
            if isinstance(content, bytes):
                return head, content
            return head, plain_text(content, written + ".content").encode("utf-8")
        path = os.path.expanduser(str(value["path"]))
        check_file("body: the path of part %r," % name, path)
        filename = value.get("filename") or os.path.basename(path)
        guessed = mimetypes.guess_type(filename)[0] or "application/octet-stream"
        return self._head(name, filename, content_type or guessed), path

    def _head(self, name: str, filename: Optional[str], content_type: Optional[str]) -> bytes:
        head = '--%s\r\nContent-Disposition: form-data; name="%s"' % (self._boundary, _quoted(name))
        if filename:
            head += '; filename="%s"' % _quoted(filename)
        if content_type:
            if not _CONTENT_TYPE.fullmatch(content_type):
                raise config_error("content_type %r of part %r is not a media type." % (content_type, name))
            head += "\r\nContent-Type: %s" % content_type
        return (head + "\r\n\r\n").encode("utf-8")

    def _pieces(self) -> Iterator[bytes]:
        for head, content in self._parts:
            yield head
            if isinstance(content, str):
                with open(content, "rb") as file:
                    yield from iter(lambda: file.read(_CHUNK), b"")
            else:
                yield content
            yield b"\r\n"
        yield self._end


class _Stream:
    """Pieces as a file-like object of known length, so that it is not sent chunked."""

    def __init__(self, pieces: Iterator[bytes], length: int) -> None:
        self._pieces = pieces
        self._rest = b""
        self.len = length

    def read(self, size: int = -1) -> bytes:
        """Up to ``size`` bytes; all that is left when negative; nothing at the end."""
        while size < 0 or len(self._rest) < size:
            piece = next(self._pieces, None)
            if piece is None:
                break
            self._rest += piece
        end = len(self._rest) if size < 0 else size
        chunk, self._rest = self._rest[:end], self._rest[end:]
        return chunk

    def __iter__(self) -> Iterator[bytes]:
        return iter(lambda: self.read(_CHUNK), b"")


def _is_described(value: Any) -> bool:
    """Whether a mapping describes a part, rather than being the JSON of one."""
    if not isinstance(value, dict):
        return False
    return any(name in value and set(value) <= {name, *_DESCRIBING} for name in ("path", "content"))


def _quoted(text: str) -> str:
    """A name inside a Content-Disposition header: quotes and line ends percent-encoded, as browsers do."""
    return "".join(quote(char) if char in '"\r\n' else char for char in text)
