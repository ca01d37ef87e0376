"""What the pictures that people draw, and the places that pictures are drawn from, are held against."""

from __future__ import annotations

import datetime as dt
import time
from dataclasses import replace
from typing import Any

import pytest

from attestle.findings import Finding, Severity
from attestle.formats.mermaid_nodes import read_diagrams
from attestle.model.authored_values import Source
from attestle.model.components import Component
from attestle.model.inventory import Asset
from attestle.model.system import Diagram, Narrative, System
from attestle.model.system_characteristics import Connection, PlanChange, Zone
from attestle.model.workspace import Work, Workspace
from attestle.rules.picture_rules import RULES
from attestle.rules.rule_input import RuleInput
from attestle.rules.rule_runs import run_rules
from building import DAY, shipped, system

NETWORK = "ssp/demo/network.md"


def make(profile: str = "cmmc-level-2", **more: Any) -> RuleInput:
    parts = more.pop(
        "components",
        (
            Component("u1", "File store", "service", "cui", "it", zone="data", slug="store"),
            Component("u2", "Mail (hosted)", "service", "spa", "it", zone="data", slug="mail"),
        ),
    )
    baseline = shipped(profile)
    assets = (Asset("a", "A-1", "Disk", "cui", "store", "it"),)
    made: System = system(
        baseline, components=parts, assets=assets, network=more.pop("network", None)
    )
    facts: dict[str, Any] = {
        "zones": (Zone("data", "Data", True),),
        "connections": (Connection("k", "store", "mail", "TLS", False, "Work"),),
        **more,
    }
    made = replace(made, characteristics=replace(made.characteristics, **facts))
    return RuleInput(Workspace(works=(Work(made, baseline),)), DAY)


def check(facts: RuleInput) -> tuple[Finding, ...]:
    return run_rules(facts, RULES)


def write(*lines: str) -> Narrative:
    body = "\n".join(lines)
    text = f"Words.\n\n```mermaid\nflowchart LR\n{body}\n```\n"
    return Narrative("n", (), text, Source(NETWORK, "", 1, prose_line=5))


def test_what_has_cui_assets_stands_in_a_zone_where_there_are_zones() -> None:
    homeless = (Component("u1", "File store", "service", "cui", "it", slug="store"),)
    [found] = check(make(components=homeless))
    assert (found.code, found.severity) == ("BND027", Severity.WARNING)
    assert "File store" in found.message
    assert not check(make(components=homeless, zones=()))
    assert not check(make(components=(replace(homeless[0], provider="harbor"),)))
    [milder] = check(make("cmmc-level-1", components=homeless))
    assert milder.severity is Severity.NOTE
    assert "FCI" in milder.message


@pytest.mark.parametrize(
    ("what", "day", "is_told"),
    [
        ("File store moved", 20, True),
        ("The zone Data is new", 20, True),
        ("Mail at another host", 20, True),
        ("File stores elsewhere", 20, False),
        ("Yearly review", 20, False),
        ("File store moved", 10, False),
    ],
)
def test_a_picture_is_not_older_than_a_change_that_names_what_it_shows(
    what: str, day: int, is_told: bool
) -> None:
    source = Source(NETWORK, "/0", 4)
    picture = Diagram("d", "Network", "n.png", "alt", dt.date(2026, 10, 10), source)
    change = PlanChange("2", dt.date(2026, 10, day), what, "it")
    found = check(make(network=Narrative("n", (picture,), "Words."), changes=(change,)))
    assert [(item.code, item.line, item.severity) for item in found] == (
        [("BND028", 4, Severity.NOTE)] if is_told else []
    )


def test_a_diagram_shows_what_its_part_is_about() -> None:
    [found] = check(make(network=write('a["File store"]')))
    assert (found.code, found.path, found.line) == ("BND029", NETWORK, 7)
    assert "Mail (hosted)" in found.message
    assert not check(make(network=write('a["File store"] --> b["mail"]')))
    assert not check(make(network=write("store[(File store)]", "x(Mail<br/>inbox) --> store")))
    assert not check(make(network=write('a["Ticket is opened"] --> b["Ticket is closed"]')))


def test_a_node_of_nobody_is_a_note_with_the_nearest_name() -> None:
    [found] = check(make(network=write('a["File store"]', 'b["Mail"]', 'c["File stores"]')))
    assert (found.code, found.severity) == ("BND029", Severity.NOTE)
    assert '"File stores"' in found.message
    assert "File store" in found.hint


def test_labels_are_read_as_a_code_host_shows_them() -> None:
    text = (
        "```mermaid\nsequenceDiagram\n  A[x]->>B: hi\n```\n"
        "```mermaid\n%% note\ngraph TD\n  subgraph z1 [Zone]\n"
        '  a["Prime#39;s #quot;portal#quot;"] -->|"label [x]"| b(["**Bold** one<br>two"])\n'
        "  c{{Six}} --> d((Round))\n  end\n```\n```text\nflowchart LR\n x[no]\n```\n"
    )
    [diagram] = read_diagrams(text)
    assert diagram.names == ('Prime\'s "portal"', "Bold one", "Six", "Round")
    assert diagram.line == 4


def test_a_node_without_a_label_shows_its_id() -> None:
    text = (
        "```mermaid\n---\ntitle: Ours\n---\nflowchart LR\n"
        "  enclave-vdi --> store & mail-box\n  store -- reads [x] --> desk\n"
        '  desk -. "now and then" .-> hub:::wide\n  hub ==> l["A -- b -- c"]; l <--> last\n  last---l\n'
        "  style hub fill:#fff\n  class hub wide\n  end\n  n@{ shape: rect }\n```\n"
    )
    [diagram] = read_diagrams(text)
    assert diagram.names == (
        *("A -- b -- c", "enclave-vdi", "store", "mail-box", "desk", "hub", "last"),
    )
    found = check(make(network=write("store --> other")))
    assert sorted(item.severity.name for item in found) == ["NOTE", "WARNING"]
    assert not check(make(network=write("store --> mail", "mail -->|label| store")))


@pytest.mark.parametrize("sign", ["-. a ", "a.", ".", "-", "a -- ", "[", '"', "x[", "---\n", "& "])
def test_a_long_line_is_read_at_once(sign: str) -> None:
    text = f"```mermaid\nflowchart LR\n{sign * 20_000}\n```\n"
    started = time.process_time()
    list(read_diagrams(text))
    assert time.process_time() - started < 2
