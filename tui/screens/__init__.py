"""Screens, one module for each place."""
