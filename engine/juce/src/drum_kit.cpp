/** The drum kit: a table by General MIDI key. */
#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <iterator>

#include "patch.h"

namespace receiver {

namespace {

constexpr Adsr kOpen{0.0F, 0.1F, 1.0F, 0.05F};

constexpr Patch drum(int key, std::string_view name, float level, const Drum& how) {
    return {name, how, kOpen, level, key};
}

constexpr Patch skin(int key, std::string_view name, float hertz, float ring, float slap = 0.12F) {
    return drum(key, name, 0.42F, {{hertz, 0.5F, 0.06F, ring, 1.0F}, {}, {hertz * 4, 6000, 0.0004F, 0.05F, slap}});
}

constexpr Patch wood(int key, std::string_view name, float hertz, float ring) {
    return drum(key, name, 0.32F,
                {{},
                 {{{hertz, ring, 1.0F}, {hertz * 1.52F, ring * 0.7F, 0.4F}, {hertz * 2.43F, ring * 0.4F, 0.25F}}},
                 {hertz, 9000, 0.0003F, 0.01F, 0.3F}});
}

constexpr Patch bell(int key, std::string_view name, float hertz, float ring) {
    return drum(key, name, 0.22F,
                {{},
                 {{{hertz, ring, 1.0F}, {hertz * 1.485F, ring, 0.8F}, {hertz * 2.96F, ring * 0.5F, 0.3F}}},
                 {hertz, 9000, 0.0003F, 0.012F, 0.25F}});
}

constexpr Patch cymbal(int key, std::string_view name, float low, float ring, float level) {
    Drum how{{}, {}, {low, 15000, 0.0004F, ring, 1.0F}};
    how.noise.metal = true;
    return drum(key, name, level, how);
}

constexpr Patch rattle(int key, std::string_view name, float low, float attack, float ring, int bursts = 1,
                       float apart = 0.011F) {
    return drum(key, name, 0.38F, {{}, {}, {low, low * 4, attack, ring, 1.0F, bursts, apart}});
}

constexpr Patch whistle(int key, std::string_view name, float ring) {
    return drum(key, name, 0.12F,
                {{}, {{{2350, ring, 1.0F}, {2390, ring, 0.6F}, {4700, ring, 0.1F}}}, {2000, 5000, 0.01F, ring, 0.2F}});
}

constexpr Drum kKick{{50, 2.6F, 0.028F, 0.5F, 1.0F}, {}, {900, 5000, 0.0003F, 0.02F, 0.25F}};
constexpr Drum kDeepKick{{44, 2.0F, 0.032F, 0.65F, 1.0F}, {}, {700, 3500, 0.0003F, 0.02F, 0.15F}};
constexpr Drum kSnare{{186, 0.5F, 0.02F, 0.16F, 0.6F}, {{{330, 0.09F, 0.25F}}}, {1100, 9000, 0.0004F, 0.28F, 0.75F}};
constexpr Drum kTightSnare{{215, 0.6F, 0.02F, 0.12F, 0.5F}, {}, {1500, 11000, 0.0004F, 0.2F, 0.85F}};
constexpr Drum kRim{
    {}, {{{480, 0.06F, 0.6F}, {1680, 0.05F, 1.0F}, {2450, 0.03F, 0.4F}}}, {1200, 9000, 0.0003F, 0.012F, 0.5F}};
constexpr Drum kClap{{}, {}, {850, 3400, 0.0004F, 0.28F, 1.0F, 4, 0.0115F}};
constexpr Drum kZap{{400, 6.0F, 0.03F, 0.16F, 1.0F}, {}, {}};

constexpr Patch kKit[] = {
    drum(27, "HighQ", 0.25F, kZap),
    rattle(28, "Slap", 700, 0.0004F, 0.12F, 2, 0.008F),
    rattle(29, "ScratchPush", 800, 0.05F, 0.2F),
    rattle(30, "ScratchPull", 600, 0.03F, 0.18F),
    wood(31, "Sticks", 1900, 0.06F),
    wood(32, "Click", 1500, 0.03F),
    wood(33, "Metronome", 1250, 0.05F),
    bell(34, "MetroBell", 2100, 0.5F),
    drum(35, "Kick2", 0.75F, kDeepKick),
    drum(36, "Kick", 0.75F, kKick),
    drum(37, "Rim", 0.32F, kRim),
    drum(38, "Snare", 0.42F, kSnare),
    drum(39, "Clap", 0.80F, kClap),
    drum(40, "Snare2", 0.42F, kTightSnare),
    skin(41, "FloorTom", 72, 0.9F),
    cymbal(42, "HiHat", 6500, 0.09F, 0.36F),
    skin(43, "TomLow", 88, 0.8F),
    cymbal(44, "PedalHat", 5500, 0.06F, 0.28F),
    skin(45, "Tom", 105, 0.7F),
    cymbal(46, "OpenHat", 6000, 0.55F, 0.28F),
    skin(47, "TomMid", 125, 0.65F),
    skin(48, "TomHiMid", 150, 0.6F),
    cymbal(49, "Crash", 3200, 2.4F, 0.24F),
    skin(50, "TomHigh", 180, 0.5F),
    cymbal(51, "Ride", 4500, 1.8F, 0.19F),
    cymbal(52, "China", 2400, 1.6F, 0.22F),
    bell(53, "RideBell", 1050, 1.2F),
    rattle(54, "Tambourine", 5000, 0.001F, 0.22F, 2, 0.014F),
    cymbal(55, "Splash", 4200, 0.9F, 0.20F),
    bell(56, "Cowbell", 562, 0.28F),
    cymbal(57, "Crash2", 3600, 2.0F, 0.24F),
    rattle(58, "Vibraslap", 1900, 0.001F, 0.12F, 12, 0.031F),
    cymbal(59, "Ride2", 5000, 1.5F, 0.19F),
    skin(60, "BongoHigh", 400, 0.18F, 0.2F),
    skin(61, "BongoLow", 300, 0.22F, 0.2F),
    skin(62, "CongaMute", 330, 0.1F, 0.3F),
    skin(63, "CongaHigh", 260, 0.3F, 0.2F),
    skin(64, "CongaLow", 195, 0.4F, 0.2F),
    skin(65, "TimbaleHigh", 360, 0.35F, 0.3F),
    skin(66, "TimbaleLow", 260, 0.4F, 0.3F),
    bell(67, "AgogoHigh", 1270, 0.3F),
    bell(68, "AgogoLow", 860, 0.35F),
    rattle(69, "Cabasa", 4500, 0.01F, 0.09F),
    rattle(70, "Maracas", 5500, 0.004F, 0.06F),
    whistle(71, "WhistleShort", 0.15F),
    whistle(72, "WhistleLong", 0.5F),
    rattle(73, "GuiroShort", 2500, 0.001F, 0.03F, 6, 0.017F),
    rattle(74, "GuiroLong", 2500, 0.001F, 0.03F, 16, 0.024F),
    wood(75, "Claves", 2450, 0.08F),
    wood(76, "WoodHigh", 1050, 0.09F),
    wood(77, "WoodLow", 720, 0.1F),
    skin(78, "CuicaMute", 420, 0.12F, 0.05F),
    skin(79, "CuicaOpen", 350, 0.3F, 0.05F),
    bell(80, "TriangleMute", 4060, 0.1F),
    bell(81, "Triangle", 4060, 1.8F),
    rattle(82, "Shaker2", 5000, 0.012F, 0.08F),
    rattle(83, "JingleBell", 6000, 0.002F, 0.3F, 2, 0.03F),
    bell(84, "BellTree", 3200, 1.5F),
    rattle(85, "Castanets", 1800, 0.0005F, 0.03F, 2, 0.02F),
    skin(86, "SurdoMute", 68, 0.25F),
    skin(87, "Surdo", 62, 0.9F),
};

struct DrumName {
    std::string_view name;
    int key;
};

constexpr DrumName kShortNames[] = {{"bd", 36}, {"sd", 38}, {"sn", 38}, {"hh", 42}, {"ch", 42},    {"oh", 46},
                                    {"cp", 39}, {"cr", 49}, {"rd", 51}, {"cb", 56}, {"cl", 32},    {"sh", 70},
                                    {"lt", 43}, {"mt", 47}, {"ht", 50}, {"tb", 54}, {"shaker", 70}};

bool same(std::string_view one, std::string_view other) noexcept {
    const auto lower = [](char letter) { return std::tolower(static_cast<unsigned char>(letter)); };
    return std::equal(one.begin(), one.end(), other.begin(), other.end(),
                      [&](char left, char right) { return lower(left) == lower(right); });
}

}  // namespace

const Patch& drumOn(int key) noexcept {
    return *std::min_element(std::begin(kKit), std::end(kKit), [&](const Patch& one, const Patch& other) {
        return std::abs(one.key - key) < std::abs(other.key - key);
    });
}

int drumKeyOf(std::string_view name) noexcept {
    for (const auto& drum : kKit)
        if (same(drum.name, name)) return drum.key;
    for (const auto& drum : kShortNames)
        if (same(drum.name, name)) return drum.key;
    return 0;
}

}  // namespace receiver
