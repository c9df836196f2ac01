"""What a review makes of archives: our own grade first, and beside it what the candidates' logs claim."""

import json
from datetime import timedelta

import jsonschema
import pytest

from grader.classroom.screen.archive import read_archive
from grader.classroom.screen.data import card_to_data, card_to_json, schema
from grader.classroom.screen.review import Source, State, review
from grader.verdict import CheckResult, Status, Title, Verdict

from .conftest import EXERCISES, FAILED, NOON, PASSED, STEMS, altered

LATER = NOON + timedelta(days=2)
LOOP = "def softmax(x, dim):\n" + "".join(f"    y{n} = x.exp() / x.sum({n}) + {n}\n" for n in range(20))


class Grader:
    """Passes what contains the word "right", and counts what it is asked."""

    def __init__(self):
        self.asked = []

    def __call__(self, exercise, source):
        self.asked.append((exercise.stem, source))
        if b"explode" in source:
            raise ZeroDivisionError("the judge fell over")
        status = Status.PASSED if b"right" in source else Status.FAILED
        status = Status.GRADER_ERROR if b"broken" in source else status
        return Verdict(
            number=exercise.number,
            slug=exercise.slug,
            title=exercise.title,
            file="softmax.py",
            points=exercise.points,
            score=exercise.points if status is Status.PASSED else 1.5,
            seed=7,
            budget="official",
            checks=(CheckResult("f.value", Title("f", "f"), "cpu", status, weight=1.0, inputs=5),),
            submission_sha256="0" * 64,
            isolation="full",
            seconds=0.1,
            versions={"grader": "0"},
        )


@pytest.fixture
def grader():
    return Grader()


@pytest.fixture
def reviewed(screening, grader):
    def reviewed(*archives):
        sent = [read_archive(archive, STEMS) for archive in archives]
        cards, complaints = review(screening, sent, EXERCISES, grader, LATER)
        return cards, [complaint.in_language("en") for complaint in complaints]

    return reviewed


def answers_of(card):
    return {answer.exercise.stem: answer for answer in card.answers}


def test_our_own_grade_counts_whatever_the_log_claims(at_work, reviewed):
    ada = at_work(0).begin().write(STEMS[0], "x = 'wrong'\n", claim=PASSED)
    (card,), _ = reviewed(ada.write(STEMS[1], "x = 'right'\n", claim=FAILED).pack())
    answers = answers_of(card)
    assert (answers[STEMS[0]].score, answers[STEMS[1]].score) == (1.5, 10)
    assert answers[STEMS[0]].attempts[0].entry.claim.status == "passed"
    assert (card.score, card.maximum) == (11.5, 18)


def test_the_order_is_that_of_the_candidates_kit(at_work, reviewed, screening):
    for position in range(3):
        (card,), _ = reviewed(at_work(position).begin().pack())
        assert [a.exercise.stem for a in card.answers] == list(screening.order(card.candidate))


def test_what_is_missing_unchanged_or_no_text_is_not_graded_and_scores_nothing(at_work, reviewed, grader):
    ada = at_work(0).begin()
    ada.kit.answer(STEMS[0]).unlink()
    (card,), _ = reviewed(ada.pack())
    assert {a.exercise.stem: a.state for a in card.answers} == {
        STEMS[0]: State.MISSING,
        STEMS[1]: State.UNCHANGED,
    }
    grace = at_work(1).begin()
    grace.kit.answer(STEMS[0]).write_bytes(b"\xff\xfe")
    grace.kit.answer(STEMS[1]).write_bytes(b" \n")
    (other,), _ = reviewed(grace.pack())
    assert {a.state for a in other.answers} == {State.NO_TEXT, State.UNCHANGED}
    assert card.score == other.score == 0
    assert grader.asked == []


def test_a_fault_of_ours_is_not_zero_and_costs_nobody_else_the_review(at_work, reviewed):
    ada = at_work(0).begin().write(STEMS[0], "explode\n").write(STEMS[1], "broken\n").pack()
    grace = at_work(1).begin().write(STEMS[0], "right\n").pack()
    (first, second), _ = reviewed(ada, grace)
    assert first.score is None
    assert [answer.score for answer in first.answers] == [None, None]
    assert "ZeroDivisionError: the judge fell over" in [answer.reason for answer in first.answers]
    assert second.score == 8


def test_equal_files_are_graded_once(at_work, reviewed, grader):
    archives = [at_work(n).begin().write(STEMS[0], "right\n").pack() for n in range(3)]
    cards, _ = reviewed(*archives)
    assert [card.score for card in cards] == [8, 8, 8]
    assert len(grader.asked) == 1


@pytest.mark.parametrize(
    ("minutes", "packed_after", "late"),
    [(80, 1, 0), (80, 600, 0), (89, 5, 0), (95, 1, 5), (91, 0, 1)],
)
def test_late_is_what_was_written_late_and_not_what_was_packed_late(
    at_work, reviewed, minutes, packed_after, late
):
    ada = at_work(0).begin().write(STEMS[0], "right\n", after=minutes)
    (card,), _ = reviewed(ada.pack(after=packed_after))
    answer = answers_of(card)[STEMS[0]]
    assert answer.recorded == 60 * minutes
    assert answer.late == card.late == 60 * late
    assert answer.score == 8  # lateness is for a person to judge


def test_an_answer_that_was_never_graded_counts_from_its_packing(at_work, reviewed):
    ada = at_work(0).begin().write(STEMS[0], "right\n", after=10)
    ada.write(STEMS[0], "right again\n", after=90, claim=None)
    (card,), _ = reviewed(ada.pack(after=10))
    assert answers_of(card)[STEMS[0]].late == 20 * 60


def test_a_text_to_which_a_candidate_returned_counts_from_the_first_time(at_work, reviewed):
    ada = at_work(0).begin().write(STEMS[0], "right\n", after=10)
    ada.write(STEMS[0], "worse\n", after=70).write(STEMS[0], "right\n", after=30)
    (card,), _ = reviewed(ada.pack())
    assert answers_of(card)[STEMS[0]].late == 0


def test_without_a_log_time_is_unknown_and_the_grade_stays(at_work, reviewed):
    ada = at_work(0).begin().write(STEMS[0], "right\n")
    (card,), _ = reviewed(altered(ada.pack(), attempts=None))
    answer = answers_of(card)[STEMS[0]]
    assert (answer.recorded, answer.late, answer.score) == (None, 0, 8)
    assert card.evidence.used is None
    assert not card.evidence.sound


def test_answers_are_compared_with_the_others_and_with_the_pack(at_work, reviewed):
    ada = at_work(0).begin().write(STEMS[0], LOOP)
    grace = at_work(1).begin().write(STEMS[0], LOOP.replace("y", "value").replace("softmax", "mine"))
    copied = EXERCISES[STEMS[0]].solution
    wang = at_work(2).begin().write(STEMS[0], copied)
    cards, _ = reviewed(ada.pack(), grace.pack(), wang.pack())
    first, second, third = (answers_of(card)[STEMS[0]] for card in cards)
    assert (first.alike[0].source, first.alike[0].id) == (Source.CANDIDATE, "grace")
    assert first.alike[0].share > 0.95
    assert second.alike[0].striking
    assert (Source.SOLUTION, 1.0) in {(alike.source, alike.share) for alike in third.alike}
    assert [bool(card.striking) for card in cards] == [True, True, True]


def test_untouched_stubs_are_alike_to_nobody(at_work, reviewed):
    cards, _ = reviewed(*(at_work(n).begin().pack() for n in range(3)))
    assert not any(answer.alike for card in cards for answer in card.answers)


def test_an_archive_of_no_kit_is_left_out_and_told(at_work, reviewed):
    ada = at_work(0).begin().pack()
    stranger = altered(ada, **{"torchgrade-kit": b'{"kit": "' + b"f" * 32 + b'"}'})
    cards, complaints = reviewed(stranger)
    assert cards == ()
    assert "belongs to no kit" in complaints[0]


def test_of_two_archives_from_one_candidate_the_one_named_last_counts_and_that_is_told(at_work, reviewed):
    ada = at_work(0).begin().write(STEMS[0], "wrong\n")
    first = ada.pack().rename(ada.kit.folder / "first.zip")
    second = ada.write(STEMS[0], "right\n").pack()
    (card,), complaints = reviewed(first, second)
    assert card.score == 8
    assert "first.zip is not" in complaints[0]


def test_the_data_of_a_card_keeps_to_its_schema(at_work, reviewed):
    ada = at_work(0).begin().write(STEMS[0], LOOP).write(STEMS[1], "explode\n", after=200)
    grace = at_work(1).begin().write(STEMS[0], LOOP)
    for archive in (ada.pack(), altered(grace.pack(), packed=None, attempts=lambda log: log[:-30])):
        (card,), _ = reviewed(archive)
        data = json.loads(card_to_json(card))
        assert data == json.loads(json.dumps(card_to_data(card)))
        jsonschema.validate(data, schema())
    assert data["candidate"]["name"] == "Grace"
    assert data["answers"][0]["attempts"] or data["answers"][1]["attempts"]
