#include "client.h"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace receiver {

namespace asio = boost::asio;
using std::chrono::milliseconds;

namespace {

constexpr auto kLookForToken = milliseconds(25);  // music begins 100 ms after its server
constexpr auto kFirstRetry = milliseconds(50);
constexpr auto kLastRetry = milliseconds(1000);
constexpr auto kAcknowledgeEvery = milliseconds(200);
constexpr auto kAskQuickly = milliseconds(20);
constexpr auto kAskAgain = milliseconds(1000);
constexpr int kQuickQuestions = 8;
constexpr int kRefusals = 3;  // a server that has just begun may not have written its new token yet

}  // namespace

std::optional<std::string> TokenSource::read() const {
    if (!text.empty()) return text;
    for (const auto& path : files) {
        std::ifstream file(path);
        std::string token;
        if (file && std::getline(file, token) && !token.empty()) return token;
    }
    return std::nullopt;
}

std::vector<std::string> usualTokenFiles(const std::string& port) {
    const auto user = std::to_string(::getuid());
    const auto name = "juce-" + port + ".token";
    std::error_code none;  // without a folder for what is temporary there is only the other place
    const auto temporary = std::filesystem::temp_directory_path(none);
    return {"/run/user/" + user + "/pattern-studio/" + name, (temporary / ("pattern-studio-" + user) / name).string()};
}

Client::Client(asio::io_context& context, Address address, TokenSource token, Lane& lane, Recorder* recorder)
    : context_(context),
      address_(std::move(address)),
      token_(std::move(token)),
      lane_(lane),
      recorder_(recorder),
      retry_(context),
      question_(context),
      acknowledging_(context) {}

void Client::start(Owner owner) {
    owner_ = std::move(owner);
    attempt();
}

void Client::stop() {
    retry_.cancel();
    question_.cancel();
    acknowledging_.cancel();
    if (connection_) connection_->close();
    connection_.reset();
}

void Client::sayOnce(const std::string& line) {
    if (line != said_) owner_.say(line);
    said_ = line;
}

void Client::attempt() {
    const auto token = token_.read();
    if (!token) {
        sayOnce("no server has left a token in " + token_.files.front() + "; waiting for one at " + address_.text());
        return attemptAfter(kLookForToken);
    }
    Listener listener{[this] { opened(); }, [this](const std::string& text) { hear(text); },
                      [this](Ending how, const std::string& why) { ended(how, why); }};
    connection_ = std::make_shared<Connection>(context_, address_, std::move(listener));
    connection_->open(*token);
}

void Client::attemptLater() {
    attemptAfter(std::min(kFirstRetry * (1 << std::min(failures_, 5)), kLastRetry));
    ++failures_;
}

void Client::attemptAfter(milliseconds wait) {
    retry_.expires_after(wait);
    retry_.async_wait([this](const boost::system::error_code& error) {
        if (!error) attempt();
    });
}

void Client::opened() {
    connected_ = true;
    failures_ = refusals_ = 0;
    sayOnce("connected to " + address_.text());
    conversation_.begin();
    ask(kQuickQuestions);
    tick();
}

void Client::hear(const std::string& text) {
    auto outcome = conversation_.hear(text, monotonicNow());
    lane_.offset.store(conversation_.offset(), std::memory_order_relaxed);
    for (const auto& order : outcome.orders) lane_.put(order);
    for (auto& reply : outcome.replies) connection_->send(std::move(reply));
    if (!outcome.trouble.empty()) sayOnce(outcome.trouble);
    if (recorder_ != nullptr && !outcome.clock) recorder_->add(text);
}

/** Notes have lengths, so what sounds ends by itself, and what is queued is still right. */
void Client::ended(Ending how, const std::string& why) {
    connected_ = false;
    question_.cancel();
    acknowledging_.cancel();
    connection_.reset();
    if (how == Ending::wrongToken) return refusedToken();
    if (how == Ending::lost) sayOnce("connection to " + address_.text() + " lost (" + why + "); trying again");
    if (how == Ending::refused) sayOnce("cannot use " + address_.text() + ": " + why + "; trying again");
    if (how == Ending::unreachable)
        sayOnce("cannot reach " + address_.text() + " (" + why + "); trying until it is there");
    attemptLater();
}

void Client::refusedToken() {
    const bool mayChange = token_.text.empty();
    if (mayChange && ++refusals_ < kRefusals) return attemptLater();
    const auto advice = mayChange ? "another server wrote " + token_.files.front()
                                  : std::string("the server shows where its token is when it starts");
    owner_.giveUp(2, "wrong token for " + address_.text() + ": " + advice);
}

void Client::ask(int times) {
    connection_->send(pingText(monotonicNow()));
    question_.expires_after(times > 1 ? kAskQuickly : kAskAgain);
    question_.async_wait([this, times](const boost::system::error_code& error) {
        if (!error && connected_) ask(std::max(times - 1, 1));
    });
}

void Client::tick() {
    if (const auto text = conversation_.acknowledgement()) connection_->send(*text);
    acknowledging_.expires_after(kAcknowledgeEvery);
    acknowledging_.async_wait([this](const boost::system::error_code& error) {
        if (!error && connected_) tick();
    });
}

}  // namespace receiver
