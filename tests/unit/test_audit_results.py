"""The auditor's words on the test of a control, by their phrases."""

from __future__ import annotations

import pytest

from attestle.model.audit_results import AuditResult, read_result

RESULTS = (
    ("", AuditResult.NOT_STATED), (" \u00a0", AuditResult.NOT_STATED),
    ("No exceptions noted", AuditResult.CLEAN), ("No deviation noted.", AuditResult.CLEAN),
    ("No relevant exceptions were noted", AuditResult.CLEAN), ("Exceptions noted: none", AuditResult.CLEAN),
    ("0 of 25 exceptions", AuditResult.CLEAN), ("None", AuditResult.CLEAN), ("Pass", AuditResult.CLEAN),
    ("Operated effectively", AuditResult.CLEAN), ("Suitably designed", AuditResult.CLEAN), ("Unqualified", AuditResult.CLEAN),
    ("Inspected the alerts of failed sign-ins. No exceptions noted.", AuditResult.CLEAN),
    ("Exception noted", AuditResult.DEVIATED), ("Exceptions noted.", AuditResult.DEVIATED), ("Deviation", AuditResult.DEVIATED),
    ("1 deviation noted", AuditResult.DEVIATED), ("Exception: 2 of 25", AuditResult.DEVIATED),
    ("Control did not operate effectively", AuditResult.DEVIATED), ("Not operating effectively", AuditResult.DEVIATED),
    ("The control was not suitably designed", AuditResult.DEVIATED), ("wasn\u2019t designed effectively", AuditResult.DEVIATED),
    ("Fail", AuditResult.DEVIATED), ("Failed", AuditResult.DEVIATED), ("The control failed to operate", AuditResult.DEVIATED),
    ("Ineffective", AuditResult.DEVIATED), ("Qualified", AuditResult.DEVIATED), ("Pass with exception", AuditResult.DEVIATED),
    ("No exceptions noted except one late review", AuditResult.DEVIATED), ("Partially effective", AuditResult.DEVIATED),
    ("Unsatisfactory", AuditResult.DEVIATED), ("Operating effectively: no", AuditResult.DEVIATED),
    ("Reviews were not performed", AuditResult.DEVIATED), ("1 of 4 reviews late", AuditResult.DEVIATED),
    ("Not tested", AuditResult.UNTESTED), ("Unable to test", AuditResult.UNTESTED), ("Could not be tested", AuditResult.UNTESTED),
    ("N/A - no occurrences during the period", AuditResult.UNTESTED), ("No occurrence in the period", AuditResult.UNTESTED),
    ("See appendix B", AuditResult.UNKNOWN), ("Somehow", AuditResult.UNKNOWN),
)  # fmt: skip


@pytest.mark.parametrize(("text", "result"), RESULTS)
def test_results_of_tests(text: str, result: AuditResult) -> None:
    assert read_result(text) is result
    assert read_result(text.upper()) is result


@pytest.mark.parametrize(
    "text", [text for text, result in RESULTS if result is AuditResult.CLEAN and "." not in text]
)
@pytest.mark.parametrize("denial", ["", "not ", "Not "])
def test_a_good_phrase_that_is_denied_is_never_good(text: str, denial: str) -> None:
    assert denial == "" or read_result(denial + text) is not AuditResult.CLEAN
