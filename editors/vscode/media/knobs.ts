/** The page of the knobs: a slider for each. */

import type { Knob } from "../src/protocol";
import type { FromKnobs, ToKnobs } from "./messages";
import { placeOf, STEPS, valueAt, written } from "./turning";

declare function acquireVsCodeApi(): { postMessage(message: FromKnobs): void };

const host = acquireVsCodeApi();
const list = document.querySelector<HTMLElement>("main")!;
const none = document.querySelector<HTMLElement>("#none")!;

/** A knob as it is on the page. */
interface Row {
  knob: Knob;
  readonly slider: HTMLInputElement;
  readonly output: HTMLOutputElement;
  /** The user has it in hand: what the music says of it meanwhile is late. */
  held: boolean;
  /** The number of the frame at which the last turn is told. */
  frame: number;
}

const rows = new Map<string, Row>();

function hear({ knobs }: ToKnobs): void {
  none.hidden = knobs.length > 0;
  const names = knobs.map(({ name }) => name);
  if (names.join() !== [...rows.keys()].join()) {
    rows.clear();
    list.replaceChildren(...knobs.map(row));
  }
  for (const knob of knobs) {
    const found = rows.get(knob.name)!;
    found.knob = knob;
    if (!found.held) show(found, knob.value);
  }
}

function row(knob: Knob): HTMLElement {
  const [label, slider, output] = [document.createElement("label"), document.createElement("input"), document.createElement("output")];
  const name = document.createElement("span");
  name.textContent = knob.name;
  Object.assign(slider, { type: "range", min: "0", max: String(STEPS), step: knob.curve === "toggle" ? String(STEPS) : "1" });
  slider.title = `${written(knob.low)} to ${written(knob.high)}`;
  label.append(name, output, slider);
  const made: Row = { knob, slider, output, held: false, frame: 0 };
  rows.set(knob.name, made);
  slider.addEventListener("input", () => turned(made));
  slider.addEventListener("change", () => released(made));
  return label;
}

function show({ knob, slider, output }: Row, value: number): void {
  slider.value = String(placeOf(knob, value));
  slider.style.setProperty("--share", `${placeOf(knob, value) / (STEPS / 100)}%`);
  slider.setAttribute("aria-valuetext", written(value));
  output.value = written(value);
}

/** Tell it once a frame: the hand is quicker than the music. */
function turned(row: Row): void {
  row.held = true;
  const value = valueAt(row.knob, Number(row.slider.value));
  show(row, value);
  cancelAnimationFrame(row.frame);
  row.frame = requestAnimationFrame(() => host.postMessage({ turn: row.knob.name, value }));
}

function released(row: Row): void {
  row.held = false;
  cancelAnimationFrame(row.frame);
  host.postMessage({ keep: row.knob.name, value: valueAt(row.knob, Number(row.slider.value)) });
}

window.addEventListener("message", ({ data }: MessageEvent<ToKnobs>) => hear(data));
host.postMessage({ ready: true });
