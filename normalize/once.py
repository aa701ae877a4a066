"""A property that is worked out once: what is dear to find out and seldom asked."""

from collections.abc import Callable
from typing import Any, Generic, TypeVar

_Value = TypeVar("_Value")


class once(Generic[_Value]):  # noqa: N801 - it is written like `property`
    """A property worked out when first asked and kept in its instance, which must have a `__dict__`.

    It is `functools.cached_property` without the lock that takes most of its time before Python 3.12: threads that ask
    for the first time together each work it out, and get the same.
    """

    def __init__(self, work: Callable[[Any], _Value]) -> None:
        self._work = work
        self._name = work.__name__
        self.__doc__ = work.__doc__

    def __get__(self, instance: Any, owner: type[Any] | None = None) -> _Value:
        """Work it out; the next time Python finds it in the instance and does not ask here."""
        value = instance.__dict__[self._name] = self._work(instance)
        return value
