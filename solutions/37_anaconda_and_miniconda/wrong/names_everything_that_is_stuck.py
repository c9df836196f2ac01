"""Names all packages that could not be installed.

en: Your code behaves like one that names everything that is left. Is each of those packages on the circle, or do some only wait for it?
zh: 你的代码像是把剩下的包全都列了出来。它们都在环上吗？还是有些只是在等待环上的包？
"""

import heapq

CAUGHT_BY = "the_circle_is_named"


def _closure(packages: list[str], dependencies: dict[str, list[str]]) -> set[str]:
    """Everything that is needed. A list of what is still to be looked at takes the place of recursion, which a
    long chain would exhaust; what was seen is not looked at again, which also ends every circle."""
    needed: set[str] = set()
    waiting = list(packages)
    while waiting:
        package = waiting.pop()
        if package not in needed:
            needed.add(package)
            waiting += dependencies[package]  # KeyError for a package that nobody knows
    return needed


def install_order(packages: list[str], dependencies: dict[str, list[str]]) -> list[str]:
    """Everything that is needed, dependencies first, the alphabetically first of the free ones each time."""
    needed = _closure(packages, dependencies)
    # Sets, because a name may occur twice in a list and must be waited for only once.
    waits_for = {package: set(dependencies[package]) for package in needed}
    wanted_by: dict[str, list[str]] = {package: [] for package in needed}
    for package, others in waits_for.items():
        for other in others:
            wanted_by[other].append(package)

    free = [package for package, others in waits_for.items() if not others]
    heapq.heapify(free)
    order: list[str] = []
    while free:
        package = heapq.heappop(free)
        order.append(package)
        for dependent in wanted_by[package]:
            waits_for[dependent].remove(package)
            if not waits_for[dependent]:
                heapq.heappush(free, dependent)

    if len(order) < len(needed):
        raise ValueError(" -> ".join(sorted(needed.difference(order))))
    return order


def missing(installed: list[str], packages: list[str], dependencies: dict[str, list[str]]) -> list[str]:
    """The order without what is there already.

    The whole order is computed first. Stopping at installed packages would miss what was removed from below them.
    """
    there = set(installed)
    return [package for package in install_order(packages, dependencies) if package not in there]
