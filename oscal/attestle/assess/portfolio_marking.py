"""The marking of what tells of many systems: the highest of theirs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

# What a system says that decided that it is not marked
_NONE = "none"
# From the lowest: 32 CFR 2002.20(b) adds categories and dissemination controls to the banner of CUI
# (DoD, DoDI 5200.48, prints the word alone); information of federal contracts (FAR 52.204-21) is
# protected by less
_ORDER: tuple[re.Pattern[str], ...] = (
    re.compile(r"FCI\Z"),
    re.compile(r"(?:CUI|CONTROLLED)\Z"),
    re.compile(r"(?:CUI|CONTROLLED)(?://[A-Z0-9/ -]+)+\Z"),
)


def choose_marking(markings: Iterable[str | None], unread: int = 0) -> tuple[str, tuple[str, ...]]:
    """The highest, "" where none is marked, and in words what is not known of it.

    A marking that is in no scheme counts as the highest: nobody here can say that it is not. Several
    of the highest rank stand side by side. None is one that nobody has decided; `unread` are
    workspaces whose marking is not known.
    """
    stated = list(markings)
    known = {item for item in stated if item not in (None, "", _NONE)}
    ranks = {text: _rank(text) for text in known if text is not None}
    top = max(ranks.values(), default=-1)
    highest = sorted(text for text, rank in ranks.items() if rank == top)
    undecided = sum(item in (None, "") for item in stated)
    return "; ".join(highest), tuple(_explain(highest, top, undecided, unread))


def _rank(text: str) -> int:
    found = (number for number, form in enumerate(_ORDER) if form.match(text))
    return next(found, len(_ORDER))


def _explain(highest: list[str], top: int, undecided: int, unread: int) -> Iterator[str]:
    if top == len(_ORDER):
        names = " and ".join(f'"{text}"' for text in highest)
        yield f"{names}: no banner of CUI that is known here, so taken for the highest"
    if undecided:
        yield f"nobody has decided the marking of {undecided} of the systems"
    if unread:
        yield f"the marking of {unread} that could not be judged is not known"
