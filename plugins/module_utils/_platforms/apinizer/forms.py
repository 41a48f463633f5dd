# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The forms of an object: as a task gives it, as it is compared, as a manager tells it, as it is sent.

What a manager hides bears a name of its own while it is compared: of the items of one list some are secret.

PRIVATE to this collection.
"""

from __future__ import annotations

import base64
import hashlib
import re
from typing import Any, Callable, Dict, FrozenSet, List, Mapping, Optional

from ..._core.changes import shown, without_secrets_of
from ..._core.compare import Rules, differences
from ..._core.errors import config_error
from ..._core.fields import MASK, without_secrets
from ..._core.resources.resource import Object
from .kinds import NOT_RETURNED, SERVER, Kind
from .transports import is_another_family, nested

# Policies and groups of them are told by name alone, but for these fields.
UNTOLD: Mapping[str, FrozenSet[str]] = {
    "global_policy": frozenset({"_class"}),
    "policy_group": frozenset({"targetPipeline"}),
}
# Key material that some managers tell.
_MATERIAL = ("rsa", "ec", "oct", "okp", "jwkStr", "password", "apiKey", "apiSecret", "serviceAccountJson")
_MATERIAL_IN = {"cryptoKeyInfoEnvironmentList": ("content",), "keyStoreEnvironmentList": ("file", "password")}
_PEM = re.compile(r"-----BEGIN CERTIFICATE-----(.+?)-----END CERTIFICATE-----", re.S)
_SEVERAL = "(not the same in every environment)"

_HIDDEN_VALUE, _SECRET_VALUE, _HIDDEN_GLOBAL = "hiddenValue", "secretValue", "hiddenGlobalValue"


def compared(kind: Kind, fields: Object) -> Object:
    """What a task gives, in the form in which it is compared. ``ApiError`` (config) says what is wrong."""
    for name in (*kind.sets, *kind.keyed):
        if isinstance(fields.get(name), (Mapping, str)):
            raise config_error("spec.%s must be a list." % name)
    for name, key in kind.keyed.items():
        items = fields.get(name) or []
        if not all(isinstance(item, Mapping) and isinstance(item.get(key), str) for item in items):
            raise config_error("spec.%s: each item must be a mapping with %s, a text." % (name, key))
        if len({item[key] for item in items}) != len(items):
            raise config_error("spec.%s has the same %s twice." % (name, key))
    convert = _COMPARED.get(kind.name)
    return convert(fields) if convert else fields


def _variable(fields: Object) -> Object:
    items = fields.get("environmentValueList")
    if items:
        if any("value" in item and not isinstance(item.get("visible"), bool) for item in items):
            raise config_error(
                "spec.environmentValueList: give visible, true or false, with each value; a value that is "
                "not visible is a secret."
            )
        fields["environmentValueList"] = [
            _hidden(item, "value", _HIDDEN_VALUE, not item.get("visible", True)) for item in items
        ]
    return _hidden(fields, "globalValue", _HIDDEN_GLOBAL, fields.get("globalVisible") is False)


def _with_metadata(fields: Object) -> Object:
    if fields.get("metadata"):
        fields["metadata"] = [
            _hidden(item, "value", _SECRET_VALUE, bool(item.get("secret"))) for item in fields["metadata"]
        ]
    return fields


def _hidden(item: Mapping[str, Any], name: str, other: str, hides: bool) -> Object:
    """The item with a value that is secret under its other name; null is none of it, and empty otherwise."""
    kept = dict(item)
    if name not in kept:
        return kept
    value = kept.pop(name)
    if not hides:
        # Null would keep what is there.
        kept[name] = "" if value is None else value
    elif value is not None:
        kept[other] = value
    return kept


def _certificate(fields: Object) -> Object:
    pem = fields.get("pemEncodedFile")
    if pem is not None and _fingerprint(pem) is None:
        raise config_error("spec.pemEncodedFile must be the text of a certificate, PEM encoded.")
    return fields


def _credential(fields: Object) -> Object:
    rows = fields.get("access")
    if rows:
        if not all(isinstance(row, Mapping) and isinstance(row.get("name"), str) for row in rows):
            raise config_error(
                "spec.access: each item must be a mapping with name, and type if it is a group."
            )
        fields["access"] = [{"type": "API_PROXY", **row} for row in rows]
    return fields


_COMPARED: Mapping[str, Callable[[Object], Object]] = {
    "environment_variable": _variable,
    "credential_organization": _with_metadata,
    "llm_provider": _with_metadata,
    "certificate": _certificate,
    "credential": _credential,
}


def told(kind: Kind, raw: Object, wanted: Object) -> Object:
    """An object as a manager tells it, in the form in which it is compared; without what is secret."""
    if kind.name == "certificate":
        return _told_certificate(raw, wanted)
    if kind.name in UNTOLD:
        kept = {"name": raw.get("name"), "_class": raw.get("policyType")}
        return kept if kind.name == "global_policy" else {**raw, **kind.constants}
    if kind.name == "vector_db":
        return nested(raw)
    if not kind.fields:
        masked: Object = shown(without_secrets(raw), kind.rules)
        return masked
    found = {name: value for name, value in raw.items() if name not in _MATERIAL}
    found.update({name: NOT_RETURNED for name in kind.untold if raw.get(name) is None})
    for name, inner in _MATERIAL_IN.items():
        if isinstance(found.get(name), list):
            found[name] = [_without(item, inner) for item in found[name]]
    if isinstance(found.get("metadata"), list):
        found["metadata"] = [
            _without(item, ("value",)) if item.get("secret") else item for item in found["metadata"]
        ]
    if kind.name == "environment_variable":
        values = found.get("environmentValueList")
        if isinstance(values, list):
            found["environmentValueList"] = [
                item if item.get("visible", True) else _without(item, ("value",)) for item in values
            ]
        if found.get("globalVisible") is False:
            found.pop("globalValue", None)
    return found


def _without(item: Mapping[str, Any], names: Any) -> Object:
    return {name: value for name, value in item.items() if name not in names}


def _told_certificate(raw: Object, wanted: Object) -> Object:
    rows = [row for row in raw.get("certificateEnvironmentList") or [] if isinstance(row, dict)]
    prints = {_fingerprint_of(row) for row in rows}
    given = wanted.get("pemEncodedFile")
    pem = _pem_of(rows[0]) if rows else None
    if len(prints) > 1:
        pem = _SEVERAL
    elif isinstance(given, str) and None not in prints and prints == {_fingerprint(given)}:
        pem = given
    aliases = list(dict.fromkeys(row.get("alias") for row in rows))
    return {
        "name": raw.get("name"),
        "alias": aliases[0] if len(aliases) == 1 else _SEVERAL,
        "certificateDescription": raw.get("description"),
        "environmentList": [row.get("environmentName") for row in rows],
        "pemEncodedFile": pem,
    }


def _fingerprint(pem: Any) -> Optional[str]:
    """The SHA-1 fingerprint of the first certificate of a text; None if it holds none."""
    found = _PEM.search(pem) if isinstance(pem, str) else None
    if found is None:
        return None
    try:
        return _digest(base64.b64decode("".join(found.group(1).split()), validate=True))
    except ValueError:
        return None


def _digest(der: bytes) -> str:
    # The manager names certificates by it; nothing is protected by it here.
    return hashlib.sha1(der).hexdigest().upper()


def _fingerprint_of(row: Mapping[str, Any]) -> Optional[str]:
    pem = _pem_of(row)
    if pem is not None:
        return _fingerprint(pem)
    thumbprint = row.get("sha1Thumbprint")
    return thumbprint.replace(":", "").upper() if isinstance(thumbprint, str) else None


def _pem_of(row: Mapping[str, Any]) -> Optional[str]:
    """The certificate of an environment, PEM encoded; it is told as base64 of that, or of what is in it."""
    content = row.get("base64EncodedContent")
    if not isinstance(content, str) or not content:
        return None
    text = "".join(content.split())
    try:
        data = base64.b64decode(text, validate=True)
    except ValueError:
        return None
    if data.lstrip().startswith(b"-----BEGIN"):
        return data.decode("ascii", "replace")
    lines = [text[at : at + 64] for at in range(0, len(text), 64)]
    return "\n".join(["-----BEGIN CERTIFICATE-----", *lines, "-----END CERTIFICATE-----", ""])


def sent(kind: Kind, fields: Object) -> Object:
    """Fields in the form in which they are sent. Null keeps what a manager hides."""
    body = {name: value for name, value in fields.items() if name not in SERVER | kind.server}
    if kind.name == "environment_variable":
        if body.get("globalVisible") is False:
            body["globalValue"] = body.pop(_HIDDEN_GLOBAL, None)
        body["environmentValueList"] = [
            _revealed(item, _HIDDEN_VALUE, item.get("visible") is False)
            for item in body.get("environmentValueList") or []
        ]
    elif isinstance(body.get("metadata"), list):
        body["metadata"] = [
            _revealed(item, _SECRET_VALUE, _SECRET_VALUE in item) for item in body["metadata"]
        ]
    return body


def _revealed(item: Mapping[str, Any], name: str, hides: bool) -> Object:
    kept = _without(item, (name,))
    return {**kept, "value": item.get(name)} if hides else kept


def exported(kind: Kind, current: Object) -> Object:
    """The fields of an object in the form in which a task gives them, without secrets."""
    kept: Object = {}
    left_out = {"name", kind.key, *SERVER, *kind.server, *kind.unread, *kind.constants}
    for name, value in current.items():
        if name not in left_out and value not in (None, "", [], {}) and not _is_masked(value):
            kept[name] = _bare(value)
    return kept


def _is_masked(value: Any) -> bool:
    """Whether anything in it is hidden, so that it says less than what is there."""
    if isinstance(value, Mapping):
        return any(_is_masked(item) for item in value.values())
    if isinstance(value, list):
        return any(_is_masked(item) for item in value)
    return value in (MASK, NOT_RETURNED)


def _bare(value: Any) -> Any:
    """The items of a list without what they do not say."""
    if not isinstance(value, list):
        return value
    return [
        {name: field for name, field in item.items() if field is not None} if isinstance(item, dict) else item
        for item in value
    ]


def secrets_that_belong(current: Object, wanted: Object, kind: Kind, rules: Rules) -> Object:
    """What is wanted without the secrets that an update is not about.

    A new item of a list comes with its secret, and one that changes as well.
    """
    kept: Object = {}
    for name, value in wanted.items():
        if name in rules.secret:
            if name == _HIDDEN_GLOBAL and current.get("globalVisible") is not False:
                kept[name] = value
            continue
        key = kind.keyed.get(name)
        if key is not None and value:
            kept[name] = _items(current.get(name), value, name, key, rules)
        elif isinstance(value, Mapping) and not is_another_family(current.get(name), value):
            kept[name] = without_secrets_of(value, rules, (name,))
        else:
            kept[name] = value
    return kept


def _items(present: Any, wanted: List[Object], path: str, key: str, rules: Rules) -> List[Object]:
    by_key: Dict[Any, Object] = {item.get(key): item for item in present or []}
    inner = [secret.rpartition(".")[2] for secret in rules.secret if secret.startswith(path + ".")]
    return [
        _without(item, inner)
        if item[key] in by_key and not differences(by_key[item[key]], item, rules, (path,))
        else item
        for item in wanted
    ]
