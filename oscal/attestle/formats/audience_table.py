"""The audiences of packages as they ship, and as the settings of a workspace change them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from types import MappingProxyType
from typing import Any

from ..data import read_data
from ..model.audiences import DISCLOSED, PARTS, Audience, Offer, PackageContents
from .settings_values import AudienceSettings

SHIPPED = "audiences.json"
# An audience that only the settings know receives the documents that they name, and this advice
_OWN_TRAVEL = (
    "Ask who made it how it may be passed on. It is not encrypted, and a signature is no"
    " encryption."
)


@cache
def read_audiences() -> Mapping[str, Audience]:
    return build_audiences(json.loads(read_data(SHIPPED)))


@cache
def read_file_words() -> Mapping[str, str]:
    """What each kind of document, and each folder of a package, is: a sentence."""
    words: dict[str, str] = json.loads(read_data(SHIPPED))["words"]
    return MappingProxyType(words)


def build_audiences(tree: Mapping[str, Any]) -> Mapping[str, Audience]:
    """The audiences of a tree by name. Raises ValueError for a word that means nothing."""
    return MappingProxyType(
        {name: _build_audience(name, item) for name, item in tree["audiences"].items()}
    )


def _build_audience(name: str, item: Mapping[str, Any]) -> Audience:
    offers = {
        word: Offer(offer["words"], _build_contents(name, offer))
        for word, offer in item["offers"].items()
    }
    return Audience(
        name,
        item["title"],
        _build_contents(name, item),
        item["source"]["holds"],
        tuple(item["source"].get("without", ())),
        item.get("oscal-version", ""),
        item.get("single-findings", False),
        MappingProxyType(offers),
        tuple(item["purpose"]),
        tuple(item["absent"]),
        tuple(item["travel"]),
        item["last-line"],
    )


def _build_contents(name: str, item: Mapping[str, Any]) -> PackageContents:
    for key, known in (("parts", PARTS), ("discloses", DISCLOSED)):
        if wrong := set(item.get(key, ())) - set(known):
            raise ValueError(f'{name}: no {key} is called "{min(wrong)}"')
    return PackageContents(
        *(tuple(item.get(key, ())) for key in ("kinds", "forms", "models", "parts", "discloses"))
    )


def change_audiences(
    shipped: Mapping[str, Audience], settings: Iterable[AudienceSettings]
) -> dict[str, Audience]:
    """The shipped ones with what the settings say in its place, and those that only these know."""
    audiences = dict(shipped)
    for item in settings:
        known = audiences.get(item.name) or Audience(
            item.name, item.title, travel=(_OWN_TRAVEL,), last_line=_OWN_TRAVEL
        )
        chosen = {
            key: value
            for key in ("kinds", "forms", "models", "parts")
            if (value := getattr(item, key)) is not None
        }
        audiences[item.name] = replace(
            known,
            title=item.title,
            contents=replace(known.contents, **chosen),
            has_source=known.has_source if item.source is None else item.source,
        )
    return audiences
