"""Reads raw copy and tells the story from its clutter: pure functions, no SQL, no network."""
