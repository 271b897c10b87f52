#include "recording.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <iostream>

#include "conversation.h"

namespace receiver {

namespace {

RecordedStream readLines(std::istream& lines) {
    RecordedStream stream;
    Conversation conversation;
    std::string line;
    while (std::getline(lines, line)) {
        if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
        auto outcome = conversation.hear(line, 0);
        stream.orders.insert(stream.orders.end(), outcome.orders.begin(), outcome.orders.end());
    }
    stream.faulty = static_cast<int>(conversation.heard.malformed);
    return stream;
}

}  // namespace

Recorder::Recorder(const std::string& path) : file_(path, std::ios::trunc) {
    if (!file_) throw Trouble(3, "cannot write " + path + ": " + std::strerror(errno));
}

void Recorder::add(std::string text) {
    std::replace(text.begin(), text.end(), '\n', ' ');
    const std::lock_guard<std::mutex> guard(mutex_);
    file_ << text << '\n' << std::flush;
}

RecordedStream readRecording(const std::string& path) {
    std::ifstream file;
    if (path != "-") {
        file.open(path);
        if (!file) throw Trouble(1, "cannot read " + path + ": " + std::strerror(errno));
    }
    auto stream = readLines(path == "-" ? std::cin : file);
    if (stream.orders.empty()) throw Trouble(1, path + " holds nothing to play");
    return stream;
}

}  // namespace receiver
