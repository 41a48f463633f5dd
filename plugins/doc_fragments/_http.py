# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The options of every module that talks HTTP, documented once for all platforms.

What a fragment computes, here and in the others, is an annotated attribute: ansible-test takes a plain
assignment for a literal text.

PRIVATE to this collection.
"""

from __future__ import annotations

import yaml

_OPTIONS = r"""
validate_certs:
  description:
    - Whether to verify the server's certificate and its host name.
    - If your own certificate authority issued it, set O(ca_path) and leave this on.
    - An address that begins with C(http://) is used without TLS. A warning names it if credentials or a token
      are sent there in clear text, unless it is on the same host (V(localhost), V(127.0.0.1), V(::1)).
  type: bool
  default: true
ca_path:
  description:
    - A PEM file with the certificate authorities to trust, or a directory of such files prepared by C(openssl
      rehash).
    - They replace the system's authorities. An intermediate authority works without its root, and so does the
      server's own certificate.
    - Without either, the system's authorities are trusted, or those that E(SSL_CERT_FILE) and E(SSL_CERT_DIR)
      name. If the system has none, those of the Python library C(certifi) are trusted.
    - E(REQUESTS_CA_BUNDLE) and E(CURL_CA_BUNDLE) have no effect.
    - Each task, each item of a loop and each try of C(until) reads the files again.
  type: path
client_cert:
  description:
    - A PEM file with the client certificate for mutual TLS.
    - Without either, no certificate is sent.
  type: path
client_key:
  description:
    - The PEM file with the unencrypted key of O(client_cert).
    - Without either, the file O(client_cert) must contain the key.
  type: path
proxy:
  description:
    - URL of the proxy, for example V(http://proxy.example.com:3128).
    - Without either, the environment variables E(http_proxy), E(https_proxy), E(all_proxy) and E(no_proxy)
      apply, in lower case or else in upper case. An empty one names no proxy. Proxy settings of the system,
      such as those of macOS, have no effect.
    - Entries in E(no_proxy) are separated by commas or spaces. An entry is a name, which includes all names
      below it, with or without a leading dot; an address; or a network (V(10.0.0.0/8), V(fd00::/8)). With a
      port (V(example.com:8443), V([::1]:8443)) it applies to that port only. V(*) applies to all hosts.
  type: str
timeout:
  description:
    - Seconds to wait for the connection, and then for each piece of the answer. O(total_timeout) limits the
      whole exchange.
  type: float
  default: 30.0
total_timeout:
  description:
    - Seconds that a whole exchange may take, from the connection to the end of the answer, including
      repetitions and the pauses before them.
    - The limit applies anew to each page of a list, each probe, each poll, and to a login with all its
      requests. Waiting because of C(calls_per_minute) does not count.
    - A write that is in progress at the limit fails, and its message says that the outcome is unknown.
    - The lookup of a host name is not interrupted, and each address of a host is tried for that long.
    - If not set, there is no limit, except that a login may take four times O(timeout).
  type: float
retries:
  description:
    - How often to repeat a request after the first try. V(0) means never.
    - >-
      A request that certainly had no effect is always repeated: if no connection was made, and for status
      429, or 503 with a C(Retry-After) header.
    - If the effect of a request is unknown (status 408, 500, 502, 503 or 504, a connection that broke after
      sending, or no answer within O(timeout)), it is repeated only if it is read-only, if its method is
      V(PUT) or V(DELETE), or if it has an idempotency key. Otherwise the task fails, and its message says
      that the outcome is unknown.
    - A repeated deletion succeeds if the platform then says that the object does not exist. If any other
      repeated write is refused, the message says that the outcome is unknown.
    - A refused login is never repeated, because accounts lock. If a call is answered with 401, a token that
      was obtained by a login is renewed once.
  type: int
  default: 3
retry_delay:
  description:
    - The pause before the first repetition is random, up to this number of seconds. The bound doubles with
      every further repetition, up to O(retry_max_delay).
  type: float
  default: 0.5
retry_max_delay:
  description:
    - The longest pause before a repetition, in seconds. It also limits the pause that the server asks for
      with the C(Retry-After) header, which is otherwise honored.
  type: float
  default: 30.0
headers:
  description:
    - Additional headers, by name. A header that is null is left out, and V(true) is sent in lower case. A
      mapping or a list is refused.
    - The headers V(Authorization), V(Host), V(Content-Length), V(Transfer-Encoding) and V(Connection) are
      refused before anything is sent.
    - The headers are sent with all requests to the module's own origin (scheme, host and port), and never to
      another. For C(*_invoke) that is the origin of the calls, for C(axway_service_account) and
      C(axway_service_account_info) that of the platform. Logins and requests for identity providers at that
      origin have the headers too, but not those elsewhere, such as at Axway's login host.
    - With C(*_token), C(apic_realm) and the lookup C(token), these requests and signing out have the headers
      wherever they are sent.
    - Headers that are about one request are sent only with the calls of C(*_invoke), not with a login or a
      probe. They are V(Range), V(Expect), V(Prefer), V(Digest), V(Idempotency-Key), V(X-HTTP-Method-Override)
      and similar ones, and those whose names begin with V(Content-) or V(If-). V(Accept) is sent with calls
      and their probes.
    - The Axway CLI (C(auth_method=cli) of Axway's modules) logs in without them.
  type: dict
"""

_WITH_VARIABLE = ("validate_certs", "ca_path", "client_cert", "client_key", "proxy", "timeout")


def http_options(*prefixes: str) -> str:
    """The documentation of the options; ``prefixes`` begin the environment variables they fall back to."""
    options = yaml.safe_load(_OPTIONS)
    for name in _WITH_VARIABLE:
        variables = ["E(%s_%s)" % (prefix, name.upper()) for prefix in prefixes]
        options[name]["description"].insert(1, _fallback(variables))
    text: str = yaml.safe_dump({"options": options}, sort_keys=False)
    return text


def _fallback(variables: list[str]) -> str:
    if len(variables) == 1:
        return "If not set, the value of the environment variable %s is used." % variables[0]
    listed = "%s or %s" % (", ".join(variables[:-1]), variables[-1])
    return "If not set, the value of the platform's environment variable is used: %s." % listed
