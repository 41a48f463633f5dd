# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The action plugin of the modules ``*_export``: it writes the files, once all is read.

PRIVATE to this collection.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Mapping
from typing import Any

from ansible_collections.apiops.platforms.plugins.module_utils._core.errors import ApiError, config_error
from ansible_collections.apiops.platforms.plugins.plugin_utils import _export_files
from ansible_collections.apiops.platforms.plugins.plugin_utils._action import OperationAction
from ansible_collections.apiops.platforms.plugins.plugin_utils._export_files import SECRETS, SUFFIX, Layout
from ansible_collections.apiops.platforms.plugins.plugin_utils._replaced_file import replaced

_ACTIONS = ("created", "updated", "deleted", "gone", "unchanged")


class ExportAction(OperationAction):
    """Writes what the operation found into the directory ``dest`` of the controller."""

    @property
    def _supports_async(self) -> bool:
        """Not supported: nobody would write the files."""
        return False

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        """The task result: what became of each file."""
        result = super().run(tmp, task_vars)
        if result.get("failed") or "resources" not in result:
            return result
        platform, rows = self.operation.platform.name, result.pop("resources")
        args = self._task.args
        dest = self._loader.path_dwim(str(args["dest"]))
        try:
            listed = os.path.join(dest, SECRETS)
            before = _read(listed) or ""
            layout = _export_files.laid_out(platform, rows, result.pop("groups"), before)
            files = list(changes(dest, layout, "deleted" if args.get("prune") == "delete" else "gone"))
            gone = [each["path"] for each in files if each["action"] == "deleted"]
            text = _export_files.secrets_listed(platform, layout, before, gone)
            files.append(_change(dest, SECRETS, text))
            if not self._task.check_mode:
                for each in files:
                    carry_out(dest, each)
        except OSError as error:
            reason = error.strerror or str(error)
            return config_error(f"dest {dest} cannot be written: {reason}, {error.filename}.").to_result()
        except ApiError as error:
            return error.to_result()
        result.update(_told(dest, files, layout))
        if self._task.diff:
            result["diff"] = [_diff(each) for each in files if each["action"] in _ACTIONS[:3]]
        return result


def changes(dest: str, layout: Layout, without: str) -> Iterator[dict[str, Any]]:
    """What is to be done about each file, with what is in it now and what is to be.

    ``without`` is what to do about a file whose object is gone.
    """
    if os.path.lexists(dest) and not os.path.isdir(dest):
        raise config_error(f"dest {dest} is not a directory.")
    for path, text in layout.files.items():
        yield _change(dest, path, text)
    for path in sorted(set(_gone(dest, layout)) - set(layout.files)):
        before = _read(os.path.join(dest, path)) or ""
        documents = _export_files.documents_of(before)
        if any(_export_files.is_of(path, each) for each in documents):
            # What declares other objects too is not the export's to delete.
            action = without if len(documents) == 1 else "gone"
            yield {"path": path, "action": action, "before": before, "after": None}


def _change(dest: str, path: str, text: str) -> dict[str, Any]:
    before = _read(os.path.join(dest, path))
    if before is None:
        action = "created"
    else:
        action = "unchanged" if _export_files.says_the_same(before, text) else "updated"
    return {"path": path, "action": action, "before": before, "after": text}


def _gone(dest: str, layout: Layout) -> Iterator[str]:
    """The files, by this layout, of objects that do not exist, in what was read as a whole.

    Links are not followed, and hidden files are left alone: no export makes them.
    """
    for path in layout.singles:
        if _is_file(dest, path):
            yield path
    for folder, names in layout.folders.items():
        if not _is_below(dest, folder):
            continue
        with contextlib.suppress(FileNotFoundError, NotADirectoryError):
            for name in os.listdir(os.path.join(dest, folder)):
                path = os.path.join(folder, name)
                if _is_file(dest, path):
                    yield path
                elif name not in names and _is_below(dest, path):
                    yield from _below(dest, path)


def _below(dest: str, folder: str) -> Iterator[str]:
    for directory, _folders, names in os.walk(os.path.join(dest, folder)):
        for name in names:
            path = os.path.relpath(os.path.join(directory, name), dest)
            if _is_file(dest, path):
                yield path


def _is_file(dest: str, path: str) -> bool:
    """Whether a path names a file as an export writes one."""
    name = os.path.basename(path)
    is_named = name.endswith(SUFFIX) and not name.startswith(".")
    return is_named and os.path.isfile(os.path.join(dest, path)) and _is_below(dest, path)


def _is_below(dest: str, path: str) -> bool:
    """Whether a path leads through no link, so that it stays in the directory."""
    return os.path.realpath(os.path.join(dest, path)) == os.path.join(os.path.realpath(dest), path)


def _read(path: str) -> str | None:
    try:
        with open(path, encoding="utf-8-sig", errors="replace", newline="") as file:
            return file.read()
    except (FileNotFoundError, NotADirectoryError):
        return None


def carry_out(dest: str, change: Mapping[str, Any]) -> None:
    path = os.path.join(dest, change["path"])
    if change["action"] == "deleted":
        os.unlink(path)
        _tidy(os.path.dirname(path), dest)
    elif change["action"] in ("created", "updated"):
        _write(path, change["after"])


def _tidy(directory: str, dest: str) -> None:
    """Remove the directories that became empty."""
    with contextlib.suppress(OSError):
        while os.path.realpath(directory) != os.path.realpath(dest):
            os.rmdir(directory)
            directory = os.path.dirname(directory)


def _write(path: str, text: str) -> None:
    """Replace a file at once; it keeps its mode, and a new one gets what the umask leaves."""
    os.makedirs(os.path.dirname(path), exist_ok=True)
    try:
        mode = os.stat(path).st_mode & 0o7777
    except FileNotFoundError:
        mask = os.umask(0)
        os.umask(mask)
        mode = 0o666 & ~mask
    with replaced(path) as file:
        os.fchmod(file.fileno(), mode)
        file.write(text)


def _told(dest: str, files: list[dict[str, Any]], layout: Layout) -> dict[str, Any]:
    counted = {action: sum(each["action"] == action for each in files) for action in _ACTIONS}
    words = [f"{number} {action}" for action, number in counted.items() if number]
    return {
        "changed": any(counted[action] for action in _ACTIONS[:3]),
        "dest": dest,
        "files": [{name: each[name] for name in ("path", "action")} for each in files],
        "variables": [dict(vars(each)) for each in layout.variables],
        "secrets_file": os.path.join(dest, SECRETS),
        "summary": counted,
        "summary_text": ", ".join(words),
    }


def _diff(change: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "before": change["before"] or "",
        "after": change["after"] or "",
        "before_header": change["path"],
        "after_header": change["path"],
    }
