"""The pull-request flow: annotations, what `init --hooks` writes, its workflows run as scripts, and
merges with real git.
"""

from __future__ import annotations

import base64
import json
import os
import re
import shutil
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
import yaml

from attestle.cli.report_github import MOST_OF_A_KIND, annotation
from attestle.findings import Finding, Severity
from attestle.render.kinds.findings_page import MOST_ROWS
from attestle.render.registry import render_document
from conftest import ROOT, Run, edit, snapshot

SYSTEM = "demo"
SSP = f"system-security-plans/{SYSTEM}/system-security-plan.json"
ANSWERS = f"ssp/{SYSTEM}/controls/AC"
DAY = ("--as-of", "2026-11-24")
WORKFLOWS = {
    "attestle": ".github/workflows/attestle.yml",
    "comment": ".github/workflows/attestle-comment.yml",
    "assemble": ".github/workflows/attestle-assemble.yml",
}
WRITTEN = (
    *WORKFLOWS.values(),
    ".gitlab/attestle.yml",
    ".pre-commit-config.yaml",
    ".gitattributes",
    "CODEOWNERS",
)
OWN_WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))
TEMPLATES = ROOT / "oscal/attestle/data/templates"
needs_git = pytest.mark.skipif(shutil.which("git") is None, reason="needs git")
needs_bash = pytest.mark.skipif(shutil.which("bash") is None, reason="needs bash")


def git(
    folder: Path, *args: str, check: bool = True, **more: str
) -> subprocess.CompletedProcess[str]:
    """Real git, with settings of its own and none of the machine's."""
    settings = (
        "-c",
        "user.name=Test",
        "-c",
        "user.email=test@example.org",
        "-c",
        "init.defaultBranch=main",
        "-c",
        "commit.gpgSign=false",
    )
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    environment |= {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", **more}
    done = subprocess.run(
        ["git", *settings, *args],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        env=environment,
    )
    assert not check or done.returncode == 0, f"git {args}: {done.stdout}{done.stderr}"
    return done


def program(folder: Path) -> Path:
    """An `attestle` of this checkout as an executable, as an installation would put it there."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "attestle"
    file.write_text(
        f"#!{sys.executable}\nimport sys\nsys.path.insert(0, {str(ROOT / 'oscal')!r})\nfrom"
        " attestle.cli import main\nmain()\n",
        encoding="utf-8",
    )
    file.chmod(0o755)
    return file


def workflow(path: Path) -> dict[str, Any]:
    """A workflow as GitHub reads it; YAML 1.1 takes the key `on` for true."""
    loaded: dict[Any, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    loaded["on"] = loaded.pop(True, loaded.get("on"))
    return loaded


def steps(tree: dict[str, Any]) -> list[dict[str, Any]]:
    return (
        [step for job in tree["jobs"].values() for step in job["steps"]]
        if "jobs" in tree
        else list(tree["runs"]["steps"])
    )


# annotations


def test_an_annotation_is_one_line_that_no_text_can_break_out_of() -> None:
    item = Finding(
        "SSP003",
        Severity.ERROR,
        "ssp/a,b:c%/x.md",
        "50% of\r\n::error::it\u202e \x1b[31m",
        hint="a: b, c",
        line=3,
        column=7,
        owner="it-operations",
    )
    told = annotation(item)
    assert (
        told == "::error file=ssp/a%2Cb%3Ac%25/x.md,line=3,col=7,title=SSP003::50%25"
        " of%0A%0A\\u003a:error::it\\u202e \\u001b[31m%0Aa: b, c%0Aowner: it-operations"
    )
    assert (
        annotation(Finding("EVD001", Severity.WARNING, "p", "m", column=4), "sub/")
        == "::warning file=sub/p,title=EVD001::m"
    )


def test_validate_prints_annotations_and_no_more_than_github_shows(
    run: Run, copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_WORKSPACE", str(copy.parent))
    for file in sorted((copy / "ssp/example-enclave/controls/AC").glob("*.md"))[:12]:
        text = file.read_text(encoding="utf-8")
        file.write_text(
            re.sub(r"^- State: .*$", "- State: %done", text, count=1, flags=re.M), encoding="utf-8"
        )
    plain = run(copy, "validate", *DAY)
    result = run(
        copy, "validate", "--format", "github", "--summary", str(tmp_path / "out/findings.md"), *DAY
    )
    assert result.exit_code == plain.exit_code == 1
    errors = [line for line in result.stdout.splitlines() if line.startswith("::error ")]
    assert len(errors) == MOST_OF_A_KIND
    assert re.match(
        r"::error"
        rf" file={copy.name}/ssp/example-enclave/controls/AC/3\.1\.1\.md,line=\d+,(col=\d+,)?title=SSP\d+::.*%25done",
        errors[0],
    )
    assert (
        sum(line.startswith("::warning ") for line in result.stdout.splitlines()) <= MOST_OF_A_KIND
    )
    found = json.loads(run(copy, "validate", "--format", "json", *DAY).stdout)["counts"]
    assert f"{found['error']} errors" in result.stdout
    assert found["error"] > MOST_OF_A_KIND
    told = (tmp_path / "out/findings.md").read_text(encoding="utf-8")
    assert told.count("| error ") == found["error"], (
        "the summary has what the annotations leave out"
    )


def test_a_clean_run_says_so_in_both(run: Run, tiny: Path, tmp_path: Path) -> None:
    result = run(
        tiny,
        "validate",
        "--select",
        "SSP001",
        "--format",
        "github",
        "--summary",
        str(tmp_path / "p.md"),
        *DAY,
    )
    assert result.exit_code == 0
    assert "::" not in result.stdout
    assert (tmp_path / "p.md").read_text(encoding="utf-8").startswith("## attestle: no findings")


def page(findings: list[Finding]) -> list[str]:
    return render_document("findings", "md", findings).decode().split("\n")


def test_the_page_holds_no_markup_of_a_document_and_is_capped() -> None:
    evil = "| <img src=x> [a](http://b) `c` ![d](e)\n# f " + "g" * 1000
    (row,) = [
        line
        for line in page([Finding("SSP003", Severity.ERROR, "a|b", evil, line=1)])
        if line.startswith("| error")
    ]
    assert re.findall(r"(?<!\\)(?:[<`]|!\[|\]\()", row.replace("<!-- -->", "")) == []
    assert len(re.findall(r"(?<!\\)\|", row)) == 6
    assert len(row) < 600
    many = [
        Finding("SSP003", Severity.WARNING, f"p{number}", "m") for number in range(MOST_ROWS + 5)
    ]
    many.append(Finding("SSP003", Severity.ERROR, "z", "m"))
    told = page(many)
    assert told[4].startswith("| error"), "errors first"
    assert any("and 6 more" in line for line in told)


def test_markdown_on_the_terminal_is_the_summary(run: Run, tiny: Path, tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    edit(tiny, f"{ANSWERS}/3.1.1.md", "- State: implemented", "- State: nearly")
    told = run(tiny, "validate", *DAY, "--format", "md", "--summary", str(page))
    assert told.exit_code == 1
    assert told.stdout == page.read_text(encoding="utf-8")
    assert "no value of State" in told.stdout


# what init --hooks writes

INSTALL = ("--install", f"attestle=={version('attestle')}")


def test_hooks_are_added_once_and_nothing_is_overwritten(run: Run, tiny: Path) -> None:
    (tiny / ".gitattributes").write_text("mine\n", encoding="utf-8")
    before = snapshot(tiny)
    result = run(tiny, "init", "--hooks", str(tiny), *INSTALL)
    assert result.exit_code == 0, result.output
    after = snapshot(tiny)
    assert {path: after[path] for path in before} == before, "no file that was there has changed"
    assert set(WRITTEN) <= set(after)
    assert "kept .gitattributes" in result.stdout
    assert run(tiny, "validate", *DAY).exit_code == 0
    # where nothing is written any more, nobody asks what would be installed
    again = run(tiny, "init", "--hooks", str(tiny))
    assert again.exit_code == 0
    assert "wrote" not in again.stdout
    assert snapshot(tiny) == after


def test_init_makes_a_new_workspace_with_hooks(run: Run, tmp_path: Path) -> None:
    root = tmp_path / "acme"
    result = run(
        tmp_path,
        "init",
        str(root),
        "--hooks",
        "--install",
        "attestle @ git+https://host.example/attestle@0123",
    )
    assert result.exit_code == 0, result.output
    assert not (root / "CODEOWNERS").exists(), "there is nobody to name yet"
    assert {path for path in WRITTEN if (root / path).exists()} == {*WRITTEN} - {"CODEOWNERS"}
    assert (
        workflow(root / WORKFLOWS["attestle"])["jobs"]["attestle"]["env"]["ATTESTLE"]
        == "attestle @ git+https://host.example/attestle@0123"
    )
    refused = run(tmp_path, "init", str(root), "--example", "--hooks")
    assert (refused.exit_code, "is a workspace already" in refused.output) == (2, True)
    assert run(tmp_path, "init").exit_code == 2
    bad = run(root, "init", "--hooks", str(root), "--install", "--index-url=http://evil.example")
    assert (bad.exit_code, "nothing that pip installs" in bad.output) == (2, True)


def test_hooks_without_a_folder_go_to_the_workspace_one_is_in(
    run: Run, tiny: Path, tmp_path: Path
) -> None:
    assert run(tiny / "ssp", "init", "--hooks", *INSTALL).exit_code == 0
    assert (tiny / "CODEOWNERS").exists()
    assert not (tiny / "ssp/.trestle").exists()
    (tmp_path / "empty").mkdir()
    assert run(tmp_path / "empty", "init", "--hooks").exit_code == 2
    assert list((tmp_path / "empty").iterdir()) == []


def test_nothing_is_written_through_a_link(run: Run, tiny: Path, tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (tiny / ".github").symlink_to(tmp_path / "outside")
    result = run(tiny, "init", "--hooks", str(tiny), *INSTALL)
    assert (result.exit_code, "symbolic link" in result.output) == (2, True)
    assert list((tmp_path / "outside").iterdir()) == []
    assert not (tiny / "CODEOWNERS").exists(), "all or nothing"


def test_the_source_cannot_break_the_yaml(run: Run, tmp_path: Path) -> None:
    source = 'x"\\ #: é'
    assert run(tmp_path, "init", str(tmp_path / "w"), "--hooks", "--install", source).exit_code == 0
    for name in ("attestle", "assemble"):
        (job,) = workflow(tmp_path / "w" / WORKFLOWS[name])["jobs"].values()
        assert job["env"]["ATTESTLE"] == source
    hooks = yaml.safe_load((tmp_path / "w/.pre-commit-config.yaml").read_text(encoding="utf-8"))[
        "repos"
    ][0]["hooks"]
    assert [hook["additional_dependencies"] for hook in hooks] == [[source], [source]]


def test_codeowners_come_from_people(run: Run, tiny: Path) -> None:
    people = f"ssp/{SYSTEM}/people.yaml"
    edit(
        tiny,
        people,
        "    title: IT\n    held-by: [demo-inc]\n",
        '    title: IT\n    held-by: [demo-inc]\n    github: [acme/it-operations, "@kim"]\n',
    )
    assert run(tiny, "validate", *DAY).exit_code == 0
    assert run(tiny, "ssp", "assemble", "--check").exit_code == 0, (
        "a handle is no fact of the system"
    )
    assert run(tiny, "init", "--hooks", str(tiny), *INSTALL).exit_code == 0
    lines = (tiny / "CODEOWNERS").read_text(encoding="utf-8").splitlines()
    rules = [line for line in lines if line and not line.startswith("#")]
    assert rules == [
        f"/ssp/{SYSTEM}/controls/AC/ @acme/it-operations @kim",
        f"/ssp/{SYSTEM}/controls/SC/ @acme/it-operations @kim",
    ]
    assert f"# /ssp/{SYSTEM}/controls/CA/ (security has no `github`)" in lines
    families = yaml.safe_load((tiny / people).read_text(encoding="utf-8"))["families"]
    assert sum("/controls/" in line for line in lines) == len(families)


def test_a_bad_handle_is_an_error_with_its_line(run: Run, tiny: Path) -> None:
    people = f"ssp/{SYSTEM}/people.yaml"
    edit(
        tiny,
        people,
        "    title: IT\n    held-by: [demo-inc]\n",
        '    title: IT\n    held-by: [demo-inc]\n    github: ["x y\\n* @evil"]\n',
    )
    result = run(tiny, "validate", "--format", "json", *DAY)
    (found,) = [
        item for item in json.loads(result.stdout)["findings"] if item["severity"] == "error"
    ]
    assert (found["path"], "github" in found["message"]) == (people, True)
    assert found["line"]
    assert run(tiny, "init", "--hooks", str(tiny), *INSTALL).exit_code == 0
    assert not (tiny / "CODEOWNERS").exists() or "evil" not in (tiny / "CODEOWNERS").read_text(
        encoding="utf-8"
    )


def test_owners_that_stand_elsewhere_stay_in_force(run: Run, tiny: Path) -> None:
    (tiny / ".github").mkdir()
    (tiny / ".github/CODEOWNERS").write_text("* @acme/all\n", encoding="utf-8")
    assert run(tiny, "init", "--hooks", str(tiny), *INSTALL).exit_code == 0
    assert not (tiny / "CODEOWNERS").exists()


def test_an_unreadable_system_is_told_and_left_out(run: Run, tiny: Path) -> None:
    (tiny / f"ssp/{SYSTEM}/people.yaml").write_text("roles: [\n", encoding="utf-8")
    result = run(tiny, "init", "--hooks", str(tiny), *INSTALL)
    assert result.exit_code == 0
    assert f"leaves out {SYSTEM}" in result.stderr
    assert not (tiny / "CODEOWNERS").exists()


@needs_git
def test_evidence_keeps_its_bytes_and_markdown_its_line_ends(run: Run, tiny: Path) -> None:
    assert run(tiny, "init", "--hooks", str(tiny), *INSTALL).exit_code == 0
    git(tiny, "init", "-q")
    wanted = {
        f"{ANSWERS}/3.1.1.md": {"text": "auto", "eol": "lf", "merge": "unspecified"},
        f"ssp/{SYSTEM}/people.yaml": {"text": "auto", "eol": "lf", "merge": "unspecified"},
        f"ssp/{SYSTEM}/evidence/roster.csv": {"text": "unset"},
        f"ssp/{SYSTEM}/evidence/deep/notes.md": {"text": "unset"},
        SSP: {"eol": "lf", "merge": "attestle", "linguist-generated": "set"},
        "catalogs/criteria/catalog.json": {"merge": "unspecified"},
    }
    for path, attributes in wanted.items():
        told = git(tiny, "check-attr", *attributes, "--", path).stdout
        assert dict(line.rsplit(": ", 2)[1:] for line in told.splitlines()) == attributes, path


@needs_git
def test_the_merge_driver_is_named_only_at_the_top_of_a_repository(run: Run, tiny: Path) -> None:
    git(tiny.parent, "init", "-q")
    result = run(tiny, "init", "--hooks", str(tiny), *INSTALL)
    assert "only from its top" in result.stderr
    assert git(tiny.parent, "config", "--get", "merge.attestle.driver", check=False).stdout == ""
    git(tiny, "init", "-q")
    assert "merge-driver" in run(tiny, "init", "--hooks", str(tiny), *INSTALL).stdout
    assert (
        git(tiny, "config", "--local", "merge.attestle.driver").stdout
        == "attestle merge-driver %O %A %B %P\n"
    )
    git(tiny, "config", "merge.attestle.driver", "mine")
    assert run(tiny, "init", "--hooks", str(tiny), *INSTALL).exit_code == 0
    assert git(tiny, "config", "merge.attestle.driver").stdout == "mine\n"


# the workflows, read


@pytest.fixture
def hooked(run: Run, tiny: Path) -> Path:
    """The small workspace with everything that `init --hooks` writes."""
    assert run(tiny, "init", "--hooks", str(tiny), *INSTALL).exit_code == 0
    return tiny


def test_workflows_have_the_rights_they_need_and_no_more(hooked: Path) -> None:
    trees = {name: workflow(hooked / path) for name, path in WORKFLOWS.items()}
    trees |= {path.stem: workflow(path) for path in OWN_WORKFLOWS}
    rights = {
        name: (tree["permissions"], [job.get("permissions") for job in tree["jobs"].values()])
        for name, tree in trees.items()
    }
    assert rights == {
        "attestle": ({}, [{"contents": "read"}]),
        "comment": ({}, [{"actions": "read", "pull-requests": "write"}]),
        "assemble": ({}, [{"contents": "write"}]),
        "ci": ({}, [{"contents": "read"}] * 3),
        "new-releases": ({}, [{"contents": "read"}]),
        "release": (
            {},
            [
                {"contents": "read"},
                {"contents": "write"},
                {"contents": "write", "id-token": "write"},
            ],
        ),
    }
    assert trees["release"]["on"] == {"push": {"tags": ["v*"]}}
    assert trees["release"]["jobs"]["publish"]["needs"] == "build"
    assert trees["release"]["jobs"]["build"]["needs"] == "checks"
    assert list(trees["attestle"]["on"]) == ["pull_request"]
    assert list(trees["comment"]["on"]) == ["workflow_run"]
    assert trees["comment"]["on"]["workflow_run"]["workflows"] == [trees["attestle"]["name"]]
    assert (
        trees["assemble"]["jobs"]["assemble"]["if"]
        == "github.ref == format('refs/heads/{0}', github.event.repository.default_branch)"
    )
    for name, tree in trees.items():
        assert "pull_request_target" not in tree["on"], name
        assert all(job["timeout-minutes"] <= 30 for job in tree["jobs"].values()), name


@needs_bash
def test_workflows_run_no_action_of_others_and_no_text_of_an_event(hooked: Path) -> None:
    files = [
        *(hooked / path for path in WORKFLOWS.values()),
        *OWN_WORKFLOWS,
        ROOT / "action.yml",
    ]
    for file in files:
        for step in steps(workflow(file)):
            assert step.get("uses", "./") == "./" or re.search(r"@[0-9a-f]{40}$", step["uses"]), (
                f"{file.name}: an action that is not pinned by hash"
            )
            script = step.get("run", "")
            assert "${{" not in script, (
                f"{file.name}: a text of the event in a script; hand it over in `env`"
            )
            if step.get("shell", "bash") == "bash":
                done = subprocess.run(
                    ["bash", "-n"], input=script, capture_output=True, text=True, check=False
                )
                assert done.returncode == 0, f"{file.name}: {done.stderr}"
            else:
                compile(script, file.name, "exec")


def test_the_comment_job_fetches_no_file(hooked: Path) -> None:
    text = (hooked / WORKFLOWS["comment"]).read_text(encoding="utf-8")
    assert not re.search(r"\bgit (fetch|clone|checkout)|pip install|checkout@|attestle/bin", text)
    (step,) = steps(workflow(hooked / WORKFLOWS["comment"]))
    assert step["shell"] == "python3 -I {0}"


@needs_bash
def test_the_gitlab_example_is_what_init_writes(hooked: Path) -> None:
    written = (hooked / ".gitlab/attestle.yml").read_text(encoding="utf-8")
    shown = (ROOT / "docs/examples/gitlab-ci.yml").read_text(encoding="utf-8")
    assert shown.replace(f"attestle=={version('attestle')}", "@") == written.replace(
        f"attestle=={version('attestle')}", "@"
    )
    for job in yaml.safe_load(written).values():
        for line in [*job.get("before_script", ()), *job.get("script", ())]:
            done = subprocess.run(
                ["bash", "-n"], input=line, capture_output=True, text=True, check=False
            )
            assert done.returncode == 0, f"{line}: {done.stderr}"


def test_pre_commit_hooks_are_the_same_in_both_places(hooked: Path) -> None:
    ours = {
        item["id"]: item
        for item in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    }
    local = {
        item["id"]: item
        for item in yaml.safe_load(
            (hooked / ".pre-commit-config.yaml").read_text(encoding="utf-8")
        )["repos"][0]["hooks"]
    }
    assert ours.keys() == local.keys() == {"attestle-validate", "attestle-assemble"}
    for name, item in ours.items():
        for key in ("entry", "language", "pass_filenames", "always_run"):
            assert item[key] == local[name][key], f"{name}: {key}"
        # pre-commit hands no deleted file to a hook, and skips one that gets no file
        assert item["always_run"] is True
        assert item["pass_filenames"] is False
        assert not {"files", "types", "types_or", "exclude"} & (item.keys() | local[name].keys())


@needs_git
@pytest.mark.parametrize("change", ["delete", "settings"])
def test_a_commit_that_only_deletes_or_changes_settings_is_checked(
    change: str, hooked: Path, machine: dict[str, str]
) -> None:
    git(hooked, "init", "-q")
    git(hooked, "add", "-A")
    git(hooked, "commit", "-q", "-m", "base")
    if change == "delete":
        git(hooked, "rm", "-q", f"ssp/{SYSTEM}/components/doorkeeper.md")
    else:
        (hooked / "attestle.toml").write_text("nonsense = 1\n", encoding="utf-8")
        git(hooked, "add", "attestle.toml")
    text = (hooked / ".pre-commit-config.yaml").read_text(encoding="utf-8")
    hooks = {item["id"]: item for item in yaml.safe_load(text)["repos"][0]["hooks"]}
    hook = hooks["attestle-validate"]
    # what pre-commit looks at: deleted files are not among it
    staged = git(hooked, "diff", "--cached", "--name-only", "--diff-filter=ACMRTUXB").stdout.split()
    assert hook["always_run"] or any(re.search(hook["files"], name) for name in staged)
    bin_folder = Path(machine["RUNNER_TEMP"]) / "attestle/bin"
    machine["PATH"] = f"{bin_folder}{os.pathsep}{machine['PATH']}"
    done = subprocess.run(
        hook["entry"].split(), cwd=hooked, env=machine, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1, done.stdout + done.stderr


@needs_git
def test_a_new_workspace_keeps_its_bytes_in_a_clone_that_changes_line_ends(
    run: Run, tmp_path: Path
) -> None:
    root, clone = tmp_path / "w", tmp_path / "clone"
    assert run(tmp_path, "init", str(root), "--example").exit_code == 0
    git(root, "init", "-q")
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "base")
    git(tmp_path, "clone", "-q", "-c", "core.autocrlf=true", str(root), str(clone))
    assert snapshot_of_content(clone) == snapshot_of_content(root)
    found = json.loads(run(clone, "validate", "--format", "json").stdout)["findings"]
    assert "EVD003" not in {item["code"] for item in found}


def snapshot_of_content(root: Path) -> dict[str, bytes]:
    """What the tool reads and writes, without git's own files."""
    return {
        path: data
        for path, data in snapshot(root).items()
        if path.startswith(("ssp/", "catalogs/", "profiles/", "system-security-plans/"))
        or path == "attestle.toml"
    }


def test_a_repository_that_a_host_made_keeps_its_attributes(run: Run, tmp_path: Path) -> None:
    (tmp_path / "w").mkdir()
    for name in (".gitignore", ".gitattributes"):
        (tmp_path / "w" / name).write_text("# ours\n", encoding="utf-8")
    assert run(tmp_path, "init", str(tmp_path / "w")).exit_code == 0
    for name in (".gitignore", ".gitattributes"):
        assert (tmp_path / "w" / name).read_text(encoding="utf-8") == "# ours\n"


# the workflows, run


@pytest.fixture
def machine(tmp_path: Path) -> dict[str, str]:
    """The environment of a runner: a server that is a folder, attestle installed, files for the
    summary and the outputs.
    """
    temporary = tmp_path / "runner"
    program(temporary / "attestle/bin")
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("GIT_", "GITHUB_"))
    }
    return kept | {
        "RUNNER_TEMP": str(temporary),
        "GITHUB_STEP_SUMMARY": str(temporary / "summary"),
        "GITHUB_OUTPUT": str(temporary / "output"),
        "GITHUB_SERVER_URL": f"file://{tmp_path}/server",
        "GITHUB_REPOSITORY": "acme/plan",
        "GITHUB_BASE_REF": "main",
        "TOKEN": "secret-token",
        "BRANCH": "main",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_COUNT": "1",
        "NO_COLOR": "1",
    }


@pytest.fixture
def server(hooked: Path, tmp_path: Path) -> Path:
    """A host's repository whose `main` is the small workspace."""
    bare = tmp_path / "server/acme/plan"
    git(hooked, "init", "-q")
    git(hooked, "add", "-A")
    git(hooked, "commit", "-q", "-m", "base")
    bare.parent.mkdir(parents=True)
    git(tmp_path, "clone", "-q", "--bare", str(hooked), str(bare))
    git(hooked, "remote", "add", "origin", str(bare))
    return bare


def script(file: Path, name: str) -> str:
    (step,) = [step for step in steps(workflow(file)) if step["name"] == name]
    return str(step["run"])


def play(text: str, folder: Path, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """A step, as the runner starts it."""
    folder.mkdir(exist_ok=True)
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", text]
    return subprocess.run(
        command,
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        env=environment,
    )


@needs_git
@needs_bash
def test_a_pull_request_is_checked_and_told_in_words(
    hooked: Path, server: Path, machine: dict[str, str], tmp_path: Path
) -> None:
    git(hooked, "checkout", "-q", "-b", "topic")
    file = hooked / f"{ANSWERS}/3.1.1.md"
    file.write_text(
        file.read_text(encoding="utf-8").replace("- State: implemented", "- State: implmented", 1)
        + "\nMore @words.\n",
        encoding="utf-8",
    )
    (hooked / "venv.py").write_text(
        "raise SystemExit('code of the pull request was run')\n", encoding="utf-8"
    )
    shutil.copy(hooked / "venv.py", hooked / "attestle.py")
    git(hooked, "add", "-A")
    git(hooked, "commit", "-q", "-m", "topic")
    git(hooked, "checkout", "-q", "main")
    git(hooked, "merge", "-q", "--no-ff", "-m", "as GitHub merges it", "topic")
    git(hooked, "push", "-q", "origin", "HEAD:refs/pull/1/merge")
    machine["GITHUB_SHA"] = git(hooked, "rev-parse", "HEAD").stdout.strip()
    path, checkout = hooked / WORKFLOWS["attestle"], tmp_path / "checkout"
    fetched = play(script(path, "Fetch the pull request as it would be merged"), checkout, machine)
    assert fetched.returncode == 0, fetched.stderr
    assert "secret" not in (checkout / ".git/config").read_text(encoding="utf-8")
    assert snapshot(checkout / "ssp") == snapshot(hooked / "ssp")
    validated = play(script(path, "Validate"), checkout, machine)
    assert validated.returncode == 1
    (told,) = [line for line in validated.stdout.splitlines() if line.startswith("::error ")]
    assert re.match(rf"::error file={ANSWERS}/3\.1\.1\.md,line=\d+,", told)
    reported = play(script(path, "Report"), checkout, machine)
    assert reported.returncode == 0, reported.stderr
    summary = Path(machine["GITHUB_STEP_SUMMARY"]).read_text(encoding="utf-8")
    order = (": main .. working tree", "## attestle: 1 error", "### New", "| Score (of 110) |")
    places = [summary.index(words) for words in order]
    assert places == sorted(places), "what changed comes first"
    assert "More" in summary
    sent = "".join(re.findall(r"^attestle-report: (.*)$", reported.stdout, re.M))
    comment = base64.b64decode(sent).decode()
    assert comment.startswith("## demo: main .. working tree\n")
    assert comment.endswith("## attestle: 1 error, 0 warnings; new: 1\n\n")
    assert "| 3.1.1[a] | implemented | unstated |" in comment
    assert "words" not in comment


@needs_git
@needs_bash
def test_a_sound_pull_request_passes_with_documents_that_are_older(
    hooked: Path, server: Path, machine: dict[str, str], tmp_path: Path
) -> None:
    file = hooked / f"{ANSWERS}/3.1.1.md"
    file.write_text(file.read_text(encoding="utf-8") + "\nMore words.\n", encoding="utf-8")
    git(hooked, "commit", "-q", "-a", "-m", "words")
    git(hooked, "push", "-q", "origin", "HEAD:refs/pull/1/merge")
    machine["GITHUB_SHA"] = git(hooked, "rev-parse", "HEAD").stdout.strip()
    path, checkout = hooked / WORKFLOWS["attestle"], tmp_path / "checkout"
    for name in ("Fetch the pull request as it would be merged", "Validate", "Report"):
        done = play(script(path, name), checkout, machine)
        assert done.returncode == 0, f"{name}: {done.stdout}{done.stderr}"
    assert "title=SYN001" not in done.stdout
    assert "More words" in Path(machine["GITHUB_STEP_SUMMARY"]).read_text(encoding="utf-8").replace(
        "**", ""
    )


@needs_git
@needs_bash
def test_documents_are_assembled_on_the_default_branch_once(
    hooked: Path, server: Path, machine: dict[str, str], tmp_path: Path
) -> None:
    text = script(hooked / WORKFLOWS["assemble"], "Assemble and commit")
    idle = play(text, tmp_path / "first", machine)
    assert idle.returncode == 0, idle.stderr
    assert "the documents are what the markdown makes" in idle.stdout
    file = hooked / f"{ANSWERS}/3.1.1.md"
    file.write_text(file.read_text(encoding="utf-8") + "\nMore words.\n", encoding="utf-8")
    git(hooked, "commit", "-q", "-a", "-m", "words")
    git(hooked, "push", "-q", "origin", "HEAD:refs/heads/main")
    refuse_once = server / "hooks/update"
    refuse_once.parent.mkdir(exist_ok=True)
    refuse_once.write_text(
        f"#!/bin/sh\nif [ ! -e {tmp_path}/refused ]; then touch {tmp_path}/refused; exit 1; fi\n",
        encoding="utf-8",
    )
    refuse_once.chmod(0o755)
    done = play(text, tmp_path / "second", machine)
    assert done.returncode == 0, done.stderr
    assert "the branch has moved on" in done.stdout
    assert git(server, "log", "--format=%s", "main").stdout.split("\n")[:2] == [
        "Assemble the OSCAL documents",
        "words",
    ]
    assert git(server, "diff", "--name-only", "main^", "main").stdout.split() == [SSP]
    again = play(text, tmp_path / "third", machine)
    assert (again.returncode, "the documents are what" in again.stdout) == (0, True), "no loop"
    git(hooked, "pull", "-q", "--ff-only", "origin", "main")


def drop_uuid(root: Path) -> Path:
    """Somebody takes the uuid out of a component, which is then as one that is new."""
    file = root / f"ssp/{SYSTEM}/components/doorkeeper.md"
    text = file.read_text(encoding="utf-8")
    file.write_text(re.sub(r"^uuid: .*\n", "", text, count=1, flags=re.M), encoding="utf-8")
    return file


@needs_git
@needs_bash
@pytest.mark.parametrize("host", ["github", "gitlab"])
def test_the_jobs_commit_the_uuids_that_assembly_fills_in(
    hooked: Path, server: Path, machine: dict[str, str], tmp_path: Path, host: str
) -> None:
    file = drop_uuid(hooked)
    bare = file.read_text(encoding="utf-8")
    git(hooked, "commit", "-q", "-a", "-m", "words")
    git(hooked, "push", "-q", "origin", "HEAD:refs/heads/main")
    if host == "github":
        text = script(hooked / WORKFLOWS["assemble"], "Assemble and commit")
    else:
        git(tmp_path, "clone", "-q", str(server), str(tmp_path / "job"))
        jobs = yaml.safe_load((hooked / ".gitlab/attestle.yml").read_text(encoding="utf-8"))
        *lines, push = jobs["attestle assemble"]["script"]
        assert push.startswith("git push ")
        text = "\n".join([*lines, "git push --quiet origin HEAD:refs/heads/main"])
        text = text.replace("/opt/attestle", '"$RUNNER_TEMP"/attestle')
        machine["CI_SERVER_HOST"] = "git.example"
        del machine["GIT_CONFIG_COUNT"]
    done = play(text, tmp_path / "job", machine)
    assert done.returncode == 0, done.stderr
    path = file.relative_to(hooked).as_posix()
    changed = git(server, "diff", "--name-only", "main^", "main").stdout.split()
    assert {path, SSP} <= set(changed)
    assert {name for name in changed if name.startswith("ssp/")} == {path}
    git(hooked, "pull", "-q", "--ff-only", "origin", "main")
    filled = file.read_text(encoding="utf-8")
    assert re.sub(r"^uuid: .*\n", "", filled, count=1, flags=re.M) == bare != filled


@needs_git
def test_the_local_hook_fills_in_what_is_to_be_added(run: Run, hooked: Path) -> None:
    git(hooked, "init", "-q")
    git(hooked, "add", "-A")
    git(hooked, "commit", "-q", "-m", "base")
    path = drop_uuid(hooked).relative_to(hooked).as_posix()
    git(hooked, "add", "-A")
    hooks = yaml.safe_load((hooked / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    [entry] = [item["entry"] for repo in hooks["repos"] for item in repo["hooks"]
               if item["id"] == "attestle-assemble"]  # fmt: skip
    assert run(hooked, *entry.split()[1:]).exit_code == 0
    # pre-commit stops where a hook changed a file
    assert path in git(hooked, "diff", "--name-only").stdout.split()
    git(hooked, "add", "-A")
    assert run(hooked, *entry.split()[1:], "--check").exit_code == 0


@needs_git
@needs_bash
@pytest.mark.parametrize(("state", "code"), [("implemented", 0), ("whenever", 1)])
def test_the_gitlab_job_reports_and_fails_on_an_error(
    hooked: Path, machine: dict[str, str], state: str, code: int
) -> None:
    git(hooked, "init", "-q")
    git(hooked, "add", "-A")
    git(hooked, "commit", "-q", "-m", "base")
    file = hooked / f"{ANSWERS}/3.1.1.md"
    file.write_text(
        file.read_text(encoding="utf-8").replace("- State: implemented", f"- State: {state}", 1)
        + "\nMore words.\n",
        encoding="utf-8",
    )
    git(hooked, "commit", "-q", "-a", "-m", "topic")
    machine["CI_MERGE_REQUEST_DIFF_BASE_SHA"] = git(hooked, "rev-parse", "HEAD^").stdout.strip()
    lines = yaml.safe_load((hooked / ".gitlab/attestle.yml").read_text(encoding="utf-8"))[
        "attestle"
    ]["script"]
    done = play(
        "\n".join(lines).replace("/opt/attestle", '"$RUNNER_TEMP"/attestle'), hooked, machine
    )
    assert done.returncode == code, done.stderr
    report = (hooked / "attestle-report.md").read_text(encoding="utf-8")
    order = (".. working tree", "words", f"## attestle: {code} error", "| Score (of 110) |")
    places = [report.index(words) for words in order]
    assert places == sorted(places), "what changed comes first"
    assert git(hooked, "status", "--porcelain").stdout.split() == ["??", "attestle-report.md"]


@needs_git
@needs_bash
def test_the_gitlab_job_follows_no_link_and_takes_the_settings_of_the_base(
    hooked: Path, machine: dict[str, str], tmp_path: Path
) -> None:
    git(hooked, "init", "-q")
    git(hooked, "add", "-A")
    git(hooked, "commit", "-q", "-m", "base")
    secret, victim = tmp_path / "secret", tmp_path / "victim"
    secret.write_text("SECRET\n", encoding="utf-8")
    victim.write_text("victim\n", encoding="utf-8")
    (hooked / "findings.md").symlink_to(secret)
    (hooked / "attestle-report.md").symlink_to(victim)
    (hooked / "attestle.toml").write_text(LENIENT, encoding="utf-8")
    file = hooked / f"{ANSWERS}/3.1.1.md"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("- State: implemented", "- State: whenever", 1), encoding="utf-8")
    git(hooked, "add", "-A")
    git(hooked, "commit", "-q", "-m", "topic")
    machine["CI_MERGE_REQUEST_DIFF_BASE_SHA"] = git(hooked, "rev-parse", "HEAD^").stdout.strip()
    written = yaml.safe_load((hooked / ".gitlab/attestle.yml").read_text(encoding="utf-8"))
    lines = "\n".join(written["attestle"]["script"])
    done = play(lines.replace("/opt/attestle", '"$RUNNER_TEMP"/attestle'), hooked, machine)
    assert done.returncode == 1, done.stderr
    assert secret.read_text(encoding="utf-8") == "SECRET\n"
    assert victim.read_text(encoding="utf-8") == "victim\n"
    report = hooked / "attestle-report.md"
    assert not report.is_symlink()
    assert "SECRET" not in report.read_text(encoding="utf-8")


def test_no_shipped_script_writes_into_the_checkout_by_a_name_of_its_own(hooked: Path) -> None:
    """A name in the checkout can be a link that a contributor committed."""
    scripts = {
        f"{file.name}: {step['name']}": step.get("run", "")
        for file in [*(hooked / path for path in WORKFLOWS.values()), ROOT / "action.yml"]
        for step in steps(workflow(file))
    }
    written = yaml.safe_load((hooked / ".gitlab/attestle.yml").read_text(encoding="utf-8"))
    scripts |= {
        f"gitlab: {name}": "\n".join(job.get("script", ())) for name, job in written.items()
    }
    place = re.compile(r'(?:>>?|--summary|--comment|\btee(?: -a)?)\s*("?)([^\s"&|;]+)')
    for name, text in scripts.items():
        if "import base64" in text:  # the job that comments has no checkout
            continue
        for target in (found[2] for found in place.finditer(text)):
            assert target.startswith(("$", "/dev/null")), f"{name}: {target}"


@needs_git
@needs_bash
def test_the_action_takes_the_settings_of_the_base(tiny: Path, machine: dict[str, str]) -> None:
    root = tiny.parent
    git(root, "init", "-q")
    git(root, "add", "-A", "workspace")
    git(root, "commit", "-q", "-m", "base")
    (tiny / "attestle.toml").write_text(LENIENT, encoding="utf-8")
    file = tiny / f"{ANSWERS}/3.1.1.md"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("- State: implemented", "- State: whenever", 1), encoding="utf-8")
    git(root, "add", "-A", "workspace")
    git(root, "commit", "-q", "-m", "topic")
    base = git(root, "rev-parse", "HEAD^").stdout.strip()
    machine |= {
        "WORKSPACE": "workspace", "FAIL_ON": "error", "COMPARE_WITH": "", "SETTINGS_FROM": "",
        "BASE": "", "GITHUB_WORKSPACE": str(root), "GIT_CONFIG_COUNT": "0",
    }  # fmt: skip
    validate = script(ROOT / "action.yml", "Validate")
    assert play(validate, root, machine).returncode == 0, "no pull request: the settings at hand"
    for given in ({"COMPARE_WITH": "HEAD^1"}, {"SETTINGS_FROM": base}, {"BASE": base}):
        assert play(validate, root, machine | given).returncode == 1, given
    # the tip of the base is not at hand, but the merge that is checked out has it as a parent
    assert play(validate, root, machine | {"BASE": "0" * 40}).returncode == 1
    git(root, "checkout", "-q", "--orphan", "alone")
    git(root, "commit", "-q", "-m", "alone")
    lost = play(validate, root, machine | {"BASE": "0" * 40})
    assert lost.returncode == 2
    assert "::error::The settings of the base are not in the checkout" in lost.stdout


@needs_bash
def test_the_steps_of_the_action(tiny: Path, machine: dict[str, str], run: Run) -> None:
    machine |= {
        "WORKSPACE": "workspace",
        "FAIL_ON": "error",
        "COMPARE_WITH": "",
        "GITHUB_WORKSPACE": str(tiny.parent),
    }
    file = ROOT / "action.yml"
    for name in ("Validate", "Report", "Documents"):
        done = play(script(file, name), tiny.parent, machine)
        assert done.returncode == 0, f"{name}: {done.stdout}{done.stderr}"
    assert (
        Path(machine["GITHUB_OUTPUT"]).read_text(encoding="utf-8")
        == f"report={machine['RUNNER_TEMP']}/report.md\n"
    )
    assert "| Score (of 110) |" in Path(machine["GITHUB_STEP_SUMMARY"]).read_text(encoding="utf-8")
    first = tiny / f"{ANSWERS}/3.1.1.md"
    first.write_text(first.read_text(encoding="utf-8") + "\nMore words.\n", encoding="utf-8")
    assert play(script(file, "Validate"), tiny.parent, machine).returncode == 0
    assert play(script(file, "Documents"), tiny.parent, machine).returncode == 3
    first.write_text(
        first.read_text(encoding="utf-8").replace("- State: implemented", "- State: whenever", 1),
        encoding="utf-8",
    )
    failed = play(script(file, "Validate"), tiny.parent, machine)
    assert failed.returncode == 1
    assert f"::error file=workspace/{ANSWERS}/3.1.1.md," in failed.stdout


# the comment

LENIENT = '[validate]\nignore = ["SSP005"]\n'
GH = """#!{python}
import json, os, sys
words = sys.argv[1:]
given = sys.stdin.buffer.read().decode() if "--input" in words else None
with open(os.environ["GH_LOG"], "a") as log:
    log.write(json.dumps([words, given]) + "\\n")
answers = json.load(open(os.environ["GH_ANSWERS"]))
for word in words:
    if word.startswith("repos/"):
        answer = answers.get(word.split("repos/acme/plan/")[1].split("?")[0], "")
        sys.stdout.write(answer if isinstance(answer, str) else json.dumps(answer))
"""
HOSTILE = (
    "## attestle: 1 error\n<!-- hidden --><img src=x onerror=y> @everyone &#64;root"
    " [click](https://evil.example) ![p](http://evil.example/p.png)\n[r]:"
    " https://evil.example\nhttps://evil.example www.evil.example fixes #1 GH-2 \u202eabc\u2066"
    " \x1b[31m\x00 <!-- attestle report -->\n"
)


def log_of(text: str) -> str:
    """A job's log as the host gives it: a time before each line, and the script itself before what
    it printed.
    """
    coded = base64.encodebytes(text.encode()).decode().split()
    script_line = "\x1b[36;1mhead -c 48000 report | base64 | sed 's/^/attestle-report: /'\x1b[0m"
    printed = [
        script_line,
        "##[group]The report",
        *(f"attestle-report: {line}" for line in coded),
        "##[endgroup]",
    ]
    return "".join(f"2026-11-24T00:00:00.0000000Z {line}\n" for line in printed)


def comment(
    hooked: Path, tmp_path: Path, answers: dict[str, Any]
) -> tuple[subprocess.CompletedProcess[str], list[tuple[list[str], str | None]]]:
    """Play the job that comments against a host with these answers; what it asked and sent."""
    tools = tmp_path / "tools"
    tools.mkdir(exist_ok=True)
    (tools / "gh").write_text(GH.format(python=sys.executable), encoding="utf-8")
    (tools / "gh").chmod(0o755)
    (tmp_path / "step.py").write_text(
        script(hooked / WORKFLOWS["comment"], "Comment"), encoding="utf-8"
    )
    (tmp_path / "answers.json").write_text(json.dumps(answers), encoding="utf-8")
    (tmp_path / "gh.log").write_text("", encoding="utf-8")
    environment = {
        "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}",
        "GITHUB_REPOSITORY": "acme/plan",
        "RUN_ID": "7",
        "RUN_URL": "https://host.example/runs/7",
        "HEAD_SHA": "a" * 40,
        "HEAD_BRANCH": "topic",
        "HEAD_OWNER": "kim",
        "HEAD_REPOSITORY": "kim/plan",
        "GH_LOG": str(tmp_path / "gh.log"),
        "GH_ANSWERS": str(tmp_path / "answers.json"),
    }
    done = subprocess.run(
        [sys.executable, "-I", str(tmp_path / "step.py")],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        env=environment,
    )
    return done, [
        tuple(json.loads(line))
        for line in (tmp_path / "gh.log").read_text(encoding="utf-8").splitlines()
    ]


def host(text: str, sha: str = "a" * 40, comments: str = "") -> dict[str, Any]:
    return {
        "pulls": [
            {"number": 12, "head": {"sha": sha, "repo": {"full_name": "kim/plan"}}},
            {"number": 3, "head": {"sha": sha, "repo": None}},
        ],
        "actions/runs/7/jobs": {
            "jobs": [{"id": 1, "name": "other"}, {"id": 5, "name": "attestle"}]
        },
        "actions/jobs/5/logs": log_of(text),
        "issues/12/comments": comments,
    }


def test_the_report_becomes_a_comment_that_can_do_nothing(hooked: Path, tmp_path: Path) -> None:
    done, asked = comment(hooked, tmp_path, host(HOSTILE))
    assert done.returncode == 0, done.stderr
    words, given = asked[-1]
    assert words[1:4] == ["--method", "POST", "repos/acme/plan/issues/12/comments"]
    assert given is not None
    body = json.loads(given)["body"]
    assert body.startswith("<!-- attestle report -->\n")
    rest = body.split("\n", 2)[2]
    assert "## attestle: 1 error" in rest
    for bad in (
        "<!--",
        "<img",
        "@everyone",
        "&#64;",
        "](",
        "]:",
        "://",
        "www.",
        "#1",
        "GH-2",
        "\u202e",
        "\u2066",
        "\x1b",
        "\x00",
    ):
        assert bad not in rest, bad


def test_the_comment_is_updated_in_place_and_capped(hooked: Path, tmp_path: Path) -> None:
    done, asked = comment(hooked, tmp_path, host("é" * 200_000, comments="41\n42\n"))
    assert done.returncode == 0, done.stderr
    words, given = asked[-1]
    assert words[1:4] == ["--method", "PATCH", "repos/acme/plan/issues/comments/41"]
    assert given is not None
    assert 20_000 < len(json.loads(given)["body"]) < 65_000


@pytest.mark.parametrize(
    "change",
    [
        {"pulls": []},
        {"pulls": [{"number": 12, "head": {"sha": "b" * 40, "repo": {"full_name": "kim/plan"}}}]},
        {"actions/jobs/5/logs": "nothing"},
        {"actions/runs/7/jobs": {"jobs": []}},
    ],
    ids=["closed", "moved on", "no report", "no job"],
)
def test_nothing_is_sent_where_there_is_nothing_to_say(
    hooked: Path, tmp_path: Path, change: dict[str, Any]
) -> None:
    done, asked = comment(hooked, tmp_path, {**host("text"), **change})
    assert done.returncode == 0, done.stderr
    assert all(given is None for _, given in asked)


# merges


@pytest.fixture
def branches(run: Run, hooked: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Branches `left` and `right` that answer different requirements and committed their documents,
    assembled at different times.
    """
    monkeypatch.setenv(
        "PATH", f"{program(tmp_path / 'bin').parent}{os.pathsep}{os.environ['PATH']}"
    )
    git(hooked, "init", "-q")
    git(hooked, "add", "-A")
    git(hooked, "commit", "-q", "-m", "base")
    for number, (branch, label) in enumerate((("left", "3.1.1"), ("right", "3.1.3"))):
        git(hooked, "checkout", "-q", "-b", branch, "main")
        add_words(hooked, label, f"Words of {branch}.")
        monkeypatch.setenv("SOURCE_DATE_EPOCH", str(1_800_000_000 + number))
        assert run(hooked, "ssp", "assemble").exit_code == 0
        git(hooked, "commit", "-q", "-a", "-m", branch)
    git(hooked, "checkout", "-q", "left")
    return hooked


def add_words(root: Path, label: str, text: str) -> None:
    file = root / f"{ANSWERS}/{label}.md"
    file.write_text(file.read_text(encoding="utf-8") + f"\n{text}\n", encoding="utf-8")


def settled(run: Run, root: Path) -> None:
    """The documents have both sides and are what the markdown makes."""
    assert run(root, "ssp", "assemble", "--check").exit_code == 0
    text = (root / SSP).read_text(encoding="utf-8")
    assert ("Words of left." in text, "Words of right." in text) == (True, True)
    assert git(root, "diff", "--name-only", "--diff-filter=U").stdout == ""


@needs_git
def test_markdown_of_two_branches_merges_and_assembling_follows(run: Run, hooked: Path) -> None:
    git(hooked, "init", "-q")
    git(hooked, "add", "-A")
    git(hooked, "commit", "-q", "-m", "base")
    for branch, label in (("left", "3.1.1"), ("right", "3.1.3")):
        git(hooked, "checkout", "-q", "-b", branch, "main")
        add_words(hooked, label, f"Words of {branch}.")
        git(hooked, "commit", "-q", "-a", "-m", branch)
    git(hooked, "merge", "-q", "-m", "merged", "left")
    assert git(hooked, "status", "--porcelain").stdout == ""
    assert run(hooked, "ssp", "assemble").exit_code == 0
    settled(run, hooked)
    assert git(hooked, "status", "--porcelain").stdout == f" M {SSP}\n"


@needs_git
def test_without_the_driver_the_documented_way_settles_a_conflict(run: Run, branches: Path) -> None:
    done = git(branches, "merge", "-q", "-m", "merged", "right", check=False)
    assert done.returncode == 1
    assert git(branches, "diff", "--name-only", "--diff-filter=U").stdout.split() == [SSP], (
        "the markdown has merged"
    )
    folders = (
        "system-security-plans",
        "plan-of-action-and-milestones",
        "assessment-plans",
        "assessment-results",
    )
    git(branches, "checkout", "--ours", "--", *folders)
    assert run(branches, "ssp", "assemble").exit_code == 0
    git(branches, "add", *folders)
    settled(run, branches)


@needs_git
def test_the_driver_assembles_from_the_merged_markdown(run: Run, branches: Path) -> None:
    assert run(branches, "init", "--hooks", str(branches), *INSTALL).exit_code == 0
    done = git(branches, "merge", "-q", "-m", "merged", "right")
    assert "is assembled from the merged markdown" in done.stderr
    assert git(branches, "status", "--porcelain").stdout == ""
    settled(run, branches)


@needs_git
def test_the_driver_leaves_our_side_where_the_markdown_conflicts(run: Run, branches: Path) -> None:
    git(branches, "checkout", "-q", "right")
    add_words(branches, "3.1.1", "Other words at the same place.")
    git(branches, "commit", "-q", "-a", "-m", "more")
    git(branches, "checkout", "-q", "left")
    ours = (branches / SSP).read_bytes()
    assert run(branches, "init", "--hooks", str(branches), *INSTALL).exit_code == 0
    done = git(branches, "merge", "-q", "-m", "merged", "right", check=False)
    assert done.returncode == 1
    assert "stays as it is on this branch: the markdown has conflicts" in done.stderr
    assert (branches / SSP).read_bytes() == ours
    assert set(git(branches, "diff", "--name-only", "--diff-filter=U").stdout.split()) == {
        SSP,
        f"{ANSWERS}/3.1.1.md",
    }
    git(branches, "checkout", "--ours", "--", f"{ANSWERS}/3.1.1.md")
    assert run(branches, "ssp", "assemble").exit_code == 0
    git(branches, "add", "-A")
    settled(run, branches)


@needs_git
def test_the_driver_leaves_what_other_tools_wrote_to_a_person(run: Run, branches: Path) -> None:
    git(branches, "checkout", "-q", "right")
    tree = json.loads((branches / SSP).read_text(encoding="utf-8"))
    tree["system-security-plan"]["metadata"]["remarks"] = "Written by another tool."
    (branches / SSP).write_text(
        json.dumps(tree, indent=2, ensure_ascii=False) + "\n", encoding="utf-8"
    )
    assert run(branches, "ssp", "assemble", "--check").exit_code == 0, "content of others is kept"
    git(branches, "commit", "-q", "-a", "-m", "foreign")
    git(branches, "checkout", "-q", "left")
    ours = (branches / SSP).read_bytes()
    assert run(branches, "init", "--hooks", str(branches), *INSTALL).exit_code == 0
    done = git(branches, "merge", "-q", "-m", "merged", "right", check=False)
    assert done.returncode == 1
    assert "different content of other tools" in done.stderr
    assert (branches / SSP).read_bytes() == ours


@needs_git
@pytest.mark.parametrize(
    "path",
    [
        "README.md",
        "catalogs/criteria/catalog.json",
        f"system-security-plans/{SYSTEM}/../x.json",
    ],
)
def test_the_driver_touches_only_assembled_documents(
    run: Run, hooked: Path, tmp_path: Path, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    git(hooked, "init", "-q")
    monkeypatch.chdir(hooked)
    monkeypatch.setenv(f"GITHEAD_{'a' * 40}", "right")
    (tmp_path / "ours").write_text("ours", encoding="utf-8")
    result = run(
        hooked,
        "merge-driver",
        str(tmp_path / "ours"),
        str(tmp_path / "ours"),
        str(tmp_path / "ours"),
        path,
    )
    assert result.exit_code == 1
    assert "it is no document that attestle assembles" in result.stderr
    assert (tmp_path / "ours").read_text(encoding="utf-8") == "ours"


def test_templates_are_all_written() -> None:
    from attestle.authoring import review_files

    assert {file.name for file in TEMPLATES.iterdir()} == set(review_files.FILES)
