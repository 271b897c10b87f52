/** Moments and samples. Moments are integer microseconds of some clock, samples are counted from a stream's start. */
#pragma once

#include <chrono>
#include <cstdint>

namespace receiver {

using Micros = std::int64_t;
using Sample = std::int64_t;

constexpr Micros kSecond = 1'000'000;

/** The sample nearest to a moment at `rate` Hz; halves go to the even sample, as in the Python engine. */
constexpr Sample sampleOf(Micros moment, int rate) noexcept {
    Micros seconds = moment / kSecond;
    Micros within = moment % kSecond;
    if (within < 0) {
        --seconds;
        within += kSecond;
    }
    const Sample sample = seconds * rate + within * rate / kSecond;
    const Micros rest = within * rate % kSecond;
    const bool up = 2 * rest > kSecond || (2 * rest == kSecond && sample % 2 != 0);
    return sample + (up ? 1 : 0);
}

/** This machine's monotonic clock; the same in every process, so a server here has the same time. */
inline Micros monotonicNow() noexcept {
    using namespace std::chrono;
    return duration_cast<microseconds>(steady_clock::now().time_since_epoch()).count();
}

/** Unix time. */
inline Micros wallNow() noexcept {
    using namespace std::chrono;
    return duration_cast<microseconds>(system_clock::now().time_since_epoch()).count();
}

/** Where a block lies in time: its first frame is `first` samples after `anchor`, a moment of this machine's clock. */
struct BlockTime {
    Micros anchor = 0;
    Sample first = 0;
    int rate = 48000;

    /** How many frames after the block's first one a moment falls; negative if it has passed. */
    constexpr Sample place(Micros moment) const noexcept { return sampleOf(moment - anchor, rate) - first; }
};

}  // namespace receiver
