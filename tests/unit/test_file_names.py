"""Names of files on machines of every kind: made of ids, told where some machine cannot hold them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import attestle
from attestle.findings import Finding
from attestle.formats.file_names import (
    RESERVED,
    choose_stem,
    explain_no_own_files,
    explain_unportable,
    is_reserved,
    name_requirement_file,
)
from attestle.store.layout import requirement_file_path
from conftest import AS_OF, Run
from tables import check_each

ANY_MACHINE = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9_-])?\Z")
CATALOG = "catalogs/mini/catalog.json"
FIRST, SECOND = "SP_800_171r2_03.01.01", "SP_800_171r2_03.01.03"
TEXTS = (
    "--title", "Two", "--organization", "Example", "--description", "A system.",
    "--information-type", "CUI", "--information-description", "Drawings.", "--user", "Staff",
    "--owner-role", "it", "--owner-title", "IT",
)  # fmt: skip


@given(st.text(min_size=1, max_size=300), st.text(min_size=1, max_size=300))
def test_every_id_makes_a_name_that_every_machine_holds(label: str, control_id: str) -> None:
    name = choose_stem(label, control_id)
    assert ANY_MACHINE.match(name)
    assert len(name) <= 100
    assert not explain_unportable(f"{name}.md")


@pytest.mark.parametrize("name", ["3.1.1", "AC-1", "ac-2.1", "A.5.7", "03.01.01", "cc6.1", "X_1"])
def test_a_label_that_every_machine_holds_stays_the_name(name: str) -> None:
    assert requirement_file_path("demo", "AC", name, "id") == f"ssp/demo/controls/AC/{name}.md"


@check_each(
    "odd",
    [
        "con", "AUX", "aux.x", "com1", "LPT9.a", "a/b", "..", ".", ".hidden", "ac 1.", "ac*?1", "x:y",
        "ac-1\n::error::x", "-a", "ü", "a" * 5000, " ", "end.", "tab\t",
    ],
)  # fmt: skip
def test_an_odd_id_makes_a_name_of_its_own(odd: str) -> None:
    path = name_requirement_file("AC", odd, odd)
    assert re.fullmatch(r"controls/AC/[A-Za-z0-9_-]+-[0-9a-f]{8}\.md", path)
    assert path != name_requirement_file("AC", odd + "x", odd + "x")


def test_an_odd_label_gives_way_to_the_id() -> None:
    assert name_requirement_file("AC", "AC-2(1)", "ac-2.1") == "controls/AC/ac-2.1.md"
    assert name_requirement_file("AUX", "AC-1", "ac-1").startswith("controls/AUX-")


@check_each("name", sorted(RESERVED))
def test_devices_of_windows_are_known_with_any_ending(name: str) -> None:
    assert all(map(is_reserved, (name, name.upper(), f"{name}.md", f"{name}.tar.gz")))
    assert not is_reserved(f"{name}x")
    assert not is_reserved(f"x.{name}")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("aux.txt", "device"),
        ("scan-13:56.json", '":"'),
        ("what?.txt", '"?"'),
        ("a\x01b", "U+0001"),
        ("end.", "dot or a blank"),
        ("end ", "dot or a blank"),
        ("x" * 256, "255 bytes"),
    ],
)
def test_why_a_name_cannot_be_held(name: str, words: str) -> None:
    assert words in explain_unportable(name)


@pytest.mark.parametrize("name", ["a b.txt", "3.12.4[a] review.txt", "Übersicht.pdf", "(1).png"])
def test_names_that_every_machine_holds_are_fine(name: str) -> None:
    assert explain_unportable(name) == ""


def test_two_requirements_never_share_a_file() -> None:
    assert list(explain_no_own_files([("AC", "AC-1", "one"), ("AC", "ac-1", "two")])) == [
        "one and two would share the file controls/AC/ac-1.md"
    ]
    assert list(explain_no_own_files([("AC", "1", "one"), ("AC", "1", "two")]))
    assert not list(explain_no_own_files([("AC", "1", "one"), ("AU", "1", "two")]))
    [reason] = explain_no_own_files([("AC", "1", "x" * 5000)])
    assert "5000 characters" in reason
    assert len(reason) < 200


def relabel(root: Path, labels: dict[str, str], ids: dict[str, str]) -> None:
    """Other labels and ids for controls of the small catalog and its profile."""
    path = root / CATALOG
    tree = json.loads(path.read_text(encoding="utf-8"))
    for group in tree["catalog"]["groups"]:
        for control in group["controls"]:
            prop = next(item for item in control["props"] if item["name"] == "label")
            prop["value"] = labels.get(control["id"], prop["value"])
            control["id"] = ids.get(control["id"], control["id"])
    path.write_text(json.dumps(tree), encoding="utf-8")
    profile = root / "profiles/mini/profile.json"
    text = profile.read_text(encoding="utf-8")
    for old, new in ids.items():
        text = text.replace(json.dumps(old), json.dumps(new))
    profile.write_text(text, encoding="utf-8")


@pytest.mark.parametrize(
    ("labels", "ids"),
    [
        ({FIRST: "AC-1", SECOND: "ac-1"}, {}),
        ({FIRST: "AC-1", SECOND: "AC-1"}, {}),
        ({}, {FIRST: "x" * 5000}),
    ],
    ids=["case", "equal", "long"],
)
def test_requirements_without_a_file_each_are_refused(
    labels: dict[str, str], ids: dict[str, str], tiny: Path, run: Run
) -> None:
    relabel(tiny, labels, ids)
    made = run(tiny, "new", "system", "two", "--profile", "mini", *TEXTS)
    assert made.exit_code == 2, made.output
    assert not (tiny / "ssp/two").exists()
    assert run(tiny, "ssp", "generate", "demo").exit_code == 1
    found = attestle.validate(tiny, as_of=AS_OF)
    assert [(item.path, item.line) for item in found if item.code == "OSC026"] == [
        ("ssp/demo/system.md", 6)
    ]


def test_a_device_as_control_id_gets_a_file_that_is_read_again(tiny: Path, run: Run) -> None:
    relabel(tiny, {FIRST: "con", SECOND: "a/b"}, {FIRST: "con", SECOND: "nul.x"})
    made = run(tiny, "new", "system", "two", "--profile", "mini", *TEXTS)
    assert made.exit_code == 0, made.output
    names = {path.name for path in (tiny / "ssp/two/controls").rglob("*.md")}
    assert len(names) == 4
    assert all(not explain_unportable(name) for name in names)
    assert run(tiny, "ssp", "generate", "two", "--check").exit_code == 0
    codes = {item.code for item in find_in(tiny, "ssp/two/")}
    assert not codes & {"SSP007", "OSC025", "OSC026"}


def find_in(root: Path, start: str) -> list[Finding]:
    found: Any = attestle.validate(root, as_of=AS_OF)
    return [item for item in found if item.path.startswith(start)]


@pytest.mark.parametrize(
    "path",
    [
        "components/con.md",
        "poam/aux.md",
        "exceptions/nul.md",
        "providers/com1.md",
        "controls/AC/lpt1.md",
        "controls/AUX/3.1.1.md",
        "components/end .",
    ],
)
def test_validate_tells_names_that_windows_cannot_hold(path: str, tiny: Path) -> None:
    file = tiny / "ssp/demo" / path
    file.parent.mkdir(exist_ok=True)
    file.write_text("---\ntitle: x\n---\n\ntext\n", encoding="utf-8")
    found = [item for item in find_in(tiny, "ssp/demo/") if item.code == "OSC025"]
    assert [item.path for item in found] == [
        f"ssp/demo/{path}" if "AUX" not in path else "ssp/demo/controls/AUX"
    ]


def test_validate_tells_names_that_differ_in_case_only(tiny: Path) -> None:
    folder = tiny / "ssp/demo/components"
    (folder / "Doorkeeper.md").write_bytes((folder / "doorkeeper.md").read_bytes())
    [found] = [item for item in find_in(tiny, "ssp/demo/") if item.code == "OSC025"]
    assert found.path == "ssp/demo/components/doorkeeper.md"
    assert "Doorkeeper.md" in found.message


def test_evidence_that_differs_in_case_only_is_told_at_its_item(tiny: Path) -> None:
    register = tiny / "ssp/demo/evidence.yaml"
    text = register.read_text(encoding="utf-8")
    text = text.replace("location: Safe in the office", "location: evidence/ROSTER.csv")
    register.write_text(text, encoding="utf-8")
    (tiny / "ssp/demo/evidence/ROSTER.csv").write_text("a", encoding="utf-8")
    [found] = [item for item in find_in(tiny, "ssp/demo/") if item.code == "OSC025"]
    assert (found.path, found.line, found.is_error) == ("ssp/demo/evidence.yaml", 20, False)


def test_a_new_system_is_told_why_a_name_is_refused(tiny: Path, run: Run) -> None:
    result = run(tiny, "new", "system", "aux", "--profile", "mini", *TEXTS)
    assert result.exit_code == 2
    assert "Windows" in result.output
