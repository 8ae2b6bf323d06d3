"""Proofs, by kind: unit, functional (handlers), training, e2e (the whole product)."""
