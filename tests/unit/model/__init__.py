"""Models, decisions and the use-case on top of them."""
