"""Reads everything under `ssp/<system>/` into the model; what is wrong becomes findings."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from ..errors import UsageError
from ..findings import Finding
from ..formats import settings_file
from ..formats.answer_names import AnswerNames, list_names
from ..formats.file_names import explain_no_own_files
from ..formats.problems import Problem
from ..formats.profile_resolution import ResolvedProfile, is_nonconformity, resolve_profile
from ..formats.resolved_baseline import read_baseline
from ..model.baseline import Baseline, fill_baseline
from ..model.system import (
    Component,
    DocumentedException,
    Engagement,
    Narrative,
    People,
    PoamItem,
    RequirementAnswer,
    SelfAssessment,
    System,
    SystemCharacteristics,
)
from ..model.workspace import Work
from ..nearest import suggest_words
from . import files, layout
from .crosswalk_help import add_crosswalk_help
from .evidence_files import list_false_pictures, list_local_files, read_register
from .loader import Loader
from .oscal_documents import as_finding
from .printed_ids import print_ids
from .requirement_files import read_answers
from .system_tables import check_written, read_inventory, read_providers

# The way out where requirements cannot have a file each
REQUIREMENT_NAMES = (
    "give each control of the catalog an id, or a label, that differs in more than case"
)
Fetch = Callable[[str], dict[str, Any] | None]


@dataclass(frozen=True, slots=True)
class SystemReading:
    """A system as it was read, None where it cannot be worked on, and what was found wrong.

    `missing` are by file the uuids to be filled in, by pointer or line.
    """

    work: Work | None
    findings: list[Finding]
    missing: Mapping[str, Mapping[str, str]]


def list_systems(root: Path) -> tuple[str, ...]:
    """Systems of the workspace: folders under `ssp/`."""
    return tuple(
        name for name in files.list_names(root, layout.SSP) if (root / layout.SSP / name).is_dir()
    )


def choose_system(root: Path, name: str | None) -> str:
    """The system meant: the one named, or the only one there is."""
    systems = list_systems(root)
    if name is not None:
        name = name.removesuffix("/").rpartition("/")[2]
    if name in systems:
        return str(name)
    if name is not None:
        raise UsageError(
            f'there is no system "{name}" under {layout.SSP}/;'
            f" {suggest_words(name, systems) or 'make one with: attestle new system NAME'}"
        )
    if len(systems) == 1:
        return systems[0]
    if not systems:
        raise UsageError("the workspace has no system yet; make one with: attestle new system NAME")
    raise UsageError(
        f"the workspace has several systems; name one of: {', '.join(systems)}, behind the command"
        f" (attestle status {systems[0]}) or with --system where it has that"
    )


def load_system(root: Path, name: str, fetch: Fetch) -> tuple[Work | None, list[Finding]]:
    """Read a system and the baseline of its profile.

    Without a usable `system.md` or profile there is no Work.
    """
    reading = read_system(root, name, fetch)
    return reading.work, reading.findings


def read_system(root: Path, name: str, fetch: Fetch) -> SystemReading:
    """A system with the uuids that it lacks, which the model has already."""
    loader = Loader(root, name)
    work = _read_work(loader, fetch) if _is_readable_folder(loader) else None
    return SystemReading(work, loader.findings, loader.missing.by_path)


def _read_work(loader: Loader, fetch: Fetch) -> Work | None:
    facts = loader.read_markdown(
        "system.md", "system", SystemCharacteristics, "description", required=True
    )
    people = loader.read_yaml("people.yaml", "people", People, required=True)
    engagement = loader.read_yaml("engagement.yaml", "engagement", Engagement) or Engagement()
    components = loader.read_folder("components", "component", Component, "description")
    baseline = _resolve_baseline(loader, facts, fetch) if facts else None
    assets, providers, evidence = (
        read_inventory(loader),
        read_providers(loader),
        read_register(loader),
    )
    check_written(loader)
    names = list_names(evidence, providers, people)
    # every file is read even if there will be no Work: its findings are told in the same run
    parts: dict[str, Any] = {
        "engagement": engagement,
        "assessment": loader.read_yaml("assessment.yaml", "assessment", SelfAssessment),
        "boundary": loader.read_markdown("boundary.md", "narrative", Narrative, "text"),
        "network": loader.read_markdown("network.md", "narrative", Narrative, "text"),
        "data_flow": loader.read_markdown("data-flow.md", "narrative", Narrative, "text"),
        "components": components,
        "assets": assets,
        "providers": providers,
        "evidence": evidence,
        "poam": loader.read_folder("poam", "poam", PoamItem, "text"),
        "exceptions": loader.read_folder("exceptions", "exception", DocumentedException, "text"),
        "answers": _read_answers(loader, baseline, components, names),
    }
    if facts is None or people is None or baseline is None:
        return None
    parts["written_days"] = tuple(loader.days)
    written = System(name=loader.name, characteristics=facts, people=people, **parts)
    system = print_ids(written, baseline)
    baseline = fill_baseline(
        baseline, {key: answer.parameters for key, answer in system.answers.items()}
    )
    return Work(
        system,
        baseline,
        list_local_files(loader.root, system),
        _read_known_tools(loader.root),
        list_false_pictures(loader.root, system),
    )


def _is_readable_folder(loader: Loader) -> bool:
    """Whether the folder of the system is one and holds something; notes what is wrong with it."""
    if (loader.root / loader.folder).is_symlink():
        loader.note(
            loader.folder,
            Problem(
                "OSC006",
                "a symbolic link, which is not followed",
                hint="put the real folder in its place",
            ),
        )
        return False
    is_slug = layout.SLUG.match(loader.name) is not None
    if not is_slug:
        loader.note(
            loader.folder,
            Problem(
                "OSC012",
                f'"{loader.name}" cannot be the name of a system',
                hint="rename the folder: lower-case words joined by -",
            ),
        )
    loader.note_misnamed()
    loader.note_unportable()
    if files.list_names(loader.root, loader.folder):
        return True
    make = f"make the system with: attestle new system {loader.name}; or "
    loader.note(
        f"{loader.folder}/system.md",
        Problem(
            "REF008",
            "the folder of the system is empty",
            hint=f"{make if is_slug else ''}remove the folder",
        ),
    )
    return False


def _resolve_baseline(
    loader: Loader, facts: SystemCharacteristics, fetch: Fetch
) -> Baseline | None:
    """The requirements of the system's profile; None, and why in a finding, if there are none."""
    href = layout.document_href("profile", facts.profile)
    if fetch(href) is None:
        names = files.list_names(loader.root, "profiles")
        loader.note(
            facts.source.path,
            Problem(
                "REF008",
                f'the profile "{facts.profile}" does not exist, or cannot be read',
                hint=suggest_words(facts.profile, names) or "the workspace has no profiles",
                pointer="/profile",
            ),
        )
        return None
    try:
        resolved = resolve_profile(href, fetch)
        baseline = read_baseline(facts.profile, resolved)
    except (AttributeError, KeyError, TypeError, ValueError):
        # not of its schema's shape; OSC002 says where
        loader.note(
            facts.source.path,
            Problem(
                "REF008",
                f'the profile "{facts.profile}" cannot be resolved: it, or a document it imports,'
                " breaks the OSCAL schema",
                hint="mend what OSC002 reports first",
                pointer="/profile",
            ),
        )
        return None
    loader.note(facts.source.path, *_report_shared_files(baseline))
    path = layout.document_path("profile", facts.profile)
    loader.findings.extend(as_finding(path, problem) for problem in _list_own_problems(resolved))
    # without a source, or in a circle of profiles, whatever is answered would seem to be unknown
    if any(item.is_error and item.code != "PRO001" for item in resolved.problems):
        return None
    return add_crosswalk_help(baseline, loader.root, fetch)


def _list_own_problems(resolved: ResolvedProfile) -> Iterator[Problem]:
    """What is odd in a profile further down, or breaks OSCAL, is told of that document."""
    for problem in resolved.problems:
        if problem.is_error or (problem in resolved.own and not is_nonconformity(problem)):
            yield problem


def _report_shared_files(baseline: Baseline) -> Iterator[Problem]:
    """Requirements of the profile that cannot have a file each."""
    for reason in explain_shared_files(baseline):
        yield Problem("OSC026", reason, hint=REQUIREMENT_NAMES, pointer="/profile")


def explain_shared_files(baseline: Baseline) -> Iterator[str]:
    """Why requirements of a profile cannot have a file each."""
    return explain_no_own_files(
        (item.family, item.label, item.id) for item in baseline.requirements
    )


def _read_answers(
    loader: Loader,
    baseline: Baseline | None,
    components: tuple[Component, ...],
    names: AnswerNames,
) -> Mapping[str, RequirementAnswer]:
    """Empty without a baseline: what a file answers is decided by its requirement."""
    if baseline is None:
        return MappingProxyType({})
    titles = {component.slug: component.title for component in components}
    return read_answers(loader, baseline, titles, names)


def _read_known_tools(root: Path) -> tuple[str, ...]:
    """The products that the settings of the workspace name.

    What is wrong with the settings is told by whoever reads them as such.
    """
    try:
        return settings_file.read_settings(files.read(root, layout.SETTINGS))[0].known_tools
    except (FileNotFoundError, files.Unreadable):
        return ()
