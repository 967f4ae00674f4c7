"""The domain: what a flood-control headquarters keeps ready, one module per concept."""
