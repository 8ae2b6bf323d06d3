"""Structured logs and metrics.

What they may hold: routes, statuses, codes, durations, model versions. What they never
hold: audio, names of files, addresses, the text of foreign exceptions.
"""

from typing import Final

from aws_lambda_powertools import Logger, Metrics

logger: Final = Logger()
metrics: Final = Metrics(namespace="SingingTalent")
