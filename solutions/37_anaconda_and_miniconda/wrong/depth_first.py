"""Installs each package right after its own dependencies.

en: Your code behaves like one that walks down from each package in turn. That order is possible, but is it the one that is asked for: which of all the free packages comes next?
zh: 你的代码像是从每个包依次往下走。这样的次序可行，但是不是题目要求的那一个？在所有可以安装的包中，下一个该是谁？
"""

CAUGHT_BY = "install_order.value"


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
    stuck = set(needed)
    while free := {package for package in stuck if stuck.isdisjoint(dependencies[package])}:
        stuck -= free
    if stuck:
        raise ValueError(" -> ".join(_circle(stuck, dependencies)))

    order: list[str] = []
    done: set[str] = set()
    for start in sorted(set(packages)):
        waiting = [start]
        while waiting:
            open_ones = [other for other in sorted(set(dependencies[waiting[-1]])) if other not in done]
            if open_ones:
                waiting.append(open_ones[0])
            else:
                package = waiting.pop()
                if package not in done:
                    done.add(package)
                    order.append(package)
    return order


def missing(installed: list[str], packages: list[str], dependencies: dict[str, list[str]]) -> list[str]:
    """The order without what is there already.

    The whole order is computed first. Stopping at installed packages would miss what was removed from below them.
    """
    there = set(installed)
    return [package for package in install_order(packages, dependencies) if package not in there]
