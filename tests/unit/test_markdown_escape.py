"""Plain text in markdown: it shows what was typed, and nothing in it acts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from attestle.assess.changes import (
    Changes,
    Compared,
    ObjectiveChange,
    RequirementChange,
    SectionChange,
    ThingChange,
    WordChange,
)
from attestle.assess.system_status import evaluate_system
from attestle.findings import Finding, Severity
from attestle.model.system import System
from attestle.render.document_model import DocumentModel
from attestle.render.document_parts import (
    AuthoredProse,
    Bullet,
    Bullets,
    Chapter,
    FactList,
    Grid,
    GridColumn,
    Manner,
    Mark,
    Picture,
    Quotation,
    Span,
    SpanLine,
    TextLine,
)
from attestle.render.forms import markdown
from attestle.render.forms.markdown_prose import escape
from attestle.render.registry import render_document
from attestle.render.table_cells import text_cell
from building import DAY, answer, shipped, system
from conftest import examples
from tables import check_each

HOSTILE = (
    "the list | <b>of</b> <script>x</script> <img src=x> [x](http://a.example) ![y](javascript:z)"
    " @acme/all kim@acme.example *hosts* _u_ **v** `k` ~~s~~ #12 GH-3 acme/plan#4 &lt; &#64;root"
    " https://b.example www.c.example \\"
)
STARTS = ("# a", "- a", "+ a", "1. a", "> a", "a\n===", "a\n---", "a\n:-:", "[r]: http://a.example")
# what a code host makes of the text of a page: calls, references, addresses
LIVE = re.compile(r"@[\w-]|#\d|\bGH-\d|://|\bwww\.", re.I)


class _Page(HTMLParser):
    """The elements and the runs of text of a page; a comment parts two runs."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.runs = [""]
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.append(tag)
        self.runs.append("")

    def handle_endtag(self, tag: str) -> None:
        self.runs.append("")

    def handle_comment(self, data: str) -> None:
        self.runs.append("")

    def handle_data(self, data: str) -> None:
        self.runs[-1] += data

    @property
    def text(self) -> str:
        return "".join(self.runs)


def page_of(written: str) -> _Page:
    return _Page(MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(written))


def live(page: _Page) -> list[str]:
    return [found[0] for run in page.runs for found in LIVE.finditer(run)]


def test_a_hostile_text_shows_as_typed_and_nothing_acts() -> None:
    page = page_of(escape(HOSTILE))
    assert page.tags == ["p"]
    assert live(page) == []
    assert page.text.strip() == HOSTILE


@pytest.mark.parametrize(
    "text",
    [
        "3.1.1[a] and 3.1.2[b][c]",
        "a_b and C:\\dir and a -> b",
        "R&D, 5 < 6 > 4, (see [1])",
        "POA&M; a/b#c; mail at acme",
        "[a]: because it is so",
    ],
)
def test_what_would_not_act_is_not_escaped(text: str) -> None:
    assert escape(text) == text


def test_prose_of_an_author_may_call_and_link() -> None:
    assert escape("@acme/all #1 https://a.example", prose=True) == "@acme/all #1 https://a.example"
    assert escape("<b> *x*", prose=True) == "&lt;b> \\*x\\*"
    document = DocumentModel("T", parts=(AuthoredProse("see [x](https://a.example), *now* @kim"),))
    assert "see [x](https://a.example), *now* @kim" in markdown.write(document).decode()


@settings(max_examples=examples(300), deadline=None)
@given(
    st.text(
        alphabet=st.sampled_from(list("ab1 *_`[]()<>!#->|~\\&;:.@/\n=+\"'{}wgh")) | st.characters(),
        max_size=60,
    )
)
def test_no_text_acts_in_any_place_of_a_document(text: str) -> None:
    """Only elements that the document itself has come out, whatever its texts say."""
    calm = _places("calm")
    page, expected = page_of(_written(_places(text))), page_of(_written(calm))
    assert page.tags.count("a") == page.tags.count("img") == page.tags.count("code") == 0
    assert set(page.tags) <= {*expected.tags, "br"}
    assert page.tags.count("td") == expected.tags.count("td")
    assert page.tags.count("h2") == expected.tags.count("h2")
    assert page.tags.count("li") == expected.tags.count("li")
    assert live(page) == []


@pytest.mark.parametrize("text", [*STARTS, HOSTILE])
def test_no_block_begins_in_a_text(text: str) -> None:
    page, expected = page_of(_written(_places(text))), page_of(_written(_places("calm")))
    assert [tag for tag in page.tags if tag != "br"] == expected.tags


def _written(document: DocumentModel) -> str:
    return markdown.write(document).decode()


def _places(text: str) -> DocumentModel:
    """A document that says the text in every place that can hold one."""
    cell = text_cell(text) or text_cell("empty")
    grid = Grid(text, (GridColumn("a"), GridColumn("b", align="right")), ((cell, (Mark(text),)),))
    bullets = Bullets((text, Bullet((Span(text, "strong"),), (Quotation((Span(f"q {text}"),)),))))
    return DocumentModel(
        title=f"T {text}",
        parts=(
            TextLine(f"x {text}"),
            TextLine(text, "note", lead=f"L {text}"),
            SpanLine((Span("s "), Span(text, "emphasis"), Span(text))),
            grid,
            FactList(((f"n {text}", cell),)),
        ),
        chapters=(Chapter(1, f"C {text}", parts=(bullets,)),),
        notices=(f"N {text}",),
        dense=True,
    )


def _reports() -> Iterator[tuple[str, str]]:
    """What a pull request shows, each with the hostile text where an author may type it."""
    made = _hostile_system()
    baseline = shipped()
    status = evaluate_system(made, baseline, DAY)
    yield "status", render_document("status", "md", status).decode()
    finding = Finding("SSP003", Severity.ERROR, HOSTILE, HOSTILE, hint=HOSTILE, owner=HOSTILE)
    yield "findings", render_document("findings", "md", (finding,)).decode()
    words = (WordChange("same", "a "), WordChange("added", HOSTILE), WordChange("removed", HOSTILE))
    objective = ObjectiveChange(
        "3.1.1[a]", ("", HOSTILE), ("", ""), (False, False), (HOSTILE,), (), (), words
    )
    requirement = RequirementChange(
        "3.1.1",
        HOSTILE,
        5,
        (True, False),
        (True, False),
        (HOSTILE, f"new {HOSTILE}"),
        (objective,),
        (SectionChange(HOSTILE, (("Status", HOSTILE, ""),), words),),
    )
    key = (HOSTILE, HOSTILE, "")
    thing = ThingChange("evidence", HOSTILE, HOSTILE, "renamed", (key,), (key,))
    changes = Changes((1, 2), (1, 2), (1, 2), (requirement,), (thing,))
    compared = Compared("demo", HOSTILE, "v1", "", DAY, "changed", changes)
    yield "diff", render_document("diff", "md", compared).decode()


def _hostile_system() -> System:
    made = system(shipped(), {"3.1.1[a]": answer("partial", missing=HOSTILE)})
    return replace(made, characteristics=replace(made.characteristics, name=HOSTILE))


@pytest.mark.parametrize("report", tuple(_reports()), ids=lambda report: report[0])
def test_what_a_pull_request_shows_follows_one_rule(report: tuple[str, str]) -> None:
    page = page_of(report[1])
    allowed = {"h2", "h3", "p", "ul", "li", "blockquote", "strong", "s", "code"}
    tables = {"table", "thead", "tbody", "tr", "th", "td"}
    assert set(page.tags) <= allowed | tables
    assert live(page) == []
    assert "<script>x</script>" in page.text, "the text itself is there, as text"


@check_each("text", [". New", "(x)", "x.", "*a*", "new"])
@check_each("manner", ["strong", "emphasis", "added", "removed"])
def test_a_mark_between_letters_and_signs_still_marks(text: str, manner: Manner) -> None:
    line = SpanLine((Span("end"), Span(text, manner), Span("more")))
    page = page_of(markdown.write(DocumentModel("T", parts=(line,))).decode())
    assert len(page.tags) == 3
    assert page.text.split("T", 1)[1].strip() == f"end{text}more"


def test_a_path_and_an_alternative_text_are_text() -> None:
    picture = Picture(f"d/{HOSTILE}.png", HOSTILE, HOSTILE, DAY, 1)
    page = page_of(markdown.write(DocumentModel("T", parts=(picture,))).decode())
    assert set(page.tags) == {"h1", "p", "em", "code"}
