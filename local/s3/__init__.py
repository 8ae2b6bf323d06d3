"""What S3 checks before a request reaches moto: signatures, presigned forms, CORS."""
