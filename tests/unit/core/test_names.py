# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Names of secrets, and names that only look like them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.apiops.platforms.plugins.module_utils._core.fields import is_secret_name

# By their words: each is told in any spelling.
SECRET = [
    *("bind pwd", "user pin", "otp", "credential", "user credentials", "auth", "proxy auth", "auth key"),
    *("subscription key", "ocp apim subscription key", "master key", "session id", "session cookie", "jwt"),
    *("connection string", "ssh key", "key pem", "bearer", "hmac", "account key", "service key", "db key"),
    *("client key", "api key", "private key", "client secret", "access token", "pass phrase", "db password"),
    *("code verifier", "recovery codes", "session key", "set cookie", "aws creds", "storage account key"),
]
OPEN = [
    *("pinned", "author", "auth method", "auth type", "credential type", "credential id", "spin", "shipping"),
    *("pagination token", "next page token", "token type", "otp length", "jwt issuer", "cookie domain"),
    *("bearer format", "hmac algorithm", "pem file", "connection string name", "session id length"),
    *("ssh key name", "ssh public key", "public key", "sort key", "primary key", "partition key", "key"),
    *("idempotency key", "max tokens", "prompt tokens", "certificate pem", "ca pem", "session", "signature"),
    *("design", "authority", "monkey", "poem", "stem", "forebearer", "compass", "bypass", "opinions"),
]
SPELLINGS = {
    "camel": lambda words: words[0] + "".join(map(str.capitalize, words[1:])),
    "pascal": lambda words: "".join(map(str.capitalize, words)),
    "snake": "_".join,
    "kebab": "-".join,
    "screaming": lambda words: "_".join(words).upper(),
    "train": lambda words: "-".join(map(str.capitalize, words)),
    "spaced": " ".join,
}
# What may stand before a name.
WORDS = ["old", "user", "ldap", "gateway", "backend"]


@pytest.mark.parametrize(
    "name",
    [
        # In other words, and other places.
        *("bindpwd", "authkey", "sshkey", "sessionid", "JSESSIONID", "PHPSESSID", "masterkey", "authKEY"),
        *("user[pin]", "/spec/bindPwd", "spec.pin", "password1", "api_key_2", "cookieValue", "sshKeyData"),
        *("client-key-data", "X-Amz-Signature", "SAMLResponse", "p12", "2faCode", ".dockerconfigjson"),
        *("token", "authToken", "auth_token", "X-Auth-Token", "api_token", "bearer_token", "sessionToken"),
        *("access-token", "accessTokens", "id_token_hint", "subject_token", "csrftoken"),
        *("accessKey", "access_key", "Shared-Access-Key", "sharedKey", "signingKey", "signing_keys"),
        *("encryptionKey", "pass", "DB_PASS", "keystorePass", "keystore_pass", "smtp-pass", "storepass"),
        *("userpass", "SSHPASS", "sharedAccessSignature", "encKey", "aes_key", "ed25519Key", "ecdsaKey"),
        *("unsealKey", "walletKey", "serverKey", "otpSeed", "seedPhrase", "smsCode", "one_time_code"),
        *("activationCode", "authHeader", "credentialsJson", "dockerConfigJson", "kube_config"),
        *("keypass", "assertion", "client_assertion", "clientAssertion", "/spec/authToken", "db.pass"),
    ],
)
def test_names_of_secrets(name: str) -> None:
    assert is_secret_name(name)


@pytest.mark.parametrize(
    "name",
    [
        *("token_type", "tokenType", "token_endpoint", "token_url", "tokens_used", "max_tokens"),
        *("tokenLifetime", "subject_token_type", "client_assertion_type", "assertions"),
        # Where a list goes on: of use to nobody but who may read the list.
        *("pageToken", "page_token", "next_page_token", "nextPageToken", "nextToken", "next-token"),
        *("prevToken", "continuationToken", "continuation_token", "$skiptoken", "syncToken"),
        *("AccessKeyId", "sharedKeyName", "signing_key_id", "keys", "key", "accessible_keys"),
        *(
            "observer",
            "zipCode",
            "status_code",
            "errorCode",
            "seed",
            "header",
            "sequenceKey",
            "frequency_key",
        ),
        *("passed", "passing", "passenger", "bypass", "byPass", "by_pass", "compass"),
        *("first_pass", "firstPass", "pin_code", "oauth2", "/pin/length", "authors[0]"),
    ],
)
def test_names_of_what_is_no_secret(name: str) -> None:
    assert not is_secret_name(name)


@pytest.mark.parametrize("spelling", SPELLINGS)
@pytest.mark.parametrize("words", SECRET)
def test_a_secret_has_its_name_in_any_spelling(words: str, spelling: str) -> None:
    assert is_secret_name(SPELLINGS[spelling](words.split()))


@pytest.mark.parametrize("spelling", SPELLINGS)
@pytest.mark.parametrize("words", OPEN)
def test_a_name_with_the_words_of_a_secret_is_told_from_one(words: str, spelling: str) -> None:
    assert not is_secret_name(SPELLINGS[spelling](words.split()))


@given(st.sampled_from(SECRET), st.sampled_from(sorted(SPELLINGS)), st.lists(st.sampled_from(WORDS)))
def test_what_stands_before_makes_no_difference(words: str, spelling: str, before: list[str]) -> None:
    assert is_secret_name(SPELLINGS[spelling]([*before, *words.split()]))


@given(st.sampled_from(SECRET), st.sampled_from(sorted(SPELLINGS)), st.sampled_from(["2", "_1", "-12"]))
def test_a_number_at_the_end_makes_no_difference(words: str, spelling: str, number: str) -> None:
    assert is_secret_name(SPELLINGS[spelling](words.split()) + number)
