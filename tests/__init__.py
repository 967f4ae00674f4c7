"""Tests: sentences that could be false."""
