"""Repairs in authored files that cannot change meaning: missing uuids, markers of sections, fields
in other words.
"""

from __future__ import annotations

from pathlib import Path

from ...authoring.register_kinds import GuessedKind, insert_kinds
from ...authoring.text_repairs import mend_sections, write_canonical_words
from ...findings import Finding
from ...formats.text_file import decode_text
from ...model.workspace import Work
from ...store import files, layout, oscal_documents, systems
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


def write_kinds(root: Path, *, paths: tuple[str, ...] = ()) -> tuple[tuple[str, GuessedKind], ...]:
    """Write the kind of each evidence item where title, file name and cadence leave no doubt.

    The path of the register and what was written, one by one.
    """
    outputs: dict[str, bytes | None] = {}
    written: list[tuple[str, GuessedKind]] = []
    for name in systems.list_systems(root):
        path = layout.evidence_register_path(name)
        if not is_below(path, paths) or not files.exists(root, path):
            continue
        data = files.read(root, path)
        text, kinds = insert_kinds(decode_text(data).text)
        if kinds:
            outputs[path] = _keep_line_ends(data, text)
            written += [(path, kind) for kind in kinds]
    files.save(root, outputs)
    return tuple(written)


def _keep_line_ends(before: bytes, text: str) -> bytes:
    """The text with the line ends and the byte order mark that the file had."""
    mark = b"\xef\xbb\xbf" if before.startswith(b"\xef\xbb\xbf") else b""
    data = text.encode()
    return mark + (data.replace(b"\n", b"\r\n") if b"\r\n" in before else data)


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
