"""One prediction: bytes and a model in, an answer or a typed refusal out."""
