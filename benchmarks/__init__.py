"""Benchmarks: time and memory measured on this machine, side by side in one run; no tests."""
