#include "master.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "voice.h"

namespace receiver {

namespace {

constexpr float kCeiling = 0.955F;  // -0.4 dB
constexpr float kLimiterSeconds = 0.18F;
constexpr float kFollowSeconds = 0.01F;  // in which a moved parameter gets there, without a click
constexpr float kSilenceSeconds = 0.005F;
constexpr float kOpenLow = 19999.0F;
constexpr float kOpenHigh = 20.5F;
constexpr float kHalfPi = 1.57079633F;
constexpr float kRootTwo = 1.41421356F;

struct Bounds {
    float low, high;
};
constexpr std::array<Bounds, kParameters> kBounds{
    {{0, 4}, {0, 1}, {20, 20000}, {0.5F, 25}, {20, 20000}, {0.5F, 25}, {0, 2}, {0, 1}, {0, 2}}};

}  // namespace

Limiter::Limiter(int rate) noexcept : fall_(std::exp(-1.0F / (kLimiterSeconds * static_cast<float>(rate)))) {}

void Limiter::run(float& left, float& right) noexcept {
    envelope_ = std::max({std::abs(left), std::abs(right), envelope_ * fall_});
    if (envelope_ <= kCeiling) return;
    left *= kCeiling / envelope_;
    right *= kCeiling / envelope_;
}

Master::Master(int rate)
    : rate_(rate),
      echoes_(rate),
      limiter_(rate),
      follow_(1.0F - std::exp(-1.0F / (kFollowSeconds * static_cast<float>(rate)))) {
    for (auto* pair : {&dry_, &room_, &echoed_})
        for (auto& side : *pair) side.assign(kStretch, 0.0F);
    since_.fill(std::numeric_limits<Micros>::min());
    reverb_.setSampleRate(rate);
    resize(value(Parameter::size));
    reverb_.reset();
    tune();
}

bool Master::set(const Change& change, Micros at) noexcept {
    const auto index = static_cast<std::size_t>(change.parameter);
    if (at < since_[index]) return false;
    since_[index] = at;
    values_[index] = std::clamp(change.value, kBounds[index].low, kBounds[index].high);
    if (change.parameter == Parameter::size) resize(values_[index]);
    tune();
    return true;
}

void Master::tune() noexcept {
    const auto rate = static_cast<float>(rate_);
    for (auto& filter : low_) filter.tune(value(Parameter::lpf), value(Parameter::lpq), rate);
    for (auto& filter : high_) filter.tune(value(Parameter::hpf), value(Parameter::hpq), rate);
}

void Master::resize(float size) noexcept {
    juce::Reverb::Parameters room;
    room.roomSize = 0.35F + 0.6F * size;
    room.damping = 0.4F;
    room.wetLevel = 0.33F;
    room.dryLevel = 0.0F;
    room.width = 1.0F;
    reverb_.setParameters(room);
}

int Master::welcome(const Placing& placing) noexcept {
    if (placing.room > 0.0F && placing.size != value(Parameter::size)) {
        values_[static_cast<std::size_t>(Parameter::size)] = placing.size;
        resize(placing.size);
    }
    return placing.delay > 0.0F ? echoes_.choose(placing.delaytime, placing.delayfb) : -1;
}

void Master::finish(float& left, float& right) noexcept {
    if (value(Parameter::hpf) > kOpenHigh) {
        left = high_[0].high(left);
        right = high_[1].high(right);
    }
    if (value(Parameter::lpf) < kOpenLow) {
        left = low_[0].low(left);
        right = low_[1].low(right);
    }
    gain_ += follow_ * (value(Parameter::gain) - gain_);
    pan_ += follow_ * (value(Parameter::pan) - pan_);
    left *= gain_ * std::min(1.0F, kRootTwo * std::cos(pan_ * kHalfPi));
    right *= gain_ * std::min(1.0F, kRootTwo * std::sin(pan_ * kHalfPi));
    limiter_.run(left, right);
}

void Master::mix(Stereo out, int frames) noexcept {
    reverb_.processStereo(room_[0].data(), room_[1].data(), frames);
    echoes_.run({echoed_[0].data(), echoed_[1].data()}, frames);
    for (int frame = 0; frame < frames; ++frame) {
        const auto at = static_cast<std::size_t>(frame);
        roomGain_ += follow_ * (value(Parameter::room) - roomGain_);
        echoGain_ += follow_ * (value(Parameter::delay) - echoGain_);
        wet_ = std::max(0.0F, wet_ - wetStep_);
        float left = dry_[0][at] + wet_ * (roomGain_ * room_[0][at] + echoGain_ * echoed_[0][at]);
        float right = dry_[1][at] + wet_ * (roomGain_ * room_[1][at] + echoGain_ * echoed_[1][at]);
        finish(left, right);
        out.left[frame] = left;
        out.right[frame] = right;
    }
    for (auto* pair : {&dry_, &room_, &echoed_})
        for (auto& side : *pair) std::fill_n(side.begin(), frames, 0.0F);
    if (wetStep_ > 0.0F && wet_ <= 0.0F) {
        reverb_.reset();
        echoes_.clear();
        wet_ = 1.0F;
        wetStep_ = 0.0F;
    }
}

void Master::silence() noexcept {
    wetStep_ = 1.0F / (kSilenceSeconds * static_cast<float>(rate_));
}

}  // namespace receiver
