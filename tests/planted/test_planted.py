"""Documents with one defect each: nearly all are found, each at its pointer and line."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import attestle
from attestle.findings import Finding
from attestle.rules.constraint_rules import CODE_OF
from planted.defects import Defect, planted
from planted.documents import AROUND, PATHS, documents

ROOT = Path(__file__).resolve().parents[2]
AS_OF = dt.date(2026, 11, 24)
SHARE = 0.97
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


@pytest.fixture(scope="module")
def outcomes(house: Path) -> list[Outcome]:
    """Each defect put in and taken out again."""
    whole = {model: (house / path).read_text(encoding="utf-8") for model, path in PATHS.items()}
    result = []
    for defect in planted():
        text, lines = text_of(defect.tree)
        path = PATHS[defect.model]
        put(house, path, text)
        findings = attestle.validate(house, as_of=AS_OF)
        put(house, path, whole[defect.model])
        places = {pointer(way): lines.get(way, lines.get(way[:-1])) for way in defect.at}
        mine = [
            item
            for item in findings
            if item.path == path and item.pointer in places and fits(defect, item)
        ]
        result.append(
            Outcome(
                defect,
                findings,
                bool(mine),
                any(item.line == places[item.pointer] for item in mine),
            )
        )
    return result


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


def test_nearly_all_defects_are_found_in_their_lines(
    outcomes: list[Outcome], request: pytest.FixtureRequest
) -> None:
    if request.config.getoption("--report", default=False):
        with request.config.pluginmanager.getplugin("capturemanager").global_and_fixture_disabled():
            request.config.get_terminal_writer().write(f"\n{report(outcomes)}\n", flush=True)
    assert len(outcomes) >= 300
    for group, of_group in by_group(outcomes).items():
        found = sum(item.in_line for item in of_group)
        missed = [
            f"{item.defect.model}: {item.defect.name}" for item in of_group if not item.in_line
        ]
        assert len(of_group) < 10 or found / len(of_group) >= SHARE, (
            f"{group}: {found} of {len(of_group)}; missed: {missed}"
        )


def test_each_type_of_constraint_is_broken_in_each_model(outcomes: list[Outcome]) -> None:
    kinds = (
        "allowed-values",
        "matches",
        "is-unique",
        "index",
        "index-has-key",
        "expect",
        "has-cardinality",
    )
    tried = Counter((item.defect.group, item.defect.model) for item in outcomes)
    assert [
        (kind, model) for kind in kinds for model in PATHS if not tried[f"metaschema {kind}", model]
    ] == []


def test_every_message_says_what_and_names_the_way_out(outcomes: list[Outcome]) -> None:
    """No finding of a planted defect is empty, and the offending value of a wrong word is in its
    message.
    """
    for item in outcomes:
        for finding in item.findings:
            assert finding.message
            assert finding.line
        if item.defect.group == "metaschema allowed-values" and item.found:
            assert any("no-such-word" in finding.message for finding in item.findings), item.defect


def by_group(outcomes: list[Outcome]) -> dict[str, list[Outcome]]:
    groups: dict[str, list[Outcome]] = {}
    for item in outcomes:
        groups.setdefault(item.defect.group, []).append(item)
    return groups


def report(outcomes: list[Outcome]) -> str:
    """Found of planted, for each class and model; then what was missed."""
    rows = [
        "class".ljust(30)
        + "".join(model[:12].rjust(14) for model in PATHS)
        + "all".rjust(12)
        + "  at pointer  in line"
    ]
    for group, of_group in sorted(by_group(outcomes).items()):
        cells = []
        for model in PATHS:
            some = [item for item in of_group if item.defect.model == model]
            cells.append(
                f"{sum(item.in_line for item in some)}/{len(some)}".rjust(14)
                if some
                else "-".rjust(14)
            )
        rows.append(
            f"{group:30}{''.join(cells)}{_share(of_group, 'in_line'):>12}{_percent(of_group, 'found'):>12}{_percent(of_group, 'in_line'):>9}"
        )
    rows.append(
        f"{'all':30}{' ' * 14 * len(PATHS)}{_share(outcomes, 'in_line'):>12}{_percent(outcomes, 'found'):>12}{_percent(outcomes, 'in_line'):>9}"
    )
    rows += [
        f"missed: {item.defect.group}, {item.defect.model}: {item.defect.name}"
        for item in outcomes
        if not item.in_line
    ]
    return "\n".join(rows)


def _share(outcomes: list[Outcome], what: str) -> str:
    return f"{sum(getattr(item, what) for item in outcomes)}/{len(outcomes)}"


def _percent(outcomes: list[Outcome], what: str) -> str:
    return f"{100 * sum(getattr(item, what) for item in outcomes) / len(outcomes):.1f} %"
