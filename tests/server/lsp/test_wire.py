"""The wire: whatever arrives, in whatever pieces, the messages in it are found."""

from __future__ import annotations

import json
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as some

from pattern_server.lsp.wire import MOST_BYTES, Frames, body_of, framed

BODY = b'{"jsonrpc":"2.0","id":1,"method":"x"}'
BLANK = b'{"a":\n\n1}'


@given(some.lists(some.binary(max_size=40), max_size=6), some.lists(some.integers(0, 300), max_size=6))
def test_messages_are_found_however_they_are_cut(bodies: list[bytes], cuts: list[int]) -> None:
    data = b"".join(framed(body) for body in bodies)
    places = [0, *sorted(min(cut, len(data)) for cut in cuts), len(data)]
    frames = Frames()
    found = [body for begin, end in pairwise(places) for body in frames.feed(data[begin:end])]
    assert found == bodies


@pytest.mark.parametrize(
    "header",
    [
        b"Content-Length: 37\r\n\r\n",
        b"content-length: 37\r\n\r\n",
        b"CONTENT-LENGTH:37\r\n\r\n",
        b"Content-Length :\t37 \r\n\r\n",
        b"Content-Length: 37\n\n",
        b"Content-Type: application/vscode-jsonrpc; charset=utf-8\r\nContent-Length: 37\r\n\r\n",
        b"Content-Length: 37\r\nContent-Type: application/vscode-jsonrpc; charset=utf8\r\n\r\n",
        b"Content-Length: 5\r\nContent-Length: 37\r\n\r\n",
    ],
)
def test_headers_that_are_understood(header: bytes) -> None:
    assert Frames().feed(header + BODY) == [BODY]


@pytest.mark.parametrize(
    "before",
    [
        b"Content-Size: 37\r\n\r\n" + BODY,
        b"Content-Length: none\r\n\r\n" + BODY,
        b"Content-Length: -5\r\n\r\n" + BODY,
        b"Content-Length: 1e3\r\n\r\n" + BODY,
        b"Content-Length: %d\r\n\r\n" % (MOST_BYTES + 1) + BODY,
        b"Content-Length: 99999999999999999999\r\n\r\n" + BODY,
        b"\r\n\r\n",
        b"some library prints this\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"\x00\xff\xfe" * 50_000,
        b"Content-Type: x\r\n\r\n" + BLANK,
    ],
)
def test_after_what_is_no_header_the_next_message_is_found(before: bytes) -> None:
    frames = Frames()
    found = [*frames.feed(before), *frames.feed(framed(BODY)), *frames.feed(framed(b"{}"))]
    assert found[-2:] == [BODY, b"{}"]


def test_a_body_that_is_shorter_than_it_says_costs_only_itself() -> None:
    frames = Frames()
    found = frames.feed(b"Content-Length: 30\r\n\r\n" + BODY + framed(BODY))
    assert found == [BODY[:30], BODY]


def test_an_endless_header_is_not_kept() -> None:
    frames = Frames()
    for _ in range(100):
        assert frames.feed(b"x" * 10_000) == []
    assert len(frames._held) < 100_000
    assert frames.feed(b"\r\n\r\n" + framed(BODY)) == [BODY]


@given(some.text())
def test_a_message_comes_out_as_it_went_in(text: str) -> None:
    (body,) = Frames().feed(framed(body_of({"text": text})))
    assert json.loads(body)["text"] == text.encode("utf-8", "replace").decode()
