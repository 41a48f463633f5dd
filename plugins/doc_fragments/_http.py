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
    - Whether to verify the server's certificate and that it is for the host that is called.
    - A certificate authority of your own belongs in O(ca_path); leave this on.
    - An address that begins with C(http://) is used without TLS. A warning names it when credentials or a
      token go there in clear text and it is not of this very host (V(localhost), V(127.0.0.1), V(::1)).
  type: bool
  default: true
ca_path:
  description:
    - A PEM file, or a directory of such files prepared by C(openssl rehash), with the certificate
      authorities to trust. They replace those of the system. An intermediate authority will do without
      its root, and so will the server's own certificate.
    - Without either, those of the system are trusted, or what E(SSL_CERT_FILE) and E(SSL_CERT_DIR) name in
      their place; where there are none, those of the Python library C(certifi).
    - E(REQUESTS_CA_BUNDLE) and E(CURL_CA_BUNDLE) have no effect.
    - The files are read anew by each task, each item of a loop and each try of C(until).
  type: path
client_cert:
  description:
    - A PEM file with the certificate by which to identify to the server (mutual TLS).
    - Without either, no certificate is offered.
  type: path
client_key:
  description:
    - The PEM file with the key of O(client_cert), unencrypted.
    - Without either, the key is expected in the file O(client_cert).
  type: path
proxy:
  description:
    - URL of the proxy to go through, for example V(http://proxy.example.com:3128).
    - Without either, the environment variables E(http_proxy), E(https_proxy), E(all_proxy) and E(no_proxy)
      hold, in lower case or else in upper case. One that is empty names no proxy. Settings of the system,
      as macOS has them, have no effect.
    - In E(no_proxy), entries are separated by commas or spaces. Each is a name, which stands for all names
      below it too, with or without a leading dot; an address; or a network (V(10.0.0.0/8), V(fd00::/8)).
      With a port (V(example.com:8443), V([::1]:8443)) it holds for that port alone, and V(*) holds for all
      hosts.
  type: str
timeout:
  description:
    - Seconds to wait for the connection, and then for each piece of the answer. O(total_timeout) limits
      how long the whole may take.
  type: float
  default: 30.0
total_timeout:
  description:
    - Seconds that an exchange may take as a whole, from the connection to the end of the answer, repetitions
      and the pauses before them included. Each page of a list, each probe and each poll has them anew, and so
      has a login with all its requests. Waiting for one's turn (C(calls_per_minute)) does not count.
    - A write that was on its way by then fails, and its message says that the outcome is unknown.
    - Looking up the name of a host is not interrupted, and each address of a host is tried for that long.
    - Without it there is no such limit, except that a login may take four times O(timeout).
  type: float
retries:
  description:
    - How often a request is sent again after the first try. V(0) means never.
    - A request that certainly had no effect is sent again in any case. So it is when no connection came
      about, and with status 429, or 503 with a C(Retry-After) header.
    - A request of which the effect is in doubt (status 408, 500, 502, 503 or 504, a connection that broke
      after sending, or no answer within O(timeout)) is sent again only if it is read-only, if its method is
      V(PUT) or V(DELETE), or if it carries an idempotency key. Otherwise the task fails, and its message
      says that the outcome is unknown.
    - A deletion in doubt that is sent again succeeds if the platform then says that there is no such thing.
      If any other write in doubt is sent again and refused, the message says that the outcome is unknown.
    - A refused login is never tried again, since accounts lock. If a call is answered 401, a token that was
      obtained by logging in is renewed once.
  type: int
  default: 3
retry_delay:
  description:
    - Seconds up to which the pause before the first repetition is chosen at random. This bound doubles with
      every further repetition, up to O(retry_max_delay).
  type: float
  default: 0.5
retry_max_delay:
  description:
    - The longest pause before a repetition, in seconds. It also bounds what the server asks for by the
      C(Retry-After) header, which is otherwise honoured.
  type: float
  default: 30.0
headers:
  description:
    - Further headers, by name. A header whose value is null is left out, and V(true) is sent in lower case. A
      mapping or a list is refused.
    - The headers V(Authorization), V(Host), V(Content-Length), V(Transfer-Encoding) and V(Connection) are
      refused before anything is sent.
    - They go with all that a module asks at the origin (scheme, host and port) it is for, and with nothing
      that it asks at another. For C(*_invoke) that is the origin of the calls, for C(axway_service_account)
      and C(axway_service_account_info) that of the platform. There a request that logs in or lists identity
      providers carries them as well, but not where it goes elsewhere, as to Axway's login host.
    - What C(*_token), C(apic_realm) and the lookup C(token) are for is such requests, and signing out; these
      carry them wherever they go.
    - Headers that are about one request go with the calls of C(*_invoke) alone, and neither with a login nor
      with a probe. They are V(Range), V(Expect), V(Prefer), V(Digest), V(Idempotency-Key),
      V(X-HTTP-Method-Override) and its like, and those whose names begin with V(Content-) or V(If-).
      V(Accept) goes with calls and their probes.
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
