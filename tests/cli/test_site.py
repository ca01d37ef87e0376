"""`attestle render site` as a user runs it."""

from __future__ import annotations

from pathlib import Path

from conftest import Run


def test_a_site_is_written_and_written_again(tiny: Path, run: Run, tmp_path: Path) -> None:
    out = tmp_path / "pages"
    made = run(tiny, "render", "site", "--out", str(out), "--as-of", "2026-11-24")
    assert made.exit_code == 0, made.output
    assert "beginning with" in made.output
    first = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    again = run(
        tiny, "render", "site", "demo", "--to", "html", "--out", str(out), "--as-of", "2026-11-24"
    )
    assert again.exit_code == 0, again.output
    assert first == {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}


def test_a_site_needs_a_folder_of_its_own(tiny: Path, run: Run) -> None:
    assert "--out DIR" in run(tiny, "render", "site").output
    for name in ("ssp", "docs", "public/plan"):
        refused = run(tiny, "render", "site", "--out", str(tiny / name))
        assert refused.exit_code == 2, name
        assert "--out" in refused.output
    assert run(tiny, "render", "site", "--to", "docx", "--out", str(tiny / "pages")).exit_code == 2
    assert not (tiny / "pages").exists()


def test_who_means_it_publishes(tiny: Path, run: Run) -> None:
    made = run(tiny, "render", "site", "--out", str(tiny / "docs"), "--here")
    assert made.exit_code == 0, made.output
    assert (tiny / "docs/index.html").is_file()
    assert (tiny / "docs/robots.txt").read_text() == "User-agent: *\nDisallow: /\n"
    wrong = run(tiny, "render", "status", "--here")
    assert wrong.exit_code == 2
    assert "--here is for a site" in wrong.output


def test_what_cannot_be_read_is_told_on_the_page_and_by_the_exit_code(
    tiny: Path, run: Run, tmp_path: Path
) -> None:
    file = next((tiny / "ssp/demo/controls").rglob("*.md"))
    file.write_text(file.read_text() + "\n<<<<<<< a\n=======\n>>>>>>> b\n")
    made = run(tiny, "render", "site", "--out", str(tmp_path / "pages"))
    assert made.exit_code == 1
    text = (tmp_path / "pages/index.html").read_text()
    assert "Errors of This Draft" in text
    # and where it is missing
    page = tmp_path / f"pages/requirements/{file.stem}.html"
    assert "Left out, because it cannot be read:" in page.read_text()
    assert run(tiny, "render", "site", "--final", "--out", str(tmp_path / "final")).exit_code == 1
    assert not (tmp_path / "final").exists()
