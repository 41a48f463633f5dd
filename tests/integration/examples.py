# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbooks that plugins and the roles' READMEs show, and what they need on the simulator."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from tests.operations import axway_cli
from tests.operations.apic_landscape import LUR, ORG, publish
from tests.operations.apinizer_landscape import PEM
from tests.operations.conftest import Run
from tests.playbook import CHECKOUT
from tests.simulator.client import Simulator

PLUGINS = sorted(path.stem for path in (CHECKOUT / "plugins" / "modules").glob("[a-z]*.py"))
# The plugins that are no modules, and what they are.
OTHERS = {"cmf_rows": "filter", "report": "filter", "report_text": "filter", "token": "lookup"}
READMES = sorted(str(path.relative_to(CHECKOUT)) for path in CHECKOUT.glob("roles/*/README.md"))

# Of other collections; what they do is not ours, what they are given is.
_ELSEWHERE = {"community.hashi_vault.vault_kv2_write": "ansible.builtin.debug"}
_PASS_PHRASE = "pass phrase"
_KEPT_ACCOUNT = "pipeline_6d66dc36-f838-4006-8c44-5340d4698be5"


def of_plugin(name: str) -> str:
    """The examples of a module, a lookup or a filter, as a list of tasks."""
    kind = OTHERS.get(name, "modules")
    text = (CHECKOUT / "plugins" / kind / f"{name}.py").read_text(encoding="utf-8")
    found = re.search(r'^EXAMPLES = r"""\n(.*?)^"""', text, flags=re.S | re.M)
    assert found
    return found[1]


def of_readme(name: str) -> list[str]:
    """The blocks of YAML in a README, each a list of plays or of tasks."""
    text = (CHECKOUT / name).read_text(encoding="utf-8")
    return re.findall(r"^```yaml\n(.*?)^```", text, flags=re.S | re.M)


def playbook_of(*blocks: str) -> list[dict[str, Any]]:
    """A playbook of those blocks; tasks become a play."""
    plays: list[dict[str, Any]] = []
    for block in blocks:
        content = yaml.safe_load(block)
        is_plays = all("hosts" in each for each in content)
        for play in (
            content if is_plays else [{"hosts": "localhost", "gather_facts": False, "tasks": content}]
        ):
            play["tasks"] = [_runnable(task) for task in play.get("tasks", [])]
            plays.append(play)
    return plays


def _runnable(task: dict[str, Any]) -> dict[str, Any]:
    elsewhere = set(task) & set(_ELSEWHERE)
    kept = {name: value for name, value in task.items() if name not in elsewhere}
    return {**kept, **{_ELSEWHERE[name]: {"msg": task[name]} for name in elsewhere}}


@dataclass
class World:
    """What the examples take for granted: files, values of variables, objects, and what they name.

    ``instead`` says what stands on the simulator for what an example names, ``beside`` has the files that an
    example expects beside its playbook.
    """

    simulator: Simulator
    directory: Path
    run: Run = field(init=False)
    variables: dict[str, Any] = field(default_factory=dict)
    instead: dict[str, str] = field(default_factory=dict)
    beside: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.run = Run(self.simulator)

    def write(self, name: str, content: str) -> str:
        """A file below the directory; returns its path."""
        place = self.directory / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(content, encoding="utf-8")
        return str(place)

    def made(self, module: str, **call: Any) -> dict[str, Any]:
        """The result of a call that must succeed."""
        result = self.run(module, **call)
        assert not result.get("failed"), result
        return result

    def adapted(self, value: Any) -> Any:
        """Plays, tasks or values of theirs, with what is on the simulator in place of what is shown."""
        if isinstance(value, list):
            return [self.adapted(each) for each in value]
        if isinstance(value, dict):
            return {name: self.adapted(each) for name, each in value.items()}
        if isinstance(value, str):
            for shown, used in sorted(self.instead.items(), key=lambda pair: -len(pair[0])):
                value = value.replace(shown, used)
        return value


def axway(world: World) -> None:
    """A service account by secret and one by key, the tool, and an organization."""
    of = world.simulator.description["axway"]
    key = load_pem_private_key(Path(of["private_key_path"]).read_bytes(), None)
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    encrypted = key.private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(_PASS_PHRASE.encode())
    )
    tool = Path(
        world.write("bin/axway", f"#!{sys.executable}\n{Path(axway_cli.__file__).read_text('utf-8')}")
    )
    tool.chmod(0o700)
    _landscape(world)
    kept = world.made("axway_service_account", name="kept", description="Shown", roles=["developer"])
    world.variables.update(
        axway_client_secret=of["client_secret"],
        axway_private_key=encrypted.decode(),
        axway_key_passphrase=_PASS_PHRASE,
        axway_org_id="100",
        vault_axway_client_id=of["client_id"],
        vault_axway_client_secret=of["client_secret"],
    )
    world.instead.update(
        {
            "https://platform.axway.com": of["platform_url"],
            "sa-test_6d66dc36-f838-4006-8c44-5340d4698be5": of["client_id"],
            "sa-signer_8cde1a18-2aeb-4bcd-85d5-cfb53ec9efb4": of["key_client_id"],
            "/etc/axway/signer.pem": of["private_key_path"],
            "/opt/axway/bin/axway": str(tool),
            "signer.pub.pem": world.write("signer.pub.pem", public),
            # The account that the examples have just made, and one that was there.
            "6d66dc36-f838-4006-8c44-5340d4698be5": "{{ pipeline.service_account.guid }}",
            _KEPT_ACCOUNT: kept["service_account"]["client_id"],
        }
    )


def _landscape(world: World) -> None:
    """An environment with a service, and files of an asset and a category that do not exist yet."""
    world.made("axway_resource", kind="Environment", name="production")
    parent = {"kind": "Environment", "name": "production"}
    world.made("axway_resource", kind="APIService", parent=parent, name="cats")
    world.write("pets.json", json.dumps({"openapi": "3.0.3", "info": {"title": "Pets", "version": "1.0.0"}}))
    world.write("central/pets/1-asset.yml", "kind: Asset\nname: pets\nspec: {type: API}\n")
    world.write("central/2-category.yml", "kind: Category\nname: animals\n")
    world.instead.update(
        {
            "central": f"{world.directory}/central",
            "'pets.json'": f"'{world.directory}/pets.json'",
        }
    )


def apic(world: World) -> None:
    """Users, clients and registries of every sort, and in the catalog an older product."""
    of = world.simulator.description["apic"]
    client = {name: of[name] for name in ("client_id", "client_secret")}
    local = {"registry_type": "lur", "user_managed": True}
    ldap = {"title": "LDAP", "registry_type": "ldap", "user_managed": False, "default": False}
    admin, provider = of["realm"].replace("provider/default-idp-2", "admin/default-idp-1"), of["realm"]
    world.simulator.configure(
        apic={
            "refresh_token_enabled": True,
            "identity_providers": {
                "provider": [
                    {"name": "default-idp-2", "title": "Local", **local, "default": True, "realm": provider},
                    {"name": "corporate-ldap", **ldap, "realm": "provider/corporate-ldap"},
                ],
                "admin": [
                    {"name": "default-idp-1", "title": "Local", **local, "default": True, "realm": admin},
                    {"name": "directory", **ldap, "realm": "admin/directory"},
                ],
            },
        }
    )
    user = {"username": of["username"], "password": of["password"]}
    login = {**client, **user, "realm": provider, "grant_type": "password"}
    tokens = world.made("apic_invoke", method="POST", path="/token", read_only=True, body=login)["json"]
    consumer = {"client_id": of["consumer_client_id"], "client_secret": of["consumer_client_secret"]}
    credentials = {
        "toolkit": {"endpoint": of["url"] + "/api", **client},
        "consumer_toolkit": {"endpoint": of["url"] + "/consumer-api", **consumer},
    }
    world.variables.update(
        {f"{prefix}apic_{name}": of[name] for prefix in ("", "vault_") for name in (*user, *client)},
        apic_api_key=of["api_key"],
        apic_admin_username=of["admin_username"],
        apic_admin_password=of["admin_password"],
        apic_refresh_token=tokens["refresh_token"],
        apic_organization=of["organization"],
        initial_password="first-of-steve",
        apic_owner_url=of["url"] + "/api/user-registries/o/r/users/u",
        portal_username=of["username"],
        portal_password=of["password"],
        my_client_id=of["client_id"],
        my_client_secret=of["client_secret"],
    )
    for host in ("apic", "apim"):
        world.instead[f"https://{host}.example.com"] = of["url"]
    world.instead.update(
        {
            "my-organization": of["organization"],
            "credentials.json": world.write("credentials.json", json.dumps(credentials)),
            "/etc/pki/apic-ca.pem": world.simulator.description["ca_path"],
            "/var/tmp": str(world.directory),
            "/etc/shop": str(world.directory),
            "build/": f"{world.directory}/build/",
            "pets/product": f"{world.directory}/pets/product",
        }
    )
    _petstore(world, of["organization"])
    _pets(world)
    _consumers(world)


def _pets(world: World) -> None:
    """Files of two versions of a product, which name their API by its file."""
    for version, end in (("1.0.0", ""), ("2.0.0", "-2")):
        info = {"title": "Pets", "version": version}
        product = {
            "product": "1.0.0",
            "info": {"name": "pets", **info},
            "apis": {"pets": {"$ref": f"apis/pets{end}.yaml"}},
            "plans": {"default": {"title": "Default"}},
        }
        api = {"openapi": "3.0.3", "info": {"x-ibm-name": "pets", **info}, "paths": {"/pets": {}}}
        world.write(f"pets/product{end}.yaml", json.dumps(product))
        world.write(f"pets/apis/pets{end}.yaml", json.dumps(api))


def _consumers(world: World) -> None:
    """A catalog with a product to subscribe to, one with an application, and a file that declares another."""
    people, catalog = {**ORG, "user_registry": "people"}, {**ORG, "catalog": "production"}
    partners = {**catalog, "consumer_org": "partners"}
    resources = [
        *({"kind": "catalog", "parent": ORG, "name": name} for name in ("nightly", "production")),
        {"kind": "user_registry", "parent": ORG, "name": "people", "spec": LUR},
        {"kind": "user", "parent": people, "name": "paula"},
        {"kind": "configured_catalog_user_registry", "parent": catalog, "name": "people"},
        {"kind": "consumer_org", "parent": catalog, "name": "partners", "spec": {"owner": "paula"}},
        {"kind": "app", "parent": partners, "name": "shop"},
    ]
    world.made("apic_resource", resources=resources)
    publish(world.run, catalog="nightly")
    world.beside["apic/catalog.yml"] = yaml.safe_dump({"kind": "catalog", "parent": ORG, "name": "declared"})


def _petstore(world: World, organization: str) -> None:
    """Files of a product with two APIs, its older version published, and an older draft of an API."""

    def definition(name: str, version: str) -> dict[str, Any]:
        return {
            "openapi": "3.0.3",
            "info": {"title": name, "x-ibm-name": name, "version": version},
            "paths": {},
        }

    def product(version: str, *apis: str) -> str:
        info = {"name": "petstore", "title": "Petstore", "version": version}
        references = {api: {"name": f"{api}:{version}"} for api in apis}
        plans = {"default": {"title": "Default"}}
        return json.dumps({"product": "1.0.0", "info": info, "apis": references, "plans": plans})

    names = ("petstore", "petstore-admin")
    world.write("build/petstore-product.yaml", product("1.0.0", *names))
    for name in names:
        world.write(f"build/{name}.yaml", json.dumps(definition(name, "1.0.0")))
    old = definition("petstore", "0.9.0")
    world.made(
        "apic_invoke",
        method="POST",
        path=f"/catalogs/{organization}/sandbox/publish",
        body_format="multipart",
        body={
            "product": {"content": product("0.9.0", "petstore"), "filename": "product.yaml"},
            "openapi": {"content": json.dumps(old), "filename": "petstore.json"},
        },
    )
    drafts = f"/orgs/{organization}/drafts/draft-apis"
    world.made("apic_invoke", method="POST", path=drafts, body={"draft_api": old})


def apinizer(world: World) -> None:
    """A project with three environments, and proxies to deploy and to delete."""
    of = world.simulator.description["apinizer"]
    world.simulator.configure(apinizer={"project": "shop", "environments": ["test", "stage", "production"]})
    for name in ("pets", "old-petstore", "Pets"):
        body = {"apiProxyName": name, "apiProxyCreationType": "REVERSE_PROXY"}
        world.made("apinizer_invoke", method="POST", path="/projects/shop/apiProxies/url/", body=body)
    world.variables.update(
        {
            f"{prefix}apinizer_{name}": of[name]
            for prefix in ("", "vault_")
            for name in ("username", "password")
        },
        apinizer_project="shop",
        apinizer_personal_token=of["token"],
        vault_apinizer_token=of["token"],
        backend_with_key="https://key@backend.example.com",
        partner_password="password-of-a-partner",
    )
    group = {"kind": "ip_group", "name": "office", "spec": {"ipList": ["203.0.113.0/24"]}}
    orders = {
        "openapi": "3.0.3",
        "info": {"title": "Orders", "version": "1.0.0"},
        "paths": {"/health": {"get": {"responses": {"200": {"description": "Healthy"}}}}},
    }
    world.beside.update(
        {
            "backend.pem": PEM,
            "apinizer/group.yml": yaml.safe_dump(group),
            "orders.yaml": yaml.safe_dump(orders),
            "petstore.yaml": yaml.safe_dump({"openapi": "3.0.3", "paths": {"/pets": {"get": {}}}}),
        }
    )
    world.instead.update(
        {
            "https://apinizer.example.com": of["url"],
            "/etc/pki/apinizer-ca.pem": world.simulator.description["ca_path"],
            "/var/backups": str(world.directory),
            "My Project": "shop",
            "SampleProject": "shop",
            "Shop": "shop",
        }
    )


def cmf(world: World) -> None:
    """A package to load, and what is there by other names."""
    of = world.simulator.description["cmf"]
    space = "Cmf.Foundation.BusinessOrchestration"
    package = world.made(
        "cmf_invoke",
        controller="GenericService",
        service="CreateObject",
        namespace=f"{space}.GenericServiceManagement",
        assembly=space,
        properties={
            "Object": {
                "$type": "Cmf.Foundation.BusinessObjects.MasterDataPackage, Cmf.Foundation.BusinessObjects",
                "Name": "Package-01",
            }
        },
    )
    world.variables.update(
        cmf_personal_token=of["token"],
        vault_cmf_token=of["token"],
        cmf_tenant=of["tenant"],
        my_query={"EntityTypeName": "Material", "Query": {"Fields": [{"Name": "Name"}]}},
        package_id=package["json"]["Object"]["Id"],
        package_operation=1,
    )
    lot = {"kind": "Material", "name": "Lot-0003", "spec": {"PrimaryQuantity": 24}}
    world.beside.update({"mes/lot.yml": yaml.safe_dump(lot), "master-data.xlsx": "rows"})
    world.instead.update(
        {
            "https://mes.example.com:8443": of["url"],
            "https://mes.example.com": of["url"],
            "Lot-0815": "Lot-0001",
            "Lot-0816": "Lot-0002",
            "Lot-1": "Lot-0001",
            "Furnace-01": "Etcher-01",
            "Main flow": "Flow-01",
        }
    )


PLATFORMS: Mapping[str, Callable[[World], None]] = {
    "axway": axway,
    "apic": apic,
    "apinizer": apinizer,
    "cmf": cmf,
}
