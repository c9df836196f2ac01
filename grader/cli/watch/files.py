"""Says when something in a folder may have changed."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

LOOK = ""
# An editor that saves in several steps is done within these; the first is what a saver waits for at least.
QUIET_MS = 20
LONGEST_MS = 200
# Notifications get lost: on network disks, through links, and when the folder itself is replaced.
AT_LEAST_EVERY_MS = 1000


class FolderWatch:
    """Puts `LOOK` into a queue whenever the folder looked at may have changed, and once in a while.

    Args:
        put: takes what happened.
    """

    def __init__(self, put: Callable[[str], None]) -> None:
        self._put = put
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def look_at(self, folder: Path) -> None:
        """Watch this folder from now on, and no other."""
        self._end()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(folder, self._stop), daemon=True)
        self._thread.start()

    def __enter__(self) -> FolderWatch:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    def _end(self) -> None:
        self._stop.set()
        if self._thread is not None:
            self._thread.join(timeout=1)

    def _run(self, folder: Path, stop: threading.Event) -> None:
        from watchfiles import watch

        while not stop.is_set():
            watched = _identity(folder)
            # A folder that is not there yet, or one that may not be watched, is looked at now and then.
            with contextlib.suppress(OSError, RuntimeError):
                for _ in watch(
                    folder,
                    watch_filter=None,
                    step=QUIET_MS,
                    debounce=LONGEST_MS,
                    rust_timeout=AT_LEAST_EVERY_MS,
                    yield_on_timeout=True,
                    stop_event=stop,
                    recursive=False,
                ):
                    self._put(LOOK)
                    if _identity(folder) != watched:
                        break
            if not stop.is_set():
                self._put(LOOK)
                if _identity(folder) is None:
                    stop.wait(AT_LEAST_EVERY_MS / 1000)


def _identity(folder: Path) -> tuple[int, int] | None:
    try:
        status = folder.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino
