"""Load on the local stack, and on the original's way: ``make load``; single requests are above."""
