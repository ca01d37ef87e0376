"""The auditor's words on the test of a control, by their phrases."""

from __future__ import annotations

import pytest

from attestle.model.audit_results import AuditResult, read_result, tells_result, tells_test
from tables import check_each

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
    ("Verified", AuditResult.UNKNOWN), ("Reviewed", AuditResult.UNKNOWN), ("Ready for audit", AuditResult.UNKNOWN),
    ("In compliance", AuditResult.UNKNOWN), ("Not in compliance", AuditResult.DEVIATED), ("Out of compliance", AuditResult.DEVIATED),
    ("Non-compliant", AuditResult.DEVIATED),
    ("See appendix B", AuditResult.UNKNOWN), ("Somehow", AuditResult.UNKNOWN),
    ("1 of 25 selections lacked approval", AuditResult.DEVIATED), ("One of 25 samples had no ticket", AuditResult.DEVIATED),
    ("For 1 of 25 samples selected, evidence was not available.", AuditResult.DEVIATED), ("1/25 late", AuditResult.DEVIATED),
    ("24 out of 25 reviews were completed", AuditResult.DEVIATED), ("96% of samples passed", AuditResult.DEVIATED),
    ("25 of 25 reviews were completed. No exceptions noted.", AuditResult.CLEAN),
    ("Inspected a sample of 25 of 300 changes. No exceptions noted.", AuditResult.CLEAN),
    ("Reviewed the list of leavers whose access was not removed; no exceptions noted.", AuditResult.CLEAN),
    ("Deviations were not noted", AuditResult.CLEAN), ("Exceptions? No", AuditResult.CLEAN), ("Exceptions: 0", AuditResult.CLEAN),
    ("Exceptions noted? Yes", AuditResult.DEVIATED), ("Exceptions: 2", AuditResult.DEVIATED),
    ("No exceptions noted; 1 exception", AuditResult.DEVIATED), ("Fail; No exceptions noted", AuditResult.DEVIATED),
    ("Approval missing for one ticket; No exceptions noted", AuditResult.DEVIATED),
    ("Inspected 25 tickets and noted that one was missing approval. No exceptions noted in the others", AuditResult.DEVIATED),
    ("See appendix B; No exceptions noted", AuditResult.UNKNOWN), ("Inspected tickets; no exceptions noted", AuditResult.CLEAN),
    ("Pass with observations", AuditResult.UNKNOWN), ("Passed after retest", AuditResult.UNKNOWN), ("Pass, but late", AuditResult.DEVIATED),
    ("No testing performed", AuditResult.UNTESTED), ("Design effective; operation not tested", AuditResult.UNTESTED),
    # without its heading nobody knows of what it is the number, or what is denied
    ("No", AuditResult.UNKNOWN), ("0", AuditResult.UNKNOWN), ("n", AuditResult.UNKNOWN),
    # an answer of management makes no result better, and there is none without a reason
    ("Approval missing once. Management's response: it operates effectively now.", AuditResult.DEVIATED),
    ("Exception noted. Management response: no exceptions since", AuditResult.DEVIATED),
    ("Management response: repaired", AuditResult.UNKNOWN), ("No exceptions noted. Management response: repaired", AuditResult.UNKNOWN),
    ("No exceptions noted. Management response: N/A", AuditResult.CLEAN),
    ("Exception noted: no drill was held in the period", AuditResult.DEVIATED),
    ("Exceptions: no exceptions noted", AuditResult.CLEAN),
)  # fmt: skip


@check_each(("text", "result"), RESULTS)
def test_results_of_tests(text: str, result: AuditResult) -> None:
    assert read_result(text) is result
    assert read_result(text.upper()) is result


@check_each(
    "text", [text for text, result in RESULTS if result is AuditResult.CLEAN and "." not in text]
)
@check_each("denial", ["", "not ", "Not "])
def test_a_good_phrase_that_is_denied_is_never_good(text: str, denial: str) -> None:
    assert denial == "" or read_result(denial + text) is not AuditResult.CLEAN


@check_each(
    "text",
    [
        "For a sample of 12 joiners, inspected the signed form.",
        "Inspected minutes for two of four quarters and the charter.",
        "Inquired of management; inspected one memo.",
        "Placed a test call.",
        "Observed reception.",
        "For a sample of 10 findings, inspected the proof that they are closed.",
        "Attempted access without a certificate.",
        "Inspected the policy to determine that it was approved each year.",
        "Verified that tokens are required, and observed a sign-in.",
        "Observation of the front desk",
        "Through inspection of the ticket, ascertained whether approval was given",
        "The auditor reperformed the calculation.",
        "1. Inquired with the owner\n2. Inspected the listing",
        "Inspected 5 failed jobs.",
    ],
)
def test_what_the_auditor_did_is_no_result(text: str) -> None:
    assert read_result(text) is AuditResult.NOT_STATED
    assert tells_test(text)
    assert not tells_result(text)


@check_each(
    "text",
    [
        "Inspected 25 tickets; three showed approval after deployment",
        "Inspected the listing, three accounts belonged to leavers",
        "Inspected the listing and noted that four accounts were shared",
        "Inspected the listing. Two users whom HR does not know.",
        "Requested the third review, none given",
        "Traced 23 of 25 changes to their tickets",
        "Confirmed tokens for most people",
        "Confirmed encryption on 96 % of laptops",
        "Selected 25 changes: 3 approved by their own author",
        "Inspected 25 changes - 3 approved by their own author",
        "Inspected 25 changes (3 approved by their own author)",
        "Inspected the badge list and two cards were with people who had left",
        "Inspected the list, but it was of another year",
    ],
)
def test_a_procedure_that_may_tell_more_is_not_taken_for_no_result(text: str) -> None:
    assert read_result(text) <= AuditResult.UNKNOWN


@check_each(
    "text",
    [
        "1 exception noted", "For 18 leavers, compared the days. 1 exception noted.", "2 exceptions",
        "No exceptions noted.", "Exception: 3 of 20 are late", "The control did not operate in Q3",
        "Did not operate", "Control failed in June", "Deviation noted", "Tickets, scans; no deviations",
        "Not operating effectively", "Inspected 25 tickets without exception.", "3 issues identified",
        "No deviations were noted during testing", "Failed", "Not tested in the period",
    ],
)  # fmt: skip
def test_a_result_is_known_wherever_it_stands(text: str) -> None:
    assert tells_result(text)


@check_each(
    "text",
    [
        "Exceptions noted are tracked to their end.", "Any exceptions are approved by the board.",
        "If a control does not operate, the owner is called.", "Alerts of failed sign-ins are read.",
        "Exception register", "Deviations from the baseline are blocked", "Failed login lock-out",
        "Passed", "Pass", "No issues found", "No findings", "Access ends without exception",
        "No exceptions are allowed", "The board is told of exceptions", "Deviation report",
    ],
)  # fmt: skip
def test_words_about_exceptions_are_no_result(text: str) -> None:
    assert not tells_result(text)


def test_events_that_did_not_happen_leave_a_control_untested() -> None:
    assert read_result("No breach occurred in the period.") is AuditResult.UNTESTED
    assert read_result("No incidents met the threshold; read two events") is AuditResult.UNTESTED
    assert read_result("No review took place in Q3") is not AuditResult.UNTESTED


@check_each(
    "text",
    [
        "No exceptions noted*", "No exceptions noted (2)", "Pass\u00b9", "[No exceptions noted]",
        "No exceptions noted. Refer to section 4 for two items.", "Pass, see comment",
        "No exceptions noted prior to June", "No exceptions noted through September",
        "No exceptions noted other than the leaver", "No exceptions noted, aside from one leaver",
        "No exceptions noted save for a leaver", "No exceptions noted apart from item 3",
        "No further exceptions noted", "No open exceptions", "No material exceptions noted",
        "No repeat exceptions noted", "No exceptions noted upon a second look",
        "No exceptions noted in the remaining samples", "No exceptions noted for available samples",
        "Effective until August", "Operated effectively for eight of the twelve months",
        "Operated effectively for staff, contractors were left out", "Passed on the second attempt",
        "We expect no exceptions noted", "Draft: no exceptions noted", "No exceptions noted so far",
        "Interim: no exceptions noted. Rest of the year: open", "0 exceptions, 1 observation",
        "Exceptions: 0 critical, 2 minor", "No exceptions noted (population: 0)",
        "No exceptions noted by management", "Effective - needs improvement",
        "No exceptions noted? To be confirmed", "Inspected tickets; no exceptions noted until May",
        "The London office was skipped. No exceptions noted.", "Effective (design only)",
    ],
)  # fmt: skip
def test_a_good_word_with_a_doubt_beside_it_is_not_good(text: str) -> None:
    assert read_result(text) is not AuditResult.CLEAN
    assert read_result(text.upper()) is not AuditResult.CLEAN


@pytest.mark.parametrize(
    "text",
    [
        "**No exceptions noted**", "No exceptions noted (25 of 25 samples)", "PASS - no exceptions",
        "No exceptions were noted as a result of our testing.", "Effective in all material respects",
        "Test of design: effective. Test of operating effectiveness: no exceptions noted",
        "Inspected the rules to determine that only open ports are used; no exceptions noted.",
        "No deviations noted during the period January 1, 2026 to December 31, 2026",
        "All 25 of 25 requests were approved. No exceptions noted.",
    ],
)  # fmt: skip
def test_what_auditors_say_around_a_good_word_takes_nothing_from_it(text: str) -> None:
    assert read_result(text) is AuditResult.CLEAN
