"""Duty: who is on, what was written down, what was reported upward."""
