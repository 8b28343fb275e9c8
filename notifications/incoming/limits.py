"""The limits that a child sets itself before it looks at the first byte of a stranger's file."""

from __future__ import annotations


def limit(memory: int, seconds: int, written: int = 0) -> bool:
    """Whether this machine can set limits: Windows has no such thing, there only the parent's patience counts."""
    try:
        import resource
    except ImportError:
        return False
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (written, written))
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # nor one of its own memory
    return True
