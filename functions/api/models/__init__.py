"""Models: list, metrics, promotion, rollback, threshold."""
