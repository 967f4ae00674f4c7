"""The supplies: what lies where, and how the ledger keeps it true."""
