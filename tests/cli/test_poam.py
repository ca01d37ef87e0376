"""`attestle poam` on the example: what is opened, what is refused, and that nobody's words are
touched.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from attestle.api import poam_items
from attestle.api.validation.workspace_checks import find_problems
from attestle.assess.scores import Unmet
from conftest import Run, edit, examples, snapshot

DAY = ("--as-of", "2026-11-24")
ON = ("--on", "2026-11-24")
SYSTEM = "example-enclave"
FOLDER = f"ssp/{SYSTEM}/poam"
DOCUMENT = f"plan-of-action-and-milestones/{SYSTEM}/plan-of-action-and-milestones.json"
ENGAGEMENT = f"ssp/{SYSTEM}/engagement.yaml"
ALERTS = "audit-failure-alerts"
EXERCISE, EXERCISE_FILE = "incident-exercise", f"ssp/{SYSTEM}/controls/IR/3.6.3.md"
UNMET = ("3.3.4", "3.4.8", "3.4.9", "3.6.3", "3.8.4", "3.13.11")


def listed(run: Run, root: Path, *args: str, day: str = "2026-11-24") -> Any:
    result = run(root, "poam", "list", "--as-of", day, "--format", "json", *args)
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def entry(run: Run, root: Path, slug: str, day: str = "2026-11-24") -> Any:
    return next(item for item in listed(run, root, "--all", day=day)["items"] if item["id"] == slug)


def sync(run: Run, root: Path, *args: str, day: str = "2026-11-24") -> list[str]:
    result = run(root, "poam", "sync", "--as-of", day, *args)
    assert result.exit_code == 0, result.output
    return [
        line.removeprefix("wrote ")
        for line in result.stdout.splitlines()
        if line.startswith("wrote ")
    ]


def warnings(run: Run, root: Path, code: str) -> list[dict[str, Any]]:
    found = json.loads(run(root, "validate", *DAY, "--format", "json").stdout)["findings"]
    return [item for item in found if item["code"] == code]


def without_plans(root: Path, *kept: str) -> None:
    """Only the operational items stay, and those named."""
    for path in (root / FOLDER).glob("*.md"):
        if path.stem not in kept and "kind: operational" not in path.read_text(encoding="utf-8"):
            path.unlink()


def granted(root: Path, day: str) -> None:
    """A conditional status was given on that day."""
    edit(
        root,
        ENGAGEMENT,
        "  assessment-type: c3pao\n",
        f"  assessment-type: c3pao\n  conditional-status-date: {day}\n",
    )


def done(root: Path) -> None:
    """The exercise was held, and there is a report."""
    edit(
        root,
        EXERCISE_FILE,
        "- State: not-implemented\n- Missing: no exercise or test of the response to an incident"
        " that concerns CUI\n",
        "- State: implemented\n- Evidence: ev-exercise\n",
    )
    register = root / f"ssp/{SYSTEM}/evidence.yaml"
    item = """\
  - uuid: 0b5a2c0e-6d0f-4b7a-9a5e-0a8a6f6d1c11
    id: ev-exercise
    title: Exercise report
    location: https://grc.quillhaven.example/exercise
    owner: security-operations
    collected: 2026-11-20
"""
    register.write_text(
        register.read_text(encoding="utf-8").rstrip("\n") + "\n" + item, encoding="utf-8"
    )


def document(run: Run, root: Path) -> Any:
    result = run(root, "ssp", "assemble")
    assert result.exit_code == 0, result.output
    return json.loads((root / DOCUMENT).read_bytes())["plan-of-action-and-milestones"]


def read_mine(run: Run, root: Path) -> list[dict[str, Any]]:
    """What is found in what is authored and assembled for the system."""
    found = json.loads(run(root, "validate", *DAY, "--format", "json").stdout)["findings"]
    return [
        item for item in found if item["path"].startswith("ssp/") or f"/{SYSTEM}/" in item["path"]
    ]


def tell(chosen: Iterable[dict[str, Any]]) -> list[str]:
    return [f"{item['code']} {item['path']}: {item['message']}" for item in chosen]


def errors(run: Run, root: Path, prefix: str = "") -> list[str]:
    """Errors; with a prefix every finding of those codes."""
    return tell(
        item
        for item in read_mine(run, root)
        if (item["code"].startswith(prefix) if prefix else item["severity"] == "error")
    )


def problems(run: Run, root: Path) -> list[str]:
    """Errors, and every finding about the plan of action."""
    return tell(
        item
        for item in read_mine(run, root)
        if item["severity"] == "error" or item["code"].startswith("POA")
    )


# --- list


def test_every_unmet_requirement_of_the_example_has_its_item(run: Run, example: Path) -> None:
    found = listed(run, example)
    assert (
        found["system"],
        found["as_of"],
        found["without_item"],
        found["objectives_without_item"],
    ) == (SYSTEM, "2026-11-24", [], [])
    assert sorted(
        {label.partition("[")[0] for item in found["items"] for label in item["unmet"]}
    ) == sorted(UNMET)
    for item in found["items"]:
        assert set(item["unmet"]) <= set(item["objectives"])
        assert (item["kind"] == "operational") == (not item["unmet"])
        assert (
            item["days_left"]
            == (dt.date.fromisoformat(item["scheduled_completion"]) - dt.date(2026, 11, 24)).days
        )


def test_an_objective_that_the_item_of_its_requirement_does_not_name_is_told(
    run: Run, copy: Path
) -> None:
    path = f"ssp/{SYSTEM}/controls/AU/3.3.4.md"
    text = (copy / path).read_text(encoding="utf-8")
    at = text.index("@objective a -->")
    (copy / path).write_text(
        text[:at]
        + text[at:].replace(
            "- State: implemented\n", "- State: planned\n- Missing: the list of recipients\n", 1
        ),
        encoding="utf-8",
    )
    found = listed(run, copy)
    assert (found["without_item"], found["objectives_without_item"]) == ([], ["3.3.4[a]"])
    assert "not named by the item of their requirement: 3.3.4[a]" in " ".join(
        run(copy, "poam", "list", *DAY).stdout.split()
    )
    assert sync(run, copy) == [], "the requirement has an item; what it says is its owner's"
    told = run(copy, "poam", "sync", *DAY).stdout
    assert f"in no item: 3.3.4[a]; add to the objectives of {FOLDER}/{ALERTS}.md" in told
    [path] = [item["path"] for item in warnings(run, copy, "POA002")]
    assert path == f"ssp/{SYSTEM}/controls/AU/3.3.4.md"
    assert "in no item of the plan of action: 3.3.4[a]\n" in run(copy, "status", *DAY).stdout


def test_an_item_that_names_a_requirement_covers_all_of_it(run: Run, copy: Path) -> None:
    edit(copy, f"{FOLDER}/{ALERTS}.md", '["3.3.4[c]"]', '["AU.L2-3.3.4"]')
    path = f"ssp/{SYSTEM}/controls/AU/3.3.4.md"
    text = (copy / path).read_text(encoding="utf-8")
    claim = "- State: implemented\n"
    (copy / path).write_text(text.replace(claim, "- State: planned\n- Missing: it\n", 1))
    found = listed(run, copy)
    assert (found["without_item"], found["objectives_without_item"]) == ([], [])
    [item] = [item for item in found["items"] if item["id"] == ALERTS]
    assert item["objectives"] == ["3.3.4"]
    assert "3.3.4[c]" in item["unmet"]
    assert len(item["unmet"]) == 2
    assert errors(run, copy, "POA") == []
    plan = document(run, copy)
    titles = [entry["title"].partition(":")[0] for entry in plan["findings"]]
    assert {"3.3.4[a]", "3.3.4[b]", "3.3.4[c]"} <= set(titles)
    assert errors(run, copy) == []
    refused = run(copy, "poam", "close", SYSTEM, ALERTS, "--evidence", "ev-policy-set", *ON)
    assert refused.exit_code == 1
    assert "3.3.4[c] is still partial" in " ".join(refused.output.split())


def test_two_people_who_open_the_same_items_write_the_same_files(
    run: Run, copy: Path, tmp_path: Path
) -> None:
    without_plans(copy)
    other = Path(shutil.copytree(copy, tmp_path / "other"))
    paths = sync(run, copy)
    assert paths == sync(run, other)
    assert snapshot(copy / FOLDER) == snapshot(other / FOLDER)
    # an item under another name keeps its uuid, and the next one has another
    first = copy / paths[0]
    first.rename(first.with_name("mine.md"))
    text = first.with_name("mine.md").read_text()
    first.with_name("mine.md").write_text(text.replace('"remediation"', '"operational"'))
    [again] = sync(run, copy)
    assert again == paths[0].replace(".md", "-2.md")
    assert (copy / again).read_text().split("\n")[1] != text.split("\n")[1]


def test_an_operational_item_is_no_plan_for_what_is_not_met(run: Run, copy: Path) -> None:
    edit(copy, f"{FOLDER}/{EXERCISE}.md", "kind: poam", "kind: operational")
    assert listed(run, copy)["without_item"] == ["3.6.3"]


def test_overdue_and_the_clock_of_180_days(run: Run, copy: Path) -> None:
    granted(copy, "2026-08-01")
    before, after = entry(run, copy, EXERCISE), entry(run, copy, EXERCISE, "2027-01-29")
    assert (before["limit"], before["days_left"], before["overdue"]) == ("2027-01-28", 65, False)
    assert (after["days_left"], after["overdue"]) == (
        -1,
        True,
    ), "scheduled for that day, but the 180 days are over"
    assert entry(run, copy, "application-allow-listing")["limit"] is None, (
        "the clock is that of items of kind poam"
    )
    text = run(copy, "poam", "list", "--as-of", "2027-01-29").stdout
    assert "OVERDUE by 1 day\n" in text
    assert "180 days end on 2027-01-28" in text
    assert [line for line in text.splitlines() if len(line) > 100] == []


# --- sync


def test_sync_opens_exactly_what_is_missing_and_nothing_twice(run: Run, copy: Path) -> None:
    without_plans(copy)
    assert listed(run, copy)["without_item"] == list(UNMET)
    before = snapshot(copy)
    assert run(copy, "poam", "sync", *DAY, "--check").exit_code == 3
    assert snapshot(copy) == before
    paths = sync(run, copy)
    assert len(paths) == 6
    after = snapshot(copy)
    assert {path: after[path] for path in before} == before, "what people wrote stays"
    assert set(after) - set(before) == set(paths)
    found = listed(run, copy)
    assert (found["without_item"], found["objectives_without_item"]) == ([], [])
    assert sync(run, copy) == []
    assert run(copy, "poam", "sync", *DAY, "--check").exit_code == 0
    assert snapshot(copy) == after
    document(run, copy)
    assert problems(run, copy) == []


@pytest.mark.parametrize(
    ("status_day", "day", "kinds"),
    [
        ("", "2026-11-24", "rrrrrr"),  # nobody gave a conditional status yet
        ("2026-11-01", "2026-11-24", "prpppp"),  # 3.4.8 costs five points
        ("2026-05-29", "2026-11-25", "prpppp"),  # the last of the 180 days
        ("2026-05-28", "2026-11-25", "rrrrrr"),  # over: the status has lapsed
    ],
)
def test_kinds_follow_the_conditional_status_and_170_21(
    run: Run, copy: Path, status_day: str, day: str, kinds: str
) -> None:
    without_plans(copy)
    if status_day:
        granted(copy, status_day)
    sync(run, copy, day=day)
    items = {
        item["objectives"][0].partition("[")[0]: item
        for item in listed(run, copy, day=day)["items"]
        if item["kind"] != "operational"
    }
    assert "".join(items[label]["kind"][0] for label in UNMET) == kinds
    for item in items.values():
        days = dt.timedelta(days=180)
        start = dt.date.fromisoformat(status_day if item["kind"] == "poam" else day)
        assert item["scheduled_completion"] == (start + days).isoformat()
    assert errors(run, copy, "POA") == []


def test_encryption_is_a_poam_item_only_in_its_three_point_state(run: Run, copy: Path) -> None:
    without_plans(copy)
    granted(copy, "2026-11-01")
    path = f"ssp/{SYSTEM}/controls/SC/3.13.11.md"
    text = (copy / path).read_text(encoding="utf-8")
    assert "partial-credit: encryption-not-validated\n" in text
    (copy / path).write_text(
        text.replace("partial-credit: encryption-not-validated\n", ""), encoding="utf-8"
    )
    sync(run, copy)
    assert entry(run, copy, "r-3-13-11-cui-encryption")["kind"] == "remediation"
    assert errors(run, copy, "POA") == []


def test_a_requirement_that_fails_again_gets_an_item_of_another_name(run: Run, copy: Path) -> None:
    without_plans(copy)
    sync(run, copy)
    first = copy / FOLDER / "r-3-6-3-incident-response-testing.md"
    closed = first.read_text(encoding="utf-8").replace('status: "ongoing"', 'status: "complete"')
    closed = closed.replace(
        "scheduled-completion:",
        "completed: 2026-11-20\ncompletion-evidence: [ev-policy-set]\nscheduled-completion:",
    )
    first.write_text(closed, encoding="utf-8")
    assert listed(run, copy)["without_item"] == ["3.6.3"]
    assert sync(run, copy) == [f"{FOLDER}/r-3-6-3-incident-response-testing-2.md"]
    assert first.read_text(encoding="utf-8") == closed
    assert listed(run, copy)["without_item"] == []


def test_the_owner_is_a_role_of_the_system(run: Run, copy: Path) -> None:
    """The names in a list of SOC 2 controls are not roles: the item would not validate."""
    without_plans(copy)
    for path in (copy / f"ssp/{SYSTEM}/controls").rglob("*.md"):
        lines = path.read_text(encoding="utf-8").split("\n")
        path.write_text(
            "\n".join(
                line
                for number, line in enumerate(lines)
                if number > 3 or not line.startswith("owner:")
            ),
            encoding="utf-8",
        )
    people = copy / f"ssp/{SYSTEM}/people.yaml"
    text = people.read_text(encoding="utf-8")
    without = re.sub(r"^families:.*\n(?:[ ].*\n)*", "", text, flags=re.M)
    assert without != text
    people.write_text(without, encoding="utf-8")
    sync(run, copy)
    assert {item["owner"] for item in listed(run, copy)["items"]} <= set(
        re.findall(r"- id: (\S+)", text)
    )
    assert [text for text in errors(run, copy) if "/poam/" in text] == []


@pytest.mark.parametrize(("profile", "number"), [("cmmc-level-1", 17), ("cmmc-level-2", 110)])
def test_a_new_system_gets_an_item_for_everything(
    run: Run, tmp_path: Path, profile: str, number: int
) -> None:
    root = tmp_path / "new"
    assert run(tmp_path, "init", str(root)).exit_code == 0
    made = run(
        root,
        "new",
        "system",
        "demo",
        "--title",
        "Demo",
        "--description",
        "It does things.",
        "--organization",
        "Demo Organisation",
        "--information-type",
        "CUI",
        "--information-description",
        "Plans of customers.",
        "--user",
        "Staff",
        "--owner-role",
        "system-owner",
        "--owner-title",
        "System Owner",
        "--profile",
        profile,
    )
    assert made.exit_code == 0, made.output
    (root / "ssp/demo/engagement.yaml").write_text(
        "cmmc:\n  uuid: 45068025-a550-4420-9898-99bc3e89375c\n  target-level:"
        f" {profile[-1]}\n  assessment-type: self\n  conditional-status-date: 2026-11-01\n",
        encoding="utf-8",
    )
    assert len(sync(run, root)) == number
    found = listed(run, root)
    assert (len(found["items"]), found["without_item"], found["objectives_without_item"]) == (
        number,
        [],
        [],
    )
    kinds = {item["kind"] for item in found["items"]}
    assert kinds == ({"remediation"} if profile == "cmmc-level-1" else {"poam", "remediation"}), (
        "Level 1 has no POA&M"
    )
    assert {item["owner"] for item in found["items"]} == {"system-owner"}
    assert [
        text for text in problems(run, root) if text.startswith("POA") or "/poam/" in text
    ] == []
    assert "[a][b][c][d][e][f] nothing is stated." in (
        root / "ssp/demo/poam/r-3-1-1-authorized-access-control.md"
    ).read_text(encoding="utf-8")


PICKED = (
    "AC/3.1.1",
    "AC/3.1.20",
    "AC/3.1.22",
    "AT/3.2.3",
    "CA/3.12.4",
    "CM/3.4.8",
    "IA/3.5.3",
    "MP/3.8.4",
    "PE/3.10.3",
    "PS/3.9.2",
    "RA/3.11.2",
    "SC/3.13.11",
    "SI/3.14.2",
)


# no shrinking: each example is a workspace, and what fails is told well enough by its states
@settings(
    max_examples=examples(8, least=2),
    phases=[Phase.generate],
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    st.dictionaries(
        st.sampled_from(PICKED), st.sampled_from(["planned", "not-implemented", "partial"])
    ),
    st.sampled_from(["", "2026-11-01", "2026-01-01"]),
)
def test_whatever_is_unmet_sync_plans_it_and_nothing_that_170_21_forbids(
    copy: Path, states: dict[str, str], status_day: str
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "ws"
        shutil.copytree(copy, root)
        without_plans(root)
        if status_day:
            granted(root, status_day)
        for name, state in states.items():
            path = root / f"ssp/{SYSTEM}/controls/{name}.md"
            path.write_text(
                path.read_text(encoding="utf-8").replace(
                    "- State: implemented\n", f"- State: {state}\n- Missing: a part\n"
                ),
                encoding="utf-8",
            )
        day = dt.date(2026, 11, 24)
        poam_items.open_missing_items(root, SYSTEM, day)
        after = poam_items.list_items(root, SYSTEM, day)
        assert (after.without, after.unnamed) == ((), ())
        unmet = {
            item.requirement.label: Unmet(item.requirement, item.partial)
            for item in after.status.results
            if not item.met
        }
        assert set(unmet) >= {name.partition("/")[2] for name in states} - {"3.8.4", "3.13.11"}
        for found in after.entries:
            if found.item.kind == "poam":
                assert all(
                    unmet[label.partition("[")[0]].poam_allowed for label in found.item.objectives
                )
        findings = find_problems(root, (FOLDER,), as_of=day)
        assert [item for item in findings if item.code.startswith("POA") or item.is_error] == []
        assert poam_items.open_missing_items(root, SYSTEM, day) == ()


# --- close


def refused(run: Run, root: Path, *args: str) -> str:
    before = snapshot(root)
    result = run(root, "poam", "close", SYSTEM, *args)
    assert result.exit_code == 1, result.output
    assert snapshot(root) == before, "nothing was written"
    return result.output


def test_close_says_every_reason_and_writes_nothing(run: Run, copy: Path) -> None:
    said = refused(run, copy, EXERCISE, *ON)
    for reason in (
        "no completion evidence is named",
        "3.6.3[a] is still not-implemented",
        "Scenario and injects written",
        "Exercise held with",
        "Report approved",
    ):
        assert reason in said
    assert "Facilitator engaged" not in said, "that milestone is completed"
    said = refused(
        run,
        copy,
        EXERCISE,
        *ON,
        "--milestones",
        "--evidence",
        "ev-awareness-insider-completion",
        "--evidence",
        "ev-risk-assessment-report",
        "--evidence",
        "ev-nothing",
    )
    for reason in (
        "ev-awareness-insider-completion is a draft",
        "ev-risk-assessment-report was due again on 2026-10-20",
        'no evidence item "ev-nothing"',
        "still not-implemented",
    ):
        assert reason in said
    assert "milestone" not in said
    assert "identified only on 2026-07-22" in refused(run, copy, EXERCISE, "--on", "2026-07-01")
    assert run(copy, "poam", "close", SYSTEM, "no-such-item").exit_code == 2


def test_a_done_item_closes_and_the_oscal_follows(run: Run, copy: Path) -> None:
    done(copy)
    path = copy / FOLDER / f"{EXERCISE}.md"
    text = (
        path.read_text(encoding="utf-8")
        .replace("kind: poam\n", "kind: poam  # of the assessment\n")
        .replace("milestones:\n", "# steps\nmilestones:\n")
    )
    path.write_text(text, encoding="utf-8")
    result = run(
        copy, "poam", "close", SYSTEM, EXERCISE, *ON, "--evidence", "ev-exercise", "--milestones"
    )
    assert result.exit_code == 0, result.output
    expected = text.replace("status: ongoing", "status: complete")
    expected = expected.replace(
        "scheduled-completion: 2027-01-29\n",
        "scheduled-completion: 2027-01-29\ncompleted: 2026-11-24\ncompletion-evidence:"
        " [ev-exercise]\n",
    )
    for day in ("2026-12-11", "2027-01-21", "2027-01-29"):
        expected = expected.replace(
            f"    date: {day}\n", f"    date: {day}\n    completed: 2026-11-24\n"
        )
    assert path.read_text(encoding="utf-8") == expected
    found = entry(run, copy, EXERCISE)
    assert (found["status"], found["completed"], found["overdue"], found["unmet"]) == (
        "complete",
        "2026-11-24",
        False,
        [],
    )
    assert EXERCISE not in [item["id"] for item in listed(run, copy)["items"]], (
        "complete items are listed with --all"
    )
    title = "Exercise the incident plan with a scenario about CUI"
    plan = document(run, copy)
    risk = next(item for item in plan["risks"] if item["title"] == title)
    assert (risk["status"], risk["remediations"][0]["lifecycle"]) == ("closed", "completed")
    assert all(
        any(prop["name"] == "completed" for prop in task["props"])
        for task in risk["remediations"][0]["tasks"]
    )
    assert problems(run, copy) == []
    assert run(copy, "poam", "close", SYSTEM, EXERCISE).exit_code == 2, "it is complete"


def test_windows_line_ends_and_flow_style_stay(run: Run, copy: Path) -> None:
    done(copy)
    path = copy / FOLDER / f"{EXERCISE}.md"
    text = path.read_text(encoding="utf-8")
    at, end = text.index("milestones:\n"), text.index("\n---\n\n")
    flow = (
        "milestones: [{uuid: a1fdbd93-d4f8-4b8a-9021-9d2d83eee619, title: One, date: 2026-12-11}] "
        " # one step\ncompletion-evidence:\n- ev-policy-set # the policy"
    )
    path.write_bytes((text[:at] + flow + text[end:]).replace("\n", "\r\n").encode())
    result = run(
        copy, "poam", "close", SYSTEM, EXERCISE, *ON, "--evidence", "ev-exercise", "--milestones"
    )
    assert result.exit_code == 0, result.output
    data = path.read_bytes()
    assert data.count(b"\n") == data.count(b"\r\n")
    assert b"date: 2026-12-11, completed: 2026-11-24}]  # one step\r\n" in data
    assert b"completion-evidence:\r\n- ev-policy-set # the policy\r\n- ev-exercise\r\n" in data


def test_an_operational_item_needs_its_reviews_to_close(run: Run, copy: Path) -> None:
    camera = ("camera-replacement", *ON, "--milestones", "--evidence", "ev-policy-set")
    text = (copy / FOLDER / "camera-replacement.md").read_text(encoding="utf-8")
    (copy / FOLDER / "camera-replacement.md").write_text(
        text[: text.index("reviews:\n")] + text[text.index("---\n", 10) :], encoding="utf-8"
    )
    assert "reviewed before it is closed" in refused(run, copy, *camera)
    (copy / FOLDER / "camera-replacement.md").write_text(text, encoding="utf-8")
    assert run(copy, "poam", "close", SYSTEM, *camera).exit_code == 0
    patch = ("database-patch-window", *ON, "--milestones", "--evidence", "ev-policy-set")
    assert "3.14.1[f] is still partial" in refused(run, copy, *patch), (
        "the exception excuses it, and it is not done"
    )


# --- move


def test_each_move_of_a_milestone_keeps_what_was(run: Run, copy: Path) -> None:
    path = copy / FOLDER / f"{EXERCISE}.md"
    text = path.read_text(encoding="utf-8")
    before = text.replace("    date: 2026-12-11\n", "    date: 2026-12-11  # before the holidays\n")
    path.write_text(before, encoding="utf-8")
    for day, why in (
        ("2026-12-18", 'the facilitator is ill: "two weeks" # really'),
        ("2027-01-08", "holidays"),
    ):
        result = run(
            copy,
            "poam",
            "move",
            SYSTEM,
            EXERCISE,
            "Scenario and injects written",
            day,
            "--why",
            why,
        )
        assert result.exit_code == 0, result.output
    step = entry(run, copy, EXERCISE)["milestones"][1]
    assert step["date"] == "2027-01-08"
    assert [(change["was"], change["why"]) for change in step["changes"]] == [
        ("2026-12-11", 'the facilitator is ill: "two weeks" # really'),
        ("2026-12-18", "holidays"),
    ]
    after = path.read_text(encoding="utf-8")
    kept = [line for line in after.split("\n") if line in before.split("\n")]
    assert kept == [line for line in before.split("\n") if "before the holidays" not in line]
    assert "    date: 2027-01-08  # before the holidays\n" in after
    risk = next(
        item
        for item in document(run, copy)["risks"]
        if item["title"].startswith("Exercise the incident plan")
    )
    task = next(
        task
        for task in risk["remediations"][0]["tasks"]
        if task["title"] == "Scenario and injects written"
    )
    earlier = [prop for prop in task["props"] if prop["name"] == "previous-date"]
    assert [prop["value"] for prop in earlier] == ["2026-12-11", "2026-12-18"]
    assert "holidays" in earlier[1]["remarks"]
    assert "(moved 2 times)" in run(copy, "poam", "list", *DAY).stdout
    assert errors(run, copy) == []


def test_each_move_of_the_day_of_an_item_keeps_what_was(run: Run, copy: Path) -> None:
    path = copy / FOLDER / f"{EXERCISE}.md"
    before = path.read_text(encoding="utf-8").split("\n")
    words = ("poam", "move", SYSTEM, EXERCISE, "scheduled-completion")
    for day, why in (("2027-03-31", "vendor late"), ("2027-04-15", "vendor later")):
        result = run(copy, *words, day, "--why", why)
        assert result.exit_code == 0, result.output
    after = path.read_text(encoding="utf-8").split("\n")
    assert [line for line in before if line not in after] == ["scheduled-completion: 2027-01-29"]
    assert "scheduled-completion: 2027-04-15" in after
    again = run(copy, *words, "2027-04-15", "--why", "x")
    assert again.stdout == "nothing to change: it has that date\n"
    made = run(copy, "render", "poam", "--to", "md", "--out", str(copy / "out"))
    assert made.exit_code == 0, made.output
    text = (copy / "out" / f"{SYSTEM}-poam.md").read_text(encoding="utf-8")
    assert "2027-04-15<br>first 2027-01-29" in text
    assert "was 2027-01-29 until" in text
    assert ": vendor late<br>" in text
    assert ": vendor later" in text
    assert errors(run, copy) == []


def test_a_move_that_cannot_be_meant_writes_nothing(run: Run, copy: Path) -> None:
    before = snapshot(copy)
    for milestone, why in (
        ("Facilitator engaged and scope approved by the risk-committee", "x"),
        ("0", "x"),
        ("9", "x"),
        ("Scenari", "x"),
        ("2", "  "),
    ):
        assert (
            run(
                copy, "poam", "move", SYSTEM, EXERCISE, milestone, "2027-02-01", "--why", why
            ).exit_code
            == 2
        )
    result = run(copy, "poam", "move", SYSTEM, EXERCISE, "2", "2026-12-11", "--why", "x")
    assert (result.exit_code, result.stdout) == (0, "nothing to change: it has that date\n")
    assert snapshot(copy) == before


# --- which item is meant


def test_a_short_id_finds_the_one_item_it_can_mean(run: Run, tiny: Path) -> None:
    day = ("--why", "later")
    for words in (("flow-rules", "2027-03-01"), ("flow", "2027-03-02"), ("3.1.3", "2027-03-03")):
        result = run(tiny, "poam", "move", *words, *day)
        assert result.exit_code == 0, result.output
        assert f"scheduled-completion: {words[1]}" in (
            tiny / "ssp/demo/poam/flow-rules.md"
        ).read_text(encoding="utf-8")
    moved = run(tiny, "poam", "move", "demo", "AC.L2-3.1.3", "2027-03-04", *day)
    assert moved.exit_code == 0, moved.output
    unknown = run(tiny, "poam", "move", "flaw-rules", "2027-03-05", *day)
    assert 'did you mean "flow-rules"' in unknown.output
    assert run(tiny, "poam", "move", "3.1.3", *day).exit_code == 2


def test_a_short_id_of_several_items_is_refused_with_their_names(run: Run, tiny: Path) -> None:
    first = tiny / "ssp/demo/poam/flow-rules.md"
    text = first.read_text(encoding="utf-8")
    other = re.sub("uuid: [0-9a-f]{8}", "uuid: 0b1d3c5e", text)
    (tiny / "ssp/demo/poam/flow-notes.md").write_text(other, encoding="utf-8")
    result = run(tiny, "poam", "close", "3.1.3", "--evidence", "ev-roster")
    assert result.exit_code == 2
    assert "name one of: flow-notes, flow-rules" in result.output
    exact = run(tiny, "poam", "close", "flow-rules", "--evidence", "ev-roster")
    assert exact.exit_code == 1
    assert "flow-rules cannot be closed" in exact.output


def test_the_list_follows_the_requirements_and_not_their_letters(run: Run, copy: Path) -> None:
    items = json.loads(run(copy, "poam", "list", "--all", "--format", "json", *DAY).stdout)["items"]
    labels = [tuple(map(int, re.findall(r"\d+", item["objectives"][0])[:3])) for item in items]
    assert labels == sorted(labels)
    assert len(labels) > 2
