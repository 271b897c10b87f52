#include <cmath>
#include <cstdint>

#include "block_clock.h"
#include "check.h"
#include "generators.h"
#include "times.h"

using namespace receiver;

TEST("a moment falls on the nearest sample, halves on the even one, before zero as after it") {
    EXPECT_EQUAL(sampleOf(0, 48000), 0);
    EXPECT_EQUAL(sampleOf(1'000'000, 44100), 44100);
    EXPECT_EQUAL(sampleOf(10, 48000), 0);  // 0.48
    EXPECT_EQUAL(sampleOf(11, 48000), 1);  // 0.528
    EXPECT_EQUAL(sampleOf(500, 1000), 0);  // 0.5
    EXPECT_EQUAL(sampleOf(1500, 1000), 2);
    EXPECT_EQUAL(sampleOf(-500, 1000), 0);
    EXPECT_EQUAL(sampleOf(-1500, 1000), -2);
    EXPECT_EQUAL(sampleOf(-1'000'000, 48000), -48000);
}

TEST("Unix time in microseconds does not overflow when counted in samples") {
    const Micros now = 1'800'000'000'000'000;
    EXPECT_EQUAL(sampleOf(now + kSecond, 192000) - sampleOf(now, 192000), 192000);
}

TEST("a block knows where a moment falls in it") {
    const BlockTime time{5'000'000, 480, 48000};
    EXPECT_EQUAL(time.place(5'010'000), 0);
    EXPECT_EQUAL(time.place(5'020'000), 480);
    EXPECT_EQUAL(time.place(5'000'000), -480);
}

TEST("the clock of a device whose callbacks jitter by 2 ms, 200 ppm fast, is followed to 0.3 ms") {
    BlockClock clock(48000);
    Noise noise(7);
    const double period = 512.0 / 48000 * 1e6 * 0.9998;
    double worst = 0;
    for (int block = 0; block < 12000; ++block) {
        const double due = 1e9 + block * period;
        const auto seen = static_cast<Micros>(due + 1000 + 1000 * noise.next());
        const auto time = clock.begin(seen, 512);
        if (block > 3000) worst = std::max(worst, std::abs(static_cast<double>(time.anchor) - due - 1000));
    }
    EXPECT(worst < 300);
    EXPECT_EQUAL(clock.leaps(), 0);
}

TEST("after a stall the clock begins anew instead of chasing") {
    BlockClock clock(48000);
    for (Micros block = 0; block < 100; ++block) clock.begin(block * 10'667, 512);
    EXPECT_EQUAL(clock.begin(10'000'000, 512).anchor, 10'000'000);
    EXPECT_EQUAL(clock.leaps(), 1);
}
