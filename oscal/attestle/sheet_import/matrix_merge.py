"""What a source says of a provider, merged into the responsibility matrix of that provider.

A row for a whole requirement is spread over its objectives; a row for one objective goes before it.
Cells that the source says nothing about stay as they are.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from ..formats.csv_tables import write_table
from ..formats.problems import Problem
from ..lazy_dataclasses import dataclass
from ..model.baseline import Objective, Requirement
from ..model.providers import MATRIX_COLUMNS, MATRIX_ROLES, MatrixRow
from ..model.words import RESPONSIBILITY_VOCABULARY
from .importer import Placement, ProviderTarget
from .typed_values import Difference, TypedValues, list_differences

_Differences = tuple[Difference, ...]
_ROLE_FIELDS = tuple(name.replace("-", "_") for name in MATRIX_ROLES)


@dataclass(frozen=True, slots=True)
class MatrixPart:
    """What one row of a source says; `objective` is None where it speaks of a whole requirement."""

    number: int | None
    requirement: Requirement
    objective: Objective | None
    row: MatrixRow

    @property
    def objectives(self) -> tuple[Objective, ...]:
        return self.requirement.units if self.objective is None else (self.objective,)


def merge_matrix(
    target: ProviderTarget,
    parts: Sequence[MatrixPart],
    problems: Sequence[Problem],
    passed_over: int = 0,
) -> Placement:
    """The provider's matrix with those parts: its rows keep their places, new ones follow in the
    order of the profile.
    """
    problems = list(problems)
    rows = {row.objective: row for row in target.provider.matrix_rows}
    placed, by_objective = _spread_parts(rows, parts, problems)
    added = [
        label
        for label in target.work.baseline.objective_labels
        if label in by_objective and label not in rows
    ]
    typed = TypedValues(target.path, target.may_replace, target.written)
    updated = _update_rows(rows, by_objective, typed)
    rows |= {label: by_objective[label].row for label in added}
    words = [f"{len(added)} rows of the matrix added, {updated} updated"]
    spread = sum(part.objective is None for part in by_objective.values())
    if spread:
        words.append(f"{spread} of them from rows that speak of a whole requirement")
    text = _write_matrix(tuple(rows.values()))
    return Placement(
        len(by_objective),
        placed,
        (*problems, *typed.kept),
        passed_over,
        tuple(words),
        tuple(typed.replaced),
        texts={target.path: text} if added or updated else {},
    )


def _spread_parts(
    rows: Mapping[str, MatrixRow], parts: Sequence[MatrixPart], problems: list[Problem]
) -> tuple[int, dict[str, MatrixPart]]:
    """How many rows have a place, and what is said of each objective, by label."""
    by_objective: dict[str, MatrixPart] = {}
    # what is said of one objective goes before what is said of all, wherever it stands
    for part in sorted(parts, key=lambda part: part.objective is None):
        finer = _list_finer_rows(rows, part)
        if finer:
            problems.append(_report_finer_rows(part, finer))
        unlike: list[str] = []
        for label in [objective.label for objective in part.objectives]:
            said = replace(part, row=replace(part.row, objective=label))
            earlier = by_objective.get(label)
            if earlier is None:
                if label not in finer:
                    by_objective[label] = said
            elif earlier.objective is part.objective and earlier.row != said.row:
                unlike.append(label)
                by_objective[label] = _choose_worse(earlier, said)
        if unlike:
            problems.append(_report_disagreement(part, unlike, by_objective[unlike[0]]))
    # a row that names several objectives is one row all the same; exports of plans have no numbers
    numbered = {part.number for part in parts if part.number is not None}
    return len(numbered) + sum(part.number is None for part in parts), by_objective


def _choose_worse(first: MatrixPart, second: MatrixPart) -> MatrixPart:
    """Of two rows of one objective the one that leaves more to the organisation; of equal ones the
    first, with what only the second says.
    """
    ranks = {meaning.word: meaning.rank for meaning in RESPONSIBILITY_VOCABULARY.meanings}
    worse, other = sorted((first, second), key=lambda part: ranks[part.row.responsibility])
    if worse.row.responsibility != other.row.responsibility:
        return worse
    names = ("provider_does", "organisation_does", "evidence", "date", *_ROLE_FIELDS)
    values = {name: getattr(first.row, name) or getattr(second.row, name) for name in names}
    return replace(first, row=replace(first.row, **values))


def _list_finer_rows(rows: Mapping[str, MatrixRow], part: MatrixPart) -> tuple[str, ...]:
    """Objectives whose rows say more than one row for the whole requirement did: not all there, or
    not all the same.
    """
    objectives = part.requirement.units
    if part.objective is not None or len(objectives) == 1:
        return ()
    present = [rows[item.label] for item in objectives if item.label in rows]
    texts = {_get_duties(row) for row in present}
    was_spread = len(present) == len(objectives) and len(texts) == 1
    if was_spread or texts == {_get_duties(part.row)}:
        return ()
    return tuple(row.objective for row in present)


def _get_duties(row: MatrixRow) -> tuple[str, str, str]:
    return row.responsibility, row.provider_does, row.organisation_does


def _report_finer_rows(part: MatrixPart, finer: Collection[str]) -> Problem:
    message = (
        f"{', '.join(finer)}: the matrix has rows of their own, which stay; the row for the whole"
        " requirement filled in the others"
    )
    hint = "delete those rows to take this one"
    return Problem("OSC012", message, part.number, None, hint, warning=True)


def _report_disagreement(part: MatrixPart, unlike: Sequence[str], taken: MatrixPart) -> Problem:
    message = (
        f"{', '.join(unlike)}: an earlier row says something else; what leaves more to the"
        f" organisation was taken ({taken.row.responsibility})"
    )
    return Problem("OSC012", message, part.number, None, "keep one of the two", warning=True)


def _update_rows(
    rows: dict[str, MatrixRow], by_objective: Mapping[str, MatrixPart], typed: TypedValues
) -> int:
    """How many of the rows that are there change."""
    updated = 0
    # a row for a whole requirement differs from several rows, mostly in the same
    differing: dict[tuple[int | None, _Differences, _Differences], list[str]] = {}
    for label, part in by_objective.items():
        if label not in rows:
            continue
        unlike = _list_differing(rows[label], part.row)
        kept = typed.list_kept(label, unlike)
        if any(item.name == "responsibility" for item in kept):
            # a row of which somebody else is responsible says nothing of this one
            kept = unlike
        if unlike:
            differing.setdefault((part.number, unlike, kept), []).append(label)
        row = _update_row(rows[label], part.row, kept)
        updated += row != rows[label]
        rows[label] = row
    for (number, unlike, kept), labels in differing.items():
        typed.settle(number, ", ".join(labels), unlike, kept)
    return updated


def _list_differing(old: MatrixRow, new: MatrixRow) -> tuple[Difference, ...]:
    names = (*MATRIX_COLUMNS, *MATRIX_ROLES)[1:]
    pairs = zip(names, _write_cells(old)[1:], _write_cells(new)[1:], strict=True)
    return list_differences([(name, before, after) for name, before, after in pairs if after])


def _update_row(old: MatrixRow, new: MatrixRow, kept: Sequence[Difference]) -> MatrixRow:
    """What the new row says and the old one does not, or may lose."""
    names = {item.name for item in kept}
    if "responsibility" in names:
        return old
    return replace(
        old,
        responsibility=new.responsibility,
        provider_does=_choose("provider-does", old.provider_does, new.provider_does, names),
        organisation_does=_choose(
            "organisation-does", old.organisation_does, new.organisation_does, names
        ),
        evidence=_choose("evidence", old.evidence, new.evidence, names),
        date=old.date if "date" in names else new.date or old.date,
        provider_role=_choose("provider-role", old.provider_role, new.provider_role, names),
        organisation_role=_choose(
            "organisation-role", old.organisation_role, new.organisation_role, names
        ),
    )


def _choose(name: str, old: str, new: str, kept: Collection[str]) -> str:
    """The new text; the old one where that is kept, or says the same but for blanks."""
    is_kept = name in kept or not list_differences([(name, old, new)])
    return old if old and is_kept else new or old


def _write_cells(row: MatrixRow) -> tuple[str, ...]:
    return (
        row.objective,
        row.responsibility,
        row.provider_does,
        row.organisation_does,
        row.evidence,
        row.date.isoformat() if row.date else "",
        row.provider_role,
        row.organisation_role,
    )


def _write_matrix(rows: Sequence[MatrixRow]) -> str:
    """The columns of roles stand there where a row has one."""
    cells = [_write_cells(row) for row in rows]
    columns = (*MATRIX_COLUMNS, *MATRIX_ROLES)
    used = [
        index
        for index, name in enumerate(columns)
        if name in MATRIX_COLUMNS or any(row[index] for row in cells)
    ]
    return write_table(
        [columns[index] for index in used], [[row[index] for index in used] for row in cells]
    )
