# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The files of a product of API Connect are read as the vendor's toolkit reads them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ansible_collections.apiops.platforms.plugins.module_utils._core.errors import ApiError
from ansible_collections.apiops.platforms.plugins.plugin_utils._product_files import ProductFiles

PRODUCT = """
product: 1.0.0
info: {name: pets, title: Pets, version: 1.0.0}
apis:
  pets: {$ref: apis/pets.yaml}
plans: {default: {title: Default}}
"""
INFO = "openapi: 3.0.3\ninfo: {title: Pets, version: 1.0.0, x-ibm-name: pets}\n"


class Folder:
    """Files below a folder, as a task names them."""

    def __init__(self, directory: Path, **files: str) -> None:
        self._directory = directory
        for name, content in files.items():
            self.write(name, content)

    def write(self, name: str, content: str) -> None:
        """One file more."""
        place = self._directory / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(content, encoding="utf-8")

    def found(self, option: str, path: str) -> str:
        """The whole path."""
        return str(self._directory / path)

    def text(self, option: str, path: str) -> str:
        """The text."""
        try:
            return Path(path).read_text(encoding="utf-8")
        except OSError:
            raise ApiError("config", f"{option} {path} cannot be read") from None


def read(tmp_path: Path, api: str, product: Any = "product.yaml", **further: str) -> tuple[Any, Any]:
    """The product and its only API."""
    folder = Folder(tmp_path)
    folder.write("product.yaml", PRODUCT)
    folder.write("apis/pets.yaml", INFO + api)
    for name, content in further.items():
        folder.write(f"apis/{name}.yaml", content)
    read_product, (definition,) = ProductFiles(folder).read(product, [])
    return read_product, definition


def refusal(tmp_path: Path, api: str, **further: str) -> str:
    """What is said against the files."""
    with pytest.raises(ApiError) as caught:
        read(tmp_path, api, **further)
    assert caught.value.kind == "config"
    return caught.value.message


def test_apis_are_named_in_place_of_their_files(tmp_path: Path) -> None:
    product, api = read(tmp_path, "paths: {}\n")
    assert product["apis"] == {"pets": {"name": "pets:1.0.0"}}
    assert (product["product"], api["paths"]) == ("1.0.0", {})


def test_a_product_in_the_task_names_files_beside_the_playbook(tmp_path: Path) -> None:
    inline = {"info": {"name": "pets"}, "apis": {"pets": {"$ref": "apis/pets.yaml"}}}
    product, api = read(tmp_path, "paths: {}\n", inline)
    assert product == {"info": {"name": "pets"}, "apis": {"pets": {"name": "pets:1.0.0"}}}
    assert api["info"]["title"] == "Pets"


def test_fragments_of_other_files_are_taken_in(tmp_path: Path) -> None:
    fragment = "get:\n  '200': {$ref: '#/components/schemas/pet'}\n  also: {$ref: more.yaml#/deep/1}\n"
    _product, api = read(
        tmp_path,
        "paths:\n  /pets: {$ref: ./one.yaml}\ncomponents: {schemas: {pet: {$ref: 'https://e.example/s'}}}\n",
        one=fragment,
        more="deep: [a, {b: c}]\n",
    )
    assert api["paths"]["/pets"]["get"] == {"200": {"$ref": "#/components/schemas/pet"}, "also": {"b": "c"}}
    assert api["components"]["schemas"]["pet"] == {"$ref": "https://e.example/s"}


def test_yaml_is_that_of_the_toolkit(tmp_path: Path) -> None:
    """PyYAML reads YAML 1.1, in which these are booleans, dates, octal and sexagesimal numbers."""
    text = "x: [yes, off, 2026-01-31, 010, 12:30:45, 1_000, true, 7, 1.5, 1e3, ~, 0x10]\ny: {200: a, on: b}\n"
    _product, api = read(tmp_path, text)
    assert api["x"] == [
        *("yes", "off", "2026-01-31", 10, "12:30:45", "1_000", True, 7, 1.5, 1000.0, None, 16),
    ]
    assert api["y"] == {"200": "a", "on": "b"}


def test_json_is_read_as_json(tmp_path: Path) -> None:
    folder = Folder(tmp_path, **{"api.json": '{\t"info": {"title": "Pets"}}'})
    _product, apis = ProductFiles(folder).read({"apis": {}}, ["api.json"])
    assert apis == [{"info": {"title": "Pets"}}]


@pytest.mark.parametrize(
    ("api", "further", "words"),
    [
        ("paths: {$ref: one.yaml}\n", {"one": "a: {$ref: one.yaml}\n"}, "one.yaml includes itself"),
        ("paths: {$ref: one.yaml}\n", {}, "pets.yaml refers to one.yaml by $ref, but"),
        (
            "paths: {$ref: 'one.yaml#/b'}\n",
            {"one": "a: 1\n"},
            "but one.yaml has nothing at /b",
        ),
        ("paths: [\n", {}, "product pets.yaml cannot be read"),
        (
            "paths:\n\t/pets: {}\n",
            {},
            "pets.yaml cannot be read: line 4 has a tab; indent",
        ),
        ("---\nx: 1\n", {}, "it has more than one document, line 3"),
        ("", {}, ""),
    ],
)
def test_what_is_wrong_with_files(tmp_path: Path, api: str, further: dict[str, str], words: str) -> None:
    if words:
        assert words in refusal(tmp_path, api, **further)
    else:
        read(tmp_path, api, **further)


def test_an_api_at_an_address_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(ApiError, match="from files only"):
        ProductFiles(Folder(tmp_path)).read({"apis": {"a": {"$ref": "https://e.example/a.yaml"}}}, [])


def test_an_api_of_a_wsdl_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ApiError, match=r"refers to the API pets\.wsdl, but this module does not publish"):
        ProductFiles(Folder(tmp_path)).read({"apis": {"a": {"$ref": "pets.wsdl"}}}, [])


def test_an_api_without_a_name_is_named_by_its_file(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    folder.write("product.yaml", PRODUCT)
    folder.write("apis/pets.yaml", "info: {title: Pets, version: 1.0.0}\n")
    with pytest.raises(ApiError, match=r"pets\.yaml has no info\.x-ibm-name"):
        ProductFiles(folder).read("product.yaml", [])
