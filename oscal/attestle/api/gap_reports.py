"""From SOC 2 to CMMC: crosswalks, controls and the gap analysis of a workspace."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from ..assess.system_status import evaluate_system
from ..authoring import poam_files
from ..crosswalk import crosswalk_table, drafts
from ..crosswalk.gap_analysis import GapReport, analyse_gap
from ..crosswalk.map_rows import CrosswalkSides
from ..errors import UsageError, WorkspaceError
from ..findings import Finding, sort_findings
from ..formats import mapping_collection, sheet_columns, soc2_controls, spreadsheet, strict_json
from ..formats.text_file import decode_text
from ..model.baseline import Baseline
from ..model.crosswalk_maps import Crosswalk, Map, Provenance
from ..model.soc2 import Soc2Control
from ..model.workspace import Document, make_workspace
from ..nearest import suggest_words
from ..rules import MAPPINGS
from ..rules import run_rules as check_rules
from ..rules.rule_input import RuleInput
from ..store import files, layout, oscal_documents, shipped, systems
from .catalog_lookup import read_controls_of, read_profile_baseline
from .sound_systems import check_schema_of, load_sound, locate_findings, today

DEFAULT_PROFILE = "cmmc-level-2"


def read_sound_document(root: Path, model: str, name: str) -> Document:
    """A document that parses and is of its schema's shape; otherwise WorkspaceError with all that
    is wrong.
    """
    path = layout.document_path(model, name)
    document, found = oscal_documents.read_document(root, path)
    if document is None:
        known = files.list_names(root, layout.FOLDER_OF[model])
        raise UsageError(
            f'there is no {model} "{name}";'
            f" {suggest_words(name, known) or f'the workspace has {len(known)}'}"
        )
    problems: list[Finding] = list(found)
    if document.tree is not None:
        problems += check_schema_of(path, model, document.tree)
    if problems:
        raise WorkspaceError(f"{path} cannot be used", problems)
    return document


def read_crosswalks(root: Path) -> tuple[Crosswalk, ...]:
    """Every crosswalk of the workspace, a later one going before an earlier: those that grade
    nothing, those that ship, a team's own.

    A collection that another tool made says where to look and not how far evidence can be reused,
    so it takes no grade away.
    """
    ours = set(files.list_names(shipped.find_content_root(), "mapping-collections"))
    names = sorted(
        files.list_names(root, "mapping-collections"), key=lambda name: (name not in ours, name)
    )
    found: list[Crosswalk] = []
    for name in names:
        document = read_sound_document(root, "mapping-collection", name)
        assert document.tree is not None
        found += mapping_collection.read_crosswalks(name, document.path, document.tree)
    return tuple(sorted(found, key=lambda item: item.is_graded))


def read_controls(root: Path, names: tuple[str, ...] = ()) -> tuple[Soc2Control, ...]:
    """SOC 2 controls of the component definitions named, or of all."""
    found: list[Soc2Control] = []
    for name in names or files.list_names(root, "component-definitions"):
        document = read_sound_document(root, "component-definition", name)
        assert document.tree is not None
        mine = soc2_controls.read_controls(document.path, document.tree)
        if names and not mine:
            raise UsageError(
                f"{document.path} holds no SOC 2 controls; import them with: attestle import"
                f" controls FILE --name {name}"
            )
        found += mine
    return tuple(found)


def report_gap(
    root: Path,
    name: str | None = None,
    *,
    profile: str | None = None,
    sets: tuple[str, ...] = (),
    as_of: dt.date | None = None,
) -> GapReport:
    """The analysis of a system; before there is one (or with `profile`) from the SOC 2 controls
    alone.
    """
    if profile is not None and name is not None:
        raise UsageError(f'a system has its own profile; leave out "{name}" or --profile')
    day = as_of or today()
    known = read_crosswalks(root)
    if not known:
        raise UsageError(
            "the workspace has no crosswalk under mapping-collections/; a new workspace gets one"
            " from: attestle init DIR"
        )
    if profile is not None or (name is None and not systems.list_systems(root)):
        baseline = read_profile_baseline(root, profile or DEFAULT_PROFILE)
        return analyse_gap(baseline, known, read_controls(root, sets), day)
    work = load_sound(root, name)
    return analyse_gap(
        work.baseline,
        known,
        read_controls(root, sets),
        day,
        evaluate_system(work.system, work.baseline, day),
    )


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
    outputs: dict[str, bytes | None] = {}
    kept: list[str] = []
    for item in report.requirements:
        answer = report.system.answers.get(item.requirement.id)
        if answer is None:
            continue
        path = answer.source.path
        data = files.read(root, path)
        present = decode_text(data).text
        text = drafts.place_offer(present, drafts.write_offer(item))
        if text is None:
            kept.append(path)
        elif text != present:
            outputs[path] = poam_files.keep_line_ends(data, text)
    return files.save(root, outputs), tuple(kept)


def list_sides(root: Path, name: str | None = None) -> CrosswalkSides:
    """The crosswalk named, or the one that ships."""
    known = read_crosswalks(root)
    ours = set(files.list_names(shipped.find_content_root(), "mapping-collections"))
    names = sorted({item.name for item in known}, key=lambda entry: (entry not in ours, entry))
    found = next(
        (item for item in known if item.name == (name or (names[0] if names else ""))), None
    )
    if found is None:
        raise UsageError(
            f'there is no crosswalk "{name}"; {suggest_words(name or "", names)}'
            if names
            else "the workspace has no crosswalk under mapping-collections/"
        )
    source, target = _side(root, found.source_href), _side(root, found.target_href)
    maps = tuple(
        replace(
            item,
            criterion=_control_of(source, item.criterion),
            requirement=_control_of(target, item.requirement),
        )
        for item in found.maps
    )
    return CrosswalkSides(replace(found, maps=maps), source, target)


def _control_of(side: Baseline, identity: str) -> str:
    """The control of a statement that a map of another tool names: a part's id begins with that of
    its control.
    """
    if identity in side.by_id:
        return identity
    return max(
        (key for key in side.by_id if identity.startswith(f"{key}_")), key=len, default=identity
    )


def _side(root: Path, href: str) -> Baseline:
    path = href.removeprefix("trestle://")
    model = layout.find_model(path)
    if model not in ("catalog", "profile") or path.count("/") != 2:
        raise WorkspaceError(
            f'the crosswalk names "{href}", which is no catalog or profile of the workspace'
        )
    return read_controls_of(root, path.split("/")[1])


def find_overlays(root: Path, made: Crosswalk, control: str) -> tuple[tuple[str, Map], ...]:
    """What other crosswalks between the same catalogs say of a control, with their names."""
    others = [
        item
        for item in read_crosswalks(root)
        if item.name != made.name
        and (item.source_href, item.target_href) == (made.source_href, made.target_href)
    ]
    return tuple(
        (item.name, entry)
        for item in others
        for entry in item.of_requirement(control) or item.of_criterion(control)
    )


def check_crosswalks(root: Path, name: str | None = None) -> tuple[Finding, ...]:
    """What `crosswalk check` says: the MAP rules over the workspace's documents."""
    if name:
        layout.check_slug(name.replace("_", "-"), "crosswalk")
    path = layout.document_path("mapping-collection", name) if name else ""
    if name and not files.exists(root, path):
        raise UsageError(
            f'there is no crosswalk "{name}";'
            f" {suggest_words(name, files.list_names(root, 'mapping-collections'))}"
        )
    loaded, found = oscal_documents.read_documents(root)
    rule_input = RuleInput(make_workspace(loaded, (), frozenset()), today())
    findings = [*found, *check_rules(rule_input, MAPPINGS)]
    for item in loaded:
        if item.model == "mapping-collection" and item.tree is not None:
            findings += check_schema_of(item.path, item.model, item.tree)
    return locate_findings(
        root, sort_findings(item for item in findings if _is_about_crosswalk(item, path))
    )


def _is_about_crosswalk(item: Finding, path: str) -> bool:
    """Whether a finding is about crosswalks, and about that one where one is named.

    MAP008 stands at a profile made from a crosswalk, so no path tells which one it is about.
    """
    if not (item.code.startswith("MAP") or item.path.startswith("mapping-collections/")):
        return False
    return not path or item.path == path or item.code == "MAP008"


def _refuse_other_crosswalk(root: Path, name: str, path: str) -> None:
    """A table makes a crosswalk of a new name, or makes its own anew; others stay."""
    if name in files.list_names(shipped.find_content_root(), "mapping-collections"):
        raise UsageError(
            f'"{name}" is a crosswalk that ships; give your own another name, it goes before ours'
            " on the same pair"
        )
    if not files.exists(root, path):
        return
    there = read_sound_document(root, "mapping-collection", name)
    if there.body["uuid"] != mapping_collection.derive_map_uuid(name):
        raise UsageError(
            f"{path} was not built from a table and stays as it is; give yours another name"
        )


def _read_table(
    base: CrosswalkSides, data: bytes, file: str, given: Mapping[str, str], sheet: str | None
) -> tuple[tuple[Map, ...], list[Finding]]:
    read = sheet_columns.find_records(
        spreadsheet.read_spreadsheet(data, sheet),
        crosswalk_table.COLUMNS,
        crosswalk_table.REQUIRED,
        given,
    )
    maps, problems = crosswalk_table.read_maps(read.records, base.source, base.target)
    findings = [oscal_documents.as_finding(file, item) for item in (*read.problems, *problems)]
    if any(item.is_error for item in findings):
        raise WorkspaceError(
            f"{file} cannot be built; nothing was written", sort_findings(findings)
        )
    if not maps:
        raise WorkspaceError(f"{file} holds no row", sort_findings(findings))
    return maps, findings


def build_crosswalk(
    root: Path,
    name: str,
    data: bytes,
    facts: Provenance,
    given: Mapping[str, str],
    like: str | None = None,
    sheet: str | None = None,
) -> tuple[str, int, tuple[Finding, ...]]:
    """Write a team's own table as a mapping-collection, between the resources of the crosswalk
    `like`; its path, number of maps, and warnings.

    Raises WorkspaceError with every mistake; nothing is written while there is one.
    """
    layout.check_slug(name, "crosswalk")
    base = list_sides(root, like)
    path = layout.document_path("mapping-collection", name)
    _refuse_other_crosswalk(root, name, path)
    maps, findings = _read_table(base, data, facts.file, given, sheet)
    made = Crosswalk(name, base.crosswalk.source_href, base.crosswalk.target_href, facts, maps)
    letters = {item.id: len(item.objectives) for item in base.target.requirements}
    tree = mapping_collection.write_crosswalk(
        made, lambda identity: letters[identity], f"{facts.date}T00:00:00+00:00"
    )
    from ..upstream.models import check_round_trip

    check_round_trip("mapping-collection", tree)
    files.save(root, {path: strict_json.write_json(tree)})
    return path, len(maps), sort_findings(findings)
