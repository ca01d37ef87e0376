"""The boundary document: the pictures of a system as they are drawn from its model, each beside
what its people drew, and what the model lacks for them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from types import MappingProxyType

from ...assess.picture_gaps import list_gaps
from ...assess.system_pictures import View, draw_system
from ...lazy_dataclasses import dataclass
from ...model.system import Narrative, System
from ...model.workspace import Work
from ..document_model import DocumentModel
from ..document_parts import Bullets, Chapter, DocumentPart, Drawing, Picture, TextLine
from ..name_lookup import NameLookup, build_lookup, name_organization
from .boundary_splits import draw_picture
from .boundary_words import VIEW_TITLES, write_gaps

DRAWN_NOTICE = (
    "Drawn from the structured data of the plan: zones, components, inventory, providers,"
    " interconnections and connections. What is not recorded is not drawn"
)
# What of a system the pictures are drawn from
_INVENTORY = "inventory.csv"
_DRAWN = ("system.md", "components/", "providers/", _INVENTORY)


@dataclass(frozen=True, slots=True)
class BoundaryContent:
    """A system, and the pictures that its people drew, by workspace path; `unread` are its files
    that could not be read, or not wholly.
    """

    work: Work
    pictures: Mapping[str, bytes] = field(default_factory=lambda: MappingProxyType({}))
    unread: tuple[str, ...] = ()

    @property
    def missing(self) -> tuple[str, ...]:
        """The files that the pictures lack, whatever they would say."""
        folder = f"ssp/{self.work.system.name}/"
        return tuple(path for path in self.unread if path.removeprefix(folder).startswith(_DRAWN))


def build_boundary(content: BoundaryContent) -> DocumentModel:
    work = content.work
    system, names = work.system, build_lookup(work.system, work.baseline.term)
    chapters: list[Chapter] = []
    number = 1
    for picture, narrative in zip(
        draw_system(system), (system.boundary, system.network, system.data_flow), strict=True
    ):
        drawings = draw_picture(picture, names, number)
        number += len(drawings)
        figures = tuple(_list_figures(system, narrative, number))
        number += len(figures)
        title = names.put_term(VIEW_TITLES[picture.view][0])
        name = f"{len(chapters) + 1} {title}"
        chapters.append(_build_view(name, picture.view, drawings, figures, names))
    return DocumentModel(
        title=names.put_term("Boundary, Network and Flow of CUI"),
        chapters=(*chapters, _build_gaps(content, names)),
        subject=system.characteristics.name,
        organization=name_organization(system, names),
        notices=(
            f"{DRAWN_NOTICE}; chapter 4 lists it.",
            *((_explain_missing(content),) if content.missing else ()),
        ),
        pictures=content.pictures,
        look="plan",
    )


def _build_view(
    name: str,
    view: View,
    drawings: Sequence[Drawing],
    figures: tuple[Picture, ...],
    names: NameLookup,
) -> Chapter:
    """The first drawing stands below the heading, each further one on a page of its own."""
    first, rest = drawings[:1], drawings[1:]
    nothing = TextLine("The model has nothing that this picture could show.", "note")
    about = TextLine(names.put_term(VIEW_TITLES[view][1]))
    further = (
        Chapter(2, item.title, f"{view}-{at}", (item,), fresh=True)
        for at, item in enumerate(rest, 2)
    )
    own = Chapter(
        2,
        "As the Organization Draws It",
        f"{view}-own",
        figures or (TextLine("The organization has no picture of its own here.", "quiet"),),
        fresh=bool(figures),
    )
    return Chapter(
        1, name, view, (about, *(first or (nothing,))), (*further, own), wide=True, fresh=True
    )


def _list_figures(system: System, narrative: Narrative | None, first: int) -> Iterator[Picture]:
    for number, item in enumerate(narrative.diagrams if narrative else (), first):
        yield Picture(f"ssp/{system.name}/{item.file}", item.title, item.alt, item.date, number)


def _explain_missing(content: BoundaryContent) -> str:
    """What cannot be read may hold anything: nobody should take it for a system without it."""
    return f"In no picture, because it cannot be read: {', '.join(content.missing)}."


def _build_gaps(content: BoundaryContent, names: NameLookup) -> Chapter:
    is_unread = any(path.endswith(f"/{_INVENTORY}") for path in content.missing)
    found = (
        gap
        for gap in list_gaps(content.work.system)
        if not (is_unread and gap.kind == "no-inventory")
    )
    gaps = (
        *((_explain_missing(content),) if content.missing else ()),
        *write_gaps(found, names),
    )
    part: DocumentPart = (
        Bullets(gaps) if gaps else TextLine("The model has all that the pictures show.")
    )
    return Chapter(1, "4 What the Model Lacks", "gaps", (part,), fresh=True)
