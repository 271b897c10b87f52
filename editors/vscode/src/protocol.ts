/** What pattern-lsp says beyond the Language Server Protocol, as types: docs/protocol.md. It knows no editor. */

/** A range: line, character, line, character. */
export type Span = [number, number, number, number];

/** What became of an evaluation. */
export interface Evaluated {
  uri: string;
  version: number | null;
  ok: boolean;
  message: string;
  at: number | null;
  bar: number | null;
  flash: Span[];
  errors: Span[];
  kept: string[];
}

/** Places in a text that can sound: `add` holds an id and a range each. */
export interface Locations {
  uri: string;
  version: number;
  add: [number, number, number, number, number][];
  drop: number[];
}

/** What sounds soon: `on` holds id, begin, end, level each; `clear` takes back what begins then or later. */
export interface Lights {
  now: number;
  on?: [number, number, number, number][];
  clear?: number;
}

/** A part of the music, in the order of the text. */
export interface Part {
  key: string;
  muted: boolean;
  solo: boolean;
  heard: boolean;
  kept: boolean;
}

/** A `param` of the text. */
export interface Knob {
  name: string;
  value: number;
  low: number;
  high: number;
  curve: string;
}

/** Where the music is. */
export interface Transport {
  now: number;
  state: "idle" | "playing" | "stopped" | "hushed";
  bar: number;
  beat: number;
  cycle: number;
  bpm: number;
  beats: number;
  section: string | null;
  sent: number;
  late: number;
  clients: number;
  parts: Part[];
  knobs: Knob[];
  uri: string | null;
}

/** Notes for a roll: part, MIDI note, begin, end, level, ids of the places it comes from; `clear` as in `Lights`. */
export interface Notes {
  now: number;
  clear?: number;
  notes: [number, number | null, number, number, number, number[]][];
}

/** Something that can sound. */
export interface Sound {
  name: string;
  kind: string;
  help: string;
}

/** The notifications that this editor wants; `notes` are asked for by whoever draws them. */
export const WANTED = ["evaluated", "locations", "lights", "transport"] as const;

/** The message of a command that is refused with a sentence. */
export const REFUSED = -32803;
