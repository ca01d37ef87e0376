"""What the nodes of a diagram name that stands in a text as Mermaid: flowcharts only, and only what
their labels say, or their ids where they have no label and so show these.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..lazy_dataclasses import dataclass
from ..lazy_patterns import make_pattern

# The first fence of a block, what stands in it, and its end
_BLOCK = make_pattern(
    r"^(?P<mark>`{3,}|~{3,})[ \t]*mermaid\b[^\n]*\n(?P<body>.*?)^(?P=mark)", re.M | re.S
)
# Settings between two lines of dashes may stand before it
_FLOWCHART = make_pattern(
    r"\s*(?:---[ \t]*\n.*?^[ \t]*---[ \t]*\n\s*)?(?:%%[^\n]*\n\s*)*(?:flowchart|graph)\b[^\n]*",
    re.M | re.S,
)
# An id and its label in any of the brackets: [x], (x), ([x]), [(x)], ((x)), {x}, {{x}}, >x]
_NODE = make_pattern(
    r"(?<![\w|-])(?P<id>[A-Za-z_][\w.-]{0,99}?)[ \t]*(?P<open>[\[({>][\[({/\\]{0,2})"
    r"(?:\"(?P<quoted>[^\"\n]*)\"|(?P<bare>[^\"\[\](){}|\n]+))[\])}/\\]{1,3}"
)
_LINE_BREAK = make_pattern(r"<br\s*/?>|\\n|\n")
_TAG = make_pattern(r"<[^<>]*>")
_NUMBERED = make_pattern(r"#(\d{1,7});")
_NAMED = {"#quot;": '"', "#lt;": "<", "#gt;": ">", "#amp;": "&"}
# What stands on an arrow
_EDGE_LABEL = make_pattern(r"\|[^|\n]*\|")
_EDGE_TEXT = make_pattern(r"(--|==|-\.)[ \t]+[^-=.>\n][^\n]{0,200}?[ \t]+(?=--|==|\.-)")
# Statements that draw no node
_OTHER = make_pattern(
    r"[ \t]*(?:%%|(?:subgraph|end|direction|style|classDef|class|click|linkStyle)\b)"
)
_LINK = make_pattern(
    r"[ \t]+[ox](?=--|==)|<?(?:-{2,}|={2,}|-?\.{1,9}-|-\.{1,9}|~{3,})(?:>|[ox](?=[ \t]))?|[&;]"
)
_ID = make_pattern(r"[A-Za-z_][\w.-]*")


@dataclass(frozen=True, slots=True)
class TextDiagram:
    """`names` are the first lines of the labels of nodes, and the ids of nodes without one, each
    once; `line` is the number of lines of the text above the block.
    """

    names: tuple[str, ...]
    line: int


def read_diagrams(text: str) -> Iterator[TextDiagram]:
    """Every flowchart of a text; the titles of its frames are no nodes."""
    for block in _BLOCK.finditer(text) if "mermaid" in text else ():
        if head := _FLOWCHART.match(block["body"]):
            body = _EDGE_LABEL.sub(" ", block["body"][head.end() :])
            lines = [
                _EDGE_TEXT.sub(_drop_text, line)
                for line in body.split("\n")
                if not _OTHER.match(line)
            ]
            nodes = [match for line in lines for match in _NODE.finditer(line)]
            bare = _list_ids(lines, {match["id"] for match in nodes})
            names = tuple(dict.fromkeys(filter(None, (*map(_read_label, nodes), *bare))))
            yield TextDiagram(names, text.count("\n", 0, block.start()))


def _drop_text(match: re.Match[str]) -> str:
    """The link without the text on it; dashes in a label are none."""
    is_quoted = match.string.count('"', 0, match.start()) % 2
    return match[0] if is_quoted else match[1]


def _list_ids(lines: list[str], labelled: set[str]) -> Iterator[str]:
    """Nodes that show their id; a line that is not all nodes and links is of another kind."""
    for line in lines:
        plain = _NODE.sub(lambda match: match["id"], line)
        found = [part.partition(":::")[0].strip() for part in _LINK.split(plain)]
        found = [part for part in found if part]
        if all(map(_ID.fullmatch, found)):
            yield from (part for part in found if part not in labelled)


def _read_label(match: re.Match[str]) -> str:
    label = match["quoted"] if match["quoted"] is not None else match["bare"]
    first = _LINE_BREAK.split(label, maxsplit=1)[0]
    plain = _TAG.sub("", first).replace("**", "").strip("` *_")
    for sign, meant in _NAMED.items():
        plain = plain.replace(sign, meant)
    return " ".join(_NUMBERED.sub(_write_sign, plain).split())


def _write_sign(match: re.Match[str]) -> str:
    code = int(match[1])
    return chr(code) if code < 0x110000 else match[0]
