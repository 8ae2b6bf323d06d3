"""Everything over HTTP that is not a prediction: health, the model, the documentation."""
