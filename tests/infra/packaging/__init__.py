"""What goes to Lambda."""
