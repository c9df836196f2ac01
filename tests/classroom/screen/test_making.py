"""What candidates are sent: enough to work with, in their language, and nothing of the secret."""

import io
import json
import zipfile

import pytest

from grader.classroom.screen import kit as kits
from grader.classroom.screen.candidates import read_candidates
from grader.classroom.screen.kit import read_kit
from grader.classroom.screen.making import kit_files, kit_of
from grader.classroom.screen.screening import (
    new_screening,
    read_screening,
    with_candidates,
    written,
)
from grader.classroom.screen.zips import zipped
from grader.language import Problem
from grader.packs import all_exercises, find_packs

from .conftest import NOON

EXERCISES = {exercise.stem: exercise for exercise in all_exercises(find_packs())}
ASKED = [EXERCISES[stem] for stem in ("46_max_pooling", "50_softmax", "30_optim")]


@pytest.fixture
def screening(tmp_path):
    screening = new_screening(tmp_path / "screen.toml", "Backend team", ASKED, 45)
    people = read_candidates(["Ada Lovelace, 王小明", "Grace"], "en", NOON)
    chinese = read_candidates(["李雷"], "zh", NOON, [person.id for person in people])
    return with_candidates(screening, [*people, *chinese])


def files_of(screening, position):
    return kit_files(kit_of(screening, screening.candidates[position]), EXERCISES)


def test_screen_toml_comes_back_as_it_was_written(screening):
    screening.assignment.path.write_bytes(written(screening))
    assert read_screening(screening.assignment.path, list(EXERCISES.values())) == screening


def test_a_kit_holds_stubs_statements_and_a_readme(screening):
    files = files_of(screening, 0)
    for exercise in ASKED:
        assert files[f"{exercise.stem}/{exercise.slug}.py"] == exercise.stub.read_bytes()
        assert exercise.statement("en") in files[f"{exercise.stem}/question.md"].decode()
    assert set(files) == {
        "README.md",
        kits.FILE,
        *(f"{e.stem}/{e.slug}.py" for e in ASKED),
        *(f"{e.stem}/question.md" for e in ASKED),
        *(f"{e.stem}/picture.svg" for e in ASKED if e.picture.is_file()),
    }


def test_a_kit_speaks_the_language_of_its_candidate(screening):
    english, chinese = files_of(screening, 0), files_of(screening, 3)
    assert "You have **45 minutes**" in english["README.md"].decode()
    assert "你有 **45 分钟**" in chinese["README.md"].decode()
    assert "最大池化" in chinese["46_max_pooling/question.md"].decode()
    assert "grade screen pack --lang zh" in chinese["README.md"].decode()


@pytest.mark.parametrize("position", [0, 3])
def test_the_readme_says_what_is_recorded_and_how_to_hand_in(screening, position):
    readme = files_of(screening, position)["README.md"].decode()
    for word in (
        "attempts.jsonl",
        "grade exercise",
        "grade screen begin",
        "grade screen pack",
        "-answers.zip",
    ):
        assert word in readme
    assert "$" not in readme


def test_nothing_in_a_kit_tells_the_secret_or_an_official_seed(screening):
    assignment = screening.assignment
    forbidden = [assignment.secret, assignment.id, *(str(assignment.seed(e.stem)) for e in ASKED)]
    for position in range(4):
        for contents in files_of(screening, position).values():
            assert not any(word.encode() in contents for word in forbidden)


def test_every_kit_has_its_own_id_and_practice_questions(screening):
    kit_ids = {screening.kit(candidate) for candidate in screening.candidates}
    seeds = {screening.practice_seed(candidate) for candidate in screening.candidates}
    assert len(kit_ids) == len(seeds) == 4
    official = {screening.assignment.seed(exercise.stem) for exercise in ASKED}
    assert not seeds & official


def test_the_orders_differ_and_hold_every_exercise_once(screening):
    many = read_candidates([f"Candidate {number}" for number in range(40)], "en", NOON)
    orders = {screening.order(candidate) for candidate in many}
    assert all(sorted(order) == sorted(exercise.stem for exercise in ASKED) for order in orders)
    assert len(orders) == 6  # of 6 that there are


def test_a_kit_is_read_as_it_was_written(screening, tmp_path):
    files = files_of(screening, 1)
    (tmp_path / kits.FILE).write_bytes(files[kits.FILE])
    kit = read_kit(tmp_path)
    assert kit.exercises == screening.order(screening.candidates[1])
    assert (kit.name, kit.minutes) == ("王小明", 45)


def test_a_kit_that_was_spoilt_is_told_with_its_file(screening, tmp_path):
    for broken in (b"", b"{}", b"[" * 10_000, b'{"format":"torchgrade kit","version":9}', b"\xff"):
        (tmp_path / kits.FILE).write_bytes(broken)
        with pytest.raises(Problem, match=r"torchgrade-kit\.json cannot be read"):
            read_kit(tmp_path)


def test_an_answer_in_the_place_of_a_stub_is_never_sent_to_candidates(screening, tmp_path, monkeypatch):
    exercise = EXERCISES["50_softmax"]
    solved = type(exercise)(**{**vars(exercise), "folder": exercise.solutions})
    with pytest.raises(Problem, match="grade reset 50"):
        kit_files(kit_of(screening, screening.candidates[0]), {**EXERCISES, "50_softmax": solved})


def test_equal_files_make_equal_archives_whatever_their_order():
    one = zipped({"b": b"2", "a": b"1"})
    assert one == zipped({"a": b"1", "b": b"2"})
    assert zipfile.ZipFile(io.BytesIO(one)).namelist() == ["a", "b"]


def test_candidates_come_from_a_spreadsheet(tmp_path):
    table = tmp_path / "people.csv"
    table.write_text("\ufeffName;Email;language\nAda;ada@x.org;\n\n王小明;;zh\nAda;;\n", encoding="utf-8")
    ada, wang, second = read_candidates([str(table)], "en", NOON)
    assert (ada.id, ada.email, ada.language) == ("ada", "ada@x.org", "en")
    assert (wang.id, wang.language) == ("王小明", "zh")
    assert second.id == "ada-2"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("../../etc/passwd", "etc-passwd"),
        ("  Ada   Lovelace ", "ada-lovelace"),
        ("!!!", "candidate"),
        ("C:\\con", "c-con"),
        ("ＡＤＡ", "ada"),
    ],
)
def test_an_id_is_safe_as_the_name_of_a_folder(name, expected):
    assert read_candidates([name], "en", NOON)[0].id == expected


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "has no column “name”"),
        ("who\nAda\n", "has no column “name”"),
        ("name,language\nAda,fr\n", "row 2: the language is “fr”"),
        ("name,email\n,a@b\n", "row 2, has no name"),
    ],
)
def test_a_table_that_cannot_be_used_is_told_with_its_row(tmp_path, text, told):
    table = tmp_path / "people.csv"
    table.write_text(text, encoding="utf-8")
    with pytest.raises(Problem, match=told):
        read_candidates([str(table)], "en", NOON)


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("format = 1", "format = 2", "“format” is 2"),
        ("minutes = 45", "minutes = 0", "“minutes” is 0"),
        ("minutes = 45", "minutes = ", "is no TOML"),
        ('"50_softmax"', '"50_hardmax"', "50_hardmax is none"),
        ('budget = "official"', 'budget = "huge"', "It must be one of practice, official"),
        ("made = 2026-11-20T12:00:00Z", "made = 2026-11-20", "“made” is"),
        ('id = "grace"', 'id = "ada-lovelace"', "each with an id of its own"),
        ('language = "zh"', 'language = "fr"', "“language” is 'fr'"),
    ],
)
def test_a_screen_toml_that_was_spoilt_says_which_key(screening, before, after, told):
    text = written(screening).decode()
    assert before in text
    screening.assignment.path.write_text(text.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(Problem, match=told):
        read_screening(screening.assignment.path, list(EXERCISES.values()))


def test_the_manifest_of_a_kit_is_plain_data(screening):
    data = json.loads(files_of(screening, 0)[kits.FILE])
    assert data["seed"] == screening.practice_seed(screening.candidates[0])
