"""Who receives a package, and what of a system they receive."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import field
from types import MappingProxyType

from ..lazy_dataclasses import dataclass

# Further files of a package, beside documents, OSCAL and what is authored
PARTS = ("score", "findings", "hash-logs", "resolved-profile", "settings")
# What documents and manifest may tell beside what they are for
DISCLOSED = ("ratings", "answers", "counts", "paths", "score", "poam-count")
# In place of a kind: every kind of documents that there is
EVERY = "every"

# What a document leaves out unless its recipient receives it
WITHHELD = ("ratings", "answers")
# Whose marking a document has where nobody in particular receives it
ANYBODY = "others"


@dataclass(frozen=True, slots=True)
class Recipient:
    """For whom a document is made: the audience whose marking it has, what of `WITHHELD` it leaves
    out, and what it tells only here. `print_out` is the path of a print-out from SPRS beside it.
    """

    audience: str = ANYBODY
    withheld: frozenset[str] = frozenset()
    discloses: frozenset[str] = frozenset()
    print_out: str = ""


ANYONE = Recipient()


@dataclass(frozen=True, slots=True)
class PackageContents:
    """What a package holds: kinds and forms of documents, OSCAL models, further parts, and what
    documents and manifest may tell.
    """

    kinds: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()
    models: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    discloses: tuple[str, ...] = ()

    def add(self, other: PackageContents) -> PackageContents:
        """Both, in the order of the first; an offer has no forms of its own."""
        return PackageContents(
            _join(self.kinds, other.kinds),
            self.forms,
            _join(self.models, other.models),
            _join(self.parts, other.parts),
            _join(self.discloses, other.discloses),
        )


def _join(first: tuple[str, ...], second: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*first, *second)))


@dataclass(frozen=True, slots=True)
class Offer:
    """What a word behind `--with` adds; `words` name it for who asks."""

    words: str
    adds: PackageContents


@dataclass(frozen=True, slots=True)
class Audience:
    """`has_source`: the authored files go along, but for those that `without` names by file or
    folder of the system. `purpose`, `absent` and `travel` are paragraphs of the README,
    `last_line` tells whoever makes the package how it may travel. `oscal_version` is "" where the
    audience reads the workspace's own; with `single_findings` an item of a plan of action has one
    finding and no more.
    """

    name: str
    title: str
    contents: PackageContents = PackageContents()
    has_source: bool = False
    without: tuple[str, ...] = ()
    oscal_version: str = ""
    single_findings: bool = False
    offers: Mapping[str, Offer] = field(default_factory=lambda: MappingProxyType({}))
    purpose: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    travel: tuple[str, ...] = ()
    last_line: str = ""

    def choose(self, words: Collection[str]) -> PackageContents:
        """What it receives with the offers that these words name."""
        contents = self.contents
        for word, offer in self.offers.items():
            if word in words:
                contents = contents.add(offer.adds)
        return contents
