"""Runs the desk: settings, the run, and the command line."""
