# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keys, keystores, JWKs and certificates of an Apinizer project: what is secret in them is not told.

Source: the vendor's published API reference.
"""

from __future__ import annotations

import base64
import hashlib
import re
from typing import TYPE_CHECKING, Any

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import Response

from tests.simulator.apinizer_rows import PROJECT, Rows, Section

if TYPE_CHECKING:
    from tests.simulator.apinizer import Apinizer

_PEM = re.compile(r"-----BEGIN CERTIFICATE-----(.+?)-----END CERTIFICATE-----", re.S)
_LISTS = {"keys": "cryptoKeyInfoEnvironmentList", "keystores": "keyStoreEnvironmentList"}
_SECRET = {"keys": ("content",), "keystores": ("file", "password")}
_MISSING = {
    "keys": "Key (name: %s) is not found!",
    "keystores": "Keystore (name: %s) is not found!",
    "jwks": "JWK (name: %s) is not found!",
    "certificates": "Certificate (name: %s) is not found!",
}
_FORM = ("alias", "certificateDescription", "environmentList")


class Secrets(Section):
    """Those objects, by their kind and name."""

    def __init__(self, manager: Apinizer) -> None:
        super().__init__(manager)
        self.rows: dict[str, Rows] = {kind: {} for kind in _MISSING}

    # Keys and keystores: an update changes what it names, and each environment comes with its secrets.

    async def list_all(self, request: Request) -> Response:
        """All of a kind, without anything that is secret."""
        kind = _kind(request)
        return self.manager.success([_told(kind, row) for row in self.rows[kind].values()])

    async def read(self, request: Request) -> Response:
        """One of them. A JWK tells its key material."""
        kind = _kind(request)
        row = self.one(self.rows[kind], request, _MISSING[kind])
        material = {"rsa": row["rsa"]} if kind == "jwks" and row.get("rsa") else {}
        return self.manager.success([{**_told(kind, row), **material}])

    async def create(self, request: Request) -> Response:
        """A key or a keystore."""
        kind = _kind(request)
        given = await self.written(request, "name", _LISTS[kind])
        self._refuse_known(kind, given["name"])
        if given.get("keyType") == "SECRET_KEY" and not given.get("algorithm"):
            raise self.manager.refused(
                "algorithm is required for SECRET_KEY! Supported values: AES, DES, DESede, RSA"
            )
        self._check(kind, given)
        self.rows[kind][given["name"]] = {"description": None, **given}
        return self.done()

    async def update(self, request: Request) -> Response:
        """What is left out stays; keys that are made of it are cleared unless they are to be made anew."""
        kind = _kind(request)
        given = await self.written(request)
        row = self.one(self.rows[kind], request, _MISSING[kind])
        self._check(kind, given)
        row.update({name: value for name, value in given.items() if value is not None})
        self._clear_jwks(request, row["name"])
        return self.done()

    async def delete(self, request: Request) -> Response:
        """Of any of these kinds."""
        kind = _kind(request)
        return self.removed(self.rows[kind], request, _MISSING[kind])

    def _refuse_known(self, kind: str, name: str) -> None:
        if name in self.rows[kind]:
            word = _MISSING[kind].partition(" ")[0]
            raise self.manager.refused(
                f"{word} (name: {name}) is already exist! Try update operation if want to change its value."
            )

    def _check(self, kind: str, given: dict[str, Any]) -> None:
        for item in given.get(_LISTS[kind]) or []:
            self.manager.environment(str(item.get("environmentName")))
            for name in _SECRET[kind]:
                if not item.get(name):
                    raise self.manager.refused(f"{name} value can not be empty!")

    def _clear_jwks(self, request: Request, name: str) -> None:
        if request.query_params.get("jwkUpdateAction") == "UPDATE":
            return
        for jwk in self.rows["jwks"].values():
            if name in (jwk.get("keyName"), jwk.get("keyStoreName"), jwk.get("certificateName")):
                jwk["sourceId"] = None

    # JWKs: made of something, and detached from it by an update.

    async def create_jwk(self, request: Request) -> Response:
        """From a text, an address, a certificate, a key or a keystore."""
        given = await self.written(request, "name", "sourceType")
        self._refuse_known("jwks", given["name"])
        for field, kind in (("keyName", "keys"), ("certificateName", "certificates")):
            if given.get(field) and given[field] not in self.rows[kind]:
                raise self.manager.refused(_MISSING[kind] % given[field])
        made_of = given.get("keyName") or given.get("certificateName") or given.get("keyStoreName")
        self.rows["jwks"][given["name"]] = {
            "description": None,
            "type": "RSA",
            "kid": given.get("kid") or "a-key",
            "sourceId": made_of and "id-of-" + made_of,
            "sourceUrl": given.get("url"),
            "rsa": {"n": "m0dulus", "e": "AQAB", "d": "pr1vate-exp0nent"},
            **{name: value for name, value in given.items() if name != "kid"},
        }
        return self.done()

    async def update_jwk(self, request: Request) -> Response:
        """Its name and its description; it leaves what it was made of."""
        given = await self.written(request)
        row = self.one(self.rows["jwks"], request, _MISSING["jwks"])
        row.update({"sourceId": None, "sourceUrl": None, "description": given.get("description")})
        return self.done()

    # Certificates: a form, and every field of it each time.

    async def create_certificate(self, request: Request) -> Response:
        """From the parts of a form."""
        name, row = await self._certificate(request, "certificateName")
        self._refuse_known("certificates", name)
        self.rows["certificates"][name] = {**row, "name": name}
        return self.done()

    async def update_certificate(self, request: Request) -> Response:
        """The same, in place of the one that is there."""
        _name, row = await self._certificate(request)
        old = self.one(self.rows["certificates"], request, _MISSING["certificates"])
        old.update(row)
        self._clear_jwks(request, old["name"])
        return self.done()

    async def _certificate(self, request: Request, *names: str) -> tuple[str, dict[str, Any]]:
        self.manager.permit("MANAGE")
        form = await request.form()
        for name in (*names, *_FORM, "pemEncodedFile"):
            if not form.get(name):
                raise self.manager.refused(f"{name} value can not be empty!")
        file = form["pemEncodedFile"]
        text = (await file.read()).decode() if isinstance(file, UploadFile) else str(file)
        found = _PEM.search(text)
        if found is None:
            raise self.manager.refused("pemEncodedFile is not a valid certificate!")
        content = "".join(found.group(1).split())
        told = {
            "startDate": "2026-01-01T00:00:00.000Z",
            "endDate": "2036-01-01T00:00:00.000Z",
            "base64EncodedContent": content,
            "sha1Thumbprint": hashlib.sha1(base64.b64decode(content)).hexdigest().upper(),
            "subjectDn": "CN=simulator.invalid",
            "alias": str(form["alias"]),
        }
        places = [self.manager.environment(name) for name in str(form["environmentList"]).split(",")]
        row = {
            "description": str(form["certificateDescription"]),
            "certificateEnvironmentList": [{"environmentName": place, **told} for place in places],
        }
        return str(form.get("certificateName", "")), row

    TABLE = {
        **{("GET", f"{PROJECT}{kind}/"): "list_all" for kind in _MISSING},
        **{("GET", f"{PROJECT}{kind}/{{name}}/"): "read" for kind in _MISSING},
        **{("DELETE", f"{PROJECT}{kind}/{{name}}/"): "delete" for kind in _MISSING},
        **{("POST", f"{PROJECT}{kind}/"): "create" for kind in _LISTS},
        **{("PUT", f"{PROJECT}{kind}/{{name}}/"): "update" for kind in _LISTS},
        ("POST", PROJECT + "jwks/"): "create_jwk",
        ("PUT", PROJECT + "jwks/{name}/"): "update_jwk",
        ("POST", PROJECT + "certificates/"): "create_certificate",
        ("PUT", PROJECT + "certificates/{name}/"): "update_certificate",
    }


def _kind(request: Request) -> str:
    return request.url.path.split("/")[4]


def _told(kind: str, row: dict[str, Any]) -> dict[str, Any]:
    """A row as it is told: of a JWK where it comes from, of a key where it is."""
    if kind == "certificates":
        return row
    if kind == "jwks":
        names = ("name", "description", "sourceType", "sourceId", "sourceUrl", "type", "kid")
        return {name: row[name] for name in names if row.get(name) is not None}
    items = [
        {name: value for name, value in item.items() if name not in _SECRET[kind]}
        for item in row.get(_LISTS[kind]) or []
    ]
    told = {name: value for name, value in row.items() if value is not None}
    return {**told, _LISTS[kind]: items}
