"""Which system calls a submission may make: short allow-lists, made into kernel programs before any fork."""

from __future__ import annotations

import ctypes.util
import os
import sys
from typing import Any

# What a warmed torch program needs: memory, time, its one open channel, and to end.
_COMPUTE = """
    read readv write writev recvfrom recvmsg sendto sendmsg poll ppoll select pselect6 close lseek
    mmap mremap munmap mprotect madvise brk membarrier
    futex futex_time64 sched_yield sched_getaffinity getcpu rseq set_robust_list
    rt_sigaction rt_sigprocmask rt_sigreturn sigaltstack restart_syscall
    clock_gettime clock_getres clock_nanosleep nanosleep gettimeofday time times getrusage sysinfo
    getrandom getpid gettid getppid getuid geteuid getgid getegid uname getcwd fstat
    exit exit_group
"""

# What reading files takes on top: imports, and an exercise about files.
_READ = """
    stat lstat newfstatat statx access faccessat faccessat2 readlink readlinkat getdents getdents64
    pread64 preadv fadvise64 chdir fchdir dup statfs fstatfs getxattr lgetxattr fgetxattr
"""

# What an exercise about files takes on top, in its own small folder.
_WRITE = """
    mkdir mkdirat unlink unlinkat rmdir rename renameat renameat2 link linkat symlink symlinkat truncate ftruncate
    fallocate pwrite64 pwritev fsync fdatasync chmod fchmod fchmodat umask utimensat copy_file_range sendfile dup2 dup3
    open openat creat
"""

# A driver of an accelerator needs files, threads and calls that change with each version: all but these.
_NOT_BESIDE_A_DRIVER = """
    execve execveat fork vfork ptrace process_vm_readv process_vm_writev process_madvise kcmp kill tkill
    rt_sigqueueinfo rt_tgsigqueueinfo pidfd_open pidfd_getfd pidfd_send_signal prlimit64 setrlimit
    mount umount2 pivot_root chroot unshare setns open_tree move_mount fsopen fsmount fspick mount_setattr
    bpf perf_event_open io_uring_setup io_uring_enter io_uring_register userfaultfd keyctl add_key request_key
    init_module finit_module delete_module kexec_load kexec_file_load reboot swapon swapoff syslog acct quotactl
    setuid setgid setreuid setregid setresuid setresgid setgroups capset setpriority sched_setscheduler
    sched_setattr ioprio_set personality modify_ldt iopl ioperm name_to_handle_at open_by_handle_at mknod mknodat
    seccomp setsid setpgid sethostname setdomainname clock_settime settimeofday adjtimex clock_adjtime msgget semget
    shmget mq_open fanotify_init lookup_dcookie vhangup
"""

PROFILES = ("strict", "imports", "scratch", "driver")
"""From no file at all, over reading and a folder of its own, to what a driver needs."""

_OWN_PID = 0x7A31C5E9  # stands in the program for the child's own number, which is only known after the fork

_O_TMPFILE = 0o20200000
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND if sys.platform == "linux" else 0

_FIONBIO = 0x5421  # how Python makes a socket wait or not
_CLONE_THREAD = 0x00010000
_EPERM = 1
_ENOSYS = 38


class NoFilterError(Exception):
    """This machine cannot make the programs; the text says what is missing."""


def programs() -> dict[str, bytes]:
    """Return the kernel's program of each profile; NoFilterError where there is no libseccomp."""
    library = _library()
    try:
        return {profile: _program(library, profile) for profile in PROFILES}
    except (OSError, AttributeError, ValueError) as error:
        raise NoFilterError(f"libseccomp: {error}") from None


def own_program(program: bytes, pid: int) -> bytes:
    """Return a program in which a process may signal itself, as `abort` does, and nobody else."""
    order = sys.byteorder
    return program.replace(_OWN_PID.to_bytes(4, order), pid.to_bytes(4, order))


def _library() -> Any:
    if sys.platform != "linux":
        raise NoFilterError("seccomp is of Linux")
    find = ctypes.util.find_library
    # Looking for a library starts two programs, 15 ms, for names that are known.
    ctypes.util.find_library = {"seccomp": "libseccomp.so.2", "c": "libc.so.6"}.get  # type: ignore[assignment]
    try:
        import pyseccomp
    except (ImportError, RuntimeError, OSError, AttributeError) as error:
        raise NoFilterError(str(error)) from None
    finally:
        ctypes.util.find_library = find
    sys.modules.pop("pyseccomp")  # a submission has no use for it
    return pyseccomp


def _program(library: Any, profile: str) -> bytes:
    refuse = library.ERRNO(_EPERM)
    if profile == "driver":
        rules = library.SyscallFilter(library.ALLOW)
        for name in _NOT_BESIDE_A_DRIVER.split():
            _add(rules, refuse, name)
        # Threads yes, processes no. The flags of clone3 lie behind a pointer: without it libc takes clone.
        _add(rules, library.ERRNO(_ENOSYS), "clone3")
        _add(rules, refuse, "clone", library.Arg(0, library.MASKED_EQ, _CLONE_THREAD, 0))
        # Drivers talk to their own kernel side; Unix sockets are the most that they need of a network.
        _add(rules, refuse, "socket", library.Arg(0, library.NE, 1))
    else:
        rules = library.SyscallFilter(refuse)
        names = _COMPUTE + _READ * (profile != "strict") + _WRITE * (profile == "scratch")
        for name in names.split():
            _add(rules, library.ALLOW, name)
        for name in ("kill", "tgkill"):
            _add(rules, library.ALLOW, name, library.Arg(0, library.EQ, _OWN_PID))
        # The flags of a descriptor, not its owner, leases or the signals that it sends.
        for command in (1, 2, 3, 1030):  # F_GETFD, F_SETFD, F_GETFL, F_DUPFD_CLOEXEC
            _add(rules, library.ALLOW, "fcntl", library.Arg(1, library.EQ, command))
        _add(rules, library.ALLOW, "ioctl", library.Arg(1, library.EQ, _FIONBIO))
        if profile == "strict":
            # Torch makes sure of its compiler's cache folder where it imports the compiler, which it does for an
            # optimizer or a checkpoint: the call does nothing, and is believed.
            for name in ("mkdir", "mkdirat"):
                _add(rules, library.ERRNO(0), name)
        if profile == "imports":
            unwritten = _WRITING | (_O_TMPFILE & ~os.O_DIRECTORY)
            for name, position in (("open", 1), ("openat", 2)):
                _add(
                    rules,
                    library.ALLOW,
                    name,
                    library.Arg(position, library.MASKED_EQ, unwritten, 0),
                )
    reader, writer = os.pipe()
    try:
        with os.fdopen(writer, "wb") as file:
            rules.export_bpf(file)
        with os.fdopen(reader, "rb") as file:
            return file.read()
    finally:
        del rules


def _add(rules: Any, action: int, name: str, *arguments: Any) -> None:
    try:
        rules.add_rule(action, name, *arguments)
    except (OSError, ValueError):  # a call that this processor or this libseccomp does not know
        return
