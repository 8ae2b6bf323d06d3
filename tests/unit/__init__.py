"""Parts of the code on their own."""
