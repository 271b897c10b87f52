#include "connection.h"

#include <chrono>
#include <utility>

namespace receiver {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
namespace websocket = boost::beast::websocket;

namespace {
constexpr auto kConnectWithin = std::chrono::seconds(5);
constexpr auto kSilentFor = std::chrono::seconds(10);
constexpr std::size_t kLargestMessage = 4U << 20U;
}  // namespace

Connection::Connection(asio::io_context& context, Address address, Listener listener)
    : address_(std::move(address)), listener_(std::move(listener)), resolver_(context), stream_(context) {}

void Connection::open(const std::string& token) {
    const auto self = shared_from_this();
    resolver_.async_resolve(address_.host, address_.port,
                            [self, token](const Error& error, const asio::ip::tcp::resolver::results_type& found) {
                                if (error) return self->end(Ending::unreachable, error.message());
                                auto& socket = beast::get_lowest_layer(self->stream_);
                                socket.expires_after(kConnectWithin);
                                socket.async_connect(
                                    found, [self, token](const Error& failed, const asio::ip::tcp::endpoint&) {
                                        if (failed) return self->end(Ending::unreachable, failed.message());
                                        self->shakeHands(token);
                                    });
                            });
}

void Connection::shakeHands(const std::string& token) {
    auto& socket = beast::get_lowest_layer(stream_);
    socket.expires_never();
    Error ignored;  // a socket that cannot do without delay is slower, and still a socket
    socket.socket().set_option(asio::ip::tcp::no_delay(true), ignored);
    stream_.set_option(websocket::stream_base::timeout{kConnectWithin, kSilentFor, true});
    stream_.set_option(websocket::stream_base::decorator([token](websocket::request_type& request) {
        request.set(http::field::user_agent, "pattern-receiver");
        request.set(http::field::authorization, "Bearer " + token);
    }));
    stream_.read_message_max(kLargestMessage);
    const auto self = shared_from_this();
    stream_.async_handshake(response_, address_.host + ":" + address_.port, "/",
                            [self](const Error& error) { self->greeted(error); });
}

void Connection::greeted(const Error& error) {
    if (!error) {
        open_ = true;
        stream_.text(true);
        listener_.opened();
        return read();
    }
    if (error != websocket::error::upgrade_declined) return end(Ending::unreachable, error.message());
    if (response_.result() == http::status::unauthorized) return end(Ending::wrongToken, "");
    end(Ending::refused, "it answers " + std::to_string(response_.result_int()) + ", so it is no Pattern Studio");
}

void Connection::read() {
    const auto self = shared_from_this();
    stream_.async_read(buffer_, [self](const Error& error, std::size_t) {
        if (error) return self->endOfReading(error);
        const auto text = beast::buffers_to_string(self->buffer_.data());
        self->buffer_.consume(self->buffer_.size());
        if (self->ended_) return;
        self->listener_.heard(text);
        self->read();
    });
}

void Connection::endOfReading(const Error& error) {
    const bool showTheToken =
        error == websocket::error::closed && stream_.reason().code == websocket::close_code::policy_error;
    const bool goodbye = error == websocket::error::closed;
    end(showTheToken ? Ending::wrongToken : Ending::lost, goodbye ? "the server said goodbye" : error.message());
}

void Connection::send(std::string text) {
    outgoing_.push_back(std::move(text));
    if (outgoing_.size() == 1 && open_ && !ended_) write();
}

void Connection::write() {
    const auto self = shared_from_this();
    stream_.async_write(asio::buffer(outgoing_.front()), [self](const Error& error, std::size_t) {
        if (error) return self->end(Ending::lost, error.message());
        self->outgoing_.pop_front();
        if (!self->outgoing_.empty() && !self->ended_) self->write();
    });
}

void Connection::end(Ending how, const std::string& why) {
    if (ended_) return;
    ended_ = true;
    beast::get_lowest_layer(stream_).close();
    const auto ended = std::move(listener_.ended);
    listener_ = {};
    ended(how, why);
}

void Connection::close() {
    if (ended_) return;
    ended_ = true;
    listener_ = {};
    resolver_.cancel();
    if (!open_) return beast::get_lowest_layer(stream_).close();
    const auto self = shared_from_this();
    stream_.async_close(websocket::close_code::normal, [self](const Error&) {});
}

}  // namespace receiver
