"""Repairs in authored files that cannot change meaning: missing uuids, markers of sections, fields
in other words.
"""

from __future__ import annotations

from pathlib import Path

from ...authoring.line_ends import keep_line_ends
from ...authoring.register_kinds import GuessedKind, insert_kinds
from ...authoring.text_repairs import mend_sections, write_canonical_front, write_canonical_words
from ...findings import Finding
from ...formats.answer_names import list_names
from ...formats.text_file import decode_text
from ...lazy_dataclasses import dataclass
from ...model.workspace import Work
from ...store import files, layout, oscal_documents, systems
from ..uuid_filling import fill_uuids
from .targets import is_below

# A heading without its marker, fields after a blank line: what they mean is plain, and the repair
# writes it as it is read
_MENDABLE = ("SSP016", "SSP017")


@dataclass(frozen=True, slots=True)
class Repairs:
    """The paths that were rewritten, and the kinds of evidence that were written, by register."""

    written: tuple[str, ...]
    kinds: tuple[tuple[str, GuessedKind], ...]


def repair_files(root: Path, *, paths: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Repair what cannot change meaning in the authored files; the paths that were rewritten.

    Of every system, or only in the files and folders given.
    """
    return repair_and_classify(root, paths=paths, with_kinds=False).written


def repair_and_classify(
    root: Path, *, paths: tuple[str, ...] = (), with_kinds: bool = True
) -> Repairs:
    """The repairs of `repair_files`; `with_kinds` also the kind of each evidence item where title,
    file name and cadence leave no doubt. All in one write.
    """
    outputs: dict[str, bytes | None] = {}
    kinds: list[tuple[str, GuessedKind]] = []
    for name in _list_reached(root, paths):
        reading = systems.read_system(root, name, oscal_documents.make_href_reader(root))
        outputs |= fill_uuids(root, reading.missing)
        if reading.work is not None:
            outputs |= _mend_markers(root, reading.work, reading.findings)
        register = layout.evidence_register_path(name)
        if with_kinds and is_below(register, paths):
            kinds += [(register, kind) for kind in _write_kinds(root, register, outputs)]
    chosen = {path: data for path, data in outputs.items() if is_below(path, paths)}
    return Repairs(files.save(root, chosen), tuple(kinds))


def _list_reached(root: Path, paths: tuple[str, ...]) -> tuple[str, ...]:
    """The systems that have files among the paths: of a thousand none else is read."""
    names = systems.list_systems(root)
    folders = {name: layout.system_folder_path(name) for name in names}
    return tuple(
        name
        for name, folder in folders.items()
        if is_below(folder, paths) or any(is_below(path, (folder,)) for path in paths)
    )


def _write_kinds(
    root: Path, register: str, outputs: dict[str, bytes | None]
) -> tuple[GuessedKind, ...]:
    """Put kinds into the register, on top of what is repaired in it; what was put in."""
    data = outputs.get(register)
    if data is None:
        if not files.exists(root, register):
            return ()
        data = files.read(root, register)
    text, kinds = insert_kinds(decode_text(data).text)
    if kinds:
        outputs[register] = keep_line_ends(data, text)
    return kinds


def _mend_markers(root: Path, work: Work, findings: list[Finding]) -> dict[str, bytes | None]:
    mendable = {item.path for item in findings if item.code in _MENDABLE}
    titles = {item.slug: item.title for item in work.system.components}
    names = list_names(work.system.evidence, work.system.providers, work.system.people)
    outputs: dict[str, bytes | None] = {}
    for answer in work.system.answers.values():
        path = answer.source.path
        data = write_canonical_front(files.read(root, path), answer.label, names)
        if path in mendable:
            requirement = work.baseline.by_id[answer.control_id]
            mended = mend_sections(decode_text(data).text, requirement, titles)
            data = keep_line_ends(data, mended)
        outputs[path] = write_canonical_words(data, names)
    return outputs
