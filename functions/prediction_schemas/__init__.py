"""Prediction responses shared by predict, analyse and api; ``talent`` makes them."""
