/** pattern-receiver: plays what Pattern Studio sends. Free software under the GNU GPL, version 3; see LICENSE. */
#include <juce_events/juce_events.h>

#include <csignal>
#include <iostream>

#include "live.h"
#include "recording.h"

namespace {

using namespace receiver;

int run(const Print& print) {
    std::cout << print.text;
    return 0;
}

int run(const ListDevices&) {
    for (const auto& name : deviceNames()) std::cout << name << '\n';
    return 0;
}

int run(const OfflineJob& job) {
    std::cerr << renderOffline(job) << '\n';
    return 0;
}

int run(const LiveJob& job) {
    return playLive(job);
}

}  // namespace

int main(int count, char** words) {
    std::signal(SIGPIPE, SIG_IGN);
    try {
        const Job job = readOptions(count, words);
        const juce::ScopedJuceInitialiser_GUI juce;
        return std::visit([](const auto& what) { return run(what); }, job);
    } catch (const Trouble& trouble) {
        std::cerr << "pattern-receiver: " << trouble.what() << '\n';
        return trouble.code;
    }
}
