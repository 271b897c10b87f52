#include "ensemble.h"

#include <algorithm>
#include <cmath>

namespace receiver {

namespace {

constexpr int kOrdersABlock = 4096;
constexpr float kFadeSeconds = 0.004F;
constexpr float kHalfPi = 1.57079633F;
constexpr float kRootTwo = 1.41421356F;

void addScaled(const float* mono, int frames, float left, float right, Stereo out) noexcept {
    for (int frame = 0; frame < frames; ++frame) {
        out.left[frame] += left * mono[frame];
        out.right[frame] += right * mono[frame];
    }
}

}  // namespace

Ensemble::Ensemble(int rate, std::vector<Lane*> lanes, Micros latency)
    : rate_(rate), latency_(latency), lanes_(std::move(lanes)), voices_(kVoices + kFadingVoices), master_(rate) {}

bool Ensemble::busy() const noexcept {
    const auto waits = [](const Lane* lane) { return lane->score.next() != nullptr; };
    const auto sounds = [](const Voice& voice) { return voice.sounding(); };
    return std::any_of(lanes_.begin(), lanes_.end(), waits) || std::any_of(voices_.begin(), voices_.end(), sounds);
}

void Ensemble::render(float* left, float* right, int frames, const BlockTime& time) noexcept {
    const juce::ScopedNoDenormals flushed;
    for (auto* lane : lanes_) lane->collect(kOrdersABlock);
    int done = 0;
    while (done < frames) {
        Sample place = 0;
        Lane* lane = earliest(time, place);
        const bool due = lane != nullptr && place <= done;
        if (due) {
            Event event = *lane->score.next();
            lane->score.drop();
            event.at += lane->offset.load(std::memory_order_relaxed);
            act(event, std::max<Sample>(0, -place));
            continue;
        }
        const Sample until = lane == nullptr ? frames : std::min<Sample>(place, frames);
        const int stretch = static_cast<int>(std::min<Sample>(until - done, kStretch));
        renderStretch({left + done, right + done}, stretch);
        done += stretch;
    }
    measure(left, right, frames);
}

Lane* Ensemble::earliest(const BlockTime& time, Sample& place) noexcept {
    Lane* first = nullptr;
    for (auto* lane : lanes_) {
        const Event* event = lane->score.next();
        if (event == nullptr) continue;
        const Sample due = time.place(event->at + lane->offset.load(std::memory_order_relaxed) + latency_);
        if (first != nullptr && due >= place) continue;
        first = lane;
        place = due;
    }
    return first;
}

void Ensemble::act(const Event& event, Sample late) noexcept {
    if (const auto* note = std::get_if<Note>(&event.what)) {
        if (late > 0) tally.late.fetch_add(1, std::memory_order_relaxed);
        if (late == 0 || late < sampleOf(note->length, rate_)) play(*note, event.id, late);
    } else if (const auto* change = std::get_if<Change>(&event.what)) {
        if (!master_.set(*change, event.at)) tally.stale.fetch_add(1, std::memory_order_relaxed);
    } else {
        silence();
    }
}

void Ensemble::play(const Note& note, std::int64_t id, Sample late) noexcept {
    tally.played.fetch_add(1, std::memory_order_relaxed);
    if (note.velocity <= 0.0F || note.placing.gain <= 0.0F) return;
    auto& voice = freeVoice();
    voice.start(note, id, late, rate_);
    voice.sendTo(master_.welcome(note.placing));
}

void Ensemble::silence() noexcept {
    for (auto& voice : voices_)
        if (voice.sounding()) voice.fade(kFadeSeconds);
    master_.silence();
}

/** One that is free. If enough sound already, the quietest gives way, and of equally quiet ones the oldest. */
Voice& Ensemble::freeVoice() noexcept {
    Voice* idle = nullptr;
    Voice* quietest = nullptr;
    Voice* oldestFading = &voices_.front();
    int sounding = 0;
    for (auto& voice : voices_) {
        if (!voice.sounding()) {
            idle = &voice;
        } else if (voice.fading()) {
            oldestFading = &voice;
        } else {
            ++sounding;
            const bool quieter = quietest == nullptr || voice.loudness() < quietest->loudness() ||
                                 (voice.loudness() == quietest->loudness() && voice.id() < quietest->id());
            if (quieter) quietest = &voice;
        }
    }
    if (sounding >= kVoices && quietest != nullptr) {
        quietest->fade(kFadeSeconds);
        tally.stolen.fetch_add(1, std::memory_order_relaxed);
    }
    return idle != nullptr ? *idle : *oldestFading;
}

void Ensemble::renderStretch(Stereo out, int frames) noexcept {
    int sounding = 0;
    for (auto& voice : voices_) {
        if (!voice.sounding()) continue;
        ++sounding;
        add(voice, frames);
    }
    tally.voices.store(sounding, std::memory_order_relaxed);
    master_.mix(out, frames);
}

void Ensemble::add(Voice& voice, int frames) noexcept {
    voice.render(mono_.data(), frames);
    const Placing& placing = voice.placing();
    const float left = kRootTwo * placing.gain * std::cos(placing.pan * kHalfPi);
    const float right = kRootTwo * placing.gain * std::sin(placing.pan * kHalfPi);
    addScaled(mono_.data(), frames, left, right, master_.dry());
    if (placing.room > 0.0F) addScaled(mono_.data(), frames, left * placing.room, right * placing.room, master_.room());
    if (voice.echo() >= 0)
        addScaled(mono_.data(), frames, left * placing.delay, right * placing.delay, master_.echo(voice.echo()));
}

void Ensemble::measure(const float* left, const float* right, int frames) noexcept {
    float peak = tally.peak.load(std::memory_order_relaxed);
    for (int frame = 0; frame < frames; ++frame) peak = std::max({peak, std::abs(left[frame]), std::abs(right[frame])});
    tally.peak.store(peak, std::memory_order_relaxed);
}

}  // namespace receiver
