"""Where a key of `attestle.toml` stands: the parser of TOML tells no lines."""

from __future__ import annotations

import re
from collections.abc import Iterable

# Names that lead to a table, and the number of one of several: ("validate", "paths", 0)
TablePath = tuple[object, ...]


class SettingsPlaces:
    """Where a key stands, found by reading the headings.

    Where that fails, it is the line of the nearest thing above it.
    """

    def __init__(self, text: str) -> None:
        self._lines = text.split("\n")

    def find_line(self, table: TablePath, key: str, value: str) -> int:
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

    def _find_table(self, table: TablePath) -> tuple[int, int]:
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
        dotted = r"\s*\.\s*".join(rf"""["']?{re.escape(name)}["']?""" for name in names)
        wanted = re.compile(r"\s*\[{1,2}\s*" + dotted + r"\s*\]")
        return [index for index, line in enumerate(self._lines) if wanted.match(line)]

    def _is_heading(self, index: int) -> bool:
        """A line such as `[name]`, and not one of a list of several lines."""
        line = self._lines[index]
        return line.lstrip().startswith("[") and "]" in line and "=" not in line and '"' not in line
