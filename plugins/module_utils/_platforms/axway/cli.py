# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Logging in by the vendor's command line tool: ``axway auth login --json``.

Sources: the vendor's guide to authorizing calls; the tool's public source (4.1.0), its configuration and the
JSON that it prints.

PRIVATE to this collection.
"""

from __future__ import annotations

import os
import re
import shutil
import time
from dataclasses import dataclass
from typing import Any, Callable, Dict, List, Mapping, Optional, Tuple

from ..._core.errors import ApiError, Kind, Part, Quote, config_error
from ..._core.exchange.refusal import kind_of
from ..._core.fields import MASK
from ..._core.http import document
from ..._core.http.deadline import Deadline
from ..._core.redaction import Redactor
from ..._core.tokens.grants import Login
from ..._core.tokens.token import Ask, Token
from .cli_run import MOST_OUTPUT, DeadlineExceeded, Home, OutputTooLarge

# A version that prints what is read here.
_KNOWN_TO_WORK = "4.1.0"
# How much of what the tool says is repeated, in characters.
_QUOTED = 300
# A token, which is a JWT, where the tool says something else than the account.
_JWT = re.compile(r"eyJ[\w-]+(\.[\w-]*)*")

# What the tool says of failures below HTTP, and by what it is known.
_KINDS: Tuple[Tuple[Kind, str], ...] = (
    ("tls", r"certificate|CERT_|altnames|SSL|TLS"),
    ("timeout", r"ETIMEDOUT|Timeout|timed out"),
    ("connect", r"ECONN\w+|ENOTFOUND|EHOSTUNREACH|ENETUNREACH|EAI_AGAIN"),
    ("auth", r"Authentication failed"),
)


@dataclass(frozen=True)
class CliGrant:
    """A token that the tool obtains. ``settings`` are its configuration, in its own words.

    ``origins`` are the options from which it has the addresses of login and platform, ``login`` is what a
    refusal says besides the words of the tool. ``key`` is the private key as PEM text, if the account has
    one; ``ca_path`` a file with certificate authorities. ``deadline`` is that of the tool.
    """

    identity: Tuple[str, ...]
    secrets: Tuple[str, ...]
    program: str
    settings: Mapping[str, Any]
    origins: Tuple[str, str]
    login: Login
    key: Optional[str]
    ca_path: Optional[str]
    deadline: Callable[[], Deadline]
    single_use: bool = False

    def acquire(self, ask: Ask) -> Token:
        """A new token; the tool asks for it, so ``ask`` is not used. ``ApiError`` says what the tool said."""
        del ask
        program = shutil.which(self.program)
        if program is None:
            raise config_error(
                "The Axway CLI is missing: %s is not a program that can be run here. Install it, or "
                "set cli_path." % self.program
            )
        try:
            with Home(self._environment(), self.settings, self.key) as home:
                status, output, complaint = self._run(
                    home, [program, "auth", "login", "--json"], self.deadline()
                )
                return self._token(home, program, self._read(home, program, status, output or complaint))
        except OSError as error:
            raise config_error(
                "No home directory can be made for the Axway CLI (%s)." % error.strerror
            ) from error

    def _run(self, home: Home, command: List[str], deadline: Deadline) -> Tuple[int, str, str]:
        """Exit status, output and standard error; the tool and all it started end at the deadline."""
        try:
            return home.run(command, deadline.left or 0.0)
        except OSError as error:
            raise config_error(
                "The Axway CLI, %s, cannot be run (%s)." % (command[0], error.strerror)
            ) from error
        except DeadlineExceeded as error:
            raise self._failure(
                "timeout",
                "%s did not end within %s, and was stopped" % (_said(command[0]), deadline),
                advice="look at %s, and whether it waits for a browser" % self._addresses(),
            ) from error
        except OutputTooLarge as error:
            raise self._failure(
                "protocol",
                "%s printed more than %d MiB, and was stopped" % (_said(command[0]), MOST_OUTPUT // 1024**2),
                advice="look at which program cli_path is",
            ) from error

    def _environment(self) -> Dict[str, str]:
        """That of this process without our own variables, among which are secrets.

        The certificate authorities go there because the tool fails when its configuration names them: its
        library for requests, 3.x, merges the certificate it has read into something else. So they are trusted
        besides those of Node.js.
        """
        kept = {name: value for name, value in os.environ.items() if not name.startswith("AXWAY_")}
        trusted = {"NODE_EXTRA_CA_CERTS": self.ca_path} if self.ca_path else {}
        return {**kept, **trusted, "AXWAY_TELEMETRY_DISABLED": "1"}

    def _read(self, home: Home, program: str, status: int, output: str) -> Dict[str, Any]:
        try:
            answer = document.parse(output)
        except document.NotJson:
            answer = None
        if isinstance(answer, dict):
            if status == 0:
                return answer
            if "result" in answer:
                raise self._refused(program, str(answer["result"]))
            raise self._unreadable(home, program, "ended with status %d" % status)
        # Up to where an account might begin, and a token in it.
        first = re.split(r'[{"\n]', self._masked(output).strip())[0]
        printed = Quote('"%s"' % _short(first), "something") if first else "nothing"
        raise self._unreadable(home, program, "printed ", printed, ", not JSON alone")

    def _token(self, home: Home, program: str, answer: Mapping[str, Any]) -> Token:
        """The token in the account that the tool prints; its end is told in milliseconds since 1970."""
        auth = _mapping(answer.get("auth"))
        tokens = _mapping(auth.get("tokens"))
        access_token, scope = tokens.get("access_token"), tokens.get("scope")
        if not isinstance(access_token, str) or not access_token:
            raise self._unreadable(home, program, "printed an account without auth.tokens.access_token")
        ends = _mapping(auth.get("expires")).get("access")
        told = isinstance(ends, (int, float)) and not isinstance(ends, bool) and ends > 0
        return Token.issued(
            access_token,
            expires_in=max(1.0, float(ends or 0) / 1000 - time.time()) if told else None,
            scope=scope if isinstance(scope, str) else None,
            details={"org": _organization(answer.get("org"))},
        )

    def _refused(self, program: str, words: str) -> ApiError:
        """What the tool says of a failure, sorted into a kind."""
        words = _short(self._masked(words))
        answered = re.search(r"Response code (\d{3})", words)
        status = int(answered.group(1)) if answered else None
        kind = kind_of(status) if status else _kind(words)
        if status in (400, 401, 403):
            kind = "auth"
        said = ("%s " % _said(program), Quote('said "%s"' % words, "refused"))
        look = self._addresses()
        if kind == "tls":
            look = "ca_path, and the certificate of the login's address (%s)" % self.origins[0]
        failure = self._failure(kind, *said, advice="look at " + look)
        failure.status, failure.description = status, words
        if kind in ("auth", "not_found"):
            failure.subject, failure.advice = self.login.subject, self.login.advice(status)
        return failure

    def _addresses(self) -> str:
        return " and ".join(dict.fromkeys(self.origins))

    def _unreadable(self, home: Home, program: str, *reason: Part) -> ApiError:
        version = self._version(home, program)
        advice = "look at which program cli_path is, and at its version%s: %s is known to work"
        said = _said(program) + " "
        return self._failure("protocol", said, *reason, advice=advice % (version, _KNOWN_TO_WORK))

    def _version(self, home: Home, program: str) -> str:
        """The version that the tool says it has, to be put into a message; empty if it says none."""
        try:
            _status, output, _complaint = self._run(home, [program, "--version"], self.deadline())
        except ApiError:
            return ""
        found = re.search(r"\d+\.\d+\.\d+[\w.-]{0,20}", output)
        return " (%s)" % found.group(0) if found else ""

    def _masked(self, words: str) -> str:
        """What the tool says, without secrets: half a secret is none to who masks later."""
        redactor = Redactor()
        for secret in self.secrets:
            redactor.add(secret)
        return _JWT.sub(MASK, redactor.mask(words))

    def _failure(self, kind: Kind, *parts: Part, advice: str) -> ApiError:
        return ApiError(kind, *parts, subject="No token", advice=advice, tries=1)


def _mapping(value: Any) -> Dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _organization(told: Any) -> Optional[Dict[str, Any]]:
    if not isinstance(told, dict):
        return None
    return {name: told.get(name) for name in ("guid", "id", "name", "region")}


def _kind(words: str) -> Kind:
    for kind, pattern in _KINDS:
        if re.search(pattern, words):
            return kind
    return "protocol"


def _said(program: str) -> str:
    return "%s auth login" % program


def _short(words: str) -> str:
    text = " ".join(words.split())
    return text[:_QUOTED] + ("..." if len(text) > _QUOTED else "")
