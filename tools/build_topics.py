"""Builds the table of topics: what controls are about, and which an objective is looked for under.

python tools/build_topics.py [--check]
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tools"))
sys.path.insert(0, str(ROOT / "oscal"))

from attestle.data import HERE
from attestle.formats import strict_json
from attestle.formats.topic_table import SHIPPED, build_topic_table
from generated import main

TOPICS = ROOT / "tools/content/topics.yaml"
OBJECTIVES = ROOT / "tools/content/objective-topics.yaml"
POINTS = ROOT / "tools/content/soc2-tsc-2017/points-of-focus.yaml"
DEFINING = ROOT / "tools/content/nist-sp-800-171-r2/objectives.csv"


def read_yaml(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def list_letters() -> dict[str, list[str]]:
    """The letters of each requirement."""
    letters: dict[str, list[str]] = {}
    for line in DEFINING.read_text(encoding="utf-8").splitlines()[1:]:
        number, letter = line.split(",")[:2]
        letters.setdefault(number, []).append(letter)
    return letters


def expand_objectives(rows: dict[str, Any]) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Each objective with its topics; ValueError where a row or a letter is unknown or missing."""
    letters = list_letters()
    if set(rows) != set(letters):
        raise ValueError(f"requirements differ: {sorted(set(rows) ^ set(letters))}")
    for number, by_letter in rows.items():
        if unknown := set(by_letter) - {"all", *letters[number]}:
            raise ValueError(f"{number} has no {sorted(unknown)}")
        for letter in letters[number]:
            choices = by_letter[letter] if letter in by_letter else by_letter["all"]
            yield f"{number}[{letter}]", [read_choice(text) for text in choices]


def read_choice(text: str) -> dict[str, Any]:
    """`topic ~ one word; another`."""
    topic, _, words = text.partition("~")
    found = [word.strip() for word in words.split(";") if word.strip()]
    return {"topic": topic.strip(), **({"words": found} if found else {})}


def list_points(rows: dict[str, dict[int, list[str]]]) -> Iterator[tuple[str, list[str]]]:
    for criterion, by_place in rows.items():
        for place, topics in by_place.items():
            yield f"{criterion.lower()}.{place}", topics


def outputs() -> dict[Path, bytes]:
    topics = [
        {"id": name, **{key: topic[key] for key in topic}}
        for name, topic in read_yaml(TOPICS).items()
    ]
    tree = {
        "topics": topics,
        "objectives": dict(expand_objectives(read_yaml(OBJECTIVES))),
        "points": dict(list_points(read_yaml(POINTS))),
    }
    build_topic_table(tree)
    return {HERE / SHIPPED: strict_json.write_json(tree)}


if __name__ == "__main__":
    sys.exit(main(outputs, ROOT))
