"""Values of the hot path behave as frozen dataclasses do, but for what the type checkers see to."""

from dataclasses import replace

from normalize.once import once
from normalize.values import value


@value()
class Stretch:
    """A run of text."""

    start: int
    end: int = 0


@value(slots=False)
class Line:
    """A line whose words are dear to count."""

    text: str

    @once
    def size(self) -> int:
        """How many words."""
        return len(self.text.split())


def test_values_are_equal_by_what_they_hold_and_can_stand_in_a_set():
    assert {Stretch(1, 2), Stretch(3)} == {Stretch(3, 0), replace(Stretch(1), end=2)}


def test_only_a_value_without_slots_has_room_for_what_is_worked_out_once():
    assert Line("The ferries sailed.").size == 3
    assert not hasattr(Stretch(1), "__dict__")
