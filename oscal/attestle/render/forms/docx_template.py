"""An organization's own Word file as the house style of documents: its styles by name, its cover,
and what it has at the top and bottom of its pages.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import field
from typing import Any

from lxml import etree

from ...lazy_dataclasses import dataclass
from .docx_styles import CHARACTERS, STYLES, TABLE_STYLE
from .docx_template_content import (
    PLACE_HOLDER,
    ContentReader,
    list_used_styles,
    split_cover,
)
from .docx_template_styles import StyleReader, TemplateStyles, list_names
from .ooxml import NAMESPACES, Node

_W = f"{{{NAMESPACES['w']}}}"
_R = f"{{{NAMESPACES['r']}}}"
_STRICT = b"http://purl.oclc.org/ooxml/"
_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff")


class UnusableTemplate(ValueError):
    """Says why a Word file cannot be the template of documents."""


@dataclass(frozen=True, slots=True)
class WordTemplate:
    """What is taken from a template, and what not.

    `used` and `missing` are names of styles; `pictures` are bytes by name, for the pictures that
    `cover`, `header` and `footer` show.
    """

    styles: TemplateStyles = field(default_factory=TemplateStyles)
    cover: tuple[Node, ...] = ()
    header: tuple[Node, ...] = ()
    footer: tuple[Node, ...] = ()
    pictures: Mapping[str, bytes] = field(default_factory=dict)
    used: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()


NO_TEMPLATE = WordTemplate()


def read_template(data: bytes) -> WordTemplate:
    """Of a package that was found safe. Raises UnusableTemplate."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            return _Package(package).read()
    except (KeyError, zipfile.BadZipFile, etree.XMLSyntaxError, ValueError) as error:
        if isinstance(error, UnusableTemplate):
            raise
        raise UnusableTemplate(f"the Word file is damaged ({error})") from error


class _Package:
    def __init__(self, package: zipfile.ZipFile) -> None:
        self.package = package
        self.names = set(package.namelist())
        self.left_out: dict[str, None] = {}
        self.pictures: dict[str, bytes] = {}

    def read(self) -> WordTemplate:
        main = self._find_main()
        root = self._parse(main)
        body = root.find(f"{_W}body")
        if body is None:
            raise UnusableTemplate("the Word file has no text")
        related = self._read_relations(main)
        edges = {kind: self._find_edge(body, related, kind) for kind in ("header", "footer")}
        cover, has_place = split_cover(body)
        if not has_place:
            self.left_out[
                f"the text: no paragraph of it is {PLACE_HOLDER}, so there is no cover"
            ] = None
        shown = [*cover, *(self._parse(path) for path in edges.values() if path)]
        reader = StyleReader(
            self._parse(related["styles"]) if "styles" in related else etree.Element(f"{_W}styles"),
            self._parse(related["theme"]) if "theme" in related else None,
            self.left_out,
        )
        styles = reader.read(list_used_styles(shown))
        content = {"cover": self._read_content(reader, styles, main, cover, "of the cover")}
        for kind, path in edges.items():
            blocks = list(self._parse(path)) if path else []
            content[kind] = self._read_content(reader, styles, path, blocks, f"of the {kind}")
        names = _name_styles()
        return WordTemplate(
            styles,
            **content,
            pictures=self.pictures,
            used=tuple(names[key] for key in names if key in styles.own),
            missing=tuple(names[key] for key in names if key not in styles.own),
            left_out=tuple(self.left_out),
        )

    def _read_content(
        self, reader: StyleReader, styles: TemplateStyles, part: str, blocks: list[Any], place: str
    ) -> tuple[Node, ...]:
        pictures = dict(self._list_pictures(part)) if part else {}

        def find_picture(relation: str) -> str:
            return self._load_picture(pictures.get(relation, ""))

        found = ContentReader(reader, dict(styles.ids), find_picture, self.left_out, place)
        return found.read(blocks)

    def _find_main(self) -> str:
        for name, kind in self._list_relations("").values():
            if kind == "officeDocument" and name in self.names:
                if _STRICT in self.package.read(name)[:4096]:
                    raise UnusableTemplate(
                        "the Word file is of the strict form; save it as a plain Word document"
                    )
                return name
        raise UnusableTemplate("the Word file has no document in it")

    def _read_relations(self, part: str) -> dict[str, str]:
        """The one part of each kind that a part refers to."""
        return {kind: name for name, kind in self._list_relations(part).values()}

    def _list_relations(self, part: str) -> dict[str, tuple[str, str]]:
        """Path and kind by the id of the relation."""
        folder, _, name = part.rpartition("/")
        path = f"{folder}/_rels/{name}.rels".removeprefix("/")
        if path not in self.names:
            return {}
        found = {}
        for item in self._parse(path):
            target = posixpath.normpath(posixpath.join(f"/{folder}", item.get("Target", "")))
            kind = item.get("Type", "").rpartition("/")[2]
            found[item.get("Id", "")] = (target.lstrip("/"), kind)
        return found

    def _list_pictures(self, part: str) -> Iterator[tuple[str, str]]:
        for key, (name, kind) in self._list_relations(part).items():
            if kind == "image" and name.lower().endswith(_PICTURES) and name in self.names:
                yield key, name

    def _load_picture(self, name: str) -> str:
        if name and name not in self.pictures:
            self.pictures[name] = self.package.read(name)
        return name

    def _find_edge(self, body: Any, related: Mapping[str, str], kind: str) -> str:
        """The part of the last pages' header or footer, "" where there is none."""
        section = body.find(f"{_W}sectPr")
        if section is None or kind not in related:
            return ""
        parts = self._list_relations(self._find_main())
        for item in section.findall(f"{_W}{kind}Reference"):
            if item.get(f"{_W}type", "default") == "default":
                name = parts.get(item.get(f"{_R}id", ""), ("", ""))[0]
                return name if name in self.names else ""
        return ""

    def _parse(self, name: str) -> Any:
        """Without entities and without the network, whatever the part says."""
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
        return etree.fromstring(self.package.read(name), parser)


def _name_styles() -> dict[str, str]:
    """Names by key, in the order of the style part."""
    keys = set(list_names().values())
    named = {"Normal": "Normal", **{key: item.name for key, item in STYLES.items()}}
    named |= {key: item[0] for key, item in CHARACTERS.items()}
    named[TABLE_STYLE[0]] = TABLE_STYLE[1]
    return {key: name for key, name in named.items() if key in keys}
