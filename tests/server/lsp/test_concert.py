"""The concert and its players: what they say late, and what is asked of them when they have just ended."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from queue import Empty, SimpleQueue

import pytest
from lsp_client import PATIENCE
from playing_client import Receiver

from pattern_dsl import compile_program
from pattern_engine.heard import TransportAsked
from pattern_engine.player_wire import Position, Report
from pattern_server.lsp.concert import Concert, Wish
from pattern_server.lsp.documents import Documents
from pattern_server.lsp.evaluation import whole

SONG = 'tempo 240;\nmelody lead { piano "c4*4"; }\n'
SHORT = compile_program('tempo 960; melody audition { piano "c6"; }')
OTHER = compile_program('tempo 960; melody audition { piano "c5"; }')
"""Four bars of these last a second."""

QUIET = 3.0
"""Seconds without a report after which a player has gone: as long as it plays, one comes every tenth."""

Job = Callable[[], None]


class House:
    """A concert whose thread is the test: what its players report waits until the test hears it."""

    def __init__(self) -> None:
        self.jobs: SimpleQueue[Job] = SimpleQueue()
        self.concert = Concert(self.jobs.put)
        self.states: list[str] = []
        self.reports: list[Report] = []
        self.concert.listeners.append(self)

    def hear_next(self) -> None:
        self.jobs.get(timeout=PATIENCE)()
        self.states.append(self.concert.state)

    def hear_until(self, fits: Callable[[], bool]) -> None:
        while not fits():
            self.hear_next()

    def held(self) -> list[Job]:
        """Everything that a player reports until it has gone, not heard yet."""
        late: list[Job] = []
        with suppress(Empty):
            while True:
                late.append(self.jobs.get(timeout=QUIET))
        return late

    def hear(self, report: Report) -> None:
        self.reports.append(report)

    def evaluated(self, *_: object) -> None:
        pass

    sent = say = evaluated

    def turned(self, *, always: bool) -> None:
        pass

    def renewed(self) -> None:
        pass

    gone = renewed

    @property
    def position(self) -> Position | None:
        return next((one for one in reversed(self.reports) if isinstance(one, Position)), None)


@pytest.fixture
def house() -> Iterator[House]:
    made = House()
    yield made
    made.concert.close()


def evaluate(house: House, wish: Wish) -> None:
    documents = Documents("utf-16")
    opened = {"textDocument": {"uri": "file:///song.pattern", "version": 1, "text": SONG}}
    house.concert.evaluate(whole(documents.open(opened), None), wish)


def test_positions_from_before_an_order_say_nothing_against_it(house: House) -> None:
    evaluate(house, Wish(outputs=("none",)))
    house.hear_until(lambda: house.position is not None and house.position.moving)
    late: list[Job] = []
    while len(late) < 20:  # as it is on a busy machine: two seconds of reports wait to be heard
        late.append(house.jobs.get(timeout=PATIENCE))
    house.concert.transport("stop", Wish())
    house.states.clear()
    for job in late:
        job()
        house.states.append(house.concert.state)
    house.hear_until(lambda: house.position is not None and not house.position.moving)
    assert {*house.states} == {"stopped"}


def test_play_right_after_stop_is_never_stopped_again(house: House) -> None:
    evaluate(house, Wish(outputs=("none",)))
    house.hear_until(lambda: house.position is not None and house.position.moving)
    house.concert.transport("stop", Wish())
    house.concert.transport("play", Wish())
    house.states.clear()
    before = len(house.reports)
    house.hear_until(lambda: sum(isinstance(one, Position) for one in house.reports[before:]) >= 12)
    assert {*house.states} == {"playing"}


def test_a_controller_that_stops_the_music_is_believed(house: House) -> None:
    evaluate(house, Wish(outputs=("none",)))
    house.hear_until(lambda: house.position is not None and house.position.moving)
    house.concert.order(TransportAsked("stop", None, 0))  # as one comes from MIDI or a browser
    house.hear_until(lambda: house.concert.state == "stopped")
    house.concert.order(TransportAsked("play", None, 0))
    house.hear_until(lambda: house.concert.state == "playing")


def test_an_audition_that_its_player_did_not_hear_any_more_is_heard_of_another(
    house: House, receiver: Receiver
) -> None:
    wish = Wish(outputs=(receiver.output,))
    house.concert.audition(SHORT, wish)
    receiver.part("melody/audition/1", 84)
    late = house.held()  # its four bars are over, and it has gone
    house.concert.audition(OTHER, wish)
    for job in late:
        job()
    receiver.part("melody/audition/1", 72)


def test_an_audition_goes_where_the_settings_say_now(house: House, receiver: Receiver) -> None:
    house.concert.audition(SHORT, Wish(outputs=("none",)))
    house.concert.audition(OTHER, Wish(outputs=(receiver.output,)))
    receiver.part("melody/audition/1", 72)
