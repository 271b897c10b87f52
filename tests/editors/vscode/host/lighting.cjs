// The letters that sound: when they are lit, where, and that they go out.
"use strict";

const assert = require("node:assert/strict");
const vscode = require("vscode");
const { check, command, figures, next, opened, perform, place, set, studio, until } = require("./stage.cjs");

/** @typedef {import("../../../../editors/vscode/src/lights").Painted} Painted */
/** @typedef {import("../../../../editors/vscode/src/lights").Lit} Lit */

/** Four notes in a bar of two seconds. */
const SONG = 'tempo 120;\nmelody tune { bell "c4 e4 g4 b4"; }\nharmony pad { pad "<Am F>".vel(0.3); }\n';
const NOTES = ["c4", "e4", "g4", "b4"];
/** A chord is lit, and so is the number that makes it soft. */
const CHORDS = ["Am", "F", "0.3"];

/** @type {vscode.TextEditor} */
let editor;
/** @type {import("./stage.cjs").PatternStudio} */
let pattern;

const uri = () => editor.document.uri;
const texts = (/** @type {readonly Lit[]} */ lit) => lit.map(({ range }) => editor.document.getText(range));
const lit = () => texts(pattern.lit(uri()));

/** Lights that come on, until there are as many. @param {number} count @returns {Promise<{light: Lit, late: number}[]>} */
const comingOn = async (count) => {
  /** @type {{light: Lit, late: number}[]} */
  const found = [];
  let before = new Set(pattern.lit(uri()).map(({ id }) => id));
  await next(`${count} lights`, pattern.onDidPaint, ({ at, lit: all }) => {
    const now = all.get(uri().toString()) ?? [];
    for (const light of now) if (!before.has(light.id)) found.push({ light, late: at - light.begin });
    before = new Set(now.map(({ id }) => id));
    return found.length >= count;
  });
  return found;
};

check("LIGHT-1: the letters that sound are lit while they sound", async () => {
  pattern = await studioOf();
  await Promise.all([command("evaluateFile"), until("a light", () => lit().length > 0)]);
  const found = await comingOn(12);
  const tune = found.filter(({ light }) => light.range.start.line === 1);
  const order = tune.map(({ light }) => editor.document.getText(light.range));
  const first = NOTES.indexOf(order[0] ?? "");
  assert.deepEqual(order, order.map((_, count) => NOTES[(first + count) % 4]));
  const others = found.filter(({ light }) => light.range.start.line === 2).map(({ light }) => editor.document.getText(light.range));
  assert.ok(others.every((text) => CHORDS.includes(text)), others.join());
});

check("figures: from the moment of a note to its light", async () => {
  const found = await comingOn(40);
  figures("moment of a note to its light, ms", found.map(({ late }) => late));
});

check("LIGHT-2: lines are inserted above, and the lights move with their letters", async () => {
  assert.ok(await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), "// one\n// two\n")));
  const found = await comingOn(8);
  for (const { light } of found) assert.ok([...NOTES, ...CHORDS].includes(editor.document.getText(light.range)));
  assert.ok(found.some(({ light }) => light.range.start.line === 3));
});

check("a note that is written over is dark, its neighbours are not", async () => {
  const begin = place(editor.document, "e4");
  assert.ok(await editor.edit((edit) => edit.replace(new vscode.Range(begin, begin.translate(0, 2)), "~")));
  const found = (await comingOn(8)).map(({ light }) => editor.document.getText(light.range));
  assert.ok(found.includes("c4") && found.includes("g4") && !found.includes("~") && !found.includes("e4"), found.join());
});

check("LIGHT-3: in two windows on the text it is lit in both", async () => {
  await vscode.window.showTextDocument(editor.document, vscode.ViewColumn.Beside);
  await next("two lit editors", pattern.onDidPaint, ({ editors }) => editors === 2);
  await vscode.commands.executeCommand("workbench.action.closeActiveEditor");
  editor = await vscode.window.showTextDocument(editor.document);
});

check("ROLL-2: with the roll open the letters are lit all the same", async () => {
  await command("showRoll");
  await comingOn(6);
  await Promise.all([next("the transport", pattern.onDidMove), comingOn(6)]);
});

check("lights can be turned off, and on", async () => {
  await set("lights", false);
  await until("darkness", () => lit().length === 0);
  await set("lights", true);
  await until("a light", () => lit().length > 0);
});

check("LIGHT-4: when the music stops no light stays", async () => {
  await command("stop");
  await until("darkness", () => lit().length === 0);
  await command("play");
  await until("a light", () => lit().length > 0);
});

check("LIGHT-4: nor when it is hushed, or cut", async () => {
  await command("hush");
  await until("darkness", () => pattern.transport?.state === "hushed" && lit().length === 0);
  await Promise.all([command("evaluateFile"), until("a light", () => lit().length > 0)]);
  await command("panic");
  await until("darkness", () => lit().length === 0);
});

async function studioOf() {
  editor = await opened("lit.pattern", SONG);
  const found = await studio();
  await set("outputs", ["none"]);
  await set("swap", "now");
  return found;
}

exports.run = perform;
