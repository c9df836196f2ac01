"""graphlib knows topological orders and circles; what is free waits in a sorted list."""

import bisect
from graphlib import CycleError, TopologicalSorter


def install_order(packages, dependencies):
    """Hand the graph over package by package."""
    graph, waiting = {}, list(packages)
    while waiting:
        package = waiting.pop()
        if package not in graph:
            graph[package] = list(dependencies[package])
            waiting.extend(graph[package])
    sorter = TopologicalSorter(graph)
    try:
        sorter.prepare()
    except CycleError as error:
        raise ValueError("circle: " + ", ".join(error.args[1])) from None
    order, free = [], sorted(sorter.get_ready())
    while free:
        package = free.pop(0)
        order.append(package)
        sorter.done(package)
        for other in sorter.get_ready():
            bisect.insort(free, other)
    return order


def missing(installed, packages, dependencies):
    """Cross out what is there."""
    order = install_order(packages, dependencies)
    for package in set(installed) & set(order):
        order.remove(package)
    return order
