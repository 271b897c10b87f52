#include "live.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <csignal>
#include <iostream>
#include <memory>
#include <thread>

#include "osc_input.h"
#include "recording.h"

namespace receiver {

namespace asio = boost::asio;

namespace {

constexpr auto kFarewell = std::chrono::milliseconds(40);  // long enough for a fade

void say(const std::string& line) {
    std::cerr << line << std::endl;
}

/** Everything that plays, from the inputs to the device. Only its own thread and the io_context's touch it. */
class Performance {
 public:
    explicit Performance(const LiveJob& job) : job_(job), signals_(context_, SIGINT, SIGTERM), second_(context_) {
        if (!job.record.empty()) recorder_ = std::make_unique<Recorder>(job.record);
        std::string warning;
        device_ = openDevice(job.device, warning);
        if (!warning.empty()) say(warning);
        ensemble_ = std::make_unique<Ensemble>(device_->rate(), std::vector<Lane*>{&web_, &osc_}, job.latency);
        if (job.osc) oscInput_ = std::make_unique<OscInput>(job.osc->host, job.osc->port, osc_, recorder_.get());
        if (job.server) client_ = std::make_unique<Client>(context_, *job.server, job.token, web_, recorder_.get());
    }

    int run() {
        say("playing on " + device_->name() + " at " + std::to_string(device_->rate()) + " Hz");
        if (oscInput_) say("OSC on " + job_.osc->host + ":" + std::to_string(oscInput_->port()));
        device_->start(*ensemble_);
        signals_.async_wait([this](const boost::system::error_code& error, int signal) {
            if (!error) end(128 + signal, "");
        });
        if (client_) client_->start({&say, [this](int code, const std::string& line) { end(code, line); }});
        everySecond();
        context_.run();
        farewell();
        return code_;
    }

 private:
    void end(int code, const std::string& line) {
        if (!line.empty()) say("pattern-receiver: " + line);
        code_ = code;
        signals_.cancel();
        second_.cancel();
        if (client_) client_->stop();
        ended_ = true;
    }

    void everySecond() {
        second_.expires_after(std::chrono::seconds(1));
        second_.async_wait([this](const boost::system::error_code& error) {
            if (error || ended_) return;
            if (oscInput_) oscInput_->followWallClock();
            if (job_.status) printStatus();
            if (device_->lost()) return end(3, "the audio device " + device_->name() + " is gone");
            everySecond();
        });
    }

    /** Nothing breaks off with a click, and nothing is left hanging. */
    void farewell() {
        if (job_.status) printStatus();
        oscInput_.reset();
        web_.put(Hush{std::numeric_limits<Micros>::min() / 4});
        std::this_thread::sleep_for(kFarewell);
        device_->stop();
    }

    void printStatus() {
        const auto& tally = ensemble_->tally;
        const auto heard = [&](const auto& field) { return client_ ? (client_->heard().*field).load() : 0; };
        const auto both = [&](const auto& field) { return (web_.*field).load() + (osc_.*field).load(); };
        const auto gaps = heard(&Heard::gaps) + (oscInput_ ? oscInput_->gaps.load() : 0);
        const auto malformed = heard(&Heard::malformed) + (oscInput_ ? oscInput_->malformed.load() : 0);
        const auto unknown = heard(&Heard::unknown) + (oscInput_ ? oscInput_->unknown.load() : 0);
        std::cout << "{\"connected\":" << (client_ && client_->connected() ? "true" : "false")
                  << ",\"events\":" << both(&Lane::events) << ",\"played\":" << tally.played
                  << ",\"late\":" << tally.late << ",\"queued\":" << both(&Lane::queued)
                  << ",\"cancelled\":" << both(&Lane::cancelled) << ",\"dropped\":" << both(&Lane::dropped)
                  << ",\"gaps\":" << gaps << ",\"malformed\":" << malformed << ",\"unknown\":" << unknown
                  << ",\"stale\":" << tally.stale << ",\"voices\":" << tally.voices << ",\"stolen\":" << tally.stolen
                  << ",\"peak\":" << tally.peak << ",\"xruns\":" << device_->xruns() << "}" << std::endl;
    }

    const LiveJob& job_;
    asio::io_context context_;
    asio::signal_set signals_;
    asio::steady_timer second_;
    std::unique_ptr<Recorder> recorder_;
    Lane web_, osc_;
    std::unique_ptr<Device> device_;
    std::unique_ptr<Ensemble> ensemble_;
    std::unique_ptr<OscInput> oscInput_;
    std::unique_ptr<Client> client_;
    int code_ = 0;
    bool ended_ = false;
};

}  // namespace

int playLive(const LiveJob& job) {
    return std::make_unique<Performance>(job)->run();
}

}  // namespace receiver
