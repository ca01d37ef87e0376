"""How far a workspace has come on its first day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from ..assess.system_status import find_score_rule
from ..errors import ToolkitError
from ..lazy_dataclasses import dataclass
from ..model.audit_results import is_unstated
from ..model.crosswalk_maps import Reuse
from ..model.objective_answers import ObjectiveAnswer
from ..model.soc2 import Soc2Control
from ..model.system import System
from ..store import layout, systems
from .gap_reports import read_controls, read_gap
from .sound_systems import load_work


@dataclass(frozen=True, slots=True)
class Beginning:
    """What is there already, so that nobody is asked for it again; `owner` is the first role.

    `has_plan` says whether its profile is one with a score and a plan of action.
    """

    system: str = ""
    profile: str = ""
    situation: str = ""
    has_report: bool = False
    has_controls: bool = False
    has_states: bool = False
    has_assets: bool = False
    has_matrix: bool = False
    providers: tuple[str, ...] = ()
    owner: str = ""
    folder: str = ""
    has_plan: bool = False


def read_beginning(root: Path, name: str | None = None) -> Beginning:
    """The workspace and its one system, or the one named."""
    controls = bool(_read_controls(root))
    if name is None and not systems.list_systems(root):
        return Beginning(has_controls=controls)
    work = load_work(root, name)[0]
    system = work.system
    return Beginning(
        system.name,
        system.characteristics.profile,
        system.engagement.situation or "",
        system.engagement.soc2 is not None,
        controls,
        any(item.state for item in _list_objectives(system)),
        bool(system.assets),
        any(item.matrix_rows for item in system.providers),
        tuple(item.slug for item in system.providers),
        next((item.id for item in system.people.roles), ""),
        layout.system_folder_path(system.name),
        find_score_rule(work.baseline) is not None,
    )


def _read_controls(root: Path) -> tuple[Soc2Control, ...]:
    try:
        return read_controls(root)
    except ToolkitError:
        return ()  # what is wrong with them is told by the import and by validate


@dataclass(frozen=True, slots=True)
class Reached:
    """Objectives that a SOC 2 control reaches, without a system, by their grade as `gap` has them,
    and all of them; of the controls how many there are, and of how many nothing says that they
    operate.
    """

    strong: int
    partial: int
    total: int
    controls: int
    unstated: int


def count_reached(root: Path) -> Reached:
    report = read_gap(root, profile=None).report
    tally = Counter(entry.reuse for item in report.requirements for entry in item.objectives)
    controls = _read_controls(root)
    unstated = sum(map(is_unstated, controls))
    return Reached(
        tally[Reuse.STRONG], tally[Reuse.PARTIAL], tally.total(), len(controls), unstated
    )


def list_control_owners(root: Path) -> tuple[str, ...]:
    """Who owns the SOC 2 controls of a workspace, by its inventory; who has most of them first."""
    tally = Counter(control.owner for control in _read_controls(root) if control.owner)
    return tuple(owner for owner, _ in tally.most_common())


def _list_objectives(system: System) -> Iterator[ObjectiveAnswer]:
    for answer in system.answers.values():
        yield from answer.objectives.values()
