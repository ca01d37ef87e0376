"""The list of readiness: what a lead assessor would stop at is named, at its place."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from attestle.api.readiness_reports import judge_ready
from attestle.assess.readiness_judgement import JUDGES, ReadinessReport
from attestle.codes import PICTURE_CODES
from attestle.formats.readiness_table import build_readiness_table, read_readiness_table
from attestle.model.readiness_points import JudgedPoint, ReadinessPlace, Verdict, count_verdicts
from broken_plans import BROKEN, SYSTEM, BrokenPlan
from conftest import AS_OF, ROOT, Run, copy_example, edit, is_long

SOURCE = ROOT / "tools/content/readiness.yaml"
DAY = ("--as-of", AS_OF.isoformat())
# A short run tries every fifth
TRIED = BROKEN if is_long() else BROKEN[::5]
# What fits a screen
SCREEN = 60


def _index(report: ReadinessReport) -> dict[str, JudgedPoint]:
    return {item.point.id: item for group in report.groups for item in group.points}


def _judge(root: Path) -> dict[str, JudgedPoint]:
    return _index(judge_ready(root, None, AS_OF))


@pytest.fixture(scope="module")
def unbroken(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_example(tmp_path_factory.mktemp("unbroken") / "workspace")


@pytest.fixture(scope="module")
def sound(unbroken: Path) -> dict[str, frozenset[ReadinessPlace]]:
    """What the example's list says by point, before anything is broken."""
    return {key: frozenset(item.places) for key, item in _judge(unbroken).items()}


@pytest.fixture(scope="module")
def report() -> ReadinessReport:
    """The list of the example."""
    return judge_ready(ROOT, None, AS_OF)


@pytest.mark.parametrize("broken", TRIED, ids=lambda item: item.name)
def test_broken_plan_is_named(
    broken: BrokenPlan,
    unbroken: Path,
    sound: dict[str, frozenset[ReadinessPlace]],
    tmp_path: Path,
) -> None:
    """What is new in the point that is to name it lies in the right file, with a way out."""
    root = shutil.copytree(unbroken, tmp_path / "workspace")
    broken.change(root)
    judged = _judge(root)[broken.point]
    new = [place for place in judged.places if place not in sound[broken.point]]
    named = [
        place for place in new if place.path.endswith(broken.where) and broken.says in place.message
    ]
    assert named, [place.message for place in new]
    assert all(place.way_out or judged.point.way_out for place in named)
    assert judged.verdict is not Verdict.OK


def test_table_of_broken_plans_is_wide() -> None:
    assert len(BROKEN) >= 40
    points = {point.id for group in read_readiness_table().groups for point in group.points}
    assert {item.point for item in BROKEN} <= points
    assert len({item.point for item in BROKEN}) >= 30


def test_every_judge_is_asked() -> None:
    asked = {point.judge for group in read_readiness_table().groups for point in group.points}
    assert asked - {""} == set(JUDGES)


def _read_source() -> dict[str, Any]:
    tree: dict[str, Any] = yaml.safe_load(SOURCE.read_text(encoding="utf-8"))
    return tree


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("rules", ["OSC999"], "names no rule there is"),
        ("judge", "guess", "names no judge there is"),
        ("way-out", "", "has no way out"),
        ("id", "plan-answered", "two points are called"),
    ],
)
def test_wrong_point_is_refused(key: str, value: object, message: str) -> None:
    tree = _read_source()
    tree["groups"][0]["points"][0][key] = value
    with pytest.raises(ValueError, match=message):
        build_readiness_table(tree, JUDGES)


def test_point_that_nothing_judges_is_refused() -> None:
    tree = _read_source()
    point = tree["groups"][0]["points"][0]
    del point["judge"]
    with pytest.raises(ValueError, match="is judged by nothing"):
        build_readiness_table(tree, JUDGES)


def test_objectives_and_requirements_of_the_list_exist(report: ReadinessReport) -> None:
    status = report.status
    labels = {item.requirement.label for item in status.results}
    objectives = {part.objective.label for item in status.results for part in item.objectives}
    for point in (item for group in read_readiness_table().groups for item in group.points):
        assert set(point.requirements) <= labels
        assert set(point.objectives) <= objectives


def test_nothing_passes_where_a_file_could_not_be_read(tiny: Path) -> None:
    (tiny / "ssp/demo/evidence.yaml").write_text("evidence: [\n", encoding="utf-8")
    judged = _judge(tiny)
    assert not [item.point.id for item in judged.values() if item.verdict is Verdict.OK]
    assert judged["plan-readable"].verdict is Verdict.FAIL


def test_what_nobody_recorded_is_no_pass(unbroken: Path, tmp_path: Path) -> None:
    """A status, a self-assessment, a contract, a level: silence is its own outcome."""
    root = shutil.copytree(unbroken, tmp_path / "workspace")
    text = (root / SYSTEM / "system.md").read_text(encoding="utf-8")
    (root / SYSTEM / "system.md").write_text(text.replace("252.204-7012", "252.204-7999"))
    (root / SYSTEM / "engagement.yaml").unlink()
    judged = _judge(root)
    asked = [key for key in judged if key.startswith("dfars-")]
    assert len(asked) == 5
    for key in ("affirmation", "self-assessment", "aim", *asked):
        assert judged[key].verdict is Verdict.UNKNOWN, key


def test_finding_that_settings_leave_out_counts_and_says_so(tiny: Path) -> None:
    path = "ssp/demo/controls/AC/3.1.1.md"
    edit(tiny, path, "- Evidence: ev-roster", "- Evidence: ev-roster, ev-none")
    before = _judge(tiny)["evidence-objectives"]
    assert any(place.code == "REF003" and not place.set_aside for place in before.places)
    (tiny / "attestle.toml").write_text('[validate]\nignore = ["REF003"]\n', encoding="utf-8")
    after = _judge(tiny)
    place = next(item for item in after["evidence-objectives"].places if item.code == "REF003")
    assert place.set_aside == "attestle.toml leaves it out"
    assert after["set-aside"].verdict is Verdict.FAIL


def test_other_systems_of_the_workspace_are_not_asked(tiny: Path, run: Run) -> None:
    before = judge_ready(tiny, "demo", AS_OF)
    made = run(tiny, "new", "system", "second", "--from", "demo")
    assert made.exit_code == 0, made.output
    (tiny / "ssp/second/people.yaml").write_text("organization: [\n", encoding="utf-8")
    assert judge_ready(tiny, "demo", AS_OF).groups == before.groups


def test_level_1_is_not_asked_for_score_and_clause(unbroken: Path, tmp_path: Path) -> None:
    root = shutil.copytree(unbroken, tmp_path / "workspace")
    edit(root, f"{SYSTEM}/system.md", "profile: cmmc-level-2", "profile: cmmc-level-1")
    judged = _judge(root)
    scored = [p.id for group in read_readiness_table().groups for p in group.points if p.is_scored]
    assert scored
    assert not set(scored) & set(judged)


def test_screen_ends_with_the_headline(run: Run, example: Path, report: ReadinessReport) -> None:
    shown = run(example, "ready", *DAY)
    lines = shown.output.rstrip("\n").split("\n")
    assert shown.exit_code == 0
    assert len(lines) <= SCREEN
    counts = count_verdicts(report.groups)
    assert lines[-1] == (
        f"not ready: {counts[Verdict.OK]} of {sum(counts.values())} pass, {counts[Verdict.FAIL]} fail,"
        f" {counts[Verdict.UNKNOWN]} cannot be judged"
    )


def test_full_names_every_place_with_its_way_out(
    run: Run, example: Path, report: ReadinessReport
) -> None:
    shown = " ".join(run(example, "ready", "--full", *DAY).output.split())
    for item in _index(report).values():
        for place in item.places:
            assert " ".join(place.message.split()) in shown
        if item.places:
            assert (
                f"-> {' '.join((item.places[-1].way_out or item.point.way_out).split())}" in shown
            )


def test_require_fails_the_run(run: Run, example: Path) -> None:
    assert run(example, "ready", "--require", *DAY).exit_code == 1


def test_json_keys(run: Run, example: Path) -> None:
    told = json.loads(run(example, "ready", "--format", "json", *DAY).output)
    assert list(told) == ["system", "profile", "as_of", "ready", "counts", "points"]
    assert list(told["counts"]) == ["pass", "fail", "cannot-be-judged"]
    assert sum(told["counts"].values()) == len(told["points"])
    point = next(item for item in told["points"] if item["places"])
    assert list(point) == ["group", "id", "title", "source", "verdict", "places"]
    assert list(point["places"][0]) == [
        "message", "path", "line", "owner", "code", "set_aside", "cannot_be_judged", "way_out",
    ]  # fmt: skip
    assert told["ready"] is False


def test_places_point_at_lines_that_exist(example: Path, report: ReadinessReport) -> None:
    for item in _index(report).values():
        for place in item.places:
            if place.path and place.line and (example / place.path).is_file():
                lines = (example / place.path).read_bytes().count(b"\n")
                assert 1 <= place.line <= lines + 1, place


def test_unknown_system_is_a_usage_error(run: Run, example: Path) -> None:
    shown = run(example, "ready", "nothing")
    assert shown.exit_code == 2
    assert "Traceback" not in shown.output


def test_folder_of_the_broken_plans_is_the_example() -> None:
    assert (ROOT / SYSTEM).is_dir()


def _set_interviewed(root: Path, day: str) -> None:
    """The same day for every role."""
    path = root / SYSTEM / "people.yaml"
    text = path.read_text(encoding="utf-8")
    roles, after = text.split("\nroles:\n")[1].split("\nusers:\n")
    begin = text.split("\nroles:\n")[0]
    told = re.sub(r"^(  +)title: (.*)$", rf"\1title: \2\n\1interviewed: {day}", roles, flags=re.M)
    path.write_text(f"{begin}\nroles:\n{told}\nusers:\n{after}", encoding="utf-8")


@pytest.mark.parametrize(
    ("day", "verdict", "says"),
    [
        ("2026-11-20", Verdict.OK, ""),
        ("2026-11-15", Verdict.UNKNOWN, "version 1.4 is of 2026-11-16"),
        ("2025-11-20", Verdict.FAIL, "more than 365 days ago"),
    ],
)
def test_each_role_needs_a_day_on_which_it_was_asked(
    day: str, verdict: Verdict, says: str, unbroken: Path, tmp_path: Path
) -> None:
    root = shutil.copytree(unbroken, tmp_path / "workspace")
    _set_interviewed(root, day)
    judged = _judge(root)["plan-interviews"]
    assert judged.verdict is verdict
    assert len(judged.places) == (8 if says else 0)
    assert all(says in place.message for place in judged.places)


def test_a_day_to_come_is_no_interview(unbroken: Path, tmp_path: Path, run: Run) -> None:
    root = shutil.copytree(unbroken, tmp_path / "workspace")
    _set_interviewed(root, "2026-12-24")
    index = _judge(root)
    assert index["plan-interviews"].verdict is Verdict.FAIL
    found = json.loads(run(root, "validate", "--format", "json", *DAY).stdout)["findings"]
    told = [item for item in found if item["pointer"].endswith("/interviewed")]
    assert len(told) == 12


def test_pictures_agree_where_no_rule_on_pictures_found_anything() -> None:
    points = {item.id: item for group in read_readiness_table().groups for item in group.points}
    assert points["scope-pictures"].rules == PICTURE_CODES


def test_a_picture_nobody_drew_for_a_year_may_not_agree(unbroken: Path, tmp_path: Path) -> None:
    root = shutil.copytree(unbroken, tmp_path / "workspace")
    edit(root, f"{SYSTEM}/network.md", "date: 2026-11-04", "date: 2024-11-04")
    [place] = [
        item for item in _judge(root)["scope-pictures"].places if item.path.endswith("network.md")
    ]
    assert "is of 2024-11-04, more than 365 days ago" in place.message
    assert place.is_unknown
