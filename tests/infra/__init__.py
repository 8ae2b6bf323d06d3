"""What is deployed, proved without an account."""
