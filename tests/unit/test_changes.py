"""What `diff` says: each key with its value before and after, and a new name as one."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import yaml

from attestle.assess.changes import Changes, Compared
from attestle.assess.status_comparison import compare_statuses
from attestle.assess.system_status import evaluate_system
from attestle.model.components import Component
from attestle.model.engagement import CmmcAim, Engagement, Soc2Report
from attestle.model.inventory import Asset
from attestle.model.milestones import PoamItem
from attestle.model.objective_answers import ComponentAnswer
from attestle.model.people import Party, People, Role
from attestle.model.providers import MatrixRow, Provider
from attestle.model.system import System
from attestle.model.system_characteristics import PlanChange
from attestle.render.forms import markdown, text
from attestle.render.kinds.diff_lines import build_diff_lines
from attestle.render.kinds.diff_report import build_diff_report
from building import CURRENT, DAY, answer, shipped, system

DOOR = Component("c1", "Doorkeeper", "service", "spa", "it", slug="doorkeeper")
PEOPLE = People(
    "office",
    (Party("p1", "office", "The Office"),),
    (Role("it", "IT", ("office",)),),
    (),
    MappingProxyType({"AC": "it", "AU": "it"}),
)
PROVIDER = Provider(
    "v1", "Harbor", True, ("hosting",), "it", slug="harbor",
    matrix_rows=(MatrixRow("3.1.1[a]", "shared", "keeps it"), MatrixRow("3.1.1[b]", "provider")),
)  # fmt: skip
REPORT = Soc2Report("s1", "type-2", ("security",), "unqualified", "Auditor", True)


def base() -> System:
    made = system(
        shipped(),
        {"3.1.1[a]": answer(evidence=("ev",), by_component={"doorkeeper": "It refuses."})},
        components=(DOOR,),
        providers=(PROVIDER,),
        assets=(Asset("a1", "host-1", "Host", "cui", "doorkeeper", "it"),),
        engagement=Engagement(REPORT, CmmcAim("m1", 2, "self")),
    )
    made = replace(made, people=PEOPLE)
    section = ComponentAnswer(
        "doorkeeper", ("a",), title="Doorkeeper", prose="It refuses strangers."
    )
    return with_answer(made, components=(section,))


def with_answer(made: System, **changes: Any) -> System:
    """The answer to 3.1.1 changed."""
    [key] = [key for key, item in made.answers.items() if item.label == "3.1.1"]
    return replace(
        made,
        answers=MappingProxyType({**made.answers, key: replace(made.answers[key], **changes)}),
    )


def compare(new: System, old: System | None = None) -> Changes:
    sides = [evaluate_system(side, shipped(), DAY) for side in (old or base(), new)]
    return compare_statuses(*sides)


def lines(new: System, old: System | None = None) -> list[str]:
    """What the text form says below its head."""
    compared = Compared("demo", "Demo", "v1", "", DAY, "changed", compare(new, old))
    assert "\n" in markdown.write(build_diff_report(compared)).decode()
    return text.write(build_diff_lines(compared)).decode().split("\n")[3:-1]


def test_nothing_changed() -> None:
    assert compare(base()).is_empty


def test_the_head_of_a_requirement() -> None:
    new = with_answer(base(), owner="security", parameters={"p-1": ("four", "five")})
    assert lines(new) == [
        "3.1.1 Authorized Access Control",
        "  owner: owner → security",
        "  parameters p-1: four five",
    ]


def test_a_section_of_a_component() -> None:
    [section] = base().answers["SP_800_171r2_03.01.01"].components
    new = with_answer(
        base(), components=(replace(section, objectives=("a", "b"), status="planned"),)
    )
    assert lines(new) == [
        "3.1.1 Authorized Access Control",
        "  Doorkeeper: Objectives: a → a, b; Status: planned",
    ]


def test_people_engagement_matrix_and_entries_say_what_was_and_what_is() -> None:
    made = base()
    rows = (replace(PROVIDER.matrix_rows[0], responsibility="provider"),)
    new = replace(
        made,
        people=replace(
            PEOPLE,
            parties=(Party("p1", "office", "The Office", email="a@b.example"),),
            families=MappingProxyType({"AC": "security", "AU": "it"}),
        ),
        engagement=Engagement(replace(REPORT, opinion="qualified"), CmmcAim("m1", 1, "self")),
        providers=(replace(PROVIDER, matrix_rows=rows),),
        components=(replace(DOOR, category="cui", vendor="Door Ltd"),),
        evidence=(replace(CURRENT, collected=DAY), *made.evidence[1:]),
        characteristics=replace(
            made.characteristics,
            version="2",
            changes=(PlanChange("2", DAY, "A yearly review", "The Office"),),
        ),
    )
    assert lines(new) == [
        "component doorkeeper changed: category: spa → cui; vendor: Door Ltd",
        "provider harbor changed: matrix row 3.1.1[a] responsibility: shared → provider;"
        " matrix row 3.1.1[b]: objective 3.1.1[b]; responsibility provider → removed",
        "evidence ev changed: collected: 2026-11-14 → 2026-11-24",
        "system changed: version: 1 → 2; changes 2026-11-24: version 2; date 2026-11-24;"
        " what A yearly review; by The Office",
        "people changed: parties office email: a@b.example; families AC: it → security",
        "engagement changed: soc2 opinion: unqualified → qualified; cmmc target-level: 2 → 1",
    ]


def test_a_new_name_is_one_line() -> None:
    """Whatever names it follows; the uuid says that it is the same."""
    made = base()
    [section] = made.answers["SP_800_171r2_03.01.01"].components
    key = "SP_800_171r2_03.01.01"
    objectives = {
        letter: replace(
            item,
            evidence=tuple("evidence-1" if name == "ev" else name for name in item.evidence),
            by_component={"okta": "It refuses."} if item.by_component else {},
        )
        for letter, item in made.answers[key].objectives.items()
    }
    new = with_answer(made, components=(replace(section, component="okta"),), objectives=objectives)
    answers = {
        name: item if name == key else replace(
            item,
            objectives={
                letter: replace(
                    one,
                    evidence=tuple("evidence-1" if n == "ev" else n for n in one.evidence),
                )
                for letter, one in item.objectives.items()
            },
        )
        for name, item in new.answers.items()
    }  # fmt: skip
    new = replace(
        new,
        answers=MappingProxyType(answers),
        components=(replace(DOOR, slug="okta", title="Okta"),),
        assets=(replace(made.assets[0], component="okta"),),
        evidence=(replace(CURRENT, id="evidence-1"), *made.evidence[1:]),
    )
    assert lines(new) == [
        "component doorkeeper renamed to okta: title: Doorkeeper → Okta",
        "evidence ev renamed to evidence-1",
    ]
    [component, _] = compare(new).things
    assert (component.how, component.id, component.keys[0]) == (
        "renamed",
        "okta",
        ("id", "doorkeeper", "okta"),
    )


def test_a_role_by_another_id_is_one_line() -> None:
    """Roles have no uuid: the title says that it is the same, if only one has it."""
    made = base()
    [role] = [item for item in made.people.roles if item.id == "it"]
    old = with_answer(made, owner="it")
    others = tuple(item for item in made.people.roles if item.id != "it")

    def rename(title: str, *more: Role) -> System:
        roles = (*others, replace(role, id="it-team", title=title), *more)
        families = {
            key: "it-team" if name == "it" else name for key, name in made.people.families.items()
        }
        people = replace(made.people, roles=roles, families=families)
        components = tuple(
            replace(item, owner="it-team") if item.owner == "it" else item
            for item in made.components
        )
        assets = tuple(
            replace(item, owner="it-team") if item.owner == "it" else item for item in made.assets
        )
        return with_answer(
            replace(made, people=people, components=components, assets=assets), owner="it-team"
        )

    told = lines(rename(role.title), old)
    assert told[0] == "role it renamed to it-team"
    assert not any("it → it-team" in line for line in told)
    told = lines(rename("Another team"), old)
    assert any("owner: it → it-team" in line for line in told)
    told = lines(rename(role.title, replace(role, id="it-night")), old)
    assert any("owner: it → it-team" in line for line in told), "two have the title"


def test_a_copy_or_another_thing_is_no_new_name() -> None:
    made = base()
    copied = replace(made, components=(DOOR, replace(DOOR, slug="okta")))
    assert lines(copied) == ["component okta added"]
    other = replace(DOOR, uuid="c2", slug="okta")
    assert lines(replace(made, components=(other,)))[-2:] == [
        "component okta added",
        "component doorkeeper removed",
    ]


def test_two_that_change_their_names_with_each_other() -> None:
    other = replace(DOOR, uuid="c2", title="Gate", slug="gate")
    old = replace(base(), components=(DOOR, other))
    new = replace(
        base(), components=(replace(DOOR, slug="gate"), replace(other, slug="doorkeeper"))
    )
    assert [item.how for item in compare(new, old).things if item.what == "component"] == [
        "renamed",
        "renamed",
    ]


def test_a_long_text_shows_what_differs_in_it() -> None:
    item = PoamItem(
        "i1", "T", "poam", "word " * 60 + "end", ("3.1.1[a]",), "it", (), "r", "h", DAY, "a", "c",
        DAY + dt.timedelta(days=9), slug="item",
    )  # fmt: skip
    old = replace(base(), poam=(item,))
    new = replace(base(), poam=(replace(item, weakness=item.weakness.replace("end", "stop")),))
    [line] = lines(new, old)
    assert "[-end-]{+stop+}" in line
    assert len(line) < 200


def test_many_keys_are_cut_with_their_number() -> None:
    rows = tuple(MatrixRow(f"3.1.1[{number}]", "shared") for number in range(40))
    changed = tuple(replace(row, responsibility="provider") for row in rows)
    old = replace(base(), providers=(replace(PROVIDER, matrix_rows=rows),))
    new = replace(base(), providers=(replace(PROVIDER, matrix_rows=changed),))
    [line] = lines(new, old)
    assert line.endswith("... and 20 more")


def test_a_document_tells_both_values_by_name() -> None:
    made = base()
    office = Role("office", "The chief", ("office",))
    item = PoamItem(
        "i1", "Close the door", "poam", "It is open", ("3.1.1[a]",), "it", ("doorkeeper",), "a day",
        "test", DAY, "a photo", "it is closed", DAY, slug="door",
    )  # fmt: skip
    people = replace(PEOPLE, roles=(*PEOPLE.roles, office), families=MappingProxyType({"AC": "it"}))
    old = replace(made, people=people, poam=(item,))
    new = replace(
        old,
        people=replace(people, families=MappingProxyType({"AC": "office"})),
        poam=(
            replace(
                item,
                owner="office",
                scheduled_completion=DAY + dt.timedelta(days=30),
                completion_evidence=("ev",),
            ),
        ),
        evidence=(replace(CURRENT, collected=DAY, owner="office"), *made.evidence[1:]),
        characteristics=replace(made.characteristics, version="2"),
        components=(),
    )
    new = with_answer(new, owner="office")
    compared = Compared("demo", "Demo", "v1", "", DAY, "changed", compare(new, old))
    page = " ".join(markdown.write(build_diff_report(compared)).decode().split())
    for words in (
        "- Component **Doorkeeper (doorkeeper)** removed",
        "- Plan of action **Close the door (door)** changed - Owner: IT → The chief",
        f"- Scheduled completion: {DAY} → {DAY + dt.timedelta(days=30)}",
        "- Completion evidence: not recorded → Evidence (ev)",
        "- Evidence **Evidence (ev)** changed - Owner:",
        f"- Collected: {CURRENT.collected} → {DAY}",
        '- People changed - Families "AC": IT → The chief',
        "- System changed - Version: 1 → 2",
        "→ The chief",
    ):
        assert words in page, page


def test_a_document_says_how_many_things_it_leaves_out() -> None:
    assets = tuple(
        Asset(f"a{n}", f"host-{n}", "Host", "cui", "doorkeeper", "it") for n in range(60)
    )
    compared = Compared(
        "demo", "Demo", "v1", "", DAY, "changed", compare(replace(base(), assets=assets))
    )
    page = markdown.write(build_diff_report(compared)).decode()
    # 60 assets, one of which was there
    assert "... and 19 more; see `attestle diff`." in page


def compare_versions(**facts: Any) -> Compared:
    """The base in version 1, and in another one with an answer changed."""
    before = base()
    later = with_answer(before, owner="office")
    later = replace(later, characteristics=replace(later.characteristics, **facts))
    statuses = (evaluate_system(item, shipped(), DAY) for item in (before, later))
    changes = compare_statuses(*statuses)
    return Compared("demo", "Demo", "v1", "", DAY, "changed", changes)


def test_a_new_version_has_its_row_of_the_record_proposed() -> None:
    item = compare_versions(version='2 "b"', version_date=DAY)
    page = markdown.write(build_diff_report(item)).decode()
    assert "## Record of changes" in page
    block = page.partition("```yaml\n")[2].partition("```")[0]
    [row] = yaml.safe_load(block)
    assert (row["version"], row["date"]) == ('2 "b"', DAY)
    assert "answers to 3.1.1" in row["what"]
    assert row["by"] is None, "nobody but its author knows who made it"
    assert any('- version: "2' in line for line, _ in text.write_lines(build_diff_lines(item)))


def test_a_row_that_is_there_and_a_version_that_stayed_need_none() -> None:
    row = PlanChange("2", DAY, "All of it", "The Office")
    for facts in ({"version": "2", "changes": (row,)}, {}):
        page = markdown.write(build_diff_report(compare_versions(**facts))).decode()
        assert "Record of changes" not in page
