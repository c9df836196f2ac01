"""What is missing is graded, each file exactly once, and the ledger says what became of it."""

import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from grader.classroom.executor.jobs import INFRASTRUCTURE
from grader.classroom.grading import survey
from grader.classroom.ledger import Ledger, digest
from grader.classroom.ledger.tables import CLAIMS, RUNS
from grader.classroom.model import Collection, Lateness, LatePolicy, Record, Student
from grader.language import Problem
from grader.verdict import Status

OPENS = datetime(2026, 3, 1, tzinfo=UTC)
ALL = {
    "ada": {"01_double": "# ada\n", "02_negate": "# ada\n"},
    "bob": {"01_double": "# bob, wrong\n", "02_negate": "# ada\n"},
}


def run(grading, executor, plan=None):
    """Grade what is missing and return it."""
    return list(grading.run(plan or grading.plan(), executor, "grade"))


def names(plan):
    """Return exercise and folder of what is wanted."""
    return [(each.file.exercise, each.file.path.parent.name) for each in plan.wanted]


def test_every_file_is_graded_and_a_second_run_has_nothing_to_do(grading_of, made):
    grading, executor = grading_of(ALL), made.Pretender()
    done = run(grading, executor)
    assert [(g.key.exercise, g.verdict.status) for g in done] == [
        ("01_double", Status.PASSED),
        ("01_double", Status.FAILED),
        ("02_negate", Status.PASSED),
    ]
    assert grading.plan().wanted == ()
    assert run(grading, executor) == []


def test_identical_files_are_graded_once(grading_of):
    plan = grading_of(ALL).plan()
    assert (len(plan.wanted), plan.files, plan.identical) == (3, 4, 1)


def test_files_come_one_exercise_after_the_other_and_in_the_order_of_the_class(grading_of):
    assert names(grading_of(ALL).plan()) == [
        ("01_double", "ada"),
        ("01_double", "bob"),
        ("02_negate", "ada"),
    ]


def test_everybody_is_asked_the_same_questions(grading_of, made):
    grading, executor = grading_of(ALL), made.Pretender()
    run(grading, executor)
    seeds = {(job.exercise, job.seed) for job in executor.jobs}
    assert seeds == {(name, grading.assignment.seed(name)) for name in ("01_double", "02_negate")}


def test_a_job_is_plain_data_with_the_bytes_in_it(grading_of, made):
    grading, executor = grading_of({"ada": {"01_double": "# ada\n"}}), made.Pretender()
    run(grading, executor)
    (job,) = executor.jobs
    assert (job.source, job.filename, job.budget, job.devices) == (
        b"# ada\n",
        "double.py",
        "practice",
        ("cpu",),
    )
    assert job.pack == str(grading.assignment.pack)


def test_an_exercise_that_is_not_part_of_the_assignment_is_left_alone(grading_of):
    assert grading_of({"ada": {"03_other": "# ada\n"}}).plan().wanted == ()


@pytest.mark.parametrize(
    ("students", "exercises", "wanted"),
    [
        (("bob",), (), [("01_double", "bob"), ("02_negate", "bob")]),
        ((), ("02_negate",), [("02_negate", "ada")]),
        (("bob",), ("01_double",), [("01_double", "bob")]),
    ],
)
def test_a_run_can_be_about_some_students_or_exercises(grading_of, students, exercises, wanted):
    assert names(grading_of(ALL).plan(students, exercises)) == wanted


# -- which attempts count -----------------------------------------------------------------------------------


def three_attempts(made, folder):
    attempts = tuple(
        made.attempt(folder, f"try{n}", ["ada"], {"01_double": f"# {n}\n"}, hours=n) for n in (1, 2, 3)
    )
    return Collection((Student("ada"),), attempts)


@pytest.mark.parametrize(
    ("policy", "wanted"),
    [
        ({}, ["try3"]),
        ({"record": Record.BEST}, ["try1", "try2", "try3"]),
        ({"attempts": 2}, ["try2"]),
        ({"record": Record.LAST_BEFORE_DUE, "due": 2}, ["try2"]),
        ({"late": LatePolicy(Lateness.HARD_STOP), "due": 1}, ["try1"]),
    ],
    ids=["latest", "best", "at most two", "last before due", "hard stop"],
)
def test_only_attempts_that_can_count_are_graded(grading_of, made, tmp_path, policy, wanted):
    attempts = three_attempts(made, tmp_path)
    if "due" in policy:
        policy = {**policy, "due": attempts.attempts[policy["due"] - 1].at}
    plan = grading_of(attempts, **policy).plan()
    assert [each.file.path.parent.name for each in plan.wanted] == wanted


def test_where_the_best_counts_a_student_can_still_be_named(grading_of, made, tmp_path):
    attempts = three_attempts(made, tmp_path)
    grading = grading_of(attempts, record=Record.BEST, groups={"team": ("ada", "bob")})
    assert len(grading.plan(["bob"]).wanted) == 3
    assert len(grading.plan(["eve"]).wanted) == 0


# -- other versions -----------------------------------------------------------------------------------------


def test_what_other_versions_graded_is_graded_again_only_when_that_is_asked_for(grading_of, made):
    old = grading_of(ALL)
    run(old, made.Pretender())
    new = replace(old, place=replace(made.HERE, torch="2.14.0"))
    assert (len(new.plan().wanted), new.plan().older) == (0, 3)
    plan = new.plan(afresh=True)
    assert len(plan.wanted) == 3
    run(new, made.Pretender(), plan)
    assert new.plan(afresh=True).wanted == ()
    seed = new.assignment.seed("02_negate")
    assert [g.key.torch for g in new.ledger.history("02_negate", seed)] == ["2.13.0", "2.14.0"]


def test_what_could_not_be_graded_is_tried_by_other_versions(grading_of, made):
    old = grading_of({"ada": {"01_double": "# kills\n"}})
    run(old, made.Pretender())
    assert old.plan().wanted == ()
    assert len(replace(old, place=replace(made.HERE, grader="1.1")).plan().wanted) == 1


def test_a_device_more_is_another_grade_where_the_assignment_asks_for_all(grading_of, made):
    cpu = grading_of({"ada": {"01_double": "# ada\n"}})
    run(cpu, made.Pretender())
    both = replace(cpu, place=replace(made.HERE, devices=("cpu", "cuda")))
    assert both.plan().older == 1
    (wanted,) = both.plan(afresh=True).wanted
    assert wanted.key.devices == ("cpu", "cuda")


def test_another_secret_is_another_set_of_questions(grading_of, made):
    grading = grading_of({"ada": {"01_double": "# ada\n"}})
    run(grading, made.Pretender())
    other = replace(grading, assignment=replace(grading.assignment, secret="another one, as long"))
    assert len(other.plan().wanted) == 1


def test_a_grade_can_be_asked_for_again_and_both_stay(grading_of, made):
    grading = grading_of({"ada": {"01_double": "# kills\n"}})
    (first,) = run(grading, made.Pretender())
    plan = grading.again([first.key])
    assert [each.again for each in plan.wanted] == [1]
    run(grading, made.Pretender(), plan)
    assert len(grading.ledger.history("01_double", first.key.seed)) == 2


def test_a_grade_of_a_file_that_is_gone_cannot_be_asked_for_again(grading_of, made):
    grading = grading_of({"ada": {"01_double": "# ada\n"}})
    (first,) = run(grading, made.Pretender())
    with pytest.raises(Problem, match="No file of 01_double"):
        replace(grading, collection=Collection((), ())).again([first.key])


# -- deaths -------------------------------------------------------------------------------------------------


def test_a_submission_that_takes_two_workers_along_is_not_graded_and_says_why(grading_of, made):
    grading = grading_of({"ada": {"01_double": "# kills\n"}, "bob": {"01_double": "# bob\n"}})
    bad, good = run(grading, made.Pretender())
    assert (bad.verdict, bad.reason) == (None, INFRASTRUCTURE)
    assert bad.reason.startswith("infrastructure")
    assert good.verdict.status is Status.PASSED


def abandon(ledger, *keys, alone=False):
    """Leave what a run leaves that died while these keys were being graded."""
    with ledger.writing() as connection:
        made = connection.execute(sa.insert(RUNS).values(command="grade", host="here", at=OPENS))
        run = made.inserted_primary_key[0]
        for key in keys:
            claim = {
                "digest": digest(key),
                "again": 0,
                "run": run,
                "worker": "one",
                "alone": alone,
                "at": OPENS,
            }
            connection.execute(sa.insert(CLAIMS).values(**claim))


@pytest.mark.parametrize(("times", "alone"), [(0, False), (1, False), (2, True)])
def test_what_was_being_graded_when_two_runs_died_is_graded_alone(grading_of, made, times, alone):
    grading, executor = grading_of({"ada": {"01_double": "# ada\n"}}), made.Pretender()
    (wanted,) = grading.plan().wanted
    for _ in range(times):
        abandon(grading.ledger, wanted.key)
    (graded,) = run(grading, executor)
    assert [job.alone for job in executor.jobs] == [alone]
    assert graded.verdict.status is Status.PASSED


def test_what_was_being_graded_alone_when_a_run_died_is_not_tried_any_more(grading_of, made):
    grading, executor = grading_of({"ada": {"01_double": "# ada\n"}}), made.Pretender()
    (wanted,) = grading.plan().wanted
    abandon(grading.ledger, wanted.key, alone=True)
    (graded,) = run(grading, executor)
    assert (graded.verdict, graded.reason) == (None, INFRASTRUCTURE)
    assert executor.jobs == []
    (again,) = run(grading, executor, grading.again([wanted.key]))
    assert again.verdict.status is Status.PASSED


def test_a_worker_that_died_before_the_run_did_is_remembered(grading_of, made):
    grading, executor = grading_of({"ada": {"01_double": "# ada\n"}}), made.Pretender()
    (wanted,) = grading.plan().wanted
    with grading.ledger.run("grade") as earlier:
        earlier.crash(wanted.key, 0, "one", "SIGSEGV", alone=False)
    run(grading, executor)
    assert [job.alone for job in executor.jobs] == [True]


# -- stopping and refusing ----------------------------------------------------------------------------------


def test_who_stops_listening_leaves_a_whole_ledger_and_the_next_run_goes_on(grading_of, made):
    grading = grading_of(ALL)
    events = grading.run(grading.plan(), made.Pretender(), "grade")
    first = next(events)
    events.close()
    assert list(grading.ledger.get([first.key])) == [first.key]
    assert len(run(grading, made.Pretender())) == 2
    assert grading.plan().wanted == ()


def test_a_file_that_was_changed_since_it_was_collected_is_not_graded(grading_of, made):
    grading = grading_of({"ada": {"01_double": "# ada\n"}})
    (wanted,) = grading.plan().wanted
    wanted.file.path.write_text("# somebody else\n")
    with pytest.raises(Problem, match="was changed since it was collected"):
        run(grading, made.Pretender())
    wanted.file.path.unlink()
    with pytest.raises(Problem, match="cannot be read"):
        run(grading, made.Pretender())


def test_a_room_that_is_not_locked_well_enough_is_refused_before_anything_is_graded(made, tmp_path):
    executor = made.Pretender()
    with pytest.raises(Problem, match=r"“full”, and here it is limits: limits; nothing was graded") as caught:
        survey(made.assignment(tmp_path, isolation="full"), executor)
    assert "Install libseccomp2. Or ask for less" in str(caught.value)
    assert executor.jobs == []
    assert survey(made.assignment(tmp_path, isolation="limits"), executor) == made.HERE
    assert survey(made.assignment(tmp_path), executor) == made.HERE


def test_a_device_that_is_not_here_is_refused_before_anything_is_graded(made, tmp_path):
    with pytest.raises(Problem, match=r"no device cuda here \(no driver\)"):
        survey(made.assignment(tmp_path, devices=("cpu", "cuda")), made.Pretender())


def test_two_runs_at_the_same_time_grade_nothing_twice(grading_of, made, tmp_path):
    grading = grading_of(ALL)
    events = grading.run(grading.plan(), made.Pretender(), "grade")
    next(events)
    with Ledger(tmp_path / "ledger.sqlite") as other, pytest.raises(Problem, match="Another run"):
        run(replace(grading, ledger=other), made.Pretender())
    assert len(list(events)) == 2


def test_the_run_itself_imports_neither_torch_nor_click_nor_rich():
    code = "import sys, grader.classroom.grading, grader.classroom.regrading\n"
    code += "sys.exit(bool({'torch', 'click', 'rich'} & sys.modules.keys()))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
