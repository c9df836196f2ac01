"""What must hold for version specifiers and conflicts."""

import itertools
import re

from packaging.specifiers import Specifier
from packaging.version import Version

from grader.contract import Contract, call, expect
from grader.inputs import Filler, st

contract = Contract(bans=["packaging", "pkg_resources"])

LABELS = ["cpu", "cpu.1", "cu126", "7", "12"]


# -- the truth ------------------------------------------------------------------------------------------------


def _version(text):
    try:
        return Version(text)
    except ValueError as error:  # InvalidVersion is packaging's own, and not for the learner to raise
        raise ValueError(str(error)) from None


def _clauses(specifier):
    try:
        return [Specifier(part) for part in specifier.split(",")] if specifier.strip() else []
    except ValueError as error:
        raise ValueError(str(error)) from None


def _asks(clause):
    wildcard = clause.version.endswith(".*")
    return clause.operator != "!=" and not wildcard and Version(clause.version).is_prerelease


def _fits(version, clauses):
    # packaging's own rule about pre-releases changed between its versions, so it is written out here.
    if version.is_prerelease and not any(_asks(clause) for clause in clauses):
        return False
    return all(clause.contains(version, prereleases=True) for clause in clauses)


# -- questions ------------------------------------------------------------------------------------------------


# What may follow the numbers of a version and of a clause, simplest first. Whole endings are written down here and
# picked by one draw each, since drawing them part by part took ten times as long.

NUMBERS = ("", ".0", ".1", ".10")
EARLY = ("a1", "b2", "rc1", "rc10", ".dev1")
UNUSUAL = ("a1.dev2", "a1.post1", ".post1.dev1", "rc1.post1.dev1")
LATE = (".post1", ".post2")


def endings(repeats, *parts):
    """All combinations of the parts, each `repeats` times."""
    return ["".join(found) for found in itertools.product(*parts)] * repeats


BUILD = [f"+{label}" for label in LABELS]
OF_VERSIONS = [
    *endings(12, NUMBERS),
    *endings(4, NUMBERS, EARLY),
    *endings(4, NUMBERS, LATE),
    *endings(1, NUMBERS, UNUSUAL),
    *endings(3, NUMBERS, BUILD),
    *endings(1, NUMBERS[:2], [*EARLY, *LATE], BUILD[:2]),
]

# All versions of packaging agree about these. Left out: > with a pre-release, and < and > with a post-release, where
# older ones compare the release numbers alone.
FEWER = NUMBERS[:3]
OF_CLAUSES = [
    *(
        (operator, ending)
        for operator in (">=", "<=", "==", "!=", "<", ">", "~=")
        for ending in endings(5, FEWER)
    ),
    *((operator, ending) for operator in ("==", "!=") for ending in endings(4, FEWER, [".*"])),
    *(
        (operator, ending)
        for operator in (">=", "<=", "==", "!=", "<", "~=")
        for ending in endings(1, FEWER, EARLY)
    ),
    *(
        (operator, ending)
        for operator in (">=", "<=", "==", "!=", "~=")
        for ending in endings(1, FEWER, LATE)
    ),
    *((operator, ending) for operator in ("==", "!=") for ending in endings(1, FEWER[:2], BUILD)),
]

BASE = st.lists(st.sampled_from([0, 1, 2, 9, 10, 20]), min_size=1, max_size=2).map(
    lambda numbers: ".".join(map(str, numbers))
)
EPOCH = st.sampled_from(["", "", "", "", "", "1!"])
ENDING = st.sampled_from(OF_VERSIONS)
CLAUSE = st.sampled_from(OF_CLAUSES)
COMMA = st.sampled_from([",", ", ", " , "])


def clause(base, ending):
    """Write a clause about the family of `base`."""
    operator, rest = ending
    short = operator == "~=" and "." not in base and not rest.startswith((".0", ".1"))
    return operator + base + (".0" if short else "") + rest


def written(endings_of_clauses, base, comma=","):
    """Write a specifier. A wide comma brings spaces after the operators too."""
    parts = [clause(base, ending) for ending in endings_of_clauses]
    if comma == " , ":
        parts = [re.sub(r"([=<>])(?=\d)", r"\1 ", part) for part in parts]
    return comma.join(parts)


SEVERAL = st.lists(CLAUSE, max_size=3)
FITTING = st.builds(
    lambda bases, epoch, ending, clauses, comma: call(
        epoch + bases[0] + ending, written(clauses, bases[-1], comma)
    ),
    st.one_of(BASE.map(lambda base: (base,)), st.tuples(BASE, BASE)),
    EPOCH,
    ENDING,
    SEVERAL,
    COMMA,
)
CHOOSING = st.builds(
    lambda base, endings, clauses: call([base + ending for ending in endings], written(clauses, base)),
    BASE,
    st.lists(ENDING, min_size=2, max_size=5),
    st.lists(CLAUSE, min_size=1, max_size=2),
)
PACKAGE = st.tuples(
    BASE, st.lists(st.lists(CLAUSE, min_size=1, max_size=2), max_size=2), st.lists(ENDING, max_size=4)
)


def question_of(packages):
    """Write down what is wanted and what exists; some packages without candidates are not listed at all."""
    requirements, candidates = {}, {}
    for name, (base, wishes, endings_of_versions) in packages.items():
        requirements[name] = [written(wish, base) for wish in wishes]
        if endings_of_versions or len(base) > 1:
            candidates[name] = [base + ending for ending in endings_of_versions]
    return call(requirements, candidates)


NEEDING = st.dictionaries(st.sampled_from(["torch", "numpy", "pillow", "jinja"]), PACKAGE, max_size=3).map(
    question_of
)


def tricky(fill: Filler):
    """Pairs that tell the usual mistakes apart, with numbers that nobody can know ahead."""
    a, b, t = (int(fill.integers(low=2, high=8)) for _ in range(3))
    c, ten, e = b + 1, 10 + t, int(fill.integers(low=1, high=4))
    v = f"{a}.{b}"
    return [
        (f"{a}.{ten}", f">{a}.{t}"),
        (f"{a}.{ten}", f"<{a}.9"),
        (v, f"=={v}.0"),
        (f"{v}.0.0", f"<={v}"),
        (f"{v}rc1", f"<{v}"),
        (f"{v}rc1", f"<{v}, >={v}.dev1"),
        (f"{v}rc1", f">={v}, <={a + 1}a1"),
        (f"{v}rc2", f">={v}rc1"),
        (f"{v}rc10", f">={v}rc9"),
        (f"{v}b1", f"<={v}rc1"),
        (f"{v}.dev{t}", f"<={v}a1"),
        (f"{v}a1", f">={v}.dev{t}"),
        (f"{v}a1.dev1", f"<={v}.dev9"),
        (f"{e}!{v}", f">={a + 1}"),
        (v, f"<{e}!0.1"),
        (f"{e}!{v}", f"=={v}.*"),
        (f"{a}.{c}", f"~={v}"),
        (f"{a + 1}.0", f"~={v}"),
        (v, f"~={a}.{c}"),
        (f"{v}.{t}", f"~={v}.{t + 1}"),
        (f"{v}.{t + 1}", f"~={v}.{t}"),
        (f"{a}.{c}.0", f"~={v}.{t}"),
        (f"{v}.0", f"~={v}rc1"),
        (f"{v}{t}.1", f"=={v}.*"),
        (f"{v}{t}", f"!={v}.*"),
        (f"{a}.{b}.1", f"=={a}.*"),
        (f"{a}", f"=={a}.0.*"),
        (f"{a}.1", f"=={a}.0.*"),
        (f"{v}.post1", f"=={v}.*"),
        (f"{v}.post1", f">{v}"),
        (f"{v}.post2", f">{v}.post1"),
        (f"{v}.post1", f">={v}"),
        (f"{v}+cpu", f">{v}"),
        (f"{v}+cpu", f"<={v}"),
        (f"{v}+cpu", f"=={v}"),
        (f"{v}+cpu", f"!={v}"),
        (v, f"=={v}+cpu"),
        (v, f"!={v}+cpu"),
        (f"{v}+cpu", f"=={v}+cu126"),
        (f"{v}.0+cpu", f"=={v}+cpu"),
        (f"{a}.{c}rc1", f"!={v}rc1"),
        (f"{a}.{c}rc1", f"!={v}rc1, >={v}"),
        (f"{a}.{c}rc1", f">={v}"),
        (f"{v}rc1", ""),
        (f"{v}.dev1", ""),
        (v, ""),
        (v, " "),
        (v, f" >= {v} ,< {a + 1} "),
        (f"{a}.{c}", f">={v}, <{a}.{c}"),
        (v, f">={a}.{c}, <={a + 1}"),
        (f"{a}.{c}", f"!={v}, !={a}.{c}"),
    ]


def tricky_choices(fill: Filler):
    a, b = int(fill.integers(low=2, high=8)), int(fill.integers(low=2, high=8))
    v = f"{a}.{b}"
    return [
        call([f"{v}.0", f"{a}.10", f"{a}.9"], f">={a}"),
        call([f"{a}.10", f"{v}"], f">={a}"),
        call([v, f"{v}+cpu"], f"=={v}"),
        call([f"{v}+cu126", f"{v}+cpu.1", v], f"=={v}"),
        call([f"{v}+7", f"{v}+12", f"{v}+cu126"], f"=={v}"),
        call([f"{v}.0", v], f"=={v}"),
        call([v, f"{v}.0.0", f"{v}.0"], f">={v}"),
        call([f"{v}rc1", f"{v}.post1.dev1", v], f">={v}.dev1"),
        call([f"{v}a1", f"{v}.dev3", f"{v}a1.dev1"], f">={v}.dev1"),
        call([f"{v}rc1"], f">={v}"),
        call([f"{a + 1}.0", v], f"<{a + 1}"),
        call([v, f"1!{a}.0", f"{a + 1}"], ""),
        call([], ""),
    ]


def tricky_conflicts(fill: Filler):
    a, b = int(fill.integers(low=2, high=8)), int(fill.integers(low=2, high=8))
    x, y, z = f"{a}.{b}", f"{a}.{b + 1}", f"{a}.{b + 2}"
    return [
        call({"torch": [f">{x}", f"<{y}"]}, {"torch": [x, y]}),
        call({"torch": [f"!={x}", f"!={y}", f"!={z}"]}, {"torch": [x, y, z]}),
        call({"torch": [f">={y}", f"<={y}"]}, {"torch": [x, f"{y}+cpu", z]}),
        call({"torch": [f">={x}"], "numpy": [], "jinja": [f"<{x}"]}, {"torch": [x]}),
        call({"pillow": [f"<{x}"], "jinja": [f">{y}"]}, {"pillow": [x], "jinja": [y], "numpy": []}),
        call({"numpy": []}, {"numpy": [f"{x}rc1"]}),
        call({"numpy": [f">={x}", f"!={y}rc1", f"<={z}rc9"]}, {"numpy": [f"{z}rc1"]}),
        call({"numpy": [f">={x}", f"<{z}"]}, {"numpy": [f"{y}rc1"]}),
        call({}, {"torch": [x]}),
    ]


BAD_VERSIONS = ["", "2..9", "latest", "2.9.", "2.9+", "2.9 1", "!2"]
BAD_SPECIFIERS = [
    "2.9",
    ">=",
    "=>2.9",
    "=2.9",
    ">=2,,<3",
    ">=2,",
    ">=2.*",
    "~=2.1.*",
    "==2a1.*",
    "==2+cpu.*",
    ">=2+cpu",
    "~=2",
]


@contract.function(
    FITTING,
    grid=lambda fill: [call(*pair) for pair in tricky(fill)],
    bad=[
        *(call(version, ">=1") for version in BAD_VERSIONS[:5]),
        *(call("2.1", specifier) for specifier in BAD_SPECIFIERS),
        call("2.1", ">=3, =>2"),
    ],
)
def satisfies(version, specifier):
    """says whether a version fits a specifier, as the packaging library does
    zh: 判断版本是否满足说明符，与 packaging 库一致
    """
    return _fits(_version(version), _clauses(specifier))


@contract.function(
    CHOOSING,
    grid=tricky_choices,
    bad=[
        *(call(["2.1", version], ">=1") for version in BAD_VERSIONS),
        *(call(["2.1"], specifier) for specifier in BAD_SPECIFIERS[:6]),
    ],
)
def newest(candidates, specifier):
    """finds the newest version that fits
    zh: 找出满足要求的最新版本
    """
    wanted = _clauses(specifier)
    found = [candidate for candidate in candidates if _fits(_version(candidate), wanted)]
    return max(found, key=Version, default=None)


@contract.function(
    NEEDING,
    grid=tricky_conflicts,
    bad=[
        call({"torch": ["=>2"]}, {"torch": ["2.1"]}),
        call({"torch": [">=1", "~=2"]}, {"torch": ["2.1"]}),
        call({"torch": [">=1"]}, {"torch": ["2..1"]}),
        call({"jinja": [], "torch": [">=2.*"]}, {"jinja": ["3.1"], "torch": ["2.1"]}),
    ],
)
def conflict(requirements, candidates):
    """names the packages that no version can please
    zh: 列出没有任何版本能满足要求的包
    """
    hopeless = []
    for package, wishes in requirements.items():
        together = [clause for wish in wishes for clause in _clauses(wish)]
        if not any(_fits(_version(candidate), together) for candidate in candidates.get(package, [])):
            hopeless.append(package)
    return sorted(hopeless)


# -- laws -----------------------------------------------------------------------------------------------------

# A version and two or three clauses about its family.
FAMILY = st.builds(
    lambda base, ending, clauses: (base + ending, [clause(base, each) for each in clauses]),
    BASE,
    ENDING,
    st.lists(CLAUSE, min_size=2, max_size=3),
)
# Numbers and two or three clauses about versions that begin with them.
PLAIN = st.builds(
    lambda base, more, clauses: (base + more, [clause(base, each) for each in clauses]),
    BASE,
    st.sampled_from(NUMBERS),
    st.lists(CLAUSE, min_size=2, max_size=3),
)


@contract.law(family=FAMILY)
def the_order_of_clauses_is_irrelevant(learner, family):
    """the order of the clauses makes no difference
    zh: 条件的先后顺序不影响结果
    """
    version, parts = family
    forwards = learner.satisfies(version, ",".join(parts))
    expect(
        learner.satisfies(version, ",".join(reversed(parts))), "reversed", zh="条件次序颠倒时的结果"
    ).equal_to(forwards)


@contract.law(base=BASE, stage=st.sampled_from(["a1", "b2", "rc1", ".dev3"]), examples=25)
def prereleases_only_when_asked_for(learner, base, stage):
    """a pre-release fits only when one is asked for
    zh: 只有点名要求时，预发布版才算满足
    """
    early = base + stage
    expect(learner.satisfies(early, f">={base}.dev0"), f"satisfies({early!r}, '>={base}.dev0')").equal_to(
        True
    )
    for specifier in (">=0", "", f"!={base}b1", f"=={base}.*"):
        note = f"satisfies({early!r}, {specifier!r})"
        expect(learner.satisfies(early, specifier), note).equal_to(False)


@contract.law(base=BASE, label=st.sampled_from(LABELS), examples=25)
def a_local_label_satisfies_its_public_version(learner, base, label):
    """2.9+cpu satisfies ==2.9, and not the other way round
    zh: 2.9+cpu 满足 ==2.9，反过来则不满足
    """
    build = f"{base}+{label}"
    expect(learner.satisfies(build, f"=={base}"), f"satisfies({build!r}, '=={base}')").equal_to(True)
    expect(learner.satisfies(base, f"=={build}"), f"satisfies({base!r}, '=={build}')").equal_to(False)


@contract.law(family=PLAIN)
def a_zero_at_the_end_changes_nothing(learner, family):
    """a zero at the end of the numbers makes no difference
    zh: 数字末尾添上 0 不影响结果
    """
    version, parts = family[0], ",".join(family[1])
    note = f"satisfies({version + '.0'!r}, {parts!r})"
    expect(learner.satisfies(version + ".0", parts), note).equal_to(learner.satisfies(version, parts))


@contract.law(choice=CHOOSING)
def newest_satisfies_its_specifier(learner, choice):
    """the newest version is a candidate that satisfies the specifier
    zh: 最新版本必是候选之一，并且满足说明符
    """
    candidates, specifier = choice.args
    found = learner.newest(candidates, specifier)
    if found is None:
        fits = not any(learner.satisfies(candidate, specifier) for candidate in candidates)
        expect(fits, "no candidate satisfies the specifier", zh="没有候选满足说明符").is_true()
    else:
        fits = found in candidates and learner.satisfies(found, specifier) is True
        expect(
            fits,
            "newest(...) is a candidate and satisfies the specifier",
            zh="newest(...) 是候选之一，并且满足说明符",
        ).is_true()


@contract.law(question=NEEDING)
def a_conflict_is_where_newest_finds_nothing(learner, question):
    """the packages in conflict are those for which newest finds nothing
    zh: 有冲突的包，正是 newest 找不到版本的那些包
    """
    requirements, candidates = question.args
    together = {
        package: ",".join(wish for wish in wishes if wish) for package, wishes in requirements.items()
    }
    nothing = [p for p in together if learner.newest(candidates.get(p, []), together[p]) is None]
    expect(learner.conflict(requirements, candidates), "conflict(...)").equal_to(sorted(nothing))
