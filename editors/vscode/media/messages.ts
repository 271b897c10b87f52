/** What the extension and its pages tell each other. */

import type { Knob, Notes, Transport } from "../src/protocol";

/** To the roll: notes, where the music is, which places the caret touches, that all is over. */
export type ToRoll =
  | { notes: Notes }
  | { transport: Transport }
  | { caret: readonly number[] }
  | { gone: true };

/** From the roll: it listens now; a note was clicked; a part is to be muted or heard again. */
export type FromRoll = { ready: true } | { ids: readonly number[] } | { mute: string };

/** To the knobs: all of them, as they stand. */
export type ToKnobs = { knobs: readonly Knob[] };

/** From the knobs: they listen now; one is being turned; one was let go and its value is to stay. */
export type FromKnobs = { ready: true } | { turn: string; value: number } | { keep: string; value: number };
