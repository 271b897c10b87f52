/** Streams of messages as files: one JSON message of the contract a line. */
#pragma once

#include <fstream>
#include <mutex>
#include <stdexcept>
#include <string>
#include <vector>

#include "note.h"

namespace receiver {

/** Something cannot be read, written or opened: one line for the user, and the exit code. */
struct Trouble : std::runtime_error {
    Trouble(int exitCode, const std::string& text) : std::runtime_error(text), code(exitCode) {}
    int code;
};

/** Writes what comes in. Any thread but the audio thread. */
class Recorder {
 public:
    /** Throws `Trouble` if `path` cannot be written. */
    explicit Recorder(const std::string& path);

    /** Add one message; it is on disk when this returns, as far as the system writes it. */
    void add(std::string text);

 private:
    std::mutex mutex_;
    std::ofstream file_;
};

/** The orders of a recorded stream, in the order they came, cancels and hushes already obeyed among the notes. */
struct RecordedStream {
    std::vector<Order> orders;
    int faulty = 0;
};

/** Read the stream in `path` (`-`: standard input). Throws `Trouble` if it cannot be read or holds nothing to play. */
RecordedStream readRecording(const std::string& path);

}  // namespace receiver
