"""Two hundred uploads at the same time: ``make prove``."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from local.names import DEAD_LETTERS, UPLOADS_QUEUE
from tests.e2e.conftest import alone
from tests.e2e.test_uploads import MANY, browser, final, messages, send, sound, upload, wait


def test_two_hundred_uploads_at_the_same_time_and_none_is_lost(song: bytes) -> None:
    with alone(**MANY) as stack, browser(stack) as http:

        def one(number: int) -> str:
            content = song if number % 20 == 0 else sound(1.0, 200.0 + number)
            return send(http, content, filename=f"{number}.wav")

        with ThreadPoolExecutor(16) as threads:
            ids = list(threads.map(one, range(200)))
        assert len(set(ids)) == 200
        statuses = final(http, ids, seconds=120)
        assert Counter(statuses) == {"done": 10, "refused": 190}
        assert {upload(http, one)["filename"] for one in ids} == {f"{n}.wav" for n in range(200)}
        assert {upload(http, one)["attempts"] for one in ids} == {1}
        wait(lambda: messages(stack, UPLOADS_QUEUE) == 0)
        assert messages(stack, DEAD_LETTERS) == 0
