/** One note while it sounds. */
#pragma once

#include <cstdint>
#include <variant>

#include "filter.h"
#include "generators.h"
#include "note.h"

namespace receiver {

constexpr int kStretch = 256;  // the most frames that are rendered at once

/** Thread: the audio thread's. Blocks: never. Takes memory: never. */
class Voice {
 public:
    /** Begin `note`, `late` frames after it should have begun. */
    void start(const Note& note, std::int64_t id, Sample late, int rate) noexcept;

    /** The next `frames` (at most `kStretch`) in mono, without its placing; silent once the note is over. */
    void render(float* mono, int frames) noexcept;

    /** End within `seconds`. */
    void fade(float seconds) noexcept;

    const Placing& placing() const noexcept { return placing_; }
    int echo() const noexcept { return echo_; }
    void sendTo(int echo) noexcept { echo_ = echo; }
    bool sounding() const noexcept { return sounding_; }
    bool fading() const noexcept { return fading_; }

    /** How loud it is by its envelope, for choosing whom to take a voice from. */
    float loudness() const noexcept { return envelope_.level() * scale_ * placing_.gain; }
    std::int64_t id() const noexcept { return id_; }

 private:
    template <typename Generator>
    void renderWith(Generator& generator, float* mono, int frames) noexcept;
    float coloured(float sample) noexcept;
    void shapeBy(const Note& note) noexcept;

    using Source =
        std::variant<std::monostate, ToneGenerator, FmGenerator, PluckedGenerator, PartialsGenerator, DrumGenerator>;

    Source source_;
    Envelope envelope_;
    Placing placing_;
    Filter low_, high_;
    bool lowPass_ = false, highPass_ = false;
    float drive_ = 0.0F, shape_ = 0.0F, steps_ = 0.0F;
    float scale_ = 0.0F;
    float rate_ = 48000.0F;
    Sample held_ = 0;  // frames until it is let go; negative: never
    std::int64_t id_ = 0;
    int echo_ = -1;
    bool first_ = false, sounding_ = false, fading_ = false;
};

}  // namespace receiver
