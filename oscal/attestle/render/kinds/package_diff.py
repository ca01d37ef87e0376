"""What changed between two packages of a system, for who received both: documents, objectives,
artifacts, plan of action. No ratings and scores: who reads it judges by themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from ...assess.changes import Changes, ObjectiveChange, ThingChange
from ...lazy_dataclasses import dataclass
from ..document_model import DocumentModel
from ..document_parts import (
    CellRow,
    Chapter,
    DocumentPart,
    FactList,
    Grid,
    GridColumn,
    TextLine,
)
from ..name_lookup import STATES
from ..table_cells import REGISTER, text_cell
from .diff_names import DiffNames, read_diff_names
from .diff_wording import explain_field, write_words

NAME = "Changes between Two Packages"
_NOTHING = "Nothing changed."
_NO_SOURCE = (
    "What changed in answers, artifacts and plan of action is not told: the authored files are not"
    " in both packages."
)


@dataclass(frozen=True, slots=True)
class PackageDifference:
    """`before` and `after` say of which day, version and revision each package is; `files`
    are path, how it changed, and both hashes; `changes` is None where the authored files are
    not in both.
    """

    title: str
    before: str
    after: str
    files: tuple[tuple[str, str, str, str], ...]
    changes: Changes | None


def build_package_diff(item: PackageDifference) -> DocumentModel:
    """For people: tables, a chapter each."""
    return DocumentModel(
        NAME,
        subject=item.title,
        parts=(FactList((("Before", text_cell(item.before)), ("After", text_cell(item.after)))),),
        chapters=tuple(_list_chapters(item)),
    )


def build_package_diff_lines(item: PackageDifference) -> DocumentModel:
    """For a terminal: a line for each change, files as numbers."""
    numbers = {
        how: sum(file[1] == how for file in item.files) for how in ("changed", "added", "removed")
    }
    told = ", ".join(f"{number} {how}" for how, number in numbers.items() if number)
    lines = [TextLine(f"{item.before}  ->  {item.after}"), TextLine(f"files: {told or 'the same'}")]
    chapters = []
    if item.changes is None:
        lines.append(TextLine(_NO_SOURCE, "note"))
    else:
        names = read_diff_names(item.changes.systems)
        for title, rows in _list_tables(item.changes, names):
            texts = [" ".join(" ".join(map(_read_cell, row)).split()) for row in rows]
            parts = tuple(TextLine(text, depth=2) for text in texts)
            chapters.append(Chapter(1, title, parts=parts or (TextLine(_NOTHING, depth=2),)))
    return DocumentModel(
        f"{item.title}: {NAME.lower()}", parts=tuple(lines), chapters=tuple(chapters)
    )


def _read_cell(cell: Iterable[object]) -> str:
    return " ".join(part.text for part in cell if isinstance(part, TextLine))


def _list_chapters(item: PackageDifference) -> Iterator[Chapter]:
    columns = (
        GridColumn("File", 3.0, 60),
        GridColumn("How", 0.8, 12),
        GridColumn("SHA-256 before", 1.6, 24),
        GridColumn("SHA-256 after", 1.6, 24),
    )
    rows = tuple(tuple(map(text_cell, file)) for file in item.files)
    yield Chapter(1, "Documents", "documents", (_make_part("Documents", columns, rows),), wide=True)
    if item.changes is None:
        yield Chapter(1, "Answers", "answers", (TextLine(_NO_SOURCE, "note"),))
        return
    names = read_diff_names(item.changes.systems)
    for title, rows in _list_tables(item.changes, names):
        first = "Objective" if title == "Objectives" else "What"
        named = (
            GridColumn(first, 1.2, 26),
            GridColumn("How", 1.2, 30),
            GridColumn("In words", 4.0, 90),
        )
        yield Chapter(1, title, title.lower(), (_make_part(title, named, rows),), wide=True)


def _make_part(
    title: str, columns: tuple[GridColumn, ...], rows: tuple[CellRow, ...]
) -> DocumentPart:
    return Grid(title, columns, rows, look=REGISTER) if rows else TextLine(_NOTHING)


def _list_tables(changes: Changes, names: DiffNames) -> Iterator[tuple[str, tuple[CellRow, ...]]]:
    yield "Objectives", tuple(_list_objectives(changes, names))
    groups: tuple[tuple[str, Callable[[str], bool]], ...] = (
        ("Evidence", lambda what: what == "evidence"),
        ("Plan of action", lambda what: what == "plan of action"),
        ("Everything else", lambda what: what not in ("evidence", "plan of action")),
    )
    for title, is_of in groups:
        found = [item for item in changes.things if is_of(item.what)]
        yield title, tuple(_write_thing(item, names) for item in found)


def _list_objectives(changes: Changes, names: DiffNames) -> Iterator[CellRow]:
    for requirement in changes.requirements:
        for entry in requirement.objectives:
            if row := _write_objective(entry, names):
                yield row
        for section in requirement.sections:
            words = "; ".join(
                filter(None, (*map(explain_field, section.fields), write_words(section.prose)))
            )
            yield (
                text_cell(requirement.label),
                text_cell(f"answer of {section.title}"),
                text_cell(words),
            )


def _write_objective(entry: ObjectiveChange, names: DiffNames) -> CellRow | None:
    before, after = (STATES.get(state or "unstated", state) for state in entry.state)
    parts = [f"evidence added: {names.name_evidence(key)}" for key in entry.evidence_added]
    parts += [f"evidence gone: {names.name_evidence(key)}" for key in entry.evidence_removed]
    parts += [explain_field(names.name_field(change)) for change in entry.fields]
    parts += [write_words(entry.prose)] if entry.prose else []
    if before == after and not parts:
        return None  # only the organization's own rating is another
    how = f"{before} -> {after}" if before != after else "changed"
    return text_cell(entry.label), text_cell(how), text_cell("; ".join(parts))


def _write_thing(item: ThingChange, names: DiffNames) -> CellRow:
    details = "; ".join(explain_field(names.name_field(change)) for change in item.details)
    name = item.title or item.id
    return text_cell(f"{item.what}: {name}"), text_cell(item.how), text_cell(details)
