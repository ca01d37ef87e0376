"""What evidence is: guessed where there is no doubt, and what a policy can show."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attestle.assess.system_status import evaluate_system
from attestle.authoring.register_kinds import insert_kinds
from attestle.formats import yaml12
from attestle.model.evidence import EVIDENCE_KINDS
from attestle.model.evidence_kinds import guess_kind
from building import CURRENT, DAY, answer, shipped, system
from conftest import ROOT, Run, examples

OPERATES, DEFINES = "3.1.1[d]", "3.1.1[a]"


@pytest.mark.parametrize(
    ("title", "location", "cadence", "kind"),
    [
        ("Access control policy", "https://wiki.example/p1", None, "policy"),
        ("Access control policy", "", 30, ""),
        ("Runbook for restores", "", None, "procedure"),
        ("Quarterly access review", "evidence/review.csv", 90, "record"),
        ("Access review procedure", "", None, ""),
        ("Access review record", "", 90, "record"),
        ("Record of the policy review", "", None, ""),
        ("Firewall rules", "evidence/rules.json", None, "configuration"),
        ("Login page", "evidence/screenshot-mfa.png", None, "screenshot"),
        ("Login page", "evidence/mfa.png", None, ""),
        ("Incident ticket template", "", None, ""),
        ("Restore test plan", "", None, ""),
        ("Door log", "C:\\evidence\\door-log.txt", 30, "log"),
        ("Cloud services agreement", "", None, "contract"),
        ("", "", None, ""),
    ],
)
def test_only_what_leaves_no_doubt_is_guessed(
    title: str, location: str, cadence: int | None, kind: str
) -> None:
    assert guess_kind(title, location, cadence) == kind


def rate(label: str, *kinds: str) -> tuple[str, str]:
    """Rating and reason of an implemented objective that cites a current item of each kind."""
    items = tuple(
        replace(CURRENT, id=f"ev-{number}", uuid=f"u{number}", kind=kind)
        for number, kind in enumerate(kinds)
    )
    own = answer(evidence=tuple(item.id for item in items))
    status = evaluate_system(system(shipped(), {label: own}, evidence=items), shipped(), DAY)
    judged = next(
        item
        for result in status.results
        for item in result.objectives
        if item.objective.label == label
    )
    return judged.rating, judged.reason


@pytest.mark.parametrize("kind", ["policy", "procedure"])
def test_a_policy_shows_what_is_laid_down_and_not_that_it_happens(kind: str) -> None:
    assert rate(DEFINES, kind) == ("covered-and-evidenced", "")
    assert rate(OPERATES, kind) == (
        "partially-covered",
        "a policy says so; nothing shows that it happens",
    )


def test_evidence_of_no_kind_shows_no_operation() -> None:
    assert rate(DEFINES, "")[0] == "covered-and-evidenced"
    rating, reason = rate(OPERATES, "")
    assert rating == "partially-covered"
    assert "nobody says what its evidence is" in reason


RANK = ("not-addressed", "present-but-undocumented", "partially-covered", "covered-and-evidenced")


@given(
    st.lists(st.sampled_from(EVIDENCE_KINDS), min_size=1, max_size=4),
    st.integers(0, 3),
    st.sampled_from([OPERATES, DEFINES, "3.5.3[d]", "3.12.4[a]", "3.13.11[a]"]),
)
@settings(max_examples=examples(2000), deadline=None)
def test_no_rating_rises_when_a_record_becomes_a_policy(
    kinds: list[str], place: int, label: str
) -> None:
    before = rate(label, *kinds)[0]
    kinds[place % len(kinds)] = "policy"
    assert RANK.index(rate(label, *kinds)[0]) <= RANK.index(before)


def test_kinds_are_written_below_the_title_and_nothing_else_changes() -> None:
    text = (
        "# the register\nevidence:\n"
        "  - id: ev-1\n    title: Access control policy  # POL-01\n    location: a\n"
        "  - {id: ev-2, title: Door log, location: b}\n"
        "  - title: Door log\n    id: ev-3\n    location: c\n"
        "  - id: ev-4\n    title: Something\n    location: d\n"
    )
    result, written = insert_kinds(text)
    assert [(item.id, item.kind, item.line) for item in written] == [
        ("ev-1", "policy", 5),
        ("ev-3", "log", 9),
    ]
    lines = result.split("\n")
    assert lines[4] == "    kind: policy"
    assert lines[8] == "    kind: log"
    assert "\n".join(line for line in lines if "kind:" not in line) == text
    assert insert_kinds(result) == (result, ())
    assert yaml12.read_yaml(result).problems == ()


def test_no_guess_claims_more_than_the_people_of_the_example_do() -> None:
    register = yaml12.read_yaml((ROOT / "ssp/example-enclave/evidence.yaml").read_text()).value
    guesses = {
        item["id"]: (guess_kind(item["title"], item["location"], item.get("cadence")), item["kind"])
        for item in register["evidence"]
    }
    rules = ("policy", "procedure")
    claimed = {key: pair for key, pair in guesses.items() if pair[1] in rules}
    assert claimed
    assert all(guess in ("", *rules) for guess, _ in claimed.values()), claimed
    assert sum(bool(guess) for guess, _ in guesses.values()) > len(guesses) // 4


def test_status_and_gap_say_how_many_rest_on_a_policy_and_what_is_accepted(
    copy: Path, run: Run
) -> None:
    register = copy / "ssp/example-enclave/evidence.yaml"
    register.write_text(
        re.sub(r"(?m)^    kind: .*$", "    kind: policy", register.read_text(encoding="utf-8")),
        encoding="utf-8",
    )
    day = ("--as-of", "2026-11-24")
    before = json.loads((run(ROOT, "status", "--format", "json", *day)).stdout)
    after = json.loads(run(copy, "status", "--format", "json", *day).stdout)
    assert before["policy_only"] == 0
    assert after["policy_only"] > 100
    # what shows that the plan itself is kept up to date is a policy too, so there is no score
    assert after["scores"]["assessor_ready"] is None
    assert before["scores"]["assessor_ready"] == 71
    assert after["scores"]["implemented"] == before["scores"]["implemented"]
    accepted = (
        "ccepted in writing by Calderstone Defense until 2027-06-30; no substitute for a status"
    )
    for command in ("status", "gap"):
        for form in ("text", "md"):
            told = " ".join(run(copy, command, "--format", form, *day).stdout.split())
            assert f"{after['policy_only']} objectives rest on a policy" in told, (command, form)
            assert accepted in told, (command, form)
    later = run(copy, "status", "--format", "text", "--as-of", "2027-07-01").stdout
    assert accepted not in later, "an acceptance that has ended is none"
