"""`README.txt` of a package, for whoever receives it: plain text, in the words of its audience."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from ..lazy_dataclasses import dataclass
from ..model.audiences import Audience
from .manifest import MANIFEST

_WIDTH = 78
_DOCUMENTS = "documents/"
# 32 CFR 2002.14 and the DFARS clauses, in the words of both
_PROTECTION = "FIPS-validated encryption"
# The whole check in one line, for a machine that has Python and nothing else
_CHECK = (
    "python -c \"import hashlib,json;L=json.load(open('manifest.json',encoding='utf-8'))['files'];"
    "B=[f['path'] for f in L if"
    " hashlib.sha256(open(f['path'],'rb').read()).hexdigest()!=f['sha256']];"
    "print('changed:',B or 'nothing',' of',len(L))\""
)


@dataclass(frozen=True, slots=True)
class PackedDocument:
    """A document with the forms it comes in; `stem` is its path in the package without ending."""

    kind: str
    stem: str
    forms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReadmeFacts:
    """`words` is the table of what kinds and folders are, `folders` those that are there."""

    audience: Audience
    head: Mapping[str, Any]
    marking: str
    documents: Sequence[PackedDocument]
    folders: Sequence[str]
    words: Mapping[str, str]


def write_readme(facts: ReadmeFacts) -> bytes:
    lines = [
        *([facts.marking, ""] if facts.marking else []),
        *_list_head(facts),
        *_list_section("WHAT THIS IS", facts.audience.purpose),
        *_list_files(facts),
        *_list_section("WHAT IS NOT INSIDE", facts.audience.absent),
        *_list_section("HOW IT MAY TRAVEL", list_travel(facts.audience, facts.marking)),
        *_list_checks(),
        *(["", facts.marking] if facts.marking else []),
    ]
    return ("\n".join(lines) + "\n").encode()


def list_travel(audience: Audience, marking: str) -> tuple[str, ...]:
    """What holds for the audience, and what a marking asks for that its own words do not say."""
    words = " ".join(audience.travel)
    if "CUI" not in marking or _PROTECTION in words:
        return audience.travel
    return (*audience.travel, f"Its pages are marked {marking}: in transit it needs {_PROTECTION}.")


def write_last_line(audience: Audience, marking: str) -> str:
    """How it may travel, for whoever sends it."""
    if "CUI" not in marking or _PROTECTION in audience.last_line:
        return audience.last_line
    return f"{audience.last_line} It is marked {marking}: in transit it needs {_PROTECTION}."


def _list_head(facts: ReadmeFacts) -> Iterator[str]:
    """What somebody must know before anything else stands first."""
    head = facts.head
    system = head["system"]
    recipient = facts.audience.title
    title = f"{system['title']}: package for {recipient[0].lower()}{recipient[1:]}"
    yield from _wrap(title)
    yield "=" * min(_WIDTH, len(title))
    yield ""
    for note in head["notes"]:
        yield from _wrap(note, "! ", "  ")
    if head["notes"]:
        yield ""
    yield f"As of          {head['as_of']}"
    yield f"Plan           version {system['version']} of {system['version_date']}"
    yield f"Made from      {head['source']['revision']} ({head['source']['state']})"
    yield f"Made with      attestle {head['tool']['version']}, OSCAL {head['oscal_version']}"


def _list_section(title: str, paragraphs: Iterable[str]) -> Iterator[str]:
    found = [line for text in paragraphs for line in (*_wrap(text), "")]
    if found:
        yield from ("", title, "-" * len(title), *found[:-1])


def _list_files(facts: ReadmeFacts) -> Iterator[str]:
    yield from ("", "WHAT IS INSIDE", "--------------")
    for item in facts.documents:
        yield f"{item.stem} ({', '.join(item.forms)})"
        if words := facts.words.get(item.kind):
            yield from _wrap(words, "    ", "    ")
    for folder in (*facts.folders, MANIFEST):
        yield folder
        if words := facts.words.get(folder):
            yield from _wrap(words, "    ", "    ")


def _list_checks() -> Iterator[str]:
    yield from ("", "IS IT WHAT WAS SENT?", "--------------------")
    yield from _wrap(
        "With attestle, offline, on any machine with Python: it proves every byte, checks the OSCAL"
        " and computes the score anew where the authored files are inside."
    )
    yield from ("", "    pip install attestle", "    attestle verify FILE.zip", "")
    yield from _wrap(
        "With Python alone (on Windows write py in place of python): test the zip, unpack it into"
        " an empty folder, go there, and compare every file with the manifest."
    )
    yield from ("", "    python -m zipfile -t FILE.zip", "    python -m zipfile -e FILE.zip FOLDER")
    yield from ("    cd FOLDER", f"    {_CHECK}", "")
    yield from _wrap(
        "That shows that the files are those of the manifest, and not who wrote the manifest: that"
        " is what a signature says. Ask the sender for the SHA-256 of manifest.json by another way,"
        " or for a signature."
    )


def _wrap(text: str, first: str = "", further: str = "") -> list[str]:
    return textwrap.wrap(
        text,
        _WIDTH,
        initial_indent=first,
        subsequent_indent=further,
        break_long_words=False,
        break_on_hyphens=False,
    )


def list_folders(paths: Iterable[str]) -> tuple[str, ...]:
    """The folders at the top of a package, but for that of documents."""
    found = dict.fromkeys(f"{path.partition('/')[0]}/" for path in paths if "/" in path)
    return tuple(folder for folder in found if folder != _DOCUMENTS)
