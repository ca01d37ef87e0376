"""`attestle package --redact`: what is taken out is nowhere in the package, in no kind of file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from attestle.errors import UsageError
from attestle.handover.redaction import RedactionRules, Redactor, find_survivors, read_rules
from conftest import Run, edit, snapshot
from packed import commit, fold, list_texts, make_workspace, pack, read_package, verify

RULES = """
addresses: all
hosts: ["*.demo.example", bastion-7]
names: all
serials: all
texts: [Project Bluebird]
"""
ALL_FORMS = """
[audiences.archive]
title = "Your own archive"
kinds = ["ssp", "poam"]
forms = ["docx", "xlsx", "pdf", "md", "html"]
"""
SECRETS = (
    "10.20.1.17",
    "192.168.7.0/24",
    "2001:db8::17",
    "00:1b:44:11:3a:b7",
    "files.demo.example",
    "bastion-7",
    "Jane Q. Miller",
    "jane.miller@demo.example",
    "jane-miller",
    "555-0199",
    "SN-99-4711",
    "Project Bluebird",
)


def fill(root: Path) -> None:
    """Every value where people write it: tables, prose, keys, names of files, alternative texts."""
    edit(
        root,
        "ssp/demo/people.yaml",
        "roles:\n",
        "  - uuid: 0f0f0f0f-79a7-44b4-8fa9-9289a8154b79\n    id: jane-miller\n    type: person\n"
        "    name: Jane Q. Miller\n    email: jane.miller@demo.example\n    phone: 555-0199\nroles:\n",
    )
    edit(
        root,
        "ssp/demo/people.yaml",
        "    title: Security\n    held-by: [demo-inc]",
        "    title: Security\n    held-by: [jane-miller]",
    )
    edit(
        root,
        "ssp/demo/system.md",
        "keeps the drawings of one customer.",
        "keeps the drawings of Project\nBluebird at 10.20.1.17 (2001:db8::17, **bastion-7**) and on"
        " FILES.demo.example; JANE Q. MILLER answers, see [the page](https://files.demo.example/x).",
    )
    file = root / "ssp/demo/inventory.csv"
    head, *rows = file.read_text().splitlines()
    rows = [
        f"{row},{extra}"
        for row, extra in zip(rows, ("SN-99-4711,192.168.7.0/24", ","), strict=True)
    ]
    file.write_text("\n".join([f"{head},serial,address", *rows]) + "\n")
    boundary = root / "ssp/demo/boundary.md"
    text = boundary.read_text()
    boundary.write_text(text + "\nThe rack of Jane Q. Miller, 00:1b:44:11:3a:b7, is bastion-7.\n")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, run: Run) -> tuple[Path, Path]:
    root = make_workspace(tmp_path_factory.mktemp("redacted"), ALL_FORMS)
    fill(root)
    assert run(root, "ssp", "assemble").exit_code == 0
    (root.parent / "rules.yaml").write_text(RULES)
    commit(root)
    plain = pack(run, root, "archive", name="plain.zip")
    before = snapshot(root)
    redacted = pack(run, root, "archive", "--redact", str(root.parent / "rules.yaml"), name="r.zip")
    assert snapshot(root) == before
    return plain, redacted


def test_every_value_was_there_and_is_in_no_file(made: tuple[Path, Path]) -> None:
    plain, redacted = (
        [(name, fold(text)) for name, text in list_texts(read_package(path))] for path in made
    )
    kinds = {name.split(":")[0].rpartition(".")[2] for name, _ in redacted}
    assert {"docx", "xlsx", "pdf", "md", "html", "json", "csv", "yaml"} <= kinds
    for secret in SECRETS:
        assert [name for name, text in plain if fold(secret) in text], secret
        assert [name for name, text in redacted if fold(secret) in text] == [], secret


def test_what_is_redacted_is_still_a_package(made: tuple[Path, Path], run: Run) -> None:
    report = verify(run, made[1])
    assert report["verified"], report["problems"]
    assert report["computed"] == verify(run, made[0])["computed"]
    entries = read_package(made[1])
    assert "values are replaced" in fold(entries["README.txt"].decode())
    people = entries["source/ssp/demo/people.yaml"].decode()
    assert "id: redacted-name-" in people
    system = entries["source/ssp/demo/system.md"].decode()
    assert "redacted-text-1" in system
    pictures = [data for path, data in entries.items() if path.endswith(".png")]
    assert len(set(pictures)) <= 1


def test_the_same_value_has_the_same_word_everywhere(made: tuple[Path, Path]) -> None:
    entries = read_package(made[1])
    people = entries["source/ssp/demo/people.yaml"].decode()
    word = next(line for line in people.splitlines() if "id: redacted-name" in line).split(": ")[1]
    assert f"held-by: [{word}]" in people
    plan = entries["oscal/system-security-plans/demo/system-security-plan.json"].decode()
    json.loads(plan)
    assert "redacted-address-" in plan


def test_the_sender_learns_what_was_taken_out(made: tuple[Path, Path], run: Run) -> None:
    root, rules = made[1].parent / "workspace", made[1].parent / "rules.yaml"
    out = made[1].parent / "again.zip"
    command = [
        "package",
        "--for",
        "prime",
        "--out",
        str(out),
        "--allow-findings",
        "--redact",
        str(rules),
    ]
    plain = run(root, *command)
    assert plain.exit_code == 0, plain.output
    assert "names" in plain.stderr
    assert "jane" not in plain.output.casefold()
    told = run(root, "-v", *command)
    assert "jane q. miller" in told.stderr


@pytest.mark.parametrize(
    "text",
    [
        "3.13.11",
        "AC.L2-3.1.1[a]",
        "03.01.01",
        "2026-11-24T10:00:00+00:00",
        "0139b348-c57c-4993-983c-bef23d53887c",
        "version 7.4",
        "10:30:45",
        "999.999.999.999",
        "x::y",
        "urn:attestle:oscal",
    ],
)
def test_what_is_no_address_stays(text: str) -> None:
    assert Redactor({}, find_addresses=True).redact(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "10.1.2.3",
        "10.1.2.3/8",
        "10.20.1.10-11",
        "::1",
        "a::b",
        "fe80::1",
        "2001:DB8:0:0:1:2:3:4",
        "00-1B-44-11-3A-B7",
    ],
)
def test_what_is_an_address_goes(text: str) -> None:
    redactor = Redactor({}, find_addresses=True)
    assert redactor.redact(f"at {text}, there") == "at redacted-address-1, there"
    assert redactor.redact(f"({text})") == "(redacted-address-1)"
    assert redactor.counts == {"addresses": 1}


def test_parts_of_words_stay() -> None:
    redactor = Redactor({"names": ["Ann"], "hosts": ["*.acme.example"]}, find_addresses=False)
    assert redactor.redact("Annual, ANN, ann's; not acme.example.org") == (
        "Annual, redacted-name-1, redacted-name-1's; not acme.example.org"
    )
    assert redactor.redact("https://a.b.acme.example/x") == "https://redacted-host-1/x"


@pytest.mark.parametrize(
    "tree",
    [None, [], {}, {"colours": "all"}, {"names": "some"}, {"texts": "all"}, {"names": ["ab"]}],
)
def test_rules_that_say_nothing_are_refused(tree: object) -> None:
    with pytest.raises(UsageError):
        read_rules(tree)


def test_rules_are_read() -> None:
    rules = read_rules({"names": "all", "texts": ["Project X ", "Project X"]})
    assert rules == RedactionRules(frozenset({"names"}), {"texts": ("Project X",)})


def test_survivors_are_found() -> None:
    found = find_survivors([("a", "Jane\n  Miller"), ("b", "janet")], ["jane miller", "jane"])
    assert list(found) == ["a"]


PERSON = {"names": ["Hann\u00e4 Vogelsang"], "hosts": ["SRV-FILE01"], "serials": ["SN-99-1"]}


@pytest.mark.parametrize(
    "text",
    [
        "Hann\u00e4 **Vogelsang**",
        "*Hann\u00e4* `Vogelsang`",
        "Hann\u00e4&nbsp;Vogelsang",
        "Hann&auml; Vogelsang",
        "Hann&#xE4; Vogelsang",
        "Hann\u00ad\u00e4 Vogel\u200bsang",
        "Hann\u00e4\\\nVogelsang",
        "Hann\u00e4 <!-- a note --> Vogelsang",
        "[Hann\u00e4](people.md) Vogelsang",
        "Vogelsang, Hann\u00e4",
        "diagrams/hann\u00e4_vogelsang.png",
        "signed_HANN\u00c4-VOGELSANG_2026",
        r"srv\-file01",
        r"SN\-99\-1",
        "hann\u00e4.vogelsang",
    ],
)
def test_every_spelling_of_a_value_goes(text: str) -> None:
    redacted = Redactor(PERSON, find_addresses=False).redact(text)
    assert "redacted-" in redacted
    for part in ("vogel", "file01", "99-1", "99\\-1"):
        assert part not in redacted.lower()


@pytest.mark.parametrize(
    "text", [r"10\.9\.8\.7", "10.9.8[.]7", "::ffff:10.9.8.7", "001b.4411.3ab7"]
)
def test_every_spelling_of_an_address_goes(text: str) -> None:
    redacted = Redactor({}, find_addresses=True).redact(f"from {text} to the file store")
    assert redacted == "from redacted-address-1 to the file store"


def test_signs_that_the_letters_of_a_value_agree_with_are_no_crash() -> None:
    """Letters that are one where case does not count, and have no small form in common."""
    redactor = Redactor({"names": ["Keith Islip"]}, find_addresses=False)
    assert redactor.redact("Ke\u0131th \u0130slip") == "redacted-name-1"


@pytest.mark.parametrize("escaped", [r"Hann\u00e4 Vogelsang", r"Hann\xe4 Vogelsang"])
def test_letters_by_their_numbers_hide_no_name(escaped: str, tmp_path: Path, run: Run) -> None:
    root = make_workspace(tmp_path)
    person = (
        "  - uuid: 0f0f0f0f-79a7-44b4-8fa9-9289a8154b79\n    id: assistant\n    type: person\n"
        f'    name: "{escaped}"\nroles:\n'
    )
    edit(root, "ssp/demo/people.yaml", "roles:\n", person)
    commit(root)
    rules = tmp_path / "rules.yaml"
    rules.write_text("names: all\n")
    out = pack(run, root, "archive", "--redact", str(rules))
    for name, text in list_texts(read_package(out)):
        assert "vogelsang" not in text.casefold(), name


def test_what_is_wanted_and_not_found_is_looked_for_all_the_same() -> None:
    redactor = Redactor(PERSON, find_addresses=False)
    assert redactor.redact("Nobody is named here.") == "Nobody is named here."
    assert list(find_survivors([("a.md", "Hann\u00e4 Vogelsang")], redactor.wanted)) == ["a.md"]
