# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which servers are trusted, as what, and what the client shows: when the files and variables change too."""

from __future__ import annotations

import hashlib
import ssl
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import trustme
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from tests.operations.conftest import Run
from tests.operations.test_answers import failed
from tests.operations.test_environment import server

NOT_TRUSTED = "was not accepted: "


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing that whoever runs the tests trusts."""
    for name in ("SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    """The one that issued the server's certificate."""
    return trustme.CA()


def serving(certificate: trustme.LeafCert, client_ca: trustme.CA | None = None) -> ssl.SSLContext:
    """A server's side with that certificate, which asks for one of the client if it is told whose."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    if client_ca:
        context.verify_mode = ssl.CERT_REQUIRED
        # With TLS 1.3 the refusal would come after the handshake.
        context.maximum_version = ssl.TLSVersion.TLSv1_2
        client_ca.configure_trust(context)
    return context


@pytest.fixture
def url(authority: trustme.CA) -> Iterator[str]:
    """The address of a server with a certificate of the authority."""
    with ExitStack() as stack:
        yield stack.enter_context(server(serving(authority.issue_cert("127.0.0.1"))))


def call(run: Run, url: str, **options: Any) -> dict[str, Any]:
    """A call there."""
    given = {"ca_path": None, "token": "abcdefgh", "retries": 0, "path": "/orgs", **options}
    return run("apic_invoke", url=url, **given)


def written(path: Path, *blobs: trustme.Blob) -> str:
    """The file with that content."""
    path.write_bytes(b"".join(blob.bytes() for blob in blobs))
    return str(path)


# --- files and variables that change ---------------------------------------------------------------------


def test_a_bundle_that_is_renewed(run: Run, url: str, authority: trustme.CA, tmp_path: Path) -> None:
    bundle = tmp_path / "ca.pem"
    given = {"ca_path": written(bundle, trustme.CA().cert_pem)}
    assert NOT_TRUSTED in failed(call(run, url, **given), "tls")
    written(bundle, authority.cert_pem)
    assert call(run, url, **given)["status"] == 200
    written(bundle, trustme.CA().cert_pem)
    assert NOT_TRUSTED in failed(call(run, url, **given), "tls")
    bundle.unlink()
    assert "does not exist" in failed(call(run, url, **given), "config")


def test_a_directory_of_authorities_that_is_renewed(
    run: Run, url: str, authority: trustme.CA, tmp_path: Path
) -> None:
    given = {"ca_path": str(tmp_path)}
    assert NOT_TRUSTED in failed(call(run, url, **given), "tls")
    link = hashed(authority, tmp_path)
    written(link, authority.cert_pem)
    assert call(run, url, **given)["status"] == 200
    written(link, trustme.CA().cert_pem)
    assert NOT_TRUSTED in failed(call(run, url, **given), "tls")


def hashed(authority: trustme.CA, directory: Path) -> Path:
    """The name by which OpenSSL finds a certificate in a directory, as openssl rehash makes it."""
    subject = x509.load_pem_x509_certificate(authority.cert_pem.bytes()).subject
    canonical = x509.Name([x509.NameAttribute(each.oid, str(each.value).lower()) for each in subject])
    encoded = canonical.public_bytes()
    assert encoded[1] < 0x80
    digest = hashlib.sha1(encoded[2:], usedforsecurity=False).digest()
    return directory / f"{int.from_bytes(digest[:4], 'little'):08x}.0"


def test_a_client_certificate_that_is_renewed(run: Run, authority: trustme.CA, tmp_path: Path) -> None:
    accepted, other = trustme.CA(), trustme.CA()
    ca_path = written(tmp_path / "ca.pem", authority.cert_pem)
    with server(serving(authority.issue_cert("127.0.0.1"), accepted)) as url:
        for issuer, status in ((other, None), (accepted, 200), (other, None)):
            leaf = issuer.issue_cert("client.example")
            given = {
                "client_cert": written(tmp_path / "client.pem", *leaf.cert_chain_pems),
                "client_key": written(tmp_path / "client.key", leaf.private_key_pem),
            }
            assert call(run, url, ca_path=ca_path, **given)["status"] == status


@pytest.mark.parametrize("variable", ["SSL_CERT_FILE", "SSL_CERT_DIR"])
def test_what_the_environment_trusts(
    run: Run, url: str, authority: trustme.CA, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    """Of one task: the next has another environment, and the same process."""
    trusted = hashed(authority, tmp_path)
    written(trusted, authority.cert_pem)
    value = str(trusted if variable == "SSL_CERT_FILE" else tmp_path)
    for _again in range(2):
        monkeypatch.setenv(variable, value)
        assert call(run, url)["status"] == 200
        monkeypatch.setenv(variable, "")
        assert NOT_TRUSTED in failed(call(run, url), "tls")
        monkeypatch.delenv(variable)
        assert NOT_TRUSTED in failed(call(run, url), "tls")
    monkeypatch.setenv(variable, value)
    given = {"ca_path": written(tmp_path / "other.pem", trustme.CA().cert_pem)}
    assert NOT_TRUSTED in failed(call(run, url, **given), "tls")


def test_some_directories_of_the_environment(
    run: Run, url: str, authority: trustme.CA, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(hashed(authority, tmp_path), authority.cert_pem)
    monkeypatch.setenv("SSL_CERT_DIR", f"/nowhere:{tmp_path}")
    assert call(run, url)["status"] == 200


def test_what_the_environment_trusts_is_renewed(
    run: Run, url: str, authority: trustme.CA, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bundle = tmp_path / "ca.pem"
    monkeypatch.setenv("SSL_CERT_FILE", written(bundle, authority.cert_pem))
    assert call(run, url)["status"] == 200
    written(bundle, trustme.CA().cert_pem)
    message = failed(call(run, url), "tls")
    assert message.endswith(
        f"set ca_path to the CA that issued it; SSL_CERT_FILE, {bundle}, does not contain it."
    )


@pytest.mark.parametrize(
    ("content", "words"),
    [(None, "does not exist."), ("nothing", "contains no readable CA certificate in PEM format (")],
)
def test_a_file_of_the_environment_that_cannot_be_used(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str | None, words: str
) -> None:
    path = tmp_path / "ca.pem"
    if content:
        path.write_text(content, encoding="utf-8")
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    assert f"SSL_CERT_FILE {path} {words}" in failed(call(run, "https://127.0.0.1:1"), "config")
    # It is not what a task with authorities of its own uses.
    assert "127.0.0.1:1" in failed(call(run, "https://127.0.0.1:1", ca_path=run.ca_path), "connect")


@pytest.mark.parametrize("variable", ["REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"])
def test_variables_of_other_programs_do_not_count(
    run: Run, url: str, authority: trustme.CA, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    right = written(tmp_path / "ca.pem", authority.cert_pem)
    monkeypatch.setenv(variable, right)
    assert NOT_TRUSTED in failed(call(run, url), "tls")
    monkeypatch.setenv(variable, written(tmp_path / "other.pem", trustme.CA().cert_pem))
    assert call(run, url, ca_path=right)["status"] == 200


# --- what is trusted as what -----------------------------------------------------------------------------


@pytest.mark.parametrize("shown", ["chain", "leaf"])
@pytest.mark.parametrize("given", ["root", "intermediate", "server"])
def test_the_authority_that_is_given_need_not_be_a_root(
    run: Run, authority: trustme.CA, tmp_path: Path, given: str, shown: str
) -> None:
    intermediate = authority.create_child_ca()
    leaf = intermediate.issue_cert("127.0.0.1")
    trusted = {
        "root": authority.cert_pem,
        "intermediate": intermediate.cert_pem,
        "server": leaf.cert_chain_pems[0],
    }[given]
    chain = leaf.cert_chain_pems if shown == "chain" else leaf.cert_chain_pems[:1]
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(
        written(tmp_path / "server.pem", *chain), written(tmp_path / "server.key", leaf.private_key_pem)
    )
    with server(context) as url:
        result = call(run, url, ca_path=written(tmp_path / "ca.pem", trusted))
    if (given, shown) == ("root", "leaf"):
        assert "does not contain the CA that issued it" in failed(result, "tls")
    else:
        assert result["status"] == 200


def test_another_intermediate_of_the_same_root_is_not_enough(
    run: Run, authority: trustme.CA, tmp_path: Path
) -> None:
    leaf = authority.create_child_ca().issue_cert("127.0.0.1")
    other = authority.create_child_ca()
    with server(serving(leaf)) as url:
        result = call(run, url, ca_path=written(tmp_path / "ca.pem", other.cert_pem))
    assert "does not contain the CA that issued it" in failed(result, "tls")


def test_an_intermediate_that_the_environment_trusts_needs_its_root(
    run: Run, authority: trustme.CA, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    intermediate = authority.create_child_ca()
    monkeypatch.setenv("SSL_CERT_FILE", written(tmp_path / "ca.pem", intermediate.cert_pem))
    with server(serving(intermediate.issue_cert("127.0.0.1"))) as url:
        assert NOT_TRUSTED in failed(call(run, url), "tls")


def _certificate(
    name: str,
    issuer_key: ec.EllipticCurvePrivateKey,
    key: ec.EllipticCurvePrivateKey,
    *extensions: x509.ExtensionType,
) -> bytes:
    """One as simple tools make it: without the identifiers of keys that RFC 5280 demands."""
    now = datetime.now(UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "ca")]))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=name == "ca", path_length=None), critical=False)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
    )
    for extension in extensions:
        builder = builder.add_extension(extension, critical=False)
    return builder.sign(issuer_key, SHA256()).public_bytes(Encoding.PEM)


def _pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


@pytest.mark.parametrize("usage", [None, ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH])
def test_certificates_of_simple_tools_are_accepted_by_every_python(
    run: Run, tmp_path: Path, usage: x509.ObjectIdentifier | None
) -> None:
    """Python 3.13 would not take them by default (VERIFY_X509_STRICT). One for clients is no server's."""
    root, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    extensions = [x509.ExtendedKeyUsage([usage])] if usage else []
    (tmp_path / "ca.pem").write_bytes(_certificate("ca", root, root))
    (tmp_path / "server.pem").write_bytes(_certificate("server", root, key, *extensions) + _pem(key))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "server.pem")
    with server(context) as url:
        result = call(run, url.replace("127.0.0.1", "localhost"), ca_path=str(tmp_path / "ca.pem"))
    if usage == ExtendedKeyUsageOID.CLIENT_AUTH:
        assert failed(result, "tls").endswith("; the server needs another certificate.")
    else:
        assert result["status"] == 200


# --- files that cannot be used ---------------------------------------------------------------------------


@pytest.mark.parametrize("option", ["ca_path", "client_cert", "client_key"])
@pytest.mark.parametrize("end", ["\\n", " "])
def test_a_file_that_lost_its_line_ends(
    run: Run, authority: trustme.CA, tmp_path: Path, option: str, end: str
) -> None:
    leaf = authority.issue_cert("client.example")
    contents = {
        "ca_path": authority.cert_pem,
        "client_cert": leaf.cert_chain_pems[0],
        "client_key": leaf.private_key_pem,
    }
    given = {name: written(tmp_path / name, blob) for name, blob in contents.items()}
    path = Path(given[option])
    path.write_text(path.read_text(encoding="utf-8").replace("\n", end), encoding="utf-8")
    message = failed(call(run, "https://127.0.0.1:1", **given), "config")
    assert message.endswith(f"; {path} is a single line, but a PEM file has many.")
