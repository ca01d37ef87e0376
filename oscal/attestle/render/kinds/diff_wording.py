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
from ..document_model import Grid, GridColumn, text_cell
from .status_wording import write_score

MOST_CHARACTERS = 600  # of one changed text: a reviewer reads the rest in the file


def name_revisions(item: Compared) -> str:
    return f"{item.before} .. {item.after or 'working tree'}"


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
    parts += [f"{name}: {right or 'removed'}" for name, _, right in item.fields]
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


def explain_thing(item: ThingChange) -> str:
    names = ", ".join(key for key, _, _ in item.keys)
    keys = f": {names}" if names and item.how == "changed" else ""
    name = f"{item.what} {item.id}" if item.id != item.what else item.what
    return f"{name} {item.how}{keys}"


def shorten_text(text: str) -> str:
    """On one line, and no longer than anyone reads in a summary."""
    text = " ".join(text.split())
    if len(text) <= MOST_CHARACTERS:
        return text
    return f"{text[:MOST_CHARACTERS].rsplit(' ', 1)[0]} ..."
