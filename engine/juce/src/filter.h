/** Low-pass and high-pass filters with resonance. */
#pragma once

#include <algorithm>
#include <cmath>

namespace receiver {

constexpr float kPi = 3.14159265F;

/**
 * A state-variable filter that stays calm when its cutoff moves.
 * After V. Zavalishin, "The Art of VA Filter Design" (2012), chapter 4: topology-preserving transform.
 */
class Filter {
 public:
    /** Cutoff in Hz, bounded below half of `rate`; a `q` of 0.707 is flat. */
    void tune(float hertz, float q, float rate) noexcept {
        const float bounded = std::clamp(hertz, 5.0F, 0.49F * rate);
        g_ = std::tan(kPi * bounded / rate);
        k_ = 1.0F / std::clamp(q, 0.3F, 50.0F);
        a_ = 1.0F / (1.0F + g_ * (g_ + k_));
    }

    float low(float in) noexcept { return step(in).low; }
    float high(float in) noexcept {
        const auto out = step(in);
        return in - k_ * out.band - out.low;
    }

 private:
    struct Bands {
        float band, low;
    };

    Bands step(float in) noexcept {
        const float band = a_ * (one_ + g_ * (in - two_));
        const float low = two_ + g_ * band;
        one_ = 2.0F * band - one_;
        two_ = 2.0F * low - two_;
        return {band, low};
    }

    float g_ = 0.0F, k_ = 1.414F, a_ = 1.0F;
    float one_ = 0.0F, two_ = 0.0F;
};

}  // namespace receiver
