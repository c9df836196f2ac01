"""Waits for ever for a circle to become free.

en: Your code behaves like one that goes on until nothing is left. What is left when packages need each other?
zh: 你的代码像是一直循环到没有剩余为止。如果几个包互相依赖，会剩下什么？
"""

CAUGHT_BY = "install_order.rejects"


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
    left = sorted(_closure(packages, dependencies))
    order: list[str] = []
    while left:
        for package in left:
            if all(other in order for other in dependencies[package]):
                left.remove(package)
                order.append(package)
                break
    return order


def missing(installed: list[str], packages: list[str], dependencies: dict[str, list[str]]) -> list[str]:
    """The order without what is there already.

    The whole order is computed first. Stopping at installed packages would miss what was removed from below them.
    """
    there = set(installed)
    return [package for package in install_order(packages, dependencies) if package not in there]
