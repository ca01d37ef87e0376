"""Words that claim something: each has one meaning, a denied word is never a good one, and no hint
offers more than was written.
"""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attestle import nearest
from attestle.model.answers import STATE_OF, STATE_WORDS
from attestle.model.soc2 import DESIGNED, INHERITED, NOT_OPERATING, OPERATING, RETIRED
from attestle.model.vocabulary import Meaning, Vocabulary, fold_word, read_word
from attestle.model.words import (
    CONTROL_VOCABULARY,
    EVIDENCE_VOCABULARY,
    RESPONSIBILITY_VOCABULARY,
    STATE_VOCABULARY,
    VOCABULARIES,
    find_exception_kind,
    read_component_status,
    read_state,
    says_no,
    says_nothing,
    says_yes,
)
from attestle.nearest import ask_nearest, suggest_claim
from conftest import examples
from tables import check_each

# What stands before a good word and takes it away, wholly or in part
DENIALS = (
    "not ",
    "non-",
    "un",
    "never ",
    "isn't ",
    "no ",
    "without ",
    "in",
    "im",
    "dis",
    "not-yet-",
)
DEGREES = (
    "partially ",
    "Largely ",
    "mostly ",
    "some ",
    "nearly ",
    "half ",
    "in part ",
    "sometimes ",
)
SUFFIXES = (
    " soon",
    " by 2027",
    " except hall 2",
    ", not tested",
    "?",
    " (planned)",
    " in part",
    " - no",
)
# sentences in which a word is as good as it is alone
FRAMES = ("{}", " {} ", "**{}**", "{}.", "\u00a0{}", "({})", "{}\ufe0f", "\u200b{}", "_{}_")


def rank_hint(vocabulary: Vocabulary, hint: str) -> int | None:
    """The rank of the one word that a hint offers; None where it lists them all."""
    assert hint
    if hint.startswith("one of: "):
        assert set(vocabulary.words) == set(hint.removeprefix("one of: ").split(", "))
        return None
    [meaning] = [item for item in vocabulary.meanings if f'"{item.word}"' in hint]
    return meaning.rank


def name_vocabulary(value: object) -> str | None:
    return value.meanings[0].word if isinstance(value, Vocabulary) else None


@pytest.mark.parametrize("vocabulary", VOCABULARIES, ids=name_vocabulary)
def test_each_word_has_one_meaning_in_the_form_in_which_it_is_looked_up(
    vocabulary: Vocabulary,
) -> None:
    words = [word for meaning in vocabulary.meanings for word in meaning.words]
    assert len(words) == len(set(words))
    assert [fold_word(word) for word in words] == words
    ranks = [meaning.rank for meaning in vocabulary.meanings]
    assert len(ranks) == len(set(ranks))
    for outcome in filter(None, (vocabulary.denied, vocabulary.partly)):
        assert outcome in vocabulary.words
        assert outcome != vocabulary.best.word
    for meaning in vocabulary.meanings:
        assert all(read_word(vocabulary, word) is meaning for word in meaning.words)


@pytest.mark.parametrize("vocabulary", VOCABULARIES, ids=name_vocabulary)
def test_a_good_word_that_is_denied_or_holds_in_part_is_never_the_best_one(
    vocabulary: Vocabulary,
) -> None:
    for word in vocabulary.best.words:
        for prefix in (*DENIALS, *DEGREES):
            meaning = read_word(vocabulary, prefix + word)
            assert meaning is None or meaning.rank < vocabulary.best.rank, prefix + word


@st.composite
def written(draw: st.DrawFn) -> tuple[Vocabulary, Meaning | None, str]:
    """A word as people write it, and what it means at most: None for no claim that is known."""
    vocabulary = draw(st.sampled_from(VOCABULARIES))
    source = draw(st.sampled_from(vocabulary.meanings))
    word = draw(st.sampled_from((source.word, *source.words)))
    match draw(st.sampled_from(("frame", "prefix", "degree", "suffix", "slip", "case"))):
        case "frame":
            return vocabulary, source, draw(st.sampled_from(FRAMES)).format(word)
        case "case":
            return vocabulary, source, draw(st.sampled_from((word.upper(), word.title())))
        case "prefix":
            known = read_word(vocabulary, text := draw(st.sampled_from(DENIALS)) + word)
            return vocabulary, known, text
        case "degree":
            known = read_word(vocabulary, text := draw(st.sampled_from(DEGREES)) + word)
            return vocabulary, known, text
        case "suffix":
            known = read_word(vocabulary, text := word + draw(st.sampled_from(SUFFIXES)))
            return vocabulary, known, text
    place = draw(st.integers(0, len(word) - 1))
    letter = draw(st.sampled_from("abdeinostuy"))
    tail = word[place + 1 :]
    slips = (
        word[:place] + tail,
        word[:place] + letter + word[place:],
        word[:place] + letter + tail,
    )
    text = draw(st.sampled_from(slips))
    # one letter may make another word of the table, which then is what was written
    others = [item for item in vocabulary.meanings if fold_word(text) in item.words]
    return vocabulary, next(iter(others), source), text


@given(written())
@settings(max_examples=examples(2000))
def test_a_hint_never_offers_more_than_the_word_that_it_corrects(
    case: tuple[Vocabulary, Meaning | None, str],
) -> None:
    vocabulary, source, text = case
    # a slip in a denial is a denial still: `no in use` for `not in use`
    denied = [item.rank for item in vocabulary.meanings if item.word == vocabulary.denied]
    hint = suggest_claim(text, vocabulary.words)
    offered = rank_hint(vocabulary, hint) if hint else None
    if source is None:
        assert offered is None, (text, hint)
    elif offered is not None:
        assert offered <= max(source.rank, *denied, 0), (text, hint)


@pytest.mark.parametrize(
    "text",
    [
        "Partially Implemented", "unimplemented", "Not inherited", "nimplemented", "impartial",
        "Largely Implemented", "mplemented", "implemented?", "reimplemented", "Shared", "paused",
    ],
)  # fmt: skip
def test_what_is_no_slip_of_a_state_gets_all_states(text: str) -> None:
    assert suggest_claim(text, STATE_WORDS) == f"one of: {', '.join(STATE_WORDS)}"


def test_a_slip_of_one_letter_gets_its_word() -> None:
    for text, word in (
        ("implementd", "implemented"),
        ("Parital", "partial"),
        ("planed", "planned"),
    ):
        assert suggest_claim(text, STATE_WORDS) == f'did you mean "{word}"?'


def test_the_nearest_word_has_the_same_sense() -> None:
    assert ask_nearest("unsatisfied", ("satisfied", "not-satisfied")).count("not-satisfied") == 1
    assert ask_nearest("partially-implemented", ("implemented",)) == ""
    assert ask_nearest("Completed", ("complete", "draft")) == 'did you mean "complete"?'


STATES = (
    ("Met", "implemented"), ("Done", "implemented"), ("In place", "implemented"), ("\u2714\ufe0f", "implemented"),
    ("TRUE", "implemented"), ("Fully Implemented", "implemented"), ("**Implemented**", "implemented"),
    ("Implemented (Inherited)", "inherited"), ("Met (inherited from the hoster)", "inherited"),
    ("Alternative Implementation", "alternative"), ("Partially Satisfied", "partial"),
    ("Largely implemented", "partial"), ("50%", "partial"), ("Not fully implemented", "partial"),
    ("Planned to be implemented", "planned"), ("In\u00a0progress", "planned"), ("Met w/ POA&M", "planned"),
    ("Not Met", "not-implemented"), ("NOT\u2013MET", "not-implemented"), ("Isn\u2019t implemented", "not-implemented"),
    ("\u2717", "not-implemented"), ("FALSE", "not-implemented"), ("0%", "not-implemented"), ("Non-Compliant", "not-implemented"),
    ("Temporary Deficiency", "not-implemented"), ("Enduring Exception", "not-implemented"), ("Risk accepted", "not-implemented"),
    ("N/A", "not-applicable"), ("N.A.", "not-applicable"), ("Not Applicable", "not-applicable"),
    ("1", ""), ("Shared", ""), ("Not reviewed", ""), ("Unknown", ""), ("TBD", ""), ("", ""), ("not inherited", ""),
    ("Met*", ""), ("Implemented **", ""), ("*Met*", "implemented"), ("Inherited from Acme Cloud, Inc.", "inherited"),
    ("Inherited from the hoster, except logs", ""), ("inherited from the hoster - not met", ""),
    ("Met (inherited from Acme; customer part open)", ""), ("inherited from nobody", ""),
    ("Implemented - documented", ""), ("not unimplemented", ""), ("never not met", ""),
)  # fmt: skip


@check_each(("text", "state"), STATES)
def test_states_as_people_write_them(text: str, state: str) -> None:
    assert read_state(text) == state


def test_words_of_exceptions_name_their_kind() -> None:
    assert find_exception_kind("Temporary deficiency") == "temporary-deficiency"
    assert find_exception_kind("ENDURING EXCEPTION") == "enduring-exception"
    assert find_exception_kind("Risk Accepted") == "accepted-risk"
    assert find_exception_kind("implemented") == ""


def test_the_status_of_a_component_is_one_of_five_or_none() -> None:
    assert read_component_status("Met") == "implemented"
    assert read_component_status("partially") == "partial"
    assert read_component_status("inherited") == ""
    assert read_component_status("not implemented") == ""


CONTROL_STATUSES = (
    ("Operating", OPERATING), ("OK", OPERATING), ("Healthy", OPERATING), ("In place", OPERATING), ("\u2713", OPERATING),
    ("Planned", NOT_OPERATING), ("in_progress", DESIGNED), ("Scheduled", NOT_OPERATING), ("Partially implemented", DESIGNED), ("Mostly operating", DESIGNED),
    ("Not implemented", NOT_OPERATING), ("Failing", NOT_OPERATING), ("Ineffective", NOT_OPERATING), ("Not operating", NOT_OPERATING),
    ("Not Ready", NOT_OPERATING), ("Failed", NOT_OPERATING), ("Open", NOT_OPERATING), ("Gap", NOT_OPERATING),
    ("Not effective", NOT_OPERATING), ("Unhealthy", NOT_OPERATING), ("To do", NOT_OPERATING), ("Overdue", NOT_OPERATING),
    ("Not tested", NOT_OPERATING), ("Red", NOT_OPERATING), ("Pending", NOT_OPERATING), ("inactive", RETIRED),
    ("Draft", DESIGNED), ("Rejected", NOT_OPERATING), ("Outdated", NOT_OPERATING), ("Superseded", RETIRED), ("Needs attention", NOT_OPERATING),
    ("Inherited", INHERITED), ("Carved-out", INHERITED), ("Partially inherited", INHERITED), ("Shared", INHERITED),
    ("Performed by the subservice organization", INHERITED), ("Inherited from the hoster", INHERITED),
    ("Carve-out method", INHERITED), ("Operated by a third-party provider", INHERITED), ("Outsourced to Bluewell", INHERITED),
    ("The responsibility of our customers", INHERITED), ("Vendor's responsibility", INHERITED),
    ("Not inherited", None), ("Performed by the night shift", None), ("Managed by Okta", None),
    ("Did not operate", NOT_OPERATING), ("The control did not operate in the period", NOT_OPERATING),
    ("Doesn't operate yet", NOT_OPERATING), ("Has not been performed since May", NOT_OPERATING), ("Never executed", NOT_OPERATING),
    ("Risk accepted", NOT_OPERATING), ("TBD", NOT_OPERATING), ("Unknown", NOT_OPERATING), ("Ad-hoc", NOT_OPERATING),
    ("Suitably designed", DESIGNED), ("Documented", DESIGNED), ("Partially effective", DESIGNED), ("WIP", DESIGNED),
    ("No longer performed", RETIRED), ("Not in use", RETIRED), ("Deployed", OPERATING), ("Not deployed", NOT_OPERATING),
    ("In production", OPERATING), ("Not in production", NOT_OPERATING), ("Not satisfactory", NOT_OPERATING),
    ("Retired", RETIRED), ("Somehow", None), ("", None),
)  # fmt: skip


@check_each(("text", "status"), CONTROL_STATUSES)
def test_statuses_of_controls(text: str, status: str | None) -> None:
    meaning = read_word(CONTROL_VOCABULARY, text)
    assert (meaning.word if meaning else None) == status


def test_yes_and_no() -> None:
    assert all(map(says_yes, ("yes", "X", "\u2713", "TRUE", "1")))
    assert all(map(says_nothing, ("", "-", "\u2014", "no", "N/A", "0", "\u2717")))
    assert all(map(says_no, ("not mapped", "Never", "none", "without")))
    assert not any(map(says_no, ("yes", "primary", "S", "Northlane")))
    assert not any(map(says_yes, ("not yes", "maybe", "", "no")))


def test_evidence_that_is_not_final_is_a_draft_and_a_side_is_never_guessed() -> None:
    for text in ("not final", "partially collected", "unapproved", "Draft"):
        meaning = read_word(EVIDENCE_VOCABULARY, text)
        assert meaning is not None
        assert meaning.word == "draft", text
    assert read_word(RESPONSIBILITY_VOCABULARY, "not provider") is None


def test_the_order_of_states_is_the_one_of_their_table() -> None:
    assert {item.word: item.rank for item in STATE_VOCABULARY.meanings} == {
        word: row.rank for word, row in STATE_OF.items()
    }


def test_thousands_of_unknown_names_are_not_all_compared() -> None:
    """After a bounded number of comparisons with one long list there are no hints any more."""
    known = tuple(f"requirement-{number:05}-of-a-catalog" for number in range(3000))
    hints = [nearest.ask_nearest(f"requirment-{number:05}-of-x", known) for number in range(3000)]
    assert hints[0]
    assert not hints[-1]
