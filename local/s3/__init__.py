"""S3's checks before a request reaches moto: signatures, presigned forms, CORS; moto stores."""
