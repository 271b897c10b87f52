/** Where sound goes: a device of ALSA or JACK, or one that only keeps time. */
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "ensemble.h"

namespace receiver {

/** What the user asks for. `name`: `auto`, `null`, `jack`, `alsa`, or `alsa:NAME`; a rate of 0 is the device's own. */
struct DeviceWish {
    std::string name = "auto";
    int rate = 0;
    int block = 0;
};

/** An open device. Its own thread asks an ensemble for sound between `start` and `stop`. */
class Device {
 public:
    virtual ~Device() = default;

    virtual std::string name() const = 0;
    virtual int rate() const = 0;
    virtual void start(Ensemble& ensemble) = 0;
    virtual void stop() = 0;

    /** Blocks that came too late, as far as the device knows. */
    virtual int xruns() const = 0;

    /** Whether it has gone away by itself. */
    virtual bool lost() const = 0;
};

/** Open what is asked for; `auto` takes the first that works and keeps time in silence if none does. `warning` is one
 * line to tell the user, or empty. Throws `Trouble` for a device that cannot be opened. */
std::unique_ptr<Device> openDevice(const DeviceWish& wish, std::string& warning);

/** The names that `--device` takes, in the order `auto` tries them. */
std::vector<std::string> deviceNames();

/** A device that keeps time and makes no sound. */
std::unique_ptr<Device> nullDevice(int rate, int block);

}  // namespace receiver
