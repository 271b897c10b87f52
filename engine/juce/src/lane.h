/** One source of music: the road from its thread to the audio thread, and its clock. */
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <limits>
#include <thread>

#include "handover.h"
#include "score.h"

namespace receiver {

constexpr std::size_t kHandoverRoom = 16'384;
constexpr std::size_t kScoreRoom = 65'536;  // events that may wait in one lane of a live player
constexpr int kPatience = 1000;             // milliseconds
constexpr std::int64_t kEveryGeneration = std::numeric_limits<std::int64_t>::max();

/**
 * Orders go in at one end, from the thread of the source; the audio thread takes them at the other. Moments stay those
 * of the source's clock up to the block in which they sound, so that a better estimate of that clock moves all of them.
 */
class Lane {
 public:
    /** A lane in which `room` events may wait. */
    explicit Lane(std::size_t room = kScoreRoom) : score(room) {}

    /**
     * Hand over an order. Thread: the source's. Blocks: while the ring is full, until the audio thread has made room;
     * if it takes nothing for a second, this order is dropped and counted, and so is what follows until there is room.
     */
    void put(const Order& order) noexcept {
        if (std::holds_alternative<Event>(order)) events.fetch_add(1, std::memory_order_relaxed);
        for (; !orders_.put(order); --patience_) {
            if (patience_ <= 0) {
                dropped.fetch_add(1, std::memory_order_relaxed);
                return;
            }
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        }
        patience_ = kPatience;
    }

    /** Take what came in, at most `most` orders. Thread: the audio thread. */
    void collect(int most) noexcept {
        for (int taken = 0; taken < most; ++taken) {
            const auto order = orders_.take();
            if (!order) break;
            std::visit([this](const auto& what) { obey(what); }, *order);
        }
        queued.store(static_cast<std::int64_t>(score.size()), std::memory_order_relaxed);
    }

    Score score;                          ///< Thread: the audio thread.
    std::atomic<Micros> offset{0};        ///< What to add to the source's clock to get this machine's.
    std::atomic<std::int64_t> events{0};  ///< Counters; any thread may read them.
    std::atomic<std::int64_t> queued{0};
    std::atomic<std::int64_t> cancelled{0};
    std::atomic<std::int64_t> dropped{0};

 private:
    void obey(const Event& event) noexcept {
        if (!score.add(event)) dropped.fetch_add(1, std::memory_order_relaxed);
    }
    void obey(const Cancel& cancel) noexcept { cancelled.fetch_add(score.cancel(cancel), std::memory_order_relaxed); }
    void obey(const Hush& hush) noexcept {
        obey(Cancel{kEveryGeneration, hush.at});
        obey(Event{hush.at, 0, 0, Silence{}});
    }

    Handover<Order> orders_{kHandoverRoom};
    int patience_ = kPatience;  // of the source's thread
};

}  // namespace receiver
