"""`attestle.toml` as values: what a workspace chooses, accepts and records.

A file with an error leaves nothing out. Its keys stand in `settings_keys`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from ..lazy_patterns import make_pattern
from ..nearest import suggest_words
from .problems import Problem
from .settings_forms import LONGEST_SHOWN, Fault, is_name, write_example
from .settings_keys import (
    BY_NAME,
    SettingsKey,
    SettingsTable,
    TableShape,
    list_children,
)
from .settings_places import SettingsPlaces, TablePath
from .settings_values import (
    AcceptedFinding,
    AudienceSettings,
    KindMarking,
    PathSettings,
    RepositoryRecord,
    Settings,
    SettingsDay,
)
from .text_file import decode_text

# Limits far above what settings need, so that no file of anybody takes long to read or to match;
# a thousand systems in a workspace have some 200 bytes of settings each
MOST_BYTES = 1024 * 1024
_LONGEST_LINE = 4000
# How the parser ends its messages
_AT = make_pattern(r"\s*\(at (?:line (\d+), column (\d+)|end of document)\)")
_Values = Mapping[str, Any]


# several readers of a run ask for their part of one file
@lru_cache(maxsize=4)
def read_settings(data: bytes) -> tuple[Settings, tuple[Problem, ...]]:
    """The settings and what is wrong with them.

    With an error in them only the names of products are used.
    """
    if len(data) > MOST_BYTES:
        return Settings(), (
            Problem("OSC006", f"larger than {MOST_BYTES >> 20} MB, which no settings are", 1),
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
    values = reader.read_table(tree, BY_NAME[""], ())
    if reader.problems:
        return Settings(known_tools=_join_tools(values)), tuple(reader.problems)
    past_days = tuple(sorted(reader.past_days, key=lambda item: item.line))
    return replace(_build_settings(values), past_days=past_days), ()


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


class _SettingsReader:
    """Gathers the problems, and the days that must have come; what is wrong counts as not said."""

    def __init__(self, text: str) -> None:
        self.problems: list[Problem] = []
        self.past_days: list[SettingsDay] = []
        self._places = SettingsPlaces(text)

    def read_table(self, tree: _Values, table: SettingsTable, path: TablePath) -> dict[str, Any]:
        """Values by key; tables in it by the last word of their name."""
        self._check_keys(tree, table, path)
        values = {
            name: value
            for key in table.keys
            for name in _list_names(key, tree)
            if (value := self._read_key(key, name, tree[name], path)) is not None
        }
        self._report_missing(tree, table, path)
        for child in list_children(table.name):
            if child.leaf in tree:
                values[child.leaf] = self._read_child(tree[child.leaf], child)
        return values

    def _read_key(self, key: SettingsKey, name: str, value: object, path: TablePath) -> Any:
        read, faults = key.form.read(name, value)
        for fault in faults:
            self._report(fault, path, name)
        if key.has_come and read is not None:
            line = self._places.find_line(path, name, "")
            self.past_days.append(SettingsDay(name, read, line))
        return read

    def _read_child(self, value: object, table: SettingsTable) -> Any:
        path = tuple(table.name.split("."))
        if table.shape is TableShape.SEVERAL:
            return self._read_several(value, table, path)
        if not isinstance(value, dict):
            self._report_shape(f"{table.name} is no table", table)
            return {}
        if table.shape is TableShape.ONE:
            return self.read_table(value, table, path)
        named = {}
        for name, entry in value.items():
            if isinstance(entry, dict) and is_name(name):
                named[name] = self.read_table(entry, table, (*path, name))
            else:
                message = f"{table.name}.{name[:LONGEST_SHOWN]} is no table"
                self._report(Fault(message, f"write the heading {table.heading}"), path, name)
        return named

    def _read_several(
        self, value: object, table: SettingsTable, path: TablePath
    ) -> list[dict[str, Any]]:
        if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
            self._report_shape(f"{table.leaf} is no list of tables", table)
            return []
        if len(value) > table.most:
            message = f"more than {table.most} tables of {table.leaf}"
            self._report_shape(message, table, table.advice)
            return []
        entries = []
        for number, entry in enumerate(value):
            here = (*path, number)
            read = self.read_table(entry, table, here)
            entries.append({**read, "line": self._places.find_line(here, "", "")})
        return entries

    def _report_shape(self, message: str, table: SettingsTable, hint: str = "") -> None:
        parent = tuple(filter(None, table.parent.split(".")))
        fault = Fault(message, hint or f"write the heading {table.heading}")
        self._report(fault, parent, table.leaf)

    def _check_keys(self, tree: _Values, table: SettingsTable, path: TablePath) -> None:
        """Every key is known; where any name is taken, it is one."""
        known = table.list_known()
        for name in tree:
            shown = name[:LONGEST_SHOWN]
            if table.takes_any_name and not table.takes_name(name):
                hint = "a name has letters, digits, dots and hyphens"
                self._report(Fault(f'unknown setting "{shown}"', hint), path, name)
            elif not table.takes_any_name and name not in known:
                hint = suggest_words(shown, known)
                self._report(Fault(f'unknown setting "{shown}"', hint), path, name)

    def _report_missing(self, tree: _Values, table: SettingsTable, path: TablePath) -> None:
        for key in table.keys:
            if key.required and key.name not in tree:
                fault = Fault(f"{key.name} is missing", write_example(key.name, key.form))
                self._report(fault, path)

    def _report(self, fault: Fault, table: TablePath, key: str = "") -> None:
        line = self._places.find_line(table, key, fault.value)
        self.problems.append(Problem("OSC011", fault.message, line, None, fault.hint))


def _list_names(key: SettingsKey, tree: _Values) -> Iterator[str]:
    """The names of a table that a row speaks of."""
    if key.any_name:
        yield from filter(key.takes_name, tree)
    else:
        yield from (name for name in key.any_of or (key.name,) if name in tree)


def _join_tools(values: _Values) -> tuple[str, ...]:
    """The names of products of both places, each once."""
    tables = (values, values.get("validate", {}))
    return tuple(dict.fromkeys(name for table in tables for name in table.get("known-tools", ())))


def _build_settings(values: _Values) -> Settings:
    """From values of which none is wrong."""
    validate, render = values.get("validate", {}), values.get("render", {})
    return Settings(
        select=validate.get("select", ()),
        ignore=validate.get("ignore", ()),
        fail_on=validate.get("fail-on", ""),
        baseline=validate.get("baseline", ""),
        known_tools=_join_tools(values),
        paths=tuple(
            PathSettings(item["path"], item["ignore"])
            for item in validate.get("paths", ())
            if item["ignore"]
        ),
        summaries=values.get("summaries", ""),
        oscal_version=values.get("oscal-version", ""),
        approvals=MappingProxyType(values.get("approvals", {})),
        accepted=tuple(AcceptedFinding(**item) for item in values.get("accepted", ())),
        repository=_build_repository(values.get("repository")),
        template=render.get("template", ""),
        fonts=render.get("fonts", ()),
        texts=render.get("texts", ""),
        markings=tuple(_list_markings(values.get("marking", {}))),
        audiences=tuple(
            AudienceSettings(name, **item) for name, item in values.get("audiences", {}).items()
        ),
        revoked_keys=values.get("keys", {}).get("revoked", ()),
        references=MappingProxyType(values.get("references", {})),
    )


def _build_repository(table: _Values | None) -> RepositoryRecord | None:
    """An empty table records nothing."""
    if not table:
        return None
    return RepositoryRecord(**{key.replace("-", "_"): value for key, value in table.items()})


def _list_markings(table: _Values) -> Iterator[KindMarking]:
    for kind, texts in table.items():
        yield from (KindMarking(kind, audience, text) for audience, text in texts)


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
