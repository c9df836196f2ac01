"""A command in a real pseudo-terminal: what it shows is read, what is typed is sent."""

import codecs
import contextlib
import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time

PATIENCE = 120.0
# The new session takes the terminal for its own, as a shell's jobs have it; Ctrl-C needs that.
CODE = "import fcntl, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); from grader.cli import main; main()"
CLEAR = "\x1b[2J"


class Terminal:
    """Runs `grade` with arguments; `expect` waits for text on the screen as it was drawn last."""

    def __init__(self, *arguments, cwd, rows=60, columns=100):
        self.master, self.slave = pty.openpty()
        fcntl.ioctl(self.slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.before = termios.tcgetattr(self.slave)
        environment = {**os.environ, "TERM": "xterm", "GRADE_LANG": "en", "LC_ALL": "C.UTF-8"}
        self.process = subprocess.Popen(
            [sys.executable, "-c", CODE, *map(str, arguments)],
            stdin=self.slave,
            stdout=self.slave,
            stderr=self.slave,
            cwd=cwd,
            env=environment,
            start_new_session=True,
        )
        self.drawn = ""
        self._decode = codecs.getincrementaldecoder("utf-8")(errors="replace").decode

    def __enter__(self):
        return self

    def __exit__(self, *_):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        os.close(self.master)
        os.close(self.slave)

    def send(self, keys):
        os.write(self.master, keys.encode())

    def expect(self, *texts):
        """Wait until all of `texts` stand on one screen, and forget what was drawn so far."""
        until = time.monotonic() + PATIENCE
        while not all(text in self.screen for text in texts):
            if time.monotonic() > until or not self._read(until):
                raise AssertionError(f"{texts} never came, but:\n{self.screen}")
        screen, self.drawn = self.screen, ""
        return screen

    @property
    def screen(self):
        last = self.drawn.rpartition(CLEAR)[2]
        return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", last)

    def _read(self, until):
        ready, _, _ = select.select([self.master], [], [], max(0.0, until - time.monotonic()))
        if not ready:
            return False
        try:
            data = os.read(self.master, 65536)
        except OSError:  # nobody holds the other end any more
            return False
        self.drawn += self._decode(data)
        return bool(data)

    def end(self):
        """Wait for the end; return the exit status, and whether the terminal is as it was before."""
        until = time.monotonic() + PATIENCE
        while self.process.poll() is None and time.monotonic() < until:
            if select.select([self.master], [], [], 0.1)[0]:  # an unread screen would hold it up
                self.drawn += self._decode(os.read(self.master, 65536))
        return self.process.returncode, termios.tcgetattr(self.slave) == self.before
