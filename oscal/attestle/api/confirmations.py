"""Answers that were taken over from rows for whole requirements, and their notes taken away after
somebody looked.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ..authoring.line_ends import keep_line_ends
from ..errors import UsageError
from ..formats import labels
from ..formats.note_removal import strip_row_notes
from ..formats.text_file import decode_text
from ..lazy_dataclasses import dataclass
from ..model.baseline import Objective, Requirement
from ..model.row_notes import rests_on_row
from ..model.workspace import Work
from ..nearest import suggest_words
from ..store import files, layout, systems
from .clock import today
from .sound_systems import load_sound


@dataclass(frozen=True, slots=True)
class UnconfirmedAnswer:
    """An objective whose answer stands for its whole requirement."""

    requirement: Requirement
    objective: Objective
    state: str
    note: str


@dataclass(frozen=True, slots=True)
class Confirmation:
    """The answers whose notes went, and the files that were written."""

    answers: tuple[UnconfirmedAnswer, ...]
    written: tuple[str, ...]


def is_system(root: Path, word: str) -> bool:
    """Whether a word is meant as a system; one that is neither that nor an id is told as an id."""
    return word in systems.list_systems(root)


def list_unconfirmed(
    root: Path, system: str | None, ids: Sequence[str] = ()
) -> tuple[UnconfirmedAnswer, ...]:
    """In the order of the catalog; those of some requirements or objectives where ids are given."""
    return _select_answers(load_sound(root, system), ids)


def confirm_answers(
    root: Path, system: str | None, ids: Sequence[str] = (), by: str = ""
) -> Confirmation:
    """Take the notes away; with a role `by` the note says who looked, and on which day.

    Raises UsageError for an id that names nothing, and for a role that the system does not have.
    """
    work = load_sound(root, system)
    roles = [role.id for role in work.system.people.roles]
    if by and by not in roles:
        hint = suggest_words(by, roles)
        raise UsageError(f'"{by}" is no role of people.yaml{"; " if hint else ""}{hint}')
    answers = _select_answers(work, ids)
    seen = f"looked at by {by} on {today().isoformat()}" if by else ""
    outputs: dict[str, bytes] = {}
    for requirement in {item.requirement.id: item.requirement for item in answers}.values():
        path = layout.requirement_file_path(
            work.system.name, requirement.family, requirement.label, requirement.id
        )
        keys = {
            (item.objective.kind, item.objective.section_id)
            for item in answers
            if item.requirement.id == requirement.id
        }
        data = files.read(root, path)
        text = strip_row_notes(decode_text(data).text, keys, seen)
        outputs[path] = keep_line_ends(data, text)
    return Confirmation(answers, files.save(root, outputs))


def _select_answers(work: Work, ids: Sequence[str]) -> tuple[UnconfirmedAnswer, ...]:
    wanted = {label for identity in ids for label in _list_labels(work, identity)}
    found = []
    for requirement in work.baseline.requirements:
        answer = work.system.answers.get(requirement.id)
        for unit in requirement.units if answer else ():
            stated = answer.find_answer(unit) if answer else None
            if stated and rests_on_row(stated.note) and (not ids or unit.label in wanted):
                found.append(UnconfirmedAnswer(requirement, unit, stated.state, stated.note))
    return tuple(found)


def _list_labels(work: Work, identity: str) -> list[str]:
    """The labels of the objectives that an id names."""
    requirement = labels.find_requirement(work.baseline, identity)
    if requirement:
        return [unit.label for unit in requirement.units]
    pair = labels.find_objective(work.baseline, identity)
    if pair is None:
        known = [*work.baseline.by_label, *work.baseline.objective_labels]
        hint = suggest_words(identity, known)
        raise UsageError(
            f'{work.baseline.profile} has no requirement or objective "{identity}"; {hint}'.rstrip(
                "; "
            )
        )
    return [pair[1].label]
