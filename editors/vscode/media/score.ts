/** The notes of the last bars and of the moment to come, and where in the bars a moment is. It knows no page. */

import type { Notes, Transport } from "../src/protocol";

/** A note with its moments on the server's clock, and its place in bars from 0, which a later tempo leaves as it was. */
export interface Note {
  readonly part: number;
  readonly midi: number | null;
  readonly begin: number;
  readonly end: number;
  readonly level: number;
  readonly ids: readonly number[];
  readonly bars: number;
  readonly length: number;
}

/** Where the music is. */
export type Pulse = Pick<Transport, "now" | "cycle" | "beats" | "bpm" | "state">;

/** Bars in a millisecond. */
export function pace({ bpm, beats }: Pulse): number {
  return bpm / 60_000 / beats;
}

/** The place of a moment in bars, from 0: a cycle is a bar. */
export function barsAt(pulse: Pulse, moment: number): number {
  return pulse.cycle + (moment - pulse.now) * pace(pulse);
}

/** How many of the last pulses are compared. */
const RECENT = 20;

/** Mends the pulse: what is told of it is late, by more or by less, so the one that was furthest is nearest to the truth. */
export class Metronome {
  private starts: number[] = [];
  private last: Pulse | undefined;

  /** Take in where the music is said to be; where it is. */
  hear(pulse: Pulse): Pulse {
    const start = barsAt(pulse, 0);
    const furthest = Math.max(...this.starts);
    const sameTime = this.last?.bpm === pulse.bpm && this.last.beats === pulse.beats && this.last.state === pulse.state;
    // More than a beat is no delay: the music has jumped.
    if (!sameTime || Math.abs(furthest - start) * pulse.beats > 1) this.starts = [];
    this.last = pulse;
    this.starts.push(start);
    if (this.starts.length > RECENT) this.starts.shift();
    return { ...pulse, cycle: pulse.cycle + Math.max(...this.starts) - start };
  }
}

/** The lowest and the highest pitch to draw. */
export interface Compass {
  readonly low: number;
  readonly high: number;
}

/** An octave and a half: less than that is not drawn, so that few notes are not thick as beams. */
const LEAST = 18;

/** The compass of some notes, with a little room; undefined if none of them has a pitch. */
export function compass(notes: readonly Note[]): Compass | undefined {
  let [low, high] = [Infinity, -Infinity];
  for (const { midi } of notes) {
    if (midi === null) continue;
    low = Math.min(low, midi);
    high = Math.max(high, midi);
  }
  if (low > high) return undefined;
  const room = Math.max(1, (LEAST - (high - low)) / 2);
  return { low: Math.floor(low - room), high: Math.ceil(high + room) };
}

/** The name of a MIDI note; 60 is C4. */
export function pitchName(midi: number): string {
  const rounded = Math.round(midi);
  return `${"C C♯ D E♭ E F F♯ G A♭ A B♭ B".split(" ")[((rounded % 12) + 12) % 12]}${Math.floor(rounded / 12) - 1}`;
}

/** A name for a part that fits where there is little room: the last words of its key. */
export function shortName(key: string): string {
  const names = key.split("/");
  const last = names[names.length - 1] ?? key;
  return /^\d+$/.test(last) && names.length > 1 ? names.slice(-2).join(" ") : last;
}

/** The notes that are remembered, in the order in which they were told. */
export class Score {
  notes: Note[] = [];

  /** Take in notes that begin soon. */
  add(told: Notes, pulse: Pulse): void {
    for (const [part, midi, begin, end, level, ids] of told.notes) {
      const length = (end - begin) * pace(pulse);
      this.notes.push({ part, midi, begin, end, level, ids, bars: barsAt(pulse, begin), length });
    }
  }

  /** Take back what begins at that moment or later. */
  clear(from: number): void {
    this.notes = this.notes.filter(({ begin }) => begin < from);
  }

  /** Forget what ended before that moment. */
  forget(before: number): void {
    if (this.notes.length > 0 && this.notes.some(({ end }) => end < before)) {
      this.notes = this.notes.filter(({ end }) => end >= before);
    }
  }
}
