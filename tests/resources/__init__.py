"""Tests of duty: who is on, what was written down, what was reported upward."""
