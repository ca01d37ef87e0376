"""Values of an OSCAL tree as authored files can hold them: one line, a slug, a uuid.

Nothing raises for what is not there.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import field

from ..lazy_dataclasses import dataclass
from ..lazy_patterns import make_pattern
from ..model.derived_ids import NAMESPACE, derive_uuid
from ..model.system_characteristics import InformationType
from ..trees import Tree
from .file_names import is_reserved
from .text_file import decode_text

COMPONENT_TYPES = (
    "interconnection", "software", "hardware", "service", "policy", "physical",
    "process-procedure", "plan", "guidance", "standard", "validation", "network", "system",
)  # fmt: skip
KINDS_OF_AUTHORIZATION = (
    "fedramp-low",
    "fedramp-moderate",
    "fedramp-high",
    "fedramp-moderate-equivalent",
    "cmmc-level-2",
    "cmmc-level-3",
)
_SLUG = make_pattern(r"[a-z][a-z0-9]*(-[a-z0-9]+)*\Z")
_LONGEST_SLUG = 80
# Of one made from words; numbers may come behind it
_LONGEST_MADE = 60
_UNPRINTABLE = make_pattern(
    "[^\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]+"
)
_CARRIAGE = make_pattern(r"\r+(?=\n|\Z)")
_UUID = make_pattern(r"[0-9a-f]{8}-[0-9a-f]{4}-[45][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\Z")


@dataclass(slots=True)
class ImportNotes:
    """What has no place in the files, and what was chosen in their stead.

    Files ask for more than a document may say.
    """

    unplaced: list[tuple[str, str]] = field(default_factory=list)
    chosen: list[str] = field(default_factory=list)

    def leave(self, pointer: str, why: str) -> None:
        self.unplaced.append((pointer, why))

    def choose(self, words: str) -> None:
        self.chosen.append(words)


class SlugNames:
    """Slugs that differ from each other."""

    def __init__(self, fallback: str, taken: Collection[str] = ()) -> None:
        self._fallback = fallback
        self._taken = set(taken)

    @staticmethod
    def is_slug(value: str) -> bool:
        """Whether it can be an id, and the name of a file on every machine."""
        return (
            _SLUG.match(value) is not None
            and len(value) <= _LONGEST_SLUG
            and not is_reserved(value)
        )

    def new(self, *wishes: str) -> str:
        """The first wish that is a slug, else one made of the last; numbered where it is taken."""
        slug = next((wish for wish in wishes if self.is_slug(wish)), "")
        return self._make_unique(slug or self._make_slug(wishes[-1] if wishes else ""))

    def kept(self, wish: str, words: str) -> str:
        """The wish as it is, whatever it looks like; else a slug."""
        return self._make_unique(wish or self._make_slug(words))

    def _make_slug(self, words: str) -> str:
        slug = re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")[:_LONGEST_MADE].strip("-")
        if not slug or not slug[0].isalpha() or is_reserved(slug):
            slug = f"{self._fallback}-{slug}".strip("-")
        return slug

    def _make_unique(self, slug: str) -> str:
        number, name = 2, slug
        while name in self._taken:
            name, number = f"{slug}-{number}", number + 1
        self._taken.add(name)
        return name


def fold_lines(value: object) -> str:
    """The value as OSCAL has strings and titles: one line, no blanks at its ends.

    Line breaks of a CSV cell become blanks.
    """
    return " ".join(line.strip() for line in str(value).splitlines() if line.strip())


def get_text(node: Tree, key: str) -> str:
    value = node.get(key)
    return value if isinstance(value, str) else ""


def get_items(node: Tree, key: str) -> list[Tree]:
    value = node.get(key)
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def get_object(node: Tree, key: str) -> Tree:
    value = node.get(key)
    return value if isinstance(value, dict) else {}


def get_own_prop(node: Tree, name: str) -> str:
    """The value of a prop of our namespace."""
    return next(iter(get_own_props(node, name)), "")


def get_own_props(node: Tree, name: str) -> tuple[str, ...]:
    return tuple(
        get_text(item, "value")
        for item in get_items(node, "props")
        if item.get("name") == name and item.get("ns") == NAMESPACE
    )


def get_standard_prop(node: Tree, name: str) -> str:
    """The value of a prop of OSCAL's own namespace."""
    for item in get_items(node, "props"):
        if item.get("name") == name and "ns" not in item:
            return get_text(item, "value")
    return ""


def fold_line(value: str) -> str:
    """One line without what YAML cannot hold."""
    return fold_lines(_UNPRINTABLE.sub(" ", fold_lines(value))).strip()


def read_number(value: str) -> int | None:
    return int(value) if value.isdecimal() else None


def get_uuid(item: Tree) -> str:
    value = get_text(item, "uuid")
    return value if is_uuid(value) else ""


def is_uuid(value: str) -> bool:
    """Whether OSCAL takes it as a uuid, and authored files do: in small letters."""
    return _UUID.match(value) is not None


def is_placeable(value: str) -> bool:
    """Whether a file could hold the text: not NUL, half characters or an unresolved merge."""
    try:
        return not decode_text(("\n" + value).encode()).problems
    except UnicodeEncodeError:
        return False


def settle_line_ends(value: str) -> str:
    """The text as a file gives it back: CR before a line end is gone.

    The tool writes a line end after the text too.
    """
    return _CARRIAGE.sub("", value) if "\r" in value else value


def read_body_text(report: ImportNotes, value: str, pointer: str) -> str:
    """A text as a file gives it back: with LF. "" where no file can hold it."""
    if is_placeable(value):
        return settle_line_ends(value)
    report.leave(
        pointer,
        "the text holds what no file can: NUL, half a character or the marks of an unresolved"
        " merge",
    )
    return ""


def read_information_types(plan_uuid: str, facts: Tree) -> tuple[InformationType, ...]:
    items = get_items(get_object(facts, "system-information"), "information-types")
    types = [_read_information_type(plan_uuid, item, index) for index, item in enumerate(items)]
    if not types:
        # The file asks for one at least
        types.append(
            InformationType(
                derive_information_type_uuid(plan_uuid, 0),
                "Information of the system",
                "The plan names no information type.",
            )
        )
    return tuple(types)


def _read_information_type(plan_uuid: str, item: Tree, index: int) -> InformationType:
    title = fold_line(get_text(item, "title")) or f"Information type {index + 1}"
    description = read_body_text(ImportNotes(), get_text(item, "description"), "").strip()
    return InformationType(
        get_text(item, "uuid") or derive_information_type_uuid(plan_uuid, index),
        title,
        clean_lines(description or title),
        fold_line(get_own_prop(item, "cui-category")) or None,
        # Where none is said, those of docs/reference/files.md
        _read_level(item, "confidentiality-impact", "moderate"),
        _read_level(item, "integrity-impact", "moderate"),
        _read_level(item, "availability-impact", "low"),
    )


def derive_information_type_uuid(plan_uuid: str, index: int) -> str:
    """OSCAL lets an information type go without one; the files do not."""
    return derive_uuid(plan_uuid, "imported", "information-type", str(index))


def clean_lines(value: str) -> str:
    """A text of several lines that YAML can hold."""
    return "\n".join(_UNPRINTABLE.sub(" ", part) for part in value.split("\n"))


def _read_level(item: Tree, key: str, default: str) -> str:
    level = get_text(get_object(item, key), "base").removeprefix("fips-199-").lower()
    return level if level in ("low", "moderate", "high") else default
