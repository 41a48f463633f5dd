# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A small AWX: the part of its REST API that the collection awx.awx uses, in memory, on loopback.

It keeps objects and what is attached to them, fetches projects, hides what a credential type calls secret,
and refuses what AWX 24.6.1 refuses: see ``rules``.
"""

from __future__ import annotations

import base64
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from tests.awx import rules
from tests.awx.rules import Object, Refused, forbidden
from tests.playbook import CHECKOUT

TOKEN = "token-of-the-fake-awx"
ORGANIZATION_TOKEN = "token-of-an-admin-of-organizations"
USER, PASSWORD = "admin", "pass:word of the fake"
_BASIC = "Basic " + base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
UNREACHABLE = "https://git.example/unreachable.git"
GIT_SAYS = "Failed to download remote objects and refs:  fatal: unable to access 'https://git.example/'"

_ATTACHED = ("started", "success", "error")
NOTIFICATIONS = tuple(f"notification_templates_{each}" for each in _ATTACHED)
_ASKED = ("job_type", "variables", "limit", "credential", "inventory", "timeout")

# What each kind of object holds besides its name, and with which values before anything is given. Whatever
# else is sent is dropped, as AWX does.
_FIELDS: dict[str, Object] = {
    "organizations": {"description": "", "default_environment": None},
    "execution_environments": {
        "description": "",
        "image": "",
        "pull": "",
        "organization": None,
        "credential": None,
    },
    "projects": {
        "scm_type": "",
        "scm_url": "",
        "scm_branch": "",
        "credential": None,
        "organization": None,
        "default_environment": None,
        "status": "never updated",
        "scm_revision": "",
    },
    "project_updates": {
        "project": None,
        "status": "pending",
        "failed": False,
        "finished": None,
        "scm_revision": "",
    },
    "inventories": {"description": "", "kind": "", "host_filter": None, "organization": None},
    "hosts": {"description": "", "inventory": None, "variables": ""},
    "credential_types": {"description": "", "kind": "", "inputs": {}, "injectors": {}, "managed": False},
    "credentials": {"description": "", "credential_type": None, "organization": None, "inputs": {}},
    "credential_input_sources": {
        "description": "",
        "input_field_name": "",
        "target_credential": None,
        "source_credential": None,
        "metadata": {},
    },
    "job_templates": {
        "description": "",
        "job_type": "run",
        "organization": None,
        "project": None,
        "playbook": "",
        "inventory": None,
        "execution_environment": None,
        "extra_vars": "---",
        "timeout": 0,
        "forks": 0,
        "verbosity": 0,
        "survey_enabled": False,
        **{f"ask_{name}_on_launch": False for name in _ASKED},
    },
    "schedules": {
        "description": "",
        "unified_job_template": None,
        "rrule": "",
        "enabled": True,
        "extra_data": {},
        "inventory": None,
        "execution_environment": None,
    },
    "inventory_sources": {"inventory": None, "source_project": None},
    "workflow_job_templates": {"organization": None, "inventory": None, "execution_environment": None},
    "workflow_job_template_nodes": {"unified_job_template": None},
    "labels": {"organization": None},
    "instance_groups": {},
    "notification_templates": {"organization": None},
    "teams": {"organization": None},
    "users": {},
}
_NAMED = {"users": "username"}
# Kinds of which no two may have these fields in common.
_UNIQUE = {
    "credentials": ("organization", "name", "credential_type"),
    "credential_types": ("name",),
    "credential_input_sources": ("target_credential", "input_field_name"),
    "projects": ("organization", "name"),
    "job_templates": ("organization", "name"),
    "schedules": ("unified_job_template", "name"),
}
# What refers to objects by a list of them.
_LISTS = {
    "job_template": "credentials",
    "schedule": "credentials",
    "workflow_job_template_node": "credentials",
}
# What is deleted along with an object, by the field that refers to it; elsewhere the reference is emptied.
_PARENTS = {
    "schedules": "unified_job_template",
    "hosts": "inventory",
    "inventory_sources": "inventory",
    "credential_input_sources": "target_credential",
}
_FOR_ALL = ("credential_types", "organizations", "execution_environments")
_ROLES = ("admin", "use", "execute", "read", "update")


class FakeAWX:
    """Listens within its ``with`` block.

    ``journal`` holds the requests as ``(method, path)``, ``bodies`` what they sent too, ``objects`` what is
    there, by kind. ``attached`` are
    the numbers of what belongs to an object, by its number and the name of the relation. ``commits`` are
    those that branches have in the project's repository. ``tokens`` counts those that users and passwords
    were given and have not given back. ``running`` are the numbers of what jobs use at the moment.
    """

    def __init__(self, prefix: str = "/api/", product: tuple[str, str] = ("AWX", "24.6.1")) -> None:
        self.prefix, self.product = prefix + "v2/", product
        self.journal: list[tuple[str, str]] = []
        self.bodies: list[tuple[str, str, Any]] = []
        self.objects: dict[str, list[Object]] = {kind: [] for kind in _FIELDS}
        self.surveys: dict[int, Object] = {}
        self.attached: dict[tuple[int, str], list[int]] = {}
        self.commits: dict[str, str] = {}
        self.tokens = 0
        self.running: set[int] = set()
        self._numbers = 0
        self._lock = threading.Lock()
        self._server = _Server(self)
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

    def of(self, number: int, relation: str) -> list[Object]:
        """What is attached to an object."""
        return [self.by_id(each) for each in self.attached.get((number, relation), [])]

    def answer(self, method: str, address: str, body: Any, *, admin: bool = True) -> tuple[int, Any]:
        """The status and the body of the answer to a request, as an object that JSON knows."""
        parts = urlsplit(address)
        path = parts.path.removeprefix(self.prefix)
        kind, *rest = path.strip("/").split("/")
        query = dict(parse_qsl(parts.query))
        with self._lock:
            self.journal.append((method, path))
            self.bodies.append((method, path, body))
            if not admin and method != "GET" and kind in _FOR_ALL:
                raise forbidden()
            match [method, *rest]:
                case ["GET"] if kind == "me":
                    return 200, self._page([{"id": 1, "username": USER, "is_superuser": admin}], path, {})
                case ["GET"]:
                    return 200, self._page(self.listed(kind, query), path, query)
                case ["POST"]:
                    return 201, self.shown(self.create(kind, body))
                case ["GET", number]:
                    return 200, self.shown(self.by_id(int(number)))
                case ["PATCH", number]:
                    return 200, self.shown(self.update(kind, int(number), body))
                case ["DELETE", number]:
                    self.delete(kind, int(number))
                    return 204, None
                case ["GET", number, "survey_spec"]:
                    return 200, self.surveys.get(int(number), {})
                case ["POST", number, "survey_spec"]:
                    rules.survey(body)
                    self.surveys[int(number)] = body
                    return 200, {}
                case ["POST", number, "update"]:
                    return 202, self.shown(self.synchronize(self.by_id(int(number))))
                case ["GET", number, "events"]:
                    return 200, self._page(self._events(self.by_id(int(number))), path, {})
                case ["GET", number, "credentials"] if kind == "credential_types":
                    return 200, self._page(self._of_type(int(number)), path, query)
                case ["GET", number, relation]:
                    found = [self.shown(each) for each in self.of(int(number), relation)]
                    return 200, self._page(found, path, query)
                case ["POST", number, relation]:
                    self.associate(int(number), relation, body)
                    return 204, None
        return 404, {"detail": "Not found."}

    def by_id(self, number: int) -> Object:
        """The object of that number, of whatever kind."""
        (found,) = [each for kind in self.objects.values() for each in kind if each["id"] == number]
        return found

    def create(self, kind: str, body: Object) -> Object:
        """A new object; numbers are never given twice, whatever the kind."""
        self._numbers += 1
        number = self._numbers
        made = {"id": number, "type": kind.removesuffix("s"), "url": f"{self.prefix}{kind}/{number}/"}
        if kind == "credentials" and not body.get("organization"):
            raise Refused({"detail": "Missing 'user', 'team', or 'organization'."})
        made.update(self._checked(kind, made, {**_FIELDS[kind], **body}))
        self.objects[kind].append(made)
        if kind == "projects" and made["scm_type"]:
            self.synchronize(made)
        return made

    def update(self, kind: str, number: int, body: Object) -> Object:
        """The object, changed by what is given."""
        found = self.by_id(number)
        before = dict(found)
        found.update(self._checked(kind, found, body))
        if kind == "projects" and any(found[name] != before[name] for name in ("scm_url", "scm_branch")):
            self.synchronize(found)
        return found

    def delete(self, kind: str, number: int) -> None:
        """Takes it away, and what cannot be without it."""
        found = self.by_id(number)
        if number in self.running:
            raise Refused({"error": "Resource is being used by running jobs.", "active_jobs": []}, 409)
        if kind == "credential_types" and self._of_type(number):
            raise forbidden("Credential types that are in use cannot be deleted")
        self.objects[kind].remove(found)
        for attached in self.attached.values():
            attached[:] = [each for each in attached if each != number]
        for name, parent in _PARENTS.items():
            self.objects[name] = [each for each in self.objects[name] if each[parent] != number]
        for name, fields in _FIELDS.items():
            for each in self.objects[name]:
                each.update(
                    {field: None for field in fields if fields[field] is None and each[field] == number}
                )

    def _checked(self, kind: str, target: Object, body: Object) -> Object:
        name_field = _NAMED.get(kind, "name")
        known = {name: value for name, value in body.items() if name in {name_field, *_FIELDS[kind]}}
        after = {**target, **known}
        self._is_unique(kind, after)
        if kind == "job_templates" and ("playbook" in known or "project" in known):
            fetched = after["project"] and self.by_id(after["project"])["scm_revision"]
            if not (fetched and (CHECKOUT / after["playbook"]).is_file()):
                raise Refused({"playbook": ["Playbook not found for project."]})
        changed = target.get("inputs", after.get("inputs")) != after.get("inputs")
        if kind == "credential_types" and changed and self._of_type(target["id"]):
            raise forbidden("Modifications to inputs are not allowed for credential types that are in use")
        if kind == "credentials":
            if target.get("credential_type", after["credential_type"]) != after["credential_type"]:
                self._is_unused(target["id"])
            type_ = self.by_id(after["credential_type"])
            known["inputs"] = rules.inputs(type_, after["inputs"], target.get("inputs"))
        if kind == "credential_input_sources" and "input_field_name" in known:
            type_ = self.by_id(self.by_id(after["target_credential"])["credential_type"])
            if after["input_field_name"] not in [field["id"] for field in type_["inputs"]["fields"]]:
                raise Refused({"input_field_name": ["Input field must be defined on target credential"]})
        if kind == "schedules" and "rrule" in known:
            rules.rrule(known["rrule"])
        return known

    def _is_unique(self, kind: str, after: Object) -> None:
        fields = _UNIQUE.get(kind, ())
        same = [
            each
            for each in self.objects[kind]
            if fields and each["id"] != after["id"] and all(each[name] == after[name] for name in fields)
        ]
        if same:
            what = after["type"].replace("_", " ").capitalize()
            raise Refused({"__all__": [f"{what} with this ({', '.join(fields)}) already exists."]})

    def _of_type(self, number: int) -> list[Object]:
        return self.listed("credentials", {"credential_type": str(number)})

    def _is_unused(self, number: int) -> None:
        if any(number in found for found in self.attached.values()):
            reason = "as it may break the functionality of the resources using it."
            detail = f"You cannot change the credential type of the credential, {reason}"
            raise Refused({"credential_type": [detail]})

    def synchronize(self, project: Object) -> Object:
        """Starts an update of a project. It has ended when it is asked for."""
        project["status"] = "pending"
        return self.create("project_updates", {"name": project["name"], "project": project["id"]})

    def _finish(self, update: Object) -> None:
        project = self.by_id(update["project"])
        branch = project["scm_branch"] or "main"
        failed = project["scm_url"] == UNREACHABLE or branch == "no-such-branch"
        update.update(failed=failed, status="failed" if failed else "successful", finished="2026-01-01")
        project["status"] = update["status"]
        if not failed:
            project["scm_revision"] = update["scm_revision"] = self.commits.setdefault(
                branch, f"1st {branch}"
            )

    @staticmethod
    def _events(update: Object) -> list[Object]:
        event = {"event": "runner_on_failed", "event_data": {"res": {"msg": GIT_SAYS}}, "stdout": GIT_SAYS}
        return [event] if update["failed"] else []

    def _page(self, found: list[Object], path: str, query: dict[str, str]) -> Object:
        size, page = int(query.get("page_size", 25)), int(query.get("page", 1))
        following = None
        if len(found) > size * page:
            following = f"{self.prefix}{path}?" + urlencode({**query, "page": page + 1})
        listed = found[size * (page - 1) : size * page]
        return {"count": len(found), "next": following, "previous": None, "results": listed}

    def listed(self, kind: str, query: dict[str, str]) -> list[Object]:
        """The objects whose fields have the values asked for."""
        asked = {field: value for field, value in query.items() if field not in ("page", "page_size")}
        kinds = ["projects", "job_templates"] if kind == "unified_job_templates" else [kind]
        return [
            self.shown(each) for name in kinds for each in self.objects[name] if self._matches(each, asked)
        ]

    def _matches(self, each: Object, query: dict[str, str]) -> bool:
        """Whether all fields have the value asked for, and any of those asked for with ``or__``."""
        same = {
            field: self._has(each, field.removeprefix("or__").removeprefix("not__"), value)
            is not field.startswith("not__")
            for field, value in query.items()
        }
        any_of = [found for field, found in same.items() if field.startswith("or__")]
        all_of = [found for field, found in same.items() if not field.startswith("or__")]
        return all(all_of) and (any(any_of) or not any_of)

    def _has(self, each: Object, field: str, value: str) -> bool:
        name, _mark, following = field.partition("__")
        if following == "startswith":
            return str(each[name]).startswith(value)
        if following == "in":
            return str(each[name]) in value.split(",")
        if following and (each["id"], name) in self.attached:
            return any(self._has(found, following, value) for found in self.of(each["id"], name))
        if following:
            return bool(each.get(name)) and self._has(self.by_id(each[name]), following, value)
        if _LISTS.get(each["type"]) == name:
            return int(value) in self.attached.get((each["id"], name), [])
        if name not in each:
            raise Refused({"detail": f"{each['type']} has no field named '{name}'"})
        return str(each[name]) == value

    def shown(self, each: Object) -> Object:
        """The object as AWX shows it: with its relations, and without secrets."""
        if each["type"] == "project_update" and not each["finished"] and self.journal[-1][0] == "GET":
            self._finish(each)
        roles = {f"{role}_role": {"id": each["id"] * 10 + at} for at, role in enumerate(_ROLES)}
        related = {name: f"{each['url']}{name}/" for name in ("survey_spec", "update", "credentials")}
        copy = {**each, "related": related, "summary_fields": {"object_roles": roles}}
        for name, value in each.items():
            if name in ("organization", "credential_type") and value:
                copy["summary_fields"][name] = {"id": value, "name": self.by_id(value)["name"]}
        if each["type"] == "credential":
            secret = rules.secrets_of(self.by_id(each["credential_type"]))
            shown = dict.fromkeys(secret & set(each["inputs"]), rules.ENCRYPTED)
            copy["inputs"] = {**each["inputs"], **shown}
        return copy

    def associate(self, number: int, relation: str, body: Object) -> None:
        """Attaches an object to another, or takes it away."""
        attached = self.attached.setdefault((number, relation), [])
        if body.get("disassociate"):
            attached.remove(body["id"])
            return
        if relation == "credentials":
            type_ = self.by_id(self.by_id(body["id"])["credential_type"])
            if type_["id"] in [each["credential_type"] for each in self.of(number, relation)]:
                raise Refused({"error": f"Cannot assign multiple {type_['name']} credentials."})
        attached.append(body["id"])


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def _handle(self) -> None:
        awx = self.server.awx
        sent = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        token = (self.headers.get("Authorization") or "").removeprefix("Bearer ")
        if self.path.startswith(awx.prefix + "tokens/") and token in (_BASIC, TOKEN):
            number = awx.prefix + "tokens/1/"
            awx.tokens += 1 if self.command == "POST" else -1
            made = {"id": 1, "type": "o_auth2_access_token", "token": TOKEN, "url": number}
            self._send(*((201, made) if self.command == "POST" else (204, None)))
        elif token not in (TOKEN, ORGANIZATION_TOKEN):
            self._send(401, {"detail": "Authentication credentials were not provided."})
        elif not self.path.startswith(awx.prefix):
            self._send(404, {"detail": "The requested resource could not be found."})
        else:
            try:
                body = json.loads(sent) if sent else None
                self._send(*awx.answer(self.command, self.path, body, admin=token == TOKEN))
            except Refused as refusal:
                self._send(refusal.status, refusal.body)

    do_GET = do_POST = do_PATCH = do_DELETE = _handle

    def _send(self, status: int, body: Any) -> None:
        awx = self.server.awx
        data = b"" if body is None else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.send_header("X-API-Product-Name", awx.product[0])
        self.send_header("X-API-Product-Version", awx.product[1])
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: Any) -> None:
        """Prints nothing."""


class _Server(ThreadingHTTPServer):
    """A server on a free port, which knows whose it is."""

    def __init__(self, awx: FakeAWX) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.awx = awx
