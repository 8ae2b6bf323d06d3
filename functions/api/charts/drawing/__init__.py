"""Small pictures of a few numbers, without a drawing library: SVG, and PNG by NumPy."""
