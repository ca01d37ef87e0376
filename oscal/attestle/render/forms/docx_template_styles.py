"""The styles of an organization's own Word file, taken over by their names.

What a style could hide or break stays as it is here: heading levels, tabs of the contents, header
and footer, numbering.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import field
from typing import Any

from ...lazy_dataclasses import dataclass
from .docx_styles import CHARACTERS, STYLES, TABLE_STYLE
from .ooxml import NAMESPACES, Node, w

_W = f"{{{NAMESPACES['w']}}}"
_A = f"{{{NAMESPACES['a']}}}"
# The marking stands in the one, the page number in the other; the last two hold no text of a reader
KEPT = ("Header", "Footer", "TableGap", "CheckBox")
# Properties that would number what numbers itself, hide a text, or tell of an earlier state
_LEFT_OUT = {
    *("numPr", "vanish", "specVanish", "webHidden", "framePr", "sectPr", "cnfStyle"),
    *("pPrChange", "rPrChange", "tblPrChange", "trPrChange", "tcPrChange", "tblGridChange"),
    *("ins", "del", "moveFrom", "moveTo", "sectPrChange"),
}
# A look of another file's theme: the value beside it says the same without one
_THEMED = re.compile(r".*Theme|theme(?:Color|Shade|Tint|Fill|FillShade|FillTint)|rsid\w*")
_FONTS = ("ascii", "hAnsi", "eastAsia", "cs")
# Order in which the schema wants what is put into the properties of a paragraph
_BEFORE_TABS = (
    *("pStyle", "keepNext", "keepLines", "pageBreakBefore", "widowControl"),
    *("suppressLineNumbers", "pBdr", "shd"),
)
_UNSAFE_ID = re.compile(r"[^A-Za-z0-9]+")
# Word's own, where a file says nothing
_PLAIN_FONT = "Times New Roman"


@dataclass(frozen=True, slots=True)
class TemplateStyles:
    """`own` are styles by the key of those that they take the place of, `further` what these are
    based on and what else is used; `ids` leads from an id of the template to one of the document.
    """

    defaults: Node | None = None
    own: Mapping[str, Node] = field(default_factory=dict)
    further: tuple[Node, ...] = ()
    ids: Mapping[str, str] = field(default_factory=dict)
    font: str = _PLAIN_FONT


def list_names() -> dict[str, str]:
    """Key of each style of ours that a template may have, by its name in small letters."""
    named = {key: style.name for key, style in STYLES.items()}
    named |= {key: name for key, (name, _) in CHARACTERS.items()}
    named |= {"Normal": "Normal", TABLE_STYLE[0]: TABLE_STYLE[1]}
    return {name.lower(): key for key, name in named.items() if key not in KEPT}


class StyleReader:
    """Reads the style part of a template, with the fonts of its theme."""

    def __init__(self, styles: Any, theme: Any | None, left_out: dict[str, None]) -> None:
        self._fonts = _read_theme_fonts(theme)
        self._root = styles
        self._left_out = left_out
        self._by_id = {item.get(f"{_W}styleId", ""): item for item in styles.iter(f"{_W}style")}
        self._ids: dict[str, str] = {}
        self._name_ids()

    def _name_ids(self) -> None:
        """Ids of ours for what takes the place of ours, new ones for the others."""
        names, taken = list_names(), set[str]()
        for key, item in self._by_id.items():
            own = names.get(_find_value(item, "name").lower(), "")
            if own and own not in taken and _fits(own, item):
                taken.add(own)
                self._ids[key] = own
        for number, key in enumerate(self._by_id):
            self._ids.setdefault(key, f"Own{number}{_UNSAFE_ID.sub('', key)}")

    def read(self, used: set[str]) -> TemplateStyles:
        """With the styles that content of the template is in, by their ids there."""
        own = {new: old for old, new in self._ids.items() if not new.startswith("Own")}
        needed = dict.fromkeys([*own.values(), *sorted(used & set(self._by_id))])
        for key in list(needed):
            needed |= dict.fromkeys(self._list_bases(key))
        made = {self._ids[key]: self._build(key) for key in needed}
        return TemplateStyles(
            self._read_defaults(),
            {key: node for key, node in made.items() if key in own},
            tuple(node for key, node in made.items() if key not in own),
            {key: self._ids[key] for key in needed},
            self._find_font(),
        )

    def take(self, item: Any, of: str) -> Node | None:
        """A property with all that is in it, as far as it may stand here; `of` names its place."""
        if not isinstance(item.tag, str) or not item.tag.startswith(_W):
            return None
        name = item.tag.removeprefix(_W)
        if name in _LEFT_OUT:
            if name == "numPr":
                self._left_out[f"the numbering of {of}"] = None
            return None
        if name == "rFonts":
            return self._take_fonts(item)
        attrs = {
            key.removeprefix(_W): value
            for key, value in item.items()
            if key.startswith(_W) and not _THEMED.fullmatch(key.removeprefix(_W))
        }
        inner = (self.take(child, of) for child in item)
        return w(name, *(child for child in inner if child is not None), **attrs)

    def _take_fonts(self, item: Any) -> Node:
        found = {}
        for place in _FONTS:
            theme = item.get(f"{_W}{place}Theme") or item.get(f"{_W}{place.lower()}theme")
            name = self._fonts.get((theme or "")[:5]) or item.get(f"{_W}{place}")
            if name:
                found[place] = name
        return w("rFonts", **found)

    def _list_bases(self, key: str) -> Iterator[str]:
        """What a style is based on; a circle ends where it closes."""
        seen = {key}
        while (key := _find_value(self._by_id[key], "basedOn")) in self._by_id and key not in seen:
            seen.add(key)
            yield key

    def _build(self, key: str) -> Node:
        item, new = self._by_id[key], self._ids[key]
        name = _find_value(item, "name")
        is_own = not new.startswith("Own")
        based = _find_value(item, "basedOn")
        following = self._ids.get(_find_value(item, "next"), "")
        kinds = ("pPr", "rPr", "tblPr", "trPr", "tcPr", "tblStylePr")
        taken = [
            self.take(child, f'the style "{name}"')
            for child in item
            if isinstance(child.tag, str) and child.tag.removeprefix(_W) in kinds
        ]
        attrs = {"type": item.get(f"{_W}type", "paragraph"), "styleId": new}
        if new == "Normal":
            attrs = {"type": "paragraph", "default": "1", "styleId": new}
        made = w(
            "style",
            w("name", val=_name_own(new) if is_own else f"Template {name}"),
            w("basedOn", val=self._ids[based]) if based in self._ids and based != key else None,
            w("next", val=following) if is_own and following and following in STYLES else None,
            w("qFormat") if is_own else None,
            *taken,
            **attrs,
        )
        if new in STYLES:
            _keep_duties(made, new)
        return made

    def _read_defaults(self) -> Node | None:
        item = self._root.find(f"{_W}docDefaults")
        return self.take(item, "the document") if item is not None else None

    def _find_font(self) -> str:
        """What plain text is written in."""
        normal = next((key for key, new in self._ids.items() if new == "Normal"), "")
        chain = [normal, *self._list_bases(normal)] if normal else []
        places: list[Any] = [self._by_id[key] for key in chain]
        for item in [*places, *self._root.findall(f"{_W}docDefaults")]:
            fonts = item.find(f".//{_W}rFonts")
            if fonts is not None and (name := self._take_fonts(fonts).attrs.get("w:ascii")):
                return name
        return _PLAIN_FONT


def _read_theme_fonts(theme: Any | None) -> dict[str, str]:
    """The fonts that a theme gives, by the first letters of the words that name them."""
    found: dict[str, str] = {}
    if theme is None:
        return found
    for kind in ("major", "minor"):
        latin = theme.find(f".//{_A}{kind}Font/{_A}latin")
        if latin is not None and latin.get("typeface"):
            found[kind] = latin.get("typeface")
    return found


def _find_value(item: Any, name: str) -> str:
    child = item.find(f"{_W}{name}")
    return (child.get(f"{_W}val") or "") if child is not None else ""


def _fits(key: str, item: Any) -> bool:
    """A style of another type bears the name by accident."""
    kind = item.get(f"{_W}type", "paragraph")
    if key in CHARACTERS:
        return bool(kind == "character")
    return bool(kind == ("table" if key == TABLE_STYLE[0] else "paragraph"))


def _name_own(key: str) -> str:
    if key in STYLES:
        return STYLES[key].name
    return CHARACTERS[key][0] if key in CHARACTERS else dict([TABLE_STYLE]).get(key, key)


def _keep_duties(made: Node, key: str) -> None:
    """What the style has to do in any look: its level in the outline, the tabs of the contents."""
    ours, settings = STYLES[key], made.find("w:pPr")
    if settings is None:
        settings = w("pPr")
        place = next(
            (at for at, child in enumerate(made.children) if _is_tag(child, "w:rPr")),
            len(made.children),
        )
        made.children.insert(place, settings)
    settings.children = [child for child in settings.children if not _is_tag(child, "w:outlineLvl")]
    if ours.tabs and settings.find("w:tabs") is None:
        tabs = w("tabs", *(w("tab", val=a, pos=b, leader=c or "none") for a, b, c in ours.tabs))
        ahead = {f"w:{name}" for name in _BEFORE_TABS}
        place = sum(isinstance(child, Node) and child.tag in ahead for child in settings.children)
        settings.children.insert(place, tabs)
    if ours.keep_next and settings.find("w:keepNext") is None:
        settings.children.insert(0, w("keepNext"))
    if ours.outline is not None:
        settings.children.append(w("outlineLvl", val=ours.outline))


def _is_tag(child: Node | str, tag: str) -> bool:
    return isinstance(child, Node) and child.tag == tag
