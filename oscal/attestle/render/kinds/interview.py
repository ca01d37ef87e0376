"""Interview sheets: for each role what an assessor will ask, with room to write, and on pages of
their own behind that what the plan says, so that the owner speaks first.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...assess.accountable_roles import RoleShare, RoleShares, share_requirements
from ...assess.system_status import RequirementResult
from ...model.baseline import Objective, Requirement
from ...model.interview_questions import ANY, DEMANDS, read_demand
from ..document_model import DocumentModel
from ..document_parts import (
    Bullets,
    CellRow,
    Chapter,
    DocumentCell,
    DocumentPart,
    FactList,
    Grid,
    GridColumn,
    TextLine,
)
from ..inserted_parameters import insert_in_document
from ..name_lookup import NameLookup, build_lookup
from ..requirement_words import choose_words, list_short_words
from ..table_cells import WRITING, text_cell
from .evidence_wording import ENOUGH
from .interview_answers import build_plan_pages
from .interview_wording import (
    NAME,
    NOTICE,
    InterviewContent,
    count_words,
    explain_unheld,
    explain_unowned,
    name_share,
)
from .system_document import make_system_document

_ASKED = GridColumn("What an assessor asks", 4.2)
_ANSWER = GridColumn("Your answer", 3.8)
# How the three methods of an assessment are said to people who are asked, in this order
_METHODS = (
    ("INTERVIEW", "Assessor talks to"),
    ("EXAMINE", "Assessor reads"),
    ("TEST", "Assessor tries out"),
)
# What one asks after every answer, by what the objective asks for
_FURTHER = {
    "define": "Where something is laid down",
    "operate": "Where something happens",
    ANY: "In any case",
}


def build_interview(content: InterviewContent) -> DocumentModel:
    status = content.status
    names = build_lookup(status.system, status.baseline.term)
    shares = share_requirements(status)
    asked = [item for item in shares.shares if item.results]
    chapters = [_build_overview(content, shares, names)]
    if shares.unowned:
        chapters += _build_unowned(content, shares, names)
    for share in asked:
        # what the plan fills in for a parameter is an answer, too
        asking = _build_questions(content, share, names)
        chapters.append(insert_in_document(asking, status.baseline, None))
        chapters += build_plan_pages(
            status, share.results, name_share(share, names), f"plan-of-{share.role.id}"
        )
    document = make_system_document(NAME, status.system, names, tuple(chapters))
    return insert_in_document(document, status.baseline, status.system)


def _build_overview(content: InterviewContent, shares: RoleShares, names: NameLookup) -> Chapter:
    """Who is asked, and about how much; first what nobody would be asked about."""
    status = content.status
    parts: list[DocumentPart] = [TextLine(NOTICE, "note")]
    unowned = explain_unowned(status, shares)
    if unowned:
        parts.append(TextLine(unowned, "label", target="unowned"))
    if unheld := explain_unheld(status, shares, names):
        parts.append(TextLine(unheld, "label"))
    columns = (
        GridColumn("Role", 2.6),
        GridColumn("Held by", 2.8),
        GridColumn("Families", 2.0),
        GridColumn(status.baseline.short_unit_words[1].capitalize(), 1.0, align="right"),
    )
    rows = tuple(_list_role_row(item, names) for item in shares.shares if item.results)
    if rows:
        parts.append(Grid("Who is asked", columns, rows))
    else:
        parts.append(TextLine("No role of the plan answers for anything, so there is no sheet."))
    idle = [names.find_role(item.role.id) for item in shares.shares if not item.results]
    if idle:
        parts.append(TextLine(f"{', '.join(idle)}.", "quiet", lead="Asked about nothing:"))
    return Chapter(1, "Who Is Asked", "overview", tuple(parts))


def _list_role_row(share: RoleShare, names: NameLookup) -> CellRow:
    families = dict.fromkeys(item.requirement.family for item in share.results)
    return (
        (TextLine(names.find_role(share.role.id), target=f"role-{share.role.id}"),),
        _write_holders(share, names),
        text_cell(", ".join(families)),
        text_cell(str(share.objectives)),
    )


def _write_holders(share: RoleShare, names: NameLookup) -> DocumentCell:
    held = names.list_holders(share.role.id)
    return tuple(TextLine(item.name) for item in held) or text_cell("", "nobody is recorded")


def _build_unowned(
    content: InterviewContent, shares: RoleShares, names: NameLookup
) -> Iterator[Chapter]:
    """A sheet like every other, and why nobody has it."""
    results = tuple(result for result, _ in shares.unowned)
    why = (
        f"people.yaml has no role {key}" if key else "no role is named" for _, key in shares.unowned
    )
    rows = tuple(
        (text_cell(f"{item.requirement.label} {item.requirement.title}"), text_cell(reason))
        for item, reason in zip(results, why, strict=True)
    )
    grid = Grid("Without a role", (GridColumn("Requirement", 4), GridColumn("Why", 3)), rows)
    first = TextLine(
        "Name the role in the file of the requirement or for its family in people.yaml, and give it"
        " this sheet.",
        "note",
    )
    title = "Nobody Answers for These"
    below = _list_requirements(content, results)
    asking = Chapter(1, title, "unowned", (first, grid), tuple(below), fresh=True)
    yield insert_in_document(asking, content.status.baseline, None)
    yield from build_plan_pages(content.status, results, title, "unowned-plan")


def _build_questions(content: InterviewContent, share: RoleShare, names: NameLookup) -> Chapter:
    facts = (
        ("Held by", _write_holders(share, names)),
        ("Answers for", text_cell(count_words(content.status, share.results))),
        ("Asked by, on", text_cell("")),
        ("Answered by", text_cell("")),
    )
    return Chapter(
        1,
        name_share(share, names),
        f"role-{share.role.id}",
        (FactList(facts), *_list_further(content, share.results)),
        tuple(_list_requirements(content, share.results)),
        fresh=True,
    )


def _list_further(
    content: InterviewContent, results: Sequence[RequirementResult]
) -> Iterator[DocumentPart]:
    """What follows upon every answer, of the kinds that this sheet has."""
    found = {read_demand(item.objective) for result in results for item in result.objectives}
    further = content.questions.further
    lines = tuple(f"{_FURTHER[kind]}: {further[kind]}" for kind in DEMANDS if kind in found)
    if lines:
        yield TextLine("After every answer comes one more question:")
        yield Bullets(lines)


def _list_requirements(
    content: InterviewContent, results: Sequence[RequirementResult]
) -> Iterator[Chapter]:
    put_term = content.status.baseline.put_term
    for result in results:
        asked = result.requirement
        asks = map(put_term, content.questions.list_questions(asked))
        rows = tuple(
            (_write_question(item.objective, question), ())
            for item, question in zip(result.objectives, asks, strict=True)
        )
        grid = (Grid(asked.label, (_ASKED, _ANSWER), rows, look=WRITING),) if rows else ()
        yield Chapter(2, f"{asked.label} {asked.title}", parts=(_build_facts(asked), *grid))


def _build_facts(asked: Requirement) -> FactList:
    """What is required, and whom an assessor talks to, what one reads and tries out, as the catalog
    has it: with the heading above, so that neither stands alone at the foot of a page.
    """
    words: DocumentCell = (
        TextLine(choose_words(asked.published, asked.statement)),
        *list_short_words(asked.published, asked.statement),
    )
    found = {method.name.upper(): method.objects for method in asked.methods}
    written = (
        (lead, "; ".join(line.strip().removeprefix("- ") for line in lines if line.strip()))
        for lead, lines in ((lead, found.get(name, "").splitlines()) for name, lead in _METHODS)
    )
    methods = ((lead, (TextLine(objects, "quiet"),)) for lead, objects in written if objects)
    return FactList((("Requirement", words), *methods), caption=f"What {asked.label} demands")


def _write_question(objective: Objective, question: str) -> DocumentCell:
    """The question first; what the objective says and what an assessor takes below it."""
    enough = ENOUGH.get(objective.evidence_standard, "")
    return (
        TextLine(question, lead=objective.label),
        TextLine(choose_words(objective.published, objective.text), "quiet"),
        *list_short_words(objective.published, objective.text),
        *((TextLine(enough, "quiet", lead="Have ready:"),) if enough else ()),
    )
