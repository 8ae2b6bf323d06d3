"""Charts of models and trainings, and the guide to the features; ``training_job`` draws."""
