"""The plan of action of a system: its items listed, opened, closed, their milestones moved."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import partial
from pathlib import Path

from ..assess.freshness import explain_not_current
from ..assess.poam_coverage import covers_unit, list_planning_items, list_uncovered
from ..assess.poam_entries import PoamEntry, find_close_out_day, list_entries
from ..assess.scores import Unmet
from ..assess.system_status import RequirementResult, Status, evaluate_system
from ..authoring import poam_files
from ..authoring.line_ends import keep_line_ends
from ..crosswalk.gap_analysis import analyse_gap
from ..crosswalk.projects import Project
from ..errors import UsageError, WorkspaceError
from ..findings import Finding, Severity, sort_findings
from ..formats.text_file import decode_text
from ..iso_days import add_days
from ..lazy_dataclasses import dataclass
from ..model.baseline import Requirement
from ..model.milestones import PoamItem
from ..model.system import System, derive_id
from ..model.workspace import Work
from ..nearest import suggest_words
from ..store import files, layout
from .clock import make_uuid, today
from .crosswalks import read_crosswalks
from .gap_reports import read_controls
from .poam_lookup import find_item, order_entries
from .sound_systems import load_sound

# What a new item proposes where no rule of the framework gives it a last day
_PROPOSED_DAYS = 180


@dataclass(frozen=True, slots=True)
class PoamList:
    """The plan of action; `without` are unmet requirements that no open item covers.

    `unnamed` are unmet objectives of the others that no open item covers, `to_extend` these per
    requirement with an item of it that could.
    """

    work: Work
    status: Status
    entries: tuple[PoamEntry, ...]
    without: tuple[str, ...]
    to_extend: tuple[tuple[tuple[str, ...], PoamItem], ...]

    @property
    def unnamed(self) -> tuple[str, ...]:
        return tuple(label for labels, _ in self.to_extend for label in labels)


@dataclass(frozen=True, slots=True)
class SyncedItems:
    """What `poam sync` did: `opened` are files written, or to be written.

    `to_extend` are unmet objectives that people add to an item of their requirement, which is
    named by its path.
    """

    opened: tuple[str, ...]
    to_extend: tuple[tuple[tuple[str, ...], str], ...]


def list_items(root: Path, name: str | None = None, as_of: dt.date | None = None) -> PoamList:
    """Every item, in the order of the requirements that they are about."""
    work = load_sound(root, name)
    day = as_of or today()
    status = evaluate_system(work.system, work.baseline, day)
    uncovered = tuple(list_uncovered(status.results, list_planning_items(work.system)))
    without = tuple(entry.result.requirement.label for entry in uncovered if not entry.items)
    to_extend = tuple((entry.labels, entry.items[0]) for entry in uncovered if entry.items)
    return PoamList(work, status, order_entries(work, list_entries(status)), without, to_extend)


def open_missing_items(
    root: Path,
    name: str | None = None,
    as_of: dt.date | None = None,
    *,
    write: bool = True,
    new_uuid: Callable[[], str] | None = None,
) -> tuple[str, ...]:
    """Open one item for every unmet requirement that has none; nothing that exists is touched.

    Their uuids are derived unless `new_uuid` supplies them.

    The files, written or to be written.
    """
    return sync_items(root, name, as_of, write=write, new_uuid=new_uuid).opened


def sync_items(
    root: Path,
    name: str | None = None,
    as_of: dt.date | None = None,
    *,
    write: bool = True,
    new_uuid: Callable[[], str] | None = None,
) -> SyncedItems:
    """As `open_missing_items`, and what is left to people: items to extend."""
    listed = list_items(root, name, as_of)
    status, work = listed.status, listed.work
    report = analyse_gap(
        work.baseline, read_crosswalks(root), read_controls(root), status.as_of, status
    )
    # a requirement that is not met has an open objective, and so a project
    projects = {
        item.requirement.label: item.project for item in report.requirements if item.project
    }
    unmet = {item.requirement.label: item for item in status.unmet}
    folder = f"{layout.system_folder_path(work.system.name)}/poam"
    slugs = {item.slug for item in work.system.poam}
    outputs: dict[str, bytes | None] = {}
    for label in listed.without:
        slug, identity = _name_item(work.system, unmet[label].requirement, slugs)
        slugs.add(slug)
        outputs[f"{folder}/{slug}.md"] = poam_files.write_new_item(
            _open_item(status, unmet[label], projects[label]),
            new_uuid or partial(str, identity),
        )
    opened = files.save(root, outputs) if write else tuple(outputs)
    to_extend = tuple((labels, item.source.path) for labels, item in listed.to_extend)
    return SyncedItems(opened, to_extend)


def _name_item(system: System, requirement: Requirement, slugs: set[str]) -> tuple[str, str]:
    """The first free slug, and a uuid derived from system, requirement and the slug's number.

    So two people who open the same item in two branches write the same file. A uuid that an item
    took along under another name is not free either.
    """
    used = {item.uuid for item in system.poam}
    for number, slug in poam_files.list_item_slugs(requirement.label, requirement.title):
        identity = derive_id(system, "poam-sync", requirement.id, str(number))
        if slug not in slugs and identity not in used:
            break
    return slug, identity


def _open_item(status: Status, unmet: Unmet, project: Project) -> poam_files.NewPoamItem:
    """The item that plans the project of an unmet requirement."""
    requirement = unmet.requirement
    result = next(item for item in status.results if item.requirement.label == requirement.label)
    close_out = find_close_out_day(status) if _may_stay_open(status, unmet) else None
    components = status.system.component_by_slug
    return poam_files.NewPoamItem(
        label=requirement.label,
        title=requirement.title,
        kind="poam" if close_out else "remediation",
        weakness=_describe_weakness(result),
        objectives=tuple(entry.objective.label for entry in result.open_objectives),
        owner=_choose_role(status, unmet, project.owner),
        systems=tuple(item for item in project.systems if item in components),
        artifact=project.artifact,
        completion=project.completion,
        identified=status.as_of,
        scheduled=close_out or add_days(status.as_of, _PROPOSED_DAYS),
    )


def _may_stay_open(status: Status, unmet: Unmet) -> bool:
    """Whether 32 CFR 170.21 lets a requirement be open as it is, while the 180 days still run."""
    limit = find_close_out_day(status)
    return limit is not None and status.as_of <= limit and unmet.poam_allowed and status.scored


def _describe_weakness(result: RequirementResult) -> str:
    """What is open and why, letters with the same reason together."""
    letters: dict[str, str] = {}
    for entry in result.open_objectives:
        why = (entry.reason or "the self-assessment found it not met").rstrip(".; ")
        letters[why] = f"{letters.get(why, '')}[{entry.objective.letter}]"
    return " ".join(f"{of_reason} {why}." for why, of_reason in letters.items())


def _choose_role(status: Status, unmet: Unmet, proposed: str) -> str:
    """The proposed owner if that is a role of the system, by id or title.

    Else the owner of the family, the security officer, the first role.
    """
    roles = status.system.people.roles
    ids = {item.id for item in roles}
    by_title = {item.title.lower(): item.id for item in roles}
    for name in (
        proposed,
        by_title.get(proposed.lower(), ""),
        status.system.family_owner(unmet.requirement.family),
        "security-officer",
    ):
        if name in ids:
            return name
    return roles[0].id


def _rewrite_item(root: Path, item: PoamItem, edit: Callable[[str], str]) -> tuple[str, ...]:
    """The file of an item edited; its line ends and byte order mark stay."""
    data = files.read(root, item.source.path)
    return files.save(root, {item.source.path: keep_line_ends(data, edit(decode_text(data).text))})


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
    item = find_item(work, slug)
    if item.status == "complete":
        raise UsageError(f"{item.slug} was completed on {item.completed}")
    day = on or today()
    cited = tuple(dict.fromkeys((*item.completion_evidence, *evidence)))
    open_steps = tuple(
        index for index, step in enumerate(item.milestones) if step.completed is None
    )
    reasons = [*_doubt_evidence(work, cited, day), *_doubt_state(work, item, day)]
    if not milestones:
        hint = "set completed in the file, or close with --milestones"
        reasons += [
            (f'the milestone "{item.milestones[index].title}" is not completed', hint)
            for index in open_steps
        ]
    if reasons:
        raise WorkspaceError(
            f"{item.slug} cannot be closed; nothing was written",
            sort_findings(_explain_refusal(item, message, hint) for message, hint in reasons),
        )
    return _rewrite_item(
        root, item, lambda text: poam_files.close_item_text(text, day, cited, open_steps)
    )


def _explain_refusal(item: PoamItem, message: str, hint: str) -> Finding:
    return Finding(
        "POA005",
        Severity.ERROR,
        item.source.path,
        f"{item.slug}: {message}",
        hint=hint,
        line=item.source.line,
        owner=item.owner,
    )


def _doubt_evidence(work: Work, cited: tuple[str, ...], day: dt.date) -> list[tuple[str, str]]:
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


def _doubt_state(work: Work, item: PoamItem, day: dt.date) -> list[tuple[str, str]]:
    """Why the item cannot be complete: what it is about must be done.

    An operational item must have been reviewed.
    """
    status = evaluate_system(work.system, work.baseline, day)
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
            f"{entry.objective.label} is still {entry.state}",
            "correct its state in the requirement file first",
        )
        for result in status.results
        for entry in result.objectives
        if covers_unit(item, result.requirement, entry.objective) and not entry.counts
    ]


def _find_milestone(item: PoamItem, milestone: str) -> int:
    """The place of a milestone that a user names by its number from 1, or its title."""
    titles = [step.title for step in item.milestones]
    lowered = [title.lower() for title in titles]
    if milestone.isdigit():
        if 1 <= int(milestone) <= len(titles):
            return int(milestone) - 1
    elif milestone.lower() in lowered:
        return lowered.index(milestone.lower())
    way_out = f"it has none yet; add them under milestones: in {item.source.path}"
    if titles:
        way_out = suggest_words(milestone, titles) or f"it has {len(titles)}"
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
    """Give a milestone (by number from 1, or title) or the item itself (`scheduled-completion`)
    another date.

    The earlier one stays with the reason.
    """
    item = find_item(load_sound(root, name), slug)
    index = None if milestone == poam_files.COMPLETION else _find_milestone(item, milestone)
    title, was, completed = _read_day(item, index)
    if completed is not None:
        raise UsageError(f"{title} was completed on {completed}")
    if was == date:
        return ()
    if not why.strip():
        raise UsageError("say why the date moves: --why TEXT")
    identity = (new_uuid or make_uuid)()
    return _rewrite_item(
        root,
        item,
        lambda text: poam_files.move_day_text(
            text, index, date, was=was, on=on or today(), why=why, uuid=identity
        ),
    )


def _read_day(item: PoamItem, index: int | None) -> tuple[str, dt.date, dt.date | None]:
    """How a message names a milestone or the item itself, its day, and when it was completed."""
    if index is None:
        return item.slug, item.scheduled_completion, item.completed
    step = item.milestones[index]
    return f'"{step.title}"', step.date, step.completed
