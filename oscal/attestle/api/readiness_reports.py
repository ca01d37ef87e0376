"""What a lead assessor checks on the first day,
judged over a system and all that is found in it.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from ..assess.habits import judge_habits
from ..assess.readiness_input import RaisedFinding, ReadinessInput
from ..assess.readiness_judgement import ReadinessReport, judge_readiness
from ..findings import Finding
from ..formats.known_findings import KnownFinding, split_findings
from ..formats.project_table import read_project_rules
from ..formats.readiness_table import read_readiness_table
from ..formats.settings_values import AcceptedFinding, Settings
from ..store import cache, layout, systems
from ..store.workspace_settings import read_workspace_settings
from .clock import today
from .draft_states import read_approvers
from .repository_places import find_place
from .sound_systems import name_requirement_file
from .statuses import JudgedSystem, judge_system
from .validation.acceptances import list_days_to_come, split_accepted
from .validation.cached_findings import find_all, make_reader
from .validation.fingerprints import fingerprint
from .validation.targets import Target


def judge_ready(
    root: Path, name: str | None = None, as_of: dt.date | None = None
) -> ReadinessReport:
    """The list of a system on a day; with the system, where it is the only one.

    Raises UsageError for a system that there is not, WorkspaceError where nothing is usable.
    """
    return judge_ready_system(root, judge_system(root, name, as_of or today()))


def judge_ready_system(root: Path, judged: JudgedSystem) -> ReadinessReport:
    """The list of a system that is judged already."""
    status = judged.status
    name = status.system.name
    return judge_readiness(
        ReadinessInput(
            status,
            tuple(list_raised(root, name, status.as_of)),
            read_approvers(root),
            judge_habits(status, read_project_rules().habits) if status.scored else (),
            read_readiness_table(),
            {
                item.requirement.label: name_requirement_file(name, item.requirement)
                for item in status.results
            },
        )
    )


def list_raised(root: Path, system: str, as_of: dt.date) -> Iterator[RaisedFinding]:
    """All that is found in the workspace but for its other systems; what the settings or the
    baseline set aside says so.
    """
    rules = read_workspace_settings(root)
    settings = rules.settings
    place = find_place(settings, os.environ, is_sound=not rules.findings)
    target = Target(root)
    own = (*rules.findings, *list_days_to_come(settings, as_of, today()))
    found = find_all(
        target, settings, as_of, cache.open_cache(root), place, asked_systems=(system,)
    )
    others = [other for other in systems.list_systems(root) if other != system]
    mine = tuple(item for item in (*own, *found) if not layout.is_of_system(item.path, others))
    left = [item for item in mine if settings.leaves_out(item.code, item.path)]
    kept = [item for item in mine if not settings.leaves_out(item.code, item.path)]
    remaining, accepted = split_accepted(kept, settings, as_of, today())
    known = _list_known(remaining, target, rules.baseline)
    yield from (RaisedFinding(item) for item in remaining if item not in known)
    yield from (RaisedFinding(item, f"it is in {rules.baseline_path}") for item in known)
    yield from (RaisedFinding(item, _name_setting(settings)) for item in left)
    yield from (RaisedFinding(item.finding, _name_acceptance(item.entry)) for item in accepted)


def _list_known(
    findings: Sequence[Finding], target: Target, baseline: Sequence[KnownFinding]
) -> frozenset[Finding]:
    if not baseline:
        return frozenset()
    prints = fingerprint(findings, make_reader(target))
    split = split_findings(findings, prints, baseline)
    return frozenset(findings) - frozenset(split.new)


def _name_setting(settings: Settings) -> str:
    return f"{layout.SETTINGS} leaves it out"


def _name_acceptance(entry: AcceptedFinding) -> str:
    until = f" until {entry.until}" if entry.until else ""
    return f"accepted by {entry.by} on {entry.date}{until}: {entry.reason}"
