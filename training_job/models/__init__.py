"""Models: data, two kinds, selection, calibration, evaluation, export; TensorFlow, but no AWS."""
