"""Keeps deliveries, articles and their history; the only package that speaks SQL."""
