"""Bookmarks, links and pictures of the Word form: what a document refers to, and nothing outside
but the web and mail.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import field

from ...formats.prose_targets import resolve_target
from ...lazy_dataclasses import dataclass
from ..prose_links import ProsePlaces
from .ooxml import Node, node, w
from .web_targets import is_outside

LONGEST_TOOLTIP = 260  # Word refuses a file with a longer one


def name_unreadable_picture(name: str) -> str:
    """What stands in the place of a file that is there and is no picture."""
    return f"(picture cannot be read: {name})"


def _resolve_picture(src: str, base: str) -> str:
    """The workspace path of a picture in the prose of a file, "" for one of elsewhere."""
    target = resolve_target(src, base)
    return target.path if target else ""


Relate = Callable[[str], str]
Embed = Callable[[bytes], tuple[str, int, int] | None]


@dataclass(slots=True)
class WordLinks:
    """`relate` makes a relationship for a URL, `embed` takes a picture into the package; both give
    its id.
    """

    relate: Relate
    embed: Embed
    pictures: Mapping[str, bytes]
    places: ProsePlaces = field(default_factory=ProsePlaces)
    anchors: dict[str, str] = field(default_factory=dict)
    known: set[str] = field(default_factory=set)
    marks: int = 0
    drawings: int = 0
    _embedded: dict[str, tuple[str, int, int] | None] = field(default_factory=dict)
    _related: dict[str, str] = field(default_factory=dict)

    def bookmark(self, anchor: str) -> str:
        """A bookmark's name for an anchor: short and of safe letters, whatever the anchor is."""
        return self.anchors.setdefault(anchor, f"_Toc{100000 + len(self.anchors)}")

    def mark(self, anchor: str, content: Iterable[Node]) -> list[Node]:
        """The content inside the bookmark of its anchor."""
        if anchor in self.known:  # a bookmark stands in one place only
            return list(content)
        self.known.add(anchor)
        self.marks += 1
        return [
            w("bookmarkStart", id=self.marks, name=self.bookmark(anchor)),
            *content,
            w("bookmarkEnd", id=self.marks),
        ]

    def outside(self, href: str, content: Iterable[Node], title: str = "") -> Node | None:
        """A link to the web or to a mail address; None where the document must not point."""
        if not is_outside(href):
            return None
        if href not in self._related:
            self._related[href] = self.relate(href)
        about: dict[str, object] = {"w:tooltip": title[:LONGEST_TOOLTIP]} if title else {}
        return node(
            "w:hyperlink", {"r:id": self._related[href], "w:history": "1"} | about, *content
        )

    def inside(self, anchor: str, content: Iterable[Node]) -> Node:
        return node("w:hyperlink", {"w:anchor": self.bookmark(anchor), "w:history": "1"}, *content)

    def find_picture(self, path: str) -> tuple[str, int, int] | None:
        """Relationship id, width and height in pixels of a picture that was handed over."""
        if path not in self._embedded:
            self._embedded[path] = (
                self.embed(self.pictures[path]) if path in self.pictures else None
            )
        return self._embedded[path]

    def find_authored_picture(self, src: str, base: str) -> tuple[str, int, int] | None:
        """A picture of prose: relative to the file it stands in,
        and only among those handed over.
        """
        path = _resolve_picture(src, base)
        return self.find_picture(path) if path else None

    def has_authored_picture(self, src: str, base: str) -> bool:
        """Whether the file of such a picture was handed over, readable or not."""
        return _resolve_picture(src, base) in self.pictures

    def draw(
        self, found: tuple[str, int, int], alt: str, title: str, width: int, height: int
    ) -> Node:
        """An inline drawing with its alternative text, made to fit into width x height (EMU)."""
        relation, across, down = found
        scale = min(width / across, height / down, 9525.0)
        cx, cy = str(int(across * scale)), str(int(down * scale))
        self.drawings += 1
        name = f"Picture {self.drawings}"
        properties = {"id": self.drawings, "name": name, "descr": alt} | (
            {"title": title} if title else {}
        )
        locks = node("wp:cNvGraphicFramePr", {}, node("a:graphicFrameLocks", {"noChangeAspect": 1}))
        inline = node(
            "wp:inline",
            {"distT": 0, "distB": 0, "distL": 0, "distR": 0},
            node("wp:extent", {"cx": cx, "cy": cy}),
            node("wp:docPr", properties),
            locks,
            self._graphic(relation, {"cx": cx, "cy": cy}, alt),
        )
        return w("r", w("drawing", inline))

    def _graphic(self, relation: str, size: dict[str, object], alt: str) -> Node:
        name = f"Picture {self.drawings}"
        shape = node(
            "pic:spPr",
            {},
            node("a:xfrm", {}, node("a:off", {"x": 0, "y": 0}), node("a:ext", size)),
            node("a:prstGeom", {"prst": "rect"}, node("a:avLst", {})),
        )
        fill = node(
            "pic:blipFill",
            {},
            node("a:blip", {"r:embed": relation}),
            node("a:stretch", {}, node("a:fillRect", {})),
        )
        about = node(
            "pic:nvPicPr",
            {},
            node("pic:cNvPr", {"id": self.drawings, "name": name, "descr": alt}),
            node("pic:cNvPicPr", {}),
        )
        return node(
            "a:graphic",
            {},
            node(
                "a:graphicData",
                {"uri": "http://schemas.openxmlformats.org/drawingml/2006/picture"},
                node("pic:pic", {}, about, fill, shape),
            ),
        )
