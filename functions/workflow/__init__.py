"""The tasks of the state machine that retrains: ``retraining.asl.json``.

Snapshot ──> Train (the container) ──> Decide ──> Promote | Reject
    └──────────────┴─────────────────────┴───────────┴──> Fail ──> Failed
"""
