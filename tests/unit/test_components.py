"""Component-definitions read for their answers, the sections they become, responsibilities, and the
rules of providers and scope.
"""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attestle.authoring import definition_sections
from attestle.formats import component_definitions as definitions
from attestle.formats import frontmatter, reference_section, sections
from attestle.formats.responsibility_cells import read_responsibility
from attestle.model.authored_values import Source
from attestle.model.components import Component
from attestle.model.defined_components import DefinedAnswer, DefinedComponent, TakenSection
from attestle.model.derived_ids import NAMESPACE
from attestle.model.inventory import Asset
from attestle.model.providers import Authorization, MatrixRow, Provider
from attestle.model.system import Narrative, System
from attestle.model.workspace import Work, make_workspace
from attestle.rules import provider_rules, scope_rules
from attestle.rules.rule_input import RuleInput
from building import DAY, answer, shipped, system
from conftest import ROOT, examples
from tables import check_each

NAMES = ("keystile-identity", "stratoforge-cloud", "policy-set")
MFA = "SP_800_171r2_03.05.03"


def shipped_definition(name: str) -> Any:
    path = f"component-definitions/{name}/component-definition.json"
    return definitions.read_definition(name, path, json.loads((ROOT / path).read_bytes()))


def tree(*requirements: dict[str, Any], **component: Any) -> dict[str, Any]:
    implementation = {
        "uuid": "i",
        "source": "trestle://x",
        "description": "",
        "implemented-requirements": list(requirements),
    }
    node = {
        "uuid": "c",
        "type": "service",
        "title": "Gate",
        "description": "A gate.",
        "control-implementations": [implementation],
        **component,
    }
    return {"component-definition": {"uuid": "d", "metadata": {"title": "T"}, "components": [node]}}


def one(*requirements: dict[str, Any], **component: Any) -> DefinedComponent:
    return definitions.read_definition("gate", "p", tree(*requirements, **component)).components[0]


# --- reading
# ----------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_the_shipped_definitions_answer_both_frameworks(name: str) -> None:
    [component] = shipped_definition(name).components
    r2, criteria = (
        definitions.select_answers(component, shipped()),
        [item for item in component.answers if not item.startswith("SP_")],
    )
    assert len(r2) >= 20
    assert len(criteria) >= 7
    assert set(r2) | set(criteria) == set(component.answers), (
        "every answer is of one of the two catalogs"
    )
    assert component.category in ("spa", "cui")
    for identity, item in r2.items():
        assert (
            definitions.make_taken_section(item, shipped().by_id[identity]).letters == item.letters
        ), identity


def test_each_shipped_answer_is_said_once() -> None:
    texts = [
        item.text
        for name in NAMES
        for item in shipped_definition(name).components[0].answers.values()
    ]
    assert len(set(texts)) == len(texts)


def test_soc2_controls_are_no_components() -> None:
    assert shipped_definition("quillhaven-soc2").components == ()


def test_a_suppliers_spelling_of_ids_and_objectives_is_understood() -> None:
    component = one(
        {
            "uuid": "r",
            "control-id": "3.5.3",
            "description": "Two factors.",
            "props": [{"name": "implementation-status", "value": "partial"}],
            "statements": [
                {"statement-id": f"{MFA}_obj.c", "uuid": "s", "description": "For administrators."}
            ],
        }
    )
    [(identity, item)] = definitions.select_answers(component, shipped()).items()
    assert identity == MFA
    assert definitions.make_taken_section(item, shipped().by_id[MFA]) == TakenSection(
        ("c",),
        "partial",
        "Two factors.\n\n**[c]** For administrators.",
        definitions.make_mark(("c",), "partial", "Two factors.\n\n**[c]** For administrators."),
    )


def test_letters_of_another_requirement_are_not_taken() -> None:
    item = DefinedAnswer(MFA, "Two factors.", letters=("c", "z"))
    assert definitions.make_taken_section(item, shipped().by_id[MFA]).letters == ("c",)


def test_two_sources_that_answer_one_control_are_joined() -> None:
    entry = {"uuid": "r", "control-id": MFA, "description": "Two factors."}
    assert (
        one(entry, {**entry, "description": "A key."}).answers[MFA].text == "Two factors.\n\nA key."
    )
    assert one(entry, entry).answers[MFA].text == "Two factors."


def test_a_component_is_named_by_title_or_uuid_or_alone() -> None:
    definition = shipped_definition("policy-set")
    [component] = definition.components
    assert (
        definition.component("")
        is definition.component(component.uuid)
        is definition.component(component.title)
        is component
    )
    assert definition.component("Policies") is None


# --- sections
# ---------------------------------------------------------------------------------------------------------------------------


def origin(text: str | None, *letters: str) -> definition_sections.Origin:
    component = one(
        *(
            [
                {
                    "uuid": "r",
                    "control-id": MFA,
                    "description": text,
                    "props": [
                        {"name": "objective", "ns": NAMESPACE, "value": letter}
                        for letter in letters
                    ],
                }
            ]
            if text is not None
            else []
        )
    )
    return definition_sections.find_origin("gate", "Gate", "gate", component, shipped())


def put(text: str, item: definition_sections.Origin) -> str:
    return definition_sections.add_answers(text, shipped().by_id[MFA], (item,))


def start() -> str:
    return reference_section.write_new_file(shipped().by_id[MFA], "it")


def section(text: str, kind: str = "component") -> sections.Section:
    [found] = [
        item
        for item in sections.read_sections(frontmatter.split_front_matter(text).body).sections
        if item.kind == kind and "gate" in item.ids
    ]
    return found


def test_a_section_is_added_before_the_objectives_and_only_once() -> None:
    text = put(start(), origin("Two factors.", "c", "d"))
    kinds = [
        item.kind
        for item in sections.read_sections(frontmatter.split_front_matter(text).body).sections
    ]
    assert kinds[: kinds.index("objective")] == ["reference", "component", "component"]
    assert (section(text).fields[0].key, section(text).fields[0].value) == ("Objectives", "c, d")
    assert section(text).prose == "Two factors."
    assert put(text, origin("Two factors.", "c", "d")) == text


def test_an_untouched_section_follows_its_source() -> None:
    text = put(put(start(), origin("Two factors.", "c")), origin("Two factors, always.", "c", "d"))
    assert section(text).prose == "Two factors, always."
    assert section(text).fields[0].value == "c, d"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Two factors.", "Three factors."),
        ("- Objectives: c", "- Objectives: d"),
        ("- Objectives: c", "- Objectives: c\n- Status: partial"),
    ],
)
def test_an_edited_section_stays(old: str, new: str) -> None:
    text = put(start(), origin("Two factors.", "c"))
    assert text.count(old) == 1
    edited = text.replace(old, new)
    assert put(edited, origin("Two factors, always.", "c")) == edited


def test_another_title_or_a_missing_blank_line_is_no_edit() -> None:
    text = put(start(), origin("Two factors.", "c")).replace("## Gate <!--", "## Our gate <!--")
    squeezed = text.replace("Two factors.\n\n##", "Two factors.\n##")
    assert squeezed != text
    assert section(put(squeezed, origin("Four.", "c"))).prose == "Four."
    assert section(put(squeezed, origin("Four.", "c"))).title == "Our gate"


def test_a_section_without_the_field_is_the_authors_own() -> None:
    text = put(start(), origin("Two factors.", "c"))
    own = "\n".join(line for line in text.split("\n") if not line.startswith("- Taken from"))
    assert put(own, origin("Other.", "c")) == own


def test_an_emptied_section_is_not_filled_again() -> None:
    text = (
        put(start(), origin("Two factors.", "c"))
        .replace("- Objectives: c\n", "")
        .replace("Two factors.\n", "")
    )
    assert put(text, origin("Two factors, always.", "c")) == text


def test_an_answer_that_is_gone_retires_an_untouched_section_and_leaves_an_edited_one() -> None:
    text = put(start(), origin("Two factors.", "c"))
    gone = put(text, origin(None))
    assert section(gone, "retired").prose == "Two factors."
    edited = text.replace("Two factors.", "Three.")
    assert put(edited, origin(None)) == edited


def test_a_file_with_a_broken_section_is_not_touched() -> None:
    broken = start().replace("@objective a", "@objectiv a")
    assert put(broken, origin("Two factors.", "c")) == broken


NASTY = st.lists(
    st.sampled_from(
        [
            "",
            "- Objectives: a",
            "- State: x",
            "## A <!-- @component b -->",
            "\\## A <!-- @objective a -->",
            "```",
            "| a | b |",
            "# H",
            "---",
            "text  ",
            "\ttab",
        ]
    )
    | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00\n\r"), max_size=20),
    max_size=8,
).map("\n".join)


@settings(max_examples=examples(), deadline=None)
@given(NASTY)
def test_any_text_of_a_source_is_taken_over_and_recognised(prose: str) -> None:
    """What the section reads back as has the mark it was written with, so that it can be refreshed;
    and nothing else in the file moves.
    """
    text = put(start(), origin(prose, "c"))
    if not prose.strip():
        return
    assert section(text).prose.strip("\n") == prose.strip("\n")
    assert section(put(text, origin("New.", "c"))).prose == "New."
    assert put(put(text, origin("New.", "c")), origin(prose, "c")) == text


# --- responsibilities
# -------------------------------------------------------------------------------------------------------------------


@check_each(
    ("text", "expected"),
    [
        ("CSP", "provider"),
        ("Provider", "provider"),
        ("Fully inherited", "provider"),
        ("Provider responsibility", "provider"),
        ("ESP", "provider"),
        ("Customer", "organisation"),
        ("OSC", "organisation"),
        ("Fully Customer", "organisation"),
        ("Customer Responsible", "organisation"),
        ("Not inherited", "organisation"),
        ("Shared", "shared"),
        ("Hybrid", "shared"),
        ("Customer/CSP", "shared"),
        ("OSC and CSP", "shared"),
        ("Shared (see notes)", "shared"),
        ("CSP / MSP", "provider"),
        ("whoever", ""),
        ("Customer / somebody", ""),
        ("", ""),
    ],
)
def test_words_for_who_is_responsible(text: str, expected: str) -> None:
    assert read_responsibility(text) == expected


# --- rules
# ------------------------------------------------------------------------------------------------------------------------------


def facts(built: System, *, unread: frozenset[str] = frozenset()) -> RuleInput:
    return RuleInput(make_workspace((), (Work(built, shipped()),), frozenset()), DAY, unread)


def provider(*rows: MatrixRow, **more: Any) -> Provider:
    return Provider(
        "p",
        "Cloud",
        True,
        ("service",),
        "it",
        slug="cloud",
        matrix_rows=rows,
        source=Source("ssp/demo/providers/cloud.md", "", 2),
        **more,
    )


def row(
    objective: str,
    responsibility: str = "shared",
    provider_does: str = "its part",
    organisation_does: str = "ours",
) -> MatrixRow:
    return MatrixRow(
        objective,
        responsibility,
        provider_does,
        organisation_does,
        source=Source("ssp/demo/providers/cloud.csv", "", 2),
    )


def codes(rules: Any, given: RuleInput) -> list[tuple[str, str]]:
    return [(item.code, item.message) for rule in rules for item in rule(given)]


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        (
            row("3.5.3[c]", organisation_does=""),
            "3.5.3[c] does not say what is left to the organisation",
        ),
        (row("3.5.3[c]", provider_does=""), "3.5.3[c] does not say what Cloud does"),
        (row("3.5.3[c]", "provider", ""), "3.5.3[c] does not say what Cloud does"),
        (
            row("3.5.3[c]", "organisation", organisation_does=""),
            "3.5.3[c] does not say what is left to the organisation",
        ),
    ],
)
def test_a_row_without_a_half(entry: MatrixRow, expected: str) -> None:
    built = system(shipped(), {"3.5.3[c]": answer(provider="cloud")}, providers=(provider(entry),))
    assert codes((provider_rules.incomplete_rows,), facts(built)) == [("BND006", expected)]


@pytest.mark.parametrize(
    "entry",
    [
        row("3.5.3[c]"),
        row("3.5.3[c]", "provider", organisation_does=""),
        row("3.5.3[c]", "organisation", provider_does=""),
    ],
)
def test_a_row_with_what_it_needs(entry: MatrixRow) -> None:
    assert (
        codes(
            (provider_rules.incomplete_rows,),
            facts(system(shipped(), providers=(provider(entry),))),
        )
        == []
    )


@pytest.mark.parametrize("state", ["planned", "not-implemented", "partial", "not-applicable"])
def test_what_is_open_needs_no_provider_yet(state: str) -> None:
    built = system(
        shipped(),
        {"3.5.3[c]": answer(provider="cloud"), "3.5.3[d]": answer(state)},
        providers=(provider(row("3.5.3[c]"), row("3.5.3[d]")),),
    )
    assert codes((provider_rules.unused_rows,), facts(built)) == []


def test_a_claim_without_the_provider_that_has_a_part_in_it() -> None:
    built = system(
        shipped(),
        {"3.5.3[c]": answer(provider="cloud")},
        providers=(provider(row("3.5.3[c]"), row("3.5.3[d]"), row("3.5.3[a]", "organisation")),),
    )
    [(code, message)] = codes((provider_rules.unused_rows,), facts(built))
    assert (code, message[:8]) == ("BND007", "3.5.3[d]")


@pytest.mark.parametrize("more", [{"cui": ("stores",)}, {"security_protection_data": True}])
def test_a_provider_that_no_answer_names(more: dict[str, Any]) -> None:
    assert [
        code
        for code, _ in codes(
            (provider_rules.unused_rows,), facts(system(shipped(), providers=(provider(**more),)))
        )
    ] == ["BND008"]
    assert (
        codes(
            (provider_rules.unused_rows,),
            facts(system(shipped(), default=answer("planned"), providers=(provider(**more),))),
        )
        == []
    )
    assert (
        codes(
            (provider_rules.unused_rows,),
            facts(
                system(
                    shipped(), {"3.5.3[c]": answer(provider="clod")}, providers=(provider(**more),)
                )
            ),
        )
        == []
    )
    assert (
        codes(
            (provider_rules.unused_rows,),
            facts(
                system(shipped(), providers=(provider(**more),)),
                unread=frozenset({"ssp/demo/controls/IA/3.5.3.md"}),
            ),
        )
        == []
    )


def test_a_provider_outside_the_scope_may_stay_unnamed() -> None:
    assert (
        codes(
            (provider_rules.unused_rows,),
            facts(system(shipped(), providers=(provider(row("3.5.3[c]", "organisation")),))),
        )
        == []
    )


def test_equivalence_needs_evidence_that_is_registered() -> None:
    def found(*evidence: str, kind: str = "fedramp-moderate-equivalent") -> list[str]:
        given = Authorization(kind, dt.date(2025, 1, 1), None, evidence)
        return [
            code
            for code, _ in codes(
                (provider_rules.equivalent_without_evidence,),
                facts(system(shipped(), providers=(provider(authorization=given),))),
            )
        ]

    assert found() == ["BND009"]
    assert found("ev") == []
    assert found("other") == ["REF003"]
    assert found(kind="fedramp-moderate") == []


def component(
    category: str = "cui", kind: str = "hardware", slug: str = "rig", **more: Any
) -> Component:
    return Component(
        "c",
        "Test bench",
        kind,
        category,
        "it",
        slug=slug,
        source=Source(f"ssp/demo/components/{slug}.md", "", 2),
        **more,
    )


def asset(
    name: str = "Bench",
    category: str = "cui",
    owned: str = "rig",
    location: str = "Lab",
    cui: tuple[str, ...] = ("stores",),
    identity: str = "A-1",
) -> Asset:
    return Asset(
        "a",
        identity,
        name,
        category,
        owned,
        "it",
        location,
        cui,
        source=Source("ssp/demo/inventory.csv", "", 2),
    )


@pytest.mark.parametrize(
    ("components", "assets", "expected"),
    [
        ((component(),), (asset(),), []),
        ((component(), component("specialized", slug="two")), (asset(),), ["BND010"]),
        ((component(), component("spa", "service", "two")), (asset(),), []),
        ((component(), component("cui", "policy", "two")), (asset(),), []),
        ((component(), component("out-of-scope", slug="two")), (asset(),), []),
        ((component(), component("cui", slug="two", status="under-development")), (asset(),), []),
        ((component(), component("cui", slug="two")), (asset(), asset(owned="tow")), []),
        ((component(),), (asset(), asset(owned="")), ["BND010"]),
        ((component(),), (asset(), asset(category="out-of-scope", owned="", cui=())), []),
        ((component(),), (asset(location=""),), ["BND010"]),
        ((component("spa"),), (asset(category="spa", location="", cui=()),), []),
        ((component(),), (), []),
    ],
)
def test_what_the_inventory_must_hold(
    components: tuple[Component, ...], assets: tuple[Asset, ...], expected: list[str]
) -> None:
    built = system(shipped(), components=components, assets=assets)
    assert [
        code for code, _ in codes((scope_rules.incomplete_inventory,), facts(built))
    ] == expected


@pytest.mark.parametrize(
    ("of_asset", "of_component", "expected"),
    [
        ("cui", "cui", False),
        ("spa", "cui", False),
        ("cui", "specialized", False),
        ("cui", "spa", True),
        ("cui", "crma", True),
        ("out-of-scope", "cui", True),
        ("spa", "out-of-scope", True),
        ("crma", "spa", False),
    ],
)
def test_categories_of_asset_and_component(
    of_asset: str, of_component: str, expected: bool
) -> None:
    built = system(
        shipped(), components=(component(of_component),), assets=(asset(category=of_asset),)
    )
    assert bool(codes((scope_rules.contradicting_category,), facts(built))) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("CUI assets stand in the lab.", False),
        ("The bench is in the lab.", False),
        ("The test bench is there.", False),
        ("Nothing is told.", True),
    ],
)
def test_a_category_that_nothing_shows(text: str, expected: bool) -> None:
    told = Narrative("n", (), text, Source("ssp/demo/boundary.md", "", 1))
    assert (
        bool(
            codes(
                (scope_rules.hidden_category,),
                facts(
                    system(shipped(), components=(component(),), assets=(asset(),), boundary=told)
                ),
            )
        )
        is expected
    )


def counted(text: str, *names: str, prose: str = "Somebody does it.") -> list[str]:
    told = Narrative("n", (), text, Source("ssp/demo/boundary.md", "", 1))
    assets = tuple(asset(name, identity=f"AST-{number:03}") for number, name in enumerate(names, 1))
    built = system(
        shipped(),
        {"3.5.3[a]": answer(prose=prose)},
        components=(component(),),
        assets=assets,
        boundary=told,
    )
    return [
        message
        for code, message in codes((scope_rules.contradicting_counts,), facts(built))
        if code == "BND013"
    ]


@pytest.mark.parametrize(
    "text",
    [
        "The four container hosts run it.",
        "4 container hosts",
        "Container hosts are rebuilt.",
        "Four hosts",
        "24 managed laptops",
        "18 managed laptops and six managed laptops",
        "version 1.2 managed laptops",
        "app-01 and app-04",
        "the app-server",
        "web-app-09",
        "AST-001",
        "24 accounts",
    ],
)
def test_prose_that_counts_as_the_inventory_does(text: str) -> None:
    assert (
        counted(
            text,
            "Container hosts app-01 to app-04",
            "Managed laptops of users, 18",
            "Managed laptops of administrators, 6",
        )
        == []
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The five container hosts run it.", '"five container hosts", but the inventory counts 4'),
        (
            "There are 25 managed laptops.",
            '"25 managed laptops", but the inventory counts 18 and 6',
        ),
        ("It runs on app-05.", "app-05 is named, but the inventory has app-01 to app-04"),
        ("See AST-009.", "AST-009 is named, but no row of the inventory has that id"),
    ],
)
def test_prose_that_counts_otherwise(text: str, expected: str) -> None:
    assert counted(
        text,
        "Container hosts app-01 to app-04",
        "Managed laptops of users, 18",
        "Managed laptops of administrators, 6",
    ) == [expected]


def test_an_answer_may_speak_of_a_sample_but_not_of_a_host_that_is_not_there() -> None:
    names = ("Container hosts app-01 to app-04",)
    assert counted("", *names, prose="Two container hosts were tried.") == []
    assert len(counted("", *names, prose="It was tried on app-07.")) == 1


def test_a_title_with_a_comment_in_it_begins_no_other_section() -> None:
    component = one({"uuid": "r", "control-id": MFA, "description": "Two factors."})
    text = put(
        start(),
        definition_sections.find_origin(
            "gate", "Gate <!-- @objective a -->", "gate", component, shipped()
        ),
    )
    assert section(text).prose == "Two factors."
