"""The shipped catalogs and profiles against the tables of facts, row by row."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import json
import re
import unicodedata
from functools import cache
from typing import Any

from attestle.formats.shipped_facts import read_dated_fact
from building import shipped
from conftest import ROOT
from tables import check_each

Tree = dict[str, Any]
FACTS = ROOT / "tests/facts"
OWN = "urn:attestle:oscal"
POAM_CLASS = {
    "eligible": "eligible",
    "only_if_partial_3pt": "conditional",
    "never_points": "never",
    "never_listed": "never",
}


def rows(name: str) -> list[dict[str, str]]:
    with (FACTS / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def catalog(name: str) -> Tree:
    tree: Tree = json.loads((ROOT / f"catalogs/{name}/catalog.json").read_bytes())["catalog"]
    return tree


@cache
def profile_ids(name: str) -> tuple[str, ...]:
    body = json.loads((ROOT / f"profiles/{name}/profile.json").read_bytes())["profile"]
    assert body["merge"] == {"as-is": True}
    return tuple(body["imports"][0]["include-controls"][0]["with-ids"])


def prop(node: Tree, name: str, cls: str | None = None, own: bool = False) -> str | None:
    found = [
        item["value"]
        for item in node.get("props", ())
        if item["name"] == name and item.get("class") == cls and (item.get("ns") == OWN) is own
    ]
    assert len(found) <= 1
    return found[0] if found else None


def parts(control: Tree, name: str) -> list[Tree]:
    return [part for part in control["parts"] if part["name"] == name]


R2 = "nist-sp-800-171-r2"
REQUIREMENTS = rows("requirements_r2.csv")
OBJECTIVES = rows("objectives_r2.csv")
CRITERIA = rows("tsc_ids.csv")


@cache
def r2_controls() -> dict[str, Tree]:
    return {
        control["id"]: control for group in catalog(R2)["groups"] for control in group["controls"]
    }


@cache
def criteria() -> dict[str, Tree]:
    return {
        control["id"]: control
        for category in catalog("soc2-tsc-2017")["groups"]
        for series in category["groups"]
        for control in series["controls"]
    }


def control_of(row: dict[str, str]) -> Tree:
    return r2_controls()[f"SP_800_171r2_{row['id_padded']}"]


def test_families() -> None:
    expected = dict.fromkeys(
        (row["id"].rpartition(".")[0], row["family"], row["family_name"]) for row in REQUIREMENTS
    )
    groups = catalog(R2)["groups"]
    assert [
        (prop(group, "label"), prop(group, "family", own=True), group["title"]) for group in groups
    ] == list(expected)
    assert [group["id"] for group in groups] == [
        f"SP_800_171r2_03.{number:02d}" for number in range(1, 15)
    ]


def test_requirements_are_those_of_the_facts_in_order() -> None:
    assert list(r2_controls()) == [f"SP_800_171r2_{row['id_padded']}" for row in REQUIREMENTS]


@check_each("row", REQUIREMENTS, ids=lambda row: row["id"])
def test_requirement(row: dict[str, str]) -> None:
    control = control_of(row)
    assert control["title"] == row["title"]
    assert prop(control, "label") == row["id"]
    assert prop(control, "label", "cmmc") == row["cmmc_l2_id"]
    assert prop(control, "sort-id") == row["id_padded"]
    assert prop(control, "requirement-type", own=True) == row["type"]
    assert prop(control, "points", own=True) == (
        None if row["points"] == "NA" else row["points_max"] or row["points"]
    )
    assert prop(control, "points-partial", own=True) == (row["points_partial"] or None)
    assert prop(control, "poam-class", own=True) == POAM_CLASS[row["l2_poam"]]
    assert prop(control, "text", own=True) == "summary"
    assert [part["id"] for part in parts(control, "statement")] == [f"{control['id']}_smt"]
    assert [part["id"] for part in parts(control, "guidance")] == [f"{control['id']}_gdn"]


@check_each("row", REQUIREMENTS, ids=lambda row: row["id"])
def test_links_of_a_requirement(row: dict[str, str]) -> None:
    control = control_of(row)
    resources = {item["uuid"]: item["title"] for item in catalog(R2)["back-matter"]["resources"]}
    by_rel: dict[str, list[str]] = {}
    for link in control["links"]:
        assert resources[link["href"][1:]]
        by_rel.setdefault(link["rel"], []).append(link.get("resource-fragment", ""))
    assert by_rel.get("corresponds-to", []) == [
        item for item in row["sp800_53r4"].split(";") if item
    ]
    assert prop(control, "r3-successor", own=True) == (
        "unresolved" if row["id"] == "3.1.13" else None
    ), "disagreements.csv: both readings are kept"
    assert by_rel.get("successor", []) == [item for item in row["r3_successor"].split(";") if item]
    unresolved = prop(control, "sp800-53r4-links", own=True)
    # disagreements.csv settles 3.12.4 (one source reads PL-2, the other nothing); all other
    # disagreements stay open
    expected = row["sp800_53_agree"] == "no" and row["id"] != "3.12.4"
    assert unresolved == ("unresolved" if expected else None), (
        "disagreeing sources are said to disagree"
    )


@check_each("row", rows("cmmc_l1.csv"), ids=lambda row: row["cmmc_l1_id"])
def test_level_1(row: dict[str, str]) -> None:
    for label in row["r2_ids"].split(";"):
        control = next(item for item in r2_controls().values() if prop(item, "label") == label)
        assert prop(control, "level-1-id", own=True) == row["cmmc_l1_id"]
        assert prop(control, "far-paragraph", own=True) == row["far_paragraph"]
    carried = sum(
        len(parts(item, "assessment-objective"))
        for item in r2_controls().values()
        if prop(item, "label") in row["r2_ids"].split(";")
    )
    assert carried == int(row["objectives"])


def test_only_level_1_requirements_carry_its_ids() -> None:
    expected = {label for row in rows("cmmc_l1.csv") for label in row["r2_ids"].split(";")}
    assert {
        prop(item, "label") for item in r2_controls().values() if prop(item, "level-1-id", own=True)
    } == expected


@check_each("row", OBJECTIVES, ids=lambda row: row["objective_id_nist"])
def test_objective(row: dict[str, str]) -> None:
    control = next(item for item in r2_controls().values() if prop(item, "label") == row["req_id"])
    letter = row["letter"] or "a"
    part = next(
        item
        for item in parts(control, "assessment-objective")
        if item["id"] == f"{control['id']}_obj.{letter}"
    )
    assert prop(part, "letter", own=True) == letter
    # SP 800-171A letters only where there are several; the CMMC guides and our ids always
    assert prop(part, "label") == row["objective_id_nist"]
    assert prop(part, "label", "cmmc") == row["objective_id_cmmc"]
    assert prop(part, "text", own=True) == "summary"
    text = part["prose"].strip()
    assert len(text.split()) >= 4
    assert text.rstrip(".").lower() != row["label_own_words"].lower(), (
        "an objective says more than its label"
    )


def test_every_requirement_has_exactly_its_objectives() -> None:
    expected = {row["id"]: list(row["objective_letters"] or "a") for row in REQUIREMENTS}
    found = {
        prop(item, "label"): [
            prop(part, "letter", own=True) for part in parts(item, "assessment-objective")
        ]
        for item in r2_controls().values()
    }
    assert found == expected
    assert sum(len(letters) for letters in found.values()) == 320


@check_each("row", REQUIREMENTS, ids=lambda row: row["id"])
def test_a_statement_covers_each_of_its_objectives(row: dict[str, str]) -> None:
    """Each objective names the words of the statement that it tests, and no two have the same text."""
    control = control_of(row)
    statement = parts(control, "statement")[0]["prose"]
    texts = []
    for part in parts(control, "assessment-objective"):
        words = prop(part, "statement-words", own=True)
        assert words
        assert words in statement
        texts.append(part["prose"])
    assert len(set(texts)) == len(texts)
    assert statement not in texts or len(texts) == 1
    assert len(parts(control, "guidance")[0]["prose"].split()) >= 25


@check_each("row", REQUIREMENTS, ids=lambda row: row["id"])
def test_methods_name_what_to_look_at(row: dict[str, str]) -> None:
    methods = parts(control_of(row), "assessment-method")
    assert [prop(part, "method") for part in methods] == ["EXAMINE", "INTERVIEW", "TEST"]
    for part in methods:
        (objects,) = part["parts"]
        assert re.fullmatch(r"(- \S.*\n?)+", objects["prose"])


def test_no_two_texts_of_the_catalog_are_alike() -> None:
    texts = [
        part["prose"]
        for control in r2_controls().values()
        for part in control["parts"]
        if part["name"] in ("statement", "guidance", "assessment-objective")
    ]
    assert len(set(texts)) == len(texts)


def test_criteria_are_those_of_the_facts_in_order() -> None:
    assert list(criteria()) == [row["id"].lower() for row in CRITERIA]


@check_each("row", CRITERIA, ids=lambda row: row["id"])
def test_criterion(row: dict[str, str]) -> None:
    control = criteria()[row["id"].lower()]
    assert prop(control, "label") == row["id"]
    assert prop(control, "category", own=True) == row["category"]
    assert prop(control, "coso-principle", own=True) == (row["coso_principle"] or None)
    assert prop(control, "points-of-focus", own=True) == row["points_of_focus_2022"]
    assert prop(control, "text", own=True) == "summary"
    assert len(parts(control, "statement")[0]["prose"].split()) >= 8
    assert control["title"]


def test_series_of_criteria() -> None:
    expected = list(
        dict.fromkeys((row["category"], row["id"].partition(".")[0]) for row in CRITERIA)
    )
    found = [
        (category["title"], prop(series, "label"))
        for category in catalog("soc2-tsc-2017")["groups"]
        for series in category["groups"]
    ]
    assert found == expected


def test_profiles() -> None:
    assert profile_ids("cmmc-level-2") == tuple(r2_controls())
    level_1 = {label for row in rows("cmmc_l1.csv") for label in row["r2_ids"].split(";")}
    assert {prop(r2_controls()[item], "label") for item in profile_ids("cmmc-level-1")} == level_1
    assert len(profile_ids("cmmc-level-1")) == 17
    assert (
        sum(
            len(parts(r2_controls()[item], "assessment-objective"))
            for item in profile_ids("cmmc-level-1")
        )
        == 59
    )
    assert profile_ids("soc2-security") == tuple(
        row["id"].lower() for row in CRITERIA if row["category"] == "Security"
    )
    chosen = ("Security", "Availability", "Confidentiality")
    assert profile_ids("soc2-security-availability-confidentiality") == tuple(
        row["id"].lower() for row in CRITERIA if row["category"] in chosen
    )


def digest(text: str) -> str:
    """As the table of digests takes it: letters and digits only, in lower case."""
    folded = unicodedata.normalize("NFKC", text).lower()
    return hashlib.sha256(re.sub(r"[^a-z0-9]", "", folded).encode()).hexdigest()


def test_no_sentence_is_the_publishers() -> None:
    """Every statement and objective is in our own words, at both levels and sentence by sentence."""
    table = rows("official_digests_r2.csv")
    assert len(table) == len(OBJECTIVES) + len(REQUIREMENTS)
    official = {row["sha256"] for row in table}
    for profile in ("cmmc-level-1", "cmmc-level-2"):
        for item in shipped(profile).requirements:
            for text in (item.statement, item.guidance, *(one.text for one in item.objectives)):
                for part in (text, *re.split(r"(?<=[.:;]) ", text)):
                    assert digest(part) not in official, f"{item.label}: {part}"


def test_the_end_of_fips_140_2_is_one_record() -> None:
    """Guidance and rules say it from the same data, with its day and what is unresolved."""
    fact = read_dated_fact("fips-140-2-sunset")
    assert (fact.since_earliest, fact.since) == (dt.date(2026, 9, 21), dt.date(2026, 9, 22))
    assert not fact.holds_on(fact.since_earliest)
    assert fact.holds_on(dt.date(2026, 11, 27))
    assert {"existing-applications", "new-applications"} <= set(fact.statements)
    assert fact.sources
    assert any("DoD" in text for text in fact.unresolved)
    assert str(fact.as_of) in fact.says
    requirement = shipped().by_label["3.13.11"]
    assert fact.says in requirement.guidance
    others = [item.guidance for item in shipped().requirements if item is not requirement]
    assert not [text for text in others if "140-2" in text]


def test_what_is_dated_says_its_day() -> None:
    """A text that names a portal, a phase or a number of a class deviation says as of when."""
    net_new = ROOT / "tools/content/crosswalk/net-new.yaml"
    spoken = [item.guidance for item in shipped().requirements]
    spoken += re.split(r"^- id: ", net_new.read_text(encoding="utf-8"), flags=re.M)
    for text in map(" ".join, map(str.split, spoken)):
        if re.search(r"DIBNet|Phase [1-4]|52\.240|240-7997|banner at top", text):
            assert re.search(r"[Aa]s of 20\d\d-\d\d-\d\d", text), text
        assert "replaced by" not in text or "FAR" not in text, text


def test_no_builder_reads_the_facts() -> None:
    for path in (ROOT / "tools").rglob("*.py"):
        assert "tests/facts" not in path.read_text(encoding="utf-8"), path
