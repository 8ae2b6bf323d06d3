"""What of the stack survives its end, in a DATA_DIR."""
