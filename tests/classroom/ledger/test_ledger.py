"""Grades are appended, each once, and stay as they are; what is recorded comes back as it was."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
import sqlalchemy as sa

from grader.classroom.ledger import Ledger, digest, short
from grader.classroom.ledger.tables import GRADES, METADATA
from grader.classroom.model import Override
from grader.language import Problem
from grader.verdict import Status

STARTED = datetime(2026, 3, 1, 12, tzinfo=UTC)


def test_a_grade_comes_back_as_it_was_recorded(ledger, key, graded):
    given = graded(key(), reason="")
    assert ledger.add(given)
    assert repr(ledger.get([key()])) == repr({key(): given})  # a NaN does not equal itself


def test_the_instant_of_a_grade_is_kept_whatever_its_time_zone(ledger, key, graded):
    east = timezone(timedelta(hours=9))
    ledger.add(graded(key(), at=datetime(2026, 3, 2, 1, 30, tzinfo=east)))
    (found,) = ledger.get([key()]).values()
    assert found.at == datetime(2026, 3, 1, 16, 30, tzinfo=UTC)
    assert found.at.tzinfo is UTC


def test_a_submission_that_could_not_be_graded_has_a_reason_and_no_verdict(ledger, key, graded):
    ledger.add(graded(key(), verdict=None, reason="infrastructure"))
    (found,) = ledger.get([key()]).values()
    assert found.verdict is None
    assert found.reason == "infrastructure"
    assert [entry.gradable for entry in ledger.entries("01_double", 2**48 - 1)] == [False]


def test_the_same_key_is_recorded_once_and_the_first_grade_stays(ledger, key, graded, verdict):
    assert ledger.add(graded(key()))
    assert not ledger.add(graded(key(), verdict=verdict(0.0)))
    assert ledger.get([key()])[key()].verdict.score == 1.0
    assert len(ledger.history("01_double", 2**48 - 1)) == 1


@pytest.mark.parametrize(
    "other",
    [
        {"sha256": "b" * 64},
        {"exercise": "02_negate"},
        {"devices": ("cpu", "cuda")},
        {"seed": 7},
        {"budget": "practice"},
        {"grader": "1.1"},
        {"pack": "1.1"},
        {"torch": "2.14.0"},
    ],
    ids=lambda other: next(iter(other)),
)
def test_a_key_that_differs_in_any_part_is_another_grade(ledger, other, key, graded, verdict):
    ledger.add(graded(key()))
    assert ledger.add(graded(key(**other), verdict=verdict(0.0)))
    found = ledger.get([key(), key(**other)])
    assert [found[key()].verdict.score, found[key(**other)].verdict.score] == [1.0, 0.0]


def test_a_grade_that_a_person_asked_for_again_stands_beside_the_first_and_counts(
    ledger, key, graded, verdict
):
    ledger.add(graded(key()))
    assert ledger.add(graded(key(), minutes=1, verdict=verdict(0.5)), again=1)
    assert not ledger.add(graded(key(), minutes=2, verdict=verdict(0.0)), again=1)
    assert ledger.get([key()])[key()].verdict.score == 0.5
    assert [each.verdict.score for each in ledger.history("01_double", 2**48 - 1)] == [1.0, 0.5]
    assert ledger.times([key(), key(seed=7)]) == {key(): 1}


def test_the_history_of_an_exercise_has_all_versions_and_no_other_seed(ledger, key, graded):
    for minutes, version in enumerate(("1.0", "1.1", "1.2")):
        ledger.add(graded(key(grader=version), minutes))
    ledger.add(graded(key(seed=7)))
    ledger.add(graded(key(exercise="02_negate")))
    assert [each.key.grader for each in ledger.history("01_double", 2**48 - 1)] == ["1.0", "1.1", "1.2"]
    assert [each.key.grader for each in ledger.entries("01_double", 2**48 - 1)] == ["1.0", "1.1", "1.2"]


def test_thousands_of_keys_can_be_asked_for_at_once(ledger, key, graded):
    keys = [key(seed=seed) for seed in range(2000)]
    for each in keys[::500]:
        ledger.add(graded(each))
    assert set(ledger.get(keys)) == set(keys[::500])


def test_a_key_is_found_by_the_beginning_of_its_name(ledger, key, graded):
    ledger.add(graded(key()))
    ledger.add(graded(key(seed=7)))
    assert ledger.named(short(key())) == [key()]
    assert ledger.named(digest(key(seed=7))) == [key(seed=7)]
    assert ledger.named("%") == []
    assert len(ledger.named("")) == 2


@pytest.mark.parametrize("statement", ["UPDATE {} SET {} = {}", "DELETE FROM {}"])
def test_the_database_itself_refuses_to_change_or_remove_a_row(ledger, statement, key, graded):
    with ledger.run("grade") as run:
        run.claim(key(), 0, "one", alone=False)
        run.crash(key(), 0, "one", "SIGKILL", alone=False)
        run.add(graded(key()))
    ledger.override("hw1", Override("ada", "01_double", 1.0, "why", "me", STARTED))
    for name, table in METADATA.tables.items():
        column = next(iter(table.primary_key)).name
        with pytest.raises(sa.exc.DBAPIError, match="append-only"), ledger.writing() as connection:
            connection.exec_driver_sql(statement.format(name, column, column))


def test_the_last_override_counts_and_all_of_them_stay(ledger):
    first = Override("ada", "01_double", 1.5, "right idea", "grace", STARTED)
    cleared = replace(first, score=None, reason="second look", at=STARTED + timedelta(days=1))
    ledger.override("hw1", first)
    ledger.override("hw2", replace(first, student="bob"))
    ledger.override("hw1", cleared)
    assert ledger.overrides("hw1") == [first, cleared]


def test_a_ledger_that_is_opened_again_has_everything(url, key, graded):
    with Ledger(url) as ledger:
        ledger.add(graded(key()))
    with Ledger(url) as ledger:
        assert ledger.get([key()])[key()].verdict.status is Status.FAILED


def test_two_ledgers_at_the_same_place_see_each_other(url, key, graded):
    with Ledger(url) as one, Ledger(url) as other:
        assert one.add(graded(key()))
        assert not other.add(graded(key()))
        assert other.add(graded(key(seed=7)))
        assert set(one.get([key(), key(seed=7)])) == {key(), key(seed=7)}


def test_a_grade_that_cannot_be_written_leaves_nothing(ledger, key, graded):
    with pytest.raises(sa.exc.DBAPIError):
        ledger.add(graded(key(), seconds=None))
    assert ledger.get([key()]) == {}
    assert ledger.add(graded(key()))


def test_what_is_in_the_tables_is_what_the_migrations_made(ledger):
    inspector = sa.inspect(ledger.engine)
    for name, table in METADATA.tables.items():
        assert {c["name"] for c in inspector.get_columns(name)} == {c.name for c in table.columns}
        nullable = {c["name"] for c in inspector.get_columns(name) if c["nullable"]}
        assert nullable == {c.name for c in table.columns if c.nullable and not c.primary_key}
    assert [u["column_names"] for u in inspector.get_unique_constraints("grades")] == [["digest", "again"]]
    assert {index["name"] for index in inspector.get_indexes("grades")} >= {i.name for i in GRADES.indexes}


# -- opening ------------------------------------------------------------------------------------------------


def test_a_ledger_of_a_newer_torchgrade_is_refused_and_left_alone(url):
    with Ledger(url) as ledger, ledger.writing() as connection:
        connection.exec_driver_sql("UPDATE ledger_version SET version_num = '9999'")
    with pytest.raises(Problem, match=r"newer torchgrade \(step 9999\).*pip install -U torchgrade"):
        Ledger(url)


def test_a_database_of_somebody_else_is_refused_and_left_alone(url):
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE grades (mine INTEGER)")
    with pytest.raises(Problem, match="no ledger"):
        Ledger(url)
    assert sa.inspect(engine).get_table_names() == ["grades"]
    engine.dispose()


def test_a_file_that_is_no_database_is_refused(tmp_path):
    path = tmp_path / "ledger.sqlite"
    path.write_text("student,score\nada,3\n" * 100)
    with pytest.raises(Problem, match="cannot be opened: file is not a database"):
        Ledger(path)


def test_a_ledger_in_a_folder_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(Problem, match="unable to open database file"):
        Ledger(tmp_path / "nowhere" / "ledger.sqlite")


@pytest.mark.parametrize(
    ("address", "told"),
    [("://", "is no address of a ledger"), ("nonsense://host/name", "Can't load plugin")],
)
def test_an_address_that_means_nothing_is_refused(address, told):
    with pytest.raises(Problem, match=told):
        Ledger(address)


def test_a_password_is_not_repeated():
    with pytest.raises(Problem) as caught:
        Ledger("postgresql+psycopg://me:topsecret@127.0.0.1:1/nothing")
    assert "topsecret" not in str(caught.value)


def test_sqlite_writes_ahead_and_flushes_every_grade(tmp_path):
    with Ledger(tmp_path / "ledger.sqlite") as ledger, ledger.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2  # FULL
        assert connection.exec_driver_sql("PRAGMA busy_timeout").scalar() > 0
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
