# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files of an export: their places, the names of variables, and texts that only look like templates."""

from __future__ import annotations

import re
from typing import Any

from ansible_collections.apiops.platforms.plugins.plugin_utils._documents import Unsafe, loaded
from ansible_collections.apiops.platforms.plugins.plugin_utils._export_files import (
    laid_out,
    says_the_same,
    secrets_listed,
)

SHOP = [["org", "acme"], ["catalog", "shop"]]


def row(kind: str, name: str, place: Any = None, secrets: Any = (), **spec: Any) -> dict[str, Any]:
    """An object as the operation finds it."""
    return {
        "kind": kind,
        "place": SHOP if place is None else place,
        "name": name,
        "item": {"kind": kind, "name": name, "spec": spec},
        "secrets": [["spec", *path] for path in secrets],
    }


def files(*rows: dict[str, Any]) -> dict[str, str]:
    """The files of the objects."""
    return laid_out("apic", list(rows), []).files


def test_a_file_is_where_its_object_is() -> None:
    rows = [
        row("catalog", "shop", SHOP[:1]),
        row("app", "a b", [*SHOP, ["consumer_org", "one"]]),
        row("api", "x:1.0"),
    ]
    assert list(files(*rows, row("catalog_settings", ""))) == [
        "org/acme/catalog/shop.yml",
        "org/acme/catalog/shop/api/x@1.0.yml",
        "org/acme/catalog/shop/catalog_settings.yml",
        "org/acme/catalog/shop/consumer_org/one/app/a b.yml",
    ]


def test_names_never_lead_elsewhere_nor_hide() -> None:
    names = ["../../etc/passwd", ".hidden", "..", "a/b", "a\\b", "C:", "x" * 300, "-", "ünï"]
    found = files(*(row("app", name) for name in names))
    assert len(found) == len(names)
    for path in found:
        *folders, last = path.split("/")
        assert folders == ["org", "acme", "catalog", "shop", "app"]
        assert re.fullmatch(r"[^./\\:][^/\\:]{0,140}\.yml", last)


def test_names_that_differ_in_case_alone_have_files_of_their_own() -> None:
    rows = [row("catalog", "Shop", SHOP[:1]), row("catalog", "shop", SHOP[:1])]
    inside = [row("app", "x", [["org", "acme"], ["catalog", name]]) for name in ("Shop", "shop")]
    found = files(*rows, *inside)
    assert len({path.lower() for path in found}) == 4
    assert all(re.search(r"(?i)/shop-[0-9a-f]{8}(/|\.yml)", path) for path in found)


def test_variables_are_valid_and_unique() -> None:
    two = [["org", "acme"], ["catalog", "two"]]
    rows = [
        row("app", "pets-1.0 ü", secrets=[["secret"]]),
        row("app", "x", secrets=[["a", "secret"], ["b", "secret"]], a={}, b={}),
        row("app", "x", two, secrets=[["a", "secret"]], a={}),
        row("app", "x.y", secrets=[["secret"]]),
        row("app", "x-y", secrets=[["secret"]]),
        row("variable", "v", secrets=[["list", 0, "value"]], list=[{"environment": "test"}]),
    ]
    layout = laid_out("apic", rows, [])
    names = [each.variable for each in layout.variables]
    assert len(set(names)) == len(names) == 7
    assert all(re.fullmatch("[a-z][a-z0-9_]*", name) for name in names)
    assert {
        "apic_acme_shop_variable_v_list_test_value",
        "apic_acme_shop_app_pets_1_0_secret",
        "apic_acme_two_app_x_a_secret",
    } <= set(names)
    listed = secrets_listed("apic", layout, "", ())
    assert secrets_listed("apic", layout, listed, ()) == listed
    for each in layout.variables:
        assert "{{ %s | default(omit) }}" % each.variable in layout.files[each.file]
        assert f"| `{each.variable}` | {each.file} | `{each.field}` |\n" in listed


def test_variables_keep_their_names_whatever_is_exported() -> None:
    """The name of a secret does not depend on other objects; what is in the list stays."""
    one, other = row("app", "x-y", secrets=[["secret"]]), row("app", "x.y", secrets=[["secret"]])
    (alone,) = laid_out("apic", [one], []).variables
    assert alone.variable == "apic_acme_shop_app_x_y_secret"
    elsewhere = row("app", "x-y", [["org", "acme"], ["catalog", "two"]], secrets=[["secret"]])
    whole = laid_out("apic", [one, elsewhere], [])
    assert alone in whole.variables
    listed = secrets_listed("apic", laid_out("apic", [one], []), "", ())
    for rows in ([one, other], [other], [other, one]):
        layout = laid_out("apic", rows, [], listed)
        listed = secrets_listed("apic", layout, listed, ())
        assert listed.count(f"`{alone.variable}` |") == 1
        assert f"| `{alone.variable}` | {alone.file} |" in listed
        assert len({each.variable for each in layout.variables}) == len(rows)


def test_what_only_looks_like_a_template_is_none() -> None:
    texts = ["{{ id }}", "a {% raw %} b", "{# x #}", "two\n{{ lines }}\n", "{{ 'it''s' }}"]
    found = files(row("app", "x", texts=texts, plain="a: b # c", multi="a\nb\n", date="2026-01-02"))
    (text,) = list(found.values())
    (read,) = loaded("", text)
    assert read["spec"] == {"texts": texts, "plain": "a: b # c", "multi": "a\nb\n", "date": "2026-01-02"}
    assert all(isinstance(each, Unsafe) for each in read["spec"]["texts"])
    assert "multi: |\n" in text


def test_the_order_is_the_same_whatever_the_server_s() -> None:
    one = files(row("app", "x", b=1, a={"d": 1, "c": 2}), row("app", "y"))
    other = files(row("app", "y"), row("app", "x", a={"c": 2, "d": 1}, b=1))
    assert list(one.items()) == list(other.items())


def test_a_file_says_the_same_however_it_is_written() -> None:
    assert says_the_same("# why\nkind: app\nname: 'x'\n", "---\nname: x\nkind: app\n")
    assert not says_the_same("kind: app\nname: x\n", "kind: app\nname: y\n")
    assert not says_the_same("kind: [app\n", "kind: app\n")


def test_the_list_keeps_variables_of_files_that_were_not_read() -> None:
    first = secrets_listed("apic", laid_out("apic", [row("app", "x", secrets=[["secret"]])], []), "", ())
    other = laid_out("apic", [row("user", "y", secrets=[["password"]])], [])
    both = secrets_listed("apic", other, first, ())
    assert [line.split("`")[1] for line in both.splitlines() if line.startswith("| `")] == [
        "apic_acme_shop_app_x_secret",
        "apic_acme_shop_user_y_password",
    ]
    assert "apic_app_x_secret" not in secrets_listed(
        "apic", other, first, other.files | {"org/acme/catalog/shop/app/x.yml": ""}
    )
    assert "no secrets" in secrets_listed("apic", laid_out("apic", [], []), "", ())


def test_the_name_of_a_field_breaks_no_row_of_the_list() -> None:
    names = ["X-Key", "X|`y`", "X\n| z |", "X%7C%60y%60"]
    hook = row("hook", "x", secrets=[["headers", name] for name in names], headers=dict.fromkeys(names, "?"))
    layout = laid_out("apic", [hook], [])
    listed = secrets_listed("apic", layout, "", ())
    rows = [line for line in listed.splitlines() if line.startswith("| `")]
    assert len(rows) == len(names)
    assert all(re.fullmatch(r"\| `\w+` \| [^|`]+ \| `[^|`]+` \|", line) for line in rows)
    # The next export finds each of them again.
    assert laid_out("apic", [hook], [], listed).variables == layout.variables
