// Writes the licences of what esbuild took into the extension, as those ask for: node notices.mjs <metafile> <notices>

import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const [metafile, notices] = process.argv.slice(2);
const { inputs } = JSON.parse(readFileSync(metafile, "utf8"));

/** The folder of the package that a file belongs to: the innermost one. */
function packageOf(file) {
  return /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1];
}

/** Name, version and licence of a package in one text. */
function notice(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const file = readdirSync(folder).find((one) => /^licen[cs]e/i.test(one));
  if (!file) throw new Error(`${name} is taken into the extension and brings no text of its licence`);
  return `${name} ${version}, ${license}\n\n${readFileSync(join(folder, file), "utf8").replaceAll("\r\n", "\n").trim()}\n`;
}

const folders = [...new Set(Object.keys(inputs).map(packageOf))].filter((folder) => folder && existsSync(folder)).sort();
writeFileSync(notices, `${["This extension holds code of these packages.\n", ...folders.map(notice)].join(`\n${"-".repeat(80)}\n\n`)}`);
