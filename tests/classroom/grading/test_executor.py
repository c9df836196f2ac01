"""Workers grade side by side; one that dies is replaced, and what it was grading is tried once more, alone."""

import os
import signal

import psutil
import pytest

from grader.classroom.executor import Begun, Died, Finished, Job, LocalExecutor
from grader.classroom.executor.jobs import INFRASTRUCTURE, message_from_data, message_to_data
from grader.classroom.executor.local import killed_by_the_machine
from grader.classroom.executor.queue import Queue, subject
from grader.language import Problem, message


def job(id_, source, made, exercise="01_double", **more):
    pack = str(made.PACK)
    facts = {"seed": 7, "budget": "practice", "devices": ("cpu",)}
    return Job(id_, exercise, pack, source.encode(), f"{exercise[3:]}.py", **facts | more)


def kill(executor, name):
    """Kill a worker as the machine would."""
    (worker,) = [worker for worker in executor._pool if worker.name == name]
    os.kill(worker.process.pid, signal.SIGKILL)


def outcomes(events):
    """Return id of a job -> its status, or the reason why there is none."""
    finished = [event for event in events if isinstance(event, Finished)]
    assert len({event.job.id for event in finished}) == len(finished)
    return {event.job.id: event.verdict["status"] if event.verdict else event.reason for event in finished}


def test_a_place_says_what_is_here(executor, made):
    place = executor.survey(str(made.PACK), ["01_double"], ["cpu"])
    assert "cpu" in place.devices
    assert place.absent.keys().isdisjoint(place.devices)
    assert place.isolation.startswith(place.level)
    assert place.torch.startswith("2.")


def test_jobs_come_back_with_their_verdicts(executor, made):
    jobs = [
        job("right", made.RIGHT, made),
        job("wrong", made.TRIPLES, made),
        job("exits", "import os\nos._exit(0)\n", made),
        job("other", made.NEGATES, made, "02_negate"),
    ]
    found = outcomes(executor.run(jobs))
    assert found == {"right": "passed", "wrong": "failed", "exits": "failed", "other": "passed"}


def test_two_workers_give_the_verdict_that_one_judge_gives(executor, made):
    from grader.judge import Judge
    from grader.packs import read_pack
    from grader.report.data import verdict_to_data
    from grader.sandbox import Room

    (finished,) = [e for e in executor.run([job("wrong", made.TRIPLES, made)]) if isinstance(e, Finished)]
    pack = made.PACK
    with Room() as room:
        verdict = Judge(room).grade(
            read_pack(pack, "pack").exercises[1], made.TRIPLES.encode(), "double.py", seed=7, devices=("cpu",)
        )

    def timeless(data):
        checks = [{**check, "seconds": 0} for check in data["checks"]]
        return {**data, "seconds": 0, "checks": checks}

    assert timeless(finished.verdict) == timeless(verdict_to_data(verdict))


def test_a_job_whose_exercise_breaks_has_a_reason_and_costs_no_worker(executor, made):
    (begun, finished) = executor.run([job("lost", made.RIGHT, made, "99_lost")])
    assert (finished.verdict, finished.reason) == (None, "KeyError: '99_lost'")
    assert finished.worker == begun.worker


def test_a_worker_that_dies_is_replaced_and_its_job_is_tried_again_alone(executor, made):
    jobs = [job("first", made.RIGHT, made), *(job(f"n{i}", made.RIGHT + f"# {i}\n", made) for i in range(3))]
    events, killed = [], False
    for event in executor.run(jobs):
        events.append(event)
        if isinstance(event, Begun) and event.job.id == "first" and not killed:
            kill(executor, event.worker)
            killed = True
    assert set(outcomes(events).values()) == {"passed"}
    assert [event.how for event in events if isinstance(event, Died)] == ["SIGKILL"]
    begun = [event.job for event in events if isinstance(event, Begun)]
    assert [each.alone for each in begun if each.id == "first"] == [False, True]
    assert begun[-1].id == "first"


def test_a_job_that_takes_two_workers_along_ends_without_a_verdict(executor, made):
    events = []
    for event in executor.run([job("bad", made.RIGHT, made), job("good", made.RIGHT + "#\n", made)]):
        events.append(event)
        if isinstance(event, Begun) and event.job.id == "bad":
            kill(executor, event.worker)
    assert outcomes(events) == {"good": "passed", "bad": INFRASTRUCTURE}
    assert len([event for event in events if isinstance(event, Died)]) == 2


def test_a_job_that_is_alone_has_no_company(executor, made):
    jobs = [
        job("a", made.RIGHT, made, alone=True),
        *(job(f"n{i}", made.RIGHT + f"#{i}\n", made) for i in range(3)),
    ]
    running, most = set(), {}
    for event in executor.run(jobs):
        if isinstance(event, Begun):
            running.add(event.job.id)
            for id_ in running:
                most[id_] = max(most.get(id_, 0), len(running))
        else:
            running.discard(event.job.id)
    assert most["a"] == 1


def test_workers_that_die_one_after_the_other_end_the_run(executor, made, monkeypatch):
    monkeypatch.setattr("grader.classroom.executor.local.MOST_DEATHS_IN_A_ROW", 3)
    jobs = [job(f"n{i}", made.RIGHT + f"# {i}\n", made) for i in range(9)]
    died = []

    def grade():
        for event in executor.run(jobs):
            if isinstance(event, Begun):
                kill(executor, event.worker)
            died.append(isinstance(event, Died))

    with pytest.raises(Problem, match="3 workers died one after the other"):
        grade()
    assert sum(died) == 3
    assert outcomes(executor.run([job("good", made.RIGHT, made)])) == {"good": "passed"}


def test_who_stops_listening_stops_the_grading(executor, made):
    events = executor.run([job(f"n{i}", made.RIGHT + f"# {i}\n", made) for i in range(20)])
    while not isinstance(next(events), Finished):
        pass
    events.close()
    assert all(worker.job is None for worker in executor._pool)
    assert outcomes(executor.run([job("good", made.RIGHT, made)])) == {"good": "passed"}


def test_nothing_is_left_running_when_an_executor_is_closed(made):
    executor = LocalExecutor(workers=1)
    assert outcomes(executor.run([job("right", made.RIGHT, made)])) == {"right": "passed"}
    (worker,) = executor._pool
    process = psutil.Process(worker.process.pid)
    family = [process, *process.children(recursive=True)]
    assert len(family) > 1
    executor.close()
    _, alive = psutil.wait_procs(family, timeout=30)
    assert alive == []


def test_workers_that_do_not_start_are_a_problem_with_a_next_step(monkeypatch, made):
    monkeypatch.setattr("grader.classroom.executor.local._work", os._exit)
    executor = LocalExecutor(workers=1, start="fork")
    with pytest.raises(Problem, match=r"workers do not start.*grade devices"):
        executor.survey(None, [], [])
    executor.close()


def test_a_number_of_workers_below_one_is_refused():
    with pytest.raises(ValueError, match="workers is 0"):
        LocalExecutor(workers=0)


# -- the queue ----------------------------------------------------------------------------------------------


def test_a_worker_stays_with_an_exercise_and_two_workers_begin_with_different_ones(made):
    jobs = [job(f"{name}{i}", "", made, name) for name in ("01_double", "02_negate") for i in range(3)]
    queue = Queue(jobs)
    first = queue.take(None, {})
    second = queue.take(None, {subject(first): 1})
    assert {first.exercise, second.exercise} == {"01_double", "02_negate"}
    third = queue.take(subject(first), {subject(second): 1})
    assert third.exercise == first.exercise
    assert len(queue) == 3


def test_a_worker_whose_exercise_is_done_helps_where_most_is_left(made):
    sizes = {"01_double": 1, "02_negate": 2, "03_other": 3}
    queue = Queue([job(f"{name}{i}", "", made, name) for name, size in sizes.items() for i in range(size)])
    assert queue.take(("pack", "gone", 7), {}).exercise == "03_other"


# -- a machine that is short of memory ----------------------------------------------------------------------


def killed(**detail):
    failure = {"kind": "killed", "detail": detail}
    return {"problem": None, "checks": [{"failure": None}, {"failure": failure}]}


@pytest.mark.parametrize(
    ("verdict", "from_outside"),
    [
        (killed(cause="signal", detail="SIGKILL"), True),
        (killed(cause="memory", detail="4000 MiB in use"), True),
        (killed(cause="memory", detail="4000 MiB in use", over_limit={"limit": "memory"}), False),
        (killed(cause="signal", detail="SIGSEGV"), False),
        (killed(cause="exit", detail="exit code 1"), False),
        ({"problem": killed(cause="signal", detail="SIGKILL")["checks"][1]["failure"], "checks": []}, True),
        ({"problem": None, "checks": [{"failure": None}]}, False),
        (None, False),
    ],
)
def test_a_process_that_was_killed_within_its_limits_is_the_machines_doing(verdict, from_outside):
    assert killed_by_the_machine(verdict) is from_outside


def test_a_message_survives_the_way_between_processes():
    told = message("{outer} and {more}.", outer=message("Inner {n}", n=3), more="text")
    assert message_from_data(message_to_data(told)).in_language("en") == told.in_language("en")
