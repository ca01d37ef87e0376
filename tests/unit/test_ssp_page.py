"""The plan as a page: landmarks, contents, anchors, tables that name their columns, no script."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

from attestle.assess.system_status import evaluate_system
from attestle.model.authored_values import Source
from attestle.model.baseline import make_baseline
from attestle.model.system import Diagram, Narrative
from attestle.model.workspace import Work
from attestle.render.forms import html
from attestle.render.kinds.ssp import PlanContent, build_plan
from building import DAY, answer, shipped, system

PICTURE = b"\x89PNG\r\n\x1a\n and so on"


def write_page(prose: str = "Somebody does it.") -> str:
    over = make_baseline("cmmc-level-2", "One requirement", (shipped().by_label["3.1.1"],))
    drawn = Diagram("d", "Edge", "diagrams/edge.png", "The edge", DAY)
    made = replace(
        system(over, {"3.1.1[a]": answer(prose=prose)}),
        boundary=Narrative("n", (drawn,), "The text.", Source("ssp/demo/boundary.md")),
    )
    content = PlanContent(
        Work(made, over),
        evaluate_system(made, over, DAY),
        pictures={"ssp/demo/diagrams/edge.png": PICTURE},
    )
    return html.write(build_plan(content)).decode()


def test_there_is_one_main_landmark_and_a_way_past_the_contents() -> None:
    page = write_page()
    assert page.count("<main") == page.count("</main>") == 1
    assert page.index("<main") < page.index("<h1>")
    assert page.index('<a class="skip" href="#identification">') < page.index("<nav aria-label")
    assert re.search(r'<nav aria-label="Contents">.*href="#requirement-3\.1\.1"', page, re.S)
    assert '<li><a href="#figure-1">Figure 1. Edge</a></li>' in page
    assert '<figure id="figure-1"><img src="data:image/png;base64,' in page


def test_headings_go_down_by_one_level() -> None:
    levels = [int(level) for level in re.findall(r"<h(\d)", write_page())]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_an_objective_is_a_section_with_its_bar() -> None:
    page = write_page("*Somebody* does it.")
    [first] = re.findall(
        r'<section class="objective"><h5 id="objective-3\.1\.1-a">.*?</section>', page, re.S
    )
    assert "3.1.1[a] " in first
    assert "<dt>State</dt><dd>Implemented</dd>" in first
    assert '<a href="#evidence-ev">Evidence</a>' in first
    assert "<i>Somebody</i> does it." in first or "<em>Somebody</em> does it." in first


def test_tables_name_their_columns() -> None:
    """With a number and a caption; on a narrow page each value stands below the name of its column."""
    page = write_page()
    tables = re.findall(r'<table class="stack" id="table-\d+">.*?</table>', page, re.S)
    assert len(tables) > 4
    for table in tables:
        heads = re.findall(r'<th scope="col">(.*?)</th>', table)
        assert re.search(r"<caption>Table \d+\. \w", table)
        assert heads
        assert set(re.findall(r'data-h="(.*?)"', table)) == set(heads)


def test_nothing_runs_and_nothing_is_loaded() -> None:
    page = write_page("<script>alert(1)</script> <img src=x onerror=alert(1)>")
    assert "<script" not in page
    assert "onerror=alert(1)>" not in page
    assert "default-src 'none'" in page
    assert not re.search(r"(?:src|href)=\"https?:", page)


def write_columns(number: int) -> str:
    return write_page(f"{'| x ' * number}|\n{'|---' * number}|\n{'| y ' * number}|")


def test_a_table_that_a_telephone_cannot_hold_is_moved_with_the_keys() -> None:
    wide, narrow = write_columns(12), write_columns(6)
    frame = '<div class="wide" tabindex="0" role="group" aria-label="Table of 12 columns"><table>'
    assert frame in wide
    assert 'role="group"' not in narrow
    style = wide.partition("</style>")[0]
    assert ".wide { overflow-x: auto; }" in style
    assert "display: block; overflow-x" not in style, "a table that is a block is no table to hear"
