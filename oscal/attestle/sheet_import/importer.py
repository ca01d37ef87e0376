"""What a kind of spreadsheet says about itself, what it goes into, and what its rows come to.

A new kind is one module beside this one that ends with its `Importer`, one row of the table in
`api/sheet_imports.py`, and one command.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import field, replace
from types import MappingProxyType
from typing import Any, Generic, TypeVar

from ..formats.problems import Problem
from ..formats.sheet_records import Record
from ..formats.wanted_columns import FieldKinds, Joined, Parts, Positions, Spellings, WantedColumns
from ..formats.written_values import WrittenValues
from ..lazy_dataclasses import dataclass
from ..model.baseline import Requirement
from ..model.providers import Provider
from ..model.soc2 import Soc2Control
from ..model.workspace import Work
from .row_fates import Place, RowFate


@dataclass(frozen=True, slots=True)
class SheetRows:
    """The rows of one sheet of `file`; `columns` are the fields as their columns stand."""

    file: str
    records: tuple[Record, ...]
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SystemTarget:
    """A system whose files are sound, and what a kind may ask of its workspace.

    Nothing of the workspace is read before it is asked for. `find_text` gives None where there is
    no file. `may_replace` says whether what a person typed gives way to what the sheet says,
    `written` what earlier imports wrote.
    """

    work: Work
    folder: str
    find_text: Callable[[str], str | None]
    requirement_path: Callable[[Requirement], str]
    list_criteria: Callable[[], Sequence[str]]
    new_uuid: Callable[[], str]
    may_replace: bool = False
    get_today: Callable[[], dt.date] = dt.date.today
    written: WrittenValues = field(default_factory=WrittenValues)


@dataclass(frozen=True, slots=True)
class ProviderTarget:
    """The responsibility matrix of one provider of a system, a file at `path`."""

    work: Work
    provider: Provider
    path: str
    may_replace: bool = False
    written: WrittenValues = field(default_factory=WrittenValues)


@dataclass(frozen=True, slots=True)
class ControlSetTarget:
    """A component-definition at `path` that holds the controls of a SOC 2 programme.

    `read_existing` gives the document as it stands, None where there is none; `list_present` are
    its controls, `list_others` those of the other sets of the workspace by name. `criteria_of` are
    the criteria that another sheet gives to an id or a title without case. With `drops_others`
    controls that the file does not have go. `check_removal` is told the ids that the file has, and
    raises where others go that may not.
    """

    name: str
    title: str | None
    path: str
    list_criteria: Callable[[], Sequence[str]]
    read_existing: Callable[[], Mapping[str, Any] | None]
    stamp: str
    list_present: Callable[[], Sequence[Soc2Control]] = tuple
    list_others: Callable[[], Mapping[str, Sequence[Soc2Control]]] = dict
    criteria_of: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    drops_others: bool = False
    check_removal: Callable[[Collection[str]], None] = lambda ids: None


@dataclass(frozen=True, slots=True)
class Placement:
    """What the rows come to: texts and OSCAL documents that change, by path, and the tallies.

    `made` counts the things that the rows name, `placed` the rows that are in them. `passed_over`
    are rows that hold nothing to place, such as captions and totals: each is told, and none is a
    mistake. `words` are further tallies, one sentence each; `replaced` says of each text that
    stood in a file and goes what it was. `became` names by sheet and row what was made of a row;
    where an importer keeps no such account its rows are judged by the problems alone.
    """

    made: int
    placed: int
    problems: tuple[Problem, ...]
    passed_over: int = 0
    words: tuple[str, ...] = ()
    replaced: tuple[str, ...] = ()
    fates: tuple[RowFate, ...] = ()
    became: Mapping[Place, Sequence[str]] = field(default_factory=lambda: MappingProxyType({}))
    texts: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    documents: Mapping[str, Mapping[str, Any]] = field(default_factory=lambda: MappingProxyType({}))


Target = TypeVar("Target")


@dataclass(frozen=True, slots=True)
class Importer(Generic[Target]):
    """One kind of spreadsheet.

    `things` is what its rows make, in the words of the report; `columns` the spellings of each
    field's heading, `required` the fields without which it is another kind of sheet; `joined` are
    fields that further columns add to; `kinds`, `carried`, `positions`, `joins`, `parts`, `pooled`
    and `spoken` are those of `WantedColumns`. `place_rows` says what is to be written where. With
    `must_place` an import of which no row can be placed is refused: there would be nothing to
    write a document of. `also_enough` are sets of fields that do where no sheet has all that is
    required, in order. `spell_names` gives further spellings that only the target knows, such as
    the name of a provider. `register` is what the rows become things of, in the folder of the
    system: a file, or the beginning of the paths of several.
    """

    things: str
    columns: Spellings
    required: tuple[str, ...]
    place_rows: Callable[[Target, SheetRows], Placement]
    joined: Joined = field(default_factory=lambda: MappingProxyType({}))
    must_place: bool = False
    kinds: FieldKinds = field(default_factory=lambda: MappingProxyType({}))
    carried: tuple[str, ...] = ()
    positions: Positions = field(default_factory=lambda: MappingProxyType({}))
    joins: tuple[str, ...] = ()
    parts: Parts = field(default_factory=lambda: MappingProxyType({}))
    pooled: tuple[str, ...] = ()
    spoken: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    also_enough: tuple[tuple[str, ...], ...] = ()
    spell_names: Callable[[Target], Spellings] | None = None
    register: str = ""

    def adapt(self, target: Target) -> Importer[Target]:
        """With the spellings that the target knows before the others."""
        if self.spell_names is None:
            return self
        named = self.spell_names(target)
        columns = {name: (*named.get(name, ()), *words) for name, words in self.columns.items()}
        return replace(self, columns=columns)

    def want_columns(self, given: Mapping[str, str]) -> WantedColumns:
        """What is looked for in a sheet; `given` are the headings that the user named."""
        return WantedColumns(
            self.columns,
            self.required,
            given,
            self.joined,
            self.kinds,
            self.carried,
            self.positions,
            self.joins,
            self.parts,
            self.pooled,
            spoken=self.spoken,
        )
