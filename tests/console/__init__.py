"""Proves the console in a browser, before the real stack."""
