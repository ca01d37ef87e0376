"""`attestle rename` and `attestle remove`: every place or none, and every other byte stays."""

from __future__ import annotations

import subprocess
from collections import Counter
from pathlib import Path

import pytest

from attestle.api.validation.reports import validate
from attestle.formats import frontmatter, yaml12
from attestle.formats.yaml_places import cut_item
from conftest import AS_OF, Run
from filled_system import write_filled_system

# Kind, a thing that much refers to, and a new name for it
THINGS = [
    ("component", "doorkeeper", "gate-watch"),
    ("component", "file-store", "archive"),
    ("role", "it", "platform-team"),
    ("provider", "cloudharbor", "sky"),
]


def read_all(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file() and ".trestle" not in path.parts
    }


def count_findings(root: Path, old: str = "", new: str = "", within: str = "") -> Counter[str]:
    """Code and message of each finding, with the old name where the new one stands."""
    return Counter(
        f"{item.code} {item.path} {item.message}".replace(new, old)
        if new
        else f"{item.code} {item.path} {item.message}"
        for item in validate(root, as_of=AS_OF)
        if item.path.startswith(within)
    )


@pytest.mark.parametrize(("kind", "old", "new"), THINGS)
def test_a_thing_and_all_that_names_it_go_there_and_back(
    tiny: Path, run: Run, kind: str, old: str, new: str
) -> None:
    before, findings = read_all(tiny), count_findings(tiny, within="ssp/")
    result = run(tiny, "rename", kind, old, new)
    assert result.exit_code == 0, result.output
    assert read_all(tiny) != before
    assert count_findings(tiny, old, new, "ssp/") == findings
    assert run(tiny, "rename", kind, new, old).exit_code == 0
    assert read_all(tiny) == before


def test_a_system_goes_there_and_back_with_its_documents(tiny: Path, run: Run) -> None:
    (tiny / ".github").mkdir()
    (tiny / ".github/CODEOWNERS").write_text("/ssp/demo/ @demo/it\n/ssp/demo-two/ @demo/two\n")
    before, findings = read_all(tiny), count_findings(tiny)
    result = run(tiny, "rename", "system", "demo", "main-site")
    assert result.exit_code == 0, result.output
    assert "moved ssp/demo to ssp/main-site" in result.output
    assert "moved assessment-plans/demo to assessment-plans/main-site" in result.output
    assert not (tiny / "ssp/demo").exists()
    assert not (tiny / "system-security-plans/demo").exists()
    owners = (tiny / ".github/CODEOWNERS").read_text()
    assert owners == "/ssp/main-site/ @demo/it\n/ssp/demo-two/ @demo/two\n"
    moved = Counter(
        f"{item.code} {item.path} {item.message}".replace("main-site", "demo")
        for item in validate(tiny, as_of=AS_OF)
    )
    assert moved == findings
    assert run(tiny, "rename", "system", "main-site", "demo").exit_code == 0
    assert read_all(tiny) == before


def list_scalars(value: object) -> list[str]:
    if isinstance(value, dict):
        return [word for item in value.values() for word in list_scalars(item)]
    if isinstance(value, list):
        return [word for item in value for word in list_scalars(item)]
    return [str(value)]


@pytest.mark.parametrize(("kind", "old", "new"), [THINGS[0], THINGS[2], THINGS[3]])
def test_no_key_of_any_schema_keeps_the_old_name(
    tiny: Path, run: Run, kind: str, old: str, new: str
) -> None:
    write_filled_system(tiny, 0)
    assert run(tiny, "rename", kind, old, new).exit_code == 0
    left = []
    for path in (tiny / "ssp/demo").rglob("*"):
        if path.suffix in (".md", ".yaml"):
            text = path.read_text(encoding="utf-8")
            front = frontmatter.split_front_matter(text).yaml if path.suffix == ".md" else text
            left += [
                path.name for word in list_scalars(yaml12.read_yaml(front).value) if word == old
            ]
    assert left == []
    tables = [path.read_text() for path in (tiny / "ssp/demo").rglob("*.csv")]
    assert not [line for text in tables for line in text.split("\n") if old in line.split(",")]


def test_links_follow_and_prose_is_told(tiny: Path, run: Run) -> None:
    path = tiny / "ssp/demo/boundary.md"
    with path.open("a") as file:
        file.write(
            "\nSee [it](components/file-store.md); file-store is old, file-stores are not.\n"
        )
    result = run(tiny, "rename", "component", "file-store", "archive")
    assert "(components/archive.md); file-store is old, file-stores" in path.read_text()
    assert "left as it is: ssp/demo/boundary.md:" in result.output
    assert result.output.count("left as it is: ssp/demo/boundary.md") == 1


def test_comments_quotes_and_line_ends_stay(tiny: Path, run: Run) -> None:
    path = tiny / "ssp/demo/people.yaml"
    text = path.read_text().replace("  AC: it\n", "  # who else\n  AC: 'it' # for now\n")
    path.write_bytes(text.replace("\n", "\r\n").encode())
    assert run(tiny, "rename", "role", "it", "ops").exit_code == 0
    assert b"  # who else\r\n  AC: 'ops' # for now\r\n  CA: security\r\n" in path.read_bytes()


CONNECTED = """connections:
  - uuid: 0c64f4fb-3f0b-4e0f-8f58-6e5b3c0b6a11
    from: doorkeeper
    to: {end}
    protocol: TLS
    cui: false
    purpose: Sign-in
"""


def test_a_connection_never_comes_to_mean_another_end(tiny: Path, run: Run) -> None:
    path = tiny / "ssp/demo/system.md"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("---\n\n", f"{CONNECTED.format(end='cloudharbor')}---\n\n", 1))
    before = read_all(tiny)
    for words in (
        ("component", "file-store", "cloudharbor"),
        ("provider", "cloudharbor", "doorkeeper"),
    ):
        result = run(tiny, "rename", *words)
        assert result.exit_code == 2, result.output
        assert "could mean either" in result.output
    assert read_all(tiny) == before
    assert run(tiny, "rename", "provider", "cloudharbor", "sky").exit_code == 0
    assert "to: sky\n" in path.read_text(encoding="utf-8")


def test_settings_follow_and_what_rests_on_the_name_is_told(tiny: Path, run: Run) -> None:
    settings = tiny / "attestle.toml"
    before = settings.read_text() + (
        '\n[[accepted]]\ncode = "BND003"\npath = "ssp/demo/components/file-store.md"\n'
        'reason = "r"\nby = "b"\ndate = 2026-01-01\n\n[approvals]\nplan = ["it"]\n'
    )
    settings.write_text(before)
    assert run(tiny, "rename", "component", "file-store", "archive").exit_code == 0
    assert 'path = "ssp/demo/components/archive.md"' in settings.read_text()
    assert run(tiny, "rename", "role", "it", "security-officer").exit_code == 0
    assert 'plan = ["security-officer"]' in settings.read_text()
    result = run(tiny, "rename", "role", "security-officer", "it")
    assert "documents look for the role security-officer" in result.output
    assert run(tiny, "rename", "component", "archive", "file-store").exit_code == 0
    assert settings.read_text() == before
    assert run(tiny, "new", "system", "two", "--from", "demo", "--title", "T").exit_code == 0
    refused = run(tiny, "rename", "role", "it", "ops", "--system", "demo")
    assert refused.exit_code == 2
    assert "under [approvals]" in refused.output
    settings.write_text(before.replace('["it"]', '["it", "ops"]'))
    assert run(tiny, "rename", "role", "it", "ops", "--system", "demo").exit_code == 0
    assert 'plan = ["it", "ops"]' in settings.read_text()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("component", "file-stor", "x"), 'did you mean "file-store"'),
        (("component", "file-store", "doorkeeper"), "is taken"),
        (("component", "file-store", "this-system"), "is taken"),
        (("component", "file-store", "File Store"), "cannot be the name"),
        (("role", "it", "true"), "means something else"),
        (("system", "nobody", "x"), "no system"),
    ],
)
def test_what_cannot_be_renamed_changes_nothing(
    tiny: Path, run: Run, words: tuple[str, ...], said: str
) -> None:
    before = read_all(tiny)
    result = run(tiny, "rename", *words)
    assert result.exit_code == 2
    assert said in result.output
    assert read_all(tiny) == before


def test_diff_says_a_rename_once(tiny: Path, run: Run) -> None:
    for words in (("init", "-q"), ("add", "-A"), ("commit", "-qm", "before")):
        identity = ("-c", "user.name=Ann", "-c", "user.email=ann@demo.example")
        subprocess.run(("git", *identity, *words), cwd=tiny, check=True)
    assert run(tiny, "rename", "component", "file-store", "archive").exit_code == 0
    lines = run(tiny, "diff", "HEAD").output.splitlines()
    assert len([line for line in lines if "file-store" in line]) == 1, lines


NAMED = [
    ("component", "file-store", "inventory.csv"),
    ("role", "it", "people.yaml"),
    ("provider", "cloudharbor", "components/"),
    ("evidence", "ev-roster", "controls/AC/3.1.1.md"),
]


@pytest.mark.parametrize(("kind", "name", "place"), NAMED)
def test_what_is_named_is_not_removed_and_every_place_is_told(
    tiny: Path, run: Run, kind: str, name: str, place: str
) -> None:
    before = read_all(tiny)
    result = run(tiny, "remove", kind, name)
    assert result.exit_code == 1
    assert place in result.output
    assert read_all(tiny) == before


def test_what_an_answer_names_by_title_is_named_too(tiny: Path, run: Run) -> None:
    path = tiny / "ssp/demo/controls/CA/3.12.4.md"
    text = path.read_text(encoding="utf-8")
    assert "ev-plan" in text
    path.write_text(text.replace("ev-plan", "Record of the plan's review"), encoding="utf-8")
    assert [item.code for item in validate(tiny, as_of=AS_OF) if item.code == "REF003"] == []
    before = read_all(tiny)
    result = run(tiny, "remove", "evidence", "ev-plan")
    assert result.exit_code == 1
    assert "controls/CA/3.12.4.md:" in result.output
    assert read_all(tiny) == before


def test_what_nothing_names_goes_alone(tiny: Path, run: Run) -> None:
    before = read_all(tiny)
    text = ("--owner", "it", "--description", "d")
    made = (
        ("role", "spare", "--title", "Spare"),
        ("evidence", "ev-spare", "--title", "S", "--owner", "it", "--location", "A drawer"),
        ("provider", "spare", "--title", "S", "--no-cloud", "--service", "s", *text),
        ("component", "spare", "--title", "S", "--type", "software", "--category", "cui", *text),
    )
    for words in made:
        assert run(tiny, "new", *words).exit_code == 0
        identity = next(word for word in words[1:] if word)
        result = run(tiny, "remove", words[0], identity)
        assert result.exit_code == 0, result.output
    assert read_all(tiny) == before


def test_sections_about_a_removed_component_are_retired(tiny: Path, run: Run) -> None:
    result = run(tiny, "remove", "component", "doorkeeper")
    assert result.exit_code == 0, result.output
    texts = [path.read_text() for path in (tiny / "ssp/demo/controls").rglob("*.md")]
    assert any("@retired component doorkeeper" in text for text in texts)
    assert not any("<!-- @component doorkeeper" in text for text in texts)
    assert not [item for item in validate(tiny, as_of=AS_OF) if item.code == "REF002"]


def test_a_row_and_a_system_go(tiny: Path, run: Run) -> None:
    inventory = tiny / "ssp/demo/inventory.csv"
    head, first, second = inventory.read_text().splitlines()
    assert run(tiny, "remove", "asset", "A-1").exit_code == 0
    assert inventory.read_text() == f"{head}\n{second}\n"
    assert first
    assert run(tiny, "remove", "asset", "A-1").exit_code == 2
    assert run(tiny, "remove", "system", "demo").exit_code != 0
    absent = run(tiny, "remove", "system", "dem")
    assert (absent.exit_code, absent.stdout) == (2, "")
    assert 'there is no system "dem"' in absent.stderr
    assert run(tiny, "remove", "system", "demo", "--yes").exit_code == 0
    assert not (tiny / "ssp/demo").exists()
    assert not (tiny / "assessment-results/demo").exists()


def test_an_item_is_cut_with_its_comment_and_the_last_leaves_an_empty_list() -> None:
    text = (
        "# head\nevidence:\n  # of the first\n  - id: a\n    title: A\n\n  - id: b # b\ntail: 1\n"
    )
    assert cut_item(text, "evidence", 0) == "# head\nevidence:\n\n  - id: b # b\ntail: 1\n"
    left = cut_item(text, "evidence", 1)
    assert left == "# head\nevidence:\n  # of the first\n  - id: a\n    title: A\n\ntail: 1\n"
    assert cut_item(left, "evidence", 0).replace("  # of the first\n", "") == (
        "# head\nevidence: []\n\ntail: 1\n"
    )
