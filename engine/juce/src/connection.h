/** One WebSocket connection, from the attempt to its end. */
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/websocket.hpp>
#include <deque>
#include <functional>
#include <memory>
#include <string>

namespace receiver {

/** Where a server is. */
struct Address {
    std::string host = "127.0.0.1";
    std::string port = "8081";

    std::string text() const { return "ws://" + host + ":" + port; }
};

/** How a connection ended, or why there was none. */
enum class Ending { unreachable, wrongToken, refused, lost };

/** What a connection tells its owner. All is called from the thread that runs the io_context. */
struct Listener {
    std::function<void()> opened;
    std::function<void(const std::string& text)> heard;
    std::function<void(Ending how, const std::string& why)> ended;  ///< once, and nothing after it
};

/** Thread: the one that runs the io_context. It lives for as long as something of it is under way. */
class Connection : public std::enable_shared_from_this<Connection> {
 public:
    Connection(boost::asio::io_context& context, Address address, Listener listener);

    /** Try to connect, and show `token` in the handshake. */
    void open(const std::string& token);
    void send(std::string text);

    /** Say goodbye; the listener is not told any more. */
    void close();

 private:
    using Error = boost::beast::error_code;

    void shakeHands(const std::string& token);
    void read();
    void write();
    void end(Ending how, const std::string& why);
    void endOfReading(const Error& error);
    void greeted(const Error& error);

    Address address_;
    Listener listener_;
    boost::asio::ip::tcp::resolver resolver_;
    boost::beast::websocket::stream<boost::beast::tcp_stream> stream_;
    boost::beast::websocket::response_type response_;
    boost::beast::flat_buffer buffer_;
    std::deque<std::string> outgoing_;
    bool open_ = false, ended_ = false;
};

}  // namespace receiver
