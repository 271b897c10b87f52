/** The pitched instruments: a table. */
#include <algorithm>
#include <iterator>

#include "patch.h"

namespace receiver {

namespace {

constexpr std::array<float, kPartials> kHarmonics{1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
constexpr std::array<float, kPartials> kDrawbars{0.5F, 1, 1.5F, 2, 3, 4, 5, 6, 8, 10};
constexpr std::array<float, kPartials> kBell{0.5F, 1, 1.183F, 1.506F, 2, 2.514F, 2.662F, 3.011F, 4.166F, 5.433F};
constexpr std::array<float, kPartials> kBar{1, 3.93F, 9.2F, 16.3F, 0, 0, 0, 0, 0, 0};

constexpr Partials kPianoStrings{
    kHarmonics, {1, 0.62F, 0.4F, 0.28F, 0.2F, 0.15F, 0.09F, 0.07F, 0.05F, 0.035F}, 5.0F, 0.35F, 0.0004F};
constexpr Partials kOrganPipes{kDrawbars, {0.5F, 1, 0.35F, 0.8F, 0.45F, 0.3F, 0.1F, 0.12F, 0.1F, 0}, 0, 0, 0};
constexpr Partials kStruckBell{kBell, {0.25F, 1, 0.5F, 0.35F, 0.6F, 0.25F, 0.2F, 0.25F, 0.18F, 0.1F}, 4.5F, 0.25F, 0};
constexpr Partials kStruckBar{kBar, {1, 0.35F, 0.12F, 0.04F, 0, 0, 0, 0, 0, 0}, 1.1F, 1.2F, 0};

constexpr std::array<float, kPartials> kTunedBar{1, 4, 10.2F, 17.4F, 0, 0, 0, 0, 0, 0};
constexpr Partials kStruckMetal{kTunedBar, {1, 0.3F, 0.06F, 0.02F, 0, 0, 0, 0, 0, 0}, 4.0F, 0.7F, 0};
constexpr Partials kFlutePipe{kHarmonics, {1, 0.3F, 0.09F, 0.03F, 0.01F, 0, 0, 0, 0, 0}, 0, 0, 0};
constexpr Partials kReedPipe{kHarmonics, {1, 0.04F, 0.55F, 0.06F, 0.3F, 0.06F, 0.16F, 0.05F, 0.08F, 0.03F}, 0, 0, 0};

constexpr Adsr kStruck{0.001F, 0.1F, 1.0F, 0.12F};
constexpr Adsr kHeld{0.008F, 0.1F, 1.0F, 0.08F};
constexpr Adsr kSoft{0.35F, 0.5F, 0.85F, 0.9F};

constexpr Patch kInstruments[] = {
    {"piano", kPianoStrings, kStruck, 0.23F},
    {"sine", Tone{Wave::sine, 0, 0, 200, 200}, kHeld, 0.30F},
    {"triangle", Tone{Wave::triangle, 0, 0, 200, 200}, kHeld, 0.34F},
    {"saw", Tone{Wave::saw, 0, 0, 200, 200}, kHeld, 0.20F},
    {"square", Tone{Wave::square, 0, 0, 200, 200}, kHeld, 0.15F},
    {"epiano", Fm{1.0F, 1.6F, 0.25F, 0.9F}, {0.001F, 3.5F, 0.0F, 0.15F}, 0.36F},
    {"bass", Tone{Wave::saw, 4, 0.7F, 14, 3, 0.25F}, {0.003F, 0.9F, 0.55F, 0.06F}, 0.27F},
    {"pad", Tone{Wave::saw, 14, 0.2F, 5, 9, 1.2F, 4}, kSoft, 0.34F},
    {"strings", Tone{Wave::saw, 9, 0, 6, 8, 0.6F, 9}, {0.12F, 0.4F, 0.9F, 0.35F}, 0.26F},
    {"lead", Tone{Wave::square, 6, 0.2F, 16, 9, 0.2F, 8}, {0.006F, 0.2F, 0.85F, 0.09F}, 0.15F},
    {"pluck", Plucked{2.2F, 0.75F}, {0.0F, 0.1F, 1.0F, 0.15F}, 0.50F},
    {"guitar", Plucked{3.4F, 0.45F}, {0.0F, 0.1F, 1.0F, 0.12F}, 0.60F},
    {"organ", kOrganPipes, {0.006F, 0.1F, 1.0F, 0.04F}, 0.12F},
    {"bell", kStruckBell, {0.0F, 0.1F, 1.0F, 1.2F}, 0.20F},
    {"marimba", kStruckBar, {0.001F, 0.1F, 1.0F, 0.25F}, 0.38F},
    {"vibraphone", kStruckMetal, {0.001F, 0.1F, 1.0F, 0.6F}, 0.34F},
    {"harpsichord", Plucked{2.6F, 0.95F}, {0.0F, 0.1F, 1.0F, 0.08F}, 0.42F},
    {"flute", kFlutePipe, {0.06F, 0.1F, 0.95F, 0.09F}, 0.30F},
    {"clarinet", kReedPipe, {0.035F, 0.1F, 0.95F, 0.07F}, 0.22F},
    {"brass", Tone{Wave::saw, 6, 0, 4, 10, 0.12F, 4}, {0.04F, 0.3F, 0.85F, 0.1F}, 0.22F},
    {"choir", Tone{Wave::saw, 18, 0, 4, 5, 0.8F, 7}, {0.2F, 0.4F, 0.9F, 0.5F}, 0.30F},
};

struct Alias {
    std::string_view name, means;
};

constexpr Alias kAliases[] = {{"keys", "epiano"},           {"rhodes", "epiano"}, {"electric piano", "epiano"},
                              {"electric_piano", "epiano"}, {"synth", "lead"},    {"tri", "triangle"},
                              {"sawtooth", "saw"},          {"harp", "pluck"},    {"string", "strings"}};

const Patch* found(std::string_view name) noexcept {
    const auto* alias =
        std::find_if(std::begin(kAliases), std::end(kAliases), [&](const Alias& each) { return each.name == name; });
    if (alias != std::end(kAliases)) name = alias->means;
    const auto* patch = std::find_if(std::begin(kInstruments), std::end(kInstruments),
                                     [&](const Patch& each) { return each.name == name; });
    return patch == std::end(kInstruments) ? nullptr : patch;
}

}  // namespace

const Patch& instrumentCalled(std::string_view name) noexcept {
    const Patch* patch = found(name);
    return patch == nullptr ? kInstruments[0] : *patch;
}

bool playsDrums(std::string_view instrument) noexcept {
    return instrument == "synth" || instrument == "drums" || instrument == "kit";
}

}  // namespace receiver
