/** What all notes share: room, echoes, the parameters of the master, and the limiter at the end. */
#pragma once

#include <juce_audio_basics/juce_audio_basics.h>

#include <array>
#include <atomic>

#include "echoes.h"
#include "filter.h"
#include "note.h"

namespace receiver {

/** Keeps peaks under a ceiling: the gain falls at once and rises slowly, the same for both sides. */
class Limiter {
 public:
    explicit Limiter(int rate) noexcept;
    void run(float& left, float& right) noexcept;

 private:
    float fall_, envelope_ = 0.0F;
};

/** Thread: the audio thread's. Blocks: never. Takes memory: only when it is made. */
class Master {
 public:
    explicit Master(int rate);

    /** `change` is due; whether it counts. One older than what is set already does not: the last writer wins. */
    bool set(const Change& change, Micros at) noexcept;

    /** A note that sends to the room and its echo begins; returns its echo, or -1. */
    int welcome(const Placing& placing) noexcept;

    Stereo dry() noexcept { return {dry_[0].data(), dry_[1].data()}; }
    Stereo room() noexcept { return {room_[0].data(), room_[1].data()}; }
    Stereo echo(int which) noexcept { return echoes_.input(which); }

    /** Mix what was summed during the last `frames` frames into `out`, and begin an empty stretch. */
    void mix(Stereo out, int frames) noexcept;

    /** Echoes and room end now. */
    void silence() noexcept;

 private:
    using Pair = std::array<std::vector<float>, 2>;

    float value(Parameter parameter) const noexcept { return values_[static_cast<std::size_t>(parameter)]; }
    void tune() noexcept;
    void resize(float size) noexcept;
    void finish(float& left, float& right) noexcept;

    int rate_;
    Pair dry_, room_, echoed_;
    Echoes echoes_;
    juce::Reverb reverb_;
    Limiter limiter_;
    std::array<Filter, 2> low_, high_;
    std::array<float, kParameters> values_{1, 0.5F, 20000, 0.707F, 20, 0.707F, 1, 0.5F, 1};
    std::array<Micros, kParameters> since_;
    float gain_ = 1.0F, pan_ = 0.5F, roomGain_ = 1.0F, echoGain_ = 1.0F;  // on their way to the values
    float wet_ = 1.0F, wetStep_ = 0.0F;                                   // falls when there is silence
    float follow_;
};

}  // namespace receiver
