"""SSP032, SSP033: what authors write prints as they see it on a code host, and its links and
pictures lead somewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import groupby
from types import MappingProxyType
from typing import TYPE_CHECKING

from ..codes import make_finding
from ..findings import Finding
from ..formats.prose_targets import resolve_target
from ..lazy_patterns import make_pattern
from ..model.authored_texts import AuthoredText, walk_authored_texts
from ..model.workspace import Work
from .rule_input import Rule, RuleInput, find_owner

if TYPE_CHECKING:
    from ..formats.prose_constructs import Construct

# Nothing else can be one of the constructs: a text without them is not parsed, and the parser is
# not even loaded for a workspace that has none
LIKELY = make_pattern(
    r"<[A-Za-z/]|!\[|\](?:\(|\[)\s*(?!https?:|mailto:)|^ {0,3}\[[^\]\n]+\]:\s*(?!https?:|mailto:)"
    r"|\$\S|^[ >]*(?:`{3,}|~{3,}) *(?:mermaid|math|geojson|topojson|stl)|:[a-z][a-z0-9_]{2,}:"
    r"|(?:> ?){30}|^ {40,}\S",
    re.M,
)
_MANY_BRACKETS = 2000
_WEB = make_pattern(r"https?:|mailto:", re.I)
_SCHEME = make_pattern(r"[A-Za-z][A-Za-z0-9+.-]*:|//")
_TAG_HINT = "the tags that print are sub, sup, kbd, br, b, i, s and details with its summary"
# kind -> what is said of it, with the names of what stands in the line; and the way out
_SAID: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "tag": ("the HTML {names} prints as it was typed", _TAG_HINT),
        "formula": ("a formula prints as its source", "a picture of it prints as it looks"),
        "drawing": ("the drawing in {names} prints as its source", "put a picture of it there"),
        "emoji": ("{names} prints as these letters", "put the sign itself there, or a word"),
        "nesting": ("it is nested so deep that it prints as it was typed", "nest it less"),
        "brackets": ("it has so many brackets that its links print as they were typed", ""),
    }
)


def foreign_constructs(facts: RuleInput) -> Iterator[Finding]:
    """SSP032: what a code host shows and a document cannot is told where it stands."""
    for work, text, constructs in _walk_texts(facts):
        odd = [item for item in constructs if item.kind in _SAID]
        for (line, kind), group in groupby(odd, key=lambda item: (item.line, item.kind)):
            message, hint = _SAID[kind]
            sign = "<{}>" if kind == "tag" else "{}"
            names = ", ".join(dict.fromkeys(sign.format(item.text) for item in group))
            yield _report(work, text, line, "SSP032", message.format(names=names), hint)


def lost_targets(facts: RuleInput) -> Iterator[Finding]:
    """SSP033: a relative link or a picture leads to a file that a document can show."""
    for work, text, constructs in _walk_texts(facts):
        for item in constructs:
            explain = _EXPLAINERS.get(item.kind)
            why = explain(work, item.text, text.path) if explain else None
            if why:
                yield _report(work, text, item.line, "SSP033", *why)


def _walk_texts(
    facts: RuleInput,
) -> Iterator[tuple[Work, AuthoredText, tuple[Construct, ...]]]:
    """Every text in which something may be said of."""
    for work in facts.workspace.works:
        for text in walk_authored_texts(work.system):
            if LIKELY.search(text.text) or text.text.count("[") > _MANY_BRACKETS:
                # the parser is slow to load, and most workspaces have nothing for it
                from ..formats.prose_constructs import find_constructs

                yield work, text, find_constructs(text.text)


def _report(
    work: Work, text: AuthoredText, line: int, code: str, message: str, hint: str
) -> Finding:
    return make_finding(
        code,
        text.path,
        message,
        line=None if text.line is None else text.line + line,
        hint=hint,
        owner=find_owner(work, text.answer) if text.answer else "",
    )


_Why = tuple[str, str] | None


def _explain_link(work: Work, href: str, path: str) -> _Why:
    target = resolve_target(href, path)
    if target is None or target.path == path:
        return None
    if not target.path:
        return f'the link to "{href}" leads out of the workspace', "documents name no place there"
    if target.path in work.local_files:
        return None
    return f'the link to "{href}" leads to nothing', f"there is no {target.path}"


def _explain_picture(work: Work, src: str, path: str) -> _Why:
    if _SCHEME.match(src):
        where = "in the web" if _WEB.match(src) else "on another machine"
        return f'the picture "{src}" is {where} and does not print', "keep a copy in the workspace"
    target = resolve_target(src, path)
    if target is None or not target.path:
        return f'the picture "{src}" is out of the workspace', "keep a copy in the workspace"
    if target.path not in work.local_files:
        return f'the picture "{src}" is not there', f"there is no {target.path}"
    if target.path not in work.false_pictures:
        return None
    hint = "Word shows PNG, JPEG, GIF, BMP and TIFF of up to 16 MB"
    return f'the picture "{src}" does not print in Word', hint


_EXPLAINERS = MappingProxyType({"link": _explain_link, "picture": _explain_picture})
RULES: tuple[Rule, ...] = (foreign_constructs, lost_targets)
