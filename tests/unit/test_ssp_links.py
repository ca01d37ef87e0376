"""From each objective of the example's plan to its answer and evidence, and back: the links that a
reader follows, in Word and as a page.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape, unescape
from html.parser import HTMLParser
from typing import Any

import pytest
from lxml import etree

from attestle.api.rendering import render
from attestle.api.sound_systems import load_work
from attestle.assess.poam_coverage import covers_unit
from attestle.model.objective_answers import ObjectiveAnswer
from attestle.model.workspace import Work
from conftest import ROOT

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
NAME = "example-enclave"
# words of prose before anything that a form writes otherwise
FIRST_WORDS = re.compile(r"[A-Z][\w ,-]{12,}")


@dataclass(slots=True)
class Place:
    """What stands at an anchor up to the next one: its words, and the anchors that it leads to."""

    text: str = ""
    targets: list[str] = field(default_factory=list)


class PageReader(HTMLParser):
    """The places of a page; a row with an anchor of its own ends with the row."""

    def __init__(self) -> None:
        super().__init__()
        self.places: dict[str, Place] = {"": Place()}
        self.at = ""
        self.before = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        if anchor := named.get("id"):
            assert anchor not in self.places, f"{anchor} stands twice"
            self.before, self.at = self.at, anchor
            self.places[anchor] = Place()
        href = named.get("href") or ""
        if href.startswith("#"):
            self.places[self.at].targets.append(unescape(href[1:]))

    def handle_data(self, data: str) -> None:
        self.places[self.at].text += data


def read_page(data: bytes) -> dict[str, Place]:
    reader = PageReader()
    reader.feed(data.decode())
    return reader.places


def read_word(data: bytes) -> dict[str, Place]:
    """The places of a Word file by bookmark; a row with a bookmark is one place."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        body = etree.fromstring(package.read("word/document.xml"))[0]
    places = {"": Place()}
    at = ""
    for block in walk_blocks(body):
        for mark in block.iter(f"{W}bookmarkStart"):
            at = mark.get(f"{W}name")
            assert at not in places
            places[at] = Place()
        places[at].text += "".join(item.text or "" for item in block.iter(f"{W}t"))
        links = (item.get(f"{W}anchor") for item in block.iter(f"{W}hyperlink"))
        places[at].targets += filter(None, links)
    return places


def walk_blocks(body: Any) -> Iterator[Any]:
    for block in body:
        if block.tag == f"{W}tbl":
            yield from block.iter(f"{W}tr")
        elif block.tag == f"{W}p":
            yield block


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    return render(ROOT, "ssp", NAME, ("docx", "html"))


@pytest.fixture(scope="module")
def work() -> Work:
    return load_work(ROOT, NAME)[0]


@pytest.fixture(scope="module", params=["docx", "html"])
def places(request: pytest.FixtureRequest, files: dict[str, bytes]) -> dict[str, Place]:
    data = files[f"{NAME}-ssp.{request.param}"]
    return read_word(data) if request.param == "docx" else read_page(data)


def find_anchor(places: dict[str, Place], start: str) -> str:
    found = [anchor for anchor, place in places.items() if place.text.strip().startswith(start)]
    assert len(found) == 1, (start, found)
    return found[0]


def list_references(work: Work) -> Iterator[tuple[str, ObjectiveAnswer, list[str]]]:
    """For each objective its answer and what the files refer it to, by the beginning of what
    stands there: evidence, items of the plan of action, exceptions.
    """
    system = work.system
    for label, (requirement, unit) in work.baseline.objective_labels.items():
        own = system.answers[requirement.id].objectives[unit.letter]
        starts = [system.evidence_by_id[key].title for key in own.evidence]
        starts += [item.title for item in system.poam if covers_unit(item, requirement, unit)]
        starts += [
            f"A.{place} {item.title}"
            for place, item in enumerate(system.exceptions, 1)
            if {label, requirement.label} & set(item.scope)
        ]
        yield label, own, starts


def test_every_link_leads_somewhere(places: dict[str, Place]) -> None:
    for place in places.values():
        assert set(place.targets) <= set(places)


def test_answer_and_evidence_are_one_step_away_and_lead_back(
    places: dict[str, Place], work: Work
) -> None:
    """The answer stands under the heading, or one step away where components give it."""
    references = list(list_references(work))
    assert len(references) == 320
    anchors = {start: find_anchor(places, start) for _, _, starts in references for start in starts}
    for label, own, starts in references:
        heading = find_anchor(places, f"{label} ")
        targets = places[heading].targets
        if first := FIRST_WORDS.match(own.prose.strip()):
            assert first[0] in places[heading].text
        for start in starts:
            assert anchors[start] in targets, (label, start)
            assert heading in places[anchors[start]].targets, (start, label)


def test_what_components_answer_is_one_step_away(places: dict[str, Place], work: Work) -> None:
    count = 0
    for answer in work.system.answers.values():
        for part in answer.components:
            first = FIRST_WORDS.match(part.prose.strip())
            if first is None:
                continue
            for letter in part.objectives:
                heading = find_anchor(places, f"{answer.label}[{letter}] ")
                assert any(first[0] in places[item].text for item in places[heading].targets)
                count += 1
    assert count > 50


def test_web_places_are_links(files: dict[str, bytes], work: Work) -> None:
    page = files[f"{NAME}-ssp.html"].decode()
    for item in work.system.evidence:
        for place in item.places:
            is_web = place.location.startswith("https://")
            assert (f'<a href="{escape(place.location)}"' in page) == is_web


def test_tables_of_the_frame_have_their_turn(files: dict[str, bytes]) -> None:
    """Approvals and record of changes are numbered with the tables of the plan."""
    captions = re.findall(
        r"<caption>Table (\d+)\. (.*?)</caption>", files[f"{NAME}-ssp.html"].decode()
    )
    assert [int(number) for number, _ in captions] == list(range(1, len(captions) + 1))
    titles = [title for _, title in captions]
    assert titles[0] == "Approvals"
    assert "Record of changes" in titles
