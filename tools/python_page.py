"""The page of the Python library: each name of the package root with its signature, what its
docstring says, and an example with what it prints (`tests/unit/test_library.py` runs them).
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from typing import Any

import attestle

# The workspace of the examples: the small one of the cases, with a commit
HEAD = """\
# Python

What the commands do, a Python program can ask for. `import attestle` takes no time: each function loads what it needs when it is called. All of it
is typed (`py.typed`); a type checker knows the names, and refuses one that is not there.

- A place is a `str` or a `pathlib.Path`: the folder of a workspace as `root`, a file as `file`. `name` is the system, and may be left out where
  there is one.
- A day (`as_of`) is a `datetime.date`, today if it is left out. The same files and the same day give the same answer.
- What is wrong with a file is a `Finding`. What stops a function is an exception: `UsageError` for what does not exist or cannot be meant,
  `WorkspaceError` with its `findings` where files have defects that leave nothing to work on, `PackageError` for a package that is not what it
  says, `InternalError` for a defect of the program or the machine; all are `ToolkitError`.
- Nothing is printed. Only what says so writes files.
- These names are the interface. What stands in the modules below may change in any version.

The examples run in a small workspace with one system, `demo`, on 2026-11-24.

This page is built by `tools/build_docs.py` from `oscal/attestle/api/library.py` and `tools/python_page.py`.
"""
# Function -> its example, and what that prints
EXAMPLES: dict[str, tuple[str, str]] = {
    "init": (
        """\
written = attestle.init("new-workspace")
print(any(path.startswith("catalogs/") for path in written))""",
        "True",
    ),
    "generate": (
        'print(attestle.generate(".", check=True)[:2])',
        "('ssp/demo/controls/AC/3.1.1.md', 'ssp/demo/controls/AC/3.1.3.md')",
    ),
    "load_work": (
        """\
work, findings = attestle.load_work(".")
print(work.system.characteristics.name, len(work.baseline.requirements), len(findings))""",
        "Demo Enclave 4 0",
    ),
    "validate": (
        """\
for finding in attestle.validate(".", as_of=day):
    print(finding.code, finding.severity, finding.path, finding.line, finding.message)
document = b'{"catalog": {}}'
print({finding.code for finding in attestle.validate(document)})""",
        "{'OSC002'}",
    ),
    "fix": ('print(attestle.fix("."))', "()"),
    "assemble": (
        """\
change = attestle.assemble(".", check=True)
print(change.documents, change.changed)""",
        "4 ()",
    ),
    "status": (
        """\
judged = attestle.status(".", as_of=day)
print(judged.scores.implemented, judged.scores.maximum)
print([item.requirement.label for item in judged.results if not item.met])""",
        "109 110\n['3.1.3']",
    ),
    "gap": (
        """\
report = attestle.gap(".", as_of=day)
print(report.name, [item.requirement.label for item in report.requirements])""",
        "demo ['3.1.1', '3.1.3', '3.12.4', '3.13.11']",
    ),
    "diff": (
        """\
for compared in attestle.diff(".", "HEAD", as_of=day):
    print(compared.system, compared.how)""",
        "demo changed",
    ),
    "poam": (
        """\
plan = attestle.poam(".", as_of=day)
print(len(plan.entries), plan.without)""",
        "1 ()",
    ),
    "ready": ('print(attestle.ready(".", as_of=day).is_ready)', "False"),
    "render": (
        """\
for file, data in attestle.render(".", "poam", forms=("docx", "md"), as_of=day).items():
    print(file, len(data) > 1000)""",
        "demo-poam.docx True\ndemo-poam.md True",
    ),
    "package": (
        """\
order = attestle.PackageOrder("customer", as_of=day, allow_findings=True)
made = attestle.package(".", order, "demo.zip")
print(made.audience.name, len(made.manifest_sha256))""",
        "customer 64",
    ),
    "verify": (
        """\
report = attestle.verify("demo.zip")
print(report.is_verified, report.problems)""",
        "True ()",
    ),
    "convert": (
        """\
from pathlib import Path

path = "catalogs/mini/catalog.json"
written = attestle.convert(Path(path).read_bytes(), path, "xml")
print(written.content[:5], written.losses)""",
        "b'<?xml' ()",
    ),
    "resolve": (
        """\
catalog, findings = attestle.resolve("profiles/mini/profile.json")
print(catalog[:14], findings)""",
        "b'{\\n  \"catalog\":' ()",
    ),
    "import_sheet": (
        """\
from pathlib import Path

Path("states.csv").write_text("Objective,State,Missing\\n3.1.1[a],partial,a second office\\n")
done = attestle.import_sheet(".", "states", "states.csv", attestle.ImportChoices(dry_run=True))
print(done.placed, "of", done.rows, [finding.line for finding in done.findings])""",
        "1 of 1 [2]",
    ),
    "import_ssp": (
        """\
plan = "system-security-plans/demo/system-security-plan.json"
taken = attestle.import_ssp(".", "second", plan, check=True)
print(taken.answered)""",
        "4",
    ),
}


def list_functions() -> dict[str, Callable[..., Any]]:
    """The functions of the package root by name, in the order of `api/library.py`."""
    found = {name: getattr(attestle, name) for name in attestle.__all__}
    functions = {name: item for name, item in found.items() if inspect.isfunction(item)}
    return dict(sorted(functions.items(), key=lambda row: row[1].__code__.co_firstlineno))


def list_classes() -> dict[str, type]:
    found = {name: getattr(attestle, name) for name in attestle.__all__}
    return {name: item for name, item in found.items() if isinstance(item, type)}


def write_signature(name: str, function: Callable[..., Any]) -> str:
    """As it is called; on several lines where one is too long."""
    signature = inspect.signature(function)
    line = f"attestle.{name}{signature}".replace("'", "")
    if len(line) <= 100:
        return line
    parts, is_marked = [], False
    for item in signature.parameters.values():
        if item.kind is item.KEYWORD_ONLY and not is_marked:
            parts.append("*")
            is_marked = True
        parts.append(str(item).replace("'", ""))
    arguments = "".join(f"    {part},\n" for part in parts)
    return f"attestle.{name}(\n{arguments}) -> {signature.return_annotation}"


def python_page() -> str:
    functions = list_functions()
    parts = [HEAD, "\n## Functions\n\n| function | does |\n|---|---|\n"]
    for name, function in functions.items():
        first = _read_paragraphs(function)[0].partition(". ")[0].partition(": ")[0]
        parts.append(f"| [`{name}`](#{name}) | {first.rstrip('.')} |\n")
    for name, function in functions.items():
        parts.append(f"\n### {name}\n\n```python\n{write_signature(name, function)}\n```\n")
        parts += [f"\n{paragraph}\n" for paragraph in _read_paragraphs(function)]
        code, printed = EXAMPLES[name]
        parts.append(f"\n```python\n{code}\n```\n")
        if printed:
            parts.append(f"\n```text\n{printed}\n```\n")
    parts.append("\n## Classes\n\nWhat functions take and return, and what they raise.\n")
    parts.append("\n| class | is |\n|---|---|\n")
    for name, item in list_classes().items():
        text = _read_paragraphs(item)[0]
        parts.append(f"| `{name}` | {text.replace('|', chr(92) + '|')} |\n")
    return "".join(parts)


def _read_paragraphs(item: object) -> list[str]:
    """Each on one line: lines of a docstring end where the code is wide enough."""
    return [" ".join(text.split()) for text in re.split(r"\n\n+", inspect.getdoc(item) or "")]
