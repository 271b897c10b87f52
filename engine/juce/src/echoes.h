/** Echoes: lines of several lengths that notes feed. */
#pragma once

#include <array>
#include <cstddef>
#include <vector>

namespace receiver {

constexpr int kEchoes = 8;

/** Two channels of sound, `kStretch` frames at most. */
struct Stereo {
    float* left;
    float* right;
};

/** Repeats what it is fed after a time, and again with feedback. Thread: the audio thread's. Takes memory: when made.
 */
class Echo {
 public:
    Echo(float longestSeconds, int rate);

    /** Begin anew with this delay in frames and this feedback 0..1. What it held is not heard. */
    void set(int delay, float feedback) noexcept;

    /** Add the echoes of the next frames to `out`, while `fed` goes in. */
    void run(Stereo fed, Stereo out, int frames) noexcept;

    bool asleep() const noexcept { return left_ <= 0; }
    bool is(int delay, float feedback) const noexcept { return delay == delay_ && feedback == feedback_; }
    int delay() const noexcept { return delay_; }
    void wake() noexcept { left_ = lasts_; }

 private:
    std::vector<float> leftLine_, rightLine_;
    std::size_t place_ = 0;
    int delay_ = 1, age_ = 0;
    float feedback_ = 0.0F;
    long long lasts_ = 0, left_ = 0;
};

/** All echoes, and what the voices of this stretch send to them. Thread: the audio thread's. */
class Echoes {
 public:
    explicit Echoes(int rate);

    /** Which echo a note with this time and feedback feeds: its own, or the nearest one if all sound. */
    int choose(float seconds, float feedback) noexcept;

    /** Where a voice that feeds echo `which` sums what it sends. */
    Stereo input(int which) noexcept;

    /** Add the echoes of what was fed to `out`, and begin an empty stretch. */
    void run(Stereo out, int frames) noexcept;

    /** Nothing of what was fed is heard any more. */
    void clear() noexcept;

 private:
    struct Feed {
        std::vector<float> left, right;
    };

    int rate_;
    std::vector<Echo> echoes_;
    std::vector<Feed> feeds_;
};

}  // namespace receiver
