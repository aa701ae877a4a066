"""Readers: each turns one form of raw copy into a Document whose spans cover all of its text."""
