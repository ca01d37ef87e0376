"""The version that a document states, and by the rules of which OSCAL release it is judged."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from typing import Any

from .. import data
from ..lazy_dataclasses import dataclass
from ..lazy_patterns import make_pattern

# The release whose tables ship whole; of the others, what differs from it
WHOLE_RELEASE = "1.2.1"
# No release has numbers as long as Python refuses to read
_NUMBERS = make_pattern(r"[vV]?(\d{1,9})\.(\d{1,9})(?:\.(\d{1,9}))?(?:[-+]([0-9A-Za-z.+-]+))?\Z")
# The first release had milestones and candidates before it, which differ from it and each other
_FIRST = (1, 0, 0)


class VersionStanding(StrEnum):
    """How a stated version stands to the releases that are known."""

    KNOWN = "known"
    OLDER = "older"
    NEWER = "newer"
    OTHER_MAJOR = "other major"
    NOT_A_VERSION = "not a version"


@dataclass(frozen=True, slots=True)
class StatedVersion:
    """A version as a document writes it.

    `rules` is the release by whose rules it is judged; `canonical` the release that is meant, ""
    where there is none such.
    """

    text: str
    rules: str
    canonical: str
    standing: VersionStanding

    @property
    def is_plain(self) -> bool:
        """It is written as the release is called."""
        return self.text == self.canonical


def read_version(text: str) -> StatedVersion:
    """What a stated version means. OSCAL gives it no form: 1.2, v1.1.2 and 1.04 are in use."""
    if text == WHOLE_RELEASE:
        return StatedVersion(text, text, text, VersionStanding.KNOWN)
    found = _NUMBERS.match(text)
    if found is None:
        return StatedVersion(text, WHOLE_RELEASE, "", VersionStanding.NOT_A_VERSION)
    if int(found[1]) != _FIRST[0]:
        return StatedVersion(text, WHOLE_RELEASE, "", VersionStanding.OTHER_MAJOR)
    return _place_version(text, _read_numbers(found), is_before=bool(found[4]))


def _read_numbers(found: re.Match[str]) -> tuple[int, ...]:
    """Two numbers, or three; 1.04 is 1.0.4."""
    minor, patch = found[2], found[3]
    if patch is None and len(minor) > 1 and minor.startswith("0"):
        minor, patch = minor[0], minor[1:]
    return tuple(int(part) for part in (found[1], minor, patch) if part is not None)


def _place_version(text: str, numbers: tuple[int, ...], *, is_before: bool) -> StatedVersion:
    """`is_before`: a milestone or candidate of the release, which is judged as that one."""
    judges = list_judges()
    ranked = {rank_version(release): release for release in judges}
    # Of two numbers all patches may be meant; the last of them allows most
    meant = [rank for rank in ranked if rank[: len(numbers)] == numbers]
    nearest = max((rank for rank in ranked if rank <= numbers), default=_FIRST)
    if is_before:
        rules = judges[ranked[max(meant, default=nearest)]]
        standing = VersionStanding.NEWER if numbers > max(ranked) else VersionStanding.OLDER
        return StatedVersion(text, rules, "", standing)
    if meant:
        release = ranked[max(meant)]
        return StatedVersion(text, judges[release], release, VersionStanding.KNOWN)
    standing = VersionStanding.NEWER if numbers > max(ranked) else VersionStanding.OLDER
    return StatedVersion(text, judges[ranked[nearest]], "", standing)


def rank_version(release: str) -> tuple[int, ...]:
    """For comparing releases."""
    return tuple(int(part) for part in release.split("."))


@cache
def list_judges() -> Mapping[str, str]:
    """Every release, and the one by whose rules it is judged: its own wherever there are such."""
    judges: dict[str, str] = _load_releases()["judges"]
    return judges


def find_first_release(model: str) -> str:
    """The release with which a model came, "" for those of the first."""
    came: str = _load_releases()["came"].get(model, "")
    return came


@cache
def _load_releases() -> dict[str, Any]:
    table: dict[str, Any] = json.loads(data.read_data("versions/releases.json"))
    return table


def state_version(model: str, tree: Any) -> str:
    """The text that a document has for its version, "" if none is readable."""
    body = tree.get(model) if isinstance(tree, dict) else None
    metadata = body.get("metadata") if isinstance(body, dict) else None
    stated = metadata.get("oscal-version") if isinstance(metadata, dict) else None
    return stated if isinstance(stated, str) else ""


def choose_rules(model: str, tree: Any) -> str:
    """The release by whose rules a document is judged; of a model that it does not have, the first
    that has it.
    """
    stated = state_version(model, tree)
    if stated in ("", WHOLE_RELEASE):
        return WHOLE_RELEASE
    rules = read_version(stated).rules
    return rules if has_model(rules, model) else find_first_release(model)


def has_model(release: str, model: str) -> bool:
    """Whether the model is of the release, or of one before it."""
    if release == WHOLE_RELEASE:
        return True
    first = find_first_release(model)
    return not first or rank_version(first) <= rank_version(release)
