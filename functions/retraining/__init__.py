"""The state machine that retrains, ``retraining.asl.json``, and its tasks.

Snapshot ──> Train (the container) ──> Decide ──> Promote | Reject
    └──────────────┴─────────────────────┴───────────┴──> Fail ──> Failed
"""
