"""Editors that connect: over TCP and WebSocket, one after the other and at the same time; strangers are refused."""

from __future__ import annotations

import os
import select
import signal
import socket
import stat
import struct
from collections.abc import Callable, Iterator

import pytest
from lsp_client import PATIENCE, URI, Refusal
from socket_client import ON_LINUX, OverTcp, OverWeb, Port, refused_start
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from pattern_server.lsp import serving, serving_tcp
from pattern_server.lsp.serving import Full, Reception
from pattern_server.lsp.wire import MOST_BYTES

WRONG = "melody { pianoo C4 0; }\n"
RIGHT = "melody { piano C4 0; }\n"
Listen = Callable[[str], Port]


@pytest.fixture
def listen() -> Iterator[Listen]:
    """Start servers that are ended with the test."""
    ports: list[Port] = []

    def begin(way: str) -> Port:
        ports.append(Port(way))
        return ports[-1]

    yield begin
    for port in ports:
        port.close()


both = pytest.mark.parametrize("way", ["tcp", "ws"])


def codes(problems: list[dict]) -> list[str]:
    return [problem["code"] for problem in problems]


@both
def test_editors_one_after_the_other_are_served_as_on_standard_input(listen: Listen, way: str) -> None:
    port = listen(way)
    for _ in range(2):
        client = port.connected()
        assert client.initialize()["serverInfo"]["name"] == "pattern-lsp"
        client.open(WRONG)
        assert codes(client.diagnostics(1)) == ["PS101"]
        client.change(2, (0, 9, 0, 15, "piano"))
        assert client.diagnostics(2) == []
        assert "piano" in str(client.at("textDocument/hover", 0, 10))
        assert client.at("textDocument/definition", 0, 0) == []
        with pytest.raises(Refusal, match="-32600"):
            client.initialize()
        client.end()


@both
def test_editors_at_the_same_time_have_their_own_texts(listen: Listen, way: str) -> None:
    port = listen(way)
    one, other = port.connected(), port.connected()
    one.initialize({"general": {"positionEncodings": ["utf-8"]}})
    other.initialize({"general": {"positionEncodings": ["utf-32"]}})
    one.open(f"/* 🎵 */ {WRONG}")
    other.open(f"/* 🎵 */ {WRONG}")
    assert one.diagnostics(1)[0]["range"]["start"]["character"] == 20
    assert other.diagnostics(1)[0]["range"]["start"]["character"] == 17
    one.change(2, RIGHT)
    assert one.diagnostics(2) == []
    assert other.about("textDocument/foldingRange", URI) == []
    assert codes(other.published(1)) == ["PS101"]
    one.end()
    other.change(2, RIGHT)
    assert other.diagnostics(2) == []
    other.end()


@both
def test_a_long_text_comes_and_goes_whole(listen: Listen, way: str) -> None:
    client = listen(way).connected()
    client.initialize()
    client.open('let riff = "c4";\nmelody {\n' + "  piano riff; // 🎵\n" * 5_000 + "}\n")
    assert len(client.at("textDocument/documentHighlight", 0, 5)) == 5_001
    client.end()


@pytest.mark.parametrize("header", ["Authorization: Bearer wrong\r\n", "authorization:wrong\r\n", ""])
def test_over_tcp_a_stranger_is_told_why_and_left_alone(listen: Listen, header: str) -> None:
    port = listen("tcp")
    friend = port.connected()
    friend.initialize()
    stranger = OverTcp(port, header)
    with pytest.raises(Refusal, match="wrong token" if header else "show the token in the first message"):
        stranger.initialize()
    with pytest.raises(EOFError):
        stranger.next()
    stranger.hang_up()
    friend.open(WRONG)
    assert codes(friend.diagnostics(1)) == ["PS101"]
    friend.end()


@pytest.mark.parametrize("is_right", [True, False])
def test_over_tcp_the_token_may_be_among_the_options(listen: Listen, is_right: bool) -> None:
    port = listen("tcp")
    client = OverTcp(port, "")
    options = {"patternStudio": {"token": port.token if is_right else 5}}
    params = {"processId": None, "rootUri": None, "capabilities": {}, "initializationOptions": options}
    if is_right:
        assert client.request("initialize", params)["serverInfo"]["name"] == "pattern-lsp"
    else:
        with pytest.raises(Refusal, match="show the token"):
            client.request("initialize", params)
    client.hang_up()


def test_over_tcp_one_right_token_does_not_excuse_a_wrong_one(listen: Listen) -> None:
    port = listen("tcp")
    client = OverTcp(port, f"Authorization: Bearer {port.token}\r\nAuthorization: Bearer wrong\r\n")
    with pytest.raises(Refusal, match="wrong token"):
        client.initialize()
    client.hang_up()


@pytest.mark.parametrize(
    "said",
    [
        b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
        b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
        b"Content-Length: 99999999\r\n\r\n",
        b"x" * (serving_tcp.LARGEST_GREETING + 1),
        b"Content-Length: 5\r\n\r\nnone!",
    ],
    ids=["HTTP", "two lengths", "too long", "no header", "no JSON"],
)
def test_over_tcp_what_is_no_first_message_is_refused(listen: Listen, said: bytes) -> None:
    client = OverTcp(listen("tcp"))
    client.socket.sendall(said)
    assert client.answer(None)["error"]["code"] == -32600
    client.hang_up()


def test_over_tcp_a_message_may_come_in_pieces(listen: Listen) -> None:
    client = listen("tcp").connected()
    whole = client.socket
    ours, theirs = socket.socketpair()
    client.socket = theirs
    client.asked[1] = "initialize"
    client.put({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"capabilities": {}}})
    theirs.close()
    client.socket = whole
    whole.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    while sign := ours.recv(7):
        whole.sendall(sign)
    ours.close()
    assert "result" in client.answer(1)


def test_over_tcp_who_says_nothing_is_asked_to_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving_tcp, "GREET_WITHIN", 0.01)
    ours, theirs = socket.socketpair()
    serving_tcp.attend(theirs, Reception())
    assert b"nothing was said" in ours.recv(1_000)
    ours.close()


def test_over_websocket_the_token_may_be_a_header(listen: Listen) -> None:
    port = listen("ws")
    client = OverWeb(port.url, additional_headers={"Authorization": f"Bearer {port.token}"})
    client.initialize()
    client.end()


@pytest.mark.parametrize(
    ("query", "options", "status", "reason"),
    [
        ("", {}, 401, b"show the token"),
        ("?token=wrong", {}, 401, b"wrong token"),
        ("?token=TOKEN&token=wrong", {}, 401, b"wrong token"),
        ("?token=TOKEN", {"additional_headers": {"Authorization": "Bearer wrong"}}, 401, b"wrong token"),
        ("?token=TOKEN", {"origin": "http://music.example"}, 403, b"wrong Origin"),
        ("?token=TOKEN", {"origin": "null"}, 403, b"wrong Origin"),
        ("?token=TOKEN", {"origin": "http://127.0.0.1:1"}, 403, b"wrong Origin"),
        ("?token=TOKEN", {"host": "music.example"}, 403, b"wrong Host"),
    ],
)
def test_over_websocket_a_stranger_is_told_why_and_left_alone(
    listen: Listen, query: str, options: dict, status: int, reason: bytes
) -> None:
    port = listen("ws")
    friend = port.connected()
    friend.initialize()
    url = port.url + query.replace("TOKEN", port.token)
    if host := options.pop("host", None):
        url = url.replace("127.0.0.1", host)
        options = {"sock": socket.create_connection(("127.0.0.1", port.number), PATIENCE)}
    with pytest.raises(InvalidStatus) as refusal, connect(url, **options):
        raise AssertionError("it was let in")
    assert (refusal.value.response.status_code, refusal.value.response.body.strip()) == (status, reason)
    friend.open(WRONG)
    assert codes(friend.diagnostics(1)) == ["PS101"]
    friend.end()


def test_over_websocket_a_page_of_its_own_is_let_in(listen: Listen) -> None:
    port = listen("ws")
    client = OverWeb(f"{port.url}?token={port.token}", origin=f"http://localhost:{port.number}")
    client.initialize()
    client.end()


def test_over_websocket_a_frame_that_is_too_long_or_no_text_ends_its_connection_only(listen: Listen) -> None:
    port = listen("ws")
    friend = port.connected()
    friend.initialize()
    long, binary = port.connected(), port.connected()
    header = struct.pack(">BBQ4s", 0x81, 0xFF, MOST_BYTES + 1, b"mask")
    long.connection.socket.sendall(header)
    binary.connection.send(b"{}")
    for client, code in ((long, 1009), (binary, 1003)):
        with pytest.raises(ConnectionClosed) as closed:
            client.connection.recv(PATIENCE)
        assert closed.value.rcvd.code == code
    friend.end()


@pytest.mark.skipif(not ON_LINUX, reason="which processes a process has started is not known here")
@both
def test_an_editor_that_is_killed_leaves_no_server_and_no_trouble(listen: Listen, way: str) -> None:
    port = listen(way)
    friend = port.connected()
    friend.initialize()
    before = port.servers()
    killed = port.connected()
    killed.initialize()
    killed.open("melody { pianoo C4 0; }\n" * 2_000)  # its answer finds nobody
    (server,) = port.servers() - before
    ended = os.pidfd_open(server)
    wire = killed.socket if way == "tcp" else killed.connection.socket
    wire.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    wire.shutdown(socket.SHUT_RDWR)
    assert select.select([ended], [], [], PATIENCE)[0]
    os.close(ended)
    friend.open(WRONG)
    assert codes(friend.diagnostics(1)) == ["PS101"]
    friend.end()


@pytest.mark.skipif(not ON_LINUX, reason="which processes a process has started is not known here")
@both
def test_a_server_that_dies_closes_its_connection_only(listen: Listen, way: str) -> None:
    port = listen(way)
    friend = port.connected()
    friend.initialize()
    before = port.servers()
    client = port.connected()
    client.initialize()
    (server,) = port.servers() - before
    os.kill(server, signal.SIGKILL)
    with pytest.raises(EOFError):
        client.next()
    friend.end()


@pytest.mark.skipif(os.name != "posix", reason="signals of this kind are not sent here")
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
@both
def test_a_signal_ends_it_and_all_its_servers(listen: Listen, way: str, number: int, code: int) -> None:
    port = listen(way)
    assert stat.S_IMODE(port.file.stat().st_mode) == 0o600
    assert port.file.read_text(encoding="ascii") == f"{port.token}\n"
    client = port.connected()
    client.initialize()
    assert port.stop(number) == code
    assert not port.file.exists()
    with pytest.raises(EOFError):
        client.next()
    assert port.process.stderr.read() == ""


@pytest.mark.parametrize("place", ["0.0.0.0:0", "music.example:8080", "192.168.1.2:8080", "::8080"])
@both
def test_it_listens_on_this_machine_only(way: str, place: str) -> None:
    done = refused_start(f"--{way}", place)
    assert done.returncode == 2
    assert "is refused: it listens on this machine only, 127.0.0.1 or localhost" in done.stderr


@pytest.mark.parametrize("place", ["", "loud", "localhost:", "65536", "-1", "٣"])
def test_what_is_no_port_is_said(place: str) -> None:
    done = refused_start("--tcp", place)
    assert done.returncode == 2
    assert "--tcp" in done.stderr


@both
def test_a_port_that_is_taken_is_said_in_a_line(way: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = refused_start(f"--{way}", f"localhost:{port}")
    assert done.returncode == 3
    assert done.stderr == f"pattern-lsp: cannot listen on 127.0.0.1:{port}: Address already in use\n"


def test_there_is_room_for_so_many_editors_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "MOST_EDITORS", 1)
    reception = Reception()
    with reception.server(list), pytest.raises(Full, match="1 editors"), reception.server(list):
        raise AssertionError("it was let in")
    with reception.server(list) as server:
        server.say(b"{}")
    reception.shut()
    with pytest.raises(Full), reception.server(list):
        raise AssertionError("it was let in")
