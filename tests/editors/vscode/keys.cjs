// Another set of keys, flashes in colours that the user has chosen, and the menu behind the status bar.
"use strict";

const assert = require("node:assert/strict");
const fs = require("node:fs");

module.exports = ({ page, patience, file, flash, mistake }) => {
  const seen = require("./page.cjs")(page, patience);
  const lines = fs.readFileSync(file, "utf8").split("\n");

  /** From now on, notes the colours behind letters. */
  const watch = () =>
    page.evaluate(() => {
      const colours = (window.coloursSeen = new Set());
      const look = () => {
        for (const mark of document.querySelectorAll('.view-overlays [class*="ced-"]')) colours.add(getComputedStyle(mark).backgroundColor);
        requestAnimationFrame(look);
      };
      look();
    });
  const flashed = (colour) => seen.until(`window.coloursSeen.has(${JSON.stringify(colour)})`);

  return {
    async "the text opens, and the server answers"() {
      await page.locator(".monaco-editor .view-line", { hasText: "drums" }).first().waitFor({ timeout: 120_000 });
      await page.locator(".codelens-decoration a", { hasText: /./ }).first().waitFor({ timeout: 120_000 });
      await page.locator(".monaco-editor .view-line", { hasText: "title" }).first().click();
      await watch();
    },
    async "KEYS-1: with the keys of Strudel, Ctrl+Enter plays all of the text wherever the caret is"() {
      await seen.go(1, 1);
      await page.keyboard.press("Control+Enter");
      await seen.light();
      await seen.flicker(4);
      assert.match(await seen.status(), /bpm/);
    },
    async "FLASH-1: what was evaluated has lit up for a moment"() {
      await flashed(flash);
    },
    async "KEYS-1: and Ctrl+. hushes"() {
      await page.keyboard.press("Control+Period");
      await seen.dark();
      await page.locator(".statusbar-item .codicon-mute").first().waitFor();
    },
    async "FLASH-2: a mistake that is evaluated lights up in the colour of mistakes"() {
      await seen.go(lines.findIndex((line) => line.includes("kick")) + 1, 3);
      await page.keyboard.type("oops ");
      await page.keyboard.press("Control+Enter");
      await flashed(mistake);
    },
    async "behind the status bar is a menu"() {
      await page.locator(".statusbar-item", { hasText: "bpm" }).first().click();
      await page.locator(".quick-input-list .monaco-list-row", { hasText: "Render to WAV" }).waitFor();
      await page.keyboard.press("Escape");
    },
  };
};
