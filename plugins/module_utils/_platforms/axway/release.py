# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Releases of assets and products of Axway Central: a release tag, made when something changed since the
last.

A release tag is an event: making one makes a release, and another version. So the tag carries a digest of
what it releases, and its name is made of the version before it and of that digest. The same content is never
released twice in a row, whoever runs the task again.

Sources: the vendor's guide to the command line tool and its sample files.

PRIVATE to this collection.
"""

from __future__ import annotations

import hashlib
import json
import time
from typing import Any, Dict, List, Mapping, Optional, Tuple

from ..._core.calls.answer import Result
from ..._core.errors import ApiError, Quote, config_error
from ..._core.mode import Mode
from ..._core.operations.operation import Operation
from ..._core.operations.session import Context, Session
from ..._core.options import Option, Options, Params
from ..._core.redaction import Secrets
from ..._core.resources.resource import Declared, Object
from .documents import MAIN
from .kinds import SERVER_SUBRESOURCES
from .platform import Axway
from .resources import AxwayResources

# What of an asset or product a release holds, besides itself.
_PARTS: Mapping[str, Tuple[str, ...]] = {
    "Asset": ("AssetMapping", "AssetResource"),
    "Product": ("Document", "Resource", "ProductOverview"),
}
# The attribute of a tag that holds the digest of what it released.
_CONTENT = "apiops-content"
# Seconds between two looks at a release that is being made.
_PAUSE = 1.0


class ReleaseOperation(Operation):
    """Releases an asset or product if something changed since its last release."""

    @property
    def options(self) -> Options:
        return {
            **self.credentials,
            "kind": Option(required=True, choices=tuple(_PARTS)),
            "name": Option(required=True),
            "release_type": Option(default="minor", choices=("major", "minor", "patch")),
            "wait": Option("bool", True),
            "wait_timeout": Option("float", 300.0),
            "calls_per_minute": Option("int"),
        }

    def execute(self, params: Params, context: Context, secrets: Secrets) -> Result:
        if not 0 < params["wait_timeout"] < 86400:
            raise config_error("wait_timeout must be a number of seconds above 0 and below a day.")
        platform = Axway(params)
        session = Session(platform, context, secrets, [platform.base({})])
        return _Release(AxwayResources(platform, session.client()), params).perform(context.mode)


class _Release:
    """One object and its releases."""

    def __init__(self, api: AxwayResources, params: Params) -> None:
        self._api = api
        self._params = params
        self._scope = {"kind": params["kind"], "name": params["name"]}

    def perform(self, mode: Mode) -> Result:
        """The result of the task; raises ``ApiError``."""
        released = self._api.read_one(self._api.declared(self._scope, "the task"))
        if released is None and mode.check:
            mode.warn(
                "the %(kind)s %(name)s does not exist yet; check mode assumes that an earlier task creates "
                "it." % self._scope
            )
            unknown = dict.fromkeys(("tag", "version", "release", "content"))
            return {"changed": True, **unknown, "requests": dict(self._api.requests)}
        if released is None:
            raise ApiError(
                "not_found", "The %(kind)s %(name)s does not exist; look at kind and name." % self._scope
            )
        digest = self._digest(released)
        last = self._last_tag()
        if last is not None and (last.get("attributes") or {}).get(_CONTENT) == digest:
            return self._told(False, last, released)
        version = (released.get("latestrelease") or {}).get("version") or "0"
        tag = {
            "kind": "ReleaseTag",
            "parent": self._scope,
            "name": ("release-after-%s-%s" % (version, digest[:12])).lower(),
            "attributes": {_CONTENT: digest},
            "spec": {"releaseType": self._params["release_type"]},
        }
        if mode.check:
            return self._told(True, tag, released)
        return self._made(tag, released, mode)

    def _made(self, tag: Object, released: Object, mode: Mode) -> Result:
        declared = self._api.declared(tag, "the task")
        try:
            self._api.create(declared)
        except ApiError as error:
            if not self._is_made(declared, error):
                raise
        try:
            return self._finished(declared, tag, released, mode)
        except ApiError as error:
            error.effect = "applied"
            raise

    def _is_made(self, declared: Declared, error: ApiError) -> bool:
        """Whether the tag is there in spite of an error of its creation; not if that cannot be told."""
        if error.kind != "conflict" and error.effect != "unknown":
            return False
        try:
            return self._api.read_one(declared) is not None
        except ApiError:
            return False

    def _finished(self, declared: Declared, tag: Object, released: Object, mode: Mode) -> Result:
        """The result once the platform has made the release; ``ApiError`` if it could not, or not in time."""
        end = time.monotonic() + self._params["wait_timeout"]
        while True:
            made = self._api.read_one(declared) or tag
            level = (made.get("status") or {}).get("level")
            if level == "Error":
                raise self._failed(made)
            if level == "Success" or not self._params["wait"]:
                after = self._api.read_one(self._api.declared(self._scope, "the task"))
                return self._told(True, made, after or released)
            if time.monotonic() >= end:
                raise self._late(made)
            mode.progress("waiting for the release tag %s" % tag["name"])
            time.sleep(min(_PAUSE, max(0.0, end - time.monotonic())))

    def _digest(self, released: Object) -> str:
        """What identifies the content of a release: the fields that people write, of the object and its
        parts."""
        content: Dict[str, Any] = {"itself": _written(released)}
        for kind in _PARTS[self._params["kind"]]:
            like = self._api.declared({"kind": kind, "parent": self._scope, "name": "*"}, "the task")
            content[kind] = {name: _written(part) for name, part in self._api.read_list(like).items()}
        content["assets"] = self._releases_of_assets(released)
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()

    def _releases_of_assets(self, released: Object) -> List[Any]:
        """The last releases of the assets in a product: a product is released anew with them."""
        assets = (released.get("spec") or {}).get("assets") if self._params["kind"] == "Product" else None
        names = [str(asset.get("name")) for asset in assets or [] if isinstance(asset, Mapping)]
        found = [
            self._api.read_one(self._api.declared({"kind": "Asset", "name": name}, "the task"))
            for name in sorted(names)
        ]
        return [(asset or {}).get("latestrelease") for asset in found]

    def _last_tag(self) -> Optional[Object]:
        """The release tag that was made last."""
        like = self._api.declared({"kind": "ReleaseTag", "parent": self._scope, "name": "*"}, "the task")
        tags = list(self._api.read_list(like).values())
        return max(tags, key=_made_at) if tags else None

    def _told(self, changed: bool, tag: Object, released: Object) -> Result:
        return {
            "changed": changed,
            "tag": tag["name"],
            "version": (released.get("latestrelease") or {}).get("version"),
            "release": (released.get("latestrelease") or {}).get("name"),
            "content": (tag.get("attributes") or {}).get(_CONTENT),
            "requests": dict(self._api.requests),
        }

    def _failed(self, tag: Object) -> ApiError:
        reasons = (tag.get("status") or {}).get("reasons") or []
        words = "; ".join(str(each.get("detail")) for each in reasons if isinstance(each, Mapping))
        return ApiError(
            "rejected",
            "The release tag %s was made, and the platform could not release by it" % tag["name"],
            Quote(', "%s"' % (words or "no reason given")),
            advice="look at the %s" % self._params["kind"],
        )

    def _late(self, tag: Object) -> ApiError:
        return ApiError(
            "timeout",
            "The release tag %s was made, and after %g s (wait_timeout) the platform has not finished."
            % (tag["name"], self._params["wait_timeout"]),
        )


def _written(part: Object) -> Object:
    """The fields of an object that people write; its state is the platform's once it is released."""
    left_out = {"state", "metadata", *SERVER_SUBRESOURCES} - {"releasehash"}
    return {
        name: value
        for name, value in part.items()
        if name not in left_out and (name in MAIN or name not in ("group", "apiVersion"))
    }


def _made_at(tag: Object) -> Tuple[str, int]:
    """When a tag was made; of the same moment, the one written last."""
    metadata = tag.get("metadata") or {}
    version = str(metadata.get("resourceVersion") or "")
    when = str((metadata.get("audit") or {}).get("createTimestamp") or "")
    return when, int(version) if version.isdecimal() else 0


RELEASE = ReleaseOperation("axway_release", Axway)
