"""Comments beside a met state that say in so many words that something is left to do."""

from __future__ import annotations

import re

# `MFA for VPN missing`, `still to do: approve flows`: no comment on what is met
_OPEN = re.compile(
    r"\b(?:is|are|was|were|still) missing\b|\bmissing\W*\Z|\A\W*missing\b|\bstill (?:to|open|pending|needs?|not)\b"
    r"|\bto ?do\b|\bnot (?:yet|verified|tested|done|finished|complete[d]?|in place|implemented|met)\b"
    r"|\bunverified\b|\bunfinished\b|\bincomplete\b|\boutstanding\b|\bremains? (?:open|to be)\b"
    r"|\bneeds? to be\b|\bto be (?:done|completed|implemented|finished|verified|confirmed|defined)\b"
    r"|\bno (?:evidence|proof)\b|\b(?:tbd|tbc)\b|\bin progress\b|\bpending\b|\bnot (?:all|every)\b"
    r"|\bexcept (?:for|that|the|on|in)\b|\bopen (?:poa&?m|gap|finding|item)s?\b|\b(?:on|see|in) (?:the )?poa&?m\b",
    re.I,
)
# What such words are denied by
_NOTHING_OPEN = re.compile(
    r"\b(?:no|none|nothing|not|without|zero)\b(?: \w+){0,2} (?:missing|outstanding|pending|open|incomplete"
    r"|to do|unverified)\b(?: (?:items?|gaps?|findings?|poa&?ms?|actions?))?",
    re.I,
)


def says_open(note: str) -> bool:
    """Whether something is left to do by a comment; what says that nothing is left does not."""
    return bool(_OPEN.search(_NOTHING_OPEN.sub(" ", note)))
