# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Objects of API Connect as tests declare them, and what the simulator was asked about them."""

from __future__ import annotations

import base64
import io
import json
import zipfile
from typing import Any

from ansible_collections.apiops.platforms.plugins.module_utils._platforms.apic.kinds import PLACES, Kind
from tests.operations.conftest import Run
from tests.simulator.apic_login import CATALOG, ORGANIZATION

# What every secret of these tests begins with.
SECRET = "s3cr3t"
ORG = {"org": ORGANIZATION}
ADMIN = {"org": "admin"}
ZONE = {**ADMIN, "availability_zone": "availability-zone-default"}
SANDBOX = {**ORG, "catalog": CATALOG}
PEM = "-----BEGIN CERTIFICATE-----\nTUlJQg==\n-----END CERTIFICATE-----\n"
KEY = "-----BEGIN PRIVATE KEY-----\ns3cr3t\n-----END PRIVATE KEY-----\n"
DOCUMENT = {"info": {"name": "thing", "x-ibm-name": "thing", "title": "Thing", "version": "1.0.0"}}
LUR = {"integration": "lur", "registry_type": "lur"}


def archive(files: dict[str, str], day: int = 1) -> str:
    """A ZIP archive with files of that day, in base64."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as written:
        for name, content in files.items():
            written.writestr(zipfile.ZipInfo(name, (2026, 1, day, 0, 0, 0)), content)
    return base64.b64encode(packed.getvalue()).decode()


# The fields of an object of each kind.
SPECS: dict[str, dict[str, Any]] = {
    "api_key": {"client_type": "toolkit", "description": "For tests."},
    "app": {"title": "Thing", "redirect_endpoints": ["https://b.example.com", "https://a.example.com"]},
    "billing": {"integration": "stripe", "configuration": {"full_access_key": "s3cr3t", "publishable": "p"}},
    "catalog": {"title": "Nightly builds", "metadata": {"mine": "1"}},
    "catalog_invitation": {"email": "someone@example.com", "notify": False},
    "catalog_properties": {"properties": {"host": "a.example.com", "port": "443"}},
    "catalog_settings": {
        "product_lifecycle_approvals": ["published", "staged"],
        "application_lifecycle": {"enabled": True},
        "user_registry_default": "people",
        "portal": {"type": "drupal", "portal_service": "portal"},
    },
    "configured_api_user_registry": {},
    "configured_billing": {},
    "configured_catalog_user_registry": {},
    "configured_gateway_service": {},
    "configured_jwt_provider": {},
    "configured_oauth_provider": {},
    "configured_portal_service": {"endpoint": "https://portal.example.com"},
    "configured_tls_client_profile": {},
    "consumer_group": {"orgs": ["partners"]},
    "consumer_org": {"title": "Thing", "owner": "steve"},
    "consumer_org_invitation": {"email": "someone@example.com", "notify": False},
    "consumer_org_settings": {"invitation_ttl": 3600},
    "credential": {"title": "Thing", "client_id": "an-id", "client_secret": "s3cr3t-of-tests"},
    "draft_api": {"draft_api": {"openapi": "3.0.0", **DOCUMENT, "paths": {}}},
    "draft_product": {"draft_product": {"product": "1.0.0", **DOCUMENT, "plans": {"default": {}}}},
    "extension": {"extension": {"extension": "1.0.0", **DOCUMENT}},
    "global_policy": {"global_policy": {"global-policy": "1.0.0", **DOCUMENT, "assembly": {"execute": []}}},
    "global_policy_error": {"global_policy": "checks:1.0.0"},
    "global_policy_posthook": {"global_policy": "checks:1.0.0"},
    "global_policy_prehook": {"global_policy": "checks:1.0.0"},
    "jwk_set": {"keys": [{"kty": "RSA", "n": "AQAB", "e": "AQAB", "d": "s3cr3t"}]},
    "jwt_provider": {"debug": True, "gateway_version": "12000"},
    "keystore": {"keystore": PEM + KEY, "password": "s3cr3t", "public_certificate_entry": {"pem": PEM}},
    "member": {"user": "steve", "roles": ["viewer", "developer"]},
    "member_invitation": {"email": "someone@example.com", "notify": False, "roles": ["viewer"]},
    "notification_style": {"allowed_html_tags": {"p": ["class", "id"]}},
    "oauth_provider": {
        "provider_type": "third_party",
        "grants": ["password", "application"],
        "third_party_config": {
            "introspection_endpoint": {
                "endpoint": "https://x.example.com",
                "tls_client_profile": "tls:1.0.0",
            },
            "basic_auth": {"username": "u", "password": "s3cr3t"},
        },
    },
    "org_settings": {"invitation_ttl": 3600},
    "payment_method": {"billing": "stripes", "configuration": {"account_currency": "EUR"}},
    "policy": {
        "policy": {"policy": "1.0.0", **DOCUMENT},
        "implementation": archive({"thing.yaml": "x"}),
        "title": "Thing",
        "metadata": {"mine": "1"},
    },
    "project": {"title": "Thing"},
    "role": {"permissions": ["org/member:view"], "summary": "May look."},
    "service": {"service": {"endpoint": "https://x.example.com", "username": "u", "password": "s3cr3t"}},
    "simple_alias": {"value": "https://x.example.com"},
    "space": {"title": "Thing", "owner": "chrisp"},
    "space_invitation": {"email": "someone@example.com", "notify": False},
    "space_settings": {"invitation_ttl": 3600},
    "strategy": {"strategy_type": "oauth2", "client_id": "an-id", "secret": "s3cr3t"},
    "subscription": {"product": "pets:1.0.0", "plan": "gold"},
    "team": {"user_groups": ["testers"]},
    "tls_client_profile": {
        "protocols": ["tls_v1.3", "tls_v1.2"],
        "ciphers": ["TLS_AES_256_GCM_SHA384"],
        "keystore": "keys",
    },
    "truststore": {"truststore": PEM, "title": "Thing"},
    "truststore_entry": {"pem": PEM},
    "user": {"email": "s@example.com", "first_name": "S", "last_name": "T", "password": "s3cr3t-of-users"},
    "user_group": {"users": ["chrisp"]},
    "user_group_role_assignment": {"user_group": "testers", "roles": ["viewer"]},
    "user_registry": {
        "integration": "ldap",
        "registry_type": "ldap",
        "configuration": {"admin_dn": "cn=admin", "admin_password": "s3cr3t"},
        "identity_providers": [{"name": "ldap-idp", "title": "LDAP"}],
    },
    "watsonx_settings": {"username": "u", "api_key": "s3cr3t", "project_id": "p"},
}
SPECS |= {
    "analytics_service": {"endpoint": "https://a7s.example.com", "communication_from_apim_kind": "external"},
    "availability_zone": {"summary": "A zone."},
    "cloud_settings": {
        "mail_server": "mail",
        "gateway_service_defaults": ["gateway"],
        "email_sender": {"name": "Administrator", "address": "a@example.com"},
    },
    "gateway_service": {
        "integration": "datapower-api-gateway",
        "gateway_service_type": "datapower-api-gateway",
        "endpoint": "https://gateway-director.example.com",
        "api_endpoint_base": "https://gateway.example.com",
        "sni": [{"host": "*", "tls_server_profile": "tls-server:1.0.0"}],
        "analytics_service": "a7s",
        "visibility": {"type": "custom", "orgs": [ORGANIZATION]},
    },
    "mail_server": {
        "host": "mail.example.com",
        "port": 587,
        "credentials": {"username": "u", "password": "s3cr3t"},
        "tls_client_profile": "tls:1.0.0",
    },
    "org": {"title": "Thing", "owner": "steve"},
    "portal_service": {
        "endpoint": "https://portal-director.example.com",
        "web_endpoint_base": "https://portal.example.com",
    },
    "registration": {
        "client_type": "toolkit",
        "client_id": "an-id",
        "client_secret": "s3cr3t-of-tests",
        "scopes": ["org:view", "cloud:view"],
    },
    "tls_server_profile": {"protocols": ["tls_v1.3", "tls_v1.2"], "keystore": "keys"},
}
# Names of parents, and of what is made available.
_NAMES = {
    "availability_zone": "availability-zone-default",
    "org": ORGANIZATION,
    "catalog": CATALOG,
    "space": "blue",
    "consumer_org": "partners",
    "app": "shop",
    "user_registry": "people",
    "truststore": "roots",
    "configured_gateway_service": "v6",
}
_CONFIGURED = {
    "configured_api_user_registry": "people",
    "configured_billing": "stripes",
    "configured_catalog_user_registry": "people",
    "configured_gateway_service": "legacy",
    "configured_jwt_provider": "jwts",
    "configured_oauth_provider": "oauths",
    "configured_portal_service": "portal",
    "configured_tls_client_profile": "tls",
}
_ENDPOINTS = {
    "endpoint": "https://d.example.com",
    "api_endpoint_base": "https://g.example.com",
    "sni": [{"host": "*"}],
}


def _of_cloud(kind: str, name: str, spec: dict[str, Any], parent: Any = None) -> dict[str, Any]:
    return {"kind": kind, "parent": parent or ADMIN, "name": name, "spec": spec}


_PEOPLE = {"kind": "user_registry", "parent": ORG, "name": "people", "spec": LUR}
_STEVE = {
    "kind": "user",
    "parent": {**ORG, "user_registry": "people"},
    "name": "steve",
    "spec": {"email": "steve@example.com"},
}
_KEYS = {"kind": "keystore", "parent": ORG, "name": "keys", "spec": {"keystore": PEM + KEY}}
_TLS = {"kind": "tls_client_profile", "parent": ORG, "name": "tls", "version": "1.0.0", "spec": {}}
_TESTERS = {"kind": "user_group", "parent": ORG, "name": "testers"}
_STRIPES = {"kind": "billing", "parent": ORG, "name": "stripes", "spec": {"integration": "stripe"}}
_ADMIN_KEYS = {**_KEYS, "parent": ADMIN}
_ADMIN_TLS = {**_TLS, "parent": ADMIN}
_NEEDED: dict[str, list[dict[str, Any]]] = {
    "cloud_settings": [
        _of_cloud("mail_server", "mail", {"host": "mail.example.com", "port": 25}),
        _of_cloud("gateway_service", "gateway", _ENDPOINTS, ZONE),
    ],
    "gateway_service": [
        _ADMIN_KEYS,
        _of_cloud("tls_server_profile", "tls-server:1.0.0", {"keystore": "keys"}),
        _of_cloud("analytics_service", "a7s", {"endpoint": "https://a7s.example.com"}, ZONE),
    ],
    "mail_server": [_ADMIN_TLS],
    "org": [_of_cloud("user", "steve", {}, {**ADMIN, "user_registry": "api-manager-lur"})],
    "tls_server_profile": [_ADMIN_KEYS],
    "catalog_settings": [_PEOPLE],
    "configured_api_user_registry": [_PEOPLE],
    "configured_catalog_user_registry": [_PEOPLE],
    "configured_billing": [_STRIPES],
    "configured_jwt_provider": [{"kind": "jwt_provider", "parent": ORG, "name": "jwts"}],
    "configured_oauth_provider": [{"kind": "oauth_provider", "parent": ORG, "name": "oauths"}],
    "configured_tls_client_profile": [_TLS],
    "member": [_PEOPLE, _STEVE],
    "oauth_provider": [_TLS],
    "payment_method": [_STRIPES, {"kind": "configured_billing", "parent": SANDBOX, "name": "stripes"}],
    "team": [_TESTERS],
    "tls_client_profile": [_KEYS],
    "user_group_role_assignment": [_TESTERS],
}


def parent_of(place: str, scope: str = "provider") -> dict[str, str]:
    """The parent that stands for a place in these tests; those of Cloud Manager are in its organization."""
    names = {**_NAMES, **ADMIN} if scope == "admin" else _NAMES
    return {part: names[part] for part in PLACES[place][0]}


def login_of(run: Run, kind: Kind) -> dict[str, Any]:
    """The options of who may have objects of a kind."""
    if kind.scope == "provider":
        return {}
    known = run.simulator.description["apic"]
    names = {name: known["admin_" + name] for name in ("username", "password")}
    return {**names, "scope": "admin"}


def item_of(kind: Kind, place: str) -> dict[str, Any]:
    """An object of a kind in a place."""
    item: dict[str, Any] = {
        "kind": kind.name,
        "parent": parent_of(place, kind.scope),
        "spec": dict(SPECS[kind.name]),
    }
    if kind.single or kind.key == "product plan":
        return item
    item["name"] = _CONFIGURED.get(kind.name, "thing")
    return {**item, "version": "1.0.0"} if kind.versioned else item


def landscape(kind: Kind, place: str) -> list[dict[str, Any]]:
    """What has to be there for an object of a kind in a place, in an order in which it can be made."""
    parts = PLACES[place][0]
    found = list(_NEEDED.get(kind.name, []))
    if "consumer_org" in parts or kind.name in ("consumer_org", "consumer_group"):
        found += [_PEOPLE, _STEVE, {**_in("catalog", "configured_catalog_user_registry"), "name": "people"}]
    if "space" in parts or kind.name == "space":
        found.append({**_in("catalog", "catalog_settings"), "spec": {"spaces_enabled": True}})
    if "space" in parts:
        found.append({**_in("catalog", "space"), "name": "blue"})
    inner = "space" if "space" in parts else "catalog"
    if "configured_gateway_service" in parts:
        found.append({**_in(inner, "configured_gateway_service"), "name": "v6"})
    if kind.name.startswith("global_policy_"):
        document = {**DOCUMENT, "info": {**DOCUMENT["info"], "name": "checks"}}
        found.append({**_in(place, "global_policy"), "spec": {"global_policy": document}})
    if "consumer_org" in parts or kind.name == "consumer_group":
        found.append({**_in(inner, "consumer_org"), "name": "partners", "spec": {"owner": "steve"}})
    if "app" in parts:
        within = "space_consumer_org" if "space" in parts else "consumer_org"
        found.append({**_in(within, "app"), "name": "shop"})
    if "user_registry" in parts:
        found.append(_PEOPLE)
    if "truststore" in parts:
        found.append({"kind": "truststore", "parent": ORG, "name": "roots", "spec": {"truststore": PEM}})
    return list({json.dumps(each, sort_keys=True): each for each in found}.values())


def _in(place: str, kind: str) -> dict[str, Any]:
    return {"kind": kind, "parent": parent_of(place)}


def publish(run: Run, version: str = "1.0.0", catalog: str = CATALOG) -> None:
    """Publish the product pets, in the sandbox unless another catalog is named."""
    info = {"name": "pets", "title": "Pets", "version": version}
    product = {"product": "1.0.0", "info": info, "plans": {"gold": {"title": "Gold"}, "basic": {}}}
    api = {
        "openapi": "3.0.0",
        "info": {"x-ibm-name": "pets", "title": "Pets", "version": version},
        "paths": {},
    }
    form = {
        "product": {"filename": "pets.yaml", "content": json.dumps(product)},
        "openapi": {"filename": "pets-api.yaml", "content": json.dumps(api)},
    }
    place = f"/catalogs/{ORGANIZATION}/{catalog}"
    apic(run, f"{place}/publish", "POST", body_format="multipart", body=form)


def writes(run: Run) -> list[dict[str, Any]]:
    """The requests that were no reads, logins left out."""
    return [
        each
        for each in run.requests(listener="apic")
        if each["method"] != "GET" and not each["path"].endswith(("/token", "/verify-client-secret"))
    ]


def reads(run: Run) -> list[dict[str, Any]]:
    """The requests that were reads."""
    return [each for each in run.requests(listener="apic") if each["method"] == "GET"]


def apic(run: Run, path: str, method: str = "GET", **options: Any) -> Any:
    """What API Connect answers to a call by somebody else."""
    result = run("apic_invoke", path=path, method=method, **options)
    assert not result.get("failed"), result["msg"]
    return result.get("json")
