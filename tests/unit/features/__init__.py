"""The pitch tracker, the notes and the features."""
