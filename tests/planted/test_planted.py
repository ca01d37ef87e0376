"""Documents with one defect each: all are found but one, each at its pointer and line.

Some of each class and model by default, all of them with `--long`.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import attestle
from attestle.findings import Finding
from attestle.rules.constraint_rules import CODE_OF
from conftest import AS_OF, ROOT, is_long
from planted.defects import Defect, planted, sample
from planted.documents import AROUND, PATHS, documents

# Of each class, so many in each model
SAMPLE = 3
# No rule reads what a mapping leaves out of another document.
MISSED = {
    ("mapping-collection", "mappings/0/target-gap-summary/unmapped-controls/0/with-ids/0 = r-9")
}
Way = tuple[Any, ...]
OTHERWISE = {
    "matches": ("OSC002", "REF007"),
    "is-unique": ("OSC008",),
    "index": ("OSC008", "CAT001"),
    "index-has-key": ("REF007", "REF009"),
    "expect": ("OSC002",),
    "has-cardinality": ("OSC002",),
}


@dataclass(frozen=True)
class Outcome:
    """A defect with what was said of its document."""

    defect: Defect
    findings: tuple[Finding, ...]
    found: bool
    in_line: bool


def written(value: Any, way: Way = (), indent: int = 0) -> Iterator[tuple[str, Way | None]]:
    """The lines of a document, each with the way to the value that begins on it.

    An independent account of where things stand.
    """
    if not isinstance(value, dict | list) or not value:
        yield json.dumps(value), way
        return
    pairs = list(value.items() if isinstance(value, dict) else enumerate(value))
    yield "{" if isinstance(value, dict) else "[", way
    for number, (key, item) in enumerate(pairs):
        lead = f"{json.dumps(key)}: " if isinstance(value, dict) else ""
        lines = list(written(item, (*way, key), indent + 1))
        for place, (text, at) in enumerate(lines):
            comma = "," if place == len(lines) - 1 and number < len(pairs) - 1 else ""
            yield f" {lead if place == 0 else ''}{text}{comma}", at
    yield "}" if isinstance(value, dict) else "]", None


def text_of(tree: Any) -> tuple[str, dict[Way, int]]:
    lines = list(written(tree))
    return "\n".join(text for text, _ in lines) + "\n", {
        way: number for number, (_, way) in enumerate(lines, 1) if way is not None
    }


def pointer(way: Way) -> str:
    return "".join(f"/{str(token).replace('~', '~0').replace('/', '~1')}" for token in way)


def put(root: Path, path: str, text: str) -> None:
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_text(text, encoding="utf-8")


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with a document of each model."""
    root: Path = tmp_path_factory.mktemp("house")
    (root / ".trestle").mkdir()
    shutil.copy(ROOT / ".trestle/config.ini", root / ".trestle/config.ini")
    for model, tree in documents().items():
        put(root, PATHS[model], text_of(tree)[0])
    for path, (model, make) in AROUND.items():
        put(root, path, text_of({model: make()})[0])
    return root


def outcomes(house: Path, model: str) -> list[Outcome]:
    """Each defect put in and taken out again."""
    path = PATHS[model]
    whole = (house / path).read_text(encoding="utf-8")
    defects = planted(model)
    result = [
        outcome(house, defect) for defect in (defects if is_long() else sample(defects, SAMPLE))
    ]
    put(house, path, whole)
    return result


def outcome(house: Path, defect: Defect) -> Outcome:
    text, lines = text_of(defect.tree)
    path = PATHS[defect.model]
    put(house, path, text)
    findings = attestle.validate(house, as_of=AS_OF)
    places = {pointer(way): lines.get(way, lines.get(way[:-1])) for way in defect.at}
    mine = [
        item
        for item in findings
        if item.path == path and item.pointer in places and fits(defect, item)
    ]
    in_line = any(item.line == places[item.pointer] for item in mine)
    return Outcome(defect, findings, bool(mine), in_line)


def fits(defect: Defect, finding: Finding) -> bool:
    """A broken constraint is told under the code of its type, or by a rule that says the same with
    more knowledge.
    """
    kind = defect.group.removeprefix("metaschema ")
    return kind not in CODE_OF or finding.code in (CODE_OF[kind], *OTHERWISE.get(kind, ()))


def test_the_documents_themselves_have_no_finding(house: Path) -> None:
    assert [
        f"{item.path} {item.pointer}: {item.code} {item.message}"
        for item in attestle.validate(house, as_of=AS_OF)
    ] == []


def test_lines_are_counted_right() -> None:
    tree = {"a": [1, {"b": []}], "c": {"d": "x\n"}}
    text, lines = text_of(tree)
    assert json.loads(text) == tree
    assert lines == {
        (): 1,
        ("a",): 2,
        ("a", 0): 3,
        ("a", 1): 4,
        ("a", 1, "b"): 5,
        ("c",): 8,
        ("c", "d"): 9,
    }


@pytest.mark.parametrize("model", PATHS)
def test_defects_are_found_in_their_lines(
    house: Path, model: str, request: pytest.FixtureRequest
) -> None:
    """No finding of a planted defect is empty, and the offending value of a wrong word is in its
    message.
    """
    found = outcomes(house, model)
    if request.config.getoption("--report", default=False):
        with request.config.pluginmanager.getplugin("capturemanager").global_and_fixture_disabled():
            request.config.get_terminal_writer().write(f"\n{report(model, found)}\n", flush=True)
    assert len(found) >= (80 if is_long() else 35)
    assert {(model, item.defect.name) for item in found if not item.in_line} <= MISSED
    for item in found:
        for finding in item.findings:
            assert finding.message
            assert finding.line
        if item.defect.group == "metaschema allowed-values":
            assert any("no-such-word" in finding.message for finding in item.findings), item.defect


@pytest.mark.parametrize("model", PATHS)
def test_each_type_of_constraint_is_broken_in_each_model(model: str) -> None:
    kinds = (
        "allowed-values",
        "matches",
        "is-unique",
        "index",
        "index-has-key",
        "expect",
        "has-cardinality",
    )
    every = planted(model)
    for defects in (every, sample(every, SAMPLE)):
        tried = {item.group for item in defects}
        assert [kind for kind in kinds if f"metaschema {kind}" not in tried] == []
    assert {item.group for item in sample(every, SAMPLE)} == {item.group for item in every}


def report(model: str, outcomes: list[Outcome]) -> str:
    """Found of planted, for each class; then what was missed."""
    groups: dict[str, list[Outcome]] = {"all": outcomes}
    for item in outcomes:
        groups.setdefault(item.defect.group, []).append(item)
    rows = [f"{model:32}planted  at pointer  in line"]
    for group, of_group in sorted(groups.items()):
        at_pointer, in_line = (
            sum(getattr(item, what) for item in of_group) for what in ("found", "in_line")
        )
        rows.append(f"{group:32}{len(of_group):7}{at_pointer:12}{in_line:9}")
    rows += [
        f"missed: {item.defect.group}: {item.defect.name}" for item in outcomes if not item.in_line
    ]
    return "\n".join(rows)
