"""37 Anaconda and Miniconda.

Read question.md (or question.zh.md). Check your work: grade exercise 37
"""


def install_order(packages: list[str], dependencies: dict[str, list[str]]) -> list[str]:
    """List everything that has to be installed for some packages, in the order in which to install it.

    packages: the names asked for, in any order; a name may occur several times.
    dependencies: for every known package the names of the packages that it needs directly, in any order; a name
        may occur several times.

    Returns the packages, everything that they need directly or indirectly, and nothing else, each once. At each
    step the alphabetically first of the packages whose dependencies are all installed comes next.

    Raises KeyError if a package that is asked for or needed is not a key of dependencies.
    Raises ValueError if packages that are needed depend on each other in a circle; the message names all packages
    of the circle and no others.
    """
    raise NotImplementedError("install_order is yours to write")


def missing(installed: list[str], packages: list[str], dependencies: dict[str, list[str]]) -> list[str]:
    """List what still has to be installed, in the order in which to install it.

    installed: the names of what is there already, in any order; they need not be known packages.
    packages, dependencies: as for install_order.

    Returns install_order(packages, dependencies) without the names in installed. What an installed package needs
    may be missing too.

    Raises what install_order raises.
    """
    raise NotImplementedError("missing is yours to write")
