/** The messages of the WebSocket contract, read from JSON text and written to it. Pure. */
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "sound.h"

namespace receiver {

/** The place of a message among the others of its connection. */
struct Place {
    std::int64_t epoch = 0, seq = 0;
};

struct SessionUpdate {
    Place place;
    Micros now = 0;
    std::int64_t waiting = 0;
};
/** Notes; `faulty` of them could not be read and are left out. */
struct EventBatch {
    Place place;
    std::vector<Sound> sounds;
    int faulty = 0;
};
struct CancelMessage {
    Place place;
    Cancel cancel;
};
struct TransportCommand {
    Place place;
    std::string command;
    Micros at = 0;
};
struct ParameterChange {
    Place place;
    std::string name;
    float value = 0.0F;
    Micros at = 0;
};
struct ClockPong {
    Micros t0 = 0, t1 = 0, t2 = 0;
};
struct Refused {
    std::string reason;
};
/** A type that is not known here. Its place counts, if it has one. */
struct Unknown {
    Place place;
    std::string type;
};
/** What is no message: why. */
struct Faulty {
    std::string why;
};

using Message = std::variant<Faulty, Unknown, SessionUpdate, EventBatch, CancelMessage, TransportCommand,
                             ParameterChange, ClockPong, Refused>;

/** The message in one text frame. Fields that are not known are passed over. */
Message readMessage(const std::string& text);

std::string pingText(Micros t0);
std::string ackText(std::int64_t seq);
std::string resyncText(const Place& last);

/** `sounds` as the text of an `EventBatch`, on one line. */
std::string batchText(const Place& place, const std::vector<Sound>& sounds);
std::string cancelText(const Place& place, const Cancel& cancel);
std::string hushText(const Place& place, Micros at);

}  // namespace receiver
