#include "generators.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace receiver {

namespace {

constexpr float kTurn = 2.0F * kPi;
constexpr int kTuneEvery = 16;

float cents(float amount) noexcept {
    return std::exp2(amount / 1200.0F);
}

/** Takes the corner out of a step of a saw or a square. V. Välimäki and A. Huovilainen, IEEE SPM 24 (2007). */
float rounded(float phase, float step) noexcept {
    if (phase < step) {
        const float x = phase / step;
        return x + x - x * x - 1.0F;
    }
    if (phase > 1.0F - step) {
        const float x = (phase - 1.0F) / step;
        return x * x + x + x + 1.0F;
    }
    return 0.0F;
}

float wrapped(float phase) noexcept {
    return phase >= 1.0F ? phase - 1.0F : phase;
}

}  // namespace

float Oscillator::next(float bent) noexcept {
    const float step = std::min(step_ * bent, 0.5F);
    phase_ = wrapped(phase_ + step);
    switch (wave_) {
        case Wave::sine:
            return std::sin(kTurn * phase_);
        case Wave::triangle:
            return 1.0F - 4.0F * std::abs(wrapped(phase_ + 0.25F) - 0.5F);
        case Wave::saw:
            return 2.0F * phase_ - 1.0F - rounded(phase_, step);
        case Wave::square:
            break;
    }
    const float flank = rounded(phase_, step) - rounded(wrapped(phase_ + 0.5F), step);
    return (phase_ < 0.5F ? 1.0F : -1.0F) + flank;
}

ToneGenerator::ToneGenerator(const Tone& tone, const Strike& strike) noexcept
    : one_(tone.wave, strike.hertz * cents(tone.cents / 2), strike.rate, 0.0F),
      other_(tone.wave, strike.hertz * cents(-tone.cents / 2), strike.rate, tone.cents > 0 ? 0.37F : 0.0F),
      sub_(Wave::sine, strike.hertz / 2, strike.rate, 0.0F),
      vibrato_(Wave::sine, 5.3F, strike.rate, 0.0F),
      subLevel_(tone.sub),
      vibratoDepth_(tone.vibrato),
      rate_(strike.rate),
      hertz_(strike.hertz),
      cutoff_(tone.bright * (0.4F + 0.6F * strike.velocity)),
      dark_(tone.dark * (0.4F + 0.6F * strike.velocity)),
      fall_(std::pow(fallOf(tone.fall, strike.rate), static_cast<float>(kTuneEvery))) {}

void ToneGenerator::tuneFilter() noexcept {
    filter_.tune(std::min(cutoff_ * hertz_, 0.45F * rate_), 0.707F, rate_);
    cutoff_ = dark_ + (cutoff_ - dark_) * fall_;
    untilTuned_ = kTuneEvery;
}

float ToneGenerator::next() noexcept {
    if (untilTuned_-- == 0) tuneFilter();
    const float bent = vibratoDepth_ > 0 ? 1.0F + vibratoDepth_ * 0.0005778F * vibrato_.next() : 1.0F;
    const float waves = 0.5F * (one_.next(bent) + other_.next(bent));
    return filter_.low(waves) + (subLevel_ > 0 ? subLevel_ * sub_.next(bent) : 0.0F);
}

FmGenerator::FmGenerator(const Fm& fm, const Strike& strike) noexcept
    : carrierStep_(strike.hertz / strike.rate),
      modulatorStep_(std::min(strike.hertz * fm.ratio / strike.rate, 0.45F)),
      index_(fm.index * strike.velocity),
      held_(fm.held * strike.velocity),
      fall_(fallOf(fm.fall, strike.rate)) {}

float FmGenerator::next() noexcept {
    carrier_ = wrapped(carrier_ + carrierStep_);
    modulator_ = wrapped(modulator_ + modulatorStep_);
    index_ = held_ + (index_ - held_) * fall_;
    return std::sin(kTurn * carrier_ + index_ * std::sin(kTurn * modulator_));
}

PluckedGenerator::PluckedGenerator(const Plucked& plucked, const Strike& strike) noexcept {
    const float hertz = std::max(strike.hertz, strike.rate / (kLongest - 2));
    const float period = strike.rate / hertz - 0.5F;  // the average of two samples delays by half a sample
    length_ = std::clamp(static_cast<int>(period - 0.1F), 2, kLongest);
    const float rest = period - static_cast<float>(length_);
    allpass_ = (1.0F - rest) / (1.0F + rest);
    const float ring = plucked.ring * std::pow(440.0F / hertz, 0.4F);
    keep_ = std::exp(-6.9078F / (ring * hertz));
    Noise noise(strike.seed);
    const float soft = std::clamp(plucked.bright * (0.5F + 0.5F * strike.velocity), 0.05F, 1.0F);
    float smooth = 0.0F, sum = 0.0F;
    for (int place = 0; place < length_; ++place) {
        smooth += soft * (noise.next() - smooth);
        string_[static_cast<std::size_t>(place)] = smooth;
        sum += smooth;
    }
    const float mean = sum / static_cast<float>(length_);
    float loudest = 1e-6F;
    for (int place = 0; place < length_; ++place) {
        string_[static_cast<std::size_t>(place)] -= mean;
        loudest = std::max(loudest, std::abs(string_[static_cast<std::size_t>(place)]));
    }
    for (int place = 0; place < length_; ++place) string_[static_cast<std::size_t>(place)] /= loudest;
}

float PluckedGenerator::next() noexcept {
    auto& here = string_[static_cast<std::size_t>(place_)];
    const float heard = here;
    const float averaged = 0.5F * (heard + before_) * keep_;
    before_ = heard;
    allpassOut_ = allpass_ * (averaged - allpassOut_) + allpassIn_;
    allpassIn_ = averaged;
    here = allpassOut_;
    place_ = place_ + 1 == length_ ? 0 : place_ + 1;
    return heard;
}

PartialsGenerator::PartialsGenerator(const Partials& partials, const Strike& strike) noexcept
    : left_(std::numeric_limits<std::int64_t>::max()) {
    const float ring = partials.ring * std::pow(440.0F / std::max(strike.hertz, 20.0F), 0.55F);
    for (std::size_t index = 0; index < kPartials; ++index) {
        const float ratio = partials.ratios[index];
        const float hertz = strike.hertz * ratio * std::sqrt(1.0F + partials.stiff * ratio * ratio);
        if (ratio <= 0.0F || hertz > 0.45F * strike.rate) continue;
        const float bright = std::pow(0.35F + 0.65F * strike.velocity, std::max(ratio - 1.0F, 0.0F) * 0.5F);
        const float lasts = ring / (1.0F + partials.damp * std::max(ratio - 1.0F, 0.0F));
        const float fall = ring > 0.0F ? fallOf(lasts, strike.rate) : 1.0F;
        const float angle = kTurn * hertz / strike.rate;
        partials_[static_cast<std::size_t>(count_++)] = {partials.levels[index] * (ring > 0.0F ? bright : 1.0F), 0.0F,
                                                         fall * std::cos(angle), fall * std::sin(angle)};
    }
    if (ring > 0.0F) left_ = static_cast<std::int64_t>(1.4F * ring * strike.rate);
}

float PartialsGenerator::next() noexcept {
    --left_;
    float sum = 0.0F;
    for (int index = 0; index < count_; ++index) {
        auto& partial = partials_[static_cast<std::size_t>(index)];
        const float x = partial.x * partial.turnX - partial.y * partial.turnY;
        partial.y = partial.x * partial.turnY + partial.y * partial.turnX;
        partial.x = x;
        sum += partial.y;
    }
    return sum;
}

}  // namespace receiver
