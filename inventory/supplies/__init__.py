"""Supplies: where they lie, what they are, and the ledger of how they moved."""
