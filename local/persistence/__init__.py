"""Persistence of the stack in a DATA_DIR: journal, snapshot, files; without one nothing is kept."""
