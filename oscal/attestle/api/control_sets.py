"""Sets of SOC 2 controls in a workspace: opened for an import, replaced, removed."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from ..errors import UsageError, WorkspaceError
from ..findings import Finding, Severity
from ..formats import soc2_controls, strict_json
from ..formats.text_file import decode_text
from ..lazy_dataclasses import dataclass
from ..model.frameworks import SOC2_TSC, find_framework
from ..model.soc2 import Soc2Control
from ..sheet_import.importer import ControlSetTarget
from ..sheet_import.soc2_control_set import is_control
from ..store import files, folders, layout, oscal_documents
from .catalog_lookup import read_controls_of
from .clock import now
from .sound_systems import read_sound_document, read_sound_tree

_MODEL = "component-definition"
# Files of a system in which people name controls
_AUTHORED = (".md", ".yaml", ".csv")
# Shorter ids, or ones without a letter and a digit, stand in any text by chance
_SHORTEST_ID = 4
_MOST_PLACES = 40


@dataclass(frozen=True, slots=True)
class Citation:
    """A line of a file in `ssp/` that names a control of a set."""

    control: str
    path: str
    line: int


@dataclass(frozen=True, slots=True)
class RemovedSet:
    """`written` are the paths that changed or went; `removed` the ids of the controls; `kept` the
    number of components of others, for which the document stays.
    """

    written: tuple[str, ...]
    removed: tuple[str, ...]
    kept: int
    citations: tuple[Citation, ...]


def list_control_sets(root: Path) -> dict[str, tuple[Soc2Control, ...]]:
    """The component definitions that hold SOC 2 controls;
    those that cannot be read are left out.
    """
    found = {}
    for name in files.list_names(root, layout.FOLDER_OF[_MODEL]):
        path = layout.document_path(_MODEL, name)
        document, problems = oscal_documents.read_document(root, path)
        if document is None or document.tree is None or problems:
            continue
        try:
            controls = soc2_controls.read_controls(path, document.tree)
        except (AttributeError, KeyError, TypeError):
            # not of its schema's shape, which validate tells
            continue
        if controls:
            found[name] = controls
    return found


def open_control_set(
    root: Path,
    name: str,
    title: str | None,
    instead_of: str = "",
    *,
    may_replace: bool = False,
    criteria_of: Mapping[str, str] | None = None,
) -> ControlSetTarget:
    """A set of controls, there already or not, for an import; `instead_of` names the set that it
    replaces, which may be itself.
    """
    layout.check_slug(name, "set of controls")
    path = layout.document_path(_MODEL, name)
    replaced = _read_set(root, instead_of) if instead_of else ()

    def read_existing() -> Mapping[str, Any] | None:
        return read_sound_document(root, _MODEL, name).tree if files.exists(root, path) else None

    def list_present() -> tuple[Soc2Control, ...]:
        tree = read_existing()
        return soc2_controls.read_controls(path, tree) if tree is not None else ()

    def list_others() -> dict[str, tuple[Soc2Control, ...]]:
        sets = list_control_sets(root)
        return {other: sets[other] for other in sets if other not in (name, instead_of)}

    def check_removal(taken: Collection[str]) -> None:
        still = {identity.casefold() for identity in taken}
        gone = [item.id for item in replaced if item.id.casefold() not in still]
        if not may_replace:
            _refuse_cited(instead_of, find_citations(root, gone))

    return ControlSetTarget(
        name,
        title,
        path,
        lambda: tuple(read_controls_of(root, SOC2_TSC.catalog).by_id),
        read_existing,
        now(),
        list_present,
        list_others,
        criteria_of or {},
        drops_others=instead_of == name,
        check_removal=check_removal,
    )


def drop_set(root: Path, name: str) -> dict[str, bytes | None]:
    """What is to be written where the controls of a set go: nothing in place of its document, or
    the document without them where others have components in it.
    """
    path = layout.document_path(_MODEL, name)
    tree = read_sound_tree(root, _MODEL, name)
    others = _list_others(tree)
    if not others:
        return {path: None}
    body = {**tree["component-definition"], "components": others}
    body["metadata"] = {**body["metadata"], "last-modified": now()}
    return {path: strict_json.write_json({**tree, "component-definition": body})}


def _list_others(tree: Mapping[str, Any]) -> list[Any]:
    components = tree["component-definition"].get("components", ())
    return [component for component in components if not is_control(component)]


def remove_control_set(root: Path, name: str, *, replace: bool = False) -> RemovedSet:
    """Take a set of SOC 2 controls out of the workspace.

    Raises WorkspaceError with the places that name its controls, unless `replace`; UsageError where
    there is no such set.
    """
    controls = _read_set(root, name)
    elsewhere = {
        item.id.casefold()
        for other, found in list_control_sets(root).items()
        if other != name
        for item in found
    }
    ids = [item.id for item in controls]
    citations = find_citations(root, [item for item in ids if item.casefold() not in elsewhere])
    if not replace:
        _refuse_cited(name, citations)
    kept = len(_list_others(read_sound_tree(root, _MODEL, name)))
    written = files.save(root, drop_set(root, name))
    return RemovedSet(written, tuple(ids), kept, citations)


def _read_set(root: Path, name: str) -> tuple[Soc2Control, ...]:
    layout.check_slug(name, "set of controls")
    tree = read_sound_tree(root, _MODEL, name)
    controls = soc2_controls.read_controls(layout.document_path(_MODEL, name), tree)
    if not controls:
        known = ", ".join(list_control_sets(root)) or "none"
        raise UsageError(f'"{name}" holds no SOC 2 controls; sets of controls: {known}')
    return controls


def _refuse_cited(name: str, citations: Sequence[Citation]) -> None:
    if not citations:
        return
    ids = dict.fromkeys(item.control for item in citations)
    message = (
        f"controls of {name} would go that files of a system name: {', '.join(ids)}; nothing was"
        " written; take them out there, or go on with --replace"
    )
    findings = [
        Finding(
            "OSC012", Severity.ERROR, item.path, "", f'names the control "{item.control}"',
            line=item.line,
        )
        for item in citations[:_MOST_PLACES]
    ]  # fmt: skip
    raise WorkspaceError(message, findings)


def find_citations(root: Path, ids: Collection[str]) -> tuple[Citation, ...]:
    """The lines of authored files that name one of these controls."""
    if not ids:
        return ()
    by_folded = {identity.casefold(): identity for identity in ids}
    fields = _compile_ids(ids)
    texts = _compile_ids(identity for identity in ids if _is_telling(identity))
    found: dict[tuple[str, str], Citation] = {}
    for path in _list_authored(root):
        for number, line in enumerate(_read_lines(root, path), 1):
            is_field = path.endswith("/engagement.yaml") and "control:" in line
            for match in (fields if is_field else texts).finditer(line):
                identity = by_folded[match[0].casefold()]
                found.setdefault((identity, path), Citation(identity, path, number))
    return tuple(found.values())


def _compile_ids(ids: Iterable[str]) -> re.Pattern[str]:
    """Any of the ids as a word of its own; of no ids nothing."""
    longest_first = sorted(ids, key=len, reverse=True)
    words = "|".join(map(re.escape, longest_first)) or r"(?!)"
    return re.compile(rf"(?<![\w.-])(?:{words})(?![\w-]|\.\w)", re.I)


def _is_telling(identity: str) -> bool:
    """Whether a text that has this id means the control: it is no criterion and no requirement."""
    signs = (any(map(str.isalpha, identity)), any(map(str.isdigit, identity)))
    is_long = len(identity) >= _SHORTEST_ID and all(signs)
    return is_long and find_framework(identity.lower()).control_ids is None


def _list_authored(root: Path) -> list[str]:
    return sorted(
        f"{layout.SSP}/{name}"
        for name in folders.list_files_below(root / layout.SSP)
        if name.endswith(_AUTHORED)
    )


def _read_lines(root: Path, path: str) -> list[str]:
    try:
        return decode_text(files.read(root, path)).text.splitlines()
    except (FileNotFoundError, files.Unreadable):
        return []
