/** When the blocks of a device begin: a delay-locked loop takes the jitter out of the moments of its callbacks. */
#pragma once

#include "times.h"

namespace receiver {

/**
 * After F. Adriaensen, "Using a DLL to filter time" (Linux Audio Conference 2005): a second-order loop whose bandwidth
 * is narrow once it has settled. Thread: the device's. Blocks: never.
 */
class BlockClock {
 public:
    explicit BlockClock(int rate) noexcept : rate_(rate) {}

    /** A block of `frames` was asked for at `now`: where it lies. After a gap (a stall, a sleep) it starts anew. */
    BlockTime begin(Micros now, int frames) noexcept;

    /** How often it had to start anew, the first time not counted. */
    int leaps() const noexcept { return leaps_; }

 private:
    void start(Micros now, double period) noexcept;

    int rate_;
    int frames_ = 0;
    int settling_ = 0;
    int leaps_ = 0;
    Micros origin_ = 0;
    double next_ = 0;    // microseconds after origin_ at which the next block is expected
    double period_ = 0;  // microseconds a block takes, as measured
};

}  // namespace receiver
