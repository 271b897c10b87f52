"""``pattern-run``: give it a file, it plays.

This module reads the command line and hands over. It imports nothing that ``--help`` does not need.
"""

from __future__ import annotations

import gc
import sys

from pattern_server.arguments import Options, read_arguments
from pattern_server.trouble import OUTPUT, STOPPED, Trouble


def main(argv: list[str] | None = None) -> int:
    """Do what the command line *argv* asks and return the exit code: 0, 1, 2, 3, 129, 130 or 143."""
    try:
        options = read_arguments(sys.argv[1:] if argv is None else argv)
        code = _answer(options)
        _flush()
    except SystemExit as stop:  # argparse: --help, --version, wrong usage; SIGTERM
        return _leave(stop.code)
    except Trouble as trouble:
        if trouble.text:
            _complain(trouble.text)
        return _given_up(trouble.code)
    except KeyboardInterrupt:
        return STOPPED
    except BrokenPipeError:  # the reader, `head` perhaps, has seen enough
        _close_stdout()
        return 0
    return code


_TASKS = {
    "perform": ("performing", "perform_file"),
    "check": ("checking", "check_file"),
    "format": ("formatting", "format_files"),
    "query": ("questions", "answer_questions"),
    "words": ("listing", "list_words"),
    "names": ("listing", "list_names"),
    "instruments": ("listing", "list_instruments"),
    "outputs": ("listing", "list_outputs"),
    "doctor": ("doctor", "examine"),
    "import": ("importing", "import_file"),
    "capture": ("capturing", "capture_take"),
    "replay": ("replaying", "replay_file"),
}
"""The module and the function that do what is asked. A module is imported when it is needed."""


def _answer(options: Options) -> int:
    from importlib import import_module

    module, function = _TASKS[options.task]
    gc.disable()  # nothing of what is imported is garbage, and looking for it would take its time
    task = vars(import_module(f"pattern_server.{module}"))[function]
    gc.freeze()
    gc.enable()
    code: int = task(options)
    return code


def _flush() -> None:
    """Write what is still buffered, so that a full disk is our trouble and not the interpreter's."""
    if sys.stdout is None:
        return
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        _close_stdout()
        raise Trouble(OUTPUT, f"cannot write standard output: {error.strerror}") from error


def _given_up(code: int) -> int:
    """*code*, with nothing left in a buffer that the interpreter would try to write once more at its end."""
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except OSError:
        _close_stdout()
    return code


def _close_stdout() -> None:
    """Point standard output at nothing: what is left in its buffer has no reader."""
    import os

    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 1)
    os.close(nothing)


def _leave(code: str | int | None) -> int:
    try:
        _flush()
    except BrokenPipeError:
        _close_stdout()
    except Trouble as trouble:
        _complain(trouble.text)
        return trouble.code
    return code if isinstance(code, int) else 0


def _complain(text: str) -> None:
    if sys.stderr is not None:
        sys.stderr.write(f"pattern-run: {text}\n")


if __name__ == "__main__":
    sys.exit(main())
