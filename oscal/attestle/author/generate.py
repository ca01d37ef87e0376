"""Requirement files written from the profile, and refreshed where the catalog says something else; prose stays as it is."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from ..formats import frontmatter, reference, retired
from ..formats.retired import Places
from ..formats.sections import Section, read, write
from ..model.catalog import Requirement


@dataclass(frozen=True, slots=True)
class Renewed:
    """The file as it should stand, and what a person should know of: what was retired, what came back."""

    text: str
    words: tuple[str, ...] = ()


def refreshed(text: str, requirement: Requirement) -> str | None:
    """The text of `renewed`, with every component that it names taken as there."""
    found = renewed(text, requirement, None)
    return found.text if found else None


def renewed(text: str, requirement: Requirement, components: Collection[str] | None) -> Renewed | None:
    """The file with its heading, reference section and missing sections brought up to date; what has no place any more is retired.

    None if the file cannot be read without doubt; nothing of it is touched then. Text that somebody wrote into the
    reference section or the heading moves to a draft section first. `components` are the slugs that there are.
    """
    parts = frontmatter.split(text)
    if parts.problems:
        return None
    present = read(parts.body, parts.body_line)
    if any(not problem.warning for problem in present.problems):
        return None
    wanted = reference.section(requirement)
    kept = [section for section in present.sections if section.kind != "reference"]
    old = next((section for section in present.sections if section.kind == "reference"), None)
    heading = reference.heading(requirement)
    edited = old is not None and not reference.is_untouched(present.heading, old.prose)
    moved = [Section("draft", (), "Moved out of What is asked", (), lost)] if old and edited and (lost := _added(old.prose, wanted.prose)) else []
    if (edited or old is None) and not set(present.heading.split()) <= set(heading.split()):
        moved.append(Section("draft", (), "Moved out of the first heading", (), present.heading.removeprefix("#").strip()))
    title = old.title if old else wanted.title
    first = Section("reference", (), title, (), wanted.prose)
    known = Places(requirement, components, old.prose if old else "", changed=old is not None and old.prose != wanted.prose)
    kept, words = retired.settle(kept, known)
    return Renewed(write(parts.yaml, heading, [first, *_with_missing(kept, requirement), *moved]), tuple(words))


def _added(old: str, new: str) -> str:
    """Lines of an edited reference section that the new one does not have: nothing that was typed may be lost."""
    known = set(new.split("\n"))
    return "\n".join(line for line in old.split("\n") if line not in known and line.strip() and not line.startswith("<!-- written by attestle: "))


def _with_missing(kept: list[Section], requirement: Requirement) -> list[Section]:
    """Sections for objectives and statement items that have none, after those before them."""
    result = list(kept)
    wanted = [("objective", letter, f"[{letter}]") for letter in dict.fromkeys(item.letter for item in requirement.objectives)]
    wanted += [("statement", item.id, item.label or item.id) for item in requirement.items]
    place = max((index for index, section in enumerate(result) if section.kind == "component"), default=-1) + 1
    for kind, key, title in wanted:
        found = [index for index, section in enumerate(result) if section.kind == kind and section.ids[:1] == (key,)]
        if found:
            place = found[-1] + 1
            continue
        result.insert(place, Section(kind, (key,), title))
        place += 1
    return result
