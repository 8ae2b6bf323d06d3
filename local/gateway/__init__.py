"""API Gateway on this machine: HTTP to proxy events and back, limits, CORS, errors; no worker."""
