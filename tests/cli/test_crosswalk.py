"""`attestle crosswalk`: show, check, export and a team's own table through the real commands."""

from __future__ import annotations

import csv
import html.parser
import io
import json
import re
import shutil
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from attestle.conformance.schema import check_schema as check_schema
from attestle.formats import mapping_collection
from attestle.model.crosswalk_maps import Crosswalk, Reuse
from conftest import PARTS, ROOT, Run, edit, snapshot

Tree = dict[str, Any]
NAME = "soc2-tsc-2017_nist-sp-800-171-r2"
PATH = f"mapping-collections/{NAME}/mapping-collection.json"
OWN = "mapping-collections/acme/mapping-collection.json"
GOOD = """\
Criterion,Requirement,Role,Reuse,Letters,Confidence,Rationale,Scope,Top-up
CC6.1,3.1.1,lead,strong,a,high,Sign-in is tested [a]; devices [c] stay open.,the enclave is described,roster of devices; list of programs
cc6.3,AC.L2-3.1.1,,partial,"[b], [c]",,Reviewed each quarter.,,
CC 6.7,03.13.11,,,,,,,
"""


def ids(found: Crosswalk) -> list[tuple[str, str]]:
    return [(item.criterion, item.requirement) for item in found.maps]


def read(root: Path, path: str = OWN) -> Crosswalk:
    tree = json.loads((root / path).read_bytes())
    assert check_schema("mapping-collection", tree) == []
    [found] = mapping_collection.read_crosswalks(path.split("/")[1], path, tree)
    return found


@pytest.fixture
def work(tmp_path: Path) -> Path:
    """The catalogs, profiles and crosswalks, without a system."""
    root = tmp_path / "work"
    for part in (*PARTS[:2], "mapping-collections", "profiles"):
        if (ROOT / part).is_dir():
            shutil.copytree(ROOT / part, root / part, dirs_exist_ok=True)
        else:
            (root / part).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / part, root / part)
    return root


def write_csv(root: Path, text: str, name: str = "acme.csv") -> Path:
    path = root.parent / name
    path.write_text(text, encoding="utf-8")
    return path


def write_xlsx(root: Path, rows: list[list[object]], sheets: tuple[str, ...] = ("Table",)) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    for name in sheets:
        sheet = book.create_sheet(name)
        for row in rows if name == sheets[-1] else [["nothing"]]:
            sheet.append(row)
    path = root.parent / "acme.xlsx"
    book.save(path)
    return path


# -- show


@pytest.mark.parametrize(
    "written",
    ["3.1.1", "AC.L2-3.1.1", "03.01.01", "SP_800_171r2_03.01.01", "ac.l2-3.1.1", " 3.1.1 "],
)
def test_show_takes_every_spelling_of_a_requirement(example: Path, run: Run, written: str) -> None:
    result = run(example, "crosswalk", "show", written)
    assert result.exit_code == 0, result.output
    assert result.output.startswith("3.1.1 Authorized Access Control\n")
    assert len(re.findall(r": lead, ", result.output)) == 1
    assert "satisfied by no map: [b], [c], [e], [f]" in result.output
    assert ": lead, strong, satisfies [a][d] (" in result.output
    assert ": supporting, partial, contributes to [b][c][e][f] (" in result.output


@pytest.mark.parametrize("written", ["cc6.1", "CC6.1"])
def test_show_from_a_criterion(example: Path, run: Run, written: str) -> None:
    result = run(example, "crosswalk", "show", written, "--format", "json")
    told = json.loads(result.output)
    wanted = [item for item in read(ROOT, PATH).maps if item.criterion == "cc6.1"]
    assert told["control"] == "CC6.1"
    assert [entry["rationale"] for entry in told["maps"]] == [item.rationale for item in wanted]
    assert {entry["criterion"] for entry in told["maps"]} == {"cc6.1"}
    text = run(example, "crosswalk", "show", written).output
    assert "by no map" not in text
    assert all(f"{entry['requirement']} " in text for entry in told["maps"])


def test_show_of_a_gap_says_why(example: Path, run: Run) -> None:
    gaps = {item.control: item.reason for item in read(ROOT, PATH).unmapped_targets}
    result = run(example, "crosswalk", "show", "3.1.9")
    assert f"nothing maps: {gaps['SP_800_171r2_03.01.09']}" in result.output
    told = json.loads(run(example, "crosswalk", "show", "3.1.9", "--format", "json").output)
    assert told["maps"] == []
    assert told["unmapped_because"] == gaps["SP_800_171r2_03.01.09"]


def test_show_json_agrees_with_the_maps(example: Path, run: Run) -> None:
    told = json.loads(run(example, "crosswalk", "show", "3.1.1", "--format", "json").output)
    reached = {letter for entry in told["maps"] for letter in entry["letters"]}
    assert set(told["open_letters"]) == set("abcdef") - reached
    assert [entry["role"] for entry in told["maps"]].count("lead") == 1
    assert set(told["maps"][0]) == {
        "criterion",
        "requirement",
        "relationship",
        "role",
        "reuse",
        "letters",
        "contributes",
        "topics",
        "coverage",
        "confidence",
        "rationale",
        "scope",
        "top_up",
        "cannot",
    }


def test_show_of_what_is_not_there_names_the_nearest(example: Path, run: Run) -> None:
    result = run(example, "crosswalk", "show", "3.1.99")
    assert result.exit_code == 2
    assert "did you mean" in result.output
    assert run(example, "crosswalk", "show", "3.1.1", "--name", "nobody").exit_code == 2


# -- check


def test_check_of_what_ships(example: Path, run: Run) -> None:
    result = run(example, "crosswalk", "check")
    assert (result.exit_code, result.output) == (0, "no findings\n")
    assert json.loads(run(example, "crosswalk", "check", "--format", "json").output) == {
        "findings": []
    }
    assert run(example, "crosswalk", "check", "--name", NAME).exit_code == 0


def test_check_names_line_and_way_out(work: Path, run: Run) -> None:
    tree = json.loads((work / PATH).read_bytes())
    tree["mapping-collection"]["mappings"][0]["maps"][0]["sources"][0]["id-ref"] = "cc6.22"
    (work / PATH).write_text(json.dumps(tree, indent=2), encoding="utf-8")
    result = run(work, "crosswalk", "check")
    assert result.exit_code == 1
    assert "MAP001" in result.output
    found = json.loads(run(work, "crosswalk", "check", "--format", "json").output)["findings"]
    assert {item["code"] for item in found} >= {"MAP001", "MAP008"}
    first = next(item for item in found if item["code"] == "MAP001")
    assert first["path"] == PATH
    assert (
        (work / PATH)
        .read_text(encoding="utf-8")
        .split("\n")[first["line"] - 1]
        .strip()
        .startswith('"sources"')
    )
    assert first["hint"].startswith("did you mean")


def test_a_warning_alone_fails_nothing(work: Path, run: Run) -> None:
    tree = json.loads((work / PATH).read_bytes())
    node = tree["mapping-collection"]["mappings"][0]
    node["source-gap-summary"]["unmapped-controls"][0]["with-ids"].pop()
    (work / PATH).write_text(json.dumps(tree, indent=2), encoding="utf-8")
    result = run(work, "crosswalk", "check")
    assert result.exit_code == 0
    assert "MAP005" in result.output


@pytest.mark.parametrize("text", ["{", "[]", '{"mapping-collection": {}}', '{"catalog": {}}'])
def test_check_of_what_cannot_be_read(work: Path, run: Run, text: str) -> None:
    (work / PATH).write_text(text, encoding="utf-8")
    result = run(work, "crosswalk", "check")
    assert result.exit_code == 1, result.output
    assert PATH in result.output
    assert run(work, "crosswalk", "show", "3.1.1").exit_code == 1


@pytest.mark.parametrize("name", ["nobody", "../profiles", "UPPER"])
def test_check_of_a_crosswalk_that_is_not_there(work: Path, run: Run, name: str) -> None:
    assert run(work, "crosswalk", "check", "--name", name).exit_code == 2


# -- export


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from click.testing import CliRunner

    from attestle.cli.root import root as command

    out = tmp_path_factory.mktemp("exported")
    args = [part for form in ("csv", "xlsx", "md", "html") for part in ("--to", form)]
    result = CliRunner().invoke(
        command, ["--root", str(ROOT), "crosswalk", "export", *args, "--out", str(out)]
    )
    assert result.exit_code == 0, result.output
    return out


def test_csv_parses_back(exported: Path) -> None:
    rows = list(csv.DictReader(io.StringIO((exported / f"{NAME}.csv").read_text(encoding="utf-8"))))
    wanted = read(ROOT, PATH).maps
    assert [(row["criterion"].lower(), row["letters"], row["rationale"]) for row in rows] == [
        (item.criterion, "".join(item.letters), item.rationale) for item in wanted
    ]
    assert not any(cell[:1] in "=+-@" for row in rows for cell in row.values() if cell)


def test_xlsx_sheets_formulas_and_matrix(exported: Path) -> None:
    book = openpyxl.load_workbook(exported / f"{NAME}.xlsx")
    assert book.sheetnames == ["Cover", "Maps", "Matrix", "Criteria", "Unmapped", "Net-new"]
    assert not [
        cell.coordinate
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    ]
    wanted = read(ROOT, PATH)
    matrix = [[cell.value for cell in row] for row in book["Matrix"].iter_rows()]
    header = next(number for number, row in enumerate(matrix) if row[0] == "Requirement")
    body = matrix[header + 1 :]
    assert len(body) == 110
    assert len(matrix[header]) - 2 == len({item.criterion for item in wanted.maps})
    signs = [str(cell) for row in body for cell in row[2:] if cell]
    assert {sign: sum(text[0] == sign for text in signs) for sign in "SPh"} == {
        sign: sum(item.reuse is grade for item in wanted.maps)
        for sign, grade in zip("SPh", (Reuse.STRONG, Reuse.PARTIAL, Reuse.HABIT_ONLY), strict=True)
    }
    assert sum(text.endswith("*") for text in signs) == sum(
        item.role == "lead" for item in wanted.maps
    )
    placed = {
        (str(matrix[header][column]).lower(), row[0])
        for row in body
        for column in range(2, len(row))
        if row[column]
    }
    assert placed == {
        (
            item.criterion,
            ".".join(str(int(part)) for part in item.requirement.rpartition("_")[2].split(".")),
        )
        for item in wanted.maps
    }
    maps = [
        row
        for row in book["Maps"].iter_rows(values_only=True)
        if row[0] and str(row[0])[0] in "CAP" and row[2] and str(row[2])[0] == "3"
    ]
    assert len(maps) == len(wanted.maps)
    unmapped = [row for row in book["Unmapped"].iter_rows(values_only=True) if row[2]]
    assert len(unmapped) - 1 == len(wanted.unmapped_sources) + len(wanted.unmapped_targets)
    assert len([row for row in book["Net-new"].iter_rows(values_only=True) if row[0]]) - 1 == len(
        wanted.net_new
    )


def test_markdown_tables_are_well_formed(exported: Path) -> None:
    lines = (exported / f"{NAME}.md").read_text(encoding="utf-8").split("\n")
    tables = 0
    width = 0
    for number, line in enumerate(lines):
        if not line.startswith("|"):
            width = 0
            continue
        cells = len(re.findall(r"(?<!\\)\|", line))
        if not width:
            tables += 1
            width = cells
            assert re.fullmatch(r"(\|:?-+:?)+\|", lines[number + 1]), lines[number + 1]
            assert lines[number - 1] == ""
        assert cells == width, line
    assert tables == 15
    assert sum(line.startswith("| 3.") and line.count("|") == 9 for line in lines) == len(
        read(ROOT, PATH).maps
    )


class Page(html.parser.HTMLParser):
    """Every tag with its attributes, and whether all that opens closes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_html_loads_nothing_and_its_links_lead_somewhere(exported: Path) -> None:
    text = (exported / f"{NAME}.html").read_text(encoding="utf-8")
    page = Page(text)
    assert {tag for tag, _ in page.tags} & {
        "script",
        "link",
        "img",
        "iframe",
        "object",
        "form",
    } == set()
    assert "default-src 'none'" in text
    links = [attrs["href"] for tag, attrs in page.tags if tag == "a"]
    anchors = [f"#{attrs['id']}" for _, attrs in page.tags if "id" in attrs]
    assert sorted(map(str, links)) == sorted(anchors)
    assert len(set(anchors) - {"#main"}) == len(read(ROOT, PATH).maps)
    assert not any(name.startswith("on") for _, attrs in page.tags for name in attrs)
    assert all(item.title.replace("&", "&amp;") in text for item in read(ROOT, PATH).net_new)


NASTY = '<script>alert(1)</script> | "x" & [z](javascript:y)'


@pytest.fixture
def nasty(work: Path, run: Run) -> Path:
    quoted = NASTY.replace('"', '""')
    table = write_csv(
        work,
        f'Criterion,Requirement,Letters,Rationale,Top-up,Scope\nCC6.1,3.1.1,a,"{quoted}","{quoted}","{quoted}"\nCC6.2,3.1.1,a,=1+1,,\n',
    )
    result = run(
        work, "crosswalk", "build", str(table), "--name", "acme", "--title", f"=A1 {NASTY}"
    )
    assert result.exit_code == 0, result.output
    return work


@pytest.mark.parametrize("form", ["csv", "xlsx", "md", "html"])
def test_texts_of_others_are_only_text(nasty: Path, run: Run, tmp_path: Path, form: str) -> None:
    result = run(
        nasty, "crosswalk", "export", "--name", "acme", "--to", form, "--out", str(tmp_path / "out")
    )
    assert result.exit_code == 0, result.output
    path = tmp_path / f"out/acme.{form}"
    if form == "xlsx":
        book = openpyxl.load_workbook(path)
        cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
        assert not [cell for cell in cells if cell.data_type == "f"]
        assert "=1+1" in [cell.value for cell in cells]
        return
    text = path.read_text(encoding="utf-8")
    if form == "csv":
        rows = list(csv.DictReader(io.StringIO(text)))
        assert [row["rationale"] for row in rows] == [NASTY, "'=1+1"]
        return
    assert "<script" not in text
    if form == "html":
        Page(text)
    else:
        [line] = [line for line in text.split("\n") if "alert" in line and line.startswith("|")]
        assert len(re.findall(r"(?<!\\)\|", line)) == 9


def test_export_asks_for_a_form(example: Path, run: Run, tmp_path: Path) -> None:
    assert run(example, "crosswalk", "export", "--out", str(tmp_path)).exit_code == 2
    assert run(example, "crosswalk", "export", "--to", "svg", "--out", str(tmp_path)).exit_code == 2
    assert (
        run(
            example,
            "crosswalk",
            "export",
            "--to",
            "csv",
            "--name",
            "nobody",
            "--out",
            str(tmp_path),
        ).exit_code
        == 2
    )


def test_the_same_export_is_the_same_bytes(
    example: Path, run: Run, tmp_path: Path, exported: Path
) -> None:
    args = [part for form in ("csv", "xlsx", "md", "html") for part in ("--to", form)]
    assert (
        run(example, "crosswalk", "export", *args, "--out", str(tmp_path / "again")).exit_code == 0
    )
    assert snapshot(tmp_path / "again") == snapshot(exported)


def test_the_list_at_the_top_of_the_markdown_leads_to_every_chapter(exported: Path) -> None:
    text = (exported / f"{NAME}.md").read_text(encoding="utf-8")
    listed = re.findall(r"^- \[(.+)\]\(#(.+)\)$", text, re.M)
    chapters = re.findall(r'^<a id="(.+)"></a>\n+## (.+)$', text, re.M)
    assert len(listed) > 14
    assert listed == [(title, anchor) for anchor, title in chapters]


def test_sheets_of_a_crosswalk_speak_in_words_and_lead_to_each_other(exported: Path) -> None:
    book = openpyxl.load_workbook(exported / f"{NAME}.xlsx")
    table = [row for row in book["Maps"].iter_rows() if row[1].value]
    heads = [str(cell.value) for cell in table[0]]
    assert {"Open objectives", "To add", "Only if", "Cannot carry"} <= set(heads)
    assert not any("-" in head or head.islower() for head in heads)

    def follow(cell: Any) -> Any:
        assert cell.hyperlink, cell.coordinate
        sheet, _, place = cell.hyperlink.location.rpartition("!")
        return book[sheet.strip("'")][place]

    for row in table[1:]:
        criterion, requirement = row[0], row[2]
        assert follow(criterion).parent.title == "Criteria"
        assert follow(criterion).value == criterion.value
        assert follow(requirement).parent.title == "Matrix"
        assert follow(requirement).value == requirement.value
    signs = [cell for row in book["Matrix"].iter_rows(min_col=3) for cell in row if cell.hyperlink]
    assert len(signs) == len(table) - 1
    for sign in signs:
        assert follow(follow(sign).offset(column=2)).row == sign.row
    counts: list[Any] = [row for row in book["Criteria"].values if row[2] is not None]
    assert sum(sum(row[2:6]) for row in counts[1:]) == len(signs)


# -- a team's own table


def test_build_places_every_row_with_its_provenance(work: Path, run: Run) -> None:
    table = write_csv(work, GOOD)
    options = (
        "--title",
        "Acme on SOC 2",
        "--version",
        "3.1",
        "--date",
        "2026-10-01",
        "--reviewer",
        "ciso",
        "--method",
        "hybrid",
    )
    result = run(work, "crosswalk", "build", str(table), "--name", "acme", *options)
    assert result.exit_code == 0, result.output
    assert result.output == f"wrote {OWN}: 3 maps\n"
    found = read(work)
    facts = found.provenance
    assert (facts.title, facts.version, facts.date, facts.reviewer, facts.method, facts.file) == (
        "Acme on SOC 2",
        "3.1",
        "2026-10-01",
        "ciso",
        "hybrid",
        "acme.csv",
    )
    assert facts.status == "complete"
    shipped = read(work, PATH)
    assert (found.source_href, found.target_href) == (shipped.source_href, shipped.target_href)
    first, second, third = found.maps
    assert (first.criterion, first.requirement, first.role, first.reuse, first.letters) == (
        "cc6.1",
        "SP_800_171r2_03.01.01",
        "lead",
        Reuse.STRONG,
        ("a",),
    )
    assert (first.scope, first.top_up, first.confidence) == (
        "the enclave is described",
        ("roster of devices", "list of programs"),
        "high",
    )
    assert (second.criterion, second.role, second.reuse, second.contributes, second.confidence) == (
        "cc6.3",
        "supporting",
        Reuse.PARTIAL,
        ("b", "c"),
        "medium",
    )
    assert second.letters == ()
    assert (third.criterion, third.requirement, third.reuse, third.letters) == (
        "cc6.7",
        "SP_800_171r2_03.13.11",
        Reuse.HABIT_ONLY,
        (),
    )
    assert [item.coverage for item in found.maps] == [0.1667, 0, 0]


def test_what_is_built_passes_every_check(work: Path, run: Run) -> None:
    assert (
        run(work, "crosswalk", "build", str(write_csv(work, GOOD)), "--name", "acme").exit_code == 0
    )
    assert run(work, "crosswalk", "check").output == "no findings\n"
    assert run(work, "crosswalk", "check", "--name", "acme").output == "no findings\n"
    assert (
        run(work, "validate", str(work / "mapping-collections"), str(work / "profiles")).output
        == "no findings\n"
    )


def test_building_again_is_the_same_and_an_edit_replaces(work: Path, run: Run) -> None:
    table = write_csv(work, GOOD)
    command = ("crosswalk", "build", str(table), "--name", "acme", "--date", "2026-10-01")
    run(work, *command)
    before = (work / OWN).read_bytes()
    assert run(work, *command).exit_code == 0
    assert (work / OWN).read_bytes() == before
    write_csv(work, GOOD.replace("CC 6.7,03.13.11", "CC6.1,3.13.11"))
    assert run(work, *command).exit_code == 0
    assert ids(read(work))[-1] == ("cc6.1", "SP_800_171r2_03.13.11")
    assert len(read(work).maps) == 3


def test_build_from_a_workbook(work: Path, run: Run) -> None:
    rows: list[list[object]] = [
        ["Our judgement"],
        [],
        ["TSC", "Practice", "Objectives", "Why"],
        ["CC6.1", "3.1.2", "a-b", "Tested."],
        [None],
        ["CC6.2", "3.1.2", "all", None],
    ]
    table = write_xlsx(work, rows, ("Read me", "Table"))
    result = run(work, "crosswalk", "build", str(table), "--name", "acme", "--sheet", "Table")
    assert result.exit_code == 0, result.output
    found = read(work)
    assert [(item.criterion, item.contributes) for item in found.maps] == [
        ("cc6.1", ("a", "b")),
        ("cc6.2", ("a", "b")),
    ]
    assert found.provenance.file == "acme.xlsx"
    assert (
        run(work, "crosswalk", "build", str(table), "--name", "acme", "--sheet", "Nobody").exit_code
        == 1
    )


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_an_export_can_be_built_again(work: Path, run: Run, tmp_path: Path, form: str) -> None:
    """With its marking, which stands in the sheet and in the name of a csv file."""
    settings = work / "attestle.toml"
    own = settings.read_text(encoding="utf-8") if settings.exists() else ""
    settings.write_text(f'{own}\n[marking]\ncrosswalk = "Acme internal"\n', encoding="utf-8")
    out = tmp_path / "out"
    assert run(work, "crosswalk", "export", "--to", form, "--out", str(out)).exit_code == 0
    [file] = out.iterdir()
    if form == "csv":
        assert "Acme" in file.name
        assert file.read_text(encoding="utf-8").startswith("criterion,criterion-title,requirement,")
    result = run(work, "crosswalk", "build", str(file), "--name", "acme")
    assert result.exit_code == 0, result.output

    def said(found: Crosswalk) -> set[tuple[object, ...]]:
        return {
            (
                item.criterion,
                item.requirement,
                item.role,
                item.reuse,
                item.letters,
                item.contributes,
                item.topics,
                item.rationale,
                item.scope,
                item.top_up,
                item.cannot,
                item.relationship,
                item.matching,
                item.confidence,
            )
            for item in found.maps
        }

    assert said(read(work)) == said(read(work, PATH))
    assert run(work, "crosswalk", "check").output == "no findings\n"


HEAD = (
    "Criterion,Requirement,Relationship,Role,Reuse,Letters,Confidence,Matching rationale,Rationale"
)


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("CC6.11,3.1.1,,,,,,,", ['"CC6.11" is no criterion', "did you mean"]),
        ("CC6.1,3.1.99,,,,,,,", ['"3.1.99" is no requirement', "did you mean"]),
        (",3.1.1,,,,,,,", ["names no criterion"]),
        ("CC6.1,,,,,,,,", ["names no requirement"]),
        ('"CC6.1, CC6.2",3.1.1,,,,,,,', ["is no criterion", "one row for each pair"]),
        ("CC6.1,2001-03-01,,,,,,,", ["took it for a date", "as text"]),
        ("CC6.1,3.1.1,overlaps,,,,,,", ['"overlaps" is no relationship']),
        ("CC6.1,3.1.1,,boss,,,,,", ['"boss" is no role', "lead"]),
        ("CC6.1,3.1.1,,,full,,,,", ['"full" is no reuse', "strong"]),
        ("CC6.1,3.1.1,,,none,,,,", ['"none" is no reuse']),
        ("CC6.1,3.1.1,,,,z,,,", ['no objective "z"', "a, b, c, d, e, f"]),
        ("CC6.1,3.1.1,,,,a-z,,,", ['no objective "g"']),
        ("CC6.1,3.1.1,,,,d-a,,,", ['no objective "d-a"']),
        ("CC6.1,3.1.1,,,,3.1.2[a],,,", ['"3.1.2[a]" is no objective of 3.1.1']),
        ("CC6.1,3.1.1,,,,,sure,,", ['"sure" is no confidence']),
        ("CC6.1,3.1.1,,,,,,guessed,", ['"guessed" is no matching']),
        ("CC6.1,3.1.1,,,strong,,,,", ["a strong map satisfies at least one objective"]),
        ("CC6.1,3.1.1,,,habit-only,a,,,", ["habit-only satisfies no objective"]),
        ("CC6.1,3.1.1,,,strong,a,,,", ["does not say why [a]"]),
        ("CC6.1,3.1.1,,lead,partial,a,,,Tested [a].", ["does not say what is missing"]),
        ("CC6.7,3.13.11,,,partial,a,,,Tested.", ["SOC 2 does not ask for"]),
        ("CC6.1,3.1.1,no-relationship,,,a,,,", ["no relationship satisfies no objective"]),
        ("CC6.9,3.1.98,,,,,,,", ['"CC6.9" is no criterion', '"3.1.98" is no requirement']),
        ("CC6.2,3.1.5,,,,,,,", ["stands in row 2 already"]),
        ("CC6.3,3.1.5,,lead,,,,,No.", ["has a lead in row 2 already"]),
    ],
)
def test_a_mistake_is_told_at_its_row_and_nothing_is_written(
    work: Path, run: Run, row: str, words: list[str]
) -> None:
    table = write_csv(
        work, f"{HEAD}\nCC6.2,3.1.5,,lead,,,,,Not tested.\n\n{row}\nCC6.2,3.1.6,,,,,,,\n"
    )
    before = snapshot(work)
    result = run(work, "crosswalk", "build", str(table), "--name", "acme")
    assert result.exit_code == 1, result.output
    assert all(word in result.output for word in words), result.output
    assert re.findall(r"^ +(\d+)  error", result.output, re.M) == ["4"] * result.output.count(
        "  error  "
    ), result.output
    assert "nothing was written" in result.output
    assert snapshot(work) == before


def test_every_mistake_is_told_at_once(work: Path, run: Run) -> None:
    rows: list[list[object]] = [
        ["title"],
        ["Criterion", "Requirement"],
        ["CC6.1", "3.1.1"],
        ["CC9.9", "3.1.1"],
        ["CC6.1", "3.9.9"],
        ["CC6.1", "3.1.1"],
    ]
    result = run(work, "crosswalk", "build", str(write_xlsx(work, rows)), "--name", "acme")
    assert result.exit_code == 1
    assert re.findall(r"^ +(\d+)  error", result.output, re.M) == ["4", "5", "6"], result.output
    assert not (work / OWN).exists()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "acme.csv cannot be built"),
        ("Criterion,Requirement\n", "holds no row"),
        ("Criterion,Why\nCC6.1,x\n", 'no column for "requirement"'),
        ("a,b\n1,2\n", "no row with headings"),
        ('Criterion,Requirement\nCC6.1,"3.1.1\n', "not valid CSV"),
    ],
)
def test_a_table_that_is_none(work: Path, run: Run, text: str, words: str) -> None:
    result = run(work, "crosswalk", "build", str(write_csv(work, text)), "--name", "acme")
    assert result.exit_code == 1, result.output
    assert words in result.output
    assert not (work / OWN).exists()


def test_columns_by_another_name(work: Path, run: Run) -> None:
    table = write_csv(work, "SOC,Ours\nCC6.1,3.1.1\n")
    assert (
        run(
            work,
            "crosswalk",
            "build",
            str(table),
            "--name",
            "acme",
            "--map",
            "criterion=SOC",
            "--map",
            "requirement=Ours",
        ).exit_code
        == 0
    )
    assert ids(read(work)) == [("cc6.1", "SP_800_171r2_03.01.01")]
    assert (
        run(
            work,
            "crosswalk",
            "build",
            str(table),
            "--name",
            "acme",
            "--map",
            "criterion=SOC",
            "--map",
            "what=Ours",
        ).exit_code
        == 1
    )
    assert (
        run(work, "crosswalk", "build", str(table), "--name", "acme", "--map", "nonsense").exit_code
        == 2
    )


@pytest.mark.parametrize("name", [NAME, "Upper", "../x", "a_b", ""])
def test_a_name_that_cannot_be(work: Path, run: Run, name: str) -> None:
    before = snapshot(work)
    result = run(work, "crosswalk", "build", str(write_csv(work, GOOD)), "--name", name)
    assert result.exit_code == 2, result.output
    assert snapshot(work) == before


@pytest.mark.parametrize(
    "options",
    [("--version", " "), ("--date", "yesterday"), ("--method", "magic"), ("--like", "nobody")],
)
def test_options_that_cannot_be(work: Path, run: Run, options: tuple[str, str]) -> None:
    assert (
        run(
            work, "crosswalk", "build", str(write_csv(work, GOOD)), "--name", "acme", *options
        ).exit_code
        == 2
    )
    assert not (work / OWN).exists()


def test_blank_words_about_the_table_are_left_out(work: Path, run: Run) -> None:
    result = run(
        work,
        "crosswalk",
        "build",
        str(write_csv(work, GOOD)),
        "--name",
        "acme",
        "--reviewer",
        "  ",
        "--title",
        " ",
    )
    assert result.exit_code == 0, result.output
    facts = read(work).provenance
    assert (facts.title, facts.reviewer, facts.status) == ("acme", "", "draft")


def test_a_file_that_is_not_there(work: Path, run: Run) -> None:
    assert run(
        work, "crosswalk", "build", str(work / "nothing.csv"), "--name", "acme"
    ).exit_code in (2, 4)


def test_a_collection_of_another_tool_is_not_overwritten(work: Path, run: Run) -> None:
    table = write_csv(work, GOOD)
    run(work, "crosswalk", "build", str(table), "--name", "acme")
    edit(
        work,
        OWN,
        mapping_collection.derive_map_uuid("acme"),
        "7d0c6a5e-1b1f-4c1e-8a55-000000000001",
    )
    before = (work / OWN).read_bytes()
    result = run(work, "crosswalk", "build", str(table), "--name", "acme")
    assert result.exit_code == 2
    assert "was not built from a table" in result.output
    assert (work / OWN).read_bytes() == before


def test_a_file_name_with_odd_characters(work: Path, run: Run) -> None:
    table = write_csv(work, GOOD, "our table (1) é.csv")
    assert run(work, "crosswalk", "build", str(table), "--name", "acme").exit_code == 0
    assert read(work).provenance.file == "our table (1) é.csv"


# -- our judgement and theirs


def gap(run: Run, root: Path, requirement: str) -> Tree:
    result = run(root, "gap", "--profile", "cmmc-level-2", "--format", "json")
    assert result.exit_code == 0, result.output
    [found] = [
        item
        for item in json.loads(result.output)["requirements"]
        if item["requirement"] == requirement
    ]
    entry: Tree = found
    return entry


@pytest.fixture
def controlled(work: Path, run: Run) -> Path:
    """With one control for each criterion that helps with 3.1.1, and one for another."""
    rows = "".join(
        f"C-{number},User accounts are reviewed each quarter by {item}; a list of devices is kept,{item},Operating\n"
        for number, item in enumerate(("CC6.1", "CC6.2", "CC6.3", "A1.1"))
    )
    table = write_csv(work, f"Control ID,Description,Criteria,Status\n{rows}", "controls.csv")
    result = run(work, "import", "controls", str(table), "--name", "acme-soc2")
    assert result.exit_code == 0, result.output
    return work


def reuses(entry: Tree) -> dict[str, str]:
    return {item["criterion"].lower(): item["reuse"] for item in entry["soc2"]}


def test_a_teams_judgement_goes_before_ours_pair_by_pair(controlled: Path, run: Run) -> None:
    ours = {
        item.criterion: item.reuse.value
        for item in read(controlled, PATH).maps
        if item.requirement == "SP_800_171r2_03.01.01"
    }
    before = reuses(gap(run, controlled, "3.1.1"))
    # a control is worth what its map says of the letters that it fits, and never more
    worth = ("habit-only", "partial", "strong")
    for key, reuse in before.items():
        assert worth.index(reuse) <= worth.index(ours.get(key, "habit-only")), key
    assert before["cc6.2"] == "strong"
    table = write_csv(
        controlled,
        "Criterion,Requirement,Relationship,Reuse,Letters,Rationale\nCC6.2,3.1.1,,habit-only,,Ours"
        " is new.\nCC6.3,3.1.1,no-relationship,,,Not here.\nA1.1,3.1.1,,partial,f,Capacity tests"
        " list devices.\n",
    )
    untouched = (controlled / PATH).read_bytes()
    assert run(controlled, "crosswalk", "build", str(table), "--name", "acme").exit_code == 0
    after = reuses(gap(run, controlled, "3.1.1"))
    assert after["cc6.2"] == "habit-only"
    assert after.get("cc6.3", "habit-only") == "habit-only"
    # of what the team says nothing, our judgement stands
    assert worth.index(after["cc6.1"]) <= worth.index(ours["cc6.1"])
    helped = gap(run, controlled, "3.1.1")["objectives"][5]
    assert "a1.1" in [name.lower() for name in helped["contributes"]]
    assert (controlled / PATH).read_bytes() == untouched
    assert run(controlled, "crosswalk", "check").output == "no findings\n"


def test_show_tells_what_the_team_says_otherwise(controlled: Path, run: Run) -> None:
    table = write_csv(
        controlled, "Criterion,Requirement,Reuse,Rationale\nCC6.2,3.1.1,habit-only,Ours is new.\n"
    )
    run(controlled, "crosswalk", "build", str(table), "--name", "acme")
    assert "[acme] CC6.2" in run(controlled, "crosswalk", "show", "3.1.1").output
    told = json.loads(run(controlled, "crosswalk", "show", "3.1.1", "--format", "json").output)
    assert [(entry["crosswalk"], entry["reuse"]) for entry in told["elsewhere"]] == [
        ("acme", "habit-only")
    ]
    own = run(controlled, "crosswalk", "show", "3.1.1", "--name", "acme")
    assert "Ours is new." in own.output
    assert (
        "no map in acme" in run(controlled, "crosswalk", "show", "3.1.2", "--name", "acme").output
    )


def test_a_collection_without_grades_takes_none_away(controlled: Path, run: Run) -> None:
    before = reuses(gap(run, controlled, "3.1.1"))
    tree = json.loads((controlled / PATH).read_bytes())
    body = tree["mapping-collection"]
    body["uuid"] = "7d0c6a5e-1b1f-4c1e-8a55-000000000001"
    for node in body["mappings"][0]["maps"]:
        del node["props"]
    target = controlled / "mapping-collections/zz-other/mapping-collection.json"
    target.parent.mkdir()
    target.write_text(json.dumps(tree), encoding="utf-8")
    assert reuses(gap(run, controlled, "3.1.1")) == before
    assert run(controlled, "crosswalk", "show", "3.1.1").output.startswith("3.1.1")
    assert (
        run(
            controlled,
            "crosswalk",
            "export",
            "--name",
            "zz-other",
            "--to",
            "html",
            "--to",
            "xlsx",
            "--out",
            str(controlled.parent / "out"),
        ).exit_code
        == 0
    )


FOREIGN: Tree = {
    "uuid": "7d0c6a5e-1b1f-4c1e-8a55-000000000001",
    "metadata": {"title": "From elsewhere", "last-modified": "2026-01-01T00:00:00+00:00", "version": "1", "oscal-version": "1.2.1"},
    "provenance": {"method": "automation", "matching-rationale": "syntactic", "status": "complete", "mapping-description": "By a program."},
    "mappings": {
        "uuid": "7d0c6a5e-1b1f-4c1e-8a55-000000000002",
        "source-resource": {"type": "catalog", "href": "trestle://catalogs/soc2-tsc-2017/catalog.json"},
        "target-resource": {"type": "profile", "href": "trestle://profiles/cmmc-level-1/profile.json"},
        "maps": [{
            "uuid": "7d0c6a5e-1b1f-4c1e-8a55-000000000003",
            "relationship": "supports",
            "sources": [{"type": "control", "id-ref": "cc6.1"}, {"type": "control", "id-ref": "cc66"}],
            "targets": [{"type": "statement", "id-ref": "SP_800_171r2_03.01.01_smt"}, {"type": "control", "id-ref": "SP_800_171r2_03.01.03"}],
            "confidence-score": {"percentage": 0.5},
        }],
    },
}  # fmt: skip


def test_a_collection_of_another_tool_can_be_looked_at(
    work: Path, run: Run, tmp_path: Path
) -> None:
    path = work / "mapping-collections/foreign/mapping-collection.json"
    path.parent.mkdir()
    path.write_text(json.dumps({"mapping-collection": FOREIGN}), encoding="utf-8")
    found = json.loads(run(work, "crosswalk", "check", "--format", "json").output)["findings"]
    assert [item["code"] for item in found] == ["MAP002", "MAP001", "MAP001"]
    text = run(work, "crosswalk", "show", "3.1.1", "--name", "foreign").output
    assert (
        "CC6.1 Logical access protections over information assets: not graded (supports, confidence"
        " unspecified)" in text
    )
    told = json.loads(
        run(work, "crosswalk", "show", "cc6.1", "--name", "foreign", "--format", "json").output
    )
    assert [(entry["requirement"], entry["role"], entry["reuse"]) for entry in told["maps"]] == [
        ("3.1.1", "", ""),
        ("SP_800_171r2_03.01.03", "", ""),
    ]
    forms = [part for form in ("csv", "xlsx", "md", "html") for part in ("--to", form)]
    assert (
        run(
            work, "crosswalk", "export", "--name", "foreign", *forms, "--out", str(tmp_path / "out")
        ).exit_code
        == 0
    )
    rows = list(
        csv.DictReader(io.StringIO((tmp_path / "out/foreign.csv").read_text(encoding="utf-8")))
    )
    assert [(row["criterion"], row["requirement"], row["reuse"]) for row in rows] == [
        ("CC6.1", "3.1.1", ""),
        ("CC6.1", "SP_800_171r2_03.01.03", ""),
        ("cc66", "3.1.1", ""),
        ("cc66", "SP_800_171r2_03.01.03", ""),
    ]
    page = (tmp_path / "out/foreign.html").read_text(encoding="utf-8")
    Page(page)
    assert "x not graded" in page
    assert "Not in the catalog" in page
    assert "| 3.1.1 | x |" in (tmp_path / "out/foreign.md").read_text(encoding="utf-8")


def test_a_resource_that_is_elsewhere_is_told(work: Path, run: Run) -> None:
    path = work / "mapping-collections/foreign/mapping-collection.json"
    path.parent.mkdir()
    text = json.dumps({"mapping-collection": FOREIGN}).replace(
        "trestle://profiles/cmmc-level-1/profile.json", "https://demo.example/catalog.json"
    )
    path.write_text(text, encoding="utf-8")
    result = run(work, "crosswalk", "export", "--name", "foreign", "--to", "csv")
    assert result.exit_code == 1
    assert "https://demo.example/catalog.json" in result.output
    assert run(work, "crosswalk", "show", "3.1.1").exit_code == 0
