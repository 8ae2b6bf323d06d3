"""Default model from the synthetic singer, and the base it came from; trained by ``models``."""
