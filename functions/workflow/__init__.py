"""The tasks of the state machine that retrains, ``retraining.asl.json``, but for two.

Snapshot ──> Train (the container) ──> Decide ──> Promote | Reject (``functions.promote``)
    └──────────────┴─────────────────────┴───────────┴──> Fail ──> Failed
"""
