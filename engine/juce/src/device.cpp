#include "device.h"

#include <juce_audio_devices/juce_audio_devices.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <vector>

#include "block_clock.h"
#include "recording.h"

namespace receiver {

namespace {

/** A device of JUCE, which calls back from a thread of its own. */
class JuceDevice : public Device, private juce::AudioIODeviceCallback {
 public:
    JuceDevice(std::unique_ptr<juce::AudioIODevice> device, std::string name)
        : device_(std::move(device)), name_(std::move(name)), clock_(rateOf(*device_)) {
        spare_.resize(static_cast<std::size_t>(std::max(8192, device_->getCurrentBufferSizeSamples())));
    }
    ~JuceDevice() override { stop(); }

    static int rateOf(juce::AudioIODevice& device) {
        return static_cast<int>(std::lround(device.getCurrentSampleRate()));
    }

    std::string name() const override { return name_; }
    int rate() const override { return rateOf(*device_); }
    int xruns() const override { return std::max(0, device_->getXRunCount()); }
    bool lost() const override { return lost_; }

    void start(Ensemble& ensemble) override {
        ensemble_ = &ensemble;
        device_->start(this);
    }

    void stop() override {
        stopping_ = true;
        device_->stop();
        device_->close();
    }

 private:
    void audioDeviceIOCallbackWithContext(const float* const*, int, float* const* outputs, int channels, int frames,
                                          const juce::AudioIODeviceCallbackContext&) override {
        float* left = channels > 0 ? outputs[0] : nullptr;
        float* right = channels > 1 ? outputs[1] : spare_.data();
        if (left == nullptr || frames > static_cast<int>(spare_.size())) return;
        ensemble_->render(left, right, frames, clock_.begin(monotonicNow(), frames));
        if (channels == 1) juce::FloatVectorOperations::add(left, right, frames);
        for (int channel = 2; channel < channels; ++channel)
            juce::FloatVectorOperations::clear(outputs[channel], frames);
    }

    void audioDeviceAboutToStart(juce::AudioIODevice*) override {}
    void audioDeviceStopped() override { lost_ = !stopping_; }
    void audioDeviceError(const juce::String&) override { lost_ = true; }

    std::unique_ptr<juce::AudioIODevice> device_;
    std::string name_;
    BlockClock clock_;
    std::vector<float> spare_;  // the right side, if the device has only one
    Ensemble* ensemble_ = nullptr;
    std::atomic<bool> stopping_{false}, lost_{false};
};

struct Kind {
    const char* name;
    juce::AudioIODeviceType* (*create)();
};

constexpr std::array<Kind, 2> kKinds{{{"jack", &juce::AudioIODeviceType::createAudioIODeviceType_JACK},
                                      {"alsa", &juce::AudioIODeviceType::createAudioIODeviceType_ALSA}}};

/** libjack writes to standard error whatever it does not find; what matters is said in one line of our own. */
void quietenJack() {
    using Listener = void (*)(const char*);
    using Setter = void (*)(Listener);
    static juce::DynamicLibrary jack("libjack.so.0");
    for (const auto* name : {"jack_set_error_function", "jack_set_info_function"})
        if (const auto set = reinterpret_cast<Setter>(jack.getFunction(name))) set([](const char*) {});
}

/** The devices of a kind, looked for; null if this system does not have the kind. */
std::unique_ptr<juce::AudioIODeviceType> scanned(const Kind& kind) {
    quietenJack();
    std::unique_ptr<juce::AudioIODeviceType> type(kind.create());
    if (type != nullptr) type->scanForDevices();
    return type;
}

/** One device of a kind, open; null with a reason if that cannot be. */
std::unique_ptr<Device> opened(const Kind& kind, const juce::String& wanted, const DeviceWish& wish, std::string& why) {
    const auto type = scanned(kind);
    why = std::string(kind.name) + " has no device";
    if (type == nullptr) return nullptr;
    const auto names = type->getDeviceNames(false);
    const auto name = wanted.isNotEmpty() ? wanted : names[std::max(0, type->getDefaultDeviceIndex(false))];
    if (!names.contains(name)) return nullptr;
    std::unique_ptr<juce::AudioIODevice> device(type->createDevice(name, {}));
    if (device == nullptr) return nullptr;
    juce::BigInteger stereo;
    stereo.setRange(0, 2, true);
    const int block = wish.block > 0 ? wish.block : device->getDefaultBufferSize();
    const auto error = device->open({}, stereo, wish.rate > 0 ? wish.rate : 48000, block);
    // A missing ALSA device opens without an error and has neither channels nor a rate.
    const bool sounds =
        device->isOpen() && device->getCurrentSampleRate() > 0 && device->getOutputChannelNames().size() > 0;
    if (error.isNotEmpty() || !sounds) {
        why = kind.name + (": " + (error.isNotEmpty() ? error : "cannot open " + name)).toStdString();
        return nullptr;
    }
    return std::make_unique<JuceDevice>(std::move(device), std::string(kind.name) + ":" + name.toStdString());
}

}  // namespace

std::vector<std::string> deviceNames() {
    std::vector<std::string> found;
    for (const auto& kind : kKinds) {
        const auto type = scanned(kind);
        if (type == nullptr) continue;
        for (const auto& name : type->getDeviceNames(false))
            found.push_back(std::string(kind.name) + ":" + name.toStdString());
    }
    found.emplace_back("null");
    return found;
}

std::unique_ptr<Device> openDevice(const DeviceWish& wish, std::string& warning) {
    if (wish.name == "null") return nullDevice(wish.rate, wish.block);
    const auto colon = wish.name.find(':');
    const auto kindName = wish.name.substr(0, colon);
    const auto wanted = colon == std::string::npos ? juce::String() : juce::String(wish.name.substr(colon + 1));
    std::string reasons;
    for (const auto& kind : kKinds) {
        if (kindName != "auto" && kindName != kind.name) continue;
        std::string why;
        if (auto device = opened(kind, wanted, wish, why)) return device;
        reasons += (reasons.empty() ? "" : "; ") + why;
    }
    if (reasons.empty()) throw Trouble(2, "no device called '" + wish.name + "'; --list-devices shows what there is");
    if (kindName != "auto") throw Trouble(3, "cannot open " + wish.name + ": " + reasons);
    warning = "no audio device (" + reasons + "): time is kept in silence";
    return nullDevice(wish.rate, wish.block);
}

}  // namespace receiver
