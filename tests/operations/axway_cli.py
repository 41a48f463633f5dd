# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A program in the place of ``axway``: it logs in by its configuration and prints the account, as that does.

Run as ``axway auth login --json``. If ``STAND_IN_NOTES`` names a file, it notes there what it was given.
"""

from __future__ import annotations

import json
import os
import ssl
import sys
import time
import uuid
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import urlopen

from joserfc import jwt
from joserfc.jwk import RSAKey

VERSION = "4.1.0"


def main() -> int:
    if sys.argv[1:] == ["--version"]:
        print(VERSION)
        return 0
    home = Path(os.environ["HOME"])
    file = home / ".axway" / "axway-cli" / "config.json"
    settings = json.loads(file.read_text(encoding="utf-8"))
    if "STAND_IN_NOTES" in os.environ:
        note(home, settings)
    try:
        tokens = log_in(settings)
    except (HTTPError, URLError) as error:
        code = getattr(error, "code", None)
        words = f"Authentication failed: Invalid client secret: Response code {code} (Unauthorized)"
        print(json.dumps({"code": 1, "result": f"Error: {words if code else error.reason}"}))
        return 1
    auth = settings["auth"]
    account = {
        "auth": {
            "authenticator": "ClientSecret",
            "baseUrl": auth["baseUrl"],
            "clientId": auth["clientId"],
            "expires": {"access": int((time.time() + tokens["expires_in"]) * 1000), "refresh": None},
            "tokens": tokens,
        },
        "org": {"guid": "5f9a", "id": 100, "name": "Acme", "region": "US", "teams": []},
        "isPlatform": False,
    }
    print(json.dumps(account, indent=2))
    return 0


def log_in(settings: dict[str, Any]) -> dict[str, Any]:
    """The answer of the token endpoint."""
    auth = settings["auth"]
    endpoint = f"{auth['baseUrl']}/auth/realms/{auth['realm']}/protocol/openid-connect/token"
    proof = assertion(auth) if "secretFile" in auth else {"client_secret": auth["clientSecret"]}
    form = {"client_id": auth["clientId"], **proof, "grant_type": "client_credentials", "scope": "openid"}
    context = ssl.create_default_context(cafile=os.environ.get("NODE_EXTRA_CA_CERTS"))
    with urlopen(endpoint, urlencode(form).encode(), context=context) as answer:
        tokens: dict[str, Any] = json.load(answer)
    return tokens


def assertion(auth: dict[str, Any]) -> dict[str, str]:
    """What proves that the client has its private key."""
    now = int(time.time())
    claims = {
        "iss": auth["clientId"],
        "sub": auth["clientId"],
        "aud": f"{auth['baseUrl']}/auth/realms/{auth['realm']}",
        "jti": str(uuid.uuid4()),
        "iat": now,
        "exp": now + 60,
    }
    key = RSAKey.import_key(Path(auth["secretFile"]).read_bytes())
    return {
        "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        "client_assertion": jwt.encode({"alg": "RS256"}, claims, key),
    }


def note(home: Path, settings: dict[str, Any]) -> None:
    """What the test wants to know."""
    places = [home, *home.rglob("*")]
    note = {
        "arguments": sys.argv[1:],
        "environment": dict(os.environ),
        "home": str(home),
        "modes": {str(place.relative_to(home)): oct(place.stat().st_mode & 0o777) for place in places},
        "settings": settings,
    }
    with open(os.environ["STAND_IN_NOTES"], "a", encoding="utf-8") as file:
        file.write(json.dumps(note) + "\n")


if __name__ == "__main__":
    sys.exit(main())
