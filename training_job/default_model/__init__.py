"""The default model from the synthetic singer, and the base it came from."""
