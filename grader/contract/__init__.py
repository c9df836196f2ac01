"""What an author writes an exercise's contract with."""

from grader.contract.declarations import Contract
from grader.contract.errors import ContractError
from grader.contract.expectations import expect, vjp
from grader.contract.loading import load_contract
from grader.sandbox import Expression, OptimizerRecipe, Recipe, ScratchPath
from grader.sandbox.learner import (
    assign,
    evaluate,
    fetch,
    keep,
    list_files,
    read_file,
    same,
    shares_memory,
    write_file,
)
from grader.structure import Call, call

__all__ = [
    "Call",
    "Contract",
    "ContractError",
    "Expression",
    "OptimizerRecipe",
    "Recipe",
    "ScratchPath",
    "assign",
    "call",
    "evaluate",
    "expect",
    "fetch",
    "keep",
    "list_files",
    "load_contract",
    "read_file",
    "same",
    "shares_memory",
    "vjp",
    "write_file",
]
