"""Lists a package once for every package that needs it.

en: Your code behaves like one that adds a dependency for every package that needs it. How often does a package have to be installed?
zh: 你的代码像是每有一个包需要某个依赖，就把它加入一次。一个包需要安装几次？
"""

import heapq

CAUGHT_BY = "nothing_is_installed_needlessly"


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


def _circle(stuck: set[str], dependencies: dict[str, list[str]]) -> list[str]:
    """Find a circle. Each stuck package waits for another stuck one, so walking on comes round some time.

    Not all that are stuck are on a circle: some only wait for one.
    """
    path: list[str] = []
    package = min(stuck)
    while package not in path:
        path.append(package)
        package = next(needed for needed in dependencies[package] if needed in stuck)
    return path[path.index(package) :]


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
        order += [package] * max(1, len(wanted_by[package]))
        for dependent in wanted_by[package]:
            waits_for[dependent].remove(package)
            if not waits_for[dependent]:
                heapq.heappush(free, dependent)

    if needed.difference(order):
        circle = _circle(needed.difference(order), dependencies)
        raise ValueError(" -> ".join([*circle, circle[0]]))
    return order


def missing(installed: list[str], packages: list[str], dependencies: dict[str, list[str]]) -> list[str]:
    """The order without what is there already.

    The whole order is computed first. Stopping at installed packages would miss what was removed from below them.
    """
    there = set(installed)
    return [package for package in install_order(packages, dependencies) if package not in there]
