"""What the plan of a leveraged system exports, into the matrix of the provider that runs it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field, replace
from typing import Any

from ..formats import labels
from ..formats.problems import Problem
from ..formats.sheet_days import read_sheet_day
from ..lazy_dataclasses import dataclass
from ..model.baseline import Objective, Requirement
from ..model.derived_ids import NAMESPACE
from ..model.providers import MatrixRow
from ..model.words import ORGANISATION, PROVIDER, SHARED
from ..model.workspace import Work
from .importer import Placement, ProviderTarget
from .matrix_merge import MatrixPart, merge_matrix
from .row_fates import REFUSED, TAKEN, RowFate
from .sheet_rows import fold_cell


@dataclass(slots=True)
class _Export:
    """Texts that by-components export for one control, statement or objective, each once."""

    provided: list[str] = field(default_factory=list)
    responsibilities: list[str] = field(default_factory=list)

    @property
    def responsibility(self) -> str:
        """What is provided and also leaves something to do is done by both."""
        if self.provided and self.responsibilities:
            return SHARED
        return PROVIDER if self.provided else ORGANISATION


def place_exports(target: ProviderTarget, plan: Mapping[str, Any]) -> tuple[Placement, int]:
    """What becomes of the exports, and for how many controls, statements and objectives the plan
    exports anything. In the account of the rows an export stands as a row of its own id.
    """
    body = plan["system-security-plan"]
    # the day of an instant such as 2026-11-25T00:00:00Z
    stamp = str(body["metadata"].get("last-modified", ""))[:10]
    day = read_sheet_day(stamp) if stamp else None
    exports = _collect_exports(body)
    parts: list[MatrixPart] = []
    problems: list[Problem] = []
    fates: list[RowFate] = []
    for number, ((identity, letter), export) in enumerate(exports.items(), 1):
        subject = _find_exported(target.work, identity, letter)
        written = _write_exported(identity, letter)
        if subject is None:
            problems.append(_report_unknown(target.work, written))
            fates.append(RowFate(written, number, REFUSED, (), (problems[-1].message,)))
            continue
        became = (subject[1] or subject[0]).label
        fates.append(RowFate(written, number, TAKEN, (became,)))
        row = MatrixRow(
            "",
            export.responsibility,
            " ".join(export.provided),
            " ".join(export.responsibilities),
            "",
            day,
        )
        parts.append(MatrixPart(None, *subject, row))
    merged = merge_matrix(target, parts, problems)
    return replace(merged, fates=tuple(fates)), len(exports)


def _write_exported(identity: str, letter: str) -> str:
    return f"{identity}[{letter}]" if letter else identity


def _report_unknown(work: Work, written: str) -> Problem:
    message = (
        f'"{written}" is no requirement or objective of {work.baseline.profile}; what is exported'
        " for it was not taken"
    )
    return Problem("OSC012", message, None)


def _collect_exports(body: Mapping[str, Any]) -> dict[tuple[str, str], _Export]:
    """By control or statement id and letter of the objective, "" for the whole."""
    exports: dict[tuple[str, str], _Export] = {}
    for identity, item in _list_by_components(body):
        export = item.get("export", {})
        provided = [fold_cell(entry["description"]) for entry in export.get("provided", ())]
        duties = [fold_cell(entry["description"]) for entry in export.get("responsibilities", ())]
        if not provided and not duties:
            continue
        for letter in _list_letters(item) or ("",):
            collected = exports.setdefault((identity, letter), _Export())
            _add_texts(collected.provided, provided)
            _add_texts(collected.responsibilities, duties)
    return exports


def _list_by_components(body: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Each by-component with the id of its control or statement."""
    for requirement in body["control-implementation"]["implemented-requirements"]:
        yield from ((requirement["control-id"], item) for item in _list_items(requirement))
        for statement in requirement.get("statements", ()):
            yield from ((statement["statement-id"], item) for item in _list_items(statement))


def _list_items(holder: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return list(holder.get("by-components", ()))


def _list_letters(item: Mapping[str, Any]) -> tuple[str, ...]:
    """The objectives that a by-component of ours names."""
    return tuple(
        prop["value"]
        for prop in item.get("props", ())
        if prop["name"] == "objective" and prop.get("ns") == NAMESPACE
    )


def _add_texts(texts: list[str], more: list[str]) -> None:
    texts += [text for text in dict.fromkeys(more) if text not in texts]


def _find_exported(
    work: Work, identity: str, letter: str
) -> tuple[Requirement, Objective | None] | None:
    """The objective, or the whole requirement, that an id of another plan means here."""
    pair = labels.find_objective(work.baseline, f"{identity}[{letter}]" if letter else identity)
    # a requirement with one objective is found too: without a letter it means the requirement
    signs = ("_obj.", "_smt.", "[")
    if pair is not None and (letter or any(sign in identity for sign in signs)):
        return pair
    requirement = labels.find_requirement(work.baseline, identity.removesuffix("_smt"))
    if requirement is None or not letter:
        return (requirement, None) if requirement else None
    objective = requirement.unit(letter)
    return (requirement, objective) if objective else None
