# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Objects of Apinizer as tests declare them, and what the simulator was asked about them."""

from __future__ import annotations

import base64
from typing import Any

from tests.operations.conftest import Run
from tests.simulator.apinizer import PROJECT

PARENT = {"project": PROJECT}
SECRET = "s3cr3t-of-apinizer"
OTHER_SECRET = "an0ther-s3cr3t"
# The texts of two certificates, as far as a manager looks at them.
PEM, OTHER_PEM = (
    f"-----BEGIN CERTIFICATE-----\n{base64.b64encode(text).decode()}\n-----END CERTIFICATE-----\n"
    for text in (b"the first certificate", b"the second certificate")
)
_KEY_LIST = "cryptoKeyInfoEnvironmentList"
_STORE_LIST = "keyStoreEnvironmentList"
ROUTE = {"relativePathList": ["/shop", "/store"], "methodList": ["POST", "GET"], "hostList": []}
LIMIT = {
    "apiProxyName": "Pets",
    "endpointName": "/pets",
    "endpointHTTPMethod": "GET",
    "permittedMessageCount": 100,
    "timeIntervalPeriodLength": 1,
    "timeInterval": "ONE_MINUTE",
    "enabled": True,
}
CONDITION = {
    "conditionRuleList": [
        {
            "conditionCriteria": "VALUE",
            "firstVariable": {"name": "level", "type": "HEADER", "headerName": "X-Level"},
            "variableDataType": "STRING",
            "valueComparisonOperator": "EQ",
            "secondValueSource": "VALUE",
            "secondValue": "PREMIUM",
        }
    ]
}


# The fields of an object of each kind.
SPECS: dict[str, dict[str, Any]] = {
    "environment_variable": {
        "description": "Where it is.",
        "global": False,
        "environmentValueList": [
            {"environmentName": "test", "value": "https://test.example.com", "visible": True},
            {"environmentName": "production", "value": SECRET, "visible": False},
        ],
    },
    "connection": {
        "type": "email",
        "description": "Notifications.",
        "host": "smtp.example.com",
        "port": 587,
        "username": "shop",
        "password": SECRET,
    },
    "certificate": {
        "alias": "shop",
        "certificateDescription": "Of the shop.",
        "environmentList": ["test", "production"],
        "pemEncodedFile": PEM,
    },
    "key": {
        "description": "Signs.",
        "keyType": "PRIVATE_KEY",
        _KEY_LIST: [{"environmentName": "test", "content": SECRET, "alias": "shop"}],
    },
    "keystore": {
        "description": "Signs.",
        _STORE_LIST: [
            {
                "environmentName": "test",
                "file": "AAAA",
                "password": SECRET,
                "alias": "shop",
                "keyStoreType": "PKCS12",
            }
        ],
    },
    "jwk": {"description": "Checks.", "sourceType": "COPY_PASTE", "jwkStr": SECRET, "kid": "a-key"},
    "ip_group": {"description": "Partners.", "ipList": ["192.0.2.1", "198.51.100.0/24"]},
    "global_policy": {"_class": "policy-ws-security-username", "username": "shop", "password": SECRET},
    "policy_group": {
        "targetPipeline": "REQUEST",
        "policyList": [{"_class": "ip-white", "name": "office", "ipList": ["203.0.113.0/24"]}],
    },
    "credential_organization": {
        "nameDefault": "Team",
        "metadata": [
            {"key": "center", "value": "1", "secret": False},
            {"key": "pin", "value": SECRET, "secret": True},
        ],
    },
    "credential": {
        "email": "shop@example.com",
        "fullName": "The shop",
        "password": SECRET,
        "roleNameList": ["READER", "WRITER"],
        "enabled": True,
        "ipList": ["192.0.2.1"],
        "access": [{"name": "Pets"}, {"name": "Shops", "type": "API_PROXY_GROUP"}],
    },
    "rlcl": {
        "description": "Partners.",
        "timeIntervalWindowType": "FIXED",
        "credentialNameList": ["partner"],
        "endpointRateLimitList": [LIMIT],
        "condition": CONDITION,
    },
    "api_proxy_group": {"description": "All.", "clientRoute": ROUTE, "apiProxies": ["Pets"]},
    "ai_dlp_preset": {"ruleValue": "ITK-[0-9]{10}", "action": "MASK", "enabled": True},
    "ai_prompt_guard_preset": {"ruleValue": "ignore .*", "action": "BLOCK"},
    "ai_privacy_preset": {"elementName": "iban", "operation": "MASK", "maskVisibleCharCount": 4},
    "llm_provider_definition": {"code": "ours", "displayName": "Ours"},
    "llm_model": {"providerCode": "ours", "modelId": "large", "capabilities": ["chat", "vision"]},
    "llm_provider": {
        "description": "Ours.",
        "providerType": "CUSTOM",
        "endpoint": "https://llm.example.com",
        "apiKey": SECRET,
        "supportedModels": [{"modelId": "large", "contextWindow": 64000}],
    },
    "vector_db": {
        "description": "Of documents.",
        "dbType": "PGVECTOR",
        "transport": {
            "family": "jdbc",
            "jdbcUrl": "jdbc:postgresql://vectors.example.com:5432/vectors",
            "username": "shop",
            "password": SECRET,
            "pool": {"maximumPoolSize": 5},
        },
    },
    "knowledge_base": {
        "description": "Manuals.",
        "vectorDbRef": "thing",
        "embeddingProviderRef": "thing",
        "chunkSize": 500,
    },
}
# Another value of a field of each kind, so that an update has something to do.
CHANGES: dict[str, dict[str, Any]] = {
    "certificate": {"alias": "store"},
    "policy_group": {
        "targetPipeline": "RESPONSE",
        "policyList": [{"_class": "ip-white", "name": "office", "ipList": []}],
    },
    "credential_organization": {"nameDefault": "Another team"},
    "credential": {"fullName": "Another", "password": SECRET},
    "ai_privacy_preset": {"maskVisibleCharCount": 2},
    "llm_provider_definition": {"displayName": "Mine"},
    "llm_model": {"capabilities": ["chat"]},
    **{name: {"action": "FLAG"} for name in ("ai_dlp_preset", "ai_prompt_guard_preset")},
}


def item_of(kind: str, name: str = "thing", **fields: Any) -> dict[str, Any]:
    """An object of a kind in the project."""
    return {"kind": kind, "parent": PARENT, "name": name, "spec": {**SPECS[kind], **fields}}


def publish(run: Run, *names: str) -> None:
    """Make API proxies."""
    for name in names or ("Pets",):
        apinizer(
            run,
            f"/projects/{PROJECT}/apiProxies/url/",
            "POST",
            body={
                "apiProxyName": name,
                "apiProxyCreationType": "OPEN_API",
                "specUrl": "https://example.com/openapi.json",
                "reParse": False,
                "clientRoute": {"relativePathList": [f"/{name.lower()}"]},
            },
        )


def writes(run: Run) -> list[dict[str, Any]]:
    """The requests that were no reads, logins left out."""
    return [
        each
        for each in run.requests(listener="apinizer")
        if each["method"] != "GET" and not each["path"].endswith("/auth/token")
    ]


def reads(run: Run) -> list[dict[str, Any]]:
    """The requests that were reads."""
    return [each for each in run.requests(listener="apinizer") if each["method"] == "GET"]


def apinizer(run: Run, path: str, method: str = "GET", **options: Any) -> Any:
    """What the manager answers to a call by somebody else."""
    result = run("apinizer_invoke", path=path, method=method, **options)
    assert not result.get("failed"), result["msg"]
    return result.get("json")
