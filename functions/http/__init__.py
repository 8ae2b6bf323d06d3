"""HTTP for functions: middleware, problems, idempotency, negotiation, addresses; no route."""
