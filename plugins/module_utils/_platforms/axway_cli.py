# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Logging in by the vendor's command line tool: ``axway auth login --json``.

Sources: the vendor's guide to authorizing calls; the tool's public source (4.1.0), its configuration and the
JSON that it prints.

PRIVATE to this collection.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Dict, Iterator, List, Mapping, Optional, Tuple

from .._core.errors import ApiError, Kind, config_error
from .._core.refusal import kind_of
from .._core.token import Ask, Token

# A version that prints what is read here.
_KNOWN_TO_WORK = "4.1.0"
# How much of what the tool says is repeated, in characters.
_QUOTED = 300

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

    ``key`` is the private key as PEM text, if the account has one; ``ca_path`` a file with certificate
    authorities. ``limit`` is in seconds.
    """

    identity: Tuple[str, ...]
    secrets: Tuple[str, ...]
    program: str
    settings: Mapping[str, Any]
    key: Optional[str]
    ca_path: Optional[str]
    limit: float
    single_use: bool = False

    def acquire(self, ask: Ask) -> Token:
        """A new token; the tool asks for it, so ``ask`` is not used. ``ApiError`` says what the tool said."""
        del ask
        program = shutil.which(self.program)
        if program is None:
            raise config_error(
                "The Axway CLI is missing: %s is no program that can be run here. Install it, or say by "
                "cli_path where it is." % self.program
            )
        with _home(self.settings, self.key) as home:
            status, output, complaint = self._run([program, "auth", "login", "--json"], home)
            answer = self._read(program, home, status, output or complaint)
        return self._token(program, answer)

    def _run(self, command: List[str], home: str) -> Tuple[int, str, str]:
        """Exit status, standard output and standard error; the tool and all it started end with the limit."""
        try:
            process = subprocess.Popen(
                command,
                env=self._environment(home),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                start_new_session=True,
            )
        except OSError as error:
            raise config_error(
                "The Axway CLI, %s, cannot be run (%s)." % (command[0], error.strerror)
            ) from error
        with process:
            try:
                output, complaint = process.communicate(timeout=self.limit)
            except subprocess.TimeoutExpired as error:
                os.killpg(process.pid, signal.SIGKILL)
                raise self._failure(
                    "timeout",
                    "%s did not end within %d s (four times timeout), and was stopped; look at auth_url and "
                    "platform_url, and whether it waits for a browser" % (_said(command[0]), self.limit),
                ) from error
            except BaseException:
                os.killpg(process.pid, signal.SIGKILL)
                raise
        return process.returncode, output.decode("utf-8", "replace"), complaint.decode("utf-8", "replace")

    def _environment(self, home: str) -> Dict[str, str]:
        """That of this process without our own variables, among which are secrets, and with another home.

        The certificate authorities go there because the tool fails when its configuration names them: its
        library for requests, 3.x, merges the certificate it has read into something else. So they are trusted
        besides those of Node.js.
        """
        kept = {name: value for name, value in os.environ.items() if not name.startswith("AXWAY_")}
        trusted = {"NODE_EXTRA_CA_CERTS": self.ca_path} if self.ca_path else {}
        return {**kept, **trusted, "HOME": home, "AXWAY_TELEMETRY_DISABLED": "1"}

    def _read(self, program: str, home: str, status: int, output: str) -> Dict[str, Any]:
        try:
            answer = json.loads(output)
        except (ValueError, RecursionError):
            answer = None
        if isinstance(answer, dict):
            if status == 0:
                return answer
            if "result" in answer:
                raise self._refused(program, str(answer["result"]))
            raise self._unreadable(program, home, "ended with status %d" % status)
        # Up to where an account might begin, and a token in it.
        first = re.split(r'[{"\n]', output.strip())[0]
        raise self._unreadable(
            program, home, "printed %s, not JSON alone" % (_quoted(first) if first else "nothing")
        )

    def _token(self, program: str, answer: Mapping[str, Any]) -> Token:
        """The token in the account that the tool prints; its end is told in milliseconds since 1970."""
        auth = _mapping(answer.get("auth"))
        tokens = _mapping(auth.get("tokens"))
        access_token, scope = tokens.get("access_token"), tokens.get("scope")
        if not isinstance(access_token, str) or not access_token:
            raise self._unreadable(program, None, "printed an account without auth.tokens.access_token")
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
        answered = re.search(r"Response code (\d{3})", words)
        status = int(answered.group(1)) if answered else None
        kind = kind_of(status) if status else _kind(words)
        if status in (400, 401, 403):
            kind = "auth"
        look = {
            "auth": "client_id, its secret or key, auth_url and auth_realm",
            "tls": "ca_path, and the certificate of auth_url",
        }.get(kind, "auth_url and platform_url")
        failure = self._failure(
            kind, "%s said %s; look at %s" % (_said(program), _quoted(words), look), words
        )
        failure.status = status
        return failure

    def _unreadable(self, program: str, home: Optional[str], reason: str) -> ApiError:
        return self._failure(
            "protocol",
            "%s %s; look at which program cli_path is, and at its version%s: %s is known to work"
            % (_said(program), reason, self._version(program, home), _KNOWN_TO_WORK),
        )

    def _version(self, program: str, home: Optional[str]) -> str:
        """The version that the tool says it has, to be put into a message; empty if it says none."""
        try:
            _status, output, _complaint = self._run([program, "--version"], home or tempfile.gettempdir())
        except ApiError:
            return ""
        found = re.search(r"\d+\.\d+\.\d+\S*", output)
        return " (%s)" % found.group(0) if found else ""

    def _failure(self, kind: Kind, message: str, description: Optional[str] = None) -> ApiError:
        return ApiError(kind, "No token: %s." % message, description=description, attempts=1)


@contextmanager
def _home(settings: Mapping[str, Any], key: Optional[str]) -> Iterator[str]:
    """A home directory for one run of the tool, which only this user may read, and which is gone afterwards.

    It is in memory where the system offers that.
    """
    memory = "/dev/shm"
    place = memory if os.path.isdir(memory) and os.access(memory, os.W_OK) else None
    home = tempfile.mkdtemp(prefix="apiops-axway-", dir=place)
    try:
        configuration = dict(settings)
        if key is not None:
            path = _write(os.path.join(home, "key.pem"), key)
            configuration["auth"] = {**settings["auth"], "secretFile": path}
        directory = home
        for name in (".axway", "axway-cli"):
            directory = os.path.join(directory, name)
            os.mkdir(directory, mode=0o700)
        _write(os.path.join(directory, "config.json"), json.dumps(configuration))
        yield home
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _write(path: str, text: str) -> str:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    return path


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


def _quoted(words: str) -> str:
    text = " ".join(words.split())
    return '"%s%s"' % (text[:_QUOTED], "..." if len(text) > _QUOTED else "")
