"""What an organization's own Word file says on its cover and at the edges of its pages: text,
tables and pictures, and nothing that acts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from ...lazy_dataclasses import dataclass
from .docx_template_styles import StyleReader
from .ooxml import NAMESPACES, Node, w

_W = f"{{{NAMESPACES['w']}}}"
_WP = f"{{{NAMESPACES['wp']}}}"
_BLIP = f"{{{NAMESPACES['a']}}}blip"
_EMBED = f"{{{NAMESPACES['r']}}}embed"
# Stands alone in a paragraph of the template: what is before it is the cover
PLACE_HOLDER = "{{document}}"
PICTURE = "picture"  # a node of this name is drawn once its bytes are in the package
_BLOCKS = ("p", "tbl")
_PROPERTIES = ("pPr", "rPr", "tblPr", "tblGrid", "trPr", "tcPr")
_WRITTEN = ("t", "tab", "br", "cr", "noBreakHyphen")
_HOLDERS = ("tr", "tc", "r", "p", "tbl")
# What only stands round content that is taken as it is
_ROUND = ("hyperlink", "smartTag", "sdt", "sdtContent", "ins", "customXml")
# What marks a place or an earlier state, and is nothing that a reader sees
_UNSEEN = (
    *("bookmarkStart", "bookmarkEnd", "proofErr", "lastRenderedPageBreak", "sdtPr", "sdtEndPr"),
    *("commentRangeStart", "commentRangeEnd", "del", "sectPr", "instrText"),
)
_NAMES = {"fldSimple": "a field", "object": "an object of another program", "pict": "a drawing"}
_STYLED = {"pStyle", "rStyle", "tblStyle"}
# So long is the side of a picture in EMU at most: a page
_MOST_EMU = 9_144_000


@dataclass(slots=True)
class ContentReader:
    """Takes content over; `find_picture` gives the name of an embedded picture's bytes, "" where
    there are none, and `left_out` gathers what is not taken.
    """

    styles: StyleReader
    ids: dict[str, str]
    find_picture: Callable[[str], str]
    left_out: dict[str, None]
    place: str

    def read(self, blocks: Iterable[Any]) -> tuple[Node, ...]:
        return tuple(node for item in blocks for node in self._take(item))

    def _take(self, item: Any) -> Iterator[Node]:
        if not isinstance(item.tag, str):
            return
        name = item.tag.removeprefix(_W)
        if name in _ROUND:
            for child in item:
                yield from self._take(child)
        elif name in _WRITTEN:
            yield self._take_text(item, name)
        elif name in _HOLDERS:
            yield self._take_holder(item, name)
        elif name == "drawing":
            yield from self._take_drawing(item)
        elif name not in _UNSEEN:
            words = _NAMES.get(name, "a shape or text box")
            self.left_out[f"{words} {self.place}"] = None

    def _take_text(self, item: Any, name: str) -> Node:
        kind = item.get(f"{_W}type")
        attrs = {"type": kind} if kind in ("page", "column", "textWrapping") else {}
        made = w(name, **attrs)
        if name == "t":
            made.attrs["xml:space"] = "preserve"
            made.children.append(item.text or "")
        return made

    def _take_holder(self, item: Any, name: str) -> Node:
        children = self._drop_fields(item) if name == "p" else list(item)
        made = w(name)
        for child in children:
            local = child.tag.removeprefix(_W) if isinstance(child.tag, str) else ""
            if local in _PROPERTIES:
                taken = self.styles.take(child, f"a paragraph {self.place}")
                made.children += [self._find_styles(taken)] if taken else []
            else:
                made.children += self._take(child)
        if name == "tc" and not (made.children and _is_paragraph(made.children[-1])):
            made.children.append(w("p"))  # a cell ends with a paragraph
        return made

    def _find_styles(self, properties: Node) -> Node:
        """Ids of the template as those of the document."""
        kept: list[Node | str] = []
        for child in properties.children:
            if isinstance(child, Node) and child.tag.removeprefix("w:") in _STYLED:
                own = self.ids.get(child.attrs.get("w:val", ""))
                kept += [w(child.tag.removeprefix("w:"), val=own)] if own else []
            else:
                kept.append(child)
        properties.children = kept
        return properties

    def _drop_fields(self, paragraph: Any) -> Iterator[Any]:
        """Without fields and what they last showed: a page number of the template is none here."""
        depth = 0
        for child in paragraph:
            marks = [mark.get(f"{_W}fldCharType") for mark in child.iter(f"{_W}fldChar")]
            depth += marks.count("begin")
            if marks or depth:
                self.left_out[f"a field {self.place}"] = None
            else:
                yield child
            depth -= min(depth, marks.count("end"))

    def _take_drawing(self, item: Any) -> Iterator[Node]:
        blip, extent = item.find(f".//{_BLIP}"), item.find(f".//{_WP}extent")
        name = self.find_picture(blip.get(_EMBED, "")) if blip is not None else ""
        if not name or extent is None:
            self.left_out[f"a shape or text box {self.place}"] = None
            return
        about = item.find(f".//{_WP}docPr")
        alt = (about.get("descr") or "") if about is not None else ""
        if not alt:
            self.left_out[f"the description of a picture {self.place}: it has none"] = None
        sides = {key: str(_read_side(extent.get(key))) for key in ("cx", "cy")}
        yield Node(PICTURE, {"name": name, "alt": alt or "Logo", **sides})


def list_used_styles(blocks: Iterable[Any]) -> set[str]:
    """Ids of the styles that content is in."""
    tags = [f"{_W}{name}" for name in sorted(_STYLED)]
    return {
        item.get(f"{_W}val", "") for block in blocks for tag in tags for item in block.iter(tag)
    }


def split_cover(body: Any) -> tuple[list[Any], bool]:
    """The blocks before the place holder, and whether there is one."""
    blocks: list[Any] = []
    for item in body:
        name = item.tag.removeprefix(_W) if isinstance(item.tag, str) else ""
        if name == "p" and "".join(item.itertext(f"{_W}t")).strip() == PLACE_HOLDER:
            return blocks, True
        blocks += [item] if name in (*_BLOCKS, "sdt") else []
    return [], False


def draw_pictures(nodes: Iterable[Node], draw: Callable[[Node], Node | None]) -> list[Node]:
    """The content with its pictures, of which `draw` makes the drawings."""
    found: list[Node] = []
    for item in nodes:
        if item.tag == PICTURE:
            drawn = draw(item)
            found += [drawn] if drawn else []
            continue
        texts = [child for child in item.children if isinstance(child, str)]
        inner = draw_pictures((child for child in item.children if isinstance(child, Node)), draw)
        found.append(Node(item.tag, dict(item.attrs), [*texts, *inner]))
    return found


def _is_paragraph(item: Node | str) -> bool:
    return isinstance(item, Node) and item.tag == "w:p"


def _read_side(value: str | None) -> int:
    return min(max(9525, int(value)), _MOST_EMU) if value and value.isdecimal() else 9525
