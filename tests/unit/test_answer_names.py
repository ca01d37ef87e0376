"""Evidence, providers and roles by the names that people know them by; two of one name are neither."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from attestle.api.validation import file_repairs
from attestle.authoring.text_repairs import write_canonical_front, write_canonical_words
from attestle.formats.answer_names import AnswerNames, list_names, split_approval
from attestle.model.evidence import EvidenceItem
from attestle.model.people import Party, People, Role
from attestle.model.providers import Provider
from conftest import Run

DAY = dt.date(2026, 11, 24)


def make_names() -> AnswerNames:
    evidence = (
        EvidenceItem("1", "ev-policy", "Access policy, version 3", "evidence/Access_policy_v3.pdf"),
        EvidenceItem("2", "ev-roster", "Roster"),
        EvidenceItem("3", "ev-list-1", "Monthly list"),
        EvidenceItem("4", "ev-list-2", "Monthly list"),
    )
    parties = (Party("5", "doe", "Some Person"), Party("6", "roe", "Other Person"))
    people = People(
        organization="doe",
        users=(),
        parties=parties,
        roles=(
            Role("ciso", "Chief Information Security Officer", ("doe",)),
            Role("it", "IT Operations", ("roe",)),
            Role("owner", "System Owner", ("roe",)),
        ),
    )
    provider = Provider(
        "7",
        "Rippling People Center",
        cloud=False,
        services=(),
        owner="it",
        slug="rippling",
    )
    return list_names(evidence, (provider,), people)


@pytest.mark.parametrize(
    ("written", "ids"),
    [
        ("ev-policy, ev-roster", ("ev-policy", "ev-roster")),
        ("Access policy, version 3", ("ev-policy",)),
        ("roster; ACCESS POLICY,\u00a0VERSION 3", ("ev-roster", "ev-policy")),
        ("**Roster**, Access_policy_v3.pdf", ("ev-roster", "ev-policy")),
        ("EV-Roster, ev-policy, Roster", ("ev-roster", "ev-policy")),
        ("Monthly list", ("Monthly list",)),
        ("Access policy", ("Access policy",)),
        ("Rosters, ev-gone", ("Rosters", "ev-gone")),
    ],
)
def test_evidence_by_title_is_the_item_and_a_shared_or_unknown_name_is_none(
    written: str, ids: tuple[str, ...]
) -> None:
    assert make_names().evidence.read_ids(written) == ids


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("ciso, 2026-11-24", ("ciso", DAY)),
        ("Some Person, 11/24/2026", ("ciso", DAY)),
        ("IT Operations (24.11.2026)", ("it", DAY)),
        ("Approved by CISO on November 24, 2026", ("ciso", DAY)),
        ("2026-11-24, system owner", ("owner", DAY)),
        # a person with two roles, a day that may be two, a stranger, no day, a day that is none
        ("Other Person, 2026-11-24", None),
        ("ciso, 11/12/2026", None),
        ("Third Person, 2026-11-24", None),
        ("ciso", None),
        ("ciso, 2026-02-30", None),
        ("", None),
    ],
)
def test_an_approval_is_a_role_and_one_day(written: str, meant: tuple[str, dt.date] | None) -> None:
    assert make_names().read_approval(written) == meant


def test_what_to_type_for_an_approval_has_its_day() -> None:
    names = make_names()
    assert "2026-11-24" in names.suggest_approval("Other Person, 11/24/2026")
    assert "it, owner" in names.suggest_approval("Other Person, 11/24/2026")
    assert "YYYY-MM-DD" in names.suggest_approval("ciso, 11/12/2026")
    assert split_approval("x" * 5000 + ", 2026-11-24") is None


def test_names_are_written_as_ids_and_what_is_not_known_stays() -> None:
    text = """---
requirement: \u201c3.1.1\u201d
owner: IT Operations  
---
# 3.1.1 T

## [a] <!-- @objective a -->
- State: inherited
- Evidence: Roster, Access policy, version 3
- Provider: rippling people center
- Approved: Some Person, 11/24/2026

Evidence: Roster

## [b] <!-- @objective b -->
- State: implemented
- Evidence: Roster, Monthly list
"""  # noqa: W291 - blanks at the end of a line are what people leave
    expected = (
        text.replace("\u201c3.1.1\u201d", '"3.1.1"')
        .replace("IT Operations  ", "it")
        .replace("- Evidence: Roster, Access policy, version 3", "- Evidence: ev-roster, ev-policy")
        .replace("rippling people center", "rippling")
        .replace("Some Person, 11/24/2026", "ciso, 2026-11-24")
    )
    names = make_names()
    for ends in ("\n", "\r\n"):
        before = text.replace("\n", ends).encode()
        after = write_canonical_words(write_canonical_front(before, "3.1.1", names), names)
        assert after.decode() == expected.replace("\n", ends)
        assert write_canonical_words(write_canonical_front(after, "3.1.1", names), names) == after


def test_a_file_without_its_front_matter_answers_what_its_name_says(tiny: Path, run: Run) -> None:
    [path] = list(tiny.glob("ssp/*/controls/*/*.md"))[:1]
    whole = path.read_text()
    path.write_text(whole.partition("---\n# ")[2].join(("# ", "")))
    done = run(tiny, "validate", "--full")
    label = path.stem
    assert f"by its name it answers {label}" in done.output
    assert f'requirement: "{label}"' in done.output
    file_repairs.repair_files(tiny)
    assert path.read_text().startswith(f'---\nrequirement: "{label}"\n---\n# ')
    assert "by its name" not in run(tiny, "validate", "--full").output
