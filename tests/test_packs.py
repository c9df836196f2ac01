"""Packs: what is found, what is refused and how exercises are named."""

import subprocess
import sys

import pytest

from grader.language import Problem
from grader.packs import (
    FOLDER_NAME,
    LEVELS,
    TOPICS,
    PackError,
    SelectionError,
    all_exercises,
    built_in_root,
    clone_root,
    find_packs,
    read_mistake,
    read_pack,
    select,
)

QUESTION = """---
title: {title}
topic: {topic}
level: 2
points: 8
prerequisites: {before}
---
## The question
"""


def write_exercise(root, stem, *, title="Max pooling", topic="convolution", before="[]"):
    slug = stem.partition("_")[2]
    exercise, solutions = root / "exercises" / stem, root / "solutions" / stem
    for folder in (exercise, solutions / "alternate", solutions / "wrong"):
        folder.mkdir(parents=True)
    files = {
        exercise / f"{slug}.py": "",
        exercise / "contract.py": "",
        exercise / "question.md": QUESTION.format(title=title, topic=topic, before=before),
        exercise / "question.zh.md": "---\ntitle: 最大池化\n---\n## 问题\n",
        solutions / f"{slug}.py": "",
        solutions / "alternate" / "loops.py": "",
        solutions / "wrong" / "pads_with_zero.py": "",
    }
    for path, contents in files.items():
        path.write_text(contents, encoding="utf-8")


@pytest.fixture
def root(tmp_path):
    write_exercise(tmp_path, "45_conv2d", title="Convolution")
    write_exercise(tmp_path, "46_max_pooling", before="[45]")
    write_exercise(tmp_path, "47_max_unpooling", before="[46]")
    write_exercise(tmp_path, "07_variable", topic="autograd")
    return tmp_path


def problem(root):
    """The one problem of a pack."""
    (found,) = read_pack(root, "test").problems
    return found


def test_an_exercise_knows_its_files(root):
    exercise = read_pack(root, "test").exercises[46]
    assert (exercise.slug, exercise.stem) == ("max_pooling", "46_max_pooling")
    assert exercise.title.in_language("zh") == "最大池化"
    assert (exercise.topic, exercise.level, exercise.points, exercise.prerequisites) == (
        "convolution",
        2,
        8,
        (45,),
    )
    assert exercise.stub == root / "exercises/46_max_pooling/max_pooling.py"
    assert exercise.solution == root / "solutions/46_max_pooling/max_pooling.py"
    assert [path.name for path in exercise.alternates] == ["loops.py"]
    assert [path.name for path in exercise.wrong] == ["pads_with_zero.py"]
    assert exercise.statement("en") == "## The question\n"
    assert exercise.statement("zh") == "## 问题\n"
    assert exercise.pack.exercises[46] is exercise


def test_exercises_come_in_the_order_of_their_numbers(root):
    write_exercise(root, "101_distillation")
    assert list(read_pack(root, "test").exercises) == [7, 45, 46, 47, 101]


@pytest.mark.parametrize(
    "path",
    [
        "exercises/07_variable/variable.py",
        "exercises/07_variable/contract.py",
        "exercises/07_variable/question.md",
        "exercises/07_variable/question.zh.md",
        "solutions/07_variable/variable.py",
    ],
)
def test_a_missing_file_is_named(root, path):
    (root / path).unlink()
    found = problem(root)
    assert found.path == root / path
    assert "missing" in str(found)


@pytest.mark.parametrize(
    ("front_matter", "line", "said"),
    [
        ("title: 5", 2, "“title” is 5"),
        ("topic: [a]", 3, "“topic”"),
        ("topic: Two Words", 3, "“topic”"),
        ("level: 4", 4, "1, 2 or 3"),
        ("level: true", 4, "“level” is True"),
        ("points: 0", 5, "above 0"),
        ("points: many", 5, "above 0"),
        ("prerequisites: 45", 6, "list of numbers"),
        ("prerequisites: [a]", 6, "list of numbers"),
        ("prerequisites: [99]", 6, "99"),
        ("title: a: b", 2, "no YAML"),
    ],
)
def test_bad_front_matter_is_told_with_its_line(root, front_matter, line, said):
    path = root / "exercises/07_variable/question.md"
    key = front_matter.partition(":")[0]
    lines = path.read_text(encoding="utf-8").splitlines()
    lines = [front_matter if text.startswith(f"{key}:") else text for text in lines]
    path.write_text("\n".join(lines), encoding="utf-8")
    found = problem(root)
    assert (found.path, found.line) == (path, line)
    assert said in str(found)


@pytest.mark.parametrize(
    ("contents", "said"),
    [
        ("", "no front matter"),
        ("---\n- title\n---\n", "“key: value” lines"),
        ("---\ntopic: data\n---\n", "unknown key “topic”"),
        ("---\n{}\n---\n", "lacks “title”"),
        ("---\ntitle: ''\n---\n", "“title” is ''"),
    ],
)
def test_a_translation_without_its_title_is_told(root, contents, said):
    (root / "exercises/07_variable/question.zh.md").write_text(contents, encoding="utf-8")
    assert said in str(problem(root))


def test_a_statement_that_is_no_text_is_told(root):
    (root / "exercises/07_variable/question.md").write_bytes(b"---\ntitle: \xff\n---\n")
    assert "UTF-8" in str(problem(root))


def test_a_number_used_twice_takes_neither(root):
    write_exercise(root, "07_another")
    assert "number 7 is taken" in str(problem(root))
    assert 7 not in read_pack(root, "test").exercises


def test_a_folder_that_is_no_exercise_is_told(root):
    (root / "exercises" / "Draft").mkdir()
    assert "46_max_pooling" in str(problem(root))


def test_solutions_without_an_exercise_are_told(root):
    (root / "solutions" / "48_lost").mkdir()
    assert "exercises/48_lost" in str(problem(root))


def test_hidden_folders_and_caches_are_no_exercises(root):
    (root / "exercises" / ".git").mkdir()
    (root / "solutions" / "__pycache__").mkdir()
    assert read_pack(root, "test").problems == ()


def test_problems_are_told_in_both_languages(root):
    (root / "exercises/07_variable/question.md").write_text("", encoding="utf-8")
    found = problem(root)
    assert "文件头" in found.in_language("zh")
    assert found.in_language("zh") != found.in_language("en")


def test_the_problem_of_an_exercise_is_found_by_its_names(root):
    (root / "exercises/07_variable/contract.py").unlink()
    pack = read_pack(root, "test")
    assert len(pack.problems_of("7")) == len(pack.problems_of("variable")) == 1
    assert pack.problems_of("46") == ()


# -- finding packs ---------------------------------------------------------------------------------------


def test_the_clone_around_the_working_folder_is_used(root, monkeypatch):
    monkeypatch.chdir(root / "solutions" / "45_conv2d")
    assert clone_root() == root
    assert [pack.root for pack in find_packs()] == [root]


def test_folders_with_the_right_names_alone_are_no_clone(tmp_path):
    (tmp_path / "exercises").mkdir()
    (tmp_path / "solutions").mkdir()
    assert clone_root(tmp_path) is None


def test_elsewhere_the_built_in_pack_is_used(tmp_path):
    assert [pack.root for pack in find_packs(start=tmp_path)] == [built_in_root()]


def test_a_later_pack_replaces_exercises_of_the_same_number(root, tmp_path):
    other = tmp_path / "other"
    write_exercise(other, "46_my_pooling")
    write_exercise(other, "90_mine")
    exercises = all_exercises(find_packs([other], start=root))
    assert [exercise.slug for exercise in exercises] == [
        "variable",
        "conv2d",
        "my_pooling",
        "max_unpooling",
        "mine",
    ]


def test_a_folder_that_is_no_pack_is_refused(tmp_path):
    with pytest.raises(Problem, match="exercises/ and solutions/"):
        find_packs([tmp_path])


def test_the_version_of_a_pack_changes_with_its_files(root):
    before = read_pack(root, "test").version
    assert before == read_pack(root, "test").version
    (root / "exercises/07_variable/contract.py").write_text("changed", encoding="utf-8")
    assert read_pack(root, "test").version != before


def test_reading_packs_does_not_import_torch():
    code = "import sys, grader.packs; grader.packs.find_packs(); sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


# -- choosing --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        (["46"], [46]),
        (["7"], [7]),
        (["07"], [7]),
        (["007"], [7]),
        (["45-47"], [45, 46, 47]),
        (["1-99"], [7, 45, 46, 47]),
        (["max_pooling"], [46]),
        (["max-pooling"], [46]),
        (["Max_Pooling"], [46]),
        (["46_max_pooling"], [46]),
        (["46_max_pooling/"], [46]),
        (["max_p"], [46]),
        (["con"], [45]),
        (["autograd"], [7]),
        (["all"], [7, 45, 46, 47]),
        (["47", "45-46", "47"], [47, 45, 46]),
    ],
)
def test_words_name_exercises(root, words, numbers):
    exercises = all_exercises([read_pack(root, "test")])
    assert [exercise.number for exercise in select(exercises, words)] == numbers


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("48", "45, 46, 47"),
        ("60-70", "60-70"),
        ("47-45", "47-45"),
        ("max", "max_pooling, max_unpooling"),
        ("max_poling", "max_pooling"),
        ("pooling", "max_pooling"),
        ("autogard", "autograd"),
        ("zzz", "zzz"),
        ("", "“”"),
    ],
)
def test_a_word_that_names_nothing_is_answered_with_what_is_close(root, word, said):
    exercises = all_exercises([read_pack(root, "test")])
    with pytest.raises(SelectionError, match=said):
        select(exercises, [word])


def test_without_any_exercise_the_way_to_some_is_told():
    with pytest.raises(SelectionError, match="--pack"):
        select([], ["46"])


# -- mistakes --------------------------------------------------------------------------------------------

MISTAKE = '''"""Pads with zeros.

en: Padding must never win:
    what loses against every number?
zh: 填充值绝不能赢：
    什么值最小？

More words that are no hint.
"""
import somewhere_that_does_not_exist
CAUGHT_BY = "max_pool2d.value"
'''


def test_a_mistake_is_read_without_being_run(tmp_path):
    path = tmp_path / "pads_with_zero.py"
    path.write_text(MISTAKE, encoding="utf-8")
    mistake = read_mistake(path)
    assert (mistake.stem, mistake.caught_by) == ("pads_with_zero", "max_pool2d.value")
    assert mistake.sentence.en == "Padding must never win: what loses against every number?"
    assert mistake.sentence.zh == "填充值绝不能赢：什么值最小？"


@pytest.mark.parametrize(
    ("contents", "said"),
    [
        ("x = 1", "“en:”"),
        ('"""en: only English"""\nCAUGHT_BY = "f.value"', "“zh:”"),
        ('"""\nen: both\nzh: 都有\n"""', "which check"),
        ("def", "no Python"),
    ],
)
def test_a_mistake_that_lacks_something_is_told(tmp_path, contents, said):
    path = tmp_path / "wrong.py"
    path.write_text(contents, encoding="utf-8")
    with pytest.raises(PackError, match=said):
        read_mistake(path)


# -- our own ---------------------------------------------------------------------------------------------


def test_the_built_in_pack_keeps_to_the_known_topics_and_levels():
    for exercise in all_exercises(find_packs(start=built_in_root())):
        assert exercise.topic in TOPICS
        assert exercise.level in LEVELS
        assert FOLDER_NAME.fullmatch(exercise.stem)
