"""SAM: the synthesised functions in its containers, with the local moto as AWS; optional."""
