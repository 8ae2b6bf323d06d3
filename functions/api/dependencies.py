"""Dependencies of routes: the collaborators of the application, and ids in paths."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import Path, Request

from talent.errors import TalentError
from talent.ids import ID


def collaborator(name: str) -> Callable[[Request], Any]:
    """Return a dependency that gives what the application was built with under a name."""

    def find(request: Request) -> Any:  # noqa: ANN401 - the annotation beside Depends says what
        return getattr(request.app.state, name)

    return find


def id_in_path(unknown: type[TalentError], of: str, where: str) -> Callable[[str], str]:
    """Return a dependency that gives the ``id`` of the path, checked before storage sees it.

    Parameters
    ----------
    unknown : the error for what is no id.
    of : of what it is the id, with its article.
    where : what gives or lists ids.
    """

    def check(
        given: Annotated[str, Path(alias="id", description="32 hexadecimal digits")],
    ) -> str:
        if not ID.fullmatch(given):
            raise unknown(
                f"That is not the id of {of}", advice=f"An id has 32 hexadecimal digits; {where}."
            )
        return given

    return check
