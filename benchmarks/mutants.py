"""Counts how many small faults in the solutions are noticed: `python benchmarks/mutants.py [NUMBERS]`.

Every mutant differs from a solution in one place: an operator swapped, a constant moved, a condition negated. It is
graded at practice budget, and the survivors are listed with their lines: each is either a fault that the contract
does not see, or no fault (a limit that is one too generous, a branch that only saves time).
"""

from __future__ import annotations

import argparse
import ast
import copy
import sys
import time
from collections.abc import Iterator

from grader.packs import Exercise, all_exercises, find_packs
from grader.sandbox import Room

SWAPPED: dict[type[ast.AST], type[ast.AST]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mod,
    ast.Mod: ast.FloorDiv,
    ast.Pow: ast.Mult,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.And: ast.Or,
    ast.Or: ast.And,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
}


def changes(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the other nodes that could stand in the place of one."""
    if isinstance(node, ast.BinOp | ast.AugAssign | ast.BoolOp) and type(node.op) in SWAPPED:
        other = copy.deepcopy(node)
        other.op = SWAPPED[type(node.op)]()  # type: ignore[assignment]
        yield other
    elif isinstance(node, ast.Compare):
        for position, operator in enumerate(node.ops):
            if type(operator) in SWAPPED:
                other = copy.deepcopy(node)
                other.ops[position] = SWAPPED[type(operator)]()  # type: ignore[call-overload]
                yield other
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub | ast.Not):
        yield copy.deepcopy(node.operand)
    elif isinstance(node, ast.If | ast.While | ast.IfExp):
        other = copy.deepcopy(node)
        other.test = ast.UnaryOp(ast.Not(), other.test)
        yield other
    elif isinstance(node, ast.Constant):
        if isinstance(node.value, bool):
            yield ast.Constant(not node.value)
        elif isinstance(node.value, int | float):
            yield ast.Constant(node.value + 1)
            yield ast.Constant(node.value - 1)


class Place(ast.NodeTransformer):
    """Puts another node in the place of the `index`-th of a tree; annotations are left alone."""

    def __init__(self, index: int, other: ast.AST) -> None:
        self.left, self.other = index, other

    def visit(self, node: ast.AST) -> ast.AST:
        """Count the nodes until the place is found."""
        if self.left == 0:
            self.left -= 1
            return self.other
        self.left -= 1
        return self.generic_visit(node)


def in_order(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the nodes of a tree in the order in which `Place` counts them."""
    yield node
    for child in ast.iter_child_nodes(node):
        yield from in_order(child)


def without_words(tree: ast.Module) -> ast.Module:
    """Take away docstrings and annotations, in which nothing can be wrong."""
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list) and body and isinstance(body[0], ast.Expr):
            value = body[0].value
            if isinstance(value, ast.Constant) and isinstance(value.value, str):
                body[0] = ast.Pass()
        if isinstance(node, ast.FunctionDef):
            node.returns = None
        if isinstance(node, ast.arg):
            node.annotation = None
    return tree


def mutants(source: str) -> Iterator[tuple[str, str]]:
    """Yield what was changed, with its line, and the text of each mutant."""
    tree = without_words(ast.parse(source))
    for index, node in enumerate(in_order(tree)):
        for other in changes(node):
            line = getattr(node, "lineno", 0)
            changed = Place(index, ast.copy_location(other, node)).visit(copy.deepcopy(tree))
            text = ast.unparse(ast.fix_missing_locations(changed))
            was, now = (ast.unparse(each).splitlines()[0][:60] for each in (node, other))
            yield f"line {line}: {was}  ->  {now}", text


def survivors(exercise: Exercise, room: Room, most: int) -> tuple[int, list[str]]:
    """Return how many mutants were graded, and what was changed in those that passed."""
    from grader.judge import Judge

    judge = Judge(room)
    every = list(mutants(exercise.solution.read_text("utf-8")))
    alive: list[str] = []
    every = every[:: max(1, len(every) // most)] if most else every
    for changed, text in every:
        name = exercise.solution.name
        verdict = judge.grade(exercise, text.encode(), name, seed=1, explain=False, hasty=True)
        if verdict.status != "failed":
            alive.append(f"{changed}   {verdict.status}")
    return len(every), alive


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("numbers", nargs="*", type=int)
    parser.add_argument(
        "--most", type=int, default=0, help="mutants an exercise, evenly spread; all by default"
    )
    options = parser.parse_args()
    total = lost = 0
    with Room() as room:
        for exercise in all_exercises(find_packs()):
            if options.numbers and exercise.number not in options.numbers:
                continue
            started = time.perf_counter()
            graded, alive = survivors(exercise, room, options.most)
            total, lost = total + graded, lost + len(alive)
            seconds = time.perf_counter() - started
            print(f"{exercise.stem:<32} {graded - len(alive):>4} of {graded:>4} killed   {seconds:6.1f} s")
            for changed in alive:
                print(f"    {changed}")
            sys.stdout.flush()
    share = 100 * (1 - lost / total) if total else 0.0
    print(f"{total - lost} of {total} killed: {share:.1f} %")
    return 0


if __name__ == "__main__":
    sys.exit(main())
