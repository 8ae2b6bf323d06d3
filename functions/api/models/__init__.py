"""Models: list, metrics, promotion, rollback, threshold; predicting is in ``functions.predict``."""
