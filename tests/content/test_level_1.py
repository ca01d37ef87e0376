"""Level 1 speaks of FCI: FAR 52.204-21(b)(1) protects it, and a Level 1 company may hold no CUI."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from attestle.model.baseline import Baseline
from attestle.model.frameworks import put_term
from building import shipped
from conftest import ROOT, Run

CUI = re.compile(r"\bCUI\b|Controlled Unclassified|controlled unclassified")
# Requirements of Level 1 whose texts name the information protected, by FAR 52.204-21(b)(1)(iv),
# (vii) and (viii)
NAMING = ("3.1.22", "3.8.3", "3.10.1")
SYSTEM = (
    "new", "system", "shop", "--profile", "cmmc-level-1", "--title", "Counter",
    "--description", "Office system.", "--organization", "Tallow Street Works",
    "--information-description", "Orders.", "--user", "Staff",
    "--owner-role", "owner", "--owner-title", "Owner",
)  # fmt: skip


def list_texts(baseline: Baseline) -> Iterator[tuple[str, str]]:
    for item in baseline.requirements:
        yield item.label, item.title
        yield item.label, item.statement
        yield item.label, item.guidance
        yield from ((item.label, part.prose) for part in item.items)
        yield from ((item.label, objective.text) for objective in item.objectives)
        yield from ((item.label, method.objects) for method in item.methods)


def test_every_text_of_level_1() -> None:
    texts = list(list_texts(shipped("cmmc-level-1")))
    assert len({label for label, _ in texts}) == 17
    assert not [(label, text) for label, text in texts if CUI.search(text) or "{{" in text]
    assert tuple(dict.fromkeys(label for label, text in texts if "FCI" in text)) == NAMING


def test_level_2_says_the_same_of_cui() -> None:
    """The two levels differ in the term and in nothing else, and no parameter is left to set."""
    level_1, level_2 = shipped("cmmc-level-1"), shipped("cmmc-level-2")
    assert (level_1.term, level_2.term) == ("FCI", "CUI")
    below = [pair for pair in list_texts(level_2) if pair[0] in level_1.by_label]
    assert [(label, put_term(text, "FCI")) for label, text in below] == list(list_texts(level_1))
    assert not any("FCI" in text or "{{" in text for _, text in below)
    assert not any(item.parameters or item.template for item in level_2.requirements)


def test_the_resolved_catalog(run: Run) -> None:
    """What other tools get of us has the words in its texts."""
    printed = run(ROOT, "profile", "resolve", "cmmc-level-1").output
    assert not CUI.search(printed)
    assert "{{" not in printed
    held = json.loads(printed)["catalog"]["groups"]
    params: list[dict[str, Any]] = [
        param for group in held for item in group["controls"] for param in item.get("params", ())
    ]
    assert [param["values"] for param in params] == [["FCI"]] * len(NAMING)
    assert {param["links"][0]["resource-fragment"] for param in params} == {
        f"52.204-21(b)(1)({number})" for number in ("iv", "vii", "viii")
    }


@pytest.fixture(scope="module")
def shop(run: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Level 1 system of which nothing is answered but an asset and a provider."""
    root: Path = tmp_path_factory.mktemp("level-1") / "w"
    assert run(root.parent, "init", str(root)).exit_code == 0
    assert run(root, *SYSTEM).exit_code == 0
    return root


def test_files_and_documents_of_a_level_1_system(shop: Path, run: Run) -> None:
    for path in (shop / "ssp").rglob("*"):
        assert path.is_dir() or not CUI.search(path.read_text(encoding="utf-8")), path
    assert "Federal Contract Information" in (shop / "ssp/shop/system.md").read_text("utf-8")
    out = shop / "build"
    assert run(shop, "render", "ssp", "shop", "--to", "md", "--out", str(out)).exit_code == 0
    plan = (out / "shop-ssp.md").read_text("utf-8")
    assert not CUI.search(plan)
    assert "Flow of FCI" in plan
    assert not CUI.search(run(shop, "status", "shop").output)


def test_gap_of_a_level_1_system(shop: Path, run: Run) -> None:
    """Net-new work speaks of CUI because it is about CUI; all else follows the level."""
    assert not CUI.search(run(shop, "gap", "shop").output)
    printed = run(shop, "gap", "shop", "--full").output
    before, _, net_new = printed.partition("work that no requirement carries")
    assert net_new or "CUI identified" in printed
    assert "the FCI scope" in printed
    assert not CUI.search(before.partition("CUI identified")[0])


def test_findings_of_a_level_1_system(shop: Path, run: Run) -> None:
    """No rule asks a provider with FCI for FedRAMP, and messages name what is protected."""
    made = run(
        shop, "new", "provider", "shop", "cloudlet", "--title", "Cloudlet", "--cloud",
        "--service", "Storage", "--owner", "owner", "--description", "Keeps orders.",
    )  # fmt: skip
    assert made.exit_code == 0, made.output
    page = shop / "ssp/shop/providers/cloudlet.md"
    text = page.read_text("utf-8")
    page.write_text(text.replace("cloud: true\n", 'cloud: true\ncui:\n  - "stores"\n'), "utf-8")
    assert page.read_text("utf-8") != text
    inventory = shop / "ssp/shop/inventory.csv"
    header = inventory.read_text("utf-8").splitlines()[0].split(",")
    row = {"id": "A-1", "name": "Kiosk", "category": "cui", "owner": "owner"}
    line = ",".join(row.get(name, "") for name in header)
    inventory.write_text(",".join(header) + "\n" + line + "\n", encoding="utf-8")
    printed = run(shop, "validate").output
    assert "BND001" not in printed
    assert "A-1 is an FCI asset but does nothing with FCI" in " ".join(printed.split())
    assert not CUI.search(printed)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a CUI asset with CUI", "an FCI asset with FCI"),
        ("A CUI asset; CUI-marked", "An FCI asset; FCI-marked"),
        ("circuit, CUIs", "circuit, CUIs"),
    ],
)
def test_put_term(text: str, expected: str) -> None:
    assert put_term(text, "FCI") == expected
    assert put_term(text, "CUI") == text
