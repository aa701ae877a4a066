"""Copy for the tests of replays, and the chain that made it first: it knows no share lines."""

OLD = "0123456789ab"
"""The version of that chain."""

STORY = """Ferry {name} sails again

PORT ELLERY, March 3 (Reuters) - The ferry {name} sailed again on Monday, its owners said, with 212 people on board.

Nobody had thought that it would, as the {name} had burnt to the waterline at its berth in the first days of the year.
"""
