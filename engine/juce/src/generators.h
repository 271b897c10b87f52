/** What makes a note's raw sound, sample by sample: one generator for each kind of patch. They own no memory. */
#pragma once

#include <array>
#include <cstdint>

#include "filter.h"
#include "patch.h"

namespace receiver {

/** What a generator starts from. `seed` makes the noise of a note its own, and the same each time. */
struct Strike {
    float hertz = 440.0F;
    float velocity = 1.0F;
    float rate = 48000.0F;
    std::uint32_t seed = 1;
};

/** White noise, -1..1. */
class Noise {
 public:
    explicit Noise(std::uint32_t seed = 1) noexcept : state_(seed * 2654435761U | 1U) {}
    float next() noexcept {
        state_ ^= state_ << 13U;
        state_ ^= state_ >> 17U;
        state_ ^= state_ << 5U;
        return static_cast<float>(state_) * (2.0F / 4294967296.0F) - 1.0F;
    }

 private:
    std::uint32_t state_;
};

/** A wave without the worst of its aliases. */
class Oscillator {
 public:
    Oscillator() = default;
    Oscillator(Wave wave, float hertz, float rate, float phase) noexcept
        : wave_(wave), step_(hertz / rate), phase_(phase) {}

    /** The next sample, with the frequency `bent` times what it is. */
    float next(float bent = 1.0F) noexcept;

 private:
    Wave wave_ = Wave::sine;
    float step_ = 0.0F, phase_ = 0.0F;
};

class ToneGenerator {
 public:
    ToneGenerator(const Tone& tone, const Strike& strike) noexcept;
    float next() noexcept;
    bool spent() const noexcept { return false; }

 private:
    void tuneFilter() noexcept;

    Oscillator one_, other_, sub_, vibrato_;
    Filter filter_;
    float subLevel_, vibratoDepth_, rate_, hertz_;
    float cutoff_, dark_, fall_;
    int untilTuned_ = 0;
};

class FmGenerator {
 public:
    FmGenerator(const Fm& fm, const Strike& strike) noexcept;
    float next() noexcept;
    bool spent() const noexcept { return false; }

 private:
    float carrier_ = 0.0F, modulator_ = 0.0F;
    float carrierStep_, modulatorStep_;
    float index_, held_, fall_;
};

/** K. Karplus and A. Strong, "Digital Synthesis of Plucked-String and Drum Timbres" (1983), tuned by an all-pass. */
class PluckedGenerator {
 public:
    PluckedGenerator(const Plucked& plucked, const Strike& strike) noexcept;
    float next() noexcept;
    bool spent() const noexcept { return false; }

 private:
    static constexpr int kLongest = 8192;

    std::array<float, kLongest> string_;  // filled by the constructor as far as it is used
    int length_ = 1, place_ = 0;
    float before_ = 0.0F, allpassIn_ = 0.0F, allpassOut_ = 0.0F;
    float allpass_ = 0.0F, keep_ = 0.99F;
};

class PartialsGenerator {
 public:
    PartialsGenerator(const Partials& partials, const Strike& strike) noexcept;
    float next() noexcept;
    bool spent() const noexcept { return left_ <= 0; }

 private:
    /** A sine as a point that turns round and falls. */
    struct Partial {
        float x, y, turnX, turnY;
    };
    std::array<Partial, kPartials> partials_{};
    int count_ = 0;
    std::int64_t left_ = 0;
};

class DrumGenerator {
 public:
    DrumGenerator(const Drum& drum, const Strike& strike) noexcept;
    float next() noexcept;
    bool spent() const noexcept { return left_ <= 0; }

 private:
    float skin() noexcept;
    float modes() noexcept;
    float rattle() noexcept;
    float metal() noexcept;

    Drum drum_;
    float rate_, velocity_;
    Noise noise_;
    Filter lowCut_, highCut_;
    float skinPhase_ = 0.0F, skinLevel_, skinFall_, bend_, bendFall_;
    std::array<float, 3> modePhases_{}, modeLevels_{}, modeFalls_{};
    float noiseLevel_ = 0.0F, noiseRise_, noiseFall_;
    bool rising_ = true;
    int burstsLeft_, untilBurst_;
    std::array<float, 6> squares_{};
    std::int64_t left_;
};

}  // namespace receiver
