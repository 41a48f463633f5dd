# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""API Connect's further kinds of objects: users, keys, providers, spaces, what a catalog has configured.

Source: the vendor's OpenAPI description.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute

from tests.simulator import apic_fields, apic_policies, apic_versions
from tests.simulator import apic_objects as objects
from tests.simulator.apic_fields import Fields
from tests.simulator.apic_login import refused
from tests.simulator.apic_objects import Kind, Node
from tests.simulator.apic_schemas import SCHEMAS
from tests.simulator.platform import Handler, Refused, json_object

if TYPE_CHECKING:
    from tests.simulator.apic import Apic

_MASK = "********"
_PAIR = ("client_id", "client_secret")


def _below(parent: Kind, type_name: str, plural: str) -> Kind:
    """A kind of which the objects are found below the object that they are in."""
    return Kind(type_name, plural, SCHEMAS[type_name], parent, below=f"{parent.item_path}/{plural}")


def _in_space(fields: Fields) -> Fields:
    """The same fields of an object in a space, which tells nothing of the space."""
    around = ("org_url", "catalog_url", "consumer_org_url", "app_url")
    return replace(fields, told=fields.own.union(around))


USER_REGISTRY = Kind("user_registry", "user-registries", SCHEMAS["user_registry"], objects.ORG)
USER = _below(USER_REGISTRY, "user", "users")
KEYSTORE = _below(objects.ORG, "keystore", "keystores")
TRUSTSTORE = _below(objects.ORG, "truststore", "truststores")
SPACE = objects.SPACE
SPACE_CONSUMER_ORG = Kind("consumer_org", "consumer-orgs", _in_space(apic_fields.CONSUMER_ORG), SPACE)
SPACE_APP = Kind("app", "apps", _in_space(apic_fields.APP), SPACE_CONSUMER_ORG)
MEMBER = _below(objects.ORG, "member", "members")
GATEWAY_SERVICE = _below(objects.ORG, "gateway_service", "gateway-services")
PORTAL_SERVICE = _below(objects.ORG, "portal_service", "portal-services")
PERMISSION = Kind("permission", "permissions", SCHEMAS["permission"], below="/cloud/permissions")
_PLACES = (objects.CATALOG, SPACE)
_CONSUMER_ORGS = (objects.CONSUMER_ORG, SPACE_CONSUMER_ORG)
_APPS = (objects.APP, SPACE_APP)
_CREDENTIALS = [_below(app, "credential", "credentials") for app in _APPS]
_ROLES = [
    _below(parent, "role", "roles") for parent in (objects.ORG, objects.CATALOG, SPACE, *_CONSUMER_ORGS)
]
# A configured kind by its path, with the kind of the organization that it makes available.
_TARGETS = {
    "gateway_service": GATEWAY_SERVICE,
    "catalog_user_registry": USER_REGISTRY,
    "api_user_registry": USER_REGISTRY,
    "tls_client_profile": _below(objects.ORG, "tls_client_profile", "tls-client-profiles"),
    "billing": _below(objects.ORG, "billing", "billings"),
    "jwt_provider": _below(objects.ORG, "jwt_provider", "jwt-providers"),
    "oauth_provider": _below(objects.ORG, "oauth_provider", "oauth-providers"),
    "portal_service": PORTAL_SERVICE,
}
_IN_CATALOGS_ONLY = ("catalog_user_registry", "billing", "portal_service")
_CONFIGURED = {
    _below(
        place, f"configured_{name}", f"configured-{name.replace('_', '-').removesuffix('y')}"
        + ("ies" if name.endswith("y") else "s"),
    ): target
    for name, target in _TARGETS.items()
    for place in _PLACES
    if place is objects.CATALOG or name not in _IN_CATALOGS_ONLY
}  # fmt: skip
_GATEWAYS = [kind for kind in _CONFIGURED if kind.type == "configured_gateway_service"]
_DRAFT_PRODUCT = Kind(
    "draft_product",
    "draft-products",
    SCHEMAS["draft_product"],
    objects.ORG,
    below=f"{objects.ORG.item_path}/drafts/draft-products",
)
_VERSIONED = [
    _TARGETS["tls_client_profile"],
    _DRAFT_PRODUCT,
    *(_below(gateway, "global_policy", "global-policies") for gateway in _GATEWAYS),
    *(_below(gateway, "extension", "extensions") for gateway in _GATEWAYS),
    _below(_GATEWAYS[1], "service", "services"),
]
_REGULAR = [
    USER_REGISTRY,
    USER,
    KEYSTORE,
    TRUSTSTORE,
    _below(TRUSTSTORE, "entry", "entries"),
    _TARGETS["billing"],
    _TARGETS["jwt_provider"],
    _TARGETS["oauth_provider"],
    _below(objects.ORG, "project", "projects"),
    _below(objects.ORG, "watsonx_settings", "watsonx-settings"),
    _below(objects.ORG, "user_group", "user-groups"),
    _below(objects.ORG, "user_group_role_assignment", "user-group-role-assignments"),
    _below(objects.ORG, "team", "teams"),
    _below(objects.ORG, "invitation", "catalog-invitations"),
    _below(objects.CATALOG, "invitation", "space-invitations"),
    *(_below(place, "invitation", "consumer-org-invitations") for place in _PLACES),
    *(_below(place, "simple_alias", "simple-aliases") for place in _PLACES),
    *(_below(place, "group", "consumer-groups") for place in _PLACES),
    *(_below(place, "payment_method", "payment-methods") for place in _CONSUMER_ORGS),
    *(_below(app, "strategy", "strategies") for app in _APPS),
    *_CREDENTIALS,
    MEMBER,
    *(_below(place, "member", "members") for place in (*_PLACES, *_CONSUMER_ORGS)),
    *(
        _below(place, "member_invitation", "member-invitations")
        for place in (objects.ORG, *_PLACES, *_CONSUMER_ORGS)
    ),
    SPACE,
]
# What can only be made and deleted.
_UNCHANGING = [_below(objects.ORG, "jwk_set", "jwk-sets"), *_CONFIGURED]
_SETTINGS = {
    "settings": {
        objects.ORG: "org_settings",
        SPACE: "space_settings",
        **dict.fromkeys(_CONSUMER_ORGS, "consumer_org_settings"),
    },
    "settings/notification-style": {
        objects.ORG: "notification_style",
        objects.CATALOG: "notification_style",
    },
}
_HOOKS = ("prehook", "posthook", "error")


def populate(apic: Apic, org: Node, username: str) -> None:
    """What an organization has from the start: services, a registry with its owner, roles and permissions."""
    for kind, names in ((GATEWAY_SERVICE, ("v6", "legacy")), (PORTAL_SERVICE, ("portal",))):
        for name in names:
            org.add(kind, {"name": name}, apic.base)
    registry = org.add(USER_REGISTRY, {"name": "members", "registry_type": "lur"}, apic.base)
    owner = registry.add(USER, {"name": username, "username": username}, apic.base)
    org.add(MEMBER, {"name": username, "user": dict(owner.document)}, apic.base)
    assert org.parent
    for scope, name in (("org", "member:view"), ("org", "member:manage"), ("consumer", "app:view")):
        permission = org.parent.add(PERMISSION, {"name": name}, apic.base)
        permission.document["url"] = f"{apic.base}/cloud/permissions/{scope}/{name}"


def below_routes(apic: Apic, kind: Kind) -> Iterator[BaseRoute]:
    """The routes of a regular kind: listed, created, read, changed and deleted."""
    yield apic.route(kind.list_path, apic.listing(kind))
    yield apic.route(kind.list_path, _create(apic, kind), "POST")
    yield apic.route(kind.item_path, apic.read(kind))
    yield from _changes(apic, kind)


def versioned_routes(apic: Apic, kind: Kind) -> Iterator[BaseRoute]:
    """The same of a kind with versions."""
    yield from apic_versions.routes_of(apic, kind, kind.list_path, {"PATCH": _change, "DELETE": _delete})
    yield apic.route(kind.list_path, _create(apic, kind), "POST")


def routes(apic: Apic) -> Iterator[BaseRoute]:
    """The routes of all these kinds."""
    # Before consumer organizations of spaces, whose addresses look the same.
    yield from _singles(apic)
    yield apic.route(PERMISSION.list_path, apic.listing(PERMISSION))
    for app, credential in zip(_APPS, _CREDENTIALS, strict=True):
        path = f"{app.item_path}/credentials/{{credentials}}/verify-client-secret"
        yield apic.route(path, _verify(apic, credential), "POST")
        path = f"{app.item_path}/credentials/{{credentials}}/reset-client-secret"
        yield apic.route(path, _reset(apic, credential), "POST")
    for kind in (objects.ORG, *_PLACES, *_CONSUMER_ORGS):
        yield apic.route(f"{kind.item_path}/transfer-owner", _transfer(apic, kind), "POST")
    for role in _ROLES:
        yield apic.route(role.list_path, _roles(apic, role))
        yield apic.route(role.item_path, apic.read(role))
        if role.parent is not objects.ORG:
            continue
        yield apic.route(role.list_path, _create(apic, role), "POST")
        yield from _changes(apic, role)
    for kind in (*_REGULAR, *_UNCHANGING, SPACE_CONSUMER_ORG, SPACE_APP, _subscription()):
        yield apic.route(kind.list_path, apic.listing(kind))
        yield apic.route(kind.list_path, _create(apic, kind), "POST")
        yield apic.route(kind.item_path, apic.read(kind))
        if kind in _UNCHANGING:
            yield apic.route(kind.item_path, apic.delete(kind), "DELETE")
        else:
            yield from _changes(apic, kind)
    for gateway in _GATEWAYS:
        yield from apic_policies.routes(apic, _below(gateway, "policy", "policies"))
    for kind in _VERSIONED:
        yield from versioned_routes(apic, kind)


def _subscription() -> Kind:
    path = SPACE_APP.item_path + "/subscriptions"
    fields = _in_space(apic_fields.SUBSCRIPTION)
    return Kind("subscription", "subscriptions", fields, SPACE_APP, below=path)


def _changes(apic: Apic, kind: Kind) -> Iterator[BaseRoute]:
    async def change(request: Request) -> Response:
        return await _change(request, apic.found(request, kind))

    yield apic.route(kind.item_path, change, "PATCH")
    yield apic.route(kind.item_path, apic.delete(kind), "DELETE")


# --- creation and change ---------------------------------------------------------------------------------


def _create(apic: Apic, kind: Kind) -> Handler:
    async def handler(request: Request) -> Response:
        parent = apic.found(request, kind.parent)
        given = await json_object(request, lambda words: refused(400, words))
        kind.fields.check_new(given)
        given = _completed(kind, parent, dict(given))
        _check_unique(apic, kind, parent, given)
        hidden = _hide(kind, given)
        node = parent.add(kind, given, apic.base)
        node.hidden.update(hidden)
        if kind.type == "app":
            add_credential(apic, node, hidden.get("client_id"), hidden.get("client_secret"))
        if apic.settings.creations_redirect:
            return Response(status_code=302, headers={"location": node.document["url"]})
        told = hidden if kind.type in ("app", "credential") else {}
        return JSONResponse({**objects.trimmed(node.document, {}), **told}, 201)

    return handler


def _completed(kind: Kind, parent: Node, given: dict[str, Any]) -> dict[str, Any]:
    """What was given, with what the server takes from elsewhere."""
    if kind in _CONFIGURED:
        return {**given, **_copied(parent, _CONFIGURED[kind], str(given[_address(kind)]))}
    if kind.type == "space" and not parent.settings.get("spaces_enabled"):
        raise refused(400, "Spaces are not enabled in the catalog.")
    document = given.get(kind.type)
    if kind.type in objects.WHOLE_DOCUMENTS:
        info = document.get("info") if isinstance(document, dict) else None
        if not isinstance(info, dict) or not info.get("name") or not info.get("version"):
            raise refused(400, "The document has no info.name or no info.version.")
        given.update(name=str(info["name"]), version=str(info["version"]))
    if kind.type == "user":
        given.setdefault("name", re.sub(r"[^\w.-]+", "-", str(given["username"])))
        given.setdefault("state", "enabled")
    if kind.type == "member" and isinstance(given.get("user"), dict):
        user = _object_at(parent, str(given["user"].get("url")))
        given["user"] = dict(user.document)
        given.setdefault("name", user.name)
    if kind.type == "tls_client_profile":
        given.setdefault("version", "1.0.0")
    if kind.type != "subscription" and not given.get("name") and not given.get("title"):
        raise refused(400, "The property name is required.")
    return given


def _address(kind: Kind) -> str:
    return f"{_CONFIGURED[kind].type}_url"


def _copied(parent: Node, target: Kind, address: str) -> dict[str, Any]:
    try:
        found = _object_at(parent, address)
    except Refused:
        if target is GATEWAY_SERVICE:
            # Of the cloud, and not to be seen by the organization.
            return {}
        raise
    if found.kind is None or found.kind.type != target.type:
        raise refused(400, f"The {target.type} of {address} was not found.")
    names = ("name", "title", "version")
    return {
        f"{target.type}_url": found.document["url"],
        **{name: found.document[name] for name in names if name in found.document},
    }


def _object_at(node: Node, address: str) -> Node:
    """The object that an address leads to, by id or name."""
    root = next(each for each in node.ancestry() if each.parent is None)
    wanted = address.partition("/api/")[2].rstrip("/")
    for each in _descendants(root):
        own = str(each.document["url"]).partition("/api/")[2]
        if own == wanted or own.rpartition("/")[2] == wanted.rpartition("/")[2]:
            return each
    for each in _descendants(root):
        assert each.kind
        line = [step for step in each.ancestry() if step.kind]
        named = each.kind.item_path.format_map(
            {objects.parameter(step.kind): step.document["name"] for step in line if step.kind}
        )
        if named.lstrip("/") == wanted:
            return each
    raise refused(400, f"There is no object at {address}.")


def _descendants(node: Node) -> Iterator[Node]:
    for children in node.children.values():
        for child in children:
            yield child
            yield from _descendants(child)


def _check_unique(apic: Apic, kind: Kind, parent: Node, given: Mapping[str, Any]) -> None:
    if kind in _CONFIGURED:
        address = _address(kind)
        if any(node.document[address] == given[address] for node in parent.of(kind)):
            raise refused(apic.duplicate, f"The {kind.type} '{given['name']}' already exists.")
        return
    if kind.type == "subscription":
        apic.check_subscription(parent, kind, given)
        return
    name = str(given.get("name") or given["title"])
    version = given.get("version")
    same = parent.find_version(kind, name, str(version)) if version else parent.find(kind, name)
    if same:
        raise refused(apic.duplicate, f"The {kind.type} with the name '{name}' already exists.")
    if kind.type == "user" and any(
        node.document["username"] == given["username"] for node in parent.of(kind)
    ):
        raise refused(apic.duplicate, "The username already exists.")


def _hide(kind: Kind, given: dict[str, Any]) -> dict[str, Any]:
    """Takes out of what was given what is never told; returns that."""
    hidden: dict[str, Any] = {}
    if kind.type == "user":
        hidden = _taken(given, "password")
    elif kind.type == "keystore":
        hidden = _taken(given, "private_key_entry", "password", "keystore")
        found = re.search(r"-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----", str(hidden), re.S)
        pem = found.group().replace("\\n", "\n") + "\n" if found else ""
        given.setdefault("public_certificate_entry", {"pem": pem})
    elif kind.type == "truststore":
        hidden = _taken(given, "truststore", "password")
    elif kind.type in ("app", "credential"):
        hidden = {name: given.pop(name, None) or secrets.token_hex(16) for name in _PAIR}
        if kind.type == "credential":
            given["client_id"] = hidden["client_id"]
    elif kind.type == "watsonx_settings":
        hidden = _taken(given, "password", "api_key", "token")
    elif kind.type == "strategy":
        hidden = _taken(given, "secret")
    _mask(given, hidden)
    return hidden


def _taken(given: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: given.pop(name) for name in names if given.get(name)}


_SECRET = re.compile("password|secret|full_access_key")


def _mask(value: Any, hidden: dict[str, Any], path: str = "") -> None:
    """Puts a mask in place of secrets within a document."""
    if not isinstance(value, dict):
        return
    for name, item in value.items():
        place = f"{path}.{name}"
        if isinstance(item, str) and _SECRET.search(name) and path:
            if item == _MASK:
                raise refused(400, f"The property {place[1:]} is masked.")
            hidden[place] = item
            value[name] = _MASK
        else:
            _mask(item, hidden, place)


def told_of_app(apic: Apic, app: Node) -> dict[str, str]:
    """The pair that a new application is told, and that it has a credential of."""
    pair = {name: app.document.pop(name, None) or secrets.token_hex(16) for name in _PAIR}
    add_credential(apic, app, pair["client_id"], pair["client_secret"])
    return pair


def add_credential(apic: Apic, app: Node, client_id: Any, client_secret: Any) -> None:
    """The credential that every application is made with."""
    assert app.kind
    kind = next(kind for kind in _CREDENTIALS if kind.parent is app.kind)
    node = app.add(kind, {"name": "credential-for-" + app.name, "client_id": client_id}, apic.base)
    node.hidden.update(client_id=client_id, client_secret=client_secret)


async def _change(request: Request, node: Node) -> Response:
    assert node.kind
    changes = await json_object(request, lambda words: refused(400, words))
    node.kind.fields.check_change(changes)
    kind = node.kind
    given = dict(changes)
    if kind.type in objects.WHOLE_DOCUMENTS and kind.type in given:
        info = given[kind.type].get("info") or {}
        if str(info.get("version")) != node.document["version"]:
            raise refused(400, "The version of the document differs.")
    secret = {}
    if kind.type in ("app", "credential"):
        secret = _taken(given, "client_secret")
        given = {name: value for name, value in given.items() if name != "client_id" or kind.type != "app"}
    elif kind.type in ("user", "keystore", "truststore", "watsonx_settings", "strategy"):
        secret = _hide_changes(kind, given)
    else:
        _mask(given, secret)
    node.hidden.update(secret)
    node.update(given)
    return JSONResponse(objects.trimmed(node.document, {}))


def _hide_changes(kind: Kind, given: dict[str, Any]) -> dict[str, Any]:
    hidden = _hide(kind, given)
    if kind.type == "keystore" and "keystore" not in hidden:
        given.pop("public_certificate_entry", None)
    return hidden


async def _delete(request: Request, node: Node) -> Response:
    node.remove()
    return JSONResponse(objects.trimmed(node.document, {}))


def _verify(apic: Apic, kind: Kind) -> Handler:
    """Says whether a secret is that of a credential; tells and changes nothing."""

    async def handler(request: Request) -> Response:
        node = apic.found(request, kind)
        given = await json_object(request, lambda words: refused(400, words))
        kind.fields.check_change(given)
        if given.get("client_secret") != node.hidden.get("client_secret"):
            raise refused(400, "The client secret is not valid.")
        return JSONResponse(node.document)

    return handler


_TRANSFER = {
    "new_owner_associate_url",
    "new_owner_member_url",
    "new_owner_user_url",
    "old_owner_new_role_urls",
}


def _transfer(apic: Apic, kind: Kind) -> Handler:
    """Makes a member the owner."""

    async def handler(request: Request) -> Response:
        node = apic.found(request, kind)
        given = await json_object(request, lambda words: refused(400, words))
        if set(given) - _TRANSFER:
            raise refused(400, f"The property {min(set(given) - _TRANSFER)} is not allowed in the request.")
        member = _object_at(node, str(given.get("new_owner_member_url")))
        if member.parent is not node or member.document["type"] != "member":
            raise refused(400, "The new owner is no member.")
        node.update({"owner_url": member.document["user"]["url"]})
        return JSONResponse(objects.trimmed(node.document, {}))

    return handler


def _reset(apic: Apic, kind: Kind) -> Handler:
    """Gives a credential another secret, and tells it once."""

    async def handler(request: Request) -> Response:
        node = apic.found(request, kind)
        node.hidden["client_secret"] = secrets.token_hex(16)
        return JSONResponse({**node.document, "client_secret": node.hidden["client_secret"]})

    return handler


def _roles(apic: Apic, kind: Kind) -> Handler:
    """Lists roles, of which every place has some from the start."""
    listed = apic.listing(kind)

    async def handler(request: Request) -> Response:
        parent = apic.found(request, kind.parent)
        if not parent.of(kind):
            for name in ("administrator", "developer", "viewer"):
                parent.add(kind, {"name": name}, apic.base)
        return await listed(request)

    return handler


# --- what there is one of --------------------------------------------------------------------------------


def _singles(apic: Apic) -> Iterator[BaseRoute]:
    for path, types in _SETTINGS.items():
        for parent, type_name in types.items():
            whole = f"{parent.item_path}/{path}"
            yield apic.route(whole, _read_single(apic, parent, path, type_name, True))
            yield apic.route(whole, _write_single(apic, parent, path, type_name), "PUT")
            if type_name == "consumer_org_settings":
                yield apic.route(whole, _delete_single(apic, parent, path, type_name), "DELETE")
    for gateway in _GATEWAYS:
        for hook in _HOOKS:
            path, type_name = f"global-policy-{hook}", f"global_policy_{hook}"
            whole = f"{gateway.item_path}/{path}"
            yield apic.route(whole, _read_single(apic, gateway, path, type_name, False))
            yield apic.route(whole, _write_single(apic, gateway, path, type_name), "POST")
            yield apic.route(whole, _write_single(apic, gateway, path, type_name), "PUT")
            yield apic.route(whole, _delete_single(apic, gateway, path, type_name), "DELETE")
    properties = f"{objects.CATALOG.item_path}/properties"
    yield apic.route(properties, _read_properties(apic))
    yield apic.route(properties, _write_properties(apic), "PATCH")
    yield apic.route(properties + "/{property}", _delete_property(apic), "DELETE")


def _told(apic: Apic, node: Node, path: str, type_name: str) -> dict[str, Any]:
    now = {name: node.document[name] for name in ("created_at", "updated_at")}
    kind = {"org_settings": "org_setting", "space_settings": "space_setting"}.get(type_name, type_name)
    kind = "consumer_org_setting" if type_name == "consumer_org_settings" else kind
    return {
        "type": kind,
        "api_version": "2.0.0",
        "name": kind,
        **node.singles.get(path, {}),
        **now,
        "url": f"{node.document['url']}/{path}",
    }


def _read_single(apic: Apic, parent: Kind, path: str, type_name: str, always: bool) -> Handler:
    async def handler(request: Request) -> Response:
        node = apic.found(request, parent)
        if not always and path not in node.singles:
            raise refused(404, f"The {type_name} was not found.")
        return JSONResponse(_told(apic, node, path, type_name))

    return handler


def _write_single(apic: Apic, parent: Kind, path: str, type_name: str) -> Handler:
    async def handler(request: Request) -> Response:
        node = apic.found(request, parent)
        given = await json_object(request, lambda words: refused(400, words))
        SCHEMAS[type_name].check_new(given)
        if request.method == "POST" and path in node.singles:
            raise refused(apic.duplicate, f"The {type_name} already exists.")
        kept = {name: value for name, value in given.items() if name not in apic_fields.IGNORED}
        before = {} if request.method == "POST" else node.singles.get(path, {})
        node.singles[path] = {
            name: value
            for name, value in {**before, **kept}.items()
            if value is not None and name not in ("name",)
        }
        return JSONResponse(_told(apic, node, path, type_name))

    return handler


def _delete_single(apic: Apic, parent: Kind, path: str, type_name: str) -> Handler:
    async def handler(request: Request) -> Response:
        node = apic.found(request, parent)
        told = _told(apic, node, path, type_name)
        node.singles.pop(path, None)
        return JSONResponse(told)

    return handler


def _read_properties(apic: Apic) -> Handler:
    async def handler(request: Request) -> Response:
        return JSONResponse(_shown(apic.found(request, objects.CATALOG)))

    return handler


def _shown(catalog: Node) -> dict[str, str]:
    """The properties; those that the settings protect are masked."""
    protected = catalog.settings.get("protected_properties") or []
    kept = catalog.singles.get("properties", {})
    return {name: _MASK if name in protected else value for name, value in kept.items()}


def _write_properties(apic: Apic) -> Handler:
    async def handler(request: Request) -> Response:
        catalog = apic.found(request, objects.CATALOG)
        given = await json_object(request, lambda words: refused(400, words))
        if not all(isinstance(value, str) for value in given.values()):
            raise refused(400, "A property must be a text.")
        catalog.singles.setdefault("properties", {}).update(given)
        return JSONResponse(_shown(catalog))

    return handler


def _delete_property(apic: Apic) -> Handler:
    async def handler(request: Request) -> Response:
        catalog = apic.found(request, objects.CATALOG)
        name = request.path_params["property"]
        kept = catalog.singles.get("properties", {})
        if name not in kept:
            raise refused(404, f"The property '{name}' was not found.")
        return JSONResponse({name: kept.pop(name)})

    return handler
