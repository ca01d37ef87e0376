"""What a crosswalk says in every form."""

from __future__ import annotations

from collections.abc import Iterator

from ...crosswalk.map_rows import CrosswalkSides, MapRow, build_matrix
from ...model.crosswalk_maps import Crosswalk, Map, Reuse, name_grade
from ..document_parts import Mark, Shade, SignMatrix, SignRow

SHADES: dict[str, Shade] = {
    Reuse.STRONG.value: "good",
    Reuse.PARTIAL.value: "fair",
    Reuse.HABIT_ONLY.value: "poor",
}
SIGNS = {Reuse.STRONG: "S", Reuse.PARTIAL: "P", Reuse.HABIT_ONLY: "h"}
# Heading for maps to controls that the catalog of a side does not hold: another tool's ids.
STRANGE = "Not in the catalog"


def explain_version(crosswalk: Crosswalk) -> str:
    facts = crosswalk.provenance
    return f"{facts.version}, {facts.date}; method {facts.method}, status {facts.status}."


def write_sign(item: Map) -> str:
    """The letter of its grade, with a star where it is the first place to look."""
    return f"{SIGNS[item.reuse]}{'*' if item.role == 'lead' else ''}" if name_grade(item) else "x"


def name_carried(item: Map) -> str:
    """`satisfies [a][d], contributes to [b]`; `no objective` where it does neither."""
    words = (("satisfies", item.letters), ("contributes to", item.contributes))
    named = [
        f"{word} {''.join(f'[{letter}]' for letter in letters)}"
        for word, letters in words
        if letters
    ]
    return ", ".join(named) or "no objective"


def has_ungraded(crosswalk: Crosswalk) -> bool:
    return not all(name_grade(item) for item in crosswalk.maps)


def explain_signs(crosswalk: Crosswalk) -> str:
    return "S strong, P partial, h habit-only" + (
        ", x not graded" if has_ungraded(crosswalk) else ""
    )


def mark_grade(item: Map, text: str = "") -> Mark:
    word = name_grade(item)
    return Mark(
        text or word or "not graded",
        SHADES.get(word, "none"),
        word,
        strong=item.role == "lead",
    )


def name_families(sides: CrosswalkSides) -> dict[str, str]:
    """The family of each requirement, by its id."""
    return {item.id: f"{item.family} {item.family_title}" for item in sides.target.requirements}


def group_by_family(
    sides: CrosswalkSides, rows: list[MapRow]
) -> Iterator[tuple[str, list[MapRow]]]:
    """The rows by family, in the order in which the families come up."""
    families = name_families(sides)
    groups: dict[str, list[MapRow]] = {}
    for row in rows:
        groups.setdefault(families.get(row.item.requirement, STRANGE), []).append(row)
    yield from groups.items()


def list_conditions(item: Map) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What a map holds only with: each with its texts, and none without."""
    pairs = (
        ("only if", (item.scope,)),
        ("to add", item.top_up),
        ("cannot carry", item.cannot),
    )
    for name, texts in pairs:
        if said := tuple(text for text in texts if text):
            yield name, said


def build_sign_matrix(sides: CrosswalkSides, note: str) -> SignMatrix:
    """Every requirement with a sign under each criterion; a sign leads to its judgement."""
    places = {
        (item.requirement, item.criterion): number
        for number, item in enumerate(sides.crosswalk.maps)
    }
    columns, body = build_matrix(sides)
    rows = tuple(
        SignRow(label, title, tuple(_sign(item, places) for item in items))
        for label, title, items in body
    )
    legend = [
        Mark(f"{sign} {word.value}", SHADES[word.value], word.value) for word, sign in SIGNS.items()
    ]
    legend += [Mark("x not graded")] if has_ungraded(sides.crosswalk) else []
    return SignMatrix(tuple(legend), note, columns, rows)


def _sign(item: Map | None, places: dict[tuple[str, str], int]) -> Mark | None:
    if item is None:
        return None
    made = mark_grade(item, write_sign(item))
    target = f"map-{places[item.requirement, item.criterion]}"
    return Mark(made.text, made.shade, made.key, made.strong, target=target)
