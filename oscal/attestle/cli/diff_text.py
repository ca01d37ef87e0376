"""The words of `attestle diff`: terminal lines, markdown for a pull request, JSON keys."""

from __future__ import annotations

from collections.abc import Iterator

from ..api.comparison import Compared
from ..assess.changes import Changes, ObjectiveChange, RequirementChange, ThingChange, WordChange

Line = tuple[str, str | None]
MOST_REQUIREMENTS = 40
MOST_CHARACTERS = 600


def _score(value: int | None) -> str:
    return "none" if value is None else str(value)


def _arrow(pair: tuple[object, object]) -> str:
    return f"{pair[0]} → {pair[1]}" if pair[0] != pair[1] else f"{pair[1]}"


def _scores(pair: tuple[int | None, int | None]) -> str:
    return _arrow((_score(pair[0]), _score(pair[1])))


def _revisions(item: Compared) -> str:
    return f"{item.before} .. {item.after or 'working tree'}"


def as_dict(item: Compared) -> dict[str, object]:
    """The keys of `diff --format json`, for one system."""
    head: dict[str, object] = {
        "system": item.system,
        "before": item.before,
        "after": item.after or None,
        "as_of": item.as_of.isoformat(),
        "how": item.how,
    }
    if item.changes is None:
        return head
    changes = item.changes
    return {
        **head,
        "scores": {
            "implemented": list(changes.implemented),
            "assessor_ready": list(changes.assessor_ready),
        },
        "requirements_met": list(changes.met),
        "requirements": [_requirement_dict(entry) for entry in changes.requirements],
        "things": [
            {
                "what": entry.what,
                "id": entry.id,
                "title": entry.title,
                "how": entry.how,
                "keys": [key for key, _, _ in entry.keys],
            }
            for entry in changes.things
        ],
    }


def _requirement_dict(item: RequirementChange) -> dict[str, object]:
    return {
        "requirement": item.label,
        "title": item.title,
        "points": item.points,
        "met": list(item.met),
        "ready": list(item.ready),
        "owner": list(item.owner),
        "objectives": [
            {
                "objective": entry.label,
                "state": list(entry.state),
                "rating": list(entry.rating),
                "evidence_added": list(entry.evidence_added),
                "evidence_removed": list(entry.evidence_removed),
                "fields": [list(field) for field in entry.fields],
                "prose": [{"kind": piece.kind, "text": piece.text} for piece in entry.prose],
            }
            for entry in item.objectives
        ],
        "sections": [
            {
                "title": title,
                "prose": [{"kind": piece.kind, "text": piece.text} for piece in pieces],
            }
            for title, pieces in item.sections
        ],
    }


def lines(item: Compared) -> Iterator[Line]:
    """For the terminal."""
    yield f"{item.title} ({item.system}), {_revisions(item)}, judged as of {item.as_of}", "bold"
    if item.changes is None:
        yield item.how, None
        return
    changes = item.changes
    if changes.is_empty:
        yield "nothing changed", None
        return
    yield (
        (
            f"score implemented {_scores(changes.implemented)}, assessor-ready"
            f" {_scores(changes.assessor_ready)}, met {_arrow(changes.met)}"
        ),
        None,
    )
    for entry in changes.requirements:
        yield "", None
        yield f"{entry.label} {entry.title}{_met(entry)}", "bold"
        for label, told, prose in _grouped(entry.objectives):
            yield f"  {label}: {told}", None
            if prose:
                yield f"    {_plain(prose)}", None
        for title, pieces in entry.sections:
            yield f"  {title}: {_plain(pieces)}", None
    if changes.things:
        yield "", None
        yield from ((_thing(entry), None) for entry in changes.things)


def _met(entry: RequirementChange) -> str:
    cost = (
        f" ({entry.points} point{'s' if entry.points != 1 else ''})"
        if entry.points is not None
        else ""
    )
    if entry.met[0] != entry.met[1]:
        return f": {'now met' if entry.met[1] else 'no longer met'}{cost}"
    return (
        ": now assessor-ready"
        if entry.ready[1] and not entry.ready[0]
        else ": no longer assessor-ready"
        if entry.ready[0] and not entry.ready[1]
        else ""
    )


def _told(item: ObjectiveChange) -> str:
    """What changed in an objective but its text."""
    parts = []
    if item.state[0] != item.state[1]:
        parts.append(f"{item.state[0] or 'unstated'} → {item.state[1] or 'unstated'}")
    if item.rating[0] != item.rating[1]:
        parts.append(
            f"rating {item.rating[0].replace('-', ' ') or 'none'} →"
            f" {item.rating[1].replace('-', ' ') or 'none'}"
        )
    parts += [f"+ evidence {key}" for key in item.evidence_added] + [
        f"- evidence {key}" for key in item.evidence_removed
    ]
    parts += [f"{name}: {right or 'removed'}" for name, _, right in item.fields]
    return "; ".join(parts) or "text"


def _grouped(
    objectives: tuple[ObjectiveChange, ...],
) -> Iterator[tuple[str, str, tuple[WordChange, ...]]]:
    """Label, what changed and the difference of the text; objectives that changed alike, and not in
    their text, stand together.
    """
    waiting: list[str] = []
    words = ""
    for item in (*objectives, None):
        told = _told(item) if item else ""
        if waiting and (item is None or item.prose or told != words):
            yield (
                waiting[0] + "".join(f"[{label.partition('[')[2]}" for label in waiting[1:]),
                words,
                (),
            )
            waiting = []
        if item and item.prose:
            yield item.label, told, item.prose
        elif item:
            waiting.append(item.label)
            words = told


def _plain(pieces: tuple[WordChange, ...]) -> str:
    """`[-gone-]` and `{+new+}`, on one line."""
    signs = {"added": ("{+", "+}"), "removed": ("[-", "-]")}
    return _short(
        "".join(
            "{}{}{}".format(
                signs.get(piece.kind, ("", ""))[0], piece.text, signs.get(piece.kind, ("", ""))[1]
            )
            for piece in pieces
        )
    )


def _marked(pieces: tuple[WordChange, ...]) -> str:
    """Struck through and bold, for markdown; markup in the text itself is shown as it is."""
    found = []
    for piece in pieces:
        text = " ".join(_escaped(piece.text).split(" "))
        core = text.strip()
        if piece.kind in ("added", "removed") and core:
            sign = "**" if piece.kind == "added" else "~~"
            text = f"{text[: len(text) - len(text.lstrip())]}{sign}{core}{sign}{text[len(text.rstrip()) :]}"
        found.append(text)
    return _short("".join(found))


def _escaped(text: str) -> str:
    for sign in "\\`*_{}[]<>#~|":
        text = text.replace(sign, f"\\{sign}")
    return text


def _short(text: str) -> str:
    text = " ".join(text.split())
    return (
        text if len(text) <= MOST_CHARACTERS else f"{text[:MOST_CHARACTERS].rsplit(' ', 1)[0]} ..."
    )


def _thing(item: ThingChange) -> str:
    keys = (
        f": {', '.join(key for key, _, _ in item.keys)}"
        if item.keys and item.how == "changed"
        else ""
    )
    return (
        f"{item.what} {item.id} {item.how}{keys}"
        if item.id != item.what
        else f"{item.what} {item.how}{keys}"
    )


def markdown(item: Compared) -> Iterator[str]:
    """For a pull request, of readable length."""
    yield f"## {_escaped(item.title)}: {_revisions(item)}"
    yield ""
    if item.changes is None or item.changes.is_empty:
        yield item.how if item.changes is None else "Nothing changed in the plan."
        return
    yield from _figures(item.changes)
    for entry in item.changes.requirements[:MOST_REQUIREMENTS]:
        yield f"### {entry.label} {_escaped(entry.title)}{_met(entry)}"
        yield ""
        for label, told, prose in _grouped(entry.objectives):
            yield f"- {_escaped(label)}: {_escaped(told)}"
            if prose:
                yield f"  > {_marked(prose)}"
        for title, pieces in entry.sections:
            yield f"- {_escaped(title)}"
            yield f"  > {_marked(pieces)}"
        yield ""
    if len(item.changes.requirements) > MOST_REQUIREMENTS:
        yield (
            f"... and {len(item.changes.requirements) - MOST_REQUIREMENTS} more requirements; see"
            " `attestle diff`."
        )
        yield ""
    if item.changes.things:
        yield "### Beside the answers"
        yield ""
        yield from (
            f"- {_escaped(_thing(entry))}" for entry in item.changes.things[:MOST_REQUIREMENTS]
        )
        yield ""


def _figures(changes: Changes) -> Iterator[str]:
    yield "| | before | after |"
    yield "|---|---:|---:|"
    yield (
        f"| score, implemented | {_score(changes.implemented[0])} |"
        f" {_score(changes.implemented[1])} |"
    )
    yield (
        f"| score, assessor-ready | {_score(changes.assessor_ready[0])} |"
        f" {_score(changes.assessor_ready[1])} |"
    )
    yield f"| requirements met | {changes.met[0]} | {changes.met[1]} |"
    yield ""
    yield "Neither score is an SPRS result."
    yield ""
