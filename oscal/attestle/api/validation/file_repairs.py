"""Repairs in authored files that cannot change meaning: missing uuids, markers of sections, fields
in other words.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from pathlib import Path

from ...authoring.text_repairs import (
    add_row_uuids,
    add_uuids,
    mend_sections,
    write_canonical_words,
)
from ...findings import Finding
from ...formats.text_file import decode_text
from ...model.workspace import Work
from ...store import files, oscal_documents, systems
from .targets import is_below

# A heading without its marker, fields after a blank line: what they mean is plain, and the repair
# writes it as it is read
_MENDABLE = ("SSP016", "SSP017")


def repair_files(
    root: Path, new_uuid: Callable[[], str] | None = None, *, paths: tuple[str, ...] = ()
) -> tuple[str, ...]:
    """Repair what cannot change meaning in the authored files; the paths that were rewritten.

    Of every system, or only in the files and folders given.
    """
    outputs: dict[str, bytes | None] = {}
    for name in systems.list_systems(root):
        work, findings = systems.load_system(root, name, oscal_documents.make_href_reader(root))
        outputs |= _add_uuids(root, findings, new_uuid or (lambda: str(uuid.uuid4())))
        if work is not None:
            outputs |= _mend_markers(root, work, findings)
    return files.save(root, {path: data for path, data in outputs.items() if is_below(path, paths)})


def _add_uuids(
    root: Path, findings: list[Finding], supply: Callable[[], str]
) -> dict[str, bytes | None]:
    missing: dict[str, list[str]] = {}
    for item in findings:
        # SSP019: a uuid is missing; its pointer says where
        if item.code == "SSP019":
            missing.setdefault(item.path, []).append(item.pointer)
    outputs: dict[str, bytes | None] = {}
    for path, pointers in missing.items():
        text = decode_text(files.read(root, path)).text
        repaired = (
            add_row_uuids(text, supply)
            if path.endswith(".csv")
            else add_uuids(text, pointers, supply)
        )
        outputs[path] = repaired.encode()
    return outputs


def _mend_markers(root: Path, work: Work, findings: list[Finding]) -> dict[str, bytes | None]:
    mendable = {item.path for item in findings if item.code in _MENDABLE}
    titles = {item.slug: item.title for item in work.system.components}
    outputs: dict[str, bytes | None] = {}
    for answer in work.system.answers.values():
        path = answer.source.path
        data = files.read(root, path)
        if path in mendable:
            requirement = work.baseline.by_id[answer.control_id]
            data = mend_sections(decode_text(data).text, requirement, titles).encode()
        outputs[path] = write_canonical_words(data)
    return outputs
