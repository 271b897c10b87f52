/** From one thread to the audio thread without a lock: a ring of fixed size. */
#pragma once

#include <atomic>
#include <cstddef>
#include <optional>
#include <type_traits>
#include <vector>

namespace receiver {

/** One thread puts, one other takes; neither ever waits for the other. The memory is taken when it is made. */
template <typename Item>
class Handover {
    static_assert(std::is_trivially_copyable_v<Item>, "what goes to the audio thread must not own memory");
    static_assert(std::atomic<std::size_t>::is_always_lock_free, "the audio thread takes no locks");

 public:
    explicit Handover(std::size_t capacity) : items_(capacity + 1) {}

    /** Whether there was room for `item`. Thread: the one that puts. */
    bool put(const Item& item) noexcept {
        const auto end = end_.load(std::memory_order_relaxed);
        const auto following = (end + 1) % items_.size();
        if (following == begin_.load(std::memory_order_acquire)) return false;
        items_[end] = item;
        end_.store(following, std::memory_order_release);
        return true;
    }

    /** The oldest item, if there is one. Thread: the one that takes. */
    std::optional<Item> take() noexcept {
        const auto begin = begin_.load(std::memory_order_relaxed);
        if (begin == end_.load(std::memory_order_acquire)) return std::nullopt;
        const Item item = items_[begin];
        begin_.store((begin + 1) % items_.size(), std::memory_order_release);
        return item;
    }

 private:
    std::vector<Item> items_;
    alignas(64) std::atomic<std::size_t> begin_{0};
    alignas(64) std::atomic<std::size_t> end_{0};
};

}  // namespace receiver
