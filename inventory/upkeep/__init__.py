"""Upkeep: a first filling, backups, and the proof that the books are whole."""
