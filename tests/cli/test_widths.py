"""Tables on narrow screens: nothing is cut off, and columns stand under one another in both languages."""

import io

import pytest
from rich.cells import cell_len
from rich.console import Console, Group

from grader.cli.listing import _plan, list_of
from grader.packs import all_exercises, find_packs
from grader.planning import plan
from grader.progress import Event, Standing
from grader.report.terminal import put

BESIDE = "  "  # what stands between two columns


@pytest.fixture(scope="module")
def exercises():
    return all_exercises(find_packs(()))


def lines(parts, width):
    screen = Console(file=io.StringIO(), width=width, highlight=False, markup=False, emoji=False)
    put(Group(*parts), screen)
    return screen.file.getvalue().splitlines()


def cells(line, begin, end):
    """What stands in the cells of a line: a Chinese letter takes two."""
    shown, place = "", 0
    for letter in line.ljust(end):
        if begin <= place < end:
            shown += letter
        place += cell_len(letter)
    return shown


def starts(heading):
    """In which cells the columns begin that are aligned to the left."""
    words = heading.split()
    return {word: cell_len(heading[: heading.index(word)]) for word in words}


@pytest.mark.parametrize("width", [60, 72, 80, 100])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_list_of_all_exercises_is_whole(exercises, width, language):
    standings = {exercises[3].stem: Standing().after(Event.hinted(exercises[3].stem, 1))}
    shown = lines(list_of(exercises, standings, language, width), width)
    assert max(map(cell_len, shown)) <= width
    assert "…" not in "".join(shown)
    joined = "".join("".join(line.split()) for line in shown)
    for exercise in exercises:
        assert exercise.title.in_language(language)[:2].replace(" ", "") in joined
        assert exercise.topic in joined
    heading, *rows = shown[: shown.index("")]
    columns = starts(heading)
    for name in ("name", "topic", "level") if language == "en" else ("名称", "主题", "难度"):
        begin = columns[name]
        for row in rows:
            assert cells(row, begin - len(BESIDE), begin).isspace(), row
    points = [cells(row, columns["points" if language == "en" else "分值"], width).strip() for row in rows]
    assert [p for p in points if p] == [f"{exercise.points:g}" for exercise in exercises]


@pytest.mark.parametrize("width", [60, 80])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_plan_is_whole(exercises, width, language):
    shown = lines(_plan(plan(exercises, 14), language), width)
    assert max(map(cell_len, shown)) <= width
    assert "…" not in "".join(shown)
    heading, *rows = shown[: shown.index("")]
    columns = starts(heading)
    for name in ("title", "topic", "level") if language == "en" else ("标题", "主题", "难度"):
        begin = columns[name]
        for row in rows:
            assert cells(row, begin - len(BESIDE), begin).isspace(), row


@pytest.mark.parametrize("width", [60, 80])
def test_the_bars_of_topics_are_equally_long_and_give_way(exercises, width):
    shown = lines(list_of(exercises, {}, "zh", width), width)
    bars = [line.count("░") for line in shown[shown.index("") + 1 :]]
    assert len(set(bars)) == 1
    assert 5 <= bars[0] <= 20
