"""`attestle status --if`: a system as it would stand. It reads, and writes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from ..assess.objectives import ALWAYS_ASKED, is_always_asked
from ..assess.presumed_status import (
    NOT_NEEDED,
    PRESUMABLE,
    Presumption,
    list_presumed,
    presume_states,
)
from ..assess.system_status import Status
from ..crosswalk.gap_analysis import analyse_gap
from ..crosswalk.gaps import GapReport
from ..crosswalk.remaining_work import WhatIf, list_remaining
from ..errors import ToolkitError, UsageError
from ..model.baseline import Baseline, Objective, Requirement
from ..nearest import suggest_claim, suggest_words
from .crosswalks import read_crosswalks
from .gap_reports import read_controls

NO_CROSSWALK = "the workspace has no crosswalk, from which the effort is estimated"
# Other spellings of the words
_SPELLINGS = {"n/a": "not-applicable", "na": "not-applicable"}


def judge_what_if(root: Path, status: Status, asked: Sequence[str]) -> WhatIf:
    """`asked` are pairs such as `3.5.3=met`, several with commas between.

    Raises UsageError for an id or word that there is not, and for two words for one thing.
    """
    presumed = read_presumptions(status.baseline, asked)
    after = presume_states(status, presumed)
    report, unknown = _analyse_open(root, after)
    return WhatIf(
        status, after, presumed, list_presumed(status, presumed), list_remaining(after, report),
        unknown,
    )  # fmt: skip


def _analyse_open(root: Path, after: Status) -> tuple[GapReport | None, str]:
    """What closing the rest would take; None, and why, where nothing can be said of it."""
    try:
        crosswalks = read_crosswalks(root)
        if not crosswalks:
            return None, NO_CROSSWALK
        controls = read_controls(root)
    except ToolkitError as error:
        return None, str(error)
    return analyse_gap(after.baseline, crosswalks, controls, after.as_of, after), ""


def read_presumptions(baseline: Baseline, asked: Iterable[str]) -> tuple[Presumption, ...]:
    found: dict[str, Presumption] = {}
    for pair in _split_pairs(asked):
        item = _read_pair(baseline, pair)
        if item.label in found:
            raise UsageError(f"--if names {item.label} twice")
        found[item.label] = item
    if not found:
        raise UsageError("--if needs ID=WORD, such as 3.5.3=met")
    return tuple(found.values())


def _split_pairs(asked: Iterable[str]) -> Iterator[str]:
    for text in asked:
        yield from (part.strip() for part in text.split(",") if part.strip())


def _read_pair(baseline: Baseline, pair: str) -> Presumption:
    name, sign, word = pair.rpartition("=")
    if not sign or not name.strip():
        raise UsageError(f'"{pair}" is not ID=WORD; write such as 3.5.3=met')
    requirement, unit = _find_thing(baseline, name.strip())
    found = Presumption(requirement, unit, _read_word(word.strip()))
    if found.word == NOT_NEEDED and is_always_asked(requirement, unit):
        raise UsageError(f"{found.label} cannot be presumed {NOT_NEEDED}: {ALWAYS_ASKED}")
    return found


def _find_thing(baseline: Baseline, name: str) -> tuple[Requirement, Objective | None]:
    """In every spelling; a requirement before a unit that has its name."""
    if requirement := baseline.find_requirement(name):
        return requirement, None
    if pair := baseline.find_unit(name):
        return pair
    known = (*baseline.by_label, *baseline.objective_labels)
    hint = suggest_words(name, known) or "list them with: attestle catalog show"
    raise UsageError(f'{baseline.profile} has no requirement or objective "{name}"; {hint}')


def _read_word(text: str) -> str:
    folded = "-".join(text.casefold().replace("_", " ").replace("-", " ").split())
    word = _SPELLINGS.get(folded, folded)
    if word not in PRESUMABLE:
        raise UsageError(f'"{text}" cannot be presumed; {suggest_claim(folded, PRESUMABLE)}')
    return word
