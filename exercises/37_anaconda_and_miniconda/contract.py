"""What must hold for the order of an installation."""

import re

from grader.contract import Contract, call, expect
from grader.inputs import Filler, questions, st
from grader.sandbox import Raised

contract = Contract()

# Names of packages that are no words of an error message.
NAMES = ("zlib", "blas", "numpy", "mkl", "scipy", "pandas", "torch", "tcl", "sqlite", "openssl")


# -- the truth ------------------------------------------------------------------------------------------------


def ordered(packages, dependencies):
    needed, fresh = set(), set(packages)
    while fresh:
        needed |= fresh
        fresh = {other for package in fresh for other in dependencies[package]} - needed
    if not needed <= dependencies.keys():
        raise KeyError("unknown")
    users = {package: [] for package in needed}
    waiting = {package: len(set(dependencies[package])) for package in needed}
    for package in needed:
        for other in set(dependencies[package]):
            users[other].append(package)
    free, order = {package for package, count in waiting.items() if count == 0}, []
    while free:
        first = min(free)
        free.remove(first)
        order.append(first)
        for package in users[first]:
            waiting[package] -= 1
            if waiting[package] == 0:
                free.add(package)
    stuck = needed.difference(order)
    while stuck and not stuck <= {other for package in stuck for other in dependencies[package]}:
        stuck &= {other for package in stuck for other in dependencies[package]}
    if stuck:
        raise ValueError(" ".join(sorted(stuck)))
    return order


# -- questions ------------------------------------------------------------------------------------------------

# What nobody needs may be as broken as it likes.
BROKEN = {"lonely": ["nowhere"], "mirror": ["mirror"], "left": ["right", "zlib"], "right": ["left"]}


@questions
def repositories(draw, max_packages=6):
    """Packages that need some of the earlier ones; the hidden order has nothing to do with the alphabet."""
    names = draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=max_packages, unique=True))
    dependencies = {}
    for place, name in enumerate(names):
        earlier = names[:place]
        fewest = draw(st.sampled_from([1, 1, 0])) if earlier else 0
        # Mostly on the latest ones, so that the graphs are deep.
        others = st.one_of(st.just(names[place - 1]), st.sampled_from(earlier)) if earlier else st.nothing()
        dependencies[name] = draw(st.lists(others, min_size=fewest, max_size=3)) if earlier else []
    if draw(st.booleans()):
        dependencies = dict(sorted(dependencies.items()))
    if draw(st.booleans()):
        dependencies.update(BROKEN)
    asked = draw(st.lists(st.sampled_from(names[::-1]), min_size=1, max_size=2))
    return asked, dependencies


@questions
def installations(draw):
    asked, dependencies = draw(repositories())
    installed = draw(st.lists(st.sampled_from([*NAMES, "unknown", "left"]), max_size=4))
    return call(installed, asked, dependencies)


def renamed(fill: Filler, asked, needs):
    """Give the packages 0, 1, 2 ... of a drawn-up graph names from the seed."""
    names = [NAMES[i] for i in fill(len(NAMES)).argsort().tolist()]
    dependencies = {names[i]: [names[j] for j in others] for i, others in enumerate(needs)}
    return [names[i] for i in asked], dependencies


# For each package, which it needs.
CHAIN = [[1], [2], [3], [4], []]
DIAMOND = [[1, 2], [3], [3], []]
TWO_TREES = [[2, 3], [3, 4], [], [5], [], []]
LADDER = [[1, 2], [3, 4], [3, 4], [5, 6], [5, 6], [], []]
TWICE = [[1, 1, 2], [2, 2], []]
FOREST = [[], [], [0], [], [1], [3, 0]]


def graphs(fill: Filler):
    found = []
    for needs in (CHAIN, DIAMOND, TWO_TREES, LADDER, TWICE, FOREST):
        everything = list(range(len(needs)))
        found += [renamed(fill, [0], needs), renamed(fill, everything, needs)]
        found += [renamed(fill, [*reversed(everything), 0], needs) for _ in range(2)]
    return found


def order_grid(fill: Filler):
    return [call(*graph) for graph in graphs(fill)]


def missing_grid(fill: Filler):
    found = []
    for asked, dependencies in graphs(fill):
        names = list(dependencies)
        found.append(call([names[int(fill.integers(high=len(names) - 1))]], asked, dependencies))
        found.append(call([asked[0], "something-else"], asked, dependencies))
    # A package is there, but what it needs was removed.
    asked, dependencies = renamed(fill, [0], CHAIN)
    names = list(dependencies)
    return [*found, call(names[:1], asked, dependencies), call(names[1:4:2], asked, dependencies)]


BAD = [
    (["torch"], {}),
    (["torch"], {"numpy": []}),
    (["numpy", "torch"], {"numpy": [], "torch": ["mkl"]}),
    (["torch"], {"torch": ["numpy"], "numpy": ["blas"]}),
    (["torch"], {"torch": ["torch"]}),
    (["torch"], {"torch": ["numpy"], "numpy": ["torch"]}),
    (["torch"], {"torch": ["numpy"], "numpy": ["blas"], "blas": ["mkl"], "mkl": ["numpy"]}),
    (["numpy", "zlib"], {"numpy": [], "zlib": ["tcl"], "tcl": ["numpy", "zlib"]}),
]


@contract.function(
    repositories().map(lambda found: call(*found)),
    grid=order_grid,
    edges=lambda fill: [call([], {}), call([], dict(BROKEN)), call(["tcl"], {"tcl": []})],
    bad=[call(*question) for question in BAD],
    weight=0.3,
)
def install_order(packages, dependencies):
    """lists the packages in the order that is asked for
    zh: 按要求的次序列出各个包
    """
    return ordered(packages, dependencies)


@contract.function(
    installations(),
    grid=missing_grid,
    edges=lambda fill: [
        call([], [], {}),
        call(["tcl"], ["tcl"], {"tcl": []}),
        call(["tcl"], [], dict(BROKEN)),
    ],
    bad=[call([], *question) for question in BAD]
    + [call(["torch", "numpy"], *BAD[6]), call(["mkl"], *BAD[2])],
    weight=0.2,
)
def missing(installed, packages, dependencies):
    """lists what is not there yet, in the same order
    zh: 按同样的次序列出尚未安装的包
    """
    return [package for package in ordered(packages, dependencies) if package not in installed]


# -- laws -----------------------------------------------------------------------------------------------------


@contract.law(repository=repositories(), examples=30)
def dependencies_come_first(learner, repository):
    """no package comes before something that it needs
    zh: 任何包都不会排在它所依赖的包之前
    """
    asked, dependencies = repository
    order = learner.install_order(asked, dependencies)
    place = {package: i for i, package in enumerate(order)}
    early = [p for p in order for other in dependencies[p] if place.get(other, -1) > place[p]]
    expect(early, "packages that come before something they need", zh="排在自己的依赖之前的包").equal_to([])


@contract.law(repository=repositories(), examples=30)
def the_order_is_closed(learner, repository):
    """whatever is asked for is in the order, and whatever that needs
    zh: 所要求的包都在其中，它们所依赖的也都在其中
    """
    asked, dependencies = repository
    order = learner.install_order(asked, dependencies)
    needed = [*asked, *(other for package in order for other in dependencies[package])]
    expect(sorted(set(needed) - set(order)), "what is needed and left out", zh="需要却漏掉的包").equal_to([])


@contract.law(repository=repositories(), examples=30)
def nothing_is_installed_needlessly(learner, repository):
    """nothing is in the order that nobody needs, and nothing twice
    zh: 没有多余的包，也没有重复的包
    """
    asked, dependencies = repository
    order = learner.install_order(asked, dependencies)
    needed = {*asked, *(other for package in order for other in dependencies.get(package, ()))}
    expect(sorted(set(order) - needed), "what nobody needs", zh="谁也不需要的包").equal_to([])
    expect(len(order) - len(set(order)), "repetitions", zh="重复的个数").equal_to(0)


@contract.law(repository=repositories(), examples=15)
def only_the_alphabet_decides(learner, repository):
    """the order does not depend on how the question is written down
    zh: 次序与题目的书写方式无关
    """
    asked, dependencies = repository
    turned = {name: [*reversed(others)] for name, others in reversed(dependencies.items())}
    expect(
        learner.install_order([*reversed(asked)], turned),
        "for the lists reversed",
        zh="各列表倒过来写时的结果",
    ).equal_to(learner.install_order(asked, dependencies))


def message_of(action):
    """Return the message of the ValueError that an action raises; empty when it raises none."""
    try:
        action()
    except Raised as fault:
        return fault.message if fault.is_a("ValueError") else ""
    except ValueError as error:
        return str(error)
    return ""


@contract.scenario(
    names=st.permutations(NAMES),
    length=st.integers(1, 4),
    above=st.integers(0, 2),
    below=st.integers(0, 2),
    examples=25,
)
def the_circle_is_named(learner, names, length, above, below):
    """a ValueError names the packages of the circle, and no others
    zh: ValueError 指出环上的各个包，而不提其他包
    """
    circle, upper, lower = names[:length], names[4 : 4 + above], names[6 : 6 + below]
    dependencies = {name: [] for name in lower}
    for place, name in enumerate(circle):
        # Nothing but the circle: the others need it or are needed by it.
        dependencies[name] = [*lower, circle[(place + 1) % length]]
    for place, name in enumerate(upper):
        dependencies[name] = [circle[0] if place == 0 else upper[0]]
    asked = upper[-1:] or circle[-1:]
    message = message_of(lambda: learner.install_order(asked, dependencies))
    return {"packages that the message names": sorted(n for n in NAMES if re.search(rf"\b{n}\b", message))}


@contract.law(length=st.integers(1500, 1600), examples=1)
def a_long_chain_is_fine(learner, length):
    """a chain of 1,500 packages can be installed
    zh: 能安装由 1,500 个包连成的链
    """
    names = [f"p{i:04}" for i in range(length)]
    dependencies = {name: [other] for name, other in zip(names[1:], names[:-1], strict=True)}
    dependencies[names[0]] = []
    expect(
        learner.install_order([names[-1]], dependencies), "the order of a chain", zh="一条链的次序"
    ).equal_to(names)


@contract.law(rungs=st.integers(60, 70), examples=1)
def shared_dependencies_are_looked_at_once(learner, rungs):
    """many packages that share their dependencies take no time
    zh: 许多包共享依赖时也不费时间
    """
    # There are 2 ** 60 ways from the top to the bottom.
    dependencies = {"a0": [], "b0": []}
    for rung in range(1, rungs):
        for side in "ab":
            dependencies[f"{side}{rung}"] = [f"a{rung - 1}", f"b{rung - 1}"]
    order = learner.install_order([f"a{rungs - 1}"], dependencies)
    expect(len(order), "packages in the order", zh="次序中包的个数").equal_to(2 * rungs - 1)
