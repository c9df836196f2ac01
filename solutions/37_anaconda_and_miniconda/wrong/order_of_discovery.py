"""Lists the packages in the order in which it finds them.

en: Your code behaves like one that lists packages as it comes across them. What has to be there before a package can be installed?
zh: 你的代码像是按发现的先后列出各个包。一个包安装之前，必须先有什么？
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


def _check(packages: list[str], dependencies: dict[str, list[str]]) -> None:
    """Raise where a package is unknown or waits for itself."""
    stuck = _closure(packages, dependencies)
    while free := {package for package in stuck if stuck.isdisjoint(dependencies[package])}:
        stuck -= free
    if stuck:
        raise ValueError(" -> ".join(_circle(stuck, dependencies)))


def install_order(packages: list[str], dependencies: dict[str, list[str]]) -> list[str]:
    """Everything that is needed, dependencies first, the alphabetically first of the free ones each time."""
    _check(packages, dependencies)
    order: list[str] = []
    for package in packages:
        if package not in order:
            order.append(package)
    for package in order:
        order += [other for other in dict.fromkeys(dependencies[package]) if other not in order]
    return order


def missing(installed: list[str], packages: list[str], dependencies: dict[str, list[str]]) -> list[str]:
    """The order without what is there already.

    The whole order is computed first. Stopping at installed packages would miss what was removed from below them.
    """
    there = set(installed)
    return [package for package in install_order(packages, dependencies) if package not in there]
