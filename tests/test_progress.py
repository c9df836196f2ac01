"""Progress: what is kept, what it comes to, and that a file that cannot be used is no error."""

import os
import sqlite3
import threading

import pytest

from grader import progress as module
from grader.progress import Event, Progress, Standing, State
from grader.verdict import CheckResult, Status, Title, Verdict

STEM = "46_max_pooling"


def verdict(status=Status.PASSED, score=8.0, seed=7):
    return Verdict(
        number=46,
        slug="max_pooling",
        title=Title("Max pooling", "最大池化"),
        file="max_pooling.py",
        points=8,
        score=score,
        seed=seed,
        budget="practice",
        checks=(CheckResult("max_pool2d.value", Title("a", "b"), "cpu", status),),
        submission_sha256="ab" * 32,
        isolation="",
        seconds=0.1,
        versions={},
    )


@pytest.fixture
def progress(tmp_path):
    return Progress(tmp_path)


def test_what_is_recorded_comes_back(progress):
    events = [
        Event.hinted(STEM, 1),
        Event.graded(STEM, verdict(Status.FAILED, 3.5)),
        Event.revealed(STEM, gave_up=True),
    ]
    for event in events:
        progress.record(event)
    assert progress.events() == events
    assert progress.trouble == ""


def test_without_a_file_nothing_is_known_and_none_is_made(progress, tmp_path):
    assert progress.events() == []
    assert progress.standing(STEM) == Standing()
    assert progress.standing(STEM).state is State.UNTOUCHED
    assert list(tmp_path.iterdir()) == []


def test_a_failure_is_a_try_and_a_pass_solves(progress):
    progress.record(Event.graded(STEM, verdict(Status.FAILED, 3.5)))
    assert progress.standing(STEM) == Standing(grades=1, score=3.5)
    assert progress.standing(STEM).state is State.TRIED
    progress.record(Event.graded(STEM, verdict()))
    assert progress.standing(STEM).state is State.SOLVED


def test_a_later_failure_does_not_take_a_pass_back(progress):
    progress.record(Event.graded(STEM, verdict()))
    progress.record(Event.graded(STEM, verdict(Status.FAILED, 0)))
    assert progress.standing(STEM) == Standing(grades=2, score=8.0, solved=True)


def test_who_looks_at_the_solution_after_a_pass_has_not_given_up():
    after = Standing(solved=True).after(Event.revealed(STEM, gave_up=True))
    assert not after.gave_up
    assert Standing().after(Event.revealed(STEM, gave_up=True)).gave_up


def test_hints_are_counted_by_step_and_a_hint_alone_is_a_try(progress):
    for step in (1, 2):
        progress.record(Event.hinted(STEM, step))
    assert progress.standing(STEM).hints == 2
    assert progress.standing(STEM).state is State.TRIED


def test_a_seed_of_any_size_is_kept(progress):
    progress.record(Event.graded(STEM, verdict(seed=10**30)))
    assert progress.events()[0].seed == str(10**30)
    assert progress.trouble == ""


def test_merging_twice_adds_nothing(progress):
    events = [Event.hinted(STEM, 1), Event.hinted(STEM, 2)]
    assert progress.merge(events) == 2
    assert progress.merge([*events, Event.hinted(STEM, 3)]) == 1
    assert len(progress.events()) == 3


def test_an_event_survives_being_data():
    for event in (Event.graded(STEM, verdict()), Event.revealed(STEM, gave_up=False), Event.hinted(STEM, 1)):
        assert Event.from_data(event.to_data()) == event


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "cheat"},
        {"step": "1"},
        {"step": True},
        {"at": "yesterday"},
        {"id": None},
        {"extra": 1},
    ],
)
def test_what_is_no_event_is_refused(change):
    name = next(iter(change))
    with pytest.raises(ValueError, match=f"{name}|cheat|isoformat"):
        Event.from_data({**Event.hinted(STEM, 1).to_data(), **change})


def test_what_is_no_object_is_no_event():
    with pytest.raises(ValueError, match="object"):
        Event.from_data("event")


def test_a_broken_file_is_told_and_left_as_it_is(progress):
    progress.path.parent.mkdir()
    progress.path.write_bytes(b"this is no database" * 100)
    progress.record(Event.hinted(STEM, 1))
    assert "not a database" in progress.trouble
    assert progress.events() == []
    assert progress.path.read_bytes() == b"this is no database" * 100


def test_a_row_that_makes_no_sense_is_told(progress):
    progress.record(Event.hinted(STEM, 1))
    with sqlite3.connect(progress.path) as connection:
        connection.execute("UPDATE events SET kind = 'cheat'")
    connection.close()
    assert progress.events() == []
    assert "cheat" in str(progress.trouble)


def test_a_file_in_the_place_of_the_folder_is_told(progress):
    progress.path.parent.write_text("")
    progress.record(Event.hinted(STEM, 1))
    assert progress.trouble


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_on_a_read_only_disk_progress_is_read_and_not_written(progress):
    progress.record(Event.hinted(STEM, 1))
    progress.path.chmod(0o400)
    progress.path.parent.chmod(0o500)
    try:
        progress.record(Event.hinted(STEM, 2))
        assert "readonly" in progress.trouble
        assert len(progress.events()) == 1
    finally:
        progress.path.parent.chmod(0o700)


def test_a_file_of_a_newer_version_is_left_alone(progress):
    progress.record(Event.hinted(STEM, 1))
    with sqlite3.connect(progress.path) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    progress.record(Event.hinted(STEM, 2))
    assert "newer version" in progress.trouble.in_language("en")


def test_an_older_file_is_brought_up_to_date_and_keeps_its_events(progress, monkeypatch):
    event = Event.hinted(STEM, 1)
    progress.record(event)
    later = (*module.MIGRATIONS, "ALTER TABLE events ADD COLUMN mood TEXT")
    monkeypatch.setattr(module, "MIGRATIONS", later)
    assert progress.events() == [event]
    with sqlite3.connect(progress.path) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (2,)
        connection.execute("SELECT mood FROM events")
    connection.close()


def test_several_graders_may_record_at_the_same_time(tmp_path):
    def work():
        for step in range(5):
            Progress(tmp_path).record(Event.hinted(STEM, step + 1))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(Progress(tmp_path).events()) == 20
