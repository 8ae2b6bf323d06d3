"""The function that judges uploaded files: its answers, its retries, its messages."""
