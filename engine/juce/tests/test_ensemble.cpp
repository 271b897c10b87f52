#include <dlfcn.h>
#include <pthread.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstdlib>
#include <memory>
#include <mutex>
#include <vector>

#include "check.h"
#include "ensemble.h"
#include "patch.h"

namespace {
std::atomic<long> disturbances{0};
}

/** Every taking of memory and of a lock in this program is counted; `operator new` and JUCE's blocks end here too. */
extern "C" {
void* __libc_malloc(std::size_t size);
void* __libc_calloc(std::size_t count, std::size_t size);
void* __libc_realloc(void* memory, std::size_t size);

void* malloc(std::size_t size) noexcept {
    ++disturbances;
    return __libc_malloc(size);
}
void* calloc(std::size_t count, std::size_t size) noexcept {
    ++disturbances;
    return __libc_calloc(count, size);
}
void* realloc(void* memory, std::size_t size) noexcept {
    ++disturbances;
    return __libc_realloc(memory, size);
}
int pthread_mutex_lock(pthread_mutex_t* mutex) noexcept {
    static const auto real = reinterpret_cast<int (*)(pthread_mutex_t*)>(dlsym(RTLD_NEXT, "pthread_mutex_lock"));
    ++disturbances;
    return real(mutex);
}
}

using namespace receiver;

namespace {

constexpr int kRate = 48000;

Event note(Micros at, std::int64_t id, std::string_view instrument = "piano", Micros length = 500'000) {
    Note made;
    made.length = length;
    made.patch = &instrumentCalled(instrument);
    made.key = 48.0F + static_cast<float>(id % 30);
    return {at, id, 0, made};
}

struct Sounded {
    std::vector<float> left, right;
};

/** `frames` frames from moment 0 on, rendered in blocks of `block`. */
Sounded rendered(Ensemble& ensemble, int frames, int block = 512, Sample from = 0) {
    Sounded sounded{std::vector<float>(static_cast<std::size_t>(frames)),
                    std::vector<float>(static_cast<std::size_t>(frames))};
    for (int done = 0; done < frames; done += block) {
        const int now = std::min(block, frames - done);
        ensemble.render(sounded.left.data() + done, sounded.right.data() + done, now, {0, from + done, kRate});
    }
    return sounded;
}

Sample firstHeard(const Sounded& sounded) {
    const auto found = std::find_if(sounded.left.begin(), sounded.left.end(), [](float x) { return x != 0.0F; });
    return found == sounded.left.end() ? -1 : found - sounded.left.begin();
}

float loudest(const Sounded& sounded, Sample from) {
    float most = 0;
    for (auto at = static_cast<std::size_t>(from); at < sounded.left.size(); ++at)
        most = std::max(most, std::abs(sounded.left[at]));
    return most;
}

Sounded played(const std::vector<Order>& orders, int frames, int block = 512) {
    Lane lane;
    Ensemble ensemble(kRate, {&lane});
    for (const auto& order : orders) lane.put(order);
    return rendered(ensemble, frames, block);
}

}  // namespace

TEST("every instrument and every drum begins at its very sample, in the middle of a block") {
    for (const auto* name : {"piano", "sine", "triangle", "saw", "square", "epiano", "bass", "pad", "strings", "lead",
                             "pluck", "guitar", "organ", "bell", "marimba"})
        EXPECT_EQUAL(firstHeard(played({note(7'777, 3, name)}, 2000)), sampleOf(7'777, kRate));
    for (int key = 27; key <= 87; ++key) {
        auto event = note(12'345, key);
        std::get<Note>(event.what).patch = &drumOn(key);
        EXPECT_EQUAL(firstHeard(played({event}, 2000)), sampleOf(12'345, kRate));
    }
}

TEST("how the sound is cut into blocks changes no sample of it") {
    std::vector<Order> orders{Event{150'000, -1, 0, Change{Parameter::lpf, 900.0F}}};
    for (int id = 0; id < 20; ++id) {
        auto event = note(id * 13'001, id, id % 2 != 0 ? "pluck" : "pad");
        std::get<Note>(event.what).placing.room = 0.4F;
        std::get<Note>(event.what).placing.delay = 0.4F;
        orders.emplace_back(event);
    }
    const auto one = played(orders, 24000, 512);
    const auto other = played(orders, 24000, 37);
    EXPECT(one.left == other.left);
    EXPECT(one.right == other.right);
}

TEST("twenty busy seconds on the audio thread take no memory and no lock") {
    Lane lane;
    auto ensemble = std::make_unique<Ensemble>(kRate, std::vector<Lane*>{&lane});
    std::vector<float> left(256), right(256);
    const char* names[] = {"piano", "bass", "pad", "pluck", "organ", "epiano", "lead"};
    long disturbed = 0;
    std::int64_t id = 0;
    for (Sample done = 0; done < 20 * kRate; done += 256) {
        const Micros now = done * kSecond / kRate;
        for (int more = 0; more < 2; ++more, ++id) {
            auto event = note(now + 3'000 + more, id, names[id % 7]);
            auto& made = std::get<Note>(event.what);
            if (id % 5 == 0) made.patch = &drumOn(27 + static_cast<int>(id % 61));
            made.placing.delay = made.placing.room = 0.2F;
            made.placing.delaytime = 0.1F + 0.01F * static_cast<float>(id % 20);
            made.colour.lpf = 2000.0F;
            lane.put(event);
        }
        if (id % 200 == 0) lane.put(Cancel{0, now + 3'001});
        if (id % 3000 == 0) lane.put(Hush{now});
        lane.put(Event{now, -1, 0, Change{Parameter::size, 0.3F}});
        const long before = disturbances;
        ensemble->render(left.data(), right.data(), 256, {0, done, kRate});
        disturbed += disturbances - before;
    }
    EXPECT_EQUAL(disturbed, 0L);
    std::mutex mutex;
    const long before = disturbances;
    const std::lock_guard<std::mutex> guard(mutex);
    const auto memory = std::make_unique<int>(7);
    EXPECT_EQUAL(disturbances - before, 2L);
    EXPECT_EQUAL(*memory, 7);
    EXPECT(ensemble->tally.played > 6'000);
    EXPECT(ensemble->tally.stolen > 0);
    EXPECT(ensemble->tally.peak <= 1.0F);
}

TEST("of more notes than there are voices the newest sound") {
    Lane lane;
    Ensemble ensemble(kRate, {&lane});
    for (int id = 0; id < 200; ++id) lane.put(note(id * 1000, id, "organ", 10 * kSecond));
    rendered(ensemble, kRate);
    EXPECT_EQUAL(ensemble.tally.played.load(), 200);
    EXPECT_EQUAL(ensemble.tally.voices.load(), kVoices);
    EXPECT_EQUAL(ensemble.tally.stolen.load(), 200 - kVoices);
}

TEST("a note ends when its length is over, though nobody says so") {
    const auto sounded = played({note(0, 1, "organ", 200'000)}, kRate);
    EXPECT(loudest(sounded, 0) > 0.05F);
    EXPECT_EQUAL(loudest(sounded, 20'000), 0.0F);
}

TEST("what comes late is counted and shortened, and what is over is not played") {
    Lane lane;
    Ensemble ensemble(kRate, {&lane});
    lane.put(note(-100'000, 1, "organ", 300'000));
    lane.put(note(-400'000, 2, "organ", 300'000));
    const auto sounded = rendered(ensemble, kRate);
    EXPECT_EQUAL(ensemble.tally.late.load(), 2);
    EXPECT_EQUAL(ensemble.tally.played.load(), 1);
    EXPECT_EQUAL(firstHeard(sounded), 0);
    EXPECT(loudest(sounded, 9'000) > 0.01F);
    EXPECT_EQUAL(loudest(sounded, 14'000), 0.0F);
}

TEST("a hush ends notes, echoes and the room within 10 ms") {
    auto event = note(0, 1, "organ", 10 * kSecond);
    std::get<Note>(event.what).placing.room = std::get<Note>(event.what).placing.delay = 1.0F;
    const auto sounded = played({event, Hush{500'000}}, kRate);
    EXPECT(loudest(sounded, 23'000) > 0.05F);
    EXPECT(loudest(sounded, 24'000 + 480) < 1e-3F);
}

TEST("of two changes of a parameter the later moment counts, whichever comes last") {
    Lane lane;
    Ensemble ensemble(kRate, {&lane});
    lane.put(note(0, 1, "organ", 10 * kSecond));
    lane.put(Event{200'000, -1, 0, Change{Parameter::gain, 0.0F}});
    rendered(ensemble, 24'000);
    lane.put(Event{100'000, -1, 0, Change{Parameter::gain, 1.0F}});
    EXPECT(loudest(rendered(ensemble, 24'000, 512, 24'000), 0) < 1e-3F);
    EXPECT_EQUAL(ensemble.tally.stale.load(), 1);
}

TEST("the limiter holds a hundred loud notes under full scale") {
    std::vector<Order> orders;
    for (int id = 0; id < 100; ++id) orders.emplace_back(note(id * 100, id, "saw"));
    EXPECT(loudest(played(orders, kRate), 0) <= 0.96F);
}

TEST("events of two lanes are played in the order of this machine's time") {
    Lane one, other;
    other.offset = -1'000'000;
    Ensemble ensemble(kRate, {&one, &other}, 10'000);
    one.put(note(20'000, 1));
    other.put(note(1'005'000, 2));
    EXPECT_EQUAL(firstHeard(rendered(ensemble, 4800)), sampleOf(15'000, kRate));
}
