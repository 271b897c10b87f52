#include "sound.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <iterator>
#include <string_view>

#include "patch.h"

namespace receiver {

namespace {

/** A control of a note: its name, where it goes, and the bounds of what is obeyed. */
template <typename Controls>
struct Row {
    std::string_view name;
    float Controls::* field;
    float low, high;
};

constexpr Row<Colour> kColour[] = {
    {"attack", &Colour::attack, 0, 10},   {"decay", &Colour::decay, 0, 20}, {"sustain", &Colour::sustain, 0, 1},
    {"release", &Colour::release, 0, 10}, {"lpf", &Colour::lpf, 20, 24000}, {"lpq", &Colour::lpq, 0.5F, 25},
    {"hpf", &Colour::hpf, 10, 20000},     {"hpq", &Colour::hpq, 0.5F, 25},  {"distort", &Colour::distort, 0, 1},
    {"shape", &Colour::shape, 0, 0.97F},  {"crush", &Colour::crush, 1, 16},
};

constexpr Row<Placing> kPlacing[] = {
    {"gain", &Placing::gain, 0, 4},           {"pan", &Placing::pan, 0, 1},
    {"room", &Placing::room, 0, 1},           {"size", &Placing::size, 0, 1},
    {"delay", &Placing::delay, 0, 1},         {"delaytime", &Placing::delaytime, 0.011F, 4},
    {"delayfb", &Placing::delayfb, 0, 0.95F},
};

constexpr std::array<std::string_view, kParameters> kParameterNames{"gain", "pan",  "lpf",  "lpq",  "hpf",
                                                                    "hpq",  "room", "size", "delay"};

template <typename Controls, std::size_t Size>
void obey(const Row<Controls> (&rows)[Size], const std::string& name, float value, Controls& controls) {
    const auto* row =
        std::find_if(std::begin(rows), std::end(rows), [&](const auto& each) { return each.name == name; });
    if (row != std::end(rows)) controls.*(row->field) = std::clamp(value, row->low, row->high);
}

const Patch& patchOf(const Sound& sound) {
    if (!sound.percussive && sound.key) return instrumentCalled(sound.instrument);
    if (sound.key) return drumOn(static_cast<int>(std::lround(*sound.key)));
    const int named = drumKeyOf(sound.name);
    const int key = named != 0 ? named : drumKeyOf(sound.instrument);
    return drumOn(key != 0 ? key : 31);
}

}  // namespace

Event eventOf(const Sound& sound) {
    Note note;
    note.length = std::max<Micros>(sound.length, 0);
    note.patch = &patchOf(sound);
    note.key = sound.key.value_or(60.0F);
    note.velocity = std::clamp(sound.velocity, 0.0F, 1.0F);
    for (const auto& [name, value] : sound.controls) {
        obey(kColour, name, value, note.colour);
        obey(kPlacing, name, value, note.placing);
    }
    return {sound.at, sound.id, sound.generation, note};
}

std::optional<Parameter> parameterCalled(std::string name) {
    constexpr std::string_view kPrefix = "master.";
    if (name.compare(0, kPrefix.size(), kPrefix) == 0) name.erase(0, kPrefix.size());
    const auto* found = std::find(kParameterNames.begin(), kParameterNames.end(), name);
    if (found == kParameterNames.end()) return std::nullopt;
    return static_cast<Parameter>(found - kParameterNames.begin());
}

bool soundsLikeADrum(const std::string& instrument, const std::string& name, std::optional<float> key) {
    if (!key) return true;
    if (!playsDrums(instrument) || name.empty()) return false;
    constexpr std::array<int, 7> kLetters{9, 11, 0, 2, 4, 5, 7};
    const int letter = name[0] | 0x20;
    if (letter < 'a' || letter > 'g') return std::isdigit(static_cast<unsigned char>(name[0])) == 0;
    int pitch = kLetters[static_cast<std::size_t>(letter - 'a')];
    for (const char sign : name.substr(1)) {
        if (std::isdigit(static_cast<unsigned char>(sign)) != 0 || sign == '-') break;
        if (sign == '#' || sign == 's')
            ++pitch;
        else if (sign == 'b' || sign == 'f')
            --pitch;
        else if (sign == 'x')
            pitch += 2;
        else
            return true;
    }
    const int heard = static_cast<int>(std::lround(*key));
    return ((pitch - heard) % 12 + 12) % 12 != 0;
}

}  // namespace receiver
