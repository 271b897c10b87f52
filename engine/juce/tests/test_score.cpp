#include <atomic>
#include <random>
#include <thread>
#include <tuple>
#include <vector>

#include "check.h"
#include "handover.h"
#include "lane.h"
#include "score.h"

using namespace receiver;

namespace {

Event note(Micros at, std::int64_t id, std::int64_t generation = 0) {
    return {at, id, generation, Note{}};
}

std::vector<std::int64_t> drained(Score& score) {
    std::vector<std::int64_t> ids;
    while (const auto* event = score.next()) {
        ids.push_back(event->id);
        score.drop();
    }
    return ids;
}

std::string shown(const std::vector<std::int64_t>& ids) {
    std::string text;
    for (const auto id : ids) text += std::to_string(id) + " ";
    return text;
}

}  // namespace

TEST("events come out by moment, then id, whatever the order in which they came in") {
    std::mt19937 chance(1);
    Score score(2000);
    for (std::int64_t id = 0; id < 2000; ++id) EXPECT(score.add(note(static_cast<Micros>(chance() % 50), id)));
    std::tuple<Micros, std::int64_t> last{-1, -1};
    int wrong = 0;
    while (const auto* event = score.next()) {
        const std::tuple<Micros, std::int64_t> here{event->at, event->id};
        wrong += here <= last ? 1 : 0;
        last = here;
        score.drop();
    }
    EXPECT_EQUAL(wrong, 0);
}

TEST("a cancel takes notes of its generation and earlier ones from its moment on, and nothing else") {
    Score score(16);
    score.add(note(10, 1, 0));
    score.add(note(20, 2, 0));
    score.add(note(20, 3, 1));
    score.add(note(30, 4, 2));
    score.add({30, 5, 0, Change{Parameter::gain, 0.5F}});
    EXPECT_EQUAL(score.cancel({1, 20}), 2);
    EXPECT_EQUAL(shown(drained(score)), "1 4 5 ");
}

TEST("a score that is full refuses, and has room again when something was dropped or cancelled") {
    Score score(2);
    EXPECT(score.add(note(1, 1)));
    EXPECT(score.add(note(2, 2)));
    EXPECT(!score.add(note(3, 3)));
    score.drop();
    EXPECT(score.add(note(3, 3)));
    EXPECT_EQUAL(score.cancel({0, 0}), 2);
    EXPECT(score.add(note(4, 4)));
    EXPECT(score.add(note(5, 5)));
    EXPECT_EQUAL(shown(drained(score)), "4 5 ");
}

TEST("a hush forgets what comes after it and leaves a silence in its place") {
    Lane lane(16);
    lane.put(note(10, 1));
    lane.put(note(30, 2));
    lane.put(Hush{20});
    lane.collect(100);
    EXPECT_EQUAL(lane.cancelled.load(), 1);
    EXPECT_EQUAL(lane.score.next()->id, 1);
    lane.score.drop();
    EXPECT_EQUAL(lane.score.next()->at, 20);
    EXPECT(std::holds_alternative<Silence>(lane.score.next()->what));
}

TEST("a lane whose audio thread is gone drops and counts, and makes its source wait only once") {
    Lane lane;
    constexpr auto kMany = static_cast<std::int64_t>(kHandoverRoom) + 3000;
    for (std::int64_t id = 0; id < kMany; ++id) lane.put(note(id, id));
    EXPECT_EQUAL(lane.dropped.load(), 3000);
    lane.collect(static_cast<int>(kMany));
    lane.put(note(0, kMany));
    lane.collect(1);
    EXPECT_EQUAL(lane.score.size(), kHandoverRoom + 1);
}

TEST("two threads hand over 200,000 items in order, and a full ring refuses") {
    Handover<int> ring(64);
    constexpr int kItems = 200'000;
    std::thread putter([&] {
        for (int item = 0; item < kItems;)
            if (ring.put(item))
                ++item;
            else
                std::this_thread::yield();
    });
    int wrong = 0;
    for (int wanted = 0; wanted < kItems;) {
        const auto item = ring.take();
        if (!item) {
            std::this_thread::yield();
            continue;
        }
        wrong += *item == wanted ? 0 : 1;
        ++wanted;
    }
    putter.join();
    EXPECT_EQUAL(wrong, 0);
    for (int item = 0; item < 64; ++item) EXPECT(ring.put(item));
    EXPECT(!ring.put(64));
}
