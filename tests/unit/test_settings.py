"""attestle.toml and the baseline file as values: what they mean, and that hostile ones leave
nothing out.
"""

from __future__ import annotations

import datetime as dt
import json
import time
from typing import Any

import pytest

from attestle.findings import Finding, Severity
from attestle.formats import known_findings, settings_keys
from attestle.formats.known_findings import (
    KnownFinding,
    fingerprint_finding,
    fingerprint_findings,
    name_subject,
    number_fingerprints,
    split_findings,
)
from attestle.formats.path_globs import matches_path
from attestle.formats.settings_file import read_settings
from attestle.formats.settings_values import (
    AudienceSettings,
    PathSettings,
    RepositoryRecord,
    Settings,
)
from attestle.model.derived_ids import OSCAL_VERSION
from attestle.render import registry
from conftest import NO_HANG, ROOT
from tables import check_each

GOOD = b"""known-tools = ["Okta"]
[validate]
select = ["ssp", "EVD"]
ignore = ["SSP009"]
fail-on = "warning"
baseline = "known.json"
known-tools = ["Slack", "Okta"]

[[validate.paths]]
path = "ssp/acme/controls/**"
ignore = ["EVD004"]
"""


def test_everything_that_can_be_said() -> None:
    found, problems = read_settings(GOOD)
    assert problems == ()
    paths = (PathSettings("ssp/acme/controls/**", ("EVD004",)),)
    assert found == Settings(
        ("SSP", "EVD"), ("SSP009",), "warning", "known.json", ("Okta", "Slack"), paths
    )
    assert not found.leaves_out("EVD004", "ssp/acme/evidence.yaml")
    assert found.leaves_out("EVD004", "ssp/acme/controls/AC/3.1.1.md")
    assert found.leaves_out("SSP009", "x")
    assert found.leaves_out("POA001", "x")
    assert not found.leaves_out("SSP008", "x")


WHOLE = b"""summaries = "short"
oscal-version = "1.1.3"

[approvals]
plan = ["board"]
poam = ["security-officer"]

[repository]
host = "git.acme.example"
public = false
decided-by = "Security officer"
date = 2026-03-02
why = "the plan says how CUI is protected"

[render]
template = "templates/plan.docx"
fonts = ["fonts/plan.ttf", "fonts/more"]

[marking]
gap = "none"
ssp = { prime = "CUI", others = "CUI//FEDCON" }

[audiences.prime]
title = "Prime contractor"
kinds = ["ssp", "sprs"]
forms = ["pdf"]

[keys]
revoked = ["3f2a9c"]

[references]
clauses-2026 = "Clause list of the contract"

[[accepted]]
code = "evd004"
path = "ssp/acme/controls/PE/**"
reason = "The landlord keeps the records."
by = "Security officer"
date = 2026-03-02

[[accepted]]
code = "SSP012"
path = "ssp/acme"
reason = "Until the move."
by = "Security officer"
date = "2026-03-02"
until = 2026-12-31
"""


def test_every_table_becomes_values() -> None:
    found, problems = read_settings(WHOLE)
    assert problems == ()
    assert (found.summaries, found.oscal_version) == ("short", "1.1.3")
    assert found.approvals == {"plan": ("board",), "poam": ("security-officer",)}
    day = dt.date(2026, 3, 2)
    why = "the plan says how CUI is protected"
    assert found.repository == RepositoryRecord(
        "git.acme.example", False, "Security officer", day, why
    )
    assert (found.template, found.fonts) == (
        "templates/plan.docx",
        ("fonts/plan.ttf", "fonts/more"),
    )
    assert [(item.kind, item.audience, item.text) for item in found.markings] == [
        ("ssp", "prime", "CUI"), ("ssp", "others", "CUI//FEDCON"), ("gap", "others", "none"),
    ]  # fmt: skip
    assert found.audiences == (
        AudienceSettings("prime", "Prime contractor", ("ssp", "sprs"), ("pdf",)),
    )
    assert found.revoked_keys == ("3f2a9c",)
    assert found.references == {"clauses-2026": "Clause list of the contract"}
    first, second = found.accepted
    assert (first.code, first.date, first.until, first.line) == ("EVD004", day, None, 34)
    assert (second.date, second.until, second.line) == (day, dt.date(2026, 12, 31), 41)
    assert first.path == "ssp/acme/controls/PE/**"
    assert [(item.key, item.line) for item in found.past_days] == [
        ("date", 12), ("date", 39), ("date", 46),
    ]  # fmt: skip


def test_the_reference_shows_a_file_without_a_problem_and_every_table() -> None:
    page = (ROOT / "docs/reference/settings.md").read_text(encoding="utf-8")
    shown = page.partition("```toml\n")[2].partition("```")[0]
    assert read_settings(shown.encode())[1] == ()
    for table in settings_keys.TABLES:
        assert not table.name or table.heading in page
        assert all(f"| `{key.name}` |" in page for key in table.keys)


def test_a_file_that_says_nothing_chooses_nothing() -> None:
    assert read_settings(b"") == (Settings(), ())
    empty = b"[validate]\n[approvals]\n[repository]\n[render]\n[marking]\n[audiences]\n[keys]\n"
    assert read_settings(empty) == (Settings(), ())


def test_the_roles_that_approve_a_plan_are_told_apart_from_none() -> None:
    assert read_settings(b"[approvals]\n")[0].approvals.get("plan") is None
    assert read_settings(b"[approvals]\nplan = []\n")[0].approvals.get("plan") == ()
    assert read_settings(b'[approvals]\nplan = ["board"]\n')[0].approvals.get("plan") == ("board",)


def test_the_kinds_and_forms_of_settings_are_those_of_documents() -> None:
    # those that are printed alone, or belong to one question of the command line, have no settings
    documents = {kind for kind in registry.KINDS if registry.list_forms(kind)}
    apart = {
        "crosswalk-comparison",
        "diff-brief",
        "package-diff",
        "compliance-changes",
        "mine",
        "what-if",
    }
    # one stands beside a signature, the other is of many workspaces and of the settings of none
    for kind in documents - apart - {"affirmation", "portfolio"}:
        assert kind in (*settings_keys.DOCUMENT_KINDS, *settings_keys.PACKAGE_KINDS)
        assert set(registry.list_forms(kind)) <= set(settings_keys.DOCUMENT_FORMS)
    assert settings_keys.OSCAL_VERSIONS[-1] == OSCAL_VERSION


def _name_key(table: settings_keys.SettingsTable, key: settings_keys.SettingsKey) -> str:
    """A name that the row takes."""
    return key.any_of[0] if key.any_of else key.name


@pytest.mark.parametrize("table", settings_keys.TABLES, ids=lambda table: table.name or "root")
def test_the_example_of_every_key_is_taken_and_a_wrong_value_is_told_at_its_line(
    table: settings_keys.SettingsTable,
) -> None:
    heading = table.heading.replace("NAME", "prime") if table.name else ""
    rows = [f"{_name_key(table, key)} = {key.form.example}" for key in table.keys]
    good = "\n".join([heading, *rows]) + "\n"
    assert read_settings(good.encode())[1] == ()
    for number, key in enumerate(table.keys):
        wrong = [*rows]
        wrong[number] = f"{_name_key(table, key)} = 3"
        (problem,) = read_settings("\n".join([heading, *wrong]).encode())[1]
        assert (problem.code, problem.line) == ("OSC011", number + 2)
        assert problem.message.startswith(_name_key(table, key))
        if key.required:
            short = [row for row in rows if row != rows[number]]
            (problem,) = read_settings("\n".join([heading, *short]).encode())[1]
            assert problem.message == f"{key.name} is missing"
            assert key.form.example in problem.hint
    assert settings_keys.BY_NAME[table.parent] is not None


BAD = (
    (b'a = 1\nb = "', "OSC010", 2, "not valid TOML"),
    (b"[validate]\nselect = [\n", "OSC010", 2, "not valid TOML"),
    (b"known = []\n", "OSC011", 1, 'unknown setting "known"'),
    (b"[validat]\nignore = []\n", "OSC011", 1, 'unknown setting "validat"'),
    (b"[validate]\n\nignores = []\n", "OSC011", 3, 'unknown setting "ignores"'),
    (b'[validate]\nignore = "SSP009"\n', "OSC011", 2, "ignore is no list of words"),
    (b'[validate]\nignore = [\n  "SSP009",\n  "SSQ",\n]\n', "OSC011", 4, 'no code begins with "SSQ"'),
    (b'[validate]\nselect = [""]\n', "OSC011", 2, "select is no list"),
    (b'[validate]\nfail-on = "errors"\n', "OSC011", 2, "fail-on"),
    (b'[validate]\nfail-on = "note"\n', "OSC011", 2, "fail-on"),
    (b"[validate]\nfail-on = 3\n", "OSC011", 2, "fail-on"),
    (b'[validate]\nbaseline = "../known.json"\n', "OSC011", 2, "baseline is no path"),
    (b'[validate]\nbaseline = "/etc/passwd"\n', "OSC011", 2, "baseline is no path"),
    (b'[validate]\nbaseline = ""\n', "OSC011", 2, "baseline is no path"),
    (b"validate = 3\n", "OSC011", 1, "validate is no table"),
    (b"[validate]\npaths = 3\n", "OSC011", 2, "paths is no list"),
    (b'[[validate.paths]]\npath = "a"\nignore = ["SSP"]\n[[validate.paths]]\npath = ""\nignore = ["SSP"]\n', "OSC011", 5, "path is no glob"),
    (b'[[validate.paths]]\npath = "a"\n', "OSC011", 1, "ignore is missing"),
    (b'[[validate.paths]]\npath = "a"\nignore = ["SSP"]\nselect = ["SSP"]\n', "OSC011", 4, 'unknown setting "select"'),
    (b"known-tools = [1]\n", "OSC011", 1, "known-tools is no list"),
    (b"approvals = 1\n", "OSC011", 1, "approvals is no table"),
    (b"[approvals]\nplans = []\n", "OSC011", 2, 'unknown setting "plans"'),
    (b'[approvals]\nplan = "board"\n', "OSC011", 2, "plan is no list of words"),
    (b'summaries = "long"\n', "OSC011", 1, "summaries is neither short nor full"),
    (b'oscal-version = "1.2.0"\n', "OSC011", 1, "oscal-version is neither"),
    (b'[marking]\nplan = "CUI"\n', "OSC011", 2, 'unknown setting "plan"'),
    (b'[marking]\nssp = { "a b" = "CUI" }\n', "OSC011", 2, "ssp is neither a text nor texts by audience"),
    (b'[audiences]\nprime = 3\n', "OSC011", 2, "audiences.prime is no table"),
    (b'[audiences.prime]\ntitle = "x"\nkinds = ["plan"]\n', "OSC011", 3, 'kinds: "plan" is unknown'),
    (b'[references]\n"a b" = "x"\n', "OSC011", 2, 'unknown setting "a b"'),
    (b'[render]\nfonts = ["a.ttf", "../b.ttf"]\n', "OSC011", 2, "fonts is no list of paths inside"),
    (b'[repository]\npublic = "no"\n', "OSC011", 2, "public is neither true nor false"),
    (b'[repository]\ndate = 2026-03-02T10:00:00Z\n', "OSC011", 2, "date is no day"),
    (b'[[accepted]]\ncode = "EVD"\n', "OSC011", 2, 'code: "EVD" is no code'),
    (b'[accepted]\ncode = "EVD004"\n', "OSC011", 1, "accepted is no list of tables"),
    (b'[[accepted]]\n' * 5001, "OSC011", 1, "more than 5000 tables of accepted"),
    (b'[[validate.paths]]\n' * 201, "OSC011", 1, "more than 200 tables of paths"),
    (b'[[accepted]]\ncode = "EVD"\n' * 4999 + b"[[accepted]]\nk = 1\n", "OSC011", 2, 'code: "EVD" is no code'),
    (b"\xff\n", "OSC006", 1, "not UTF-8"),
    (b"a\0b", "OSC006", 1, "NUL"),
    (b"<<<<<<< a\n=======\n>>>>>>> b\n", "OSC004", 1, "merge conflict"),
    (b"a = " + b"[" * 3000 + b"\n", "OSC010", 1, "not valid TOML"),
    (b"a = " + b"9" * 3990 + b"\n" + b"a = 1\n", "OSC010", 2, "not valid TOML"),
    (b"#" * 5000, "OSC010", 1, "a line of more than"),
    (b"#\n" * 600_000, "OSC006", 1, "larger than"),
    (b"\n".join(b"k%d = 1" % number for number in range(9_000)), "OSC011", 1, 'unknown setting "k0"'),
)  # fmt: skip


@check_each(("data", "code", "line", "words"), BAD, ids=[str(number) for number in range(len(BAD))])
def test_bad_settings_have_a_line_and_leave_nothing_out(
    data: bytes, code: str, line: int, words: str
) -> None:
    start = time.perf_counter()
    found, problems = read_settings(data)
    assert time.perf_counter() - start < NO_HANG
    assert (problems[0].code, problems[0].line) == (code, line), problems
    assert words in problems[0].message
    assert (found.select, found.ignore, found.fail_on, found.baseline, found.paths) == (
        (),
        (),
        "",
        "",
        (),
    )


def test_one_error_keeps_the_names_of_products_only() -> None:
    found, problems = read_settings(
        b'known-tools = ["Okta"]\n[validate]\nignore = ["OSC"]\nfail-on = "never"\n'
    )
    assert len(problems) == 1
    assert found == Settings(known_tools=("Okta",))


def test_many_dotted_keys_are_read_in_time() -> None:
    start = time.perf_counter()
    read_settings(
        b"\n".join(b".".join([b"a%d" % number, *[b"b"] * 1900]) + b" = 1" for number in range(16))
    )
    assert time.perf_counter() - start < NO_HANG


GLOBS = (
    ("ssp", "ssp/a/b.md", True), ("ssp/", "ssp/a", True), ("./ssp", "ssp/a", True), ("ssp", "sspx/a", False), ("ssp/*", "ssp/a/b.md", True),
    ("ssp/*.md", "ssp/a.md", True), ("ssp/*.md", "ssp/a/b.md", False), ("**/*.md", "ssp/a/b.md", True), ("**/*.md", "b.md", True),
    ("ssp/**/x.md", "ssp/x.md", True), ("ssp/**/x.md", "ssp/a/b/x.md", True), ("ssp/**/x.md", "ssp/a/b/y.md", False), ("**", "a", True),
    ("a/**/b/**/c", "a/b/x/b/y/c", True), ("a/**/b/**/c", "a/x/c", False), ("3.1.?.md", "3.1.1.md", True), ("3.1.?.md", "3.1.12.md", False),
    ("[ab].md", "a.md", True), ("A.md", "a.md", False), ("*", "a/b", True),
)  # fmt: skip


@check_each(("glob", "path", "expected"), GLOBS)
def test_globs(glob: str, path: str, expected: bool) -> None:
    assert matches_path(glob, path) is expected


@pytest.mark.parametrize("glob", ["*a" * 240 + "b", "**/a/" * 100 + "b", "*" * 499, "[" * 400])
def test_no_glob_takes_long(glob: str) -> None:
    start = time.perf_counter()
    matches_path(glob, "a" * 4000)
    matches_path(glob, "a/" * 2000 + "c")
    assert time.perf_counter() - start < NO_HANG


# --- fingerprints and baseline


def item(message: str = 'role "x" is unknown', pointer: str = "", **more: Any) -> Finding:
    return Finding("REF001", Severity.ERROR, "a.json", message, pointer, **more)


def test_a_fingerprint_stays_when_lines_and_indexes_move() -> None:
    before = {"a": [{"uuid": "u1"}, {"id": "i2", "x": 1}]}
    after = {"a": [{"uuid": "u0"}, {"uuid": "u1"}, {"id": "i2", "x": 1}]}
    assert name_subject(before, "/a/1/x") == "a/[i2]/x"
    assert fingerprint_finding(item(pointer="/a/1/x", line=3), before) == fingerprint_finding(
        item(pointer="/a/2/x", line=9), after
    )
    assert fingerprint_finding(item(pointer="/a/1/x"), before) != fingerprint_finding(
        item(pointer="/a/0/x"), before
    )
    assert fingerprint_finding(item(line=1)) == fingerprint_finding(
        item(line=2, column=3, hint="h", owner="o")
    )
    assert fingerprint_finding(item()) != fingerprint_finding(item('role "y" is unknown'))


def test_a_fingerprint_does_not_grow_old() -> None:
    assert fingerprint_finding(item("due 12 days ago")) == fingerprint_finding(
        item("due 13 days ago")
    )
    assert fingerprint_finding(item("3.1.1[a] lacks it")) != fingerprint_finding(
        item("3.1.2[a] lacks it")
    )


@pytest.mark.parametrize(
    "pointer", ["/a/99/b", "/a/x/b", "/a/-1", "/a/0/uuid/z", "/b", "/a/" + "9" * 5000, "/~1~0"]
)
def test_any_pointer_has_a_subject(pointer: str) -> None:
    assert name_subject({"a": [{"uuid": "u"}]}, pointer)
    assert name_subject(None, pointer)
    assert name_subject([1], pointer)


def test_the_same_finding_twice_counts_twice() -> None:
    findings = (item(line=1), item(line=2), item("other"))
    prints = fingerprint_findings(findings, lambda path: None)
    assert len(set(prints)) == 2
    assert len(set(number_fingerprints(prints))) == 3
    written = known_findings.write_known_findings(findings[:1], prints[:1])
    known, problems = known_findings.read_known_findings(written)
    assert problems == ()
    done = split_findings(findings, prints, known)
    assert (done.new, done.known, done.stale) == (findings[1:], 1, ())
    assert split_findings(findings[2:], prints[2:], known).stale == known


def test_a_baseline_is_the_same_for_the_same_findings() -> None:
    findings = (item("b"), item("a"), item("a"))
    prints = fingerprint_findings(findings, lambda path: None)
    assert known_findings.write_known_findings(
        findings, prints
    ) == known_findings.write_known_findings(findings[::-1], prints[::-1])
    assert [
        entry["count"]
        for entry in json.loads(known_findings.write_known_findings(findings, prints))["findings"]
    ] in ([1, 2], [2, 1])


GOOD_ENTRY: dict[str, Any] = {
    "fingerprint": "0" * 32,
    "code": "REF001",
    "path": "a",
    "message": "m",
    "count": 1,
}
BAD_BASELINES: tuple[Any, ...] = (
    [], {}, {"version": 2, "findings": []}, {"version": 1, "findings": {}}, {"version": 1, "findings": [1]}, {"version": 1, "findings": [None]},
    *({"version": 1, "findings": [GOOD_ENTRY | {key: value}]} for key, value in (
        ("fingerprint", "*"), ("fingerprint", "0" * 33), ("fingerprint", 3), ("code", None), ("path", []), ("message", 1), ("count", 0), ("count", True),
        ("count", 10**30), ("count", "1"), ("count", 1.5))),
    {"version": 1, "findings": [GOOD_ENTRY, GOOD_ENTRY]},
)  # fmt: skip


@check_each("tree", BAD_BASELINES, ids=[str(number) for number in range(len(BAD_BASELINES))])
def test_a_bad_baseline_knows_nothing(tree: Any) -> None:
    known, problems = known_findings.read_known_findings(json.dumps(tree).encode())
    assert known == ()
    assert problems


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"\xff",
        b'{"version": 1, "version": 1, "findings": []}',
        b"[" * 10_000,
        b"version: 1",
        b" " * (17 * 1024 * 1024),
    ],
)
def test_a_baseline_that_is_no_json_knows_nothing(data: bytes) -> None:
    known, problems = known_findings.read_known_findings(data)
    assert known == ()
    assert problems


def test_a_good_entry_is_read() -> None:
    assert known_findings.read_known_findings(
        json.dumps({"version": 1, "findings": [GOOD_ENTRY]}).encode()
    ) == (
        (KnownFinding("0" * 32, "REF001", "a", "m", 1),),
        (),
    )
