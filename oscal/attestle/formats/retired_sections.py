"""Sections whose place is gone: kept as `retired` while they hold a word, and back in their place
once it is there again.
"""

from __future__ import annotations

import difflib
from collections.abc import Collection
from dataclasses import dataclass, replace

from ..model.baseline import Requirement
from ..model.system import THIS_SYSTEM
from .sections import FIELDS, Section, has_fields_first, split_fields, write_fields


@dataclass(frozen=True, slots=True)
class SectionPlaces:
    """What sections of a file may speak of. `components` is None where nobody knows; `before` is
    what was asked when the file was last written.

    A section that never had a place is a mistake of its author's, which `validate` tells; it is not
    retired.
    """

    requirement: Requirement
    components: Collection[str] | None
    before: str = ""
    changed: bool = False

    def has(self, kind: str, ids: tuple[str, ...]) -> bool:
        return self._part(kind, ids) and all(
            self._component(slug) for slug in self._slugs(kind, ids)
        )

    def had(self, kind: str, ids: tuple[str, ...]) -> bool:
        """Whether it had a place once: the letter stood in the older text, or the component is no
        slip for one that there is.
        """
        part = self._part(kind, ids) or (
            self.changed and (kind == "statement" or f"- **[{ids[0]}]** " in self.before)
        )
        return part and all(
            self._component(slug) or not self._slip(slug) for slug in self._slugs(kind, ids)
        )

    def _part(self, kind: str, ids: tuple[str, ...]) -> bool:
        if kind == "objective":
            return self.requirement.objective(ids[0]) is not None
        if kind == "statement":
            return ids[0] in (
                self.requirement.statement_id,
                *(item.id for item in self.requirement.items),
            )
        return True

    def _slugs(self, kind: str, ids: tuple[str, ...]) -> tuple[str, ...]:
        return ids[1:] if kind in ("objective", "statement") else ids if kind == "component" else ()

    def _component(self, slug: str) -> bool:
        return self.components is None or slug == THIS_SYSTEM or slug in self.components

    def _slip(self, slug: str) -> bool:
        return bool(
            difflib.get_close_matches(
                slug, [THIS_SYSTEM, *(self.components or ())], n=1, cutoff=0.8
            )
        )


def settle_sections(
    sections: list[Section], places: SectionPlaces
) -> tuple[list[Section], list[str]]:
    """The sections with those retired, or gone if they are blank, that lost their place, and those
    back that have it again; what was done.
    """
    present = {section.key for section in sections if section.kind != "retired"}
    result: list[Section] = []
    words: list[str] = []
    for section in sections:
        if section.kind == "retired":
            back = _back(section)
            if back and places.has(back.kind, back.ids) and back.key not in present:
                present.add(back.key)
                words.append(f"came back: @{' '.join(back.key)}")
                result.append(back)
            else:
                result.append(section)
        elif (
            section.kind not in FIELDS
            or places.has(section.kind, section.ids)
            or not places.had(section.kind, section.ids)
        ):
            result.append(section)
        elif section.prose.strip() or section.fields:
            result.append(_retired(section))
            words.append(f"retired, its place is gone: @{' '.join(section.key)}")
    return result, words


def _retired(section: Section) -> Section:
    """Fields become text; text that begins like fields gets one more line before it, so that it can
    be told from them.
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


def _back(section: Section) -> Section | None:
    kind, ids = section.ids[0], section.ids[1:]
    if kind not in FIELDS or not 1 <= len(ids) <= (1 if kind == "component" else 2):
        return None
    text = section.prose
    if has_fields_first(kind, text):
        fields, rest = split_fields(kind, text)
        return replace(section, kind=kind, ids=ids, fields=fields, prose=rest)
    if text.startswith("\n") and has_fields_first(kind, text.lstrip("\n")):
        text = text[1:]
    return replace(section, kind=kind, ids=ids, prose=text)
