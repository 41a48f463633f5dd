# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is secret by its name in the data of a call: fields of a body, pairs of name and value, parameters.

PRIVATE to this collection.
"""

from __future__ import annotations

import html
import json
import re
from functools import lru_cache
from typing import Any, Dict, FrozenSet, Iterator, Mapping
from urllib.parse import parse_qsl, quote_plus, urlsplit

MASK = "********"

# Names of secrets whatever the field holds, a mapping too. They count in every step of a path.
_WHOLE = re.compile(
    r"pass(word|wd|phrase|code)|^pwd$|secret|authorization|credential_?value|assertion$"
    r"|api[-_]?key|private[-_]?key|(access|encryption|shared|signing)[-_]?keys?$"
    r"|(access|refresh|id)_?token|token$"
    # The word by itself, in keystorePass and DB_PASS too, and as Java's keytool joins it.
    r"|(^|[-_]|(?-i:(?<=[a-z0-9])(?=P)))pass$|(key|store|user|db|ssh)pass$",
    re.I,
)
# Tokens that only say where a list goes on; a bypass and a first pass.
_NOT_WHOLE = re.compile(
    r"(continu(e|ation)|cursor|next|page|pagination|prev(ious)?|resume|skip|sync)[-_ ]?token$"
    r"|(by|first)[-_]?pass$",
    re.I,
)

# Names whose values are secrets, while a mapping of that name may hold anything (``jwt: {issuer: ...}``). The
# last words of a name say what it is: an authMethod is a method. These are words joined by underscores.
_VALUE = re.compile(
    # Words that are secret at the end of any other, and joined to it.
    r"(pwd|pswd|passwort|kennwort|contrase[nñ]a|credentials?|cookies?|jwt|hmac(_?sha_?\d+)?"
    r"|conn(ection)?_?str(ings?)?|j?sess(ion)?_?id|docker_?config_?json|kube_?config|keytab|mnemonic"
    r"|shared_?access_?signature|(otp|totp)_?seed|seed_?phrase|security_?answer|auth_?(header|string)"
    r"|(access|account|activation|admin|aes|api|app(lication)?|auth|client|crypto|database|db|decryption"
    r"|deploy(ment)?|dsa|ecdsa|ed_?25519|enc|encryption|functions?|gpg|hmac|integration|jwt|licen[cs]e"
    r"|master|pgp|priv(ate)?|recovery|root|rsa|server|service|session|ssh|ssl|storage|subscription"
    r"|symmetric|tls|unlock|unseal|user|wallet|webhook|wep|wrapping)_?keys?"
    r"|token|(access|api|auth|bearer|id|personal|refresh|session)_?tokens)$"
    # Those that end other words as well, as in spin and author.
    r"|(^|_)(pass_(code|phrase|word)|auth|(basic|http|proxy)auth|bearer|creds?|dsn|jwe|jwk|otp|totp|pem"
    r"|pfx|p_?12|pkcs_?12|pins?|psk|pw|senha|sig|amz_signature|saml_?(request|response)|code_verifier"
    r"|(activation|auth|backup|device|mfa|one_?time|otp|recovery|security|sms|verification|2_?fa)_?codes?)$"
)
_NOT_VALUE = re.compile(r"(^|_)(ca|cert|certificate|chain|public|pub)_?(pem|keys?|jwk)$")
# What may follow such a name: it says the same with another word.
_SAME = re.compile(
    r"(_(value|data|text|raw|plain|plaintext|base_?64|b_?64|encoded|encrypted|json|list))$|_?\d+$"
)

_CASES = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")

# In {"name": "DB_PASSWORD", "value": ...} or in a JSON patch, one field names what another holds.
_NAMING = frozenset({"name", "key", "path", "field", "parameter", "id", "type", "kind"})
_HOLDING = frozenset({"value", "values", "content", "data"})


# A line of YAML, of a properties file or of a file of variables.
_LINE = re.compile(r"^[ \t]*(?:- +|export +)?[\"']?([\w.$-]+)[\"']?[ \t]*[:=](.*)$", re.M)
# A tag of XML with its attributes, and the text after it.
_TAG = re.compile(r"<(?:[\w.-]+:)?([\w.-]+)([^<>]*)>(?:\s*<!\[CDATA\[(.*?)\]\]>|([^<]*))", re.S)
_ATTRIBUTE = re.compile(r"([\w.-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")


@lru_cache(maxsize=1024)  # the rows of an answer have the same names
def is_secret_name(name: Any) -> bool:
    """Whether a field of that name holds a secret; of a path (``/spec/password``) each step may say so."""
    return hides_all(name) or hides_values(name)


@lru_cache(maxsize=1024)
def hides_all(name: Any) -> bool:
    """Whether all that a field of that name holds is secret, a mapping or a list too."""
    return any(_WHOLE.search(step) and not _NOT_WHOLE.search(step) for step in re.split("[/.]", str(name)))


@lru_cache(maxsize=1024)
def hides_values(name: Any) -> bool:
    """Whether a text or number of that name is secret, alone or in a list."""
    words = re.sub(r"[^a-z0-9ñ]+", "_", _CASES.sub("_", str(name)).lower()).strip("_")
    # The one without its number first: p12 and oauth2 are words.
    return any(
        _VALUE.search(form) and not _NOT_VALUE.search(form) and not _NOT_WHOLE.search(form)
        for form in (words, _SAME.sub("", words), _SAME.sub("", _SAME.sub("", words)))
    )


def without_secrets(value: Any, of_secret: bool = False) -> Any:
    """Data of a request as it may be shown: asterisks for what is secret by its name.

    ``of_secret`` says that the data bear the name of a secret, so that the texts and numbers in it are some.
    """
    if isinstance(value, dict):
        fields = _Fields(value, of_secret)
        return {key: fields.shown(key, item) for key, item in value.items()}
    if isinstance(value, list):
        return [without_secrets(item, of_secret) for item in value]
    return MASK if of_secret and value not in (None, "") and not isinstance(value, bool) else value


def secrets_in_data(value: Any, of_secret: bool = False) -> Iterator[str]:
    """The texts and numbers in the data of a request that are secret by their name.

    A text is read as JSON, or else as a form, as lines of names and values (YAML, properties) and as XML.
    """
    if isinstance(value, dict):
        fields = _Fields(value, of_secret)
        for key, item in value.items():
            yield from fields.secrets(key, item)
    elif isinstance(value, list):
        for item in value:
            yield from secrets_in_data(item, of_secret)
    elif of_secret:
        yield from _texts(value)
    elif isinstance(value, str):
        yield from _secrets_in_text(value)


class _Fields:
    """The fields of a mapping: which are secret by their own name, or by the one that stands beside them.

    ``of_secret`` says that the mapping itself bears the name of a secret, so that what it holds is one.
    """

    def __init__(self, fields: Mapping[Any, Any], of_secret: bool) -> None:
        names = [value for key, value in fields.items() if _is(key, _NAMING) and isinstance(value, str)]
        self._all_held = any(hides_all(name) for name in names)
        self._held = of_secret or any(hides_values(name) for name in names)

    def shown(self, key: Any, item: Any) -> Any:
        """What that field holds, as it may be shown."""
        if self._is_whole(key):
            return item if item in (None, "") else MASK
        return without_secrets(item, self._is_value(key))

    def secrets(self, key: Any, item: Any) -> Iterator[str]:
        """What of that field is secret."""
        if self._is_whole(key):
            return _texts(item)
        return secrets_in_data(item, self._is_value(key))

    def _is_whole(self, key: Any) -> bool:
        return hides_all(key) or (self._all_held and _is(key, _HOLDING))

    def _is_value(self, key: Any) -> bool:
        return hides_values(key) or (self._held and _is(key, _HOLDING))


def _is(key: Any, names: FrozenSet[str]) -> bool:
    return str(key).lower() in names


def without_secret_parameters(url: str) -> str:
    """The URL with asterisks for the parameters that are secret by their name."""
    query = urlsplit(url).query
    shown = "&".join(_shown(parameter) for parameter in query.split("&"))
    return url if shown == query else url.replace("?" + query, "?" + shown, 1)


def _shown(parameter: str) -> str:
    name, equals, value = parameter.partition("=")
    known = parse_qsl(parameter, keep_blank_values=True)
    return name + equals + quote_plus(MASK, safe="*") if value and is_secret_name(known[0][0]) else parameter


def _texts(value: Any) -> Iterator[str]:
    """What a secret field holds, but for what only names it."""
    if isinstance(value, dict):
        for key, item in value.items():
            if str(key).lower() not in _NAMING:
                yield from _texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)
    elif value is not None and not isinstance(value, bool):
        yield str(value)


def _secrets_in_text(text: str) -> Iterator[str]:
    try:
        data = json.loads(text, parse_int=str, parse_float=str) if _looks_like_json(text) else None
    except (ValueError, RecursionError):
        data = None
    if data is not None:
        yield from secrets_in_data(data)
        return
    for written in (*_form(text), *_lines(text), *_tags(text)):
        fields = _Fields(written, of_secret=False)
        for name, value in written.items():
            # Of what is no secret only JSON is looked into: a value may hold names and values without end.
            if is_secret_name(name) or _looks_like_json(value) or _is(name, _HOLDING):
                yield from fields.secrets(name, value)


def _looks_like_json(text: str) -> bool:
    return text.lstrip()[:1] in ("{", "[")


def _form(text: str) -> Iterator[Dict[str, str]]:
    return ({name: value} for name, value in parse_qsl(text)) if "=" in text else iter(())


def _lines(text: str) -> Iterator[Dict[str, str]]:
    return ({found[1]: found[2].strip(" \t\r,\"'")} for found in _LINE.finditer(text))


def _tags(text: str) -> Iterator[Dict[str, str]]:
    """The attributes of each tag, and its text: by the name of the tag, and as a value beside them."""
    for tag, attributes, data, content in _TAG.findall(text):
        held = (data or html.unescape(content)).strip()
        given = {name: html.unescape(one or other) for name, one, other in _ATTRIBUTE.findall(attributes)}
        yield {"content": held, **given}
        yield {tag: held}
