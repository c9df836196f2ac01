"""What a student may see of a verdict, when, and that what is hidden cannot be told from what is shown."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.classroom.disclosure import awaited, disclosed, total_is_hidden
from grader.classroom.model import CheckRule, Disclosure, Item, Lateness, LatePolicy, Mark, Visibility
from grader.language import LANGUAGES, text
from grader.report.data import schema, verdict_from_data, verdict_to_data, verdict_to_json
from grader.report.sentences import failure_sentence
from grader.verdict import Diagnosis, Failure, FailureKind, Reason, Status, Title

ITEM = Item("03_double", 10.0)
NEVER = CheckRule("hidden*", Visibility.HIDDEN)


@pytest.fixture(scope="module")
def see(make):
    """What is seen of some checks under some rules, an hour after the due date unless told otherwise."""

    def see(*checks, rules=(), item=ITEM, hours=1, published=False, told=None, **more):
        assignment = make.assignment(rules=tuple(rules), **(told or {}))
        now = make.DUE + timedelta(hours=hours)
        return disclosed(assignment, item, make.verdict(*checks, **more), now, published)

    return see


def ids(found):
    return [check.id for check in found.verdict.checks]


# -- when a check is seen --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("visibility", "before_due", "after_due", "published"),
    [
        (Visibility.VISIBLE, True, True, True),
        (Visibility.AFTER_DUE, False, True, True),
        (Visibility.AFTER_PUBLISHED, False, False, True),
        (Visibility.HIDDEN, False, False, False),
    ],
)
def test_a_check_is_seen_when_its_time_has_come(make, see, visibility, before_due, after_due, published):
    rules = [CheckRule("double.value", visibility)]
    value = make.check("double.value")
    assert bool(ids(see(value, rules=rules, hours=-1))) is before_due
    assert bool(ids(see(value, rules=rules, hours=1))) is after_due
    assert bool(ids(see(value, rules=rules, hours=1, published=True))) is published


@pytest.mark.parametrize(
    "told",
    [
        {"late": LatePolicy(grace=timedelta(hours=4))},
        {"late": LatePolicy(Lateness.LATE_DAYS, days=2)},
        {"late": LatePolicy(Lateness.PERCENT_PER_DAY, percent=10), "late_until": 4},
    ],
)
def test_due_is_only_over_when_no_late_work_is_accepted_any_more(make, see, told):
    if "late_until" in told:
        told = told | {"late_until": make.DUE + timedelta(hours=told["late_until"])}
    rules = [CheckRule("*", Visibility.AFTER_DUE)]
    value = make.check("double.value")
    assert ids(see(value, rules=rules, told=told, hours=3)) == []
    assert ids(see(value, rules=rules, told=told, hours=49)) == ["double.value"]


def test_the_rules_of_an_item_come_before_those_of_the_assignment(make, see):
    item = replace(ITEM, rules=(CheckRule("double.*"),))
    found = see(
        make.check("double.value"), make.check("law"), item=item, rules=[CheckRule("*", Visibility.HIDDEN)]
    )
    assert ids(found) == ["double.value"]


def test_the_first_rule_that_matches_counts(make, see):
    rules = [CheckRule("*.value"), CheckRule("*", Visibility.HIDDEN)]
    assert ids(see(make.check("double.value"), make.check("law"), rules=rules)) == ["double.value"]


# -- how much of a failure -------------------------------------------------------------------------------------


def failing(make, see, disclosure):
    failed = make.check("double.value", Status.FAILED, inputs=7, seconds=0.5)
    return see(make.check("law"), failed, rules=[CheckRule("double.*", disclosure=disclosure)])


def test_the_whole_failure_is_shown_as_it_is(make, see):
    assert failing(make, see, Disclosure.WHOLE).verdict.checks[1].failure.call == "double.value(3)"


def test_of_a_failure_the_kind_alone_can_be_shown(make, see):
    shown = failing(make, see, Disclosure.KIND).verdict.checks[1]
    assert (shown.status, shown.failure) == (Status.FAILED, Failure(FailureKind.WRONG_VALUE))


@pytest.mark.parametrize("kind", list(FailureKind))
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_kind_alone_can_be_said_in_a_sentence(kind, language):
    told = failure_sentence(Failure(kind), text(language))
    assert told
    assert "None" not in told


def test_of_a_failure_the_name_alone_can_be_shown(make, see):
    shown = failing(make, see, Disclosure.NAME).verdict.checks[1]
    assert (shown.id, shown.status, shown.failure, shown.inputs) == ("double.value", Status.FAILED, None, 0)


def test_of_a_failure_nothing_but_the_lost_points_can_be_shown(make, see):
    found = failing(make, see, Disclosure.NOTHING)
    assert ids(found) == ["law", "others"]
    assert found.verdict.checks[1].status is Status.FAILED
    assert "double.value" not in verdict_to_json(found.verdict)
    assert (found.verdict.score, found.total_hidden) == (5.0, False)


def test_checks_without_a_name_are_one_whether_they_pass_or_fail(make, see):
    rules = [CheckRule("*", disclosure=Disclosure.NOTHING)]
    passed = see(make.check("a.value"), make.check("b.value"), rules=rules).verdict.checks
    assert [(check.id, check.status, check.weight) for check in passed] == [("others", Status.PASSED, 1.0)]


@pytest.mark.parametrize("disclosure", [Disclosure.NOTHING, Disclosure.NAME, Disclosure.KIND])
def test_a_known_mistake_is_named_only_where_all_failures_are_shown_whole(make, see, disclosure):
    diagnosis = Diagnosis("adds_one", Title("It adds one.", "加了一。"))
    failed = make.check("double.value", Status.FAILED)
    assert see(failed, diagnosis=diagnosis).verdict.diagnosis == diagnosis
    rules = [CheckRule("*", disclosure=disclosure)]
    assert see(failed, diagnosis=diagnosis, rules=rules).verdict.diagnosis is None
    assert see(failed, make.check("hidden"), diagnosis=diagnosis, rules=[NEVER]).verdict.diagnosis is None


def test_the_words_of_a_broken_check_stay_with_the_teacher(make, see):
    broken = make.check("double.value", Status.GRADER_ERROR, reason_detail="contract.py:3: secrets")
    assert see(broken).verdict.checks[0].reason_detail == ""


# -- totals ----------------------------------------------------------------------------------------------------


def test_a_hidden_check_hides_the_total_whether_it_passed_or_not(make, see):
    for status in (Status.PASSED, Status.FAILED):
        found = see(make.check("double.value"), make.check("hidden", status), rules=[NEVER])
        assert (found.total_hidden, found.withheld, found.verdict.score) == (True, 1, 5.0)


def test_a_hidden_check_without_weight_hides_no_total(make, see):
    found = see(make.check("double.value"), make.check("hidden", weight=0.0), rules=[NEVER])
    assert (found.total_hidden, found.verdict.score) == (False, 10.0)


def test_a_weight_of_the_item_makes_a_hidden_check_count_or_not(make, see):
    item = replace(ITEM, weights={"hidden": 0.0})
    assert not see(make.check("double.value"), make.check("hidden"), rules=[NEVER], item=item).total_hidden


def test_the_ban_on_operators_decides_about_the_total_though_it_weighs_nothing(make, see):
    banned = make.check("allowed_means_only", Status.FAILED, 0.0, device="")
    assert see(make.check("double.value"), banned).verdict.score == 0.0
    hidden = see(
        make.check("double.value"), banned, rules=[CheckRule("allowed_means_only", Visibility.HIDDEN)]
    )
    assert (hidden.total_hidden, hidden.verdict.score) == (True, 10.0)


def test_code_that_does_not_load_has_no_points_and_nothing_to_hide(make, see):
    found = see(problem=Failure(FailureKind.DOES_NOT_LOAD), rules=[NEVER])
    assert (found.verdict.score, found.total_hidden) == (0.0, False)
    assert found.verdict.problem is not None


def test_one_hidden_total_hides_the_sum(make):
    told = make.assignment(rules=(NEVER,))
    open_ = Mark(ITEM, 1.0, graded=make.graded(told, "a", make.verdict(make.check("double.value"))))
    closed = Mark(ITEM, 1.0, graded=make.graded(told, "b", make.verdict(make.check("hidden"))))
    missing = Mark(ITEM, None)
    assert not total_is_hidden(told, [open_, missing], make.DUE, published=False)
    assert total_is_hidden(told, [open_, closed], make.DUE, published=False)


# -- what is hidden cannot be told from what is shown ----------------------------------------------------------


def test_the_aspects_that_others_wait_for_are_those_of_the_judge():
    aspects = pytest.importorskip("grader.judge.aspects")
    assert {aspect: awaited(aspect) for aspect in aspects.ASPECTS} == dict(aspects.AFTER)


def test_a_check_that_a_hidden_one_can_keep_from_running_is_hidden_too(make, see):
    rules = [CheckRule("*.value", Visibility.HIDDEN)]
    gradient = make.check("double.gradient")
    blocked = make.check(
        "double.gradient",
        Status.NOT_RUN,
        reason=Reason.EARLIER_CHECK_FAILED,
        reason_detail="double.value",
    )
    ran = see(make.check("double.value"), gradient, rules=rules)
    stopped = see(make.check("double.value", Status.FAILED), blocked, rules=rules)
    assert ran == stopped
    assert ids(ran) == []


def test_a_law_that_a_hidden_check_kept_from_running_is_hidden_too(make, see):
    law = make.check(
        "law", Status.NOT_RUN, reason=Reason.EARLIER_CHECK_FAILED, reason_detail="hidden.defined"
    )
    assert ids(see(law, make.check("hidden.defined", Status.FAILED), rules=[NEVER])) == []


NAMES = ["double.shape", "double.value", "double.gradient", "double.rejects", "law", "another_law"]
STATUSES = st.fixed_dictionaries({name: st.sampled_from([Status.PASSED, Status.FAILED]) for name in NAMES})
RULES = st.lists(
    st.builds(
        CheckRule, st.sampled_from([*NAMES, "double.*", "*law", "*"]), st.sampled_from(list(Visibility)),
        st.sampled_from(list(Disclosure)),
    ),
    max_size=4,
)  # fmt: skip


def graded(make, statuses):
    """Return the checks as the judge would leave them: what waits for a failed one is not run."""
    checks = []
    for name in NAMES:
        function, _, aspect = name.rpartition(".")
        waits = [f"{function}.{each}" for each in awaited(aspect)] if function else []
        blocker = next((each for each in waits if statuses.get(each) is Status.FAILED), None)
        if blocker is None:
            checks.append(make.check(name, statuses[name], weight=1 / len(NAMES)))
        else:
            why = {"reason": Reason.EARLIER_CHECK_FAILED, "reason_detail": blocker}
            checks.append(make.check(name, Status.NOT_RUN, weight=1 / len(NAMES), **why))
    return checks


@settings(max_examples=100, deadline=None)
@given(first=STATUSES, second=STATUSES, rules=RULES, hours=st.sampled_from([-1, 1]), published=st.booleans())
def test_what_is_shown_does_not_depend_on_what_is_hidden(make, see, first, second, rules, hours, published):
    when = {"rules": rules, "hours": hours, "published": published}
    everything = see(*graded(make, dict.fromkeys(NAMES, Status.PASSED)), **when)
    shown = {check.id for check in everything.verdict.checks}
    if "others" not in shown:  # of those, students know the sum
        merged = {name: first[name] if name in shown else second[name] for name in NAMES}
        assert see(*graded(make, first), **when) == see(*graded(make, merged), **when)


@settings(max_examples=60, deadline=None)
@given(statuses=STATUSES, rules=RULES, hours=st.sampled_from([-1, 1]), published=st.booleans())
def test_the_secret_and_the_seed_are_in_nothing_that_is_disclosed(
    make, see, statuses, rules, hours, published
):
    found = see(*graded(make, statuses), rules=rules, hours=hours, published=published)
    told = f"{found!r} {verdict_to_json(found.verdict)}"
    assert make.SECRET not in told
    assert str(make.assignment().seed("03_double")) not in told
    assert "/home/teacher" not in told


@settings(max_examples=60, deadline=None)
@given(statuses=STATUSES, rules=RULES, hours=st.sampled_from([-1, 1]), published=st.booleans())
def test_what_is_disclosed_is_a_verdict_like_any_other(make, see, statuses, rules, hours, published):
    validate = pytest.importorskip("jsonschema").validate
    found = see(*graded(make, statuses), rules=rules, hours=hours, published=published).verdict
    data = verdict_to_data(found)
    validate(data, schema())
    assert verdict_from_data(data) == found
    assert 0 <= found.score <= found.points


@settings(max_examples=60, deadline=None)
@given(statuses=STATUSES, rules=RULES)
def test_later_no_less_is_seen_than_before(make, see, statuses, rules):
    checks = graded(make, statuses)
    stages = [{"hours": -1}, {"hours": 1}, {"hours": 1, "published": True}]
    withheld = [see(*checks, rules=rules, **stage).withheld for stage in stages]
    assert withheld == sorted(withheld, reverse=True)
