/** A recorded stream as a WAV file. */
#pragma once

#include <optional>
#include <string>

#include "times.h"

namespace receiver {

/** What to render: sample 0 is `origin` (absent: the earliest event), the end is `seconds` (absent: silence). */
struct OfflineJob {
    std::string stream, wav;
    int rate = 48000;
    int block = 512;
    std::optional<Micros> origin;
    std::optional<double> seconds;
};

/** Render; returns one line that says what was written. The file appears when it is whole. Throws `Trouble`. */
std::string renderOffline(const OfflineJob& job);

}  // namespace receiver
