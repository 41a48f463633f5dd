# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists of API Connect: how they are paged, and that of identity providers, of which one is picked.

Sources: the vendor's article on getting an OAuth token for the REST interface, its published OpenAPI
description and command line tool, and public clients where these are silent.

PRIVATE to this collection.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Dict, List, Mapping, Optional, Tuple

from ..._core.errors import ApiError, Quote, config_error
from ..._core.exchange.paging import CallParams, Pager, count, fetch_pages, first, with_query
from ..._core.http import document
from ..._core.http.address import join
from ..._core.http.message import Request, Response
from ..._core.tokens.token import Ask

# The registries whose users have a password that the token endpoint takes.
PASSWORD_REGISTRIES = ("lur", "ldap", "authurl")

# Far more identity providers than anyone has.
_MOST_PAGES = 100

_REALM = re.compile(r"(provider|admin|consumer:[^/:\s]+:[^/:\s]+)/[^/\s]+")


class OffsetPager(Pager):
    """``total_results`` and ``results``, fetched by ``offset``; how many a page holds the server decides."""

    list_name = "results"

    def total(self, answer: Any, headers: Mapping[str, str]) -> Optional[int]:
        return count(answer.get("total_results"))

    def following(self, call: CallParams, page: int, fetched: int) -> CallParams:
        return with_query(call, offset=first(call, "query", "offset", 0) + fetched)

    def is_whole(self, call: CallParams) -> bool:
        return first(call, "query", "offset", 0) == 0


class ProviderPager(OffsetPager):
    """The same; a list of identity providers that does not say how long it is comes whole."""

    def total(self, answer: Any, headers: Mapping[str, str]) -> Optional[int]:
        return super().total(answer, headers) or 0


@dataclass(frozen=True)
class Scope:
    """Whose users log in: those of the API Manager, of the Cloud Manager, or of the portal of a catalog.

    ``base`` is the address of its API, ``name`` that of the scope as realms begin with it.
    """

    base: str
    name: str
    headers: Mapping[str, str]

    def checked(self, realm: str) -> str:
        """The realm, or ``ApiError`` (config) when it is none, or none of this scope."""
        if not _REALM.fullmatch(realm):
            raise config_error(
                "realm %r is malformed: it must be provider/NAME, admin/NAME or consumer:ORG:CATALOG/NAME, "
                "as apic_realm returns it." % realm
            )
        whose = realm.partition("/")[0]
        # The API of a portal is another than that of the other two.
        if whose != self.name and "consumer:" in whose + self.name:
            raise config_error(
                "realm %r is none of scope %s; look at scope and catalog." % (realm, self.name)
            )
        return realm

    def identity_providers(self, ask: Ask) -> List[Dict[str, Any]]:
        """The identity providers as the server lists them, all pages, each with its ``realm``.

        Versions before 10 leave ``realm`` out; it is then the scope and the name.
        """
        place = "consumer" if self.name.startswith("consumer:") else "cloud/" + self.name
        path = "/%s/identity-providers" % place
        url = self.base + path

        def fetch(call: CallParams) -> Tuple[Response, Any]:
            page = join(self.base, path, {}, call.get("query") or {})
            response = self._answer(ask, page)
            return response, document.json_of(response)

        pages = fetch_pages(ProviderPager(), fetch, {}, _MOST_PAGES)
        response, answer = pages.responses[0], pages.answer
        results = answer.get("results") if isinstance(answer, dict) else None
        if not isinstance(results, list):
            raise ApiError(
                "protocol",
                "GET %s answered %d without a list of identity providers (content type %s)"
                % (url, response.status, response.content_type or "none"),
                advice="look at url: it must be the platform API of API Connect",
                status=response.status,
                method="GET",
                url=url,
                tries=response.tries,
            )
        named = [provider for provider in results if isinstance(provider, dict) and provider.get("name")]
        return [
            {**provider, "realm": provider.get("realm") or "%s/%s" % (self.name, provider["name"])}
            for provider in named
        ]

    def _answer(self, ask: Ask, url: str) -> Response:
        try:
            return ask(Request("GET", url, dict(self.headers), read_only=True, repeatable=True))
        except ApiError as error:
            if self.headers and error.status in (400, 404):
                # What a portal says of a catalog that is none is not documented.
                error.advice = "look at catalog and url"
            raise


def pick(
    providers: List[Dict[str, Any]], scope: str, name: Optional[str], registry_type: Optional[str]
) -> Dict[str, Any]:
    """The provider to log in with: by name, by type, the default if it takes a password, or the only such.

    Raises ``ApiError`` (config) listing the candidates when that decides nothing.
    """
    with_password = [
        provider for provider in providers if provider.get("registry_type") in PASSWORD_REGISTRIES
    ]
    if name:
        candidates = [provider for provider in providers if provider["name"] == name]
        wanted = "is named %r" % name
    elif registry_type:
        candidates = [provider for provider in providers if provider.get("registry_type") == registry_type]
        wanted = "is of registry type %s" % registry_type
    else:
        default = [provider for provider in with_password if provider.get("default")]
        candidates = default if len(default) == 1 else with_password
        wanted = "takes a password"
    if len(candidates) == 1:
        return candidates[0]
    listed = ", ".join(
        "%s (%s%s)" % (item["name"], item.get("registry_type"), ", default" if item.get("default") else "")
        for item in providers
    )
    raise config_error(
        "%s identity provider of scope %s %s; choose one by identity_provider or realm. The candidates: "
        % ("No" if not candidates else "More than one", scope, wanted),
        Quote(listed, "...") if listed else "none",
        ".",
    )
