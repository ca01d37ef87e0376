"""Repairs in authored files that cannot change meaning: missing uuids, markers of sections."""

from __future__ import annotations

from pathlib import Path

from ...authoring.text_repairs import mend_sections
from ...findings import Finding
from ...formats.text_file import decode_text
from ...model.workspace import Work
from ...store import files, oscal_documents, systems
from ..uuid_filling import fill_uuids
from .targets import is_below

# A heading without its marker, fields after a blank line: what they mean is plain, and the repair
# writes it as it is read
_MENDABLE = ("SSP016", "SSP017")


def repair_files(root: Path, *, paths: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Repair what cannot change meaning in the authored files; the paths that were rewritten.

    Of every system, or only in the files and folders given.
    """
    outputs: dict[str, bytes | None] = {}
    for name in systems.list_systems(root):
        reading = systems.read_system(root, name, oscal_documents.make_href_reader(root))
        outputs |= fill_uuids(root, reading.missing)
        if reading.work is not None:
            outputs |= _mend_markers(root, reading.work, reading.findings)
    return files.save(root, {path: data for path, data in outputs.items() if is_below(path, paths)})


def _mend_markers(root: Path, work: Work, findings: list[Finding]) -> dict[str, bytes | None]:
    mendable = {item.path for item in findings if item.code in _MENDABLE}
    titles = {item.slug: item.title for item in work.system.components}
    outputs: dict[str, bytes | None] = {}
    for answer in work.system.answers.values():
        path = answer.source.path
        if path in mendable:
            text = decode_text(files.read(root, path)).text
            requirement = work.baseline.by_id[answer.control_id]
            outputs[path] = mend_sections(text, requirement, titles).encode()
    return outputs
