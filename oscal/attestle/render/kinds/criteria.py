"""The artifacts by trust services criterion, for the auditor of a SOC 2 report: one list for both
examinations, without a word on how anything is protected.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from ...model.evidence import EvidenceItem
from ...model.system import System
from ..document_model import DocumentModel
from ..document_parts import (
    CellRow,
    Chapter,
    DocumentCell,
    DocumentPart,
    FactList,
    Grid,
    GridColumn,
    TextLine,
)
from ..table_cells import NOT_RECORDED, REGISTER, text_cell
from .evidence_wording import (
    EvidenceContent,
    EvidencePlan,
    read_evidence_plan,
    write_day,
    write_due,
    write_hashes,
    write_kind,
    write_owner,
    write_places,
)
from .system_document import make_system_document

NAME = "Artifacts by Trust Services Criterion"
_NUMBER = re.compile(r"\d+")
# Criterion -> its artifacts, each with how it came to be there
ByCriterion = Mapping[str, tuple[tuple[EvidenceItem, str], ...]]
_REGISTERED, _REACHED = "the register", "the crosswalk"


def build_criteria(content: EvidenceContent) -> DocumentModel:
    """For pages: a chapter for each series of criteria."""
    plan = read_evidence_plan(content)
    found = _sort_by_criterion(plan)
    series: dict[str, list[str]] = {}
    for criterion in found:
        series.setdefault(criterion.partition(".")[0], []).append(criterion)
    chapters = tuple(
        Chapter(
            1,
            name,
            f"series-{name.lower()}",
            (_build_grid(plan, name, {key: found[key] for key in keys}),),
            wide=True,
        )
        for name, keys in series.items()
    )
    first = Chapter(1, "The report", "report", tuple(_list_opening(plan, found)))
    return make_system_document(NAME, plan.system, plan.names, (first, *chapters))


def build_criteria_sheets(content: EvidenceContent) -> DocumentModel:
    plan = read_evidence_plan(content)
    found = _sort_by_criterion(plan)
    name = TextLine(f"{plan.system.characteristics.name}: {NAME}", "label")
    first = Chapter(1, "Report", parts=(name, *_list_opening(plan, found)))
    rows = Chapter(1, "By criterion", parts=(_build_grid(plan, "By criterion", found),))
    return make_system_document(NAME, plan.system, plan.names, (first, rows))


def _list_opening(plan: EvidencePlan, found: ByCriterion) -> Iterator[DocumentPart]:
    yield FactList(tuple(_list_facts(plan.system, plan.status.as_of.isoformat(), found)))
    yield TextLine(
        "An artifact stands under a criterion because its register says so, or because the"
        " crosswalk maps a requirement that it shows to the criterion with more than the practice"
        " in common."
        " Whether it is enough, the auditor decides.",
        "note",
    )


def _list_facts(system: System, day: str, found: ByCriterion) -> Iterator[tuple[str, DocumentCell]]:
    report = system.engagement.soc2
    yield "As of", text_cell(day)
    yield "Report", text_cell(report.report_type.replace("-", " ") if report else "", NOT_RECORDED)
    period = f"{report.period.start} to {report.period.end}" if report and report.period else ""
    yield "Period", text_cell(period, NOT_RECORDED)
    yield "Criteria", text_cell(", ".join(report.criteria) if report else "", NOT_RECORDED)
    yield "Auditor", text_cell(report.auditor if report else "", NOT_RECORDED)
    yield "Criteria with an artifact", text_cell(str(len(found)))


def _sort_by_criterion(plan: EvidencePlan) -> ByCriterion:
    found: dict[str, list[tuple[EvidenceItem, str]]] = {}
    for requests in plan.requests.values():
        for request in requests:
            if request.item is None:
                continue
            for words, why in ((request.criteria, _REGISTERED), (request.reached, _REACHED)):
                for criterion in words:
                    found.setdefault(criterion.upper(), []).append((request.item, why))
    order = {item.id: number for number, item in enumerate(plan.system.evidence)}
    return {
        key: tuple(sorted(found[key], key=lambda pair: (pair[1] != _REGISTERED, order[pair[0].id])))
        for key in sorted(found, key=_split_label)
    }


def _split_label(label: str) -> tuple[str, tuple[int, ...]]:
    """`CC6.10` behind `CC6.9`."""
    return _NUMBER.split(label)[0], tuple(map(int, _NUMBER.findall(label)))


def _build_grid(plan: EvidencePlan, caption: str, found: ByCriterion) -> Grid:
    columns = (
        GridColumn("Criterion", 0.8, 11),
        GridColumn("Artifact", 2.2, 40),
        GridColumn("Kind", 1.1, 14),
        GridColumn("Owner", 1.1, 20),
        GridColumn("Location", 2.0, 44),
        GridColumn("Collected", 0.95, 12),
        GridColumn("Due again", 0.95, 12),
        GridColumn("SHA-256", 1.6, 24),
        GridColumn("Known from", 0.9, 14),
    )
    return Grid(caption, columns, tuple(_list_rows(plan, found)), look=REGISTER)


def _list_rows(plan: EvidencePlan, found: ByCriterion) -> Iterable[CellRow]:
    for criterion, items in found.items():
        for item, why in items:
            yield (
                text_cell(criterion),
                text_cell(item.title),
                text_cell(write_kind(item)),
                text_cell(write_owner(plan, item.owner)),
                write_places((item,)),
                text_cell(write_day(item)),
                text_cell(write_due(item)),
                text_cell(write_hashes(item)),
                text_cell(why),
            )
