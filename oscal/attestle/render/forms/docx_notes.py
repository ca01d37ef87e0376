"""The footnotes of the Word form: a part of the package with links of its own."""

from __future__ import annotations

from dataclasses import field

from ...lazy_dataclasses import dataclass
from .docx_links import WordLinks
from .ooxml import Node, node, paragraph, run, w

# Ids of the rules between text and notes, which Word counts among them
RULES = (("separator", -1), ("continuationSeparator", 0))


@dataclass(slots=True)
class WordNotes:
    """`links` are those of the part that holds the notes: its targets are its own."""

    links: WordLinks
    notes: list[list[Node]] = field(default_factory=list)

    def add(self, content: list[Node]) -> int:
        """A footnote of these blocks; its id, which is the number that Word gives it too."""
        mark = w("r", w("rPr", w("rStyle", val="FootnoteReference")), w("footnoteRef"))
        if not content or content[0].tag != "w:p":
            content = [paragraph("FootnoteText", ()), *content]
        if content[-1].tag != "w:p":  # a footnote ends in a paragraph
            content = [*content, paragraph("FootnoteText", ())]
        content[0].children[1:1] = [mark, run(" ")]
        self.notes.append(content)
        return len(self.notes)

    def build_part(self) -> Node:
        rules = [
            w(
                "footnote",
                paragraph("FootnoteText", [w("r", node(f"w:{kind}", {}))]),
                type=kind,
                id=number,
            )
            for kind, number in RULES
        ]
        notes = [w("footnote", *content, id=at) for at, content in enumerate(self.notes, 1)]
        return w("footnotes", *rules, *notes)
