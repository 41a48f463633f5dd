# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a platform is to the rest: its addresses, how it grants a token, how it says no, how it pages.

PRIVATE to this collection.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from typing import Any, ClassVar, Collection, Dict, List, Mapping, Optional, Sequence, Tuple

from ..errors import ApiError, Kind, config_error
from ..http import document
from ..http.address import base_url, same_origin
from ..http.message import Response
from ..options import ORIGINS, Option, Options, Params
from ..tokens.token import Grant
from . import refusal
from .paging import Pager
from .refusal import Refusal

# A token as the header has it.
_HEADER_VALUE = re.compile(r"bearer\s", re.IGNORECASE)


class Platform(ABC):
    """One platform, with the addresses and credentials of one task."""

    name: ClassVar[str]
    title: ClassVar[str]
    # Addresses and credentials; what the call options of this platform are besides the common ones.
    options: ClassVar[Options]
    # Which options hold addresses.
    addresses: ClassVar[Tuple[str, ...]] = ("url",)
    # Which options say where the platform is; which hold the path of a file with a secret in it, and which
    # that of a program that is given secrets.
    locating: ClassVar[Tuple[str, ...]] = ("url",)
    secret_files: ClassVar[Tuple[str, ...]] = ()
    programs: ClassVar[Tuple[str, ...]] = ()
    call_options: ClassVar[Options] = {}
    # Credentials that are mutually exclusive: where the task gives one set, the environment adds no other.
    credential_sets: ClassVar[Tuple[Tuple[str, ...], ...]] = ()
    # Options that take precedence: where the task gives one, the environment does not supply the others.
    supersedes: ClassVar[Mapping[str, Tuple[str, ...]]] = {}
    # Which call options say where on the platform a call goes: a probe takes them over from its call.
    addressing: ClassVar[Tuple[str, ...]] = ()
    default_method: ClassVar[str] = "GET"
    hints: ClassVar[Mapping[Kind, str]] = {}
    # What may be wrong with a token that the user gave and the platform refuses.
    token_hint: ClassVar[str] = "it may have ended, or be of another installation"

    def __init__(self, params: Params) -> None:
        self.params = params

    def supplied_token(self) -> Optional[str]:
        """The token the user gave, to be used as it is; ``ApiError`` (config) if it is more than a token."""
        token = (self.params.get("token") or "").strip()
        if _HEADER_VALUE.match(token):
            raise config_error(
                "%s must contain only the token, without the word Bearer."
                % how_to_set("token", self.options["token"])
            )
        if re.search(r"\s", token):
            raise config_error(
                "%s contains white space; write the token on one line."
                % how_to_set("token", self.options["token"])
            )
        return token or None

    def token_details(self) -> Dict[str, Any]:
        """What a token module returns besides the token, for one that was supplied."""
        return {}

    def warning(self) -> Optional[str]:
        """What the operator should know of these credentials though they still work, in one line."""
        return None

    @abstractmethod
    def grant(self) -> Grant:
        """How to obtain a token with these credentials; ``ApiError`` (config) names what is missing."""

    @abstractmethod
    def base(self, call: Params) -> str:
        """The address below which the call's path is."""

    @abstractmethod
    def pager(self, call: Params) -> Optional[Pager]:
        """How lists look and are paged where the call goes; None where neither is known."""

    def unpageable(self, call: Params) -> Optional[str]:
        """Why ``paginate`` is not for this call, in a sentence; None where it is."""
        return None

    def document(self, call: Params, answer: Any) -> Any:
        """The object in the answer to a read of one, without the platform's envelope."""
        return answer

    def write_only(self, fields: Mapping[str, Any]) -> Collection[str]:
        """Those of the fields of an object whose values the platform has and does not tell."""
        return ()

    @abstractmethod
    def read_refusal(self, status: int, answer: Any) -> Optional[Refusal]:
        """What the platform's JSON ``answer`` says against the call; None if it is none of its refusals.

        Asked for every status: some platforms refuse with 200, or say "not found" with 400.
        """

    def locates(self, call: Params) -> bool:
        """Whether the platform's own call options say what to call, so that ``path`` may be missing."""
        return False

    def compose(self, call: Dict[str, Any]) -> Dict[str, Any]:
        """The call with ``path`` and ``body`` filled in from the platform's own call options."""
        if not call.get("path"):
            raise config_error("path is missing; give the path to call, below %s." % self.base(call))
        return call

    def destinations(self) -> Dict[str, str]:
        """The addresses that secrets may be sent to, by the option that holds each.

        ``ApiError`` (config) if one is malformed.
        """
        return {name: base_url(name, self.params[name]) for name in self.addresses if self.params.get(name)}

    def secrets_used(self) -> List[str]:
        """The options whose secrets are sent, or sign what is sent. A token does without the others."""
        if (self.params.get("token") or "").strip():
            return ["token"]
        secret = {name for name, option in self.options.items() if option.secret}.union(self.secret_files)
        return [name for name in self.options if name in secret and self.params.get(name)]

    @classmethod
    def allow_override(cls) -> str:
        """The environment variable that lets a task send the environment's credentials elsewhere."""
        return cls.name.upper() + "_ALLOW_OVERRIDE"

    def address_option(self, url: str) -> str:
        """The option that holds the address of what is asked."""
        given = ((name, str(self.params.get(name) or "")) for name in self.addresses)
        return next((name for name, address in given if same_origin(address, url)), self.addresses[0])

    def headers(self) -> Dict[str, str]:
        """Headers of every call besides ``Authorization``."""
        return {"Accept": "application/json"}

    def refusal(self, response: Response) -> Optional[Refusal]:
        """What an answer says against the request, or None when it is a success."""
        success = 200 <= response.status < 300
        if document.is_html(response):
            wanted = not document.is_unwanted_page(response)
            return None if success and wanted else refusal.from_text(response)
        try:
            answer = document.value_of(response)
        except document.NotJson as error:
            if success and document.looks_like_json(response) and not response.saved:
                note = "JSON that cannot be read: %s" % error
                return Refusal("protocol", note=note, from_platform=False, effect="applied")
            answer = None
        read = refusal.from_problem(response, answer)
        if read is None and answer is not None:
            read = self.read_refusal(response.status, answer)
        return read or (None if success else refusal.from_text(response))

    def fulfilled(self, response: Response) -> bool:
        """Whether the platform documents this answer, which is no 2xx, as that to a write that was made."""
        return False

    def failure(self, response: Response, refused: Refusal) -> ApiError:
        """The refusal as an error with this platform's advice."""
        advice = self.hints.get(refused.kind)
        # Not every request of a task with a token carries it.
        if refused.kind == "auth" and "Authorization" in response.request.headers and self.supplied_token():
            advice = "look at %s: %s" % (self.options_text("token"), self.token_hint)
        return refusal.failure(response, refused, advice)

    def options_text(self, *names: str, **notes: str) -> str:
        """The options as an error names them: with the note on each, and where they came from."""
        origins: Mapping[str, Tuple[str, str]] = self.params.get(ORIGINS, {})
        groups: List[Tuple[str, List[str]]] = []
        for name in names:
            kind, source = origins.get(name, ("default", ""))
            group = source if kind == "file" else kind
            if not groups or groups[-1][0] != group:
                groups.append((group, []))
            groups[-1][1].append(name)
        texts = []
        for _kind, alike in groups:
            noted = [" ".join(filter(None, (name, notes.get(name)))) for name in alike]
            texts.append(_listed(noted) + _origin([origins.get(name) for name in alike]))
        return ", and ".join(filter(None, (", ".join(texts[:-1]), texts[-1])))

    def need(self, *names: str) -> None:
        """Raise ``ApiError`` (config) that says how to set those of ``names`` that are missing."""
        missing = [name for name in names if not str(self.params.get(name) or "").strip()]
        if missing:
            missing_options = " and ".join(how_to_set(name, self.options[name]) for name in missing)
            raise config_error("%s needs %s." % (self.title, missing_options))


def _origin(origins: Sequence[Optional[Tuple[str, str]]]) -> str:
    """Where several options came from that have an origin of the same kind; nothing for a default."""
    if origins[0] is None:
        return ""
    kind, source = origins[0]
    if kind == "environment":
        variables = [origin[1] for origin in origins if origin]
        return " (from the environment variable%s %s)" % ("s" * (len(variables) > 1), _listed(variables))
    return " (from the file %s)" % source if kind == "file" else " (from the task)"


def _listed(words: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1])))


def how_to_set(name: str, option: Option) -> str:
    """An option and the environment variable that would supply it, as text."""
    if not option.environment:
        return "the option " + name
    return "the option %s (or the environment variable %s)" % (name, option.environment[0])
