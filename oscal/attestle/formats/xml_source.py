"""XML as we read it: no DOCTYPE, no entities, nothing fetched, all bounded; and where its elements
stand.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING
from xml.parsers import expat

from ..lazy_dataclasses import dataclass
from ..lazy_patterns import make_pattern
from .problems import Problem
from .text_file import decode_text

if TYPE_CHECKING:
    from lxml import etree

# As deep as JSON may be: OSCAL nests groups, controls and parts, and never a hundred of them
MAX_DEPTH = 100
_BLANKS = b" \t\r\n"
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
# An attribute of a start tag, in the bytes of a file whose encoding holds ASCII as it is
_ATTRIBUTE = make_pattern(rb"""\s+([^\s=<>]+)\s*=\s*(?:"[^"]*"|'[^']*')""")
_TAG_NAME = make_pattern(rb"<[^\s/>]+")
# What the parser says by its number, in the words of somebody who edits the file
_WORDS = {
    3: "it ends before its last element is closed",
    4: "a character that cannot stand here",
    5: "a tag or a comment that is not closed",
    8: "an attribute stands twice in one tag",
    9: "something stands behind the last element",
    11: "an entity that XML does not know",
    14: "a character that XML cannot hold",
    17: "something stands before the XML declaration",
    19: "an encoding that is not that of the bytes",
    20: "a CDATA section that is not closed",
    27: "a prefix that no xmlns declares",
}
_MISMATCH = 7
# Both parsers read these alike; of others one could see a DOCTYPE that the other does not
_ENCODINGS = ("", "utf-8", "utf-16", "us-ascii", "ascii", "iso-8859-1")
_DOCTYPE = b"<!DOCTYPE"
_HINTS = {
    3: "the file seems to be cut off",
    4: "write & as &amp; and < as &lt;",
    11: "write the character itself; XML knows &lt; &gt; &amp; &quot; &apos; alone",
    19: "save the file as UTF-8",
    27: 'declare it, such as xmlns="http://csrc.nist.gov/ns/oscal/1.0" on the first element',
}
# Place of a start tag: line and column from 1, and the offset of its first byte
_TagPlace = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class RootElement:
    """The first element of a document: its namespace, "" without one, and its name."""

    namespace: str
    name: str


class _XmlRefused(Exception):
    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


class _RootFound(Exception):
    """Ends the scan where only the first element is asked for."""


def is_xml(data: bytes) -> bool:
    """Whether bytes begin as XML does; no JSON and no YAML of ours begins with `<`."""
    mark = next((mark for mark in _MARKS if data.startswith(mark)), b"")
    return data[len(mark) :].lstrip(_BLANKS + b"\0").startswith(b"<")


def find_root(data: bytes) -> RootElement | None:
    """The first element of a document or of its beginning; None if there is no way to tell."""
    scan = _Scan(data, stop_at_root=True, refuse_doctype=False)
    scan.run(is_whole=False)
    return scan.root


def parse_xml(data: bytes) -> tuple[etree._Element | None, tuple[Problem, ...]]:
    """The root element without comments and processing instructions, or the problems."""
    if not data.strip():
        return None, (Problem("OSC029", "the file is empty", 1, 1, "restore it"),)
    scan = _Scan(data, stop_at_root=True)
    scan.run()
    if scan.root is not None:
        return _parse_safely(data)
    return None, _explain_broken(data, "no element can be found")


def _parse_safely(data: bytes) -> tuple[etree._Element | None, tuple[Problem, ...]]:
    """Parse what the scan found to have no DOCTYPE."""
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        return None, _explain_broken(data, _reword_limit(error.msg))
    # a path of that many steps is evaluated without Python and without recursion
    if root.getroottree().xpath(f"boolean({'/*' * (MAX_DEPTH + 1)})"):
        return None, _explain_broken(data, f"nested deeper than {MAX_DEPTH} levels")
    return root, ()


def _reword_limit(message: str) -> str:
    """The parser bounds what one text or attribute may hold;
    all else it says is told by the scan.
    """
    if "too long" in message or "huge" in message.lower():
        return "a single text or attribute of more than 10 MB"
    return message


def _explain_broken(data: bytes, message: str) -> tuple[Problem, ...]:
    """Why a file is no XML that we read.

    What is wrong with the text says more than where XML broke on it: a merge conflict (OSC004), a
    pointer of Git LFS (OSC005), bytes that are no text (OSC006). `message` is for what the scan
    does not refuse.
    """
    scan = _Scan(data)
    problem = scan.run() or Problem("OSC029", f"not valid XML: {message}", 1, 1)
    codes = ["OSC004", "OSC005"]
    if scan.encoding in ("", "utf-8") and not data.startswith(_MARKS[1:]):
        codes.append("OSC006")  # the bytes are no text of the encoding that they claim
    of_text = tuple(item for item in decode_text(data).problems if item.code in codes)
    return of_text or (problem,)


def _reword(scan: _Scan, error: expat.ExpatError) -> Problem:
    line, column = error.lineno, error.offset + 1
    if error.code == _MISMATCH and scan.open:
        name, opened = scan.open[-1]
        return Problem(
            "OSC029",
            f"not valid XML: <{name}> of line {opened} is not closed before this tag",
            line,
            column,
            f"close it with </{name}>, or remove the tag that does not belong here",
        )
    words = _WORDS.get(error.code, expat.ErrorString(error.code))
    hint = _HINTS.get(error.code, "check the tag just before")
    return Problem("OSC029", f"not valid XML: {words}", line, column, hint)


class _Scan:
    """Goes through a document without keeping it: refuses a DOCTYPE and depth, notes places."""

    def __init__(
        self,
        data: bytes,
        *,
        stop_at_root: bool = False,
        keep_places: bool = False,
        refuse_doctype: bool = True,
    ) -> None:
        self._data = data
        self._stop_at_root = stop_at_root
        self._keep_places = keep_places
        self.root: RootElement | None = None
        self.encoding = ""
        self.open: list[tuple[str, int]] = []
        self.places: list[_TagPlace] = []
        # a blank stands in no namespace, so it parts namespace and name
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.XmlDeclHandler = self._check_encoding
        if refuse_doctype:
            self._parser.StartDoctypeDeclHandler = self._refuse_doctype
        self._parser.StartElementHandler = self._open_element
        self._parser.EndElementHandler = self._close_element

    def run(self, *, is_whole: bool = True) -> Problem | None:
        """Go through the bytes, which may be a beginning; what stopped the way, if anything did."""
        try:
            self._parser.Parse(self._data, is_whole)
        except _RootFound:
            return None
        except _XmlRefused as refused:
            return refused.problem
        except expat.ExpatError as error:
            return _reword(self, error)
        return None

    def _refuse(self, message: str, hint: str = "") -> _XmlRefused:
        line, column = self._parser.CurrentLineNumber, self._parser.CurrentColumnNumber + 1
        return _XmlRefused(Problem("OSC029", message, line, column, hint))

    def _check_encoding(self, _version: str, encoding: str | None, _standalone: int) -> None:
        self.encoding = (encoding or "").lower()
        if self.encoding not in _ENCODINGS:
            raise self._refuse(f"the encoding {encoding} is not read", "save the file as UTF-8")

    def _refuse_doctype(self, *_: object) -> None:
        refused = self._refuse(
            "a DOCTYPE is not allowed",
            "remove it: OSCAL needs none, and it can name other files and make a short file mean"
            " something huge",
        )
        # the parser tells it where its first part ends
        start = self._data.find(_DOCTYPE)
        if start < 0:
            raise refused
        line_start = self._data.rfind(b"\n", 0, start) + 1
        line = self._data.count(b"\n", 0, start) + 1
        raise _XmlRefused(replace(refused.problem, line=line, column=start - line_start + 1))

    def _open_element(self, name: str, _: object) -> None:
        parser = self._parser
        namespace, _blank, local = name.rpartition(" ")
        if self._stop_at_root:
            self.root = RootElement(namespace, local)
            raise _RootFound
        self.open.append((local, parser.CurrentLineNumber))
        if len(self.open) > MAX_DEPTH:
            raise self._refuse(f"nested deeper than {MAX_DEPTH} levels")
        if self._keep_places:
            self.places.append(
                (
                    parser.CurrentLineNumber,
                    parser.CurrentColumnNumber + 1,
                    parser.CurrentByteIndex,
                )
            )

    def _close_element(self, _: str) -> None:
        self.open.pop()


class ElementPlaces:
    """Line and column of the elements of a document, and of their attributes."""

    def __init__(self, root: etree._Element, data: bytes) -> None:
        self._data = data
        scan = _Scan(data, keep_places=True)
        scan.run()
        self._places = scan.places
        # the tree has the same elements in the same order
        self._number = {element: index for index, element in enumerate(root.iter("*"))}
        # by the offset of their tag: a tag may have very many of them, each asked for
        self._attributes: dict[int, dict[bytes, int]] = {}

    def find(self, element: etree._Element, attribute: str = "") -> tuple[int, int]:
        """Where the tag of an element begins, or that attribute in it if it can be told."""
        line, column, offset = self._places[self._number[element]]
        start = self._find_attribute(offset, attribute) if attribute else None
        if start is None:
            return line, column
        before = self._data[offset:start]
        broken = before.count(b"\n")
        if broken:
            return line + broken, _count_signs(before[before.rindex(b"\n") + 1 :]) + 1
        return line, column + _count_signs(before)

    def _find_attribute(self, offset: int, attribute: str) -> int | None:
        if offset not in self._attributes:
            self._attributes[offset] = dict(self._walk_attributes(offset))
        return self._attributes[offset].get(attribute.encode())

    def _walk_attributes(self, offset: int) -> Iterator[tuple[bytes, int]]:
        name = _TAG_NAME.match(self._data, offset)
        found = _ATTRIBUTE.match(self._data, name.end()) if name else None
        while found:
            yield found[1], found.start(1)
            found = _ATTRIBUTE.match(self._data, found.end())


def _count_signs(text: bytes) -> int:
    return len(text.decode("utf-8", "replace"))
