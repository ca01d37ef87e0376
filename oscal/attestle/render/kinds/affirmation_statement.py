"""What an affirming official reads before the click in SPRS: the statement,
and what it rests on.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...assess.scores import Unmet
from ...assess.system_status import Status
from ...lazy_dataclasses import dataclass
from ..document_model import DocumentModel
from ..document_parts import (
    Bullets,
    Chapter,
    DocumentPart,
    FactList,
    Grid,
    GridColumn,
    TextLine,
)
from ..name_lookup import build_lookup
from ..table_cells import NOT_RECORDED, text_cell
from .status_wording import explain_no_score, write_score
from .system_document import make_system_document

TITLE = "Before the Affirmation"
_STATES = (
    "The affirming official states to the government, in SPRS, that the organization has"
    " implemented"
    " and will maintain the implementation of all requirements of its level, in every system in the"
    " scope of the assessment (32 CFR 170.22)."
)
_WARNS = (
    "SPRS warns before the click: whoever states what is not so, or looks away from it, may answer"
    " for it under the False Claims Act (31 U.S.C. 3729 to 3733) and 18 U.S.C. 1001.",
    "The statement is of the day on which it is made. It is due again at each status date and every"
    " year; one that is missed lets the status lapse.",
    "The click is the official's own, in SPRS. Nothing in these files says that it was made.",
)
_ASKS = (
    "Do the boundary, the inventory and the providers still stand as they are described?",
    "Is every requirement that counts as met done today, and not only on the day of the"
    " assessment?",
    "Do you know each exception, and who approved it?",
    "Do you know what is set aside in the settings, and why?",
    "Would you show the artifacts behind the score if they were asked for?",
)


@dataclass(frozen=True, slots=True)
class StatementContent:
    """`package` is the SHA-256 of the manifest that the dossier rests on, "" for none; `excusing`
    are the exceptions that excuse an objective, `set_aside` the number of findings.
    """

    status: Status
    revision: str
    tool: str
    package: str
    excusing: tuple[str, ...]
    set_aside: int


def build_statement(content: StatementContent) -> DocumentModel:
    system = content.status.system
    names = build_lookup(system)
    return make_system_document(
        TITLE,
        system,
        names,
        (
            Chapter(1, "What Is Stated", parts=(TextLine(_STATES), Bullets(_WARNS))),
            Chapter(1, "What It Rests On", parts=tuple(_list_grounds(content))),
            Chapter(1, "What Is Not Met", parts=tuple(_list_unmet(content.status))),
            Chapter(1, "What to Ask Yourself", parts=(Bullets(_ASKS),)),
        ),
    )


def _list_grounds(content: StatementContent) -> Iterator[DocumentPart]:
    status = content.status
    scores, facts = status.scores, status.system.characteristics
    aim = status.system.engagement.cmmc
    reason = explain_no_score(status)
    rows = (
        ("Day", status.as_of.isoformat()),
        ("Revision", content.revision),
        ("Plan", f"version {facts.version} of {facts.version_date.isoformat()}"),
        ("Judged by", f"attestle {content.tool}"),
        (
            "Basis",
            "self-assessment" if status.basis == "self-assessment" else "the author's claims",
        ),
        (
            "Score, implemented",
            write_score(scores.implemented) + (f" ({reason})" if reason else ""),
        ),
        ("Score, assessor-ready", write_score(scores.assessor_ready)),
        ("Status held", (aim.status if aim and aim.status else "")),
        ("Status date", aim.status_date.isoformat() if aim and aim.status_date else ""),
        ("CMMC unique identifier", aim.uid if aim and aim.uid else ""),
        ("Exceptions that excuse", ", ".join(content.excusing) or "none"),
        ("Findings set aside", str(content.set_aside) if content.set_aside else "none"),
        ("SHA-256 of the manifest of the package", content.package),
    )
    yield FactList(tuple((name, text_cell(text, NOT_RECORDED)) for name, text in rows))
    yield TextLine(
        "score.json has the derivation for each objective, evidence.json the hashes of the"
        " artifacts,"
        " exceptions.json and set-aside.json the rest; dossier.json has the hash of each of them."
    )


def _list_unmet(status: Status) -> Iterator[DocumentPart]:
    if not status.unmet:
        yield TextLine("Every requirement is met, by the test of the implemented score.")
        return
    columns = (
        GridColumn("Requirement", 2.4),
        GridColumn("Points", 0.7, align="right"),
        GridColumn("Objectives", 1.0),
        GridColumn("Why", 4.0),
    )
    rows = []
    for item in status.results:
        if item.met:
            continue
        points = Unmet(item.requirement, item.partial).points
        letters = "".join(f"[{entry.objective.letter}]" for entry in item.open_objectives)
        reasons = "; ".join(
            dict.fromkeys(entry.reason or entry.state for entry in item.open_objectives)
        )
        rows.append(
            (
                text_cell(f"{item.requirement.label} {item.requirement.title}"),
                text_cell("" if points is None or not status.scored else str(points)),
                text_cell(letters),
                text_cell(reasons),
            )
        )
    yield Grid("Not met", columns, tuple(rows))
