"""Where the anchors of a document lead from its page: to a place of the page itself, or of another
page of the same site.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Mapping
from dataclasses import field
from functools import lru_cache
from types import MappingProxyType
from urllib.parse import quote

from ...lazy_dataclasses import dataclass

Escape = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class PageLinks:
    """`page` is the path of the page in its site, `pages` the page on which each anchor stands; an
    anchor that is in neither stands on the page itself. `hovers` say on demand what stands there.
    """

    page: str = ""
    pages: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    hovers: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def find_href(self, anchor: str) -> str:
        page = self.pages.get(anchor, self.page)
        return f"{self.find_page(page)}#{anchor}" if page != self.page else f"#{anchor}"

    def find_page(self, page: str) -> str:
        """Another page from this one, in signs that need no escape in a link."""
        return _find_way(page, posixpath.dirname(self.page))

    def write_attributes(self, anchor: str, escape: Escape, hover: str = "") -> str:
        """Of the link to an anchor; `hover` goes before what is known of the anchor."""
        said = hover or self.hovers.get(anchor, "")
        title = f' title="{escape(said)}"' if said else ""
        return f'href="{escape(self.find_href(anchor))}"{title}'


# pages of one folder lead to the same ones again and again
@lru_cache(maxsize=4096)
def _find_way(page: str, folder: str) -> str:
    return quote(posixpath.relpath(page, folder or "."))


# Of a document that is one page
ON_PAGE = PageLinks()
