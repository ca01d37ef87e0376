"""Random answers from markdown to OSCAL and back: the same text byte for byte, twice."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from attestle.api.sound_systems import load_work
from attestle.assembly.implemented_requirements import build_implemented_requirement
from attestle.authoring.system_files import write_requirement_file
from attestle.formats import frontmatter, strict_json
from attestle.formats.oscal_values import ImportNotes
from attestle.formats.requirement_answers import read_answers
from attestle.formats.sections import Field, Section, Sections, read_sections, write_sections
from attestle.formats.text_file import decode_text
from attestle.model.authored_values import Source
from attestle.model.baseline import Requirement
from attestle.model.objective_answers import RequirementAnswer
from attestle.model.workspace import Work
from attestle.plan_import.plan_answers import make_answer_context, read_plan_answers

# Lines that a reader of sections, of YAML, of HTML or of tables may take for something else
LINES = (
    "", " ", "\t", "---", "***", "===", "# One", "## Two", "### Three", "## A <!-- @objective a -->",
    "\\## A <!-- @objective a -->", "## <!-- @draft -->", "```", "~~~ text", "    code", "- State: planned",
    "- Missing: x", "* Evidence: ev", "- item", "  - item in an item", "7. seventh", "> quoted", "| a | b |",
    "|--|--|", "<!--", "-->", "<b>bold</b>", "two blanks  ", "a backslash\\", "{{ insert: param, p }}",
    "[a]: https://demo.example", "\u202e reversed", "\u2028", "\x0b", "a\x85b", "\U0001f9ea", "\ufeffmark",
    "Somebody does it each week.", "key: value", "x" * 3000,
)  # fmt: skip
# Fields that make a section an answer even where its text is blank
STATES = (
    (Field("State", "implemented", 0), Field("Note", "look - here: twice", 0)),
    (Field("State", "partial", 0), Field("Missing", "a half of it; and more", 0)),
    (Field("State", "planned", 0), Field("Missing", "all", 0), Field("Evidence", "ev-roster", 0)),
    (Field("State", "alternative", 0),),
)


class Trips:
    """Over the requirements of the small workspace, chosen by a seed."""

    def __init__(self, root: Path, seed: int) -> None:
        work, _ = load_work(root, None)
        self.work: Work = work
        self.chance = random.Random(seed)
        self.titles = {item.slug: item.title for item in work.system.components}

    def run(self, number: int) -> Iterator[str]:
        """What is wrong about each trip that fails."""
        for trip in range(number):
            requirement = self.chance.choice(self.work.baseline.requirements)
            text = write_sections(
                f'requirement: "{requirement.label}"\nowner: it\n',
                f"# {requirement.label} {requirement.title}",
                self._make_sections(requirement),
            )
            wrong = self._travel(requirement, text)
            if wrong:
                yield f"trip {trip}: {requirement.label}: {wrong}"

    def _make_sections(self, requirement: Requirement) -> list[Section]:
        made = [
            Section("component", (slug,), self.titles.get(slug, "Whole"), (), self._make_prose())
            for slug in ("this-system", *self.titles)
        ]
        return made + [
            Section(
                unit.kind,
                (unit.section_id,),
                f"[{unit.letter}]",
                self.chance.choice(STATES),
                self._make_prose(),
            )
            for unit in requirement.units
        ]

    def _make_prose(self) -> str:
        return "\n".join(self.chance.choices(LINES, k=self.chance.randrange(8)))

    def _travel(self, requirement: Requirement, text: str) -> str:
        """To OSCAL and back, and once more; "" if nothing differs."""
        plan = self._assemble(requirement, text)
        back = self._import(requirement, plan)
        typed, found = _list_prose(text), _list_prose(back)
        for key, prose in typed.items():
            # a component that has blanks only has no answer
            if found.get(key) != prose and (prose.strip() or key[0] != "component"):
                return f"the text of {' '.join(key)} differs"
        again = self._assemble(requirement, back)
        if again != plan:
            return "the second document differs"
        return "" if self._import(requirement, again) == back else "the second file differs"

    def _assemble(self, requirement: Requirement, text: str) -> bytes:
        answer, _ = read_answers(
            _read(text),
            requirement,
            RequirementAnswer(requirement.id, requirement.label, owner="it", source=Source("x.md")),
            self.titles,
        )
        answers = MappingProxyType({requirement.id: answer})
        tree = build_implemented_requirement(
            replace(self.work.system, answers=answers), requirement
        )
        return strict_json.write_json(
            {"control-implementation": {"implemented-requirements": [tree]}}
        )

    def _import(self, requirement: Requirement, plan: bytes) -> str:
        tree, _ = strict_json.read_json(plan)
        context = make_answer_context(self.work.system)
        answers = read_plan_answers(tree, self.work.baseline, context, ImportNotes())
        return write_requirement_file(requirement, answers[requirement.id])


def _read(text: str) -> Sections:
    parts = frontmatter.split_front_matter(decode_text(text.encode()).text)
    return read_sections(parts.body, parts.body_line)


def _list_prose(text: str) -> dict[tuple[str, ...], str]:
    return {
        section.key: section.prose
        for section in _read(text).sections
        if section.kind != "reference"
    }
