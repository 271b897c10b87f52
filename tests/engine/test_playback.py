"""What may happen to a text while it plays: new versions, parts that fail, sections, outputs."""

from playing_room import FORM, LOUD, F, Room

from pattern_dsl import compile_program
from pattern_engine.heard import KnobTurned
from pattern_engine.outputs.output import Situation
from pattern_engine.outputs.recording import RecordingOutput
from pattern_engine.player_wire import Goto, SetTempo, Silenced, Swapped
from pattern_engine.program import Destination
from pattern_engine.sections import next_begin, same_place


def test_a_part_that_raises_plays_on_as_it_was_and_the_rest_goes_on():
    room = Room('tempo 480; melody a { piano "c4*4"; }\nmelody b { piano "e4*4"; }')
    room.until(200_000)
    room.swap('tempo 480; melody a { piano "0 2".div("<1!6 0>"); }\nmelody b { piano "g4*4"; }', "bar")
    room.until(5_000_000)
    a = [name for _, name in room.heard("/a/")]
    assert [name for at, name in room.heard("/b/") if at >= 500] == ["g4"] * (len(room.heard("/b/")) - 4)
    assert a[:4] == ["c4"] * 4
    assert set(a[-8:]) == {"c4"}, "from bar 7 on the last good version plays"
    assert len({name for at, name in room.heard("/a/") if 500 <= at < 2900} - {"c4"}) == 2
    (trouble,) = room.told(Silenced)
    assert trouble.text.startswith("melody/a/1 plays on as it was: ")


def test_the_last_good_version_is_one_that_did_not_fail():
    room = Room('melody a { piano "c4*4"; }')
    room.until(2_100_000)
    for number in range(1, 6):
        room.swap(f'melody a {{ piano "{number}*4".div("<1 0>"); }}')
        room.until(2_100_000 + 100_000 * number)
    room.until(3_900_000)
    assert room.heard() == [(500 * number, "c4") for number in range(9)]


def test_a_part_without_a_good_version_is_silent_and_the_others_play():
    room = Room('melody a { piano "0*4".div("<1 0>"); }\nmelody b { piano "e4*4"; }')
    room.until(6_900_000)
    assert [at for at, _ in room.heard("/a/")] == [0, 500, 1000, 1500, 4000, 4500, 5000, 5500]
    assert len(room.heard("/b/")) == 15
    assert len(room.told(Silenced)) == 1


def test_a_removed_part_starts_no_more_and_an_added_one_is_in_phase():
    room = Room('melody a { piano "c4*4"; }')
    room.until(700_000)
    room.swap('melody b { piano "e4*4"; }')
    room.until(2_100_000)
    assert room.heard() == [(0, "c4"), (500, "c4"), (1000, "e4"), (1500, "e4"), (2000, "e4")]


def test_text_that_moves_recalls_nothing():
    room = Room('melody a { piano "c4*4"; }')
    room.until(700_000)
    before = list(room.output.cancels)
    room.swap('// a remark\n\nmelody a { piano "c4*4"; }')
    room.until(2_100_000)
    assert room.output.cancels == before
    assert room.heard() == [(500 * number, "c4") for number in range(5)]
    origins = [cue.note.origin for cue in room.output.cues]
    assert origins[0] != origins[-1]


def test_a_fade_lets_what_changes_come_and_go_and_leaves_the_rest():
    room = Room('melody a { piano "c4*4"; }\nmelody b { piano "e4*4"; }')
    room.until(100_000)
    room.swap('melody a { piano "g4*4"; }\nmelody b { piano "e4*4"; }', "bar", fade=F(2))
    room.until(8_100_000)
    levels = {
        name: [round(cue.note.velocity, 3) for cue in room.output.cues if cue.note.note == name and cue.note.begin >= 1]
        for name in ("c4", "e4", "g4")
    }
    assert levels["c4"] == [0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1]
    assert levels["g4"][:9] == [0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8]
    assert set(levels["e4"]) == {0.8}


def test_go_to_a_section_from_the_next_bar_on():
    room = Room(FORM)
    room.until(300_000)
    room.playback.obey(Goto("chorus"), None)
    room.playback.obey(Goto("nowhere"), None)
    room.until(6_100_000)
    assert [name for _, name in room.heard()] == ["c4"] * 4 + ["e4"] * 8 + ["c4"]


def test_a_swap_at_the_section_waits_for_it():
    room = Room(FORM)
    room.until(300_000)
    room.swap(FORM.replace("e4", "g4").replace("c4", "d4"), "section")
    room.until(8_100_000)
    assert [name for _, name in room.heard()] == ["c4"] * 8 + ["g4"] * 8 + ["d4"]


def test_a_form_that_grows_stays_in_its_section():
    room = Room(FORM)
    room.until(4_300_000)
    room.swap(FORM.replace("form verse", "section intro 3 bars { y; }\nform intro verse"), "bar")
    assert room.told(Swapped)[-1].cycle == 6, "the second bar of the chorus"
    room.until(8_100_000)
    assert [name for _, name in room.heard()] == ["c4"] * 8 + ["e4"] * 9


def test_a_section_that_is_gone_is_played_to_its_end():
    room = Room(FORM)
    room.until(300_000)
    room.swap(FORM.replace("form verse chorus", "form chorus").replace("e4", "g4"), "bar")
    room.until(4_100_000)
    assert [name for _, name in room.heard()] == ["c4"] * 8 + ["g4"]


def test_places_in_forms_are_found_by_name():
    program = compile_program(FORM.replace("form verse chorus", "form (verse chorus)*2"))
    assert next_begin(program, "chorus", F(1)) == 2
    assert next_begin(program, "chorus", F(3)) == 6
    assert next_begin(program, "chorus", F(7)) == 2
    assert next_begin(program, "bridge", F(0)) is None
    once = compile_program(FORM)
    assert same_place(program, once, F(13, 2)) == F(5, 2)
    assert same_place(once, compile_program('melody { piano "c4"; }'), F(3)) == 3


class Follower(RecordingOutput):
    """An output that follows the musical clock and shows the music."""

    def __init__(self):
        super().__init__()
        self.pulses = []
        self.situations = []

    def pulse(self, pulses):
        for pulse in pulses:
            if pulse.number is None:
                self.pulses = [before for before in self.pulses if before.at < pulse.at]
            self.pulses.append(pulse)

    def cancel(self, generation, since):
        super().cancel(generation, since)
        self.pulses = [pulse for pulse in self.pulses if pulse.at < since]

    def inform(self, situation):
        self.situations.append(situation)

    def ticks(self, room, begin, end):
        """The numbers of the ticks from *begin* up to *end*, in microseconds from the first bar."""
        return [pulse.number for pulse in self.pulses if begin <= pulse.at - room.zero < end]


def following(text):
    room, follower = Room(text), Follower()
    room.playback._rack.add({"midi:x": follower})
    return room, follower


def test_the_musical_clock_ticks_24_times_a_crotchet_through_swaps_and_tempos():
    room, follower = following('melody { piano "c4*4"; }')
    room.until(1_100_000)
    room.swap('melody { piano "d4*4"; }')
    room.until(2_000_000)
    assert follower.ticks(room, 0, 2_000_000) == list(range(96))
    room.hand(SetTempo(F(240)))
    room.until(3_200_000)
    assert follower.ticks(room, 2_100_000, 3_100_000) == list(range(106, 202))


def test_the_musical_clock_stops_with_the_music_and_goes_on_with_it():
    room, follower = following('melody { piano "c4*4"; }')
    room.until(1_000_000)
    room.ask("stop")
    room.until(3_000_000)
    assert follower.pulses[-1].number is None
    stopped = len(follower.pulses)
    assert stopped <= 51
    room.ask("play")
    room.until(4_000_000)
    resumed = [pulse.number for pulse in follower.pulses[stopped:]]
    assert resumed == list(range(resumed[0], resumed[0] + len(resumed)))
    assert resumed[0] in (48, 49)


def test_who_shows_the_music_is_told_its_tempo_and_knobs():
    room, follower = following(LOUD)
    room.until(200_000)
    assert follower.situations[-1] == Situation(120.0, {"loud": 0.5})
    room.hand(KnobTurned("loud", 0.9, room.clock.now()))
    room.hand(SetTempo(F(90)))
    room.until(500_000)
    assert follower.situations[-1] == Situation(90.0, {"loud": 0.9})


def test_parts_go_to_their_own_outputs():
    room = Room('melody a { piano "c4"; }\nmelody b -> midi("Port A", ch=3), juce { piano "e4"; }\n')
    port, juce = RecordingOutput("midi:Port A"), RecordingOutput("juce")
    room.playback._rack.add({"midi:Port A": port, "juce": juce})
    room.until(100_000)
    assert [cue.note.note for cue in room.output.cues] == ["c4"]
    assert [(cue.note.note, cue.note.controls) for cue in port.cues] == [("e4", {"midichan": 3})]
    assert [(cue.note.note, cue.note.controls) for cue in juce.cues] == [("e4", {})]
    assert port.cues[0].outputs == (Destination("midi", ("Port A",), (("ch", 3),)), Destination("juce"))


def test_what_goes_to_an_output_that_is_not_open_plays_where_everything_plays():
    room = Room('melody b -> midi("Port A") { piano "e4"; }\n')
    room.until(100_000)
    assert [cue.note.note for cue in room.output.cues] == ["e4"]


def test_a_new_route_sends_what_was_sent_elsewhere_again():
    room = Room('melody b { piano "e4*4"; }\n')
    port = RecordingOutput("midi:x")
    room.playback._rack.add({"midi:x": port})
    room.until(600_000)
    room.swap('melody b -> midi("x") { piano "e4*4"; }\n')
    room.until(1_600_000)
    assert [(cue.at - room.zero) // 1000 for cue in room.output.cues] == [0, 500]
    assert [(cue.at - room.zero) // 1000 for cue in port.cues] == [1000, 1500]


def test_a_swap_is_accepted_within_its_guard_and_only_what_changed_is_asked_anew():
    room = Room("\n".join(f'melody m{number} {{ piano "c4*4"; }}' for number in range(50)))
    room.until(600_000)
    room.swap("\n".join(f'melody m{number} {{ piano "{"d4" if not number else "c4"}*4"; }}' for number in range(50)))
    (swapped,) = room.told(Swapped)
    assert swapped.at - swapped.asked == 10_000
