# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Axway Amplify's logins: a secret by form or Basic, a key by a signed assertion, and their refusals."""

from __future__ import annotations

import base64
import json
import time
from dataclasses import dataclass
from email.utils import formatdate
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote_plus

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from ansible_collections.apiops.platforms.plugins.module_utils._core.errors import ApiError
from ansible_collections.apiops.platforms.plugins.module_utils._core.tokens.token import Token
from ansible_collections.apiops.platforms.plugins.module_utils._platforms.axway.platform import Axway
from tests.unit.core.fakes import Answer, FakeTransport, Script, Sent, client, cut_after_sending, filled

ENDPOINT = "https://login.axway.com/auth/realms/Broker/protocol/openid-connect/token"
SECRET = {"client_id": "sa-test_6d66dc36", "client_secret": "s3:c ret%+&=ü"}
ANSWER = Answer(body={"access_token": "a", "token_type": "bearer", "expires_in": 1800, "scope": "email"})
PASSPHRASE = "paß phrase"


@dataclass(frozen=True)
class Pair:
    """A key pair, the private key as PEM texts."""

    public: rsa.RSAPublicKey
    public_pem: str
    pem: str
    traditional_pem: str
    encrypted_pem: str
    encrypted_traditional_pem: str


@pytest.fixture(scope="module")
def pair() -> Pair:
    """An RSA key pair."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    encryption = BestAvailableEncryption(PASSPHRASE.encode())

    def pem(form: PrivateFormat, protection: KeySerializationEncryption) -> str:
        return key.private_bytes(Encoding.PEM, form, protection).decode()

    public = key.public_key()
    return Pair(
        public,
        public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode(),
        pem(PrivateFormat.PKCS8, NoEncryption()),
        pem(PrivateFormat.TraditionalOpenSSL, NoEncryption()),
        pem(PrivateFormat.PKCS8, encryption),
        pem(PrivateFormat.TraditionalOpenSSL, encryption),
    )


def axway(**given: Any) -> Axway:
    """Amplify with the options given."""
    return Axway(filled(Axway.options, given))


def acquired(platform: Axway, *script: Script) -> tuple[Token, FakeTransport]:
    """The token of the platform's grant, and what was sent for it."""
    anonymous, fake, _pauses = client(platform, *(script or (ANSWER,)))
    return platform.grant().acquire(anonymous.exchange), fake


def form(sent: Sent) -> dict[str, str]:
    """The form fields of a request; each is there once."""
    pairs = parse_qsl(sent.body.decode("ascii"), strict_parsing=True, keep_blank_values=True)
    assert len(dict(pairs)) == len(pairs)
    return dict(pairs)


def segment(text: str) -> Any:
    """A segment of a JWT, decoded."""
    return json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))


def refused(**given: Any) -> str:
    """Why no grant can be made of these options."""
    with pytest.raises(ApiError) as caught:
        axway(**given).grant()
    assert (caught.value.kind, caught.value.effect) == ("config", "none")
    return caught.value.message


def test_a_secret_in_the_form() -> None:
    token, fake = acquired(axway(**SECRET))
    (sent,) = fake.sent
    assert (sent.method, sent.url) == ("POST", ENDPOINT)
    assert form(sent) == {**SECRET, "grant_type": "client_credentials", "scope": "openid"}
    assert sent.headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert sent.headers["Accept"] == "application/json"
    assert "Authorization" not in sent.headers
    assert (token.access_token, token.token_type, token.expires_in, token.scope) == (
        "a",
        "Bearer",
        1800,
        "email",
    )


@pytest.mark.parametrize(
    "secret", [SECRET["client_secret"], "x" * 200, "a:b", "a+b c", "ends with a newline\n"], ids=repr
)
def test_a_secret_by_basic(secret: str) -> None:
    client_id = "sa:te st"
    _token, fake = acquired(
        axway(client_id=client_id, client_secret=secret, auth_method="client_secret_basic")
    )
    (sent,) = fake.sent
    assert form(sent) == {"grant_type": "client_credentials"}
    scheme, _space, encoded = sent.headers["Authorization"].partition(" ")
    assert scheme == "Basic"
    assert encoded.split() == [encoded]
    decoded = base64.b64decode(encoded, validate=True).decode("ascii")
    assert decoded.count(":") == 1
    assert not decoded.endswith("\n")
    assert [unquote_plus(part) for part in decoded.split(":")] == [client_id, secret]


def test_what_basic_writes_of_a_secret_is_a_secret_too() -> None:
    platform = axway(**SECRET, auth_method="client_secret_basic")
    _token, fake = acquired(platform)
    basic = fake.sent[0].headers["Authorization"].removeprefix("Basic ")
    assert set(platform.grant().secrets) == {basic, SECRET["client_secret"]}


def test_an_assertion_signed_with_the_key(pair: Pair) -> None:
    earliest = int(time.time())
    _token, fake = acquired(axway(client_id="sa", private_key=pair.pem))
    (sent,) = fake.sent
    fields = form(sent)
    head, payload, signature = fields.pop("client_assertion").split(".")
    assert fields == {
        "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        "client_id": "sa",
        "grant_type": "client_credentials",
        "scope": "openid",
    }
    assert "Authorization" not in sent.headers
    assert segment(head) == {"alg": "RS256", "typ": "JWT"}
    claims = segment(payload)
    assert set(claims) == {"aud", "iss", "sub", "iat", "exp", "jti"}
    assert (claims["aud"], claims["iss"], claims["sub"]) == (ENDPOINT, "sa", "sa")
    assert earliest <= claims["iat"] <= time.time()
    assert claims["exp"] == claims["iat"] + 60
    pair.public.verify(
        base64.urlsafe_b64decode(signature + "=="),
        ("%s.%s" % (head, payload)).encode(),
        PKCS1v15(),
        SHA256(),
    )
    assert "=" not in head + payload + signature


def test_every_attempt_has_an_assertion_of_its_own(pair: Pair) -> None:
    platform = axway(client_id="sa", private_key=pair.pem)
    anonymous, fake, _pauses = client(platform, cut_after_sending(), Answer(503), ANSWER)
    grant = platform.grant()
    grant.acquire(anonymous.exchange)
    grant.acquire(anonymous.exchange)
    used = [segment(form(sent)["client_assertion"].split(".")[1])["jti"] for sent in fake.sent]
    assert len(used) == len(set(used)) == 4


@pytest.mark.parametrize(
    ("given", "audience"),
    [
        ({}, ENDPOINT),
        ({"audience": "https://login.axway.com/auth/realms/Broker"}, None),
        ({"auth_realm": "other realm"}, ENDPOINT.replace("Broker", "other%20realm")),
        ({"auth_url": "https://login.example/"}, ENDPOINT.replace("login.axway.com", "login.example")),
        ({"region": "eu2"}, ENDPOINT.replace("login.axway.com", "login.eu-fr.axway.com")),
    ],
    ids=str,
)
def test_the_audience(pair: Pair, given: dict[str, str], audience: str | None) -> None:
    _token, fake = acquired(axway(client_id="sa", private_key=pair.pem, **given))
    claims = segment(form(fake.sent[0])["client_assertion"].split(".")[1])
    assert claims["aud"] == (audience or given["audience"])


def test_the_method_by_what_is_given(pair: Pair, tmp_path: Path) -> None:
    path = tmp_path / "key.pem"
    path.write_text(pair.pem)
    for given, by_key in (
        (SECRET, False),
        ({**SECRET, "private_key": pair.pem}, False),
        ({"client_id": "sa", "private_key": pair.pem}, True),
        ({"client_id": "sa", "private_key_path": str(path)}, True),
        ({**SECRET, "private_key": pair.pem, "auth_method": "private_key_jwt"}, True),
    ):
        _token, fake = acquired(axway(**given))
        assert ("client_assertion" in form(fake.sent[0])) is by_key
        assert ("client_secret" in form(fake.sent[0])) is not by_key


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({}, ["AXWAY_CLIENT_ID", "AXWAY_CLIENT_SECRET", "AXWAY_PRIVATE_KEY_PATH", "token"]),
        ({"client_id": "sa"}, ["AXWAY_CLIENT_SECRET", "AXWAY_PRIVATE_KEY_PATH"]),
        ({"client_secret": "s"}, ["AXWAY_CLIENT_ID"]),
        ({"client_id": "sa", "auth_method": "client_secret_post"}, ["AXWAY_CLIENT_SECRET"]),
        ({"client_id": "sa", "auth_method": "client_secret_basic"}, ["AXWAY_CLIENT_SECRET"]),
        ({"client_id": "sa", "auth_method": "private_key_jwt"}, ["private_key", "private_key_path"]),
        ({"private_key": "irrelevant"}, ["AXWAY_CLIENT_ID"]),
    ],
    ids=str,
)
def test_what_is_missing_is_named(given: dict[str, str], named: list[str]) -> None:
    message = refused(**given)
    assert [name for name in named if name not in message] == []


@pytest.mark.parametrize("form_of_key", ["pem", "traditional_pem"])
@pytest.mark.parametrize("by_path", [False, True], ids=["text", "path"])
@pytest.mark.parametrize("passphrase", [None, "not needed"])
def test_keys_in_the_clear(
    pair: Pair, tmp_path: Path, form_of_key: str, by_path: bool, passphrase: str | None
) -> None:
    given = key_option(getattr(pair, form_of_key), tmp_path if by_path else None)
    assert axway(client_id="sa", private_key_passphrase=passphrase, **given).grant()


@pytest.mark.parametrize("form_of_key", ["encrypted_pem", "encrypted_traditional_pem"])
@pytest.mark.parametrize("by_path", [False, True], ids=["text", "path"])
def test_encrypted_keys(pair: Pair, tmp_path: Path, form_of_key: str, by_path: bool) -> None:
    given: dict[str, Any] = {
        "client_id": "sa",
        **key_option(getattr(pair, form_of_key), tmp_path if by_path else None),
    }
    option = "private_key_path" if by_path else "private_key"
    assert refused(**given) == "%s is encrypted: private_key_passphrase is missing." % option
    wrong = refused(**given, private_key_passphrase="wrong")
    assert wrong == "%s cannot be read: private_key_passphrase is wrong." % option
    assert axway(**given, private_key_passphrase=PASSPHRASE).grant()


def key_option(pem: str, directory: Path | None) -> dict[str, str]:
    """The option that gives a key: as text, or as the path of a file in a directory."""
    if directory is None:
        return {"private_key": pem}
    path = directory / "key.pem"
    path.write_text(pem)
    return {"private_key_path": str(path)}


@pytest.mark.parametrize("by_path", [False, True], ids=["text", "path"])
@pytest.mark.parametrize("end", ["\\n", "\\r\\n"])
@pytest.mark.parametrize(
    "form_of_key", ["pem", "traditional_pem", "encrypted_pem", "encrypted_traditional_pem"]
)
def test_keys_as_variables_of_ci_hold_them(
    pair: Pair, tmp_path: Path, form_of_key: str, end: str, by_path: bool
) -> None:
    passphrase = PASSPHRASE if "encrypted" in form_of_key else None
    given = key_option(getattr(pair, form_of_key).replace("\n", end), tmp_path if by_path else None)
    assert axway(client_id="sa", private_key_passphrase=passphrase, **given).grant()


@pytest.mark.parametrize("form_of_key", ["pem", "traditional_pem", "encrypted_pem"])
def test_keys_that_yaml_has_folded(pair: Pair, form_of_key: str) -> None:
    passphrase = PASSPHRASE if "encrypted" in form_of_key else None
    folded = getattr(pair, form_of_key).strip().replace("\n", " ") + "\n"
    assert axway(client_id="sa", private_key_passphrase=passphrase, private_key=folded).grant()


def elliptic() -> str:
    """A private key that is not RSA."""
    key = ec.generate_private_key(ec.SECP256R1())
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


NO_PEM = "is not in PEM format: it must begin with -----BEGIN PRIVATE KEY----- or the like."
PUBLIC = "contains a public key; give the private key."


@pytest.mark.parametrize("by_path", [False, True], ids=["text", "path"])
@pytest.mark.parametrize(
    ("pem", "words"),
    [
        (elliptic(), "is not an RSA key; only RSA keys can be used here."),
        ("garbage", NO_PEM),
        ("", NO_PEM),
        ("-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n", NO_PEM),
        (
            "-----BEGIN OPENSSH PRIVATE KEY-----\nb3Bl\n-----END OPENSSH PRIVATE KEY-----\n",
            "is in the format of OpenSSH; convert it with ssh-keygen -p -m PEM.",
        ),
        (
            "-----BEGIN PRIVATE KEY-----\ngarbage\n-----END PRIVATE KEY-----\n",
            "cannot be read: it is damaged.",
        ),
        ("-----BEGIN RSA PRIVATE KEY-----\n", "cannot be read: it is damaged."),
        ("-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----\n", PUBLIC),
        ("-----BEGIN RSA PUBLIC KEY-----\nMIIB\n-----END RSA PUBLIC KEY-----\n", PUBLIC),
    ],
    ids=[
        "elliptic",
        "garbage",
        "empty",
        "certificate",
        "openssh",
        "damaged",
        "cut off",
        "public",
        "public of the older form",
    ],
)
def test_keys_that_cannot_be_used(tmp_path: Path, pem: str, words: str, by_path: bool) -> None:
    message = refused(client_id="sa", **key_option(pem, tmp_path if by_path else None))
    assert message == ("private_key_path " if by_path else "private_key ") + words


def test_the_public_key_of_the_pair_is_told_apart(pair: Pair) -> None:
    assert refused(client_id="sa", private_key=pair.public_pem) == "private_key " + PUBLIC


def test_a_file_with_both_keys_of_the_pair_holds_the_private_one(pair: Pair) -> None:
    assert axway(client_id="sa", private_key=pair.pem + pair.public_pem).grant()


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "binary").write_bytes(b"\x30\x82\xff\xfe")
    reasons = {"missing": "does not exist.", "": "cannot be read: is a directory.", "binary": "is not text."}
    for name, reason in reasons.items():
        path = str(tmp_path / name)
        assert refused(client_id="sa", private_key_path=path) == f"private_key_path {path} {reason}"


def test_a_key_is_given_once(pair: Pair) -> None:
    message = refused(client_id="sa", private_key=pair.pem, private_key_path="/some/where")
    assert message == "private_key and private_key_path are mutually exclusive."


def test_every_credential_tells_tokens_apart(pair: Pair) -> None:
    several: list[dict[str, Any]] = [
        SECRET,
        {**SECRET, "client_secret": "other"},
        {**SECRET, "client_id": "other"},
        {**SECRET, "auth_method": "client_secret_basic"},
        {**SECRET, "auth_realm": "other"},
        {**SECRET, "region": "eu2"},
        {**SECRET, "auth_url": "https://login.example"},
        {"client_id": "sa", "private_key": pair.pem},
        {"client_id": "sa", "private_key": pair.pem, "audience": "other"},
    ]
    assert len({axway(**given).grant().identity for given in several}) == len(several)


def login_refused(status: int, answer: Any, **given: str) -> tuple[ApiError, FakeTransport]:
    """The failure of a login."""
    platform = axway(**{**SECRET, **given})
    anonymous, fake, _pauses = client(platform, Answer(status, answer))
    with pytest.raises(ApiError) as caught:
        platform.grant().acquire(anonymous.exchange)
    return caught.value, fake


@pytest.mark.parametrize(
    ("status", "code", "words"),
    [
        (401, "unauthorized_client", "Invalid client or Invalid client credentials"),
        (401, "invalid_client", "Invalid client or Invalid client credentials"),
        (400, "invalid_client", "Token is not active"),
        (400, "invalid_client", "Token reuse detected"),
        (400, "invalid_client", "Invalid token audience"),
        (400, "invalid_client", "Missing client_id parameter"),
        (400, "unauthorized_client", "Invalid client secret"),
        (401, "unauthorized_client", "Invalid client secret"),
        (400, "invalid_client", "Could not find client"),
        (400, "invalid_client", "Client authentication with signed JWT failed: Token is not active"),
    ],
)
def test_a_login_refused_by_keycloak_old_or_new(status: int, code: str, words: str) -> None:
    error, fake = login_refused(status, {"error": code, "error_description": words})
    assert (error.kind, error.status, error.code, error.description) == ("auth", status, code, words)
    assert error.message.startswith(f"No token for the client {SECRET['client_id']}: POST ")
    assert error.message.endswith("look at client_id and client_secret, and at region and auth_realm.")
    assert len(fake.sent) == 1


@pytest.mark.parametrize(
    ("given", "place"),
    [
        ({}, "region"),
        ({"region": "eu2"}, "region"),
        ({"auth_url": ""}, "region"),
        ({"auth_url": "https://login.example"}, "auth_url"),
        ({"auth_url": "https://login.example", "region": "eu2"}, "auth_url"),
    ],
    ids=str,
)
def test_the_advice_names_what_the_address_comes_from(given: dict[str, str], place: str) -> None:
    error, fake = login_refused(401, {"error": "invalid_client"}, **given)
    assert error.message.endswith(f", and at {place} and auth_realm.")
    assert len(fake.sent) == 1


@pytest.mark.parametrize("code", ["invalid_scope", "unsupported_grant_type"])
def test_a_login_refused_for_what_the_client_may_not_do(code: str) -> None:
    error, fake = login_refused(400, {"error": code, "error_description": "Invalid scopes: openid"})
    assert error.message == (
        f"No token for the client {SECRET['client_id']}: POST {ENDPOINT} "
        f'answered 400, "Invalid scopes: openid" (code {code}); look at what the '
        "platform lets this account do, at its grant types and scopes."
    )
    assert (error.kind, error.code, len(fake.sent)) == ("auth", code, 1)


OFF = "The request was signed just now, so the clock of this machine or of the server is wrong."


@pytest.mark.parametrize(
    ("words", "note"),
    [
        ("Token is not active", OFF),
        ("Client authentication with signed JWT failed: Token is not active", OFF),
        ("Token was issued in the future", OFF),
        ("Token reuse detected", ""),
        ("Invalid token audience", ""),
    ],
)
@pytest.mark.parametrize("tells_time", [False, True])
def test_a_clock_that_is_off_though_the_answer_does_not_tell_it(
    pair: Pair, words: str, note: str, tells_time: bool
) -> None:
    platform = axway(client_id="sa", private_key=pair.pem)
    headers = {"Date": formatdate(usegmt=True)} if tells_time else {}
    refusal = Answer(400, {"error": "invalid_client", "error_description": words}, headers=headers)
    anonymous, fake, _pauses = client(platform, refusal)
    with pytest.raises(ApiError) as caught:
        platform.grant().acquire(anonymous.exchange)
    advice = "look at client_id, private_key and audience, and at region and auth_realm."
    assert caught.value.message.endswith(f"{advice} {note}".strip())
    assert len(fake.sent) == 1


def test_a_login_refused_without_a_word() -> None:
    error, fake = login_refused(401, b"")
    assert (error.kind, error.description, len(fake.sent)) == ("auth", None, 1)


def test_a_secret_with_the_newline_of_echo_is_remarked_on() -> None:
    error, _fake = login_refused(401, {"error": "unauthorized_client"}, client_secret="s3cret\n")
    assert "client_secret begins or ends with white space" in error.message
