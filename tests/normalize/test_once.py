"""What is dear to find out is found out once, for each instance its own."""

from dataclasses import dataclass

from normalize.once import once

asked: list[str] = []


@dataclass(frozen=True)
class Line:
    """A line whose words are dear to count."""

    text: str

    @once
    def size(self) -> int:
        """How many words."""
        asked.append(self.text)
        return len(self.text.split())


def test_a_property_is_worked_out_once_for_each_instance():
    asked.clear()
    one, other = Line("The ferries sailed."), Line("Share")
    assert [one.size, one.size, other.size, other.size] == [3, 3, 1, 1]
    assert asked == [one.text, other.text]


def test_equality_and_documentation_are_those_of_the_class():
    one = Line("Share")
    assert one.size == 1
    assert one == Line("Share")
    assert "How many words." in (vars(Line)["size"].__doc__ or "")
