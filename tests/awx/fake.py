# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A small AWX: the part of its REST API that the collection awx.awx uses, in memory, on loopback.

It keeps objects, associations and surveys, hides what a credential type calls secret, and refuses what AWX
refuses: unknown playbooks, inputs that the credential type does not name, surveys that are none.
"""

from __future__ import annotations

import base64
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tests.playbook import CHECKOUT

Object = dict[str, Any]

TOKEN = "token-of-the-fake-awx"
USER, PASSWORD = "admin", "pass:word of the fake"
_BASIC = "Basic " + base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()

# What each kind of object holds besides its name, and with which values before anything is given. Whatever
# else is sent is dropped, as AWX does.
_FIELDS: dict[str, Object] = {
    "organizations": {"description": ""},
    "execution_environments": {"description": "", "image": "", "pull": "", "organization": None},
    "projects": {"scm_type": "", "scm_url": "", "scm_branch": "", "organization": None},
    "inventories": {"description": "", "kind": "", "host_filter": None, "organization": None},
    "hosts": {"description": "", "inventory": None, "variables": ""},
    "credential_types": {"description": "", "kind": "", "inputs": {}, "injectors": {}, "managed": False},
    "credentials": {"description": "", "credential_type": None, "organization": None, "inputs": {}},
    "job_templates": {
        "description": "",
        "job_type": "run",
        "organization": None,
        "project": None,
        "playbook": "",
        "inventory": None,
        "execution_environment": None,
        "extra_vars": "---",
        "ask_job_type_on_launch": False,
        "ask_variables_on_launch": False,
        "survey_enabled": False,
    },
    "schedules": {"description": "", "unified_job_template": None, "rrule": ""},
}

_ANSWERS: dict[str, type] = {
    "multiplechoice": str,
    "integer": int,
    "float": float,
    "text": str,
    "textarea": str,
}


class Refused(Exception):
    """What was sent is not accepted; the argument is the body of the answer 400."""


class FakeAWX:
    """Listens within its ``with`` block.

    ``journal`` holds the requests as ``(method, path)``, ``objects`` what is there, by kind. Surveys and the
    numbers of attached credentials stand by the number of their job template. ``tokens`` counts those that
    users and passwords were given and have not given back.
    """

    def __init__(self) -> None:
        self.journal: list[tuple[str, str]] = []
        self.objects: dict[str, list[Object]] = {kind: [] for kind in _FIELDS}
        self.surveys: dict[int, Object] = {}
        self.attached: dict[int, list[int]] = {}
        self.tokens = 0
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
        self._server.awx = self  # type: ignore[attr-defined]
        self._thread = threading.Thread(target=self._server.serve_forever)
        self.create("organizations", {"name": "Default"})

    def __enter__(self) -> FakeAWX:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    @property
    def url(self) -> str:
        """The address, for CONTROLLER_HOST."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def writes(self) -> list[str]:
        """The requests so far that write, as ``POST job_templates/``; the journal is then empty."""
        found = [f"{method} {path}" for method, path in self.journal if method != "GET"]
        self.journal.clear()
        return found

    def the(self, kind: str, name: str) -> Object:
        """The only object of that kind and name."""
        (found,) = [each for each in self.objects[kind] if each["name"] == name]
        return found

    def answer(self, method: str, address: str, body: Any) -> tuple[int, Any]:
        """The status and the body of the answer to a request, as an object that JSON knows."""
        parts = urlsplit(address)
        path = parts.path.removeprefix("/api/v2/")
        kind, *rest = path.strip("/").split("/")
        with self._lock:
            self.journal.append((method, path))
            match [method, *rest]:
                case ["GET"]:
                    return 200, self.listed(kind, dict(parse_qsl(parts.query)))
                case ["POST"]:
                    return 201, self.shown(self.create(kind, body))
                case ["GET", number]:
                    return 200, self.shown(self.by_id(int(number)))
                case ["PATCH", number]:
                    return 200, self.shown(self.update(kind, int(number), body))
                case ["GET", number, "survey_spec"]:
                    return 200, self.surveys.get(int(number), {})
                case ["POST", number, "survey_spec"]:
                    self.survey(int(number), body)
                    return 200, {}
                case ["GET", number, "credentials"]:
                    return 200, self.credentials(int(number))
                case ["POST", number, "credentials"]:
                    self.associate(int(number), body)
                    return 204, None
        return 404, {"detail": "Not found."}

    def by_id(self, number: int) -> Object:
        """The object of that number, of whatever kind."""
        (found,) = [each for kind in self.objects.values() for each in kind if each["id"] == number]
        return found

    def create(self, kind: str, body: Object) -> Object:
        """A new object; numbers are never given twice, whatever the kind."""
        number = sum(map(len, self.objects.values())) + 1
        made = {"id": number, "type": kind.removesuffix("s"), "url": f"/api/v2/{kind}/{number}/"}
        self.objects[kind].append(made)
        try:
            return self._fill(kind, made, {**_FIELDS[kind], **body})
        except Refused:
            self.objects[kind].remove(made)
            raise

    def update(self, kind: str, number: int, body: Object) -> Object:
        """The object, changed by what is given."""
        return self._fill(kind, self.by_id(number), body)

    def _fill(self, kind: str, target: Object, body: Object) -> Object:
        known = {name: value for name, value in body.items() if name in {"name", *_FIELDS[kind]}}
        if "playbook" in known and not (CHECKOUT / known["playbook"]).is_file():
            raise Refused({"playbook": ["Playbook not found for project."]})
        if kind == "credentials" and "inputs" in known:
            self._check_inputs(self.by_id(known["credential_type"]), known["inputs"])
        target.update(known)
        return target

    @staticmethod
    def _check_inputs(credential_type: Object, inputs: Object) -> None:
        fields = {field["id"] for field in credential_type["inputs"]["fields"]}
        if not fields >= set(inputs) >= set(credential_type["inputs"]["required"]):
            raise Refused({"inputs": ["Unknown fields, or a required one is missing."]})

    def listed(self, kind: str, query: dict[str, str]) -> Object:
        """The objects whose fields have the values asked for."""
        kinds = ["projects", "job_templates"] if kind == "unified_job_templates" else [kind]
        found = [
            self.shown(each) for name in kinds for each in self.objects[name] if self._matches(each, query)
        ]
        return {"count": len(found), "next": None, "previous": None, "results": found}

    @staticmethod
    def _matches(each: Object, query: dict[str, str]) -> bool:
        """Whether all fields have the value asked for, and any of those asked for with ``or__``."""
        same = {field: str(each[field.removeprefix("or__")]) == value for field, value in query.items()}
        any_of = [found for field, found in same.items() if field.startswith("or__")]
        all_of = [found for field, found in same.items() if not field.startswith("or__")]
        return all(all_of) and (any(any_of) or not any_of)

    def shown(self, each: Object) -> Object:
        """The object as AWX shows it: with its relations, and without secrets."""
        copy = {
            **each,
            "related": {"survey_spec": each["url"] + "survey_spec/"},
            "summary_fields": {},
            "scm_revision": "",
        }
        if each["type"] == "credential":
            fields = self.by_id(each["credential_type"])["inputs"]["fields"]
            secret = {field["id"] for field in fields if field.get("secret")}
            copy["inputs"] = {**each["inputs"], **dict.fromkeys(secret & set(each["inputs"]), "$encrypted$")}
        return copy

    def credentials(self, number: int) -> Object:
        """Those of a job template."""
        found = [self.shown(self.by_id(each)) for each in self.attached.get(number, [])]
        return {"count": len(found), "next": None, "previous": None, "results": found}

    def associate(self, number: int, body: Object) -> None:
        """Puts a credential to a job template, or takes it away."""
        attached = self.attached.setdefault(number, [])
        (attached.remove if body.get("disassociate") else attached.append)(body["id"])

    def survey(self, number: int, survey: Object) -> None:
        """Sets the survey of a job template, by the rules of AWX."""
        if not all(isinstance(survey.get(name), str) for name in ("name", "description")):
            raise Refused({"error": "Field 'name' or 'description' is missing from survey spec."})
        for question in survey["spec"]:
            wanted = {"type": str, "question_name": str, "variable": str, "required": bool}
            if not all(isinstance(question.get(name), kind) for name, kind in wanted.items()):
                raise Refused({"error": f"Expected {', '.join(wanted)} of survey question {question}."})
            if not isinstance(question["default"], _ANSWERS[question["type"]]):
                raise Refused({"error": f"Default value of survey question {question} has another type."})
            if question["type"] == "multiplechoice" and question["default"] not in question["choices"]:
                raise Refused({"error": "Default choice must be answered from the choices listed."})
            if not all(isinstance(question.get(limit, 0), int) for limit in ("min", "max")):
                raise Refused({"error": f"The limits of survey question {question} expected to be integer."})
        self.surveys[number] = survey


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def _handle(self) -> None:
        awx: FakeAWX = self.server.awx  # type: ignore[attr-defined]
        sent = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.path.startswith("/api/v2/tokens/") and self.headers.get("Authorization") == _BASIC:
            awx.tokens += 1 if self.command == "POST" else -1
            self._send(*((201, {"id": 1, "token": TOKEN}) if self.command == "POST" else (204, None)))
        elif self.headers.get("Authorization") != f"Bearer {TOKEN}":
            self._send(401, {"detail": "Authentication credentials were not provided."})
        else:
            try:
                self._send(*awx.answer(self.command, self.path, json.loads(sent) if sent else None))
            except Refused as refusal:
                self._send(400, refusal.args[0])

    do_GET = do_POST = do_PATCH = do_DELETE = _handle

    def _send(self, status: int, body: Any) -> None:
        data = b"" if body is None else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.send_header("X-API-Product-Name", "AWX")
        self.send_header("X-API-Product-Version", "24.6.1")
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: Any) -> None:
        """Prints nothing."""
