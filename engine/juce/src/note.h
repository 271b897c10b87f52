/** What the audio thread is told: notes, and what becomes of them. Plain values that own nothing. */
#pragma once

#include <cstdint>
#include <type_traits>
#include <variant>

#include "times.h"

namespace receiver {

struct Patch;

constexpr float kUnset = -1.0F;

/** The controls that change a note's own sound; `kUnset` where the instrument decides. Seconds, Hz, bits. */
struct Colour {
    float attack = kUnset, decay = kUnset, sustain = kUnset, release = kUnset;
    float lpf = kUnset, lpq = kUnset, hpf = kUnset, hpq = kUnset;
    float distort = kUnset, shape = kUnset, crush = kUnset;
};

/** The controls that place a finished sound: gain 0..4, pan 0..1, what it sends to room and echo. */
struct Placing {
    float gain = 1.0F, pan = 0.5F;
    float room = 0.0F, size = 0.5F;
    float delay = 0.0F, delaytime = 0.25F, delayfb = 0.5F;
};

/** One note. `patch` lies in the table of instruments, which lives as long as the program; `key` 60 is C4. */
struct Note {
    Micros length = 0;
    const Patch* patch = nullptr;
    float key = 60.0F;
    float velocity = 1.0F;
    Colour colour;
    Placing placing;
};

/** The parameters of the master, for `Change`. */
enum class Parameter : std::uint8_t { gain, pan, lpf, lpq, hpf, hpq, room, size, delay };
constexpr int kParameters = 9;

/** A parameter of the master has a new value. */
struct Change {
    Parameter parameter = Parameter::gain;
    float value = 0.0F;
};

/** Sounding notes end now, and their echoes. */
struct Silence {};

/** Something at a moment of its sender's clock. At one moment the lower `id` comes first. */
struct Event {
    Micros at = 0;
    std::int64_t id = 0;
    std::int64_t generation = 0;
    std::variant<Note, Change, Silence> what;
};

/** Forget the notes that `generation` or an earlier one plays at `since` or later. */
struct Cancel {
    std::int64_t generation = 0;
    Micros since = 0;
};

/** Forget every note at `at` or later and be silent from then on. */
struct Hush {
    Micros at = 0;
};

using Order = std::variant<Event, Cancel, Hush>;
static_assert(std::is_trivially_copyable_v<Order>);

}  // namespace receiver
