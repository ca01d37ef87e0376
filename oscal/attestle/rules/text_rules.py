"""TXT001-TXT003: the publisher's words beside the catalogs are there, are the publisher's, and stay
where they may be.

No message holds a word of them.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..codes import make_finding
from ..findings import Finding
from ..model.counted_names import name_some
from ..model.published_texts import PublishedTexts, find_text, list_units
from .rule_input import Rule, RuleInput

_SETTINGS = "attestle.toml"
_LAY_DOWN = "lay them down with: attestle catalog text FILE"


def lacking_texts(facts: RuleInput) -> Iterator[Finding]:
    """TXT001: where the settings ask for the publisher's words, every text of a system has them."""
    if facts.texts is None or not facts.texts.is_asked:
        return
    for work in facts.workspace.works:
        units = list(list_units(work.baseline.requirements))
        overlays = facts.texts.overlays
        bare = [unit.label for unit in units if not find_text(overlays, unit)]
        if bare:
            yield make_finding(
                "TXT001",
                _SETTINGS,
                f"{len(bare)} of {len(units)} texts of {work.system.name} are without the"
                f" publisher's words, so documents show summaries: {name_some(bare)}",
                hint=_LAY_DOWN,
            )


def differing_texts(facts: RuleInput) -> Iterator[Finding]:
    """TXT002: a text laid beside a catalog has the digest of the publisher's."""
    for overlay in facts.texts.overlays if facts.texts else ():
        for place, text in enumerate(overlay.texts.values()):
            if not text.is_usable:
                yield make_finding(
                    "TXT002",
                    _locate(overlay),
                    f"the text of {text.unit.label} {text.why}; documents show our summary instead",
                    pointer=f"/texts/{place}/text",
                    hint="lay it down from another file of the publication: attestle catalog text"
                    " FILE",
                )


def open_texts(facts: RuleInput) -> Iterator[Finding]:
    """TXT003: words that may not be copied are left out of version control."""
    for overlay in facts.texts.overlays if facts.texts else ():
        is_kept = facts.texts is not None and overlay.catalog in facts.texts.ignored
        if overlay.texts and not overlay.is_free and not is_kept:
            yield make_finding(
                "TXT003",
                _locate(overlay),
                f"the publisher's words for {overlay.catalog} may not be copied freely, and"
                " .gitignore does not leave them out",
                hint=f"add to .gitignore: /texts/{overlay.catalog}/; if they were committed already,"
                f" run: git rm -r --cached texts/{overlay.catalog}",
            )


def _locate(overlay: PublishedTexts) -> str:
    return f"texts/{overlay.catalog}/texts.json"


RULES: tuple[Rule, ...] = (lacking_texts, differing_texts, open_texts)
