"""Plans of other tools taken in: OSCAL of any tool, and the markdown tree of compliance-trestle."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any

from ..assembly.plan_identities import (
    add_information_type_uuids,
    renew_action_identities,
    renew_identities,
)
from ..authoring import review_files, system_files
from ..errors import UsageError, WorkspaceError
from ..formats import strict_json
from ..formats.document_hrefs import list_resource_links
from ..lazy_dataclasses import dataclass
from ..model.baseline import Baseline
from ..model.system import System
from ..plan_import import plan_reader, trestle_markdown
from ..plan_import.plan_actions import is_own_plan_of_action, read_plan_of_action
from ..plan_import.plan_reader import ImportedSystem
from ..plan_import.plan_uuids import part_uuids
from ..store import files, folders, layout, oscal_documents, systems
from ..store.evidence_files import find_local_path
from ..store.reference_files import Addresses
from ..store.workspace_settings import read_addresses
from ..trees import Tree
from ..uuids import fold_tree, fold_uuid
from .catalog_lookup import read_answerable_baseline
from .clock import make_uuid, now
from .finding_places import locate_in
from .sound_systems import check_schema_of, name_requirement_file
from .workspace_setup import write_new_files

MODEL = "system-security-plan"
POAM = "plan-of-action-and-milestones"
_TITLES = {MODEL: "System Security Plan", POAM: "plan of action and milestones"}


@dataclass(frozen=True, slots=True)
class ImportedPlan:
    """A plan taken in.

    The files written; how many requirements have an answer; what stands in the document alone, by
    pointer and reason; what was chosen because the files ask for more than the document says; and
    what the reader of the tool that wrote the markdown would have lost.
    """

    written: tuple[str, ...]
    answered: int
    unplaced: tuple[tuple[str, str], ...]
    chosen: tuple[str, ...]
    dropped: tuple[str, ...] = ()


def import_ssp(
    root: Path,
    name: str,
    file: str,
    data: bytes,
    profile: str | None = None,
    *,
    poam: tuple[str, bytes] | None = None,
    check: bool = False,
    addresses: Addresses = MappingProxyType({}),
) -> ImportedPlan:
    """A System Security Plan of any tool into the files of a new system.

    The document itself stands beside them; with `check` nothing is written. A plan that the
    workspace has under another name gets identities of its own. `poam` is the name and the bytes of
    the plan of action that belongs to a plan of ours; without it the one that stands in the
    workspace is taken.
    """
    layout.check_slug(name, "system")
    tree, changed = _settle_uuids(_parse_document(MODEL, name, file, data))
    written = tree[MODEL]
    present = _find_same_plan(root, name, written)
    if present:
        tree = {**tree, MODEL: renew_identities(dict(written), name)}
        changed = (*changed, _explain_renewal(name, present))
    plan = add_information_type_uuids(dict(tree[MODEL]))
    chosen = profile or _find_profile(root, plan, addresses)
    baseline = read_answerable_baseline(root, chosen, addresses)
    read = _choose_profile(plan_reader.read_system(plan, baseline, name), baseline.profile)
    action = _find_plan_of_action(root, name, written, poam)
    if present and action is not None:
        action = {**action, POAM: renew_action_identities(action[POAM], written, name)}
    system = _add_plan_of_action(read.system, action)
    outputs = system_files.write_system_files(
        system, baseline, partial(name_requirement_file, name)
    )
    _refuse_present_system(root, name)
    documents = {
        **_add_document(root, MODEL, name, tree),
        **_copy_evidence(root, read.system, plan),
    }
    if action is not None:
        documents |= _add_document(root, POAM, name, action)
    outputs = {**documents, **outputs}
    return ImportedPlan(
        tuple(sorted(outputs)) if check else _write_new_system(root, name, outputs, documents),
        _count_answered(read.system),
        read.unplaced,
        (*read.chosen, *changed),
    )


def _explain_renewal(name: str, present: str) -> str:
    return f"uuids and the system id {name} of its own, since {present} has those of the plan"


def _settle_uuids(tree: Any) -> tuple[Any, tuple[str, ...]]:
    """The tree of a document with uuids as the files have them, and in words what is other now."""
    folded, number = fold_tree(tree)
    words: tuple[str, ...] = ()
    if number:
        noun = "uuid" if number == 1 else "uuids"
        words = (f"small letters for {number} {noun} that the plan has in capitals",)
    if not isinstance(folded, dict) or not isinstance(folded.get(MODEL), dict):
        return folded, words
    parted = part_uuids(folded[MODEL])
    return {**folded, MODEL: parted.body}, (*words, *parted.notes)


def _choose_profile(read: ImportedSystem, profile: str) -> ImportedSystem:
    """The system with the profile that it is read by, whatever the document calls its own."""
    facts = read.system.characteristics
    if facts.profile == profile:
        return read
    system = replace(read.system, characteristics=replace(facts, profile=profile))
    words = f'system.md: the profile {profile}, though the document names "{facts.profile}"'
    return replace(read, system=system, chosen=(*read.chosen, words))


def _find_same_plan(root: Path, name: str, plan: Mapping[str, Any]) -> str:
    """The system or plan of another name in the workspace that has the uuid of this one, or ""."""
    uuid = fold_uuid(str(plan.get("uuid", "")))
    for other in files.list_names(root, layout.FOLDER_OF[MODEL]):
        path = layout.document_path(MODEL, other)
        document, _ = oscal_documents.read_document(root, path)
        if other != name and document and fold_uuid(str(document.body.get("uuid"))) == uuid:
            return path
    fetch = oscal_documents.make_href_reader(root)
    for other in systems.list_systems(root):
        work, _ = systems.load_system(root, other, fetch)
        if other != name and work and fold_uuid(work.system.characteristics.uuid) == uuid:
            return layout.system_folder_path(other)
    return ""


def _copy_evidence(root: Path, system: System, plan: Mapping[str, Any]) -> dict[str, bytes]:
    """The evidence files of the system that the plan was assembled from, as far as they are here.

    A plan holds their names and hashes, not what is in them.
    """
    origin = plan_reader.find_origin(plan)
    copies: dict[str, bytes] = {}
    for item in system.evidence:
        for place in item.places if origin not in ("", system.name) else ():
            target = find_local_path(system.name, place.location)
            source = find_local_path(origin, place.location)
            if source and target and files.exists(root, source):
                copies[target] = files.read(root, source)
    return copies


def _find_plan_of_action(
    root: Path, name: str, plan: Tree, given: tuple[str, bytes] | None
) -> Mapping[str, Any] | None:
    """The document of the plan of action of a plan of ours, where there is one."""
    if given is None:
        present, _ = oscal_documents.read_document(root, layout.document_path(POAM, name))
        tree: Mapping[str, Any] | None = _settle_uuids(present.tree)[0] if present else None
        body = tree.get(POAM) if tree else None
        is_ours = isinstance(body, dict) and is_own_plan_of_action(body, str(plan["uuid"]))
        return tree if is_ours else None
    tree, _ = _settle_uuids(_parse_document(POAM, name, *given))
    if not is_own_plan_of_action(tree[POAM], str(plan["uuid"])):
        raise UsageError(
            f"{given[0]} is not the plan of action that attestle wrote for this plan; nothing was"
            " written"
        )
    return tree


def _add_plan_of_action(system: System, document: Mapping[str, Any] | None) -> System:
    if document is None:
        return system
    whole = system.characteristics.this_system_uuid
    return replace(system, poam=read_plan_of_action(document[POAM], system, whole))


def _parse_document(model: str, name: str, file: str, data: bytes) -> Mapping[str, Any]:
    """The tree of a document that is of its schema's shape; `file` is what the user calls it."""
    form = oscal_documents.find_form(file, data)
    path = layout.document_path(model, name).removesuffix(oscal_documents.JSON) + form
    document, found = oscal_documents.parse_document(path, data)
    problems = [replace(item, path=file) for item in found]
    tree = document.tree
    if tree is not None:
        problems += check_schema_of(file, model, tree)
    if tree is None or problems:
        raise WorkspaceError(
            f"{file} is no {_TITLES[model]} that can be read; nothing was written",
            locate_in(form, data, problems),
        )
    return tree


def _add_document(root: Path, model: str, name: str, tree: Mapping[str, Any]) -> dict[str, bytes]:
    """The plan as the document of the new system, unless it is that already.

    It is so too where no more than its uuids are written otherwise.
    """
    path = layout.document_path(model, name)
    present, _ = oscal_documents.read_document(root, path)
    if present is not None and present.tree == tree:
        return {}
    if present is not None and _settle_uuids(present.tree)[0] != tree:
        raise UsageError(
            f"{path} exists already and is another plan; choose another --name, or move it away"
        )
    return {path: strict_json.write_json(dict(tree))}


def import_trestle_ssp(
    root: Path,
    name: str,
    folder: Path,
    profile: str | None = None,
    *,
    new_uuid: Callable[[], str] | None = None,
    stamp: str | None = None,
    addresses: Addresses = MappingProxyType({}),
) -> ImportedPlan:
    """The SSP markdown that compliance-trestle generates, edited by people, as a new system."""
    layout.check_slug(name, "system")
    tree = folders.read_markdown_files(folder)
    if not tree:
        raise UsageError(f"{folder} holds no markdown")
    chosen = profile or _find_profile(
        root, {"import-profile": {"href": trestle_markdown.find_profile(tree)}}, addresses
    )
    baseline = read_answerable_baseline(root, chosen, addresses)
    markdown = trestle_markdown.read_trestle_tree(
        tree, baseline, name, (new_uuid or make_uuid)(), stamp or now()
    )
    read = plan_reader.read_system(markdown.plan, baseline, name)
    if not markdown.plan["control-implementation"]["implemented-requirements"]:
        # three files say enough about what kind of folder it is
        raise UsageError(
            f"no file of {folder} is a control of the profile {chosen}:"
            f" {'; '.join(markdown.problems[:3])}"
        )
    # no document stands behind the markdown whose component would have a uuid to keep
    characteristics = replace(read.system.characteristics, this_system_uuid="")
    system = replace(read.system, characteristics=characteristics)
    outputs = _write_files_with_drafts(system, baseline, markdown.drafts)
    written = _write_new_system(root, name, outputs)
    unplaced = (*read.unplaced, *map(_split_problem, markdown.problems))
    return ImportedPlan(
        written, _count_answered(system), unplaced, read.chosen, tuple(markdown.dropped)
    )


def _split_problem(text: str) -> tuple[str, str]:
    """Place and reason of a problem told as `path: reason`."""
    return text.partition(":")[0], text.partition(": ")[2]


def _write_files_with_drafts(
    system: System, baseline: Baseline, drafts: Mapping[str, Sequence[tuple[str, str]]]
) -> dict[str, bytes]:
    """The files of a system; texts that are no answers are drafts in those of their controls."""
    name_file = partial(name_requirement_file, system.name)
    outputs = system_files.write_system_files(system, baseline, name_file)
    for control, texts in drafts.items():
        path = name_file(baseline.by_id[control])
        outputs[path] = system_files.add_drafts(outputs[path].decode(), texts).encode()
    return outputs


def _count_answered(system: System) -> int:
    return sum(not item.is_blank for item in system.answers.values())


def _refuse_present_system(root: Path, name: str) -> None:
    folder = layout.system_folder_path(name)
    if files.list_names(root, folder):
        raise UsageError(f"{folder} exists already; choose another --name, or move it away")


def _write_new_system(
    root: Path, name: str, outputs: dict[str, bytes], documents: Collection[str] = ()
) -> tuple[str, ...]:
    """Write a system that is not there yet, each file checked against its schema first.

    Of its `documents` one may be there: what is written says the same.
    """
    _refuse_present_system(root, name)
    folder = f"{layout.system_folder_path(name)}/"
    kinds = {
        path: _find_schema_kind(path)
        for path in outputs
        if path.startswith(folder)
        and not path.endswith(".csv")
        and not path.startswith(f"{folder}evidence/")
    }
    return write_new_files(root, outputs, kinds, documents)


def _find_schema_kind(path: str) -> str:
    """The schema of an authored file: a path that names none is a requirement's."""
    schema = review_files.make_schema_line(path)
    return schema[0] if schema else "requirement"


def _find_profile(root: Path, plan: Mapping[str, object], addresses: Addresses) -> str:
    """The profile of the workspace that a plan names.

    By its path, by that of the file in the place of its address, or by the path that a resource of
    its back matter has.
    """
    known = files.list_names(root, "profiles")
    imported = plan.get("import-profile")
    href = str(imported.get("href", "")) if isinstance(imported, dict) else ""
    hrefs = (href, *(list_resource_links(href, plan) if href.startswith("#") else ()))
    stands = {**read_addresses(root), **addresses}
    for place in (*(Path(stands[item]).as_posix() for item in hrefs if item in stands), *hrefs):
        # another tool's href may lead to the same file from anywhere: only its end counts
        folder, name, file = (["", "", *place.split("/")])[-3:]
        if (folder, file) == ("profiles", "profile.json") and name in known:
            return str(name)
    raise UsageError(
        f'the plan names its profile as "{href}", which is none of the workspace; say which one it'
        f" is with --profile: {', '.join(known) or 'there is none yet'}"
    )
