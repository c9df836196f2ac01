"""What must hold for writing and reading install commands."""

import itertools
import re
import shlex

from grader.contract import Contract, call, expect
from grader.inputs import Filler, questions, st

contract = Contract()

WHEELS = "https://download.example.org/whl"


# -- the truth ------------------------------------------------------------------------------------------------


def written(manager, platform, compute, version=None, nightly=False):
    cuda = re.fullmatch(r"cu([0-9]{2})([0-9])", compute)
    known = manager in ("pip", "conda") and platform in ("linux", "windows", "macos")
    if not known or not (cuda or compute == "cpu") or (cuda and platform == "macos"):
        raise ValueError("unknown")
    if version is not None and (nightly or not re.fullmatch(r"[0-9]+(\.[0-9]+)+", version)):
        raise ValueError("version")
    if manager == "pip":
        words = ["--pre"] if nightly else []
        words.append("torch" if version is None else f"torch=={version}")
        if nightly or platform != "macos":
            words += ["--index-url", f"{WHEELS}/{'nightly/' if nightly else ''}{compute}"]
    else:
        words = ["pytorch" if version is None else f"pytorch={version}"]
        if cuda:
            words.append(f"pytorch-cuda={cuda[1]}.{cuda[2]}")
        elif platform != "macos":
            words.append("cpuonly")
        words += ["-c", "pytorch-nightly" if nightly else "pytorch"]
        words += ["-c", "nvidia"] if cuda else []
    return " ".join([manager, "install", *words])


# -- questions ------------------------------------------------------------------------------------------------

VERSIONS = st.one_of(
    st.none(),
    st.sampled_from(["2.9.1", "2.10", "1.13.1", "2.0", "10.0.0.1"]),
    st.sampled_from(["2.5.1", "0.4"]),
)
COMPUTE = st.sampled_from(["cpu", "cu126", "cu118", "cu130", "cu121"])


@questions
def wishes(draw):
    """Everything that can be asked for."""
    platform = draw(st.sampled_from(["linux", "windows", "macos"]))
    manager = draw(st.sampled_from(["pip", "conda"]))
    compute = "cpu" if platform == "macos" else draw(COMPUTE)
    version = draw(VERSIONS)
    if version is None:
        return manager, platform, compute, None, draw(st.booleans())
    return manager, platform, compute, version, False


def wish_grid(fill: Filler):
    found = []
    for manager, platform in itertools.product(("pip", "conda"), ("linux", "windows", "macos")):
        minor = int(fill.integers(high=9))
        for compute in ("cpu", f"cu12{minor}", f"cu{int(fill.integers(low=10, high=29))}{minor}"):
            if platform == "macos" and compute != "cpu":
                continue
            version = f"2.{int(fill.integers(high=12))}.{minor}"
            found += [call(manager, platform, compute), call(manager, platform, compute, version)]
            found += [
                call(manager, platform, compute, nightly=True),
                call(manager, platform, compute, version, False),
            ]
    return found


BAD_WISHES = [
    call("poetry", "linux", "cpu"),
    call("", "linux", "cpu"),
    call("PIP", "linux", "cpu"),
    call("pip", "solaris", "cpu"),
    call("pip", "Linux", "cpu"),
    call("pip", "linux", "gpu"),
    call("pip", "linux", "cuda"),
    call("pip", "linux", "cu12"),
    call("conda", "linux", "cu1261"),
    call("conda", "linux", "cu12.6"),
    call("pip", "macos", "cu126"),
    call("conda", "macos", "cu126"),
    call("conda", "macos", "cu126", "2.9.1"),
    call("pip", "linux", "cpu", "2.9.1", True),
    call("conda", "windows", "cu126", "2.9.1", nightly=True),
    call("pip", "linux", "cpu", ""),
    call("pip", "linux", "cpu", "2"),
    call("pip", "linux", "cpu", "latest"),
    call("pip", "linux", "cpu", ">=2.9"),
    call("conda", "linux", "cpu", "2..9"),
    call("conda", "linux", "cpu", "2.9."),
    call("pip", "linux", "cpu", " 2.9.1"),
    call("pip", "linux", "cpu", "2.9.1 numpy"),
    call("pip", "linux", "cpu", "2.9.1\n"),
]


@contract.function(wishes().map(lambda wish: call(*wish)), grid=wish_grid, bad=BAD_WISHES, weight=0.3)
def install_command(manager, platform, compute, version=None, nightly=False):
    """writes the command by the table
    zh: 按表格写出命令
    """
    return written(manager, platform, compute, version, nightly)


PROGRAMS = [
    "{}",
    "/usr/bin/{}",
    "{}.exe",
    '"/opt/my tools/bin/{}"',
    '"C:\\Program Files\\Python\\{}.exe"',
    "'/a b/{}'",
]
# What else people write. Values of options look like packages, or like something else that counts.
EXTRAS = {
    "pip": [
        ["--upgrade"],
        ["torchvision==0.24.1"],
        ["numpy"],
        ["torchaudio"],
        ["--target", '"/my libs/torch==9.9"'],
        ["--target=/libs/nightly"],
        ["--target", "'/home/pytorch-nightly/x y'"],
        ["pytorch-lightning==2.4"],
    ],
    "conda": [
        ["-y"],
        ["torchvision=0.20"],
        ["python=3.12"],
        ["pytorch-lightning=2.4"],
        ["--prefix", '"/my envs/pytorch=9.9"'],
        ["--prefix=/envs/pytorch-nightly"],
        ["--prefix", "'/home/--pre/a b'"],
        ["-c", "conda-forge"],
    ],
}


def groups_of(wish):
    """Return the arguments of a command, an option together with its value."""
    words = written(*wish).split(" ")[2:]
    found = []
    while words:
        size = 2 if words[0] in ("-c", "--index-url") else 1
        found.append(words[:size])
        words = words[size:]
    return found


def spelt(wish, *, program="{}", order=(), extras=(), quote=False, joined=False):
    """Write a command as people do."""
    manager = wish[0]
    groups = groups_of(wish) + [EXTRAS[manager][i] for i in extras]
    groups = [groups[i] for i in order if i < len(groups)] + groups[max(order, default=-1) + 1 :]
    words = []
    for group in groups:
        if joined and group[0] in ("--index-url", "-c"):
            name = "--channel" if group[0] == "-c" else group[0]
            words.append(f"{name}={group[1]}")
        elif quote and len(group) == 1 and "=" in group[0] and not group[0].startswith("-"):
            words.append(f'"{group[0]}"')
        else:
            words += group
    return " ".join([program.format(manager), "install", *words])


@questions
def commands(draw):
    wish = draw(wishes())
    return spelt(
        wish,
        program=draw(st.sampled_from(PROGRAMS)),
        order=draw(st.permutations(range(4))),
        extras=draw(st.lists(st.integers(0, 7), max_size=2, unique=True)),
        quote=draw(st.booleans()),
        joined=draw(st.booleans()),
    )


def command_grid(fill: Filler):
    wishes_of_all_kinds = [question.args + (None,) * (4 - len(question.args)) for question in wish_grid(fill)]
    options = [question.kwargs.get("nightly", False) for question in wish_grid(fill)]
    found = []
    for place, (wish, nightly) in enumerate(zip(wishes_of_all_kinds, options, strict=True)):
        wish = (*wish[:4], nightly)
        turn = fill(6).argsort().tolist()
        found.append(call(written(*wish)))
        found.append(
            call(spelt(wish, program=PROGRAMS[place % len(PROGRAMS)], order=turn, joined=bool(place % 2)))
        )
        found.append(call(spelt(wish, extras=[place % 8], quote=True)))
        found.append(call(spelt(wish, extras=[(place + 4) % 8, (place + 1) % 8], order=turn)))
    return found


BAD_COMMANDS = [
    call(""),
    call("pip"),
    call("pip install"),
    call("pip uninstall torch"),
    call("pip install numpy"),
    call("pip install torchvision==0.24.1"),
    call("pip install pytorch"),
    call("pip download torch"),
    call("conda install torch -c pytorch"),
    call("conda install pytorch-cuda=12.6 -c pytorch -c nvidia"),
    call("conda create pytorch"),
    call("poetry install torch"),
    call("/usr/bin/pipenv install torch"),
    call("install torch"),
    call("torch"),
    call('pip install "torch==2.9.1'),
    call("pip install torch --target '/my libs"),
    call('pip install numpy --target "/my libs/torch"'),
    call("pip install numpy --target torch"),
]


@contract.function(commands().map(call), grid=command_grid, bad=BAD_COMMANDS, weight=0.3)
def parse_install_command(text):
    """reads commands as people write them
    zh: 能读懂人们写的命令
    """
    words = shlex.split(text)
    manager = re.split(r"[/\\]", words[0])[-1].replace(".exe", "") if words else ""
    if manager not in ("pip", "conda") or words[1:2] != ["install"]:
        raise ValueError("no command")
    packages, said, place = {}, [], 2
    while place < len(words):
        name, equals, value = words[place].partition("=")
        if name in ("--index-url", "--channel", "-c", "--target", "--prefix"):
            if not equals:
                place += 1
                value = words[place]
            said.append((name, value))
        elif name.startswith("-"):
            said.append((name, ""))
        else:
            packages[name] = value.lstrip("=") or None
        place += 1
    wanted = "torch" if manager == "pip" else "pytorch"
    if wanted not in packages:
        raise ValueError("no PyTorch")
    compute = "cpu"
    if manager == "pip":
        nightly = ("--pre", "") in said
        compute = dict(said).get("--index-url", "cpu").split("/")[-1]
    else:
        nightly = bool({("-c", "pytorch-nightly"), ("--channel", "pytorch-nightly")} & set(said))
        if "pytorch-cuda" in packages:
            compute = "cu" + packages["pytorch-cuda"].replace(".", "")
    return {"manager": manager, "compute": compute, "version": packages[wanted], "nightly": nightly}


# -- laws -----------------------------------------------------------------------------------------------------


@contract.law(wish=wishes(), examples=40)
def reading_undoes_writing(learner, wish):
    """parse_install_command gives back what install_command was asked for
    zh: parse_install_command 还原 install_command 的要求
    """
    manager, _, compute, version, nightly = wish
    expected = {"manager": manager, "compute": compute, "version": version, "nightly": nightly}
    expect(
        learner.parse_install_command(learner.install_command(*wish)),
        "what the command says",
        zh="从命令中读出的要求",
    ).equal_to(expected)


@contract.law(wish=wishes(), examples=30)
def only_a_nightly_command_speaks_of_one(learner, wish):
    """a stable command has no --pre and no nightly address, a nightly one says so
    zh: 稳定版的命令没有 --pre 和 nightly 地址，每夜版的命令则要写明
    """
    manager, _, _, _, nightly = wish
    words = learner.install_command(*wish).split()
    expect("--pre" in words, "there is a --pre", zh="命令中有 --pre").equal_to(nightly and manager == "pip")
    expect(
        any("nightly" in word for word in words), "something is called nightly", zh="命令中出现 nightly"
    ).equal_to(nightly)


@contract.law(wish=wishes(), order=st.permutations(range(4)), examples=30)
def the_order_of_arguments_means_nothing(learner, wish, order):
    """reading does not depend on the order of the arguments
    zh: 读命令的结果与参数次序无关
    """
    expect(
        learner.parse_install_command(spelt(wish, order=order)),
        "with the arguments reordered",
        zh="参数换了次序时的结果",
    ).equal_to(learner.parse_install_command(spelt(wish)))


@contract.law(
    wish=wishes(), program=st.sampled_from(PROGRAMS[3:]), extra=st.sampled_from([4, 6]), examples=30
)
def quoted_paths_are_one_word(learner, wish, program, extra):
    """quoted paths with spaces change nothing
    zh: 带空格的路径加了引号，不影响结果
    """
    expect(
        learner.parse_install_command(spelt(wish, program=program, extras=[extra])),
        "with paths",
        zh="带路径时的结果",
    ).equal_to(learner.parse_install_command(spelt(wish)))
