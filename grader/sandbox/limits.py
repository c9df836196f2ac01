"""How much a submission may use, and why that much."""

from __future__ import annotations

from dataclasses import dataclass, fields

_MIB = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The limits of one submission; every value is positive.

    Seconds are wall-clock except `cpu_seconds`. A value that is not a positive number raises ValueError.
    """

    load_seconds: float = 20.0
    """For running the file itself: it may import parts of torch that take two seconds on a slow disk."""

    call_seconds: float = 10.0
    """For one call where the caller sets no limit: answers take microseconds, endless loops longer."""

    cpu_seconds: int = 900
    """For the whole life of a child. The judge's own deadlines come first; this is for what escapes them."""

    memory_bytes: int = 4096 * _MIB
    """Address space on top of what torch has mapped: questions need megabytes, Python reserves generously."""

    file_bytes: int = 64 * _MIB
    """The largest file that can be written: saved models of the exercises have kilobytes."""

    open_files: int = 64
    """Descriptors: imports need a few, and nothing else opens many."""

    reply_bytes: int = 64 * _MIB
    """The buffers of one reply: far above any right answer, far below what hurts the judge."""

    header_bytes: int = 1 * _MIB
    """The header of one reply: a list of a hundred thousand numbers fits."""

    printed_characters: int = 16 * 1024
    """What is kept of the text printed during one call; the rest is counted."""

    output_characters: int = 1 * _MIB
    """What may be printed during one call: far more than anybody reads, and soon over for who never stops."""

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if not isinstance(value, (int, float)) or not value > 0:
                raise ValueError(f"Limits: {field.name} is {value!r}, expected a positive number")

    @property
    def of_the_kernel(self) -> dict[str, int]:
        """The limits that the kernel keeps, by the names of the room."""
        return {
            "memory": self.memory_bytes,
            "cpu": self.cpu_seconds,
            "file": self.file_bytes,
            "open": self.open_files,
        }
