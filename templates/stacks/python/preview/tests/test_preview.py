<%= header() %>

import asyncio

import pytest

from <%= service.module %>.preview import (
<% if blips.preview.events == "knative" %>
    ATTRIBUTE,
<% endif %>
    HEADER,
    current_preview,
    for_preview,
    headers_of_preview,
    preview_in,
)


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({HEADER: "a-pr-1", "baggage": "preview=b-pr-2"}, "a-pr-1"),
        ({"baggage": "user=7, preview = b-pr-2;hops=1,tenant=x"}, "b-pr-2"),
<% if blips.preview.events == "knative" %>
        ({ATTRIBUTE: "a-pr-1"}, "a-pr-1"),
<% endif %>
        ({"baggage": "nopreview=a-pr-1,preview"}, None),
        ({}, None),
    ],
)
def test_a_preview_is_named_by_the_header_or_the_baggage(
    headers: dict[str, str], expected: str | None
) -> None:
    assert preview_in(headers) == expected


@pytest.mark.parametrize("value", ["a b", "A-PR-1", "a,b", "a\n", "a" * 101])
def test_what_cannot_be_a_name_of_a_preview_is_dropped(value: str) -> None:
    assert preview_in({HEADER: value}) is None


def test_work_keeps_its_preview_while_others_go_on() -> None:
    async def work(preview: str | None) -> str | None:
        with for_preview(preview):
            await asyncio.sleep(0.001)
            return await asyncio.to_thread(current_preview)

    async def all_of(previews: list[str | None]) -> list[str | None]:
        return await asyncio.gather(*map(work, previews))

    previews = ["a-pr-1", None, "a-pr-2"]
    assert asyncio.run(all_of(previews)) == previews
    assert current_preview() is None


def test_calls_and_messages_carry_it() -> None:
    assert headers_of_preview() == {}
    with for_preview("a-pr-1"):
        assert headers_of_preview() == {HEADER: "a-pr-1", "baggage": "preview=a-pr-1"}
