"""OSCAL XML of every model to the tree of its JSON, and what is wrong with a file at its place."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

import xml_writing
from attestle.formats import oscal_xml
from attestle.formats.xml_definitions import NAMESPACE
from attestle.formats.xml_positions import find_xml_positions
from conftest import ROOT

DATA = ROOT / "tests/data/xml"
MODELS = tuple(xml_writing.STRUCTURE["roots"])
HEAD = '<catalog xmlns="http://csrc.nist.gov/ns/oscal/1.0" uuid="1">'
META = "<metadata><title>A</title></metadata>"


def catalog(inside: str) -> bytes:
    return f"{HEAD}{inside}</catalog>".encode()


def problems(data: bytes) -> list[tuple[str, int | None, int | None, str]]:
    return [
        (item.code, item.line, item.column, item.message)
        for item in oscal_xml.read_xml(data).problems
    ]


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("alternative", [0, 1, 2])
def test_every_element_and_attribute_of_a_model_has_its_key(model: str, alternative: int) -> None:
    tree = xml_writing.make_full_document(model, alternative)
    read = oscal_xml.read_xml(xml_writing.write_xml(tree))
    assert read.problems == ()
    assert read.tree == tree
    assert json.dumps(read.tree) == json.dumps(tree), "in the order of OSCAL"


@pytest.mark.parametrize("model", MODELS)
def test_a_document_means_what_its_json_does(model: str) -> None:
    read = oscal_xml.read_xml((DATA / f"{model}.xml").read_bytes())
    assert read.problems == ()
    assert read.tree == json.loads((DATA / f"{model}.json").read_bytes())


def list_pointers(node: Any, pointer: str = "") -> list[str]:
    children = (
        node.items()
        if isinstance(node, dict)
        else enumerate(node)
        if isinstance(node, list)
        else ()
    )
    return [pointer] + [
        place for key, value in children for place in list_pointers(value, f"{pointer}/{key}")
    ]


@pytest.mark.parametrize("model", MODELS)
def test_every_pointer_leads_to_its_element_or_attribute(model: str) -> None:
    tree = xml_writing.make_full_document(model, 0)
    data = xml_writing.write_xml(tree)
    lines = data.decode().split("\n")
    places = find_xml_positions(data, list_pointers(tree))
    for pointer, (line, column) in places.items():
        there = lines[line - 1][column - 1 :]
        key = pointer.rpartition("/")[2]
        # a value under a key of its own, an item of a list, and markup without an element
        assert there.startswith(("<", f"{key}=")), (pointer, there)
    for flag in ("uuid", "name"):
        own = [place for pointer, place in places.items() if pointer.endswith(f"/{flag}")]
        assert any(lines[line - 1][at - 1 :].startswith(f"{flag}=") for line, at in own) or not own


def test_positions_count_characters_and_lines_within_a_tag() -> None:
    data = f"{HEAD}\n  <group\n\n    id='é'  title='x'\n id2=''/></catalog>".encode()
    assert problems(data) == [
        ("OSC002", 4, 13, '<group> has no attribute "title"'),
        ("OSC002", 5, 2, '<group> has no attribute "id2"'),
    ]
    places = find_xml_positions(data, ["/catalog/groups/0/id", "/catalog/groups/3/id"])
    assert places == {"/catalog/groups/0/id": (4, 5), "/catalog/groups/3/id": (1, 1)}


WRONG = {
    "an unknown element": (
        catalog(f"{META}<controls/>"),
        "<controls> cannot stand in <catalog>",
    ),
    "another namespace": (
        catalog(f'{META}<control xmlns="urn:x" id="a"/>'),
        '<control> is in the namespace "urn:x", not in that of OSCAL',
    ),
    "no namespace": (
        catalog(f'{META}<control xmlns="" id="a"/>'),
        "<control> is in no namespace, not in that of OSCAL",
    ),
    "a wrong order": (
        catalog(f"<back-matter/>{META}"),
        "<metadata> stands behind <back-matter>, and OSCAL wants it before",
    ),
    "lists that are mixed": (
        catalog(
            f'{META}<control id="a"><title>A</title><prop name="a" value="b"/><link href="#a"/>'
            '<prop name="c" value="d"/></control>'
        ),
        "<prop> stands behind <link>, and OSCAL wants it before",
    ),
    "a second of one": (
        catalog(f"{META}{META}"),
        "<metadata> stands again, and OSCAL has one here",
    ),
    "text between elements": (catalog(f"{META} stray"), "text stands directly in <catalog>"),
    "text beside markup": (
        catalog(f'{META}<control id="a"><title>A</title><part name="b">stray</part></control>'),
        "text stands directly in <part>",
    ),
    "an element in plain text": (
        catalog("<metadata><title>A</title><version><b>1</b></version></metadata>"),
        "<b> stands in <version>, which holds plain text",
    ),
    "an attribute of a value": (
        catalog('<metadata><title lang="en">A</title></metadata>'),
        '<title> has no attribute "lang"',
    ),
    "an attribute that JSON has as a key": (
        catalog(f'{META}<control id="a" title="A"/>'),
        '<control> has no attribute "title"',
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_has_no_place_is_told(name: str) -> None:
    data, message = WRONG[name]
    [(code, line, column, told)] = problems(data)
    assert (code, told) == ("OSC002", message)
    assert line == 1
    assert column is not None
    assert column > 1


def test_what_is_out_of_order_or_strange_hides_nothing_else() -> None:
    read = oscal_xml.read_xml(
        catalog(f'<control id="a"><title>A</title></control><odd/>{META}<control id="b"/>')
    )
    assert read.tree is not None
    assert [item["id"] for item in read.tree["catalog"]["controls"]] == ["a", "b"]
    assert read.tree["catalog"]["metadata"] == {"title": "A"}
    assert len(read.problems) == 2


def test_attributes_for_tools_are_no_content() -> None:
    xsi = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="a b"'
    assert problems(catalog(META).replace(b" uuid", f" {xsi} uuid".encode())) == []


def test_comments_sections_and_instructions_do_not_matter() -> None:
    data = catalog(
        "<!-- <x> --><metadata><?y z?><title>A<!-- b --> &#x26; <![CDATA[<c>]]></title></metadata>"
    )
    read = oscal_xml.read_xml(b"<?xml version='1.0'?><!-- a -->\n" + data)
    assert read.problems == ()
    assert read.tree == {"catalog": {"uuid": "1", "metadata": {"title": "A & \\<c>"}}}


def test_values_have_the_types_of_json() -> None:
    def read_value(element: str) -> Any:
        profile = f"<profile xmlns='{NAMESPACE}'>{element}</profile>"
        tree = oscal_xml.read_xml(profile.encode()).tree
        assert tree is not None
        return tree["profile"]["merge"]["as-is"]

    assert read_value("<merge><as-is> true </as-is></merge>") is True
    assert read_value("<merge><as-is>0</as-is></merge>") is False
    assert read_value("<merge><as-is>yes</as-is></merge>") == "yes", "the schema refuses it"


ROOTS = {
    b"<catalog/>": "<catalog> is in no namespace, not in that of OSCAL",
    b'<catalog xmlns="urn:oasis"/>': (
        '<catalog> is in the namespace "urn:oasis", not in that of OSCAL'
    ),
    f'<part xmlns="{NAMESPACE}"/>'.encode(): '"part" is no OSCAL model',
}


@pytest.mark.parametrize("data", ROOTS)
def test_a_root_that_is_none(data: bytes) -> None:
    assert problems(data) == [("OSC003", 1, 1, ROOTS[data])]


def test_very_many_strange_attributes_are_each_told_at_their_place() -> None:
    names = [f"a{number}" for number in range(5000)]
    tag = " ".join(f'{name}="1"' for name in names)
    data = f'<catalog {tag} xmlns="{NAMESPACE}"/>'.encode()
    found = problems(data)
    assert [column for _, _, column, _ in found] == [
        data.index(f" {name}=".encode()) + 2 for name in names
    ]


DEEP = b"<a>" * 101 + b"</a>" * 101
BROKEN = {
    b"": ("OSC029", 1, 1, "the file is empty"),
    b"<a>": ("OSC029", 1, 4, "not valid XML: it ends before its last element is closed"),
    b"<a>\n<b></a>": ("OSC029", 2, 6, "not valid XML: <b> of line 2 is not closed before this tag"),
    b"<a>&nbsp;</a>": ("OSC029", 1, 4, "not valid XML: an entity that XML does not know"),
    b"<a>\n x & y</a>": ("OSC029", 2, 5, "not valid XML: a character that cannot stand here"),
    b"<x:a/>": ("OSC029", 1, 1, "not valid XML: a prefix that no xmlns declares"),
    b'<a b="1" b="2"/>': ("OSC029", 1, 10, "not valid XML: an attribute stands twice in one tag"),
    b"<a/><b/>": ("OSC029", 1, 5, "not valid XML: something stands behind the last element"),
    DEEP: ("OSC029", 1, 301, "nested deeper than 100 levels"),
    b"<!-- a -->\n<!DOCTYPE a><a/>": ("OSC029", 2, 1, "a DOCTYPE is not allowed"),
    b"<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>": (
        "OSC029", 1, 1, "a DOCTYPE is not allowed",
    ),
    b"<?xml version='1.0' encoding='utf-7'?><a/>": (
        "OSC029", 1, 1, "the encoding utf-7 is not read",
    ),
    b"<a>\n\xe9</a>": ("OSC006", 2, None, 'not UTF-8: byte 0xe9 (perhaps "é" of Windows-1252)'),
    b"<<<<<<< a\n<a/>\n=======\n<b/>\n>>>>>>> b\n": ("OSC004", 1, 1, "unresolved merge conflict"),
    b"<a>" + b"x" * 10_000_001 + b"</a>": (
        "OSC029", 1, 1, "not valid XML: a single text or attribute of more than 10 MB",
    ),
}  # fmt: skip


@pytest.mark.parametrize("data", BROKEN, ids=[str(number) for number in range(len(BROKEN))])
def test_what_is_no_xml_that_we_read(data: bytes) -> None:
    assert problems(data) == [BROKEN[data]]
    assert oscal_xml.read_xml(data).tree is None
    # the place of a pointer into what cannot be read is the beginning
    assert find_xml_positions(data, ["/a"]) == {"/a": (1, 1)}


@pytest.mark.parametrize("encoding", ["utf-16", "iso-8859-1", "utf-8"])
def test_encodings_that_every_reader_knows(encoding: str) -> None:
    text = f"<?xml version='1.0' encoding='{encoding}'?>{HEAD}{META.replace('A', 'é')}</catalog>"
    data = text.encode(encoding)
    read = oscal_xml.read_xml(data)
    assert read.tree == {"catalog": {"uuid": "1", "metadata": {"title": "é"}}}
    assert find_xml_positions(data, ["/catalog/metadata"])["/catalog/metadata"][0] == 1


@pytest.mark.parametrize(
    ("beginning", "expected"),
    [
        (HEAD.encode(), True),
        (b"<catalog uuid='1'>", True),
        (b"<?xml version='1.0'?><o:profile xmlns:o='http://csrc.nist.gov/ns/oscal/1.0'>", True),
        (b"<!DOCTYPE catalog><catalog uuid=", False),
        (b"<!DOCTYPE catalog><catalog uuid=''>", True),
        (b"<a b=c xmlns='http://csrc.nist.gov/ns/oscal/1.0'", True),
        (b"<catalog xmlns='urn:oasis:names:tc:entity:xmlns:xml:catalog'>", False),
        (b"<project>", False),
    ],
)
def test_what_begins_like_oscal(beginning: bytes, expected: bool) -> None:
    assert oscal_xml.looks_like_oscal(beginning) is expected


def test_the_library_is_loaded_only_for_xml() -> None:
    code = (
        "import sys, attestle; from attestle.formats import oscal_xml;"
        "attestle.validate(b'{\"catalog\": {}}'); assert 'lxml' not in sys.modules;"
        "attestle.validate(b'<catalog/>'); assert 'lxml' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
