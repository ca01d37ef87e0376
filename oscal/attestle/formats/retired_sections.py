"""Sections whose place is gone: kept as `retired` while they hold a word.

They come back once their place is there again.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from ..lazy_dataclasses import dataclass
from ..model.baseline import Requirement
from ..model.components import THIS_SYSTEM
from ..nearest import find_close_word
from .field_lines import FIELDS
from .sections import Section, has_fields_first, split_fields, write_fields

# Ratio of difflib from which a slug is a slip for another one: one or two signs of a short word
_SLIP_CUTOFF = 0.8


@dataclass(frozen=True, slots=True)
class SectionPlaces:
    """What sections of a file may speak of.

    `components` is None where nobody knows; `before` is what was asked when the file was last
    written.

    A section that never had a place is a mistake of its author's, which `validate` tells; it is not
    retired.
    """

    requirement: Requirement
    components: Collection[str] | None
    before: str = ""
    changed: bool = False

    def has(self, kind: str, ids: tuple[str, ...]) -> bool:
        return self._has_part(kind, ids) and all(map(self._has_component, _get_slugs(kind, ids)))

    def had(self, kind: str, ids: tuple[str, ...]) -> bool:
        """Whether it had a place once.

        The letter stood in the older text, and the component is no slip for one that there is.
        """
        has_part = self._has_part(kind, ids) or (self.changed and self._had_part(kind, ids))
        return has_part and not any(map(self._is_slip, _get_slugs(kind, ids)))

    def _has_part(self, kind: str, ids: tuple[str, ...]) -> bool:
        if kind == "objective":
            return self.requirement.objective(ids[0]) is not None
        if kind == "statement":
            items = (item.id for item in self.requirement.items)
            return ids[0] in (self.requirement.statement_id, *items)
        return True

    def _had_part(self, kind: str, ids: tuple[str, ...]) -> bool:
        # What was asked shows the letters of objectives, but not the ids of statement items
        return kind == "statement" or f"- **[{ids[0]}]** " in self.before

    def _has_component(self, slug: str) -> bool:
        return self.components is None or slug == THIS_SYSTEM or slug in self.components

    def _is_slip(self, slug: str) -> bool:
        if self._has_component(slug):
            return False
        slugs = [THIS_SYSTEM, *(self.components or ())]
        return bool(find_close_word(slug, slugs, _SLIP_CUTOFF))


def _get_slugs(kind: str, ids: tuple[str, ...]) -> tuple[str, ...]:
    """The components that a marker names: behind the letter or part, or alone."""
    if kind in ("objective", "statement"):
        return ids[1:]
    return ids if kind == "component" else ()


def settle_sections(
    sections: list[Section], places: SectionPlaces
) -> tuple[list[Section], list[str]]:
    """The sections, each retired or back by whether it has its place; and what was done.

    Blank sections that lost their place are dropped.
    """
    present = {section.key for section in sections if section.kind != "retired"}
    settled: list[Section] = []
    words: list[str] = []
    for section in sections:
        if section.kind == "retired":
            revived = _revive(section)
            if revived and places.has(revived.kind, revived.ids) and revived.key not in present:
                present.add(revived.key)
                words.append(f"came back: @{' '.join(revived.key)}")
                settled.append(revived)
            else:
                settled.append(section)
        elif not _lost_place(section, places):
            settled.append(section)
        elif section.prose.strip() or section.fields:
            settled.append(_retire(section))
            words.append(f"retired, its place is gone: @{' '.join(section.key)}")
    return settled, words


def _lost_place(section: Section, places: SectionPlaces) -> bool:
    return (
        section.kind in FIELDS
        and not places.has(section.kind, section.ids)
        and places.had(section.kind, section.ids)
    )


def _retire(section: Section) -> Section:
    """Fields become text; text that begins like fields gets one more line before it.

    By that line it is told from fields when the section comes back.
    """
    if section.fields:
        text = write_fields(section.fields) + ("\n" + section.prose if section.prose else "")
    else:
        text = (
            "\n" + section.prose
            if has_fields_first(section.kind, section.prose.lstrip("\n"))
            else section.prose
        )
    return Section("retired", section.key, section.title, (), text)


def _revive(section: Section) -> Section | None:
    """The section that a retired one was; None if its marker names none."""
    kind, ids = section.ids[0], section.ids[1:]
    most_ids = 1 if kind == "component" else 2
    if kind not in FIELDS or not 1 <= len(ids) <= most_ids:
        return None
    text = section.prose
    if has_fields_first(kind, text):
        fields, rest = split_fields(kind, text)
        return replace(section, kind=kind, ids=ids, fields=fields, prose=rest)
    # The line that _retire put before text that begins like fields
    if text.startswith("\n") and has_fields_first(kind, text.lstrip("\n")):
        text = text[1:]
    return replace(section, kind=kind, ids=ids, prose=text)
