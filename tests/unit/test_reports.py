"""The forms of a report: their structure, what they say on a clean run, and that no text of a
document breaks out of them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as Xml  # of our own output

import pytest

from attestle.api.validation.reports import ValidationReport
from attestle.api.validation.targets import Target
from attestle.cli import report_text
from attestle.cli.output import emit_findings
from attestle.cli.report_github import MOST_OF_A_KIND, annotate
from attestle.cli.report_gitlab import write_gitlab
from attestle.cli.report_groups import mask_names
from attestle.cli.report_junit import write_junit
from attestle.cli.report_places import find_prefix
from attestle.cli.report_sarif import write_sarif
from attestle.codes import CODES
from attestle.findings import Finding, Severity
from attestle.formats.known_findings import KnownFinding
from attestle.render.registry import render_document

E, W, N = Severity.ERROR, Severity.WARNING, Severity.NOTE
EVIL = 'a\x1b[31m\n::error::x ##[x] \u202e\x00 <b>&"]]> \udcff %0A'
FINDINGS = (
    Finding(
        "OSC002",
        E,
        "catalogs/a b/catalog.json",
        'unknown field "x"',
        "/catalog/x",
        "did you mean",
        3,
        7,
    ),
    Finding(
        "OSC002",
        E,
        "catalogs/a b/catalog.json",
        'unknown field "x"',
        "/catalog/x",
        "did you mean",
        9,
        7,
    ),
    Finding("SSP009", W, "ssp/x/controls/AC/3.1.1.md", "3.1.1[a] has no state", line=4, owner="it"),
    Finding("OSC006", E, EVIL, EVIL, EVIL, EVIL, owner=EVIL),
)


def report(
    findings: Sequence[Finding] = FINDINGS,
    *,
    ignored: int = 0,
    known: int = 0,
    fail_on: str = "error",
    text: bytes = b"",
    **more: Any,
) -> ValidationReport:
    return ValidationReport(
        more.get("target", Target(Path("/nowhere"))),
        tuple(findings),
        ignored,
        known,
        more.get("stale", ()),
        "known.json",
        fail_on,
        lambda _: text,
    )


# --- sarif


def test_sarif_has_its_structure() -> None:
    log = json.loads(json.dumps(write_sarif(report())))
    assert set(log) == {"$schema", "version", "runs"}
    assert log["version"] == "2.1.0"
    assert log["$schema"].endswith("sarif-schema-2.1.0.json")
    [run] = log["runs"]
    driver = run["tool"]["driver"]
    assert driver["name"] == "attestle"
    assert re.fullmatch(r"\d+\.\d+\.\d+.*", driver["semanticVersion"])
    assert [rule["id"] for rule in driver["rules"]] == list(CODES)
    for rule in driver["rules"]:
        assert rule["shortDescription"]["text"].endswith(".")
        assert len(rule["fullDescription"]["text"]) <= 1024
        assert "## What to do" in rule["help"]["text"]
        assert rule["help"]["markdown"] == rule["help"]["text"]
        assert rule["defaultConfiguration"]["level"] in ("error", "warning", "note")
    assert run["columnKind"] == "unicodeCodePoints"
    assert len(run["results"]) == len(FINDINGS)
    for result in run["results"]:
        assert driver["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] in ("error", "warning")
        assert result["message"]["text"]
        assert re.fullmatch(r"[0-9a-f]{32}", result["partialFingerprints"]["attestle/v1"])
        [place] = result["locations"]
        artifact, region = (
            place["physicalLocation"]["artifactLocation"],
            place["physicalLocation"]["region"],
        )
        assert artifact["uriBaseId"] in run["originalUriBaseIds"]
        assert re.fullmatch(r"[A-Za-z0-9._~%/-]+", artifact["uri"])
        assert not artifact["uri"].startswith("/")
        assert all(type(value) is int and value >= 1 for value in region.values())
        assert "startLine" in region


def test_sarif_of_a_clean_run_declares_the_rules() -> None:
    [run] = write_sarif(report(()))["runs"]
    assert run["results"] == []
    assert len(run["tool"]["driver"]["rules"]) == len(CODES)
    assert run["invocations"][0]["executionSuccessful"] is True


def test_sarif_fingerprints_are_unique_and_without_lines() -> None:
    def prints(findings: Sequence[Finding]) -> list[str]:
        return [
            item["partialFingerprints"]["attestle/v1"]
            for item in write_sarif(report(findings))["runs"][0]["results"]
        ]

    moved = [
        Finding(item.code, item.severity, item.path, item.message, item.pointer, line=99)
        for item in FINDINGS
    ]
    assert prints(FINDINGS) == prints(moved)
    assert len(set(prints(FINDINGS))) == len(FINDINGS)


def test_sarif_counts_what_is_suppressed_and_stale() -> None:
    [run] = write_sarif(
        report((), ignored=2, known=3, stale=(KnownFinding("0" * 32, "SSP009", "x", "m", 1),))
    )["runs"]
    assert run["properties"]["suppressed"] == 5
    told = [item["message"]["text"] for item in run["invocations"][0]["toolExecutionNotifications"]]
    assert told[0] == "5 findings are suppressed"
    assert "no longer fits" in told[1]


# --- gitlab


def test_gitlab_has_its_structure() -> None:
    found = write_gitlab(report(ignored=4))
    assert len({item["fingerprint"] for item in found}) == len(found) == len(FINDINGS) + 1
    for item in found:
        assert set(item) == {"description", "check_name", "fingerprint", "severity", "location"}
        assert item["severity"] in ("info", "minor", "major", "critical", "blocker")
        assert item["location"]["lines"]["begin"] >= 1
        assert not item["location"]["path"].startswith(("/", "./"))
    assert found[-1]["severity"] == "info"
    assert found[-1]["description"].startswith("4 findings are suppressed")
    assert write_gitlab(report(())) == []


# --- junit


@pytest.mark.parametrize("fail_on", ["error", "warning"])
def test_junit_has_its_structure(fail_on: str) -> None:
    root = Xml.fromstring(write_junit(report(ignored=1, fail_on=fail_on)))  # noqa: S314
    assert root.tag == "testsuites"
    cases, failures = root.findall("testsuite/testcase"), root.findall("testsuite/testcase/failure")
    assert len(cases) == int(root.attrib["tests"]) == len(FINDINGS) + 1
    assert len(failures) == int(root.attrib["failures"]) == (4 if fail_on == "warning" else 3)
    assert len(root.findall("testsuite/testcase/skipped")) == int(root.attrib["skipped"]) == 1
    assert root.find("testsuite/properties/property[@name='suppressed']").attrib["value"] == "1"  # type: ignore[union-attr]
    for suite in root.findall("testsuite"):
        assert int(suite.attrib["tests"]) == len(suite.findall("testcase"))
        assert int(suite.attrib["failures"]) == len(suite.findall("testcase/failure"))
    assert all(case.attrib["name"] and case.attrib["classname"] for case in cases)


def test_junit_of_a_clean_run_is_one_passed_case() -> None:
    root = Xml.fromstring(write_junit(report(())))  # noqa: S314
    [case] = root.findall("testsuite/testcase")
    assert list(case) == []
    assert root.attrib == {
        "name": "attestle",
        "tests": "1",
        "failures": "0",
        "errors": "0",
        "skipped": "0",
    }


def test_no_control_sign_and_no_command_gets_out(capsys: pytest.CaptureFixture[str]) -> None:
    report_text.show_findings(report(text=b"x\n"))
    told = (
        capsys.readouterr().out,
        write_junit(report()),
        "\n".join(item["description"] for item in write_gitlab(report())),
        "\n".join(item["message"]["text"] for item in write_sarif(report())["runs"][0]["results"]),
    )
    for text in told:
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e\ud800-\udfff]", text)
        assert not re.search(r"^\s*::|##\[", text, re.M)


# --- text


def shown(
    capsys: pytest.CaptureFixture[str], *findings: Finding, text: bytes = b"", full: bool = False
) -> list[str]:
    report_text.show_findings(report(findings, text=text), full=full)
    return capsys.readouterr().out.split("\n")


def spell(number: int) -> str:
    """A word for each number below 676: messages with different words are of different kinds."""
    return f"{chr(ord('a') + number // 26)}{chr(ord('a') + number % 26)}"


def test_the_mark_stands_under_the_place(capsys: pytest.CaptureFixture[str]) -> None:
    lines = shown(capsys, FINDINGS[0], text='{\n  "a": 1,\n    "é": {"x": 2}\n}\n'.encode())
    assert lines[0] == "catalogs/a b/catalog.json"
    assert lines[1].startswith("       3:7  error    OSC002  unknown field")
    assert lines[2].strip() == '"é": {"x": 2}'
    assert (
        lines[2][lines[3].index("^")] == 'é": {'[1]
    )  # column 7 of the file: the quote behind the letter
    assert lines[4].strip() == "did you mean"


@pytest.mark.parametrize("column", [1, 50, 5_000, 100_000, 200_001, 900_000])
def test_a_long_line_is_shown_around_the_place(
    capsys: pytest.CaptureFixture[str], column: int
) -> None:
    line = "".join(chr(ord("a") + at % 26) for at in range(200_000))
    lines = shown(
        capsys, Finding("OSC002", E, "a.json", "m", "/x", "", 1, column), text=line.encode()
    )
    assert all(len(text) < 160 for text in lines)
    if column <= 200_000:
        assert lines[2][lines[3].index("^")] == line[column - 1]


def test_lines_that_are_not_there_are_not_shown(capsys: pytest.CaptureFixture[str]) -> None:
    assert (
        len(shown(capsys, Finding("OSC002", E, "a.json", "m", "/x", "", 40, 2), text=b"one line"))
        == 3
    )
    assert (
        len(
            shown(
                capsys, Finding("OSC002", E, "a.json", "m", "/x", "", None, None), text=b"one line"
            )
        )
        == 3
    )


def test_what_is_printed_is_bounded_and_the_count_true(capsys: pytest.CaptureFixture[str]) -> None:
    warnings = [
        Finding("SSP009", W, f"a{number:04}.md", f"{spell(number)} " + "w" * 50)
        for number in range(500)
    ]
    errors = [Finding("OSC002", E, "z.json", f"error {number}") for number in range(3)]
    lines = shown(capsys, *warnings, *errors)
    assert sum("error " in line and "OSC002" in line for line in lines) == 3, (
        "errors come before what is left out"
    )
    assert lines[-2] == "... and 403 more; see them all with: attestle validate --full"
    long = [
        Finding("OSC002", E, "a.json", f"{spell(number)} " + "x" * 4997, f"/{number}")
        for number in range(90)
    ]
    told = "\n".join(shown(capsys, *long))
    assert len(told) < 66 * 1024
    assert "... and 77 more" in told


def unanswered(number: int, **more: Any) -> list[Finding]:
    return [
        Finding("SSP008", W, f"3.1.{at}.md", f"3.1.{at} is not answered", **more)
        for at in range(1, number + 1)
    ]


def test_many_of_a_kind_are_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    other = Finding("SSP008", W, "3.2.1.md", "another message")
    lines = shown(capsys, *unanswered(6, hint="answer it", line=2, owner="it"), other)
    blank = " " * 29
    assert lines == [
        "3.2.1.md",
        "         -  warning  SSP008  another message",
        "many of a kind",
        "        6x  warning  SSP008  3.1.1 is not answered",
        f"{blank}answer it",
        f"{blank}3.1.1.md:2",
        f"{blank}3.1.2.md:2",
        f"{blank}3.1.3.md:2",
        f"{blank}... see all 6 with: attestle validate --full",
        "",
    ]


def test_five_of_a_kind_are_told_one_by_one(capsys: pytest.CaptureFixture[str]) -> None:
    lines = shown(capsys, *unanswered(5))
    assert sum("is not answered" in line for line in lines) == 5
    assert "many of a kind" not in lines


def test_full_tells_all_of_them_one_by_one(capsys: pytest.CaptureFixture[str]) -> None:
    note = Finding("SSP019", N, "people.yaml", "the file has no uuid")
    lines = shown(capsys, *unanswered(300), note, full=True)
    assert sum("is not answered" in line for line in lines) == 300
    assert "         -  note     SSP019  the file has no uuid" in lines
    assert not any("more" in line for line in lines)


def test_errors_of_a_kind_come_before_warnings(capsys: pytest.CaptureFixture[str]) -> None:
    errors = [Finding("OSC002", E, "z.json", f'unknown field "{at}"') for at in "abcdef"]
    lines = [line for line in shown(capsys, *unanswered(9), *errors) if "x  " in line]
    assert [line.split()[:2] for line in lines] == [["6x", "error"], ["9x", "warning"]]


def test_a_way_out_of_another_kind_is_not_told_for_all(capsys: pytest.CaptureFixture[str]) -> None:
    hints = (*[f'did you mean "{at}"?' for at in "abcde"], "one of: x, y")
    items = [Finding("REF003", E, "a.md", 'unknown "x"', f"/{hint}", hint) for hint in hints]
    assert not any("did you mean" in line for line in shown(capsys, *items))
    alike = [Finding("REF003", E, "a.md", f'unknown "{at}"', f"/{at}", hints[0]) for at in "abcdef"]
    told = shown(capsys, *alike)
    assert told.count(f"{' ' * 29}{hints[0]}") == 1
    assert told.count(f"{' ' * 29}a.md") == 1, "a place is named once"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("3.1.1 is not answered", "3.13.11 is not answered"),
        ("3.1.1[a] has no state", "3.4.8[d] has no state"),
        ('unknown key "a b"', 'unknown key "c"'),
        ("ev-one was due on 2026-01-01", "ev-two-b was due on 2025-12-31"),
        ("it names a-1, a-2 and a-3", "it names b-1"),
        ("3.13.14 Voice over Internet Protocol has no file", "3.13.1 Data at Rest has no file"),
        ("item 1 of list (One) has no uuid", "item 12 of list (Two, three) has no uuid"),
    ],
)
def test_a_kind_is_what_differs_in_names_alone(one: str, other: str) -> None:
    assert mask_names(one) == mask_names(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("3.1.1 is not answered", "3.1.1 is not implemented"),
        ("the file is empty", "the file is missing"),
    ],
)
def test_other_words_are_another_kind(one: str, other: str) -> None:
    assert mask_names(one) != mask_names(other)


# --- notes

NOTED = (
    Finding("SSP009", W, "a.md", "no state"),
    Finding("SSP019", N, "a.md", "the file has no uuid"),
    Finding("SSP019", N, "b.yaml", "item 1 has no uuid"),
)


def test_text_tells_the_number_of_notes(capsys: pytest.CaptureFixture[str]) -> None:
    assert not any("uuid" in line for line in shown(capsys, *NOTED))
    report_text.show_end(report(NOTED), quiet=False)
    assert capsys.readouterr().out.splitlines() == [
        "0 errors, 1 warning, 2 notes",
        "what a code means: attestle explain SSP009",
        "notes ask for nothing; see them with: attestle validate --full",
    ]
    report_text.show_end(report(NOTED), quiet=False, full=True)
    assert "see them with" not in capsys.readouterr().out


@pytest.mark.parametrize("fail_on", ["error", "warning"])
def test_notes_alone_fail_nothing(fail_on: str) -> None:
    assert not report(NOTED[1:], fail_on=fail_on).fails
    assert report(NOTED, fail_on=fail_on).fails is (fail_on == "warning")


def test_sarif_calls_notes_so() -> None:
    [run] = write_sarif(report(NOTED))["runs"]
    assert [result["level"] for result in run["results"]] == ["warning", "note", "note"]
    [rule] = [rule for rule in run["tool"]["driver"]["rules"] if rule["id"] == "SSP019"]
    assert rule["defaultConfiguration"]["level"] == "note"


def test_gitlab_and_junit_leave_notes_out() -> None:
    assert write_gitlab(report(NOTED)) == write_gitlab(report(NOTED[:1]))
    assert write_junit(report(NOTED)) == write_junit(report(NOTED[:1]))
    assert write_junit(report(NOTED[1:])) == write_junit(report(()))


def test_what_could_not_be_judged_is_told_in_every_form(
    capsys: pytest.CaptureFixture[str],
) -> None:
    message = 'unverifiable: "profile.json" is not among the files at hand'
    found = (*NOTED[1:], Finding("REF008", N, "c.json", message))
    assert any(message in line for line in shown(capsys, *found))
    report_text.show_end(report(found[2:]), quiet=False)
    assert "see them with" not in capsys.readouterr().out, "it is told already"
    [entry] = write_gitlab(report(found))
    assert (entry["severity"], entry["description"]) == ("info", f"REF008: {message}")
    page = render_document("findings", "md", found).decode()
    assert "unverifiable" in page
    assert "SSP019" not in page
    [run] = write_sarif(report(found))["runs"]
    assert message in {result["message"]["text"] for result in run["results"]}


def test_junit_never_passes_what_could_not_be_judged() -> None:
    doubt = Finding("REF008", N, "c.json", "unverifiable: more")
    root = Xml.fromstring(write_junit(report((*NOTED, doubt))))  # noqa: S314
    assert (root.attrib["tests"], root.attrib["skipped"]) == ("2", "1")
    [case] = root.findall("testsuite/testcase[skipped]")
    assert case.attrib["file"] == "c.json"
    [suite] = Xml.fromstring(write_junit(report((doubt,))))  # noqa: S314
    assert (suite.attrib["name"], suite.attrib["skipped"]) == ("c.json", "1")


def test_github_has_a_notice_for_a_note(capsys: pytest.CaptureFixture[str]) -> None:
    many = [Finding("SSP019", N, f"{number}.md", "m") for number in range(MOST_OF_A_KIND + 5)]
    annotate((NOTED[0], *many), Path())
    lines = capsys.readouterr().out.splitlines()
    assert [line[: line.index("::", 2)].split()[0] for line in lines] == [
        "::warning",
        *["::notice"] * MOST_OF_A_KIND,
    ]


def test_a_summary_has_the_number_of_notes() -> None:
    page = render_document("findings", "md", NOTED).decode()
    assert page.startswith("## attestle: 0 errors, 1 warning, 2 notes\n")
    assert "SSP019" not in page
    only_notes = render_document("findings", "md", NOTED[1:]).decode()
    assert only_notes.strip() == "## attestle: 0 errors, 0 warnings, 2 notes"


def test_other_commands_show_no_notes(capsys: pytest.CaptureFixture[str]) -> None:
    emit_findings(NOTED)
    assert "SSP019" not in capsys.readouterr().out


def test_the_end_counts_what_is_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    target = Target(Path("/nowhere"), (), False, {"a.json": b""}, 2)
    report_text.show_end(report((), ignored=1, known=2, target=target), quiet=False)
    assert capsys.readouterr().out.splitlines() == [
        "0 errors, 0 warnings, 3 suppressed",
        "judged alone: a.json; what refers to other documents was not judged",
        "passed over: 2 files that are no OSCAL documents",
    ]


def test_statistics_count_by_code(capsys: pytest.CaptureFixture[str]) -> None:
    report_text.show_statistics(FINDINGS)
    assert [line.split()[:3] for line in capsys.readouterr().out.splitlines()] == [
        ["2", "error", "OSC002"],
        ["1", "error", "OSC006"],
        ["1", "warning", "SSP009"],
    ]


def test_places_are_from_the_top_of_the_repository(tmp_path: Path) -> None:
    inside = tmp_path / "a/b"
    inside.mkdir(parents=True)
    (tmp_path / ".git").mkdir()
    assert find_prefix(inside) == "a/b/"
    assert find_prefix(tmp_path) == ""
    (inside / ".git").write_text("gitdir: elsewhere\n", encoding="utf-8")
    assert find_prefix(inside) == ""
