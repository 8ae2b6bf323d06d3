"""The training job: makes, judges and exports models; the only importer of TensorFlow."""
