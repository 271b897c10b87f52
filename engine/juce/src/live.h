/** Listening and playing until a signal comes. */
#pragma once

#include "options.h"

namespace receiver {

/** Play `job`; returns the exit code. Throws `Trouble` if it cannot begin. */
int playLive(const LiveJob& job);

}  // namespace receiver
