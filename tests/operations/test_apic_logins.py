# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""API Connect: the ways in beside user and password, the portal of a catalog, and the way out."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.operations.conftest import Run

# What the simulator's credentials are, given by a file instead.
NO_CLIENT: dict[str, Any] = {"url": None, "client_id": None, "client_secret": None}
NO_USER: dict[str, Any] = {"username": None, "password": None}

WriteFile = Callable[..., str]


def sent(run: Run, path: str = "/api/token") -> list[dict[str, Any]]:
    """The bodies sent to the token endpoint."""
    return [json.loads(entry["body"]) for entry in run.requests(path=path)]


def without_request_id(message: str) -> str:
    """The message without the id that is another every time."""
    return re.sub(r" \(request id \w+\)", "", message)


# --- grants ------------------------------------------------------------------------------------------------


def test_api_key(run: Run) -> None:
    run.simulator.configure(apic={"api_key_single_use": True})
    key = run.simulator.description["apic"]["api_key"]
    result = run("apic_token", api_key=key, **NO_USER)
    assert result["access_token"]
    assert result["realm"] is None
    assert [body["grant_type"] for body in sent(run)] == ["api_key"]
    again = run("apic_token", api_key=key, **NO_USER)
    assert again["reused"] is True
    assert len(sent(run)) == 1


def test_an_api_key_that_is_used_up(run: Run) -> None:
    run.simulator.configure(apic={"api_key_single_use": True})
    key = run.simulator.description["apic"]["api_key"]
    run("apic_token", api_key=key, **NO_USER)
    run.simulator.expire_tokens()
    result = run("apic_invoke", path="/orgs", api_key=key, **NO_USER)
    url = run.given["apic"]["url"]
    assert result["error"]["kind"] == "auth"
    assert without_request_id(result["msg"]) == (
        f"No token for the owner of the API key, by the client {run.given['apic']['client_id']}: "
        f"POST {url}/api/token answered 401 Unauthorized, "
        '"The API key is not valid, has expired or was used already"; '
        "look at api_key (it may be used up or expired), client_id and client_secret (from the task)."
    )
    assert len(sent(run)) == 2


def test_an_exchange_of_an_api_key_that_is_in_doubt(run: Run) -> None:
    run.simulator.configure(apic={"api_key_single_use": True})
    run.simulator.fault(platform="apic", path="/api/token", kind="reset_after")
    result = run("apic_token", api_key=run.simulator.description["apic"]["api_key"], **NO_USER)
    assert result["outcome_unknown"] is True
    assert result["msg"].endswith(
        " The outcome is unknown: the platform may have acted on it, so it was not sent again. If the key is "
        "for a single use, it may be used up now; create another then."
    )
    assert len(sent(run)) == 1


def test_client_credentials(run: Run) -> None:
    result = run("apic_token", grant_type="client_credentials", **NO_USER)
    assert result["claims"]["username"].startswith("client:")
    assert result["expires_at"]
    (body,) = sent(run)
    assert set(body) == {"grant_type", "client_id", "client_secret"}


def test_refresh_token(run: Run) -> None:
    run.simulator.configure(apic={"refresh_token_enabled": True})
    login = run("apic_invoke", method="POST", path="/token", read_only=True, body=password_grant(run))
    refresh_token = login["json"]["refresh_token"]
    result = run("apic_token", refresh_token=refresh_token, **NO_USER)
    assert result["access_token"]
    assert result["realm"] == "provider/default-idp-2"
    assert sent(run)[-1]["grant_type"] == "refresh_token"


def test_a_refresh_token_that_is_switched_off(run: Run) -> None:
    result = run("apic_token", refresh_token="stale", **NO_USER)
    assert without_request_id(result["msg"]).endswith(
        '"The refresh token is not valid"; look at refresh_token (it may be switched off), '
        "client_id and client_secret (from the task), and realm provider/default-idp-2."
    )
    assert len(sent(run)) == 1


def password_grant(run: Run) -> dict[str, Any]:
    """The body of a login by password."""
    apic = run.simulator.description["apic"]
    names = ("username", "password", "realm", "client_id", "client_secret")
    return {"grant_type": "password", **{name: apic[name] for name in names}}


# --- the credentials file ----------------------------------------------------------------------------------


@pytest.fixture
def file(run: Run, tmp_path: Path) -> WriteFile:
    """Writes a credentials.json, as the toolkit comes with; what is given replaces parts of it."""
    apic = run.simulator.description["apic"]

    def write(**parts: Any) -> str:
        content = {
            "cloud_id": "f0a5f4a3",
            "toolkit": {
                "endpoint": apic["url"] + "/api",
                "client_id": apic["client_id"],
                "client_secret": apic["client_secret"],
            },
            "consumer_toolkit": {
                "endpoint": apic["url"] + "/consumer-api",
                "client_id": apic["consumer_client_id"],
                "client_secret": apic["consumer_client_secret"],
            },
            **parts,
        }
        path = tmp_path / "credentials.json"
        path.write_text(json.dumps(content), encoding="utf-8")
        return str(path)

    return write


def test_the_credentials_file_supplies_address_and_client(run: Run, file: WriteFile) -> None:
    path = file()
    result = run("apic_token", credentials_file=path, **NO_CLIENT)
    assert result["access_token"]
    (body,) = sent(run)
    assert body["client_id"] == run.given["apic"]["client_id"]
    assert run("apic_realm", credentials_file=path, **NO_CLIENT)["realm"] == "provider/default-idp-2"
    assert run("apic_invoke", credentials_file=path, path="/orgs", **NO_CLIENT)["status"] == 200
    # One token, since the credentials are the same.
    assert run("apic_token", credentials_file=path)["reused"] is True
    with_token = run(
        "apic_invoke", credentials_file=path, token=result["access_token"], path="/me", **NO_CLIENT
    )
    assert with_token["status"] == 200


def test_what_the_task_gives_comes_before_the_file(run: Run, file: WriteFile) -> None:
    wrong = {"endpoint": "https://127.0.0.1:1/api", "client_id": "w", "client_secret": "w"}
    assert run("apic_token", credentials_file=file(toolkit=wrong))["access_token"]
    half = run("apic_token", credentials_file=file(), client_id="mine", client_secret=None)
    assert half["msg"] == (
        "API Connect needs the option client_secret (or the environment variable APIC_CLIENT_SECRET)."
    )


def test_a_file_of_the_task_comes_before_the_environment(
    run: Run, file: WriteFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("APIC_URL", "https://127.0.0.1:1")
    monkeypatch.setenv("APIC_CLIENT_ID", "another")
    monkeypatch.setenv("APIC_CLIENT_SECRET", "other")
    assert run("apic_token", credentials_file=file(), **NO_CLIENT)["access_token"]


def test_a_file_of_the_environment_comes_after_the_rest_of_it(
    run: Run, file: WriteFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = {"endpoint": "https://127.0.0.1:1/api", "client_id": "w", "client_secret": "w"}
    monkeypatch.setenv("APIC_CREDENTIALS_FILE", file(toolkit=wrong))
    monkeypatch.setenv("APIC_URL", run.given["apic"]["url"])
    monkeypatch.setenv("APIC_CLIENT_ID", run.given["apic"]["client_id"])
    monkeypatch.setenv("APIC_CLIENT_SECRET", run.given["apic"]["client_secret"])
    assert run("apic_token", **NO_CLIENT)["access_token"]


def test_a_secret_of_the_file_is_masked(run: Run, file: WriteFile) -> None:
    section = {
        "endpoint": run.given["apic"]["url"],
        "client_id": "toolkit",
        "client_secret": "of-the-file-471",
    }
    body = json.dumps({"status": 401, "message": ["no of-the-file-471 here"]})
    run.simulator.fault(platform="apic", path="/api/token", kind="status", status=401, body=body)
    result = run("apic_token", credentials_file=file(toolkit=section), **NO_CLIENT)
    assert result["error"]["kind"] == "auth"
    assert "of-the-file" not in json.dumps(result)


def test_a_credentials_file_with_a_byte_order_mark(run: Run, file: WriteFile) -> None:
    path = Path(file())
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert run("apic_token", credentials_file=str(path), **NO_CLIENT)["access_token"]


def test_credentials_files_that_are_none(run: Run, file: WriteFile, tmp_path: Path) -> None:
    path = tmp_path / "credentials.json"
    words = "it must be the credentials.json that comes with the toolkit."
    wanted = "endpoint, client_id, client_secret"
    for write, message in (
        (lambda: None, f"credentials_file {path} does not exist."),
        (lambda: path.write_bytes(b"\xff{"), f"credentials_file {path} is no JSON; {words}"),
        (lambda: path.write_text("[]"), f"credentials_file {path} has no toolkit with {wanted}; {words}"),
        (lambda: file(toolkit={}), f"credentials_file {path} has no toolkit with {wanted}; {words}"),
    ):
        write()
        result = run("apic_token", credentials_file=str(path), **NO_CLIENT)
        assert result["msg"] == message
        assert result["error"]["kind"] == "config"
    result = run("apic_token", credentials_file=file(consumer_toolkit=None), scope="consumer", catalog="o/c")
    assert result["msg"] == f"credentials_file {path} has no consumer_toolkit with {wanted}; {words}"
    assert run.requests() == []


# --- the portal of a catalog -------------------------------------------------------------------------------


@pytest.fixture
def portal(run: Run, file: WriteFile) -> dict[str, Any]:
    """The options by which a user of the portal logs in."""
    apic = run.simulator.description["apic"]
    catalog = "%s/%s" % (apic["organization"], apic["catalog"])
    return {"scope": "consumer", "catalog": catalog, "credentials_file": file(), **NO_CLIENT}


def test_the_portal(run: Run, portal: dict[str, Any]) -> None:
    apic = run.simulator.description["apic"]
    realm = "consumer:{organization}:{catalog}/{catalog}-idp".format(**apic)
    found = run("apic_realm", **portal)
    assert (found["realm"], found["scope"]) == (realm, "consumer")
    result = run("apic_token", **portal)
    assert result["realm"] == realm
    assert result["claims"]["realm"] == realm
    called = run("apic_invoke", path="/me", **portal)
    assert called["url"] == apic["url"] + "/consumer-api/me"
    context = "{organization}.{catalog}".format(**apic)
    assert {entry["headers"]["x-ibm-consumer-context"] for entry in run.requests()} == {context}
    assert len(run.requests(path="/consumer-api/token")) == 1
    # A user of the portal is none of the API Manager.
    token = result["access_token"]
    assert run("apic_invoke", path="/orgs", token=token)["error"]["kind"] == "auth"


def test_a_catalog_that_is_not_there(run: Run, portal: dict[str, Any]) -> None:
    result = run("apic_token", **{**portal, "catalog": "test-organization/nowhere"})
    url = run.given["apic"]["url"]
    assert result["msg"].startswith(f"GET {url}/consumer-api/consumer/identity-providers answered 400 ")
    assert result["msg"].endswith("; look at catalog and url.")


def test_an_account_of_the_portal_that_waits_for_approval(run: Run, portal: dict[str, Any]) -> None:
    run.simulator.configure(apic={"consumers_wait": True})
    result = run("apic_token", **portal)
    url = run.given["apic"]["url"]
    assert result["error"]["kind"] == "auth"
    assert result["msg"] == (
        f"No token for the user {run.given['apic']['username']}: "
        f"POST {url}/consumer-api/token answered 201 without one; "
        "the account waits until it is approved in the catalog."
    )


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (
            {"catalog": None},
            "API Connect needs the option catalog (or the environment variable APIC_CATALOG).",
        ),
        ({"catalog": "sandbox"}, "catalog 'sandbox' is malformed: it must be ORG/CATALOG, by their names."),
        (
            {"realm": "provider/x"},
            "realm 'provider/x' is none of scope consumer:o:c; look at scope and catalog.",
        ),
        (
            {"realm": "consumer:o:d/x"},
            "realm 'consumer:o:d/x' is none of scope consumer:o:c; look at scope and catalog.",
        ),
        (
            {"scope": "provider", "realm": "consumer:o:c/x"},
            "realm 'consumer:o:c/x' is none of scope provider; look at scope and catalog.",
        ),
    ],
)
def test_mistakes_about_the_portal(run: Run, options: dict[str, Any], words: str) -> None:
    result = run("apic_token", **{"scope": "consumer", "catalog": "o/c", **options})
    assert result["msg"] == words
    assert run.requests() == []


# --- the way out -------------------------------------------------------------------------------------------


def test_signing_out_ends_the_token_of_the_run(run: Run) -> None:
    run("apic_invoke", path="/orgs")
    assert run("apic_token", state="absent", check=True) == {"changed": True}
    assert run.requests(path="/api/me/sign-out") == []
    assert run("apic_token", state="absent") == {"changed": True}
    (request,) = run.requests(path="/api/me/sign-out")
    assert (request["method"], request["status"]) == ("POST", 204)
    # There is none any more, and nobody logs in to sign out.
    assert run("apic_token", state="absent") == {"changed": False}
    assert len(sent(run)) == 1
    assert run("apic_token")["reused"] is False
    assert len(sent(run)) == 2


def test_signing_out_where_nobody_logged_in(run: Run) -> None:
    assert run("apic_token", state="absent") == {"changed": False}
    assert run.requests() == []


def test_signing_out_with_a_token_that_was_supplied(run: Run) -> None:
    token = run("apic_token")["access_token"]
    assert run("apic_token", state="absent", token=token) == {"changed": True}
    assert run("apic_token", state="absent", token=token) == {"changed": False}
    assert run("apic_invoke", path="/orgs", token=token)["error"]["kind"] == "auth"


def test_signing_out_with_the_token_of_the_run_that_was_supplied(run: Run) -> None:
    token = run("apic_token")["access_token"]
    assert run("apic_token", state="absent", token=token, check=True) == {"changed": True}
    assert run("apic_token")["reused"] is True
    assert run("apic_token", state="absent", token=token) == {"changed": True}
    again = run("apic_token")
    assert again["reused"] is False
    assert again["access_token"] != token


@pytest.mark.parametrize("check", [False, True])
def test_signing_out_after_a_login_that_was_refused(run: Run, check: bool) -> None:
    assert run("apic_token", password="wrong-password")["error"]["kind"] == "auth"
    assert run("apic_token", password="wrong-password", state="absent", check=check) == {"changed": False}
    assert len(sent(run)) == 1


def test_signing_out_with_a_token_that_ended_meanwhile(run: Run) -> None:
    run("apic_token")
    run.simulator.expire_tokens()
    assert run("apic_token", state="absent") == {"changed": False}
    assert len(sent(run)) == 1
    assert run("apic_token")["reused"] is False


def test_signing_out_of_the_portal(run: Run, portal: dict[str, Any]) -> None:
    run("apic_token", **portal)
    assert run("apic_token", state="absent", **portal) == {"changed": True}
    assert len(run.requests(path="/consumer-api/me/sign-out")) == 1


def test_a_redirect_after_signing_out_is_a_success(run: Run) -> None:
    run("apic_token")
    run.simulator.fault(
        platform="apic", path="/api/me/sign-out", kind="redirect", location="https://elsewhere.invalid/"
    )
    assert run("apic_token", state="absent") == {"changed": True}


def test_a_sign_out_that_was_cut_short_is_repeated(run: Run) -> None:
    token = run("apic_token")["access_token"]
    run.simulator.fault(platform="apic", path="/api/me/sign-out", kind="reset_after")
    assert run("apic_token", state="absent", token=token) == {"changed": True}
    assert len(run.requests(path="/api/me/sign-out")) == 2


def test_a_sign_out_that_fails_keeps_the_token(run: Run) -> None:
    run("apic_token")
    run.simulator.fault(platform="apic", path="/api/me/sign-out", kind="status", status=500, times=None)
    result = run("apic_token", state="absent")
    assert result["failed"] is True
    assert result["error"]["kind"] == "server"
    run.simulator.clear_faults()
    assert run("apic_token", state="absent") == {"changed": True}
