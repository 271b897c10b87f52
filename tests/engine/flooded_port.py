"""A MIDI port of JACK that is opened and closed while messages pour in and Python is busy; run by ``test_midi_in``.

Where a thread of JACK's calls Python, Python hangs after one or two of these.
"""

from __future__ import annotations

import sys
import threading
import time

import mido

from pattern_engine.outputs.midi_ports import HeardPort

TIMES = 12


def closed_in_a_flood(backend: mido.Backend) -> int:
    """How many messages came before the port was closed."""
    came: list[object] = []
    over = threading.Event()

    def hear(message: object) -> None:
        came.append(message)
        time.sleep(0.001)  # slower than messages come

    port = HeardPort("ear", hear, ours="ear")

    def pour() -> None:
        with backend.open_output(next(name for name in backend.get_output_names() if "ear" in name)) as out:
            while not over.is_set():
                out.send(mido.Message("note_on", note=60))
                time.sleep(0.0002)

    def compute() -> None:
        while not over.is_set():
            sum(range(1000))

    hands = [threading.Thread(target=hand) for hand in (pour, compute)]
    for hand in hands:
        hand.start()
    deadline = time.monotonic() + 10
    while not came and time.monotonic() < deadline:
        time.sleep(0.05)
    port.close()
    over.set()
    for hand in hands:
        hand.join()
    return len(came)


def main() -> None:
    mido.backend = mido.Backend("mido.backends.rtmidi/UNIX_JACK")
    for _ in range(TIMES):
        sys.stdout.write(f"{closed_in_a_flood(mido.backend)}\n")


if __name__ == "__main__":
    main()
