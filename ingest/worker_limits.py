"""What one call in a worker may take."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class WorkerLimits:
    """Bounds of one call: seconds on the clock and of the processor, bytes of address space and of the answer.

    `cpu_s` is whole seconds: the kernel counts no finer.
    """

    wall_s: float = 20.0
    cpu_s: int = 15
    address_space: int = 1_000_000_000
    answer_bytes: int = 64_000_000
