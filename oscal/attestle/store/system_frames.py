"""Reads every file of a system but those of its requirements, and resolves its profile."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..formats.answer_names import list_names
from ..formats.file_names import explain_no_own_files
from ..formats.problems import Problem
from ..formats.profile_resolution import ResolvedProfile, is_nonconformity, resolve_profile
from ..formats.resolved_baseline import read_baseline
from ..model.baseline import Baseline
from ..model.components import Component
from ..model.documented_exceptions import DocumentedException
from ..model.engagement import Engagement
from ..model.milestones import PoamItem
from ..model.people import People
from ..model.system import Narrative, SelfAssessment, System
from ..model.system_characteristics import SystemCharacteristics
from ..nearest import suggest_words
from . import files, layout
from .crosswalk_help import add_crosswalk_help
from .evidence_files import read_register
from .kept_systems import Fetch, SystemFrame
from .loader import Loader
from .oscal_documents import as_finding
from .printed_ids import print_ids
from .shared_documents import derive_once
from .system_tables import check_written, read_inventory, read_providers

# The way out where requirements cannot have a file each
REQUIREMENT_NAMES = (
    "give each control of the catalog an id, or a label, that differs in more than case"
)


def read_frame(loader: Loader, fetch: Fetch) -> SystemFrame:
    """Every file is read even if there will be no system: its findings are told in the same run."""
    before = len(loader.findings)
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
        "written_days": tuple(loader.days),
    }
    return SystemFrame(
        _make_system(loader.name, facts, people, baseline, parts),
        baseline,
        {component.slug: component.title for component in components},
        list_names(evidence, providers, people),
        tuple(loader.findings[before:]),
    )


def _make_system(
    name: str,
    facts: SystemCharacteristics | None,
    people: People | None,
    baseline: Baseline | None,
    parts: Mapping[str, Any],
) -> System | None:
    if facts is None or people is None or baseline is None:
        return None
    return print_ids(System(name=name, characteristics=facts, people=people, **parts), baseline)


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
        resolved, baseline = derive_once(
            ("baseline", facts.profile, href),
            fetch,
            lambda read: _read_profile(facts.profile, resolve_profile(href, read)),
        )
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


def _read_profile(name: str, resolved: ResolvedProfile) -> tuple[ResolvedProfile, Baseline]:
    return resolved, read_baseline(name, resolved)


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
