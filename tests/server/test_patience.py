"""Work that takes too long is given up, and nothing else is touched."""

from __future__ import annotations

import signal
import threading
import time

import pytest

from pattern_server.patience import OutOfPatience, patience


def test_work_that_takes_too_long_is_given_up() -> None:
    begin = time.process_time()
    with pytest.raises(OutOfPatience), patience(0.05):
        while True:
            try:
                while True:
                    pass
            except Exception:  # noqa: BLE001 - a policy like this must not swallow it
                continue
    assert time.process_time() - begin < 1


def test_work_that_is_done_in_time_leaves_nothing_behind() -> None:
    before = signal.getsignal(signal.SIGPROF)
    with patience(0.05):
        pass
    assert signal.getsignal(signal.SIGPROF) is before
    assert signal.getitimer(signal.ITIMER_PROF) == (0, 0)


def test_in_another_thread_there_is_no_limit() -> None:
    done: list[bool] = []

    def work() -> None:
        with patience(0.001):
            done.append(True)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert done == [True]
