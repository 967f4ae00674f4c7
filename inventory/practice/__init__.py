"""Practice: what is drilled, from which checklist, how it went, and what came of it."""
