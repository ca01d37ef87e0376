"""Lists of assets, plans of action, people and matrices as teams have them, into the files."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest

from attestle.formats import frontmatter, yaml12
from conftest import Run, snapshot

DEMO = "ssp/demo"
Rows = tuple[tuple[str, ...], ...]


def bring(root: Path, run: Run, kind: str, rows: Rows, *more: str, code: int = 0) -> str:
    file = root.parent / "sheet.csv"
    with file.open("w", newline="") as out:
        csv.writer(out).writerows(rows)
    done = run(root, "import", kind, str(file), *more)
    assert done.exit_code == code, done.output
    return done.output


def read_assets(root: Path) -> dict[str, dict[str, str]]:
    with (root / DEMO / "inventory.csv").open(newline="") as file:
        return {row["id"]: row for row in csv.DictReader(file)}


@pytest.mark.parametrize("category", ["Out-of-Scope", "SPA", "CRMA", "CUI Asset"])
def test_what_handles_cui_is_a_cui_asset(tiny: Path, run: Run, category: str) -> None:
    head = ("Asset Tag", "Hostname", "Asset Category", "Business Owner", "Processes CUI?")
    said = bring(tiny, run, "inventory", (head, ("N-1", "ws-1", category, "IT", "Yes")))
    asset = read_assets(tiny)["N-1"]
    assert (asset["category"], asset["cui"], asset["owner"]) == ("cui", "processes", "it")
    assert ("the stricter of the two" in said) == (category != "CUI Asset")


def test_details_and_owners_of_assets_are_taken_and_kept(tiny: Path, run: Run) -> None:
    head = ("Device name", "Manufacturer", "Serial number", "OS", "Primary User", "Category", "Qty")
    rows = (
        head,
        ("lap-1", "Acme", "S1", "Linux", "jo@demo.example", "CUI", "3"),
        ("lap-1", "Acme", "S1", "Linux", "jo@demo.example", "CRMA", "3"),
    )
    bring(tiny, run, "inventory", rows)
    asset = read_assets(tiny)["S1"]
    assert (asset["name"], asset["make"], asset["os"]) == ("lap-1 (3)", "Acme", "Linux")
    assert (asset["category"], asset["owner"]) == ("cui", "jo")
    assert "To be confirmed" in (tiny / DEMO / "people.yaml").read_text()
    before = snapshot(tiny)
    bring(tiny, run, "inventory", rows)
    bring(tiny, run, "inventory", (head[:1] + head[5:6], ("new", "SPA")))
    assert read_assets(tiny)["S1"] == {**asset, "uuid": asset["uuid"]}
    assert (tiny / DEMO / "boundary.md").read_bytes() == before[f"{DEMO}/boundary.md"]


POAM = ("POA&M ID", "Control Vulnerability Description", "Security Control Number", "Office/Org",
        "Scheduled Completion Date", "Milestone with Completion Dates", "Status")  # fmt: skip


def read_item(root: Path, slug: str) -> dict[str, Any]:
    text = (root / DEMO / f"poam/{slug}.md").read_text()
    value: dict[str, Any] = yaml12.read_yaml(frontmatter.split_front_matter(text).yaml).value
    return value


@pytest.mark.parametrize("status", ["Completed", "Risk Accepted", "Ongoing", "whatever", ""])
def test_an_item_of_a_plan_of_action_stays_open(tiny: Path, run: Run, status: str) -> None:
    row = ("P-1", "Accounts stay.", "AC.L2-3.1.1", "IT Dept", "12/31/2026",
           "1. Script - 11/15/2026\n2. Run by 12/20/2026", status)  # fmt: skip
    bring(tiny, run, "poam", (POAM, row))
    item = read_item(tiny, "p-1-accounts-stay")
    assert (item["status"], item["kind"], item["owner"]) == ("ongoing", "remediation", "it")
    assert (item["objectives"], str(item["scheduled-completion"])) == (["3.1.1"], "2026-12-31")
    before = snapshot(tiny)
    bring(tiny, run, "poam", (POAM, row))
    assert snapshot(tiny) == before, "the same sheet again changes nothing"
    moved = (*row[:4], "2027-01-29", *row[5:])
    bring(tiny, run, "poam", (POAM, moved), "--replace")
    again = read_item(tiny, "p-1-accounts-stay")
    [change] = again["scheduled-completion-history"]
    assert str(again["scheduled-completion"]) == "2027-01-29"
    assert str(change["was"]) == "2026-12-31"


def test_a_control_of_another_catalog_is_refused_with_its_row(tiny: Path, run: Run) -> None:
    row = ("P-1", "Accounts stay.", "AC-2", "", "", "", "")
    said = bring(tiny, run, "poam", (POAM, row), code=1)
    assert "SP 800-53" in said


def test_people_and_their_roles_are_added_once(tiny: Path, run: Run) -> None:
    rows = (
        ("Name", "Job Title", "Role", "Email", "Families"),
        ("Network Team", "", "Network Operations", "net@demo.example", "Access Control"),
        ("Jo Roe", "Analyst", "IT; Incident Lead", "jo@demo.example", ""),
    )
    said = bring(tiny, run, "people", rows)
    assert 'families: AC "it"; the sheet says "network-operations"' in said
    value = yaml12.read_yaml((tiny / DEMO / "people.yaml").read_text()).value
    assert [role["id"] for role in value["roles"]][-2:] == ["network-operations", "incident-lead"]
    assert value["roles"][0]["held-by"] == ["demo-inc", "jo-roe"]
    before = snapshot(tiny)
    bring(tiny, run, "people", rows)
    assert snapshot(tiny) == before


@pytest.mark.parametrize(
    ("head", "row", "word"),
    [
        (
            ("Control ID", "Acme Responsibility", "Customer Responsibility"),
            ("Runs", ""),
            "provider",
        ),
        (("Control ID", "Responsibility"), ("Cloudharbor",), "provider"),
        (("Control ID", "Provider", "Customer"), ("I", "R"), "organisation"),
        (("Control ID", "Provider", "Customer"), ("R", "A"), "shared"),
        (("Control ID", "Provider", "Customer"), ("X", ""), "provider"),
    ],
)
def test_shapes_of_a_matrix(
    tiny: Path, run: Run, head: tuple[str, ...], row: tuple[str, ...], word: str
) -> None:
    bring(tiny, run, "matrix", (head, ("3.1.1", *row)), "--provider", "cloudharbor")
    text = (tiny / DEMO / "providers/cloudharbor.csv").read_text()
    assert f"3.1.1[a],{word}," in text
    assert f"3.1.1[b],{word}," in text
