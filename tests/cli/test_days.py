"""No day that anybody writes makes a command crash: every key of the schemas that holds a day."""

from __future__ import annotations

import datetime as dt
import re
import shutil
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from attestle.errors import ExitCode
from attestle.formats.authored_schema import load_schema
from attestle.formats.yaml12 import read_yaml
from attestle.iso_days import read_iso_day
from conftest import TINY, Run, examples, is_long
from honest_plans import lay_plan

DAY = re.compile(r"(?<![\w-])\d{4}-\d{2}-\d{2}(?![\w-])")
COMMANDS = (
    ("ssp", "assemble", "plan"),
    ("validate",),
    ("status", "plan"),
    ("gap", "plan"),
    ("poam", "list", "plan"),
    ("render", "ssp", "plan"),
)
DAYS = st.one_of(
    st.sampled_from(["0001-01-01", "9999-12-31", "2026-02-29", "2026-W01-1", "0000-00-00"]),
    st.dates().map(dt.date.isoformat),
)
# Files by the kind of their schema; what the mature plan lacks stands in the files below
FILES = {
    "system": "system.md",
    "engagement": "engagement.yaml",
    "assessment": "assessment.yaml",
    "evidence": "evidence.yaml",
    "narrative": "boundary.md",
    "component": "components/vault.md",
    "provider": "providers/keepsafe.md",
    "poam": "poam/everything.md",
    "exception": "exceptions/everything.md",
}
MORE = {
    "engagement.yaml": """\
date: 2026-01-15
soc2:
  report-type: type-2
  period: {start: 2025-07-01, end: 2026-06-30}
  as-of: 2026-06-30
  criteria: [security]
  opinion: unqualified
  auditor: Ledger and Lamp LLP
  system-in-description: true
cmmc:
  target-level: 2
  assessment-type: c3pao
  conditional-status-date: 2026-11-01
  status: conditional
  status-date: 2026-11-01
  affirmed:
    - {date: 2026-11-01, name: A. Castellan, title: President, contact: By telephone}
acceptances:
  - customer: Pike Radar
    accepts: The report
    date: 2026-03-02
    until: 2027-03-01
""",
    "assessment.yaml": """\
results:
  - objective: "3.1.3[a]"
    result: met
    assessor: security
    date: 2026-10-01
    method: [examine]
""",
    "poam/everything.md": """\
---
title: Everything with a day
kind: operational
weakness: A rule of the filter is too wide.
objectives: ["3.1.3[e]"]
owner: engineering
systems-affected: [vault]
resource-estimate: 2 hours
how-identified: Review
identified: 2026-10-01
required-artifact: The rule
completion-criteria: The rule names its ports.
scheduled-completion: 2027-01-31
scheduled-completion-history:
  - {date: 2026-11-02, was: 2026-12-31, why: Holidays}
completed: 2026-11-20
milestones:
  - title: Written
    date: 2026-12-15
    completed: 2026-11-20
    changes:
      - {date: 2026-11-02, was: 2026-12-01, why: Holidays}
implemented-before: 2026-01-01
reviews:
  - {date: 2026-11-10, progress: On the way}
---
""",
    "exceptions/everything.md": """\
---
title: Everything with a day
kind: temporary-deficiency
scope: ["3.1.4[b]"]
rationale: A rule of the filter is too wide.
approver: security
date: 2026-10-02
review-date: 2027-01-31
implemented-before: 2026-01-01
operational-item: everything
---
""",
    "controls/AC/3.1.4.md": """\
---
requirement: "3.1.4"
---
# 3.1.4

## [a] <!-- @objective a -->
- State: not-applicable
- Rationale: Nobody has two duties
- Approved: security, 2026-10-01
""",
}


@pytest.fixture(scope="module")
def everything(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A plan with a day at each key that holds one."""
    root: Path = tmp_path_factory.mktemp("days") / "workspace"
    folder = lay_plan("mature", root)
    for name, text in MORE.items():
        (folder / name).write_text(text, encoding="utf-8")
    for part in ("catalogs/mini", "catalogs/criteria", "mapping-collections"):  # for the gap
        shutil.copytree(TINY / part, root / part)
    return root


def walk_keys(schema: dict[str, Any], node: dict[str, Any], path: str = "") -> Iterator[str]:
    """The keys of a schema that hold a day, such as `approvals/date`."""
    if "$ref" in node:
        node = {**schema["$defs"][node["$ref"].rpartition("/")[2]], **node}
    if str(node.get("pattern", "")).startswith("^[0-9]{4}-("):
        yield path
    for branch in (*node.get("anyOf", ()), *filter(None, [node.get("items")])):
        yield from walk_keys(schema, branch, path)
    for key, inner in node.get("properties", {}).items():
        yield from walk_keys(schema, inner, f"{path}/{key}".lstrip("/"))


def walk_days(value: Any, path: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from walk_days(inner, f"{path}/{key}".lstrip("/"))
    elif isinstance(value, list):
        for inner in value:
            yield from walk_days(inner, path)
    elif isinstance(value, str) and DAY.fullmatch(value):
        yield path


@pytest.mark.parametrize("kind", FILES)
def test_the_plan_has_a_day_at_every_key(everything: Path, kind: str) -> None:
    text = (everything / "ssp/plan" / FILES[kind]).read_text(encoding="utf-8")
    head = text.split("---\n")[1] if FILES[kind].endswith(".md") else text
    schema = load_schema(kind)
    keys = set(walk_keys(schema, schema))
    assert keys
    assert keys <= set(walk_days(read_yaml(head).value))


@cache
def list_places(root: Path) -> tuple[tuple[str, int], ...]:
    """Every day of the authored files: in which file, and where in its text."""
    return tuple(
        (path.relative_to(root).as_posix(), match.start())
        for path in sorted((root / "ssp/plan").rglob("*"))
        if path.suffix in (".md", ".yaml", ".csv")
        for match in DAY.finditer(path.read_text(encoding="utf-8"))
    )


def test_every_command_has_something_to_say(everything: Path, run: Run, tmp_path: Path) -> None:
    """Else the days below would be tried on files that are refused before they are looked at."""
    root = shutil.copytree(everything, tmp_path / "workspace")
    for command in COMMANDS:
        result = run(root, *command, *(() if command[0] == "ssp" else ("--as-of", "2026-11-24")))
        assert result.exit_code == ExitCode.OK, result.output


@settings(
    max_examples=examples(2000) if is_long() else 6,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.data())
def test_no_day_makes_a_command_crash(everything: Path, run: Run, data: st.DataObject) -> None:
    places = list_places(everything)
    chosen = data.draw(st.dictionaries(st.sampled_from(places), DAYS, min_size=1, max_size=3))
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "workspace"
        shutil.copytree(everything, root)
        for (name, start), day in chosen.items():
            file = root / name
            text = file.read_text(encoding="utf-8")
            file.write_text(text[:start] + day + text[start + len(day) :], encoding="utf-8")
        for command in COMMANDS:
            result = run(root, *command)
            assert result.exit_code != ExitCode.INTERNAL, (command, chosen, result.output)


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "1582-10-04"])
@pytest.mark.parametrize(
    "command", [command for command in COMMANDS if command[0] != "ssp"], ids=lambda one: one[0]
)
def test_no_day_of_judgement_makes_a_command_crash(
    everything: Path, run: Run, tmp_path: Path, command: tuple[str, ...], day: str
) -> None:
    root = shutil.copytree(everything, tmp_path / "workspace")
    result = run(root, *command, "--as-of", day)
    assert result.exit_code in (ExitCode.OK, ExitCode.FINDINGS), result.output


@pytest.mark.parametrize(
    "text", ["2026-W01-1", "20260101", "2026-1-01", "２026-01-01", "2026-02-29"]
)
def test_a_day_has_one_form(text: str) -> None:
    assert read_iso_day(text) is None
