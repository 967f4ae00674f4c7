"""The ground that every concept stands on: words, refusals, the store, people and the audit chain."""
