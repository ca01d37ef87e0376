"""A document in every form: what comes back is what was there, or it is refused by name."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from functools import cache
from random import Random
from typing import Any

import pytest
import yaml
from lxml import etree
from markdown_it import MarkdownIt

import xml_writing
from attestle.api.conversion import FORMS, Conversion, convert_document
from attestle.errors import UsageError, WorkspaceError
from attestle.formats import strict_json
from attestle.formats.gfm_parser import make_parser
from conftest import ROOT, examples
from generated_documents import (
    UNSAYABLE,
    list_prose,
    make_document,
    make_prose,
    make_soup,
    read_constructs,
    squeeze_page,
)
from generated_markup import make_markup, normalize_markup
from release_documents import RELEASES, read_meant
from release_documents import make_document as make_release_document
from tables import check_each

MODELS = tuple(xml_writing.STRUCTURE["roots"])
NAMESPACE = xml_writing.NAMESPACE
# What a reader sees, by CommonMark and as a code host shows it
PAGES = (MarkdownIt("commonmark").enable("table"), make_parser(is_bare=False))
CONSTRUCTS = read_constructs()


@cache
def show_text(text: str, is_line: bool) -> list[str]:
    return [
        squeeze_page(page.renderInline(text) if is_line else page.render(text)) for page in PAGES
    ]


def list_texts(data: bytes) -> list[tuple[str, bool]]:
    [(model, body)] = json.loads(data).items()
    return list_prose(body, xml_writing.STRUCTURE["roots"][model])


def convert(data: bytes, form: str, to: str, **given: Any) -> bytes:
    return convert_document(data, f"one.{form}", to, **given).content


def make_catalog(**values: str) -> bytes:
    """A catalog whose metadata have these texts."""
    metadata = {
        "title": "Gates",
        "last-modified": "2026-01-01T00:00:00Z",
        "version": "1",
        "oscal-version": "1.2.1",
        **values,
    }
    body = {"uuid": "0f0f2f5e-3a54-4d2b-9d3c-0a6a5c3e7b11", "metadata": metadata}
    return strict_json.write_json({"catalog": body})


def convert_remarks(text: str, **given: Any) -> Conversion:
    return convert_document(make_catalog(remarks=text), "one.json", "xml", **given)


def read_remarks(data: bytes, form: str = "xml") -> str:
    text: str = json.loads(convert(data, form, "json"))["catalog"]["metadata"]["remarks"]
    return text


@pytest.mark.parametrize("model", MODELS)
def test_json_comes_back_from_xml_and_a_second_pass_changes_no_byte(model: str) -> None:
    for seed in range(examples(300)):
        tree = make_document(model, Random(f"{model}-{seed}"), make_prose)
        first = strict_json.write_json(tree)
        xml = convert(first, "json", "xml")
        second = convert(xml, "xml", "json")
        assert convert(second, "json", "xml") == xml, seed
        if not seed:
            assert convert(xml, "xml", "xml") == xml
        before, after = list_texts(first), list_texts(second)
        for (text, is_line), (back, _) in zip(before, after, strict=True):
            if text != back:
                assert show_text(text, is_line) == show_text(back, is_line), (seed, text, back)
        others = [hide_prose(json.loads(data)) for data in (first, second)]
        assert others[0] == others[1], seed


def hide_prose(tree: dict[str, Any]) -> str:
    """A tree without its texts of markup, which come back in other words of the same meaning."""
    [(model, body)] = tree.items()
    texts = {text for text, _ in list_prose(body, xml_writing.STRUCTURE["roots"][model])}

    def hide(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: hide(item) for key, item in sorted(value.items())}
        if isinstance(value, list):
            return [hide(item) for item in value]
        return "" if value in texts else value

    return json.dumps(hide(tree))


@pytest.mark.parametrize("model", MODELS)
def test_yaml_is_the_tree_of_json(model: str) -> None:
    for seed in range(examples(300)):
        tree = make_document(model, Random(f"{model}-{seed}"), make_prose)
        written = convert(strict_json.write_json(tree), "json", "yaml")
        assert json.loads(convert(written, "yaml", "json")) == tree, seed
        assert convert(written, "yaml", "yaml") == written, seed
        # another reader, of YAML 1.1, takes every value for the same
        loaded = yaml.load(written, getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506
        assert loaded == tree, seed


@pytest.mark.parametrize("model", MODELS)
def test_xml_comes_back_from_json_canonically_equal(model: str) -> None:
    refused = 0
    for seed in range(examples(300)):
        xml = make_marked_document(model, Random(f"{model}-{seed}"))
        written = convert_document(xml, "one.xml", "json", lossy=True)
        back = convert_document(written.content, "one.json", "xml", lossy=True)
        assert normalize_markup(back.content) == normalize_markup(xml) or written.losses, seed
        refused += bool(written.losses)
    assert refused == 0


def make_marked_document(model: str, random: Random) -> bytes:
    """XML of a document with any markup, by another writer."""
    tree = make_document(model, random, lambda _, is_line: "x")
    return xml_writing.write_xml(tree, lambda _, blocks: make_markup(random, blocks))


def test_any_text_is_shown_the_same_or_refused() -> None:
    shown = 0
    for seed in range(examples(4000)):
        text = make_soup(Random(seed)).strip() or "x"
        written = convert_remarks(text, lossy=True)
        if written.losses:
            continue
        shown += 1
        back = read_remarks(written.content)
        assert show_text(text, False)[1] == show_text(back, False)[1], (seed, text, back)
        assert convert_remarks(back).content == written.content, seed
    assert shown > examples(4000) / 2


@check_each("name", [name for name in CONSTRUCTS if name not in UNSAYABLE])
def test_each_construct_is_shown_the_same(name: str) -> None:
    text = CONSTRUCTS[name]
    written = convert_remarks(text)
    assert written.losses == ()
    assert show_text(read_remarks(written.content), False) == show_text(text, False)


@pytest.mark.parametrize("name", UNSAYABLE)
def test_what_xml_has_no_markup_for_is_refused_by_name(name: str) -> None:
    with pytest.raises(WorkspaceError, match="nothing was written") as raised:
        convert_remarks(CONSTRUCTS[name])
    messages = [item.message for item in raised.value.findings]
    assert f"{UNSAYABLE[name]}, which OSCAL's markup in XML does not have" in messages
    for item in raised.value.findings:
        assert (item.code, item.pointer) == ("OSC035", "/catalog/metadata/remarks")
        assert item.line == 9
    lossy = convert_remarks(CONSTRUCTS[name], lossy=True)
    assert sorted(item.reason for item in lossy.losses) == sorted(messages)
    # what is left is sound, and stays as it is from there on
    again = convert(convert(lossy.content, "xml", "json"), "json", "xml")
    assert again == lossy.content


@pytest.mark.parametrize(
    "text",
    [
        "See https://a.example/~keeper/x_y.",
        "https://a.example/a^b and www.a.example/_x",
        "https://a.example/~b or https://a.example/~c",
        "https://a.example/~b is 5 \\~ 6",
    ],
)
def test_a_bare_address_stays_one(text: str) -> None:
    back = read_remarks(convert_remarks(text).content)
    assert back == text


def test_a_footnote_that_nothing_refers_to_is_a_loss() -> None:
    losses = convert_remarks("a\n\n[^1]: b\n", lossy=True).losses
    assert [item.reason.partition(",")[0] for item in losses] == [
        "a footnote that nothing refers to"
    ]


def test_what_a_code_host_would_show_otherwise_is_refused() -> None:
    """OSCAL's quotation would tear the emphasis that a code host shows."""
    with pytest.raises(WorkspaceError) as raised:
        convert_remarks('"a *b" c*')
    [item] = raised.value.findings
    assert item.message.startswith("markup that does not come back as it is written")


def test_a_bare_address_that_would_not_is_refused() -> None:
    with pytest.raises(WorkspaceError) as raised:
        convert_remarks("https://a.example/~keeper and H~2~O")
    [item] = raised.value.findings
    assert item.message.startswith("a bare address with signs that have to be escaped")


LOSSY = {
    "- [x] done\n- [ ] open": "- \\[x] done\n- \\[ ] open",
    "~~a~~ *b*": "a *b*",
    "a[^1]\n\n[^1]: b\n": "a[1]\n\n[1] b",
    "> [!TIP]\n> a": "> **Tip**\n>\n> a",
    "a <kbd>b</kbd> <!-- c -->": "a b",
    "<div>a\n<i>b</i></div>": "a b",
    "Energy $e=m$": "Energy \\$e=m$",
    "a\u0001b": "ab",
}


@pytest.mark.parametrize("text", LOSSY)
def test_what_is_left_of_it(text: str) -> None:
    written = convert_remarks(text, lossy=True)
    assert written.losses
    assert read_remarks(written.content) == LOSSY[text]


def test_the_tags_are_named_each_once() -> None:
    told = convert_remarks("<u>a</u> <u>b</u>\n\n<table><tr></tr></table>", lossy=True).losses
    assert [item.reason.partition(",")[0] for item in told] == [
        "the tag of HTML <u>",
        "the tag of HTML <table>",
        "the tag of HTML <tr>",
    ]


XML = {
    "a *b* **c** `d` ~e~ ^f^ \"g\" [h](#i \"j\") ![k](l.png)": (
        '<p>a <em>b</em> <strong>c</strong> <code>d</code> <sub>e</sub> <sup>f</sup> <q>g</q>'
        ' <a href="#i" title="j">h</a> <img alt="k" src="l.png"/></p>'
    ),
    "{{ insert: param, a }} `x {{ insert: param, b }}`": (
        '<p><insert type="param" id-ref="a"/> <code>x <insert type="param" id-ref="b"/></code></p>'
    ),
    "5 < 6 & 7 > 4 ]]>": "<p>5 &lt; 6 &amp; 7 &gt; 4 ]]&gt;</p>",
    "x^2 and y^2, a 6\" pipe and a 4\" one": "<p>x^2 and y^2, a 6\" pipe and a 4\" one</p>",
    "one\ntwo  \nthree": "<p>one two<br/>three</p>",
    "```python\nx = 1\n\n```": '<pre><code class="language-python">x = 1\n\n</code></pre>',
    "```\n\na\n```": "<pre>\n\na</pre>",
    "- a\n- b\n\n  c": "<ul> <li> <p>a</p> </li> <li> <p>b</p> <p>c</p> </li> </ul>",
    "- a\n  - b": "<ul> <li>a <ul> <li>b</li> </ul> </li> </ul>",
    "3. a\n4. b": '<ol start="3"> <li>a</li> <li>b</li> </ol>',
    "| a | b |\n|---|:-:|\n| c |": (
        '<table> <tr><th>a</th><th align="center">b</th></tr>'
        ' <tr><td>c</td><td align="center"></td></tr> </table>'
    ),
    "https://a.example :lock: @b #1": "<p>https://a.example :lock: @b #1</p>",
}  # fmt: skip


@pytest.mark.parametrize("text", XML)
def test_markdown_in_xml(text: str) -> None:
    found = re.search(rb"<remarks>\n(.*)\n    </remarks>", convert_remarks(text).content, re.DOTALL)
    assert found is not None
    written = found[1].decode().strip()
    if "<pre>" not in written:
        written = re.sub(r"\s*\n\s*", " ", written)
    assert written == XML[text]


def test_xml_is_written_as_oscal_orders_it() -> None:
    written = convert(make_catalog(version="2", published="2026-01-01T00:00:00Z"), "json", "xml")
    assert written.decode() == (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<catalog xmlns="{NAMESPACE}" uuid="0f0f2f5e-3a54-4d2b-9d3c-0a6a5c3e7b11">\n'
        "  <metadata>\n"
        "    <title>Gates</title>\n"
        "    <published>2026-01-01T00:00:00Z</published>\n"
        "    <last-modified>2026-01-01T00:00:00Z</last-modified>\n"
        "    <version>2</version>\n"
        "    <oscal-version>1.2.1</oscal-version>\n"
        "  </metadata>\n"
        "</catalog>\n"
    )


def test_yaml_is_for_people() -> None:
    written = convert(
        make_catalog(remarks="one\n\n- two", title="Gates: a", version="1.10"), "json", "yaml"
    )
    assert written.decode() == (
        "catalog:\n"
        '  uuid: "0f0f2f5e-3a54-4d2b-9d3c-0a6a5c3e7b11"\n'
        "  metadata:\n"
        '    title: "Gates: a"\n'
        '    last-modified: "2026-01-01T00:00:00Z"\n'
        '    version: "1.10"\n'
        '    oscal-version: "1.2.1"\n'
        "    remarks: |-\n"
        "      one\n"
        "\n"
        "      - two\n"
    )


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("word " * 30 + "end", ">-"),
        ("one\n  two\n", "|\n"),
        ("  one\ntwo", "|2-"),
        ("one\ntwo\n\n", "|+"),
        ("one\r\ntwo", '"one\\r\\ntwo"'),
        ("one\u2028two\nthree", '"one\\u2028two\\nthree"'),
        ("\n", '"\\n"'),
        ("yes", '"yes"'),
        ("the keeper's house; see 4", "the keeper's house"),
    ],
)
def test_yaml_of_a_text(text: str, written: str) -> None:
    data = convert(make_catalog(remarks=text), "json", "yaml")
    assert f"remarks: {written}".encode() in data
    assert read_remarks(data, "yaml") == text


def test_the_same_document_is_the_same_bytes_from_every_form() -> None:
    for path in sorted(ROOT.glob("tests/data/xml/*.json")):
        made = {
            (form, to): convert(convert(path.read_bytes(), "json", form), form, to)
            for form in FORMS
            for to in FORMS
        }
        for to in FORMS:
            assert len({made[form, to] for form in FORMS}) == 1, (path, to)


def test_a_schema_key_stays_where_there_is_a_place_for_it() -> None:
    data = make_catalog().replace(b"{", b'{"$schema": "https://a.example/s",', 1)
    assert b"$schema" in convert(data, "json", "yaml")
    assert b"schema" not in convert(data, "json", "xml")


def test_comments_and_spelling_of_xml_are_no_part_of_the_document() -> None:
    bare = convert_remarks("a *b*").content
    other = bare.replace(b"<metadata>", b"<metadata><!-- c --><?p q?>").replace(
        b"<em>b</em>", b"<i><![CDATA[b]]></i>"
    )
    assert convert(other, "xml", "xml") == bare


@pytest.mark.parametrize(
    "markup",
    [
        "<p>a<em>(b)</em>c</p>",
        '<p><a href="javascript:x">b</a></p>',
        "<p>a<q>b</q>c</p>",
    ],
)
def test_markup_that_markdown_would_show_as_signs_is_refused(markup: str) -> None:
    xml = convert_remarks("a").content.replace(b"<p>a</p>", markup.encode())
    with pytest.raises(WorkspaceError) as raised:
        convert(xml, "xml", "json")
    [item] = raised.value.findings
    assert item.code == "OSC035"
    assert item.line is not None
    assert convert_document(xml, "one.xml", "json", lossy=True).losses


def test_what_is_no_sound_document_is_refused_with_its_places() -> None:
    data = make_catalog().replace(b'"version"', b'"versoin"').replace(b'"Gates"', b"[]")
    with pytest.raises(WorkspaceError, match="cannot be converted") as raised:
        convert(data, "json", "xml")
    assert [(item.code, item.line) for item in raised.value.findings] == [
        ("OSC002", 4),
        ("OSC002", 5),
        ("OSC002", 7),
    ]


def test_a_value_of_another_form_than_oscal_asks_for_is_carried() -> None:
    data = make_catalog(version=" 1 ", title="")
    for form in FORMS:
        assert json.loads(convert(convert(data, "json", form), form, "json")) == json.loads(data)
    data = make_catalog(published=" 2026 ")
    with pytest.raises(WorkspaceError) as raised:
        convert(data, "json", "xml")
    assert [item.pointer for item in raised.value.findings] == ["/catalog/metadata/published"]


HOSTILE = {
    "deep.json": b'{"catalog":' * 200 + b"1" + b"}" * 200,
    "deep.xml": f'<catalog xmlns="{NAMESPACE}">'.encode() + b"<group>" * 200,
    "doctype.xml": b'<!DOCTYPE catalog [<!ENTITY a "b">]><catalog/>',
    "entity.xml": f'<catalog xmlns="{NAMESPACE}"><metadata><title>&a;</title></metadata>'.encode(),
    "mark.json": b"\xef\xbb\xbf{}",
    "wide.json": make_catalog().decode().encode("utf-16"),
    "root.json": b'{"catalogue": {}}',
    "root.xml": b"<catalogue/>",
    "bare.xml": b"<catalog/>",
    "empty.json": b"",
    "empty.xml": b"",
    "empty.yaml": b"",
    "alias.yaml": b"catalog: &a {x: *a}\n",
    "nul.json": make_catalog(title="a\u0000b"),
    "latin.yaml": "catalog: é".encode("latin-1"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_input_is_refused_with_its_line(name: str) -> None:
    with pytest.raises(WorkspaceError) as raised:
        convert_document(HOSTILE[name], name, "json")
    assert raised.value.findings
    assert all(item.line is not None for item in raised.value.findings)


def test_a_form_that_nobody_knows() -> None:
    with pytest.raises(UsageError, match="json, yaml, xml"):
        convert_document(make_catalog(), "one.json", "toml")


def test_neither_trestle_nor_pydantic_is_loaded() -> None:
    code = (
        "import sys; from attestle.api.conversion import convert_document as convert;"
        "data = sys.stdin.buffer.read();"
        "[convert(data, 'a.json', form) for form in ('json', 'yaml', 'xml')];"
        "sys.exit(any(name.split('.')[0] in ('trestle', 'pydantic') for name in sys.modules))"
    )
    subprocess.run([sys.executable, "-c", code], input=make_catalog(), check=True)


def test_canonical_xml_of_what_is_written_is_read_by_any_reader() -> None:
    root = etree.fromstring(convert_remarks("a\n\n- b").content)
    assert root.tag == f"{{{NAMESPACE}}}catalog"
    names = [etree.QName(item).localname for item in root.iter()]
    assert names[-4:] == ["remarks", "p", "ul", "li"]


@check_each(
    ("markup", "what"),
    [
        ('<p><code class="x">b</code></p>', "the class of code in a line"),
        (
            '<table><tr><th>a</th></tr><tr><td align="left">b</td></tr></table>',
            "the alignment of a cell that is not that of its column",
        ),
        (
            '<table><tr><th>a</th></tr><tr><td>b</td><td align="left">c</td></tr></table>',
            "the alignment of a cell that is not that of its column",
        ),
        (
            '<table><tr><th align="justify">a</th></tr></table>',
            "an alignment that is neither left nor center nor right",
        ),
        (
            "<table><tr><th>a</th></tr><tr><th>b</th></tr></table>",
            "a heading in a row that is not the head of its table",
        ),
        (
            "<table><tr><th>a</th><td>b</td></tr></table>",
            "a heading in a row that is not the head of its table",
        ),
        ("<pre>a <em>b</em></pre>", "<em> within code"),
        ('<pre>a <insert type="param" id-ref="b"/><br/>c</pre>', "<br> within code"),
        ("<ul><li><code>a<sup>2</sup></code></li></ul>", "<sup> within code"),
        ('<pre class="wide">a</pre>', "a class of preformatted text that names no language"),
        (
            '<pre><code class="language-a b">c</code></pre>',
            "a class of preformatted text that names no language",
        ),
        *(
            (
                f'<ol start="{start}"><li>a</li></ol>',
                "the start of a list that is no number of up to nine digits",
            )
            for start in ("-1", "b", "1234567890", "")
        ),
    ],
)
@check_each("spelling", ["plain", "prefix", "UTF-16"])
def test_markup_that_markdown_has_no_place_for_is_told(
    markup: str, what: str, spelling: str
) -> None:
    xml = convert_remarks("a").content.decode().replace("<p>a</p>", markup)
    if spelling == "prefix":
        xml = re.sub(r"<(/?)(?=[a-z])", r"<\1o:", xml).replace("xmlns=", "xmlns:o=")
    elif spelling == "UTF-16":
        xml = xml.replace("UTF-8", "UTF-16")
    with pytest.raises(WorkspaceError) as raised:
        convert(xml.encode("UTF-16" if spelling == "UTF-16" else "UTF-8"), "xml", "yaml")
    [item] = raised.value.findings
    assert item.message == f"{what}, for which markdown has no place"
    assert (item.pointer, item.line) == ("/catalog/metadata/remarks", 8)


def test_what_stays_of_code_with_markup_is_its_text() -> None:
    markup = '<pre>a<br/><em>b</em> <insert type="param" id-ref="c"/></pre>'
    xml = convert_remarks("a").content.replace(b"<p>a</p>", markup.encode())
    tree = json.loads(convert_document(xml, "one.xml", "json", lossy=True).content)
    assert tree["catalog"]["metadata"]["remarks"] == "```\na\nb {{ insert: param, c }}\n```"


def test_losses_of_version_and_form_stand_where_the_document_has_them() -> None:
    tree = json.loads(make_catalog())
    uuid = tree["catalog"]["uuid"]
    tree["catalog"]["metadata"]["props"] = [
        {"name": "a", "ns": "https://a.example", "value": "b", "uuid": uuid, "group": "c"}
    ]
    tree["catalog"]["metadata"]["links"] = [{"href": "#a"}, {"href": "#b", "text": "a ~~b~~"}]
    data = strict_json.write_json(tree)
    losses = convert_document(data, "one.json", "xml", "1.0.4", lossy=True).losses
    assert [item.pointer for item in losses] == [
        "/catalog/metadata/props/0/group",
        "/catalog/metadata/links/1/text",
    ]


@pytest.mark.parametrize(
    ("version", "model"),
    [
        (version, model)
        for version in RELEASES
        for model in MODELS
        if model in read_meant(version).structure["roots"]
    ],
)
def test_every_field_of_every_release_comes_back(version: str, model: str) -> None:
    tree = make_release_document(version, model)
    data = strict_json.write_json(tree)
    for form in FORMS:
        assert json.loads(convert(convert(data, "json", form), form, "json")) == tree


def test_what_was_an_attribute_is_one_in_that_version() -> None:
    data = strict_json.write_json(make_release_document("1.2.0", "mapping-collection"))
    assert b"<confidence-score category=" in convert(data, "json", "xml")
