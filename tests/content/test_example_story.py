"""The example's files tell one story: what stands in several of them agrees."""

from __future__ import annotations

import csv
import re
from collections import Counter
from functools import cache

from attestle.assess.scores import Unmet
from attestle.assess.system_status import Status, evaluate_system
from attestle.model.workspace import Work
from attestle.store import oscal_documents, systems
from conftest import AS_OF, ROOT

FOLDER = ROOT / "ssp/example-enclave"


@cache
def work() -> Work:
    found, _ = systems.load_system(ROOT, "example-enclave", oscal_documents.make_href_reader(ROOT))
    assert found is not None
    return found


@cache
def status() -> Status:
    return evaluate_system(work().system, work().baseline, AS_OF)


def page(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")


def rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / "evidence" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_each_item_has_the_kind_that_170_21_gives_it() -> None:
    """`poam` is what a conditional status could carry, `remediation` what it could not."""
    unmet = {item.requirement.label: item for item in status().results if not item.met}
    for item in work().system.poam:
        pairs = map(work().baseline.find_requirement_of, item.objectives)
        results = [unmet[found.label] for found in pairs if found and found.label in unmet]
        if not results:
            assert item.kind == "operational", item.slug
            continue
        carried = all(Unmet(one.requirement, one.partial).poam_allowed for one in results)
        assert item.kind == ("poam" if carried else "remediation"), item.slug


def test_the_plan_of_action_is_counted_as_it_is() -> None:
    kinds = Counter(item.kind for item in work().system.poam)
    table = re.findall(r"^\| `(\w+)` \| .* \| (\d+) \|$", page("controls/CA/3.12.2.md"), re.M)
    assert {kind: int(number) for kind, number in table} == kinds
    exported = {row["item"]: row["kind"] for row in rows("3.12.2[c] action-plan-status.csv")}
    assert exported == {item.slug: item.kind for item in work().system.poam}


def test_the_scanner_has_a_way_to_what_it_scans() -> None:
    """A flow of a security tool stands in the network, its table, the port register, the picture
    and the rules that watch and filter that line."""
    network = page("network.md")
    app = next(line for line in network.splitlines() if line.startswith("| app |"))
    assert "Sievescan" in app
    assert "sg-sievescan" in network
    assert "Sievescan" in work().system.network.diagrams[0].alt  # type: ignore[union-attr]
    ports = page("controls/CM/3.4.7.md")
    assert len(re.findall(r"^\| [^|]+ \| Sievescan and hosts", ports, re.M)) == 2
    lines = page("controls/SC/3.13.1.md")
    assert "nor from Sievescan in an announced" in " ".join(lines.split())
    assert "`sg-sievescan`" in lines
    svg = (ROOT / "tools/content/example-diagrams/network.svg").read_text(encoding="utf-8")
    assert ">scan</text>" in svg


def test_the_connections_are_those_of_the_port_register() -> None:
    """Each end exists, and a port that the register names is one of a connection."""
    system = work().system
    facts = system.characteristics
    ends = {item.slug for item in system.components}
    ends |= {item.slug for item in system.providers}
    ends |= {item.title for item in facts.interconnections}
    assert facts.connections
    assert {end for item in facts.connections for end in (item.from_, item.to)} <= ends
    scans = [item for item in facts.connections if item.purpose.startswith("Sievescan examines")]
    assert {item.to for item in scans} == {
        "enclave-hosts", "forgeyard", "enclave-vdi", "admin-gateway",
    }  # fmt: skip
    assert all("announced runs" in item.purpose and not item.cui for item in scans)
    register = re.findall(r"^\| ([\d, ]+) \|", page("controls/CM/3.4.7.md"), re.M)
    ports = {port for line in register for port in line.replace(" ", "").split(",")} - {"53", "123"}
    used = {port for item in facts.connections for port in re.findall(r"\d+", item.ports or "")}
    assert used == ports


def test_each_kind_of_asset_in_scope_is_scanned_somehow() -> None:
    table = page("controls/RA/3.11.2.md")
    for words in (
        "hosts, desktops", "public addresses", "managed PostgreSQL", "media kiosk", "kiosk firewall",
        "managed laptops", "Gatehouse", "recorder", "printer, test rig", "Lanternlog", "Trussbook",
    ):  # fmt: skip
        assert re.search(rf"^\|.*{words}.*\|$", table, re.M), words


def test_a_yearly_control_without_an_occurrence_is_a_deviation() -> None:
    with (ROOT / "tools/content/example-soc2/controls.csv").open(encoding="utf-8") as file:
        controls = list(csv.DictReader(file))
    report = work().system.engagement.soc2
    assert report is not None
    deviating = {(item.control or "").partition(":")[0] for item in report.deviations}
    for row in controls:
        regular = row["Frequency"] not in ("per event", "continuous")
        assert not (regular and "no occurrence" in row["Test Result"]), row["Control ID"]
        noted = row["Test Result"].startswith("Exception noted")
        assert noted == (row["Control ID"] in deviating), row["Control ID"]


def test_the_inventory_has_what_the_answers_say_of_it() -> None:
    """Laptops stand in grouped rows; their serial numbers are in the export behind it."""
    grouped = {asset.id: asset.name for asset in work().system.assets}
    for label in ("3.1.18", "3.1.19"):
        text = page(f"controls/AC/{label}.md")
        for identity in ("AST-030", "AST-031", "AST-043"):
            assert identity in text
            assert re.search(r", \d+$", grouped[identity])
        assert "CMDB export" in text


def test_validated_says_which_standard() -> None:
    """FIPS 140-2 and 140-3 end on different days, so a statement names one and its own day."""
    vague = re.compile(r"FIPS(?: |\n)140(?!-[23])|(?<!not )FIPS-validated (?!module\.)")
    for path in [*FOLDER.rglob("*.md")]:
        own = path.read_text(encoding="utf-8").partition("<!-- written by attestle")
        assert not vague.search(own[2] or own[0]), path
    stated = [one for item in work().system.components for one in item.cryptographic_modules]
    assert {one.standard for one in stated if one.certificate} == {"140-3"}
    assert all(one.looked_up for one in stated if one.certificate)
    modules = rows("3.13.11[a] crypto-modules.csv")
    certified = [row for row in modules if row["certificate"].startswith("#")]
    assert {row["standard"] for row in certified} == {"140-3"}
