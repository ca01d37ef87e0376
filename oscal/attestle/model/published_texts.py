"""The publisher's words for what a catalog asks, from a file of the user, and what proves them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field, replace
from enum import StrEnum
from types import MappingProxyType

from ..lazy_dataclasses import dataclass
from .baseline import Baseline, Objective, Requirement, make_baseline
from .shown_words import ShownWords, TextsChoice


class TextKind(StrEnum):
    """What of a control a text is."""

    STATEMENT = "statement"
    OBJECTIVE = "objective"
    ITEM = "item"


class Agreement(StrEnum):
    """Whether a text is the publisher's.

    - `official`: its digest is the one that ships for it.
    - `differs`: another digest ships for it.
    - `unchecked`: none ships for it.
    """

    OFFICIAL = "official"
    DIFFERS = "differs"
    UNCHECKED = "unchecked"


@dataclass(frozen=True, slots=True)
class TextUnit:
    """A text that a catalog has a place for: its part's id and its printed label."""

    id: str
    label: str
    kind: TextKind


@dataclass(frozen=True, slots=True)
class TextSource:
    """Where texts came from. `sha256` is that of the file, `published` the day that it states for
    itself ("" where it states none), `taken` the day on which it was laid down.
    """

    file: str
    sha256: str
    form: str
    title: str = ""
    version: str = ""
    published: str = ""
    taken: str = ""


@dataclass(frozen=True, slots=True)
class OfficialDigest:
    """What ships in the place of a sentence: the SHA-256 and length of its canonical form, and how
    many transcriptions that do not depend on each other have it.
    """

    sha256: str
    characters: int
    sources: int = 1


@dataclass(frozen=True, slots=True)
class PublishedText:
    """One text as the file had it. `sha256` is that of its canonical form; `why` says how it
    differs, without a word of it.
    """

    unit: TextUnit
    text: str
    sha256: str
    source: TextSource
    agreement: Agreement = Agreement.UNCHECKED
    why: str = ""

    @property
    def is_usable(self) -> bool:
        """Whether it may stand as the publisher's."""
        return self.agreement is not Agreement.DIFFERS


@dataclass(frozen=True, slots=True)
class PublishedTexts:
    """The texts laid beside a catalog, by the id of the part that they are the words of.

    `is_free`: the publisher lets everybody copy them.
    """

    catalog: str
    is_free: bool
    texts: Mapping[str, PublishedText] = field(default_factory=lambda: MappingProxyType({}))

    def find(self, unit: TextUnit) -> PublishedText | None:
        """The text of a part, where it may stand as the publisher's: by its id, and by its label,
        which says what digest it was compared with.
        """
        found = self.texts.get(unit.id)
        is_same = found is not None and found.is_usable and found.unit.label == unit.label
        return found if is_same else None


@dataclass(frozen=True, slots=True)
class TextFacts:
    """What checks ask of the overlays of a workspace.

    `ignored` are catalogs whose texts version control leaves out; `is_asked`: the settings ask for
    the publisher's words.
    """

    overlays: tuple[PublishedTexts, ...] = ()
    ignored: frozenset[str] = frozenset()
    is_asked: bool = False


def list_units(requirements: Iterable[Requirement]) -> Iterator[TextUnit]:
    """Every text that the publisher has words for, in the order of the catalog."""
    for requirement in requirements:
        if requirement.statement or not requirement.items:
            yield TextUnit(requirement.statement_id, requirement.label, TextKind.STATEMENT)
        for item in requirement.items:
            if item.id and item.prose:
                label = f"{requirement.label} {item.label or item.id}"
                yield TextUnit(item.id, label, TextKind.ITEM)
        for objective in requirement.objectives:
            yield TextUnit(objective.id, objective.label, TextKind.OBJECTIVE)


def find_text(overlays: Iterable[PublishedTexts], unit: TextUnit) -> PublishedText | None:
    """The publisher's words for a part: those that are proved, else the first."""
    found = [text for overlay in overlays if (text := overlay.find(unit))]
    proved = (text for text in found if text.agreement is Agreement.OFFICIAL)
    return next(proved, found[0] if found else None)


def lay_texts_over(
    baseline: Baseline, overlays: tuple[PublishedTexts, ...], choice: TextsChoice
) -> Baseline:
    """The baseline with the publisher's words beside ours; nothing of ours is replaced, so what is
    computed from texts stays the same.
    """
    overlays = tuple(item for item in overlays if item.texts)
    if choice is TextsChoice.SUMMARY or not overlays:
        return baseline
    laid = (_lay_over(item, overlays, choice) for item in baseline.requirements)
    return make_baseline(baseline.profile, baseline.title, tuple(laid))


def _lay_over(
    requirement: Requirement, overlays: tuple[PublishedTexts, ...], choice: TextsChoice
) -> Requirement:
    units = {unit.id: unit for unit in list_units((requirement,))}

    def find(identity: str, own: str) -> ShownWords | None:
        unit = units.get(identity)
        found = find_text(overlays, unit) if unit else None
        if found is None:
            return None
        is_new = " ".join(own.split()) != found.text
        return show_text(found, has_summary=choice is TextsChoice.BOTH and is_new)

    def lay_beside(objective: Objective) -> Objective:
        return replace(objective, published=find(objective.id, objective.text))

    return replace(
        requirement,
        published=find(requirement.statement_id, requirement.statement),
        objectives=tuple(map(lay_beside, requirement.objectives)),
        items=tuple(
            replace(item, published=find(item.id, item.prose)) for item in requirement.items
        ),
    )


def show_text(found: PublishedText, *, has_summary: bool) -> ShownWords:
    """The words as documents print them; `has_summary`: with ours behind them."""
    source = found.source
    stated = (source.title or source.file, source.version and f"version {source.version}")
    day = source.published or f"taken in on {source.taken}"
    return ShownWords(
        found.text,
        has_summary=has_summary,
        source=", ".join((*filter(None, stated), day)),
        is_proved=found.agreement is Agreement.OFFICIAL,
        sha256=found.sha256,
    )
