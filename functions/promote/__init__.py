"""The promoter: the two tasks of the state machine that change models, and nothing else does.

``Promote`` puts a candidate into service, ``Reject`` makes it known and leaves it aside.
"""
