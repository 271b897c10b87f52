#include "options.h"

#include <cmath>
#include <functional>
#include <map>
#include <vector>

#include "recording.h"

namespace receiver {

namespace {

constexpr const char* kHelp = R"(usage: pattern-receiver [ws://HOST:PORT] [options]
       pattern-receiver --render STREAM.jsonl OUT.wav [options]

Plays what pattern-run sends: over WebSocket (pattern-run --to juce; ws://127.0.0.1:8081 unless another address is
given), or over OSC (pattern-run --to osc:127.0.0.1:PORT). Ends with Ctrl-C.

  --token-file FILE     where the server's token is; by default where pattern-run leaves it
  --token TOKEN         the token itself
  --osc [HOST:]PORT     listen for OSC on this UDP port; without an address of a server, for nothing else
  --device NAME         auto (default), jack, alsa, alsa:NAME, null (keeps time, makes no sound)
  --list-devices        print what --device takes
  --sample-rate HZ      of the device or the file; 48000 where there is a choice
  --block FRAMES        of the device
  --latency MS          everything sounds this much later than its moment; 0
  --record FILE         write what comes in, one message a line
  --render STREAM WAV   render a recorded stream (- is standard input), each onset at its exact sample
  --origin MICROS       with --render: the moment of sample 0; by default the first note's
  --seconds S           with --render: how long the file is; by default until silence
  --status              print one line of JSON each second
  --version, --help

Exit codes: 0 done, 1 a stream cannot be read, 2 wrong usage or wrong token, 3 a device, port or file cannot be opened,
130 and 143 ended by Ctrl-C and SIGTERM.
)";

constexpr const char* kVersion = "pattern-receiver 0.1.0 (GPLv3)\n";

[[noreturn]] void misuse(const std::string& text) {
    throw Trouble(2, text + "; --help shows what can be asked");
}

double numberFrom(const std::string& option, const std::string& text, double low, double high) {
    std::size_t used = 0;
    double value = std::nan("");
    try {
        value = std::stod(text, &used);
    } catch (const std::logic_error&) {
        used = 0;
    }
    if (used != text.size() || text.empty() || !(value >= low && value <= high))
        misuse(option + " takes a number from " + std::to_string(static_cast<long long>(low)) + " to " +
               std::to_string(static_cast<long long>(high)) + ", not '" + text + "'");
    return value;
}

int portFrom(const std::string& option, const std::string& text) {
    return static_cast<int>(numberFrom(option, text, 0, 65535));
}

Address addressFrom(const std::string& text) {
    const std::string scheme = "ws://";
    auto rest = text.compare(0, scheme.size(), scheme) == 0 ? text.substr(scheme.size()) : text;
    while (!rest.empty() && rest.back() == '/') rest.pop_back();
    Address address;
    const auto colon = rest.rfind(':');
    address.host = rest.substr(0, colon);
    if (colon != std::string::npos) address.port = std::to_string(portFrom("an address", rest.substr(colon + 1)));
    if (address.host.empty()) misuse("'" + text + "' is no address");
    return address;
}

/** Everything that can be asked for, as it is read. */
struct Reading {
    LiveJob live;
    OfflineJob offline;
    bool renders = false, lists = false;
    std::string prints;
};

/** The words after an option, one at a time. */
using Next = std::function<std::string()>;

void readOsc(Reading& reading, const std::string& text) {
    const auto colon = text.rfind(':');
    LiveJob::Osc osc;
    if (colon != std::string::npos) osc.host = text.substr(0, colon);
    osc.port = portFrom("--osc", colon == std::string::npos ? text : text.substr(colon + 1));
    reading.live.osc = osc;
}

using Reader = std::function<void(Reading&, const Next&)>;

const std::map<std::string, Reader>& readers() {
    static const std::map<std::string, Reader> kReaders{
        {"--token", [](Reading& reading, const Next& next) { reading.live.token.text = next(); }},
        {"--token-file", [](Reading& reading, const Next& next) { reading.live.token.files = {next()}; }},
        {"--osc", [](Reading& reading, const Next& next) { readOsc(reading, next()); }},
        {"--device", [](Reading& reading, const Next& next) { reading.live.device.name = next(); }},
        {"--list-devices", [](Reading& reading, const Next&) { reading.lists = true; }},
        {"--record", [](Reading& reading, const Next& next) { reading.live.record = next(); }},
        {"--status", [](Reading& reading, const Next&) { reading.live.status = true; }},
        {"--help", [](Reading& reading, const Next&) { reading.prints = kHelp; }},
        {"--version", [](Reading& reading, const Next&) { reading.prints = kVersion; }},
        {"--sample-rate",
         [](Reading& reading, const Next& next) {
             reading.live.device.rate = static_cast<int>(numberFrom("--sample-rate", next(), 8000, 192000));
             reading.offline.rate = reading.live.device.rate;
         }},
        {"--block",
         [](Reading& reading, const Next& next) {
             reading.live.device.block = static_cast<int>(numberFrom("--block", next(), 16, 8192));
             reading.offline.block = reading.live.device.block;
         }},
        {"--latency",
         [](Reading& reading, const Next& next) {
             reading.live.latency = std::llround(1000 * numberFrom("--latency", next(), 0, 10000));
         }},
        {"--render",
         [](Reading& reading, const Next& next) {
             reading.renders = true;
             reading.offline.stream = next();
             reading.offline.wav = next();
         }},
        {"--origin",
         [](Reading& reading, const Next& next) {
             reading.offline.origin = std::llround(numberFrom("--origin", next(), -9e15, 9e15));
         }},
        {"--seconds", [](Reading& reading,
                         const Next& next) { reading.offline.seconds = numberFrom("--seconds", next(), 0, 86400); }},
    };
    return kReaders;
}

Job jobOf(Reading reading) {
    if (!reading.prints.empty()) return Print{reading.prints};
    if (reading.lists) return ListDevices{};
    if (reading.renders) return reading.offline;
    if (reading.offline.origin || reading.offline.seconds) misuse("--origin and --seconds go with --render");
    auto& live = reading.live;
    if (!live.server && !live.osc) live.server = Address{};
    if (live.server && live.token.files.empty()) live.token.files = usualTokenFiles(live.server->port);
    return live;
}

}  // namespace

Job readOptions(int count, const char* const* words) {
    Reading reading;
    for (int place = 1; place < count; ++place) {
        const std::string word = words[place];
        const Next next = [&] {
            if (place + 1 >= count) misuse(word + " needs more after it");
            return std::string(words[++place]);
        };
        const auto reader = readers().find(word);
        if (reader != readers().end()) {
            reader->second(reading, next);
        } else if (!word.empty() && word[0] != '-' && !reading.live.server) {
            reading.live.server = addressFrom(word);
        } else {
            misuse("what is '" + word + "'?");
        }
    }
    return jobOf(std::move(reading));
}

}  // namespace receiver
