#include <atomic>
#include <chrono>
#include <thread>
#include <vector>

#include "device.h"

namespace receiver {

namespace {

constexpr Micros kLeap = kSecond;  // behind by more, it begins anew: the computer slept

class NullDevice : public Device {
 public:
    NullDevice(int rate, int block) : rate_(rate), block_(block), sound_(static_cast<std::size_t>(2 * block)) {}
    ~NullDevice() override { stop(); }

    std::string name() const override { return "null"; }
    int rate() const override { return rate_; }
    int xruns() const override { return leaps_; }
    bool lost() const override { return false; }

    void start(Ensemble& ensemble) override {
        running_ = true;
        thread_ = std::thread([this, &ensemble] { run(ensemble); });
    }

    void stop() override {
        running_ = false;
        if (thread_.joinable()) thread_.join();
    }

 private:
    /** Blocks lie exactly one after the other from `anchor` on; the thread only has to keep up. */
    void run(Ensemble& ensemble) {
        Micros anchor = monotonicNow();
        Sample done = 0;
        while (running_) {
            const Micros due = anchor + done * kSecond / rate_;
            const Micros now = monotonicNow();
            if (now - due > kLeap) {
                ++leaps_;
                anchor = now;
                done = 0;
            } else if (now < due) {
                std::this_thread::sleep_for(std::chrono::microseconds(due - now));
            }
            ensemble.render(sound_.data(), sound_.data() + block_, block_, {anchor, done, rate_});
            done += block_;
        }
    }

    int rate_, block_;
    std::vector<float> sound_;
    std::atomic<bool> running_{false};
    std::atomic<int> leaps_{0};
    std::thread thread_;
};

}  // namespace

std::unique_ptr<Device> nullDevice(int rate, int block) {
    return std::make_unique<NullDevice>(rate > 0 ? rate : 48000, block > 0 ? block : 512);
}

}  // namespace receiver
