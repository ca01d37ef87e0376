"""The index that a site is searched by: what can be found, where it stands, and by which words."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator

from ...assess.system_status import RequirementResult
from ...lazy_dataclasses import dataclass
from ...model.objective_answers import ObjectiveAnswer
from ..forms.html_links import PageLinks
from ..kinds.site_content import SiteContent
from ..kinds.ssp_links import anchor_objective, anchor_requirement
from ..prose import clean_text
from ..requirement_words import choose_words
from .site_map import REQUIREMENTS, SitePage
from .site_places import SitePlaces

INDEX = "search-index.js"
# A word of fewer letters is in every text
_SHORTEST = 2
_WORD = re.compile(r"[^\W_]+(?:[.'-][^\W_]+)*")
# Beginning and end of a script could be read from a text of the index
_NOT_IN_SCRIPT = {
    "<": "\\u003c",
    ">": "\\u003e",
    "&": "\\u0026",
    "\u2028": "\\u2028",
    "\u2029": "\\u2029",
}


@dataclass(frozen=True, slots=True)
class SearchEntry:
    """`words` are those by which it is found besides the ones that are shown."""

    kind: str
    title: str
    anchor: str
    about: str = ""
    words: str = ""


def write_search_index(
    content: SiteContent, pages: Iterable[SitePage], places: SitePlaces, marking: str = ""
) -> bytes:
    """A script of a line for each entry; it only names values. It says how the plan is marked, as
    every other file of the site does.
    """
    links = PageLinks("", places.pages)
    rows = [
        ["Page", clean_text(page.title), page.path, "", ""]
        for page in pages
        if page.path == REQUIREMENTS or page.section != REQUIREMENTS
    ]
    known = (entry for entry in _list_entries(content) if entry.anchor in places.pages)
    rows += [_write_row(entry, links) for entry in known]
    lines = ",\n".join(map(_write_value, rows))
    marked = f"self.attestleMarking = {_write_value(clean_text(marking))};\n" if marking else ""
    return f"{marked}self.attestleIndex = [\n{lines}\n];\n".encode()


def _write_value(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for sign, escaped in _NOT_IN_SCRIPT.items():
        text = text.replace(sign, escaped)
    return text


def _write_row(entry: SearchEntry, links: PageLinks) -> list[str]:
    title, about = clean_text(entry.title), clean_text(" ".join(entry.about.split()))
    shown = set(_list_words(f"{title} {about}"))
    # each word once: a long answer is found by its words, and is read on its page
    words = dict.fromkeys(word for word in _list_words(entry.words) if word not in shown)
    return [entry.kind, title, links.find_href(entry.anchor), about, " ".join(sorted(words))]


def _list_words(text: str) -> Iterator[str]:
    for found in _WORD.finditer(clean_text(text).lower()):
        if len(found[0]) >= _SHORTEST:
            yield found[0]


def _list_entries(content: SiteContent) -> Iterator[SearchEntry]:
    system = content.system
    for result in content.status.results:
        yield from _list_requirement_entries(result)
    for item in system.evidence:
        yield SearchEntry(
            "Evidence", item.title, f"evidence-{item.id}", item.id, f"{item.kind} {item.note or ''}"
        )
    for entry in system.poam:
        words = f"{entry.slug} {entry.text} {' '.join(step.title for step in entry.milestones)}"
        yield SearchEntry(
            "Plan of action", entry.title, f"poam-{entry.slug}", entry.weakness, words
        )
    for excuse in system.exceptions:
        about = excuse.rationale or ""
        yield SearchEntry("Exception", excuse.title, f"exception-{excuse.slug}", about, excuse.text)
    for part in system.components:
        about = part.purpose or ""
        words = f"{part.slug} {part.vendor or ''} {part.description}"
        yield SearchEntry("Component", part.title, f"component-{part.slug}", about, words)
    for provider in system.providers:
        about = ", ".join(provider.services)
        yield SearchEntry(
            "Provider", provider.title, f"provider-{provider.slug}", about, provider.description
        )
    yield from _list_people_entries(content)


def _list_people_entries(content: SiteContent) -> Iterator[SearchEntry]:
    for role in content.system.people.roles:
        holders = ", ".join(party.name for party in content.names.list_holders(role.id))
        yield SearchEntry(
            "Role", role.title, "role-list", holders, f"{role.id} {role.description or ''}"
        )
    for code, title in content.status.baseline.families:
        yield SearchEntry("Family", f"{code} {title}", f"family-{code}")


def _list_requirement_entries(result: RequirementResult) -> Iterator[SearchEntry]:
    item, answer = result.requirement, result.answer
    parts = answer.components if answer else ()
    words = [item.cmmc_label, *item.level1, item.guidance, *(part.prose for part in parts)]
    words += [f"{one.label} {one.title}" for one in item.helps]
    statement = choose_words(item.published, item.statement)
    title = f"{item.label} {item.title}"
    yield SearchEntry(
        "Requirement", title, anchor_requirement(item.label), statement, " ".join(words)
    )
    for entry in result.objectives:
        unit = entry.objective
        about = choose_words(unit.published, unit.text)
        yield SearchEntry(
            "Objective",
            unit.label,
            anchor_objective(unit.label),
            about,
            " ".join(_list_texts(entry.answer)),
        )


def _list_texts(answer: ObjectiveAnswer) -> Iterator[str]:
    yield answer.prose
    yield from answer.by_component.values()
    yield from (answer.missing, answer.rationale, answer.note, *answer.evidence)
