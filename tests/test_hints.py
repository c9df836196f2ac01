"""The hints of the built-in exercises: three steps in both languages, in words and never as code."""

import re
from pathlib import Path

import pytest

from grader.packs import read_hints, read_pack

PACK = read_pack(Path(__file__).parent.parent, "torchgrade")
WITH_HINTS = [exercise for exercise in PACK.exercises.values() if read_hints(exercise)]
CODE = re.compile(
    r"```|^ *(def|return|import|from|for|while|if|class)\b.*:$|^ *\w+ = |\blambda\b|torch\.\w+\(",
    re.MULTILINE,
)


@pytest.mark.parametrize("exercise", WITH_HINTS, ids=lambda exercise: exercise.stem)
class TestHints:
    def test_there_are_three(self, exercise):
        assert len(read_hints(exercise)) == 3

    @pytest.mark.parametrize("language", ["en", "zh"])
    def test_they_are_no_code_and_can_be_read_at_a_glance(self, exercise, language):
        for step in read_hints(exercise):
            told = step.in_language(language)
            assert not CODE.search(told), told
            assert len(told) < (700 if language == "en" else 300)

    def test_each_language_is_written_as_its_readers_write(self, exercise):
        for step in read_hints(exercise):
            assert re.search(r"[\u4e00-\u9fff]", step.zh)
            assert not re.search(r"[\u4e00-\u9fff][,;:?!]", step.zh), step.zh
            assert not re.search(r"[\u4e00-\u9fff]", step.en)


def test_every_exercise_has_them():
    assert list(PACK.exercises.values()) == WITH_HINTS
