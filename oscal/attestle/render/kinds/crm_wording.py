"""What the responsibility matrices say in each of their forms."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from ...assess.responsibilities import (
    ORGANISATION,
    PROVIDER,
    RESPONSIBILITIES,
    SHARED,
    UNRECORDED,
    ObjectiveShare,
    ProviderMatrix,
    list_matrices,
)
from ...assess.system_status import Status
from ...lazy_dataclasses import dataclass
from ...model.authored_values import is_stated_none
from ...model.providers import Authorization, MatrixRow
from ...model.system import System
from ..absence import write_list, write_yes
from ..document_parts import CellRow, DocumentCell, Mark, Shade, TextLine
from ..name_lookup import STATES, NameLookup, build_lookup, write_title
from ..table_cells import NOT_RECORDED, text_cell

NAME = "Customer Responsibility Matrix"
# How a responsibility is called, and its shade
WORDS: Mapping[str, tuple[str, Shade]] = MappingProxyType(
    {
        PROVIDER: ("Provider", "good"),
        SHARED: ("Shared", "fair"),
        ORGANISATION: ("Organization, not the provider's", "none"),
        UNRECORDED: (NOT_RECORDED, "none"),
    }
)
_PARTS = re.compile(r"\s*[,;\n]\s*")


@dataclass(frozen=True, slots=True)
class ResponsibilityPlan:
    """All that the documents say, read off a judged system once."""

    status: Status
    names: NameLookup
    matrices: tuple[ProviderMatrix, ...]

    @property
    def system(self) -> System:
        return self.status.system


def read_responsibilities(status: Status) -> ResponsibilityPlan:
    names = build_lookup(status.system, status.baseline.term)
    return ResponsibilityPlan(status, names, list_matrices(status))


def list_opening(plan: ResponsibilityPlan) -> Iterator[TextLine]:
    """The day, and what could not be read."""
    yield TextLine(plan.status.as_of.isoformat(), lead="As of:")
    if plan.status.unread:
        lead = "Left out, because it cannot be read:"
        yield TextLine(", ".join(plan.status.unread), lead=lead)


def mark_responsibility(word: str) -> DocumentCell:
    """What is not recorded has no shade: nobody judged it."""
    if word == UNRECORDED:
        return text_cell("", NOT_RECORDED)
    text, shade = WORDS.get(word, (word, "none"))
    return (Mark(text, shade),)


def write_evidence(plan: ResponsibilityPlan, row: MatrixRow | None) -> DocumentCell:
    """Title and id of what stands in the register; other words stay as they are."""
    register = plan.system.evidence_by_id
    lines: list[TextLine] = []
    for word in filter(None, _PARTS.split(row.evidence if row else "")):
        item = register.get(word)
        lines += [TextLine(item.title), TextLine(word, "quiet")] if item else [TextLine(word)]
    return tuple(lines) or text_cell("", NOT_RECORDED)


def write_share(plan: ResponsibilityPlan, share: ObjectiveShare) -> CellRow:
    """Responsibility, what each side does and by which role, evidence, day."""
    row = share.row
    if row is None:
        return (mark_responsibility(UNRECORDED), *((),) * (6 if receives_answers(plan) else 5))
    return (
        mark_responsibility(row.responsibility),
        text_cell(row.provider_does, NOT_RECORDED),
        text_cell(plan.names.find_role(row.provider_role), NOT_RECORDED),
        text_cell(row.organisation_does, NOT_RECORDED),
        text_cell(plan.names.find_role(row.organisation_role), NOT_RECORDED),
        *((write_evidence(plan, row),) if receives_answers(plan) else ()),
        text_cell(row.date.isoformat() if row.date else "", NOT_RECORDED),
    )


def receives_answers(plan: ResponsibilityPlan) -> bool:
    """Whether the reader receives the answers of the plan, and what they cite."""
    return "answers" not in plan.status.withheld


def list_answer(plan: ResponsibilityPlan, share: ObjectiveShare) -> tuple[DocumentCell, ...]:
    """The cell of the answer in the plan, none for those who do not receive it."""
    return (_write_answer(share),) if receives_answers(plan) else ()


def _write_answer(share: ObjectiveShare) -> DocumentCell:
    """The state of the answer, whether it names the provider, and what it lacks."""
    state = TextLine(STATES.get(share.judged.state, share.judged.state))
    named = (TextLine("names this provider", "quiet"),) if share.is_named else ()
    lacks = "the row gives the provider no part" if share.row else "no row: does not count"
    doubt = (TextLine(lacks),) if share.is_claimed_without_row else ()
    return state, *named, *doubt


def write_reference(matrix: ProviderMatrix) -> DocumentCell:
    """The provider's own matrix, which gives no row."""
    own = matrix.provider.matrix
    if own is None:
        return text_cell("", NOT_RECORDED)
    version = f", version {own.version}" if own.version else ""
    day = f", {own.date.isoformat()}" if own.date else ""
    return (
        TextLine(f"{own.document}{version}{day}"),
        TextLine(own.location, href=own.location),
        TextLine(
            "By reference: it gives no row here. What it says counts once it stands in a row of"
            " this matrix.",
            "quiet",
        ),
    )


def write_authorization(plan: ResponsibilityPlan, given: Authorization | None) -> DocumentCell:
    if given is None:
        return text_cell("", NOT_RECORDED)
    number = f", {given.id}" if given.id else ""
    title = write_title(given.kind).replace("Fedramp", "FedRAMP").replace("moderate", "Moderate")
    register = plan.system.evidence_by_id
    shown = (register[key].title if key in register else key for key in given.evidence)
    return TextLine(f"{title} of {given.date.isoformat()}{number}"), *map(TextLine, shown)


def write_counts(matrix: ProviderMatrix) -> str:
    """`12 provider, 3 shared, 0 organization, 305 not recorded of 320`."""
    counts = matrix.counts
    names = ("the provider's", "shared", "the organization's", NOT_RECORDED)
    words = (f"{counts[word]} {name}" for word, name in zip(RESPONSIBILITIES, names, strict=True))
    return f"{', '.join(words)}; {len(matrix.shares)} in all"


def list_provider_facts(
    plan: ResponsibilityPlan, matrix: ProviderMatrix
) -> Iterator[tuple[str, DocumentCell]]:
    provider = matrix.provider
    roles = plan.names.find_role(provider.owner)
    yield "Id", text_cell(provider.slug)
    yield "Services", tuple(map(TextLine, provider.services)) or text_cell("", NOT_RECORDED)
    yield "Cloud service", write_yes(provider.cloud)
    yield plan.names.put_term("CUI"), _write_handling(provider.cui)
    yield "Security protection data", write_yes(provider.security_protection_data)
    yield "Authorization", write_authorization(plan, provider.authorization)
    yield "Agreement", text_cell(provider.agreement or "", NOT_RECORDED)
    yield "Answers for it here", text_cell(roles, NOT_RECORDED)
    yield "Matrix of the provider", write_reference(matrix)
    yield "Objectives by responsibility", text_cell(write_counts(matrix))
    newest = matrix.newest_day.isoformat() if matrix.newest_day else ""
    yield "Newest row", text_cell(newest, NOT_RECORDED)


def _write_handling(words: tuple[str, ...]) -> DocumentCell:
    return text_cell(write_list(words), "" if is_stated_none(words) else NOT_RECORDED)


def find_shares(
    plan: ResponsibilityPlan,
) -> Mapping[str, tuple[tuple[ObjectiveShare, ...], ...]]:
    """By objective, what each provider's matrix says of it, in the order of the providers."""
    found: dict[str, list[list[ObjectiveShare]]] = {}
    for number, matrix in enumerate(plan.matrices):
        for share in matrix.shares:
            label = share.judged.objective.label
            places = found.setdefault(label, [[] for _ in plan.matrices])
            places[number].append(share)
    return {label: tuple(map(tuple, places)) for label, places in found.items()}


def write_together(shares: tuple[ObjectiveShare, ...]) -> DocumentCell:
    """The responsibility of one provider in the table of all."""
    words = dict.fromkeys(share.responsibility for share in shares)
    return tuple(part for word in words for part in mark_responsibility(word))
