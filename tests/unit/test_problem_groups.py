"""Messages of one kind are told once, with their rows and with what differs."""

from __future__ import annotations

from attestle.formats.problem_groups import group_problems, write_spans
from attestle.formats.problems import Problem


def _make(
    message: str, line: int | None, hint: str = "", *, warning: bool = False, note: bool = False
) -> Problem:
    return Problem("OSC012", message, line, None, hint, warning=warning, note=note)


def test_one_text_in_many_rows_is_one_line_with_its_rows() -> None:
    text = '"ISO 27001:2022: A.5.15" is no criterion and was left out'
    [group] = group_problems([_make(text, row, warning=True) for row in range(2, 28)])
    assert (group.severity, group.message) == ("warning", text)
    assert write_spans(group.rows) == "2-27"


def test_messages_that_differ_in_names_are_told_together() -> None:
    names = ("A.pdf", "B.pdf", "C.pdf", "D.pdf")
    found = [
        _make(f'3.1.{row}[a]: no item "{name}"; left out', row, f'did you mean "{row}"?')
        for row, name in enumerate(names, 2)
    ]
    [group] = group_problems(found)
    assert group.message == (
        '3.1.2[a], 3.1.3[a], 3.1.4[a] and 1 more: no item "A.pdf", "B.pdf", "C.pdf" and 1 more;'
        " left out"
    )
    assert group.hint == 'did you mean "2"? (and 3 more like it)'
    assert group.problems == tuple(found)


def test_kinds_topics_and_severities_stay_apart() -> None:
    found = [
        _make("no state; 3.1.1[a] was not taken", 4),
        _make("no day", 2, warning=True),
        _make("no day", 3),
        Problem("OSC012", "no day", 9, topic="days"),
        _make("the whole file", None, note=True),
    ]
    groups = group_problems(found)
    assert [(group.severity, group.message) for group in groups] == [
        ("error", "no state; 3.1.1[a] was not taken"),
        ("error", "no day"),
        ("error", "no day"),
        ("warning", "no day"),
        ("note", "the whole file"),
    ]
    assert groups[-1].rows == ()


def test_words_that_are_told_with_their_rows_stay_apart() -> None:
    texts = [
        '1 row says "Odd", which is no state (row 2)',
        '1 row says "Bad", which is no state (row 3)',
    ]
    groups = group_problems([_make(text, row) for row, text in enumerate(texts, 2)])
    assert [group.message for group in groups] == texts
    assert all(group.lists_rows for group in groups)


def test_every_problem_is_in_one_group() -> None:
    found = [_make(f'row with "{"x" * (row % 7)}" and {row % 3}', row) for row in range(200)]
    assert sum(len(group.problems) for group in group_problems(found)) == 200


def test_rows_are_written_as_spans() -> None:
    assert write_spans([1, 2, 3, 5, 7, 8]) == "1-3, 5, 7-8"
    assert write_spans(list(range(0, 60, 2)), most=2) == "0, 2 and 28 more places"
