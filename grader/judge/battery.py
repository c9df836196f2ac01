"""The battery: the lines of questioning that every declared function comes with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import torch
from hypothesis import strategies as st

from grader.contract.declarations import FunctionDeclaration
from grader.contract.errors import ContractError
from grader.inputs.layouts import LAYOUTS, relaid
from grader.judge.asking import (
    FATAL,
    Request,
    Sitting,
    answer_findings,
    put,
    raising_finding,
    time_limit,
    truth_of,
)
from grader.judge.aspects import aspect_of
from grader.judge.channel import Channel, UnsupportedHereError
from grader.judge.compare import Finding, details, difference
from grader.judge.gradients import gradient_finding, gradient_question, nudged
from grader.oracle import Truth, numeric
from grader.sandbox import Ask, Reply
from grader.structure import Call, cast, floating_tensors, leaves
from grader.verdict import FailureKind

REPEATS = 8
# An operator on the stand-in device takes about a millisecond, and one missing device= shows on any question.
PORTABLE_QUESTIONS = 8
# Half precision is about robustness; the logic is judged in float64, on every question.
HALF_EVERY = 3
BAD_QUESTIONS = 20
STAND_IN = "lazy"

# The product of two float16 numbers below this stays finite.
FLOAT16_LARGEST = float(torch.finfo(torch.float16).max) / 16


@dataclass
class Battery:
    """The questioning of one function of one submission on one device."""

    sitting: Sitting
    declaration: FunctionDeclaration

    def main(self) -> list[Channel]:
        """Return the lines of questioning on the sitting's device, in their order; the first is the values'."""
        return self._named(
            "main",
            self._values(),
            *self._precision(),
            *self._tails(),
            self._layouts(),
            self._gradients(),
            self._repeatable(),
        )

    def aside(self) -> list[Channel]:
        """Return those that can be pursued at the same time as `main`, in another process."""
        return self._named("aside", self._rejects(), self._stateless(), self._edges())

    def _named(self, side: str, *channels: Channel | None) -> list[Channel]:
        return [
            replace(channel, about=self._name, key=f"{self._name}.{side}.{index}")
            for index, channel in enumerate(channels)
            if channel is not None
        ]

    def stand_in(self) -> Channel | None:
        """Return the line of questioning on the stand-in device, where there is one."""
        return next(iter(self._named("stand-in", self._portable())), None)

    # -- questions ------------------------------------------------------------------------------------------

    @property
    def _name(self) -> str:
        return self.declaration.name

    @property
    def _dtype(self) -> torch.dtype:
        return torch.float32 if self.sitting.device == "mps" else torch.float64

    def _grid(self) -> tuple[Call, ...]:
        return self.sitting.bank.grid(self._name, self.declaration.grid)

    def _drawn(self) -> tuple[Call, ...]:
        return self.sitting.bank.drawn(self._name, self.declaration.inputs)

    def _questions(self) -> tuple[Call, ...]:
        return self._grid() + self._drawn()

    @property
    def _floating(self) -> bool:
        return bool(floating_tensors(self._questions()[:40]))

    def _truth(self, question: Call, dtype: torch.dtype, kept: bool) -> Truth:
        def make() -> Truth:
            return truth_of(self.declaration.truth, question, dtype)

        truth: Truth = self._keep(("truth", question, dtype), make, kept)
        return truth

    def _keep(self, key: tuple[Any, ...], make: Callable[[], Any], kept: bool) -> Any:
        if not kept:
            return make()
        plain = tuple(id(part) if isinstance(part, Call) else part for part in key)
        return self.sitting.bank.keep((self._name, *plain), make)

    # -- asking ---------------------------------------------------------------------------------------------

    def _request(
        self,
        question: Call,
        dtype: torch.dtype | None,
        kept: bool = False,
        *,
        layout: str = "",
        device: str | None = None,
        watch: bool = False,
    ) -> Request:
        """Return the call of the learner's function that asks a question in a dtype and a layout."""
        where = device or self.sitting.device

        def make() -> Request:
            asked = question if dtype is None else cast(question, dtype)
            options = Ask(
                echo=watch and not self.declaration.mutates,
                watch_random=watch and not self.declaration.random,
            )
            return Request(self._name, relaid(asked, layout) if layout else asked, options, where)

        request: Request = self._keep(("request", question, dtype, layout, where, watch), make, kept)
        return request

    def _ask(self, request: Request, truth: Truth) -> Reply | Finding:
        return put(self.sitting, request, time_limit(truth.seconds))

    def _findings(self, request: Request, truth: Truth) -> list[Finding]:
        watched = request.options.echo or request.options.watch_random
        return answer_findings(
            truth,
            request.question,
            self._ask(request, truth),
            answered_on(request.question, request.device),
            view=self.declaration.view or not watched,
            mutates=self.declaration.mutates,
            random=self.declaration.random,
        )

    # -- the lines of questioning ---------------------------------------------------------------------------

    def _values(self) -> Channel:
        def request(question: Call, kept: bool = True) -> Request:
            return self._request(question, self._dtype, kept, watch=True)

        def examine(question: Call, kept: bool) -> dict[str, Finding]:
            truth = self._truth(question, self._dtype, kept)
            found = self._findings(request(question, kept), truth)
            return {aspect_of(f.kind): f for f in reversed(found)}

        declared = self.declaration
        checks = [
            "shape",
            "dtype",
            "device",
            *(() if declared.random else ("value",)),
            *(() if declared.mutates else ("untouched",)),
            *(() if declared.view else ("aliasing",)),
            "repeatable",
        ]
        return Channel(tuple(checks), self._questions, examine, declared.inputs, self._name, request=request)

    def _precision(self) -> list[Channel]:
        if self.declaration.random or not self._floating:
            return []

        def channel(dtype: torch.dtype) -> Channel:
            def examine(question: Call, kept: bool) -> dict[str, Finding]:
                if not fits(question, dtype):
                    return {}
                request = self._request(question, dtype, kept)
                found = self._findings(request, self._truth(question, dtype, kept))
                wrong_dtype = FailureKind.WRONG_DTYPE
                return {("dtype" if f.kind is wrong_dtype else "precision"): f for f in reversed(found)}

            def questions() -> tuple[Call, ...]:
                return self._questions()[:: 1 if dtype is torch.float32 else HALF_EVERY]

            return Channel(
                ("precision",),
                questions,
                examine,
                self.declaration.inputs,
                self._name,
                lambda question: cast(question, dtype),
                request=lambda q: self._request(q, dtype, True) if fits(q, dtype) else None,
            )

        return [channel(dtype) for dtype in (torch.float32, *self.declaration.half)]

    def _tails(self) -> list[Channel]:
        strategy, name = self.declaration.tails, f"{self._name}.tails"
        if strategy is None:
            return []

        def channel(dtype: torch.dtype) -> Channel:
            def examine(question: Call, kept: bool) -> dict[str, Finding]:
                truth = self._truth(question, dtype, kept)
                request = self._request(question, dtype, kept)
                reply = self._ask(request, truth)
                found = answer_findings(
                    truth, request.question, reply, self.sitting.device, view=True, mutates=True, random=False
                )
                if found or isinstance(reply, Finding):
                    return first_under("tail_accuracy", found)
                answer = dict(leaves(reply.value))
                for path in truth.exact:
                    number = numeric(answer[path])
                    excess = None if number is None else truth.componentwise(path, number)
                    if excess is not None:
                        detail = details(excess, path)
                        wrong = Finding(FailureKind.WRONG_VALUE, truth.answer, reply.value, detail)
                        return {"tail_accuracy": wrong}
                return {}

            return Channel(
                ("tail_accuracy",),
                lambda: self.sitting.bank.drawn(name, strategy),
                examine,
                strategy,
                name,
                lambda question: cast(question, dtype),
                request=lambda question: self._request(question, dtype, True),
            )

        return [channel(dtype) for dtype in dict.fromkeys((self._dtype, torch.float32))]

    def _layouts(self) -> Channel | None:
        if not self.declaration.layouts or self.declaration.random or not self._floating:
            return None
        names = list(LAYOUTS)

        def questions() -> tuple[tuple[Call, str], ...]:
            # Two layouts for each question of the grid, which is the same under every seed, so that no grade
            # flips; one for the others. Five each told no more.
            grid = [(q, names[(i + k) % len(names)]) for i, q in enumerate(self._grid()) for k in (0, 2)]
            drawn = [(q, names[i % len(names)]) for i, q in enumerate(self._drawn())]
            return tuple(grid + drawn)

        def request(pair: tuple[Call, str], kept: bool = True) -> Request:
            return self._request(pair[0], self._dtype, kept, layout=pair[1])

        def examine(pair: tuple[Call, str], kept: bool) -> dict[str, Finding]:
            question, layout = pair

            asking = request(pair, kept)

            def prepare() -> Truth:
                return truth_of(self.declaration.truth, asking.question, self._dtype)

            truth = self._keep(("layout", question, layout), prepare, kept)
            found = self._findings(asking, truth)
            if not found:
                return {}
            wrong = found[0]
            return {"layout": wrong.with_detail(layout=layout)}

        return Channel(
            ("layout",),
            questions,
            examine,
            st.tuples(self.declaration.inputs, st.sampled_from(names)),
            f"{self._name}.layout",
            lambda pair: pair[0],
            request=request,
        )

    def _gradients(self) -> Channel | None:
        declared = self.declaration
        if not declared.gradient or declared.random or not self._floating:
            return None
        strategy, name = declared.inputs, self._name
        if declared.gradient_inputs is not None:
            strategy, name = declared.gradient_inputs, f"{name}.gradient"

        def questions() -> tuple[Call, ...]:
            if declared.gradient_inputs is None:
                return self._questions()
            return self.sitting.bank.drawn(name, strategy)

        def prepared(question: Call, kept: bool) -> Any:
            def make() -> Any:
                made = gradient_question(
                    declared.truth, question, self._dtype, away_from_ties=declared.away_from_ties
                )
                if made is None:
                    return None
                asked, cotangents, truth = made
                options = Ask(cotangents=cotangents)
                return Request(self._name, asked, options, self.sitting.device), truth

            return self._keep(("gradient", question, self.sitting.device), make, kept)

        if all(prepared(question, True) is None for question in questions()[:20]):
            return None

        def examine(question: Call, kept: bool) -> dict[str, Finding]:
            ready = prepared(question, kept)
            if ready is None:
                return {}
            finding = gradient_finding(self.sitting, *ready)
            return {"gradient": finding} if finding is not None else {}

        def shown(question: Call) -> Call:
            return nudged(question, 0.01) if declared.away_from_ties else question

        def request(question: Call) -> Request | None:
            ready = prepared(question, True)
            return None if ready is None else ready[0]

        return Channel(("gradient",), questions, examine, strategy, name, shown, request=request)

    def _some(self) -> tuple[Call, ...]:
        questions = self._questions()
        return questions[:: max(1, len(questions) // REPEATS)]

    def _repeatable(self) -> Channel:
        def examine(question: Call, kept: bool) -> dict[str, Finding]:
            request = self._request(question, self._dtype, kept)
            truth = self._truth(question, self._dtype, kept)
            first, second = self._ask(request, truth), self._ask(request, truth)
            if isinstance(first, Finding) or isinstance(second, Finding):
                wrong = first if isinstance(first, Finding) else second
                return {} if truth.raised is not None or isinstance(wrong, Reply) else {"repeatable": wrong}
            if self.declaration.random:
                same = _equal(first.value, second.value)
            else:
                same = truth.raised is not None or difference(truth, second.value) is None
            found = Finding(FailureKind.NOT_DETERMINISTIC, first.value, second.value)
            return {} if same else {"repeatable": found}

        return Channel(("repeatable",), self._some, examine)

    def _stateless(self) -> Channel | None:
        if self.declaration.random:
            return None

        def examine(question: Call, kept: bool) -> dict[str, Finding]:
            other: Call = self._keep(("other", question), lambda: nudged(question, 0.5), kept)
            for each in (question, other, question):
                truth = self._truth(each, self._dtype, kept)
                found = self._findings(self._request(each, self._dtype, kept), truth)
                # The question in between may have left the domain: it is asked, and its answer is not judged.
                if found and (each is question or truth.raised is None):
                    return {"stateless": found[0]}
            return {}

        return Channel(("stateless",), self._some, examine)

    def _edges(self) -> Channel | None:
        make = self.declaration.edges
        if make is None:
            return None

        def questions() -> tuple[tuple[Call, torch.dtype], ...]:
            calls = self.sitting.bank.grid(f"{self._name}.edges", make)
            return tuple((q, d) for q in calls for d in dict.fromkeys((self._dtype, torch.float32)))

        def examine(pair: tuple[Call, torch.dtype], kept: bool) -> dict[str, Finding]:
            found = self._findings(request(pair, kept), self._truth(*pair, kept))
            return first_under("edges", found)

        def request(pair: tuple[Call, torch.dtype], kept: bool = True) -> Request:
            question, dtype = pair
            return self._request(question, dtype, kept)

        return Channel(
            ("edges",),
            questions,
            examine,
            shown=lambda pair: cast(pair[0], pair[1]),
            request=request,
        )

    def _rejects(self) -> Channel | None:
        strategy, name = self.declaration.bad, f"{self._name}.rejects"
        if strategy is None:
            return None

        def examine(question: Call, kept: bool) -> dict[str, Finding]:
            truth = self._truth(question, torch.float64, kept)
            if truth.raised is None:
                raise ContractError.at(
                    self.declaration.truth,
                    f"{self._name} accepts a question of bad=: {question!r}.",
                    "Let the truth raise for it, or move it to the inputs.",
                )
            finding = raising_finding(truth.raised, self._ask(self._request(question, None, kept), truth))
            return {"rejects": finding} if finding is not None else {}

        return Channel(
            ("rejects",),
            lambda: self.declaration.bad_calls or self.sitting.bank.drawn(name, strategy, BAD_QUESTIONS),
            examine,
            strategy,
            name,
            request=lambda question: self._request(question, None, True),
        )

    def _portable(self) -> Channel | None:
        if self.sitting.device != "cpu" or not self._floating or self.declaration.random:
            return None

        def questions() -> tuple[tuple[Call, torch.dtype], ...]:
            asked = [q for q in self._grid() if floating_tensors(q)]
            asked = asked[:: max(1, len(asked) // (PORTABLE_QUESTIONS // 2))]
            asked += [q for q in self._drawn() if floating_tensors(q)][
                : max(0, PORTABLE_QUESTIONS - len(asked))
            ]
            return tuple((q, torch.float32 if i % 2 else torch.float64) for i, q in enumerate(asked))

        def request(pair: tuple[Call, torch.dtype], kept: bool = True) -> Request:
            question, dtype = pair
            return self._request(question, dtype, kept, device=STAND_IN)

        def examine(pair: tuple[Call, torch.dtype], kept: bool) -> dict[str, Finding]:
            truth = self._truth(*pair, kept)
            if truth.raised is not None:
                return {}
            found = self._findings(request(pair, kept), truth)
            if found and is_unsupported(found[0]):
                raise UnsupportedHereError(str(found[0].fault), ends=found[0].kind in FATAL)
            return first_under("device_agnostic", found)

        return Channel(
            ("device_agnostic",),
            questions,
            examine,
            st.tuples(self.declaration.inputs, st.just(torch.float32)),
            f"{self._name}.device_agnostic",
            lambda pair: cast(pair[0], pair[1]),
            request=request,
        )


def first_under(check: str, found: list[Finding]) -> dict[str, Finding]:
    """Return the first of some findings as the finding of `check`."""
    return {check: found[0]} if found else {}


def answered_on(question: Call, device: str) -> str:
    """Return where an answer belongs: without a tensor or a device in the question, on the CPU."""
    told = any(isinstance(leaf, torch.Tensor | torch.device) for _, leaf in leaves(question))
    return device if told else "cpu"


def fits(question: Call, dtype: torch.dtype) -> bool:
    """Whether every number of the question keeps its meaning in `dtype`."""
    largest = FLOAT16_LARGEST if dtype is torch.float16 else float(torch.finfo(dtype).max) / 16
    return all(bool((t.abs().nan_to_num(posinf=0.0) <= largest).all()) for t in floating_tensors(question))


def is_unsupported(finding: Finding) -> bool:
    """Whether a failure on the stand-in device is the device's own: no such operator, a crash, a slow graph.

    The CPU answered the same questions within the limits, so time or memory that runs out here is torch's. No
    longer limit tells an endless loop from an honest one: a loop that writes a thousand elements takes 9 ms on
    the CPU, and 40 s and 4 GiB on lazy tensors.
    """
    if finding.detail.get("over_limit", {}).get("limit") in ("time", "processor time", "memory"):
        return True
    if (
        finding.kind is FailureKind.KILLED
    ):  # forward-mode AD on lazy tensors is a segmentation fault in torch 2.13
        return finding.detail.get("cause") == "signal"
    message = str(finding.detail.get("message", ""))
    return "NotImplementedError" in str(finding.detail.get("type", "")) and "lazy" in message.lower()


def _equal(a: Any, b: Any) -> bool:
    pairs = zip(leaves(a), leaves(b), strict=False)
    return all(torch.equal(x, y) if isinstance(x, torch.Tensor) else x == y for (_, x), (_, y) in pairs)
