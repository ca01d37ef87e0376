"""What the plan tells of a system beside its answers: people, connections, laws, decisions, services,
assets, modules, owners, duties.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from types import MappingProxyType

from attestle.assess.system_status import evaluate_system
from attestle.model.baseline import Baseline, make_baseline
from attestle.model.components import Component, CryptographicModule
from attestle.model.evidence import EvidenceItem, EvidencePlace
from attestle.model.inventory import Asset
from attestle.model.people import Role, UserType
from attestle.model.providers import Provider
from attestle.model.system import System
from attestle.model.system_characteristics import Connection, Decision, DutySeparation, Zone
from attestle.model.workspace import Work
from attestle.render.forms import markdown
from attestle.render.kinds.ssp import PlanContent, build_plan
from building import DAY, answer, shipped, system

UNTIL = dt.date(2027, 11, 24)


def few(*labels: str) -> Baseline:
    return make_baseline(
        "cmmc-level-2", "A few requirements", tuple(shipped().by_label[label] for label in labels)
    )


OVER = few("3.1.1", "3.13.11")


def write_plan(made: System) -> str:
    status = evaluate_system(made, OVER, DAY)
    return markdown.write(build_plan(PlanContent(Work(made, OVER), status))).decode()


def read_section(text: str, title: str) -> str:
    """What stands under a heading up to the next one."""
    return text.split(f" {title}\n", 1)[1].partition("\n#")[0]


def test_people_are_counted_and_processes_are_not() -> None:
    made = system(OVER)
    users = (
        UserType("1", "staff", "Staff", privileged=False, count=18),
        UserType("2", "admins", "Administrators", privileged=True, count=6),
        UserType("3", "jobs", "Jobs", privileged=False, automated=True, count=11),
        UserType("4", "guests", "Guests", privileged=False, external=True, count=3),
    )
    made = replace(made, people=replace(made.people, users=users))
    text = read_section(write_plan(made), "1.3.1 Number of End Users and Privileged Users")
    assert "| Jobs | Automated, not privileged | 11 |" in text
    assert "| **People without privileges** |   | **18** |" in text
    assert "| **Administrators (privileged)** |   | **6** |" in text
    assert "| **All people of the organization** |   | **24** |" in text


def describe(made: System) -> System:
    facts = replace(
        made.characteristics,
        cage=("0ABC1",),
        laws=("A law",),
        contracts=("Contract 7",),
        zones=(Zone("dmz", "Edge zone", True), Zone("far", "Office net", False)),
        connections=(
            Connection("c", "gateway", "cloud", "TLS 1.3", True, "Sends drawings", "443"),
            Connection("d", "Portal", "gateway", "SSH", False, "Looks after it"),
        ),
        separation_of_duties=(DutySeparation("Asking", "Granting", "Two teams"),),
        decisions=(
            Decision("Mail stays outside", "No CUI in it", "The owner", DAY, UNTIL),
            Decision("Phones stay outside", "No CUI on them", "The owner", DAY),
        ),
    )
    module = CryptographicModule(
        "m", "Library", "active", "TLS", "#90001", standard="140-3", looked_up=DAY, protects="cui"
    )
    other = CryptographicModule("n", "Seal", "not-validated", "logs", protects="other")
    return replace(
        made,
        characteristics=facts,
        components=(
            Component(
                "g", "The Gateway", "software", "spa", "owner", slug="gateway", zone="dmz",
                cryptographic_modules=(module, other),
            ),
            Component(
                "h", "Cloud Host", "service", "cui", "owner", slug="cloud", provider="cloudy",
                purpose="Runs all", holds=("cui", "spd"),
            ),
            Component("i", "Mail", "service", "out-of-scope", "owner", slug="mail", vendor="Posty"),
        ),
        providers=(Provider("p", "Cloudy Inc", True, ("hosting",), "owner", slug="cloudy"),),
        assets=(
            Asset(
                "a", "AST-001", "Edge box", "cui", "gateway", "owner", "Room 1", make="Corbel",
                model="X1", serial="S-9", os="Edge OS 4", address="10.1.1.1",
                end_of_support=UNTIL, kinds=("mobile", "wireless-disabled"),
            ),
            Asset("b", "AST-002", "Shelf", "spa", "gateway", "owner", "Room 2"),
        ),
    )  # fmt: skip


def test_what_is_recorded_stands_in_its_place() -> None:
    text = write_plan(describe(system(OVER)))
    assert "| **CAGE code** | 0ABC1 |" in read_section(text, "1.2 Responsible Organization")
    laws = read_section(text, "1.5 Laws, Regulations and Contracts")
    assert "| **Laws and regulations** | • A law |" in laws
    assert "| **Contracts** | • Contract 7 |" in laws
    decisions = read_section(text, "1.6 Scope Decisions")
    days = f"{DAY.isoformat()} | 2027-11-24"
    assert f"| Mail stays outside | No CUI in it | The owner | {days} |" in decisions
    assert f"| The owner | {DAY.isoformat()} | no end recorded |" in decisions
    network = read_section(text, "2.2 Network and Topology")
    assert "| Edge zone | Yes | The Gateway |" in network
    assert "| Office net | No | no component |" in network
    flows = read_section(text, "2.7.2 Permitted Connections")
    assert "| The Gateway | Cloud Host | Sends drawings | TLS 1.3 | 443 | Yes |" in flows
    assert "| Portal | The Gateway | Looks after it | SSH | not recorded | No |" in flows
    duties = read_section(text, "2.9.3 Separation of Duties")
    assert "| Asking | Granting | Two teams |" in duties
    assert "gateway |" not in flows


def test_services_of_others_are_listed() -> None:
    text = read_section(write_plan(describe(system(OVER))), "2.6 External Service Providers")
    host = "| Cloud Host | [Cloudy Inc](#provider-cloudy) | Runs all |"
    assert f"{host} CUI, Security protection data | CUI asset |" in text
    assert "| Mail | Posty | not recorded | not recorded | Out-of-scope asset |" in text
    assert "| The Gateway |" not in text


def test_assets_and_modules_say_what_is_given() -> None:
    text = write_plan(describe(system(OVER)))
    cui = read_section(text, "2.5.1 CUI assets")
    assert (
        "| AST-001 | Edge box<br>mobile, wireless (switched off) | The Gateway | owner |"
        " Room 1<br>10.1.1.1 | Corbel X1, serial S-9 | Edge OS 4 | 2027-11-24 |" in cui
    )
    assert "Operating system" not in read_section(text, "2.5.2 Security protection assets")
    modules = read_section(text, "2.8 Cryptographic Modules")
    day = DAY.isoformat()
    assert (
        f"| Library | FIPS 140-3 | #90001<br>looked up {day} | Active | CUI | The Gateway |".replace(
            "#90001", "#<!-- -->90001"
        )
        in modules
    )
    assert "| Seal | not recorded | no certificate | Not validated | Other data |" in modules


def test_each_family_has_one_owner() -> None:
    made = system(OVER)
    role = Role("it", "IT Operations", ())
    people = replace(made.people, roles=(role,), families=MappingProxyType({"AC": role.id}))
    text = read_section(
        write_plan(replace(made, people=people)), "2.9.2 Accountable Owner of Each Family"
    )
    assert "| [Access Control (AC)](#family-AC) | IT Operations | not named |" in text
    assert (
        "| [System and Communications Protection (SC)](#family-SC) | not named | not named |"
        in text
    )


def test_evidence_stands_in_the_order_of_the_requirements() -> None:
    register = (
        EvidenceItem("z", "ev-late", "Late paper", "evidence/late.pdf", "owner", "ab" * 32, DAY),
        EvidenceItem("y", "ev-none", "Unused paper", "a cupboard", status="draft"),
        EvidenceItem(
            "x", "ev-early", "Early paper", owner="owner", collected=DAY, kind="record",
            cadence=30, locations=(EvidencePlace("https://store.example/a b"), EvidencePlace("x")),
        ),
    )  # fmt: skip
    made = system(
        OVER,
        {
            "3.1.1[b]": answer(evidence=("ev-early",)),
            "3.1.1[d]": answer(evidence=("ev-early",)),
            "3.13.11[a]": answer(evidence=("ev-late",)),
        },
        default=answer(evidence=()),
    )
    text = read_section(write_plan(replace(made, evidence=register)), "Appendix C Evidence Index")
    rows = [line for line in text.splitlines() if line.startswith("| ") and "paper" in line]
    assert ["Early" in rows[0], "Late" in rows[1], "Unused" in rows[2]] == [True] * 3
    assert "| Record | Final | 2026-11-24 | 2026-12-24 | owner |" in rows[0]
    assert "](<https://store.example/a b>)<br>x |" in rows[0]
    assert (
        "[3.1.1 Authorized Access Control](#requirement-3.1.1) [\\[b\\]](#objective-3.1.1-b)"
        " [\\[d\\]](#objective-3.1.1-d) |" in rows[0]
    )
    assert "| not recorded | Draft | not recorded | not recorded | not recorded |" in rows[2]
    assert rows[2].endswith("| no answer |")
