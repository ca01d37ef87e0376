"""`attestle gap` on the example and on a new workspace: every number walked back, in every form of
output.
"""

from __future__ import annotations

import io
import json
import re
import shutil
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from conftest import ROOT, Run, copy_example, edit, examples, snapshot

DAY = ("--as-of", "2026-11-24")
CONTROLS = ROOT / "tools/content/example-soc2/controls.csv"
ENGAGEMENT = "ssp/example-enclave/engagement.yaml"
WORDS = {
    "covered-and-evidenced": "covered and evidenced", "partially-covered": "partially covered", "present-but-undocumented": "present but undocumented",
    "not-addressed": "not addressed", "not-applicable": "not applicable",
}  # fmt: skip
REUSES = ("strong", "partial", "habit-only", "none")
SHEETS = [
    "Summary",
    "Heat map",
    "Projects",
    "Budget",
    "Timeline",
    "Open by points",
    "Work by owner",
    "By requirement",
    "By objective",
    "Evidence",
    "By artifact",
    "SOC 2 reach",
    "By SOC 2 control",
    "Work by requirement",
    "Net-new",
]


def read(run: Run, root: Path, *args: str) -> Any:
    result = run(root, *args)
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def gap(run: Run, root: Path, *args: str) -> Any:
    return read(run, root, "gap", *DAY, "--format", "json", *args)


def name_plan(project: Any) -> str:
    return f"{project['title']} ({project['poam']})" if project["poam"] else "no item yet"


def with_controls(run: Run, root: Path) -> Path:
    result = run(root, "import", "controls", str(CONTROLS), "--name", "quillhaven-soc2")
    assert result.exit_code == 0, result.output
    return root


@pytest.fixture(scope="module")
def read_only(run: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example with its SOC 2 controls, for tests that only read."""
    return with_controls(run, copy_example(tmp_path_factory.mktemp("soc2") / "workspace"))


@pytest.fixture(scope="module")
def as_it_is(run: Run, read_only: Path) -> Any:
    """The analysis of it."""
    return gap(run, read_only)


@pytest.fixture
def soc2(read_only: Path, tmp_path: Path) -> Path:
    """A copy of it, to change."""
    return shutil.copytree(read_only, tmp_path / "workspace")


@pytest.fixture
def fresh(run: Run, tmp_path: Path) -> Path:
    """A new workspace with controls and no system."""
    assert run(tmp_path, "init", str(tmp_path / "new")).exit_code == 0
    return with_controls(run, tmp_path / "new")


def documents(run: Run, root: Path, out: Path) -> dict[str, bytes]:
    result = run(root, "gap", *DAY, "--to", "xlsx", "--to", "html", "--to", "md", "--out", str(out))
    assert result.exit_code == 0, result.output
    return {path.suffix[1:]: path.read_bytes() for path in out.iterdir()}


@pytest.fixture(scope="module")
def made_as_it_is(
    run: Run, read_only: Path, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, bytes]:
    """The documents of the example, for tests that only read."""
    return documents(run, read_only, tmp_path_factory.mktemp("gap"))


def rows(data: bytes) -> dict[str, list[dict[str, Any]]]:
    """Every sheet as rows by heading; of the summary the rows from its table of ratings on. What goes
    on in a further row is joined to the one that it continues.
    """
    found = {}
    for sheet in openpyxl.load_workbook(io.BytesIO(data)):
        table = list(sheet.iter_rows(values_only=True))
        heads = [number for number, row in enumerate(table) if row[0] == "Rating of the objective"]
        whole = [n for n, row in enumerate(table) if len(row) > 1 and None not in row]
        if not whole:
            continue  # the cover
        head = heads[0] if heads else whole[0]
        names = [str(name) for name in table[head]]
        below = [row for row in table[head + 1 :] if any(cell is not None for cell in row[1:])]
        found[sheet.title] = [dict(zip(names, row, strict=True)) for row in join_rows(below)]
    return found


def join_rows(table: list[tuple[Any, ...]]) -> list[list[Any]]:
    joined: list[list[Any]] = []
    for row in table:
        if joined and row[0] == joined[-1][0] and row[0] is not None and row[1] is None:
            for place, cell in enumerate(row[1:], 1):
                joined[-1][place] = " ".join(filter(None, (joined[-1][place], cell))) or None
        else:
            joined.append(list(row))
    return joined


def take_titles_out(text: str) -> str:
    """The reason as terminal and JSON have it, with ids alone."""
    text = re.sub(r"(^|; )[^;]* \((ev-[\w-]+)\)", r"\1\2", text)
    return re.sub(r"the exception [^;]* \(([\w-]+)\)\)", r"the exception \1)", text)


# --- every number


def test_the_keys_are_the_binding_ones_for_all_110(run: Run, read_only: Path) -> None:
    found = gap(run, read_only)
    assert list(found)[:3] == ["system", "as_of", "requirements"]
    assert (found["system"], found["as_of"], found["controls"], len(found["net_new"])) == (
        "example-enclave",
        "2026-11-24",
        93,
        16,
    )
    assert len(found["requirements"]) == 110
    for one in found["requirements"]:
        assert {"requirement", "rating", "scope_dependent", "soc2", "objectives", "project"} <= set(
            one
        )
        assert isinstance(one["scope_dependent"], bool)
        for reach in one["soc2"]:
            assert {"control", "criterion", "reuse"} <= set(reach)
        for entry in one["objectives"]:
            assert {"letter", "rating", "reuse", "open_because"} <= set(entry)
        assert one["project"] is None or {
            "owner",
            "systems",
            "artifact",
            "completion",
            "effort",
            "poam",
        } <= set(one["project"])
    assert sum(len(one["objectives"]) for one in found["requirements"]) == 320
    assert len({one["requirement"] for one in found["requirements"]}) == 110


def test_gap_status_and_plan_of_action_agree_to_the_last_objective(
    run: Run, read_only: Path
) -> None:
    found = gap(run, read_only)
    status = read(run, read_only, "status", *DAY, "--format", "json")
    listed = read(run, read_only, "poam", "list", *DAY, "--format", "json")
    by_label = {one["requirement"]: one for one in found["requirements"]}

    assert Counter(
        entry["rating"] for one in found["requirements"] for entry in one["objectives"]
    ) == {k: v for k, v in status["objectives"].items() if v}
    open_ones = {
        f"{one['requirement']}[{entry['letter']}]"
        for one in found["requirements"]
        for entry in one["objectives"]
        if entry["open_because"]
    }
    unrated = {
        f"{one['requirement']}[{entry['letter']}]"
        for one in found["requirements"]
        for entry in one["objectives"]
        if entry["rating"] not in ("covered-and-evidenced", "not-applicable")
    }
    assert open_ones == unrated
    for blocker in status["blockers"]:
        one = by_label[blocker["requirement"]]
        assert one["rating"] == blocker["rating"]
        named = {f"{blocker['requirement']}[{letter}]" for letter in blocker["objectives"]}
        assert named <= open_ones
        covering = [
            item
            for item in listed["items"]
            if named & set(item["objectives"]) and item["kind"] != "operational"
        ]
        assert covering or blocker["requirement"] in listed["without_item"]
        assert {label for item in covering for label in item["unmet"]} | set(
            listed["objectives_without_item"]
        ) >= named
    items = {item["id"]: item for item in listed["items"]}
    for one in found["requirements"]:
        mine = {label for label in open_ones if label.partition("[")[0] == one["requirement"]}
        assert (one["project"] is not None) == bool(mine)
        if one["project"] and one["project"]["poam"]:
            assert mine & set(items[one["project"]["poam"]]["objectives"])
        elif mine:
            assert not [item for item in items.values() if mine & set(item["objectives"])], (
                "an item that plans it is named"
            )


def test_every_output_has_the_same_numbers(
    run: Run, read_only: Path, as_it_is: Any, made_as_it_is: dict[str, bytes]
) -> None:
    found = as_it_is
    text = run(read_only, "gap", *DAY, "--full").stdout
    made = made_as_it_is
    sheets = rows(made["xlsx"])
    markdown, html = made["md"].decode(), made["html"].decode()
    shown = run(read_only, "gap", *DAY, "--format", "md").stdout
    inside = shown.removeprefix("**CUI**\n\n").rstrip().removesuffix("**CUI**")
    assert inside.partition("\n")[2].strip() in markdown, "the frame stands round it"

    counts = Counter(
        (entry["rating"], entry["reuse"])
        for one in found["requirements"]
        for entry in one["objectives"]
    )
    for rating, words in WORDS.items():
        numbers = [counts[rating, reuse] for reuse in REUSES]
        numbers.append(sum(numbers))
        assert re.search(rf"^  {words} +{' +'.join(map(str, numbers))}$", text, re.M)
        assert f"| {words} | {' | '.join(map(str, numbers))} |" in markdown
        cells = "".join(f'<td class="n">{number or "<i>0</i>"}</td>' for number in numbers)
        assert f'<th scope="row" class="{rating}">{words}</th>{cells}' in html
        assert (
            list(
                next(
                    row for row in sheets["Summary"] if row["Rating of the objective"] == words
                ).values()
            )[1:6]
            == numbers
        )

    assert list(sheets) == SHEETS
    counted = ("By requirement", "By objective", "By SOC 2 control")
    assert [len(sheets[name]) for name in counted] == [110, 320, 93]
    open_ones = [
        (one, entry)
        for one in found["requirements"]
        for entry in one["objectives"]
        if entry["open_because"]
    ]
    assert (
        f"open: {len(open_ones)} objectives of {len({one['requirement'] for one, _ in open_ones})}"
        " requirements" in text
    )
    for row, one in zip(sheets["By requirement"], found["requirements"], strict=True):
        still = [entry for entry in one["objectives"] if entry["open_because"]]
        assert (row["Requirement"], row["Rating"], row["Open objectives"]) == (
            one["requirement"],
            WORDS[one["rating"]],
            len(still),
        )
    flat = [(one, entry) for one in found["requirements"] for entry in one["objectives"]]
    for row, (one, entry) in zip(sheets["By objective"], flat, strict=True):
        assert (row["Objective"], row["Rating"], row["Reuse"]) == (
            f"{one['requirement']}[{entry['letter']}]",
            WORDS[entry["rating"]],
            entry["reuse"],
        )
        assert take_titles_out(row["Open because"] or "") == entry["open_because"]
    projects = [one for one in found["requirements"] if one["project"]]
    assert [
        (row["Requirement"], row["Plan of action"]) for row in sheets["Work by requirement"]
    ] == [(one["requirement"], name_plan(one["project"])) for one in projects]
    assert (
        markdown.count("\n- Completion criteria:\n")
        == html.count("<dt>Completion criteria</dt>")
        == len(projects)
    )
    opened = len({one["requirement"] for one, _ in open_ones})
    assert html.count('<a class="') - html.count('<a class="skip"') == 110
    assert (html.count("<article "), html.count("<details ")) == (opened, 110 - opened)
    for one, entry in open_ones:
        assert entry["open_because"] in " ".join(text.split()) or one["requirement"] in text


def test_a_sheet_of_controls_tells_what_each_reaches(
    as_it_is: Any, made_as_it_is: dict[str, bytes]
) -> None:
    found = as_it_is
    reached: dict[str, set[str]] = {}
    for one in found["requirements"]:
        for reach in one["soc2"]:
            reached.setdefault(reach["control"], set()).add(
                f"{one['requirement']} {reach['reuse']}"
            )
    for row in rows(made_as_it_is["xlsx"])["By SOC 2 control"]:
        assert set(str(row["Requirements reached"]).split(", ")) == reached.get(
            str(row["SOC 2 control"]), {"none"}
        )


def follow(book: Any, cell: Any) -> Any:
    """The cell that a link inside the book leads to."""
    sheet, _, place = cell.hyperlink.location.rpartition("!")
    return book[sheet.strip("'")][place]


def test_links_lead_from_a_requirement_to_all_that_it_rests_on(
    as_it_is: Any, made_as_it_is: dict[str, bytes]
) -> None:
    found = as_it_is
    book = openpyxl.load_workbook(io.BytesIO(made_as_it_is["xlsx"]))
    heads: dict[str, Any] = {
        sheet.title: next(row for row in sheet.iter_rows() if row[1].value is not None)
        for sheet in book
        if sheet.title not in ("Cover", "Summary")
    }

    def find_cell(row: Any, sheet: str, name: str) -> Any:
        return row[[cell.value for cell in heads[sheet]].index(name)]

    def land(cell: Any, sheet: str) -> Any:
        goal = follow(book, cell)
        assert goal.parent.title == sheet, cell.coordinate
        return next(iter(book[sheet].iter_rows(goal.row, goal.row)))

    names = {cell.value for cell in heads["By requirement"]}
    assert {"SOC 2 reach", "Open objectives", "Project"} <= names
    by_label = {one["requirement"]: one for one in found["requirements"]}
    for shown in ("3.1.1", "3.2.3", "3.14.1"):
        [row] = [row for row in book["By requirement"].iter_rows() if row[0].value == shown]
        assert land(row[0], "By objective")[1].value == f"{shown}[a]"
        reach = land(find_cell(row, "By requirement", "SOC 2 reach"), "SOC 2 reach")
        assert reach[0].value == shown
        control = land(find_cell(reach, "SOC 2 reach", "Controls"), "By SOC 2 control")
        first = find_cell(reach, "SOC 2 reach", "SOC 2 controls").value.split()[0]
        assert control[0].value == first
        project = find_cell(row, "By requirement", "Project")
        assert bool(project.value) == bool(by_label[shown]["project"])
        if project.value:
            assert land(project, "Work by requirement")[0].value == shown
    cited = 0
    for row in book["By objective"].iter_rows(heads["By objective"][0].row + 1):
        link = find_cell(row, "By objective", "Evidence")
        if link.hyperlink:
            citation = land(link, "Evidence")
            assert citation[0].value == row[1].value
            artifact = land(citation[2], "By artifact")
            assert artifact[1].value == citation[2].value
            cited += 1
    assert cited > 300
    for place in (row[0] for row in book["Heat map"].iter_rows() if row[0].hyperlink):
        assert follow(book, place).value == place.value


def test_the_summary_adds_up(as_it_is: Any, made_as_it_is: dict[str, bytes]) -> None:
    found, data = as_it_is, made_as_it_is["xlsx"]
    book = openpyxl.load_workbook(io.BytesIO(data))
    families: dict[str, list[Any]] = {}
    for row, one in zip(rows(data)["By requirement"], found["requirements"], strict=True):
        families.setdefault(row["Family"], []).append(one)
    lines = [[cell for cell in row if cell is not None] for row in book["Summary"].values]
    by_name = {str(line[0]): line[1:] for line in lines if len(line) > 2}
    assert len(families) == 14
    for family, mine in families.items():
        entries = [entry for one in mine for entry in one["objectives"]]
        ratings = [sum(entry["rating"] == word for entry in entries) for word in WORDS]
        still = sum(bool(entry["open_because"]) for entry in entries)
        efforts = [
            sum((one["project"] or {}).get("effort") == name for one in mine)
            for name in ("small", "medium", "large")
        ]
        words = f"{still} of {len(entries)} open" if still else "nothing open"
        assert by_name[family] == [len(entries), *ratings, still, *efforts, words]
    projects = [one for one in found["requirements"] if one["project"]]
    still = sum(bool(entry["open_because"]) for one in projects for entry in one["objectives"])
    assert by_name["All"][:2] == [len(projects), still]
    score = int(str(by_name["Score (of 110)"][0]))
    assert by_name["All"][2] == 110 - score, "what both scores lack is what the score lacks"


class Page(HTMLParser):
    """Elements that must close, and anything that would load or run."""

    def __init__(self) -> None:
        super().__init__()
        self.stack: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        assert tag not in ("script", "img", "iframe", "link", "form", "object")
        assert not any(name.startswith("on") for name in values)
        self.ids += [str(values["id"])] if "id" in values else []
        self.links += [str(values["href"])] if "href" in values else []
        if tag not in ("meta", "br", "col"):
            self.stack.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.stack.pop() == tag


def test_the_page_is_whole_and_loads_nothing(made_as_it_is: dict[str, bytes]) -> None:
    page = Page()
    page.feed(made_as_it_is["html"].decode())
    assert page.stack == []
    assert len(page.ids) == len(set(page.ids))
    assert all(link.startswith("#") for link in page.links)
    assert {link.removeprefix("#") for link in page.links} <= set(page.ids)
    assert {name for name in page.ids if name.startswith("r")} <= {
        link.removeprefix("#") for link in page.links
    }


def test_the_documents_are_the_same_bytes_each_time(
    run: Run, read_only: Path, made_as_it_is: dict[str, bytes], tmp_path: Path
) -> None:
    assert documents(run, read_only, tmp_path / "again") == made_as_it_is


def test_the_terminal_text_fits_a_hundred_columns(run: Run, read_only: Path, fresh: Path) -> None:
    for root in (read_only, fresh):
        assert [
            line for line in run(root, "gap", *DAY, "--full").stdout.splitlines() if len(line) > 100
        ] == []


# --- graded down, and shown everywhere

REASONS = [
    ("report-type: type-2", "report-type: type-1", "of Type 1"),
    ("end: 2026-09-30", "end: 2026-12-31", "ends only on 2026-12-31"),
    (
        "{start: 2025-10-01, end: 2026-09-30}",
        "{start: 2024-10-01, end: 2025-09-30}",
        "ended on 2025-09-30, more than a year ago",
    ),
    ("opinion: unqualified", "opinion: qualified", "opinion is qualified"),
    ("opinion: unqualified", "opinion: adverse", "opinion is adverse"),
    ("opinion: unqualified", "opinion: pending", "not given an opinion yet"),
    (
        "system-in-description: true",
        "system-in-description: false",
        "outside the report's system description",
    ),
    (
        "criteria: [security, availability, confidentiality]",
        "criteria: [availability]",
        "security is not in the report",
    ),
    ('      control: "AC-07', '      # control: "AC-07', "noted a deviation for CC6.2"),
]


@pytest.mark.parametrize(
    ("old", "new", "reason"), REASONS[: examples(len(REASONS), 4)], ids=lambda item: item[:40]
)
def test_a_weaker_report_lowers_reuse_and_says_so_in_every_output(
    run: Run, soc2: Path, as_it_is: Any, tmp_path: Path, old: str, new: str, reason: str
) -> None:
    before = as_it_is
    edit(soc2, ENGAGEMENT, old, new)
    after = gap(run, soc2)
    lowered = 0
    for was, now in zip(before["requirements"], after["requirements"], strict=True):
        assert [entry["rating"] for entry in now["objectives"]] == [
            entry["rating"] for entry in was["objectives"]
        ], "ratings follow the plan's evidence"
        for one, other in zip(was["objectives"], now["objectives"], strict=True):
            assert REUSES.index(other["reuse"]) >= REUSES.index(one["reuse"])
            lowered += other["reuse"] != one["reuse"]
    assert lowered
    made = documents(run, soc2, tmp_path / "out")
    sheets = rows(made["xlsx"])
    assert any(
        reason in why
        for one in after["requirements"]
        for entry in one["objectives"]
        for why in entry["graded_down"]
    )
    assert any(reason in str(row["Graded down because"]) for row in sheets["By objective"])
    text = " ".join(run(soc2, "gap", *DAY, "--full").stdout.split())
    for words in (text, made["md"].decode(), made["html"].decode().replace("&#x27;", "'")):
        assert reason in words


# --- the scope of CUI


def test_an_undecided_scope_keeps_open_what_depends_on_it(
    run: Run, soc2: Path, as_it_is: Any
) -> None:
    before = as_it_is
    edit(soc2, "ssp/example-enclave/system.md", "cui-scope: decided", "cui-scope: undecided")
    after = gap(run, soc2)
    assert any("not decided" in text for text in after["assumptions"])
    dependent = 0
    for was, now in zip(before["requirements"], after["requirements"], strict=True):
        assert now["rating"] == was["rating"]
        for one, other in zip(was["objectives"], now["objectives"], strict=True):
            if now["scope_dependent"]:
                dependent += 1
                assert other["open_because"].endswith(
                    "the CUI scope is not decided (system.md: cui-scope)"
                )
            else:
                assert other["open_because"] == one["open_because"]
        assert now["project"] or not now["scope_dependent"]
    assert dependent > 30
    assert "the CUI scope is not decided" in " ".join(
        run(soc2, "gap", *DAY, "--full").stdout.split()
    )


# --- before there is a system


def test_controls_alone_make_an_analysis_and_its_assumptions_are_said(
    run: Run, fresh: Path, tmp_path: Path
) -> None:
    found = gap(run, fresh)
    assert (found["system"], len(found["requirements"]), found["controls"]) == ("", 110, 93)
    ratings = Counter(
        entry["rating"] for one in found["requirements"] for entry in one["objectives"]
    )
    assert set(ratings) == {"present-but-undocumented", "not-addressed"}
    assert all(
        entry["open_because"] for one in found["requirements"] for entry in one["objectives"]
    )
    for one in found["requirements"]:
        assert one["project"]["owner"], f"{one['requirement']} has somebody to begin with"
        for entry in one["objectives"]:
            assert (entry["rating"] == "present-but-undocumented") == (
                entry["reuse"] in ("strong", "partial")
            )
    assert any(
        "grades assume a current, unqualified Type 2 report" in text
        for text in found["assumptions"]
    )
    assert any("CUI scope" in text for text in found["assumptions"])
    made = documents(run, fresh, tmp_path / "out")
    sheets = rows(made["xlsx"])
    counted = ("By requirement", "By objective", "By SOC 2 control", "Work by requirement")
    assert [len(sheets[name]) for name in counted] == [110, 320, 93, 110]
    text = " ".join(run(fresh, "gap", *DAY, "--full").stdout.split())
    for words in (text, made["md"].decode()):
        assert all(assumption in words for assumption in found["assumptions"])


def test_without_controls_the_way_on_is_said(run: Run, tmp_path: Path) -> None:
    run(tmp_path, "init", str(tmp_path / "new"))
    result = run(tmp_path / "new", "gap", *DAY)
    assert result.exit_code == 0
    assert "attestle import controls" in result.stdout
    found = gap(run, tmp_path / "new")
    assert {entry["reuse"] for one in found["requirements"] for entry in one["objectives"]} == {
        "none"
    }


def test_level_1_is_its_17_requirements(run: Run, fresh: Path) -> None:
    found = gap(run, fresh, "--profile", "cmmc-level-1")
    assert (len(found["requirements"]), found["profile"]) == (17, "cmmc-level-1")
    assert sum(len(one["objectives"]) for one in found["requirements"]) == 59


def test_what_cannot_be_meant_is_refused(run: Run, read_only: Path) -> None:
    for args in (
        ("example-enclave", "--profile", "cmmc-level-1"),
        ("--profile", "cmmc-level-9"),
        ("no-such-system",),
        ("--controls", "no-such-set"),
        ("--profile", "cmmc-level-1", "--draft"),
    ):
        result = run(read_only, "gap", *args)
        assert result.exit_code == 2, (args, result.output)


# --- drafts


def test_a_draft_is_an_offer_that_counts_nowhere(run: Run, soc2: Path) -> None:
    before, status = snapshot(soc2), read(run, soc2, "status", *DAY, "--format", "json")
    result = run(soc2, "gap", *DAY, "--draft")
    assert result.exit_code == 0, result.output
    after = snapshot(soc2)
    changed = [path for path in after if after[path] != before.get(path)]
    assert changed
    for path in changed:
        assert path.startswith("ssp/example-enclave/controls/")
        assert after[path].startswith(before[path]), (
            f"{path}: what was there stays, the offer comes at the end"
        )
        assert after[path].count(b"<!-- @draft") == before[path].count(b"<!-- @draft") + 1
    assert set(after) == set(before)
    assert read(run, soc2, "status", *DAY, "--format", "json") == status
    assert run(soc2, "ssp", "assemble", "--check").exit_code == 0
    assert (
        read(run, soc2, "validate", str(soc2 / "ssp"), *DAY, "--format", "json")["counts"]["error"]
        == 0
    )
    again = run(soc2, "gap", *DAY, "--draft")
    assert "nothing to offer" in again.stdout
    assert snapshot(soc2) == after


def test_an_offer_is_replaced_and_what_somebody_made_of_it_is_not(run: Run, soc2: Path) -> None:
    path = "ssp/example-enclave/controls/CM/3.4.8.md"
    first = (soc2 / path).read_bytes()
    (soc2 / path).write_bytes(first.replace(b"\n", b"\r\n"))
    run(soc2, "gap", *DAY, "--draft")
    offered = (soc2 / path).read_bytes()
    assert offered.startswith(first.replace(b"\n", b"\r\n"))
    assert b"of Type 1" not in offered

    edit(soc2, ENGAGEMENT, "report-type: type-2", "report-type: type-1")
    run(soc2, "gap", *DAY, "--draft")
    replaced = (soc2 / path).read_bytes()
    assert b"of Type 1" in replaced
    assert replaced.count(b"<!-- @draft") == 1
    assert replaced.startswith(first.replace(b"\n", b"\r\n"))

    mine = replaced + b"Runners are in observe mode; we ask for enforce mode in March.\n"
    (soc2 / path).write_bytes(mine)
    edit(soc2, ENGAGEMENT, "report-type: type-1", "report-type: type-2")
    result = run(soc2, "gap", *DAY, "--draft")
    assert (soc2 / path).read_bytes() == mine
    assert f"somebody has worked on the draft: {path}" in result.stderr


def test_an_offer_goes_when_nothing_is_open_any_more(run: Run, soc2: Path) -> None:
    path = "ssp/example-enclave/controls/CM/3.4.4.md"
    run(soc2, "gap", *DAY, "--draft")
    assert b"@draft" in (soc2 / path).read_bytes()
    text = (
        (soc2 / path)
        .read_text(encoding="utf-8")
        .replace(
            "- State: implemented\n", "- State: implemented\n- Evidence: ev-change-records\n", 1
        )
    )
    (soc2 / path).write_text(text, encoding="utf-8")
    run(soc2, "gap", *DAY, "--draft")
    assert (soc2 / path).read_text(encoding="utf-8") == text[: text.index("\n## From SOC 2")]
