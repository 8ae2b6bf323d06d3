"""What HTTP functions share: middleware, problems, idempotency, negotiation, addresses."""
