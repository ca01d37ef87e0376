"""Which controls fit an objective: by their words, by topics that the source names, and none where
none is about it.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from attestle.crosswalk.control_fit import ControlFit, ControlRanker
from attestle.crosswalk.control_topics import find_topics
from attestle.crosswalk.control_words import cut_phrase, cut_stem
from attestle.formats.topic_table import build_topic_table
from attestle.model.soc2 import Soc2Control
from building import shipped
from inventories import CRITERIA, FILES, TABLE, read_inventory


def rank(controls: tuple[Soc2Control, ...], label: str) -> tuple[ControlFit, ...]:
    unit = next(
        (item, unit)
        for item in shipped().requirements
        for unit in item.units
        if unit.label == label
    )
    text = f"{unit[0].title} {unit[1].text}"
    return ControlRanker(TABLE, controls).rank(TABLE.objectives[label], text)


def name_ids(controls: tuple[Soc2Control, ...], label: str) -> list[str]:
    return [fit.control.id for fit in rank(controls, label)]


@pytest.mark.parametrize(
    ("label", "example", "small", "large"),
    [
        ("3.1.8[b]", "AC-12", "14", "ENT-032"),
        ("3.5.6[b]", "AC-11", None, "ENT-026"),
        ("3.10.3[a]", "PH-02", "22", "ENT-059"),
        ("3.3.4[c]", "LG-05", None, "ENT-084"),
        ("3.9.1[a]", "HR-01", "2", "ENT-005"),
        ("3.6.3[a]", "IR-05", "37", "ENT-092"),
        ("3.8.7[a]", None, "28", "ENT-053"),
        ("3.1.9[b]", None, None, "ENT-038"),
        ("3.3.7[c]", None, None, "ENT-080"),
    ],
)
def test_different_firms_give_different_names(
    label: str, example: str | None, small: str | None, large: str | None
) -> None:
    wanted = {"example": example, "small": small, "large": large}
    for name, first in wanted.items():
        found = name_ids(read_inventory(name), label)
        if first is None:
            assert found == [], name
        else:
            assert first in found[:2], (name, found)


@pytest.mark.parametrize(
    ("name", "label", "identity"),
    [
        ("example", "3.1.8[b]", "AC-12"),
        ("example", "3.5.6[b]", "AC-11"),
        ("small", "3.10.3[a]", "22"),
        ("small", "3.1.10[b]", "46"),
        ("large", "3.3.7[c]", "ENT-080"),
        ("large", "3.1.22[c]", "ENT-047"),
    ],
)
def test_without_the_fitting_control_nothing_is_named_in_its_place(
    name: str, label: str, identity: str
) -> None:
    controls = read_inventory(name)
    assert name_ids(controls, label) == [identity]
    assert name_ids(tuple(item for item in controls if item.id != identity), label) == []


def test_a_retired_control_is_not_named() -> None:
    controls = tuple(replace(item, status="retired") for item in read_inventory("small"))
    assert name_ids(controls, "3.1.8[b]") == []


def test_the_words_that_told_the_fit_are_those_of_the_control() -> None:
    for name in FILES:
        for item in read_inventory(name):
            text = " ".join((item.title, item.description, *item.evidence)).casefold()
            for match in find_topics(replace(item, points=()), TABLE)[1].values():
                for quote in match.words:
                    assert all(word in text for word in quote.split()), (item.id, quote)


def test_topics_of_the_source_stand_in_place_of_its_words() -> None:
    plain = Soc2Control("u", "X-1", "Blue control", "It is done.", ("cc6.1",))
    assert name_ids((plain,), "3.1.8[b]") == []
    assert name_ids((replace(plain, topics=("lockout",)),), "3.1.8[b]") == ["X-1"]
    lockout = replace(plain, title="Account lockout", topics=("wireless",))
    assert name_ids((lockout,), "3.1.8[b]") == []
    assert name_ids((lockout,), "3.1.16[b]") == ["X-1"]


def test_the_order_of_an_inventory_changes_no_name() -> None:
    controls = read_inventory("large")
    ranker, reverse = ControlRanker(TABLE, controls), ControlRanker(TABLE, controls[::-1])
    for label, choices in list(TABLE.objectives.items())[::5]:
        one, other = (
            [fit.control.id for fit in each.rank(choices, label)] for each in (ranker, reverse)
        )
        assert one == other, label


@pytest.mark.parametrize(
    ("one", "other"),
    [("locked", "locks"), ("accounts", "account"), ("logged", "logging"), ("reviews", "reviewed")],
)
def test_forms_of_a_word_are_one(one: str, other: str) -> None:
    assert cut_stem(one) == cut_stem(other)


def test_words_that_only_look_alike_are_two() -> None:
    assert cut_stem("former") != cut_stem("form")
    assert cut_phrase("=clocks") == ("=clocks",)


def test_every_objective_is_looked_for_or_is_known_to_be_in_no_programme() -> None:
    labels = [unit.label for item in shipped().requirements for unit in item.units]
    assert list(TABLE.objectives) == labels
    bare = {label.partition("[")[0] for label, choices in TABLE.objectives.items() if not choices}
    assert bare == {"3.5.11", "3.12.4", "3.13.4"}


def test_a_table_with_an_unknown_topic_is_refused() -> None:
    tree = {"topics": [], "objectives": {"3.1.1[a]": [{"topic": "no-such"}]}}
    with pytest.raises(ValueError, match="no-such"):
        build_topic_table(tree)


def test_no_phrase_of_several_words_shrinks_to_one() -> None:
    for topic in TABLE.topics.values():
        for phrase in (*topic.words, *topic.excluded):
            if len(phrase.replace("-", " ").split()) > 1:
                assert len(cut_phrase(phrase)) > 1, (topic.id, phrase)


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("After five wrong tries an account is locked for 30 minutes.", "3.1.8[b]"),
        ("Unattended workstations lock after 10 minutes.", "3.1.10[b]"),
        ("All staff finish security training on hire and yearly.", "3.2.1[d]"),
        ("Servers are built from hardened images described in code.", "3.4.1[a]"),
        ("Guests sign in and are accompanied.", "3.10.3[a]"),
        ("Developers cannot approve own releases.", "3.1.4[c]"),
    ],
)
def test_plain_words_of_a_small_firm_tell_the_matter(text: str, label: str) -> None:
    mine = Soc2Control("u", "X-1", "X-1", text, ())
    assert name_ids((mine,), label) == ["X-1"]


def test_an_agent_that_updates_itself_patches_no_flaw() -> None:
    text = "Laptops run an EDR agent that is updated automatically and alerts the security team."
    mine = Soc2Control("u", "EP-1", "EP-1", text, ())
    assert name_ids((mine,), "3.14.1[d]") == []
    assert name_ids((mine,), "3.14.2[a]") == ["EP-1"]


def test_a_register_that_is_kept_as_code_brings_nothing_into_production() -> None:
    assert "AC-10" not in name_ids(read_inventory("example"), "3.4.5[e]")


@pytest.mark.parametrize(
    ("point", "first"),
    [
        ("cc6.7.3", "3.8.7[a]"),  # what is carried about
        ("cc6.7.1", "3.1.3[b]"),  # who may send what
    ],
)
def test_a_point_of_focus_narrows_what_a_control_is_about(point: str, first: str) -> None:
    """Of two controls in the same words the one whose point is about it comes first."""
    text = "USB ports refuse memory sticks and data loss prevention stops uploads."
    plain = Soc2Control("a", "X-1", "Data leaves no other way", text, ("cc6.7",))
    named = replace(plain, uuid="b", id="X-2", points=(point,))
    other = replace(named, uuid="c", id="X-3", points=("cc6.7.2",))
    assert name_ids((plain, named, other), first)[0] == "X-2"
    assert rank((other,), first)[0].score < rank((plain,), first)[0].score


def test_a_point_of_focus_leaves_what_another_criterion_is_about() -> None:
    text = "Stored data is encrypted, and TLS protects every connection."
    mine = Soc2Control("a", "X-1", "X-1", text, ("cc6.1",), points=("cc6.1.11",))
    both = replace(mine, criteria=("cc6.1", "cc6.7"))
    assert rank((both,), "3.13.8[c]")[0].score > rank((mine,), "3.13.8[c]")[0].score


def test_a_point_of_focus_alone_names_only_what_no_word_speaks_against() -> None:
    silent = Soc2Control("a", "X-1", "X-1", "It is done as laid down.", ("cc6.8",))
    assert name_ids((silent,), "3.14.2[a]") == []
    [fit] = rank((replace(silent, points=("cc6.8.4",)),), "3.14.2[a]")
    assert fit.why == ("CC6.8.4",)
    # a point about many kinds of controls tells none of them
    assert name_ids((replace(silent, points=("cc6.1.3",)),), "3.5.3[b]") == []
    spoken = replace(silent, description="Guests sign in and are accompanied.", points=("cc6.8.4",))
    assert name_ids((spoken,), "3.14.2[a]") == []
    assert name_ids((spoken,), "3.10.3[a]") == ["X-1"]


def test_a_point_that_nobody_knows_changes_nothing() -> None:
    for item in read_inventory("small"):
        odd = replace(item, points=tuple(f"{name}.99" for name in item.criteria))
        assert find_topics(odd, TABLE) == find_topics(item, TABLE)


def test_every_point_of_focus_is_about_known_topics() -> None:
    for point, topics in TABLE.points.items():
        assert topics, point
        assert set(topics) <= set(TABLE.topics), point
        assert point.rpartition(".")[0] in CRITERIA


@pytest.mark.parametrize(
    ("text", "label"),
    [
        # two things side by side are no phrase in another order
        ("A second factor protects source control and all applications.", "3.4.8[b]"),
        ("Findings from audits are logged with an owner.", "3.3.1[c]"),
        # nor two that are far apart
        ("A committee meets monthly and weighs whatever risk was told.", "3.12.3[a]"),
        ("Vendor bulletins land in a shared inbox.", "3.1.20[d]"),
        ("Operations patches within the stated days.", "3.2.3[a]"),
        ("Tunnels terminate at two gateways.", "3.9.2[a]"),
        ("The board hears of it within thirty minutes.", "3.11.1[a]"),
    ],
)
def test_words_in_passing_name_no_control(text: str, label: str) -> None:
    assert name_ids((Soc2Control("u", "X-1", "X-1", text, ()),), label) == []


def test_what_stands_behind_a_short_heading_counts_as_what_opens_a_text() -> None:
    plain = Soc2Control("a", "X-1", "X-1", "Mantrap and biometric reader at the entry.", ())
    headed = replace(plain, description=f"Halls: {plain.description}")
    later = replace(plain, description=f"We own two halls. {plain.description}")
    scores = [rank((one,), "3.10.1[a]")[0].score for one in (plain, headed, later)]
    assert scores[0] == scores[1] > scores[2]


def test_a_title_that_the_text_goes_on_with_counts_as_a_title() -> None:
    text = "Account lockout is enforced by the directory."
    titled = Soc2Control("a", "X-1", "Account lockout", text, ())
    made = replace(titled, title="Account lockout is ...")
    assert rank((titled,), "3.1.8[b]")[0].score > rank((made,), "3.1.8[b]")[0].score


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("JML process: starters get the standard bundle off the HR feed.", "3.1.1[d]"),
        ("A log source that goes quiet raises a ticket.", "3.3.4[c]"),
        ("Passphrases have 15 characters.", "3.5.7[c]"),
        ("A war-game twice a year, one of them ransomware.", "3.6.3[a]"),
        ("RACI for each tower, agreed by management.", "3.2.2[b]"),
        ("Machine-to-machine accounts have an owner and a purpose.", "3.5.1[b]"),
        ("National CERT alerts land in a shared inbox.", "3.14.3[a]"),
        ("Major incident process with roles and a severity table.", "3.6.1[a]"),
        ("Approved algorithms and key lengths stand in the cryptography standard.", "3.13.11[a]"),
        ("Remote administrators restricted to a team; elevation is just in time.", "3.1.5[a]"),
    ],
)
def test_words_of_the_trade_tell_the_matter(text: str, label: str) -> None:
    assert name_ids((Soc2Control("u", "X-1", "X-1", text, ()),), label) == ["X-1"]
