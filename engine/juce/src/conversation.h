/** The client's half of the contract without a socket: texts in; orders and texts out. */
#pragma once

#include <atomic>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "contract.h"
#include "lane.h"

namespace receiver {

/** What the server's clock shows, seen from here: the offset of the quickest of the last few questions. */
class ServerClock {
 public:
    void forget() { answers_.clear(); }
    void answer(const ClockPong& pong, Micros now);

    /** What to add to the server's time to get this machine's; absent until a question was answered. */
    std::optional<Micros> offset() const;

 private:
    struct Answer {
        Micros took, offset;
    };
    std::deque<Answer> answers_;
};

/** Counters of a conversation; any thread may read them. */
struct Heard {
    std::atomic<std::int64_t> messages{0}, gaps{0}, malformed{0}, unknown{0};
};

/** Thread: one. It holds what outlives a connection: the epoch, the last number, the clock. */
class Conversation {
 public:
    /** What a text leads to. */
    struct Outcome {
        std::vector<Order> orders;
        std::vector<std::string> replies;
        std::string trouble;  ///< what to tell the user, if anything
        bool clock = false;   ///< it was about the clock, and is no part of the music
    };

    /** A new connection: numbers begin again, and the clock is asked anew. */
    void begin();

    /** `text` came in at `now`, a moment of this machine's clock. */
    Outcome hear(const std::string& text, Micros now);

    /** The message that says how far everything arrived, if that has changed. */
    std::optional<std::string> acknowledgement();

    /** What to add to the server's time to get this machine's. */
    Micros offset() const { return clock_.offset().value_or(guess_); }

    Heard heard;

 private:
    bool inOrder(const Place& place, Outcome& outcome);
    void take(const SessionUpdate& update, Micros now, Outcome& outcome);
    void take(const EventBatch& batch, Outcome& outcome);
    void take(const TransportCommand& command, Outcome& outcome);
    void take(const ParameterChange& change, Outcome& outcome);

    ServerClock clock_;
    Micros guess_ = 0;
    Place last_;
    std::int64_t acknowledged_ = 0;
    bool known_ = false;    // whether an epoch was told at all
    bool awaiting_ = true;  // a SessionUpdate
};

}  // namespace receiver
