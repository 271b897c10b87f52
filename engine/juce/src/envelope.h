/** How loud a note is while it lasts: attack, decay, sustain, release. */
#pragma once

#include <algorithm>
#include <cmath>

namespace receiver {

/** Seconds, and a level 0..1. */
struct Adsr {
    float attack = 0.002F, decay = 0.1F, sustain = 1.0F, release = 0.05F;
};

/** What a value is multiplied with each sample to fall by 60 dB in `seconds`. */
inline float fallOf(float seconds, float rate) noexcept {
    return std::exp(-6.9078F / std::max(seconds * rate, 1.0F));
}

/** The first value is above zero, so that a note begins at its very sample. */
class Envelope {
 public:
    Envelope() = default;
    Envelope(const Adsr& shape, float rate) noexcept
        : sustain_(std::clamp(shape.sustain, 0.0F, 1.0F)),
          rise_(1.0F / std::max(1.0F, shape.attack * rate)),
          decay_(fallOf(std::max(shape.decay, 0.002F), rate)),
          release_(fallOf(std::max(shape.release, 0.004F), rate)) {}

    float next() noexcept {
        if (releasing_) return level_ *= release_;
        if (rising_) {
            level_ += rise_;
            if (level_ < 1.0F) return level_;
            rising_ = false;
            return level_ = 1.0F;
        }
        return level_ = sustain_ + (level_ - sustain_) * decay_;
    }

    /** The note ends: fall to silence, in `seconds` if that is quicker than the envelope's own release. */
    void release() noexcept {
        releasing_ = true;
        rising_ = false;
    }
    void release(float seconds, float rate) noexcept {
        release_ = std::min(release_, fallOf(seconds, rate));
        release();
    }

    float level() const noexcept { return level_; }

    /** Nothing is left to hear. */
    bool over() const noexcept { return !rising_ && level_ < 1e-4F && (releasing_ || sustain_ <= 0.0F); }

 private:
    float level_ = 0.0F, sustain_ = 1.0F;
    float rise_ = 1.0F, decay_ = 1.0F, release_ = 0.0F;
    bool rising_ = true, releasing_ = false;
};

}  // namespace receiver
