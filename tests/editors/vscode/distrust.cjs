// A folder that is not trusted: there is help, and no music.
"use strict";

module.exports = ({ page, patience, kept }) => {
  const seen = require("./page.cjs")(page, patience);
  return {
    async "the folder is not trusted"() {
      await page.locator(".monaco-editor .view-line", { hasText: "drums" }).first().waitFor({ timeout: 120_000 });
      await page.locator(".statusbar-item", { hasText: "Restricted Mode" }).waitFor();
    },
    async "OPEN-1: words, strings and comments have colours before there is any answer"() {
      await seen.until(`new Set([...document.querySelectorAll(".view-line span span")].map((word) => getComputedStyle(word).color)).size > 3`);
    },
    async "TRUST-1: the text is checked"() {
      await page.locator(".monaco-editor .view-line", { hasText: "title" }).first().click();
      await page.keyboard.press("Control+Home");
      await page.keyboard.type("oops ");
      await page.locator(".squiggly-error").first().waitFor();
      for (const _ of "oops ") await page.keyboard.press("Backspace");
    },
    async "TRUST-1: evaluation is refused in one sentence"() {
      await page.keyboard.press("Control+Alt+Shift+Enter");
      await page.locator(".statusbar-item .codicon-bell-dot").waitFor();
      await seen.told("only in a workspace that you trust");
      await page.screenshot({ path: `${kept}/distrust.png` });
      if ((await seen.lit()) > 0) throw new Error("music plays");
    },
  };
};
