"""What a release rests on: one version everywhere, and a chapter of the changelog.

python tools/release.py check v1.2.3    exit 1 and the reasons, if this cannot be that release
python tools/release.py notes v1.2.3    the chapter of the changelog, for the page of the release
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
_VERSION = re.compile(r'^__version__ = "(.+)"$', re.M)
_TAG = re.compile(r"v(\d+\.\d+\.\d+(?:(?:a|b|rc)\d+)?)")
_CHAPTER = re.compile(r"^## \[(?P<name>[^\]]+)\](?: - (?P<day>\d{4}-\d{2}-\d{2}))?$", re.M)


@dataclass(frozen=True, slots=True)
class Chapter:
    """A version of the changelog: its day, "" where none is written, and what changed."""

    day: str
    text: str


def read_chapters(changelog: str) -> dict[str, Chapter]:
    heads = list(_CHAPTER.finditer(changelog))
    ends = [head.start() for head in heads[1:]] + [len(changelog)]
    return {
        head["name"]: Chapter(head["day"] or "", changelog[head.end() : end].strip())
        for head, end in zip(heads, ends, strict=True)
    }


def list_reasons(root: Path, tag: str) -> Iterator[str]:
    """Why the checkout is not the release of a tag."""
    named = _TAG.fullmatch(tag)
    if named is None:
        yield f"{tag} is no tag of a release: v1.2.3, or v1.2.3rc1"
        return
    version = named[1]
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    code = _VERSION.search((root / "oscal/attestle/__init__.py").read_text(encoding="utf-8"))
    stated = {
        "pyproject.toml": project["version"],
        "oscal/attestle/__init__.py": code[1] if code else "nothing",
    }
    for path, other in stated.items():
        if other != version:
            yield f"{path} says {other}, the tag {version}"
    chapters = read_chapters((root / "CHANGELOG.md").read_text(encoding="utf-8"))
    chapter = chapters.get(version)
    if chapter is None:
        yield f"CHANGELOG.md has no chapter [{version}]"
    elif not chapter.day or not chapter.text:
        yield f"the chapter [{version}] of CHANGELOG.md lacks its day or its text"
    if "Unreleased" not in chapters:
        yield "CHANGELOG.md has no chapter [Unreleased] for what comes next"
    elif chapters["Unreleased"].text:
        yield "CHANGELOG.md has lines under [Unreleased] that belong to the release"


def main(words: list[str]) -> int:
    if len(words) != 2 or words[0] not in ("check", "notes"):
        print(__doc__)
        return 2
    command, tag = words
    if command == "check":
        reasons = list(list_reasons(ROOT, tag))
        for reason in reasons:
            print(f"error: {reason}")
        return 1 if reasons else 0
    chapters = read_chapters((ROOT / "CHANGELOG.md").read_text(encoding="utf-8"))
    print(chapters[tag.removeprefix("v")].text)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
