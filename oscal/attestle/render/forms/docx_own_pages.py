"""What is the organization's own on the pages of a Word file: cover, header and footer of its
template, with their pictures.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ...lazy_dataclasses import dataclass
from .docx_links import WordLinks
from .docx_package import WordPackage
from .docx_template import WordTemplate
from .docx_template_content import draw_pictures
from .ooxml import Node, w

_EMU_PER_PIXEL = 9525


@dataclass(frozen=True, slots=True)
class OwnPages:
    template: WordTemplate
    package: WordPackage
    links: WordLinks

    def build_cover(self, first: Node) -> list[Node]:
        """On pages of its own, so `first`, with which the document begins, begins one."""
        if not self.template.cover:
            return []
        settings = first.children[0]
        if isinstance(settings, Node):  # every paragraph of ours begins with its properties
            settings.children.insert(1, w("pageBreakBefore"))
        return self._draw(self.template.cover, "")

    def count_cover_pages(self) -> int:
        """One, and one more for each break that its author put into it."""
        cover = self.template.cover
        return 1 + sum(map(_count_breaks, cover)) if cover else 0

    def build_header(self, relation: str) -> list[Node]:
        return self._draw(self.template.header, relation)

    def build_footer(self, relation: str) -> list[Node]:
        return self._draw(self.template.footer, relation)

    def _draw(self, nodes: Iterable[Node], relation: str) -> list[Node]:
        return draw_pictures(nodes, lambda item: self._draw_picture(item, relation))

    def _draw_picture(self, item: Node, relation: str) -> Node | None:
        found = self.package.embed(self.template.pictures[item.attrs["name"]], relation)
        if found is None:
            return None
        width, height = int(item.attrs["cx"]), int(item.attrs["cy"])
        # in the size that the template gives it, whatever its pixels
        size = (found[0], max(1, width // _EMU_PER_PIXEL), max(1, height // _EMU_PER_PIXEL))
        drawn = self.links.draw(size, item.attrs["alt"], "", width, height)
        (drawing,) = drawn.all("w:drawing")  # a run of the template stands round it already
        return drawing


def _count_breaks(item: Node) -> int:
    if item.tag == "w:br":
        return int(item.attrs.get("w:type") == "page")
    return sum(map(_count_breaks, _list_nodes(item)))


def _list_nodes(item: Node) -> Iterator[Node]:
    return (child for child in item.children if isinstance(child, Node))
