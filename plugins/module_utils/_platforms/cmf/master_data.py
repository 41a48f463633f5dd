# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Master data packages of the MES: uploaded, validated, loaded once, awaited.

A package is named by the checksum of its file, so that the MES itself tells whether this content was loaded.

Sources: a public client that was tested against MES 10.2.7.

PRIVATE to this collection.
"""

from __future__ import annotations

import json
import time
from typing import Any, Dict, Optional

from ..._core.calls.answer import Result
from ..._core.errors import ApiError, Quote, config_error
from ..._core.mode import Mode
from ..._core.operations.operation import Operation
from ..._core.operations.session import Context, Session
from ..._core.options import Option, Options, Params
from ..._core.redaction import Secrets
from ..._core.resources.resource import Object
from .package import KIND, Execution, PackageFile
from .platform import Cmf
from .requests import CmfRequests
from .values import is_terminated

# Seconds between looks at a package that is being executed: one more each time.
_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 10.0
_MOST_CONFLICTS = 3
_NEVER = Execution(None, None, None, None)
_NO_CODES = (
    "operation_codes is missing, and installations of the MES differ: on some 0 loads and 1 validates, on "
    "others it is the other way round. Validate a package in the MES, look at its LastExecutionOperation and "
    "give operation_codes: {load: ..., validate: ...}."
)


class MasterDataOperation(Operation):
    """Loads a master data package, once for each content."""

    @property
    def options(self) -> Options:
        code = Option("int", choices=(0, 1))
        return {
            **self.credentials,
            "src": Option("path", required=True),
            "name": Option(),
            "operation_codes": Option("dict", suboptions={"load": code, "validate": code}),
            "validate": Option("bool", False),
            "wait_timeout": Option("float", 21600.0),
            "calls_per_minute": Option("int"),
        }

    def execute(self, params: Params, context: Context, secrets: Secrets) -> Result:
        if not 0 < params["wait_timeout"] < 86400:
            raise config_error("wait_timeout must be a number of seconds above 0 and below a day.")
        load, validate = _codes(params)
        file = PackageFile.read(params["src"], params.get("name"))
        platform = Cmf(params)
        session = Session(platform, context, secrets, [platform.base({})])
        api = CmfRequests(platform, session.client())
        task = _Load(api, file, load, validate, context.mode, params["wait_timeout"])
        try:
            return {**task.perform(), **task.told()}
        except ApiError as error:
            error.details = {**error.details, **task.told(), **({"changed": True} if task.wrote else {})}
            raise


def _codes(params: Params) -> Any:
    """The numbers of the operations that load and, if wanted, validate before."""
    codes = params.get("operation_codes") or {}
    load, validate = codes.get("load"), codes.get("validate")
    if load is None:
        raise config_error(_NO_CODES)
    if load == validate:
        raise config_error(
            "operation_codes: load and validate are both %d, and one of them must load." % load
        )
    if not params["validate"]:
        return load, None
    if validate is None:
        raise config_error(
            "validate needs operation_codes.validate, the number of the operation that only validates."
        )
    return load, validate


class _Load:
    """One package on its way into the MES."""

    def __init__(
        self,
        api: CmfRequests,
        file: PackageFile,
        load: int,
        validate: Optional[int],
        mode: Mode,
        timeout: float,
    ) -> None:
        self._api = api
        self._file = file
        self._load_code = load
        self._validate_code = validate
        self._mode = mode
        self._end = time.monotonic() + timeout
        self._timeout = timeout
        self._execution = _NEVER
        self._uploaded = False
        #: Whether anything was written.
        self.wrote = False

    def told(self) -> Dict[str, Any]:
        """What the result says of the package, whatever came of it."""
        return {
            "package": self._file.name,
            "checksum": self._file.checksum,
            "uploaded": self._uploaded,
            "log": self._execution.entries(),
            "requests": dict(self._api.counts),
        }

    def perform(self) -> Result:
        """The result of the task; raises ``ApiError``."""
        package = self._by_name()
        if package is not None:
            self._execution = Execution.of(package)
        begun_before = self._execution.is_running and self._execution.operation == self._load_code
        if self._is_loaded() or (self._mode.check and begun_before):
            return {"changed": False, "action": "unchanged"}
        if self._mode.check:
            self._uploaded = package is None and not self._is_uploaded()
        else:
            self._finish(package or self._made())
        changed = self._mode.check or self.wrote
        return {
            "changed": changed,
            "action": "loaded" if changed else "unchanged",
            **(self._diff() if self._mode.diff and changed else {}),
        }

    # --- the file and the package ------------------------------------------------------------------------

    def _by_name(self) -> Optional[Object]:
        """The package of this content; None if there is none."""
        found = self._api.by_name(KIND, self._file.name)
        if found is None:
            return None
        if is_terminated(found):
            text = "The package %s is terminated, and the MES keeps its name; give another name."
            raise ApiError("conflict", text % self._file.name)
        if not self._file.is_in(found):
            text = "The package %s is there with another file; give another name."
            raise ApiError("conflict", text % self._file.name)
        return found

    def _made(self) -> Object:
        """The new package, once its file is uploaded."""
        if not self._is_uploaded():
            self._upload()
        try:
            self._api.write("GenericService", "CreateObject", {"Object": self._file.package()})
        except ApiError as error:
            made = self._looked_up(error)
            if made is None:
                raise
            self.wrote = self.wrote or error.effect != "none"
            return made
        self.wrote = True
        made = self._by_name()
        if made is None:
            text = "The package %s was created, but does not exist afterwards" % self._file.name
            raise ApiError("conflict", text, advice="look at it in the MES", effect="applied")
        return made

    def _looked_up(self, error: ApiError) -> Optional[Object]:
        """The package, if it is there in spite of an error of its creation."""
        if error.kind != "conflict" and error.effect == "none":
            return None
        try:
            return self._by_name()
        except ApiError:
            return None

    def _is_uploaded(self) -> bool:
        answer = self._api.ask("GenericService", "FileExists", {"Checksum": self._file.checksum})
        exists = answer.get("FileExists")
        if not isinstance(exists, bool):
            raise ApiError(
                "protocol",
                "FileExists did not answer whether the file is there",
                advice="look at url: is it that of the MES?",
            )
        return exists

    def _upload(self) -> None:
        self._mode.progress("uploading %s, %d bytes" % (self._file.filename, self._file.size))
        try:
            answer: Optional[str] = self._api.upload(self._file.body())
        except ApiError as error:
            if error.effect == "none" or not self._is_there_after(error):
                raise
            answer = None
        self.wrote = self._uploaded = True
        if answer is not None and answer.upper() != self._file.checksum:
            text = "UploadFile answered another checksum than that of %s" % self._file.path
            advice = "was the file changed meanwhile? Run the task again"
            raise ApiError("conflict", text, advice=advice, effect="applied")

    def _is_there_after(self, error: ApiError) -> bool:
        """Whether an upload of unknown outcome arrived; the error is raised where that cannot be told."""
        try:
            return self._is_uploaded()
        except ApiError:
            raise error from None

    # --- execution ---------------------------------------------------------------------------------------

    def _finish(self, package: Object) -> None:
        """Have the package loaded, from wherever it is; ``ApiError`` quotes the log."""
        begun: Optional[int] = None
        identity = str(package.get("Id"))
        self._watch(identity, Execution.of(package), None)
        while not self._is_loaded():
            if begun is not None and not self._execution.succeeded(begun):
                raise self._failed(begun)
            self._check_told()
            operation = self._next()
            begun = operation if self._execute(identity, operation) else None

    def _is_loaded(self) -> bool:
        return self._execution.succeeded(self._load_code)

    def _next(self) -> int:
        code = self._validate_code
        return self._load_code if code is None or self._execution.succeeded(code) else code

    def _check_told(self) -> None:
        """Raise ``ApiError`` where the MES does not tell what it has done: it may have been a load."""
        if self._execution.is_over and self._execution.operation is None:
            text = "The package %s was executed, and the MES does not return by which operation"
            raise ApiError(
                "conflict", text % self._file.name, advice="look at it in the MES, or give another name"
            )

    def _execute(self, identity: str, operation: int) -> bool:
        """Begin an operation and wait for its end; False if somebody else has begun one meanwhile."""
        before = self._execution
        begun = self._begun(identity, operation, before)
        self._watch(identity, Execution.of(self._fresh(identity)), before)
        return begun

    def _begun(self, identity: str, operation: int, before: Execution) -> bool:
        """Begin an operation unless another has begun. One that is in doubt is not begun again."""
        for _time in range(_MOST_CONFLICTS):
            package = self._fresh(identity)
            if Execution.of(package).began_after(before):
                return False
            try:
                self._begin(package, operation)
            except ApiError as error:
                if error.effect != "none" and self._has_begun(identity, before):
                    self.wrote = True
                    return True
                if error.kind != "conflict" or not self._is_changed(identity, package):
                    raise
                continue
            self.wrote = True
            return True
        text = "The package %s was changed by somebody else %d times; run the task again."
        raise ApiError("conflict", text % (self._file.name, _MOST_CONFLICTS))

    def _begin(self, package: Object, operation: int) -> None:
        asked = {"MasterDataPackage": package}
        types = self._api.ask("MasterData", "GetMasterDataPackageObjectTypes", asked).get("ObjectTypes")
        if not isinstance(types, list) or not types:
            text = "The MES finds nothing to load in %s" % self._file.filename
            raise ApiError("rejected", text, advice="look at its sheets and their names")
        word = "loading" if operation == self._load_code else "validating"
        self._mode.progress("%s the package %s" % (word, self._file.name))
        given = {
            "ExecutionOperation": operation,
            "ExecutionConfiguration": json.dumps(types, ensure_ascii=False),
            "IsToPerformImmediate": True,
        }
        self._api.write("MasterData", "PerformMasterDataPackage", {**asked, **given})

    def _has_begun(self, identity: str, before: Execution) -> bool:
        """Whether an operation in doubt was begun."""
        try:
            return Execution.of(self._fresh(identity)).began_after(before)
        except ApiError:
            return False

    def _is_changed(self, identity: str, package: Object) -> bool:
        """Whether somebody else has changed the package since it was read."""
        stamp = "LastServiceHistoryId"
        return self._fresh(identity).get(stamp) != package.get(stamp)

    def _watch(self, identity: str, execution: Execution, before: Optional[Execution]) -> None:
        """Wait until the execution is over; with ``before``, until it is another one as well."""
        pause = _FIRST_PAUSE
        while execution.is_running or (before is not None and not _is_new(execution, before)):
            self._execution = execution
            left = self._end - time.monotonic()
            if left <= 0:
                raise self._late()
            self._mode.progress("waiting for the package %s" % self._file.name)
            time.sleep(min(pause, left))
            pause = min(pause + 1, _LONGEST_PAUSE)
            execution = Execution.of(self._fresh(identity))
        self._execution = execution

    def _fresh(self, identity: str) -> Object:
        """The package with its stamps of now."""
        found = self._api.by_id(KIND, identity)
        if found is None:
            raise ApiError("not_found", "The package %s no longer exists." % self._file.name)
        return found

    # --- what is told ------------------------------------------------------------------------------------

    def _failed(self, operation: int) -> ApiError:
        done = "loaded" if operation == self._load_code else "validated"
        text = "The package %s was %s with errors" % (self._file.name, done)
        errors = self._execution.errors()
        if not errors:
            advice = "look at it in the MES"
            return ApiError("rejected", text + ", and its log names none", advice=advice, effect="applied")
        advice = "look at these rows of %s" % self._file.filename
        return ApiError("rejected", text, Quote(', "%s"' % errors), advice=advice, effect="applied")

    def _late(self) -> ApiError:
        return ApiError(
            "timeout",
            "After %g s (wait_timeout) the MES has not finished the package %s; run the task again to go on "
            "waiting." % (self._timeout, self._file.name),
        )

    def _diff(self) -> Dict[str, Any]:
        header = "%s %s" % (KIND, self._file.name)
        content = {"file": self._file.filename, "checksum": self._file.checksum}
        return {
            "diff": {
                "before": {**content, "loaded": False},
                "after": {**content, "loaded": True},
                "before_header": header,
                "after_header": header,
            }
        }


def _is_new(execution: Execution, before: Execution) -> bool:
    """Whether an execution has come to an end that it had not come to before."""
    return execution.is_over and execution.end != before.end


MASTER_DATA = MasterDataOperation("cmf_master_data", Cmf)
