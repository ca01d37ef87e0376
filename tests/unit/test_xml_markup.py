"""OSCAL's markup in XML to markdown of the same meaning."""

from __future__ import annotations

import os
import re
from html import unescape
from xml.sax.saxutils import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from attestle.formats import oscal_xml
from attestle.formats.xml_definitions import NAMESPACE
from conftest import examples
from tables import check_each

PAGE = MarkdownIt("commonmark").enable("table")


def read(inside: str, element: str = "remarks") -> tuple[str, list[str]]:
    """The markdown of markup, and what is told of it."""
    document = oscal_xml.read_xml(
        f'<catalog xmlns="{NAMESPACE}" uuid="1"><metadata>'
        f"<{element}>{inside}</{element}></metadata></catalog>".encode()
    )
    assert document.tree is not None
    value: str = document.tree["catalog"]["metadata"][element]
    return value, [item.message for item in document.problems]


LINES = {
    "a <em>b</em> <i>c</i> <strong>d</strong> <b>e</b>": "a *b* *c* **d** **e**",
    "a<em> b </em>c<strong>\n</strong>": "a *b* c",
    "<strong><em>a</em></strong> <em><strong>b</strong></em>": "**_a_** ***b***",
    "<strong><em>a</em> b</strong> <strong>c <em>d</em></strong>": "***a* b** **c *d***",
    "$a$ $ b $5": r"\$a$ $ b $5",
    '<a href="a\\!b&amp;amp;c">d</a>': r"[d](a\\!b\&amp;c)",
    "CO<sub>2</sub> 10<sup>3</sup> <q>so</q>": 'CO~2~ 10^3^ "so"',
    "a\n    b\t c": "a b c",
    "<code>a  b</code> <code>`a`</code> <code>a``b</code>": "`a b` `` `a` `` ```a``b```",
    "<code>if a &lt; b *c*</code>": "`if a < b *c*`",
    '<insert type="param" id-ref="a-1_prm"/>': "{{ insert: param, a-1_prm }}",
    '<code>in <insert type="param" id-ref="x"/></code>': "`in {{ insert: param, x }}`",
    '<a href="#b">c [d]</a>': r"[c \[d\]](#b)",
    '<a href="a b(c)" title="d &quot;e&quot;">f</a>': r'[f](<a b(c)> "d \"e\"")',
    'no! <a href="#b">c</a>, no!<a href="#b">c</a>': r"no! [c](#b), no\![c](#b)",
    '<img src="a.png" alt="b [c]" title="d"/>': r'![b \[c\]](a.png "d")',
    "a<br/>b": "a<br/>b",
    "5 * 3 ~ 4 ^ 2 \"x\" `y` snake_case _z_": r"5 \* 3 \~ 4 \^ 2 \"x\" \`y\` snake_case \_z\_",
    "&lt;b&gt; 1 &lt; 2 &amp;amp; AT&amp;T": r"\<b> 1 < 2 \&amp; AT&T",
    r"C:\Temp a\*b": r"C:\Temp a\\\*b",
    "[a](b) [c]: d [e]": r"[a\](b) [c\]: d [e]",
    "{{ insert: param, x }}": r"\{\{ insert: param, x }}",
}  # fmt: skip
BLOCKS = {
    "<p>a\n  b</p><p>c<br/>d</p>": "a b\n\nc\\\nd",
    "<h1>a</h1><h6>b <em>c</em></h6>": "# a\n\n###### b *c*",
    "<ul><li>a</li><li>b</li></ul>": "- a\n- b",
    "<ol><li>a</li><li>b</li></ol>": "1. a\n2. b",
    '<ol start="9"><li>a</li><li>b</li></ol>': "9. a\n10. b",
    "<ul><li>a<ol><li>b<ul><li>c</li></ul></li></ol></li></ul>": "- a\n  1. b\n     - c",
    '<ul><li>a<ol start="2"><li>b</li></ol></li></ul>': "- a\n\n  2. b",
    "<ul><li><p>a</p><p>b</p></li><li>c</li></ul>": "- a\n\n  b\n\n- c",
    "<ul><li>a</li></ul><ul><li>b</li></ul>": "- a\n\n* b",
    "<ol><li>a</li></ol><ol><li>b</li></ol>": "1. a\n\n1) b",
    "<table><tr><th>a</th><th align='center'>b</th></tr><tr><td>c|d<br/>e</td></tr></table>": (
        "| a | b |\n| --- | :---: |\n| c\\|d<br/>e |  |"
    ),
    "<pre>\n a\n  b *c*\n  </pre>": "```\n a\n  b *c*\n```",
    "<pre>```</pre>": "````\n```\n````",
    "<blockquote><p>a</p><ul><li>b</li></ul></blockquote>": "> a\n>\n> - b",
    "<p>a</p><hr/><p>b</p>": "a\n\n---\n\nb",
    "<p># a</p><p>1. b</p><p>- c</p><p>&gt; d</p><p>---</p><p>+</p><p>2026. e</p>": (
        "\\# a\n\n1\\. b\n\n\\- c\n\n\\> d\n\n\\---\n\n\\+\n\n2026\\. e"
    ),
    "<p>a<br/># b</p>": "a\\\n\\# b",
    "<p/><p>a</p>": "a",
    "<p><br/>a<br/> <br/></p>": "a",
    "": "",
}  # fmt: skip


@check_each("xml", LINES)
def test_a_line(xml: str) -> None:
    assert read(xml, "title") == (LINES[xml], [])
    assert read(f"<p>{xml}</p>") == (LINES[xml].replace("<br/>", "\\\n"), [])


@check_each("xml", BLOCKS)
def test_blocks(xml: str) -> None:
    assert read(xml) == (BLOCKS[xml], [])


@pytest.mark.parametrize(
    ("xml", "markdown", "told"),
    [
        ("<p>a <font>b</font></p>", "a b", "<font> cannot stand in a line of markup"),
        ("a <em>b</em>", "a *b*", "text stands directly in <remarks>"),
        ("<p>a</p> b", "a\n\nb", "text stands directly in <remarks>"),
        ("<p><a>b</a></p>", "[b]()", '<a> lacks its attribute "href"'),
        ("<p class='x'>a</p>", "a", '<p> has no attribute "class"'),
        ("<ul><p>a</p></ul>", "", "<p> cannot stand in a ul of markup"),
        ("<ul>a</ul>", "", "text stands directly in <ul>"),
        ("<p>a<br>b</br></p>", "a", "something stands in <br>, which is empty"),
        (
            "<pre>a <font>b</font></pre>",
            "```\na b\n```",
            "<font> cannot stand in a run of code of markup",
        ),
        ('<p>a<em xmlns="urn:x">b</em></p>', "ab", "<em> cannot stand in a line of markup"),
    ],
)
def test_what_is_no_markup_is_told_and_its_text_stays(xml: str, markdown: str, told: str) -> None:
    assert read(xml) == (markdown, [told])


SIGNS = "ab 1.*_`~^\"'[](){}<>!#&;:-+=|\\/@\n"


@settings(max_examples=examples(400), deadline=None)
@given(st.text(alphabet=SIGNS, max_size=40))
def test_any_text_is_shown_as_it_is(text: str) -> None:
    """Nothing in a text acts as markdown."""
    shown = " ".join(text.split())
    for inside in (f"<p>{escape(text)}</p>", f"<ul><li>{escape(text)}</li></ul>"):
        page = PAGE.render(read(inside)[0])
        plain = unescape(re.sub(r"</?(?:p|ul|li)>", "", page))
        assert " ".join(plain.split()) == shown, (inside, page, os.linesep)


INLINE = st.recursive(
    # beside a letter CommonMark lets no emphasis begin with a sign
    st.sampled_from(["", " a ", " b c "]),
    lambda inner: st.tuples(
        st.sampled_from(["em", "strong", "code"]), st.lists(inner, max_size=3)
    ).map(lambda pair: f"<{pair[0]}>{''.join(pair[1])}</{pair[0]}>"),
    max_leaves=6,
)


@settings(max_examples=examples(400), deadline=None)
@given(st.lists(INLINE, max_size=4))
def test_no_sign_of_emphasis_is_shown(parts: list[str]) -> None:
    xml = "".join(parts)
    page = PAGE.render(read(f"<p>{xml}</p>")[0])
    shown = unescape(re.sub(r"<[^>]+>", "", page))
    assert " ".join(shown.split()) == " ".join(re.sub(r"<[^>]+>", "", xml).split()), page
