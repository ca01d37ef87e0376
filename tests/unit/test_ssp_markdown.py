"""The plan as data, and as one markdown document."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import replace
from types import MappingProxyType

import pytest

from attestle.assess.system_status import evaluate_system
from attestle.model.authored_values import Source
from attestle.model.baseline import Baseline, make_baseline
from attestle.model.components import Component
from attestle.model.documented_exceptions import DocumentedException
from attestle.model.milestones import PoamItem
from attestle.model.objective_answers import ComponentAnswer, ObjectiveAnswer
from attestle.model.providers import MatrixRow, Provider
from attestle.model.system import Diagram, Narrative, System
from attestle.model.workspace import Work
from attestle.render.document_model import DocumentModel, walk_chapters
from attestle.render.document_parts import Chapter, CheckBoxes, FactList, SpanLine, TextLine
from attestle.render.forms import markdown
from attestle.render.kinds.ssp import PlanContent, build_plan
from attestle.render.plain_parts import cell_text, join_cell
from building import DAY, answer, shipped, system
from conftest import ROOT


def document(made: System, over: Baseline | None = None) -> DocumentModel:
    over = over or shipped()
    return build_plan(PlanContent(Work(made, over), evaluate_system(made, over, DAY)))


def write_markdown(made: DocumentModel) -> str:
    return markdown.write(made).decode()


def section(made: DocumentModel, start: str) -> Chapter:
    [found] = [item for item in walk_chapters(made.chapters) if item.title.startswith(start)]
    return found


def objectives(made: DocumentModel) -> dict[str, Chapter]:
    """The chapters of the objectives by printed id."""
    return {
        item.title.partition(" ")[0]: item
        for item in walk_chapters(made.chapters)
        if item.look == "objective"
    }


def bar(chapter: Chapter) -> dict[str, str]:
    """The facts under the heading of an objective."""
    return {
        name: join_cell(cell)
        for part in chapter.parts
        if isinstance(part, FactList)
        for name, cell in part.rows
    }


def said(chapter: Chapter) -> str:
    """The lines below the bar."""
    return " | ".join(
        cell_text(part) for part in chapter.parts if isinstance(part, TextLine | SpanLine)
    )


def few(*labels: str) -> Baseline:
    return make_baseline(
        "cmmc-level-2", "A few requirements", tuple(shipped().by_label[label] for label in labels)
    )


def test_every_requirement_and_objective_has_its_place() -> None:
    made = document(system(shipped()))
    titles = [item.title for item in walk_chapters(made.chapters)]
    assert titles[0] == "1 System Identification"
    assert "3.1 Access Control (AC)" in titles
    assert "3.1.1 Authorized Access Control (AC.L2-3.1.1)" in titles
    assert (
        sum(item.level == 3 and "L2-" in item.title for item in walk_chapters(made.chapters)) == 110
    )
    assert len(objectives(made)) == 320
    assert [item.title.split()[0] for item in made.chapters[:4]] == ["1", "2", "3", "4"]
    assert [item.title.split()[1] for item in made.chapters[4:]] == ["A", "B", "C", "D"]


@pytest.mark.parametrize(
    ("states", "checked"),
    [
        (("implemented", "implemented"), "Implemented"),
        (("not-applicable", "not-applicable"), "Not Applicable"),
        (("implemented", "partial"), "Planned to be Implemented"),
        (("not-applicable", "planned"), "Planned to be Implemented"),
        (("not-implemented", "not-implemented"), "Planned to be Implemented"),
        (("planned", ""), "Planned to be Implemented"),
        (("alternative", "planned"), "Planned to be Implemented"),
        (("implemented", ""), ""),
        (("", ""), ""),
        (("alternative", "not-applicable"), ""),
        (("inherited", "implemented"), ""),
    ],
)
def test_at_most_one_of_nists_boxes_is_checked(states: tuple[str, str], checked: str) -> None:
    over = few("3.1.2")
    made = document(
        system(
            over,
            {f"3.1.2[{letter}]": answer(state) for letter, state in zip("ab", states, strict=True)},
        ),
        over,
    )
    [boxes] = [part for part in section(made, "3.1.2 ").parts if isinstance(part, CheckBoxes)]
    assert [box.label for box in boxes.boxes if box.checked] == [checked] * bool(checked)
    assert (f"- [x] {checked}" in write_markdown(made)) == bool(checked)


def test_a_bar_and_lines_say_everything_of_an_objective() -> None:
    over = few("3.1.1")
    provider = Provider(
        "p",
        "Cloud Host",
        True,
        ("hosting",),
        "owner",
        slug="cloud",
        matrix_rows=(MatrixRow("3.1.1[b]", "shared"),),
    )
    component = Component("c", "The Gateway", "software", "spa", "gate-keeper", slug="gateway")
    item = PoamItem(
        "i",
        "Close the gap",
        "poam",
        "a gap",
        ("3.1.1[a]",),
        "owner",
        (),
        "none",
        "audit",
        DAY,
        "a report",
        "done",
        DAY,
        slug="gap",
    )
    excuse = DocumentedException(
        "x",
        "For a while",
        "enduring-exception",
        ("3.1.1[c]",),
        "why",
        "how",
        "boss",
        DAY,
        DAY,
        slug="while",
    )
    made = system(
        over,
        {
            "3.1.1[a]": answer(
                "partial", missing="half of it", note="soon", evidence=("ev", "ev-draft", "ev-lost")
            ),
            "3.1.1[b]": answer("inherited", provider="cloud"),
            "3.1.1[c]": answer(provider="cloud"),
            "3.1.1[d]": answer("not-applicable"),
            "3.1.1[e]": ObjectiveAnswer(
                letter="e",
                state="implemented",
                by_component=MappingProxyType({"gateway": "By the gateway."}),
            ),
        },
        components=(component,),
        providers=(provider,),
        poam=(item,),
        exceptions=(excuse,),
    )
    found = objectives(document(made, over))
    assert bar(found["3.1.1[a]"]) == {
        "State": "Partially implemented",
        "Owner": "owner",
        "Evidence": "Evidence (2026-11-14); Draft (draft, 2026-11-24);"
        " ev-lost (not in the register)",
    }
    assert (
        said(found["3.1.1[a]"])
        == "Missing: half of it | Note: soon | Plan of action: Close the gap"
    )
    assert bar(found["3.1.1[b]"])["Inherited from"] == "Cloud Host"
    assert bar(found["3.1.1[c]"])["Shared with"] == "Cloud Host"
    assert "Exception: For a while (Enduring exception)" in said(found["3.1.1[c]"])
    assert said(found["3.1.1[d]"]) == "Rationale: there is none of it | Approved: owner, 2026-11-24"
    assert [item.title for item in found["3.1.1[e]"].chapters] == ["The Gateway"]
    assert bar(found["3.1.1[e]"])["Owner"] == "owner; gate-keeper"
    assert bar(found["3.1.1[f]"])["State"] == "Implemented"


def test_an_unanswered_requirement_says_so() -> None:
    over = few("3.1.2")
    made = document(replace(system(over), answers=MappingProxyType({})), over)
    assert "This requirement has not been answered." in write_markdown(made)
    first = objectives(made)["3.1.2[a]"]
    assert bar(first)["State"] == "Not stated"
    assert said(first) == "No answer has been written."


def test_which_words_are_shown_and_whose_claim_it_is() -> None:
    written = write_markdown(document(system(few("3.1.1")), few("3.1.1")))
    assert "shown as summaries in the words of the attestle project" in written
    assert "the claim of the organization that wrote this plan" in written
    assert "**Requirement (summary):**" in written
    official = make_baseline(
        "p", "t", tuple(replace(item, summarised=False) for item in few("3.1.1").requirements)
    )
    written = write_markdown(document(system(official), official))
    assert "in the words of the catalog" in written
    assert "summary" not in written.replace("<summary>", "").replace(
        "</summary>", ""
    ).lower().replace("plan of action summary", "").replace("this is its summary", "")


PROSE = (
    "# Top\n\n<!-- @objective b -->\n\n## Lower\n\n| a | b |\n|---|---|\n| 1 | `x\\|y`"
    " |\n\n```\nnever closed"
)


def test_prose_keeps_its_form_and_stays_in_its_place() -> None:
    over = few("3.1.1")
    made = system(over, {"3.1.1[a]": answer(prose=PROSE)})
    written = write_markdown(document(made, over))
    assert (
        "\n\n###### Top\n\n**Lower**\n\n| a | b |\n| --- | --- |\n| 1 |"
        " `x\\|y` |\n\n```\nnever closed\n```\n" in written
    )
    assert re.search(r"\n##### 3\.1\.1\[b\] .*\n\n.*\n\n.*\n\nSomebody does it\.\n", written)
    assert "<!--" not in written
    assert len(re.findall(r"^# ", written, re.M)) == 1


def test_component_answers_stand_above_and_are_referred_to() -> None:
    over = few("3.1.2")
    made = system(
        over,
        components=(Component("c", "The Gateway", "software", "spa", "owner", slug="gateway"),),
    )
    parts = (
        ComponentAnswer("this-system", (), prose="All of it."),
        ComponentAnswer("gateway", ("a",), "partial", prose="The gate."),
        ComponentAnswer("empty", ("b",)),
    )
    made = replace(
        made,
        answers=MappingProxyType(
            {key: replace(item, components=parts) for key, item in made.answers.items()}
        ),
    )
    written = write_markdown(document(made, over))
    assert "##### Whole system\n\nAll of it." in written
    assert "##### The Gateway (objective a): partial\n\nThe gate." in written
    assert written.count("See [The Gateway](#answer-3.1.2-gateway) above.") == 1
    assert written.count('<a id="answer-3.1.2-gateway"></a>') == 1


def test_pictures_are_described() -> None:
    picture = Diagram("d", "Edge", "diagrams/edge.png", "A line *around* it", DAY)
    made = replace(
        system(few("3.1.1")),
        boundary=Narrative("n", (picture,), "The edge.", Source("ssp/demo/boundary.md")),
    )
    written = write_markdown(document(made, few("3.1.1")))
    assert (
        "*Figure 1. Edge (2026-11-24)*\n\nA line \\*around\\* it"
        " (`ssp/demo/diagrams/edge.png`)\n\nThe edge." in written
    )


def test_acronyms_are_those_that_occur() -> None:
    over = few("3.1.1")
    made = system(over, {"3.1.1[a]": answer(prose="The POA&M names the VPN, not a VLANx.")})
    written = write_markdown(document(made, over)).partition("## Appendix D Acronyms\n")[2]
    assert "| POA&M |" in written
    assert "| VPN |" in written
    assert "VLAN" not in written


def test_markdown_needs_no_word() -> None:
    code = (
        "import sys, attestle.render.forms.markdown, attestle.render.kinds.ssp; print(any(name =="
        " 'docx' or name.startswith('lxml') for name in sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT / "oscal")},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "False"


def test_a_catalog_without_objectives_is_judged_by_its_statements() -> None:
    criteria = shipped("soc2-security")
    made = document(system(criteria), criteria)
    written = write_markdown(made)
    assert list(objectives(made)) == list(criteria.by_label)
    assert "33 criteria)" in written
    assert "one heading per criterion." in written
    assert "objective" not in written.partition("## 3 Requirements")[2].partition("###")[0]
    assert "Control environment (CC1)" in [item.title for item in walk_chapters(made.chapters)]


def test_an_exception_says_whether_it_excuses() -> None:
    late = DocumentedException(
        "x",
        "For a while",
        "temporary-deficiency",
        ("3.1.1[c]",),
        "why",
        "how",
        "boss",
        DAY,
        DAY,
        DAY,
        "gone",
        slug="while",
    )
    written = write_markdown(document(system(few("3.1.1"), exceptions=(late,)), few("3.1.1")))
    assert "**In force on 2026-11-24:** no: it names no operational item" in written
    assert "**Operational plan of action:** gone (not in the plan of action)" in written
