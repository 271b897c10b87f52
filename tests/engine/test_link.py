"""Ableton Link: what music and session tell each other, and two peers in a network of their own that really do."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import sys

import pytest

from pattern_engine.heard import Heard, TempoHeard, TransportAsked
from pattern_engine.outputs.link import LinkFollower
from pattern_engine.outputs.output import Informed, Output, OutputError, Pulsed, Situation
from pattern_engine.outputs.shared_tempo import Look, SharedTempo
from pattern_engine.player_outputs import make_output

CROTCHETS = tuple(range(0, 20_000_000, 500_000))
"""Where the crotchets of a music at 120 fall that began at clock time 0."""

ALONE = "ip link set lo up && ip link set lo multicast on && ip route add 224.0.0.0/4 dev lo"
"""Link speaks to every network there is: the tests give it one that has no way out."""

SESSION = """
import queue
from pattern_engine.heard import TempoHeard
from pattern_engine.outputs.link import LinkFollower
from pattern_engine.outputs.output import Pulse, Situation

class Music:
    def __init__(self):
        self.news, self.began = queue.Queue(), queue.Queue()
        self.link = LinkFollower(self.hear)

    def hear(self, heard):
        if isinstance(heard, TempoHeard):
            self.began.put(heard.at)
        else:
            self.play(heard.value)
            self.news.put(heard.value)

    def play(self, bpm):
        self.link.inform(Situation(bpm))

one, other = Music(), Music()
print(one.link.open())
one.play(96.0)
other.link.open()
other.play(171.0)
for music in (one, other):  # far from every crotchet of the session, so each tells where one begins
    music.link.pulse([Pulse(0, 0)])
    music.began.get(timeout=30)  # they have met
for music, its, bpm in ((other, one, 150.0), (one, other, 180.0), (one, other, 160.0), (other, one, 200.0)):
    music.play(bpm)
    while abs(its.news.get(timeout=30) - bpm) > 0.01:
        pass
while not one.began.empty():
    one.began.get()
ours = [one.began.get(timeout=30) for _ in range(3)]
theirs = [other.began.get(timeout=30)]
while theirs[-1] < ours[-1]:
    theirs.append(other.began.get(timeout=30))
apart = min(abs((mine - its + 150_000) % 300_000 - 150_000) for mine in ours for its in theirs[-3:])
print("together" if apart < 5_000 else apart)
for music in (one, other, one):
    music.link.close()
"""


def test_a_link_is_an_output_that_is_told_of_the_music() -> None:
    link = make_output("link")
    assert isinstance(link, LinkFollower)
    assert isinstance(link, Informed)
    assert isinstance(link, Pulsed)
    unopened: Output = link
    link.inform(Situation(120.0))
    unopened.close()


def test_without_aalink_one_line_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "aalink", None)
    with pytest.raises(OutputError, match=r'link: it needs aalink: pip install "pattern-studio\[link\]"'):
        LinkFollower(print).open()


def looks(bpm: float, first: int, last: int, late: int = 0) -> list[Look]:
    """A session with one other peer, looked at every 20 ms from *first* to *last*, *late* microseconds off the grid."""
    return [Look(1, bpm, (at - late) * bpm / 60_000_000, at) for at in range(first, last, 20_000)]


def told(shared: SharedTempo, seen: list[Look], music: float | None = 120.0) -> list[Heard]:
    """What a music that plays ``CROTCHETS`` hears while the session is looked at; none of its own is proposed."""
    heard: list[Heard] = []
    for look in seen:
        assert shared.proposed(look, music) is None
        heard += shared.heard(look, CROTCHETS)
    return heard


def test_alone_the_music_says_the_tempo_and_hears_nothing() -> None:
    shared = SharedTempo()
    look = Look(0, 120.0, 0.25, 0)
    assert [shared.proposed(look, bpm) for bpm in (None, 96.0, 96.0, 97.0)] == [None, 96.0, None, 97.0]
    assert shared.heard(look, CROTCHETS) == []


def test_who_comes_takes_the_tempo_that_is_there() -> None:
    shared = SharedTempo()
    look = Look(1, 171.0, 0.25, 5)
    assert shared.proposed(look, None) is None
    assert shared.heard(look, ()) == []
    assert shared.proposed(look, 96.0) is None
    assert shared.heard(look, CROTCHETS) == [TransportAsked("tempo", 171.0, 5)]
    assert shared.proposed(look, 171.0001) is None


def test_in_time_there_is_nothing_to_tell() -> None:
    assert told(SharedTempo(), looks(120.0, 7_000, 6_000_000)) == []
    assert told(SharedTempo(), looks(120.0, 7_000, 6_000_000, late=4_900)) == []


def test_a_beat_that_is_off_twice_is_told_and_then_there_is_time_to_follow() -> None:
    heard = told(SharedTempo(), looks(120.0, 607_000, 2_400_000, late=60_000))
    assert heard == [TempoHeard(120.0, 1_060_000), TempoHeard(120.0, 2_060_000)]


def test_a_dial_turned_by_others_is_followed_and_not_sent_back() -> None:
    shared = SharedTempo()
    told(shared, looks(120.0, 7_000, 47_000))
    assert told(shared, looks(121.0, 47_000, 60_000)) == [TransportAsked("tempo", 121.0, 47_000)]
    assert told(shared, looks(122.0, 67_000, 80_000)) == [TransportAsked("tempo", 122.0, 67_000)]
    assert told(shared, looks(122.0, 87_000, 90_000), music=121.0) == []
    assert told(shared, looks(120.0, 107_000, 110_000), music=121.0) == [TransportAsked("tempo", 120.0, 107_000)]
    assert told(shared, looks(120.0, 127_000, 130_000), music=120.0) == []


def test_a_tempo_taken_back_by_the_music_is_no_echo() -> None:
    shared = SharedTempo()
    told(shared, looks(120.0, 7_000, 47_000))
    told(shared, looks(130.0, 47_000, 60_000))
    told(shared, looks(130.0, 67_000, 80_000), music=130.0)
    (look,) = looks(130.0, 87_000, 90_000)
    assert shared.proposed(look, 120.0) == 120.0
    assert shared.heard(look._replace(bpm=120.0), CROTCHETS) == []


def test_a_tempo_that_was_not_taken_is_told_again() -> None:
    shared = SharedTempo()
    told(shared, looks(120.0, 7_000, 47_000))
    heard = told(shared, looks(130.0, 47_000, 1_200_000))
    tempos = [asked for asked in heard if isinstance(asked, TransportAsked)]
    assert tempos == [TransportAsked("tempo", 130.0, 47_000), TransportAsked("tempo", 130.0, 1_067_000)]


def test_a_ramp_of_the_music_is_led_and_not_broken_off() -> None:
    shared = SharedTempo()
    told(shared, looks(120.0, 607_000, 647_000))
    session, ramp = 120.0, [120.0 + step / 2 for step in range(1, 61)]
    for place, look in enumerate(looks(120.0, 647_000, 6_600_000, late=60_000)):
        proposed = shared.proposed(look._replace(bpm=session), ramp[min(place // 5, 59)])
        session = proposed or session
        if proposed is None:
            assert shared.heard(look._replace(bpm=session), CROTCHETS) == []
    assert session == ramp[-1]


@pytest.mark.alone
@pytest.mark.skipif(importlib.util.find_spec("aalink") is None, reason="aalink, of the extra link, is missing")
def test_two_peers_go_with_each_other() -> None:
    if shutil.which("unshare") is None or subprocess.run(["unshare", "-n", "sh", "-c", ALONE], check=False).returncode:
        pytest.skip("no network of its own can be made here: unshare -n and ip are needed, and the right to use them")
    command = ["unshare", "-n", "sh", "-c", f'{ALONE} && exec "$0" -c "$1"', sys.executable, SESSION]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout == "Ableton Link: tempo and beat are those of the session\ntogether\n"
