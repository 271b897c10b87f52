/** What is to be played: a priority queue by (moment, id), in memory that was taken beforehand. */
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "note.h"

namespace receiver {

/** Thread: the audio thread's. Blocks: never. Takes memory: only when it is made. */
class Score {
 public:
    explicit Score(std::size_t capacity);

    /** Whether there was room for `event`. */
    bool add(const Event& event) noexcept;

    /** Forget notes of `cancel.generation` or earlier at `cancel.since` or later; how many there were. */
    int cancel(const Cancel& cancel) noexcept;

    /** The earliest event, or null; it stays valid until the score is changed. */
    const Event* next() const noexcept;

    /** Forget the earliest event. There must be one. */
    void drop() noexcept;

    std::size_t size() const noexcept { return heap_.size(); }

 private:
    /** What the order depends on, apart from the event itself, so that little is moved. */
    struct Entry {
        Micros at;
        std::int64_t id;
        std::uint32_t slot;
    };

    static bool later(const Entry& one, const Entry& other) noexcept;

    std::vector<Entry> heap_;
    std::vector<Event> events_;
    std::vector<std::uint32_t> free_;
};

}  // namespace receiver
