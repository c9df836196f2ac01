"""Leaves the rules to the packaging library.

en: Your code asks `packaging` what fits. Take a version apart yourself: epoch, numbers, pre-release, post-release, local label. What does each clause look at?
zh: 你的代码让 `packaging` 来判断版本是否符合。请自己把版本拆开：纪元、数字、预发布、后发布、本地标签。每个子句看的是哪一部分？
"""

CAUGHT_BY = "allowed_means_only"


def satisfies(version: str, specifier: str) -> bool:
    from packaging.specifiers import SpecifierSet

    return SpecifierSet(specifier).contains(version)


def newest(candidates: list[str], specifier: str) -> str | None:
    from packaging.version import Version

    fitting = [candidate for candidate in candidates if satisfies(candidate, specifier)]
    return max(fitting, key=Version, default=None)


def conflict(requirements: dict[str, list[str]], candidates: dict[str, list[str]]) -> list[str]:
    return sorted(
        package
        for package, specifiers in requirements.items()
        if newest(candidates.get(package, []), ",".join(specifiers)) is None
    )
