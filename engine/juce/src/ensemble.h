/** Everything that sounds: takes events from the lanes when they are due, to the sample, and renders them. */
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <vector>

#include "lane.h"
#include "master.h"
#include "voice.h"

namespace receiver {

constexpr int kVoices = 64;
constexpr int kFadingVoices = 16;  // those beyond, for what gives way to a new note

/** Counters of what was played; any thread may read them. */
struct Tally {
    std::atomic<std::int64_t> played{0}, late{0}, stale{0}, stolen{0};
    std::atomic<int> voices{0};
    std::atomic<float> peak{0.0F};
};

/**
 * Thread: the audio thread's; the lanes are the only road to it. Blocks: never. Takes memory: only when it is made;
 * a test puts a counting `malloc` and `pthread_mutex_lock` in its way for twenty busy seconds.
 */
class Ensemble {
 public:
    /** `latency` is what is added to every moment, in microseconds. The lanes must outlive it. */
    Ensemble(int rate, std::vector<Lane*> lanes, Micros latency = 0);

    /** Render a block of any length: up to each event, then the event, then on. */
    void render(float* left, float* right, int frames, const BlockTime& time) noexcept;

    int rate() const noexcept { return rate_; }
    bool busy() const noexcept;

    Tally tally;

 private:
    Lane* earliest(const BlockTime& time, Sample& place) noexcept;
    /** Do what is due; `event.at` is in this machine's time by now. */
    void act(const Event& event, Sample late) noexcept;
    void play(const Note& note, std::int64_t id, Sample late) noexcept;
    void silence() noexcept;
    Voice& freeVoice() noexcept;
    void renderStretch(Stereo out, int frames) noexcept;
    void add(Voice& voice, int frames) noexcept;
    void measure(const float* left, const float* right, int frames) noexcept;

    int rate_;
    Micros latency_;
    std::vector<Lane*> lanes_;
    std::vector<Voice> voices_;
    std::array<float, kStretch> mono_{};
    Master master_;
};

}  // namespace receiver
