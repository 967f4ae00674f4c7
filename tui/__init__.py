"""The terminal: the Textual program and the command line."""
