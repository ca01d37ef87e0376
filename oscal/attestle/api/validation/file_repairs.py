"""Repairs in authored files that cannot change meaning: missing uuids, markers of sections."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from pathlib import Path

from ...authoring.text_repairs import add_row_uuids, add_uuids, mend_sections
from ...findings import Finding
from ...formats.text_file import decode_text
from ...model.workspace import Work
from ...store import files, oscal_documents, systems
from .targets import is_below


def repair_files(
    root: Path, new_uuid: Callable[[], str] | None = None, *, paths: tuple[str, ...] = ()
) -> tuple[str, ...]:
    """Repair what cannot change meaning in the authored files of every system, or in the files and
    folders given; the paths that were rewritten.
    """
    outputs: dict[str, bytes | None] = {}
    for name in systems.list_systems(root):
        work, found = systems.load_system(root, name, oscal_documents.make_href_reader(root))
        outputs |= _add_uuids(root, found, new_uuid or (lambda: str(uuid.uuid4())))
        if work is not None:
            outputs |= _add_markers(root, work, found)
    return files.save(root, {path: data for path, data in outputs.items() if is_below(path, paths)})


def _add_uuids(
    root: Path, found: list[Finding], supply: Callable[[], str]
) -> dict[str, bytes | None]:
    missing: dict[str, list[str]] = {}
    for item in found:
        if item.code == "SSP019":
            missing.setdefault(item.path, []).append(item.pointer)
    outputs: dict[str, bytes | None] = {}
    for path, pointers in missing.items():
        text = decode_text(files.read(root, path)).text
        outputs[path] = (
            add_row_uuids(text, supply)
            if path.endswith(".csv")
            else add_uuids(text, pointers, supply)
        ).encode()
    return outputs


def _add_markers(root: Path, work: Work, found: list[Finding]) -> dict[str, bytes | None]:
    mendable = {item.path for item in found if item.code in ("SSP016", "SSP017")}
    titles = {item.slug: item.title for item in work.system.components}
    outputs: dict[str, bytes | None] = {}
    for answer_ in work.system.answers.values():
        path = answer_.source.path
        if path in mendable:
            outputs[path] = mend_sections(
                decode_text(files.read(root, path)).text,
                work.baseline.by_id[answer_.control_id],
                titles,
            ).encode()
    return outputs
