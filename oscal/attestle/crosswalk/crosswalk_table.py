"""A team's own crosswalk table read as maps: one row for each pair, every mistake at its row."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from types import MappingProxyType

from ..formats.labels import find_requirement
from ..formats.problems import Problem
from ..formats.sheet_columns import split_cell
from ..formats.sheet_records import Record, report_row
from ..formats.wanted_columns import Spellings
from ..model.baseline import Baseline, Requirement
from ..model.crosswalk_maps import (
    CONFIDENCES,
    GRADES,
    RATIONALES,
    RELATIONSHIPS,
    ROLES,
    Map,
    Reuse,
    list_doubts,
)
from ..nearest import suggest_words

COLUMNS: Spellings = MappingProxyType({
    "criterion": ("Criterion", "TSC", "Source", "SOC 2 criterion", "Trust Services Criterion"),
    "requirement": ("Requirement", "Target", "Control", "800-171", "CMMC", "Practice"),
    "relationship": ("Relationship", "Relation"),
    "matching": ("Matching rationale", "Matching"),
    "role": ("Role",),
    "reuse": ("Reuse", "Evidence reuse", "Grade"),
    "letters": ("Letters", "Objectives", "Satisfied objectives"),
    "contributes": ("Contributes to", "Contributes", "Contributed objectives", "Partly satisfied objectives"),
    "confidence": ("Confidence",),
    "rationale": ("Rationale", "Why", "Comment", "Notes", "Remarks"),
    "scope": ("Scope", "Condition", "Only if"),
    "top-up": ("Top-up", "To add", "Gap"),
    "cannot": ("Cannot", "Cannot carry", "Blocked"),
    "topics": ("Topics", "Topic"),
})  # fmt: skip
REQUIRED = ("criterion", "requirement")

NO_RATIONALE = "No rationale is given in the table."
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def read_maps(
    records: Sequence[Record], source: Baseline, target: Baseline
) -> tuple[tuple[Map, ...], tuple[Problem, ...]]:
    """Maps in catalog order.

    A row with a mistake gives no map, and the caller writes nothing while there is one.
    """
    maps: dict[tuple[str, str], Map] = {}
    first_rows: dict[tuple[str, str], int] = {}
    lead_rows: dict[str, int] = {}
    problems: list[Problem] = []
    for record in records:
        item, wrong = _read_map(record, source, target)
        problems += wrong
        if item is None:
            continue
        pair = (item.requirement, item.criterion)
        if pair in maps:
            problems.append(_report_repeated_pair(record, first_rows[pair]))
        elif item.role == "lead" and item.requirement in lead_rows:
            problems.append(_report_second_lead(record, lead_rows[item.requirement]))
        if item.role == "lead":
            lead_rows.setdefault(item.requirement, record.number)
        maps.setdefault(pair, item)
        first_rows.setdefault(pair, record.number)
    targets = {item.id: number for number, item in enumerate(target.requirements)}
    sources = {item.id: number for number, item in enumerate(source.requirements)}
    in_order = sorted(
        maps.values(), key=lambda item: (targets[item.requirement], sources[item.criterion])
    )
    return tuple(in_order), tuple(problems)


def _report_repeated_pair(record: Record, row: int) -> Problem:
    return report_row(
        record,
        f"{record['criterion']} to {record['requirement']} stands in row {row} already",
        "keep one of the two rows",
    )


def _report_second_lead(record: Record, row: int) -> Problem:
    return report_row(
        record,
        f"{record['requirement']} has a lead in row {row} already",
        "one is the lead, the others supporting",
    )


def _read_map(
    record: Record, source: Baseline, target: Baseline
) -> tuple[Map | None, list[Problem]]:
    criterion = _find_criterion(source, record["criterion"])
    requirement = _find_requirement(target, record["requirement"])
    problems: list[Problem] = []
    if criterion is None:
        problems.append(_report_unknown(record, "criterion", source, record["criterion"].upper()))
    if requirement is None:
        problems.append(_report_unknown(record, "requirement", target, record["requirement"]))
    chosen, wrong_words = _read_words(record)
    letters, wrong_letters = _read_letters(record, requirement, "letters")
    contributes, wrong_others = _read_letters(record, requirement, "contributes")
    problems += [*wrong_words, *wrong_letters, *wrong_others]
    if problems or criterion is None or requirement is None:
        return None, problems
    reuse = _choose_reuse(chosen["reuse"], letters or contributes)
    letters, contributes = _part_letters(reuse, letters, contributes)
    item = Map(
        criterion=criterion.id,
        requirement=requirement.id,
        role=chosen["role"],
        reuse=reuse,
        letters=letters,
        contributes=contributes,
        rationale=" ".join(record["rationale"].split()) or NO_RATIONALE,
        confidence=chosen["confidence"],
        relationship=chosen["relationship"],
        matching=chosen["matching"],
        scope=" ".join(record["scope"].split()),
        top_up=_split_texts(record["top-up"]),
        cannot=_split_texts(record["cannot"]),
        topics=_split_texts(record["topics"].replace(",", ";")),
    )
    doubts = [
        report_row(record, f"{criterion.label} to {requirement.label}: {text}")
        for text in list_doubts(item)
    ]
    return (None, doubts) if doubts else (item, [])


def _find_criterion(source: Baseline, written: str) -> Requirement | None:
    """By its id, as people type it, or its label: CC6.1, cc6.1, CC 6.1."""
    return source.by_id.get(written.lower().replace(" ", "")) or source.by_label.get(
        written.upper()
    )


def _find_requirement(target: Baseline, written: str) -> Requirement | None:
    return find_requirement(target, written) or find_requirement(target, written.upper())


def _read_words(record: Record) -> tuple[dict[str, str], list[Problem]]:
    """The cells that hold one of a few words, each with its default where it is empty."""
    chosen: dict[str, str] = {}
    problems: list[Problem] = []
    for name, legal, default in (
        ("relationship", RELATIONSHIPS, "intersects-with"),
        ("matching", RATIONALES, "functional"),
        ("role", ROLES, "supporting"),
        ("reuse", tuple(GRADES), ""),
        ("confidence", CONFIDENCES, "medium"),
    ):
        word = "-".join(record[name].lower().split()) or default
        if word and word not in legal:
            problems.append(
                report_row(record, f'"{record[name]}" is no {name}', suggest_words(word, legal))
            )
        chosen[name] = word
    return chosen, problems


def _choose_reuse(word: str, letters: tuple[str, ...]) -> Reuse:
    """A table without grades says with its letters how far a map reaches."""
    if word in tuple(GRADES):
        return Reuse(word)
    return Reuse.PARTIAL if letters else Reuse.HABIT_ONLY


def _part_letters(
    reuse: Reuse, letters: tuple[str, ...], contributes: tuple[str, ...]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What is satisfied and what is contributed to.

    Only a strong map satisfies. Tables that know one column of letters name there what a partial
    map touches; a doubt is not read in the author's favour.
    """
    if reuse is Reuse.PARTIAL:
        return (), tuple(sorted({*letters, *contributes}))
    return letters, contributes


def _report_unknown(record: Record, field: str, base: Baseline, asked: str) -> Problem:
    text = record[field]
    if not text:
        return report_row(
            record, f"the row names no {field}", "give every row its own, also below a merged cell"
        )
    if _DATE.match(text):
        return report_row(
            record,
            f'"{text}" is no {field}: the spreadsheet took it for a date',
            "format the column as text and type it again",
        )
    if len(split_cell(text)) > 1:
        return report_row(
            record, f'"{text}" is no {field}', "one row for each pair of criterion and requirement"
        )
    return report_row(record, f'"{text}" is no {field}', suggest_words(asked, base.by_label))


def _split_texts(cell: str) -> tuple[str, ...]:
    """Conditions are sentences, so only semicolons and line breaks part them."""
    return tuple(" ".join(text.split()) for text in re.split(r"[;\n]+", cell) if text.strip())


def _read_letters(
    record: Record, requirement: Requirement | None, column: str
) -> tuple[tuple[str, ...], list[Problem]]:
    """The objectives that a cell names, in the order of the requirement.

    `a, c`, `ac`, `[a][c]`, `a-c`, `all` or `3.1.1[a]`, as people write them.
    """
    if requirement is None:
        return (), []
    known = [objective.letter for objective in requirement.objectives]
    named: set[str] = set()
    problems: list[Problem] = []
    for word in _split_words(record[column]):
        letters = _spell_out(word.rpartition("[")[2].rstrip("]").lower(), known)
        named.update(letters)
        problems += _doubt_word(record, requirement, word, letters)
    return tuple(letter for letter in known if letter in named), problems


def _doubt_word(
    record: Record, requirement: Requirement, word: str, letters: Sequence[str]
) -> Iterator[Problem]:
    """What is wrong with a word that is read as these letters: the requirement, or one of them."""
    known = [objective.letter for objective in requirement.objectives]
    normalize = requirement.framework.normalize_label
    stem = word.rpartition("[")[0]
    unknown = [letter for letter in letters if letter not in known]
    if stem and normalize(stem.upper()) != normalize(requirement.label):
        message = f'"{word}" is no objective of {requirement.label}'
        hint = f"write the letter alone; its letters are {', '.join(known)}"
        yield report_row(record, message, hint)
    elif unknown:
        message = f'{requirement.label} has no objective "{unknown[0]}"'
        yield report_row(record, message, f"its letters are {', '.join(known)}")


def _split_words(cell: str) -> list[str]:
    """Letters, ranges or ids of a cell, a range without blanks: `a - c` is one word."""
    joined = re.sub(r"\s*[-\u2013]\s*", "-", cell.replace("][", "],["))
    return [word for text in split_cell(joined) for word in text.split()]


def _spell_out(text: str, known: list[str]) -> list[str]:
    """The letters a word means; what means none is given back as it is."""
    if text in ("none", "-"):
        return []
    if text == "all":
        return known
    match = re.fullmatch(r"([a-z])-([a-z])", text)
    if match and match[1] <= match[2]:
        return [chr(code) for code in range(ord(match[1]), ord(match[2]) + 1)]
    return list(text) if text and set(text) <= set(known) else [text]
