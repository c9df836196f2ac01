"""Reads the exercises of an assignment, and the rules about what students see of their checks."""

from __future__ import annotations

from collections.abc import Mapping

from grader.classroom.fields import Table
from grader.classroom.model import CheckRule, Disclosure, Item, Visibility
from grader.language import message
from grader.packs import Exercise, Pack, SelectionError, all_exercises, is_group, select


def read_items(top: Table, pack: Pack | None) -> tuple[tuple[Item, ...], dict[str, Exercise]]:
    """Return the items of an assignment, and the exercises that they name: name of the folder -> exercise."""
    tables = top.tables("exercises")
    if not tables and not top.has("exercises"):
        top.fault(
            "exercises",
            message("There are no exercises."),
            message('Add a line [[exercises]], and below it a line like exercise = "46_max_pooling".'),
        )
    items: list[Item] = []
    exercises: dict[str, Exercise] = {}
    for table in tables:
        exercise = _exercise(table, pack)
        stem = exercise.stem if exercise is not None else ""
        if exercise is not None and stem in exercises:
            table.fault(
                "exercise",
                message("Exercise “{name}” is there already.", name=stem),
                message("Remove one of the two."),
            )
        elif exercise is not None:
            exercises[stem] = exercise
        items.append(
            Item(
                exercise=stem,
                points=table.number("points", exercise.points if exercise is not None else 1.0),
                extra_credit=table.flag("extra_credit"),
                weights=_weights(table),
                rules=read_rules(table),
            )
        )
        table.done()
    if items and all(item.extra_credit for item in items):
        tables[-1].fault(
            "extra_credit",
            message("Every exercise is extra credit, so that the maximum is 0 points."),
            message("Let at least one count: remove its “extra_credit”."),
        )
    return tuple(items), exercises


def read_rules(table: Table) -> tuple[CheckRule, ...]:
    """Return the rules under a table's ``checks``."""
    rules = []
    for each in table.tables("checks"):
        pattern = each.text(
            "match",
            required=True,
            wanted=message('the id of a check or a pattern in quotes, like "*.gradient"'),
        )
        rules.append(
            CheckRule(
                pattern,
                each.choice("visibility", Visibility, Visibility.VISIBLE),
                each.choice("disclosure", Disclosure, Disclosure.WHOLE),
            )
        )
        each.done()
    return tuple(rules)


def _exercise(table: Table, pack: Pack | None) -> Exercise | None:
    value = table.value("exercise")
    word = str(value) if type(value) in (int, str) else ""
    if not word.strip():
        table.fault(
            "exercise",
            message("Which exercise? “exercise” is missing or no text."),
            message('Name it by its number or its folder, like exercise = "46_max_pooling".'),
        )
        return None
    if pack is None:  # which has its own fault already
        return None
    exercises = all_exercises([pack])
    try:
        if is_group(word, exercises):
            raise SelectionError(
                message("“{name}” names several exercises.", name=word),
                message("Write a table [[exercises]] for each."),
            )
        return select(exercises, [word])[0]
    except SelectionError as problem:
        broken = pack.problems_of(word)
        table.fault(
            "exercise",
            message("Exercise “{name}” of the pack is broken: {why}", name=word, why=broken[0].message)
            if broken
            else problem.message,
            broken[0].next_step if broken else problem.next_step,
        )
        return None


def _weights(table: Table) -> Mapping[str, float]:
    weights = table.table("weights")
    if weights is None:
        return {}
    found = {pattern: weights.number(pattern, 1.0, zero=True) for pattern in weights.free()}
    if found and not any(found.values()) and "*" in found:
        weights.fault(
            "*",
            message("Every check weighs 0, so that nobody can have a point."),
            message("Give at least one check a weight above 0."),
        )
    return found
