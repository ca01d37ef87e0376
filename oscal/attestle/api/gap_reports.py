"""The gap analysis of a workspace: what its SOC 2 programme gives for CMMC, and what is open."""

from __future__ import annotations

import datetime as dt
from functools import partial
from pathlib import Path

from ..authoring.line_ends import keep_line_ends
from ..crosswalk import drafts
from ..crosswalk.gap_analysis import analyse_gap
from ..crosswalk.gaps import GapReport
from ..errors import UsageError
from ..findings import Finding
from ..formats import soc2_controls
from ..formats.text_file import decode_text
from ..lazy_dataclasses import dataclass
from ..model.frameworks import SP_800_171_R2
from ..model.shown_words import TextsChoice
from ..model.soc2 import Soc2Control
from ..store import files, layout, systems
from .catalog_lookup import read_profile_baseline
from .clock import today
from .crosswalks import read_crosswalks
from .sound_systems import ReadSystem, load_sound, read_sound_tree
from .statuses import JudgedSystem, judge_system
from .text_overlays import lay_over


def read_controls(root: Path, names: tuple[str, ...] = ()) -> tuple[Soc2Control, ...]:
    """SOC 2 controls of the component definitions named, or of all."""
    controls: list[Soc2Control] = []
    for name in names or files.list_names(root, "component-definitions"):
        path = layout.document_path("component-definition", name)
        tree = read_sound_tree(root, "component-definition", name)
        of_definition = soc2_controls.read_controls(path, tree)
        if names and not of_definition:
            raise UsageError(
                f"{path} holds no SOC 2 controls; import them with: attestle import"
                f" controls FILE --name {name}"
            )
        controls += of_definition
    return tuple(controls)


@dataclass(frozen=True, slots=True)
class GapReading:
    """An analysis, and the system that it is of; None where it is of SOC 2 controls alone."""

    report: GapReport
    judged: JudgedSystem | None = None

    @property
    def findings(self) -> tuple[Finding, ...]:
        return self.judged.findings if self.judged else ()


def report_gap(
    root: Path,
    name: str | None = None,
    *,
    profile: str | None = None,
    sets: tuple[str, ...] = (),
    as_of: dt.date | None = None,
) -> GapReport:
    """As `read_gap`, the analysis alone."""
    return read_gap(root, name, profile=profile, sets=sets, as_of=as_of).report


def read_gap(
    root: Path,
    name: str | None = None,
    *,
    profile: str | None = None,
    sets: tuple[str, ...] = (),
    as_of: dt.date | None = None,
    judged: JudgedSystem | None = None,
    texts: TextsChoice | None = None,
    read_system: ReadSystem | None = None,
) -> GapReading:
    """The analysis of a system, or of the SOC 2 controls alone.

    Alone before there is a system, and with `profile`; `sets` names component definitions. `judged`
    is the system where it is judged already; `texts` whose words documents of it print;
    `read_system` reads it in another way.
    """
    if profile is not None and name is not None:
        raise UsageError(f'a system has its own profile; leave out "{name}" or --profile')
    day = as_of or today()
    crosswalks = read_crosswalks(root)
    if not crosswalks:
        raise UsageError(
            "the workspace has no crosswalk under mapping-collections/; a new workspace gets one"
            " from: attestle init DIR"
        )
    if profile is not None or (name is None and not systems.list_systems(root)):
        # against what a SOC 2 programme is measured before a system has a profile of its own
        baseline = read_profile_baseline(root, profile or SP_800_171_R2.default_profile)
        return GapReading(analyse_gap(baseline, crosswalks, read_controls(root, sets), day))
    words = partial(lay_over, root, asked=texts)
    judged = judged or judge_system(root, name, day, words, read_system)
    status, controls = judged.status, read_controls(root, sets)
    return GapReading(analyse_gap(status.baseline, crosswalks, controls, day, status), judged)


def offer_drafts(root: Path, report: GapReport) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Put SOC 2 control texts into requirement files as draft sections: offers, never answers.

    The files that changed, and those left as they are because somebody has worked on an earlier
    offer.
    """
    if report.system is None:
        raise UsageError(
            "drafts go into the requirement files of a system; name one, or make one with: attestle"
            " new system NAME"
        )
    load_sound(root, report.name)
    outputs: dict[str, bytes | None] = {}
    worked_on: list[str] = []
    for item in report.requirements:
        answer = report.system.answers.get(item.requirement.id)
        if answer is None:
            continue
        path = answer.source.path
        data = files.read(root, path)
        before = decode_text(data).text
        text = drafts.place_offer(before, drafts.write_offer(item))
        if text is None:
            worked_on.append(path)
        elif text != before:
            outputs[path] = keep_line_ends(data, text)
    return files.save(root, outputs), tuple(worked_on)
