// What VS Code's reader of TextMate grammars makes of texts: a JSON string a line in, a JSON list a line out, of
// [begin, end, scopes] for each token, in UTF-16 code units of the text.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const require = createRequire(import.meta.url);
const onig = require("vscode-oniguruma");
const { Registry, parseRawGrammar, INITIAL } = require("vscode-textmate");
const [path] = process.argv.slice(2);

await onig.loadWASM(readFileSync(require.resolve("vscode-oniguruma/release/onig.wasm")).buffer);
const registry = new Registry({
  onigLib: Promise.resolve({
    createOnigScanner: (sources) => new onig.OnigScanner(sources),
    createOnigString: (text) => new onig.OnigString(text),
  }),
  loadGrammar: async () => parseRawGrammar(readFileSync(path, "utf8"), path),
});
const grammar = await registry.loadGrammar("source.pattern");

function tokens(text) {
  const found = [];
  let stack = INITIAL;
  let at = 0;
  for (const line of text.split("\n")) {
    const made = grammar.tokenizeLine(line, stack);
    for (const { startIndex, endIndex, scopes } of made.tokens) {
      found.push([at + startIndex, at + Math.min(endIndex, line.length), scopes.slice(1)]);
    }
    stack = made.ruleStack;
    at += line.length + 1;
  }
  return found;
}

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(JSON.stringify(tokens(JSON.parse(line))) + "\n");
}
