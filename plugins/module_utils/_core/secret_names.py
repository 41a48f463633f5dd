# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which fields hold a secret, told by the words of their names.

The names are those that other tools look for too: the keyword detectors of detect-secrets and gitleaks, and
the sanitizers of HAR files.

PRIVATE to this collection.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

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
