#include "echoes.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "voice.h"

namespace receiver {

namespace {
constexpr float kLongest = 4.0F;  // seconds
constexpr float kShortest = 0.011F;
constexpr double kInaudible = 5e-4;
}  // namespace

Echo::Echo(float longestSeconds, int rate)
    : leftLine_(static_cast<std::size_t>(longestSeconds * static_cast<float>(rate)) + 2),
      rightLine_(leftLine_.size()) {}

void Echo::set(int delay, float feedback) noexcept {
    delay_ = std::clamp(delay, 1, static_cast<int>(leftLine_.size()) - 1);
    feedback_ = feedback;
    age_ = 0;
    const double times = feedback < 1e-3F ? 1.0 : 1.0 + std::ceil(std::log(kInaudible) / std::log(feedback));
    lasts_ = static_cast<long long>(times * delay_) + kStretch;
    left_ = 0;
}

void Echo::run(Stereo fed, Stereo out, int frames) noexcept {
    const auto size = leftLine_.size();
    for (int frame = 0; frame < frames; ++frame) {
        const auto back = (place_ + size - static_cast<std::size_t>(delay_)) % size;
        const bool heard = age_ >= delay_;  // what is older belongs to an echo that is gone
        const float left = heard ? leftLine_[back] : 0.0F;
        const float right = heard ? rightLine_[back] : 0.0F;
        out.left[frame] += left;
        out.right[frame] += right;
        leftLine_[place_] = fed.left[frame] + feedback_ * left;
        rightLine_[place_] = fed.right[frame] + feedback_ * right;
        place_ = place_ + 1 == size ? 0 : place_ + 1;
        age_ = std::min(age_ + 1, delay_);
    }
    left_ -= frames;
}

Echoes::Echoes(int rate) : rate_(rate) {
    for (int echo = 0; echo < kEchoes; ++echo) {
        echoes_.emplace_back(kLongest, rate);
        feeds_.push_back({std::vector<float>(kStretch), std::vector<float>(kStretch)});
    }
}

int Echoes::choose(float seconds, float feedback) noexcept {
    const int delay =
        static_cast<int>(std::lround(std::clamp(seconds, kShortest, kLongest) * static_cast<float>(rate_)));
    int chosen = -1, nearest = 0;
    for (int echo = 0; echo < kEchoes; ++echo) {
        const auto& line = echoes_[static_cast<std::size_t>(echo)];
        if (!line.asleep() && line.is(delay, feedback)) return echo;
        if (line.asleep() && chosen < 0) chosen = echo;
        const auto& near = echoes_[static_cast<std::size_t>(nearest)];
        if (std::abs(line.delay() - delay) < std::abs(near.delay() - delay)) nearest = echo;
    }
    if (chosen < 0) return nearest;
    auto& line = echoes_[static_cast<std::size_t>(chosen)];
    line.set(delay, feedback);
    line.wake();
    return chosen;
}

Stereo Echoes::input(int which) noexcept {
    auto& feed = feeds_[static_cast<std::size_t>(which)];
    echoes_[static_cast<std::size_t>(which)].wake();
    return {feed.left.data(), feed.right.data()};
}

void Echoes::run(Stereo out, int frames) noexcept {
    for (std::size_t echo = 0; echo < echoes_.size(); ++echo) {
        if (echoes_[echo].asleep()) continue;
        auto& feed = feeds_[echo];
        echoes_[echo].run({feed.left.data(), feed.right.data()}, out, frames);
        std::fill_n(feed.left.begin(), frames, 0.0F);
        std::fill_n(feed.right.begin(), frames, 0.0F);
    }
}

void Echoes::clear() noexcept {
    for (auto& echo : echoes_) echo.set(echo.delay(), 0.0F);
}

}  // namespace receiver
