"""What stands in an authored file where a sheet says something else.

A person may have typed it: it is kept and told, unless the sheet's values were asked for; then what
it was is told. Whatever is the same but for blanks is the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from ..formats.problems import Problem

HINT = "take the sheet's with --replace"


@dataclass(frozen=True, slots=True)
class Difference:
    """A field of the file and the text that the sheet has for it, "" where it has none."""

    name: str
    old: str
    new: str


def list_differences(texts: Sequence[tuple[str, str, str]]) -> tuple[Difference, ...]:
    """Those of (field, old, new) of which the file says something, and the sheet another thing."""
    return tuple(
        Difference(name, old, new)
        for name, old, new in texts
        if old and _fold_blanks(old) != _fold_blanks(new)
    )


def _fold_blanks(text: str) -> str:
    return ", ".join(" ".join(part.split()) for part in text.split(","))


@dataclass(slots=True)
class TypedValues:
    """What was kept of the file at `path`, each row once, and what was replaced in it."""

    path: str
    may_replace: bool
    kept: list[Problem] = field(default_factory=list)
    replaced: list[str] = field(default_factory=list)

    def settle(self, row: int | None, subject: str, differing: Sequence[Difference]) -> None:
        """Tell what becomes of the differences between a row and what the file has of a subject."""
        if self.may_replace:
            self.tell_replaced(row, subject, differing)
        elif differing:
            texts = "; ".join(
                f'{item.name} "{item.old}"; the sheet says {_quote(item.new)}' for item in differing
            )
            message = f"kept: {self.path}: {subject}: {texts}"
            self.kept.append(Problem("OSC012", message, row, None, HINT, warning=True))

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
