<%= header() %>

import pytest

from <%= service.module %>.messages import SERVICE, is_mine
from <%= service.module %>.preview import HEADER

OURS = f"{SERVICE}-pr-42"


def test_a_preview_takes_what_names_it() -> None:
    assert is_mine({HEADER: OURS}, OURS)
    assert is_mine({"baggage": f"preview={OURS}"}, OURS)


@pytest.mark.parametrize("other", ["", f"{OURS}1", f"{SERVICE}-pr-4", "else-pr-42"])
def test_a_preview_takes_nothing_else(other: str) -> None:
    assert not is_mine({HEADER: other}, OURS)
    assert not is_mine({}, OURS)


@pytest.mark.parametrize("other", ["", "else-pr-42", SERVICE, f"{SERVICE}-pr-x"])
def test_the_stable_version_takes_all_others(other: str) -> None:
    assert is_mine({HEADER: other}, "")
    assert is_mine({}, "")


def test_the_stable_version_leaves_what_names_a_preview_of_this_service() -> None:
    assert not is_mine({HEADER: OURS}, "")
