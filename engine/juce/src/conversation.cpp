#include "conversation.h"

#include <algorithm>
#include <type_traits>

namespace receiver {

namespace {

constexpr std::size_t kAnswers = 16;
constexpr std::int64_t kChangeId = -1;  // before the notes of the same moment

template <typename... Cases>
struct Match : Cases... {
    using Cases::operator()...;
};
template <typename... Cases>
Match(Cases...) -> Match<Cases...>;

}  // namespace

void ServerClock::answer(const ClockPong& pong, Micros now) {
    const Micros took = (now - pong.t0) - (pong.t2 - pong.t1);
    if (took < 0) return;
    answers_.push_back({took, ((pong.t0 - pong.t1) + (now - pong.t2)) / 2});
    if (answers_.size() > kAnswers) answers_.pop_front();
}

std::optional<Micros> ServerClock::offset() const {
    if (answers_.empty()) return std::nullopt;
    const auto quickest = std::min_element(
        answers_.begin(), answers_.end(), [](const Answer& one, const Answer& other) { return one.took < other.took; });
    return quickest->offset;
}

void Conversation::begin() {
    clock_.forget();
    last_.seq = acknowledged_ = 0;
    awaiting_ = true;
}

Conversation::Outcome Conversation::hear(const std::string& text, Micros now) {
    Outcome outcome;
    ++heard.messages;
    const auto message = readMessage(text);
    std::visit(Match{[&](const Faulty& faulty) {
                         ++heard.malformed;
                         outcome.trouble = "a message was passed over: " + faulty.why;
                     },
                     [&](const Unknown& unknown) {
                         ++heard.unknown;
                         if (unknown.place.seq > 0) inOrder(unknown.place, outcome);
                     },
                     [&](const SessionUpdate& update) { take(update, now, outcome); },
                     [&](const EventBatch& batch) { take(batch, outcome); },
                     [&](const CancelMessage& cancel) {
                         if (inOrder(cancel.place, outcome)) outcome.orders.emplace_back(cancel.cancel);
                     },
                     [&](const TransportCommand& command) { take(command, outcome); },
                     [&](const ParameterChange& change) { take(change, outcome); },
                     [&](const ClockPong& pong) {
                         clock_.answer(pong, now);
                         outcome.clock = true;
                     },
                     [&](const Refused& refused) { outcome.trouble = "the server refused: " + refused.reason; }},
               message);
    return outcome;
}

/** Whether `place` belongs to this run of the server. What is missing before it is asked for, once. */
bool Conversation::inOrder(const Place& place, Outcome& outcome) {
    if (!known_) last_.epoch = place.epoch;
    known_ = true;
    const bool stranger = place.epoch != last_.epoch;
    const bool gap = stranger || place.seq != last_.seq + 1;
    if (gap && !awaiting_) {
        ++heard.gaps;
        awaiting_ = true;
        outcome.replies.push_back(resyncText(last_));
    }
    if (!stranger) last_.seq = std::max(last_.seq, place.seq);
    return !stranger;
}

/** What the server has not yet played follows, so what is here for later than its `now` would come twice. */
void Conversation::take(const SessionUpdate& update, Micros now, Outcome& outcome) {
    guess_ = now - update.now;
    outcome.orders.emplace_back(Cancel{kEveryGeneration, update.now});
    last_ = update.place;
    known_ = true;
    awaiting_ = false;
}

void Conversation::take(const EventBatch& batch, Outcome& outcome) {
    if (batch.faulty > 0) {
        heard.malformed += batch.faulty;
        outcome.trouble = std::to_string(batch.faulty) + " notes could not be read and are left out";
    }
    if (!inOrder(batch.place, outcome)) return;
    for (const auto& sound : batch.sounds) outcome.orders.emplace_back(eventOf(sound));
}

void Conversation::take(const TransportCommand& command, Outcome& outcome) {
    if (!inOrder(command.place, outcome)) return;
    if (command.command == "hush" || command.command == "stop") outcome.orders.emplace_back(Hush{command.at});
}

void Conversation::take(const ParameterChange& change, Outcome& outcome) {
    if (!inOrder(change.place, outcome)) return;
    if (const auto parameter = parameterCalled(change.name))
        outcome.orders.emplace_back(Event{change.at, kChangeId, 0, Change{*parameter, change.value}});
    else
        ++heard.unknown;
}

std::optional<std::string> Conversation::acknowledgement() {
    if (last_.seq == acknowledged_) return std::nullopt;
    acknowledged_ = last_.seq;
    return ackText(last_.seq);
}

}  // namespace receiver
