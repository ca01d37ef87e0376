"""Things of a register that an earlier sheet wrote and the newer one has no more: named, and taken
out where the sheet is to replace what there is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import field, replace
from functools import partial
from pathlib import Path
from types import MappingProxyType

from ..errors import ToolkitError
from ..formats.problems import Problem
from ..formats.written_values import WrittenValues
from ..lazy_dataclasses import dataclass
from ..model.counted_names import name_some
from ..sheet_import.importer import Importer, Placement, ProviderTarget, SystemTarget, Target
from ..sheet_import.row_fates import REFUSED
from . import thing_removals, written_records

# What a thing of a file is called in the record, where its rows are called otherwise
_PARTY = "party "
_ITEM = "item"


@dataclass(frozen=True, slots=True)
class GoneThings:
    """Names of things of the register at a path: a file, or the folder of one file for each."""

    register: str = ""
    names: tuple[str, ...] = ()

    @property
    def are_parties(self) -> bool:
        """Whether somebody has to give their roles to others first."""
        return self.register.endswith("/people.yaml")


@dataclass(frozen=True, slots=True)
class ImportTrace:
    """A placement with what it says of things that are gone, and the record of what it writes."""

    placement: Placement
    files: Mapping[str, bytes | None] = field(default_factory=lambda: MappingProxyType({}))
    gone: GoneThings = field(default_factory=GoneThings)


def trace_import(
    root: Path,
    importer: Importer[Target],
    target: Target,
    placement: Placement,
    file: str,
    removes: bool,
) -> ImportTrace:
    """What an import into the files of a system leaves behind; of any other nothing."""
    if not isinstance(target, SystemTarget | ProviderTarget):
        return ImportTrace(placement)
    # one workbook may have sheets of several kinds
    source = f"{importer.things} of {file}"
    record = written_records.update_record(root, target.written, placement.texts, source)
    register = _find_register(importer, target)
    gone = find_gone(root, record, register, placement, source)
    files = written_records.write_record(target.written, record)
    told = tell_gone(tell_memory(root, target.written, placement), gone, removes=removes)
    return ImportTrace(told, files, gone)


def tell_memory(root: Path, written: WrittenValues, placement: Placement) -> Placement:
    """The placement with a line for each file that gets back what somebody took out of it, and one
    for a record that is damaged.
    """
    problems = list(written_records.report_damage(root, written))
    for path, text in placement.texts.items():
        before = written_records.read_current(root, path)
        names = tuple(written.list_put_back(path, before, text))
        if names:
            message = (
                f"{path}: taken out since an import wrote it, and there again as the sheet has it:"
                f" {name_some(names)}"
            )
            hint = "where that is wrong, take it out of the sheet too"
            problems.append(Problem("OSC012", message, None, None, hint, warning=True))
    return replace(placement, problems=(*placement.problems, *problems))


def _find_register(importer: Importer[Target], target: SystemTarget | ProviderTarget) -> str:
    """The path of what the rows become things of; "" where they only fill in what there is."""
    if isinstance(target, ProviderTarget):
        return target.path
    return f"{target.folder}/{importer.register}" if importer.register else ""


def find_gone(
    root: Path, record: WrittenValues, register: str, placement: Placement, source: str
) -> GoneThings:
    """Those that an earlier sheet of this name wrote, that nobody touched since, and that no row
    names.
    """
    # a row that was refused may be about any of them
    is_whole = placement.made and all(fate.fate != REFUSED for fate in placement.fates)
    if not register or not is_whole:
        return GoneThings()
    named = {name for fate in placement.fates for name in fate.became}
    found: list[str] = []
    for path in record.list_files():
        if path.startswith(register):
            text = placement.texts.get(path) or written_records.read_current(root, path)
            names = _list_names(path, record.list_untouched(path, text, source))
            # a matrix may name an objective by its requirement
            found += [name for name in names if not {name, name.partition("[")[0]} & named]
    return GoneThings(register, tuple(found))


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


def tell_gone(placement: Placement, gone: GoneThings, *, removes: bool) -> Placement:
    """The placement with one line on what the sheet has no more."""
    if not gone.names:
        return placement
    message = (
        f"{gone.register}: written by an earlier import, changed by nobody since, and not in the"
        f" sheet any more: {name_some(gone.names)}; "
    )
    removes = removes and not gone.are_parties
    message += "to be taken out" if removes else "left as it is"
    hint = "" if removes else "where that is meant, take it out with attestle remove or --replace"
    if gone.are_parties:
        hint = "where that is meant, take it out in the file, and give the roles it holds to others"
    problem = Problem("OSC012", message, None, None, hint, warning=True)
    return replace(placement, problems=(*placement.problems, problem))


def remove_gone(root: Path, system: str | None, gone: GoneThings) -> Iterator[str]:
    """Take each out that nothing else names; what became of them."""
    remove = _find_removal(root, system, gone.register)
    if remove is None:
        return
    for name in gone.names:
        try:
            remove(name)
        except ToolkitError as error:
            yield f"{name} stays in {gone.register}: {str(error).partition(chr(10))[0]}"
        else:
            yield f"{name} was taken out of {gone.register}"


def _find_removal(root: Path, system: str | None, register: str) -> Callable[[str], object] | None:
    """None for parties."""
    file = register.rpartition("/")[2]
    if file == "inventory.csv":
        return partial(thing_removals.remove_asset, root, system)
    if file.endswith(".csv"):
        return partial(thing_removals.remove_duty, root, system, file.removesuffix(".csv"))
    kind = _KINDS.get(file)
    return partial(thing_removals.remove_thing, root, kind, system) if kind else None


# file of a register, "" for a folder -> the kind that `attestle remove` calls it
_KINDS: Mapping[str, str] = MappingProxyType({"evidence.yaml": "evidence", "": "poam"})
