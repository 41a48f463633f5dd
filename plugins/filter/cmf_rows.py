# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rows of a data set of Critical Manufacturing MES."""

from __future__ import annotations

DOCUMENTATION = r"""
name: cmf_rows
short_description: Read the rows of a data set of Critical Manufacturing MES (preview)
version_added: 1.0.0
description:
  - Queries and tables of the MES return an C(NgpDataSet), which is an XML schema of the columns
    (C(XMLSchema)) and XML of the rows (C(DataXML)). The filter makes a list of mappings of it.
  - The schema gives the types. Whole and decimal numbers become numbers, C(boolean) becomes V(true) or
    V(false), and all others are texts. Points in time are texts in the form of ISO 8601, in UTC if the MES
    gives their offset, so that they sort and compare as texts. A column that a row does not have is null.
  - Rows that the data set marks as deleted are left out.
  - B(Preview.) The vendor publishes no description of this form. It is the one in which .NET writes a
    C(DataSet). It may change in a minor release.
positional: _input, table
options:
  _input:
    description:
      - The data set, or the output of a service that contains one as C(NgpDataSet), such as C(json) of
        M(apiops.platforms.cmf_invoke).
      - A data set that already contains lists of rows by the names of tables is also accepted.
    type: dict
    required: true
  table:
    description:
      - The name of the table. If not set, the only table, or V(T_Result) if there are several.
    type: str
seealso:
  - module: apiops.platforms.cmf_invoke
author:
  - apiops.platforms contributors (@apiops)
"""

EXAMPLES = r"""
- name: Run a query
  apiops.platforms.cmf_invoke:
    path: Query/ExecuteQuery
    body:
      QueryObject: "{{ my_query }}"
    read_only: true
  register: query

- name: Show the names of the materials
  ansible.builtin.debug:
    msg: "{{ query.json | apiops.platforms.cmf_rows | map(attribute='Name') }}"
"""

RETURN = r"""
_value:
  description: The rows, with their columns in the order of the schema.
  type: list
  elements: dict
  sample:
    - Name: Lot-0001
      PrimaryQuantity: 25
      CreatedOn: '2026-11-27T08:00:00Z'
      Description: null
"""

import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any
from xml.etree import ElementTree

from ansible.errors import AnsibleFilterError

_XS = "{http://www.w3.org/2001/XMLSchema}"
_USUAL = "T_Result"
_WHOLE = (
    "integer",
    "long",
    "int",
    "short",
    "byte",
    "unsignedByte",
    "unsignedInt",
    "unsignedLong",
    "unsignedShort",
)
_FRACTIONS = ("decimal", "double", "float")

Row = dict[str, Any]
Columns = dict[str, Callable[[str], Any]]


class FilterModule:
    """The filter."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """It, by its name."""
        return {"cmf_rows": cmf_rows}


def cmf_rows(value: Any, table: str | None = None) -> list[Row]:
    """The rows of a data set; ``AnsibleFilterError`` in one line if it is none."""
    try:
        return _rows(_data_set(value), table)
    except ValueError as error:
        raise AnsibleFilterError(f"cmf_rows: {' '.join(str(error).split())}") from None


def _data_set(value: Any) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise ValueError(
            f"the input is {_kind(value)}, and not a data set; give the answer of the service (result.json)."
        )
    if "NgpDataSet" not in value and ("json" in value or {"changed", "failed"} <= set(value)):
        raise ValueError("the input is the result of a task; give its json, as in result.json.")
    if "NgpDataSet" in value:
        inner = value["NgpDataSet"]
        if inner is None:
            return {}
        if not isinstance(inner, Mapping):
            raise ValueError(f"NgpDataSet is {_kind(inner)}, and not a data set.")
        return inner
    return value


def _rows(data_set: Mapping[str, Any], table: str | None) -> list[Row]:
    if "XMLSchema" in data_set or "DataXML" in data_set:
        return _rows_of_xml(data_set.get("XMLSchema"), data_set.get("DataXML"), table)
    tables = {name: rows for name, rows in data_set.items() if isinstance(rows, list)}
    if not data_set and table is None:
        return []
    if not tables:
        found = ", ".join(map(str, data_set)) or "nothing"
        raise ValueError(f"the input has neither XMLSchema and DataXML nor a table of rows, but {found}.")
    rows = tables[_chosen(list(tables), table)]
    if not all(isinstance(row, Mapping) for row in rows):
        raise ValueError("a row of the table is no mapping of columns.")
    return [{name: item for name, item in row.items() if not str(name).startswith("$")} for row in rows]


def _rows_of_xml(schema: Any, data: Any, table: str | None) -> list[Row]:
    if not schema and not data:
        return []
    tables = _tables(_parsed("XMLSchema", schema))
    if not tables:
        raise ValueError("XMLSchema describes no table.")
    name = _chosen([_plain(each) for each in tables], table)
    written = next(each for each in tables if _plain(each) == name)
    root: Iterable[ElementTree.Element] = _parsed("DataXML", data) if data else ()
    elements = (each for each in root if _local(each.tag) == written)
    return [_row(each, tables[written]) for each in elements if each.get("RowState") != "Deleted"]


def _row(element: ElementTree.Element, columns: Columns) -> Row:
    texts = dict(element.attrib)
    texts.update({_local(each.tag): each.text or "" for each in element if not _is_nil(each)})
    row = {}
    for name, convert in columns.items():
        try:
            row[_plain(name)] = convert(texts[name]) if name in texts else None
        except ValueError:
            raise ValueError(
                f"the column {_plain(name)} holds {texts[name]!r}, which is not of its type."
            ) from None
    return row


def _is_nil(element: ElementTree.Element) -> bool:
    return element.get("{http://www.w3.org/2001/XMLSchema-instance}nil") in ("true", "1")


def _tables(schema: ElementTree.Element) -> dict[str, Columns]:
    """The tables by their names as XML has them: the elements whose content is a row of columns."""
    tables = {}
    for element in schema.iter(f"{_XS}element"):
        columns = dict(_columns(element))
        if columns:
            tables[element.get("name", "")] = columns
    return tables


def _columns(table: ElementTree.Element) -> Iterator[tuple[str, Callable[[str], Any]]]:
    """The columns in a table, if the element is one; a set of tables has a choice of them instead."""
    content = table.find(f"{_XS}complexType")
    if content is None:
        return
    columns = [*content.findall(f"{_XS}sequence/{_XS}element"), *content.findall(f"{_XS}attribute")]
    for column in columns:
        if column.find(f"{_XS}complexType") is None:
            yield column.get("name", ""), _conversion(_type_of(column))


def _type_of(column: ElementTree.Element) -> str:
    """The type of a column, without its prefix; that which it restricts, where it does."""
    restricted = column.find(f"{_XS}simpleType/{_XS}restriction")
    written = column.get("type") or (restricted.get("base") if restricted is not None else None) or "string"
    return written.rpartition(":")[2]


def _conversion(kind: str) -> Callable[[str], Any]:
    if kind in _WHOLE:
        return int
    if kind in _FRACTIONS:
        return _number
    return {"boolean": _truth, "dateTime": _moment}.get(kind, str)


def _number(text: str) -> int | float:
    """A number; a whole one if nothing is lost."""
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(text)
    return int(number) if re.fullmatch(r"[+-]?\d{1,15}(\.0*)?", text.strip()) else number


def _truth(text: str) -> bool:
    if text.strip() not in ("true", "false", "1", "0"):
        raise ValueError(text)
    return text.strip() in ("true", "1")


def _moment(text: str) -> str:
    """A point in time in UTC; as it is where it has no offset."""
    # Seven digits of a fraction, as .NET writes them, are one more than Python takes.
    shortened = re.sub(r"(\.\d{6})\d+", r"\1", text.strip())
    moment = datetime.fromisoformat(shortened)
    if moment.tzinfo is None:
        return shortened
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _parsed(name: str, text: Any) -> ElementTree.Element:
    if not isinstance(text, str) or not text.strip():
        raise ValueError(f"{name} is {'empty' if not text else _kind(text)}, and not XML.")
    # It could name entities that take all memory.
    if "<!DOCTYPE" in text:
        raise ValueError(f"{name} has a DOCTYPE, which no data set has.")
    try:
        return ElementTree.fromstring(text.strip().lstrip("\ufeff"))
    except ElementTree.ParseError as error:
        raise ValueError(f"{name} cannot be read as XML ({error}).") from None


def _chosen(tables: list[str], table: str | None) -> str:
    if table is None and len(tables) > 1 and _USUAL in tables:
        return _USUAL
    if table is None and len(tables) == 1:
        return tables[0]
    if table in tables:
        return str(table)
    missing = (
        "there are several tables; give table, one of" if table is None else f"there is no table {table}, but"
    )
    raise ValueError(f"{missing} {', '.join(tables)}.")


def _local(tag: str) -> str:
    """The name of an element without its namespace."""
    return tag.rpartition("}")[2]


def _plain(name: str) -> str:
    """A name as it was before it became one of XML: ``_x0020_`` is a space."""
    return re.sub(r"_x([0-9A-Fa-f]{4})_", lambda found: chr(int(found[1], 16)), name)


def _kind(value: Any) -> str:
    return {str: "a text", list: "a list", type(None): "null"}.get(type(value), type(value).__name__)
