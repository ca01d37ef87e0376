"""What maps to a requirement or from a criterion, for a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from ...crosswalk.map_rows import CrosswalkSides
from ...lazy_dataclasses import dataclass
from ...model.baseline import Requirement
from ...model.crosswalk_maps import Map, Unmapped
from ..document_model import DocumentModel
from ..document_parts import Chapter, TextLine
from .crosswalk_wording import list_conditions, name_carried


@dataclass(frozen=True, slots=True)
class ControlMaps:
    """A control in a crosswalk: what maps to or from it, why nothing does, the letters that no map
    satisfies, and what other crosswalks say of it.
    """

    sides: CrosswalkSides
    control: Requirement
    maps: tuple[Map, ...]
    gaps: tuple[Unmapped, ...]
    open_letters: str
    elsewhere: tuple[tuple[str, Map], ...]

    @property
    def is_requirement(self) -> bool:
        return bool(self.control.objectives)

    @property
    def scope(self) -> str:
        """Why its answer depends on where CUI is, or ""."""
        return self.sides.crosswalk.scope_dependent.get(self.control.id, "")


def build_control_maps(found: ControlMaps) -> DocumentModel:
    before = [TextLine(f"nothing maps: {gap.reason}") for gap in found.gaps]
    if not found.gaps and not found.maps:
        before.append(TextLine(f"no map in {found.sides.crosswalk.name}"))
    after = [TextLine(text) for text in _conclusions(found)]
    chapters = [Chapter(1, "", parts=tuple(_map_lines(found, item))) for item in found.maps]
    if chapters:
        last = chapters.pop()
        chapters.append(Chapter(1, "", parts=(*last.parts, *after)))
    else:
        before += after
    chapters += [
        Chapter(1, "", parts=tuple(_map_lines(found, item, where)))
        for where, item in found.elsewhere
    ]
    return DocumentModel(
        f"{found.control.label} {found.control.title}",
        parts=tuple(before),
        chapters=tuple(chapters),
    )


def _conclusions(found: ControlMaps) -> Iterator[str]:
    if found.is_requirement and found.maps:
        letters = ", ".join(f"[{letter}]" for letter in found.open_letters)
        yield f"satisfied by no map: {letters or 'no objective'}"
    if found.control.id in found.sides.crosswalk.scope_dependent:
        yield f"depends on the CUI scope: {found.scope}"


def _map_lines(found: ControlMaps, item: Map, where: str = "") -> Iterator[TextLine]:
    judgement = f"{item.role}, {item.reuse}, {name_carried(item)}" if item.role else "not graded"
    place = f"[{where}] " if where else ""
    yield TextLine(
        f"{place}{_name_other_end(found, item)}: {judgement} ({item.relationship}, confidence"
        f" {item.confidence})",
        "accent",
    )
    if item.rationale:
        yield TextLine(item.rationale, depth=2)
    for word, texts in list_conditions(item):
        yield TextLine(f"{word}: {'; '.join(texts)}", depth=2)


def _name_other_end(found: ControlMaps, item: Map) -> str:
    base = found.sides.source if found.is_requirement else found.sides.target
    identity = item.criterion if found.is_requirement else item.requirement
    other = base.by_id.get(identity)
    return f"{other.label} {other.title}" if other else identity
