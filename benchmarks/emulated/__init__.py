"""Handlers under AWS's own Runtime Interface Emulator, as they go to Lambda."""
