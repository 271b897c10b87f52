import assert from "node:assert/strict";
import { test } from "node:test";
import { barsAt, compass, Metronome, type Note, pace, pitchName, Score, shortName } from "../../../../editors/vscode/media/score.ts";
import { numberOf, placeOf, STEPS, valueAt, written } from "../../../../editors/vscode/media/turning.ts";

const pulse = { now: 10_000, cycle: 2.25, beats: 4, bpm: 120, state: "playing" as const };

function note(midi: number | null): Note {
  return { part: 0, midi, begin: 0, end: 1, level: 1, ids: [], bars: 0, length: 1 };
}

test("a moment has its place in the bars, before and after the beat that was told", () => {
  assert.equal(pace(pulse), 1 / 2000);
  assert.equal(barsAt(pulse, 10_000), 2.25);
  assert.equal(barsAt(pulse, 11_500), 3);
  assert.equal(barsAt(pulse, 9_500), 2);
  assert.equal(barsAt({ ...pulse, beats: 3 }, 11_500), 3.25);
});

test("a pulse that is told late does not move the beat; a jump, another tempo and a stop do", () => {
  const metronome = new Metronome();
  assert.equal(metronome.hear(pulse).cycle, 2.25);
  const late = metronome.hear({ ...pulse, now: 10_100, cycle: 2.26 });
  assert.ok(Math.abs(late.cycle - 2.3) < 1e-9);
  const ahead = metronome.hear({ ...pulse, now: 10_200, cycle: 2.36 });
  assert.equal(ahead.cycle, 2.36);
  assert.equal(metronome.hear({ ...pulse, now: 10_300, cycle: 8 }).cycle, 8);
  assert.equal(metronome.hear({ ...pulse, now: 10_400, cycle: 8.04, bpm: 121 }).cycle, 8.04);
  assert.equal(metronome.hear({ ...pulse, now: 10_500, cycle: 8.04, bpm: 121, state: "stopped" }).cycle, 8.04);
});

test("a note keeps its place in the bars when the tempo changes afterwards", () => {
  const score = new Score();
  score.add({ now: 10_000, notes: [[1, 60, 10_500, 11_000, 0.8, [7]]] }, pulse);
  score.add({ now: 10_000, notes: [[1, 62, 10_500, 11_000, 0.8, [7]]] }, { ...pulse, bpm: 60 });
  assert.deepEqual(score.notes.map(({ bars, length }) => [bars, length]), [[2.5, 0.25], [2.375, 0.125]]);
});

test("what is taken back was to begin then or later; what is forgotten has ended before", () => {
  const score = new Score();
  score.add({ now: 0, notes: [[0, 60, 100, 200, 1, []], [0, 61, 200, 900, 1, []], [0, 62, 300, 400, 1, []]] }, pulse);
  score.clear(300);
  assert.deepEqual(score.notes.map(({ midi }) => midi), [60, 61]);
  score.forget(300);
  assert.deepEqual(score.notes.map(({ midi }) => midi), [61]);
});

test("the compass holds all pitches, is at least an octave and a half, and knows when there is none", () => {
  assert.equal(compass([note(null)]), undefined);
  assert.deepEqual(compass([note(60), note(null)]), { low: 51, high: 69 });
  assert.deepEqual(compass([note(30), note(90.5)]), { low: 29, high: 92 });
});

test("notes and parts are named as musicians name them", () => {
  assert.deepEqual([60, 69, 61, 12, 59.6].map(pitchName), ["C4", "A4", "C♯4", "C0", "C4"]);
  assert.deepEqual(["rhythm/drums/kick", "melody/acid/1", "drums"].map(shortName), ["kick", "acid 1", "drums"]);
});

const knob = { name: "cutoff", value: 900, low: 200, high: 6000, curve: "log" };

test("a slider goes from end to end, and what it says of a value leads back to it", () => {
  for (const curve of ["lin", "log", "int"]) {
    const turned = { ...knob, curve };
    assert.equal(valueAt(turned, 0), 200);
    assert.equal(valueAt(turned, STEPS), 6000);
    for (let place = 0; place <= STEPS; place += 25) assert.ok(Math.abs(placeOf(turned, valueAt(turned, place)) - place) <= 1);
  }
});

test("even ratios are even distances on a log knob; a toggle has two places; an int whole numbers", () => {
  assert.equal(valueAt({ ...knob, low: 100, high: 10_000 }, STEPS / 2), 1000);
  assert.equal(valueAt({ ...knob, low: 0, high: 1, curve: "toggle" }, 700), 1);
  assert.equal(valueAt({ ...knob, low: 0, high: 1, curve: "toggle" }, 300), 0);
  assert.equal(valueAt({ ...knob, low: 1, high: 8, curve: "int" }, 500), 5);
});

test("values have as many digits as can be told apart", () => {
  assert.equal(valueAt({ ...knob, low: 0, high: 1, curve: "lin" }, 333), 0.33);
  assert.equal(written(0.1 + 0.2), "0.3");
  assert.equal(written(2245), "2245");
});

test("the number of a param is found where it stands, and only a plain one", () => {
  assert.deepEqual(numberOf("param cutoff = 900 in 200..6000 log", "cutoff"), { begin: 15, length: 3 });
  assert.deepEqual(numberOf("param größe=-0.5;", "größe"), { begin: 12, length: 4 });
  assert.equal(numberOf("param cutoff = 900", "cut"), undefined);
  assert.equal(numberOf("param cutoff = 1/2", "cutoff"), undefined);
  assert.equal(numberOf("let cutoff = 900", "cutoff"), undefined);
});
