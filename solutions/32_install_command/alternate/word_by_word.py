"""Without shlex and regular expressions: a small splitter that knows quotes, and one pass over the words."""

WHEELS = "https://download.example.org/whl"
DIGITS = set("0123456789")


def is_number(text):
    """Digits only, and some."""
    return text != "" and set(text) <= DIGITS


def install_command(manager, platform, compute, version=None, nightly=False):
    """Collect complaints first."""
    is_cuda = len(compute) == 5 and compute.startswith("cu") and is_number(compute[2:])
    complaints = [
        manager != "pip" and manager != "conda",
        platform not in ["linux", "windows", "macos"],
        compute != "cpu" and not is_cuda,
        is_cuda and platform == "macos",
        version is not None and nightly,
        version is not None and ("." not in version or not all(map(is_number, version.split(".")))),
    ]
    if any(complaints):
        raise ValueError(f"complaint {complaints.index(True)}")
    if manager == "conda":
        channel = "pytorch-nightly" if nightly else "pytorch"
        pinned = "pytorch" if version is None else "pytorch=" + version
        if is_cuda:
            return f"conda install {pinned} pytorch-cuda={compute[2:-1]}.{compute[-1]} -c {channel} -c nvidia"
        if platform == "macos":
            return f"conda install {pinned} -c {channel}"
        return f"conda install {pinned} cpuonly -c {channel}"
    if nightly:
        return f"pip install --pre torch --index-url {WHEELS}/nightly/{compute}"
    pinned = "torch" if version is None else "torch==" + version
    return f"pip install {pinned}" + ("" if platform == "macos" else f" --index-url {WHEELS}/{compute}")


def split(text):
    """Words, where a quote keeps spaces together."""
    words, current, quote = [], None, ""
    for char in text:
        if quote:
            if char == quote:
                quote = ""
            else:
                current += char
        elif char in "'\"":
            quote, current = char, current or ""
        elif char.isspace():
            if current is not None:
                words.append(current)
            current = None
        else:
            current = (current or "") + char
    if quote:
        raise ValueError("a quote is not closed")
    return words if current is None else [*words, current]


def parse_install_command(text):
    """Note what each word says."""
    words = split(text)
    if len(words) < 2 or words[1] != "install":
        raise ValueError("no install command")
    manager = words[0].replace("\\", "/").split("/")[-1]
    manager = manager[:-4] if manager.endswith(".exe") else manager
    if manager not in ("pip", "conda"):
        raise ValueError("an unknown manager")
    answer = {"manager": manager, "compute": "cpu", "nightly": False}
    place = 2
    while place < len(words):
        word = words[place]
        place += 1
        option, value = word, ""
        if word.startswith("--") and "=" in word:
            option, _, value = word.partition("=")
        elif word in ("--index-url", "-c", "--channel", "--target", "--prefix"):
            value = words[place]
            place += 1
        if option == "--index-url":
            answer["compute"] = value.split("/")[-1]
        elif option in ("-c", "--channel"):
            answer["nightly"] |= value == "pytorch-nightly"
        elif option == "--pre":
            answer["nightly"] = True
        elif option.startswith("-"):
            continue
        elif manager == "pip" and word.split("==")[0] == "torch":
            answer["version"] = (word.split("==") + [None])[1]
        elif manager == "conda" and word.split("=")[0] == "pytorch":
            answer["version"] = (word.split("=") + [None])[1]
        elif manager == "conda" and word.startswith("pytorch-cuda="):
            answer["compute"] = "cu" + word.split("=")[1].replace(".", "")
    if "version" not in answer:
        raise ValueError("no PyTorch")
    return answer
