"""Generate and assemble beside trestle's ssp-generate and ssp-assemble, in one run: seconds (best
of several), and the ratio between them.

    python tools/bench/round_trip.py [REPEATS]

One workspace for both: 110 requirements with five components that answer each of them. Machines are
noisy: read the ratios. trestle's commands run in a process of their own, as ours do; what both need
to start is in the figures.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "oscal"))

from attestle.model.derived_ids import derive_uuid  # noqa: E402

ATTESTLE = (sys.executable, "-m", "attestle")
TRESTLE = (sys.executable, "-c", "from trestle.cli import run; run()")
COMPONENTS = 5
PROFILE = "cmmc-level-2"
PROSE = "What this part does, who does it, how often, and where its record is kept. " * 6


def best(command: tuple[str, ...], folder: Path, repeats: int, before: Any = None) -> float:
    times = []
    for _ in range(repeats):
        if before:
            before()
        start = time.perf_counter()
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        times.append(time.perf_counter() - start)
        if done.returncode:
            raise SystemExit(
                f"{' '.join(command[-6:])} failed:\n{done.stdout[-2000:]}{done.stderr[-2000:]}"
            )
    return min(times)


def plan(folder: Path) -> dict[str, Any]:
    """A plan in which every component answers every requirement."""
    catalog = json.loads((folder / "catalogs/nist-sp-800-171-r2/catalog.json").read_bytes())[
        "catalog"
    ]
    controls = [control["id"] for group in catalog["groups"] for control in group["controls"]]
    titles = ["This System", *(f"Component {number}" for number in range(1, COMPONENTS))]
    components: list[dict[str, Any]] = [
        {
            "uuid": derive_uuid("bench", title),
            "type": "software" if number else "this-system",
            "title": title,
            "description": title,
            "status": {"state": "operational"},
        }
        for number, title in enumerate(titles)
    ]
    requirements = [
        {
            "uuid": derive_uuid("bench", control),
            "control-id": control,
            "by-components": [
                {
                    "component-uuid": item["uuid"],
                    "uuid": derive_uuid("bench", control, item["uuid"]),
                    "description": f"{item['title']}: {PROSE}",
                }
                | {"implementation-status": {"state": "implemented"}}
                for item in components
            ],
        }
        for control in controls
    ]
    information = {
        "uuid": derive_uuid("bench", "information"),
        "title": "CUI",
        "description": "CUI",
    }
    return {
        "uuid": derive_uuid("bench"),
        "metadata": {
            "title": "Bench",
            "last-modified": "2026-01-01T00:00:00+00:00",
            "version": "1",
            "oscal-version": "1.2.1",
        },
        "import-profile": {"href": f"trestle://profiles/{PROFILE}/profile.json"},
        "system-characteristics": {
            "system-ids": [{"id": "bench"}],
            "system-name": "Bench",
            "description": "Bench",
            "status": {"state": "operational"},
            "system-information": {"information-types": [information]},
            "authorization-boundary": {"description": "Bench"},
        },
        "system-implementation": {
            "users": [{"uuid": derive_uuid("bench", "user"), "title": "Users"}],
            "components": components,
        },
        "control-implementation": {
            "description": "Bench",
            "implemented-requirements": requirements,
        },
    }


def definition(body: dict[str, Any]) -> dict[str, Any]:
    """The same answers as trestle takes them: from a component-definition."""
    components = []
    for item in body["system-implementation"]["components"][1:]:
        answers = [
            {
                "uuid": derive_uuid("bench", "definition", requirement["uuid"], item["uuid"]),
                "control-id": requirement["control-id"],
                "description": entry["description"],
            }
            for requirement in body["control-implementation"]["implemented-requirements"]
            for entry in requirement["by-components"]
            if entry["component-uuid"] == item["uuid"]
        ]
        implementation = {
            "uuid": derive_uuid("bench", "implementation", item["uuid"]),
            "source": body["import-profile"]["href"],
            "description": "Bench",
            "implemented-requirements": answers,
        }
        components.append(
            {key: item[key] for key in ("uuid", "type", "title", "description")}
            | {"control-implementations": [implementation]}
        )
    return {
        "component-definition": {
            "uuid": derive_uuid("bench", "definition"),
            "metadata": body["metadata"],
            "components": components,
        }
    }


def workspace(folder: Path) -> dict[str, Any]:
    for part in ("catalogs", "profiles", ".trestle"):
        shutil.copytree(
            ROOT / part, folder / part, ignore=shutil.ignore_patterns("cache", "*.lock")
        )
    body = plan(folder)
    target = folder / "system-security-plans/bench"
    target.mkdir(parents=True)
    (target / "system-security-plan.json").write_text(json.dumps({"system-security-plan": body}))
    target = folder / "component-definitions/bench"
    target.mkdir(parents=True)
    (target / "component-definition.json").write_text(json.dumps(definition(body)))
    return body


def edited(path: Path) -> Any:
    def append() -> None:
        """One sentence more before the last line, in whatever form the file has."""
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("Component 1: ", "Component 1: More. ", 1), encoding="utf-8")

    return append


def main() -> None:
    repeats = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        workspace(folder)
        theirs = folder / "ssp-markdown"
        ours = folder / "ssp/bench"
        generate = (
            *TRESTLE,
            "author",
            "ssp-generate",
            "-p",
            PROFILE,
            "-o",
            theirs.name,
            "-cd",
            "bench",
        )
        assemble = (
            *TRESTLE,
            "author",
            "ssp-assemble",
            "-m",
            theirs.name,
            "-o",
            "trestle-bench",
            "-cd",
            "bench",
        )
        label = next(
            iter(
                json.loads((folder / "catalogs/nist-sp-800-171-r2/catalog.json").read_bytes())[
                    "catalog"
                ]["groups"][0]["controls"]
            )
        )["id"]
        rows: list[tuple[str, float, float | None]] = []
        from_nothing = best(
            (*ATTESTLE, "ssp", "generate", "bench"),
            folder,
            repeats,
            lambda: shutil.rmtree(ours, ignore_errors=True),
        )
        rows.append(
            (
                "generate, every file new",
                from_nothing,
                best(generate, folder, repeats, lambda: shutil.rmtree(theirs, ignore_errors=True)),
            )
        )
        rows.append(
            (
                "generate, nothing to do",
                best((*ATTESTLE, "ssp", "generate", "bench"), folder, repeats),
                best(generate, folder, repeats),
            )
        )
        best((*ATTESTLE, "ssp", "assemble", "bench"), folder, 1)
        best(assemble, folder, 1)
        rows.append(
            (
                "assemble, one edit",
                best(
                    (*ATTESTLE, "ssp", "assemble", "bench"),
                    folder,
                    repeats,
                    edited(next(ours.glob("controls/*/3.1.1.md"))),
                ),
                best(assemble, folder, repeats, edited(next(theirs.rglob(f"{label}.md")))),
            )
        )
        rows.append(
            (
                "assemble, unchanged",
                best((*ATTESTLE, "ssp", "assemble", "bench"), folder, repeats),
                best(assemble, folder, repeats),
            )
        )
        rows.append(
            (
                "assemble --check, unchanged",
                best((*ATTESTLE, "ssp", "assemble", "bench", "--check"), folder, repeats),
                None,
            )
        )
        print(f"{'case':<32} {'attestle':>9} {'trestle':>9} {'ratio':>7}")
        for title, mine, other in rows:
            print(
                f"{title:<32} {mine:>8.2f}s {f'{other:>8.2f}s' if other else '':>9}"
                f" {f'{other / mine:>6.1f}x' if other else '':>7}"
            )


if __name__ == "__main__":
    main()
