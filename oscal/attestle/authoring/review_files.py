"""The files that put a workspace into a git host's review: workflows, hooks, attributes, owners.

Values in, {path: bytes} out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping

from ..model.system import System

# template -> where it stands in a workspace
FILES: Mapping[str, str] = {
    "github-pull-request.yml": ".github/workflows/attestle.yml",
    "github-comment.yml": ".github/workflows/attestle-comment.yml",
    "github-assemble.yml": ".github/workflows/attestle-assemble.yml",
    "gitlab.yml": ".gitlab/attestle.yml",
    "pre-commit.yaml": ".pre-commit-config.yaml",
    "gitattributes": ".gitattributes",
}
CODEOWNERS = "CODEOWNERS"
# where a host looks for it too; one that stands elsewhere is the one in force, or would be put out
# of force
CODEOWNERS_PLACES = (CODEOWNERS, ".github/CODEOWNERS", ".gitlab/CODEOWNERS", "docs/CODEOWNERS")
SCHEMAS = ".attestle/schemas"
_SOURCE = re.compile(r"[A-Za-z0-9][^\x00-\x1f\x7f-\x9f\u2028\u2029]{0,400}\Z")
# path inside a system's folder -> the schema of its keys
_KINDS = (
    (re.compile(r"system\.md\Z"), "system"),
    (re.compile(r"(people|engagement|assessment|evidence)\.yaml\Z"), ""),
    (re.compile(r"(boundary|network|data-flow)\.md\Z"), "narrative"),
    (re.compile(r"components/[^/]+\.md\Z"), "component"),
    (re.compile(r"providers/[^/]+\.md\Z"), "provider"),
    (re.compile(r"poam/[^/]+\.md\Z"), "poam"),
    (re.compile(r"exceptions/[^/]+\.md\Z"), "exception"),
)


def is_installable_source(text: str) -> bool:
    """Whether a text can be what pip is asked to install: one line that is no option."""
    return _SOURCE.match(text) is not None


def list_review_files(
    templates: Mapping[str, str], source: str, systems: Iterable[System]
) -> dict[str, bytes]:
    """Everything that `init --hooks` writes; `source` is what pip installs.

    Without a system there are no owners to name yet.
    """
    quoted = json.dumps(source, ensure_ascii=False)[
        1:-1
    ]  # the templates hold it in double quotes, where YAML reads what JSON writes
    outputs = {
        FILES[name]: text.replace("@INSTALL@", quoted).encode() for name, text in templates.items()
    }
    systems = tuple(systems)
    return {**outputs, CODEOWNERS: write_codeowners(systems)} if systems else outputs


def write_codeowners(systems: Iterable[System]) -> bytes:
    """Each family's answers to the handles of the role that answers for it; what has no handle is
    told in a comment.
    """
    lines = [
        (
            "# Written by `attestle init --hooks` from people.yaml: the role that answers for a"
            " family reviews its answers."
        ),
        (
            "# A role gets its users or teams by the key `github` there. Delete this file and run"
            " `attestle init --hooks .` to write it again."
        ),
    ]
    for system in systems:
        roles = {role.id: role for role in system.people.roles}
        lines += ["", f"# {system.name}"]
        for code, identity in system.people.families.items():
            folder = f"/ssp/{system.name}/controls/{code}/"
            handles = (
                [f"@{item.removeprefix('@')}" for item in roles[identity].github]
                if identity in roles
                else []
            )
            lines.append(
                f"{folder} {' '.join(handles)}"
                if handles
                else f"# {folder} ({identity} has no `github`)"
            )
    return ("\n".join(lines) + "\n").encode()


def make_schema_line(path: str) -> tuple[str, str] | None:
    """For a file below `ssp/<system>/`: the schema of its keys, and the comment by which an editor
    finds it in the workspace.
    """
    parts = path.split("/")
    if len(parts) < 3 or parts[0] != "ssp":
        return None
    inside = "/".join(parts[2:])
    for pattern, kind in _KINDS:
        found = pattern.match(inside)
        if found:
            name = kind or found[1]
            return (
                name,
                (
                    "# yaml-language-server:"
                    f" $schema={'../' * (len(parts) - 1)}{SCHEMAS}/{name}.json\n"
                ),
            )
    return None


def add_schema_line(path: str, data: bytes, known: Iterable[str]) -> bytes:
    """The file with the comment at the head of its keys, where its schema is among those `known`;
    it changes no meaning.
    """
    found = make_schema_line(path)
    if found is None or found[0] not in known:
        return data
    if path.endswith(".md"):
        head = b"---\n"
        return head + found[1].encode() + data.removeprefix(head) if data.startswith(head) else data
    return found[1].encode() + data
