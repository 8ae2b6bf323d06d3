"""The use-cases, with what they need from outside in memory."""
