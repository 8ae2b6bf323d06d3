"""Proofs against the real stack that take minutes: `python -m tests.prove.kills --count 50`."""
