#include "block_clock.h"

#include <cmath>

namespace receiver {

namespace {
constexpr double kPi = 3.14159265358979323846;
constexpr double kSettlingHz = 1.0;
constexpr double kSettledHz = 0.1;
constexpr double kSettlingSeconds = 2.0;
constexpr double kLeap = 60'000.0;  // microseconds: no device jitters that much, a stalled one does
}  // namespace

void BlockClock::start(Micros now, double period) noexcept {
    origin_ = now;
    next_ = period_ = period;
    settling_ = static_cast<int>(kSettlingSeconds * 1e6 / period);
}

BlockTime BlockClock::begin(Micros now, int frames) noexcept {
    const double nominal = 1e6 * frames / rate_;
    if (frames != frames_) {
        frames_ = frames;
        start(now, nominal);
        return {now, 0, rate_};
    }
    const double error = static_cast<double>(now - origin_) - next_;
    if (std::abs(error) > kLeap) {
        ++leaps_;
        start(now, nominal);
        return {now, 0, rate_};
    }
    const double hertz = settling_ > 0 ? kSettlingHz : kSettledHz;
    settling_ -= settling_ > 0 ? 1 : 0;
    const double omega = 2 * kPi * hertz * nominal / 1e6;
    const double begun = next_;
    next_ += std::sqrt(2.0) * omega * error + period_;
    period_ += omega * omega * error;
    return {origin_ + static_cast<Micros>(std::llround(begun)), 0, rate_};
}

}  // namespace receiver
