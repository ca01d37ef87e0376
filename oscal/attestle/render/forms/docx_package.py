"""The package around the Word form: its parts through python-docx, and bytes that depend on nothing
but the content.
"""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Sequence

from docx import Document
from docx.document import Document as Package
from docx.exceptions import PythonDocxError
from docx.image.exceptions import (
    InvalidImageStreamError,
    UnexpectedEndOfFileError,
    UnrecognizedImageError,
)
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part, XmlPart
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml
from docx.parts.hdrftr import FooterPart, HeaderPart

from ..document_model import DocumentModel
from ..plain_parts import list_own_properties
from ..prose import clean_text
from .docx_notes import RULES
from .ooxml import Node, escape, w, write_part

EPOCH = (1980, 1, 1, 0, 0, 0)
MOST_CHARACTERS = 255
FIRST_DAY = dt.date(*EPOCH[:3])
UNREADABLE = (
    UnrecognizedImageError,
    InvalidImageStreamError,
    UnexpectedEndOfFileError,
    PythonDocxError,
    ValueError,
    KeyError,
    IndexError,
    ZeroDivisionError,
)
UNWANTED = ("/thumbnail", "/stylesWithEffects", "/customXml")
OWN_PROPERTIES = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"  # the set that every program shows
COMPATIBILITY = "15"  # below it Word opens the file in a reduced mode


class WordPackage:
    """An empty Word package to put parts into."""

    def __init__(self) -> None:
        self._package: Package = Document()
        self.part = self._package.part
        place, empty = PackURI("/word/footnotes.xml"), parse_xml(write_part(w("footnotes")))
        self._notes = XmlPart(place, CONTENT_TYPE.WML_FOOTNOTES, empty, self.part.package)
        for rels in (self.part.package.rels, self.part.rels):
            for key in [key for key, item in rels.items() if item.reltype.endswith(UNWANTED)]:
                del rels[key]

    def relate(self, url: str) -> str:
        return self.part.relate_to(url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)

    def embed(self, data: bytes, relation_of: str = "") -> tuple[str, int, int] | None:
        """Relationship id and size in pixels; None for what is no picture that Word can show. In
        the body, or in the header or footer of a relation.
        """
        part = self.part.related_parts[relation_of] if relation_of else self.part
        try:
            relation, image = part.get_or_add_image(io.BytesIO(data))
            return (
                (relation, image.px_width, image.px_height)
                if image.px_width > 0 and image.px_height > 0
                else None
            )
        except UNREADABLE:
            return None

    def reserve(self, kind: str) -> str:
        """A header or footer part to be filled later; its relationship id."""
        part = (
            HeaderPart.new(self.part.package)
            if kind == "header"
            else FooterPart.new(self.part.package)
        )
        return self.part.relate_to(
            part, RELATIONSHIP_TYPE.HEADER if kind == "header" else RELATIONSHIP_TYPE.FOOTER
        )

    def fill(self, relation: str, root: Node) -> None:
        _put(self.part.related_parts[relation], root)

    def relate_note(self, url: str) -> str:
        """As `relate`, for a link that stands in a footnote."""
        return self._notes.relate_to(url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)

    def put_notes(self, root: Node) -> None:
        """The part of the footnotes; the settings name the two rules that are counted among
        them.
        """
        _put(self._notes, root)
        self.part.relate_to(self._notes, RELATIONSHIP_TYPE.FOOTNOTES)
        settings = self._package.settings.element
        rules = settings.makeelement(qn("w:footnotePr"))
        for _, number in RULES:
            rules.append(settings.makeelement(qn("w:footnote"), {qn("w:id"): str(number)}))
        settings.xpath("./w:compat")[0].addprevious(rules)

    def put(self, body: Node, styles: Node, numbering: Node) -> None:
        _put(self.part, body)
        _put(self.part.part_related_by(RELATIONSHIP_TYPE.STYLES), styles)
        _put(self.part.part_related_by(RELATIONSHIP_TYPE.NUMBERING), numbering)

    def describe(self, document: DocumentModel, pages: int) -> None:
        """Core properties: the organization as author, the document's own date as the only time."""
        moment = dt.datetime.combine(document.date or FIRST_DAY, dt.time(), dt.UTC)
        subject = f"{document.title} of {document.subject}" if document.subject else ""
        facts = self._package.core_properties
        facts.title, facts.subject = _fit(_name_document(document)), _fit(subject)
        facts.author = facts.last_modified_by = _fit(document.organization)
        facts.created = facts.modified = moment
        facts.comments, facts.keywords = "", _fit(document.marking)
        facts.category = _fit(document.title)
        facts.version, facts.language, facts.revision = _fit(document.version), "en-US", 1
        self.part.package.part_related_by(
            RELATIONSHIP_TYPE.EXTENDED_PROPERTIES
        )._blob = _properties(pages)
        self._add_own_properties(document)

    def _add_own_properties(self, document: DocumentModel) -> None:
        """Provenance and marking under their names, for programs that sort files by them."""
        facts = list_own_properties(document)
        if facts:
            package = self.part.package
            place = PackURI("/docProps/custom.xml")
            part = Part(place, CONTENT_TYPE.OFC_CUSTOM_PROPERTIES, _own_properties(facts), package)
            package.relate_to(part, RELATIONSHIP_TYPE.CUSTOM_PROPERTIES)

    def to_bytes(self) -> bytes:
        _settle(self._package)
        buffer = io.BytesIO()
        self._package.save(buffer)
        return _repack(buffer.getvalue())


def _fit(text: str) -> str:
    """What a property can hold: 255 characters, all of them fit for XML."""
    return clean_text(text)[:MOST_CHARACTERS]


def _name_document(document: DocumentModel) -> str:
    title = f"{document.subject}: {document.title}" if document.subject else document.title
    return f"{title} {document.version}".rstrip()


def _properties(pages: int) -> bytes:
    """The extended properties; those of the template tell of another program and another
    document.
    """
    space = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"
    facts = f"<Pages>{pages}</Pages><Application>attestle</Application>"
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<Properties xmlns="{space}">{facts}</Properties>'
    ).encode()


def _own_properties(facts: Sequence[tuple[str, str]]) -> bytes:
    """The first id that a property may have is 2."""
    office = "http://schemas.openxmlformats.org/officeDocument/2006"
    rows = "".join(
        f'<property fmtid="{OWN_PROPERTIES}" pid="{number}" name="{escape(name, attribute=True)}">'
        f"<vt:lpwstr>{escape(value)}</vt:lpwstr></property>"
        for number, (name, value) in enumerate(facts, 2)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<Properties xmlns="{office}/custom-properties" xmlns:vt="{office}/docPropsVTypes">'
        f"{rows}</Properties>"
    ).encode()


def _put(part: Part, root: Node) -> None:
    if isinstance(part, XmlPart):
        part._element = parse_xml(write_part(root))


def _settle(package: Package) -> None:
    """Current mode, and nothing of the template's own history."""
    settings = package.settings.element
    for item in list(settings):
        name = item.tag.rpartition("}")[2]
        if name in (
            "rsids",
            "attachedTemplate",
            "updateFields",
            "savePreviewPicture",
            "docId",
            "proofState",
        ):
            settings.remove(item)
    for item in settings.xpath('.//w:compatSetting[@w:name="compatibilityMode"]'):
        item.set("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}val", COMPATIBILITY)
    for item in settings.xpath(".//w:useFELayout"):
        item.getparent().remove(item)


def _repack(data: bytes) -> bytes:
    """The same members in a fixed order, with one fixed time and no trace of the machine."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in sorted(old.namelist(), key=lambda item: (item != "[Content_Types].xml", item)):
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.compress_type, entry.create_system, entry.external_attr = (
                zipfile.ZIP_DEFLATED,
                0,
                0,
            )
            new.writestr(entry, old.read(name))
    return out.getvalue()
