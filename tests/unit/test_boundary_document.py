"""The boundary document: drawn from the model alone, in every form, with what the model lacks."""

from __future__ import annotations

import datetime as dt
import random
import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from attestle.api.rendering import SUBJECTS, Question, render
from attestle.assess.picture_gaps import list_gaps
from attestle.assess.system_pictures import draw_system
from attestle.model.components import Component
from attestle.model.inventory import Asset
from attestle.model.providers import Provider
from attestle.model.system import System
from attestle.model.system_characteristics import Connection, Interconnection, Zone
from attestle.model.workspace import Work
from attestle.render.document_model import DocumentModel, list_drawings, walk_parts
from attestle.render.forms import html, markdown, png, svg
from attestle.render.forms.mermaid import write_mermaid
from attestle.render.kinds.boundary import BoundaryContent, build_boundary
from attestle.render.kinds.boundary_splits import MOST_BOXES
from attestle.render.kinds.boundary_words import write_gaps, write_numbers
from attestle.render.layout.drawing_layout import find_scale, place_drawing
from attestle.render.name_lookup import build_lookup
from attestle.render.registry import find_writer
from building import shipped, system
from conftest import TINY

DAY = dt.date(2026, 11, 24)
HOSTILE = (
    "</text><script>alert(1)</script>", '"]; end', "```\n# out", "%%{init: {}}%%", "a -- b", "#35;",
    "<b>&amp;", "`x`", "]] ((", "\u202eabc", "名前の長いサーバー", "שרת קבצים", "Z\u0338\u0322a\u0336o x\u0301 שָ مُ a\u200db", "A" * 300, "| x |",
)  # fmt: skip
NAMESPACE = "{http://www.w3.org/2000/svg}"


def component(slug: str, **more: Any) -> Component:
    more.setdefault("category", "cui")
    return Component(f"u-{slug}", more.pop("title", slug.title()), "software", owner="it", slug=slug, **more)  # fmt: skip


def connection(number: int, start: str, end: str, *, cui: bool = True, ports: str | None = "443") -> Connection:  # fmt: skip
    return Connection(f"k{number}", start, end, "TLS", cui, "Work", ports)


def make(**facts: Any) -> System:
    """A store and a desk in two zones, a portal and a provider outside, and what connects them."""
    parts = facts.pop(
        "components",
        (
            component("store", zone="data", provider="harbor"),
            component("desk", zone="desks", category="crma"),
        ),
    )
    assets = facts.pop("assets", (Asset("a1", "A-1", "Disk", "cui", "store", "it"),))
    providers = facts.pop(
        "providers", (Provider("p", "Harbor", True, ("s",), "it", slug="harbor"),)
    )
    made = system(shipped(), components=parts, assets=assets, providers=providers)
    facts.setdefault("zones", (Zone("data", "Data", True), Zone("desks", "Desks", True)))
    facts.setdefault("interconnections", (Interconnection("i", "Portal", "d", "incoming"),))
    facts.setdefault(
        "connections",
        (
            connection(1, "desk", "store"),
            connection(2, "Portal", "store"),
            connection(3, "store", "desk", cui=False, ports=None),
        ),
    )
    return replace(made, characteristics=replace(made.characteristics, **facts))


def build(made: System) -> DocumentModel:
    return build_boundary(BoundaryContent(Work(made, shipped())))


def tell_gaps(made: System) -> list[str]:
    return list(write_gaps(list_gaps(made), build_lookup(made)))


def test_each_picture_shows_its_part() -> None:
    boundary, network, flow = draw_system(make())
    assert [box.key for box in boundary.boxes] == [
        *("component:desk", "component:store", "provider:harbor", "interconnection:Portal"),
    ]
    crossing = [(item.number, item.start) for item in boundary.flows]
    assert crossing == [(2, "interconnection:Portal"), (0, "component:store")]
    assert [item.number for item in network.flows] == [1, 2, 3]
    assert "provider:harbor" not in {box.key for box in network.boxes}
    assert [item.number for item in flow.flows] == [1, 2]
    assert [box.assets for box in boundary.boxes[:2]] == [(), (("cui", 1),)]


def test_what_the_model_lacks_is_told_and_not_drawn() -> None:
    made = make(
        components=(component("store", zone="data"), component("desk", zone="attic")),
        connections=(
            connection(1, "store", "nowhere"),
            connection(2, "store", "store", ports=None),
        ),
    )
    assert tell_gaps(made) == [
        "boundary.md has no picture of its own.",
        "network.md has no picture of its own.",
        "data-flow.md has no picture of its own.",
        'Desk names the zone "attic", which is not recorded.',
        "No component stands in the zone Desks.",
        'Connection 1 ends at "nowhere", which is no component, provider or interconnection; it is'
        " not drawn.",
        "Connection 2 has no ports.",
        "No connection leads to or from Desk.",
        "No connection leads to or from the connected system Portal.",
        "No asset of the inventory belongs to Desk.",
    ]
    assert [item.number for item in draw_system(made)[1].flows] == [2]
    names = [frame.title for item in list_drawings(build(made)) for frame in item.frames]
    assert "Zone not recorded" in names


def test_a_file_that_cannot_be_read_is_not_an_empty_one() -> None:
    work = Work(make(assets=()), shipped())
    folder = f"ssp/{work.system.name}"
    paths = (f"{folder}/controls/AC/3.1.1.md", f"{folder}/inventory.csv")
    text = markdown.write(build_boundary(BoundaryContent(work, unread=paths))).decode()
    said = f"In no picture, because it cannot be read: {folder}/inventory.csv."
    assert text.count(said) == 2, "at the head, and among what is missing"
    assert "The inventory has no asset" not in text
    assert "The inventory has no asset" in markdown.write(build(work.system)).decode()


def test_an_empty_model_is_a_document_that_says_so() -> None:
    empty = system(shipped())
    assert tell_gaps(empty)[:4] == [
        "No zones are recorded, so no picture shows what the boundary encloses.",
        "No connections are recorded, so no picture shows one.",
        "The inventory has no asset, so no box has any.",
        "Whether other systems are connected is not recorded.",
    ]
    document = build(empty)
    assert not list(list_drawings(document))
    page = find_writer("md")(document).decode()
    assert page.count("The model has nothing that this picture could show.") == 3
    [(name, data)] = svg.write_files(document)
    assert not name
    assert b"No zones are recorded" in data
    [(_, dots)] = png.write_files(document)
    assert dots.startswith(b"\x89PNG")


def test_the_text_says_all_that_is_drawn() -> None:
    document = build(make())
    for item in list_drawings(document):
        said = "\n".join(svg.list_drawing_lines(item))
        assert all(box.title in said for box in item.boxes)
        assert all(frame.title in said for frame in item.frames)
        for line in item.lines:
            for number in re.findall(r"\A\d+", line.label):
                assert f"\n{number}; " in said


def test_each_drawing_is_a_file_with_the_key_to_its_numbers() -> None:
    files = dict(svg.write_files(build(make())))
    assert list(files) == ["", "network", "network-key", "data-flow", "data-flow-key"]
    assert list(dict(png.write_files(build(make())))) == list(files)
    assert b"From Desk; To Store" in files["network-key"]


def test_the_key_of_the_first_drawing_has_a_plain_name() -> None:
    large = make_large()
    flows = tuple(connection(at, f"c{at}", f"c{at + 1}") for at in range(119))
    facts = replace(large.characteristics, connections=flows)
    names = list(dict(svg.write_files(build(replace(large, characteristics=facts)))))
    assert names[:2] == ["", "key"]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("name", ["apart", "no-zone", "boundary", "zone"])
def test_what_names_no_zone_stands_in_none_whatever_zones_are_called(name: str) -> None:
    parts = (component("store", zone=name), component("desk"))
    for drawing in list_drawings(build(make(components=parts, zones=(Zone(name, "Edge", True),)))):
        placed = place_drawing(drawing)
        places = {box.key: box.area for box in placed.boxes}
        assert len(places) == len(placed.boxes)
        [edge] = [frame.area for frame in placed.frames if frame.key == name]
        assert places["component:store"].x >= edge.x
        assert places["component:desk"].x > edge.right


def test_a_zone_that_stands_twice_is_inside_where_both_say_so() -> None:
    for first, second, inside in ((True, False, False), (False, True, False), (True, True, True)):
        zones = (Zone("data", "Room", first), Zone("data", "Rack", second))
        picture = draw_system(make(zones=zones))[0]
        assert [(zone.title, zone.inside) for zone in picture.zones] == [("Room", inside)]


def test_two_interconnections_of_one_title_are_one_box() -> None:
    twice = (
        Interconnection("i", "Portal", "d", "incoming"),
        Interconnection("j", "Portal", "d", "outgoing"),
    )
    picture = draw_system(make(interconnections=twice))[0]
    keys = [box.key for box in picture.boxes]
    assert keys.count("interconnection:Portal") == 1


def make_large() -> System:
    parts = tuple(component(f"c{at}", zone=f"z{at % 6}") for at in range(120))
    flows = tuple(connection(at, f"c{at % 120}", f"c{at * 7 % 120}") for at in range(150))
    zones = tuple(Zone(f"z{at}", f"Zone {at}", at != 5) for at in range(6))
    return make(components=parts, connections=flows, zones=zones)


def test_more_boxes_than_a_page_holds_are_an_overview_and_a_drawing_per_zone() -> None:
    document = build(make_large())
    drawings = list(list_drawings(document))
    titles = [item.title for item in drawings]
    assert titles[0] == "Boundary: overview"
    assert all(any(f": Zone {at}" in title for title in titles) for at in range(6))
    assert all(len(item.boxes) <= MOST_BOXES for item in drawings)
    assert min(find_scale(place_drawing(item)) for item in drawings) >= 1
    for view in ("Boundary", "Network"):
        shown = [
            box.key for item in drawings if item.title.startswith(f"{view}:") for box in item.boxes
        ]
        assert all(shown.count(f"component:c{at}") == 1 for at in range(120))
    assert [item.number for item in drawings] == list(range(1, len(drawings) + 1))
    numbers = {
        line.label.split(" ")[0]
        for item in drawings
        if item.title.startswith("Network: Zone")
        for line in item.lines
    }
    assert len(numbers) > 100


def test_zones_that_are_all_connected_are_legible_all_the_same() -> None:
    """Overviews of some zones each, and of one component with zones that stand together."""
    number = 20
    keys = [f"c{at}" for at in range(number)]
    parts = tuple(component(key, zone=f"z{at}") for at, key in enumerate(keys))
    pairs = [(start, end) for start in keys for end in keys if start != end]
    flows = tuple(connection(at, *pair, cui=at % 3 == 0) for at, pair in enumerate(pairs))
    zones = tuple(Zone(f"z{at}", f"Zone {at}", at % 9 != 5) for at in range(number))
    made = make(components=parts, connections=flows, zones=zones, assets=())
    drawings = list(list_drawings(build(made)))
    assert min(find_scale(place_drawing(item)) for item in drawings) >= 1
    overviews = [item for item in drawings if item.title.startswith("Network: overview")]
    assert len(overviews) > 1
    shown = [box.key for item in overviews for box in item.boxes if box.key.startswith("zone:")]
    assert set(shown) == {f"zone:z{at}" for at in range(number)}
    told = [row[0] for item in overviews for row in item.parts[0].rows]  # type: ignore[union-attr]
    assert len(told) == len(set(told)) == number
    assert any(box.title.endswith("other zones") for item in overviews for box in item.boxes)
    sides = {box.side for box in drawings[0].boxes}
    assert "right" in sides, (
        "a provider that nothing leads to stands in the picture of the boundary"
    )


@pytest.mark.parametrize("word", HOSTILE)
def test_a_hostile_title_acts_in_no_form(word: str) -> None:
    made = make(
        components=(component("store", zone="data", title=word), component("desk", zone="desks")),
        zones=(Zone("data", word, True), Zone("desks", "Desks", False)),
        interconnections=(Interconnection("i", word, "d", "incoming"),),
        connections=(connection(1, "store", "desk", ports=word), connection(2, word, "store")),
    )
    document = replace(build(made), marking=word, draft=word)
    for _, data in svg.write_files(document):
        tree = etree.fromstring(data)
        tags = {str(item.tag).removeprefix(NAMESPACE) for item in tree.iter()}
        assert tags <= {"svg", "title", "desc", "style", "rect", "g", "path", "text"}
        assert not re.search(rb"href|url\(|@import|\son\w+=", data)
    page = html.write(document).decode()
    assert "<script" not in page
    source = markdown.write(document).decode()
    blocks = re.findall(r"^```mermaid\n(.*?)^```$", source, re.M | re.S)
    assert len(blocks) == 3
    assert all(block.startswith("flowchart LR\n") for block in blocks)
    assert png.write(document).startswith(b"\x89PNG")
    assert find_writer("pdf")(document).startswith(b"%PDF")


LINE = re.compile(
    r"flowchart LR| *end| *subgraph \w+ \[\"[^\"\[\]{}<>%`;]*(?:#\d+;[^\"\[\]{}<>%`;]*)*\"\]"
    r"| *b\d+(?:\(\[|\[)\"(?:[^\"\[\]{}<>%`;]|#\d+;|<br/>)*\"(?:\]\)|\])"
    r"| *b\d+ <?(?:==>|-->|-\.->)(?:\|\"(?:[^\"\[\]{}<>%`;]|#\d+;)*\"\|)? b\d+"
)


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=40))
def test_no_text_leaves_its_place_in_the_source(word: str) -> None:
    made = make(zones=(Zone("data", word, True), Zone("desks", "Desks", False)))
    for drawing in list_drawings(build(made)):
        for line in write_mermaid(drawing).splitlines():
            assert LINE.fullmatch(line), line


def test_the_same_model_is_the_same_bytes_in_any_order_of_its_files() -> None:
    """The order of zones and connections is the author's."""
    made = make_large()
    shuffled = replace(
        made,
        components=tuple(random.Random(7).sample(made.components, len(made.components))),
        providers=made.providers[::-1],
        assets=made.assets[::-1],
    )
    assert shuffled.components != made.components
    assert svg.write_files(build(made)) == svg.write_files(build(shuffled))
    small = make()
    turned = replace(small, components=small.components[::-1])
    assert png.write_files(build(small)) == png.write_files(build(turned))
    assert markdown.write(build(small)) == markdown.write(build(turned))


def test_a_picture_of_the_organization_stands_beside() -> None:
    made = render(TINY, "boundary", None, ("md",), as_of=DAY, revision="0123456789ab")
    page = made["demo-boundary.md"].decode()
    assert page.count("### As the Organization Draws It") == 3
    assert page.count("```mermaid") >= 1
    subject = SUBJECTS["boundary"](Question(TINY, None, DAY))
    numbers = [
        int(found)
        for part in walk_parts(build_boundary(subject.value))  # type: ignore[arg-type]
        for found in re.findall(r"\Afigure-(\d+)\Z", getattr(part, "anchor", ""))
    ]
    assert numbers == list(range(1, len(numbers) + 1))


def test_numbers_are_said_as_ranges() -> None:
    assert write_numbers([7, 1, 2, 3]) == "1–3, 7"
    assert not write_numbers([])
