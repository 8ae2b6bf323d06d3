"""Tests of the acoustic features."""
