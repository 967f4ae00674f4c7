"""Data that a new store may start from: one TOML file for each beginning."""
