#include "score.h"

#include <algorithm>
#include <tuple>

namespace receiver {

Score::Score(std::size_t capacity) : events_(capacity) {
    heap_.reserve(capacity);
    free_.reserve(capacity);
    for (std::size_t slot = capacity; slot > 0; --slot) free_.push_back(static_cast<std::uint32_t>(slot - 1));
}

bool Score::later(const Entry& one, const Entry& other) noexcept {
    return std::tie(one.at, one.id) > std::tie(other.at, other.id);
}

bool Score::add(const Event& event) noexcept {
    if (free_.empty()) return false;
    const auto slot = free_.back();
    free_.pop_back();
    events_[slot] = event;
    heap_.push_back({event.at, event.id, slot});
    std::push_heap(heap_.begin(), heap_.end(), later);
    return true;
}

int Score::cancel(const Cancel& cancel) noexcept {
    const auto goes = [&](const Entry& entry) {
        const Event& event = events_[entry.slot];
        return entry.at >= cancel.since && event.generation <= cancel.generation &&
               std::holds_alternative<Note>(event.what);
    };
    const auto kept = std::partition(heap_.begin(), heap_.end(), [&](const Entry& entry) { return !goes(entry); });
    const auto gone = static_cast<int>(heap_.end() - kept);
    std::for_each(kept, heap_.end(), [&](const Entry& entry) { free_.push_back(entry.slot); });
    heap_.erase(kept, heap_.end());
    std::make_heap(heap_.begin(), heap_.end(), later);
    return gone;
}

const Event* Score::next() const noexcept {
    return heap_.empty() ? nullptr : &events_[heap_.front().slot];
}

void Score::drop() noexcept {
    free_.push_back(heap_.front().slot);
    std::pop_heap(heap_.begin(), heap_.end(), later);
    heap_.pop_back();
}

}  // namespace receiver
