# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The settings of an API proxy: where each is written, and what of it a manager tells.

A manager tells few of them. What it does not tell cannot be compared.

PRIVATE to this collection.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Collection, Dict, FrozenSet, List, Mapping, Optional, Tuple
from urllib.parse import quote

from ..._core.changes import secrets_of
from ..._core.compare import Change, Rules, differences, merged
from ..._core.errors import config_error
from ..._core.fields import without_secrets
from ..._core.resources.checks import instead_of, refuse_placeholders
from ..._core.resources.resource import Object


@dataclass(frozen=True)
class Setting:
    """One setting.

    ``within`` is the field that its fields are sent in; pages of the vendor say so, and its OpenAPI
    description has them bare, so they are sent both ways. ``told`` is the field of a proxy that tells them,
    "" for the proxy itself, None where nothing does. ``whole``: an update replaces all of it, and what is
    told is all of it. ``in_path``: it is one value, which stands in the path.
    """

    within: str = ""
    told: Optional[str] = None
    whole: bool = False
    in_path: bool = False
    sets: FrozenSet[str] = frozenset()
    keyed: Mapping[str, str] = field(default_factory=dict)


SETTINGS: Mapping[str, Setting] = {
    "metadata": Setting(told="", sets=frozenset({"categoryList"})),
    "client_route": Setting(
        "clientRoute", "clientRoute", True, sets=frozenset({"relativePathList", "hostList", "methodList"})
    ),
    "addresses": Setting(told="routing", keyed={"routingAddressList": "address"}),
    "connection": Setting(told="routing"),
    "routing_status": Setting(told="routing"),
    "circuit_breaker": Setting(told="routing"),
    "cache": Setting("cacheSettings", "cacheSettings"),
    "cors": Setting("corsSettings", "corsSettings"),
    "mtls": Setting(),
    "ntlm": Setting("ntlmSettings"),
    "proxy_server": Setting(),
    "keys": Setting(),
    "forwarded_ip_header": Setting("forwardedIpHeaderParam", "forwardedIpHeaderParam"),
    "json_error_template": Setting("jsonErrorResponseTemplate", "jsonErrorResponseTemplate"),
    "xml_error_template": Setting("xmlErrorResponseTemplate", "xmlErrorResponseTemplate"),
    "traffic_log": Setting(),
    "error_handling": Setting(told="routing"),
    "custom_message": Setting(told="routing"),
    "maintenance_mode": Setting(told="maintenanceModeSetting"),
    "idempotency": Setting("idempotencySettings", "idempotencySettings"),
    "grpc": Setting("grpcSettings"),
    "websocket": Setting("websocketSettings"),
    "trace": Setting(),
    "hide_spec_file": Setting(in_path=True),
    "spec_access_type": Setting(in_path=True),
}
# These the description has within a field too.
_ONLY_WITHIN = ("idempotency", "grpc", "websocket")


def checked(given: Optional[Mapping[str, Any]]) -> Dict[str, Any]:
    """The settings that a task gives; ``ApiError`` (config) says what is wrong with them."""
    settings: Dict[str, Any] = dict(given or {})
    for name, value in settings.items():
        if name not in SETTINGS:
            raise config_error("settings has no %s%s" % (name, instead_of(name, SETTINGS)))
        if SETTINGS[name].in_path:
            if not isinstance(value, (str, bool)):
                raise config_error("settings.%s must be one value." % name)
            settings[name] = {"value": value}
        elif not isinstance(value, Mapping) or not value:
            raise config_error("settings.%s must be a mapping of fields." % name)
    if "name" in settings.get("metadata", {}):
        raise config_error("settings.metadata.name would rename the proxy; leave it out.")
    refuse_placeholders({"settings": settings})
    return settings


@dataclass(frozen=True)
class SettingState:
    """A setting as it is wanted, and what is told of it: ``current`` is None where nothing is."""

    name: str
    wanted: Object
    current: Optional[Object]
    rules: Rules

    @property
    def changes(self) -> List[Change]:
        """What differs of what is told."""
        if self.current is None:
            return []
        there, here = {self.name: self.current}, {self.name: self._told_part()}
        return [
            Change(("settings", *change.path), change.before, change.after)
            for change in differences(there, here, rules_below(self.rules, self.name))
        ]

    def _told_part(self) -> Object:
        current = self.current or {}
        if SETTINGS[self.name].whole:
            return self.wanted
        return {name: value for name, value in self.wanted.items() if name in current}

    @property
    def rules_of_paths(self) -> Rules:
        """The rules for the paths of the changes."""
        return rules_below(self.rules, "settings." + self.name)

    @property
    def untold(self) -> List[str]:
        """The fields that cannot be compared, by their paths."""
        told = {} if self.current is None else self._told_part()
        secret = {str(path[0]) for path, _value in secrets_of(self.wanted, self.rules)}
        return [
            "settings.%s.%s" % (self.name, name)
            if not SETTINGS[self.name].in_path
            else "settings." + self.name
            for name in self.wanted
            if name not in told or name in secret
        ]

    def request(self) -> Tuple[str, Optional[Object]]:
        """The end of its path, and the body."""
        setting = SETTINGS[self.name]
        path = "settings/%s/" % self.name.replace("_", "-")
        if setting.in_path:
            value = self.wanted["value"]
            text = str(value).lower() if isinstance(value, bool) else str(value)
            return path + quote(text, safe="") + "/", {}
        fields = self.wanted
        if setting.whole or setting.keyed:
            current = self.current or {}
            kept = current if setting.whole else {name: current.get(name) for name in self.wanted}
            fields = merged(kept, self.wanted, self.rules)
        if not setting.within:
            return path, fields
        bare = {} if self.name in _ONLY_WITHIN else fields
        return path, {setting.within: fields, **bare}


def rules_below(rules: Rules, name: str) -> Rules:
    """Rules of a part for the whole that it is in."""

    def below(paths: Collection[str]) -> FrozenSet[str]:
        return frozenset("%s.%s" % (name, path) for path in paths)

    return Rules(
        ignored=rules.ignored,
        secret=below(rules.secret),
        sets=below(rules.sets),
        keyed={"%s.%s" % (name, path): key for path, key in rules.keyed.items()},
        unset=below(rules.unset),
    )


def states(
    settings: Mapping[str, Any], proxy: Optional[Object], ignore: Collection[str]
) -> List[SettingState]:
    """Every wanted setting beside what is told of it by a proxy; None for one that does not exist."""
    return [_state(name, wanted, proxy, ignore) for name, wanted in settings.items()]


def _state(name: str, wanted: Object, proxy: Optional[Object], ignore: Collection[str]) -> SettingState:
    setting = SETTINGS[name]
    current: Optional[Object] = None
    if proxy is not None and setting.told is not None:
        found = proxy if setting.told == "" else proxy.get(setting.told)
        current = found if isinstance(found, dict) else None
    shown = without_secrets(wanted)
    secret = frozenset(key for key, value in wanted.items() if shown[key] != value)
    unset = setting.sets | frozenset(setting.keyed) | frozenset({"description", "headerList"})
    begin = "settings.%s." % name
    ignored = frozenset(path[len("settings.") :] for path in ignore if path.startswith(begin))
    rules = Rules(ignored=ignored, secret=secret, sets=setting.sets, keyed=setting.keyed, unset=unset)
    return SettingState(name, wanted, current, rules)
