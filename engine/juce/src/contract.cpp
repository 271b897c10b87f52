#include "contract.h"

#include <juce_core/juce_core.h>

#include <cmath>
#include <limits>
#include <optional>

namespace receiver {

namespace {

/** Why a message cannot be read. It does not leave this file. */
struct Fault {
    std::string why;
};

[[noreturn]] void wrong(const char* name, const char* what) {
    throw Fault{std::string(name) + " is not " + what};
}

std::int64_t whole(const juce::var& object, const char* name) {
    const auto& value = object[name];
    if (value.isInt() || value.isInt64()) return static_cast<juce::int64>(value);
    wrong(name, "a whole number");
}

/** A moment or a length. What is beyond 285 years is a mistake, and would not fit when counted in samples. */
Micros micros(const juce::var& object, const char* name) {
    constexpr Micros kMost = 9'000'000'000'000'000;
    const auto value = whole(object, name);
    if (value < -kMost || value > kMost) wrong(name, "a moment");
    return value;
}

std::optional<float> numberIn(const juce::var& value) {
    if (value.isBool()) return static_cast<bool>(value) ? 1.0F : 0.0F;
    if (!value.isInt() && !value.isInt64() && !value.isDouble()) return std::nullopt;
    const double number = value;
    if (!std::isfinite(number) || std::abs(number) > static_cast<double>(std::numeric_limits<float>::max())) return {};
    return static_cast<float>(number);
}

float number(const juce::var& object, const char* name) {
    if (const auto value = numberIn(object[name])) return *value;
    wrong(name, "a number");
}

std::string text(const juce::var& object, const char* name) {
    if (!object[name].isString()) wrong(name, "a text");
    return object[name].toString().toStdString();
}

Place place(const juce::var& object) {
    return {whole(object, "epoch"), whole(object, "seq")};
}

Sound sound(const juce::var& object) {
    if (object.getDynamicObject() == nullptr) throw Fault{"an event is not an object"};
    Sound made;
    made.id = whole(object, "id");
    made.generation = whole(object, "generation");
    made.at = micros(object, "at");
    made.length = micros(object, "length");
    made.instrument = text(object, "instrument");
    made.part = object["part"].toString().toStdString();
    made.name = object["note"].toString().toStdString();
    made.key = numberIn(object["midi"]);
    made.velocity = number(object, "velocity");
    made.percussive = static_cast<bool>(object["percussive"]);
    if (auto* controls = object["controls"].getDynamicObject())
        for (const auto& control : controls->getProperties())
            if (const auto value = numberIn(control.value))
                made.controls.emplace_back(control.name.toString().toStdString(), *value);
    return made;
}

EventBatch batch(const juce::var& object) {
    EventBatch made{place(object), {}, 0};
    const auto* events = object["events"].getArray();
    if (events == nullptr) wrong("events", "a list");
    for (const auto& event : *events) {
        try {
            made.sounds.push_back(sound(event));
        } catch (const Fault&) {
            ++made.faulty;
        }
    }
    return made;
}

Place placeIfAny(const juce::var& object) {
    const bool placed = object.hasProperty("epoch") && object.hasProperty("seq");
    return placed ? place(object) : Place{};
}

Message message(const juce::var& object) {
    const auto type = text(object, "type");
    if (type == "EventBatch") return batch(object);
    if (type == "AudioEvent") return EventBatch{place(object), {sound(object["event"])}, 0};
    if (type == "ClockPong") return ClockPong{micros(object, "t0"), micros(object, "t1"), micros(object, "t2")};
    if (type == "SessionUpdate") return SessionUpdate{place(object), micros(object, "now"), whole(object, "waiting")};
    if (type == "Cancel") return CancelMessage{place(object), {whole(object, "generation"), micros(object, "since")}};
    if (type == "TransportCommand")
        return TransportCommand{place(object), text(object, "command"), micros(object, "at")};
    if (type == "ParameterChange")
        return ParameterChange{place(object), text(object, "name"), number(object, "value"), micros(object, "at")};
    if (type == "Refused") return Refused{text(object, "reason")};
    return Unknown{placeIfAny(object), type};
}

juce::var jsonOf(const Sound& sound) {
    auto* controls = new juce::DynamicObject();  // owned by the var it is given to
    const juce::var held(controls);
    for (const auto& [name, value] : sound.controls) controls->setProperty(juce::Identifier(juce::String(name)), value);
    auto* object = new juce::DynamicObject();
    const juce::var made(object);
    object->setProperty("id", static_cast<juce::int64>(sound.id));
    object->setProperty("generation", static_cast<juce::int64>(sound.generation));
    object->setProperty("at", static_cast<juce::int64>(sound.at));
    object->setProperty("length", static_cast<juce::int64>(sound.length));
    object->setProperty("beat", 0.0);
    object->setProperty("part", juce::String::fromUTF8(sound.part.c_str()));
    object->setProperty("instrument", juce::String::fromUTF8(sound.instrument.c_str()));
    object->setProperty("note",
                        sound.name.empty() ? juce::var() : juce::var(juce::String::fromUTF8(sound.name.c_str())));
    object->setProperty("midi", sound.key ? juce::var(*sound.key) : juce::var());
    object->setProperty("velocity", sound.velocity);
    object->setProperty("percussive", sound.percussive);
    object->setProperty("controls", held);
    return made;
}

/** Whether brackets lie deeper in `text` than any message of the contract has them. */
bool tooDeep(const std::string& text) {
    constexpr int kDeepest = 32;
    int depth = 0;
    bool quoted = false;
    for (std::size_t place = 0; place < text.size(); ++place) {
        const char sign = text[place];
        if (quoted && sign == '\\')
            ++place;
        else if (sign == '"')
            quoted = !quoted;
        else if (!quoted && (sign == '[' || sign == '{') && ++depth > kDeepest)
            return true;
        else if (!quoted && (sign == ']' || sign == '}'))
            --depth;
    }
    return false;
}

std::string opened(const char* type, const Place& place) {
    return std::string(R"({"type":")") + type + R"(","epoch":)" + std::to_string(place.epoch) + R"(,"seq":)" +
           std::to_string(place.seq) + ",";
}

}  // namespace

Message readMessage(const std::string& text) {
    if (tooDeep(text)) return Faulty{"nested too deeply"};
    juce::var parsed;
    const auto result = juce::JSON::parse(juce::String::fromUTF8(text.data(), static_cast<int>(text.size())), parsed);
    if (result.failed()) return Faulty{"not JSON"};
    if (parsed.getDynamicObject() == nullptr) return Faulty{"not an object"};
    try {
        return message(parsed);
    } catch (const Fault& fault) {
        return Faulty{fault.why};
    }
}

std::string pingText(Micros t0) {
    return R"({"type":"ClockPing","t0":)" + std::to_string(t0) + "}";
}

std::string ackText(std::int64_t seq) {
    return R"({"type":"Ack","seq":)" + std::to_string(seq) + "}";
}

std::string resyncText(const Place& last) {
    return R"({"type":"Resync","epoch":)" + std::to_string(last.epoch) + R"(,"from_seq":)" + std::to_string(last.seq) +
           "}";
}

std::string batchText(const Place& place, const std::vector<Sound>& sounds) {
    juce::Array<juce::var> events;
    for (const auto& sound : sounds) events.add(jsonOf(sound));
    return opened("EventBatch", place) + R"("events":)" + juce::JSON::toString(events, true).toStdString() + "}";
}

std::string cancelText(const Place& place, const Cancel& cancel) {
    return opened("Cancel", place) + R"("generation":)" + std::to_string(cancel.generation) + R"(,"since":)" +
           std::to_string(cancel.since) + "}";
}

std::string hushText(const Place& place, Micros at) {
    return opened("TransportCommand", place) + R"("command":"hush","at":)" + std::to_string(at) + "}";
}

}  // namespace receiver
