#include <limits>
#include <string>

#include "check.h"
#include "conversation.h"
#include "lane.h"
#include "patch.h"

using namespace receiver;

namespace {

const std::string kSound =
    R"({"id":1,"generation":2,"at":100,"length":5000,"beat":0.5,"part":"m","instrument":"bass","note":"E2","midi":40,)"
    R"("velocity":0.5,"percussive":false,"controls":{"lpf":900,"room":null,"vowel":"a","pan":7,"new":[1]},"later":1})";

std::string update(int epoch, int seq) {
    return R"({"type":"SessionUpdate","epoch":)" + std::to_string(epoch) + R"(,"seq":)" + std::to_string(seq) +
           R"(,"protocol":1,"now":1000,"generation":0,"waiting":0})";
}

std::string batch(int epoch, int seq, const std::string& events = kSound) {
    return R"({"type":"EventBatch","epoch":)" + std::to_string(epoch) + R"(,"seq":)" + std::to_string(seq) +
           R"(,"events":[)" + events + "]}";
}

}  // namespace

TEST("a note is read with the controls that are numbers, bounded; fields that are not known are passed over") {
    Conversation conversation;
    const auto orders = conversation.hear(batch(1, 1), 0).orders;
    EXPECT_EQUAL(orders.size(), 1U);
    const auto& event = std::get<Event>(orders.front());
    const auto& note = std::get<Note>(event.what);
    EXPECT_EQUAL(event.at, 100);
    EXPECT_EQUAL(event.generation, 2);
    EXPECT_EQUAL(note.patch->name, "bass");
    EXPECT_EQUAL(note.colour.lpf, 900.0F);
    EXPECT_EQUAL(note.colour.hpf, kUnset);
    EXPECT_EQUAL(note.placing.pan, 1.0F);
    EXPECT_EQUAL(note.placing.room, 0.0F);
}

TEST("what is missing is asked for once, and answered by an update") {
    Conversation conversation;
    conversation.hear(update(5, 1), 0);
    EXPECT(conversation.hear(batch(5, 2), 0).replies.empty());
    const auto gap = conversation.hear(batch(5, 4), 0);
    EXPECT_EQUAL(gap.replies.size(), 1U);
    EXPECT_EQUAL(gap.replies.front(), R"({"type":"Resync","epoch":5,"from_seq":2})");
    EXPECT_EQUAL(gap.orders.size(), 1U);
    EXPECT(conversation.hear(batch(5, 6), 0).replies.empty());
    const auto answer = conversation.hear(update(5, 9), 0);
    EXPECT_EQUAL(std::get<Cancel>(answer.orders.front()).since, 1000);
    EXPECT(conversation.hear(batch(5, 10), 0).replies.empty());
    EXPECT_EQUAL(conversation.heard.gaps.load(), 1);
    EXPECT_EQUAL(conversation.acknowledgement().value_or(""), R"({"type":"Ack","seq":10})");
    EXPECT(!conversation.acknowledgement());
}

TEST("another run of the server takes what the last one left, and its notes count only after its update") {
    Conversation conversation;
    conversation.hear(update(5, 1), 0);
    const auto stranger = conversation.hear(batch(6, 2), 0);
    EXPECT(stranger.orders.empty());
    EXPECT_EQUAL(stranger.replies.size(), 1U);
    const auto answer = conversation.hear(update(6, 3), 0);
    EXPECT_EQUAL(std::get<Cancel>(answer.orders.front()).generation, kEveryGeneration);
    EXPECT_EQUAL(conversation.hear(batch(6, 4), 0).orders.size(), 1U);
}

TEST("the offset of the server's clock is that of the quickest answer") {
    Conversation conversation;
    conversation.hear(update(1, 1), 51'000);
    EXPECT_EQUAL(conversation.offset(), 50'000);
    conversation.hear(R"({"type":"ClockPong","t0":100000,"t1":50700,"t2":50700})", 101'000);
    EXPECT_EQUAL(conversation.offset(), 49'800);
    conversation.hear(R"({"type":"ClockPong","t0":200000,"t1":150010,"t2":150020})", 200'030);
    EXPECT_EQUAL(conversation.offset(), 50'000);
    conversation.hear(R"({"type":"ClockPong","t0":300000,"t1":250900,"t2":250900})", 301'000);
    EXPECT_EQUAL(conversation.offset(), 50'000);
}

TEST("what is no message, or one from the future, is counted and harms nothing") {
    Conversation conversation;
    conversation.hear(update(1, 1), 0);
    const std::string faulty[] = {"",
                                  "hello",
                                  "[]",
                                  "{}",
                                  "null",
                                  R"({"type":7})",
                                  R"({"type":"EventBatch"})",
                                  R"({"type":"Cancel","epoch":1,"seq":2,"generation":"x","since":1})",
                                  R"({"type":"EventBatch","epoch":1,"seq":2,"events":{}})",
                                  R"({"type":"TransportCommand","epoch":1,"seq":2,"command":"hush","at":1e300})",
                                  R"({"type":"Cancel","epoch":1,"seq":2,"generation":1,"since":9223372036854775807})",
                                  std::string(100'000, '['),
                                  R"({"type":"Ack")"};
    for (const auto& text : faulty) EXPECT(conversation.hear(text, 0).orders.empty());
    EXPECT_EQUAL(conversation.heard.malformed.load(), 13);
    EXPECT(conversation.hear(R"({"type":"Firework","epoch":1,"seq":2,"colour":"red"})", 0).replies.empty());
    EXPECT_EQUAL(conversation.heard.unknown.load(), 1);
    const auto some = conversation.hear(batch(1, 3, R"({"id":1},7,)" + kSound), 0);
    EXPECT_EQUAL(some.orders.size(), 1U);
    EXPECT_EQUAL(conversation.heard.malformed.load(), 15);
    EXPECT(some.replies.empty());
}

TEST("a note without a word about drums is one if its name is no spelling of its key") {
    EXPECT(soundsLikeADrum("synth", "bd", 36.0F));
    EXPECT(soundsLikeADrum("kit", "cb", 56.0F));
    EXPECT(soundsLikeADrum("synth", "HiHat", 42.0F));
    EXPECT(soundsLikeADrum("piano", "", {}));
    EXPECT(!soundsLikeADrum("synth", "c4", 60.0F));
    EXPECT(!soundsLikeADrum("synth", "cb", 59.0F));
    EXPECT(!soundsLikeADrum("synth", "fs3", 54.0F));
    EXPECT(!soundsLikeADrum("synth", "60", 60.0F));
    EXPECT(!soundsLikeADrum("piano", "bd", 36.0F));
}

TEST("instruments are found by name, drums by key or word, and strangers play the piano") {
    EXPECT_EQUAL(instrumentCalled("rhodes").name, "epiano");
    EXPECT_EQUAL(instrumentCalled("zither").name, "piano");
    EXPECT_EQUAL(drumOn(36).name, "Kick");
    EXPECT_EQUAL(drumOn(2).name, "HighQ");
    EXPECT_EQUAL(drumOn(127).name, "Surdo");
    EXPECT_EQUAL(drumKeyOf("SNARE"), 38);
    EXPECT_EQUAL(drumKeyOf("zither"), 0);
}
