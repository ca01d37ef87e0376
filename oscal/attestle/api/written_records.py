"""The record of what imports wrote into the files of a system: read before one,
written after it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from ..formats.problems import Problem
from ..formats.text_file import decode_text
from ..formats.written_values import WrittenValues, read_written
from ..model.counted_names import name_some
from ..store import files, layout


def read_record(root: Path, system: str) -> WrittenValues:
    """What earlier imports wrote into the files of a system."""
    path, folder = layout.written_values_path(system), layout.system_folder_path(system)
    text = decode_text(files.read(root, path)).text if files.exists(root, path) else ""
    return read_written(text, folder)[0] if text else WrittenValues(folder)


def report_damage(root: Path, written: WrittenValues) -> Iterator[Problem]:
    """One problem where lines of the record say nothing any more: an import that reads it writes it
    anew, and nobody would learn of them.
    """
    path = f"{written.folder}/{layout.WRITTEN}"
    text = read_current(root, path)
    problems = read_written(text, written.folder)[1] if text else ()
    if problems:
        numbers = dict.fromkeys(str(item.line) for item in problems if item.line)
        lines = name_some(tuple(numbers))
        message = (
            f"{path}: not what an import writes (line {lines}): {problems[0].message}; what stood"
            " there counts as typed by somebody"
        )
        hint = "take the file as it was from git, and import again"
        yield Problem("OSC012", message, None, None, hint, warning=True)


def read_current(root: Path, path: str) -> str:
    """A file as it stands, "" where there is none. It is not remembered as read: what somebody
    saves while the import runs would be taken for what the import has seen.
    """
    data = files.read_current(root, path)
    return decode_text(data).text if data else ""


def update_record(
    root: Path, written: WrittenValues, texts: Mapping[str, str], source: str
) -> WrittenValues:
    """With what an import changes by writing these texts; files that are gone are forgotten."""
    record = written
    for path, text in texts.items():
        record = record.record(path, read_current(root, path), text, source)
    present = (path for path in record.list_files() if path in texts or files.exists(root, path))
    return record.keep_files(tuple(present))


def write_record(old: WrittenValues, new: WrittenValues) -> dict[str, bytes | None]:
    """The file of the record, where it says another thing now."""
    text = new.write()
    return {} if text == old.write() else {f"{new.folder}/{layout.WRITTEN}": text.encode()}


def move_files(root: Path, system: str, moved: Mapping[str, str]) -> dict[str, bytes | None]:
    """The record after files of the system were renamed; a value that a rename changes is what
    somebody wants it to be, and no longer an import's.
    """
    record = read_record(root, system)
    return write_record(record, record.move_files(moved))


def prune_record(
    root: Path, system: str, outputs: Mapping[str, bytes | None]
) -> dict[str, bytes | None]:
    """The record without things that go from the files; who puts them back has typed them."""
    record = pruned = read_record(root, system)
    for path, data in outputs.items():
        pruned = pruned.keep_things(path, decode_text(data).text if data else "")
    return write_record(record, pruned)
