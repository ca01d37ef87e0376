"""What a portfolio says: the order of needs, markings, trends, places, and names in a table."""

from __future__ import annotations

import datetime as dt
import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from attestle.api.portfolio.portfolio_runs import GATES, list_unmet
from attestle.api.sound_systems import load_sound
from attestle.assess.portfolio_figures import ReadFacts, make_figures, write_unread
from attestle.assess.portfolio_marking import choose_marking
from attestle.assess.portfolio_needs import NEEDS, list_needs, sort_lines
from attestle.assess.portfolio_trends import compare_runs, count_changes
from attestle.assess.system_status import evaluate_system
from attestle.errors import UsageError
from attestle.findings import Finding, Severity
from attestle.formats.portfolio_record import pack_workspace, read_report, unpack_workspace
from attestle.model.engagement import Affirmation, CmmcAim
from attestle.model.portfolio import (
    FAILURE_KINDS,
    FOLDER,
    PACKAGE,
    RECORDED,
    REPOSITORY,
    JudgingFailure,
    PortfolioLine,
    SystemFigures,
    WorkspaceFigures,
)
from attestle.render.json_keys.portfolio_keys import list_portfolio_keys
from attestle.render.kinds.portfolio_wording import (
    LineNames,
    list_notices,
    write_change,
    write_headline,
)
from attestle.store.portfolio_places import find_places, read_list, split_list
from conftest import AS_OF, ROOT
from portfolios import make_line, make_portfolio
from tables import check_each

DAY = AS_OF


def days(number: int) -> dt.date:
    return DAY + dt.timedelta(days=number)


def list_keys(**given: Any) -> list[str]:
    return [need.key for need in list_needs(make_line("a", **given).figures, DAY)]


LATER = days(200)
QUIET: dict[str, Any] = {"met": 110, "eligible_ready": "final", "eligible_implemented": "final"}


@check_each(
    ("given", "keys"),
    [
        ({}, []),
        ({"unread": "ssp/a/people.yaml:5: OSC010"}, ["unread"]),
        # without a day nobody can say that none is past
        ({"status": "final"}, ["status-undated"]),
        ({"status": "conditional", "status_ends": days(100)}, ["status-undated"]),
        ({"status": "none"}, []),
        # 180 days: from the day after the last one, and only while something is open
        ({"clock_end": days(-1), "poam_open": 1}, ["clock-ended", "poam-open"]),
        ({"clock_end": days(-1)}, []),
        ({"clock_end": days(0), "poam_open": 1}, ["clock-near", "poam-open"]),
        ({"clock_end": days(30)}, ["clock-near"]),
        ({"clock_end": days(31)}, []),
        ({"status": "lapsed"}, ["status-ended"]),
        ({"status": "final", "status_ends": days(-1), "affirmation_due": LATER}, ["status-ended"]),
        ({"status": "final", "status_ends": days(90), "affirmation_due": LATER}, ["status-near"]),
        ({"status": "final", "status_ends": days(91), "affirmation_due": LATER}, []),
        ({"affirmation_due": days(-1)}, ["affirmation-overdue"]),
        ({"affirmation_due": days(30)}, ["affirmation-near"]),
        ({"affirmation_due": days(31)}, []),
        ({"poam_overdue": 2, "poam_open": 3}, ["poam-overdue", "poam-open"]),
        ({"milestones_overdue": 1}, ["milestones-overdue"]),
        ({"poam_next": days(30)}, ["poam-near"]),
        ({"errors": 1}, ["errors"]),
        ({"lapsed": 1}, ["evidence-lapsed"]),
        ({"lapses_in_30": 1, "lapses_in_90": 2}, ["evidence-lapsing"]),
        ({"lapses_in_60": 1}, []),
        ({"unanswered": 4}, ["unanswered"]),
        ({"implemented": None, "eligible_ready": "none", "met": 109}, ["no-score", "not-eligible"]),
        ({"eligible_ready": "none"}, ["not-eligible"]),
        # a profile without a score has no status to be eligible for but the final one
        ({"maximum": None, "implemented": None, "eligible_ready": ""}, []),
    ],
)  # fmt: skip
def test_needs(given: dict[str, Any], keys: list[str]) -> None:
    if given.get("eligible_ready") == "none" and "met" not in given:
        given = {**given, "eligible_implemented": "final"}
    elif given.get("eligible_ready") in ("none", ""):
        given = {**given, "eligible_implemented": given["eligible_ready"]}
    assert list_keys(**{**QUIET, **given}) == keys


def test_the_most_pressing_stands_first() -> None:
    lines = [
        make_line("quiet", **QUIET),
        make_line("late", **{**QUIET, "affirmation_due": days(-3)}),
        make_line("later", **{**QUIET, "affirmation_due": days(-30)}),
        make_line("soon", **{**QUIET, "affirmation_due": days(3)}),
        make_line("sooner", **{**QUIET, "affirmation_due": days(2)}),
        make_line("errors", **{**QUIET, "errors": 2}),
        make_line("many", **{**QUIET, "errors": 7}),
        make_line("lower", **{**QUIET, "errors": 7, "assessor_ready": -10}),
        make_line("none", **{**QUIET, "errors": 7, "assessor_ready": None}),
        make_line("unread", **{**QUIET, "unread": "x"}),
    ]
    expected = (
        *("unread", "later", "late", "none", "lower", "many", "errors", "sooner", "soon", "quiet"),
    )
    for given in (lines, lines[::-1]):
        assert tuple(item.workspace for item in sort_lines(given)) == expected


def test_each_need_has_a_key_of_its_own() -> None:
    assert len({row.key for row in NEEDS}) == len(NEEDS)


@pytest.mark.parametrize(
    ("markings", "unread", "highest", "words"),
    [
        ([], 0, "", 0),
        (["none", "none"], 0, "", 0),
        (["none", "CUI"], 0, "CUI", 0),
        (["FCI", "none"], 0, "FCI", 0),
        (["CUI", "FCI", "CUI//SP-CTI"], 0, "CUI//SP-CTI", 0),
        (["CUI//SP-CTI", "CUI//SP-EXPT"], 0, "CUI//SP-CTI; CUI//SP-EXPT", 0),
        (["CUI", "Company Secret"], 0, "CUI; Company Secret", 1),
        (["PUBLIC", "CUI//SP-CTI", "FCI"], 0, "CUI//SP-CTI; PUBLIC", 1),
        (["CUI", None], 0, "CUI", 1),
        (["CUI"], 2, "CUI", 1),
        ([None, "Company Secret"], 1, "Company Secret", 3),
    ],
)
def test_the_highest_marking(
    markings: list[str | None], unread: int, highest: str, words: int
) -> None:
    marking, notes = choose_marking(markings, unread)
    assert marking == highest
    assert len(notes) == words


def test_figures_of_the_example() -> None:
    work = load_sound(ROOT)
    status = evaluate_system(work.system, work.baseline, AS_OF)
    figures = make_figures(status, ReadFacts(last_change=DAY, score_reason="x"))
    assert (figures.requirements, figures.objectives) == (110, 320)
    assert figures.implemented == status.scores.implemented
    assert figures.poam_open == sum(item.status == "ongoing" for item in work.system.poam)
    assert figures.lapsed + figures.lapses_in_90 <= figures.evidence == len(work.system.evidence)
    assert figures.lapses_in_30 <= figures.lapses_in_60 <= figures.lapses_in_90
    assert figures.owner == "Quillhaven Platform Leadership"
    assert figures.organization == "Quillhaven Systems, Inc."
    assert unpack_workspace(pack_workspace(WorkspaceFigures((figures,)))).systems == (figures,)


@pytest.mark.parametrize(
    ("state", "affirmed", "due"),
    [
        ("final", (), DAY - dt.timedelta(days=400)),
        ("final", (days(-399),), dt.date(2026, 10, 21)),
        # one of before the status is of another status
        ("final", (days(-500),), DAY - dt.timedelta(days=400)),
        ("none", (days(-10),), None),
    ],
)
def test_when_to_affirm(state: str, affirmed: tuple[dt.date, ...], due: dt.date | None) -> None:
    work = load_sound(ROOT)
    given = tuple(Affirmation(day, "A", "B", "c@d.example") for day in affirmed)
    aim = CmmcAim("u", 2, "self", None, state, days(-400), affirmed=given)
    engagement = replace(work.system.engagement, cmmc=aim)
    status = evaluate_system(replace(work.system, engagement=engagement), work.baseline, DAY)
    assert make_figures(status, ReadFacts()).affirmation_due == due


def test_the_clock_ends_with_the_final_status() -> None:
    work = load_sound(ROOT)
    for state, end in (("conditional", days(80)), ("final", None)):
        aim = CmmcAim("u", 2, "self", days(-100), state, days(-100))
        engagement = replace(work.system.engagement, cmmc=aim)
        status = evaluate_system(replace(work.system, engagement=engagement), work.baseline, DAY)
        assert make_figures(status, ReadFacts()).clock_end == end


def test_a_record_of_another_form_is_none() -> None:
    record = pack_workspace(
        WorkspaceFigures((make_line("a").figures,), (JudgingFailure("time", ""),))
    )
    assert unpack_workspace(json.loads(json.dumps(record))).failures[0].kind == "time"
    wrong: tuple[Any, ...] = (
        {},
        None,
        {"systems": [{}], "failures": []},
        {"systems": [], "failures": [{}]},
    )
    for broken in wrong:
        with pytest.raises(ValueError, match="no record"):
            unpack_workspace(broken)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("errors", "0"), ("title", {}), ("marking", ["CUI"]), ("implemented", 1.5)),
        *(("eligible_ready", "super"), ("poam_next", 5), ("poam_next", "soon"), ("unread", None)),
    ],
)
def test_a_record_with_a_value_of_another_form_is_none(name: str, value: Any) -> None:
    record = pack_workspace(WorkspaceFigures((make_line("a").figures,)))
    record["systems"][0][name] = value
    with pytest.raises(ValueError, match=r"no record|isoformat"):
        unpack_workspace(record)


@pytest.mark.parametrize(
    "failure", [[], [1], {"kind": "good", "words": "", "system": "", "place": ""}]
)
def test_a_failure_of_another_form_is_none(failure: Any) -> None:
    with pytest.raises(ValueError, match="no record"):
        unpack_workspace({"systems": [], "failures": [failure]})


@pytest.mark.parametrize("value", [1.5, [], {}])
def test_a_report_with_a_figure_that_is_none_is_none(value: Any) -> None:
    tree = json.loads(json.dumps(list_portfolio_keys(make_portfolio((make_line("a"),)))))
    tree["systems"][0]["findings"]["error"] = value
    with pytest.raises(ValueError, match="no report"):
        read_report(tree)


def report(*lines: PortfolioLine) -> Any:
    return read_report(json.loads(json.dumps(list_portfolio_keys(make_portfolio(lines)))))


def test_what_rose_fell_came_and_went() -> None:
    before = (
        make_line("rose", implemented=80),
        make_line("fell", assessor_ready=70),
        make_line("lost", implemented=80),
        make_line("same"),
        make_line("old-name", uuid="moved"),
        make_line("gone", uuid="gone"),
        make_line("unread", uuid="unread"),
    )
    now = (
        make_line("rose", implemented=85),
        # what an assessor would see decides
        make_line("fell", assessor_ready=60, implemented=99),
        make_line("lost", implemented=None),
        make_line("same"),
        make_line("new-name", uuid="moved"),
        make_line("came", uuid="came"),
    )
    portfolio = make_portfolio(now, failed=("unread",))
    found = compare_runs(portfolio, report(*before))
    changes = {line.workspace: write_change(line) for line in found.lines}
    assert changes == {
        "rose": "+5", "fell": "-10", "lost": "worse", "same": "", "new-name": "", "came": "new",
    }  # fmt: skip
    assert found.trend is not None
    gone = [(item.workspace, item.is_unread) for item in found.trend.gone]
    assert gone == [("gone", False), ("unread", True)]
    assert count_changes(found.lines) == {"rose": 1, "fell": 2, "same": 2, "came": 1}


def test_what_has_no_score_and_no_status_did_not_change() -> None:
    line = make_line(
        "soc", maximum=None, implemented=None, eligible_ready="", status="", marking=None
    )
    [again] = compare_runs(make_portfolio((line,)), report(line)).lines
    assert (again.changes, write_change(again)) == ((), "")


def test_two_copies_are_told_apart_by_their_place() -> None:
    lines = (make_line("a", uuid="one"), make_line("b", uuid="one"))
    found = compare_runs(make_portfolio(lines), report(make_line("b", uuid="one", met=3)))
    assert [line.came for line in found.lines] == [True, False]


@pytest.mark.parametrize("tree", [{}, [], None, {"as_of": "x", "systems": []}, {"as_of": 3}])
def test_another_json_is_no_report(tree: Any) -> None:
    with pytest.raises(ValueError, match="no report"):
        read_report(tree)


def test_gates() -> None:
    lines = (
        make_line("final", **QUIET),
        make_line("conditional", eligible_ready="conditional"),
        make_line("errors", **{**QUIET, "errors": 1}),
        make_line("late", **{**QUIET, "poam_overdue": 1}),
        make_line("undated", **{**QUIET, "status": "final"}),
    )
    portfolio = make_portfolio(lines)

    def names(required: str) -> list[str]:
        return sorted(item.partition(":")[0] for item in list_unmet(portfolio, required))

    assert names("final") == ["conditional"]
    assert names("conditional") == []
    assert names("no-errors") == ["errors"]
    assert names("no-overdue") == ["late", "undated"]
    # a file that is left out may be the one that is late
    unread = make_portfolio((make_line("unread", **{**QUIET, "unread": "x"}),))
    assert all(list_unmet(unread, required) for required in GATES)
    # what could not be judged meets nothing
    assert list_unmet(make_portfolio((), failed=("x",)), "no-errors") == ("x",)


RECORDED_ONE = SystemFigures("enclave", "u", "Enclave", "cmmc-level-2", RECORDED)


@pytest.mark.parametrize("score", [None, 110])
def test_a_package_without_authored_files_is_no_good_news(score: int | None) -> None:
    """Nothing of it was counted, so nothing of it is 0."""
    figures = replace(RECORDED_ONE, implemented=score, assessor_ready=score, maximum=score)
    line = PortfolioLine("p.zip", PACKAGE, "", figures, list_needs(figures, DAY))
    assert [need.key for need in line.needs if need.key != "no-score"] == ["recorded"]
    portfolio = make_portfolio((line,))
    assert all(list_unmet(portfolio, required) for required in GATES)
    assert "that need nothing" not in write_headline(portfolio)
    [keys] = json.loads(json.dumps(list_portfolio_keys(portfolio)))["systems"]
    for group in ("findings", "requirements", "objectives", "evidence"):
        assert set(keys[group].values()) == {None}, group
    assert keys["poam"]["overdue"] is None
    [again] = compare_runs(portfolio, report(line)).lines
    assert again.changes == ()


def test_what_cannot_be_read_is_named() -> None:
    found = [
        Finding("OSC001", severity, path, "broken", line=3)
        for severity, path in (
            (Severity.WARNING, "b"),
            (Severity.ERROR, "a"),
            (Severity.ERROR, "b"),
        )
    ]
    assert write_unread(found, ("b", "c")) == "b:3: OSC001 broken"
    assert write_unread(found, ("c",)) == "c", "it would count as read"
    assert write_unread(found, ()) == ""


def test_places_of_every_kind(tmp_path: Path) -> None:
    for name in ("a@b", "plain"):
        (tmp_path / name / ".trestle").mkdir(parents=True)
    for part in ("objects", "refs"):
        (tmp_path / "bare.git" / part).mkdir(parents=True)
    (tmp_path / "bare.git/HEAD").write_text("ref: refs/heads/main\n", encoding="utf-8")
    (tmp_path / "p.zip").write_bytes(b"")
    (tmp_path / "other").mkdir()
    names = (
        "a@b",
        "plain",
        "plain@v1",
        "bare.git",
        "bare.git@v1",
        "p.zip",
        "other",
        "no",
        "no@v1",
        "",
    )
    places, repeated = find_places([str(tmp_path / name) if name else name for name in names])
    found = [(Path(place.label).name, place.kind, place.revision) for place in places]
    assert found == [
        ("a@b", FOLDER, ""),
        ("plain", FOLDER, ""),
        ("plain@v1", REPOSITORY, "v1"),
        ("bare.git", REPOSITORY, "HEAD"),
        ("bare.git@v1", REPOSITORY, "v1"),
        ("p.zip", PACKAGE, ""),
        ("other", "", ""),
        ("no", "", ""),
        ("no@v1", "", ""),
        ("", "", ""),
    ]
    assert not repeated
    again = [str(tmp_path / "plain"), f"{tmp_path}/other/../plain/", str(tmp_path / "a@b")]
    places, repeated = find_places(again)
    assert len(places) == 2
    assert [Path(label).name for label, _ in repeated] == ["plain"]


def test_a_workspace_that_looks_like_a_repository_is_a_workspace(tmp_path: Path) -> None:
    """What came with a checkout must not set git up."""
    for part in ("objects", "refs", ".trestle"):
        (tmp_path / part).mkdir()
    (tmp_path / "HEAD").write_text("ref: refs/heads/main\n", encoding="utf-8")
    [place] = find_places([str(tmp_path)])[0]
    assert place.kind == FOLDER


def test_a_list_is_read_from_its_folder(tmp_path: Path) -> None:
    path = tmp_path / "clients.txt"
    path.write_text("\ufeff# ours\n\n one \n/else/where\n# two\n", encoding="utf-8")
    assert read_list(path) == [os.path.join(tmp_path, "one"), "/else/where"]
    with pytest.raises(UsageError, match="cannot read"):
        read_list(tmp_path / "none.txt")


def test_a_name_in_a_list_may_have_odd_characters() -> None:
    given = "a\x0cb\n c\u2028d \r\n\n# e\nf\xa0\n".encode()
    assert split_list(given) == ["a\x0cb", "c\u2028d", "f\xa0"]


def test_places_named_again_are_told_in_a_few_lines() -> None:
    again = (*[("a", "a")] * 500, *((f"link-{number}", "a") for number in range(20)))
    notices = list(list_notices(replace(make_portfolio(()), repeated=again)))
    assert notices[1:3] == [
        "a was named before and stands here once",
        "link-0 is a, which stands here once",
    ]
    assert notices[-1] == "and 17 more places that stand here already"
    assert len(notices) == 6


def test_a_long_name_makes_no_long_line() -> None:
    work = load_sound(ROOT)
    plan = replace(work.system.characteristics, name="A" * 100_000)
    status = evaluate_system(replace(work.system, characteristics=plan), work.baseline, DAY)
    assert len(make_figures(status, ReadFacts()).title) < 400


def test_names_are_as_short_as_they_can_be() -> None:
    portfolio = make_portfolio(
        (
            make_line("clients/east/a"),
            make_line("clients/b", system="one"),
            make_line("clients/b", system="two"),
        )
    )
    names = LineNames(portfolio)
    written = [names.write_line(line) for line in portfolio.lines]
    assert (names.folder, sorted(written)) == ("clients", ["b: one", "b: two", "east/a"])
    mixed = LineNames(make_portfolio((make_line("a"), make_line("/b/c"))))
    assert mixed.folder == ""


def test_every_figure_that_is_compared_is_reported() -> None:
    """Else a later run would see no change of it."""
    from attestle.assess.portfolio_trends import COMPARED
    from attestle.formats.portfolio_record import REPORTED

    assert set(COMPARED) == set(REPORTED)
    [line] = report(make_line("a", marking="CUI", status="final")).lines
    assert set(line.figures) == set(REPORTED)
    own = make_line("a", marking="CUI", status="final").figures
    assert {name: getattr(own, name) for name in REPORTED} == dict(line.figures)
    assert SystemFigures.__dataclass_fields__.keys() >= set(REPORTED)


def test_the_guide_has_every_need_and_every_failure() -> None:
    """In their order."""
    guide = (ROOT / "docs/guides/portfolio.md").read_text(encoding="utf-8")
    rows = [line.split("`")[1::2] for line in guide.splitlines() if line.startswith("| `")]
    named = [key for row in rows for key in row]
    keys = [row.key for row in NEEDS]
    assert [key for key in named if key in keys] == keys
    assert set(FAILURE_KINDS) <= set(named)
