"""The whole product as a user starts it."""
