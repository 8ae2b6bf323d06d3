"""Features: from sound to the numbers that describe singing; what they mean together: ``model``.

`extract.analyse` and, for what a model sees, `extract.extract` are the ways in; `catalogue`
says what every number means, and costs nothing to import.
"""
