/** The WebSocket client: keeps a connection to a server, begins again when it is lost, and obeys what it hears. */
#pragma once

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "connection.h"
#include "conversation.h"
#include "lane.h"
#include "recording.h"

namespace receiver {

/** Where the token is: as a text, or in the first of `files` that exists, read anew for every attempt. */
struct TokenSource {
    std::string text;
    std::vector<std::string> files;

    /** The token, if there is one now. */
    std::optional<std::string> read() const;
};

/** The files in which a server of this machine and this user leaves its token. */
std::vector<std::string> usualTokenFiles(const std::string& port);

/** Thread: the one that runs the io_context. */
class Client {
 public:
    /** What it tells its owner: a line for the user; that it has given up, with an exit code and a line. */
    struct Owner {
        std::function<void(const std::string&)> say;
        std::function<void(int, const std::string&)> giveUp;
    };

    /** `recorder` may be null. All must outlive it. */
    Client(boost::asio::io_context& context, Address address, TokenSource token, Lane& lane, Recorder* recorder);

    void start(Owner owner);
    void stop();

    bool connected() const { return connected_; }
    const Heard& heard() const { return conversation_.heard; }

 private:
    void attempt();
    void attemptLater();
    void attemptAfter(std::chrono::milliseconds wait);
    void opened();
    void hear(const std::string& text);
    void ended(Ending how, const std::string& why);
    void refusedToken();
    void ask(int times);
    void tick();
    void sayOnce(const std::string& line);

    boost::asio::io_context& context_;
    Address address_;
    TokenSource token_;
    Lane& lane_;
    Recorder* recorder_;
    Owner owner_;
    Conversation conversation_;
    std::shared_ptr<Connection> connection_;
    boost::asio::steady_timer retry_, question_, acknowledging_;
    int failures_ = 0, refusals_ = 0;
    std::string said_;
    std::atomic<bool> connected_{false};
};

}  // namespace receiver
