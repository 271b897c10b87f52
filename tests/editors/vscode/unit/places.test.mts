import assert from "node:assert/strict";
import { test } from "node:test";
import { type Change, Places, shifted, type Stretch } from "../../../../editors/vscode/src/places.ts";

/** From column to column of a line, the first unless another is named. */
const at = (from: number, to: number, line = 0): Stretch => ({ start: { line, character: from }, end: { line, character: to } });
const change = (range: Stretch, text: string): Change => ({ range, text });

test("what is typed before a place moves it", () => {
  assert.deepEqual(shifted(at(4, 6), change(at(0, 0), "xy")), at(6, 8));
  assert.deepEqual(shifted(at(4, 6), change(at(4, 4), "x")), at(5, 7));
  assert.deepEqual(shifted(at(4, 6), change(at(0, 3), "")), at(1, 3));
});

test("what is typed behind a place leaves it alone", () => {
  assert.deepEqual(shifted(at(4, 6), change(at(6, 6), "x")), at(4, 6));
  assert.deepEqual(shifted(at(4, 6), change(at(9, 12, 3), "x\ny")), at(4, 6));
});

test("what is typed inside a place belongs to it", () => {
  assert.deepEqual(shifted(at(4, 6), change(at(5, 5), "#")), at(4, 7));
  assert.deepEqual(shifted(at(4, 8), change(at(5, 7), "")), at(4, 6));
});

test("a place that is replaced is gone, one that is cut is shorter", () => {
  assert.equal(shifted(at(4, 6), change(at(4, 6), "e5")), undefined);
  assert.equal(shifted(at(4, 6), change(at(0, 9), "")), undefined);
  assert.deepEqual(shifted(at(4, 8), change(at(0, 6), "a")), at(1, 3));
  assert.deepEqual(shifted(at(4, 8), change(at(6, 9), "a")), at(4, 6));
});

test("lines above move a place down, and joining them moves it into their line", () => {
  assert.deepEqual(shifted(at(4, 6, 2), change(at(0, 0), "one\r\ntwo\n")), at(4, 6, 4));
  assert.deepEqual(shifted(at(4, 6), change(at(2, 2), "x\nab")), { start: { line: 1, character: 4 }, end: { line: 1, character: 6 } });
  const joined = change({ start: { line: 0, character: 5 }, end: { line: 1, character: 0 } }, "");
  assert.deepEqual(shifted(at(4, 6, 1), joined), at(9, 11));
});

/** The model: a text of letters, of which a place is marked; a change is made on the letters. */
test("a place is where its letters are, whatever is edited elsewhere", () => {
  let seed = 7;
  const random = (below: number) => (seed = (seed * 1103515245 + 12345) % 2147483648) % below;
  for (let round = 0; round < 2000; round++) {
    const text: string[] = Array.from({ length: 30 }, () => (random(5) === 0 ? "\n" : "."));
    const begin = random(28);
    text[begin] = "A";
    text[begin + 1] = "B";
    const point = (offset: number, letters = text) => {
      const lines = letters.slice(0, offset).join("").split("\n");
      return { line: lines.length - 1, character: lines[lines.length - 1]!.length };
    };
    const place = { start: point(begin), end: point(begin + 2) };
    const [from, length] = [random(30), random(6)];
    const [low, high] = from < begin ? [from, Math.min(from + length, begin)] : [Math.max(from, begin + 2), Math.max(from, begin + 2) + length];
    const typed = Array.from({ length: random(4) }, () => (random(3) === 0 ? "\n" : "x"));
    const range = { start: point(low), end: point(Math.min(high, 30)) };
    text.splice(low, high - low, ...typed);
    const found = text.indexOf("A");
    assert.deepEqual(shifted(place, { range, text: typed.join("") }), { start: point(found), end: point(found + 2) });
  }
});

test("places of an older version are moved by what was edited since", () => {
  const places = new Places(1);
  places.edited(2, [change(at(0, 0), "xx")]);
  places.edited(3, [change(at(0, 0), "\n")]);
  places.located(1, [[7, 0, 4, 0, 6]], []);
  places.located(2, [[8, 0, 4, 0, 6]], []);
  places.located(3, [[9, 0, 4, 0, 6]], []);
  assert.deepEqual([7, 8, 9].map((id) => places.get(id)), [at(6, 8, 1), at(4, 6, 1), at(4, 6)]);
  places.edited(4, [change(at(0, 0), "\n")]);
  assert.deepEqual(places.get(9), at(4, 6, 1));
  assert.deepEqual(places.at({ line: 1, character: 6 }), [9]);
  places.located(4, [], [9]);
  assert.equal(places.get(9), undefined);
});

test("places of a version before all that is remembered are not shown anywhere", () => {
  const places = new Places(5);
  places.located(4, [[1, 0, 0, 0, 1]], []);
  assert.equal(places.get(1), undefined);
  for (let version = 6; version < 606; version++) places.edited(version, [change(at(9, 9), "x")]);
  places.located(50, [[2, 0, 0, 0, 1]], []);
  places.located(600, [[3, 0, 0, 0, 1]], []);
  assert.deepEqual([places.get(2), places.get(3)], [undefined, at(0, 1)]);
});
