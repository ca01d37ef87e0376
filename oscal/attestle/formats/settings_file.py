"""`attestle.toml` as values: what is chosen and left out of findings.

A file with an error leaves nothing out.
"""

from __future__ import annotations

import fnmatch
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from ..codes import CODES
from ..nearest import suggest_words
from .problems import Problem
from .text_file import decode_text

MOST_BYTES = 64 * 1024
_LONGEST_LINE = 4000
_LONGEST_PATH = 500
_MOST_PATHS = 200
_TOP = ("known-tools", "validate")
_VALIDATE = ("select", "ignore", "fail-on", "baseline", "known-tools", "paths")
_PATHS = ("path", "ignore")
SEVERITIES = ("error", "warning")
_AT = re.compile(r"\s*\(at (?:line (\d+), column (\d+)|end of document)\)")


@dataclass(frozen=True, slots=True)
class PathSettings:
    """Codes, or beginnings of codes, that are left out of the files and folders that a glob names."""

    path: str
    ignore: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Settings:
    """`select` empty means everything, `fail_on` and `baseline` empty that nothing is said of it."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    fail_on: str = ""
    baseline: str = ""
    known_tools: tuple[str, ...] = ()
    paths: tuple[PathSettings, ...] = ()

    def leaves_out(self, code: str, path: str) -> bool:
        """Whether a finding of this code in this file is suppressed."""
        if (self.select and not code.startswith(self.select)) or (
            self.ignore and code.startswith(self.ignore)
        ):
            return True
        return any(
            code.startswith(item.ignore) and matches_path(item.path, path) for item in self.paths
        )


def read_settings(data: bytes) -> tuple[Settings, tuple[Problem, ...]]:
    """The settings and what is wrong with them.

    With an error in them only the names of products are used.
    """
    if len(data) > MOST_BYTES:
        return Settings(), (
            Problem("OSC006", f"larger than {MOST_BYTES // 1024} KB, which no settings are", 1),
        )
    text, problems = decode_text(data).text, decode_text(data).problems
    if problems:
        return Settings(), problems
    long = next(
        (number for number, line in enumerate(text.split("\n"), 1) if len(line) > _LONGEST_LINE),
        None,
    )
    if long is not None:
        return Settings(), (
            Problem(
                "OSC010",
                f"a line of more than {_LONGEST_LINE} characters",
                long,
                1,
                "write the list on several lines",
            ),
        )
    try:
        tree = tomllib.loads(text)
    except RecursionError:
        return Settings(), (Problem("OSC010", "not valid TOML: nested too deeply", 1),)
    except ValueError as error:  # also a number of more digits than are read
        return Settings(), (_syntax(str(error), text),)
    reader = _SettingsReader(text)
    found = reader.settings(tree)
    return (Settings(known_tools=found.known_tools) if reader.problems else found), tuple(
        reader.problems
    )


def _syntax(message: str, text: str) -> Problem:
    at = _AT.search(message)
    line, column = (
        (int(at[1]), int(at[2])) if at and at[1] else (text.rstrip("\n").count("\n") + 1, None)
    )
    return Problem(
        "OSC010",
        f"not valid TOML: {_AT.sub('', message)}",
        line,
        column,
        "see docs/reference/settings.md",
    )


def match_codes(words: Iterable[str]) -> tuple[str, ...]:
    """Codes, or beginnings of codes, as they are compared.

    Raises ValueError with the first that is none, and what may be meant.
    """
    wanted = tuple(word.strip().upper() for word in words)
    for word in wanted:
        if not word or not any(code.startswith(word) for code in CODES):
            raise ValueError(
                f'no code begins with "{word}"',
                suggest_words(word, CODES) or "list them with: attestle explain",
            )
    return wanted


class _SettingsReader:
    """Gathers the problems; what is wrong counts as not said."""

    def __init__(self, text: str) -> None:
        self.problems: list[Problem] = []
        self._places = _Places(text)

    def settings(self, tree: Mapping[str, Any]) -> Settings:
        self._known(tree, _TOP, ())
        mine = self._table(tree.get("validate", {}))
        self._known(mine, _VALIDATE, ("validate",))
        named = [*self._names(tree, ()), *self._names(mine, ("validate",))]
        return Settings(
            select=self._codes(mine, "select", ("validate",)),
            ignore=self._codes(mine, "ignore", ("validate",)),
            fail_on=self._fail_on(mine),
            baseline=self._baseline(mine),
            known_tools=tuple(dict.fromkeys(named)),
            paths=self._paths(mine.get("paths", [])),
        )

    def _note(
        self, message: str, hint: str, table: tuple[object, ...], key: str = "", value: str = ""
    ) -> None:
        self.problems.append(
            Problem("OSC011", message, self._places.line(table, key, value), None, hint)
        )

    def _table(self, value: object) -> Mapping[str, Any]:
        if isinstance(value, dict):
            return value
        self._note("validate is no table", "write the heading [validate]", (), "validate")
        return {}

    def _known(
        self, table: Mapping[str, Any], known: tuple[str, ...], where: tuple[object, ...]
    ) -> None:
        for key in table:
            if key not in known:
                self._note(
                    f'unknown setting "{key[:60]}"', suggest_words(key[:60], known), where, key
                )

    def _words(
        self, table: Mapping[str, Any], key: str, where: tuple[object, ...], hint: str
    ) -> tuple[str, ...]:
        value = table.get(key, [])
        if not isinstance(value, list) or not all(
            isinstance(item, str) and item.strip() for item in value
        ):
            self._note(f"{key} is no list of words", hint, where, key)
            return ()
        return tuple(item.strip() for item in value)

    def _names(self, table: Mapping[str, Any], where: tuple[object, ...]) -> tuple[str, ...]:
        return self._words(
            table, "known-tools", where, 'write: known-tools = ["Name", "Other name"]'
        )

    def _codes(
        self, table: Mapping[str, Any], key: str, where: tuple[object, ...]
    ) -> tuple[str, ...]:
        found: list[str] = []
        for word in self._words(table, key, where, f'write: {key} = ["SSP009", "EVD"]'):
            try:
                found += match_codes([word])
            except ValueError as error:
                message, hint = error.args
                self._note(f"{key}: {message}", hint, where, key, word)
        return tuple(found)

    def _fail_on(self, table: Mapping[str, Any]) -> str:
        value = table.get("fail-on", "")
        if "fail-on" in table and value not in SEVERITIES:
            self._note(
                "fail-on is neither error nor warning",
                suggest_words(str(value)[:60], SEVERITIES),
                ("validate",),
                "fail-on",
            )
            return ""
        return str(value)

    def _baseline(self, table: Mapping[str, Any]) -> str:
        value = table.get("baseline", "")
        if not isinstance(value, str) or not _is_inside(value, empty="baseline" not in table):
            self._note(
                "baseline is no path inside the workspace",
                'write: baseline = "attestle-baseline.json"',
                ("validate",),
                "baseline",
            )
            return ""
        return value

    def _paths(self, value: object) -> tuple[PathSettings, ...]:
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            self._note(
                "paths is no list of tables",
                "write the heading [[validate.paths]]",
                ("validate",),
                "paths",
            )
            return ()
        if len(value) > _MOST_PATHS:
            self._note(
                f"more than {_MOST_PATHS} tables of paths",
                "join those that ignore the same codes",
                ("validate",),
                "paths",
            )
            return ()
        found = []
        for number, item in enumerate(value):
            where = ("validate", "paths", number)
            self._known(item, _PATHS, where)
            path = item.get("path")
            if not isinstance(path, str) or not _is_inside(path):
                self._note(
                    "path is no glob inside the workspace",
                    'write: path = "ssp/acme/controls/**"',
                    where,
                    "path",
                )
                continue
            if "ignore" not in item:
                self._note("ignore is missing", 'write: ignore = ["SSP009"]', where)
            if ignore := self._codes(item, "ignore", where):
                found.append(PathSettings(path, ignore))
        return tuple(found)


def _is_inside(path: str, *, empty: bool = False) -> bool:
    if not path:
        return empty
    return (
        len(path) <= _LONGEST_PATH
        and not path.startswith("/")
        and "\\" not in path
        and "\0" not in path
        and ".." not in path.split("/")
    )


class _Places:
    """Where a key stands, found by reading the headings; the line of the nearest thing above it
    where that fails.
    """

    def __init__(self, text: str) -> None:
        self._lines = text.split("\n")

    def line(self, table: tuple[object, ...], key: str, value: str) -> int:
        start, end = self._section(table)
        if not key:
            return start or 1
        wanted = re.compile(rf"""(?:^|[\s.{{,\[])["']?{re.escape(key)}["']?\s*[=.\]]""")
        for number in range(start, end):
            if wanted.search(self._lines[number]):
                return next(
                    (at + 1 for at in range(number, end) if value and value in self._lines[at]),
                    number + 1,
                )
        return start or 1

    def _section(self, table: tuple[object, ...]) -> tuple[int, int]:
        """The lines of a table, from the index behind its heading; the whole file if it has none."""
        if not table:
            return 0, len(self._lines)
        names = [str(part) for part in table if not isinstance(part, int)]
        number = next((part for part in table if isinstance(part, int)), 0)
        wanted = re.compile(
            r"\s*\[{1,2}\s*" + r"\s*\.\s*".join(re.escape(name) for name in names) + r"\s*\]"
        )
        heads = [at for at, line in enumerate(self._lines) if wanted.match(line)]
        if number >= len(heads):
            return 0, len(self._lines)
        start = heads[number]
        return start + 1, next(
            (
                at
                for at in range(start + 1, len(self._lines))
                if self._lines[at].lstrip().startswith("[")
                and "]" in self._lines[at]
                and "=" not in self._lines[at]
                and '"' not in self._lines[at]
            ),
            len(self._lines),
        )


def matches_path(glob: str, path: str) -> bool:
    """Whether a glob names a path or a folder above it.

    `*` and `?` stay in one name, `**` stands for any number of names.
    """
    wanted = (*(part for part in glob.split("/") if part not in ("", ".")), "**")
    names = path.split("/")
    at, here = 0, 0
    retry: tuple[int, int] | None = None  # behind the last `**`, and how many names it has taken
    while here < len(names):
        if at < len(wanted) and wanted[at] == "**":
            at, retry = at + 1, (at + 1, here)
        elif at < len(wanted) and _name(wanted[at]).match(names[here]):
            at, here = at + 1, here + 1
        elif retry is not None:
            retry = retry[0], retry[1] + 1
            at, here = retry
        else:
            return False
    return all(part == "**" for part in wanted[at:])


@cache
def _name(glob: str) -> re.Pattern[str]:
    """Of one name. The groups that fnmatch makes are atomic, so no name takes long."""
    return re.compile(fnmatch.translate(glob))


def apply_options(
    settings: Settings, select: tuple[str, ...], ignore: tuple[str, ...], fail_on: str
) -> Settings:
    """What is asked for on the command line goes before what the file says, and leaves out more."""
    return replace(
        settings,
        select=select or settings.select,
        ignore=(*settings.ignore, *ignore),
        fail_on=fail_on or settings.fail_on or "error",
    )
