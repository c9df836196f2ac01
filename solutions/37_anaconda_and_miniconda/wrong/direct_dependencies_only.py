"""Looks at direct dependencies only.

en: Your code behaves like one that adds what the packages need, but not what that needs in turn. When is nothing more to be added?
zh: 你的代码像是只加入直接依赖，而没有加入依赖的依赖。到什么时候才没有可加的了？
"""

import heapq

CAUGHT_BY = "the_order_is_closed"


def _closure(packages: list[str], dependencies: dict[str, list[str]]) -> set[str]:
    """The packages and what they need."""
    needed: set[str] = set(packages)
    for package in packages:
        needed.update(dependencies[package])
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
    waits_for = {package: needed.intersection(dependencies[package]) for package in needed}
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
        circle = _circle(needed.difference(order), dependencies)
        raise ValueError(" -> ".join([*circle, circle[0]]))
    return order


def missing(installed: list[str], packages: list[str], dependencies: dict[str, list[str]]) -> list[str]:
    """The order without what is there already.

    The whole order is computed first. Stopping at installed packages would miss what was removed from below them.
    """
    there = set(installed)
    return [package for package in install_order(packages, dependencies) if package not in there]
