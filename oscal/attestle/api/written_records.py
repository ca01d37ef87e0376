"""The record of what imports wrote into the files of a system: read before one, written after it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path

from ..formats.problems import Problem, name_some
from ..formats.text_file import decode_text
from ..formats.written_values import WrittenValues, read_written
from ..store import files, layout

# What a thing of a file is called in the account of the rows
_PARTY = "party "
_ITEM = "item"


def read_record(root: Path, system: str) -> WrittenValues:
    """What earlier imports wrote into the files of a system."""
    path, folder = layout.written_values_path(system), layout.system_folder_path(system)
    text = _read_text(root, path)
    return read_written(text, folder)[0] if text else WrittenValues(folder)


def _read_text(root: Path, path: str) -> str:
    return decode_text(files.read(root, path)).text if files.exists(root, path) else ""


def update_record(
    root: Path, written: WrittenValues, texts: Mapping[str, str], source: str
) -> WrittenValues:
    """With what an import changes by writing these texts; files that are gone are forgotten."""
    record = written
    for path, text in texts.items():
        record = record.record(path, _read_text(root, path), text, source)
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


def list_gone(
    root: Path,
    record: WrittenValues,
    register: str,
    named: Collection[str],
    texts: Mapping[str, str],
    source: str,
) -> tuple[str, ...]:
    """Things of a register that an earlier sheet of this name wrote, that nobody touched since, and
    that the sheet names no more; `register` is a file, or the folder of one file for each.
    """
    paths = [path for path in record.list_files() if path.startswith(register)]
    found: list[str] = []
    for path in paths:
        text = texts.get(path) or _read_text(root, path)
        things = list(_list_names(path, record.list_untouched(path, text, source)))
        # a matrix may name an objective by its requirement
        found += [name for name in things if not {name, name.partition("[")[0]} & {*named}]
    return tuple(found)


def _list_names(path: str, things: Iterable[str]) -> Iterator[str]:
    """What people call the things of a file; milestones and roles are no rows of a sheet."""
    for thing in things:
        if path.endswith("/people.yaml"):
            if thing.startswith(_PARTY):
                yield thing.removeprefix(_PARTY)
        elif not path.endswith(".md"):
            yield thing
        elif thing == _ITEM:
            yield path.rpartition("/")[2].removesuffix(".md")


def report_gone(names: Collection[str], register: str) -> Problem:
    """What an earlier import wrote and the sheet has no more."""
    message = (
        f"{register}: written by an earlier import, changed by nobody since, and not in the sheet any"
        f" more: {name_some(tuple(names))}; left as it is"
    )
    hint = "where that is meant, take it out with attestle remove or in the file"
    return Problem("OSC012", message, None, None, hint, warning=True)
