"""What the difference of two revisions says in every form."""

from __future__ import annotations

from collections.abc import Iterator

from ...assess.changes import (
    Changes,
    Compared,
    ObjectiveChange,
    RequirementChange,
    ThingChange,
    WordChange,
)
from ...assess.value_changes import FieldChange
from ...assess.word_changes import compare_words
from ..document_parts import Grid, GridColumn
from ..table_cells import text_cell
from .status_wording import write_score

MOST_CHARACTERS = 600  # of one changed text: a reviewer reads the rest in the file
MOST_OF_VALUE = 160  # characters of a value that is shown whole, before and after
MOST_KEYS = 20  # of one entry or file: a line of more is not read
SIGNS = {"added": ("{+", "+}"), "removed": ("[-", "-]")}


def name_revisions(item: Compared) -> str:
    renamed = f", {item.how}" if item.how.startswith("renamed") else ""
    return f"{item.before} .. {item.after or 'working tree'}{renamed}"


def build_figures(changes: Changes) -> Grid:
    """Scores and requirements met, before and after."""
    rows = (
        ("score, implemented", *map(write_score, changes.implemented)),
        ("score, assessor-ready", *map(write_score, changes.assessor_ready)),
        ("requirements met", *map(str, changes.met)),
    )
    columns = (
        GridColumn(""),
        GridColumn("before", align="right"),
        GridColumn("after", align="right"),
    )
    return Grid("Scores", columns, tuple(tuple(map(text_cell, row)) for row in rows))


def explain_met(entry: RequirementChange) -> str:
    """What became of the requirement, or "" where it stands as before."""
    if entry.met[0] != entry.met[1]:
        points = f" ({entry.points} point{'s' if entry.points != 1 else ''})"
        cost = points if entry.points is not None else ""
        return f": {'now met' if entry.met[1] else 'no longer met'}{cost}"
    if entry.ready[0] == entry.ready[1]:
        return ""
    return ": now assessor-ready" if entry.ready[1] else ": no longer assessor-ready"


def explain_change(item: ObjectiveChange) -> str:
    """What changed in an objective but its text."""
    parts = [f"+ evidence {key}" for key in item.evidence_added]
    parts += [f"- evidence {key}" for key in item.evidence_removed]
    parts += [explain_field(change) for change in item.fields]
    return "; ".join((*_explain_state(item), *parts)) or "text"


def _explain_state(item: ObjectiveChange) -> Iterator[str]:
    if item.state[0] != item.state[1]:
        yield " → ".join(state or "unstated" for state in item.state)
    if item.rating[0] != item.rating[1]:
        before, after = (rating.replace("-", " ") or "none" for rating in item.rating)
        yield f"rating {before} → {after}"


def group_objectives(
    objectives: tuple[ObjectiveChange, ...],
) -> Iterator[tuple[str, str, tuple[WordChange, ...]]]:
    """Label, what changed and the difference of the text; objectives that changed alike, and not in
    their text, stand together.
    """
    waiting: list[str] = []
    words = ""
    for item in objectives:
        change = explain_change(item)
        if waiting and (item.prose or change != words):
            yield _join_labels(waiting), words, ()
            waiting = []
        if item.prose:
            yield item.label, change, item.prose
        else:
            waiting.append(item.label)
            words = change
    if waiting:
        yield _join_labels(waiting), words, ()


def _join_labels(labels: list[str]) -> str:
    """`3.1.1[a][c]`."""
    return labels[0] + "".join(f"[{label.partition('[')[2]}" for label in labels[1:])


def explain_field(change: FieldChange) -> str:
    """A key with its value before and after; of a long text what differs in it."""
    name, before, after = (" ".join(text.split()) for text in change)
    if not before or not after:
        return f"{name}: {cut_value(after)}" if after else f"{name}: {cut_value(before)} → removed"
    if max(len(before), len(after)) <= MOST_OF_VALUE:
        return f"{name}: {before} → {after}"
    return f"{name}: {write_words(compare_words(before, after))}"


def cut_value(text: str) -> str:
    return text if len(text) <= MOST_OF_VALUE else f"{text[:MOST_OF_VALUE].rpartition(' ')[0]} ..."


def explain_owner(entry: RequirementChange) -> tuple[str, ...]:
    """What changed at the head of the file of a requirement, a line each."""
    owner = ("owner", *entry.owner)
    changes = (owner, *entry.fields) if entry.owner[0] != entry.owner[1] else entry.fields
    return tuple(map(explain_field, changes))


def explain_thing(item: ThingChange) -> str:
    """On one line; of what came or went its title."""
    name = f"{item.what} {item.id}" if item.id != item.what else item.what
    if item.how in ("added", "removed"):
        return f"{name} {item.how}"
    head = f"{name} {item.how}"
    if item.how == "renamed":
        head = f"{item.what} {item.keys[0][1]} renamed to {item.id}"
    shown = [explain_field(change) for change in item.details[:MOST_KEYS]]
    if len(item.details) > MOST_KEYS:
        shown.append(f"... and {len(item.details) - MOST_KEYS} more")
    return f"{head}: {'; '.join(shown)}" if shown else head


def write_words(pieces: tuple[WordChange, ...]) -> str:
    """`[-gone-]` and `{+new+}`, on one line."""
    signs = (SIGNS.get(piece.kind, ("", "")) for piece in pieces)
    words = zip(signs, pieces, strict=True)
    return shorten_text("".join(f"{start}{piece.text}{end}" for (start, end), piece in words))


def shorten_text(text: str) -> str:
    """On one line, and no longer than anyone reads in a summary."""
    text = " ".join(text.split())
    if len(text) <= MOST_CHARACTERS:
        return text
    return f"{text[:MOST_CHARACTERS].rsplit(' ', 1)[0]} ..."
