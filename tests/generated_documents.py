"""OSCAL documents at random, by OSCAL's own structure: every field, extreme values, any prose."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random
from typing import Any

from conftest import ROOT
from xml_writing import DEFINITIONS, STRUCTURE, is_object, json_key

CONSTRUCTS = ROOT / "tests/data/prose/constructs.txt"
# Constructs of a code host that OSCAL's markup in XML has no element for
UNSAYABLE = {
    "emphasis, strong, struck and code": "struck text",
    "tasks": "a task list",
    "tasks with numbers": "a task list",
    "footnotes": "a footnote",
    "alerts": "an alert",
    "an alert within something is a quotation": "an alert",
    "folding block": "the tag of HTML <details>",
    "an alert in a folding block": "the tag of HTML <details>",
    "folding block in one line": "the tag of HTML <details>",
    "folding block that nobody closes": "the tag of HTML <details>",
    "keys, indices and powers": "the tag of HTML <kbd>",
    "tags that nobody closes": "the tag of HTML <sub>",
    "tags beyond the list": "the tag of HTML <u>",
    "html table": "the tag of HTML <table>",
    "comments never show": "a comment of HTML",
    "formula in a line": "a formula",
    "formula by itself": "a formula",
}
# How deep objects that hold their own kind go, and how often a field that may be absent is there
_DEEPEST = 9
_USUAL = 0.6
_STRINGS = (
    "a-word",
    "Two words",
    "Zoë, naïve & Söhne <GmbH> \"q\" 'a' ]]> --",
    "日本語 עברית 👩‍👩‍👧 𝔘𝔫𝔦",
    "\u00a0no-break\u00a0",
    "no",
    "2026-01-01",
    "1.10",
    "# no comment",
    "- no item",
    "key: value",
    "line one\nline two\n\n  line four",
    "tab\tand \u2028 separator",
    "x" * 300,
    "word " * 60 + "end",
    "{{ insert: param, p-1 }} *a* `b`",
    "@home %x !y &z *w",
)
_INLINES = (
    "words",
    "*gate*",
    "**door**",
    "***both***",
    "*a **b** c*",
    "`code`",
    "``a ` tick``",
    "`{{ insert: param, in-code }}`",
    "H~2~O",
    "10^3^ m",
    "x^2 and y^2",
    '"quoted words"',
    'a 6" pipe',
    "{{ insert: param, ac-1_prm_1 }}",
    "{{insert:param,ac-2}}",
    '[text](https://a.example/x?y=1&z=2 "its title")',
    "[`c` **d**](#a_(b))",
    "<https://a.example/y>",
    "https://a.example/bare/x_y",
    '![pic *t* ^a^ "q" {{ insert: param, x }}](a%20b.png)',
    "first<br/>second",
    "snake_case_word _em_ __strong__",
    "\\*not em\\* \\[x\\] \\`t\\`",
    "5 < 6 > 4 & AT&T &amp; &copy; &#x2713;",
    'C:\\path\\file $5 $6 #1 @b | bar ~ ^ "',
    "{{ word }} {% x %} {",
    "👩‍👩‍👧 日本語 עברית é é",
    "\u00a0edge\u00a0",
    "[a] [b](c",
    "it's -- a dash... (c)",
)
_BLOCKS = (
    "# Head *one*",
    "###### Six",
    "Under\n=====",
    "---",
    "- a\n- b\n  - c\n    1. d\n- e",
    "- a\n\n- b\n\n  more\n\n- c",
    "7. seven\n8. eight",
    "1) one\n2) two",
    "- a\n\n* b\n\n- c",
    "- ```\n  code\n  ```\n- > quote\n- # head",
    "- text\n  ```python\n  x = 1\n  ```\n- text\n  > quote",
    "- text\n  | a | b |\n  |---|---|\n  | 1 | 2 |",
    "- \\[ ] no task",
    "> quote\n>\n> > inner\n>\n> - item",
    "> \\[!NOTE]\n> words",
    "| l | c | r | n |\n|:--|:-:|--:|---|\n| a \\| b | `c\\|d` | f<br>g | **h** |\n| short |",
    "``` sh\nplain\n\n  indented\n```",
    "~~~python title=x\nticks ```\n{{ insert: param, x }}\n~~~",
    "```\n\nfirst and last are empty\n\n```",
    "    ls\n      -l",
    "line one  \nline two\\\nline three\nsoft",
    "[by name][r]\n\n[r]: https://a.example/r 'title'",
    "Term\n: meaning",
    "1986\\. A year\n\n\\# no head\n\n\\- no item\n\n+no list",
    "***\n\nend",
)


def read_constructs() -> dict[str, str]:
    """Each construct of the repository's prose by its name."""
    parts = CONSTRUCTS.read_text(encoding="utf-8").split("=== ")[1:]
    return {name: text.strip("\n") for name, _, text in (part.partition("\n") for part in parts)}


_SAYABLE = tuple(text for name, text in read_constructs().items() if name not in UNSAYABLE)


def make_line(random: Random) -> str:
    """A line of markdown."""
    return " ".join(random.choices(_INLINES, k=random.randint(1, 4))).strip(" \u00a0") or "x"


def make_blocks(random: Random) -> str:
    """Blocks of markdown, each of any kind."""
    blocks = []
    for _ in range(random.randint(1, 4)):
        kind = random.random()
        if kind < 0.4:
            blocks.append(make_line(random))
        else:
            blocks.append(random.choice(_BLOCKS if kind < 0.8 else _SAYABLE))
    return "\n\n".join(blocks)


Prose = Callable[[Random, bool], str]


def make_prose(random: Random, is_line: bool) -> str:
    return make_line(random) if is_line else make_blocks(random)


def make_document(model: str, random: Random, prose: Prose = make_prose) -> dict[str, Any]:
    """A document of a model, of the size of the draw."""
    return {model: _make_object(STRUCTURE["roots"][model], random, prose, 0, True)}


def _make_object(
    name: str, random: Random, prose: Prose, depth: int, is_root: bool = False
) -> dict[str, Any]:
    definition = DEFINITIONS[name]
    tree: dict[str, Any] = {}
    for flag in definition.get("flags", ()):
        if flag.get("required") or random.random() < _USUAL:
            tree[flag["name"]] = _make_value(flag["def"], random, prose)
    if definition["kind"] == "field":
        tree[definition["json-value-key"]] = _make_value(name, random, prose)
    items = definition.get("model", ())
    chosen = {
        random.choice([json_key(item) for item in items if item.get("choice") == choice])
        for choice in {item["choice"] for item in items if "choice" in item}
    }
    for item in items:
        key, child = json_key(item), item["def"]
        if "choice" in item and key not in chosen:
            continue
        if not item["min"] and not is_root and random.random() > _choose_share(depth):
            continue
        values = [
            _make_object(child, random, prose, depth + 1)
            if is_object(child)
            else _make_value(child, random, prose)
            for _ in range(random.randint(1, 2) if "group-as" in item else 1)
        ]
        tree[key] = values if "group-as" in item else values[0]
    keys = list(tree)
    random.shuffle(keys)
    return {key: tree[key] for key in keys}


def _choose_share(depth: int) -> float:
    """How often what may be absent is there: less the deeper it stands, so that it ends."""
    return 0 if depth > _DEEPEST else _USUAL / (1 + depth)


def _make_value(name: str, random: Random, prose: Prose) -> Any:
    kind = DEFINITIONS[name].get("as-type", "string")
    if kind.startswith("markup"):
        return prose(random, kind == "markup-line")
    if kind == "string":
        return random.choice(_STRINGS)
    return _TYPED[kind](random)


_TYPED: dict[str, Callable[[Random], Any]] = {
    "boolean": lambda random: random.random() < 0.5,
    "non-negative-integer": lambda random: random.choice((0, 7, 10**15)),
    "positive-integer": lambda random: random.choice((1, 7, 10**15)),
    "decimal": lambda random: random.choice((0.25, 0, -3.5, 1e-07, 99.999, 1e15)),
    "uuid": lambda random: (
        f"{random.getrandbits(32):08x}-3a54-4d2b-9d3c-{random.getrandbits(48):012x}"
    ),
    "date": lambda _: "2026-01-01Z",
    "date-time-with-timezone": lambda random: random.choice(
        ("2026-01-01T00:00:00Z", "1999-12-31T23:59:59.123+14:00")
    ),
    "uri": lambda random: random.choice(
        ("https://example.com/a?b=1&c=2#d", "urn:x:y", "mailto:a@b.example")
    ),
    "uri-reference": lambda random: random.choice(("#x", "../a%20b.json", "a/b?c=1&d", ".")),
    "email-address": lambda _: "a+b@example.com",
    "base64": lambda random: random.choice(("QUJD", "QQ==", "QUJD" * 100)),
    "token": lambda random: random.choice(("a-word", "_x.y-1", "élan", "no", "n", "null")),
}


def list_prose(value: Any, name: str) -> list[tuple[str, bool]]:
    """Every text of markup of an object of a definition, in order, and whether it is a line."""
    definition = DEFINITIONS[name]
    found: list[tuple[str, bool]] = []
    if definition["kind"] == "field" and "json-value-key" in definition:
        kind = definition.get("as-type", "string")
        if kind.startswith("markup"):
            found.append((value[definition["json-value-key"]], kind == "markup-line"))
    for item in definition.get("model", ()):
        key, child = json_key(item), item["def"]
        if key not in value:
            continue
        for one in value[key] if "group-as" in item else [value[key]]:
            kind = DEFINITIONS[child].get("as-type", "string")
            if is_object(child):
                found += list_prose(one, child)
            elif kind.startswith("markup"):
                found.append((one, kind == "markup-line"))
    return found


# Signs of markdown, of OSCAL and of a code host, to be thrown together
_ATOMS = (
    *" \n*_`~^\"'[](){}<>!#&;:-+=|\\/@1.a$x",
    *("\n\n", "  \n", "\\\n", "- ", "1. ", "> ", "    ", "# ", "```", "[x] ", "word", "**", "~~", "***"),
    *("| a | b |\n|---|---|\n", "{{ insert: param, x }}", "&amp;", "<br>", "é", "https://a.b", "![", "](u)"),
    *("[^1]", "(c)"),
)  # fmt: skip


def make_soup(random: Random) -> str:
    """Signs without any order."""
    return "".join(random.choices(_ATOMS, k=random.randint(1, 25)))


_BLOCK_TAG = re.compile(
    r"\s*(</?(?:p|[uo]l|li|h\d|hr|blockquote|table|thead|tbody|tr|th|td|div|br)\b[^>]*>)\s*"
)
_INSERT = re.compile(r"\{\{\s*insert:\s*([^\s,{}]+)\s*,\s*([^\s,{}]+)\s*\}\}")


def squeeze_page(page: str) -> str:
    """A page of HTML without what no reader sees: blanks outside of preformatted text, how a
    parameter's insertion is spelled, what stands behind the language of a fence, and emphasis within
    the same emphasis.
    """
    for name in ("em", "strong"):
        tags = re.split(f"(</?{name}>)", page)
        depth = 0
        for index, tag in enumerate(tags):
            if tag == f"<{name}>":
                tags[index] = "" if depth else tag
                depth += 1
            elif tag == f"</{name}>":
                depth -= 1
                tags[index] = "" if depth else tag
        page = "".join(tags)
    page = page.strip().replace("\n</code>", "</code>")
    page = _INSERT.sub(r"{{ insert: \1, \2 }}", page)
    page = re.sub(r"<br\s*/?>", "<br>", page)
    page = re.sub(r'(class="language-[^\s"]+)[^"]*"', r'\1"', page)
    parts = re.split(r"(<pre>.*?</pre>)", page, flags=re.DOTALL)
    return "".join(
        part if part.startswith("<pre>") else _BLOCK_TAG.sub(r"\1", re.sub(r"[ \t\n]+", " ", part))
        for part in parts
    )
