"""Fetches raw copy: from where it lies to a delivery, unread and unaltered."""
