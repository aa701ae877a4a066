"""Stages: each finds one thing in a Document and gives its spans their place; none deletes."""
