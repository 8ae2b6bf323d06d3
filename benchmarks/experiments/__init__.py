"""Experiments: learning curve, synthetic raters, leak demonstration; not in the container."""
