"""A site as bytes: every link leads somewhere, every text is escaped, every page is marked."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import json
import posixpath
import re
import shutil
from collections.abc import Mapping
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

import attestle
from attestle.api.catalog_lookup import read_controls_of
from attestle.api.catalog_texts import lay_texts
from attestle.api.kept_readings import read_kept_system
from attestle.api.serving.live_history import LiveHistory
from attestle.api.sites import LiveSite, render_site
from attestle.api.sound_systems import load_sound
from attestle.api.statuses import judge_status
from attestle.assess.score_points import ScoreHistory, ScorePoint
from attestle.assess.system_status import Scores, Status, evaluate_system
from attestle.errors import UsageError
from attestle.model.baseline import make_baseline
from attestle.model.shown_words import TextsChoice
from attestle.model.workspace import Work
from attestle.render.document_model import DocumentModel
from attestle.render.document_parts import LineChart, TextLine
from attestle.render.forms import html
from attestle.render.kinds.site_content import SiteContent
from attestle.render.kinds.site_history import build_history
from attestle.render.kinds.ssp import PlanContent
from attestle.render.name_lookup import build_lookup
from attestle.render.site.page_memory import PageMemory
from attestle.render.site.site_frame import write_policy
from attestle.render.site.site_map import list_site_pages
from conftest import ROOT, TINY, edit
from filled_system import write_filled_system
from honest_plans import NAMES, lay_plan
from publisher_files import invent_sentences, write_csv

DAY = dt.date(2026, 11, 24)
SYSTEM = "ssp/demo/system.md"
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)> \"' & </script> {{x}}"


class Page(HTMLParser):
    """Ids, links, tags and the policy of a page, and its text."""

    def __init__(self, data: bytes) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.meta: dict[str, str] = {}
        self.text = ""
        self.feed(data.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        self.tags.append(tag)
        self.attributes += attrs
        if known.get("id"):
            self.ids.append(str(known["id"]))
        if tag == "a":
            self.links.append(str(known.get("href")))
        if tag == "meta":
            name = known.get("http-equiv") or known.get("name") or ""
            self.meta[name] = known.get("content") or ""

    def handle_data(self, data: str) -> None:
        self.text += data


def read_pages(files: Mapping[str, bytes]) -> dict[str, Page]:
    return {path: Page(data) for path, data in files.items() if path.endswith(".html")}


@pytest.fixture(scope="module")
def files() -> Mapping[str, bytes]:
    return render_site(ROOT, "example-enclave", as_of=DAY, revision="0123", has_history=False).files


@pytest.fixture(scope="module")
def work() -> Work:
    return load_sound(TINY)


@pytest.fixture(scope="module")
def pages(files: Mapping[str, bytes]) -> dict[str, Page]:
    return read_pages(files)


def render_tiny(root: Path, **given: object) -> dict[str, bytes]:
    made = render_site(root, None, as_of=DAY, revision="0123", has_history=False, **given)  # type: ignore[arg-type]
    return dict(made.files)


def test_every_requirement_and_family_has_a_page(files: Mapping[str, bytes]) -> None:
    found = [path for path in files if path.startswith("requirements/")]
    assert len(found) == 110
    assert len([path for path in files if path.startswith("families/")]) == 14
    assert {"index.html", "calendar.ics", "robots.txt", "search-index.js"} <= set(files)


def list_faults(files: Mapping[str, bytes]) -> list[tuple[str, str]]:
    """Links that lead nowhere, and ids that stand twice on a page."""
    pages = read_pages(files)
    found = []
    for path, page in pages.items():
        found += [(path, link) for link in page.links if not has_target(path, link, pages, files)]
        found += [(path, name) for name in set(page.ids) if page.ids.count(name) > 1]
    return found


def has_target(path: str, link: str, pages: dict[str, Page], files: Mapping[str, bytes]) -> bool:
    parts = urlsplit(link)
    if parts.scheme:
        return parts.scheme in ("https", "http", "mailto")
    beside = posixpath.join(posixpath.dirname(path), unquote(parts.path))
    target = posixpath.normpath(beside) if parts.path else path
    return target in files and (not parts.fragment or unquote(parts.fragment) in pages[target].ids)


def test_every_link_leads_to_a_place_that_there_is(files: Mapping[str, bytes]) -> None:
    assert list_faults(files) == []


@pytest.mark.parametrize("variant", [0, 1])
def test_so_does_that_of_a_system_that_says_everything(tmp_path: Path, variant: int) -> None:
    root = shutil.copytree(TINY, tmp_path / "w")
    write_filled_system(root, variant)
    assert list_faults(render_tiny(root)) == []


@pytest.mark.parametrize("name", NAMES)
def test_so_do_those_of_plans_of_many_kinds(tmp_path: Path, name: str) -> None:
    lay_plan(name, tmp_path / "w")
    assert list_faults(render_tiny(tmp_path / "w")) == []


def test_two_requirements_of_one_label_have_a_page_each(work: Work) -> None:
    first, second, *others = work.baseline.requirements
    # as AC-1 and ac-1 are one name for some file systems
    # and of two catalogs one may write AC where the other writes ac
    twins = (
        replace(first, label="Ac-1", family="AC"),
        replace(second, label="aC-1", family="ac"),
        *others,
    )
    baseline = make_baseline("p", "t", twins)
    status = evaluate_system(work.system, baseline, DAY)
    plan = PlanContent(replace(work, baseline=baseline), status)
    content = SiteContent(plan, status, build_lookup(work.system))
    paths = [page.path for page in list_site_pages(content)]
    assert len({path.casefold() for path in paths}) == len(paths)


def test_every_page_is_marked_and_says_that_it_is_a_draft(tmp_path: Path) -> None:
    root = shutil.copytree(TINY, tmp_path / "w")
    edit(root, SYSTEM, "\nversion: ", "\nmarking: CUI//SP-CTI\nversion: ")
    for path, page in read_pages(render_tiny(root)).items():
        assert page.text.count("CUI//SP-CTI") >= 2, path
        assert page.text.count("DRAFT: ") >= 2, path


def test_a_policy_names_the_style_sheet_and_the_scripts_of_its_page_by_their_hashes(
    files: Mapping[str, bytes], pages: dict[str, Page]
) -> None:
    for path, page in pages.items():
        policy = page.meta["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; ")
        assert "unsafe" not in policy
        text = files[path].decode()
        for inner in re.findall(r"<(?:style|script)>(.*?)</(?:style|script)>", text, re.DOTALL):
            digest = base64.b64encode(hashlib.sha256(inner.encode()).digest()).decode()
            assert f"'sha256-{digest}'" in policy, path
        # what the policy refuses: attributes of style, and what acts
        names = {name for name, _ in page.attributes}
        assert not {name for name in names if name == "style" or name.startswith("on")}, path
        assert page.meta["robots"] == "noindex,nofollow"
        assert not {"iframe", "object", "embed", "link", "base"} & set(page.tags)


def test_nothing_is_asked_of_another_place(pages: dict[str, Page]) -> None:
    for path, page in pages.items():
        sources = [value or "" for name, value in page.attributes if name in ("src", "srcset")]
        assert all(value.startswith("data:image/") for value in sources), path


def test_what_an_author_wrote_never_acts(tmp_path: Path) -> None:
    root = shutil.copytree(TINY, tmp_path / "w")
    file = next((root / "ssp/demo/controls").rglob("*.md"))
    file.write_text(file.read_text() + f"\n{HOSTILE}\n\n[a](javascript:alert(1))\n")
    # every name and title, and what else has a line of its own
    for written in (root / "ssp/demo").rglob("*"):
        if written.suffix in (".md", ".yaml"):
            text = re.sub(
                r"^( *)(name|title|weakness|purpose|location): .*$",
                lambda found: f"{found[1]}{found[2]}: {json.dumps(HOSTILE)}",
                written.read_text(),
                flags=re.M,
            )
            written.write_text(text)
    made = render_tiny(root)
    for path, page in read_pages(made).items():
        assert page.tags.count("script") == 1, path
        assert not [
            value for _, value in page.attributes if value and value.startswith("javascript:")
        ]
        assert not [name for name, _ in page.attributes if name.startswith("on")]
    assert "alert(1)" in Page(made["index.html"]).text
    index = made["search-index.js"].decode()
    assert "<" not in index
    assert len(json.loads(index.partition("=")[2].strip().removesuffix(";"))) > 10


def test_the_index_has_each_word_of_an_answer_and_leads_to_where_it_stands(
    files: Mapping[str, bytes], pages: dict[str, Page]
) -> None:
    marked, _, text = files["search-index.js"].decode().partition("self.attestleIndex = ")
    assert marked == 'self.attestleMarking = "CUI";\n'
    text = text.strip().removesuffix(";")
    rows = json.loads(text)
    kinds = {kind for kind, *_ in rows}
    assert {"Page", "Requirement", "Objective", "Evidence", "Component", "Role", "Family"} <= kinds
    for _, _, place, _, _ in rows:
        page, _, anchor = place.partition("#")
        assert not anchor or anchor in pages[page].ids, place
    words = next(words for kind, title, _, _, words in rows if title == "3.4.8[a]")
    assert "pol-04" in words.split()


def test_the_same_workspace_gives_the_same_bytes(files: Mapping[str, bytes]) -> None:
    again = render_site(ROOT, "example-enclave", as_of=DAY, revision="0123", has_history=False)
    assert dict(again.files) == dict(files)


def test_a_crosswalk_that_cannot_be_read_takes_its_own_page_alone(copy: Path) -> None:
    shutil.rmtree(copy / "catalogs/soc2-tsc-2017")
    made = render_tiny(copy)
    assert "crosswalk.html" not in made
    assert list_faults(made) == []


def test_a_program_gets_the_pages_like_any_document() -> None:
    made = attestle.render(TINY, "site", as_of=DAY, revision="0123")
    assert {"index.html", "requirements/3.1.1.html", "calendar.ics"} <= set(made)
    with pytest.raises(UsageError, match="docx"):
        attestle.render(TINY, "site", forms=("docx",))


def test_hovers_say_whose_words_they_are(tiny: Path) -> None:
    assert "(a summary in attestle&#x27;s words)" in render_tiny(tiny)["requirements.html"].decode()
    # a catalog of which nobody ships digests, so that invented sentences are taken for its words
    for file in (tiny / "catalogs/mini/catalog.json", *tiny.glob("profiles/*/profile.json")):
        file.write_text(file.read_text().replace("SP_800_171r2_", "yard_"))
    baseline = read_controls_of(tiny, "mini")
    file = tiny.parent / "words.csv"
    file.write_bytes(write_csv(baseline, invent_sentences(baseline)))
    lay_texts(tiny, file, "mini")
    laid = render_tiny(tiny, texts=TextsChoice.OFFICIAL)["requirements.html"].decode()
    titles = re.findall(r'<a href="requirements/[^"]*" title="([^"]*)"', laid)
    assert any(
        "The keepers" in title and "the publisher&#x27;s words, from" in title for title in titles
    )
    summary = render_tiny(tiny, texts=TextsChoice.SUMMARY)["requirements.html"].decode()
    assert "The keepers" not in summary


def test_a_script_of_the_callers_stands_on_every_page_and_may_ask_its_own_place_alone() -> None:
    history = LiveHistory(TINY, 1)
    live = LiveSite("self.live = 1;", PageMemory(), read_kept_system, history.read)
    made = render_tiny(TINY, live=live)
    for path, page in read_pages(made).items():
        assert "<script>self.live = 1;</script>" in made[path].decode()
        assert page.meta["Content-Security-Policy"].endswith("connect-src 'self'")


def test_a_policy_lets_nothing_in_that_it_does_not_name() -> None:
    policy = write_policy("a", ("b",))
    assert "'unsafe-inline'" not in policy
    assert policy.count("sha256-") == 2


def make_point(day: dt.date, score: int | None, why: str = "") -> ScorePoint:
    return ScorePoint(
        day, "0123", "s", Scores(score, score, 110), met=1, requirements=2, why_not=why
    )


def test_a_week_that_cannot_be_judged_breaks_the_line_and_says_why() -> None:
    status = render_status()
    days = [dt.date(2026, 10, day) for day in (5, 12, 19)]
    points = (
        make_point(days[0], 60),
        make_point(days[1], None, "no such file"),
        make_point(days[2], 70),
    )
    chapter = build_history(ScoreHistory("s", points, ("this clone is shallow",)), status)
    chart = next(part for part in chapter.parts if isinstance(part, LineChart))
    assert chart.lines[0].values == (60, None, 70)
    text = html.write(DocumentModel("t", parts=chapter.parts)).decode()
    assert len(re.findall(r'<path class="line first" d="M[^"L]*M[^"L]*"', text)) == 1
    assert "cannot be judged: no such file" in text
    assert "This clone is shallow." in text


def test_a_week_without_a_score_says_why_it_has_none() -> None:
    days = [dt.date(2026, 10, day) for day in (5, 12)]
    points = (
        replace(make_point(days[0], None), unread=1),
        replace(make_point(days[1], 60), scores=Scores(60, None, 110), unread=2),
    )
    chapter = build_history(ScoreHistory("s", points), render_status())
    chart = next(part for part in chapter.parts if isinstance(part, LineChart))
    first, second = chart.notes
    assert "no score without a current plan (3.12.4)" in first
    assert "1 file could not be read" in first
    assert "no assessor-ready score while 3.12.4 is not assessor-ready" in second
    assert "2 files could not be read" in second


def test_files_that_cannot_be_judged_now_are_no_earlier_week() -> None:
    present, status = make_point(DAY, None, "network.md"), render_status()
    [line] = build_history(ScoreHistory("s", (present,)), status).parts
    assert isinstance(line, TextLine)
    assert line.text == "The files as they stand cannot be judged: network.md."
    earlier = make_point(dt.date(2026, 10, 5), None, "system.md")
    [line] = build_history(ScoreHistory("s", (earlier, make_point(DAY, 60))), status).parts
    assert isinstance(line, TextLine)
    assert line.text == "Earlier weeks cannot be judged: system.md."


def test_what_cannot_be_read_is_not_said_to_be_unwritten(tmp_path: Path) -> None:
    root = shutil.copytree(TINY, tmp_path / "w")
    network = root / "ssp/demo/network.md"
    network.unlink(missing_ok=True)
    assert "has not been written" in Page(render_tiny(root)["system.html"]).text
    network.write_text("<<<<<<< ours\nx\n=======\ny\n>>>>>>> theirs\n")
    text = Page(render_tiny(root)["system.html"]).text
    assert "Left out, because it cannot be read: ssp/demo/network.md" in text
    assert "has not been written" not in text


def test_weeks_that_all_have_no_score_are_drawn() -> None:
    points = tuple(make_point(dt.date(2026, 10, day), None) for day in (5, 12))
    chapter = build_history(ScoreHistory("s", points), render_status())
    assert b"2026-10-05" in html.write(DocumentModel("t", parts=chapter.parts))


def test_a_site_of_the_last_day_of_the_calendar(tmp_path: Path) -> None:
    root = shutil.copytree(TINY, tmp_path / "w")
    for day in (dt.date.max, dt.date(9999, 11, 30), dt.date.min):
        made = render_site(root, as_of=day, revision="0123", has_history=False).files
        assert len(re.findall("Dec(?!ember)", Page(made["calendar.html"]).text)) == 1
        assert f"as of {day}" in Page(made["index.html"]).text


def test_a_tile_without_a_score_counts_nothing(tmp_path: Path) -> None:
    root = shutil.copytree(TINY, tmp_path / "w")
    system = root / SYSTEM
    system.write_text(re.sub(r"(?m)^ssp-reviewed: .*\n", "", system.read_text()))
    text = render_tiny(root)["index.html"].decode()
    assert re.search(r"Score, implemented</dt>\s*<dd[^>]*>none</dd>", text)


def test_one_week_alone_is_no_chart() -> None:
    chapter = build_history(ScoreHistory("s", (make_point(DAY, 60),)), render_status())
    [line] = chapter.parts
    assert isinstance(line, TextLine)
    assert "one week so far" in line.text


def render_status() -> Status:
    return judge_status(ROOT, "example-enclave", DAY)[0]


@pytest.mark.parametrize("choice", list(TextsChoice))
def test_a_site_comes_in_anybodys_words(choice: TextsChoice) -> None:
    assert "index.html" in render_tiny(TINY, texts=choice)
