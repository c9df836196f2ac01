"""Expressions and recipes refuse what they do not know."""

from __future__ import annotations

import pytest
import torch

from grader.sandbox.room.build import Expression, OptimizerRecipe, Recipe, ScratchPath, build_model


@pytest.mark.parametrize(
    "nodes",
    [
        (), (("input",),), (("input", -1),), (("input", True),), (("constant", "1"),), (("neg", 0),),
        (("input", 0), ("add", 0, 1)), (("input", 0), ("add", 0)), (("input", 0), ("__class__", 0)),
        (("input", 0), ("detach", 0)), (["input", 0],), (("input", 0), ("add", 0, -1)),
    ],
    ids=repr,
)  # fmt: skip
def test_a_malformed_expression_is_refused(nodes):
    with pytest.raises(ValueError, match="Expression"):
        Expression(nodes)


def test_an_output_must_be_a_node():
    with pytest.raises(ValueError, match="output"):
        Expression((("input", 0),), (1,))


def test_an_expression_survives_the_trip_through_data():
    expression = Expression((("input", 1), ("neg", 0), ("pow", 1, 0)), (1, 2))
    assert Expression.from_data(expression.to_data()) == expression
    assert expression(0, 3) == (-3, -27)
    for data in (None, [], [[1], None], [[["input", 0]], 3], "x"):
        with pytest.raises(ValueError, match="Expression"):
            Expression.from_data(data)


def test_an_expression_prints_as_python():
    expression = Expression(
        (("input", 0), ("constant", 2.0), ("mul", 0, 1), ("sin", 2), ("neg", 3), ("sub", 4, 0))
    )
    text = expression.text(["x"])
    assert text == "(-(x * 2.0).sin()) - x"
    assert eval(text, {"x": torch.ones(1)}).equal(expression(torch.ones(1)))


def test_a_long_expression_prints_short():
    nodes = [("input", 0), *(("mul", index, index) for index in range(100))]
    assert len(Expression(tuple(nodes)).text(["x"])) < 500


def test_a_call_with_too_few_inputs_is_a_type_error():
    with pytest.raises(TypeError, match="2 arguments"):
        Expression((("input", 1),))(1)


@pytest.mark.parametrize(
    "root", [("Lambda", {}), ("Linear", []), ("Sequential", {}), ("Sequential", [("a",)]), "Linear"], ids=repr
)
def test_an_unknown_layer_is_refused(root):
    with pytest.raises(ValueError, match="Recipe"):
        Recipe.of(root)


def test_building_leaves_the_random_state_alone():
    before = torch.get_rng_state()
    recipe = Recipe.of(("Linear", {"in_features": 2, "out_features": 2}))
    assert build_model(recipe).weight.equal(build_model(recipe).weight)
    assert torch.get_rng_state().equal(before)


def test_an_unknown_optimizer_is_refused():
    with pytest.raises(ValueError, match="OptimizerRecipe"):
        OptimizerRecipe("Magic", [])


@pytest.mark.parametrize("name", ["", "/etc/passwd", "../x", "a/../../x", "a\0"])
def test_a_path_out_of_the_scratch_folder_is_refused(name):
    with pytest.raises(ValueError, match="ScratchPath"):
        ScratchPath(name)
