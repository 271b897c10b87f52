/** Open Sound Control as it comes from `pattern-run --to osc`: bundles over UDP with time tags. */
#pragma once

#include <juce_osc/juce_osc.h>

#include <atomic>
#include <cstdint>
#include <optional>
#include <string>

#include "contract.h"
#include "lane.h"
#include "recording.h"

namespace receiver {

/** Unix time in microseconds of a raw OSC time tag; `toTime()` of JUCE would round it to milliseconds. */
Micros unixMicrosOf(std::uint64_t rawTimeTag) noexcept;

/** The note in a message `/pattern/event`, if that is what it is. */
std::optional<Sound> soundOf(const juce::OSCMessage& message, Micros at);

/** Listens on a UDP port and hands over what it understands. Its own thread receives; any thread may read counters. */
class OscInput : private juce::OSCReceiver::Listener<juce::OSCReceiver::RealtimeCallback> {
 public:
    /** Throws `Trouble` if the port is taken. `recorder` may be null. Both must outlive it, as must `lane`. */
    OscInput(const std::string& host, int port, Lane& lane, Recorder* recorder);
    ~OscInput() override;

    int port() const { return socket_.getBoundPort(); }

    /** Measure how the wall clock, which time tags show, differs from the monotonic one. Thread: one, each second. */
    void followWallClock();

    std::atomic<std::int64_t> packets{0}, gaps{0}, malformed{0}, unknown{0};

 private:
    void oscBundleReceived(const juce::OSCBundle& bundle) override;
    void oscMessageReceived(const juce::OSCMessage& message) override;
    void takeBundle(const juce::OSCBundle& bundle, std::vector<Sound>& sounds);
    void takeMessage(const juce::OSCMessage& message, Micros at, std::vector<Sound>& sounds);
    void takeNumber(std::int64_t number);

    juce::DatagramSocket socket_;
    juce::OSCReceiver receiver_;
    Lane& lane_;
    Recorder* recorder_;
    std::int64_t expected_ = -1;
    std::int64_t recorded_ = 0;
    bool measured_ = false;
};

}  // namespace receiver
