"""The responsibility matrices as a document: the providers, all of them together, then one chapter
for each. Objectives of which a matrix says nothing stand together, by requirement.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ...assess.responsibilities import RESPONSIBILITIES, ObjectiveShare, ProviderMatrix
from ...assess.system_status import Status
from ..absence import write_absence
from ..document_model import DocumentModel
from ..document_parts import (
    Amount,
    AuthoredProse,
    CellRow,
    Chapter,
    DocumentPart,
    FactList,
    Grid,
    GridColumn,
    TextLine,
)
from ..name_lookup import write_keys
from ..requirement_words import write_words
from ..table_cells import NOT_RECORDED, text_cell
from .crm_wording import (
    NAME,
    ResponsibilityPlan,
    find_shares,
    list_answer,
    list_opening,
    list_provider_facts,
    read_responsibilities,
    receives_answers,
    write_reference,
    write_share,
    write_together,
)
from .system_document import make_system_document

# Columns of providers that a landscape page has room for
_TOGETHER = 6


def build_crm(status: Status) -> DocumentModel:
    plan = read_responsibilities(status)
    together = tuple(_build_together(plan)) if plan.matrices else ()
    return make_system_document(
        NAME,
        plan.system,
        plan.names,
        (
            _build_summary(plan),
            *together,
            *(_build_provider(plan, matrix) for matrix in plan.matrices),
        ),
    )


def _build_summary(plan: ResponsibilityPlan) -> Chapter:
    opening = tuple(list_opening(plan))
    title = "External service providers"
    if not plan.matrices:
        facts = plan.system.characteristics
        none = write_absence("external service providers", facts.external_services or ())
        return Chapter(1, title, "providers", (*opening, none))
    columns = (
        GridColumn("Provider", 1.6),
        GridColumn("Provider's", 0.9, align="right"),
        GridColumn("Shared", 0.7, align="right"),
        GridColumn("Organization's", 1.15, align="right"),
        GridColumn("Not recorded", 0.85, align="right"),
        GridColumn("All", 0.5, align="right"),
        GridColumn("Matrix of the provider, by reference", 2.2),
        GridColumn("Newest row", 0.95),
    )
    rows = tuple(_summarise(matrix) for matrix in plan.matrices)
    note = TextLine(
        "A row says who does what for one objective. What no row says is not recorded: nothing may"
        " be inferred from it, and what is inherited counts only with a row.",
        "note",
    )
    return Chapter(1, title, "providers", (*opening, note, Grid("Providers", columns, rows)))


def _summarise(matrix: ProviderMatrix) -> CellRow:
    provider, counts = matrix.provider, matrix.counts
    newest = matrix.newest_day.isoformat() if matrix.newest_day else ""
    return (
        (TextLine(provider.title, target=f"provider-{provider.slug}"),),
        *((Amount(counts[word]),) for word in RESPONSIBILITIES),
        (Amount(len(matrix.shares)),),
        write_reference(matrix)[:1],
        text_cell(newest, NOT_RECORDED),
    )


def _build_together(plan: ResponsibilityPlan) -> Iterator[Chapter]:
    """Objective by provider; where there are many providers, in several tables."""
    shares = find_shares(plan)
    told = {label: places for label, places in shares.items() if _is_told(places)}
    silent = tuple(places[0][0] for label, places in shares.items() if label not in told)
    starts = range(0, len(plan.matrices), _TOGETHER)
    tables = (_build_table(plan, told, start) for start in starts) if told else ()
    rest = _list_silent("Objectives that the matrix of no provider has", silent)
    yield Chapter(1, "All providers together", "together", (*tables, *rest), wide=True)


def _is_told(places: Iterable[Sequence[ObjectiveShare]]) -> bool:
    return any(share.row for place in places for share in place)


def _build_table(
    plan: ResponsibilityPlan,
    told: dict[str, tuple[tuple[ObjectiveShare, ...], ...]],
    start: int,
) -> Grid:
    chosen = plan.matrices[start : start + _TOGETHER]
    columns = (
        GridColumn("Objective", 0.9),
        GridColumn("Requirement", 2.0),
        *(GridColumn(item.provider.title, 1.15) for item in chosen),
    )
    rows = tuple(
        (
            text_cell(label),
            text_cell(places[0][0].result.requirement.title),
            *map(write_together, places[start : start + _TOGETHER]),
        )
        for label, places in told.items()
    )
    return Grid("Responsibilities by objective and provider", columns, rows)


def _list_silent(title: str, shares: tuple[ObjectiveShare, ...]) -> Iterator[DocumentPart]:
    """Every objective without a row, by family and requirement: none is left out."""
    if not shares:
        return
    families: dict[str, dict[str, list[str]]] = {}
    for share in shares:
        requirement = share.result.requirement
        found = families.setdefault(f"{requirement.family} {requirement.family_title}", {})
        letters = found.setdefault(requirement.label, [])
        letters.append(write_keys([share.judged.objective.letter]))
    columns = (
        GridColumn("Family", 1.6),
        GridColumn("Objectives", 5.0),
        GridColumn("Number", 0.7, align="right"),
    )
    rows = tuple(
        (
            text_cell(name),
            text_cell(", ".join(f"{label}{''.join(found)}" for label, found in letters.items())),
            (Amount(sum(map(len, letters.values()))),),
        )
        for name, letters in families.items()
    )
    yield TextLine(f"{title}: {len(shares)}", "label")
    yield Grid(title, columns, rows)


def _build_provider(plan: ResponsibilityPlan, matrix: ProviderMatrix) -> Chapter:
    provider = matrix.provider
    facts = FactList(tuple(list_provider_facts(plan, matrix)))
    text = (
        (AuthoredProse(provider.description, provider.source.path),)
        if provider.description.strip()
        else ()
    )
    return Chapter(
        1,
        provider.title,
        f"provider-{provider.slug}",
        (facts, *text),
        (_build_rows(plan, matrix),),
        fresh=True,
    )


def _build_rows(plan: ResponsibilityPlan, matrix: ProviderMatrix) -> Chapter:
    columns = (
        GridColumn("Objective", 1.0),
        GridColumn("What must be true", 2.0),
        GridColumn("Responsibility", 1.15),
        GridColumn("The provider does", 2.0),
        GridColumn("The organization does", 2.0),
        *((GridColumn("Evidence", 1.5),) if receives_answers(plan) else ()),
        GridColumn("Day", 0.9),
        *((GridColumn("Answer in the plan", 1.1),) if receives_answers(plan) else ()),
    )
    told = tuple(share for share in matrix.shares if share.row)
    silent = tuple(share for share in matrix.shares if not share.row)
    rows = tuple(_objective(plan, share) for share in told)
    first: DocumentPart = (
        Grid(f"Responsibilities of {matrix.provider.title}", columns, rows)
        if rows
        else TextLine("The matrix has no row.", "quiet")
    )
    parts = (first, *_list_stray(matrix), *_list_silent("Not recorded", silent))
    return Chapter(2, f"Who does what: {matrix.provider.title}", parts=parts, wide=True)


def _objective(plan: ResponsibilityPlan, share: ObjectiveShare) -> CellRow:
    """The roles stand below what they do."""
    objective = share.judged.objective
    who, does, role, own, own_role, *evidence, day = write_share(plan, share)
    return (
        text_cell(objective.label),
        write_words(objective.published, " ".join(objective.text.split())),
        who,
        (*does, *_lead_role(role)),
        (*own, *_lead_role(own_role)),
        *evidence,
        day,
        *list_answer(plan, share),
    )


def _lead_role(cell: Iterable[object]) -> Iterator[TextLine]:
    for part in cell:
        if isinstance(part, TextLine):
            yield TextLine(part.text, part.tone, lead="Role:")


def _list_stray(matrix: ProviderMatrix) -> Iterator[DocumentPart]:
    if matrix.stray:
        names = ", ".join(row.objective for row in matrix.stray)
        yield TextLine(names, lead="Rows about what the profile does not have:")
