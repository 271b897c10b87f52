/** A note as it comes in, whatever the wire, and what becomes of it. */
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "note.h"

namespace receiver {

/** One note with the controls that are numbers. `key` is absent for what has no pitch. */
struct Sound {
    std::int64_t id = 0;
    std::int64_t generation = 0;
    Micros at = 0;
    Micros length = 0;
    std::string part, instrument, name;
    std::optional<float> key;
    float velocity = 1.0F;
    bool percussive = false;
    std::vector<std::pair<std::string, float>> controls;
};

/** `sound` as the audio thread takes it: its patch found, controls bounded, those it does not know left out. */
Event eventOf(const Sound& sound);

/** The master's parameter of that name (`gain`, `master.gain`), if there is one. */
std::optional<Parameter> parameterCalled(std::string name);

/** Whether a note that comes without saying so is a drum: its name is no spelling of its key. */
bool soundsLikeADrum(const std::string& instrument, const std::string& name, std::optional<float> key);

}  // namespace receiver
