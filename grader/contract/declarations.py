"""What an author declares: functions with their truth and inputs, laws and scenarios."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

import torch
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from grader.bans import FAMILIES
from grader.contract.errors import ContractError
from grader.inputs.tensors import Filler
from grader.structure import Call
from grader.verdict import Title

F = TypeVar("F", bound=Callable[..., Any])

GridOf = Callable[[Filler], Sequence[Call]]

HALF_TYPES = {"bfloat16": torch.bfloat16, "float16": torch.float16}


@dataclass(frozen=True, slots=True)
class FunctionDeclaration:
    """A function of the exercise: its truth, its questions, and what the battery has to know about it."""

    name: str
    title: Title
    truth: Callable[..., Any]
    inputs: SearchStrategy[Call]
    grid: GridOf | None = None
    bad: SearchStrategy[Call] | None = None
    bad_calls: tuple[Call, ...] = ()
    edges: GridOf | None = None
    tails: SearchStrategy[Call] | None = None
    half: tuple[torch.dtype, ...] = ()
    gradient: bool = True
    gradient_inputs: SearchStrategy[Call] | None = None
    away_from_ties: bool = False
    layouts: bool = True
    view: bool = False
    mutates: bool = False
    random: bool = False
    weight: float | None = None


@dataclass(frozen=True, slots=True)
class LawDeclaration:
    """A property of its own. `told` says that it is a scenario, whose returned value is compared with the truth's."""

    name: str
    title: Title
    body: Callable[..., Any]
    inputs: SearchStrategy[dict[str, Any]]
    told: bool
    examples: int | None = None
    weight: float | None = None
    portable: bool = True
    stand_in: bool = False


@dataclass
class Contract:
    """What must hold for one exercise.

    Args:
        bans: operator families that the learner may not reach, for instance ``["max_pool"]``.
        warm: parts of torch to load before a submission runs, for instance ``["optim"]``; "func" only
            where the submission names it.
        scratch: whether submissions get an empty folder of their own (`ScratchPath` names files in it).
        equivalent: for the audit, chaff that is no mistake in this exercise, each with the reason: for instance
            ``{"steps.always_float32": "the answer counts steps"}``.
    """

    bans: Sequence[str] = ()
    warm: Sequence[str] = ()
    scratch: bool = False
    equivalent: Mapping[str, str] = field(default_factory=dict)
    functions: dict[str, FunctionDeclaration] = field(default_factory=dict, init=False)
    laws: dict[str, LawDeclaration] = field(default_factory=dict, init=False)
    truths: dict[str, Any] = field(default_factory=dict, init=False)

    def function(
        self,
        inputs: SearchStrategy[Call],
        *,
        grid: GridOf | None = None,
        bad: SearchStrategy[Call] | Iterable[Call] | None = None,
        edges: GridOf | None = None,
        tails: SearchStrategy[Call] | None = None,
        half: Iterable[str] = (),
        gradient: bool | SearchStrategy[Call] = True,
        away_from_ties: bool = False,
        layouts: bool = True,
        view: bool = False,
        mutates: bool = False,
        random: bool = False,
        weight: float | None = None,
    ) -> Callable[[F], F]:
        """Declare a function: the decorated one is its truth, and the whole battery comes with it.

        Args:
            inputs: strategy of calls (see `questions` and `call`); floating tensors are drawn in float64.
            grid: given a `Filler`, returns fixed calls (odd shapes, every axis) that are asked first.
            bad: calls for which the truth raises; the learner must raise the same kind of exception. Of a
                list every call is asked, of a strategy as many as are drawn.
            edges: given a `Filler`, returns calls with zero sizes, extremes, NaN, infinities, ties.
            tails: calls whose tiny outputs are judged each by its own size.
            half: the half-precision dtypes that the statement promises, "bfloat16" and "float16".
            gradient: False where there is none; a strategy where gradients need other questions than values.
            away_from_ties: add a little noise to questions about gradients, so that no ties or kinks are met.
            layouts: False where the memory layout of an input is part of the question.
            view: True where the result may share memory with an input.
            mutates: True where changing the arguments is what the function is for.
            random: True where the function draws from a generator or the global random state.
            weight: share of the points; by default the functions share one half and the laws the other.
        """

        def declare(truth: F) -> F:
            name = truth.__name__
            if name in self.truths:
                raise ContractError.at(truth, f"{name} is declared twice.", "Remove one of the two.")
            if not isinstance(inputs, SearchStrategy):
                raise ContractError.at(
                    truth,
                    f"the inputs of {name} are {type(inputs).__name__}, not a strategy.",
                    "Call the function that @questions made: @contract.function(my_questions()).",
                )
            unknown = [h for h in half if h not in HALF_TYPES]
            if unknown:
                raise ContractError.at(
                    truth, f"half={unknown} names no half precision.", f"Use {sorted(HALF_TYPES)}."
                )
            # A list is asked in full: drawn from at random, its one telling call would be missed now and then.
            bad_calls: tuple[Call, ...] = ()
            if bad is None or isinstance(bad, SearchStrategy):
                bad_inputs = bad
            else:
                bad_calls = tuple(bad)
                bad_inputs = st.sampled_from(bad_calls)
            self.truths[name] = truth
            self.functions[name] = FunctionDeclaration(
                name=name,
                title=_title(truth),
                truth=truth,
                inputs=inputs,
                grid=grid,
                bad=bad_inputs,
                bad_calls=bad_calls,
                edges=edges,
                tails=tails,
                half=tuple(HALF_TYPES[h] for h in half),
                gradient=gradient is not False,
                gradient_inputs=gradient if isinstance(gradient, SearchStrategy) else None,
                away_from_ties=away_from_ties,
                layouts=layouts,
                view=view,
                mutates=mutates,
                random=random,
                weight=_checked_weight(truth, weight),
            )
            return truth

        return declare

    def truth(self, reference: F) -> F:
        """Declare a reference that laws and scenarios use, without a battery of its own (for classes, mostly)."""
        if reference.__name__ in self.truths:
            raise ContractError.at_caller(
                f"{reference.__name__} is declared twice.", "Remove one of the two."
            )
        self.truths[reference.__name__] = reference
        return reference

    def law(
        self,
        *,
        examples: int | None = None,
        weight: float | None = None,
        portable: bool = True,
        stand_in: bool = False,
        **inputs: SearchStrategy[Any],
    ) -> Callable[[F], F]:
        """Declare a property: the decorated function is given the learner's names and the drawn inputs.

        Its docstring is its public name in every report: the first line in English, a line ``zh: ...`` in
        Chinese. Inside, `expect` says what must hold. The same body runs on the truth, which gives the allowed
        error; a law that the truth breaks is reported as an error of the contract.

        Args:
            examples: how many questions at practice budget, where a law needs fewer or more than the usual 50;
                the official budget asks in proportion.
            weight: share of the points; by default the laws share one half.
            portable: False where the law is about the CPU alone and does not run on other devices.
            stand_in: True where the law asks on the stand-in device in place of the CPU, so that a tensor made on
                the default device shows itself on every machine.
            inputs: one strategy for each further parameter of the law.
        """
        return self._declare_law(False, examples, weight, portable, stand_in, inputs)

    def scenario(
        self,
        *,
        examples: int | None = None,
        weight: float | None = None,
        portable: bool = True,
        stand_in: bool = False,
        **inputs: SearchStrategy[Any],
    ) -> Callable[[F], F]:
        """Declare a short story that the learner's code and the truth both live through.

        The decorated function returns what was observed, and the learner's observations must be the truth's.
        Arguments are those of `law`.
        """
        return self._declare_law(True, examples, weight, portable, stand_in, inputs)

    def _declare_law(
        self,
        told: bool,
        examples: int | None,
        weight: float | None,
        portable: bool,
        stand_in: bool,
        inputs: Mapping[str, SearchStrategy[Any]],
    ) -> Callable[[F], F]:
        def declare(body: F) -> F:
            name = body.__name__
            if not inputs:
                raise ContractError.at(
                    body, f"law {name} has no inputs.", "Give it a strategy: @contract.law(x=tensors())."
                )
            wanted = list(inspect.signature(body).parameters)[1:]
            if sorted(wanted) != sorted(inputs):
                raise ContractError.at(
                    body,
                    f"law {name} takes {wanted} after the learner, but has strategies for {sorted(inputs)}.",
                    "Make the two agree.",
                )
            for key, strategy in inputs.items():
                if not isinstance(strategy, SearchStrategy):
                    raise ContractError.at(
                        body,
                        f"{key}={strategy!r} of law {name} is not a strategy.",
                        "Wrap a constant in st.just(...).",
                    )
            if name in self.laws or name in self.truths:
                raise ContractError.at(body, f"{name} is declared twice.", "Rename one of the two.")
            self.laws[name] = LawDeclaration(
                name=name,
                title=_title(body),
                body=body,
                inputs=st.fixed_dictionaries({k: inputs[k] for k in wanted}),
                told=told,
                examples=examples,
                weight=_checked_weight(body, weight),
                portable=portable,
                stand_in=stand_in,
            )
            return body

        return declare

    def validate(self, file: str) -> None:
        """Raise ContractError when the declarations do not make a whole."""
        if not self.functions and not self.laws:
            raise ContractError(
                "the contract declares nothing.", "Add @contract.function or @contract.law.", file=file
            )
        declared = [f.weight for f in self.functions.values()] + [law.weight for law in self.laws.values()]
        given = [w for w in declared if w is not None]
        total = sum(given)
        if total > 1 + 1e-9 or (len(given) == len(declared) and abs(total - 1) > 1e-9):
            raise ContractError(
                f"the weights add up to {total:g}.",
                "Make them add up to 1, or leave some out: those share what remains.",
                file=file,
            )
        unknown = sorted(set(self.bans) - set(FAMILIES))
        if unknown:
            raise ContractError(
                f"bans={unknown} names no family of operators.", f"Use some of {sorted(FAMILIES)}.", file=file
            )
        known = set(self.truths)
        for law in self.laws.values():
            missing = sorted(names_used(law.body) - known)
            if missing:
                raise ContractError.at(
                    law.body,
                    f"law {law.name} uses {', '.join(missing)}, which the contract does not declare.",
                    "Declare it with @contract.function or @contract.truth.",
                )


def names_used(body: Callable[..., Any]) -> frozenset[str]:
    """Return the learner's names that the body of a law uses: what follows its first parameter and a dot."""
    learner = next(iter(inspect.signature(body).parameters))
    return frozenset(re.findall(rf"\b{learner}\.([A-Za-z_]\w*)", inspect.getsource(body)))


def _checked_weight(function: Callable[..., Any], weight: float | None) -> float | None:
    if weight is not None and not 0 < weight <= 1:
        raise ContractError.at(
            function, f"weight={weight!r} is not a share of the points.", "Use a number above 0, at most 1."
        )
    return weight


def _title(function: Callable[..., Any]) -> Title:
    text = inspect.getdoc(function) or ""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    chinese = [line.removeprefix("zh:").strip() for line in lines if line.startswith("zh:")]
    english = [line for line in lines if not line.startswith("zh:")]
    if not english or not chinese:
        raise ContractError.at(
            function,
            f"{function.__name__} has no public name in both languages.",
            'Write a docstring with an English line and a line "zh: ..." in Chinese.',
        )
    return Title(en=english[0], zh=chinese[0])
