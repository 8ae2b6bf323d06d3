"""API Gateway on this machine: HTTP in, proxy events to the functions, limits, CORS and errors."""
