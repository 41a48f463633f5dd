# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The filter that reads the rows of a data set: types, nulls, several tables, and what is no data set."""

from __future__ import annotations

import json
from typing import Any

import pytest
from ansible.errors import AnsibleFilterError

from ansible_collections.apiops.platforms.plugins.filter.cmf_rows import FilterModule, cmf_rows

HEAD = (
    '<?xml version="1.0" encoding="utf-16"?><xs:schema id="NewDataSet" xmlns="" '
    'xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:msdata="urn:schemas-microsoft-com:xml-msdata">'
    '<xs:element name="NewDataSet" msdata:IsDataSet="true"><xs:complexType><xs:choice minOccurs="0" '
    'maxOccurs="unbounded">%s</xs:choice></xs:complexType></xs:element></xs:schema>'
)
TABLE = '<xs:element name="%s"><xs:complexType><xs:sequence>%s</xs:sequence>%s</xs:complexType></xs:element>'
COLUMNS = (
    '<xs:element name="Id" type="xs:long" minOccurs="0" />'
    '<xs:element name="Name" minOccurs="0"><xs:simpleType><xs:restriction base="xs:string">'
    '<xs:maxLength value="256" /></xs:restriction></xs:simpleType></xs:element>'
    '<xs:element name="Quantity" type="xs:decimal" minOccurs="0" />'
    '<xs:element name="Yield" type="xs:double" minOccurs="0" />'
    '<xs:element name="IsTemplate" type="xs:boolean" minOccurs="0" />'
    '<xs:element name="CreatedOn" type="xs:dateTime" minOccurs="0" />'
    '<xs:element name="Main_x0020_State" type="xs:string" minOccurs="0" />'
    '<xs:element name="Key" msdata:DataType="System.Guid" type="xs:string" minOccurs="0" />'
)
ROWS = (
    "<NewDataSet><T_Result><Id>2004231200000000001</Id><Name>Lot &amp; 1</Name><Quantity>25.0000</Quantity>"
    "<Yield>0.95</Yield><IsTemplate>false</IsTemplate><CreatedOn>2026-11-27T10:00:00.1234567+02:00</CreatedOn>"
    "<Main_x0020_State>Queued</Main_x0020_State></T_Result>"
    "<T_Result><Id>2</Id><Name></Name><Quantity>0.5</Quantity><IsTemplate>1</IsTemplate>"
    '<CreatedOn>2026-11-27T10:00:00</CreatedOn></T_Result><T_Result RowState="Deleted"><Id>3</Id></T_Result>'
    "</NewDataSet>"
)
DATA_SET = {"XMLSchema": HEAD % TABLE % ("T_Result", COLUMNS, ""), "DataXML": ROWS}


def test_rows_have_types() -> None:
    first, second = cmf_rows(DATA_SET)
    assert first == {
        "Id": 2004231200000000001,
        "Name": "Lot & 1",
        "Quantity": 25,
        "Yield": 0.95,
        "IsTemplate": False,
        "CreatedOn": "2026-11-27T08:00:00.123456Z",
        "Main State": "Queued",
        "Key": None,
    }
    assert list(first) == list(second)
    assert (second["Name"], second["Quantity"], second["Yield"], second["IsTemplate"]) == (
        "",
        0.5,
        None,
        True,
    )
    assert second["CreatedOn"] == "2026-11-27T10:00:00"
    assert json.loads(json.dumps([first, second])) == [first, second]


@pytest.mark.parametrize(
    "value",
    [
        {"NgpDataSet": DATA_SET, "TotalRows": 2},
        {"$id": "1", "NgpDataSet": {"$type": "NgpDataSet", **DATA_SET}},
        {"T_Result": cmf_rows(DATA_SET)},
    ],
)
def test_the_output_of_a_service_is_a_data_set(value: dict[str, Any]) -> None:
    assert FilterModule().filters()["cmf_rows"](value) == cmf_rows(DATA_SET)


def test_a_table_is_chosen_by_its_name() -> None:
    tables = [(name, '<xs:element name="A" type="xs:int" />', "") for name in ("T_Result", "Other_x0020_One")]
    data = "<NewDataSet><T_Result><A>1</A></T_Result><Other_x0020_One><A>2</A></Other_x0020_One></NewDataSet>"
    data_set = {"XMLSchema": HEAD % "".join(TABLE % table for table in tables), "DataXML": data}
    assert cmf_rows(data_set) == [{"A": 1}]
    assert cmf_rows(data_set, "Other One") == [{"A": 2}]
    with pytest.raises(AnsibleFilterError, match=r"there is no table none, but T_Result, Other One\.$"):
        cmf_rows(data_set, "none")
    lists = {"A": [{"x": 1}], "B": []}
    assert cmf_rows(lists, table="B") == []
    with pytest.raises(AnsibleFilterError, match=r"several tables; give table, one of A, B\.$"):
        cmf_rows(lists)


def test_columns_may_be_attributes_and_null_outright() -> None:
    schema = HEAD % TABLE % ("T", "", '<xs:attribute name="N" type="xs:int" />')
    assert cmf_rows({"XMLSchema": schema, "DataXML": '<D><T N="4" /></D>'}) == [{"N": 4}]
    nil = '<D xmlns:i="http://www.w3.org/2001/XMLSchema-instance"><T><A i:nil="true" /></T></D>'
    schema = HEAD % TABLE % ("T", '<xs:element name="A" type="xs:int" nillable="true" />', "")
    assert cmf_rows({"XMLSchema": schema, "DataXML": nil}) == [{"A": None}]


@pytest.mark.parametrize("value", [{}, {"NgpDataSet": None}, {"XMLSchema": "", "DataXML": None}])
def test_an_empty_data_set_has_no_rows(value: dict[str, Any]) -> None:
    assert cmf_rows(value) == []
    assert cmf_rows({**DATA_SET, "DataXML": "<NewDataSet />"}) == cmf_rows({**DATA_SET, "DataXML": ""}) == []


MISTAKES: dict[str, tuple[Any, str]] = {
    "a text": ("<x/>", "the input is a text, and not a data set; give the answer of the service"),
    "nothing": (None, "the input is null, and not a data set"),
    "a result": ({"json": {}, "changed": False}, "the input is the result of a task; give its json"),
    "a result without json": (
        {"resources": [], "changed": False, "failed": False},
        "is the result of a task",
    ),
    "another output": ({"Instance": {}}, "neither XMLSchema and DataXML nor a table of rows, but Instance"),
    "a list in place of a set": ({"NgpDataSet": []}, "NgpDataSet is a list, and not a data set"),
    "no schema": ({"DataXML": ROWS}, "XMLSchema is empty, and not XML"),
    "no XML": ({**DATA_SET, "DataXML": "<a>"}, "DataXML cannot be read as XML (no element found"),
    "a page": ({**DATA_SET, "DataXML": "<!DOCTYPE html><html/>"}, "DataXML has a DOCTYPE"),
    "a schema of nothing": ({**DATA_SET, "XMLSchema": HEAD % ""}, "XMLSchema describes no table"),
    "a value of another type": (
        {**DATA_SET, "DataXML": "<D><T_Result><Id>x</Id></T_Result></D>"},
        "the column Id holds 'x', which is not of its type",
    ),
    "no truth": (
        {**DATA_SET, "DataXML": "<D><T_Result><IsTemplate>yes</IsTemplate></T_Result></D>"},
        "the column IsTemplate holds 'yes'",
    ),
    "no rows": ({"T_Result": [1]}, "a row of the table is no mapping of columns"),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_what_is_no_data_set_is_told_in_one_line(name: str) -> None:
    value, words = MISTAKES[name]
    with pytest.raises(AnsibleFilterError) as refused:
        cmf_rows(value)
    assert str(refused.value).startswith("cmf_rows: ")
    assert words in str(refused.value)
    assert "\n" not in str(refused.value)
