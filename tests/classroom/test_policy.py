"""What a student gets: a table of cases, and what holds for all of them."""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.classroom.model import Item, Lateness, LatePolicy, Record
from grader.classroom.policy import closes, days_begun, gradebook, lateness, worth
from grader.verdict import Failure, FailureKind, Reason, Status

LATE = {
    "none": LatePolicy(),
    "grace": LatePolicy(grace=timedelta(hours=2)),
    "percent": LatePolicy(Lateness.PERCENT_PER_DAY, percent=10),
    "graceful percent": LatePolicy(Lateness.PERCENT_PER_DAY, grace=timedelta(hours=2), percent=10),
    "hard": LatePolicy(Lateness.HARD_STOP, grace=timedelta(minutes=10)),
    "days": LatePolicy(Lateness.LATE_DAYS, days=2),
}


@pytest.fixture(scope="module")
def book(make):
    """Grades attempts: name -> (hours after the due date, share of the points or why there is none, or None)."""

    def book(tries, *, now=None, overrides=(), students=("ada",), texts=None, **policies):
        told = make.assignment(**policies)
        texts = texts or {}
        attempts = [
            make.attempt(name, *students, hours=hours, text=texts.get(name))
            for name, (hours, _) in tries.items()
        ]
        rows = [
            make.graded(told, texts.get(name, name), result)
            for name, (_, result) in tries.items()
            if result is not None
        ]
        grades = {row.key: row for row in rows}
        made = make.collection(*attempts, students=students)
        return gradebook(told, made, grades, overrides, now or make.DUE)

    return book


@pytest.fixture(scope="module")
def mark(book):
    def mark(tries, **more):
        return book(tries, **more).results[0].marks[0]

    return mark


def notes(mark):
    return " ".join(note.in_language("en") for note in mark.notes)


# -- lateness --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("policy", "hours", "score", "penalty"),
    [
        ("none", -1, 8.0, 0.0),
        ("none", 500, 8.0, 0.0),
        ("grace", 2, 8.0, 0.0),
        ("percent", 0, 8.0, 0.0),
        ("percent", 1 / 3600, 7.0, 1.0),
        ("percent", 24, 7.0, 1.0),
        ("percent", 24 + 1 / 3600, 6.0, 2.0),
        ("percent", 24 * 9, 0.0, 8.0),
        ("percent", 24 * 400, 0.0, 8.0),
        ("graceful percent", 2, 8.0, 0.0),
        ("graceful percent", 2.5, 7.0, 1.0),
        ("graceful percent", 25, 6.0, 2.0),
        ("hard", 1 / 6, 8.0, 0.0),
        ("hard", 1, None, 0.0),
        ("days", 48, 8.0, 0.0),
        ("days", 48 + 1 / 3600, None, 0.0),
    ],
)
def test_lateness_counts_from_the_instant_of_handing_in(mark, policy, hours, score, penalty):
    found = mark({"only": (hours, 0.8)}, late=LATE[policy])
    assert found.score == score
    assert found.penalty == penalty


def test_grading_later_changes_nothing(mark, make):
    weeks = make.DUE + timedelta(weeks=20)
    assert mark({"only": (-1, 0.8)}, late=LATE["percent"], now=weeks).score == 8.0


def test_nothing_is_accepted_after_the_end(mark, make):
    end = make.DUE + timedelta(hours=3)
    assert mark({"only": (3, 0.8)}, late_until=end).score == 8.0
    refused = mark({"only": (3.01, 0.8)}, late_until=end)
    assert (refused.score, refused.attempt) == (None, None)
    assert "too late" in notes(refused)


def test_an_unknown_instant_is_in_time_and_is_noted(mark):
    found = mark({"only": (None, 0.8)}, late=LATE["percent"])
    assert found.score == 8.0
    assert "not known when only" in notes(found)


def test_without_a_due_date_nothing_is_late(mark):
    assert mark({"only": (500, 0.8)}, due=None).score == 8.0


def test_an_hour_that_the_clocks_skip_is_no_lateness(make):
    berlin = ZoneInfo("Europe/Berlin")
    told = make.assignment(due=datetime(2026, 3, 28, 23, 0, tzinfo=berlin))
    late = lateness(told, datetime(2026, 3, 29, 23, 0, tzinfo=berlin))
    assert late == timedelta(hours=23)


@pytest.mark.parametrize(("hours", "days"), [(0, 0), (0.1, 1), (24, 1), (24.1, 2), (72, 3)])
def test_a_day_counts_as_soon_as_it_has_begun(hours, days):
    assert days_begun(timedelta(hours=hours)) == days


def test_late_days_are_those_of_the_latest_attempt_that_counts(book, make):
    told = {"items": (Item("03_double", 10.0), Item("07_halve", 10.0)), "late": LATE["days"]}
    first = make.attempt("first", "ada", hours=3, exercises=("03_double",))
    second = make.attempt("second", "ada", hours=30, exercises=("07_halve",))
    assignment = make.assignment(**told)
    found = gradebook(assignment, make.collection(first, second), {}, (), make.DUE)
    assert found.results[0].late_days_used == 2
    assert book({"only": (3, 0.5)}, late=LATE["percent"]).results[0].late_days_used == 0


@pytest.mark.parametrize(
    ("policies", "hours"),
    [
        ({"late": LATE["none"]}, 0),
        ({"late": LATE["grace"]}, 2),
        ({"late": LATE["days"]}, 48),
        ({"late_until": 70}, 70),
    ],
)
def test_an_assignment_closes_when_nothing_counts_any_more(make, policies, hours):
    if "late_until" in policies:
        policies = {"late_until": make.DUE + timedelta(hours=policies["late_until"])}
    assert closes(make.assignment(**policies)) == make.DUE + timedelta(hours=hours)


def test_an_assignment_without_a_due_date_never_closes(make):
    assert closes(make.assignment(due=None)) is None


# -- which attempt counts --------------------------------------------------------------------------------------

THREE = {"first": (-3, 0.9), "second": (-2, 0.4), "late": (5, 0.6)}


@pytest.mark.parametrize(
    ("record", "policy", "counts", "score"),
    [
        (Record.LATEST, "none", "late", 6.0),
        (Record.LATEST, "percent", "late", 5.0),
        (Record.LATEST, "hard", "second", 4.0),
        (Record.BEST, "none", "first", 9.0),
        (Record.LAST_BEFORE_DUE, "none", "second", 4.0),
        (Record.LAST_BEFORE_DUE, "percent", "second", 4.0),
    ],
)
def test_the_attempt_of_record_is_a_policy(mark, record, policy, counts, score):
    found = mark(THREE, record=record, late=LATE[policy])
    assert (found.attempt.id, found.score) == (counts, score)


def test_the_best_attempt_is_the_best_after_lateness(mark):
    found = mark({"early": (-1, 0.7), "late": (30, 0.8)}, record=Record.BEST, late=LATE["percent"])
    assert (found.attempt.id, found.score) == ("early", 7.0)


@pytest.mark.parametrize(
    ("policy", "score"), [("none", None), ("hard", None), ("percent", 5.0), ("days", 6.0)]
)
def test_where_only_in_time_work_counts_late_work_counts_as_the_late_policy_says(mark, policy, score):
    found = mark({"late": (5, 0.6)}, record=Record.LAST_BEFORE_DUE, late=LATE[policy])
    assert found.score == score
    if score is None:
        assert "late" in notes(found)


def test_attempts_count_in_the_order_of_their_instants_and_not_of_the_collection(mark):
    assert mark({"b": (-1, 0.2), "a": (-2, 0.9)}).attempt.id == "b"


def test_attempts_beyond_the_limit_do_not_count(mark):
    found = mark({"a": (-3, 0.1), "b": (-2, 0.2), "c": (-1, 0.9)}, attempts=2)
    assert found.attempt.id == "b"
    assert "c does not count: no more than 2 attempts do." in notes(found)


def test_the_same_file_once_more_is_no_new_attempt(mark):
    texts = {"a": "same", "b": "same", "c": "other"}
    tries = {"a": (-3, 0.5), "b": (-2, 0.5), "c": (-1, 0.9)}
    assert mark(tries, attempts=2, texts=texts).attempt.id == "c"


def test_a_file_that_did_not_change_is_not_late_because_it_came_along_again(mark):
    tries, texts = {"a": (-3, 0.5), "b": (30, 0.5)}, {"a": "same", "b": "same"}
    found = mark(tries, late=LATE["percent"], texts=texts)
    assert (found.attempt.id, found.score) == ("a", 5.0)


def test_going_back_to_an_earlier_file_is_a_new_attempt(mark):
    tries = {"a": (-3, 0.5), "b": (-2, 0.9), "c": (30, 0.5)}
    found = mark(tries, late=LATE["percent"], texts={"a": "same", "c": "same"})
    assert (found.attempt.id, found.score) == ("c", 3.0)


# -- what cannot be graded -------------------------------------------------------------------------------------


def test_what_cannot_be_graded_is_no_zero(book):
    result = book({"only": (-1, "the machine died")}).results[0]
    assert (result.marks[0].score, result.total) == (None, None)
    assert result.marks[0].attempt is not None
    assert "the machine died" in notes(result.marks[0])


def test_a_grader_error_is_no_zero(make, mark):
    broken = make.verdict(make.check("double.value"), make.check("double.shape", Status.GRADER_ERROR))
    found = mark({"only": (-1, broken)})
    assert found.score is None
    assert "a check broke by itself" in notes(found)


def test_what_can_be_judged_nowhere_here_is_no_zero(make, mark):
    absent = make.check("device.cuda", Status.NOT_RUN, 0.0, reason=Reason.DEVICE_ABSENT, device="cuda")
    assert mark({"only": (-1, make.verdict(absent))}).score is None


def test_what_cannot_be_graded_uses_up_no_attempt(mark):
    tries = {"a": (-3, "out of disk"), "b": (-2, 0.5), "c": (-1, 0.9)}
    assert mark(tries, attempts=2).attempt.id == "c"


def test_an_attempt_beyond_the_limit_does_not_count_though_it_cannot_be_graded(mark):
    tries = {"a": (-3, 0.5), "b": (-2, "out of disk")}
    assert mark(tries, attempts=1).score == 5.0


def test_the_best_of_several_needs_only_one_that_could_be_graded(mark):
    found = mark({"a": (-3, 0.5), "b": (-2, "out of disk"), "c": (-1, None)}, record=Record.BEST)
    assert found.score == 5.0
    assert "b could not be graded" in notes(found)
    assert "c is not graded yet" in notes(found)


def test_what_is_not_graded_yet_leaves_the_total_open(book):
    result = book({"only": (-1, None)}).results[0]
    assert (result.marks[0].score, result.total) == (None, None)
    assert "only is not graded yet" in notes(result.marks[0])


def test_what_was_never_handed_in_has_no_score_and_counts_as_nothing(book):
    result = book({}).results[0]
    assert (result.marks[0].score, result.marks[0].attempt, result.total) == (None, None, 0.0)


def test_code_that_does_not_load_is_a_zero(make, mark):
    problem = Failure(FailureKind.DOES_NOT_LOAD)
    assert mark({"only": (-1, make.verdict(problem=problem))}).score == 0.0


# -- the worth of a verdict ------------------------------------------------------------------------------------


def test_points_are_those_of_the_item(make):
    assert worth(Item("03_double", 30.0), make.verdict(*make.verdict().checks, make.check("a.value"))) == 30.0


def test_a_weight_of_the_item_replaces_that_of_the_contract(make):
    found = make.verdict(
        make.check("double.value", weight=0.5), make.check("double.gradient", Status.FAILED, weight=0.5)
    )
    assert worth(Item("x", 10.0), found) == 5.0
    assert worth(Item("x", 10.0, weights={"double.gradient": 0.0}), found) == 10.0
    assert worth(Item("x", 10.0, weights={"*.gradient": 1.5}), found) == 2.5
    assert worth(Item("x", 10.0, weights={"*": 1.0, "double.gradient": 3.0}), found) == 2.5


def test_a_check_on_two_devices_shares_the_weight_that_replaces_its_own(make):
    found = make.verdict(
        make.check("double.value", weight=0.25),
        make.check("double.value", Status.FAILED, weight=0.25, device="cuda"),
        make.check("law", weight=0.5),
    )
    assert (
        worth(Item("x", 10.0, weights={"double.value": 0.5}), found) == worth(Item("x", 10.0), found) == 7.5
    )


def test_beyond_the_allowed_means_there_are_no_points(make):
    banned = make.check("allowed_means_only", Status.FAILED, 0.0, device="")
    assert worth(Item("x", 10.0), make.verdict(make.check("double.value"), banned)) == 0.0


def test_what_is_nobodys_fault_costs_nothing(make):
    absent = make.check("double.gradient", Status.NOT_RUN, reason=Reason.UNSUPPORTED_HERE)
    assert worth(Item("x", 10.0), make.verdict(make.check("double.value"), absent)) == 10.0


# -- regrades, overrides, groups -------------------------------------------------------------------------------


def regraded(make, *rows, **policies):
    told = make.assignment(**policies)
    made = [
        make.graded(told, "a", result, grader=str(i), at=make.DUE + timedelta(days=i), **more)
        for i, (result, more) in enumerate(rows)
    ]
    handed_in = make.collection(make.attempt("a", "ada", hours=-1))
    grades = {row.key: row for row in made}
    return gradebook(told, handed_in, grades, (), make.DUE).results[0].marks[0].score


def test_of_several_grades_the_newest_counts(make):
    assert regraded(make, (0.2, {}), (0.7, {})) == 7.0


def test_a_regrade_that_failed_leaves_the_score_as_it_was(make):
    assert regraded(make, (0.2, {}), ("the machine died", {})) == 2.0


def test_a_grade_with_another_seed_budget_or_device_is_none(make):
    assert regraded(make, (0.2, {}), (0.9, {"seed": 1})) == 2.0
    assert regraded(make, (0.2, {}), (0.9, {"budget": "practice"})) == 2.0
    assert regraded(make, (0.2, {}), (0.9, {"devices": ("cuda",)}), devices=("cpu",)) == 2.0


def test_an_override_stands_beside_the_automatic_score(make, mark):
    found = mark({"only": (30, 0.5)}, late=LATE["percent"], overrides=[make.override(9.5)])
    assert (found.score, found.automatic, found.penalty) == (9.5, 5.0, 2.0)
    assert found.override.by == "teacher"


def test_a_later_override_replaces_an_earlier_one_in_whatever_order_they_come(make, mark):
    early, late = make.override(1.0), make.override(9.0, at=make.DUE + timedelta(days=1))
    assert mark({"only": (-1, 0.5)}, overrides=[late, early]).score == 9.0


def test_an_override_can_be_cleared(make, mark):
    cleared = make.override(None, at=make.DUE + timedelta(days=1))
    found = mark({"only": (-1, 0.5)}, overrides=[make.override(1.0), cleared])
    assert (found.score, found.override) == (5.0, None)


def test_an_override_settles_what_cannot_be_graded(make, book):
    result = book({"only": (-1, "the machine died")}, overrides=[make.override(6.0)]).results[0]
    assert (result.marks[0].score, result.total) == (6.0, 6.0)


def test_an_override_is_about_one_student_of_a_group(make, book):
    found = book({"only": (-1, 0.5)}, students=("ada", "grace"), overrides=[make.override(9.0, "grace")])
    assert [result.total for result in found.results] == [5.0, 9.0]


def test_a_group_has_one_grade(book):
    found = book({"only": (-1, 0.5)}, students=("ada", "grace"))
    assert [(r.student.id, r.total) for r in found.results] == [("ada", 5.0), ("grace", 5.0)]


def test_in_a_group_of_the_assignment_one_hands_in_for_all(make):
    told = make.assignment(groups={"left": ("ada", "grace"), "right": ("alan", "kurt")})
    handed_in = make.collection(
        make.attempt("a", "ada", hours=-2),
        make.attempt("b", "grace", hours=-1),
        make.attempt("c", "alan", hours=-1),
        students=("ada", "grace", "alan", "kurt", "emmy"),
    )
    rows = [make.graded(told, text, result) for text, result in {"a": 0.1, "b": 0.2, "c": 0.3}.items()]
    found = gradebook(told, handed_in, {row.key: row for row in rows}, (), make.DUE)
    assert [result.total for result in found.results] == [2.0, 2.0, 3.0, 3.0, 0.0]


def test_who_handed_in_is_in_the_gradebook_though_no_list_has_them(make):
    handed_in = replace(make.collection(make.attempt("a", "ada", hours=-1)), students=())
    found = gradebook(make.assignment(), handed_in, {}, (), make.DUE)
    assert [result.student.id for result in found.results] == ["ada"]


def test_extra_credit_may_exceed_the_maximum(make):
    told = make.assignment(items=(Item("03_double", 10.0), Item("07_halve", 5.0, extra_credit=True)))
    handed_in = make.collection(make.attempt("a", "ada", hours=-1, exercises=("03_double", "07_halve")))
    rows = [make.graded(told, "a", 1.0, exercise=item.exercise) for item in told.items]
    result = gradebook(told, handed_in, {row.key: row for row in rows}, (), make.DUE).results[0]
    assert result.total == 15.0 > told.maximum


# -- what holds for all ----------------------------------------------------------------------------------------

SHARES = st.one_of(st.floats(0, 1), st.just("the machine died"), st.none())
HOURS = st.floats(-100, 300).map(lambda hours: round(hours, 2))
TRIES = st.dictionaries(st.sampled_from("abcdef"), st.tuples(HOURS, SHARES), max_size=6)
POLICIES = st.fixed_dictionaries(
    {
        "late": st.sampled_from(list(LATE.values())),
        "record": st.sampled_from(list(Record)),
        "attempts": st.one_of(st.none(), st.integers(1, 4)),
    }
)


@settings(max_examples=60, deadline=None)
@given(tries=TRIES, policies=POLICIES)
def test_a_score_is_never_negative_and_never_above_the_points(book, tries, policies):
    result = book(tries, **policies).results[0]
    mark = result.marks[0]
    assert mark.score is None or 0 <= mark.score <= 10
    assert 0 <= mark.penalty <= (mark.automatic or 0)
    assert result.total is None or 0 <= result.total <= 10


@settings(max_examples=60, deadline=None)
@given(
    tries=TRIES,
    policies=POLICIES,
    later=st.dictionaries(st.sampled_from("wxyz"), st.tuples(st.floats(3, 300), SHARES)),
)
def test_what_comes_late_never_changes_a_score_in_time_where_the_last_in_time_counts(
    book, tries, policies, later
):
    policies = policies | {"record": Record.LAST_BEFORE_DUE}
    before = book(tries, **policies).results[0].marks[0]
    if before.attempt is not None and not before.late:
        after = book(tries | later, **policies).results[0].marks[0]
        assert (after.attempt, after.score) == (before.attempt, before.score)


@settings(max_examples=60, deadline=None)
@given(tries=TRIES, policies=POLICIES, name=st.sampled_from("abcdef"))
def test_the_best_score_never_falls_when_more_is_handed_in(book, tries, policies, name):
    policies = policies | {"record": Record.BEST, "attempts": None}
    fewer = {key: value for key, value in tries.items() if key != name}
    before = book(fewer, **policies).results[0].marks[0].score
    after = book(tries, **policies).results[0].marks[0].score
    assert before is None or after >= before


@settings(max_examples=60, deadline=None)
@given(tries=TRIES, policies=POLICIES)
def test_what_cannot_be_graded_changes_no_score_but_that_of_its_own_attempt(book, tries, policies):
    graded = {key: value for key, value in tries.items() if not isinstance(value[1], str)}
    mark = book(tries, **policies).results[0].marks[0]
    if mark.attempt is not None and mark.attempt.id in graded:
        assert book(graded, **policies).results[0].marks[0].score == mark.score
    elif mark.attempt is not None:
        assert mark.score is None


@settings(max_examples=60, deadline=None)
@given(tries=TRIES, policies=POLICIES)
def test_no_more_late_days_are_used_than_there_are(book, tries, policies):
    result = book(tries, **policies).results[0]
    assert result.late_days_used <= LATE["days"].days
    assert policies["late"] is LATE["days"] or result.late_days_used == 0


@settings(max_examples=40, deadline=None)
@given(tries=TRIES, policies=POLICIES)
def test_everybody_in_a_group_gets_the_same(book, tries, policies):
    totals = {result.total for result in book(tries, students=("ada", "grace", "emmy"), **policies).results}
    assert len(totals) == 1


@settings(max_examples=40, deadline=None)
@given(tries=TRIES, policies=POLICIES, scores=st.lists(st.one_of(st.none(), st.floats(0, 10)), max_size=4))
def test_the_last_override_counts_and_without_one_the_automatic_score(make, book, tries, policies, scores):
    overrides = [make.override(s, at=make.DUE + timedelta(hours=i)) for i, s in enumerate(scores)]
    plain = book(tries, **policies).results[0].marks[0]
    found = book(tries, overrides=overrides, **policies).results[0].marks[0]
    last = scores[-1] if scores else None
    assert found.score == (plain.score if last is None else last)
    assert (found.automatic, found.penalty, found.attempt) == (plain.automatic, plain.penalty, plain.attempt)


@settings(max_examples=40, deadline=None)
@given(tries=TRIES, policies=POLICIES, days=st.integers(0, 1000))
def test_when_it_is_graded_does_not_matter(make, book, tries, policies, days):
    later = book(tries, now=make.DUE + timedelta(days=days), **policies)
    assert later.results == book(tries, **policies).results
