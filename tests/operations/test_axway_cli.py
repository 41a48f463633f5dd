# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Logging in to Axway by its command line tool: what the tool is given, what of its answers is understood."""

from __future__ import annotations

import errno
import json
import multiprocessing
import os
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.operations import axway_cli
from tests.operations.conftest import Run


class Tool:
    """Programs in the place of ``axway``, and what they were given."""

    def __init__(self, run: Run, directory: Path) -> None:
        self._run = run
        self._directory = directory
        self.path = directory / "axway"
        self.client_id = run.given["axway"]["client_id"]

    def stand_in(self) -> None:
        """One that logs in."""
        self.program(Path(axway_cli.__file__).read_text(encoding="utf-8"))

    def program(self, code: str) -> None:
        """One that does as the Python code says."""
        self.path.write_text(f"#!{sys.executable}\n{code}", encoding="utf-8")
        self.path.chmod(0o700)

    def says(self, output: str, status: int = 0, version: str = "3.2.1") -> None:
        """One that prints a text, and ends with a status."""
        self.program(
            f"import sys\n"
            f"print({version!r} if sys.argv[1:] == ['--version'] else {output!r})\n"
            f"sys.exit(0 if sys.argv[1:] == ['--version'] else {status})\n"
        )

    def notes(self) -> list[Any]:
        """What was given to the stand-in at each of its runs."""
        file = self._directory / "notes"
        return [json.loads(line) for line in file.read_text("utf-8").splitlines()] if file.exists() else []

    def __call__(self, module: str = "axway_token", **options: Any) -> dict[str, Any]:
        """The result of a module that logs in by the tool."""
        return self._run(module, **{"auth_method": "cli", "cli_path": str(self.path), **options})

    def failure(self, **options: Any) -> tuple[str, str]:
        """Kind and message of a login that failed."""
        result = self(**options)
        assert "\n" not in result["msg"]
        return result["error"]["kind"], result["msg"].replace(str(self.path), "AXWAY")


@pytest.fixture
def tool(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Tool:
    """Programs in the place of ``axway``."""
    monkeypatch.setenv("STAND_IN_NOTES", str(tmp_path / "notes"))
    return Tool(run, tmp_path)


def test_the_tool_logs_in(tool: Tool, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    tool.stand_in()
    monkeypatch.setenv("AXWAY_CLIENT_SECRET", run.given["axway"]["client_secret"])
    result = tool()
    assert result["access_token"].count(".") == 2
    assert 1790 < result["expires_in"] <= 1800
    assert result["org"] == {"guid": "5f9a", "id": 100, "name": "Acme", "region": "US"}
    assert result["scope"]
    assert result["reused"] is False
    (note,) = tool.notes()
    assert note["arguments"] == ["auth", "login", "--json"]
    assert not [name for name in note["environment"] if "SECRET" in name]
    assert run.given["axway"]["client_secret"] not in json.dumps(note["environment"])
    assert note["settings"]["network"] == {"strictSSL": True}
    assert note["environment"]["NODE_EXTRA_CA_CERTS"] == run.ca_path
    assert note["settings"]["auth"]["clientSecret"] == run.given["axway"]["client_secret"]
    assert note["modes"] == {
        ".": "0o700",
        ".axway": "0o700",
        ".axway/axway-cli": "0o700",
        ".axway/axway-cli/config.json": "0o600",
    }
    assert not os.path.exists(note["home"])


def test_one_login_serves_the_run(tool: Tool, run: Run) -> None:
    tool.stand_in()
    tool()
    assert tool()["reused"] is True
    assert tool("axway_invoke", service="platform", path="/env")["status"] == 200
    assert len(tool.notes()) == 1
    run.simulator.expire_tokens()
    assert tool("axway_invoke", service="platform", path="/env")["tries"] == 2
    assert len(tool.notes()) == 2


def test_a_key_goes_into_the_home(tool: Tool, run: Run) -> None:
    code = (
        "import json, os, sys\n"
        "home = os.environ['HOME']\n"
        "auth = json.load(open(home + '/.axway/axway-cli/config.json'))['auth']\n"
        "key = open(auth['secretFile']).read()\n"
        "mode = oct(os.stat(auth['secretFile']).st_mode & 0o777)\n"
        "told = [mode, key, 'clientSecret' in auth, auth['secretFile'].startswith(home)]\n"
        "json.dump(told, open(os.environ['STAND_IN_NOTES'], 'w'))\n"
        "print(json.dumps({'auth': {'tokens': {'access_token': 'opaque'}}}))\n"
    )
    tool.program(code)
    path = Path(run.simulator.description["axway"]["private_key_path"])
    result = tool(client_secret=None, private_key_path=str(path))
    assert (result["access_token"], result["expires_in"], result["org"]) == ("opaque", None, None)
    assert tool.notes() == [["0o600", path.read_text("utf-8"), False, True]]


def test_other_settings(tool: Tool) -> None:
    tool.stand_in()
    tool(
        validate_certs=False,
        ca_path=None,
        proxy="http://127.0.0.1:9",
        auth_realm="Other",
        region="eu2",
        platform_url=None,
    )
    (note,) = tool.notes()
    assert note["settings"]["network"] == {
        "strictSSL": False,
        "httpProxy": "http://127.0.0.1:9",
        "httpsProxy": "http://127.0.0.1:9",
    }
    assert note["settings"]["auth"]["realm"] == "Other"
    assert note["settings"]["auth"]["platformUrl"] == "https://platform.eu-fr.axway.com"
    assert note["settings"]["update"] == {"check": False}


def test_a_refusal(tool: Tool, run: Run) -> None:
    tool.stand_in()
    kind, message = tool.failure(client_secret="wrong")
    assert kind == "auth"
    assert message == (
        f"No token for the client {tool.client_id}: "
        'AXWAY auth login said "Error: Authentication failed: Invalid client secret: Response code 401 '
        '(Unauthorized)"; look at client_id and client_secret (from the task), and at auth_url (from the '
        "task), and auth_realm."
    )
    # It holds for the run, and the home is gone.
    assert tool.failure(client_secret="wrong")[0] == "auth"
    (note,) = tool.notes()
    assert not os.path.exists(note["home"])
    assert len(run.requests(platform="axway")) == 1


@pytest.mark.parametrize(
    ("words", "kind", "look"),
    [
        ("RequestError: connect ECONNREFUSED 127.0.0.1:9", "connect", "auth_url and platform_url"),
        (
            "RequestError: self-signed certificate in certificate chain",
            "tls",
            "ca_path, and the certificate of the login's address (auth_url)",
        ),
        ("RequestError: connect ETIMEDOUT 10.0.0.1:443", "timeout", "auth_url and platform_url"),
        (
            "Error: Authentication failed: Response code 502 (Bad Gateway)",
            "server",
            "auth_url and platform_url",
        ),
        (
            "Error: Authentication failed: Invalid server response",
            "auth",
            "client_id and client_secret (from the task), and at auth_url (from the task), and auth_realm",
        ),
        ("TypeError: Expected code to be a non-empty string", "protocol", "auth_url and platform_url"),
    ],
)
def test_what_it_says_of_failures(tool: Tool, words: str, kind: str, look: str) -> None:
    tool.says(json.dumps({"code": 1, "result": words}), status=1)
    whose = f" for the client {tool.client_id}" if kind == "auth" else ""
    assert tool.failure() == (kind, f'No token{whose}: AXWAY auth login said "{words}"; look at {look}.')


@pytest.mark.parametrize(
    ("words", "given", "look"),
    [
        (
            "Authentication failed",
            {"auth_url": None},
            "client_id and client_secret (from the task), and at region and auth_realm",
        ),
        ("certificate", {"auth_url": None}, "ca_path, and the certificate of the login's address (region)"),
        ("ECONNREFUSED", {"auth_url": None, "platform_url": None}, "region"),
        ("ECONNREFUSED", {"platform_url": None}, "auth_url and region"),
        ("ECONNREFUSED", {"auth_url": None}, "region and platform_url"),
    ],
)
def test_what_the_addresses_come_from_is_named(
    tool: Tool, words: str, given: dict[str, None], look: str
) -> None:
    tool.says(json.dumps({"code": 1, "result": words}), status=1)
    assert tool.failure(**given)[1].endswith(f'said "{words}"; look at {look}.')


def test_a_secret_in_its_words_is_masked(tool: Tool) -> None:
    tool.says(json.dumps({"code": 1, "result": "Error: no wonderful-secret-4711"}), status=1)
    result = tool(client_secret="wonderful-secret-4711")
    assert "wonderful" not in json.dumps(result)


def test_half_a_secret_is_masked_too(tool: Tool, run: Run) -> None:
    path = Path(run.simulator.description["axway"]["private_key_path"])
    key = path.read_text("utf-8")
    for words, options in (
        # Where it is cut, and where an account might begin.
        ("x" * 290 + 'ab{cdefghij"klm', {"client_secret": 'ab{cdefghij"klm'}),
        ('no ab{cdefghij"klm here', {"client_secret": 'ab{cdefghij"klm'}),
        ("Invalid key: " + key, {"client_secret": None, "private_key_path": str(path)}),
        ("no way by http://u:pr0xy-word@127.0.0.1:9", {"proxy": "http://u:pr0xy-word@127.0.0.1:9"}),
        ("it is eyJhbGciOi.eyJzdWIi.c2lnbmF0", {}),
    ):
        for output, status in ((json.dumps({"code": 1, "result": words}), 1), (words, 0)):
            tool.says(output, status)
            result = json.dumps(tool(**options))
            assert "********" in result
            for part in ("ab{c", key.split("\n")[1][:20], "pr0xy", "eyJhbG", "c2lnb"):
                assert part not in result


LOOK = "look at which program cli_path is, and at its version (3.2.1): 4.1.0 is known to work."


@pytest.mark.parametrize(
    ("output", "status", "reason"),
    [
        ('AXWAY CLI, version 3.2.1\n\n{"auth": {}}', 0, 'printed "AXWAY CLI, version 3.2.1", not JSON alone'),
        ("", 0, "printed nothing, not JSON alone"),
        # What follows might be a token.
        ('Note: {"access_token": "eyJ', 0, 'printed "Note:", not JSON alone'),
        ("[]", 0, 'printed "[]", not JSON alone'),
        ("error: unknown option", 2, 'printed "error: unknown option", not JSON alone'),
        ("x" * 400, 2, 'printed "' + "x" * 300 + '...", not JSON alone'),
        ("{}", 3, "ended with status 3"),
        ('{"auth": {"tokens": {}}}', 0, "printed an account without auth.tokens.access_token"),
        ('{"auth": {"expires": {"access": 1e999}}}', 0, "printed nothing, not JSON alone"),
        ('{"accounts": []}', 0, "printed an account without auth.tokens.access_token"),
    ],
)
def test_one_that_is_old_or_another(tool: Tool, output: str, status: int, reason: str) -> None:
    tool.says(output, status)
    assert tool.failure() == ("protocol", f"No token: AXWAY auth login {reason}; {LOOK}")


def test_its_version_is_asked_in_the_same_home(tool: Tool, tmp_path: Path) -> None:
    tool.program(
        "import os, sys\n"
        "open(os.environ['STAND_IN_NOTES'], 'a').write(os.environ['HOME'] + ' ')\n"
        "print('3.2.1' if sys.argv[1:] == ['--version'] else '{}')\n"
    )
    tool()
    first, second = (tmp_path / "notes").read_text().split()
    assert first == second
    assert not os.path.exists(first)


def test_one_that_complains_on_standard_error(tool: Tool) -> None:
    tool.program("import sys\nsys.exit('node: not found')")
    kind, message = tool.failure()
    assert kind == "protocol"
    assert message.startswith('No token: AXWAY auth login printed "node: not found", not JSON alone; look at')


def test_one_that_is_missing(tool: Tool, tmp_path: Path) -> None:
    place = tmp_path / "nowhere"
    kind, message = tool.failure(cli_path=str(place))
    assert kind == "config"
    assert message == (
        f"The Axway CLI is missing: {place} is not a program that can be run here. Install it, or "
        "set cli_path."
    )


def test_one_that_cannot_be_run(tool: Tool) -> None:
    tool.path.write_text("#!/no/such/interpreter\n")
    tool.path.chmod(0o700)
    kind, message = tool.failure()
    assert kind == "config"
    assert message == "The Axway CLI, AXWAY, cannot be run (No such file or directory)."


def test_no_room_for_a_home(tool: Tool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tool.stand_in()

    def full(**_options: Any) -> str:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(tempfile, "mkdtemp", full)
    words = "No home directory can be made for the Axway CLI (No space left on device)."
    assert tool.failure() == ("config", words)
    assert tool.notes() == []


def test_a_home_that_cannot_be_filled_goes(
    tool: Tool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tool.stand_in()
    made: list[str] = []
    make = tempfile.mkdtemp

    def crowded(**options: Any) -> str:
        made.append(make(**options))
        (Path(made[0]) / ".axway").touch()
        return made[0]

    monkeypatch.setattr(tempfile, "mkdtemp", crowded)
    words = "No home directory can be made for the Axway CLI (File exists)."
    assert tool.failure() == ("config", words)
    assert not os.path.exists(made[0])


def test_one_that_hangs(tool: Tool, tmp_path: Path) -> None:
    tool.program(
        "import os, subprocess, sys, time\n"
        "child = subprocess.Popen(['sleep', '60'])\n"
        "open(os.environ['STAND_IN_NOTES'], 'w').write('%d %s' % (child.pid, os.environ['HOME']))\n"
        "time.sleep(60)\n"
    )
    started = time.monotonic()
    kind, message = tool.failure(timeout=1)
    assert time.monotonic() - started < 30
    assert kind == "timeout"
    assert message == (
        "No token: AXWAY auth login did not end within 4 s (four times timeout; option total_timeout), and "
        "was stopped; look at auth_url and platform_url, and whether it waits for a browser."
    )
    child, home = (tmp_path / "notes").read_text().split()
    assert not os.path.exists(home)
    # What it had started ends with it.
    assert soon(lambda: not runs(child))


def test_one_that_prints_without_end(tool: Tool) -> None:
    tool.program("while True:\n    print('y' * 65536)\n")
    started = time.monotonic()
    kind, message = tool.failure()
    assert time.monotonic() - started < 30
    assert kind == "protocol"
    assert message == (
        "No token: AXWAY auth login printed more than 16 MiB, and was stopped; look at which program "
        "cli_path is."
    )


# Python warns of a fork because the tests have threads.
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM])
def test_who_waits_for_it_is_killed(tool: Tool, tmp_path: Path, end: signal.Signals) -> None:
    tool.program(
        "import os, signal, subprocess, time\n"
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "child = subprocess.Popen(['sleep', '60'])\n"
        "with open(os.environ['STAND_IN_NOTES'] + '.part', 'w') as file:\n"
        "    file.write('%d %d %s' % (os.getpid(), child.pid, os.environ['HOME']))\n"
        "os.rename(file.name, os.environ['STAND_IN_NOTES'])\n"
        "time.sleep(60)\n"
    )
    worker = multiprocessing.get_context("fork").Process(target=tool)
    worker.start()
    notes = tmp_path / "notes"
    assert soon(notes.exists)
    process, child, home = notes.read_text().split()
    assert os.path.exists(home + "/.axway/axway-cli/config.json")
    assert worker.pid
    os.kill(worker.pid, end)
    worker.join()
    assert soon(lambda: not os.path.exists(home))
    assert soon(lambda: not runs(process) and not runs(child))


def soon(condition: Callable[[], bool]) -> bool:
    """Whether it comes to be within half a minute."""
    until = time.monotonic() + 30
    while not condition() and time.monotonic() < until:
        time.sleep(0.05)
    return condition()


def runs(process: str) -> bool:
    """Whether a process is there, and not only waited for."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (
            {"client_id": None},
            "Axway Amplify needs the option client_id (or the environment variable AXWAY_CLIENT_ID).",
        ),
        (
            {"client_secret": None},
            "auth_method cli needs the option client_secret (or the environment variable "
            "AXWAY_CLIENT_SECRET), private_key or private_key_path.",
        ),
        ({"ca_path": "/"}, "The Axway CLI takes a file as ca_path, not a directory."),
    ],
)
def test_mistakes(tool: Tool, options: dict[str, Any], words: str) -> None:
    assert tool.failure(**options) == ("config", words)
    assert tool.notes() == []


def test_a_certificate_of_the_client(tool: Tool, run: Run) -> None:
    tls = run.simulator.description["tls"]
    given = {"client_cert": tls["client_cert"], "client_key": tls["client_key"]}
    words = "The Axway CLI cannot use client_cert; use another auth_method."
    assert tool.failure(**given) == ("config", words)


def test_an_encrypted_key(tool: Tool, run: Run) -> None:
    from cryptography.hazmat.primitives.serialization import (
        BestAvailableEncryption,
        Encoding,
        PrivateFormat,
        load_pem_private_key,
    )

    pem = Path(run.simulator.description["axway"]["private_key_path"]).read_bytes()
    key = load_pem_private_key(pem, None).private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"phrase")
    )
    result = tool.failure(client_secret=None, private_key=key.decode(), private_key_passphrase="phrase")
    words = "The Axway CLI does not take an encrypted key; use auth_method private_key_jwt."
    assert result == ("config", words)
