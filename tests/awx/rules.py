# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What AWX 24.6.1 refuses, in its own words: rules of schedules, surveys, inputs of credentials."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from jsonschema import Draft4Validator

Object = dict[str, Any]

ENCRYPTED = "$encrypted$"
_ANSWERS: dict[str, type] = {
    "multiplechoice": str,
    "integer": int,
    "float": float,
    "text": str,
    "textarea": str,
}


class Refused(Exception):
    """What was sent is not accepted: the status of the answer and its body."""

    def __init__(self, body: Any, status: int = 400) -> None:
        super().__init__(status, body)
        self.status, self.body = status, body


def forbidden(detail: str = "You do not have permission to perform this action.") -> Refused:
    """The answer 403."""
    return Refused({"detail": detail}, 403)


def rrule(text: str) -> None:
    """Refuses a rule that AWX refuses."""
    for word in ("EXDATE", "RDATE"):
        if word.lower() + ":" in text.lower():
            raise Refused({"rrule": [f"{word} not allowed in rrule."]})
    errors = list(_errors_of_start(text))
    for rule in re.findall(r".*?(RULE\:[^\s]*)", text):
        errors += _errors_of_rule(rule)
    if errors:
        raise Refused({"rrule": errors})


def _errors_of_start(text: str) -> Iterator[str]:
    starts = re.findall(r".*?(DTSTART(;[^:]+)?\:[0-9]+T[0-9]+Z?)", text)
    if not starts:
        yield "Valid DTSTART required in rrule. Value should start with: DTSTART:YYYYMMDDTHHMMSSZ"
    if re.findall(r".*?(DTSTART:[0-9]+T[0-9]+) ", text):
        yield "DTSTART cannot be a naive datetime.  Specify ;TZINFO= or YYYYMMDDTHHMMSSZZ."
    if len(starts) > 1:
        yield "Multiple DTSTART is not supported."
    if "rrule:" not in text.lower():
        yield "One or more rule required in rrule."


def _errors_of_rule(rule: str) -> Iterator[str]:
    if "interval" not in rule.lower():
        yield f"INTERVAL required in rrule: {rule}"
    elif "secondly" in rule.lower():
        yield f"SECONDLY is not supported: {rule}"
    if re.match(r".*?BYDAY[\:\=][0-9]+[a-zA-Z]{2}", rule):
        yield f"BYDAY with numeric prefix not supported: {rule}"
    if "COUNT" in rule and "UNTIL" in rule:
        yield f"RRULE may not contain both COUNT and UNTIL: {rule}"
    count = re.match(r".*?COUNT\=([0-9]+)", rule)
    if count and int(count[1]) > 999:
        yield f"COUNT > 999 is unsupported: {rule}"


def survey(spec: Object) -> None:
    """Refuses what is no survey."""
    if not all(isinstance(spec.get(name), str) for name in ("name", "description")):
        raise Refused({"error": "Field 'name' or 'description' is missing from survey spec."})
    for question in spec["spec"]:
        wanted = {"type": str, "question_name": str, "variable": str, "required": bool}
        if not all(isinstance(question.get(name), kind) for name, kind in wanted.items()):
            raise Refused({"error": f"Expected {', '.join(wanted)} of survey question {question}."})
        if not isinstance(question["default"], _ANSWERS[question["type"]]):
            raise Refused({"error": f"Default value of survey question {question} has another type."})
        if question["type"] == "multiplechoice" and question["default"] not in question["choices"]:
            raise Refused({"error": "Default choice must be answered from the choices listed."})
        if not all(isinstance(question.get(limit, 0), int) for limit in ("min", "max")):
            raise Refused({"error": f"The limits of survey question {question} expected to be integer."})


def secrets_of(credential_type: Object) -> set[str]:
    """The names of its secret fields."""
    return {field["id"] for field in credential_type["inputs"].get("fields", []) if field.get("secret")}


def inputs(credential_type: Object, given: Object, stored: Object | None) -> Object:
    """The inputs to store. Required fields may be missing: AWX asks for them only when a job is launched."""
    secret = secrets_of(credential_type)
    if stored is None and ENCRYPTED in [given.get(name) for name in secret]:
        raise Refused({"inputs": [f"{ENCRYPTED} is a reserved keyword, and cannot be used for a new one."]})
    properties = {
        field["id"]: {"type": field["type"], **({"enum": field["choices"]} if field.get("choices") else {})}
        for field in credential_type["inputs"].get("fields", [])
    }
    schema = {"type": "object", "properties": properties, "additionalProperties": False}
    for error in Draft4Validator(schema).iter_errors(given):
        raise Refused({"inputs": [error.message]})
    kept = {name for name in secret & set(given) if given[name] == ENCRYPTED}
    return {**given, **{name: (stored or {})[name] for name in kept}}
