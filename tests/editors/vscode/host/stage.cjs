// What the checks in the extension host stand on: texts in the window, waiting with a limit, and the list of checks.
"use strict";

const assert = require("node:assert/strict");
const { mkdirSync, writeFileSync } = require("node:fs");
const { dirname, join } = require("node:path");
const vscode = require("vscode");

/** @typedef {import("../../../../editors/vscode/src/extension").PatternStudio} PatternStudio */
/** @typedef {import("../../../../editors/vscode/src/protocol").Evaluated} Evaluated */

const PATIENCE = 30_000;

/** Seconds are printed for every check; a failure ends none but itself.
 * @type {{title: string, check: () => Promise<void> | void}[]} */
const checks = [];

/** Declare a check; its title begins with the number of the test plan.
 * @param {string} title @param {() => Promise<void> | void} check */
exports.check = (title, check) => {
  checks.push({ title, check });
};

/** A line for the test that opened the window. @param {object} line */
const say = (line) => console.log(`CHECK ${JSON.stringify(line)}`);

/** Figures, p50 and p95 among them. @param {string} name @param {number[]} values milliseconds */
exports.figures = (name, values) => {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (/** @type {number} */ share) => Number((sorted[Math.ceil(share * sorted.length) - 1] ?? NaN).toFixed(1));
  say({ figure: name, count: values.length, p50: at(0.5), p95: at(0.95), most: at(1) });
};

/** So many failures are one: what comes after stands on what came before. */
const ENOUGH = 5;

/** Do all checks in order. */
exports.perform = async () => {
  let failed = 0;
  for (const { title, check } of checks) {
    if (failed === ENOUGH) break;
    const begin = performance.now();
    let error;
    try {
      await check();
    } catch (caught) {
      error = caught instanceof Error ? caught.stack : String(caught);
      failed++;
    }
    say({ title, seconds: Number(((performance.now() - begin) / 1000).toFixed(2)), ...(error ? { error } : {}) });
  }
  if (failed > 0) throw new Error(`${failed} of ${checks.length} checks failed`);
};

/** Ask until there is an answer; it is wrong to wait longer than the limit.
 * @template T @param {string} wanted @param {() => T | Promise<T>} ask @returns {Promise<NonNullable<T>>} */
exports.until = async (wanted, ask) => {
  const end = performance.now() + PATIENCE;
  for (;;) {
    const answer = await ask();
    if (answer) return /** @type {NonNullable<T>} */ (answer);
    if (performance.now() > end) throw new Error(`waited for ever: ${wanted}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
};

/** The next value of an event that is wanted, from now on.
 * @template T @param {string} wanted @param {vscode.Event<T>} event @param {(value: T) => boolean} [is] @returns {Promise<T>} */
exports.next = (wanted, event, is = () => true) =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(() => done(() => reject(new Error(`never came: ${wanted}`))), PATIENCE);
    const listening = event((value) => is(value) && done(() => resolve(value)));
    const done = (/** @type {() => void} */ then) => {
      clearTimeout(timer);
      listening.dispose();
      then();
    };
  });

/** The folder that the window shows. */
exports.folder = () => {
  const [first] = vscode.workspace.workspaceFolders ?? [];
  assert.ok(first, "no folder is open");
  return first.uri.fsPath;
};

/** The extension, not started by asking for it. @returns {vscode.Extension<PatternStudio>} */
exports.extension = () => {
  const found = vscode.extensions.getExtension("pattern-studio.pattern-studio");
  assert.ok(found, "the extension is not there");
  return found;
};

/** What the extension tells, as soon as there is a server. @returns {Promise<PatternStudio>} */
exports.studio = async () => {
  const found = exports.extension();
  await exports.until("activation", () => found.isActive);
  await exports.until("a server", () => found.exports.standing === "running");
  return found.exports;
};

/** Write a file of the folder. @param {string} name @param {string} text @returns {string} its path */
exports.written = (name, text) => {
  const path = join(exports.folder(), name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
};

/** A file of the folder in an editor. @param {string} name @param {string} text @returns {Promise<vscode.TextEditor>} */
exports.opened = async (name, text) => {
  const document = await vscode.workspace.openTextDocument(exports.written(name, text));
  return vscode.window.showTextDocument(document, { preview: false });
};

/** Replace what stands there once. @param {vscode.TextEditor} editor @param {string} old @param {string} text */
exports.replaced = async (editor, old, text) => {
  const begin = exports.place(editor.document, old);
  const range = new vscode.Range(begin, begin.translate(0, old.length));
  assert.ok(await editor.edit((edit) => edit.replace(range, text)), "the edit was refused");
};

/** Where a text stands, or a place in it. @param {vscode.TextDocument} document @param {string} text @param {number} [inside] */
exports.place = (document, text, inside = 0) => {
  const offset = document.getText().indexOf(text);
  assert.ok(offset >= 0, `${text} is not in ${document.getText()}`);
  return document.positionAt(offset + inside);
};

/** A command of the extension. @param {string} name @param {unknown[]} given @returns {Promise<any>} */
exports.command = async (name, ...given) => vscode.commands.executeCommand(`patternStudio.${name}`, ...given);

/** A setting of the folder. @param {string} name @param {unknown} value */
exports.set = (name, value) =>
  vscode.workspace.getConfiguration("patternStudio").update(name, value, vscode.ConfigurationTarget.Workspace);
