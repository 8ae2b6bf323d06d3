"""Cost of the deployment: list prices, measured work and the template; nothing is deployed."""
