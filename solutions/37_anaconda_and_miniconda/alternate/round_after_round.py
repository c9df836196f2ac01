"""No bookkeeping at all: look through what is left for the first that can be installed."""


def install_order(packages, dependencies):
    """Grow the set of needed packages until it no longer grows, then take one after the other."""
    needed, fresh = set(), set(packages)
    while fresh:
        needed |= fresh
        fresh = {other for package in fresh for other in dependencies[package]} - needed
    left = sorted(needed)
    if any(package not in dependencies for package in left):
        raise KeyError("unknown package")
    order, done = [], set()
    while left:
        for place, package in enumerate(left):
            if done.issuperset(dependencies[package]):
                break
        else:
            raise ValueError("these need each other: " + " ".join(sorted(on_a_circle(left, dependencies))))
        done.add(package)
        order.append(left.pop(place))
    return order


def on_a_circle(left, dependencies):
    """Throw away what nobody needs any more, until only circles are left."""
    left = set(left)
    while True:
        wanted = {other for package in left for other in dependencies[package]}
        if left <= wanted:
            return left
        left &= wanted


def missing(installed, packages, dependencies):
    """Filter."""
    return list(filter(lambda package: package not in installed, install_order(packages, dependencies)))
