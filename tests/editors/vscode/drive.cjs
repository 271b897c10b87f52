// Opens VS Code's page in a browser and either waits for the tests of an extension host to end, or plays a scenario.
// Says what happens in lines of JSON: {log}, {step, seconds}, {figure, values}, {exit}, {failed}.
"use strict";

const options = JSON.parse(process.argv[2]);
const { chromium } = require(options.driver);

const say = (line) => process.stdout.write(JSON.stringify(line) + "\n");

/**
 * Before every view but the first, VS Code registers its service worker again and asks whether there is a newer one. That
 * takes 40 s in a browser that is driven; and there is no newer one. Older ones have a service worker for each view.
 */
function keepWorker() {
  const { register } = ServiceWorkerContainer.prototype;
  ServiceWorkerContainer.prototype.register = async function (script, ...more) {
    const kept = await this.getRegistration();
    return kept?.active?.scriptURL.endsWith(script) ? kept : register.call(this, script, ...more);
  };
  ServiceWorkerRegistration.prototype.update = async function () {
    return this;
  };
}

async function hostTests(page) {
  let ended;
  const exit = new Promise((resolve) => (ended = resolve));
  await page.exposeFunction("codeAutomationLog", (kind, values) => say({ log: values.map(String).join(" "), kind }));
  await page.exposeFunction("codeAutomationExit", (code) => ended(code));
  await page.goto(options.url);
  say({ exit: await exit });
}

async function scenario(page) {
  const steps = require(options.scenario)({ page, say, ...options });
  await page.goto(options.url);
  for (const [name, step] of Object.entries(steps)) {
    const begin = performance.now();
    try {
      await step();
    } catch (error) {
      await page.screenshot({ path: `${options.kept}/failed.png` });
      say({ step: name, failed: error.stack });
      throw error;
    }
    say({ step: name, seconds: (performance.now() - begin) / 1000 });
  }
  say({ exit: 0 });
}

async function main() {
  const flags = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--force-color-profile=srgb"];
  const browser = await chromium.launch({ executablePath: options.browser, args: flags });
  try {
    const page = await browser.newPage({ viewport: options.size, colorScheme: "dark" });
    await page.addInitScript(keepWorker);
    page.setDefaultTimeout(options.patience * 1000);
    page.on("pageerror", (error) => say({ log: String(error), kind: "pageerror" }));
    await (options.scenario ? scenario(page) : hostTests(page));
  } finally {
    await browser.close();
  }
}

main().catch((error) => {
  say({ failed: error.stack });
  process.exitCode = 1;
});
