"""Reads everything under `ssp/<system>/` into the model; whatever is wrong becomes findings, all of
them in one run.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from ..errors import UsageError
from ..findings import Finding
from ..formats import labels, settings_file
from ..formats.problems import Problem
from ..formats.resolution import resolve
from ..formats.resolved_baseline import read_baseline as read_baseline
from ..model.baseline import Baseline
from ..model.system import (
    Component,
    DocumentedException,
    Engagement,
    Narrative,
    People,
    PoamItem,
    SelfAssessment,
    System,
    SystemCharacteristics,
)
from ..model.workspace import Work
from ..nearest import suggest_words
from . import files, layout
from .crosswalk_help import add_crosswalk_help
from .evidence_files import list_local_files, read_register
from .loader import Loader
from .oscal_documents import as_finding
from .requirement_files import read_answers
from .system_tables import read_inventory, read_providers

Fetch = Callable[[str], dict[str, Any] | None]


def list_systems(root: Path) -> tuple[str, ...]:
    """Systems of the workspace: folders under `ssp/`."""
    return tuple(
        name for name in files.list_names(root, layout.SSP) if (root / layout.SSP / name).is_dir()
    )


def choose_system(root: Path, name: str | None) -> str:
    """The system meant: the one named, or the only one there is."""
    known = list_systems(root)
    if name is not None:
        name = name.removesuffix("/").rpartition("/")[2]
    if name in known:
        return str(name)
    if name is not None:
        raise UsageError(
            f'there is no system "{name}" under {layout.SSP}/;'
            f" {suggest_words(name, known) or 'make one with: attestle new system NAME'}"
        )
    if len(known) == 1:
        return known[0]
    if not known:
        raise UsageError("the workspace has no system yet; make one with: attestle new system NAME")
    raise UsageError(f"the workspace has several systems; name one of: {', '.join(known)}")


def load_system(root: Path, name: str, fetch: Fetch) -> tuple[Work | None, list[Finding]]:
    """Read a system and the baseline of its profile.

    Without a usable `system.md` or profile there is no Work.
    """
    loader = Loader(root, name)
    if (root / loader.folder).is_symlink():
        loader.note(
            loader.folder,
            Problem(
                "OSC006",
                "a symbolic link, which is not followed",
                hint="put the real folder in its place",
            ),
        )
        return None, loader.findings
    if not layout.SLUG.match(name):
        loader.note(
            loader.folder,
            Problem(
                "OSC012",
                f'"{name}" cannot be the name of a system',
                hint="rename the folder: lower-case words joined by -",
            ),
        )
    loader.misnamed()
    if not files.list_names(root, loader.folder):
        hint = (
            f"make the system with: attestle new system {name}; or remove the folder"
            if layout.SLUG.match(name)
            else "remove the folder"
        )
        loader.note(
            f"{loader.folder}/system.md",
            Problem("REF008", "the folder of the system is empty", hint=hint),
        )
        return None, loader.findings
    facts = loader.markdown(
        "system.md", "system", SystemCharacteristics, "description", required=True
    )
    people = loader.yaml("people.yaml", "people", People, required=True)
    engagement = loader.yaml("engagement.yaml", "engagement", Engagement) or Engagement()
    components = loader.each("components", "component", Component, "description")
    baseline = _baseline(loader, facts, fetch) if facts else None
    titles = {item.slug: item.title for item in components}
    parts: dict[str, Any] = {
        "engagement": engagement,
        "assessment": _assessment(loader),
        "boundary": loader.markdown("boundary.md", "narrative", Narrative, "text"),
        "network": loader.markdown("network.md", "narrative", Narrative, "text"),
        "data_flow": loader.markdown("data-flow.md", "narrative", Narrative, "text"),
        "components": components,
        "assets": read_inventory(loader),
        "providers": read_providers(loader),
        "evidence": read_register(loader),
        "poam": _normal_poam(loader.each("poam", "poam", PoamItem, "text")),
        "exceptions": _normal_exceptions(
            loader.each("exceptions", "exception", DocumentedException, "text")
        ),
        "answers": read_answers(loader, baseline, titles) if baseline else MappingProxyType({}),
    }
    if facts is None or people is None or baseline is None:
        return None, loader.findings
    system = System(name=name, characteristics=facts, people=people, **parts)
    return Work(
        system, baseline, list_local_files(root, system), _known_tools(root)
    ), loader.findings


def _baseline(loader: Loader, facts: SystemCharacteristics, fetch: Fetch) -> Baseline | None:
    href = layout.document_href("profile", facts.profile)
    if fetch(href) is None:
        known = files.list_names(loader.root, "profiles")
        loader.note(
            facts.source.path,
            Problem(
                "REF008",
                f'the profile "{facts.profile}" does not exist, or cannot be read',
                hint=suggest_words(facts.profile, known) or "the workspace has no profiles",
                pointer="/profile",
            ),
        )
        return None
    try:
        resolved = resolve(href, fetch)
        result = read_baseline(facts.profile, resolved)
    except (
        AttributeError,
        KeyError,
        TypeError,
        ValueError,
    ):  # not of its schema's shape; OSC002 says where
        message = (
            f'the profile "{facts.profile}" cannot be resolved: it, or a document it imports,'
            " breaks the OSCAL schema"
        )
        loader.note(
            facts.source.path,
            Problem("REF008", message, hint="mend what OSC002 reports first", pointer="/profile"),
        )
        return None
    loader.findings.extend(
        as_finding(layout.document_path("profile", facts.profile), item)
        for item in resolved.problems
    )
    lacking = any(
        item.code in ("REF008", "PRO002") for item in resolved.problems
    )  # whatever is answered would seem to be unknown
    return None if lacking else add_crosswalk_help(result, loader.root, fetch)


def _assessment(loader: Loader) -> SelfAssessment | None:
    found = loader.yaml("assessment.yaml", "assessment", SelfAssessment)
    if found is None:
        return None
    return replace(
        found,
        results=tuple(
            replace(row, objective=labels.normalize_objective(row.objective))
            for row in found.results
        ),
    )


def _normal_poam(items: tuple[PoamItem, ...]) -> tuple[PoamItem, ...]:
    return tuple(
        replace(
            item, objectives=tuple(labels.normalize_objective(text) for text in item.objectives)
        )
        for item in items
    )


def _normal_exceptions(items: tuple[DocumentedException, ...]) -> tuple[DocumentedException, ...]:
    return tuple(
        replace(item, scope=tuple(_scope_id(text) for text in item.scope)) for item in items
    )


def _scope_id(text: str) -> str:
    return labels.normalize_objective(text) if "[" in text else labels.normalize_label(text)


def _known_tools(root: Path) -> tuple[str, ...]:
    """The products that the settings of the workspace name; what is wrong with the settings is told
    by whoever reads them as such.
    """
    try:
        return settings_file.read_settings(files.read(root, layout.SETTINGS))[0].known_tools
    except (FileNotFoundError, files.Unreadable):
        return ()
