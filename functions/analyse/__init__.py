"""Analyses uploaded recordings: S3 announces a file, a queue brings the message here.

S3 -> ObjectCreated:* under uploads/ -> SQS -> batch of messages -> this function
|
+-> dead-letter queue, after three receives
"""
