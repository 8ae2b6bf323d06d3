"""What the deployment costs: list prices, measured work, and the template."""
