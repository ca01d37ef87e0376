"""Where the files of a system name a role, a component, a provider or an evidence item.

One table for renaming, which changes each place, and for removing, which needs that there is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field
from fnmatch import fnmatchcase
from types import MappingProxyType

from ..errors import InternalError
from ..formats import frontmatter
from ..formats.csv_spans import CellSpan, list_cells, read_cell
from ..formats.sections import Section, read_sections
from ..formats.yaml_places import find_values
from ..lazy_dataclasses import dataclass

_ANSWERS = ("controls/*", "retired/*")


@dataclass(frozen=True, slots=True)
class ThingKind:
    """What can be renamed or removed, and where it is named, by path in the folder of a system.

    `keys` are pointers of YAML or front matter, `columns` those of tables, `fields` keys of
    sections; `own` are its own entries, and `files` what is called after it. `in_markers` says that
    the headings of sections name it.
    """

    name: str
    keys: Mapping[str, tuple[str, ...]]
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    fields: tuple[str, ...] = ()
    own: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    files: tuple[str, ...] = ()
    in_markers: bool = False


@dataclass(frozen=True, slots=True)
class MentionPlace:
    """A span of a text that is the name, and its line from 1."""

    start: int
    end: int
    line: int


CONNECTION_ENDS = ("/connections/*/from", "/connections/*/to")
ROLE = ThingKind(
    "role",
    keys={
        "system.md": ("/approvals/*/role", "/interconnections/*/owner"),
        "people.yaml": ("/users/*/roles/*", "/families/*"),
        "assessment.yaml": ("/results/*/assessor",),
        "evidence.yaml": ("/evidence/*/owner",),
        "exceptions/*.md": ("/approver",),
        **dict.fromkeys(
            ("components/*.md", "providers/*.md", "poam/*.md", "controls/*.md", "retired/*.md"),
            ("/owner",),
        ),
    },
    columns={
        "inventory.csv": ("owner",),
        "providers/*.csv": ("organisation-role",),
    },
    fields=("Approved",),
    own={"people.yaml": ("/roles/*/id",)},
)
COMPONENT = ThingKind(
    "component",
    keys={
        "system.md": CONNECTION_ENDS,
        "poam/*.md": ("/systems-affected/*",),
    },
    columns={"inventory.csv": ("component",)},
    files=("components/{}.md",),
    in_markers=True,
)
PROVIDER = ThingKind(
    "provider",
    keys={
        "system.md": CONNECTION_ENDS,
        "components/*.md": ("/provider",),
        "engagement.yaml": ("/soc2/carve-outs/*/provider",),
    },
    fields=("Provider",),
    files=("providers/{}.md", "providers/{}.csv"),
)
EVIDENCE = ThingKind(
    "evidence",
    keys={
        "poam/*.md": ("/completion-evidence/*",),
        "providers/*.md": ("/authorization/evidence/*",),
    },
    columns={"providers/*.csv": ("evidence",)},
    fields=("Evidence",),
    own={"evidence.yaml": ("/evidence/*/id",)},
)
POAM = ThingKind(
    "poam",
    keys={"exceptions/*.md": ("/operational-item",)},
    files=("poam/{}.md",),
)


def find_mentions(
    kind: ThingKind, path: str, text: str, name: str, *, own: bool = False
) -> tuple[MentionPlace, ...]:
    """The places of a file that name a thing; with `own` also its entry in its register."""
    spans = [*_find_keys(kind, path, text, name, own=own), *_find_cells(kind, path, text, name)]
    if path.endswith(".md"):
        if path.startswith(tuple(pattern.rstrip("*") for pattern in _ANSWERS)):
            spans += _find_in_sections(kind, text, name)
        spans += _find_links(kind, text, name)
    return tuple(sorted(set(spans), key=lambda span: span.start))


def replace_mentions(text: str, places: Iterable[MentionPlace], new: str) -> str:
    """The text with another name in these places; quotes stay round it."""
    for place in sorted(places, key=lambda item: item.start, reverse=True):
        text = text[: place.start] + new + text[place.end :]
    return text


def _select(table: Mapping[str, tuple[str, ...]], path: str) -> tuple[str, ...]:
    return tuple(
        item for pattern, found in table.items() if fnmatchcase(path, pattern) for item in found
    )


def _find_keys(
    kind: ThingKind, path: str, text: str, name: str, *, own: bool
) -> Iterator[MentionPlace]:
    pointers = (*_select(kind.keys, path), *(_select(kind.own, path) if own else ()))
    if not pointers:
        return
    front, before = text, 0
    if path.endswith(".md"):
        front = frontmatter.split_front_matter(text).yaml
        before = text.find("\n") + 1
    line = text.count("\n", 0, before)
    for span in find_values(front, pointers, name):
        # what stands in quotes keeps them
        start = before + span.start + (text[before + span.start] in "\"'")
        yield MentionPlace(start, start + len(name), line + span.line)


def _find_cells(kind: ThingKind, path: str, text: str, name: str) -> Iterator[MentionPlace]:
    columns = _select(kind.columns, path)
    if not columns:
        return
    rows = list_cells(text)
    head = [read_cell(text, cell) for cell in next(rows, ())]
    for row in rows:
        for title, cell in zip(head, row, strict=False):
            if title in columns and read_cell(text, cell) == name:
                yield _place_in_cell(text, cell, name)


def _place_in_cell(text: str, cell: CellSpan, name: str) -> MentionPlace:
    start = text.index(name, cell.start)
    return MentionPlace(start, start + len(name), cell.line)


def _find_in_sections(kind: ThingKind, text: str, name: str) -> Iterator[MentionPlace]:
    """Headings of sections that are about a component, and fields that name the thing."""
    parts = frontmatter.split_front_matter(text)
    starts = _list_line_starts(text)
    for section in read_sections(parts.body, parts.body_line).sections:
        if kind.in_markers and name in _list_components(section):
            yield _place_in_line(
                text, starts, section.line, rf"<!--.*[ \t]({re.escape(name)})[ \t]*-->"
            )
        for line in section.fields:
            if line.key in kind.fields and _names(line.value, name):
                word = rf"(?<![\w-])({re.escape(name)})(?![\w-])"
                yield _place_in_line(text, starts, line.line, word, behind=line.key)


def _list_components(section: Section) -> tuple[str, ...]:
    if section.kind == "component":
        return section.ids[:1]
    return section.ids[1:2] if section.kind in ("objective", "statement") else ()


def _names(value: str, name: str) -> bool:
    return name in (word.strip() for word in value.replace(";", ",").split(","))


def _list_line_starts(text: str) -> list[int]:
    starts = [0]
    starts += [match.end() for match in re.finditer("\n", text)]
    return starts


def _place_in_line(
    text: str, starts: list[int], line: int, pattern: str, behind: str = ""
) -> MentionPlace:
    """The name in a line, or in one below where the value goes on there."""
    begin = starts[line - 1]
    if behind:
        begin = text.index(":", begin) + 1
    found = re.compile(pattern).search(text, begin)
    if found is None:
        raise InternalError(f"line {line} cannot be edited without risk; change it by hand")
    return MentionPlace(found.start(1), found.end(1), text.count("\n", 0, found.start(1)) + 1)


def _find_links(kind: ThingKind, text: str, name: str) -> Iterator[MentionPlace]:
    """Links in prose to what is called after it, such as `../components/okta.md`."""
    for pattern in kind.files:
        before, after = pattern.split("{}")
        word = rf"(?<![\w-]){re.escape(before)}({re.escape(name)}){re.escape(after)}(?![\w-])"
        for found in re.finditer(word, text):
            line = text.count("\n", 0, found.start(1)) + 1
            yield MentionPlace(found.start(1), found.end(1), line)
