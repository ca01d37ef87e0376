"""Places of a PDF and links to them: each place has one name, and no link leads outside but to the
web and to mail.
"""

from __future__ import annotations

from dataclasses import field

from ...lazy_dataclasses import dataclass
from ..prose_links import ProsePlaces
from .typst_code import Markup, call, show
from .web_targets import is_outside


@dataclass(frozen=True, slots=True)
class TypstLinks:
    places: ProsePlaces
    _marked: dict[str, None] = field(default_factory=dict)

    def claim(self, anchor: str) -> str:
        """The anchor as the name of a place, "" where another place has it already."""
        if anchor in self._marked:
            return ""
        self._marked[anchor] = None
        return anchor

    def list_anchors(self) -> tuple[str, ...]:
        return tuple(anchor for anchor in self._marked if anchor)

    def link_prose(self, words: Markup, href: str, text: str, base: str) -> Markup:
        """The words of a link in the prose of the file `base`.

        To the web, or to what this document shows of another file; any other link keeps its words,
        with the path of its file, or its target where that says more.
        """
        if is_outside(href):
            return call("web", href, words)
        target = self.places.find_target(href, base)
        if target.anchor:
            return call("goto", target.anchor, words)
        written = target.path or href
        if href.startswith("#") or written == text:
            return words
        return Markup(words + call("quiet", show(f" ({written})")))


def link_plain(words: Markup, target: str, href: str) -> Markup:
    """The words of a line of ours: `target` is a place of the document, `href` one of the web."""
    if target:
        return call("goto", target, words)
    return call("web", href, words) if is_outside(href) else words
