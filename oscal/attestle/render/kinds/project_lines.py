"""The projects of a gap analysis for a terminal, each with what it takes to be done."""

from __future__ import annotations

from collections.abc import Iterator

from ...crosswalk.gaps import GapReport
from ...crosswalk.project_bundles import BundledProject, bundle_projects
from ...model.counted_names import count_things
from ..document_model import DocumentModel
from ..document_parts import Chapter, TextLine
from ..inserted_parameters import insert_in_document
from .gap_wording import EFFORT_NOTE, name_gap, name_owner, name_systems


def build_project_lines(report: GapReport) -> DocumentModel:
    projects = bundle_projects(report)
    titles = {item.id: item.title for item in projects}
    number = sum(len(item.objectives) for item in projects)
    document = DocumentModel(
        title=f"Projects: {name_gap(report)}",
        notices=(
            f"as of {report.as_of}; {count_things(number, 'open objective')}, each in one project",
            EFFORT_NOTE,
        ),
        chapters=tuple(
            Chapter(1, f"{item.order}. {item.title}", parts=tuple(_write(report, item, titles)))
            for item in projects
        ),
    )
    return insert_in_document(document, report.baseline, report.system)


def _write(report: GapReport, item: BundledProject, titles: dict[str, str]) -> Iterator[TextLine]:
    points = "no score without it" if item.opens_score else count_things(item.points, "point")
    facts = (
        ("worth", f"{points}, {count_things(len(item.objectives), 'objective')}"),
        ("effort", f"{item.effort} ({item.effort_because}); {item.budget}"),
        ("owner", name_owner(report, item.owner)),
        ("systems", name_systems(report, item.systems)),
        ("waits for", ", ".join(titles[name] for name in item.after) or "nothing"),
        ("artifact", item.artifact),
        ("done when", item.completion),
        ("objectives", ", ".join(entry.objective.label for entry in item.objectives)),
        ("plan of action", ", ".join(item.poam) or "no item yet"),
    )
    yield from (TextLine(f"{name + ':':<15} {text}", depth=2, hang=16) for name, text in facts)
