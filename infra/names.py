"""Names in the templates, made from the names that functions know them by."""


def construct_id(name: str) -> str:
    """Return ``UploadsBucket`` for ``UPLOADS_BUCKET`` and for ``uploads-bucket``."""
    return "".join(part.capitalize() for part in name.replace("-", "_").lower().split("_"))
