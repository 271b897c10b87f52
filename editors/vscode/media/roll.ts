/** The page of the roll: takes in what it is told, and draws while there is anything to see. */

import { Clock } from "../src/clock";
import type { Transport } from "../src/protocol";
import { type Box, drawPunchcard, drawRoll, type Scene } from "./drawing";
import type { FromRoll, ToRoll } from "./messages";
import { type Palette, palette, partColour } from "./palette";
import { Metronome, pace, pitchName, type Pulse, Score, shortName } from "./score";

/** What the user has chosen; it outlives the page. */
interface Chosen {
  kind: "roll" | "punchcard";
  bars: number;
}

declare function acquireVsCodeApi(): {
  postMessage(message: FromRoll): void;
  getState(): Chosen | undefined;
  setState(chosen: Chosen): void;
};

const host = acquireVsCodeApi();
const moving = !document.body.matches(".vscode-reduce-motion");
const chosen: Chosen = host.getState() ?? { kind: moving ? "roll" : "punchcard", bars: 4 };
const canvas = document.querySelector("canvas")!;
const context = canvas.getContext("2d")!;
const silence = document.querySelector<HTMLElement>("#silence")!;
const chips = document.querySelector<HTMLElement>("#parts")!;

const score = new Score();
const clock = new Clock();
const metronome = new Metronome();
let transport: Transport | undefined;
let pulse: Pulse | undefined;
let caret: ReadonlySet<number> = new Set();
let colours: Palette = palette();
let boxes: Box[] = [];
let frame = 0;
let drawn = 0;
let strain = 0;
let named = "";

/** The server's time; 0 before anything was heard. */
function serverNow(): number {
  const offset = clock.local(0);
  return offset === undefined ? 0 : performance.now() - offset;
}

function hear(told: ToRoll): void {
  if ("notes" in told) {
    clock.hear(told.notes.now, performance.now());
    // What has begun stays to be seen, also when all is silenced.
    if (told.notes.clear !== undefined) score.clear(told.notes.clear || serverNow());
    if (pulse) score.add(told.notes, pulse);
  } else if ("transport" in told) {
    clock.hear(told.transport.now, performance.now());
    transport = told.transport;
    pulse = metronome.hear(transport);
    legend(transport);
  } else if ("caret" in told) {
    caret = new Set(told.caret);
  } else {
    clock.reset();
    score.clear(0);
    transport = pulse = undefined;
  }
  wake();
}

/** Draw at the next frame. */
function wake(): void {
  if (frame === 0) frame = requestAnimationFrame(draw);
}

/** Whether to leave out this frame: every other one once many came late, so that the editor beside us stays quick. */
function tooMuch(moment: number): boolean {
  const gap = moment - drawn;
  if (strain > 64 && gap < 30) return true;
  drawn = moment;
  strain = Math.min(300, Math.max(0, strain + (gap > 40 && gap < 400 ? 8 : -1)));
  return false;
}

function draw(moment: number): void {
  frame = 0;
  if (tooMuch(moment)) {
    wake();
    return;
  }
  const { clientWidth: width, clientHeight: height } = canvas;
  const ratio = window.devicePixelRatio;
  if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
    [canvas.width, canvas.height] = [Math.round(width * ratio), Math.round(height * ratio)];
  }
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  const idle = !transport || transport.state === "idle";
  silence.hidden = !idle;
  boxes = [];
  if (!transport || !pulse || idle) return;
  const now = serverNow();
  score.forget(now - (2 * chosen.bars) / pace(transport));
  const scene: Scene = { ...score, ...chosen, parts: transport.parts, pulse, now, width, height, palette: colours, caret };
  boxes = chosen.kind === "roll" ? drawRoll(context, scene) : drawPunchcard(context, scene);
  const sounding = score.notes.filter(({ begin, end }) => begin <= now && now < end).length;
  canvas.dataset["sounding"] = String(sounding);
  canvas.dataset["drawn"] = String(boxes.length);
  canvas.dataset["framed"] = String(boxes.filter(({ note }) => note.ids.some((id) => caret.has(id))).length);
  if (transport.state === "playing" || sounding > 0) wake();
}

/** The parts, as buttons that mute. */
function legend({ parts }: Transport): void {
  const names = JSON.stringify(parts);
  if (names === named) return;
  named = names;
  chips.replaceChildren(
    ...parts.map(({ key, muted, heard }, part) => {
      const chip = document.createElement("button");
      chip.textContent = shortName(key);
      chip.title = muted ? `${key}: hear again` : `${key}: mute`;
      chip.setAttribute("aria-pressed", String(muted));
      chip.classList.toggle("unheard", muted || !heard);
      chip.style.setProperty("--part", partColour(colours, part));
      chip.addEventListener("click", () => host.postMessage({ mute: key }));
      return chip;
    }),
  );
}

/** The note that was drawn at a point, the last of several. */
function noteAt({ offsetX, offsetY }: MouseEvent): Box | undefined {
  return boxes.findLast(
    ({ x, y, width, height }) => x - 2 <= offsetX && offsetX <= x + width + 2 && y - 2 <= offsetY && offsetY <= y + height + 2,
  );
}

function choose(change: Partial<Chosen>): void {
  host.setState(Object.assign(chosen, change));
  for (const button of document.querySelectorAll<HTMLButtonElement>("button[data-kind]")) {
    button.setAttribute("aria-pressed", String(button.dataset["kind"] === chosen.kind));
  }
  document.querySelector("select")!.value = String(chosen.bars);
  wake();
}

window.addEventListener("message", ({ data }: MessageEvent<ToRoll>) => hear(data));
canvas.addEventListener("click", (click) => {
  const box = noteAt(click);
  if (box && box.note.ids.length > 0) host.postMessage({ ids: box.note.ids });
});
canvas.addEventListener("mousemove", (moved) => {
  const box = noteAt(moved);
  canvas.style.cursor = box ? "pointer" : "default";
  const key = box && transport?.parts[box.note.part]?.key;
  canvas.title = box ? `${key ?? ""}${box.note.midi === null ? "" : ` ${pitchName(box.note.midi)}`}` : "";
});
for (const button of document.querySelectorAll<HTMLButtonElement>("button[data-kind]")) {
  button.addEventListener("click", () => choose({ kind: button.dataset["kind"] === "roll" ? "roll" : "punchcard" }));
}
document.querySelector("select")!.addEventListener("change", ({ target }) => choose({ bars: Number((target as HTMLSelectElement).value) }));
new ResizeObserver(wake).observe(canvas);
new MutationObserver(() => {
  colours = palette();
  named = "";
  if (transport) legend(transport);
  wake();
}).observe(document.body, { attributes: true, attributeFilter: ["class", "data-vscode-theme-id"] });
choose({});
host.postMessage({ ready: true });
