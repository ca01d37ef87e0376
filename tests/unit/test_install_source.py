"""What workflows install: what another machine can have, by which bytes, and nothing else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from attestle.formats.install_source import (
    is_local_source,
    read_install_source,
    read_locked_requirements,
)
from conftest import Run

COMMIT = "0123456789abcdef0123456789abcdef01234567"
HASH = "ab" * 32
GIT = {"vcs_info": {"vcs": "git", "commit_id": COMMIT}}


@pytest.mark.parametrize(
    ("record", "requirement"),
    [
        (None, "attestle==1.2"),
        ({"url": "https://host.example/a.git", **GIT}, f"attestle @ git+https://host.example/a.git@{COMMIT}"),
        ({"url": "ssh://git@host.example/a", **GIT}, f"attestle @ git+ssh://git@host.example/a@{COMMIT}"),
        ({"url": "https://me:secret@host.example/a", **GIT}, f"attestle @ git+https://host.example/a@{COMMIT}"),
        ({"url": "https://host.example/m", "subdirectory": "py", **GIT}, f"attestle @ git+https://host.example/m@{COMMIT}#subdirectory=py"),
        ({"url": "https://host.example/a-1.2.whl", "archive_info": {"hashes": {"sha256": HASH}}}, f"attestle @ https://host.example/a-1.2.whl#sha256={HASH}"),
        ({"url": "https://host.example/a-1.2.whl", "archive_info": {}}, "attestle @ https://host.example/a-1.2.whl"),
        # only this machine has it
        ({"url": "file:///home/me/a-1.2.whl", "archive_info": {"hashes": {"sha256": HASH}}}, ""),
        ({"url": "file:///home/me/a", "dir_info": {"editable": True}}, ""),
        ({"url": "file:///home/me/a", **GIT}, ""),
        ({"url": "https://host.example/a", "vcs_info": {"vcs": "git", "commit_id": "main"}}, ""),
        ({"url": "https://host.example/a", "vcs_info": {"vcs": "hg", "commit_id": COMMIT}}, ""),
        ({}, ""),
    ],
)  # fmt: skip
def test_a_source_is_what_another_machine_can_install(
    record: dict[str, object] | None, requirement: str
) -> None:
    text = None if record is None else json.dumps(record)
    found = read_install_source(text, "1.2")
    assert found.requirement == requirement
    assert found.requirement or found.place
    assert "secret" not in found.requirement
    assert read_install_source("not JSON", "1.2").requirement == ""


def test_paths_are_known_from_addresses() -> None:
    for path in ("./dist/a.whl", "/home/a", "attestle @ file:///a.whl", "a.whl", "C:\\a", "../a"):
        assert is_local_source(path), path
    for other in (
        "attestle==1",
        "attestle @ https://h.example/a.whl",
        "attestle @ git+ssh://h/a@1",
    ):
        assert not is_local_source(other), other


LOCK = f"""# made by a tool
attestle==1.2 \\
    --hash=sha256:{HASH} \\
    --hash=sha256:{"cd" * 32}
    # via -r in.txt
click==8.1.7 ; python_version >= "3.11" --hash=sha256:{HASH}  # a comment
"""


def test_a_lock_is_a_list_of_versions_with_hashes() -> None:
    for text in (LOCK, LOCK.replace("\n", "\r\n")):
        found = read_locked_requirements(text)
        assert found.source == "attestle==1.2"
        assert len(found.lines) == 2
        assert found.lines[0].count("--hash=sha256:") == 2
    for wrong in (
        LOCK + "rich==13.0\n",
        LOCK + f"rich>=13.0 --hash=sha256:{HASH}\n",
        LOCK + "--index-url https://evil.example\n",
        LOCK + f"-e . --hash=sha256:{HASH}\n",
        LOCK + f"rich==1 --hash=sha256:{HASH} --index-url x\n",
        LOCK + "REQUIREMENTS\n",
        LOCK.replace("attestle==", "attestles=="),
        "",
    ):
        with pytest.raises(ValueError, match=r"entry \d|no line"):
            read_locked_requirements(wrong)


def test_a_checkout_is_refused_and_a_lock_stands_in_every_workflow(run: Run, tiny: Path) -> None:
    before = {path.name for path in tiny.iterdir()}
    refused = run(tiny, "init", "--hooks", str(tiny))
    # the tests run from an editable checkout, which nobody else has
    assert (refused.exit_code, "no other machine has" in refused.output) == (2, True)
    assert {path.name for path in tiny.iterdir()} == before
    (tiny / "lock.txt").write_text(LOCK, encoding="utf-8")
    done = run(tiny, "init", "--hooks", str(tiny), "--lock", str(tiny / "lock.txt"))
    assert done.exit_code == 0, done.output
    assert "hashes of 2 packages" in done.output
    for path in (".github/workflows/attestle.yml", ".github/workflows/attestle-assemble.yml"):
        [job] = yaml.safe_load((tiny / path).read_text(encoding="utf-8"))["jobs"].values()
        script = job["steps"][0]["run"]
        assert f"attestle==1.2 --hash=sha256:{HASH}" in script
        assert "--require-hashes --requirement requirements.txt" in script
        assert '"$ATTESTLE"' not in script
    gitlab = (tiny / ".gitlab/attestle.yml").read_text(encoding="utf-8")
    assert "--require-hashes" in yaml.safe_load(gitlab)[".attestle"]["before_script"][0]
    hooks = yaml.safe_load((tiny / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    assert hooks["repos"][0]["hooks"][0]["additional_dependencies"] == ["attestle==1.2"]


def test_a_path_is_told_and_two_sources_are_refused(run: Run, tiny: Path) -> None:
    told = run(tiny, "init", "--hooks", str(tiny), "--install", "dist/attestle.whl")
    assert (told.exit_code, "is a path" in told.output) == (0, True)
    (tiny / "lock.txt").write_text(LOCK, encoding="utf-8")
    both = run(
        tiny, "init", "--hooks", str(tiny), "--install", "x", "--lock", str(tiny / "lock.txt")
    )
    assert both.exit_code == 2
