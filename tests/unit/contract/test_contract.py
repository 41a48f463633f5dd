# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What `make contract` finds, by a small description; and what it says without any."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.contract.allowances import Allowance
from tests.contract.check import departures
from tests.contract.description import Description
from tests.contract.exchange import Body, Exchange
from tests.contract.report import Report
from tests.playbook import CHECKOUT
from tests.simulator import exchanges
from tests.simulator.client import Simulator
from tests.unit.simulator.conftest import Client

DESCRIPTION = """
openapi: 3.0.0
paths:
  /pets:
    parameters:
      - $ref: '#/components/parameters/limit'
    get:
      responses:
        '200': {content: {application/json: {schema: {$ref: '#/components/schemas/Pets'}}}}
    post:
      description: |
        Makes a pet.

          Required fields:
          - name

          Fields not allowed:
          - owned
      requestBody:
        required: true
        content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}
      responses:
        '201': {content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}
        4XX: {$ref: '#/components/responses/Refusal'}
  /pets/{id}:
    get:
      parameters:
        - {in: query, name: deep, required: true, schema: {type: boolean}}
      responses:
        '200': {content: {application/json: {schema: {$ref: '#/components/schemas/Kept'}}}}
    delete:
      responses: {'204': {description: gone}}
  /pets/{name}:
    get:
      responses:
        '200': {content: {application/json: {schema: {$ref: '#/components/schemas/Pets'}}}}
  /pets/all:
    get:
      responses:
        '200': {content: {text/plain: {schema: {type: string}}}}
        '401': {$ref: '#/components/responses/Refusal'}
  /files:
    post:
      requestBody:
        content:
          multipart/form-data:
            schema:
              required: [note]
              properties:
                note: {type: string}
                pet: {type: array, items: {$ref: '#/components/schemas/Pet'}}
      responses: {'200': {description: taken}}
components:
  parameters:
    limit: {in: query, name: limit, schema: {type: integer}}
  responses:
    Refusal: {content: {application/json: {schema: {$ref: '#/components/schemas/Refusal'}}}}
  schemas:
    Refusal: {type: object, properties: {words: {type: string}}}
    Pets: {type: array, items: {$ref: '#/components/schemas/Pet'}}
    Pet:
      type: object
      additionalProperties: false
      properties:
        id: {type: string, readOnly: true}
        name: {type: string}
        kind: {type: string, enum: [CAT, DOG], nullable: true}
        owned: {type: boolean}
        marks: {type: object, additionalProperties: {type: string}}
    Kept:
      type: object
      required: [type]
      properties: {type: {type: string}, place: {type: string}}
      discriminator:
        propertyName: type
        mapping: {cat: '#/components/schemas/KeptCat', dog: '#/components/schemas/KeptDog'}
      oneOf: [{$ref: '#/components/schemas/KeptCat'}, {$ref: '#/components/schemas/KeptDog'}]
    KeptCat:
      allOf:
        - $ref: '#/components/schemas/Kept'
        - {type: object, properties: {lives: {type: integer}}}
    KeptDog:
      allOf:
        - $ref: '#/components/schemas/Kept'
        - {type: object, properties: {tricks: {type: array, items: {type: string}}}}
"""
JSON = "application/json"


def described() -> Description:
    """The small description, read anew: it is mended while it is read."""
    return Description(yaml.safe_load(DESCRIPTION))


def exchange(request: str, status: int | None = 200, answer: Any = None, **fields: Any) -> Exchange:
    """An exchange; its answer, if any, is JSON."""
    method, path = request.split()
    sent = Body(b"") if answer is None else Body(json.dumps(answer).encode(), JSON)
    return Exchange("apinizer", method, path, status=status, answer=sent, **fields)


def posted(content: Any, status: int = 201, **fields: Any) -> Exchange:
    """A pet that was made, and told again."""
    body = Body(json.dumps(content).encode(), JSON)
    return exchange("POST /pets", status, fields.pop("answer", {"name": "a"}), body=body, **fields)


MULTIPART = "multipart/form-data; boundary=x"


def parts(**values: str) -> Body:
    """A form of those parts."""
    each = [
        f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{values[name]}\r\n' for name in values
    ]
    return Body(("".join(each) + "--x--\r\n").encode(), MULTIPART)


@pytest.mark.parametrize(
    "good",
    [
        exchange("GET /pets", answer=[{"name": "a", "kind": None, "marks": {"any": "thing"}}]),
        exchange("GET /pets", answer=[], query=[("limit", "3")]),
        posted({"name": "a", "kind": "CAT"}),
        posted({"name": "a"}, 409, answer={"words": "there already"}),
        # By its id, or all of that name.
        exchange("GET /pets/1", answer={"type": "cat", "lives": 9, "place": "p"}, query=[("deep", "true")]),
        exchange("GET /pets/1", answer=[{"name": "a"}]),
        exchange("DELETE /pets/1", 204),
        exchange("POST /files", body=parts(note="n", pet="name: a")),
        # What a fault answers is not the platform's, nor need it be asked for what there is.
        exchange("GET /else", None),
        exchange("GET /pets", None, answer=7),
    ],
)
def test_nothing_departs(good: Exchange) -> None:
    assert departures(good, described()) == []


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        (exchange("GET /else", 404), "apinizer GET /else is not described"),
        (exchange("PUT /pets"), "apinizer PUT /pets is not described"),
        (
            exchange("GET /pets", answer=[], query=[("limit", "abc")]),
            "GET /pets: query: limit is str, not integer",
        ),
        (exchange("GET /pets", answer=[], query=[("size", "1")]), "GET /pets: query: size is not described"),
        (exchange("GET /pets", answer=[{"nmae": "a"}]), "GET /pets: 200: [].nmae is not described"),
        (
            exchange("GET /pets", answer=[{"kind": "COW"}]),
            "GET /pets: 200: [].kind is COW, not CAT, DOG, null",
        ),
        (exchange("GET /pets", answer={}), "GET /pets: 200: is dict, not array"),
        (exchange("GET /pets", 202, answer=[]), "GET /pets: 202 is not described"),
        (exchange("GET /pets/all", answer=""), "GET /pets/all: 200: application/json is not described"),
        (
            exchange("DELETE /pets/1", 204, answer={}),
            "DELETE /pets/{id}: 204: the answer's body is not described",
        ),
        (
            exchange("GET /pets/1", answer={"type": "cat", "tricks": []}, query=[("deep", "true")]),
            "GET /pets/{id}: 200: .tricks is not described",
        ),
        (
            exchange("DELETE /pets/1", 204, body=Body(b"{}", JSON)),
            "DELETE /pets/{id}: body: is not described",
        ),
        (exchange("POST /pets", 201, {"name": "a"}), "POST /pets: body: is required"),
        (posted({"name": "a", "colour": "red"}), "POST /pets: body: .colour is not described"),
        (posted({"kind": "CAT"}), "POST /pets: body: .name is required"),
        (posted({"name": "a", "owned": True}), "POST /pets: body: .owned is not allowed"),
        (posted({"name": 1}), "POST /pets: body: .name is int, not string"),
        (posted({"name": "a", "marks": {"any": 1}}), "POST /pets: body: .marks.any is int, not string"),
        (posted({"name": "a"}, 409, answer={"word": "x"}), "POST /pets: 409: .word is not described"),
        (
            exchange("POST /files", body=parts(note="n", pet="colour: red")),
            "POST /files: body: .pet[].colour is not described",
        ),
        (exchange("POST /files", body=parts(pet="name: a")), "POST /files: body: .note is required"),
        (exchange("POST /files", body=Body(b"?", MULTIPART)), "POST /files: body: has no parts"),
    ],
)
def test_a_departure(bad: Exchange, words: str) -> None:
    assert departures(bad, described()) == [words if words.startswith("apinizer") else f"apinizer {words}"]


def test_what_the_server_decides_is_not_to_be_sent() -> None:
    (words,) = departures(posted({"name": "a", "id": "1"}), described())
    assert words.startswith("apinizer POST /pets: body: .id Tried to write read-only property")


def test_a_refusal_that_is_not_described_is_told_as_one_that_is() -> None:
    assert departures(exchange("GET /pets/all", 400, {"word": "x"}), described()) == [
        "apinizer GET /pets/all: 400 is not described",
        "apinizer GET /pets/all: 400: .word is not described",
    ]


def reported(*allowances: Allowance, **fields: Any) -> list[str]:
    """The lines about one exchange that departs."""
    report = Report({"apinizer": described()}, allowances)
    report.add(
        [exchange("GET /pets", answer=[], query=[("size", "1")], test="tests/a.py::test[1]", **fields)]
    )
    return list(report.lines())


SIZE = "apinizer GET /pets: query: size is not described"


def test_a_departure_is_told_with_its_test() -> None:
    assert reported() == [f"{SIZE}\n    tests/a.py::test[1]"]


def test_a_departure_that_is_allowed() -> None:
    assert (
        reported(Allowance(r"apinizer \w+ /pets: query: size is not described", "it says so elsewhere")) == []
    )


def test_an_allowance_that_is_not_needed_is_told() -> None:
    (_departure, told) = reported(Allowance("apinizer GET /pets", "the whole words must match"))
    assert told == "nothing departs any more as allowed: apinizer GET /pets"


def test_a_departure_that_its_test_marks() -> None:
    marked = ({"from": "apinizer GET /pets: query: size ", "because": "it is refused"},)
    assert reported(departs=marked) == []


def test_a_mark_that_is_not_needed_is_told() -> None:
    marked = ({"from": "apinizer GET /pets: query: limit ", "because": "it is refused"},)
    assert reported(departs=marked)[1] == (
        "nothing departs as tests/a.py::test is marked: apinizer GET /pets: query: limit "
    )


@pytest.mark.parametrize("folder", [None, "", "/nonexistent"])
def test_without_descriptions_it_says_where_they_are(folder: str | None) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "CONTRACTS"}
    ran = subprocess.run(
        [sys.executable, "-m", "tests.contract", "false"],
        cwd=CHECKOUT,
        env=environment if folder is None else {**environment, "CONTRACTS": folder},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 2
    assert "Not there: apic_provider_api.yaml, apinizer_management_api.yaml" in ran.stderr
    assert "https://github.com/apinizer/docs" in ran.stderr


def test_exchanges_are_written_down(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(exchanges.VARIABLE, str(tmp_path))
    with Simulator.start() as simulator:
        simulator.label(test="tests/a.py::test", departs=[{"from": "x", "because": "y"}])
        of = simulator.description
        with (
            Client(of["apinizer"]["url"], of["ca_path"]) as manager,
            Client(of["cmf"]["url"], of["ca_path"]) as mes,
        ):
            mes.get("/api/none/none")
            manager.get("/apiops/test/healthcheck?a=b")
            simulator.fault(platform="apinizer", kind="html")
            manager.post("/apiops/auth/token", json={"a": 1})
    first, second = Exchange.read(tmp_path)
    assert (first.method, first.path, first.query) == ("GET", "/apiops/test/healthcheck", [("a", "b")])
    assert (first.status, first.answer.content, first.answer.media_type) == (200, b"OK", "text/plain")
    assert (first.test, first.departs) == ("tests/a.py::test", ({"from": "x", "because": "y"},))
    assert (second.body.value(), second.status, second.answer.content) == ({"a": 1}, None, b"")
