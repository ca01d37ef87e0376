"""What nobody recorded is not recorded: a plan denies nothing that its author did not deny."""

from __future__ import annotations

import re
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import pytest

from attestle.assess.system_status import evaluate_system
from attestle.model.authored_values import StatedNone
from attestle.model.baseline import Baseline, make_baseline
from attestle.model.components import Component, CryptographicModule
from attestle.model.documented_exceptions import DocumentedException
from attestle.model.evidence import EvidenceItem
from attestle.model.inventory import Asset
from attestle.model.people import People, UserType
from attestle.model.providers import MatrixReference, Provider
from attestle.model.system import System
from attestle.model.system_characteristics import InformationType, Interconnection
from attestle.model.workspace import Work, make_workspace
from attestle.render.forms import markdown
from attestle.render.kinds.ssp import PlanContent, build_plan
from attestle.rules import plan_rules
from attestle.rules.rule_input import RuleInput
from building import DAY, answer, shipped, system

# What the tool itself knows may be denied: that no entry is recorded, that no answer is written
KNOWN = "answer|exception|item|evidence|history|acronym|assessment objective|requirement"
DENIALS = re.compile(rf"\b(?i:none|no other|nobody|zero)\b|\bNo (?!(?:{KNOWN})\b)|\*\*0\*\*")
PLAN = "3.12.4"
OVER: Baseline = make_baseline("cmmc-level-2", "The plan", (shipped().by_label[PLAN],))


def build_empty(**facts: Any) -> System:
    """A system of which nothing is known but its name."""
    made = system(OVER, default=answer("", prose="", evidence=()), evidence=())
    return replace(
        made,
        answers=MappingProxyType({}),
        characteristics=replace(made.characteristics, **facts),
    )


def write_plan(made: System) -> str:
    status = evaluate_system(made, OVER, DAY)
    return markdown.write(build_plan(PlanContent(Work(made, OVER), status))).decode()


def part(text: str, title: str) -> str:
    """What stands under a heading that has this title, to the next heading."""
    [(found)] = re.findall(rf"^#+ [^\n]*{re.escape(title)}\n(.*?)(?=^#+ |\Z)", text, re.M | re.S)
    return str(found).strip()


def drop_question(text: str) -> str:
    """Without what the catalog and the tool say of every plan."""
    opening = text.split("## 1 ")[1]
    asked = re.sub(r"^\| \*\*3\.12\.4.*?\|.*?\|", "", opening, flags=re.M)
    asked = re.sub(r"^A box is checked.*", "", asked, flags=re.M)
    return re.sub(r"^\*\*Requirement.*", "", asked, flags=re.M)


def test_an_empty_plan_denies_nothing() -> None:
    text = drop_question(write_plan(build_empty()))
    found = [line for line in text.splitlines() if DENIALS.search(line)]
    assert [line for line in found if not line.startswith("| **All** |")] == []
    assert "- [x]" not in text


@pytest.mark.parametrize(
    ("key", "title", "what"),
    [
        ("interconnections", "Interconnections", "interconnections"),
        ("external_services", "External Service Providers", "external service providers"),
        ("cryptographic_modules", "Cryptographic Modules", "cryptographic modules"),
    ],
)
def test_none_stands_only_where_the_author_wrote_it(key: str, title: str, what: str) -> None:
    silent = part(write_plan(build_empty()), title)
    assert silent == f"Not recorded: this plan does not say yet whether there are {what}."
    value = StatedNone() if key == "interconnections" else "none"
    stated = part(write_plan(build_empty(**{key: value})), title)
    assert stated == f"None: the organization states that there are no {what}."


def test_half_told_entries_say_what_is_not_recorded() -> None:
    made = replace(
        build_empty(
            information_types=(InformationType("i", "Drawings", "Of parts"),),
            interconnections=(Interconnection("c", "Portal", "Files", "incoming"),),
        ),
        people=People(
            "organization", (), (), (UserType("u", "users", "Users"), UserType("v", "w", "Admins", privileged=True, count=2))
        ),
        components=(
            Component("k", "Store", "software", "cui", "owner", slug="store", cryptographic_modules=(
                CryptographicModule("m", "Library", "in-process", "disks"),
            )),
        ),
        assets=(
            Asset("a", "A-1", "Server", "cui", "", "owner", cui=("stores",)),
            Asset("b", "A-2", "Other", "cui", "store", "owner"),
        ),
        providers=(Provider("p", "Cloud", True, ("hosting",), "owner", slug="cloud"),),
        evidence=(EvidenceItem("e", "ev-x", "Paper", "a place"),),
        exceptions=(DocumentedException("x", "Old press", "enduring-exception", ("3.12.4",)),),
    )  # fmt: skip
    text = drop_question(write_plan(made))
    found = [line for line in text.splitlines() if DENIALS.search(line)]
    assert [line for line in found if not line.startswith("| **All** |")] == []
    for line in (
        "| **System categorization** | not recorded |",
        "| Drawings | not recorded | Of parts | not recorded | not recorded | not recorded |",
        "| Users | not recorded | not recorded |",
        "| **Administrators (privileged)** |   | **2**<br>not all recorded |",
        "| Library | not recorded | not recorded | In process |",
        "| **CUI** | not recorded |",
        "| **Security protection data** | not recorded |",
        "| **Authorization** | not recorded |",
    ):
        assert line in text, line


def test_what_the_author_denied_is_denied() -> None:
    none = Provider(
        "p", "Cloud", True, ("hosting",), "owner", cui=StatedNone(),
        security_protection_data=False, slug="cloud",
    )  # fmt: skip
    text = write_plan(replace(build_empty(), providers=(none,)))
    assert "| **CUI** | none |" in text
    assert "| **Security protection data** | No |" in text


def test_a_matrix_by_reference_is_named_and_gives_no_row() -> None:
    told = MatrixReference("Shared duties", "https://cloud.example/duties", "3", DAY)
    cloud = Provider("p", "Cloud", True, ("hosting",), "owner", slug="cloud", matrix=told)
    text = write_plan(replace(build_empty(), providers=(cloud,)))
    assert "**Published by the provider:** Shared duties, version 3, 2026-11-24" in text
    assert "*Rows of a responsibility matrix are not recorded.*" in text


def run_rules(made: System, unread: frozenset[str] = frozenset()) -> list[str]:
    facts = RuleInput(make_workspace((), (Work(made, OVER),), frozenset()), DAY, unread)
    return [item.code for rule in plan_rules.RULES for item in rule(facts)]


def test_silence_is_asked_about_once_the_plan_is_claimed() -> None:
    claimed = system(OVER)
    assert run_rules(claimed) == ["SSP024"] * 3
    assert run_rules(system(OVER, default=answer("planned"))) == []
    assert run_rules(build_empty()) == []
    none: dict[str, Any] = {"interconnections": StatedNone(), "external_services": "none"}
    facts = replace(claimed.characteristics, cryptographic_modules="none", **none)
    assert run_rules(replace(claimed, characteristics=facts)) == []


def test_of_what_cannot_be_read_nobody_says_that_it_is_not_there() -> None:
    unread = frozenset({"ssp/demo/providers/cloud.md", "ssp/demo/components/store.md"})
    assert run_rules(system(OVER), unread) == ["SSP024"], "interconnections, in system.md"
