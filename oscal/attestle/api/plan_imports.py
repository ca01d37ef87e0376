"""Plans of other tools taken in: OSCAL of any tool, and the markdown tree of compliance-trestle."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from ..assembly import imported_plan
from ..authoring import review_files, system_files
from ..errors import UsageError, WorkspaceError
from ..findings import sort_findings
from ..formats import strict_json
from ..model.baseline import Requirement
from ..plan_import import plan_reader, trestle_markdown
from ..store import files, layout, oscal_documents
from ..trees import Tree
from .catalog_lookup import read_profile_baseline
from .sound_systems import check_schema_of, now
from .workspace_setup import write_new_files


@dataclass(frozen=True, slots=True)
class ImportedPlan:
    """A plan taken in: files written, how many requirements have an answer, what stands in the
    document alone (pointer and reason), and what was chosen because the files ask for more than the
    document says.
    """

    written: tuple[str, ...]
    answered: int
    unplaced: tuple[tuple[str, str], ...]
    chosen: tuple[str, ...]
    dropped: tuple[
        str, ...
    ] = ()  # what the reader of the tool that wrote the markdown would have lost


def import_ssp(
    root: Path,
    name: str,
    file: str,
    data: bytes,
    profile: str | None = None,
    *,
    check: bool = False,
) -> ImportedPlan:
    """A System Security Plan of any tool into the files of a new system, beside the document
    itself; with `check` nothing is written.
    """
    layout.check_slug(name, "system")
    path = layout.document_path("system-security-plan", name)
    tree = _read_plan_document(path, file, data)
    plan = imported_plan.add_information_type_uuids(dict(tree["system-security-plan"]))
    chosen = profile or _profile_of(root, plan)
    baseline = read_profile_baseline(root, chosen)
    taken = plan_reader.read_system(plan, baseline, name)
    path_of = _make_path_of(name)
    outputs = system_files.write_system_files(taken.system, baseline, path_of)
    if files.list_names(root, layout.system_folder_path(name)):
        raise UsageError(
            f"{layout.system_folder_path(name)} exists already; choose another --name, or move it away"
        )
    document_there, _ = oscal_documents.read_document(root, path)
    if document_there is None:
        outputs = {path: strict_json.write_json(tree), **outputs}
    elif document_there.tree != tree:
        raise UsageError(
            f"{path} exists already and is another plan; choose another --name, or move it away"
        )
    written = tuple(sorted(outputs)) if check else _new_system(root, name, outputs)
    return ImportedPlan(
        written,
        sum(not item.is_blank for item in taken.system.answers.values()),
        taken.unplaced,
        taken.chosen,
    )


def import_trestle_ssp(
    root: Path,
    name: str,
    folder: Path,
    profile: str | None = None,
    *,
    new_uuid: Callable[[], str] | None = None,
    stamp: str | None = None,
) -> ImportedPlan:
    """The SSP markdown that compliance-trestle generates, edited by people, into the files of a new
    system.
    """
    layout.check_slug(name, "system")
    tree = _read_markdown_tree(folder)
    chosen = profile or _profile_of(
        root, {"import-profile": {"href": trestle_markdown.find_profile(tree)}}
    )
    baseline = read_profile_baseline(root, chosen)
    found = trestle_markdown.read_trestle_tree(
        tree, baseline, name, (new_uuid or (lambda: str(uuid.uuid4())))(), stamp or now()
    )
    taken = plan_reader.read_system(found.plan, baseline, name)
    if not found.plan["control-implementation"]["implemented-requirements"]:
        raise UsageError(
            f"no file of {folder} is a control of the profile {chosen}:"
            f" {'; '.join(found.problems[:3])}"
        )
    system = replace(
        taken.system, characteristics=replace(taken.system.characteristics, this_system_uuid="")
    )
    path_of = _make_path_of(name)
    outputs = system_files.write_system_files(system, baseline, path_of)
    for control, drafts in found.drafts.items():
        path = path_of(baseline.by_id[control])
        outputs[path] = system_files.add_drafts(outputs[path].decode(), drafts).encode()
    written = _new_system(root, name, outputs)
    unplaced = (
        *taken.unplaced,
        *((text.partition(":")[0], text.partition(": ")[2]) for text in found.problems),
    )
    return ImportedPlan(
        written,
        sum(not item.is_blank for item in system.answers.values()),
        unplaced,
        taken.chosen,
        tuple(found.dropped),
    )


def _read_plan_document(path: str, file: str, data: bytes) -> Tree:
    """The whole document, of its schema's shape; WorkspaceError with all that is wrong otherwise."""
    document, found = oscal_documents.parse_json_document(path, data)
    problems = [replace(item, path=file) for item in found]
    if document.tree is not None:
        problems += check_schema_of(file, "system-security-plan", document.tree)
    if document.tree is None or problems:
        raise WorkspaceError(
            f"{file} is no System Security Plan that can be read; nothing was written",
            sort_findings(problems),
        )
    return dict(document.tree)


def _read_markdown_tree(folder: Path) -> dict[str, bytes]:
    """The markdown files below a folder by their path from there."""
    tree = {
        path.relative_to(folder).as_posix(): files.read_outside(path)
        for path in sorted(folder.rglob("*.md"))
        if path.is_file()
    }
    if not tree:
        raise UsageError(f"{folder} holds no markdown")
    return tree


def _make_path_of(name: str) -> Callable[[Requirement], str]:
    """Where the file of a requirement of the system stands."""
    return lambda requirement: layout.requirement_file_path(
        name, requirement.family, requirement.label, requirement.id
    )


def _new_system(root: Path, name: str, outputs: dict[str, bytes]) -> tuple[str, ...]:
    """Write a system that is not there yet, each file checked against its schema first."""
    if files.list_names(root, layout.system_folder_path(name)):
        raise UsageError(
            f"{layout.system_folder_path(name)} exists already; choose another --name, or move it away"
        )
    folder = f"{layout.system_folder_path(name)}/"
    kinds = {
        item: known[0] if (known := review_files.make_schema_line(item)) else "requirement"
        for item in outputs
        if item.startswith(folder) and not item.endswith(".csv")
    }
    return write_new_files(root, outputs, kinds)


def _profile_of(root: Path, plan: Mapping[str, object]) -> str:
    """The profile of the workspace that a plan names: by its path, or by the path that a resource
    of its back matter has.
    """
    known = files.list_names(root, "profiles")
    imported = plan.get("import-profile")
    href = str(imported.get("href", "")) if isinstance(imported, dict) else ""
    for place in (href, *_list_hrefs_of_resource(plan, href)):
        folder, name, file = (["", "", *place.split("/")])[-3:]
        if (folder, file) == ("profiles", "profile.json") and name in known:
            return name
    raise UsageError(
        f'the plan names its profile as "{href}", which is none of the workspace; say which one it'
        f" is with --profile: {', '.join(known) or 'there is none yet'}"
    )


def _list_hrefs_of_resource(plan: Mapping[str, object], href: str) -> Iterator[str]:
    """Where the resource of the back matter lies that an href such as `#uuid` names."""
    matter = plan.get("back-matter")
    resources = matter.get("resources") if isinstance(matter, dict) else None
    for item in resources or ():
        if isinstance(item, dict) and f"#{item.get('uuid')}" == href:
            yield from (str(link.get("href", "")) for link in item.get("rlinks") or ())
