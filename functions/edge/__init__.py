"""What every HTTP function shares; it knows nothing of any one of them."""
