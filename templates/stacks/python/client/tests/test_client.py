<%= header() %>

import asyncio

from <%= service.module %>.client import call
from <%= service.module %>.preview import for_preview


def test_calls_carry_the_preview_but_not_through_a_redirect(other: str) -> None:
    async def calls() -> list[tuple[int, str]]:
        with for_preview("a-pr-1"):
            answers = [await call(other), await call(other, headers={"baggage": "mine=1"})]
        answers.append(await call(other))
        return [(answer.status, answer.body.decode()) for answer in answers]

    assert asyncio.run(calls()) == [
        (302, "a-pr-1;preview=a-pr-1"),
        (302, "a-pr-1;mine=1"),
        (302, "None;None"),
    ]
