"""Looks into the contracts of an assignment: every pattern must name a check, and every device one of torch's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase

from grader.classroom.model import Assignment, CheckRule
from grader.classroom.toml import Document, Where
from grader.language import message
from grader.packs import Exercise


def check_ids(exercise: Exercise) -> tuple[str, ...]:
    """Return the ids of the checks that an exercise may have. Imports torch; raises ContractError."""
    from grader.contract.loading import load_contract
    from grader.judge.aspects import ALLOWED_MEANS, ASPECTS

    contract = load_contract(exercise.contract)
    ids = [f"{name}.defined" for name in contract.truths]
    for name, declared in contract.functions.items():
        absent = {
            "value": declared.random,
            "precision": declared.random,
            "tail_accuracy": declared.tails is None,
            "layout": declared.random or not declared.layouts,
            "untouched": declared.mutates,
            "aliasing": declared.view,
            "gradient": declared.random or not declared.gradient,
            "edges": declared.edges is None,
            "rejects": declared.bad is None,
        }
        ids += [f"{name}.{aspect}" for aspect in ASPECTS if not absent.get(aspect)]
    ids += contract.laws
    ids += [ALLOWED_MEANS] if contract.bans else []
    return tuple(dict.fromkeys(ids))


def examine(assignment: Assignment, exercises: Mapping[str, Exercise], document: Document) -> None:
    """Note in `document` every pattern that matches no check, every rule that never counts, every unknown device."""
    ids = _ids(assignment, exercises, document)
    everything = [id_ for each in ids.values() for id_ in each]
    _examine_rules(assignment.rules, (), everything, document)
    for position, item in enumerate(assignment.items):
        where = ("exercises", position)
        _examine_rules(item.rules, where, ids.get(item.exercise, ()), document)
        for pattern in item.weights:
            if item.exercise in ids and not _matching(pattern, ids[item.exercise]):
                _unknown((*where, "weights", pattern), pattern, ids[item.exercise], document)
    _examine_devices(assignment.devices, document)


def _ids(
    assignment: Assignment, exercises: Mapping[str, Exercise], document: Document
) -> dict[str, tuple[str, ...]]:
    from grader.contract import ContractError

    ids = {}
    for position, item in enumerate(assignment.items):
        if item.exercise in exercises:
            try:
                ids[item.exercise] = check_ids(exercises[item.exercise])
            except ContractError as error:
                document.fault(
                    ("exercises", position, "exercise"),
                    message("The contract of {name} is broken: {why}", name=item.exercise, why=error),
                    message("`grade audit {name}` says more.", name=item.exercise),
                )
    return ids


def _examine_rules(
    rules: tuple[CheckRule, ...], where: Where, ids: Iterable[str], document: Document
) -> None:
    left = set(ids)
    if not left:
        return
    every = sorted(left)
    for position, rule in enumerate(rules):
        place = (*where, "checks", position, "match")
        matching = _matching(rule.pattern, every)
        if not matching:
            _unknown(place, rule.pattern, every, document)
        elif not left & matching:
            document.fault(
                place,
                message("“{pattern}” never counts: the rules above match all of it.", pattern=rule.pattern),
                message("Put it above them: the first rule that matches a check counts."),
            )
        left -= matching


def _matching(pattern: str, ids: Iterable[str]) -> set[str]:
    return {id_ for id_ in ids if fnmatchcase(id_, pattern)}


def _unknown(where: Where, pattern: str, ids: Iterable[str], document: Document) -> None:
    import difflib

    close = difflib.get_close_matches(pattern, list(dict.fromkeys(ids)), n=3)
    document.fault(
        where,
        message("“{pattern}” matches no check.", pattern=pattern),
        message("Did you mean {names}?", names=", ".join(close))
        if close
        else message("Write the id of a check or a pattern, like {example}.", example=next(iter(ids))),
    )


def _examine_devices(devices: Iterable[str], document: Document) -> None:
    import torch

    for name in devices:
        try:
            known = torch.device(name).type == name
        except RuntimeError:
            known = False
        if not known:
            document.fault(
                ("devices",),
                message("torch knows no device “{name}”.", name=name),
                message("`grade devices` shows those of this machine; others are cuda, mps and xpu."),
            )
