/** Places in a text that move with it while it is edited. It knows no editor. */

import type { Span } from "./protocol";

/** A line and a character, from 0, in UTF-16 units. */
export interface Point {
  readonly line: number;
  readonly character: number;
}

/** From one point to another. */
export interface Stretch {
  readonly start: Point;
  readonly end: Point;
}

/** What stood in a range is replaced. */
export interface Change {
  readonly range: Stretch;
  readonly text: string;
}

/** How many edits are remembered: an evaluation of a version before them lights nothing until the next one. */
const REMEMBERED = 500;

/** A range of the protocol as a stretch. */
export function stretch([line, character, toLine, toCharacter]: Span): Stretch {
  return { start: { line, character }, end: { line: toLine, character: toCharacter } };
}

/** A stretch after a change; undefined if nothing is left of it. What is typed at either end is not part of it. */
export function shifted(place: Stretch, change: Change): Stretch | undefined {
  const { start, end } = change.range;
  if (!before(start, place.end)) return place;
  const inserted = endOf(start, change.text);
  if (!before(place.start, end)) {
    return { start: moved(place.start, end, inserted), end: moved(place.end, end, inserted) };
  }
  const from = before(place.start, start) ? place.start : inserted;
  const to = before(end, place.end) ? moved(place.end, end, inserted) : start;
  return before(from, to) ? { start: from, end: to } : undefined;
}

function before(a: Point, b: Point): boolean {
  return a.line < b.line || (a.line === b.line && a.character < b.character);
}

/** Where a text that is inserted at a point ends. */
function endOf(start: Point, text: string): Point {
  const lines = text.split(/\r\n|\r|\n/);
  const last = lines[lines.length - 1]?.length ?? 0;
  return lines.length === 1
    ? { line: start.line, character: start.character + last }
    : { line: start.line + lines.length - 1, character: last };
}

/** A point at or after `from`, when what was at `from` is now at `to`. */
function moved(point: Point, from: Point, to: Point): Point {
  if (point.line !== from.line) return { line: point.line + to.line - from.line, character: point.character };
  return { line: to.line, character: point.character + to.character - from.character };
}

interface Edit {
  readonly version: number;
  readonly changes: readonly Change[];
}

/** The places of one text by their ids, and the edits since `since`, so that what is said of an older version fits. */
export class Places {
  private readonly places = new Map<number, Stretch>();
  private edits: Edit[] = [];
  private since: number;

  constructor(since: number) {
    this.since = since;
  }

  /** The text became that version by changes, each told in the text that the one before left. */
  edited(version: number, changes: readonly Change[]): void {
    if (changes.length === 0) return;
    this.edits.push({ version, changes });
    if (this.edits.length > REMEMBERED) this.since = this.edits.shift()!.version;
    for (const [id, place] of this.places) this.put(id, run(place, changes));
  }

  /** Take in places of a version of the text. Those of a version before all that is remembered are not known. */
  located(version: number, add: readonly (readonly [number, ...Span])[], drop: readonly number[]): void {
    for (const id of drop) this.places.delete(id);
    for (const [id, ...span] of add) this.put(id, this.now(version, stretch(span)));
  }

  /** A stretch of that version as it stands now; undefined if nothing is left of it, or nobody knows. */
  now(version: number, place: Stretch): Stretch | undefined {
    if (version < this.since) return undefined;
    let found: Stretch | undefined = place;
    for (const edit of this.edits) {
      if (edit.version > version && found) found = run(found, edit.changes);
    }
    return found;
  }

  /** Where a place is now. */
  get(id: number): Stretch | undefined {
    return this.places.get(id);
  }

  /** The ids of the places that a point touches. */
  at(point: Point): number[] {
    return [...this.places].filter(([, { start, end }]) => !before(point, start) && !before(end, point)).map(([id]) => id);
  }

  /** The text was opened again, unchanged, and counts its versions anew. */
  reopened(version: number): void {
    this.since = version;
    this.edits = [];
  }

  /** Forget all places: the server that named them is gone. */
  clear(): void {
    this.places.clear();
  }

  private put(id: number, place: Stretch | undefined): void {
    if (place) this.places.set(id, place);
    else this.places.delete(id);
  }
}

function run(place: Stretch, changes: readonly Change[]): Stretch | undefined {
  let found: Stretch | undefined = place;
  for (const change of changes) {
    if (found) found = shifted(found, change);
  }
  return found;
}
