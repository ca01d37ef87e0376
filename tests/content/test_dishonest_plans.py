"""What a person in a hurry might write is seen: lies in the example and in the honest plans."""

from __future__ import annotations

import csv
import re
import shutil
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import attestle
from attestle.assess.system_status import Status, evaluate_system
from attestle.findings import Finding, Severity
from attestle.store import oscal_documents, systems
from conftest import AS_OF, ROOT
from honest_plans import lay_plan, read_note, validate_plan

SYSTEM = "example-enclave"
CRYPTOGRAPHY = f"ssp/{SYSTEM}/controls/SC/3.13.11.md"
INVENTORY = f"ssp/{SYSTEM}/inventory.csv"


@dataclass(frozen=True)
class Lie:
    """In each file `old` becomes `new`; a file without a new text is deleted."""

    plan: str
    code: str
    severity: str
    edits: tuple[tuple[str, str, str | None], ...]

    def tell(self, folder: Path) -> None:
        for name, old, new in self.edits:
            file = folder / name
            if new is None:
                file.unlink()
                continue
            text = file.read_text(encoding="utf-8")
            assert re.search(old, text, re.M), f"{name} has no {old!r}"
            file.write_text(re.sub(old, new, text, flags=re.M), encoding="utf-8")


def lie(name: str, plan: str, code: str, severity: str, *edits: tuple[str, str, str | None]) -> Any:
    return pytest.param(Lie(plan, code, severity, edits), id=f"{code}-{name}")


CLAIM = "controls/SC/3.13.11.md"
SHOP, CODE, MSP, VDI = "gov-cloud-shop", "hosted-repository", "managed-it-firm", "vdi-only"
STATED = (CLAIM, r"- State: partial", "- State: implemented")
FULL = (CLAIM, r"^partial-credit: .*\n", "")
NOT_MISSING = (CLAIM, r"- Missing: [^-]*?(?=\n\n)", "- Note: done")
MODULES = r"^cryptographic-modules:\n(?:  .*\n)+"
LIES = (
    lie("a module of the printer that nobody validated", SHOP, "BND014", "error", STATED, FULL,
        NOT_MISSING, ("poam/printer.md", "", None),
        ("components/printer.md", "owner: operations", "owner: operations\ncryptographic-modules:\n"
         "  - {name: Print Lock, status: not-validated, used-for: Disk of the printer}")),
    lie("no certificate", "mature", "BND014", "error",
        ("components/cad-stations.md", r'    certificate: .*\n', "")),
    lie("validated one day", "mature", "BND014", "error",
        ("components/vault.md", r'status: active', "status: in-process")),
    lie("the provider is made to answer for it", "mature", "BND014", "note",
        ("components/keepsafe-backup.md", "holds:", "cryptographic-modules:\n"
         "  - {name: Own lock, status: not-validated, used-for: Backups}\nholds:")),
    lie("nobody looked it up", CODE, "BND015", "warning",
        ("components/dev-laptops.md", r"    looked-up: .*\n", "")),
    lie("an old look-up under a note", CODE, "BND015", "warning",
        ("components/dev-laptops.md", "looked-up: 2026-11-03", "looked-up: 2026-03-03")),
    lie("no note on the historical one", CODE, "BND015", "warning",
        (CLAIM, r"- Note: (?:.|\n)*?(?=\n\n)", "")),
    lie("its services are left out", MSP, "BND016", "warning",
        ("providers/linden.md", "cloud: false", "cloud: false\ncui: [stores]"),
        ("inventory.csv", r"^,BC-[45],.*\n", "")),
    lie("a host that is no cloud, and not ours", VDI, "BND016", "warning",
        ("providers/highfold.md", "cloud: true", "cloud: false"),
        ("components/gateway.md", r"provider: highfold\n", ""),
        ("components/hosted-desktops.md", r"provider: highfold\n", "")),
    lie("the matrix is gone", MSP, "BND017", "warning", ("providers/linden.csv", "", None)),
    lie("neither rows nor a reference", "mature", "BND017", "warning",
        ("providers/keepsafe.csv", "", None),
        ("providers/keepsafe.md", r"^matrix:\n(?:  .*\n)+", "")),
    lie("radio that is on", "no-wireless", "BND018", "warning",
        ("inventory.csv", "wireless;wireless-disabled", "wireless")),
    lie("laptops in the scope after all", VDI, "BND018", "warning",
        ("inventory.csv", r'^(,V-3,[^\n]*),out-of-scope,', r"\1,crma,"),
        ("components/analyst-laptops.md", "out-of-scope", "crma")),
    lie("the column is emptied", "no-wireless", "BND018", "note",
        ("inventory.csv", r",[a-z;-]*(wireless|removable-media)[a-z;-]*$", ",")),
    lie("a header only", "paper-only", "BND019", "error", ("inventory.csv", r"^,PD.*\n", "")),
    lie("no file", "machine-shop", "BND019", "error", ("inventory.csv", "", None)),
    lie("a flow to what holds none", "mature", "BND020", "warning",
        ("system.md", r"(to: vault\n    protocol: TLS 1.3\n    ports: \"6514\"\n    cui: )false",
         r"\1true")),
    lie("incoming only, and it leads out", CODE, "BND020", "warning",
        ("system.md", "direction: incoming-outgoing", "direction: incoming")),
    lie("nobody decides", SHOP, "BND021", "note", ("system.md", r"^marking: CUI\n", "")),
    lie("nobody decides in a mature plan", "mature", "BND021", "note",
        ("system.md", r"^marking: CUI\n", "")),
    lie("a banner with categories", SHOP, "BND022", "warning",
        ("system.md", "marking: CUI", "marking: CUI//SP-CTI")),
    lie("none without a reason", CODE, "BND022", "warning",
        ("system.md", r"^marking-reason: .*\n  .*\n", "")),
    lie("the modules are taken out", "mature", "BND025", "warning",
        ("components/vault.md", MODULES, ""), ("components/cad-stations.md", MODULES, "")),
    lie("nothing relies on cryptography, and it is validated", VDI, "BND025", "warning",
        ("components/hosted-desktops.md", MODULES, ""), ("components/gateway.md", MODULES, ""),
        ("system.md", "cui-scope: decided", "cui-scope: decided\ncryptographic-modules: none")),
    lie("all of them protect something else", "mature", "BND025", "warning",
        ("components/vault.md", "protects: cui", "protects: other"),
        ("components/cad-stations.md", "    looked-up", "    protects: other\n    looked-up")),
    lie("the outside is taken out", CODE, "BND025", "warning",
        ("system.md", r"^interconnections:\n(?:  .*\n)+", ""),
        ("system.md", r"  - from: document-room\n(?:    .*\n)+", "")),
    lie("an end that is nowhere", CODE, "REF016", "error",
        ("system.md", "to: codehost", "to: code-host")),
    lie("a zone that is nowhere", "mature", "REF016", "error",
        ("components/test-stands.md", "zone: lab", "zone: labs")),
    lie("kinds are left out", MSP, "EVD007", "warning", ("evidence.yaml", r"    kind: .*\n", "")),
    lie("one kind is left out", "mature", "EVD007", "warning",
        ("evidence.yaml", r"    kind: record\n", "")),
    lie("a file of the neighbour", MSP, "EVD008", "warning",
        ("evidence.yaml", "location: Quality binder, IT-03", "location: ../other/evidence/p.pdf")),
    lie("a file from the top", "mature", "EVD008", "warning",
        ("evidence.yaml", "location: Security office, minutes", "location: /srv/minutes.pdf")),
    lie("collected next month", SHOP, "OSC022", "error",
        ("evidence.yaml", "collected: 2026-10-20", "collected: 2026-12-20")),
    lie("approved next year", "no-wireless", "OSC022", "error",
        ("controls/AC/3.1.17.md", "president, 2026-10-15", "president, 2027-10-15")),
    lie("a period that ends before it begins", "mature", "OSC023", "error",
        ("evidence.yaml", "end: 2026-09-30", "end: 2026-03-30")),
    lie("an acceptance that ends before it begins", "mature", "OSC023", "error",
        ("engagement.yaml", "until: 2027-03-01", "until: 2026-03-01")),
    lie("for ever", "mature", "OSC024", "warning", ("system.md", "until: 2028", "until: 2999")),
    lie("a mistyped year", MSP, "OSC024", "warning",
        ("system.md", "version-date: 2026", "version-date: 1906")),
    lie("a letter in place of a status", "mature", "SCO005", "warning",
        ("engagement.yaml", "customer: Pike Radar", "customer: Harrow Systems")),
    lie("a letter that nobody has", "mature", "SCO005", "warning",
        ("engagement.yaml", r"    location: .*\n", "")),
)  # fmt: skip


@pytest.mark.parametrize("told", LIES)
def test_a_lie_is_seen(told: Lie, tmp_path: Path) -> None:
    """With more of that code at that severity than the honest plan has."""
    root = tmp_path / "workspace"
    told.tell(lay_plan(told.plan, root))
    before = [
        row
        for row in read_note(told.plan)["findings"]
        if (row["code"], row["severity"]) == (told.code, told.severity)
    ]
    found = validate_plan(root)
    seen = [
        item for item in found if (item.code, item.severity.value) == (told.code, told.severity)
    ]
    lines = "\n".join(f"{item.path}:{item.line} {item.code} {item.message}" for item in found)
    assert len(seen) > len(before), lines


def judge(root: Path) -> Status:
    work, _ = systems.load_system(root, SYSTEM, oscal_documents.make_href_reader(root))
    assert work is not None
    return evaluate_system(work.system, work.baseline, AS_OF)


@cache
def honest() -> Status:
    return judge(ROOT)


@pytest.fixture
def enclave(tmp_path: Path) -> Path:
    """The example's own files with what they need to be judged, without its documents."""
    root = tmp_path / "workspace"
    for part in (".trestle", "catalogs", "profiles", f"ssp/{SYSTEM}"):
        shutil.copytree(ROOT / part, root / part)
    return root


def find(root: Path, code: str) -> list[Finding]:
    return [item for item in attestle.validate(root, as_of=AS_OF) if item.code == code]


def test_modules_that_are_not_validated_carry_no_claim(enclave: Path) -> None:
    """Stated as implemented and without its item it is an error, and no score is better for it."""
    for path in (enclave / f"ssp/{SYSTEM}/components").iterdir():
        text = path.read_text(encoding="utf-8")
        modules, found, rest = text.partition("cryptographic-modules:")
        changed = re.sub(r"status: (active|historical|in-process)", "status: not-validated", rest)
        path.write_text(modules + found + changed, encoding="utf-8")
    file = enclave / CRYPTOGRAPHY
    text = file.read_text(encoding="utf-8")
    text = re.sub(r"^partial-credit: .*\n", "", text, flags=re.M)
    text = text.replace("- State: partial", "- State: implemented")
    file.write_text(re.sub(r"^- Missing: .*\n", "", text, flags=re.M), encoding="utf-8")
    (enclave / f"ssp/{SYSTEM}/poam/fips-ingest-gateway.md").unlink()
    errors = [item for item in find(enclave, "BND014") if item.severity is Severity.ERROR]
    assert len(errors) == 1
    before, after = honest().scores, judge(enclave).scores
    for ours, theirs in (
        (after.implemented, before.implemented),
        (after.assessor_ready, before.assessor_ready),
    ):
        assert theirs is not None
        assert ours is None or ours <= theirs


@pytest.mark.parametrize("is_deleted", [True, False], ids=["deleted", "emptied"])
def test_an_inventory_that_went_is_missed(enclave: Path, is_deleted: bool) -> None:
    file = enclave / INVENTORY
    header = file.read_text(encoding="utf-8").split("\n")[0]
    file.unlink()
    if not is_deleted:
        file.write_text(header + "\n", encoding="utf-8")
    [finding] = find(enclave, "BND019")
    assert finding.severity is Severity.ERROR
    assert "3.4.1[d] is claimed" in finding.message


def test_wireless_is_not_applicable_with_wireless_laptops(enclave: Path) -> None:
    file = enclave / INVENTORY
    with file.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.reader(stream))
    column = rows[0].index("kinds")
    for row in rows[1:]:
        row[column] = "wireless" if "laptop" in row[2].lower() else ""
    with file.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows(rows)
    answer = enclave / f"ssp/{SYSTEM}/controls/AC/3.1.16.md"
    text = answer.read_text(encoding="utf-8")
    why = "- State: not-applicable\n- Rationale: no wireless\n- Approved: security-officer, 2026-11-02"
    answer.write_text(text.replace("- State: implemented", why), encoding="utf-8")
    [finding] = find(enclave, "BND018")
    assert finding.severity is Severity.WARNING
    assert "3.1.16[a], 3.1.16[b]: not applicable" in finding.message


def test_one_policy_for_everything_shows_no_operation(enclave: Path) -> None:
    """Cited for every objective it lowers what is ready for an assessor, and is counted."""
    for path in (enclave / f"ssp/{SYSTEM}/controls").glob("*/*.md"):
        text = path.read_text(encoding="utf-8")
        cited = re.sub(r"^- Evidence: .*$", "- Evidence: ev-policy-set", text, flags=re.M)
        path.write_text(cited, encoding="utf-8")
    before, after = honest(), judge(enclave)
    assert before.scores.assessor_ready is not None
    assert after.scores.assessor_ready is None or (
        after.scores.assessor_ready < before.scores.assessor_ready
    )
    counted = sum(item.policy_only for result in after.results for item in result.objectives)
    operating = [
        item
        for result in after.results
        for item in result.objectives
        if item.objective.demand == "operate" and item.answer.evidence and item.counts
    ]
    assert operating
    assert counted >= len(operating) - sum(item.rating == "not-applicable" for item in operating)
    assert counted > sum(
        item.policy_only for result in before.results for item in result.objectives
    )
