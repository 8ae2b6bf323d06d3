"""The synthesised functions in SAM's containers, with the local moto as AWS."""
