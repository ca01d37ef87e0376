"""What stands in an authored file where a sheet says something else.

What an import wrote gives way to a newer sheet. Anything else a person may have typed: it is kept
and told, unless the sheet's values were asked for. What goes is told in either case. Whatever is
the same but for blanks is the same.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import field

from ..formats.problems import Problem
from ..formats.sheet_records import Record, report_row
from ..formats.written_things import LISTS
from ..formats.written_values import WrittenValues, is_same
from ..lazy_dataclasses import dataclass

HINT = "take the sheet's with --replace"
_CONTRADICTED = "one of the two is wrong: correct it there, or take the sheet's with --replace"


@dataclass(frozen=True, slots=True)
class Difference:
    """A field of the file and the text that the sheet has for it, "" where it has none."""

    name: str
    old: str
    new: str


def list_differences(texts: Sequence[tuple[str, str, str]]) -> tuple[Difference, ...]:
    """Those of (field, old, new) of which the file says something, and the sheet another thing."""
    return tuple(
        Difference(name, old, new) for name, old, new in texts if old and not is_same(old, new)
    )


@dataclass(slots=True)
class TypedValues:
    """What was kept of the file at `path`, each row once, and what was replaced in it.

    `written` are the values that imports wrote. `contradicted` is what claims more than the sheet.
    """

    path: str
    may_replace: bool
    written: WrittenValues = field(default_factory=WrittenValues)
    kept: list[Problem] = field(default_factory=list)
    contradicted: list[Problem] = field(default_factory=list)
    replaced: list[str] = field(default_factory=list)

    def is_written(self, thing: str, key: str, value: str) -> bool:
        """Whether what stands there is what an import wrote."""
        return self.written.has_value(self.path, thing, key, value)

    def is_taken_out(self, thing: str, key: str, value: str = "") -> bool:
        """Whether somebody took out what an import wrote; asked of what does not stand there."""
        return not self.may_replace and self.written.is_taken_out(self.path, thing, key, value)

    def list_kept(
        self, thing: str, differing: Sequence[Difference], bound: Collection[str] = ()
    ) -> tuple[Difference, ...]:
        """Those of which a person's text stays; of the keys in `bound`, which say one thing
        together, all stay or none.
        """
        if self.may_replace:
            return ()
        kept = {one.name for one in differing if self._is_somebodys(thing, one)}
        if kept.intersection(bound):
            kept.update(bound)
        return tuple(item for item in differing if item.name in kept)

    def _is_somebodys(self, thing: str, item: Difference) -> bool:
        """Whether a person wrote it, or chose it where two branches met."""
        is_chosen = item.name not in LISTS and self.written.is_contested(
            self.path, thing, item.name
        )
        return is_chosen or not self.is_written(thing, item.name, item.old)

    def settle(
        self,
        row: int | None,
        subject: str,
        differing: Sequence[Difference],
        kept: Sequence[Difference],
    ) -> None:
        """Tell what becomes of the differences between a row and what the file has of a subject."""
        self.tell_kept(row, subject, kept)
        self.tell_replaced(row, subject, [item for item in differing if item not in kept])

    def tell_kept(self, row: int | None, subject: str, differing: Sequence[Difference]) -> None:
        if differing:
            texts = "; ".join(
                f'{item.name} "{item.old}"; the sheet says {_quote(item.new)}' for item in differing
            )
            message = f"kept: {self.path}: {subject}: {texts}"
            self.kept.append(Problem("OSC012", message, row, None, HINT, warning=True))

    def tell_taken_out(self, row: int | None, subject: str, name: str, new: str) -> None:
        """An import wrote it, somebody took it out, and the sheet has it still."""
        message = (
            f"kept: {self.path}: {subject}: {name} was taken out since an import wrote it; the"
            f" sheet says {_quote(new)}"
        )
        self.kept.append(Problem("OSC012", message, row, None, HINT, warning=True))

    def tell_contradiction(self, record: Record, subject: str, item: Difference) -> None:
        """Somebody wrote what the sheet says less than: bad news, which nobody may overlook."""
        message = (
            f'contradiction: {self.path}: {subject}: somebody wrote {item.name} "{item.old}"; the'
            f" sheet says {_quote(item.new)}, which is worse; the file was left as it is"
        )
        self.contradicted.append(report_row(record, message, _CONTRADICTED, warning=True))

    def tell_replaced(self, row: int | None, subject: str, differing: Sequence[Difference]) -> None:
        for item in differing:
            what = f'{item.name} "{item.old}" is now {_quote(item.new)}'
            self.tell(row, f"{subject}: {what}")

    def tell(self, row: int | None, *words: str) -> None:
        """What stood in the file and stands there no more."""
        place = f"{self.path}: row {row}" if row is not None else self.path
        self.replaced += [f"{place}: {text}" for text in words]


def _quote(text: str) -> str:
    return f'"{text}"' if text else "nothing"
