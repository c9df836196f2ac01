"""A depth-first walk with a stack of its own finds closure and circles; a heap makes the order."""

from collections import Counter, defaultdict
from heapq import heappop, heappush

NEW, OPEN, CLOSED = range(3)


def walk(packages, dependencies):
    """Return the closure; raise ValueError where the walk comes back to a package that it is still inside of."""
    state = defaultdict(int)
    for start in packages:
        if state[start] != NEW:
            continue
        state[start] = OPEN
        path, branches = [start], [iter(dependencies[start])]
        while path:
            for package in branches[-1]:
                if state[package] == OPEN:
                    raise ValueError("a circle of " + ", ".join(path[path.index(package) :]))
                if state[package] == NEW:
                    state[package] = OPEN
                    path.append(package)
                    branches.append(iter(dependencies[package]))
                    break
            else:
                state[path.pop()] = CLOSED
                branches.pop()
    return [package for package in state if state[package] == CLOSED]


def install_order(packages, dependencies):
    """Count what each package waits for."""
    closure = walk(packages, dependencies)
    users, waiting, heap, order = defaultdict(set), Counter(), [], []
    for package in closure:
        for other in set(dependencies[package]):
            users[other].add(package)
            waiting[package] += 1
        if not dependencies[package]:
            heappush(heap, package)
    while heap:
        order.append(heappop(heap))
        for package in users[order[-1]]:
            waiting[package] -= 1
            if waiting[package] == 0:
                heappush(heap, package)
    return order


def missing(installed, packages, dependencies):
    """Leave out what is there."""
    return [name for name in install_order(packages, dependencies) if installed.count(name) == 0]
