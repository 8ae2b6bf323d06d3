"""AWS on this machine: moto, its resources, and what it lacks; S3's own checks are in local.s3."""
