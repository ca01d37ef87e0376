"""My week: the overdue first, what will have no evidence, what is not answered, what changed."""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from attestle.assess.accountable_roles import choose_role
from attestle.assess.role_duties import RoleWeek, plan_week, select_changes
from attestle.assess.status_comparison import compare_statuses
from attestle.assess.system_status import Status, evaluate_system
from attestle.errors import UsageError
from attestle.model.evidence import EvidenceItem
from attestle.model.milestones import Milestone, PoamItem
from attestle.model.objective_answers import ObjectiveAnswer
from attestle.model.people import People, Role
from attestle.model.system import System
from attestle.render.json_keys.role_week_keys import list_role_week_keys
from attestle.render.kinds.role_week import FEW, write_headline
from attestle.render.registry import find_builder, find_writer, render_document
from building import DAY, answer, shipped, system
from conftest import AS_OF, Run

LEVEL_1 = "cmmc-level-1"
OWNER = Role("owner", "Owner", ("person",))
ROLES = (OWNER, Role("second", "Second", ("person",)))


def _item(key: str, due: int, *, owner: str = "owner", **more: str) -> EvidenceItem:
    """Current until so many days after the day of the judgement."""
    collected = DAY + dt.timedelta(due - 100)
    return replace(
        EvidenceItem(f"u-{key}", key, f"Title of {key}", f"https://x.example/{key}", owner),
        collected=collected,
        cadence=100,
        kind=more.get("kind", "record"),
        status=more.get("status", "final"),
    )


def _plan(
    evidence: tuple[EvidenceItem, ...], cited: dict[str, tuple[str, ...]] | None = None
) -> System:
    asked = shipped(LEVEL_1)
    overrides = {label: answer(evidence=keys) for label, keys in (cited or {}).items()}
    plan = system(asked, overrides, default=answer(evidence=()), evidence=evidence)
    return replace(plan, people=People("organization", (), ROLES, ()))


def _judge(plan: System) -> Status:
    return evaluate_system(plan, shipped(LEVEL_1), DAY)


def _week(plan: System, role: str = "owner") -> RoleWeek:
    return plan_week(_judge(plan), choose_role(plan, role))


def _labels() -> tuple[str, ...]:
    return tuple(shipped(LEVEL_1).objective_labels)


def test_evidence_is_told_by_the_last_day_on_which_it_is_current() -> None:
    plan = _plan(
        (_item("gone", -1), _item("today", 0), _item("edge", 30), _item("far", 31)),
        dict(zip(_labels(), (("gone",), ("today",), ("edge",), ("far",)), strict=False)),
    )
    week = _week(plan)
    ids = [
        [item.entry.key for item in found if item.entry.key]
        for found in (week.overdue, week.due, week.later)
    ]
    assert ids == [["gone"], ["today", "edge"], []]


def test_an_objective_with_other_current_evidence_does_not_lapse() -> None:
    first, second, third, *_ = _labels()
    plan = _plan(
        (
            _item("soon", 5),
            _item("sooner", 3),
            _item("long", 90),
            _item("draft", 90, status="draft"),
        ),
        {first: ("soon", "long"), second: ("soon", "sooner"), third: ("soon", "draft", "unknown")},
    )
    by_key = {item.entry.key: item for item in _week(plan).due}
    assert by_key["soon"].labels == (first, second, third)
    assert by_key["soon"].alone == (second, third)
    assert by_key["sooner"].alone == ()


def test_a_role_sees_what_it_collects_and_what_its_objectives_rest_on() -> None:
    first, *_ = _labels()
    plan = _plan(
        (_item("theirs", 5, owner="second"), _item("other", 5, owner="second")),
        {first: ("theirs",)},
    )
    assert [item.entry.key for item in _week(plan).due] == ["theirs"]
    mine = _week(plan, "second").due
    assert sorted(item.entry.key for item in mine) == ["other", "theirs"]
    by_key = {item.entry.key: item for item in mine}
    assert by_key["theirs"].labels == (first,)
    assert by_key["theirs"].alone == ()


def _poam(**changes: object) -> PoamItem:
    step = Milestone("m1", "First step", DAY + dt.timedelta(10))
    done = Milestone("m2", "Done step", DAY - dt.timedelta(10), completed=DAY - dt.timedelta(11))
    item = PoamItem(
        "u", "Item", "poam", "w", ("3.1.1[a]",), "owner", (), "r", "h", DAY, "a", "c",
        DAY + dt.timedelta(400), milestones=(step, done), slug="item",
    )  # fmt: skip
    return replace(item, **changes)  # type: ignore[arg-type]


def test_open_items_are_told_however_far_off_and_closed_ones_are_not() -> None:
    plan = replace(_plan(()), poam=(_poam(), _poam(uuid="v", slug="closed", status="complete")))
    week = _week(plan)
    assert [item.entry.title for item in week.due if item.entry.key == "item"] == [
        "Milestone of item: First step"
    ]
    assert [item.entry.title for item in week.later] == ["POA&M item item is due"]
    late = replace(plan, poam=(_poam(scheduled_completion=DAY - dt.timedelta(1)),))
    assert [item.entry.key for item in _week(late).overdue] == ["item"]
    assert not [item for item in _week(late, "second").entries if item.entry.key]


def test_letters_without_a_state_are_told() -> None:
    first, second, *_ = _labels()
    asked = shipped(LEVEL_1)
    blank = {label: ObjectiveAnswer(letter="") for label in (first, second)}
    plan = replace(system(asked, blank), people=People("organization", (), ROLES, ()))
    week = _week(plan)
    assert week.unanswered_objectives == 2
    [item] = week.unanswered
    assert [entry.objective.label for entry in item.objectives] == [first, second]
    assert "2 objectives not answered" in write_headline(week)
    assert _week(plan, "second").unanswered == ()


def test_changes_are_those_of_the_roles_own_files() -> None:
    asked = shipped(LEVEL_1)
    first, *_, last = _labels()
    before = _plan((_item("mine", 300), _item("other", 300, owner="second")), {first: ("mine",)})
    key = asked.objective_labels[first][0].id
    texts = {
        first: answer(prose="Other words now.", evidence=("mine",)),
        last: answer(prose="Words.", evidence=()),
    }
    after = _plan(
        (
            replace(_item("mine", 300), title="New"),
            replace(_item("other", 300, owner="second"), title="New"),
        ),
    )
    after = replace(after, answers=system(asked, texts, default=answer(evidence=())).answers)
    handed = asked.objective_labels[last][0].id
    given = replace(after.answers[handed], owner="second")
    after = replace(after, answers={**after.answers, handed: given})
    found = compare_statuses(_judge(before), _judge(after))
    mine = select_changes(_judge(after), "owner", found, "then")
    assert {item.label for item in mine.requirements} == {
        asked.by_id[key].label,
        asked.by_id[handed].label,
    }
    assert [(item.what, item.id) for item in mine.things] == [("evidence", "mine")]
    theirs = select_changes(_judge(after), "second", found, "then")
    assert [item.label for item in theirs.requirements] == [asked.by_id[handed].label]
    assert [item.id for item in theirs.things] == ["other"]


def test_a_rating_that_moves_by_itself_is_no_change_of_a_text() -> None:
    first, *_ = _labels()
    before = _plan((_item("ev", 5),), {first: ("ev",)})
    after = _plan((_item("ev", -5),), {first: ("ev",)})
    found = compare_statuses(_judge(before), _judge(after))
    assert found.requirements
    assert select_changes(_judge(after), "owner", found, "then").requirements == ()


def test_a_role_with_nothing_to_do_is_told_so() -> None:
    week = _week(_plan(()), "second")
    assert write_headline(week) == (
        "second: 0 overdue, 0 due within 30 days, 0 objectives not answered, 0 changed"
    )
    text = render_document("mine", "md", week).decode()
    assert "##" not in text


def test_a_screen_holds_the_first_of_each_list() -> None:
    items = tuple(_item(f"ev-{number:02}", number) for number in range(FEW + 5))
    plan = _plan(items, {_labels()[0]: tuple(item.id for item in items)})
    build = find_builder("mine", "text")
    short, full = (
        find_writer("text")(build(_week(plan), full=full)).decode() for full in (False, True)
    )
    assert "and 5 more; --full names each" in short
    assert "ev-14" not in short
    assert "ev-14" in full
    assert short.rstrip().endswith("0 changed")


def test_hostile_words_do_not_act() -> None:
    role = Role("owner", "<script>x</script> @acme/all #1 " + "t" * 300, ("person",))
    item = replace(_item("ev", 5), title="<img src=x onerror=1> | `a`")
    plan = replace(_plan((item,), {_labels()[0]: ("ev",)}), people=People("o", (), (role,), ()))
    plan = replace(plan, poam=(_poam(milestones=(Milestone("m", "<b>x</b>\n- y", DAY),)),))
    text = render_document("mine", "md", _week(plan)).decode()
    assert "<script>" not in text
    assert "<b>" not in text
    json.dumps(list_role_week_keys(_week(plan)))


def test_an_unknown_role_is_answered_with_the_nearest() -> None:
    with pytest.raises(UsageError, match='no role "ownr"; did you mean "owner"'):
        choose_role(_plan(()), "ownr")
    with pytest.raises(UsageError, match="the roles are in people"):
        choose_role(replace(_plan(()), people=People("o", (), (), ())), "owner")


def _git(root: Path, *words: str, day: str = "2026-11-10") -> None:
    moment = f"{day}T12:00:00+00:00"
    given = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    given |= {"GIT_AUTHOR_DATE": moment, "GIT_COMMITTER_DATE": moment}
    identity = ("-c", "user.name=Somebody", "-c", "user.email=some@body.example")
    subprocess.run(["git", *identity, *words], cwd=root, check=True, capture_output=True, env=given)


PEOPLE = "ssp/demo/people.yaml"


def _find_file(root: Path) -> str:
    """A requirement file of the system, by path from the root."""
    found = sorted((root / "ssp/demo/controls").rglob("*.md"))[0]
    return found.relative_to(root).as_posix()


def _find_owner(root: Path) -> str:
    text = (root / PEOPLE).read_text(encoding="utf-8")
    return text.partition("roles:\n")[2].partition("id: ")[2].split("\n")[0].strip()


def test_the_command_compares_with_the_state_of_seven_days_ago(tiny: Path, run: Run) -> None:
    owner, day = _find_owner(tiny), ("--as-of", AS_OF.isoformat())
    told = json.loads(run(tiny, "mine", "--owner", owner, "--format", "json", *day).stdout)
    assert told["changed"]["since"] is None
    assert told["changed"]["unknown"]
    _git(tiny, "init", "-q", "-b", "main")
    _git(tiny, "add", "-A")
    _git(tiny, "commit", "-qm", "first")
    path = _find_file(tiny)
    text = (tiny / path).read_text(encoding="utf-8")
    (tiny / path).write_text(
        f"{text.rstrip()}\n\nA needle that somebody added.\n", encoding="utf-8"
    )
    told = json.loads(run(tiny, "mine", "--owner", owner, "--format", "json", *day).stdout)
    week_ago = AS_OF - dt.timedelta(7)
    assert told["changed"]["since"].startswith(f"{week_ago} (")
    assert "needle" in json.dumps(told["changed"]["requirements"])
    shown = run(tiny, "mine", "--owner", owner, *day)
    assert shown.exit_code == 0
    assert "needle" in shown.stdout
    again = run(tiny, "mine", "--owner", owner, "--since", "HEAD", *day)
    assert "Changed since HEAD (" in again.stdout
    early = run(tiny, "mine", "--owner", owner, "--since", "2026-11-01", *day)
    assert early.exit_code == 2
    assert "no commit was made by the end of 2026-11-01" in early.stderr
    wrong = run(tiny, "mine", "--owner", owner, "--since", "no-such-rev", *day)
    assert wrong.exit_code == 2


def test_the_command_refuses_a_role_that_there_is_not(tiny: Path, run: Run) -> None:
    owner = _find_owner(tiny)
    shown = run(tiny, "mine", "--owner", f"{owner}x")
    assert shown.exit_code == 2
    assert f'did you mean "{owner}"' in shown.stderr
    assert run(tiny, "mine").exit_code == 2


def test_the_calendar_is_a_whole_file_and_the_same_twice(
    example: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1764000000")
    words = ("mine", "--owner", "it-operations", "--format", "ics", "--as-of", AS_OF.isoformat())
    first, second = (run(example, *words).stdout_bytes for _ in range(2))
    assert first == second
    assert first.startswith(b"BEGIN:VCALENDAR\r\n")
    assert first.endswith(b"END:VCALENDAR\r\n")
    assert b"\nSUMMARY:" in first
    assert first.count(b"\n") == first.count(b"\r\n")


def test_the_markdown_bears_the_marking(example: Path, run: Run) -> None:
    shown = run(
        example, "mine", "--owner", "it-operations", "--format", "md", "--as-of", AS_OF.isoformat()
    )
    assert shown.stdout.startswith("**CUI**\n")
    assert shown.stdout.rstrip().endswith("**CUI**")
