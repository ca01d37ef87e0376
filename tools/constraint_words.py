"""Where a constraint needs more than its source says: words for readers, and what is mended with
its reason.
"""

from __future__ import annotations

from typing import Any

Tree = dict[str, Any]

_FRAGMENT = "#(.*)"
_BARE_KEY = (
    "the key lacks the pattern `#(.*)` that every other link key has; with it the `#` before the"
    " uuid is left out"
)
_PARTS = (
    "the path names children, but the type and the system of an action are flags; read as the"
    " flags, and told as a warning because as written it selects nothing"
)

# (id, type): what is read instead, and why
MENDS: dict[tuple[str, str], Tree] = {
    ("oscal-system-implementation-component-depends-on-link-index", "index-has-key"): {
        "as": {"key-fields": [{"target": "@href", "pattern": _FRAGMENT}]},
        "why": _BARE_KEY,
    },
    ("oscal-system-implementation-validated-by-index", "index-has-key"): {
        "as": {"key-fields": [{"target": "@href", "pattern": _FRAGMENT}]},
        "why": _BARE_KEY,
    },
    ("oscal-index-system-implementation-component-uuid-service", "index-has-key"): {
        "as": {"key-fields": [{"target": "@href", "pattern": _FRAGMENT}]},
        "why": _BARE_KEY,
    },
    ("oscal-inventory-item-hardware-service-software-prop-name-values", "allowed-values"): {
        "as": {"target": "prop[has-oscal-namespace('http://csrc.nist.gov/ns/oscal')]/@name"},
        "why": (
            "it asks for the type of an inventory item, which has none; so `vendor-name` is allowed"
            " on each"
        ),
    },
    ("confidence-score/category allowed-values", "allowed-values"): {
        "as": {"target": "."},
        "why": "a category has no namespace of its own",
    },
    ("oscal-back-matter-resource-base64-rlink-cardinality", "has-cardinality"): {
        "as": {"target": "rlink|base64|prop[@ns='urn:attestle:oscal' and @name='location']"},
        "why": "evidence that is kept where no link leads says its place in our prop `location`",
        "about": "rlink or base64 of a resource",
    },
    ("oscal-metadata-action-system-values", "allowed-values"): {
        "as": {"target": "@system", "level": "WARNING"},
        "why": _PARTS,
    },
    ("oscal-metadata-action-type-values", "allowed-values"): {
        "as": {"target": ".[@system='http://csrc.nist.gov/ns/oscal']/@type", "level": "WARNING"},
        "why": _PARTS,
    },
}

# Owners whose vocabulary another rule of ours tells with more knowledge
TOLD_BY = {"map/relationship": "MAP002"}

# What a regular expression asks for
FORMS = {
    "(?:[0-9a-zA-Z-._~/?!$&'()*+,;=:@]|%[0-9A-F][0-9A-F])+": "the fragment of a URI",
    "^[0-9a-fA-F]{56}$": "a hash of 56 hex digits",
    "^[0-9a-fA-F]{64}$": "a hash of 64 hex digits",
    "^[0-9a-fA-F]{96}$": "a hash of 96 hex digits",
    "^[0-9a-fA-F]{128}$": "a hash of 128 hex digits",
    "^[0-9]{3}[0-9]{1,12}$": (
        "a telephone number of 4 to 15 digits and nothing else (such as 12025550123)"
    ),
    "[A-Z]{2}": "a country code of two capital letters (such as US)",
}

# What an expectation says when it fails; `at` is the key to point at, if it is there
EXPECTED: dict[str, Tree] = {
    "oscal-catalog-control-require-statement-when-not-withdrawn": {
        "message": 'the control has no part "statement" and is not withdrawn',
        "hint": 'add a part with the name "statement", or the prop "status" with the value "withdrawn"', "at": ""},
    "oscal-method-part-has-method-prop": {
        "message": 'the assessment method has no prop "method"', "hint": 'add the prop "method" with EXAMINE, INTERVIEW or TEST', "at": ""},
    "oscal-parameter-depends-on-deprecated": {"message": '"depends-on" is deprecated', "hint": "remove it", "at": "depends-on"},
    "oscal-component-protocol-uuid": {"message": "the protocol has no uuid", "hint": "add a uuid", "at": ""},
    "oscal-component-protocol-port-range-has-start": {"message": "the port range has no start", "hint": 'add "start"', "at": ""},
    "oscal-component-protocol-port-range-has-end": {"message": "the port range has no end", "hint": 'add "end"; it may equal the start', "at": ""},
    "oscal-component-protocol-port-range-starts-before-end": {"message": "the port range starts after its end", "hint": "exchange start and end", "at": "start"},
    "oscal-back-matter-resource-citation-title": {"message": "the resource has a citation but no title", "hint": "add a title", "at": ""},
    "oscal-metadata-link-uri-reference-no-media-type": {
        "message": "a link into this document has a media-type", "hint": "remove it; the resource that it leads to may have one", "at": "media-type"},
    "oscal-poam-item-uuid": {"message": "the item has no uuid", "hint": "add a uuid", "at": ""},
    "oscal-profile-req-merge-combine": {
        "message": 'the method "merge" is deprecated and has no meaning', "hint": 'write "keep" or "use-first"', "at": "method"},
    "system-component expect": {"message": "only a service has protocols", "hint": "", "at": "protocols"},
    "defined-component expect": {"message": "only a service has protocols", "hint": "", "at": "protocols"},
    "oscal-information-type-uuid": {"message": "the information type has no uuid", "hint": "add a uuid", "at": ""},
}  # fmt: skip


def about(ways: list[tuple[str, ...]], *, apart: bool) -> str:
    """`("control", "part", "@name")` becomes "name of a part of a control"; of several ways what
    they share, or each in turn.
    """
    turned = [
        tuple(word.removeprefix("@") for word in reversed(way)) for way in dict.fromkeys(ways)
    ]
    own = list(dict.fromkeys(way[0] for way in turned))
    if len(own) > 1 and (apart or not _shared(turned)):
        return f"{', '.join(own[:-1])} or {own[-1]}{_around(_shared([way[1:] for way in turned]))}"
    shared = _shared(turned)
    return shared[0] + _around(shared[1:])


def _shared(ways: list[tuple[str, ...]]) -> tuple[str, ...]:
    same = []
    for words in zip(*ways, strict=False):
        if len(set(words)) > 1:
            break
        same.append(words[0])
    return tuple(same)


def _around(words: tuple[str, ...]) -> str:
    return "".join(f" of {_article(word)}" for word in words)


def _article(word: str) -> str:
    if word.partition(" ")[0] in (
        "metadata",
        "terms-and-conditions",
        "local-definitions",
        "assessment-assets",
        "objectives-and-methods",
        "system-characteristics",
    ):
        return f"the {word}"
    return f"{'an' if word[0] in 'aeio' else 'a'} {word}"
