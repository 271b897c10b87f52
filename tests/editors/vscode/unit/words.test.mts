import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { steps } from "../../../../editors/vscode/src/installing.ts";
import { onNumber } from "../../../../editors/vscode/src/numbers.ts";
import type { Transport } from "../../../../editors/vscode/src/protocol.ts";
import { details, line } from "../../../../editors/vscode/src/transport.ts";
import { older, versionIn } from "../../../../editors/vscode/src/version.ts";

const EXTENSION = join(import.meta.dirname, "../../../../editors/vscode");

const music: Transport = {
  ...{ now: 0, state: "playing", bar: 12, beat: 3.25, cycle: 11.5, bpm: 96.04, beats: 4, section: "verse" },
  ...{ sent: 40, late: 0, clients: 1, knobs: [], uri: null },
  parts: [{ key: "drums/kick", muted: true, solo: false, heard: false, kept: true }],
};

test("versions are compared by their numbers", () => {
  const pairs = [["0.0.9", "0.1.0"], ["0.9.9", "0.10.0"], ["1", "1.0.1"], ["0.1.0", "0.1.0"], ["0.1.0rc1", "0.1.0"], ["2.0", "1.9.9"]] as const;
  assert.deepEqual(pairs.map(([a, b]) => older(a, b)), [true, true, true, false, false, false]);
});

test("only pattern-lsp says the version of pattern-lsp", () => {
  assert.equal(versionIn("pattern-lsp 0.1.0\n"), "0.1.0");
  assert.equal(versionIn("warning: x\r\npattern-lsp 1.2.dev3\r\n"), "1.2.dev3");
  assert.equal(versionIn("Python 3.11.2\n"), undefined);
});

test("the status line says where the music is", () => {
  assert.equal(line(music), "$(play) 12·3  96 bpm  verse");
  assert.equal(line({ ...music, state: "hushed", section: null, late: 2 }), "$(mute) 12·3  96 bpm  $(warning) 2 late");
  assert.equal(line({ ...music, state: "idle" }), "$(circle-outline) Pattern");
  assert.match(details(music), /bar 12, beat 3 of 4.*\n40 notes sent, 0 late.*\n1 `drums\/kick`: muted, plays its last good version$/);
});

test("a number is touched from both sides", () => {
  const text = "gain(0.75)";
  assert.deepEqual([4, 5, 9, 10].map((column) => onNumber(text, column)), [false, true, true, false]);
});

test("the server is installed where the user says, or into the environment of the folder", () => {
  const pip = ["-m", "pip", "install", "--upgrade", "pattern-studio"];
  assert.deepEqual(steps({ chosen: "/p/python", python: "/usr/bin/python3", folder: "/w" }, false), [{ command: "/p/python", args: pip }]);
  assert.deepEqual(steps({ python: "/usr/bin/python3", folder: "/w" }, false), [
    { command: "/usr/bin/python3", args: ["-m", "venv", "/w/.venv"] },
    { command: "/w/.venv/bin/python", args: pip },
  ]);
  assert.deepEqual(steps({ python: "/usr/bin/python3" }, false), []);
});

/** A client keeps only the listener that came last, so a second one would silence the first. */
test("one module listens to the server's notifications", () => {
  const sources = readdirSync(join(EXTENSION, "src")).filter((name) => name.endsWith(".ts"));
  const listening = sources.filter((name) => readFileSync(join(EXTENSION, "src", name), "utf8").includes(".onNotification("));
  assert.deepEqual(listening, ["feed.ts"]);
});

const manifest = JSON.parse(readFileSync(join(EXTENSION, "package.json"), "utf8"));

test("every key calls a command that there is, and belongs to texts of the language or to music that plays", () => {
  const known = new Set(manifest.contributes.commands.map(({ command }: { command: string }) => command));
  for (const { command, when } of manifest.contributes.keybindings) {
    assert.ok(known.has(command), command);
    assert.match(when, /editorLangId == pattern/);
  }
});

test("a colour that is used is declared, and the other way", () => {
  const text = ["lights.ts", "flash.ts"].map((name) => readFileSync(join(EXTENSION, "src", name), "utf8")).join("");
  const used = new Set([...text.matchAll(/patternStudio\.(\w+)(?:\$\{number\})?(\w*)["`]/g)].flatMap(([, name, rest]) => (name === "light" ? [1, 2, 3].map((n) => `light${n}${rest}`) : [name!])));
  const declared = manifest.contributes.colors.map(({ id }: { id: string }) => id.replace("patternStudio.", ""));
  assert.deepEqual([...used].sort(), declared.sort());
});

test("words are whole: notes with accidentals, samples with their number", () => {
  const { wordPattern } = JSON.parse(readFileSync(join(EXTENSION, "language-configuration.json"), "utf8"));
  const words = 'c#4 bd:3 Em7b5 0.75 hats.vel("f#5")'.match(new RegExp(wordPattern, "g"));
  assert.deepEqual(words, ["c#4", "bd:3", "Em7b5", "0.75", "hats", "vel", "f#5"]);
});
