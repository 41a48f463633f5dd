# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Addresses: platform URLs as users write them, and paths that must stay below them.

PRIVATE to this collection.
"""

from __future__ import annotations

import re
from ipaddress import ip_address
from typing import Any, List, Mapping, Optional, Tuple
from urllib.parse import quote, unquote, urlencode, urljoin, urlsplit, urlunsplit

from ..errors import ApiError, config_error

_PORTS = {"http": 80, "https": 443}
_FORBIDDEN = re.compile(r"[\x00-\x20\x7f\\#]")
_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
_TEMPLATE = re.compile(r"\{\{.*\}\}")
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


def base_url(option: str, value: str) -> str:
    """A platform address without trailing slash, e.g. ``https://host:8443/prefix``.

    Raises ``ApiError`` (config) when scheme or host is missing, or when it carries credentials, a query
    or a fragment.
    """
    text = value.strip()
    if "://" not in text:
        host = text.rpartition("@")[2].lstrip("/")
        raise config_error("%s %r has no scheme; write https://%s instead." % (option, host, host or "HOST"))
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError as error:
        raise config_error("%s is not a valid URL (%s)." % (option, error)) from error
    if parts.username is not None or parts.password is not None:
        raise config_error(
            "%s must not carry a user name or password; use the credential options instead." % option
        )
    if parts.scheme.lower() not in _PORTS:
        raise config_error("%s %r must begin with https:// (or http://)." % (option, text))
    if not parts.hostname or port == 0:
        raise config_error("%s %r has no host, or no valid port." % (option, text))
    if parts.query or parts.fragment or re.search(r"[\x00-\x20\x7f\\]", text):
        raise config_error(
            "%s %r must be only an address, without query, fragment or spaces." % (option, text)
        )
    return urlunsplit((parts.scheme.lower(), parts.netloc, parts.path.rstrip("/"), "", ""))


def origin(url: str) -> Tuple[str, str, int]:
    """Scheme, host and port of a URL: what must be equal for a secret to be sent along."""
    parts = urlsplit(url)
    scheme = parts.scheme.lower()
    return scheme, (parts.hostname or "").lower(), parts.port or _PORTS.get(scheme, 0)


def same_origin(address: str, url: str) -> bool:
    """Whether both are of one origin; what is no URL is of none."""
    try:
        return origin(address.strip()) == origin(url)
    except ValueError:
        return False


def host_and_port(url: str) -> str:
    """Host and port of a URL, as a URL and a message name them: an IPv6 address in brackets."""
    _scheme, host, port = origin(url)
    return "%s:%d" % ("[%s]" % host if ":" in host else host, port)


def origin_url(url: str) -> str:
    """The origin of a URL, written as one."""
    return "%s://%s" % (origin(url)[0], host_and_port(url))


def in_clear_text(url: str) -> bool:
    """Whether what goes to a URL can be read on the way: neither by TLS nor to this machine itself."""
    scheme, host, _port = origin(url)
    try:
        local = host == "localhost" or host.endswith(".localhost") or ip_address(host).is_loopback
    except ValueError:
        local = False
    return scheme != "https" and not local


def clear_text_warning(option: str, url: str) -> str:
    """What to say of secrets that go there; ``option`` holds the address."""
    text = "%s is %s: credentials and tokens go there in clear text. Use https://."
    return text % (option, origin_url(url))


def join(base: str, path: str, path_params: Mapping[str, Any], query: Mapping[str, Any]) -> str:
    """The URL of ``path`` below ``base``, its ``{placeholders}`` filled and percent-encoded.

    A path that repeats the base's own (as documentation prints it) is not doubled, and an absolute URL
    of the base's origin (as answers carry it) is taken as it is. Anything that leads elsewhere, or that
    a server could read differently from us, is an ``ApiError`` (config).
    """
    _no_template(path, path_params)
    filled = _fill(path, path_params)
    if _FORBIDDEN.search(filled):
        raise config_error(
            "path %r contains a space, a control character, a backslash or '#'; write it on one line, and "
            "pass names in path_params, which encodes them." % path
        )
    _encodable(filled, "path")
    if filled.startswith("//"):
        filled = "%s:%s" % (urlsplit(base).scheme, filled)
    if _URL.match(filled):
        _check_origin(base, filled)
        target = filled
    elif ":" in filled.split("/", 1)[0]:
        raise config_error("path %r must begin with a slash." % path)
    else:
        target = _below(base, filled)
    if any(_climbs(segment) for segment in urlsplit(target).path.split("/")):
        raise _upwards(path, path_params)
    return with_query(target, query)


def _no_template(path: str, path_params: Mapping[str, Any]) -> None:
    """Refuses what was to be filled in by somebody else, and was not."""
    texts = {"path": path, **{"path_params.%s" % name: value for name, value in path_params.items()}}
    for name, text in texts.items():
        if isinstance(text, str) and _TEMPLATE.search(text):
            raise config_error(
                "%s is %r, and nothing filled in what is between the braces: what is given at launch, as "
                "an answer to a survey, is taken as it is. Write the value itself, or keep the calls where "
                "they are filled in: in a file of the project, or in the variables of the job template."
                % (name, text)
            )


def _check_origin(base: str, url: str) -> None:
    try:
        elsewhere = origin(url) != origin(base) or urlsplit(url).username is not None
    except ValueError as error:
        raise config_error("path is not a valid URL (%s)." % error) from error
    if elsewhere:
        raise config_error(
            "path leads to %s, but the platform is at %s; nothing was sent. Give a path below "
            "the platform's address." % (origin_url(url), origin_url(base))
        )


def _below(base: str, path: str) -> str:
    """The path below the base; where it repeats the end of the base's own path, that end counts once."""
    relative = path if path.startswith("/") else "/" + path
    segments = urlsplit(base).path.split("/")
    for first in range(1, len(segments)):
        end = "/" + "/".join(segments[first:])
        if (re.split("[?]", relative)[0] + "/").startswith(end + "/"):
            return base + relative[len(end) :]
    return base + relative


def _climbs(segment: str) -> bool:
    """Whether a server could read a segment as one that leads upwards; some decode first, or twice."""
    decoded = unquote(unquote(segment))
    return any(piece.partition(";")[0] in (".", "..") for piece in re.split(r"[/\\]", decoded))


def _upwards(path: str, path_params: Mapping[str, Any]) -> ApiError:
    """The mistake of a path that could lead upwards: that of the values which make it so, or its own."""
    names = [
        "path_params.%s" % name
        for name in dict.fromkeys(_PLACEHOLDER.findall(path))
        if _climbs(quote(str(path_params[name]), safe=""))
    ]
    if not names:
        return config_error("path %r contains '.' or '..' as a segment; write the full path." % path)
    return config_error(
        "%s %s '.' or '..' as a segment, which a server may read as a parent directory."
        % (" and ".join(names), "contains" if len(names) == 1 else "contain")
    )


def _fill(path: str, path_params: Mapping[str, Any]) -> str:
    used: List[str] = []

    def value_of(match: re.Match[str]) -> str:
        name = match.group(1)
        if path_params.get(name) in (None, ""):
            raise config_error("path %r needs a value for {%s} in path_params." % (path, name))
        used.append(name)
        return quote(plain_text(path_params[name], "path_params.%s" % name), safe="")

    filled = _PLACEHOLDER.sub(value_of, path)
    unused = sorted(set(path_params) - set(used))
    if unused:
        raise config_error("path_params %s not in path %r." % (", ".join("{%s}" % n for n in unused), path))
    return filled


def with_query(url: str, query: Mapping[str, Any]) -> str:
    """The URL with ``query`` added; a list repeats its parameter, None leaves it out."""
    pairs = parameters(query, "query.")
    if not pairs:
        return url
    return url + ("&" if "?" in url else "?") + urlencode(pairs)


def parameters(given: Mapping[str, Any], within: str) -> List[Tuple[str, str]]:
    """Names and texts of what is ``given``; a list repeats its name, None leaves it out.

    ``within`` stands before the name in the message of a mistake: the option and a dot.
    """
    pairs = []
    for name, value in given.items():
        listed = isinstance(value, (list, tuple))
        written = "%s%s%s" % (within, name, ": an item" if listed else "")
        items = value if listed else [value]
        pairs += [(name, plain_text(item, written)) for item in items if item is not None]
    return pairs


def plain_text(value: Any, written: str) -> str:
    """A parameter as APIs expect it: booleans in lower case, everything else as it prints.

    Raises ``ApiError`` (config) for a mapping, a list, or a text that no server could read; ``written`` names
    where the user wrote it.
    """
    if isinstance(value, (dict, list, tuple, set)):
        kind = "mapping" if isinstance(value, dict) else "list"
        raise config_error("%s must be a text or a number, not a %s." % (written, kind))
    return _encodable(str(value).lower() if isinstance(value, bool) else str(value), written)


def _encodable(text: str, written: str) -> str:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise config_error("%s is not valid UTF-8." % written) from error
    return text


def redirect_target(url: str, location: str) -> Optional[str]:
    """Where a redirect leads within the origin of ``url``; None if it leads out of it or nowhere clear."""
    if re.search(r"[\x00-\x20\x7f\\]", location):
        return None
    try:
        target = urljoin(url, location)
        parts = urlsplit(target)
        inside = origin(target) == origin(url) and parts.username is None and parts.password is None
    except ValueError:
        return None
    return target if inside else None


def without_query(url: str) -> str:
    """The URL as it may be shown in a message: no query, no credentials."""
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))
