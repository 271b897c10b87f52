"""Short pieces, and what tests wait for while they play."""

from __future__ import annotations

from nvim import Nvim

STEADY = """\
tempo 240;
melody lead {
  piano "c4 e4 g4 b4";
}
rhythm beat {
  kick: synth "Kick*4";
}
"""

# A note that lasts for 24 seconds: what puts its light out before is not its end.
LONG = """\
tempo 10;
melody lead {
  piano "c4";
}
"""


def opened(nvim: Nvim, text: str = STEADY) -> Nvim:
    """*text* in an editor whose server has answered."""
    nvim.open(text)
    nvim.ready()
    return nvim


def playing(nvim: Nvim, text: str = STEADY) -> Nvim:
    """*text*, evaluated and sounding."""
    opened(nvim, text)
    nvim.api.command("PatternEvalFile")
    nvim.wait(lambda: nvim.music()["state"] == "playing" and nvim.music().get("bar", 0) >= 1, "the music")
    return nvim


def told(nvim: Nvim, name: str) -> dict | None:
    """What the last user event of that name carried."""
    return nvim.lua("return require('pattern_studio').told(...)", name)


def until_state(nvim: Nvim, state: str) -> None:
    """Wait until the music is in that state."""
    nvim.wait(lambda: nvim.music()["state"] == state, f"the state {state}")


def words(nvim: Nvim) -> set[str]:
    """The words that are lit."""
    lines = nvim.lines()
    return {lines[row].encode()[begin:end].decode() for row, begin, last, end, _ in nvim.lit() if row == last}


def lit_until(nvim: Nvim, wanted: set[str]) -> set[str]:
    """Everything that is lit from now until all of *wanted* was."""
    seen: set[str] = set()

    def look() -> bool:
        seen.update(words(nvim))
        return wanted <= seen

    nvim.wait(look, f"light on {wanted}, not only {seen},")
    return seen


def stays_dark(nvim: Nvim) -> None:
    """Wait until nothing is lit for longer than a beat lasts."""
    nvim.wait(lambda: not any(nvim.lit() or nvim.lua("vim.wait(40)") for _ in range(15)), "the dark", 10)
