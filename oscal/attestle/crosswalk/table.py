"""A team's own crosswalk table read as maps: one row for each pair, every mistake told by its row."""

from __future__ import annotations

import re
from collections.abc import Sequence
from types import MappingProxyType

from ..formats.columns import Record, Spellings, words
from ..formats.labels import requirement as named_requirement
from ..formats.problems import Problem, nearest
from ..model.catalog import Baseline, Requirement
from ..model.crosswalk import CONFIDENCES, GRADES, RATIONALES, RELATIONSHIPS, ROLES, Map, Reuse

COLUMNS: Spellings = MappingProxyType({
    "criterion": ("Criterion", "TSC", "Source", "SOC 2 criterion", "Trust Services Criterion"),
    "requirement": ("Requirement", "Target", "Control", "800-171", "CMMC", "Practice"),
    "relationship": ("Relationship", "Relation"),
    "matching": ("Matching rationale", "Matching"),
    "role": ("Role",),
    "reuse": ("Reuse", "Evidence reuse", "Grade"),
    "letters": ("Letters", "Objectives", "Satisfied objectives"),
    "confidence": ("Confidence",),
    "rationale": ("Rationale", "Why", "Comment", "Notes", "Remarks"),
    "scope": ("Scope", "Condition"),
    "top-up": ("Top-up", "To add", "Gap"),
    "cannot": ("Cannot", "Cannot carry", "Blocked"),
})  # fmt: skip
REQUIRED = ("criterion", "requirement")


def maps(records: Sequence[Record], source: Baseline, target: Baseline) -> tuple[tuple[Map, ...], tuple[Problem, ...]]:
    """Maps in catalog order. A row with a mistake gives no map, and the caller writes nothing while there is one."""
    found: dict[tuple[str, str], Map] = {}
    lines: dict[tuple[str, str], int] = {}
    problems: list[Problem] = []
    for record in records:
        item, wrong = _map(record, source, target)
        problems += wrong
        if item is None:
            continue
        pair = (item.requirement, item.criterion)
        if pair in found:
            problems.append(_row(record, f"{record['criterion']} to {record['requirement']} stands in row {lines[pair]} already", "keep one of the two rows"))
        found.setdefault(pair, item)
        lines.setdefault(pair, record.number)
    places = {item.id: number for number, item in enumerate(target.requirements)}
    first = {item.id: number for number, item in enumerate(source.requirements)}
    return tuple(sorted(found.values(), key=lambda item: (places[item.requirement], first[item.criterion]))), tuple(problems)


def _row(record: Record, message: str, hint: str = "") -> Problem:
    return Problem("OSC012", message, record.number, None, hint)


def _map(record: Record, source: Baseline, target: Baseline) -> tuple[Map | None, list[Problem]]:
    problems: list[Problem] = []
    criterion = source.by_id.get(record["criterion"].lower().replace(" ", "")) or source.by_label.get(record["criterion"].upper())
    requirement = named_requirement(target, record["requirement"])
    if criterion is None:
        problems.append(_row(record, f'"{record["criterion"]}" is no criterion', nearest(record["criterion"].upper(), source.by_label)))
    if requirement is None:
        problems.append(_row(record, f'"{record["requirement"]}" is no requirement', nearest(record["requirement"], target.by_label)))
    chosen = {}
    for name, legal, default in (("relationship", RELATIONSHIPS, "intersects-with"), ("matching", RATIONALES, "functional"), ("role", ROLES, "supporting"),
                                 ("reuse", tuple(GRADES), ""), ("confidence", CONFIDENCES, "medium")):  # fmt: skip
        word = record[name].lower() or default
        if word and word not in legal:
            problems.append(_row(record, f'"{record[name]}" is no {name}', nearest(word, legal)))
        chosen[name] = word
    letters, wrong = _letters(record, requirement)
    problems += wrong
    reuse = Reuse(chosen["reuse"]) if chosen["reuse"] in tuple(GRADES) else Reuse.PARTIAL if letters else Reuse.HABIT_ONLY
    if record["reuse"] and (reuse is Reuse.HABIT_ONLY) != (not letters):
        problems.append(_row(record, f"{reuse} with {len(letters)} letters", "habit-only satisfies no objective, every other grade at least one"))
    if problems or criterion is None or requirement is None:
        return None, problems
    return Map(
        criterion=criterion.id, requirement=requirement.id, role=chosen["role"], reuse=reuse, letters=letters,
        rationale=" ".join(record["rationale"].split()) or "No rationale is given in the table.", confidence=chosen["confidence"], relationship=chosen["relationship"],
        matching=chosen["matching"], scope=" ".join(record["scope"].split()), top_up=_texts(record["top-up"]), cannot=_texts(record["cannot"]),
    ), []  # fmt: skip


def _texts(cell: str) -> tuple[str, ...]:
    """Conditions are sentences, so only semicolons and line breaks part them."""
    return tuple(" ".join(text.split()) for text in re.split(r"[;\n]+", cell) if text.strip())


def _letters(record: Record, requirement: Requirement | None) -> tuple[tuple[str, ...], list[Problem]]:
    """`a, c`, `[a][c]`, `a-c` or `3.1.1[a]`, as people write them."""
    if requirement is None:
        return (), []
    known = [objective.letter for objective in requirement.objectives]
    letters: list[str] = []
    for word in words(record["letters"].replace("][", "],[")):
        text = word.rpartition("[")[2].rstrip("]").strip().lower()
        if match := re.fullmatch(r"([a-z])\s*[-\u2013]\s*([a-z])", text):
            letters += [chr(code) for code in range(ord(match[1]), ord(match[2]) + 1)]
        else:
            letters += [text]
    wrong = [letter for letter in letters if letter not in known]
    problems = [_row(record, f'{requirement.label} has no objective "{letter}"', f"its letters are {', '.join(known)}") for letter in wrong]
    return tuple(letter for letter in known if letter in letters), problems
