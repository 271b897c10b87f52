"""Chance that can be repeated: a number in 0..1 for every position in every stream, and nothing else.

A stream is an integer grown from the file's seed, the part and the path to the choice in the part's expression,
so an edit elsewhere never changes what was drawn. The mixing is splitmix64 (Steele, Lea, Flood: Fast splittable
pseudorandom number generators, 2014); there is no audible period.
"""

from __future__ import annotations

_MASK = (1 << 64) - 1


def mixed(number: int) -> int:
    """64 well-mixed bits of *number*."""
    number = (number + 0x9E3779B97F4A7C15) & _MASK
    number = ((number ^ (number >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    number = ((number ^ (number >> 27)) * 0x94D049BB133111EB) & _MASK
    return number ^ (number >> 31)


def stream_of(seed: int, *names: str | int) -> int:
    """The stream that grows from *seed* for a place named by *names*: the same in every process."""
    stream = mixed(seed & _MASK)
    for name in names:
        for byte in str(name).encode():
            stream = mixed(stream ^ byte)
        stream = mixed(stream + 1)
    return stream


def chance(stream: int, position: int, ticks: int) -> float:
    """The number in [0, 1) that *stream* holds at *position* ticks, where a cycle has *ticks* ticks."""
    place = (position << 40) // ticks
    return (mixed(stream ^ mixed(place & _MASK) ^ (place >> 64)) >> 11) * 2.0**-53
