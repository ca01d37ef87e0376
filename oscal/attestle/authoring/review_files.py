"""The files that put a workspace into a git host's review: workflows, hooks, attributes, owners.

Values in, {path: bytes} out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence

from ..formats.file_names import choose_stem
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
# Where a host looks for it too: one that stands elsewhere is the one in force, or would be put out
# of force
CODEOWNERS_PLACES = (CODEOWNERS, ".github/CODEOWNERS", ".gitlab/CODEOWNERS", "docs/CODEOWNERS")
SCHEMAS = ".attestle/schemas"
# A name, path or address: printable, in one line, and no option, which would begin with "-"
_SOURCE = re.compile(r"[A-Za-z0-9][^\x00-\x1f\x7f-\x9f\u2028\u2029]{0,400}\Z")
# the line of a workflow that installs
_INSTALL = re.compile(r'^(?P<indent> *)(?P<pip>\S+/pip install [-\w ]+) "\$ATTESTLE"$', re.M)
_END = "REQUIREMENTS"
# path inside a system's folder -> the schema of its keys; "" where it has the file's name
_KINDS = (
    (re.compile(r"system\.md\Z"), "system"),
    (re.compile(r"(people|engagement|assessment|evidence)\.yaml\Z"), ""),
    (re.compile(r"(boundary|network|data-flow)\.md\Z"), "narrative"),
    (re.compile(r"components/[^/]+\.md\Z"), "component"),
    (re.compile(r"providers/[^/]+\.md\Z"), "provider"),
    (re.compile(r"poam/[^/]+\.md\Z"), "poam"),
    (re.compile(r"exceptions/[^/]+\.md\Z"), "exception"),
    (re.compile(r"imports/[^/]+\.yaml\Z"), "import-map"),
)


def is_installable_source(text: str) -> bool:
    """Whether a text can be what pip is asked to install: one line that is no option."""
    return _SOURCE.match(text) is not None


def list_review_files(
    templates: Mapping[str, str],
    source: str,
    systems: Iterable[System],
    locked: Sequence[str] = (),
) -> dict[str, bytes]:
    """Everything that `init --hooks` writes; `source` is what pip installs, `locked` all that it
    installs with the hashes.

    Without a system there are no owners to name yet.
    """
    # the templates hold it in double quotes, where YAML reads what JSON writes
    escaped = json.dumps(source, ensure_ascii=False)[1:-1]
    outputs = {
        FILES[name]: _lock_install(text, locked).replace("@INSTALL@", escaped).encode()
        for name, text in templates.items()
    }
    systems = tuple(systems)
    return {**outputs, CODEOWNERS: write_codeowners(systems)} if systems else outputs


def list_sourced_files(templates: Mapping[str, str]) -> tuple[str, ...]:
    """The paths of those that say what is to be installed."""
    return tuple(FILES[name] for name, text in templates.items() if "@INSTALL@" in text)


def _lock_install(text: str, locked: Sequence[str]) -> str:
    """The list stands in the workflow itself, so that it is as much trusted as that is."""
    if not locked:
        return text

    def write_block(found: re.Match[str]) -> str:
        indent, pip = found["indent"], found["pip"]
        lines = (
            f"cat > requirements.txt <<'{_END}'", *locked, _END,
            f"{pip} --require-hashes --requirement requirements.txt",
        )  # fmt: skip
        return "\n".join(indent + line for line in lines)

    return _INSTALL.sub(write_block, text)


def write_codeowners(systems: Iterable[System]) -> bytes:
    """Who reviews each family's answers: the handles of the role that answers for it.

    A role without a handle is told in a comment.
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
            folder = f"/ssp/{system.name}/controls/{choose_stem(code)}/"
            role = roles.get(identity)
            handles = [f"@{handle.removeprefix('@')}" for handle in role.github] if role else []
            if handles:
                lines.append(f"{folder} {' '.join(handles)}")
            else:
                lines.append(f"# {folder} ({identity} has no `github`)")
    return ("\n".join(lines) + "\n").encode()


def make_schema_line(path: str) -> tuple[str, str] | None:
    """For a file below `ssp/<system>/` or `imports/`: the schema of its keys, and the comment by
    which an editor finds it in the workspace.
    """
    inside = path if path.startswith("imports/") else _get_path_in_system(path)
    for pattern, kind in _KINDS:
        match = pattern.match(inside)
        if match:
            name = kind or match[1]
            # an editor reads it from the folder of the file
            to_root = "../" * path.count("/")
            return name, f"# yaml-language-server: $schema={to_root}{SCHEMAS}/{name}.json\n"
    return None


def _get_path_in_system(path: str) -> str:
    """`components/x.md` of `ssp/<system>/components/x.md`; "" for a path outside of a system."""
    folder, _, rest = path.partition("/")
    return rest.partition("/")[2] if folder == "ssp" else ""


def add_schema_line(path: str, data: bytes, known: Iterable[str]) -> bytes:
    """The file with the comment at the head of its keys, where its schema is among those `known`;
    it changes no meaning.
    """
    kind, comment = make_schema_line(path) or ("", "")
    if not comment or kind not in known:
        return data
    if not path.endswith(".md"):
        return comment.encode() + data
    front = b"---\n"
    if not data.startswith(front):
        return data
    return front + comment.encode() + data.removeprefix(front)
