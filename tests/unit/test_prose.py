"""Every markdown feature becomes the right block, hostile text never a crash, and what is written
again reads the same.
"""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attestle.formats.gfm_parser import AS_TYPED, MOST_BRACKETS
from attestle.render.forms.markdown_blocks import write_prose
from attestle.render.forms.markdown_prose import escape, escape_block, write_row
from attestle.render.prose import (
    Block,
    Break,
    CodeBlock,
    Heading,
    Image,
    Line,
    List,
    Paragraph,
    ProseTable,
    Quote,
    Run,
    ThematicBreak,
    plain_text,
)
from attestle.render.prose_parser import parse_prose
from conftest import NO_HANG, examples
from tables import check_each


def text(value: str) -> Line:
    return (Run(value),)


def one(markdown: str) -> Block:
    [block] = parse_prose(markdown)
    return block


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("a\nb", Paragraph(text("a b"))),
        ("## Title ##", Heading(2, text("Title"))),
        ("Title\n---", Heading(2, text("Title"))),
        ("***", ThematicBreak()),
        ("```yaml extra\na: 1\n\n  b\n```", CodeBlock("a: 1\n\n  b", "yaml")),
        (
            "~~~\nnever closed\n<!-- @objective a -->",
            CodeBlock("never closed\n<!-- @objective a -->"),
        ),
        ("    indented\n      code", CodeBlock("indented\n  code")),
        (
            "> said\n>\n> - so",
            Quote((Paragraph(text("said")), List(None, ((Paragraph(text("so")),),)))),
        ),
        ("- a\n- b", List(None, ((Paragraph(text("a")),), (Paragraph(text("b")),)))),
        ("7. a\n8. b", List(7, ((Paragraph(text("a")),), (Paragraph(text("b")),)))),
        ("0. a", List(0, ((Paragraph(text("a")),),))),
        ("-", List(None, ((),))),
        (
            "1. a\n   - b\n     1. c",
            List(
                1,
                (
                    (
                        Paragraph(text("a")),
                        List(None, ((Paragraph(text("b")), List(1, ((Paragraph(text("c")),),))),)),
                    ),
                ),
            ),
        ),
        (
            "1. a\n\n   more\n\n   ```\n   x\n   ```",
            List(1, ((Paragraph(text("a")), Paragraph(text("more")), CodeBlock("x")),)),
        ),
        (
            "| a | b | c |\n|:--|--:|:-:|\n| 1 | `x\\|y` |",
            ProseTable(
                ("left", "right", "center"),
                (text("a"), text("b"), text("c")),
                ((text("1"), (Run("x|y", code=True),), ()),),
            ),
        ),
    ],
)
def test_blocks(markdown: str, expected: Block) -> None:
    assert one(markdown) == expected


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        (
            "*a* **b** ***c*** ~~d~~ `e`",
            (
                Run("a", emphasis=True),
                Run(" "),
                Run("b", strong=True),
                Run(" "),
                Run("c", strong=True, emphasis=True),
                Run(" "),
                Run("d", strike=True),
                Run(" "),
                Run("e", code=True),
            ),
        ),
        ("a  \nb\\\nc<br>d", (Run("a"), Break(), Run("b"), Break(), Run("c"), Break(), Run("d"))),
        (
            "[a **b**](https://x.example/ 'title')",
            (
                Run("a ", href="https://x.example/", title="title"),
                Run("b", strong=True, href="https://x.example/", title="title"),
            ),
        ),
        ("[a][r]\n\n[r]: mailto:a@x.example", (Run("a", href="mailto:a@x.example"),)),
        ("<https://x.example>", (Run("https://x.example", href="https://x.example"),)),
        ("![the *alt*](d.png)", (Image("d.png", "the alt"),)),
        ("[a](javascript:alert(1))", text("[a](javascript:alert(1))")),
        ("a <b>c</b> <!-- d --> e", (Run("a "), Run("c", strong=True), Run("  e"))),
        ("a <q>c</q> </sub>d", text("a <q>c</q> d")),
        ("&lt;b&gt; &amp;amp;", text("<b> &amp;")),
    ],
)
def test_inlines(markdown: str, expected: Line) -> None:
    block = parse_prose(markdown)[0]
    assert isinstance(block, Paragraph)
    assert block.line == expected


def test_raw_html_is_text_and_comments_never_show() -> None:
    assert one("<div onclick='x()'>\n<script>y</script>\n</div>") == Paragraph(
        (Run("<div onclick='x()'>"), Break(), Run("<script>y</script>"), Break(), Run("</div>"))
    )
    assert parse_prose("<!-- hidden\n\nstill hidden -->") == ()
    assert parse_prose("<!-- never closed\n\n# so all of it") == ()


def test_characters_that_no_document_can_hold_are_gone() -> None:
    assert one("a\x00b\x0bc\x1bd\x7fe\x9ff\ud800g\u202eh\u2066i\uffffj") == Paragraph(
        text("abcdefghij")
    )
    assert one("\u05e9\u05dc\u05d5\u05dd") == Paragraph(text("\u05e9\u05dc\u05d5\u05dd"))


def test_what_nests_too_deep_is_shown_as_typed() -> None:
    deep = "> " * 3000 + "word"
    assert one(deep) == CodeBlock(deep)


@pytest.mark.parametrize(
    "hostile",
    [
        "[" * 3000,
        "*a " * 3000,
        "![" * 3000,
        "`" * 4001 + "a",
        "<" * 3000,
        "x" * 10_000,
        "word " * 5000,
        "- " * 3000,
        "\n" * 5000,
        "a\r\rb\r\n" * 1000,
        "|" + "a|" * 60 + "\n|" + "-|" * 60 + "\n" + "|x" * 300,
    ],
    ids=range(11),
)
def test_hostile_text_is_read_in_time(hostile: str) -> None:
    start = time.monotonic()
    write_prose(parse_prose(hostile), 3)
    assert time.monotonic() - start < NO_HANG


ROUND_TRIPS = (
    "# One\n\n## Two\n\ntext", "a *b* **c** ~~d~~ `e` ***f***", "- a\n- b\n\n  more\n  - c\n    1. d\n    2. e", "5. a\n6. b", "> a\n>\n> > b\n> - c",
    "```py\nx = `1`\n```", "````\n```\n````", "| a | b |\n|---|:-:|\n| `x\\|y` | **c** d |\n| e<br>f | |", "1\\. no list", "\\# no heading", "\\- no list", "a\\*b\\_c",
    "_under_ snake_case __init__", "3.1.1[a] and [b](https://x.example/a_(b)) [c]", "a\\\nb", "\\`tick\\`", "x &amp;lt; y", "- a\n\n<!-- -->\n\n- b", "+ a\n+ b", "- \n- a",
    "a ![b](c) d!", "***", "<div>\n</div>", "\\[r]: https://x.example", "- [ ] open\n- [x] done", "a\n\n\\=== \n\nb",
)  # fmt: skip


@check_each("markdown", ROUND_TRIPS)
def test_written_prose_reads_the_same(markdown: str) -> None:
    tree = tuple(_without_pictures(block) for block in parse_prose(markdown))
    written = write_prose(tree, 0)
    assert parse_prose(written) == tree
    assert "<!-- @" not in written


def _without_pictures(block: Block) -> Block:
    """A picture is written as its description, so it is no picture any more."""
    if isinstance(block, Paragraph) and any(isinstance(item, Image) for item in block.line):
        return Paragraph(text(plain_text(block.line)))
    return block


def test_headings_come_out_below_the_document() -> None:
    assert write_prose(parse_prose("# A\n\n### B\n\n###### C"), 4) == "##### A\n\n###### B\n\n**C**"
    assert write_prose(parse_prose("### A\n\n#### B"), 2) == "### A\n\n#### B"


def test_a_table_cell_stays_one_cell() -> None:
    assert write_row([escape("a|b"), "`c|d`", "e\nf", ""]) == "| a\\|b | `c\\|d` | e<br>f |   |"


def test_plain_text_is_never_markup() -> None:
    value = "# a\n- b\n1. c\n*d* _e_ <f> `g` [h](i) ~~j~~ ![k](l)"
    assert plain_text(tuple(_inlines_of(escape_block(value)))) == value.replace("\n", " ")


def _inlines_of(markdown: str) -> Line:
    block = one(markdown)
    assert isinstance(block, Paragraph)
    return block.line


@settings(max_examples=examples(150), deadline=None)
@given(
    st.text(
        alphabet=st.sampled_from(list("ab *_`[]()<>!#->|~\\&;:1.\n\t=+\"'{}")) | st.characters(),
        max_size=80,
    )
)
def test_any_text_is_read_and_written(value: str) -> None:
    tree = parse_prose(value)
    again = parse_prose(write_prose(tree, 0))
    assert _letters(again) == _letters(tree)


def _letters(tree: tuple[Block, ...]) -> str:
    """Letters and digits of the whole tree: no word may come or go."""
    return "".join(sign for block in tree for sign in _text_of(block) if sign.isalnum())


def _text_of(block: Block) -> str:
    match block:
        case Paragraph() | Heading():
            return "".join(
                (
                    f"picture {item.alt or 'without description'}"
                    if isinstance(item, Image)
                    else plain_text((item,))
                )
                for item in block.line
            )
        case CodeBlock():
            return block.text
        case Quote():
            return "".join(map(_text_of, block.blocks))
        case List():
            return "".join(_text_of(item) for items in block.items for item in items)
        case ProseTable():
            return "".join(
                _text_of(Paragraph(line))
                for line in (*block.header, *(line for row in block.rows for line in row))
            )
        case _:
            return ""


MANY = 30_000
BRACKETS = {
    "open": "[" * 2 * MANY,
    "pictures": "![" * MANY,
    "links": "[a] " * MANY + "\n\n[a]: https://a.example",
    "paragraphs": "\n\n".join(["![" * (MANY // 20)] * 20),
    "quoted": "\n".join(["> - ![" * 20] * (MANY // 20)),
    "cells": "|a|\n|-|\n" + "|![[|\n" * (MANY // 2),
    "nested": "[" * MANY + "]" * MANY,
}


@pytest.mark.parametrize("kind", BRACKETS)
def test_a_text_of_brackets_is_read_in_time_and_no_word_is_lost(kind: str) -> None:
    start = time.process_time()
    tree = parse_prose(f"{BRACKETS[kind]}\n\nThe last words.")
    assert time.process_time() - start < 2
    texts = repr(tree)
    assert "The last words" in texts
    assert texts.count(AS_TYPED) == 1
    # one bracket of each link is markup, and so is the definition; all others are text
    assert texts.count("[") + MOST_BRACKETS + 1 >= BRACKETS[kind].count("[")
    assert f"({escape(AS_TYPED.strip(' ()'))})" in write_prose(tree, 0)


def test_links_up_to_the_bound_are_links() -> None:
    [paragraph] = parse_prose("[a](https://a.example) " * MOST_BRACKETS)
    assert isinstance(paragraph, Paragraph)
    links = [item for item in paragraph.line if isinstance(item, Run) and item.href]
    assert len(links) == MOST_BRACKETS
    more = parse_prose("[a](https://a.example) " * (MOST_BRACKETS + 1))
    assert more == (
        Paragraph(
            (
                Run(("[a](https://a.example) " * (MOST_BRACKETS + 1)).strip()),
                Run(AS_TYPED, emphasis=True),
            )
        ),
    )
