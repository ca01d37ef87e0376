"""The plan of action of a system: listed, completed with what is missing, closed, its milestones
moved.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from ..assess.freshness import explain_not_current
from ..assess.scores import Unmet
from ..assess.system_status import RequirementResult, Status, evaluate_system
from ..authoring import poam_files
from ..crosswalk.gap_analysis import RequirementGap, analyse_gap
from ..errors import UsageError, WorkspaceError
from ..findings import Finding, Severity, sort_findings
from ..formats.text_file import decode_text
from ..model.system import PoamItem
from ..model.workspace import Work
from ..nearest import suggest_words
from ..store import files, layout
from .crosswalks import read_crosswalks
from .gap_reports import read_controls
from .sound_systems import load_sound, today

# What a new item proposes where no rule of the framework gives it a last day
_PROPOSED_DAYS = 180


@dataclass(frozen=True, slots=True)
class PoamEntry:
    """One item with what its requirements are on that day.

    `days_left` counts to the end of the 180 days, or to its own date.
    """

    item: PoamItem
    unmet: tuple[str, ...]
    days_left: int
    overdue: bool
    limit: dt.date | None


@dataclass(frozen=True, slots=True)
class PoamList:
    """The plan of action; `without` are unmet requirements that no open item covers.

    `unnamed` are unmet objectives of the others that no open item names.
    """

    work: Work
    status: Status
    entries: tuple[PoamEntry, ...]
    without: tuple[str, ...]
    unnamed: tuple[str, ...]


def list_items(root: Path, name: str | None = None, as_of: dt.date | None = None) -> PoamList:
    """Every item, in the order of its files."""
    work = load_sound(root, name)
    day = as_of or today()
    status = evaluate_system(work.system, work.baseline, day)
    unmet = {
        entry.objective.label
        for result in status.results
        if not result.met
        for entry in result.open_objectives
    }
    limit = _close_out(status)
    entries = tuple(
        _entry(item, unmet, limit if item.kind == "poam" else None, day)
        for item in work.system.poam
    )
    without = tuple(_without(work, status))
    unnamed = tuple(_list_unnamed(work, status, without))
    return PoamList(work, status, entries, without, unnamed)


def _list_unnamed(work: Work, status: Status, without: Collection[str]) -> Iterator[str]:
    """Unmet objectives that no item names, of requirements that have one."""
    planned = {label for item in _planning(work) for label in item.objectives}
    for result in status.results:
        if result.requirement.label not in without:
            labels = (entry.objective.label for entry in result.open_objectives)
            yield from (label for label in labels if label not in planned)


def _entry(item: PoamItem, unmet: set[str], limit: dt.date | None, day: dt.date) -> PoamEntry:
    due = min(item.scheduled_completion, limit) if limit else item.scheduled_completion
    return PoamEntry(
        item,
        tuple(label for label in item.objectives if label in unmet),
        (due - day).days,
        item.status == "ongoing" and due < day,
        limit,
    )


def _planning(work: Work) -> tuple[PoamItem, ...]:
    """Open items that make something met: an operational item is about something that is met
    already.
    """
    return tuple(
        item for item in work.system.poam if item.status == "ongoing" and item.kind != "operational"
    )


def _without(work: Work, status: Status) -> list[str]:
    """Unmet requirements that no open poam or remediation item names."""
    named = (label for item in _planning(work) for label in item.objectives)
    about = map(work.baseline.find_requirement_of, named)
    covered = {requirement.label for requirement in about if requirement}
    return [
        result.requirement.label
        for result in status.results
        if not result.met and result.requirement.label not in covered
    ]


def open_missing_items(
    root: Path,
    name: str | None = None,
    as_of: dt.date | None = None,
    *,
    write: bool = True,
    new_uuid: Callable[[], str] | None = None,
) -> tuple[str, ...]:
    """Open one item for every unmet requirement that has none; nothing that exists is touched.

    The files, written or to be written.
    """
    found = list_items(root, name, as_of)
    status, work = found.status, found.work
    report = analyse_gap(
        work.baseline, read_crosswalks(root), read_controls(root), status.as_of, status
    )
    gaps = {item.requirement.label: item for item in report.requirements}
    unmet = {item.requirement.label: item for item in status.unmet}
    folder = f"{layout.system_folder_path(work.system.name)}/poam"
    taken = {item.slug for item in work.system.poam}
    outputs: dict[str, bytes | None] = {}
    for label in found.without:
        slug = poam_files.make_item_slug(label, unmet[label].requirement.title, taken)
        taken.add(slug)
        outputs[f"{folder}/{slug}.md"] = poam_files.write_new_item(
            _opening(status, unmet[label], gaps[label]), new_uuid or _new_uuid
        )
    return files.save(root, outputs) if write else tuple(outputs)


def _opening(status: Status, unmet: Unmet, gap: RequirementGap) -> poam_files.NewPoamItem:
    """Kind poam where 170.21 lets the requirement stay open as it is and the 180 days still run;
    else remediation.
    """
    result = next(
        item for item in status.results if item.requirement.label == unmet.requirement.label
    )
    limit = _close_out(status)
    kind = (
        "poam"
        if limit and status.as_of <= limit and unmet.poam_allowed and status.scored
        else "remediation"
    )
    made = gap.project
    assert made is not None, f"{unmet.requirement.label} is not met, and has no project"
    return poam_files.NewPoamItem(
        label=unmet.requirement.label,
        title=unmet.requirement.title,
        kind=kind,
        weakness=_weakness(result),
        objectives=tuple(entry.objective.label for entry in result.open_objectives),
        owner=_role(status, unmet, made.owner),
        systems=tuple(item for item in made.systems if item in status.system.component_by_slug),
        artifact=made.artifact,
        completion=made.completion,
        identified=status.as_of,
        scheduled=(
            limit if limit and kind == "poam" else status.as_of + dt.timedelta(days=_PROPOSED_DAYS)
        ),
    )


def _close_out(status: Status) -> dt.date | None:
    """The last day of the 180 days, None while there is no conditional status."""
    aim = status.system.engagement.cmmc
    start = aim.conditional_status_date if aim else None
    rule = status.baseline.framework.poam
    return start + dt.timedelta(days=rule.close_out_days) if start and rule else None


def _weakness(result: RequirementResult) -> str:
    """What is open and why, letters with the same reason together."""
    letters: dict[str, str] = {}
    for entry in result.open_objectives:
        why = (entry.reason or "the self-assessment found it not met").rstrip(".; ")
        letters[why] = f"{letters.get(why, '')}[{entry.objective.letter}]"
    return " ".join(f"{named} {why}." for why, named in letters.items())


def _role(status: Status, unmet: Unmet, proposed: str) -> str:
    """The proposed owner if that is a role of the system, by id or title; else the family's, the
    security officer, the first role.
    """
    roles = status.system.people.roles
    known = {item.id for item in roles}
    by_title = {item.title.lower(): item.id for item in roles}
    for name in (
        proposed,
        by_title.get(proposed.lower(), ""),
        status.system.family_owner(unmet.requirement.family),
        "security-officer",
    ):
        if name in known:
            return name
    return roles[0].id


def _new_uuid() -> str:
    return str(uuid.uuid4())


def _rewrite(root: Path, item: PoamItem, edit: Callable[[str], str]) -> tuple[str, ...]:
    """The file of an item edited; its line ends and byte order mark stay."""
    data = files.read(root, item.source.path)
    return files.save(
        root, {item.source.path: poam_files.keep_line_ends(data, edit(decode_text(data).text))}
    )


def _item(work: Work, slug: str) -> PoamItem:
    known = {item.slug: item for item in work.system.poam}
    if slug not in known:
        raise UsageError(
            f'there is no item "{slug}" in the plan of action;'
            f" {suggest_words(slug, known) or 'list them with: attestle poam list'}"
        )
    return known[slug]


def close_item(
    root: Path,
    name: str | None,
    slug: str,
    evidence: tuple[str, ...],
    on: dt.date | None = None,
    *,
    milestones: bool = False,
) -> tuple[str, ...]:
    """Mark an item complete.

    Refused, with every reason, while its evidence is not current or its objectives are not met.
    """
    work = load_sound(root, name)
    item = _item(work, slug)
    if item.status == "complete":
        raise UsageError(f"{slug} was completed on {item.completed}")
    day = on or today()
    cited = tuple(dict.fromkeys((*item.completion_evidence, *evidence)))
    open_steps = tuple(
        index for index, step in enumerate(item.milestones) if step.completed is None
    )
    reasons = [*_evidence_reasons(work, cited, day), *_state_reasons(work, item, day)]
    if not milestones:
        hint = "set completed in the file, or close with --milestones"
        reasons += [
            (f'the milestone "{item.milestones[index].title}" is not completed', hint)
            for index in open_steps
        ]
    if reasons:
        found = [
            Finding(
                "POA005",
                Severity.ERROR,
                item.source.path,
                f"{slug}: {message}",
                "",
                hint,
                item.source.line,
                None,
                item.owner,
            )
            for message, hint in reasons
        ]
        raise WorkspaceError(f"{slug} cannot be closed; nothing was written", sort_findings(found))
    return _rewrite(
        root, item, lambda text: poam_files.close_item_text(text, day, cited, open_steps)
    )


def _evidence_reasons(work: Work, cited: tuple[str, ...], day: dt.date) -> list[tuple[str, str]]:
    register = work.system.evidence_by_id
    if not cited:
        return [("no completion evidence is named", "name it with --evidence ID")]
    unknown = [
        (f'there is no evidence item "{key}"', suggest_words(key, register))
        for key in cited
        if key not in register
    ]
    stale = [
        (reason, "collect it, and register it as final")
        for key in cited
        if key in register and (reason := explain_not_current(register[key], day))
    ]
    return [*unknown, *stale]


def _state_reasons(work: Work, item: PoamItem, day: dt.date) -> list[tuple[str, str]]:
    """What the item is about must be done; an operational item must have been reviewed."""
    status = evaluate_system(work.system, work.baseline, day)
    judged = {
        entry.objective.label: entry for result in status.results for entry in result.objectives
    }
    reasons = (
        [(f"it was identified only on {item.identified}", "give a later day: --on DATE")]
        if day < item.identified
        else []
    )
    if item.kind == "operational" and not item.reviews:
        reasons.append(
            (
                "an operational item is reviewed before it is closed",
                "add a review with its progress",
            )
        )
    return reasons + [
        (
            f"{label} is still {judged[label].state}",
            "correct its state in the requirement file first",
        )
        for label in item.objectives
        if label in judged and not judged[label].counts
    ]


def _find_milestone(item: PoamItem, milestone: str) -> int:
    """The place of a milestone that a user names by its number from 1 or its title."""
    titles = [step.title.lower() for step in item.milestones]
    if milestone.isdigit() and 1 <= int(milestone) <= len(titles):
        return int(milestone) - 1
    if milestone.lower() in titles and not milestone.isdigit():
        return titles.index(milestone.lower())
    way_out = f"it has none yet; add them under milestones: in {item.source.path}"
    if titles:
        shown = [step.title for step in item.milestones]
        way_out = suggest_words(milestone, shown) or f"it has {len(titles)}"
    raise UsageError(f'{item.slug} has no milestone "{milestone}"; {way_out}')


def move_milestone(
    root: Path,
    name: str | None,
    slug: str,
    milestone: str,
    date: dt.date,
    why: str,
    on: dt.date | None = None,
    new_uuid: Callable[[], str] | None = None,
) -> tuple[str, ...]:
    """Give a milestone (by number from 1, or title) another date; the earlier one stays with the
    reason.
    """
    work = load_sound(root, name)
    item = _item(work, slug)
    index = _find_milestone(item, milestone)
    step = item.milestones[index]
    if step.completed is not None:
        raise UsageError(f'"{step.title}" was completed on {step.completed}')
    if step.date == date:
        return ()
    if not why.strip():
        raise UsageError("say why the date moves: --why TEXT")
    identity = (new_uuid or _new_uuid)()
    return _rewrite(
        root,
        item,
        lambda text: poam_files.move_milestone_text(
            text, index, date, was=step.date, on=on or today(), why=why, uuid=identity
        ),
    )
