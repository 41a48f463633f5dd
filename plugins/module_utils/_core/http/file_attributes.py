# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Mode, owner and group of a file: those that the user gives, and else those that it had.

PRIVATE to this collection.
"""

from __future__ import annotations

import grp
import os
import pwd
import re
import stat
import threading
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Callable, Dict, List, Mapping, Optional, Sequence, Tuple, Union

from ..errors import config_error

_CLAUSE = re.compile(r"([ugo]+|a|)((?:[-+=][rwxXstugo]*)+)")
_SHIFT = {"u": 6, "g": 3, "o": 0}
# What the letter s or t sets, by whom it is for.
_SPECIAL = {"u": ("s", stat.S_ISUID), "g": ("s", stat.S_ISGID), "o": ("t", stat.S_ISVTX)}
_ANY_EXECUTION = stat.S_IXUSR | stat.S_IXGRP | stat.S_IXOTH
# What is true of one content only: sums over it, and the rights of a program.
_OF_CONTENT = frozenset({"security.ima", "security.evm", "security.capability"})

_UMASK_LOCK = threading.Lock()


@dataclass(frozen=True)
class FileAttributes:
    """What a file is to have; what is None stays as it is, and a new file gets it from the system.

    ``mode`` is a number, or a text as ``chmod`` takes it, octal or symbolic.
    """

    mode: Union[int, str, None] = None
    uid: Optional[int] = None
    gid: Optional[int] = None

    @classmethod
    def from_params(cls, params: Mapping[str, Any]) -> FileAttributes:
        """Those given as options; ``ApiError`` (config) for a mode that is none, or a name unknown here."""
        mode = params.get("mode")
        return cls(
            None if mode is None else _mode(mode),
            _id("owner", params.get("owner"), lambda name: pwd.getpwnam(name).pw_uid),
            _id("group", params.get("group"), lambda name: grp.getgrnam(name).gr_gid),
        )

    def __bool__(self) -> bool:
        return (self.mode, self.uid, self.gid) != (None, None, None)

    def differences(self, had: os.stat_result) -> Dict[str, Tuple[str, str]]:
        """What is to change, by option: how it is, and how it is to be."""
        before, after = stat.S_IMODE(had.st_mode), self._mode_after(stat.S_IMODE(had.st_mode))
        pairs = {
            "mode": ("%04o" % before, "%04o" % after),
            "owner": (_name(pwd.getpwuid, had.st_uid), _name(pwd.getpwuid, _or(self.uid, had.st_uid))),
            "group": (_name(grp.getgrgid, had.st_gid), _name(grp.getgrgid, _or(self.gid, had.st_gid))),
        }
        return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}

    def set_on(self, path: str) -> None:
        """Change a file that stays; ``OSError`` if that is not allowed."""
        had = os.stat(path)
        if self.differences(had):
            self._own(path)
            if self.mode is not None:
                self._permit(path, stat.S_IMODE(had.st_mode))

    def set_on_new(self, file: int) -> None:
        """Finish a file, given by its descriptor, that replaces none."""
        self._own(file)
        self._permit(file, 0o666 & ~_umask())

    def set_on_successor(self, file: int, path: str) -> None:
        """Finish a file that is to replace the one at ``path``: what is not given is what that has.

        It loses what this user may not give it, as a copy by ``cp`` or Ansible does.
        """
        had = os.stat(path)
        mode = stat.S_IMODE(had.st_mode)
        _copy_extended(path, file)
        same_user = self.uid in (None, had.st_uid) and _allowed(file, had.st_uid, -1)
        same_group = self.gid in (None, had.st_gid) and _allowed(file, -1, had.st_gid)
        if not (same_user and same_group):
            # What may be run as its owner must not be run as another.
            mode &= ~(stat.S_ISUID | stat.S_ISGID)
        self._own(file)
        self._permit(file, mode)

    def _own(self, file: Union[int, str]) -> None:
        if self.uid is None and self.gid is None:
            return
        try:
            os.chown(file, _or(self.uid, -1), _or(self.gid, -1))
        except OSError as error:
            raise OSError(error.errno, "owner and group cannot be set: %s" % error.strerror) from error

    def _permit(self, file: Union[int, str], before: int) -> None:
        """Set the mode, which comes after the owner: a change of that takes bits away."""
        try:
            os.chmod(file, self._mode_after(before))
        except OSError as error:
            raise OSError(error.errno, "the mode cannot be set: %s" % error.strerror) from error

    def _mode_after(self, before: int) -> int:
        if isinstance(self.mode, str):
            return _symbolic(self.mode, before, _umask())
        return _or(self.mode, before)


def _or(given: Optional[int], otherwise: int) -> int:
    return otherwise if given is None else given


def _mode(value: Any) -> Union[int, str]:
    """A mode as Ansible reads it: a number, digits in octal, or symbols."""
    if isinstance(value, int) and not isinstance(value, bool):
        number = value
    elif isinstance(value, str) and _parsed(value) is not None:
        return value
    else:
        try:
            number = int(value, 8)
        except (TypeError, ValueError):
            number = -1
    if not 0 <= number <= 0o7777:
        raise config_error(
            "mode %r is not a file mode; write octal digits in quotes, such as '0640', or u=rw,g=r,o=."
            % (value,)
        )
    return number


def _parsed(text: str) -> Optional[List[Tuple[str, str]]]:
    """The clauses of a symbolic mode, each who and what; None where it is no such mode."""
    clauses = [_CLAUSE.fullmatch(clause) for clause in text.split(",")]
    return [(clause[1], clause[2]) for clause in clauses if clause] if all(clauses) else None


def _symbolic(text: str, mode: int, umask: int) -> int:
    """The mode that a symbolic one makes of another. Where nobody is named, the umask counts."""
    for who, changes in _parsed(text) or []:
        for operator, permissions in re.findall(r"([-+=])([^-+=]*)", changes):
            for user in "ugo" if who in ("", "a") else who:
                bits = _bits(user, permissions, mode, 0 if who else umask)
                if operator == "=":
                    mode &= ~(7 << _SHIFT[user] | _SPECIAL[user][1])
                mode = mode & ~bits if operator == "-" else mode | bits
    return mode


def _bits(user: str, permissions: str, mode: int, umask: int) -> int:
    """What letters such as rwX stand for, as bits of that user."""
    letter, special = _SPECIAL[user]
    bits = special if letter in permissions else 0
    for place, name in enumerate("xwr"):
        if name in permissions:
            bits |= (1 << place << _SHIFT[user]) & ~umask
    if "X" in permissions and mode & _ANY_EXECUTION:
        bits |= 1 << _SHIFT[user]
    for other, shift in _SHIFT.items():
        if other in permissions:
            bits |= (mode >> shift & 7) << _SHIFT[user]
    return bits


def _id(option: str, value: Optional[str], find: Callable[[str], int]) -> Optional[int]:
    """The number of a user or a group, by its name or by itself."""
    if value is None:
        return None
    if re.fullmatch(r"[0-9]{1,9}", value):
        return int(value)
    try:
        return find(value)
    except KeyError:
        raise config_error("%s %r does not exist on this host." % (option, value)) from None


def _name(find: Callable[[int], Sequence[Any]], number: int) -> str:
    """The name of a user or a group; its number if it has none."""
    try:
        return str(find(number)[0])
    except KeyError:
        return str(number)


def _umask() -> int:
    # It can only be read by being set, which must not happen twice at once.
    with _UMASK_LOCK:
        umask = os.umask(0o077)
        os.umask(umask)
    return umask


def _allowed(file: int, uid: int, gid: int) -> bool:
    try:
        os.chown(file, uid, gid)
    except OSError:
        return False
    return True


def _copy_extended(path: str, file: int) -> None:
    """Extended attributes, and with them the access control list and the context of SELinux."""
    if not hasattr(os, "listxattr"):
        return
    names = set(_extended(path)) - _OF_CONTENT
    for name in set(_extended(file)) - names - _OF_CONTENT:
        with suppress(OSError):
            os.removexattr(file, name)
    for name in names:
        with suppress(OSError):
            os.setxattr(file, name, os.getxattr(path, name))


def _extended(file: Union[int, str]) -> List[str]:
    try:
        return os.listxattr(file)
    except OSError:
        return []
