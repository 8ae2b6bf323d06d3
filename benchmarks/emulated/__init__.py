"""Cold starts under AWS's own Runtime Interface Emulator, as handlers go to Lambda; no load."""
