"""Sealing: what is written to the database so that only its owner's key can read it."""
