# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Queries of the MES, which answer a data set: an XML schema of the columns, and XML of the rows.

Source: public clients in C#, which read the two into a ``DataSet`` of .NET. That plain JSON asks for it is
a guess.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from tests.simulator.cmf_objects import Entity, Objects

_TYPES = {"PrimaryQuantity": "decimal", "Id": "long", "IsTemplate": "boolean", "CreatedOn": "dateTime"}
_SCHEMA = """<?xml version="1.0" encoding="utf-16"?>
<xs:schema id="CmfDataSet" xmlns="" xmlns:xs="http://www.w3.org/2001/XMLSchema" \
xmlns:msdata="urn:schemas-microsoft-com:xml-msdata">
  <xs:element name="CmfDataSet" msdata:IsDataSet="true"><xs:complexType><xs:choice minOccurs="0" \
maxOccurs="unbounded"><xs:element name="T_Result"><xs:complexType><xs:sequence>%s</xs:sequence>\
</xs:complexType></xs:element></xs:choice></xs:complexType></xs:element>
</xs:schema>"""
_COLUMN = '<xs:element name=%s type="xs:%s" minOccurs="0" />'


def result_of(query: Mapping[str, Any], objects: Objects) -> dict[str, Any]:
    """The data set of ``{EntityTypeName, Query {Fields [{Name, Alias}], Filters [{Name, Value}]}}``."""
    asked = query.get("Query") or {}
    fields = [(each["Name"], each.get("Alias") or each["Name"]) for each in asked.get("Fields") or []]
    filters = asked.get("Filters") or []
    chosen = [
        entity
        for entity in objects.all(str(query.get("EntityTypeName")))
        if all(entity.get(each["Name"]) == each.get("Value") for each in filters)
    ]
    columns = "".join(_COLUMN % (quoteattr(alias), _TYPES.get(name, "string")) for name, alias in fields)
    rows = "".join(f"<T_Result>{_row(entity, fields)}</T_Result>" for entity in chosen)
    return {
        "NgpDataSet": {
            "$type": "Cmf.Foundation.BusinessOrchestration.NgpDataSet, Cmf.Foundation.BusinessOrchestration",
            "XMLSchema": _SCHEMA % columns,
            "DataXML": f"<CmfDataSet>{rows}</CmfDataSet>",
        },
        "TotalRows": len(chosen),
    }


def _row(entity: Entity, fields: Iterable[tuple[str, str]]) -> str:
    """What a row holds; a null has no element."""
    values = ((alias, entity.get(name)) for name, alias in fields)
    named = ((alias, value.get("Name") if isinstance(value, Mapping) else value) for alias, value in values)
    return "".join(
        f"<{alias}>{escape(str(value).lower() if isinstance(value, bool) else str(value))}</{alias}>"
        for alias, value in named
        if value is not None
    )
