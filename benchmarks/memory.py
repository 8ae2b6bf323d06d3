"""Peak memory of the running process; imports next to nothing, for it is itself measured."""

from pathlib import Path


def peak_mib() -> float:
    """Return this process's own peak of resident memory.

    Not getrusage's ru_maxrss: that one starts from the peak of the process that forked us.
    """
    status = Path("/proc/self/status").read_text()
    (line,) = (line for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) / 1024.0
