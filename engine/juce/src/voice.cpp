#include "voice.h"

#include <algorithm>
#include <cmath>
#include <type_traits>

namespace receiver {

namespace {

/** The least absolute value of a note's first sample at velocity 0.1 and more: no onset is lost in rounding. */
constexpr float kFoot = 8.0F / 32768.0F;
constexpr float kShortest = 0.012F;  // seconds that the shortest note is held

float chosen(float control, float own) noexcept {
    return control < 0.0F ? own : control;
}

float hertzOf(float key) noexcept {
    return 440.0F * std::exp2((std::clamp(key, 0.0F, 135.0F) - 69.0F) / 12.0F);
}

}  // namespace

void Voice::start(const Note& note, std::int64_t id, Sample late, int rate) noexcept {
    rate_ = static_cast<float>(rate);
    id_ = id;
    const float velocity = std::clamp(note.velocity, 0.0F, 1.0F);
    const Strike strike{hertzOf(note.key), velocity, rate_, static_cast<std::uint32_t>(id) + 1U};
    std::visit(
        [&](const auto& spec) {
            using Spec = std::decay_t<decltype(spec)>;
            if constexpr (std::is_same_v<Spec, Tone>) source_.emplace<ToneGenerator>(spec, strike);
            if constexpr (std::is_same_v<Spec, Fm>) source_.emplace<FmGenerator>(spec, strike);
            if constexpr (std::is_same_v<Spec, Plucked>) source_.emplace<PluckedGenerator>(spec, strike);
            if constexpr (std::is_same_v<Spec, Partials>) source_.emplace<PartialsGenerator>(spec, strike);
            if constexpr (std::is_same_v<Spec, Drum>) source_.emplace<DrumGenerator>(spec, strike);
        },
        note.patch->source);
    scale_ = std::pow(velocity, 1.5F) * note.patch->level;
    placing_ = note.placing;
    shapeBy(note);
    const auto shortest = static_cast<Sample>(kShortest * rate_);
    const bool rings =
        std::holds_alternative<Drum>(note.patch->source) && note.colour.release < 0 && note.colour.sustain < 0;
    held_ = rings ? -1 : std::max(sampleOf(note.length, rate) - late, shortest);
    echo_ = -1;
    first_ = velocity >= 0.1F;
    sounding_ = true;
    fading_ = false;
}

void Voice::shapeBy(const Note& note) noexcept {
    const Adsr& own = note.patch->envelope;
    const Colour& colour = note.colour;
    envelope_ = Envelope({chosen(colour.attack, own.attack), chosen(colour.decay, own.decay),
                          chosen(colour.sustain, own.sustain), chosen(colour.release, own.release)},
                         rate_);
    low_ = high_ = Filter();
    lowPass_ = colour.lpf >= 0.0F;
    highPass_ = colour.hpf >= 0.0F;
    if (lowPass_) low_.tune(colour.lpf, chosen(colour.lpq, 0.707F), rate_);
    if (highPass_) high_.tune(colour.hpf, chosen(colour.hpq, 0.707F), rate_);
    drive_ = std::max(colour.distort, 0.0F);
    shape_ = colour.shape <= 0.0F ? 0.0F : 2.0F * colour.shape / (1.0F - colour.shape);
    steps_ = colour.crush < 0.0F ? 0.0F : std::exp2(colour.crush - 1.0F);
}

float Voice::coloured(float sample) noexcept {
    if (steps_ > 0.0F) sample = std::round(sample * steps_) / steps_;
    if (drive_ > 0.0F) sample = std::tanh(sample * (1.0F + 9.0F * drive_)) / (1.0F + 2.0F * drive_);
    if (shape_ > 0.0F) sample = (1.0F + shape_) * sample / (1.0F + shape_ * std::abs(sample));
    if (lowPass_) sample = low_.low(sample);
    if (highPass_) sample = high_.high(sample);
    return sample;
}

template <typename Generator>
void Voice::renderWith(Generator& generator, float* mono, int frames) noexcept {
    for (int frame = 0; frame < frames; ++frame) {
        if (held_ == 0) envelope_.release();
        if (held_ >= 0) --held_;
        const float raw = coloured(generator.next());
        float sample = raw * envelope_.next() * scale_;
        if (first_) {
            first_ = false;
            if (std::abs(sample) < kFoot) sample = std::copysign(kFoot, sample);
        }
        mono[frame] = sample;
        if (envelope_.over() || generator.spent()) {
            sounding_ = false;
            std::fill(mono + frame + 1, mono + frames, 0.0F);
            return;
        }
    }
}

void Voice::render(float* mono, int frames) noexcept {
    std::visit(
        [&](auto& generator) {
            if constexpr (!std::is_same_v<std::decay_t<decltype(generator)>, std::monostate>)
                renderWith(generator, mono, frames);
        },
        source_);
}

void Voice::fade(float seconds) noexcept {
    envelope_.release(seconds, rate_);
    held_ = -1;
    fading_ = true;
}

}  // namespace receiver
