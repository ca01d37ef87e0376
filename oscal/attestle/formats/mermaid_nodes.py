"""What the nodes of a diagram name that stands in a text as Mermaid: flowcharts only, and only what
their labels say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..lazy_dataclasses import dataclass

# The first fence of a block, what stands in it, and its end
_BLOCK = re.compile(
    r"^(?P<mark>`{3,}|~{3,})[ \t]*mermaid\b[^\n]*\n(?P<body>.*?)^(?P=mark)", re.M | re.S
)
_FLOWCHART = re.compile(r"\s*(?:%%[^\n]*\n\s*)*(?:flowchart|graph)\b")
# An id and its label in any of the brackets: [x], (x), ([x]), [(x)], ((x)), {x}, {{x}}, >x]
_NODE = re.compile(
    r"(?<![\w|-])[A-Za-z_][\w.-]*[ \t]*(?P<open>[\[({>][\[({/\\]{0,2})"
    r"(?:\"(?P<quoted>[^\"\n]*)\"|(?P<bare>[^\"\[\](){}|\n]+))[\])}/\\]{1,3}"
)
_LINE_BREAK = re.compile(r"<br\s*/?>|\\n|\n")
_TAG = re.compile(r"<[^<>]*>")
_NUMBERED = re.compile(r"#(\d{1,7});")
_NAMED = {"#quot;": '"', "#lt;": "<", "#gt;": ">", "#amp;": "&"}
# What stands on an arrow
_EDGE_LABEL = re.compile(r"\|[^|\n]*\|")
_SUBGRAPH = re.compile(r"^[ \t]*subgraph\b", re.M)


@dataclass(frozen=True, slots=True)
class TextDiagram:
    """`names` are the first lines of the labels of nodes, each once; `line` is the number of lines
    of the text above the block.
    """

    names: tuple[str, ...]
    line: int


def read_diagrams(text: str) -> Iterator[TextDiagram]:
    """Every flowchart of a text; the titles of its frames are no nodes."""
    for block in _BLOCK.finditer(text) if "mermaid" in text else ():
        if _FLOWCHART.match(block["body"]):
            body = _EDGE_LABEL.sub(" ", block["body"])
            lines = (line for line in body.split("\n") if not _SUBGRAPH.match(line))
            found = (_read_label(match) for line in lines for match in _NODE.finditer(line))
            names = tuple(dict.fromkeys(filter(None, found)))
            yield TextDiagram(names, text.count("\n", 0, block.start()))


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
