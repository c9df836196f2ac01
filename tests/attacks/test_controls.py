"""Controls: with its layer taken away an attack succeeds, so the suite measures the layer and not luck."""

import pytest

from grader.verdict import Status


def test_without_its_layer_the_attack_succeeds(control, without_its_layer, matrix):
    outcome = without_its_layer(control)
    matrix(control)["without"] = "breach" if outcome.breached else "held"
    assert outcome.breached, outcome.report


@pytest.mark.parametrize("road", ["torch.nn.functional.max_pool1d(x, 2)", "torch.max_pool1d(x, 2)"])
def test_where_nothing_is_banned_the_operator_is_the_right_answer(arena, monkeypatch, road):
    exercise = arena.exercises["pool"]
    monkeypatch.setattr(arena.judge.contract(exercise), "bans", ())
    verdict = arena.grade("pool", f"import torch\ndef pool(x): return {road}\n")
    assert verdict.status is Status.PASSED
