"""The first page of a binder: which documents are in it, what each is for, and how it stands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from ...lazy_dataclasses import dataclass
from ..document_model import DocumentModel
from ..document_parts import CellRow, Chapter, FactList, Grid, GridColumn, TextLine
from ..plain_parts import write_provenance
from ..table_cells import text_cell

# kind -> its name, and what a reader finds in it
PURPOSES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "ssp": (
            "System Security Plan",
            "The system, its boundary, and how each objective of each requirement is met.",
        ),
        "poam": (
            "Plan of Action and Milestones",
            "What is not met yet, who closes it until when, and what was closed.",
        ),
        "crm": (
            "Customer responsibility matrix",
            "Per provider and objective: what the provider does, and what the organization does.",
        ),
        "boundary": (
            "Boundary, network and data flow",
            "Zones, components and connections as the model has them, and as the organization draws"
            " them.",
        ),
        "evidence": (
            "Evidence map",
            "Which artifacts show each objective, and a list of what is asked of whom.",
        ),
        "interview": (
            "Interview sheets",
            "For each role what an assessor will ask, and on pages behind it what the plan says.",
        ),
        "sprs": (
            "SPRS entry sheet",
            "What the company types into SPRS, page by page. No result of SPRS.",
        ),
        "status": ("Status", "Ratings and both scores, and what blocks a CMMC status."),
        "ready": (
            "Readiness for assessment",
            "What a lead assessor checks on the first day, and what is in the way of it.",
        ),
        "gap": (
            "Gap analysis",
            "What the SOC 2 programme gives for each objective, and the work that is left.",
        ),
        "crosswalk": (
            "Crosswalk",
            "How SOC 2 criteria and requirements map to each other, with the reasons.",
        ),
    }
)
FORM_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "pdf": "PDF, to read and print",
        "docx": "Word",
        "xlsx": "Excel",
        "html": "Page for a browser",
        "md": "Markdown",
        "csv": "Comma-separated values",
        "svg": "Drawing for a browser",
        "png": "Drawing for print",
    }
)
_COLUMNS = (
    GridColumn("File", 2.4),
    GridColumn("Form", 1.5),
    GridColumn("Size", 0.8, align="right"),
    GridColumn("SHA-256", 3.4),
)


@dataclass(frozen=True, slots=True)
class BinderFile:
    """A document in one form; `beside` is the number of pictures in a folder of its own."""

    form: str
    name: str
    size: int
    sha256: str
    beside: int = 0


@dataclass(frozen=True, slots=True)
class BinderDocument:
    """A document of a kind; `draft` says why it is one, None where it is of no system and so
    neither draft nor final.
    """

    kind: str
    files: tuple[BinderFile, ...]
    marking: str = ""
    draft: str | None = ""
    provenance: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class BinderContent:
    """What a binder holds; `left_out` are kinds that should be in it, and why they are not."""

    system: str
    as_of: dt.date
    documents: tuple[BinderDocument, ...]
    left_out: tuple[tuple[str, str], ...] = ()


def build_binder_index(content: BinderContent) -> DocumentModel:
    number = sum(len(item.files) for item in content.documents)
    return DocumentModel(
        title="Documents",
        subject=content.system,
        parts=(
            TextLine(
                f"{len(content.documents)} documents in {number} files, as of {content.as_of}. The"
                " SHA-256 of a file shows whether it is still the one listed here."
            ),
        ),
        chapters=(
            *map(_build_chapter, content.documents),
            *_list_left_out(content.left_out),
        ),
        date=content.as_of,
        contents=True,
        look="plan",
    )


def _build_chapter(item: BinderDocument) -> Chapter:
    title, purpose = PURPOSES[item.kind]
    facts = (
        ("State", text_cell(_write_state(item.draft))),
        ("Marking", text_cell(item.marking or "none")),
        ("Made from", text_cell(write_provenance(item.provenance))),
    )
    rows = tuple(map(_build_row, item.files))
    files = Grid(f"Files of the document: {title}", _COLUMNS, rows)
    return Chapter(1, title, item.kind, (TextLine(purpose), FactList(facts), files))


def _build_row(item: BinderFile) -> CellRow:
    form = FORM_NAMES[item.form]
    if item.beside:
        form += (
            f", with {item.beside} picture{'s' if item.beside != 1 else ''} in a folder beside it"
        )
    return (
        (TextLine(item.name, beside=item.name),),
        text_cell(form),
        text_cell(_write_size(item.size)),
        (TextLine(item.sha256, "code"),),
    )


def _write_state(draft: str | None) -> str:
    if draft is None:
        return "Of no system: neither draft nor final"
    return draft or "Final"


def _write_size(size: int) -> str:
    """In thousands of bytes, as folders show it; nothing that is there is shown as nothing."""
    return f"{max(1, round(size / 1000)):,} kB"


def _list_left_out(left_out: tuple[tuple[str, str], ...]) -> Iterator[Chapter]:
    if left_out:
        lines = tuple(TextLine(why, lead=f"{PURPOSES[kind][0]}:") for kind, why in left_out)
        yield Chapter(1, "Not in this binder", "left-out", lines)
