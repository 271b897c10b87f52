#include <algorithm>
#include <cmath>

#include "generators.h"

namespace receiver {

namespace {

constexpr float kTurn = 2.0F * kPi;

/** The square waves of a cymbal: their frequencies, unrelated on purpose. */
constexpr std::array<float, 6> kMetal{205.3F, 304.4F, 369.6F, 522.7F, 540.0F, 800.0F};
constexpr float kMetalUp = 4.1F;

/** Seconds until nothing of `drum` is left to hear. */
float lasting(const Drum& drum) noexcept {
    float longest = drum.skin.ring;
    for (const auto& mode : drum.modes) longest = std::max(longest, mode.ring);
    const float bursts = static_cast<float>(drum.noise.bursts - 1) * drum.noise.apart;
    return 1.35F * std::max(longest, drum.noise.ring + drum.noise.attack + bursts);
}

}  // namespace

DrumGenerator::DrumGenerator(const Drum& drum, const Strike& strike) noexcept
    : drum_(drum),
      rate_(strike.rate),
      velocity_(strike.velocity),
      noise_(strike.seed),
      skinLevel_(drum.skin.level),
      skinFall_(fallOf(drum.skin.ring, strike.rate)),
      bend_(drum.skin.bend * (0.5F + 0.5F * strike.velocity)),
      bendFall_(std::exp(-1.0F / (drum.skin.bendTime * strike.rate))),
      noiseRise_(1.0F / std::max(1.0F, drum.noise.attack * strike.rate)),
      noiseFall_(fallOf(drum.noise.ring, strike.rate)),
      burstsLeft_(drum.noise.bursts - 1),
      untilBurst_(static_cast<int>(drum.noise.apart * strike.rate)),
      left_(static_cast<std::int64_t>(lasting(drum) * strike.rate)) {
    for (std::size_t index = 0; index < drum.modes.size(); ++index) {
        modeLevels_[index] = drum.modes[index].level;
        modeFalls_[index] = fallOf(drum.modes[index].ring, strike.rate);
    }
    lowCut_.tune(drum.noise.low, 0.8F, strike.rate);
    highCut_.tune(drum.noise.high * (0.5F + 0.5F * strike.velocity), 0.7F, strike.rate);
}

float DrumGenerator::next() noexcept {
    --left_;
    float sum = 0.0F;
    if (drum_.skin.level > 0.0F) sum += skin();
    if (drum_.modes[0].level > 0.0F) sum += modes();
    if (drum_.noise.level > 0.0F) sum += drum_.noise.level * rattle();
    return sum;
}

float DrumGenerator::skin() noexcept {
    skinPhase_ += drum_.skin.hertz * (1.0F + bend_) / rate_;
    skinPhase_ -= std::floor(skinPhase_);
    bend_ *= bendFall_;
    skinLevel_ *= skinFall_;
    return skinLevel_ * std::sin(kTurn * skinPhase_);
}

float DrumGenerator::modes() noexcept {
    float sum = 0.0F;
    for (std::size_t index = 0; index < modePhases_.size(); ++index) {
        auto& phase = modePhases_[index];
        phase += std::min(drum_.modes[index].hertz / rate_, 0.45F);
        phase -= std::floor(phase);
        modeLevels_[index] *= modeFalls_[index];
        sum += modeLevels_[index] * std::sin(kTurn * phase);
    }
    return sum;
}

float DrumGenerator::metal() noexcept {
    float sum = 0.0F;
    for (std::size_t index = 0; index < squares_.size(); ++index) {
        auto& phase = squares_[index];
        phase += std::min(kMetalUp * kMetal[index] / rate_, 0.45F);
        phase -= std::floor(phase);
        sum += phase < 0.5F ? 1.0F : -1.0F;
    }
    return 0.25F * sum + 0.5F * noise_.next();
}

float DrumGenerator::rattle() noexcept {
    if (burstsLeft_ > 0 && untilBurst_-- == 0) {
        --burstsLeft_;
        untilBurst_ = static_cast<int>(drum_.noise.apart * rate_);
        rising_ = true;
    }
    const bool more = burstsLeft_ > 0;
    if (rising_) {
        noiseLevel_ = std::min(noiseLevel_ + noiseRise_, 1.0F);
        rising_ = noiseLevel_ < 1.0F;
    } else {
        noiseLevel_ *= more ? std::exp(-3.0F / (drum_.noise.apart * rate_)) : noiseFall_;
    }
    const float raw = drum_.noise.metal ? metal() : noise_.next();
    return noiseLevel_ * highCut_.low(lowCut_.high(raw));
}

}  // namespace receiver
