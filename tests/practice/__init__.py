"""Tests of practice: what is drilled, how it went, what came of it."""
