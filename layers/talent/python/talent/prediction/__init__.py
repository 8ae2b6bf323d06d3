"""Prediction: bytes and a model in, an answer or a typed refusal out; its steps are elsewhere."""
