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

    Several of the highest rank stand side by side. One that is in no scheme stands beside them:
    nobody here can say that it is higher, nor that it is not. None is one that nobody has decided;
    `unread` are workspaces whose marking is not known.
    """
    stated = list(markings)
    ranks = {item: _rank(item) for item in stated if item and item != _NONE}
    foreign = sorted(text for text, rank in ranks.items() if rank == len(_ORDER))
    top = max((rank for rank in ranks.values() if rank < len(_ORDER)), default=-1)
    highest = sorted(text for text, rank in ranks.items() if rank == top)
    undecided = sum(not item for item in stated)
    # the banner that is known first: no marking of a member takes it away from the whole
    return "; ".join([*highest, *foreign]), tuple(_explain(foreign, undecided, unread))


def _rank(text: str) -> int:
    found = (number for number, form in enumerate(_ORDER) if form.match(text))
    return next(found, len(_ORDER))


def _explain(foreign: list[str], undecided: int, unread: int) -> Iterator[str]:
    if foreign:
        names = " and ".join(f'"{text}"' for text in foreign)
        yield f"{names}: no banner of CUI that is known here, so taken for as high as any"
    if undecided:
        yield f"nobody has decided the marking of {undecided} of the systems"
    if unread:
        yield f"the marking of {unread} that could not be judged is not known"
