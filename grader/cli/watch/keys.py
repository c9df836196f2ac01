"""Reads single keys from the terminal, and gives it back as it was."""

from __future__ import annotations

import os
import re
import sys
import threading
from collections.abc import Callable
from types import TracebackType

QUIT = "q"
MOST_BYTES = 64
# Arrows and function keys are several bytes, of which the last would be taken for a letter.
_ESCAPES = re.compile(rb"\x1b(\[[0-9;]*.|O.|.)?")


class Keyboard:
    """Puts each key that is pressed into a queue; where there is no terminal, none ever is.

    While it is used, signals that end the process become KeyboardInterrupt, so that the terminal is restored.

    Args:
        put: takes one letter, in lower case.
    """

    def __init__(self, put: Callable[[str], None]) -> None:
        self._put = put
        self._stop = threading.Event()

    if sys.platform == "win32":

        def __enter__(self) -> Keyboard:
            if sys.stdin.isatty():
                threading.Thread(target=self._read, daemon=True).start()
            return self

        def __exit__(
            self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
        ) -> None:
            self._stop.set()

        def _read(self) -> None:
            import msvcrt

            while not self._stop.wait(0.05):
                while msvcrt.kbhit():
                    self._put(msvcrt.getwch().lower())

    else:

        def __enter__(self) -> Keyboard:
            import signal
            import termios

            if not sys.stdin.isatty():
                return self
            self._terminal = sys.stdin.fileno()
            self._before = termios.tcgetattr(self._terminal)
            self._woken, self._waker = os.pipe()
            ending = {signal.SIGTERM: self._interrupt, signal.SIGHUP: self._interrupt}
            # A shell that stops us (Ctrl-Z) takes the terminal back; whoever continues gives it to us again.
            handlers = {**ending, signal.SIGCONT: lambda *_: self._take()}
            self._handlers = {number: signal.signal(number, handler) for number, handler in handlers.items()}
            self._take()
            self._thread = threading.Thread(target=self._read, daemon=True)
            self._thread.start()
            return self

        def __exit__(
            self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
        ) -> None:
            import signal
            import termios

            if not hasattr(self, "_before"):
                return
            try:
                os.close(self._waker)
                self._thread.join(timeout=1)
                for number, handler in self._handlers.items():
                    signal.signal(number, handler)
            finally:
                termios.tcsetattr(self._terminal, termios.TCSANOW, self._before)

        def _take(self) -> None:
            import tty

            tty.setcbreak(self._terminal)  # keys come one by one and unseen; Ctrl-C still interrupts

        def _interrupt(self, *_: object) -> None:
            raise KeyboardInterrupt

        def _read(self) -> None:
            import select

            while True:
                ready, _, _ = select.select([self._terminal, self._woken], [], [])
                if self._woken in ready:
                    os.close(self._woken)
                    return
                try:
                    pressed = os.read(self._terminal, MOST_BYTES)
                except OSError:
                    pressed = b""
                if not pressed:  # the terminal went away
                    self._put(QUIT)
                    return
                for letter in _ESCAPES.sub(b"", pressed).decode(errors="replace").lower():
                    self._put(letter)
