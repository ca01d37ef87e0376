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

# Limits far above what settings need, so that no file of anybody takes long to read or to match
MOST_BYTES = 64 * 1024
_LONGEST_LINE = 4000
_LONGEST_PATH = 500
_MOST_PATHS = 200
# A wrong word is repeated in a message up to so many characters
_LONGEST_SHOWN = 60
_TOP = ("known-tools", "validate", "approvals")
_VALIDATE = ("select", "ignore", "fail-on", "baseline", "known-tools", "paths")
_PATHS = ("path", "ignore")
_APPROVALS = ("plan",)
SEVERITIES = ("error", "warning")
# Names that lead to a table, and the number of one of several: ("validate", "paths", 0)
_TablePath = tuple[object, ...]
# How the parser ends its messages
_AT = re.compile(r"\s*\(at (?:line (\d+), column (\d+)|end of document)\)")


@dataclass(frozen=True, slots=True)
class PathSettings:
    """Codes, or beginnings of codes, that are left out of the files that a glob names."""

    path: str
    ignore: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Settings:
    """What the file chooses.

    `select` empty means everything, `fail_on` and `baseline` empty that nothing is said of it.
    `approvers` are the roles that approve a plan, None where the settings name none.
    """

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    fail_on: str = ""
    baseline: str = ""
    known_tools: tuple[str, ...] = ()
    paths: tuple[PathSettings, ...] = ()
    approvers: tuple[str, ...] | None = None

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
    decoded = decode_text(data)
    if decoded.problems:
        return Settings(), decoded.problems
    long_line = _find_long_line(decoded.text)
    if long_line is not None:
        return Settings(), (long_line,)
    try:
        tree = tomllib.loads(decoded.text)
    except RecursionError:
        return Settings(), (Problem("OSC010", "not valid TOML: nested too deeply", 1),)
    except ValueError as error:  # also a number of more digits than are read
        return Settings(), (_report_syntax(str(error), decoded.text),)
    reader = _SettingsReader(decoded.text)
    settings = reader.read(tree)
    if reader.problems:
        settings = Settings(known_tools=settings.known_tools)
    return settings, tuple(reader.problems)


def _find_long_line(text: str) -> Problem | None:
    for number, line in enumerate(text.split("\n"), 1):
        if len(line) > _LONGEST_LINE:
            message = f"a line of more than {_LONGEST_LINE} characters"
            return Problem("OSC010", message, number, 1, "write the list on several lines")
    return None


def _report_syntax(message: str, text: str) -> Problem:
    """The parser's words and place; "end of document" is the last line with text."""
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

    def read(self, tree: Mapping[str, Any]) -> Settings:
        self._check_keys(tree, _TOP, ())
        validate = self._read_table(tree.get("validate", {}), "validate")
        self._check_keys(validate, _VALIDATE, ("validate",))
        tools = [*self._read_tools(tree, ()), *self._read_tools(validate, ("validate",))]
        return Settings(
            select=self._read_codes(validate, "select", ("validate",)),
            ignore=self._read_codes(validate, "ignore", ("validate",)),
            fail_on=self._read_fail_on(validate),
            baseline=self._read_baseline(validate),
            known_tools=tuple(dict.fromkeys(tools)),
            paths=self._read_paths(validate.get("paths", [])),
            approvers=self._read_approvers(tree),
        )

    def _report(
        self, message: str, hint: str, table: _TablePath, key: str = "", value: str = ""
    ) -> None:
        line = self._places.find_line(table, key, value)
        self.problems.append(Problem("OSC011", message, line, None, hint))

    def _read_table(self, value: object, name: str) -> Mapping[str, Any]:
        if isinstance(value, dict):
            return value
        self._report(f"{name} is no table", f"write the heading [{name}]", (), name)
        return {}

    def _read_approvers(self, tree: Mapping[str, Any]) -> tuple[str, ...] | None:
        """Roles by id; whether a system has them is for the rules to say."""
        table = self._read_table(tree.get("approvals", {}), "approvals")
        self._check_keys(table, _APPROVALS, ("approvals",))
        if "plan" not in table:
            return None
        hint = 'write: plan = ["system-owner", "security-officer"]'
        return self._read_words(table, "plan", ("approvals",), hint)

    def _check_keys(
        self, table: Mapping[str, Any], keys: tuple[str, ...], path: _TablePath
    ) -> None:
        for key in table:
            if key not in keys:
                shown = key[:_LONGEST_SHOWN]
                self._report(f'unknown setting "{shown}"', suggest_words(shown, keys), path, key)

    def _read_words(
        self, table: Mapping[str, Any], key: str, path: _TablePath, hint: str
    ) -> tuple[str, ...]:
        value = table.get(key, [])
        if not isinstance(value, list) or not all(map(_is_word, value)):
            self._report(f"{key} is no list of words", hint, path, key)
            return ()
        return tuple(word.strip() for word in value)

    def _read_tools(self, table: Mapping[str, Any], path: _TablePath) -> tuple[str, ...]:
        hint = 'write: known-tools = ["Name", "Other name"]'
        return self._read_words(table, "known-tools", path, hint)

    def _read_codes(self, table: Mapping[str, Any], key: str, path: _TablePath) -> tuple[str, ...]:
        codes: list[str] = []
        for word in self._read_words(table, key, path, f'write: {key} = ["SSP009", "EVD"]'):
            try:
                codes += match_codes([word])
            except ValueError as error:
                message, hint = error.args
                self._report(f"{key}: {message}", hint, path, key, word)
        return tuple(codes)

    def _read_fail_on(self, table: Mapping[str, Any]) -> str:
        value = table.get("fail-on", "")
        if "fail-on" in table and value not in SEVERITIES:
            hint = suggest_words(str(value)[:_LONGEST_SHOWN], SEVERITIES)
            message = "fail-on is neither error nor warning"
            self._report(message, hint, ("validate",), "fail-on")
            return ""
        return str(value)

    def _read_baseline(self, table: Mapping[str, Any]) -> str:
        value = table.get("baseline", "")
        if not isinstance(value, str) or not _is_inside(value, empty="baseline" not in table):
            self._report(
                "baseline is no path inside the workspace",
                'write: baseline = "attestle-baseline.json"',
                ("validate",),
                "baseline",
            )
            return ""
        return value

    def _read_paths(self, value: object) -> tuple[PathSettings, ...]:
        if not isinstance(value, list) or not all(isinstance(table, dict) for table in value):
            message, hint = "paths is no list of tables", "write the heading [[validate.paths]]"
            self._report(message, hint, ("validate",), "paths")
            return ()
        if len(value) > _MOST_PATHS:
            message = f"more than {_MOST_PATHS} tables of paths"
            hint = "join those that ignore the same codes"
            self._report(message, hint, ("validate",), "paths")
            return ()
        read = [
            self._read_path(table, ("validate", "paths", number))
            for number, table in enumerate(value)
        ]
        return tuple(item for item in read if item is not None)

    def _read_path(self, table: Mapping[str, Any], path: _TablePath) -> PathSettings | None:
        self._check_keys(table, _PATHS, path)
        glob = table.get("path")
        if not isinstance(glob, str) or not _is_inside(glob):
            self._report(
                "path is no glob inside the workspace",
                'write: path = "ssp/acme/controls/**"',
                path,
                "path",
            )
            return None
        if "ignore" not in table:
            self._report("ignore is missing", 'write: ignore = ["SSP009"]', path)
        ignore = self._read_codes(table, "ignore", path)
        return PathSettings(glob, ignore) if ignore else None


def _is_word(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


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
    """Where a key stands, found by reading the headings.

    Where that fails, it is the line of the nearest thing above it.
    """

    def __init__(self, text: str) -> None:
        self._lines = text.split("\n")

    def find_line(self, table: _TablePath, key: str, value: str) -> int:
        """The line of a value of a key, else of the key, else of the table."""
        start, end = self._find_table(table)
        if key:
            wanted = re.compile(rf"""(?:^|[\s.{{,\[])["']?{re.escape(key)}["']?\s*[=.\]]""")
            for index in range(start, end):
                if wanted.search(self._lines[index]):
                    return self._find_value(value, index, end) + 1
        return start or 1

    def _find_value(self, value: str, start: int, end: int) -> int:
        """The index of the line with the value, in a list of several lines."""
        lines = range(start, end) if value else ()
        return next((index for index in lines if value in self._lines[index]), start)

    def _find_table(self, table: _TablePath) -> tuple[int, int]:
        """The lines of a table, from the index behind its heading; else the whole file."""
        names = [str(part) for part in table if not isinstance(part, int)]
        number = next((part for part in table if isinstance(part, int)), 0)
        heads = self._find_headings(names) if names else []
        if number >= len(heads):
            return 0, len(self._lines)
        start = heads[number] + 1
        later = (index for index in range(start, len(self._lines)) if self._is_heading(index))
        return start, next(later, len(self._lines))

    def _find_headings(self, names: Iterable[str]) -> list[int]:
        dotted = r"\s*\.\s*".join(map(re.escape, names))
        wanted = re.compile(r"\s*\[{1,2}\s*" + dotted + r"\s*\]")
        return [index for index, line in enumerate(self._lines) if wanted.match(line)]

    def _is_heading(self, index: int) -> bool:
        """A line such as `[name]`, and not one of a list of several lines."""
        line = self._lines[index]
        return line.lstrip().startswith("[") and "]" in line and "=" not in line and '"' not in line


def matches_path(glob: str, path: str) -> bool:
    """Whether a glob names a path or a folder above it.

    `*` and `?` stay in one name, `**` stands for any number of names.
    """
    wanted = (*(part for part in glob.split("/") if part not in ("", ".")), "**")
    names = path.split("/")
    part, name = 0, 0
    retry: tuple[int, int] | None = None  # behind the last `**`, and how many names it has taken
    while name < len(names):
        if part < len(wanted) and wanted[part] == "**":
            part, retry = part + 1, (part + 1, name)
        elif part < len(wanted) and _compile_name(wanted[part]).match(names[name]):
            part, name = part + 1, name + 1
        elif retry is not None:
            retry = retry[0], retry[1] + 1
            part, name = retry
        else:
            return False
    return all(rest == "**" for rest in wanted[part:])


@cache
def _compile_name(glob: str) -> re.Pattern[str]:
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
