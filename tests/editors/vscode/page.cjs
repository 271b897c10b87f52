// What a scenario sees and does in a page of VS Code. Everything that is waited for has a limit.
"use strict";

const { basename } = require("node:path");

const LIT = `[...document.querySelectorAll('.view-overlays [class*="ced-"]')]
  .filter((mark) => getComputedStyle(mark).outlineStyle === "solid")`;

module.exports = (page, patience) => {
  const limit = { timeout: patience * 1000 };

  /** Waits until an expression is true in the page; its value. */
  const until = async (expression, argument) =>
    (await page.waitForFunction(expression, argument, { ...limit, polling: 50 })).jsonValue();

  /** The frame of a view's page, once it shows what a selector finds there. */
  async function inner(selector) {
    const deadline = performance.now() + limit.timeout;
    while (performance.now() < deadline) {
      for (const frame of page.frames()) {
        // A frame that is being replaced may never answer.
        const given = new Promise((resolve) => setTimeout(resolve, 1000, null));
        if (frame !== page.mainFrame() && (await Promise.race([frame.$(selector).catch(() => null), given]))) return frame;
      }
      await page.waitForTimeout(250); // who asks without pause keeps the view from being shown
    }
    throw new Error(`no view shows ${selector}`);
  }

  /** Writes into the box at the top of the window, and takes what it offers with a text. */
  async function chosen(typed, offered) {
    const box = page.locator(".quick-input-widget input");
    await box.fill(typed);
    await page.locator(".quick-input-list .monaco-list-row.focused", { hasText: offered }).waitFor(limit); // what Enter takes
    await box.press("Enter");
    await page.locator(".quick-input-widget").waitFor({ state: "hidden", ...limit });
  }

  return {
    until,
    inner,
    /** How many places are lit. */
    lit: () => page.evaluate(`${LIT}.length`),
    /** Waits until something is lit, or nothing is. */
    light: () => until(`${LIT}.length > 0`),
    /** Waits until nothing has been lit for a second and a half: longer than any rest of the music. */
    async dark() {
      await page.evaluate("window.litLast = performance.now()");
      await until(`(() => {
        const now = performance.now();
        if (${LIT}.length > 0) window.litLast = now;
        return now - window.litLast > 1500;
      })()`);
    },
    /** Waits until what is lit has changed so many times, and where. */
    async flicker(times) {
      const changes = `(() => {
        const lit = ${LIT}.map((mark) => { const { left, top } = mark.getBoundingClientRect(); return [left, top].join(); }).join(" ");
        if (lit !== window.litBefore) { window.litBefore = lit; window.litChanges = (window.litChanges ?? 0) + 1; }
        return window.litChanges;
      })()`;
      const before = await page.evaluate(changes);
      await until(`${changes} >= ${before + times}`);
    },
    /** The text of the status bar that tells where the music is. */
    status: () => page.locator(".statusbar-item", { hasText: "bpm" }).innerText(),
    /** Waits until the music has gone on for some beats, as the status bar tells. */
    async goesOn(beats = 2) {
      let last = await this.status();
      for (let seen = 0; seen < beats; seen++) {
        last = await until(
          `(() => {
            const item = [...document.querySelectorAll(".statusbar-item")].find(({ innerText }) => innerText.includes("bpm"));
            return item && item.innerText !== ${JSON.stringify(last)} && item.innerText;
          })()`,
        );
      }
    },
    /** Runs a command by its title. */
    async command(title) {
      await page.keyboard.press("F1");
      await chosen(`>${title}`, title);
    },
    /** Shows the list of messages until one has a text: the window may close the box, or the list, as messages come. */
    async told(text) {
      const message = page.locator(".notification-list-item-message", { hasText: text }).first();
      const deadline = performance.now() + limit.timeout;
      while (!(await message.isVisible())) {
        if (performance.now() > deadline) throw new Error(`no message says ${text}`);
        await this.command("Notifications: Show Notifications");
        await message.waitFor({ timeout: 5000 }).catch(() => null); // once more, until the deadline
      }
    },
    /** Opens a file by its path: to look for names, older versions need a program that their package lacks. */
    async open(path) {
      await page.keyboard.press("Control+p");
      await chosen(path, basename(path));
    },
    /** Puts the caret at a line and a column, both from 1. */
    async go(line, column = 1) {
      await page.keyboard.press("Control+g");
      const box = page.locator(".quick-input-widget input");
      await box.fill(`:${line}:${column}`);
      await box.press("Enter");
      await page.locator(".quick-input-widget").waitFor({ state: "hidden", ...limit });
    },
    /** From now on, notes when something on the line with that text is lit after nothing on it was. */
    watchLine: (text) =>
      page.evaluate(`(() => {
        const litAt = (window.litAt = []);
        let before = true;
        const look = () => {
          if (litAt !== window.litAt) return;
          const line = [...document.querySelectorAll(".view-line")].find(({ textContent }) => textContent.includes(${JSON.stringify(text)}));
          const top = line?.getBoundingClientRect().top;
          const lit = ${LIT}.some((mark) => Math.abs(mark.getBoundingClientRect().top - top) < 6);
          if (lit && !before) litAt.push((performance.timeOrigin + performance.now()) / 1000);
          before = lit;
          requestAnimationFrame(look);
        };
        look();
      })()`),
    /** The moments that were noted, in seconds of Unix time. */
    litAt: () => page.evaluate("window.litAt"),
  };
};
