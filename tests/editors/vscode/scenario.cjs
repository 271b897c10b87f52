// A musician's half hour in a minute: open, look, err, play, watch, turn, err again, mend, hush.
"use strict";

const assert = require("node:assert/strict");
const fs = require("node:fs");
const path = require("node:path");

module.exports = ({ page, say, file, patience, kept, pictures }) => {
  const seen = require("./page.cjs")(page, patience);
  const lines = fs.readFileSync(file, "utf8").split("\n");
  const lineOf = (text) => lines.findIndex((line) => line.includes(text)) + 1;
  const picture = (name, folder = kept) => page.screenshot({ path: `${folder}/${name}.png` });

  const mark = (name, more = {}) => say({ mark: name, at: (performance.timeOrigin + performance.now()) / 1000, ...more });

  return {
    async "the text opens, in colour"() {
      await page.locator(".monaco-editor .view-line", { hasText: "Warehouse" }).waitFor({ timeout: 120_000 });
      await seen.until(`new Set([...document.querySelectorAll(".view-line span span")].map((word) => getComputedStyle(word).color)).size > 4`);
    },
    async "a lens stands above each block"() {
      await page.locator(".codelens-decoration a", { hasText: /./ }).first().waitFor();
    },
    async "hints say what strings mean"() {
      await seen.until(`[...document.querySelectorAll('.view-line [class*="ced-"], .view-line [class*="dyn-rule"]')].length > 0`);
    },
    async "a mistake is underlined as it is typed, and is gone with it"() {
      await page.locator(".monaco-editor .view-line", { hasText: "Warehouse" }).click();
      await seen.go(lineOf("kick:"), 9);
      await page.keyboard.type("oops ");
      await page.locator(".squiggly-error").first().waitFor();
      for (const _ of "oops ") await page.keyboard.press("Backspace");
      await page.locator(".squiggly-error").first().waitFor({ state: "detached" });
    },
    async "hover tells what a word does"() {
      await seen.go(lineOf("acid"), lines[lineOf("acid") - 1].indexOf("lpf") + 2);
      await page.keyboard.press("Control+k");
      await page.keyboard.press("Control+i");
      await page.locator(".monaco-hover-content", { hasText: "lpf" }).first().waitFor();
      await page.keyboard.press("Escape");
    },
    async "completion offers words"() {
      await page.keyboard.press("Control+Space");
      await page.locator(".suggest-widget.visible .monaco-list-row", { hasText: "lpf" }).first().waitFor();
      await page.keyboard.press("Escape");
    },
    async "the evaluate key plays: letters light up, the status bar moves"() {
      await seen.go(lineOf("kick:"), 3);
      await page.keyboard.press("Control+Alt+Shift+Enter");
      await seen.light();
      await seen.flicker(8);
      await seen.goesOn(3);
    },
    async "ROLL-1: the roll opens, and its bars move"() {
      await seen.command("Pattern: Show the Roll");
      const roll = await seen.inner("canvas");
      await roll.waitForFunction(() => Number(document.querySelector("canvas").dataset.drawn) > 4);
      const pixels = () => roll.evaluate(() => document.querySelector("canvas").toDataURL().length);
      const before = await pixels();
      await roll.waitForFunction((size) => document.querySelector("canvas").toDataURL().length !== size, before);
    },
    async "ROLL-2: letters still light up beside the roll"() {
      await seen.flicker(8);
    },
    async "ROLL-3: a note of the punchcard that is clicked selects the letters that made it"() {
      const roll = await seen.inner("canvas");
      await seen.until(`!document.querySelector(".selected-text")`);
      await roll.locator("button[data-kind=punchcard]").click();
      await clickNote(page, roll);
      await seen.until(`document.querySelectorAll(".selected-text").length > 0`);
      await picture("punchcard");
      await roll.locator("button[data-kind=roll]").click();
    },
    async "KNOB-2: a knob that is dragged turns the sound, and writes its value when it is let go"() {
      await seen.command("Pattern: Show the Knobs");
      const slider = (await seen.inner("input[type=range]")).locator("input[type=range]");
      const { x, y, width, height } = await slider.boundingBox();
      await page.mouse.move(x + width * 0.44, y + height / 2);
      await page.mouse.down();
      mark("turned");
      for (const share of [0.5, 0.6, 0.7]) await page.mouse.move(x + width * share, y + height / 2);
      await page.mouse.up();
      await page.locator(".view-line", { hasText: /cutoff\s=\s(1[5-9]|2[0-9])\d\d\sin/ }).waitFor();
      mark("kept");
    },
    async "the caret frames the notes that its letters make; the window is worth a picture"() {
      const roll = await seen.inner("canvas");
      await roll.waitForFunction(() => Number(document.querySelector("canvas").dataset.drawn) > 100);
      await page.locator(".view-line", { hasText: "Kick" }).click();
      await page.keyboard.press("Control+Home");
      await seen.go(lineOf("melody sub"), lines[lineOf("melody sub") - 1].indexOf("f2") + 1);
      await roll.waitForFunction(() => Number(document.querySelector("canvas").dataset.framed) > 0);
      for (let tries = 0, lit = 0; tries < 10 && lit < 4; tries++) {
        await seen.light();
        await picture("vscode", pictures ?? kept);
        lit = await seen.lit();
      }
    },
    async "saving a mistake underlines it, and the music goes on"() {
      await seen.go(lineOf("clap:"), 3);
      await page.keyboard.type("oops ");
      await page.locator(".squiggly-error").first().waitFor();
      mark("mistaken");
      await page.keyboard.press("Control+s");
      await page.locator(".tab.dirty").waitFor({ state: "detached" });
      await seen.flicker(8);
      await seen.goesOn(6);
      await picture("mistake");
    },
    async "mended and saved, the change is heard"() {
      for (const _ of "oops ") await page.keyboard.press("Backspace");
      await seen.go(lineOf("kick:"), lines[lineOf("kick:") - 1].indexOf("Kick") + 1);
      await page.keyboard.press("Control+Shift+ArrowRight");
      await page.keyboard.type("Rim");
      await page.locator(".squiggly-error").first().waitFor({ state: "detached" });
      mark("mended");
      await page.keyboard.press("Control+s");
      await seen.goesOn(12);
    },
    async "the hush key puts the lights out"() {
      await page.keyboard.press("Alt+Period");
      await seen.dark();
      mark("hushed");
      assert.equal(await seen.lit(), 0);
    },
    async "the lights are on time"() {
      await seen.open(path.join(path.dirname(file), "quick.pattern"));
      await page.locator(".view-line", { hasText: "quick" }).waitFor();
      await seen.go(2, "quick { lead \"c4".length + 8);
      await page.keyboard.press("Control+Alt+Shift+Enter");
      await seen.light();
      await seen.watchLine("steady");
      await seen.goesOn(20);
      say({ figure: "lit", values: await seen.litAt() });
    },
    async "an evaluation is quick, and the lights stay on time"() {
      await seen.watchLine("steady");
      for (let number = 0; number < 12; number++) {
        await page.keyboard.press("Backspace");
        await page.keyboard.type(String(3 + ((number + 2) % 3)));
        mark("evaluated", { octave: 3 + ((number + 2) % 3) });
        await page.keyboard.press("Control+Alt+Shift+Enter");
        await seen.goesOn(2);
      }
      say({ figure: "lit while typing", values: await seen.litAt() });
    },
  };
};

/** Clicks a note of the punchcard, where something has the colour of one. There notes stand still. */
async function clickNote(page, roll) {
  const { x, y } = await roll.locator("canvas").boundingBox();
  const place = await (
    await roll.waitForFunction(() => {
      const canvas = document.querySelector("canvas");
      const { width, height } = canvas;
      const pixels = canvas.getContext("2d").getImageData(0, 0, width, height).data;
      for (let row = Math.round(height * 0.1); row < height; row += 3) {
        for (let column = Math.round(width * 0.1); column < width; column++) {
          const [red, green, blue, alpha] = pixels.subarray((row * width + column) * 4);
          const vivid = alpha > 120 && Math.max(red, green, blue) - Math.min(red, green, blue) > 60;
          if (vivid) return [column / devicePixelRatio + 2, row / devicePixelRatio + 2];
        }
      }
      return false;
    })
  ).jsonValue();
  await page.mouse.click(x + place[0], y + place[1]);
}
