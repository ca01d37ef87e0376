"""Crosswalks of a workspace: read, with both their sides, checked, built from a team's table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from ..crosswalk import crosswalk_table
from ..crosswalk.map_rows import CrosswalkSides
from ..errors import UsageError, WorkspaceError
from ..findings import Finding, sort_findings
from ..formats import mapping_collection, sheet_search, strict_json
from ..formats.document_hrefs import resolve_href
from ..formats.wanted_columns import WantedColumns
from ..model.baseline import Baseline
from ..model.crosswalk_maps import Crosswalk, Map, Provenance
from ..model.workspace import ReferenceScope, make_workspace
from ..nearest import suggest_words
from ..rules.document_sets import MAPPINGS
from ..rules.rule_input import RuleInput
from ..rules.rule_runs import run_rules
from ..store import files, layout, oscal_documents, shipped
from ..store.workspace_settings import read_addresses
from ..uuids import fold_uuid
from .catalog_lookup import read_controls_of
from .clock import today
from .finding_places import locate_findings
from .sound_systems import check_schema_of, read_sound_document, read_sound_tree

MODEL = "mapping-collection"


def read_crosswalks(root: Path) -> tuple[Crosswalk, ...]:
    """Every crosswalk of the workspace, a later one going before an earlier.

    First those that grade nothing, then those that ship, then a team's own. A collection that
    another tool made says where to look and not how far evidence can be reused, so it takes no
    grade away.
    """
    crosswalks: list[Crosswalk] = []
    for name in _sort_names(files.list_names(root, layout.FOLDER_OF[MODEL])):
        path = layout.document_path(MODEL, name)
        tree = read_sound_tree(root, MODEL, name)
        crosswalks += mapping_collection.read_crosswalks(name, path, tree)
    return tuple(sorted(crosswalks, key=lambda item: item.is_graded))


def _list_shipped() -> tuple[str, ...]:
    return files.list_names(shipped.find_content_root(), layout.FOLDER_OF[MODEL])


def _sort_names(names: Iterable[str]) -> list[str]:
    """The names of crosswalks, those that ship first."""
    ships = set(_list_shipped())
    return sorted(names, key=lambda name: (name not in ships, name))


def list_sides(root: Path, name: str | None = None) -> CrosswalkSides:
    """The crosswalk named, or the one that ships, with the controls of its catalogs."""
    crosswalk = _choose_crosswalk(root, name)
    source = _read_side(root, crosswalk, crosswalk.source_href)
    target = _read_side(root, crosswalk, crosswalk.target_href)
    maps = tuple(
        replace(
            item,
            criterion=find_control_of(source, item.criterion),
            requirement=find_control_of(target, item.requirement),
        )
        for item in crosswalk.maps
    )
    return CrosswalkSides(replace(crosswalk, maps=maps), source, target)


def _choose_crosswalk(root: Path, name: str | None) -> Crosswalk:
    crosswalks = read_crosswalks(root)
    if not crosswalks:
        raise UsageError("the workspace has no crosswalk under mapping-collections/")
    names = _sort_names({item.name for item in crosswalks})
    chosen = name or names[0]
    for item in crosswalks:
        if item.name == chosen:
            return item
    raise UsageError(f'there is no crosswalk "{name}"; {suggest_words(name or "", names)}')


def find_control_of(side: Baseline, identity: str) -> str:
    """The control of a statement that a map of another tool names.

    The id of a part begins with that of its control.
    """
    if identity in side.by_id:
        return identity
    controls = (key for key in side.by_id if identity.startswith(f"{key}_"))
    return max(controls, key=len, default=identity)


def _read_side(root: Path, crosswalk: Crosswalk, href: str) -> Baseline:
    """The controls of the catalog or profile that a crosswalk names as its source or target."""
    model, name = _split_href(root, crosswalk, href) or ("", "")
    if model not in ("catalog", "profile"):
        raise WorkspaceError(
            f'the crosswalk names "{href}", which is no catalog or profile of the workspace'
        )
    return read_controls_of(root, name)


def _split_href(root: Path, crosswalk: Crosswalk, href: str) -> tuple[str, str] | None:
    """Model and name of the document of the workspace that an href of a crosswalk leads to."""
    holder, _ = oscal_documents.read_document(root, layout.document_path(MODEL, crosswalk.name))
    if holder is None:
        return None
    places = read_addresses(root)
    scope = ReferenceScope(root.as_posix(), addresses=frozenset(places))
    path = resolve_href(href, holder, scope, lambda path: files.exists(root, path)).path or ""
    return layout.split_document_path(places.get(path, path))


def _find_sides(root: Path, crosswalk: Crosswalk) -> tuple[object, object]:
    """What its source and target lead to, however the hrefs are written."""
    hrefs = (crosswalk.source_href, crosswalk.target_href)
    source, target = (_split_href(root, crosswalk, href) or href for href in hrefs)
    return source, target


def find_overlays(root: Path, made: Crosswalk, control: str) -> tuple[tuple[str, Map], ...]:
    """What other crosswalks between the same catalogs say of a control, with their names."""
    sides = _find_sides(root, made)
    others = [
        item
        for item in read_crosswalks(root)
        if item.name != made.name and _find_sides(root, item) == sides
    ]
    return tuple(
        (item.name, entry)
        for item in others
        for entry in item.of_requirement(control) or item.of_criterion(control)
    )


def check_crosswalks(root: Path, name: str | None = None) -> tuple[Finding, ...]:
    """What `crosswalk check` says: the MAP rules over the workspace's documents."""
    path = _find_crosswalk_path(root, name) if name else ""
    documents, found = oscal_documents.read_documents(root)
    rule_input = RuleInput(make_workspace(documents, (), frozenset()), today())
    findings = [*found, *run_rules(rule_input, MAPPINGS)]
    for item in documents:
        if item.model == MODEL and item.tree is not None:
            findings += check_schema_of(item.path, item.model, item.tree)
    return locate_findings(
        root, sort_findings(item for item in findings if _is_about_crosswalk(item, path))
    )


def _find_crosswalk_path(root: Path, name: str) -> str:
    # the crosswalk that ships has an underscore between the names of its two sides
    layout.check_slug(name.replace("_", "-"), "crosswalk")
    path = layout.document_path(MODEL, name)
    if not files.exists(root, path):
        raise UsageError(
            f'there is no crosswalk "{name}";'
            f" {suggest_words(name, files.list_names(root, layout.FOLDER_OF[MODEL]))}"
        )
    return path


def _is_about_crosswalk(item: Finding, path: str) -> bool:
    """Whether a finding is about crosswalks, and about that one where one is named.

    MAP008 stands at a profile made from a crosswalk, so no path tells which one it is about.
    """
    folder = f"{layout.FOLDER_OF[MODEL]}/"
    if not (item.code.startswith("MAP") or item.path.startswith(folder)):
        return False
    return not path or item.path == path or item.code == "MAP008"


def build_crosswalk(
    root: Path,
    name: str,
    data: bytes,
    facts: Provenance,
    given: Mapping[str, str],
    like: str | None = None,
    sheet: str | None = None,
) -> tuple[str, int, tuple[Finding, ...]]:
    """Write a team's own table as a mapping-collection; its path, number of maps, and warnings.

    It is between the resources of the crosswalk `like`. Raises WorkspaceError with every mistake;
    nothing is written while there is one.
    """
    layout.check_slug(name, "crosswalk")
    sides = list_sides(root, like)
    path = layout.document_path(MODEL, name)
    _refuse_other_crosswalk(root, name, path)
    maps, findings = _read_table(sides, data, facts.file, given, sheet)
    like_it = sides.crosswalk
    made = Crosswalk(name, like_it.source_href, like_it.target_href, facts, maps)
    objectives = {item.id: len(item.objectives) for item in sides.target.requirements}
    # a table knows its day and no time: midnight, so that the same table gives the same bytes
    stamp = f"{facts.date}T00:00:00+00:00"
    tree = mapping_collection.write_crosswalk(made, objectives.__getitem__, stamp)
    from ..upstream.models import check_round_trip  # trestle takes a second to import

    check_round_trip(MODEL, tree)
    files.save(root, {path: strict_json.write_json(tree)})
    return path, len(maps), sort_findings(findings)


def _refuse_other_crosswalk(root: Path, name: str, path: str) -> None:
    """A table makes a crosswalk of a new name, or makes its own anew; others stay."""
    if name in _list_shipped():
        raise UsageError(
            f'"{name}" is a crosswalk that ships; give your own another name, it goes before ours'
            " on the same pair"
        )
    if not files.exists(root, path):
        return
    present = read_sound_document(root, MODEL, name)
    if fold_uuid(present.body["uuid"]) != mapping_collection.derive_map_uuid(name):
        raise UsageError(
            f"{path} was not built from a table and stays as it is; give yours another name"
        )


def _read_table(
    sides: CrosswalkSides, data: bytes, file: str, given: Mapping[str, str], sheet: str | None
) -> tuple[tuple[Map, ...], list[Finding]]:
    wanted = WantedColumns(crosswalk_table.COLUMNS, tuple(crosswalk_table.REQUIRED), given)
    read = sheet_search.find_table(data, wanted, (sheet,) if sheet else ())
    maps, problems = crosswalk_table.read_maps(read.records, sides.source, sides.target)
    findings = [oscal_documents.as_finding(file, item) for item in (*read.problems, *problems)]
    if any(item.is_error for item in findings):
        raise WorkspaceError(
            f"{file} cannot be built; nothing was written", sort_findings(findings)
        )
    if not maps:
        raise WorkspaceError(f"{file} holds no row", sort_findings(findings))
    return maps, findings
