"""The local stack, part by part."""
