/** The instruments as data: how each makes its sound. Tables only; the generators read them. */
#pragma once

#include <array>
#include <string_view>
#include <variant>

#include "envelope.h"

namespace receiver {

enum class Wave { sine, triangle, saw, square };

/** Two oscillators of a wave, `cents` apart, through a low-pass filter that closes from `bright` to `dark` times the
 * key's frequency with `fall` seconds; `vibrato` in cents. `sub` is the level of a sine an octave below. */
struct Tone {
    Wave wave = Wave::saw;
    float cents = 0.0F, sub = 0.0F;
    float bright = 40.0F, dark = 40.0F, fall = 0.3F;
    float vibrato = 0.0F;
};

/** Frequency modulation: a sine of `ratio` times the key bends the key's own, by an `index` that falls to `held`. */
struct Fm {
    float ratio = 1.0F, index = 1.0F, held = 0.0F, fall = 0.5F;
};

/** A plucked string: how long A4 rings (seconds for 60 dB), and how bright the finger is, 0..1. */
struct Plucked {
    float ring = 3.0F, bright = 0.5F;
};

constexpr int kPartials = 10;

/** Sines at multiples of the key, each with a level; `ring` is how long the first lasts at A4 (0: as long as the note),
 * `damp` how much sooner each higher one ends, `stiff` how far a stiff string stretches them. */
struct Partials {
    std::array<float, kPartials> ratios{};
    std::array<float, kPartials> levels{};
    float ring = 0.0F, damp = 0.0F, stiff = 0.0F;
};

/** A struck thing of a drum kit: a membrane, up to three modes, and noise, each as loud as its `level`. */
struct Drum {
    struct Skin {
        float hertz = 0.0F, bend = 0.0F, bendTime = 0.03F, ring = 0.0F, level = 0.0F;
    };
    struct Mode {
        float hertz = 0.0F, ring = 0.0F, level = 0.0F;
    };
    struct Noise {
        float low = 200.0F, high = 8000.0F, attack = 0.0004F, ring = 0.0F, level = 0.0F;
        int bursts = 1;
        float apart = 0.011F;  // seconds between bursts
        bool metal = false;    // six square waves in place of noise
    };
    Skin skin;
    std::array<Mode, 3> modes{};
    Noise noise;
};

/** An instrument, or one drum of the kit. A drum rings on whatever its note's length. */
struct Patch {
    std::string_view name;
    std::variant<Tone, Fm, Plucked, Partials, Drum> source;
    Adsr envelope;
    float level = 0.3F;
    int key = 0;  // of a drum: its General MIDI key
};

/** The instrument of that name; any other name is played by the piano. */
const Patch& instrumentCalled(std::string_view name) noexcept;

/** The drum on a General MIDI key; keys outside the kit are played by the nearest drum. */
const Patch& drumOn(int key) noexcept;

/** The General MIDI key of a drum's name (`Kick`, `bd`, in any case), or 0. */
int drumKeyOf(std::string_view name) noexcept;

/** Whether bare words of that instrument are drums: `synth`, `drums`, `kit`. */
bool playsDrums(std::string_view instrument) noexcept;

}  // namespace receiver
