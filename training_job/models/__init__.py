"""Models: data, two kinds, selection, calibration, evaluation, export; the only TensorFlow."""
