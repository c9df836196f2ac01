"""One learner's file and the process that it currently runs in."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NoReturn

from grader.sandbox.faults import (
    Killed,
    LearnerFault,
    NotDefined,
    OverLimit,
    PrintedTooMuch,
    Raised,
    ReplyTooLarge,
    RoomError,
    StaleHandle,
    TimedOut,
    UnusableReply,
    clean,
)
from grader.sandbox.learner import Handle, Held, Learner, target_of
from grader.sandbox.limits import Limits
from grader.sandbox.room import protocol
from grader.sandbox.room.wire import Buffer, Channel, ClosedError, LateError, OversizeError, WireError

if TYPE_CHECKING:
    from grader.sandbox.launcher import Process, Room
    from grader.sandbox.room.decoding import StrictDecoder

_SIGXCPU = getattr(signal, "SIGXCPU", 24)  # Windows has neither, and no exit code is negative there
_SIGKILL = getattr(signal, "SIGKILL", 9)
_NAME = 200
_MESSAGE = 1_000
_TRACE = 4_000
# Torch imports 500 modules at the first in-place operator on the stand-in device: not the learner's time.
_IMPORT_SECONDS = 20.0
# Of a limit: the kernel kills before the last page of memory is touched, and counts processor time roughly.
_NEAR = 0.8
# What torch and C++ say where memory is refused; Python and NumPy raise MemoryError.
_REFUSED_MEMORY = re.compile("can't allocate memory|std::bad_alloc")


class Submission:
    """A learner's file in the room. Make it with `Room.admit`.

    The process is started when it is first needed, and again after it died; the file is then loaded again.
    """

    def __init__(
        self,
        room: Room,
        forget: Callable[[Submission], None],
        source: bytes,
        filename: str,
        limits: Limits,
        scratch: bool,
        bans: Mapping[str, Any],
    ) -> None:
        self._room = room
        self._forget = forget
        self._source = source
        self._filename = filename
        self._limits = limits
        self._bans = bans
        self._scratch = room.make_scratch() if scratch else None
        self._link: Link | None = None
        self._seed = 0
        self._names: frozenset[str] = frozenset()
        self._for_accelerator = False
        self._closed = False
        self.isolation = ""
        """What held the file back since it was loaded last, for the report."""
        self.warm: frozenset[str] = frozenset()
        """The sets of `Room.warm` that the process which was started last has."""
        self.printed = ""
        """What the last request printed."""
        self.processor_seconds = 0.0
        """Processor time of the file's processes so far, in seconds, by their own account."""

    def load(self, device: str = "cpu", *, seed: int = 0) -> frozenset[str]:
        """Load the file in a fresh process and return the public names that it defines, modules left out.

        `seed` seeds the global random states there. A file that does not load raises the fault, with
        `loading` set.
        """
        self._seed = seed
        self.restart()
        self._linked(device)
        return self._names

    def learner(self, device: str = "cpu", *, time_limit: float | None = None) -> Learner:
        """Return the namespace of the file; tensors in arguments are moved to `device` there."""
        return Learner(self, device, time_limit)

    def restart(self) -> None:
        """End the process; the next request gets a fresh one."""
        link, self._link = self._link, None
        if link is not None:
            link.close()
            link.process.drop()

    def interrupt(self) -> None:
        """End the process under whoever waits for it in another thread, and finds it dead."""
        link = self._link
        if link is not None:
            link.process.drop()

    def close(self) -> None:
        """End the process and remove the scratch folder."""
        self.restart()
        self._closed = True
        self._forget(self)
        if self._scratch is not None:
            self._room.remove_scratch(self._scratch)
            self._scratch = None

    def request(
        self,
        name: str,
        device: str,
        operands: tuple[Any, ...],
        *,
        options: dict[str, Any] | None = None,
        time_limit: float | None = None,
        parse: Callable[[StrictDecoder, Any], Any] | None = None,
    ) -> Any:
        """Have one operation done in the process and return what it answers; for `learner`."""
        return self.post(name, device, operands, options=options, parse=parse).collect(time_limit)

    def post(
        self,
        name: str,
        device: str,
        operands: tuple[Any, ...],
        *,
        options: dict[str, Any] | None = None,
        parse: Callable[[StrictDecoder, Any], Any] | None = None,
    ) -> Posted:
        """Send one operation without waiting for its answer; an earlier one that nobody collected is dropped."""
        from grader.sandbox.room.encoding import ExactEncoder
        from grader.sandbox.room.values import CannotSendError, pack

        link = self._linked(device)
        if link.posted is not None:
            link.posted.drop()
            link = self._linked(device)
        encoder = ExactEncoder(link.refer, link.known)
        try:
            tree = encoder.encode(operands)
            table, buffers = encoder.finish()
        except CannotSendError as error:
            raise TypeError(f"cannot send {error}") from None
        released, link.released = link.released, []
        header = pack([name, released, device, options, tree, table])
        link.posted = Posted(self, link, self._send(link, header, buffers), device, parse)
        return link.posted

    def collect(self, posted: Posted, time_limit: float | None) -> Any:
        """Wait for the answer to what was posted; for `Posted`."""
        limit = self._limits.call_seconds if time_limit is None else time_limit
        if posted.device.startswith("lazy") and "lazy" not in posted.link.process.warm:
            limit += _IMPORT_SECONDS
        posted.link.posted = None
        return self._receive(posted.link, posted.nonce, limit, posted.device, posted.parse)

    @property
    def _profile(self) -> str:
        if self._for_accelerator:
            return "driver"
        return "strict" if self._scratch is None else "scratch"

    def _linked(self, device: str) -> Link:
        """Return the connection to a process that has loaded the file and can use `device`."""
        if self._closed:
            raise RoomError(f"the submission {self._filename} is closed")
        # An accelerator's driver maps more address space than any limit, so such a process has none.
        accelerator = device.partition(":")[0] not in protocol.FOR_CPU
        if accelerator and not self._for_accelerator:
            self._for_accelerator = True
            self.restart()
        if self._link is None:
            self._load(device)
        assert self._link is not None
        return self._link

    def _load(self, device: str) -> None:
        from grader.sandbox.room.values import BadFrameError, pack

        limits = self._limits
        order = {
            "filename": self._filename,
            "seed": self._seed,
            "bans": self._bans,
            "device": device,
            "limits": {
                "reply": limits.reply_bytes,
                "header": limits.header_bytes,
                "printed": limits.printed_characters,
                "output": limits.output_characters,
            },
        }

        def names(decoder: StrictDecoder, node: Any) -> frozenset[str]:
            value = decoder.decode(node)
            if type(value) is not list or not all(type(name) is str for name in value):
                raise BadFrameError("names that are not names")
            return frozenset(value)

        kernel = limits.of_the_kernel
        if self._for_accelerator:
            kernel["memory"] = 0
        link = self._link = Link(self._room.start_process((self._profile, kernel, self._scratch)))
        self.isolation = str(link.process.isolation)
        self.warm = link.process.warm
        try:
            nonce = self._send(link, pack(order), [self._source])
            self._names = self._receive(link, nonce, limits.load_seconds, device, names)
        except LearnerFault as fault:
            fault.loading = True
            self.restart()
            raise

    def _send(self, link: Link, header: bytes, buffers: list[Buffer]) -> int:
        """Send a request and return its nonce. A process that is gone shows when the answer is awaited."""
        nonce = int.from_bytes(os.urandom(8), "little")
        began, limit = time.monotonic(), self._limits.call_seconds
        try:
            link.channel.send(nonce, header, buffers, began + limit)
        except LateError:
            used = time.monotonic() - began
            self.restart()
            raise TimedOut(limit, used) from None
        except ClosedError:
            self._died()
        except BaseException:  # Ctrl-C in the middle of a frame
            self.restart()
            raise
        return nonce

    def _receive(
        self,
        link: Link,
        nonce: int,
        limit: float,
        device: str,
        parse: Callable[[StrictDecoder, Any], Any] | None,
    ) -> Any:
        if not link.alive:
            raise StaleHandle
        began = time.monotonic()
        deadline = began + limit
        try:
            got, header, body = link.channel.receive(
                deadline, self._limits.header_bytes, self._limits.reply_bytes
            )
            if got != nonce:
                raise WireError("an answer to another question")
        except LateError:
            used = time.monotonic() - began
            self.restart()
            raise TimedOut(limit, used) from None
        except OversizeError as error:
            self.restart()
            raise ReplyTooLarge(error.limit, error.size) from None
        except ClosedError:
            self._died()
        except WireError as error:
            self.restart()
            raise UnusableReply(f"a broken answer: {error}") from None
        except BaseException:  # Ctrl-C between question and answer: the two sides are out of step
            self.restart()
            raise
        try:
            return self._read(link, header, body, device, parse)
        except (NotDefined, Raised):
            raise
        except LearnerFault:
            self.restart()
            raise

    def _read(
        self,
        link: Link,
        header: bytes,
        body: bytearray,
        device: str,
        parse: Callable[[StrictDecoder, Any], Any] | None,
    ) -> Any:
        """Make a value or a fault of an answer, of which nothing is believed."""
        from grader.sandbox.room.decoding import StrictDecoder
        from grader.sandbox.room.values import unpack

        def refer(number: int, type_name: str) -> Handle:
            return Handle.of(self, Held(link, number), (), device, clean(type_name, _NAME))

        try:
            status, payload, sizes, printed, cut, processor = unpack(header)
            self.printed = _printed(printed, cut, self._limits.printed_characters)
            self._account(link, processor)
            if status == protocol.DONE:
                decoder = StrictDecoder(sizes, body, refer, link.known)
                value = decoder.decode(payload) if parse is None else parse(decoder, payload)
                decoder.finish()
                return value
            fault = _fault(status, payload, self.printed, self._limits)
        except (
            Exception
        ) as error:  # the decoder meets arbitrary bytes, and all that fails on them means the same
            raise UnusableReply(clean(f"{type(error).__name__}: {error}", _MESSAGE)) from None
        if isinstance(fault, Raised) and _ran_out_of_memory(fault):
            fault.over = self._over_memory(link.process.peak_memory())
        raise fault

    def _over_memory(self, used: int | None) -> OverLimit | None:
        # Where a driver maps what it likes, there is no limit on memory, and the machine itself had none left.
        if self._for_accelerator:
            return None
        return OverLimit("memory", self._limits.memory_bytes, used, "bytes")

    def _account(self, link: Link, processor: Any) -> None:
        if type(processor) is not float or not processor >= link.processor:
            raise TypeError("malformed processor time")
        self.processor_seconds += processor - link.processor
        link.processor = processor

    def _died(self) -> NoReturn:
        """Raise the fault for a process that closed its channel."""
        link, self._link = self._link, None
        assert link is not None
        link.close()
        death = link.process.end()
        code = death.code
        if code is None:
            raise Killed("signal", "it ended together with the room") from None
        if code >= 0:
            raise Killed("exit", f"exit code {code}") from None
        # Who does not heed SIGXCPU gets SIGKILL. For the limit the kernel counts ticks, for the report exactly: on a
        # busy machine that was 0.83 s where it had counted 1.
        spent, allowed = death.processor_seconds, self._limits.cpu_seconds
        if -code == _SIGXCPU or (-code == _SIGKILL and spent >= _NEAR * allowed):
            raise TimedOut(allowed, max(spent, allowed), of_processor=True) from None
        name = signal.Signals(-code).name if -code in set(signal.Signals) else f"signal {-code}"
        if -code in (_SIGKILL, signal.SIGABRT) and death.peak_bytes >= _NEAR * self._limits.memory_bytes:
            killed = Killed("memory", f"{death.peak_bytes >> 20} MiB in use")
            # C++ aborts where memory is refused. SIGKILL is of the machine, which had no more.
            killed.over = self._over_memory(death.peak_bytes) if -code != _SIGKILL else None
            raise killed from None
        raise Killed("signal", name) from None


@dataclass(frozen=True, slots=True, eq=False)
class Posted:
    """A request on its way: its answer is collected later, and the asking side may do other things meanwhile."""

    submission: Submission
    link: Link
    nonce: int
    device: str
    parse: Callable[[StrictDecoder, Any], Any] | None

    def collect(self, time_limit: float | None = None) -> Any:
        """Return the answer, or raise the fault; waits `time_limit` seconds at most from now on."""
        return self.submission.collect(self, time_limit)

    def drop(self) -> None:
        """Wait for the answer and forget it, so that the next request can be sent."""
        with contextlib.suppress(LearnerFault):
            self.collect()


class Link:
    """The connection to one process of a submission."""

    def __init__(self, process: Process) -> None:
        self.process = process
        self.channel = Channel(process.socket)
        self.released: list[int] = []
        self.known: dict[Any, type] = {}
        self.processor = 0.0
        self.posted: Posted | None = None
        self.alive = True

    def close(self) -> None:
        """Close the channel; handles of the process are stale from here on."""
        self.alive = False
        self.channel.close()

    def refer(self, value: Any) -> list[Any] | None:
        """Return the node for a handle, or None for what is no handle."""
        from grader.sandbox.room.values import HANDLE

        if not isinstance(value, Handle):
            return None
        target = target_of(value)
        if target.held is None:
            return [HANDLE, protocol.MODULE, *target.path]
        if target.held.link is not self:
            raise StaleHandle
        return [HANDLE, target.held.number, *target.path]


def _printed(text: Any, cut: Any, limit: int) -> str:
    if type(cut) is not int or type(text) is not str:
        raise TypeError("malformed printed text")
    kept = clean(text, limit)
    return f"{kept}\n[... {cut} more characters]" if cut > 0 else kept


def _ran_out_of_memory(fault: Raised) -> bool:
    """Whether memory was refused; who raises MemoryError by hand has not run out of it."""
    if not fault.is_a("MemoryError") and _REFUSED_MEMORY.search(fault.message) is None:
        return False
    code = [line for line in fault.traceback.splitlines() if line.startswith("    ") and line.strip(" ~^")]
    return not code or not code[-1].lstrip().startswith("raise")


def _fault(status: Any, payload: Any, printed: str, limits: Limits) -> LearnerFault:
    if status == protocol.UNDEFINED and type(payload) is str:
        return NotDefined(clean(payload, _NAME))
    if status == protocol.RAISED:
        name, bases, message, trace = payload
        mro = tuple(clean(base, _NAME) for base in bases[:30])
        return Raised(clean(name, _NAME), mro, clean(message, _MESSAGE), clean(trace, _TRACE), printed)
    if status in (protocol.OVERSIZE, protocol.OVERPRINTED):
        limit, size = payload
        replies, prints = (limits.reply_bytes, limits.header_bytes), (limits.output_characters,)
        known = replies if status == protocol.OVERSIZE else prints
        if type(limit) is int and type(size) is int and limit in known and size > limit:
            return ReplyTooLarge(limit, size) if known is replies else PrintedTooMuch(limit, size)
    if status == protocol.UNSENDABLE and type(payload) is str:
        return UnusableReply(clean(payload, _MESSAGE))
    raise ValueError("an unknown kind of answer")
