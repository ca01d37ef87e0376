"""The responsibility matrices as sheets: the providers, all objectives with all providers, then
every objective of the profile for each of them.
"""

from __future__ import annotations

from collections.abc import Sequence

from ...assess.responsibilities import RESPONSIBILITIES, ObjectiveShare, ProviderMatrix
from ...assess.system_status import Status
from ..absence import write_absence
from ..document_model import DocumentModel
from ..document_parts import Amount, CellRow, Chapter, Grid, GridColumn, TextLine
from ..requirement_words import write_words
from ..table_cells import NOT_RECORDED, REGISTER, text_cell
from .crm_wording import (
    NAME,
    ResponsibilityPlan,
    find_shares,
    list_answer,
    list_opening,
    list_provider_facts,
    read_responsibilities,
    receives_answers,
    write_authorization,
    write_counts,
    write_reference,
    write_share,
    write_together,
)
from .system_document import make_system_document

_TITLES = (
    ("Requirement", 15),
    ("Objective", 11),
    ("What must be true", 48),
    ("Responsibility", 16),
    ("The provider does", 40),
    ("Role of the provider", 15),
    ("The organization does", 40),
    ("Role of the organization", 15),
    ("Evidence", 26),
    ("Day", 11),
    ("Answer in the plan", 24),
)
_OF_ANSWERS = ("Evidence", "Answer in the plan")
_WIDEST_TOGETHER = 17  # letters of a provider's column in the table of all


def build_crm_sheets(status: Status) -> DocumentModel:
    plan = read_responsibilities(status)
    sheets = tuple(_build_provider(plan, matrix) for matrix in plan.matrices)
    together = (_build_together(plan),) if plan.matrices else ()
    return make_system_document(
        NAME,
        plan.system,
        plan.names,
        (_build_providers(plan), *together, *sheets, *_list_stray(plan)),
    )


def _make_columns(titles: Sequence[tuple[str, int]]) -> tuple[GridColumn, ...]:
    return tuple(GridColumn(title, width=width) for title, width in titles)


def _build_providers(plan: ResponsibilityPlan) -> Chapter:
    facts = plan.system.characteristics
    name = TextLine(f"{facts.name}: {NAME}", "label")
    opening = tuple(list_opening(plan))
    if not plan.matrices:
        none = write_absence("external service providers", facts.external_services or ())
        return Chapter(1, "Providers", parts=(name, *opening, none))
    columns = (
        *_make_columns((("Provider", 30), ("Services", 44))),
        *(
            GridColumn(title, width=16, align="right")
            for title in ("Provider's", "Shared", "Organization's", "Not recorded", "All")
        ),
        *_make_columns((("Authorization", 30), ("Matrix of the provider", 48), ("Newest row", 12))),
    )
    rows = tuple(_summarise(plan, matrix) for matrix in plan.matrices)
    return Chapter(1, "Providers", parts=(name, *opening, Grid("Providers", columns, rows)))


def _summarise(plan: ResponsibilityPlan, matrix: ProviderMatrix) -> CellRow:
    provider, counts = matrix.provider, matrix.counts
    newest = matrix.newest_day.isoformat() if matrix.newest_day else ""
    return (
        (TextLine(provider.title, target=f"provider-{provider.slug}"),),
        tuple(map(TextLine, provider.services)) or text_cell("", NOT_RECORDED),
        *((Amount(counts[word]),) for word in RESPONSIBILITIES),
        (Amount(len(matrix.shares)),),
        write_authorization(plan, provider.authorization),
        write_reference(matrix),
        text_cell(newest, NOT_RECORDED),
    )


def _build_together(plan: ResponsibilityPlan) -> Chapter:
    columns = (
        *_make_columns((("Requirement", 15), ("Title", 30), ("Objective", 11))),
        *(GridColumn(item.provider.title, width=_WIDEST_TOGETHER) for item in plan.matrices),
    )
    rows = tuple(
        (
            text_cell(_name_requirement(places[0][0])),
            text_cell(places[0][0].result.requirement.title),
            text_cell(label),
            *map(write_together, places),
        )
        for label, places in find_shares(plan).items()
    )
    return Chapter(1, "All providers", parts=(Grid("All providers", columns, rows),))


def _name_requirement(share: ObjectiveShare) -> str:
    requirement = share.result.requirement
    return requirement.cmmc_label or requirement.label


def _build_provider(plan: ResponsibilityPlan, matrix: ProviderMatrix) -> Chapter:
    """What is told of the provider stands in a few lines, so that the head can be frozen."""
    provider = matrix.provider
    facts = dict(list_provider_facts(plan, matrix))
    reference = facts["Matrix of the provider"]
    lines = (
        TextLine(provider.title, "label"),
        TextLine(f"Objectives: {write_counts(matrix)}."),
        *(part for part in reference if provider.matrix and isinstance(part, TextLine)),
    )
    grid = Grid(
        provider.title,
        _make_columns(_list_titles(plan)),
        tuple(_objective(plan, matrix, share) for share in matrix.shares),
        look=REGISTER,
    )
    return Chapter(1, provider.title, parts=(*lines, grid))


def _list_titles(plan: ResponsibilityPlan) -> tuple[tuple[str, int], ...]:
    if receives_answers(plan):
        return _TITLES
    return tuple(title for title in _TITLES if title[0] not in _OF_ANSWERS)


def _objective(plan: ResponsibilityPlan, matrix: ProviderMatrix, share: ObjectiveShare) -> CellRow:
    objective = share.judged.objective
    first = share is matrix.shares[0]
    return (
        (
            TextLine(
                _name_requirement(share),
                anchor=f"provider-{matrix.provider.slug}" if first else "",
            ),
        ),
        text_cell(objective.label),
        write_words(objective.published, " ".join(objective.text.split())),
        *write_share(plan, share),
        *list_answer(plan, share),
    )


def _list_stray(plan: ResponsibilityPlan) -> tuple[Chapter, ...]:
    """Rows about what the profile does not have: they count for nothing and are not left out."""
    rows = tuple(
        (
            text_cell(matrix.provider.title),
            text_cell(row.objective),
            text_cell(row.responsibility),
            text_cell(row.provider_does),
            text_cell(row.organisation_does),
        )
        for matrix in plan.matrices
        for row in matrix.stray
    )
    titles = (
        ("Provider", 30),
        ("Objective", 14),
        ("Responsibility", 16),
        ("The provider does", 60),
        ("The organization does", 60),
    )
    name = "Not of the profile"
    return (Chapter(1, name, parts=(Grid(name, _make_columns(titles), rows),)),) if rows else ()
