"""The publisher's words laid beside a catalog, from files of every shape."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from attestle.api.catalog_lookup import read_controls_of
from attestle.api.catalog_texts import LaidTexts, lay_texts
from attestle.errors import UsageError
from attestle.formats.catalog_texts_places import TextPlaces
from attestle.model.published_texts import Agreement, OfficialDigest, TextKind
from building import shipped
from publisher_files import DAY, SHAPES, TITLE, VERSION, invent_sentences, make_digests

R2 = "nist-sp-800-171-r2"
BASELINE = shipped("cmmc-level-2")
SENTENCES = invent_sentences(BASELINE)
DIGESTS = make_digests(SENTENCES)
TAKEN = dt.date(2026, 11, 20)


@pytest.fixture
def work(tmp_path: Path, example: Path) -> Path:
    """A workspace with one catalog."""
    root = tmp_path / "workspace"
    (root / ".trestle").mkdir(parents=True)
    add_catalog(root, example, R2)
    return root


def add_catalog(root: Path, example: Path, name: str) -> None:
    (root / f"catalogs/{name}").mkdir(parents=True)
    data = (example / f"catalogs/{name}/catalog.json").read_bytes()
    (root / f"catalogs/{name}/catalog.json").write_bytes(data)


def lay(
    root: Path,
    shape: str,
    sentences: dict[str, str] = SENTENCES,
    digests: dict[str, OfficialDigest] = DIGESTS,
) -> LaidTexts:
    # the name says nothing of the shape
    file = root.parent / "publication.dat"
    file.write_bytes(SHAPES[shape](BASELINE, sentences))
    return lay_texts(root, file, day=TAKEN, digests=digests)


@pytest.mark.parametrize("shape", SHAPES)
def test_each_shape_lays_down_every_text(work: Path, shape: str) -> None:
    catalog = work / f"catalogs/{R2}/catalog.json"
    before = catalog.read_bytes()
    laid = lay(work, shape)
    assert laid.catalog == R2
    assert laid.source.form == shape
    assert laid.count(TextKind.STATEMENT, Agreement.OFFICIAL) == 110
    assert laid.count(TextKind.OBJECTIVE, Agreement.OFFICIAL) == 320
    assert (laid.differing, laid.missing, laid.repeated) == ((), (), ())
    assert catalog.read_bytes() == before
    tree = json.loads((work / f"texts/{R2}/texts.json").read_bytes())
    texts = {item["label"]: item for item in tree["texts"]}
    assert {label: item["text"] for label, item in texts.items()} == SENTENCES
    assert texts["3.1.1[a]"]["sha256"] == DIGESTS["3.1.1[a]"].sha256
    assert tree["sources"][0]["taken"] == "2026-11-20"


@pytest.mark.parametrize("shape", SHAPES)
def test_one_changed_letter_is_named(work: Path, shape: str) -> None:
    for label in ("3.1.1", "3.1.13[a]", "3.14.7[b]"):
        changed = {**SENTENCES, label: SENTENCES[label].replace("keepers", "keeperz")}
        laid = lay(work, shape, changed)
        assert [item.unit.label for item in laid.differing] == [label]


def test_what_a_file_says_of_itself_is_kept(work: Path) -> None:
    source = lay(work, "OSCAL XML").source
    assert (source.title, source.version, source.published) == (TITLE, VERSION, DAY)
    assert lay(work, "CPRT JSON").source.version == VERSION


def test_a_difference_is_explained_without_its_words(work: Path) -> None:
    text = SENTENCES["3.1.2"]
    changed = {
        **SENTENCES,
        "3.1.2": text.partition(" (")[0],
        "3.1.3": f"{text} And so on.",
        "3.13.12": SENTENCES["3.13.11"],
        "3.1.1[a]": SENTENCES["3.1.1[a]"].replace("keepers", "sleeper"),
    }
    laid = lay(work, "CSV", changed)
    why = {item.unit.label: item.why for item in laid.differing}
    assert set(why) == {"3.1.2", "3.1.3", "3.13.12", "3.1.1[a]"}
    assert "less than the publisher's words" in why["3.1.2"]
    assert why["3.13.12"] == "has the words of 3.13.11"
    assert why["3.1.1[a]"] == "is as long as the publisher's words, and has other letters"
    assert not any("keepers" in reason for reason in why.values())


def test_marks_of_footnotes_and_quotes_of_another_kind_are_no_difference(work: Path) -> None:
    text = SENTENCES["3.1.1"]
    changed = {
        **SENTENCES,
        "3.1.1": f"3.1.1 {text}\u00b9",
        "3.1.2": f"{SENTENCES['3.1.2'][:-1]} [12]\u2009.",
        "3.1.3": SENTENCES["3.1.3"].replace("each morning.", "each morning.14"),
        "3.1.1[a]": f"[a] {SENTENCES['3.1.1[a]'].upper()}",
    }
    laid = lay(work, "CSV", changed)
    assert laid.differing == ()
    shown = {item.unit.label: item.text for item in laid.texts}
    assert shown["3.1.1"] == text
    assert shown["3.1.3"] == SENTENCES["3.1.3"]


def test_a_parenthesis_that_one_source_drops_is_no_difference(work: Path) -> None:
    label = "3.1.3[c]"
    short = SENTENCES[label].replace(" (also by night)", "")
    digests = {**DIGESTS, **make_digests({label: short}, sources=1)}
    assert lay(work, "CSV", digests=digests).differing == ()
    digests = {**DIGESTS, **make_digests({label: short}, sources=2)}
    [item] = lay(work, "CSV", digests=digests).differing
    assert item.unit.label == label


def test_a_parenthesis_that_nothing_proves_is_not_taken(work: Path) -> None:
    label = "3.1.3[c]"
    short = SENTENCES[label].replace(" (also by night)", "")
    digests = {**DIGESTS, **make_digests({label: short}, sources=1)}
    changed = {**SENTENCES, label: SENTENCES[label].replace("by night", "where that is no bother")}
    shown = {item.unit.label: item.text for item in lay(work, "CSV", changed, digests).texts}
    assert shown[label] == short
    assert "bother" not in (work / f"texts/{R2}/texts.json").read_text()


@pytest.mark.parametrize(
    "added",
    [
        " \u043d\u0435 \u0432\u0441\u0435\u0433\u0434\u0430",
        " \u4e0d\u8981",
        "\u0336",
        " \u274c",
        " \uff3b30\uff3d",
    ],
)
def test_signs_that_the_digest_does_not_see_are_named(work: Path, added: str) -> None:
    changed = {**SENTENCES, "3.1.1": SENTENCES["3.1.1"][:-1] + added}
    [item] = lay(work, "xlsx", changed).differing
    assert item.unit.label == "3.1.1"
    assert "signs that are not in the publication" in item.why


def test_signs_of_a_page_are_no_difference(work: Path) -> None:
    text = SENTENCES["3.1.1"]
    written = f"\u25cf <b>{text[:4]}</b>\u00ad\u200b\u202e\u0007{text[4:-1]}\u00b4&rsquo;\u2212"
    laid = lay(work, "CPRT JSON", {**SENTENCES, "3.1.1": written})
    assert laid.differing == ()
    [shown] = [item.text for item in laid.texts if item.unit.label == "3.1.1"]
    assert not set(shown) & set("\u00ad\u200b\u202e\u0007\u25cf<")


def test_a_second_file_adds_and_gives_up_nothing_that_is_proved(work: Path) -> None:
    statements = {label: text for label, text in SENTENCES.items() if "[" not in label}
    others = {label: text for label, text in SENTENCES.items() if "[" in label}
    laid = lay(work, "CSV", statements)
    assert len(laid.missing) == 320
    laid = lay(work, "xlsx", {**others, "3.1.1": "The keepers sleep."})
    assert [item.unit.label for item in laid.differing] == ["3.1.1"]
    assert laid.missing == ()
    assert len(laid.kept) == 110
    tree = json.loads((work / f"texts/{R2}/texts.json").read_bytes())
    assert {item["label"]: item["text"] for item in tree["texts"]} == SENTENCES
    assert {source["form"] for source in tree["sources"]} == {"CSV", "xlsx"}


def test_of_two_texts_for_one_the_proved_one_is_taken(work: Path) -> None:
    rows = SHAPES["CSV"](BASELINE, SENTENCES) + b"AC;3.1.1;talk;The keepers sleep.\r\n"
    file = work.parent / "twice.csv"
    file.write_bytes(rows)
    laid = lay_texts(work, file, digests=DIGESTS)
    assert laid.repeated == ("3.1.1",)
    assert laid.differing == ()


def test_elements_of_an_export_are_found_by_what_they_relate_to(work: Path) -> None:
    export = {
        "elements": [
            {
                "element_identifier": "REQ-7",
                "element_type": "security requirement",
                "text": SENTENCES["3.1.7"],
            },
            {"element_identifier": "D-7", "element_type": "discussion", "text": "Talk."},
            {
                "element_identifier": "DET-7.b",
                "element_type": "determination",
                "text": SENTENCES["3.1.7[b]"],
            },
        ],
        "relationships": [
            {"source_element_identifier": "3.1.7", "dest_element_identifier": name}
            for name in ("REQ-7", "D-7", "DET-7.b")
        ],
    }
    file = work.parent / "export.json"
    file.write_text(json.dumps({"response": {"elements": export}}))
    laid = lay_texts(work, file, digests=DIGESTS)
    assert [item.unit.label for item in laid.texts] == ["3.1.7", "3.1.7[b]"]
    assert laid.differing == ()


@pytest.mark.parametrize("content", [b"", b"{}", b"<html></html>", b"a,b\n1,2\n", b"[1]", b"\x00"])
def test_a_file_without_texts_is_refused(work: Path, content: bytes) -> None:
    file = work.parent / "other.dat"
    file.write_bytes(content)
    with pytest.raises(UsageError):
        lay_texts(work, file)
    assert not (work / "texts").exists()


def test_texts_without_digests_are_unproved(work: Path) -> None:
    laid = lay(work, "CSV", digests={})
    assert laid.count(TextKind.STATEMENT, Agreement.UNCHECKED) == 110


@pytest.mark.parametrize(
    ("written", "label"),
    [
        ("03.01.01", "3.1.1"),
        ("AC.L2-3.1.1", "3.1.1"),
        ("SP_800_171r2_03.01.01_smt", "3.1.1"),
        ("SR-03.01.01.a", "3.1.1[a]"),
        ("A.03.01.01[a]", "3.1.1[a]"),
        ("AC.L2-3.1.1[a]", "3.1.1[a]"),
        ("3.1.1 (a)", "3.1.1[a]"),
        ("3.1.1a", "3.1.1[a]"),
        ("A.03.13.11", "3.13.11[a]"),
        ("3.1.99", None),
        ("E-03.01.01", None),
        ("D-03.01.01", None),
        ("", None),
    ],
)
def test_spellings_of_publishers(written: str, label: str | None) -> None:
    unit = TextPlaces(BASELINE).find(written)
    assert (unit.label if unit else None) == label


def test_criteria_of_a_licensed_catalog(work: Path, example: Path) -> None:
    add_catalog(work, example, "soc2-tsc-2017")
    baseline = read_controls_of(work, "soc2-tsc-2017")
    sentences = invent_sentences(baseline)
    lines = [f"{label.upper()},{text!r}" for label, text in sentences.items()]
    file = work.parent / "criteria.csv"
    file.write_text("ID,Criterion\n" + "\n".join(line.replace("'", '"') for line in lines))
    ignored = work / ".gitignore"
    ignored.write_text("build/")
    laid = lay_texts(work, file)
    assert (laid.catalog, laid.is_free, laid.missing) == ("soc2-tsc-2017", False, ())
    assert ignored.read_text() == "build/\n/texts/soc2-tsc-2017/\n"
    assert lay_texts(work, file).written == ()
