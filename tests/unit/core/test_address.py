# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Addresses: what is written leads where it says, and never to another origin."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import pytest
import requests
from hypothesis import example, given
from hypothesis import strategies as st
from urllib3.util import parse_url

from ansible_collections.apiops.platforms.plugins.module_utils._core.errors import ApiError
from ansible_collections.apiops.platforms.plugins.module_utils._core.http.address import (
    base_url,
    in_clear_text,
    join,
    origin,
    redirect_target,
    without_query,
)

BASE = "https://good.example/api"


def refused(path: str, path_params: dict[str, Any] | None = None, base: str = BASE) -> str:
    """The message by which a path is refused before anything is sent."""
    with pytest.raises(ApiError) as caught:
        join(base, path, path_params or {}, {})
    assert (caught.value.kind, caught.value.effect) == ("config", "none")
    assert "\n" not in caught.value.to_result()["msg"]
    return caught.value.message


def goes_to(url: str) -> tuple[str | None, str | None, int | None]:
    """Where the HTTP library really connects, by its own reading of the URL."""
    parsed = parse_url(requests.Request("GET", url).prepare().url or "")
    return parsed.scheme, parsed.host, parsed.port


def test_ipv6_addresses_of_two_origins_are_named_as_in_a_url() -> None:
    message = refused("http://[2001:db8::2]:1/x", base="https://[2001:db8::1]/api")
    assert "leads to http://[2001:db8::2]:1, but the platform is at https://[2001:db8::1]:443" in message


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("https://host", "https://host"),
        ("https://host/", "https://host"),
        ("  https://host:8443//  ", "https://host:8443"),
        ("HTTPS://Host/prefix/", "https://Host/prefix"),
        ("http://127.0.0.1:80/api", "http://127.0.0.1:80/api"),
        ("https://[::1]:8443/x/", "https://[::1]:8443/x"),
        ("https://bücher.example", "https://bücher.example"),
    ],
)
def test_base_url(written: str, read: str) -> None:
    assert base_url("url", written) == read


@pytest.mark.parametrize(
    "written",
    [
        "",
        "host",
        "host:443",
        "//host",
        "https:/host",
        "https://",
        "https:///path",
        "https://:443",
        "ftp://host",
        "file:///etc/passwd",
        "javascript://host/%0a",
        "https://host:0",
        "https://host:99999",
        "https://host:port",
        "https://[::1",
        "https://user@host",
        "https://user:word@host",
        "https://host?query=1",
        "https://host#fragment",
        "https://host/with space",
        "https://host\\@evil.example",
        "https://host\r\nX-Header: 1",
        "https://ho\u2100st",
    ],
)
def test_what_is_no_base_url(written: str) -> None:
    with pytest.raises(ApiError) as caught:
        base_url("url", written)
    assert caught.value.kind == "config"
    assert "url" in caught.value.message


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("", "url '' has no scheme; write https://HOST instead."),
        ("//", "url '' has no scheme; write https://HOST instead."),
        ("host/x", "url 'host/x' has no scheme; write https://host/x instead."),
        ("user:pa55word@host", "url 'host' has no scheme; write https://host instead."),
    ],
)
def test_an_address_without_a_scheme(written: str, told: str) -> None:
    with pytest.raises(ApiError) as caught:
        base_url("url", written)
    assert caught.value.message == told


@pytest.mark.parametrize(
    "written", ["user:pa55word@host", "https://user:pa55word@host", "https://user:pa55word@host:99999"]
)
def test_credentials_in_a_url_are_not_repeated(written: str) -> None:
    with pytest.raises(ApiError) as caught:
        base_url("url", written)
    assert "pa55word" not in caught.value.message


def test_origins() -> None:
    assert origin("https://Host/x") == origin("HTTPS://host:443/y") == ("https", "host", 443)
    assert origin("http://host") == ("http", "host", 80)
    assert origin("https://host:444") != origin("https://host")
    assert origin("http://host:443") != origin("https://host")


@pytest.mark.parametrize(
    ("url", "readable"),
    [
        ("https://host/", False),
        ("HTTPS://192.0.2.1", False),
        ("http://host/", True),
        ("http://192.0.2.1:8080/", True),
        ("http://[2001:db8::1]/", True),
        ("http://localhost.example/", True),
        ("http://mylocalhost/", True),
        ("http://localhost:8080/", False),
        ("http://api.localhost/", False),
        ("http://127.0.0.1/", False),
        ("http://127.9.9.9/", False),
        ("http://[::1]:8080/", False),
    ],
)
def test_what_can_be_read_on_the_way(url: str, readable: bool) -> None:
    assert in_clear_text(url) is readable


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"a": {}}, "query.a must be a text or a number, not a mapping."),
        ({"a": [["x"]]}, "query.a: an item must be a text or a number, not a list."),
    ],
)
def test_the_place_of_a_parameter_that_is_none(given: dict[str, Any], told: str) -> None:
    with pytest.raises(ApiError) as caught:
        join(BASE, "/orgs", {}, given)
    assert caught.value.message == told


@pytest.mark.parametrize(
    ("path", "url"),
    [
        ("orgs", "https://good.example/api/orgs"),
        ("/orgs", "https://good.example/api/orgs"),
        ("/orgs/", "https://good.example/api/orgs/"),
        ("/api/orgs", "https://good.example/api/orgs"),
        ("api/orgs", "https://good.example/api/orgs"),
        ("/api", "https://good.example/api"),
        ("/apis/x", "https://good.example/api/apis/x"),
        ("/api-keys", "https://good.example/api/api-keys"),
        ("https://good.example/api/orgs?limit=1", "https://good.example/api/orgs?limit=1"),
        ("https://GOOD.example:443/elsewhere", "https://GOOD.example:443/elsewhere"),
        ("//good.example/api/orgs", "https://good.example/api/orgs"),
        ("/orgs?fields=a&fields=b", "https://good.example/api/orgs?fields=a&fields=b"),
        ("/a:b/c@d", "https://good.example/api/a:b/c@d"),
        ("/x/..y/.z/...", "https://good.example/api/x/..y/.z/..."),
        ("/api?a=1", "https://good.example/api?a=1"),
        ("/api?a=/api", "https://good.example/api?a=/api"),
    ],
)
def test_join(path: str, url: str) -> None:
    assert join(BASE, path, {}, {}) == url


def test_a_path_as_documentation_prints_it_is_not_doubled_below_a_prefix() -> None:
    base = "https://good.example/integration/apis/ns/instance/api"
    assert join(base, "/api/orgs", {}, {}) == base + "/orgs"
    assert join(base, "/ns/instance/api/orgs", {}, {}) == base + "/orgs"
    assert join(base, "/instance/api", {}, {}) == base
    assert join(base, "/instance/orgs", {}, {}) == base + "/instance/orgs"


@pytest.mark.parametrize(
    "path",
    [
        "https://evil.example/api",
        "http://good.example/api",
        "https://good.example:444/api",
        "https://good.example.evil.example/",
        "https://good.example@evil.example/",
        "https://user@good.example/api",
        "https://user:word@good.example/api",
        "https://@good.example/api",
        "//evil.example/api",
        "//good.example@evil.example/",
        "///evil.example",
        "https:evil.example",
        "https:/evil.example",
        "https:///evil.example",
        "https:///good.example/api",
        "ftp://good.example/",
        "javascript:alert(1)",
        "data:text/plain,x",
        "https://good.example\\@evil.example/",
        "https://evil.example\\@good.example/",
        "\\\\evil.example",
        "/\\evil.example",
        "https://good.exam\tple/",
        "/orgs\r\nHost: evil.example",
        "/orgs\x00",
        "/orgs with space",
        "/orgs#fragment",
        "/../admin",
        "/orgs/..",
        "/orgs/./x",
        "/%2e%2e/admin",
        "/.%2E/admin",
        "https://good.example/api/../admin",
        "https://good.example:99999/",
        "https://[::1/",
        "https://good.example\u2100/",
    ],
)
def test_paths_that_lead_elsewhere(path: str) -> None:
    refused(path)


@pytest.mark.parametrize(
    "path",
    [
        "/..%2fadmin",
        "/orgs/%2e%2e%2fadmin",
        "/orgs/..%5cadmin",
        "/orgs/..;/admin",
        "/%252e%252e/admin",
        "/orgs/..%252fadmin",
        "/orgs/%252e%252e%255cadmin",
        "/orgs/%252e/x",
    ],
)
def test_dots_that_some_servers_decode_before_they_resolve_them(path: str) -> None:
    refused(path)


@pytest.mark.parametrize("value", ["../admin", "%2e%2e", "a/%2e%2e/b", "..\\admin"])
def test_dots_in_a_value_are_blamed_on_it(value: str) -> None:
    assert refused("/orgs/{org}/{other}", {"org": value, "other": "x"}).startswith(
        "path_params.org contains "
    )


def test_a_relative_path_with_a_colon_is_told_apart_from_a_url() -> None:
    message = refused("catalog:x/products")
    assert "https://:443" not in message


def test_a_scheme_relative_path_with_a_url_in_its_query() -> None:
    path = "//good.example/api/x?back=https://good.example/"
    assert join(BASE, path, {}, {}) == "https:" + path


def test_path_params_are_names_whatever_they_hold() -> None:
    name = 'a/b?c#d e%2F\\"ü;=&{x}'
    url = join(BASE, "/orgs/{org}/x", {"org": name}, {})
    assert unquote(urlsplit(url).path) == "/api/orgs/" + name + "/x"
    assert urlsplit(url).path.count("/") == 4


@pytest.mark.parametrize("value", [None, "", ".", ".."])
def test_path_params_that_name_nothing(value: str | None) -> None:
    refused("/orgs/{org}", {"org": value})


@pytest.mark.parametrize(
    ("path", "path_params", "blamed"),
    [
        ("/orgs/{{ organization }}", {}, "path is '/orgs/{{ organization }}'"),
        ("/orgs/{{organization}}/catalogs", {}, "path is '/orgs/{{organization}}/catalogs'"),
        ("/orgs/{org}", {"org": "{{ organization }}"}, "path_params.org is '{{ organization }}'"),
    ],
)
def test_a_template_that_nothing_filled_in(path: str, path_params: dict[str, Any], blamed: str) -> None:
    message = refused(path, path_params)
    assert message.startswith(blamed + ", and nothing filled in what is between the braces")
    assert "at launch" in message
    assert "path_params, which encodes" not in message


def test_path_params_must_fit_the_path() -> None:
    assert "{org}" in refused("/orgs/{org}")
    assert "{other}" in refused("/orgs", {"other": "x"})
    assert join(BASE, "/{n}/{n}/{zero}", {"n": 1, "zero": 0}, {}).endswith("/1/1/0")


@pytest.mark.parametrize("value", [{"a": 1}, ["a"]])
def test_path_params_and_query_take_no_structures(value: object) -> None:
    refused("/orgs/{org}", {"org": value})
    with pytest.raises(ApiError):
        join(BASE, "/orgs", {}, {"filter": {"nested": value}})


def test_a_path_that_leads_upwards_is_told_from_values_that_do() -> None:
    assert refused("/orgs/../{org}", {"org": "x"}).startswith("path '/orgs/../{org}' contains '.' or '..'")
    message = refused("/{a}/{b}/{c}", {"a": "..", "b": "x", "c": "../y"})
    assert message.startswith("path_params.a and path_params.c contain '.' or '..' as a segment")


def test_query_of_a_path_without_one() -> None:
    assert join(BASE, "/x", {}, {"a": [1, 2]}) == "https://good.example/api/x?a=1&a=2"
    assert join(BASE, "/x", {}, {"a": None}) == "https://good.example/api/x"


@pytest.mark.parametrize(
    ("location", "target"),
    [
        ("/elsewhere?a=1", "https://good.example/elsewhere?a=1"),
        ("c", "https://good.example/a/c"),
        ("../c", "https://good.example/c"),
        ("https://good.example/x", "https://good.example/x"),
        ("https://GOOD.example:443/x", "https://GOOD.example:443/x"),
        ("//good.example/x", "https://good.example/x"),
        ("https://evil.example/x", None),
        ("//evil.example/x", None),
        ("http://good.example/x", None),
        ("https://good.example:444/x", None),
        ("https://user@good.example/x", None),
        ("https://:word@good.example/x", None),
        ("https://@good.example/x", None),
        ("https://good.example:99999/x", None),
        ("https://[::1/x", None),
        ("/x y", None),
        ("/x\\y", None),
        ("\\\\evil.example/x", None),
        ("/x\x7f", None),
        ("/x\r\ny", None),
        ("javascript:alert(1)", None),
    ],
)
def test_where_a_redirect_may_lead(location: str, target: str | None) -> None:
    assert redirect_target("https://good.example/a/b", location) == target


def test_query() -> None:
    query = {"groupBy": ["proxyId", "proxyRevision"], "deep": True, "none": None, "n": 0, "t": "a b&c=ü+"}
    url = join(BASE, "/x?y=1", {}, query)
    assert parse_qsl(urlsplit(url).query) == [
        ("y", "1"),
        ("groupBy", "proxyId"),
        ("groupBy", "proxyRevision"),
        ("deep", "true"),
        ("n", "0"),
        ("t", "a b&c=ü+"),
    ]


@pytest.mark.parametrize("where", ["path", "path_params", "query"])
def test_undecodable_bytes_are_a_mistake_of_the_task(where: str) -> None:
    # As Python holds a byte of another encoding that came by an environment variable.
    text = "p\udce4th"
    with pytest.raises(ApiError):
        join(
            BASE,
            text if where == "path" else "/{x}",
            {} if where == "path" else {"x": text if where == "path_params" else "x"},
            {"q": text if where == "query" else "q"},
        )


def test_messages_show_no_query() -> None:
    assert without_query("https://u:p@host:1/x?token=1#f") == "https://host:1/x"


HOSTILE = st.text(
    st.one_of(
        st.sampled_from("/\\@:?#%.;[]&=\t\r\n \x00\u2100\uff0f\u3002"),
        st.sampled_from(list("abc0123")),
    ),
    max_size=12,
)
PIECES = st.sampled_from(
    [
        "https:",
        "http:",
        "//",
        "/",
        "good.example",
        "evil.example",
        ":443",
        ":444",
        "user@",
        "..",
        "%2e",
        "\\",
        "@",
        "?",
    ]
)


@given(st.lists(st.one_of(PIECES, HOSTILE), max_size=8).map("".join))
@example("https://evil.example\\@good.example/")
def test_join_never_leaves_the_origin(path: str) -> None:
    try:
        url = join(BASE, path, {}, {})
    except ApiError:
        return
    scheme, host, port = goes_to(url)
    assert (scheme, host, port or 443) == ("https", "good.example", 443)


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20))
def test_a_path_param_fills_one_segment(name: str) -> None:
    try:
        url = join(BASE, "/a/{name}/b", {"name": name}, {})
    except ApiError:
        assert {".", ".."} & set(re.split(r"[/\\;]", name))
        return
    first, second, third, fourth, last = urlsplit(url).path.split("/")
    assert (first, second, third, last) == ("", "api", "a", "b")
    assert unquote(fourth) == name
