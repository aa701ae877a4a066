"""Values of the hot path: dataclasses that nobody changes, at the price of those that may be changed."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar, dataclass_transform

_Value = TypeVar("_Value")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def value(*, slots: bool = True) -> Callable[[type[_Value]], type[_Value]]:
    """A class of values, frozen by the word of the type checkers and not by its own code.

    A frozen dataclass takes four to five times as long to make, and a story is some hundred of them. Without `slots`
    it has a `__dict__`, which `once` writes into.
    """
    return dataclass(slots=slots, unsafe_hash=True)
