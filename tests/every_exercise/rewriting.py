"""Writes a program anew without changing what it does: other names, other loops, no comments."""

import ast


class _Names(ast.NodeTransformer):
    """Gives other names to the local variables of a function, where that is safe to do."""

    def visit_FunctionDef(self, node):
        inner = [n for n in ast.walk(node) if n is not node]
        nested = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda, ast.Nonlocal, ast.Global)
        local = {"locals", "vars", "eval", "exec", "dir"}
        if any(isinstance(n, nested) or (isinstance(n, ast.Name) and n.id in local) for n in inner):
            node.body = [self.visit(child) for child in node.body]
            return node
        arguments = {a.arg for a in inner if isinstance(a, ast.arg)}
        imported = {(a.asname or a.name).split(".")[0] for a in inner if isinstance(a, ast.alias)}
        caught = {n.name for n in inner if isinstance(n, ast.ExceptHandler) and n.name}
        matched = {n.name for n in inner if isinstance(n, ast.MatchAs | ast.MatchStar) and n.name}
        stored = {n.id for n in inner if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store | ast.Del)}
        new = {name: f"{name}_anew" for name in stored - arguments - imported - caught - matched}
        for n in inner:
            if isinstance(n, ast.Name) and n.id in new:
                n.id = new[n.id]
        return node


class _Loops(ast.NodeTransformer):
    """Turns `for x in xs` into `while True` with `next`."""

    def __init__(self):
        self.count = 0

    def visit_For(self, node):
        self.generic_visit(node)
        if node.orelse:
            return node
        self.count += 1
        name = f"walk_{self.count}"
        start = ast.parse(f"{name} = iter(0)").body[0]
        start.value.args = [node.iter]
        loop = ast.parse(
            f"while True:\n    try:\n        value_{name} = next({name})\n    except StopIteration:\n        break"
        ).body[0]
        assign = ast.Assign([node.target], ast.Name(f"value_{name}", ast.Load()))
        loop.body += [assign, *node.body]
        return [start, loop]


def rewritten(source):
    """Return a program that does the same and looks different."""
    tree = _Loops().visit(_Names().visit(ast.parse(source)))
    return ast.unparse(ast.fix_missing_locations(tree)).encode()
