"""Step Functions and Batch on this machine: a training is a process; it runs ``training_job``."""
