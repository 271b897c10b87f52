/** The two drawings: a roll that runs by, and a punchcard that a playhead goes over. */

import type { Part } from "../src/protocol";
import { type Palette, partColour } from "./palette";
import { barsAt, type Compass, compass, type Note, pitchName, pace, type Pulse, shortName } from "./score";

/** Everything that a drawing shows. Moments are milliseconds of the server's clock, sizes CSS pixels. */
export interface Scene {
  readonly notes: readonly Note[];
  readonly parts: readonly Part[];
  readonly pulse: Pulse;
  readonly now: number;
  /** Bars from edge to edge. */
  readonly bars: number;
  readonly width: number;
  readonly height: number;
  readonly palette: Palette;
  /** Ids of the places at the caret. */
  readonly caret: ReadonlySet<number>;
}

/** Where a note was drawn. */
export interface Box {
  readonly note: Note;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const TOP = 16;
const LEFT = 56;
/** How much of the roll is still to come. */
const AHEAD = 0.06;
const LANE = 20;
/** How far a note that sounds glows, in pixels, and how strongly. */
const GLOW = [
  [5, 0.12],
  [2, 0.25],
] as const;

/** The roll: time goes left, pitch goes up, and what has no pitch has a lane for each part at the foot. */
export function drawRoll(canvas: CanvasRenderingContext2D, scene: Scene): Box[] {
  const { now, width, height, bars, pulse } = scene;
  const drums = [...new Set(scene.notes.filter(({ midi }) => midi === null).map(({ part }) => part))].sort((a, b) => a - b);
  const lane = Math.min(LANE, (height - TOP) / 2 / Math.max(1, drums.length));
  const floor = height - drums.length * lane;
  const range = compass(scene.notes);
  const playhead = LEFT + (width - LEFT) * (1 - AHEAD);
  const perBar = (width - LEFT) / bars;
  const scale = perBar * pace(pulse);
  if (range) stripes(canvas, scene, range, floor);
  drums.forEach((part, row) => laneLabel(canvas, scene, part, floor + row * lane, lane));
  grid(canvas, scene, (bar) => playhead + (bar - barsAt(pulse, now)) * perBar);
  const since = now - (playhead - LEFT) / scale;
  const seen = scene.notes.filter(({ end }) => end > since);
  const boxes = seen.map((note): Box => {
    const x = playhead + (note.begin - now) * scale;
    const wide = Math.max(3, (note.end - note.begin) * scale - 1);
    if (note.midi === null) {
      const hit = Math.min(wide, lane * 0.9);
      return { note, x, y: floor + drums.indexOf(note.part) * lane + 2, width: hit, height: lane - 4 };
    }
    const { y, step } = pitchPlace(note.midi, range!, floor);
    const tall = Math.min(12, Math.max(5, step));
    return { note, x, y: y - tall / 2, width: wide, height: tall };
  });
  within(canvas, scene, () => boxes.forEach((box) => bar(canvas, scene, box, 0.9)));
  line(canvas, scene, playhead);
  return boxes;
}

/** The punchcard: a row for each part; what the playhead has gone over stays until it comes again. */
export function drawPunchcard(canvas: CanvasRenderingContext2D, scene: Scene): Box[] {
  const { bars, width, height, pulse, now, parts } = scene;
  const perBar = (width - LEFT) / bars;
  const here = barsAt(pulse, now);
  const begin = Math.floor(here / bars) * bars;
  const row = Math.min(48, (height - TOP) / Math.max(1, parts.length));
  const ranges = parts.map((_, part) => compass(scene.notes.filter((note) => note.part === part)));
  parts.forEach((_, part) => laneLabel(canvas, scene, part, TOP + part * row, row));
  grid(canvas, scene, (bar) => (bar < begin || bar > begin + bars ? -1 : LEFT + (bar - begin) * perBar));
  const boxes: Box[] = [];
  within(canvas, scene, () => {
    for (const note of scene.notes) {
      const age = (here - note.bars) / bars;
      if (age > 1) continue;
      const x = LEFT + (((note.bars % bars) + bars) % bars) * perBar;
      const range = ranges[note.part];
      const tall = range && note.midi !== null ? Math.min(8, row / 4) : row * (0.3 + 0.4 * note.level);
      const middle = TOP + note.part * row + row / 2;
      const rise = range && note.midi !== null ? (0.5 - (note.midi - range.low) / (range.high - range.low)) * row * 0.8 : 0;
      const wide = Math.max(3, note.midi === null ? Math.min(note.length * perBar - 2, 10) : note.length * perBar - 2);
      const box = { note, x: x + 1, y: middle + rise - tall / 2, width: wide, height: tall };
      boxes.push(box);
      bar(canvas, scene, box, 0.95 - 0.7 * Math.max(0, age));
    }
  });
  line(canvas, scene, LEFT + (here - begin) * perBar);
  return boxes;
}

function pitchPlace(midi: number, { low, high }: Compass, floor: number): { y: number; step: number } {
  const step = (floor - TOP) / (high - low + 1);
  return { y: floor - (midi - low + 0.5) * step, step };
}

/** The black keys as stripes, and a name at every C. */
function stripes(canvas: CanvasRenderingContext2D, scene: Scene, range: Compass, floor: number): void {
  const { palette, width } = scene;
  for (let midi = range.low; midi <= range.high; midi++) {
    const { y, step } = pitchPlace(midi, range, floor);
    const key = ((midi % 12) + 12) % 12;
    canvas.fillStyle = palette.stripe;
    if ([1, 3, 6, 8, 10].includes(key)) canvas.fillRect(LEFT, y - step / 2, width - LEFT, step);
    if (key === 0) {
      canvas.fillStyle = palette.line;
      canvas.fillRect(LEFT, y + step / 2, width - LEFT, 1);
      words(canvas, palette, pitchName(midi), LEFT - 6, y + 3, "right");
    }
  }
}

function laneLabel(canvas: CanvasRenderingContext2D, { parts, palette, width }: Scene, part: number, y: number, tall: number): void {
  canvas.fillStyle = palette.line;
  canvas.fillRect(0, y, width, 1);
  const name = parts[part] ? shortName(parts[part].key) : "";
  words(canvas, { ...palette, faint: partColour(palette, part) }, name.slice(0, 8), LEFT - 6, y + tall / 2 + 3, "right");
}

/** Lines at beats and bars, and the numbers of the bars. */
function grid(canvas: CanvasRenderingContext2D, scene: Scene, place: (bar: number) => number): void {
  const { pulse, palette, now, bars, height, width } = scene;
  const here = Math.floor(barsAt(pulse, now));
  for (let bar = Math.max(0, here - Math.ceil(bars)); bar <= here + Math.ceil(bars); bar++) {
    for (let beat = 0; beat < pulse.beats; beat++) {
      const x = place(bar + beat / pulse.beats);
      if (x < LEFT || x > width) continue;
      canvas.globalAlpha = beat === 0 ? 1 : 0.4;
      canvas.fillStyle = palette.line;
      canvas.fillRect(Math.round(x), beat === 0 ? 0 : TOP, 1, height);
      canvas.globalAlpha = 1;
      if (beat === 0) words(canvas, palette, String(bar + 1), x + 4, 11, "left");
    }
  }
}

function within(canvas: CanvasRenderingContext2D, { width, height }: Scene, draw: () => void): void {
  canvas.save();
  canvas.beginPath();
  canvas.rect(LEFT, 0, width - LEFT, height);
  canvas.clip();
  draw();
  canvas.restore();
}

/** One note: in the colour of its part, as strong as it is loud, aglow while it sounds, framed if the caret is on it. */
function bar(canvas: CanvasRenderingContext2D, scene: Scene, box: Box, strength: number): void {
  const { palette, now, caret } = scene;
  const { note } = box;
  const sounds = note.begin <= now && now < note.end;
  const colour = partColour(palette, note.part);
  canvas.fillStyle = colour;
  // A glow of two frames: a blurred shadow costs more than all the rest of the picture.
  for (const [grown, alpha] of sounds && !palette.contrast ? GLOW : []) {
    canvas.globalAlpha = alpha;
    canvas.beginPath();
    canvas.roundRect(box.x - grown, box.y - grown, box.width + 2 * grown, box.height + 2 * grown, 3 + grown);
    canvas.fill();
  }
  canvas.globalAlpha = sounds ? 1 : strength * (palette.contrast ? 1 : 0.55 + 0.45 * note.level);
  canvas.beginPath();
  canvas.roundRect(box.x, box.y, box.width, box.height, Math.min(3, box.height / 2));
  canvas.fill();
  if (sounds) {
    canvas.fillStyle = palette.light ? "#0003" : "#fff5";
    canvas.fill();
  }
  if (note.ids.some((id) => caret.has(id))) {
    canvas.globalAlpha = 1;
    canvas.strokeStyle = palette.text;
    canvas.lineWidth = 1.5;
    canvas.stroke();
  }
  canvas.globalAlpha = 1;
}

function line(canvas: CanvasRenderingContext2D, { palette, height }: Scene, x: number): void {
  canvas.fillStyle = palette.playhead;
  canvas.fillRect(Math.round(x), 0, 1.5, height);
}

function words(canvas: CanvasRenderingContext2D, palette: Palette, text: string, x: number, y: number, align: CanvasTextAlign): void {
  canvas.font = `10px ${palette.font}`;
  canvas.fillStyle = palette.faint;
  canvas.textAlign = align;
  canvas.fillText(text, x, y);
}
