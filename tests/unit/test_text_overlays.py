"""Whose words documents print, and where each of them is from."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest

import attestle
from attestle.api.catalog_lookup import read_controls_of
from attestle.api.catalog_texts import lay_texts
from attestle.api.gap_reports import report_gap
from attestle.api.rendering import render
from attestle.api.text_overlays import lay_over
from attestle.codes import CODES
from attestle.formats.official_digests import judge_text
from attestle.model.baseline import Baseline
from attestle.model.published_texts import (
    Agreement,
    PublishedTexts,
    TextSource,
    lay_texts_over,
    list_units,
)
from attestle.model.shown_words import ShownWords, TextsChoice
from attestle.render.requirement_words import describe_words, explain_words
from building import shipped
from conftest import AS_OF, Run
from publisher_files import invent_sentences, make_digests, write_csv

BASELINE = shipped("cmmc-level-2")
SENTENCES = invent_sentences(BASELINE)
SOURCE = TextSource("p.csv", "0" * 64, "CSV", "Invented", "2", "", "2026-11-20")


def make_overlay(sentences: dict[str, str]) -> PublishedTexts:
    digests = make_digests(SENTENCES)
    judged = [
        judge_text(unit, sentences[unit.label], SOURCE, digests)
        for unit in list_units(BASELINE.requirements)
    ]
    return PublishedTexts("r2", is_free=True, texts={item.unit.id: item for item in judged})


@pytest.fixture
def licensed(tiny: Path) -> Path:
    """The small workspace, whose catalog nobody says is free, with words beside it."""
    path = tiny / "catalogs/mini/catalog.json"
    for file in (path, tiny / "profiles/mini-profile/profile.json"):
        if file.exists():
            file.write_text(file.read_text().replace("SP_800_171r2_", "yard_"))
    for file in tiny.glob("profiles/*/profile.json"):
        file.write_text(file.read_text().replace("SP_800_171r2_", "yard_"))
    baseline = read_controls_of(tiny, "mini")
    file = tiny.parent / "words.csv"
    file.write_bytes(write_csv(baseline, invent_sentences(baseline)))
    lay_texts(tiny, file, "mini")
    return tiny


def test_the_publishers_words_stand_beside_ours() -> None:
    laid = lay_texts_over(BASELINE, (make_overlay(SENTENCES),), TextsChoice.BOTH)
    assert laid == BASELINE  # what is compared and computed stays ours
    first = laid.requirements[0]
    assert first.published is not None
    assert (first.published.text, first.published.is_proved) == (SENTENCES["3.1.1"], True)
    assert first.objectives[0].published is not None
    assert first.statement == BASELINE.requirements[0].statement
    assert describe_words(laid) == (
        "430 of 430 in the publisher's words (Invented, version 2, taken in on 2026-11-20),"
        " 430 proved by digests"
    )


def test_a_text_that_differs_is_never_shown() -> None:
    overlay = make_overlay({**SENTENCES, "3.1.2": "The keepers sleep."})
    laid = lay_texts_over(BASELINE, (overlay,), TextsChoice.OFFICIAL)
    bare = [item.label for item in laid.requirements if item.published is None]
    assert bare == ["3.1.2"]
    assert "429 are shown" in explain_words(laid)
    assert "The others are summaries" in explain_words(laid)
    assert "In short" not in explain_words(laid)


def test_summaries_are_all_that_is_asked_for() -> None:
    laid = lay_texts_over(BASELINE, (make_overlay(SENTENCES),), TextsChoice.SUMMARY)
    assert laid is BASELINE


def test_licensed_words_are_printed_only_where_asked_for(licensed: Path) -> None:
    for kind, form in (("ssp", "md"), ("gap", "html"), ("evidence", "md"), ("crm", "md")):
        [plain] = _render(licensed, kind, form, None)
        assert b"The keepers" not in plain
    (licensed / "attestle.toml").write_text('[render]\ntexts = "both"\n')
    assert b"The keepers" not in _render(licensed, "ssp", "md", None)[0]
    [both] = _render(licensed, "ssp", "md", TextsChoice.BOTH)
    assert b"The keepers" in both
    assert b"In short" in both
    assert b"No digests are known" in both
    [official] = _render(licensed, "ssp", "md", TextsChoice.OFFICIAL)
    assert b"The keepers" in official
    assert b"In short" not in official


def _render(root: Path, kind: str, form: str, texts: TextsChoice | None) -> list[bytes]:
    made = render(root, kind, "demo", (form,), as_of=AS_OF, texts=texts)
    return [data for name, data in made.items() if name.endswith(form)]


def test_no_word_reaches_findings_reports_or_caches(
    licensed: Path, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # what other tests keep may well have such a word in a plan of their own
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    for args in (
        ("validate", "--format", "github"),
        ("validate", "--format", "json"),
        ("gap", "demo", "--format", "md"),
        ("gap", "demo", "--format", "json"),
        ("status", "demo", "--format", "md"),
        ("ssp", "assemble", "demo", "--check"),
        ("catalog", "text", str(licensed.parent / "words.csv"), "--format", "json"),
        ("catalog", "text", str(licensed.parent / "words.csv")),
    ):
        assert "keepers" not in run(licensed, *args).output
    kept = [path for path in Path(os.environ["XDG_CACHE_HOME"]).rglob("*") if path.is_file()]
    assert kept
    assert [path for path in kept if b"keepers" in path.read_bytes()] == []
    holders = [
        path.relative_to(licensed).as_posix()
        for path in licensed.rglob("*")
        if path.is_file() and b"The keepers" in path.read_bytes()
    ]
    assert holders == ["texts/mini/texts.json"]
    assert "/texts/mini/\n" in (licensed / ".gitignore").read_text()


def test_catalog_show_has_both(licensed: Path, run: Run) -> None:
    shown = run(licensed, "catalog", "show", "3.1.1").output
    assert "The keepers" in shown
    assert "in short: " in shown
    data = json.loads(run(licensed, "catalog", "show", "3.1.1", "--format", "json").output)
    assert data["published"]["proved"] is False
    assert data["objectives"][0]["published"]["text"].startswith("The keepers")
    guidance = run(licensed, "catalog", "show", "3.1.1", "--guidance").output
    assert "keepers" not in guidance


def list_published(baseline: Baseline) -> list[ShownWords]:
    """The publisher's words of each text that has them, in the order of the catalog."""
    words = []
    for requirement in baseline.requirements:
        words.append(requirement.published)
        words += [item.published for item in requirement.items]
        words += [item.published for item in requirement.objectives]
    return [item for item in words if item is not None]


def test_each_text_is_shown_with_its_provenance(licensed: Path) -> None:
    baseline = read_controls_of(licensed, "mini")
    assert list_published(lay_over(licensed, baseline)) == []
    asked = list_published(lay_over(licensed, baseline, TextsChoice.BOTH))
    assert len(asked) == len(list(list_units(baseline.requirements)))
    assert (asked[0].is_proved, asked[0].text[:11]) == (False, "The keepers")
    assert asked[0].source.startswith("words.csv, taken in on ")
    assert len(asked[0].sha256) == 64


def test_words_change_no_rating(licensed: Path) -> None:
    before = report_gap(licensed, "demo", as_of=AS_OF)
    (licensed / "texts/mini/texts.json").unlink()
    after = report_gap(licensed, "demo", as_of=AS_OF)
    assert before == after


def test_the_words_of_one_text_never_stand_for_another() -> None:
    overlay = make_overlay(SENTENCES)
    first, second = (item.statement_id for item in BASELINE.requirements[:2])
    swapped = {**overlay.texts, first: overlay.texts[second]}
    laid = lay_texts_over(BASELINE, (replace(overlay, texts=swapped),), TextsChoice.OFFICIAL)
    assert laid.requirements[0].published is None
    assert laid.requirements[1].published is not None


def test_proved_words_come_before_unproved_ones() -> None:
    proved = make_overlay(SENTENCES)
    others = {
        key: replace(item, text="The keepers sleep.", agreement=Agreement.UNCHECKED)
        for key, item in proved.texts.items()
    }
    laid = lay_texts_over(BASELINE, (replace(proved, texts=others), proved), TextsChoice.BOTH)
    published = laid.requirements[0].published
    assert published is not None
    assert published.text == SENTENCES["3.1.1"]


def test_each_stored_text_is_judged_by_its_own_framework(copy: Path) -> None:
    baseline = read_controls_of(copy, "nist-sp-800-171-r2")
    file = copy.parent / "words.csv"
    file.write_bytes(write_csv(baseline, SENTENCES))
    lay_texts(copy, file)
    path = copy / "texts/nist-sp-800-171-r2/texts.json"
    tree = json.loads(path.read_text())
    tree["texts"].insert(0, {**tree["texts"][0], "id": "yard_1", "label": "1"})
    path.write_text(json.dumps(tree))
    assert list_published(lay_over(copy, baseline)) == []
    assert list_published(lay_over(copy, baseline, TextsChoice.BOTH)) == []


def test_checks_see_a_text_that_changed(copy: Path) -> None:
    baseline = read_controls_of(copy, "nist-sp-800-171-r2")
    file = copy.parent / "words.csv"
    file.write_bytes(write_csv(baseline, SENTENCES))
    laid = lay_texts(copy, file)
    assert len(laid.differing) == 430
    found = [item for item in attestle.validate(copy, as_of=AS_OF) if item.code == "TXT002"]
    assert len(found) == 430
    assert all(item.line for item in found)
    assert not any("keepers" in item.message for item in found)
    assert lay_over(copy, replace(baseline)) == baseline
    assert CODES["TXT002"].title
