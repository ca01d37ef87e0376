"""What an artifact is, guessed from its title, its file name and how often it comes again."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

# Words of a title by the kind that they speak for; a title with words of two kinds is no sure one
_WORDS: Mapping[str, str] = MappingProxyType({
    "policy": r"polic(?:y|ies)|standards?|charter|code of conduct|rules of behaviou?r|handbook",
    "procedure": r"procedures?|runbooks?|playbooks?|sops?|work instructions?|guidelines?|manual",
    "record": (
        r"records?|register|roster|minutes|sign-?offs?|attendance|completions?|certificates?"
        r"|acknowledge?ments?|findings report|review report|access reviews?"
    ),
    "configuration": r"config(?:uration)?s?|settings|baselines?|rule ?sets?|firewall rules|gpos?",
    "screenshot": r"screen ?shots?|screen captures?",
    "ticket": r"tickets?|change requests?|work orders?",
    "log": r"logs?|audit trail",
    "test": r"(?:penetration|restore|recovery|failover) tests?|pen ?tests?|table ?tops?|scan results?",
    "contract": r"contracts?|agreements?|nda|msa|sla|dpa",
    "observation": r"walk-?throughs?|observations?|photographs?|photos?",
})  # fmt: skip
_PATTERNS = tuple((kind, re.compile(rf"\b(?:{words})\b", re.I)) for kind, words in _WORDS.items())
# What is not the thing itself, or is not finished
_DOUBTS = re.compile(
    r"\b(?:templates?|examples?|samples?|blank|drafts?|plans?|lists? of|for the|about|proposed)\b",
    re.I,
)
_SIGNS = re.compile(r"[^A-Za-z0-9]+")
# A document that lays something down is not made anew more often than this (days)
_SHORTEST_OF_RULES = 180
_LAYS_DOWN = ("policy", "procedure")


def guess_kind(title: str, location: str = "", cadence: int | None = None) -> str:
    """The kind that title and file name leave no doubt about, "" where they leave any.

    A guess stands for no evidence that something happens unless it is sure: words of two kinds, of
    a template or a plan, and a policy that is due each month are all doubts.
    """
    name = re.split(r"[/\\]", location)[-1]
    text = f"{title} {_SIGNS.sub(' ', name)}"
    found = {kind for kind, pattern in _PATTERNS if pattern.search(text)}
    if len(found) != 1 or _DOUBTS.search(text):
        return ""
    kind = found.pop()
    is_frequent = cadence is not None and cadence < _SHORTEST_OF_RULES
    return "" if kind in _LAYS_DOWN and is_frequent else kind
