"""Kinds put into the evidence register where title and file name leave no doubt."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from ..formats import yaml12
from ..lazy_dataclasses import dataclass
from ..model.evidence_kinds import guess_kind


@dataclass(frozen=True, slots=True)
class GuessedKind:
    """A kind that was written, and the line on which it stands now, from 1."""

    id: str
    kind: str
    line: int


def insert_kinds(text: str) -> tuple[str, tuple[GuessedKind, ...]]:
    """The register with `kind` below the title of each item that has none and leaves no doubt.

    Every other byte stays. An item whose layout gives the line no place is left as it is.
    """
    document = yaml12.read_yaml(text)
    wanted = list(_list_wanted(document.value))
    lines = text.split("\n")
    written: list[tuple[str, str, int]] = []
    for index, identity, kind in wanted:
        row = document.lines.get(f"/evidence/{index}/title")
        start = document.starts.get(f"/evidence/{index}")
        if row is None or start is None or lines[start[0]][start[1] : start[1] + 1] == "{":
            continue
        written.append((identity, kind, row))
        lines[row - 1] += f"\n{' ' * start[1]}kind: {kind}"
    result = "\n".join(lines)
    if not _says_the_same(document.value, result, wanted, written):
        return text, ()
    return result, tuple(
        GuessedKind(identity, kind, row + 1 + number)
        for number, (identity, kind, row) in enumerate(sorted(written, key=lambda item: item[2]))
    )


def _list_wanted(register: Any) -> Iterator[tuple[int, str, str]]:
    items = register.get("evidence") if isinstance(register, dict) else None
    for index, item in enumerate(items if isinstance(items, list) else ()):
        if isinstance(item, dict) and not item.get("kind"):
            cadence = item.get("cadence")
            kind = guess_kind(
                str(item.get("title", "")),
                str(item.get("location", "")),
                cadence if isinstance(cadence, int) else None,
            )
            if kind:
                yield index, str(item.get("id", "")), kind


def _says_the_same(
    before: Any,
    after: str,
    wanted: Sequence[tuple[int, str, str]],
    written: Sequence[tuple[str, str, int]],
) -> bool:
    """Whether the register has the kinds and nothing else new."""
    kinds = {identity: kind for identity, kind, _ in written}
    places = {index for index, identity, _ in wanted if identity in kinds}
    items = before.get("evidence") if isinstance(before, dict) else None
    expected = [
        {**item, "kind": kinds[str(item.get("id", ""))]} if index in places else item
        for index, item in enumerate(items if isinstance(items, list) else ())
    ]
    found = yaml12.read_yaml(after)
    value = found.value
    return not found.problems and isinstance(value, dict) and value.get("evidence") == expected
