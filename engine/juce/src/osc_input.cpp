#include "osc_input.h"

#include <algorithm>
#include <cstdlib>

namespace receiver {

namespace {

constexpr Micros kNtpToUnix = 2'208'988'800;  // seconds from 1900 to 1970
constexpr std::uint64_t kImmediately = 1;
constexpr Micros kLeap = 500'000;  // a clock that was set anew

/** The sender's idea of the wall clock moves by a few microseconds between a note and its cancel. */
constexpr Micros kCancelSlack = 500;

Place placed(std::int64_t number) {
    return {0, number};
}

std::optional<float> numberIn(const juce::OSCArgument& argument) {
    if (argument.isFloat32()) return argument.getFloat32();
    if (argument.isInt32()) return static_cast<float>(argument.getInt32());
    return std::nullopt;
}

}  // namespace

Micros unixMicrosOf(std::uint64_t rawTimeTag) noexcept {
    const auto seconds = static_cast<Micros>(rawTimeTag >> 32U) - kNtpToUnix;
    const auto fraction = ((rawTimeTag & 0xFFFFFFFFU) * 1'000'000U + (std::uint64_t{1} << 31U)) >> 32U;
    return seconds * kSecond + static_cast<Micros>(fraction);
}

std::optional<Sound> soundOf(const juce::OSCMessage& message, Micros at) {
    constexpr int kFixed = 8;
    if (message.size() < kFixed) return std::nullopt;
    const bool typed = message[0].isInt32() && message[1].isInt32() && message[2].isString() && message[3].isString() &&
                       message[4].isString() && message[5].isFloat32() && message[6].isFloat32() &&
                       message[7].isFloat32();
    if (!typed) return std::nullopt;
    Sound sound;
    sound.id = message[0].getInt32();
    sound.generation = message[1].getInt32();
    sound.at = at;
    sound.part = message[2].getString().toStdString();
    sound.instrument = message[3].getString().toStdString();
    sound.name = message[4].getString().toStdString();
    if (message[5].getFloat32() >= 0.0F) sound.key = message[5].getFloat32();
    sound.velocity = message[6].getFloat32();
    sound.length = static_cast<Micros>(std::clamp(message[7].getFloat32(), 0.0F, 86'400.0F) * 1e6);
    sound.percussive = soundsLikeADrum(sound.instrument, sound.name, sound.key);
    for (int index = kFixed; index + 1 < message.size(); index += 2)
        if (const auto value = numberIn(message[index + 1]); value && message[index].isString())
            sound.controls.emplace_back(message[index].getString().toStdString(), *value);
    return sound;
}

OscInput::OscInput(const std::string& host, int port, Lane& lane, Recorder* recorder)
    : socket_(false), lane_(lane), recorder_(recorder) {
    if (!socket_.bindToPort(port, host))
        throw Trouble(3, "cannot listen for OSC on " + host + ":" + std::to_string(port) + "; is the port taken?");
    followWallClock();
    receiver_.registerFormatErrorHandler([this](const char*, int) { ++malformed; });
    receiver_.addListener(this);
    receiver_.connectToSocket(socket_);
}

OscInput::~OscInput() {
    socket_.shutdown();  // wakes the thread that receives
    receiver_.disconnect();
    receiver_.removeListener(this);
}

void OscInput::followWallClock() {
    Micros quickest = kLeap, seen = 0;
    for (int look = 0; look < 5; ++look) {
        const Micros before = monotonicNow();
        const Micros wall = wallNow();
        const Micros after = monotonicNow();
        if (after - before >= quickest) continue;
        quickest = after - before;
        seen = (before + after) / 2 - wall;
    }
    const Micros drift = seen - lane_.offset.load();
    const bool leapt = !measured_ || std::abs(drift) > kLeap;
    measured_ = true;
    lane_.offset.store(lane_.offset.load() + (leapt ? drift : drift / 16));
}

void OscInput::oscMessageReceived(const juce::OSCMessage& message) {
    std::vector<Sound> sounds;
    ++packets;
    takeMessage(message, wallNow(), sounds);
    if (recorder_ != nullptr && !sounds.empty()) recorder_->add(batchText(placed(++recorded_), sounds));
}

void OscInput::oscBundleReceived(const juce::OSCBundle& bundle) {
    std::vector<Sound> sounds;
    ++packets;
    takeBundle(bundle, sounds);
    if (recorder_ != nullptr && !sounds.empty()) recorder_->add(batchText(placed(++recorded_), sounds));
}

void OscInput::takeBundle(const juce::OSCBundle& bundle, std::vector<Sound>& sounds) {
    const auto tag = bundle.getTimeTag().getRawTimeTag();
    const Micros at = tag == kImmediately ? wallNow() : unixMicrosOf(tag);
    for (const auto& element : bundle) {
        if (element.isBundle())
            takeBundle(element.getBundle(), sounds);
        else
            takeMessage(element.getMessage(), at, sounds);
    }
}

void OscInput::takeMessage(const juce::OSCMessage& message, Micros at, std::vector<Sound>& sounds) {
    const auto address = message.getAddressPattern().toString();
    if (address == "/pattern/event") {
        const auto sound = soundOf(message, at);
        if (!sound) {
            ++malformed;
            return;
        }
        lane_.put(eventOf(*sound));
        sounds.push_back(*sound);
    } else if (address == "/pattern/seq" && message.size() == 1 && message[0].isInt32()) {
        takeNumber(message[0].getInt32());
    } else if (address == "/pattern/cancel" && message.size() == 1 && message[0].isInt32()) {
        const Cancel cancel{message[0].getInt32(), at - kCancelSlack};
        lane_.put(cancel);
        if (recorder_ != nullptr) recorder_->add(cancelText(placed(++recorded_), cancel));
    } else if (address == "/pattern/hush") {
        lane_.put(Hush{at});
        if (recorder_ != nullptr) recorder_->add(hushText(placed(++recorded_), at));
    } else {
        ++unknown;
    }
}

/** Packets are numbered; what UDP lost leaves a gap. A sender that begins again begins at 0. */
void OscInput::takeNumber(std::int64_t number) {
    if (expected_ >= 0 && number > expected_) gaps += number - expected_;
    expected_ = number + 1;
}

}  // namespace receiver
