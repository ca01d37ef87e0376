"""The tables of keys in docs/reference/settings.md, from those that the program reads."""

from __future__ import annotations

from attestle.formats.settings_keys import TABLES, SettingsKey, SettingsTable

START = "<!-- The tables below are built by tools/build_docs.py. -->\n"
END = "<!-- Here the built tables end. -->\n"


def fill_page(page: str) -> str:
    """The page with its tables as the keys are; what stands around them is left alone."""
    before, start, rest = page.partition(START)
    _, end, after = rest.partition(END)
    if not (start and end):
        raise SystemExit("build_docs: docs/reference/settings.md has lost the marks of its tables")
    return before + start + "".join(map(write_table, TABLES)) + "\n" + end + after


def write_table(table: SettingsTable) -> str:
    heading = f"**`{table.heading}`**" if table.name else "**Before the first heading**"
    rows = "".join(map(write_row, table.keys))
    return f"\n{heading}\n\n| key | value | what it does |\n|---|---|---|\n{rows}"


def write_row(key: SettingsKey) -> str:
    needed = "; needed" if key.required else ""
    return f"| `{key.name}` | {key.form.words}{needed} | {key.purpose} |\n"
