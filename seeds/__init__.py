"""Data that a new store may start from."""
