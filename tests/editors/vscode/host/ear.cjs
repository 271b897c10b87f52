// An OSC receiver: hears what the player sends to /pattern/event, and when it came.
"use strict";

const { createSocket } = require("node:dgram");

/** @typedef {{came: number, due: number, part: string, instrument: string, note: string, midi: number, velocity: number}} Heard */

/** Milliseconds of `performance.now()` at the beginning of 1900, where time tags count from. */
const EPOCH = -2_208_988_800_000 - performance.timeOrigin;

/** The words of an OSC message behind its address. @param {Buffer} packet @returns {{address: string, words: (string | number)[]}} */
function message(packet) {
  let place = 0;
  const text = () => {
    const end = packet.indexOf(0, place);
    const found = packet.toString("utf8", place, end);
    place = (end + 4) & ~3;
    return found;
  };
  const address = text();
  const words = [...text().slice(1)].map((type) => {
    if (type === "s") return text();
    place += 4;
    return type === "f" ? packet.readFloatBE(place - 4) : packet.readInt32BE(place - 4);
  });
  return { address, words };
}

/** The messages of a packet, with their moments. @param {Buffer} packet @param {number} due
 * @returns {Generator<{address: string, words: (string | number)[], due: number}>} */
function* messages(packet, due) {
  if (packet.toString("latin1", 0, 7) !== "#bundle") {
    yield { ...message(packet), due };
    return;
  }
  const tag = packet.readUInt32BE(8) * 1000 + (packet.readUInt32BE(12) / 2 ** 32) * 1000 + EPOCH;
  for (let place = 16; place < packet.length; ) {
    const size = packet.readInt32BE(place);
    yield* messages(packet.subarray(place + 4, place + 4 + size), tag);
    place += 4 + size;
  }
}

/** Listen on a port of this machine that nobody uses. */
exports.listen = async () => {
  const socket = createSocket("udp4");
  /** @type {Heard[]} */
  const heard = [];
  socket.on("message", (packet) => {
    const came = performance.now();
    for (const { address, words, due } of messages(packet, came)) {
      if (address !== "/pattern/event") continue;
      const [, , part, instrument, note, midi, velocity] = /** @type {[number, number, string, string, string, number, number]} */ (words);
      heard.push({ came, due, part, instrument, note, midi, velocity });
    }
  });
  await new Promise((resolve) => socket.bind(0, "127.0.0.1", () => resolve(undefined)));
  return { heard, output: `osc:127.0.0.1:${socket.address().port}`, close: () => socket.close() };
};
