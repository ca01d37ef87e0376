"""The example's plan, broken in one way that a lead assessor would stop at: what is done to its
files, and where the list of readiness has to say so.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

SYSTEM = "ssp/example-enclave"


@dataclass(frozen=True)
class BrokenPlan:
    """`point` is the id of the point that has to name it, `where` the end of the path that it names;
    `says` stands in what it says.
    """

    name: str
    point: str
    where: str
    change: Callable[[Path], None]
    says: str = ""


def swap(path: str, pattern: str, text: str, count: int = 1) -> Callable[[Path], None]:
    """Another text in the place of what a pattern finds; 0: of all that it finds."""

    def change(root: Path) -> None:
        file = root / SYSTEM / path
        before = file.read_text(encoding="utf-8")
        after, number = re.subn(pattern, text, before, count=count, flags=re.M | re.S)
        assert number, f"{path} has no {pattern}"
        file.write_text(after, encoding="utf-8")

    return change


def drop(path: str) -> Callable[[Path], None]:
    return lambda root: (root / SYSTEM / path).unlink()


def add(path: str, text: str) -> Callable[[Path], None]:
    def change(root: Path) -> None:
        with (root / path).open("a", encoding="utf-8") as file:
            file.write(text)

    return change


def both(*changes: Callable[[Path], None]) -> Callable[[Path], None]:
    def change(root: Path) -> None:
        for item in changes:
            item(root)

    return change


def _of_item(key: str, pattern: str, text: str) -> Callable[[Path], None]:
    """In the register, within one artifact."""
    return swap(
        "evidence.yaml", rf"(    id: {key}\n(?:(?!\n  - uuid).)*?){pattern}", rf"\g<1>{text}"
    )


ACCEPTED = """
[[accepted]]
code = "EVD004"
path = "ssp/example-enclave/controls/IA/3.5.6.md"
reason = "It is hard to show."
by = "The security officer"
date = 2026-11-16
"""
ASSESSMENT = """results:
  - uuid: 1f0c3a52-6f0e-4b52-9a0f-0a55f41f5a10
    objective: "3.3.1[a]"
    result: not-met
    assessor: security-officer
    date: 2026-11-20
    method: [examine]
    why: The list of events leaves out the kiosk.
"""
STATUS = "status: final\n  status-date: 2025-10-01\n  uid: S200000123"
BROKEN = (
    BrokenPlan("approved before there was the version", "plan-approved", "system.md",
               swap("system.md", r"(approvals:\n.{0,160}?date: )2026-11-16", r"\g<1>2025-01-16"), "on 2025-01-16"),
    BrokenPlan("support of an asset has ended", "scope-inventory", "inventory.csv",
               swap("inventory.csv", "2029-06-30", "2024-06-30"), "2024-06-30"),
    BrokenPlan("an agreement is still to come", "scope-connections", "system.md",
               swap("system.md", r"^( +agreement:) [^\n]*$", r"\1 TBD"), "no agreement"),
    BrokenPlan("an objective says nothing", "plan-answered", "AC/3.1.1.md",
               swap("controls/AC/3.1.1.md", r"^- State: implemented$", "- State:"), "[a]"),
    BrokenPlan("a requirement has no file", "plan-answered", "CM/3.4.2.md", drop("controls/CM/3.4.2.md")),
    BrokenPlan("a state lacks its reason", "plan-answered", "AC/3.1.9.md",
               swap("controls/AC/3.1.9.md", r"^- State: implemented$", "- State: planned")),
    BrokenPlan("an answer promises", "plan-described", "AT/3.2.1.md",
               swap("controls/AT/3.2.1.md", "Annex A of POL-02 is the", "Next year we will write the")),
    BrokenPlan("an answer has a blank to fill", "plan-described", "AU/3.3.7.md",
               swap("controls/AU/3.3.7.md", r"(@objective a -->\n(?:- [^\n]*\n)+\n)", r"\1TODO: name the clock.\n\n")),
    BrokenPlan("an answer is empty", "plan-described", "AT/3.2.1.md",
               swap("controls/AT/3.2.1.md", r"(@objective a -->\n(?:- [^\n]*\n)+\n).*?(?=\n## )", r"\1")),
    BrokenPlan("a file cannot be read", "plan-readable", "engagement.yaml",
               swap("engagement.yaml", r"^soc2:$", "soc2: [")),
    BrokenPlan("the boundary is not described", "scope-drawn", "boundary.md", drop("boundary.md")),
    BrokenPlan("the plan is old", "plan-reviewed", "system.md",
               swap("system.md", "ssp-reviewed: 2026-11-02", "ssp-reviewed: 2025-06-02")),
    BrokenPlan("nobody reviewed the plan", "plan-reviewed", "system.md",
               swap("system.md", "ssp-reviewed: 2026-11-02\n", "")),
    BrokenPlan("a later version than the approved one", "plan-approved", "system.md",
               swap("system.md", r'^version: "1.4"', 'version: "1.5"')),
    BrokenPlan("one of two approvals is missing", "plan-approved", "system.md",
               swap("system.md", r"  - role: security-officer\n    name: [^\n]*\n    title: [^\n]*\n    date: 2026-11-16\n"
                    r"    version: '1.4'\n    of: plan\n", ""), "security-officer"),
    BrokenPlan("the record of changes ends before", "plan-changes", "system.md",
               swap("system.md", r"(changes:\n  - version: )'1.4'", r"\1'1.3'")),
    BrokenPlan("a role that there is not answers", "plan-owners", "PE/3.10.1.md",
               swap("controls/PE/3.10.1.md", r"^owner: [^\n]*$", "owner: plant-office"), "plant-office"),
    BrokenPlan("a family has no owner", "plan-owners", "PE/3.10.1.md",
               both(swap("people.yaml", "  PE: facilities\n", ""),
                    swap("controls/PE/3.10.1.md", r"^owner: [^\n]*\n", "") )),
    BrokenPlan("a role answered its sheet two years ago", "plan-interviews", "people.yaml",
               swap("people.yaml", r"^( +)title: Facilities$", r"\1title: Facilities\n\1interviewed: 2024-11-20"),
               "more than 365 days ago"),
    BrokenPlan("nobody can be asked about a family", "plan-interviews", "people.yaml",
               both(swap("people.yaml", "  PE: facilities\n", ""),
                    swap("controls/PE/3.10.1.md", r"^owner: [^\n]*\n", "") ), "so nobody was asked"),
    BrokenPlan("the network has no picture", "scope-pictures", "network.md",
               swap("network.md", r"^diagrams:\n(?:  [^\n]*\n)+", ""), "no picture"),
    BrokenPlan("no connection is recorded", "scope-pictures", "system.md",
               swap("system.md", r"^connections:\n(?:  [^\n]*\n)+", ""), "no connections"),
    BrokenPlan("the plan is not assembled", "plan-assembled", "system-security-plan.json",
               swap("controls/AC/3.1.1.md", "It names 24 people", "It lists 24 people")),
    BrokenPlan("nobody decided on the marking", "plan-marked", "system.md",
               swap("system.md", r"^marking: CUI\nmarking-reason: .*?\nmarking-scheme: dod\n", "")),
    BrokenPlan("the scope is open", "scope-decided", "system.md",
               swap("system.md", "cui-scope: decided", "cui-scope: undecided")),
    BrokenPlan("the picture of the network is gone", "scope-drawn", "network.md",
               swap("network.md", r"file: diagrams/\S+", "file: diagrams/none.png")),
    BrokenPlan("no text on the flow of data", "scope-drawn", "data-flow.md", drop("data-flow.md")),
    BrokenPlan("an asset with CUI is out of scope", "scope-inventory", "inventory.csv",
               swap("inventory.csv", "AST-008,Sentry web front end and API,cui", "AST-008,Sentry web front end and API,out-of-scope")),
    BrokenPlan("the inventory is empty", "scope-inventory", "inventory.csv",
               swap("inventory.csv", r"\A([^\n]*\n).*", r"\1")),
    BrokenPlan("telephones, where none are said to be", "scope-agrees", "SC/3.13.14.md",
               swap("inventory.csv", r"(,AST-001,[^\n]*),remote-access$", r"\1,voip")),
    BrokenPlan("a connection without an agreement", "scope-connections", "system.md",
               swap("system.md", r"    agreement: Data exchange agreement DX-11[^\n]*\n", ""), "Customer data feed"),
    BrokenPlan("answers name a service that no list has", "scope-services", "AC/3.1.1.md",
               both(swap("controls/AC/3.1.1.md", r"(@component this-system -->\n\n)", r"\1A VPN concentrator stands beside it.\n"),
                    swap("controls/AT/3.2.1.md", r"(@component this-system -->\n\n)", r"\1The VPN concentrator keeps a log.\n"))),
    BrokenPlan("a provider has no matrix", "providers-matrix", "stratoforge.md", drop("providers/stratoforge.csv")),
    BrokenPlan("a cloud with CUI is not authorized", "providers-authorized", "stratoforge.md",
               swap("providers/stratoforge.md", r"^authorization:\n(?:  [^\n]*\n)+", "")),
    BrokenPlan("a provider without a contract", "providers-agreement", "lanternlog.md",
               swap("providers/lanternlog.md", r"^agreement: [^\n]*\n", "")),
    BrokenPlan("an answer cites nothing", "evidence-objectives", "AT/3.2.1.md",
               swap("controls/AT/3.2.1.md", r"^- Evidence: ev-training-records\n", "")),
    BrokenPlan("a policy alone is cited for what happens", "evidence-objectives", "AT/3.2.1.md",
               swap("controls/AT/3.2.1.md", r"^- Evidence: ev-training-records$", "- Evidence: ev-policy-set"), "policy"),
    BrokenPlan("an artifact is gone", "evidence-opens", "evidence.yaml",
               drop("evidence/access-review-2026-q3.csv"), "ev-access-review"),
    BrokenPlan("an artifact was changed", "evidence-hashes", "evidence.yaml",
               add(f"{SYSTEM}/evidence/access-review-2026-q3.csv", "one more row\n")),
    BrokenPlan("an artifact has no hash", "evidence-hashes", "evidence.yaml",
               _of_item("ev-access-review", "    sha256: [0-9a-f]+\n", ""), "ev-access-review"),
    BrokenPlan("an artifact is a year late", "evidence-current", "evidence.yaml",
               _of_item("ev-training-records", r"collected: \S+", "collected: 2025-01-10"), "ev-training-records"),
    BrokenPlan("cited evidence is a draft", "evidence-final", "evidence.yaml",
               _of_item("ev-access-roster", "status: final", "status: draft"), "ev-access-roster"),
    BrokenPlan("an artifact does not say what it is", "evidence-kinds", "evidence.yaml",
               _of_item("ev-access-roster", r"    kind: \S+\n", ""), "ev-access-roster"),
    BrokenPlan("an artifact has no owner", "evidence-owners", "evidence.yaml",
               _of_item("ev-access-roster", r"    owner: \S+\n", ""), "ev-access-roster"),
    BrokenPlan("the reviews of access stopped", "evidence-habits", "evidence.yaml",
               both(_of_item("ev-access-review", r"collected: \S+", "collected: 2025-11-03"),
                    swap("evidence.yaml", r"(?i)access review", "access list", 0)), "access reviews"),
    BrokenPlan("the training has no record", "evidence-recurring", "AT/3.2.1.md",
               swap("controls/AT/3.2.1.md", r"^- Evidence: ev-training-records, ev-policy-set$", "- Evidence: ev-policy-set")),
    BrokenPlan("not applicable without an approval", "not-applicable", "SC/3.13.14.md",
               swap("controls/SC/3.13.14.md", r"^- Approved: [^\n]*\n", "")),
    BrokenPlan("not applicable, approved by nobody of the plan", "not-applicable", "SC/3.13.14.md",
               swap("controls/SC/3.13.14.md", "Approved: risk-committee", "Approved: the-boss")),
    BrokenPlan("a module lost its certificate", "cryptography", "admin-gateway.md",
               swap("components/admin-gateway.md", r'    certificate: "#90341"\n', "")),
    BrokenPlan("an answer rests on a row for the whole", "taken-over", "AC/3.1.1.md",
               swap("controls/AC/3.1.1.md", r"^(- State: implemented\n)",
                    r"\1- Note: taken over from a.csv row 2, not looked at by objective\n")),
    BrokenPlan("the self-assessment found otherwise", "self-assessment", "assessment.yaml",
               add(f"{SYSTEM}/assessment.yaml", ASSESSMENT), "3.3.1[a]"),
    BrokenPlan("an open requirement has no item", "poam-allowed", "MP/3.8.4.md",
               drop("poam/media-distribution-labels.md")),
    BrokenPlan("an item is overdue", "poam-days", "audit-failure-alerts.md",
               swap("poam/audit-failure-alerts.md", "scheduled-completion: 2027-01-29", "scheduled-completion: 2026-11-01")),
    BrokenPlan("a milestone was missed", "poam-days", "audit-failure-alerts.md",
               swap("poam/audit-failure-alerts.md", "date: 2026-12-04", "date: 2026-10-04"), "Silence rule"),
    BrokenPlan("an exception was not reviewed", "exceptions", "test-rig-malware-scan.md",
               swap("exceptions/test-rig-malware-scan.md", "review-date: 2027-09-15", "review-date: 2026-10-15")),
    BrokenPlan("the plan is for a lower level", "aim", "engagement.yaml",
               swap("engagement.yaml", "target-level: 2", "target-level: 3")),
    BrokenPlan("nobody affirmed the status", "affirmation", "engagement.yaml",
               swap("engagement.yaml", "status: none", STATUS), "no affirmation"),
    BrokenPlan("a finding is set aside", "set-aside", "IA/3.5.6.md", add("attestle.toml", ACCEPTED)),
    BrokenPlan("reports go to a portal that is off", "dfars-report", "IR/3.6.2.md",
               swap("controls/IR/3.6.2.md", "DC3 incident collection, 72 hours", "DIBNet, 72 hours"), "2025-06-06"),
    BrokenPlan("nobody speaks of the 72 hours", "dfars-report", "system.md",
               both(*(swap(path, r"72[ -]hours?", "some hours", 0)
                      for path in ("system.md", "controls/IR/3.6.2.md", "controls/AC/3.1.22.md")))),
)  # fmt: skip
