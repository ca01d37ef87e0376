"""`attestle render`: kinds, forms, and the same bytes as the commands that write documents too."""

from __future__ import annotations

import re
from pathlib import Path

import pypdf
import pytest

from attestle.api.sound_systems import load_sound
from attestle.render.prose import Paragraph, plain_text
from attestle.render.prose_parser import parse_prose
from attestle.render.registry import list_forms
from conftest import Run, is_long, snapshot

DAY = ("--as-of", "2026-11-25")
# The markdown plan has its pictures beside it
PLAN = [
    *(
        f"demo-ssp-pictures/ssp-demo-diagrams-{name}.png"
        for name in ("boundary", "data-flow", "network")
    ),
    "demo-ssp.md",
]


def to(*forms: str) -> tuple[str, ...]:
    return tuple(word for form in forms for word in ("--to", form))


@pytest.mark.parametrize(
    ("words", "files"),
    [
        (("demo",), ["demo-ssp.docx"]),
        (("--to", "md"), PLAN),
        (("ssp", "demo", "--to", "md"), PLAN),
        (("ssp", "--to", "html"), ["demo-ssp.html"]),
        (("demo", "--what", "status"), ["demo-status.md"]),
        (("--what", "gap", "--to", "md"), ["demo-gap.md"]),
        (("gap",), ["demo-gap.xlsx"]),
        (("status", "demo"), ["demo-status.md"]),
        (("poam", "--to", "md"), ["demo-poam.md"]),
        (("crm", "--to", "md"), ["demo-crm.md"]),
        (("evidence", "--to", "md"), ["demo-evidence.md"]),
        (("crosswalk",), ["mini.csv"]),
        (("crosswalk", "mini", "--to", "md"), ["mini.md"]),
    ],
    ids=" ".join,
)
def test_the_first_word_is_a_kind_if_it_is_one(
    tiny: Path, run: Run, tmp_path: Path, words: tuple[str, ...], files: list[str]
) -> None:
    result = run(tiny, "render", *words, *DAY, "--out", str(tmp_path / "out"))
    assert result.exit_code == 0, result.output
    assert list(snapshot(tmp_path / "out")) == files


def test_render_gap_and_export_write_the_same_bytes(tiny: Path, run: Run, tmp_path: Path) -> None:
    # the forms of pages come from the same documents, and a PDF takes seconds
    forms = {
        kind: [item for item in list_forms(kind) if item != "pdf"] for kind in ("gap", "crosswalk")
    }
    gap, crosswalk = (to(*forms[kind]) for kind in forms)
    assert run(tiny, "gap", *DAY, *gap, "--out", str(tmp_path / "a")).exit_code == 0
    assert run(tiny, "render", "gap", *DAY, *gap, "--out", str(tmp_path / "b")).exit_code == 0
    assert snapshot(tmp_path / "a") == snapshot(tmp_path / "b")
    assert len(snapshot(tmp_path / "a")) == len(forms["gap"])
    out = str(tmp_path / "c")
    assert run(tiny, "crosswalk", "export", *crosswalk, "--out", out).exit_code == 0
    out = str(tmp_path / "d")
    assert run(tiny, "render", "crosswalk", *crosswalk, "--out", out).exit_code == 0
    assert snapshot(tmp_path / "c") == snapshot(tmp_path / "d")
    assert len(snapshot(tmp_path / "c")) == len(forms["crosswalk"])


def test_forms_may_be_a_list_with_commas(example: Path, run: Run, tmp_path: Path) -> None:
    out = str(tmp_path / "out")
    for command in (("gap",), ("render", "gap")):
        done = run(example, *command, *DAY, "--to", "md, html", "--to", "md", "--out", out)
        assert done.exit_code == 0, done.output
        assert sorted(Path(name).suffix for name in snapshot(tmp_path / "out")) == [".html", ".md"]
    wrong = run(example, "gap", *DAY, "--to", "md,csv", "--out", out)
    assert wrong.exit_code == 2
    assert '"gap" does not come as csv' in " ".join(wrong.output.split())


def test_status_is_what_the_command_shows(example: Path, run: Run, tmp_path: Path) -> None:
    shown = run(example, "status", "--format", "md", *DAY).stdout
    assert run(example, "render", "status", *DAY, "--out", str(tmp_path)).exit_code == 0
    written = (tmp_path / "example-enclave-status.md").read_text(encoding="utf-8")
    title, _, rest = shown.removeprefix("**CUI**\n\n").removesuffix("\n\n**CUI**\n").partition("\n")
    assert title in written
    assert rest.strip() in written, "the frame stands round it, and nothing of it is changed"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("ssp", "--to", "xlsx"), '"ssp" does not come as xlsx; it comes as docx, pdf, md'),
        (("--to", "md", "--to", "csv"), '"ssp" does not come as csv; it comes as docx, pdf, md'),
        (("--to", "md,csv"), '"ssp" does not come as csv; it comes as docx, pdf, md'),
        (("status", "--to", "text"), '"status" does not come as text; it comes as md'),
        (("gap", "demo", "more"), '"more" is one word too many'),
        (("demo", "gap"), '"gap" is one word too many'),
        (("--what", "memo"), "'memo' is not one of"),
        (("nosuch",), "nosuch"),
    ],
    ids=" ".join,
)
def test_what_cannot_be_rendered_says_what_can(
    tiny: Path, run: Run, tmp_path: Path, words: tuple[str, ...], told: str
) -> None:
    result = run(tiny, "render", *words, *DAY, "--out", str(tmp_path / "out"))
    assert result.exit_code == 2
    assert told in result.output
    assert not (tmp_path / "out").exists()


def test_the_pdf_of_a_plan_has_every_answer_and_marking(
    request: pytest.FixtureRequest, run: Run, tmp_path: Path
) -> None:
    """Of the example in the long form: to read 172 pages again costs more than to make them."""
    name, system, least = ("example", "example-enclave", 300) if is_long() else ("tiny", "demo", 4)
    root: Path = request.getfixturevalue(name)
    result = run(root, "render", *to("pdf"), *DAY, "--out", str(tmp_path))
    assert result.exit_code == 0, result.output
    reader = pypdf.PdfReader(tmp_path / f"{system}-ssp.pdf")
    pages = [page.extract_text() for page in reader.pages]
    system_read = load_sound(root).system
    marking = system_read.characteristics.marking or ""
    assert all(page.count(marking) >= 2 for page in pages)
    text = re.sub(r"\s", "", "".join(pages))
    openings = [
        plain_text(block.line)
        for answer in system_read.answers.values()
        for objective in answer.objectives.values()
        for block in parse_prose(objective.prose)[:1]
        if isinstance(block, Paragraph)
    ]
    assert len(openings) > least
    assert [words for words in openings if re.sub(r"\s", "", words)[:50] not in text] == []


def test_the_pdf_of_an_empty_system_is_a_draft_on_every_page(run: Run, tmp_path: Path) -> None:
    words = (
        "--title",
        "Acme Enclave",
        "--description",
        "Holds drawings.",
        "--organization",
        "Acme",
    )
    assert run(tmp_path, "init", str(tmp_path / "acme")).exit_code == 0
    root = tmp_path / "acme"
    # what is drafted does not depend on the size, and to read 110 requirements again takes seconds
    small = ("--information-description", "Drawings", "--profile", "cmmc-level-1")
    new = run(root, "new", "system", "enclave", *words, *small)
    assert new.exit_code == 0, new.output
    out = str(tmp_path / "out")
    run(root, "render", "enclave", *to("pdf"), *DAY, "--out", out)
    reader = pypdf.PdfReader(tmp_path / "out/enclave-ssp.pdf")
    assert all("DRAFT" in page.extract_text() for page in reader.pages)
