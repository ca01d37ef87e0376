"""The row of the record of changes that a new version lacks, to be pasted into `system.md`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ...assess.changes import Changes, UnrecordedVersion
from ...model.counted_names import name_some
from ..document_parts import AuthoredProse, Chapter, TextLine
from .status_wording import write_score

# A row tells what happened; the whole list is in the report that proposes it
MOST_NAMED = 12


def build_record_lines(changes: Changes) -> Chapter | None:
    """For a terminal; None where no row is missing."""
    if changes.unrecorded is None:
        return None
    lines = (TextLine(line, depth=2) for line in _write_row(changes, changes.unrecorded))
    return Chapter(1, "", parts=(TextLine(f"{_explain(changes.unrecorded)}:"), *lines))


def build_record_chapter(changes: Changes) -> Chapter | None:
    """As a block that can be copied; None where no row is missing."""
    if changes.unrecorded is None:
        return None
    block = "\n".join(("```yaml", *_write_row(changes, changes.unrecorded), "```"))
    parts = (TextLine(f"{_explain(changes.unrecorded)}."), AuthoredProse(block))
    return Chapter(1, "Record of changes", parts=parts)


def _explain(version: UnrecordedVersion) -> str:
    return (
        f"Version {version.version} has no row in the record of changes; one for system.md, under"
        " changes, to be completed by who made it"
    )


def _write_row(changes: Changes, version: UnrecordedVersion) -> Iterator[str]:
    """YAML; `by` is left empty, which no check accepts."""
    yield f'- version: "{_quote(version.version)}"'
    yield f"  date: {version.date.isoformat()}"
    yield f'  what: "{_quote("; ".join(_list_changes(changes)))}"'
    yield "  by:"
    yield "  approved-by:"


def _quote(text: str) -> str:
    return " ".join(text.split()).replace("\\", "\\\\").replace('"', '\\"').replace("`", "'")


def _list_changes(changes: Changes) -> Iterator[str]:
    if changes.requirements:
        yield f"answers to {_name_first(entry.label for entry in changes.requirements)}"
    kinds = dict.fromkeys((entry.what, entry.how) for entry in changes.things)
    for what, how in kinds:
        same = [entry.id for entry in changes.things if (entry.what, entry.how) == (what, how)]
        yield f"{what} {how}: {_name_first(same)}"
    for name, pair in (
        ("requirements met", tuple(map(str, changes.met))),
        ("score", tuple(map(write_score, changes.implemented))),
        ("assessor-ready score", tuple(map(write_score, changes.assessor_ready))),
    ):
        if pair[0] != pair[1]:
            yield f"{name} {pair[0]} to {pair[1]}"


def _name_first(names: Iterable[str]) -> str:
    return name_some(tuple(dict.fromkeys(names)), MOST_NAMED)
