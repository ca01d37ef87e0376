"""Where a key of `attestle.toml` stands: the parser of TOML tells no lines."""

from __future__ import annotations

import re
from collections import defaultdict

from ..lazy_patterns import make_pattern

# Names that lead to a table, and the number of one of several: ("validate", "paths", 0)
TablePath = tuple[object, ...]
_HEADING = make_pattern(r"\s*\[{1,2}([^\]]*)\]")
_NAME = make_pattern(r"""["']([^"']*)["']|([^\s."']+)""")
# Lines that are looked at for keys: a file of which every key is wrong takes no longer than this
_MOST_LOOKS = 200_000


class SettingsPlaces:
    """Where a key stands, found by reading the headings.

    Where that fails, it is the line of the nearest thing above it.
    """

    def __init__(self, text: str) -> None:
        self._lines = text.split("\n")
        self._looks_left = _MOST_LOOKS
        self._starts: dict[tuple[str, ...], list[int]] | None = None

    def find_line(self, table: TablePath, key: str, value: str) -> int:
        """The line of a value of a key, else of the key, else of the table."""
        start, end = self._find_table(table)
        if key and self._looks_left > 0:
            wanted = re.compile(rf"""(?:^|[\s.{{,\[])["']?{re.escape(key)}["']?\s*[=.\]]""")
            for index in range(start, end):
                self._looks_left -= 1
                if wanted.search(self._lines[index]):
                    return self._find_value(value, index, end) + 1
        return start or 1

    def _find_value(self, value: str, start: int, end: int) -> int:
        """The index of the line with the value, in a list of several lines."""
        lines = range(start, end) if value else ()
        return next((index for index in lines if value in self._lines[index]), start)

    def _find_table(self, table: TablePath) -> tuple[int, int]:
        """The lines of a table, from the index behind its heading; else the whole file."""
        names = tuple(str(part) for part in table if not isinstance(part, int))
        number = next((part for part in table if isinstance(part, int)), 0)
        if self._starts is None:
            self._starts = self._list_starts()
        heads = self._starts.get(names, ()) if names else ()
        if number >= len(heads):
            return 0, len(self._lines)
        start = heads[number] + 1
        later = (index for index in range(start, len(self._lines)) if self._is_heading(index))
        return start, next(later, len(self._lines))

    def _list_starts(self) -> dict[tuple[str, ...], list[int]]:
        """The indices of the headings of each table: a file may have thousands of one name."""
        starts: dict[tuple[str, ...], list[int]] = defaultdict(list)
        for index, line in enumerate(self._lines):
            heading = _HEADING.match(line)
            if heading:
                names = (quoted or bare for quoted, bare in _NAME.findall(heading[1]))
                starts[tuple(names)].append(index)
        return starts

    def _is_heading(self, index: int) -> bool:
        """A line such as `[name]`, and not one of a list of several lines."""
        line = self._lines[index]
        return line.lstrip().startswith("[") and "]" in line and "=" not in line and '"' not in line
