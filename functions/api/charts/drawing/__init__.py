"""Small pictures of a few numbers as SVG, without a drawing library; resvg makes PNG of it."""
