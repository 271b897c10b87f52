/** The command line. */
#pragma once

#include <optional>
#include <string>
#include <variant>

#include "client.h"
#include "device.h"
#include "offline.h"

namespace receiver {

/** Listen and play. */
struct LiveJob {
    std::optional<Address> server;  ///< absent: OSC only
    TokenSource token;
    struct Osc {
        std::string host = "127.0.0.1";
        int port = 0;
    };
    std::optional<Osc> osc;
    std::string record;
    DeviceWish device;
    Micros latency = 0;
    bool status = false;
};

/** Print a text and be done. */
struct Print {
    std::string text;
};

/** Print the names of the devices. */
struct ListDevices {};

using Job = std::variant<LiveJob, OfflineJob, ListDevices, Print>;

/** What the command line asks for. Throws `Trouble` with exit code 2 for what cannot be asked. */
Job readOptions(int count, const char* const* words);

}  // namespace receiver
