// A client made of the parts of VS Code's own: vscode-jsonrpc frames, numbers and cancels, and is strict about headers.
// Talks to the server that the arguments start, and prints [{name, error}] as JSON: error is null where a check holds.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import protocol from 'vscode-languageserver-protocol/node';

const { CancellationTokenSource, ProtocolRequestType, createProtocolConnection } = protocol;
const uri = 'file:///music/song.pattern';
const song = 'let riff = "c4 [e4 g4]"; // 🎵\nmelody lead {\n  pianoo riff.fast(2);\n  lead2: bass  riff;\n}\n';
const mended = song.replace('pianoo', 'piano').replace('bass  riff', 'bass riff');
const textDocument = { uri };
const at = (line, character) => ({ textDocument, position: { line, character } });
const range = (line, character, last, stop) => ({
  start: { line, character },
  end: { line: last, character: stop },
});
const everything = {
  general: { positionEncodings: ['utf-16'] },
  workspace: { workspaceEdit: { documentChanges: true }, didChangeWatchedFiles: { dynamicRegistration: true } },
  textDocument: {
    publishDiagnostics: { versionSupport: true, relatedInformation: true, codeDescriptionSupport: true },
    codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: ['quickfix', 'source.fixAll'] } } },
    completion: { completionItem: { snippetSupport: true, documentationFormat: ['markdown', 'plaintext'] } },
    documentSymbol: { hierarchicalDocumentSymbolSupport: true },
    hover: { contentFormat: ['markdown', 'plaintext'] },
    rename: { prepareSupport: true },
  },
};

// An editor with a server of its own; troubles of the wire, such as a header that is none, are kept.
class Editor {
  constructor() {
    const [command, ...words] = process.argv.slice(2);
    this.server = spawn(command, words, { stdio: ['pipe', 'pipe', 'inherit'] });
    this.over = new Promise((resolve) => this.server.on('exit', resolve));
    this.connection = createProtocolConnection(this.server.stdout, this.server.stdin);
    this.troubles = [];
    this.published = [];
    this.registered = [];
    this.waiting = [];
    this.connection.onError(([error]) => this.troubles.push(String(error)));
    this.connection.onUnhandledNotification((message) => this.troubles.push(`unhandled: ${message.method}`));
    this.connection.onRequest('client/registerCapability', ({ registrations }) => {
      this.registered.push(...registrations);
      return null;
    });
    this.connection.onNotification('textDocument/publishDiagnostics', (params) => {
      this.published.push(params);
      this.waiting = this.waiting.filter((look) => !look());
    });
    this.connection.listen();
  }

  ask(method, params, token) {
    const more = [params, token].filter((one) => one !== undefined); // what is undefined would make a list of them
    return this.connection.sendRequest(method, ...more);
  }

  tell(method, params) {
    return this.connection.sendNotification(method, ...(params === undefined ? [] : [params]));
  }

  async greet(capabilities, options) {
    const params = { processId: process.pid, rootUri: null, capabilities, initializationOptions: options };
    const greeting = await this.ask('initialize', params);
    await this.tell('initialized', {});
    return greeting;
  }

  open(text, version = 1) {
    return this.tell('textDocument/didOpen', { textDocument: { uri, languageId: 'pattern', version, text } });
  }

  change(version, ...contentChanges) {
    return this.tell('textDocument/didChange', { textDocument: { uri, version }, contentChanges });
  }

  // The first diagnostics that are published for a version.
  diagnostics(version) {
    return new Promise((resolve) => {
      const look = () => {
        const found = this.published.find((one) => one.uri === uri && one.version === version);
        if (found) resolve(found.diagnostics);
        return Boolean(found);
      };
      if (!look()) this.waiting.push(look);
    });
  }

  async leave() {
    await this.ask('shutdown');
    await this.tell('exit');
    return this.over;
  }
}

// The code of the error with which a request is refused.
async function refusal(promise) {
  try {
    await promise;
  } catch (error) {
    return error.code;
  }
  throw new Error('it was answered');
}

const applied = (text, edits) => {
  const starts = [0];
  for (let place = text.indexOf('\n'); place >= 0; place = text.indexOf('\n', place + 1)) starts.push(place + 1);
  const place = ({ line, character }) => starts[line] + character;
  return [...edits]
    .sort((one, other) => place(other.range.start) - place(one.range.start))
    .reduce((now, { range: { start, end }, newText }) => now.slice(0, place(start)) + newText + now.slice(place(end)), text);
};

const checks = [];
const check = (name, work) => checks.push([name, work]);
const editor = new Editor();
let greeting;
let tokens;

check('a request before initialize is refused', async () => {
  assert.equal(await refusal(editor.ask('textDocument/hover', at(0, 0))), -32002);
});
check('initialize is answered', async () => {
  greeting = await editor.greet(everything);
  assert.equal(greeting.serverInfo.name, 'pattern-lsp');
  assert.equal(greeting.capabilities.positionEncoding, 'utf-16');
});
check('every method of the capabilities is known to the library', () => {
  const known = new Set(
    Object.values(protocol).map((one) => (one?.type instanceof ProtocolRequestType ? one.method : undefined)),
  );
  for (const method of ['textDocument/inlayHint', 'textDocument/diagnostic', 'textDocument/selectionRange'])
    assert.ok(known.has(method), method);
});
check('a second initialize is refused', async () => {
  assert.equal(await refusal(editor.ask('initialize', { processId: null, rootUri: null, capabilities: {} })), -32600);
});
check('diagnostics are pushed with their version', async () => {
  editor.open(song);
  const [problem] = await editor.diagnostics(1);
  assert.deepEqual([problem.code, problem.source, problem.severity], ['PS101', 'pattern', 2]);
  assert.deepEqual(problem.range, range(2, 2, 2, 8));
});
check('watching files is registered', () => {
  assert.deepEqual(editor.registered.map((one) => one.method), ['workspace/didChangeWatchedFiles']);
});
check('a quick fix mends the text', async () => {
  const context = { diagnostics: await editor.diagnostics(1), only: ['quickfix'] };
  const [action] = await editor.ask('textDocument/codeAction', { textDocument, range: range(2, 2, 2, 8), context });
  const { textDocument: of, edits } = action.edit.documentChanges[0];
  assert.deepEqual(of, { uri, version: 1 });
  assert.equal(applied(song, edits), song.replace('pianoo', 'piano'));
  editor.change(2, ...edits.map((edit) => ({ range: edit.range, text: edit.newText })));
  assert.deepEqual(await editor.diagnostics(2), []);
});
check('formatting gives the one form', async () => {
  const options = { tabSize: 2, insertSpaces: true };
  const edits = await editor.ask('textDocument/formatting', { textDocument, options });
  assert.equal(applied(song.replace('pianoo', 'piano'), edits), mended);
  const whole = { textDocument, options, range: range(0, 0, 1, 0) };
  assert.deepEqual(await editor.ask('textDocument/rangeFormatting', whole), []);
  editor.change(3, { text: mended });
  assert.deepEqual(await editor.diagnostics(3), []);
});
check('hover is Markdown', async () => {
  const { contents } = await editor.ask('textDocument/hover', at(2, 4));
  assert.equal(contents.kind, 'markdown');
  assert.match(contents.value, /piano/);
});
check('hover beside the words is nothing', async () => {
  assert.equal(await editor.ask('textDocument/hover', at(4, 1)), null);
});
check('completion offers methods after a dot, and documents them when they are looked at', async () => {
  const found = await editor.ask('textDocument/completion', at(2, 13));
  const item = (found.items ?? found).find((one) => one.label === 'fast');
  const looked = await editor.ask('completionItem/resolve', item);
  assert.equal(looked.label, 'fast');
  assert.ok(looked.documentation.value.length > 10);
});
check('the signature of a call shows its argument', async () => {
  const { signatures, activeSignature, activeParameter } = await editor.ask('textDocument/signatureHelp', at(2, 18));
  assert.match(signatures[activeSignature ?? 0].label, /fast/);
  assert.equal(activeParameter ?? signatures[0].activeParameter, 0);
});
check('a name leads to where it is given', async () => {
  assert.deepEqual(await editor.ask('textDocument/definition', at(2, 9)), [{ uri, range: range(0, 4, 0, 8) }]);
});
check('every mention of a name is found', async () => {
  const context = { includeDeclaration: true };
  assert.equal((await editor.ask('textDocument/references', { ...at(0, 5), context })).length, 3);
  assert.equal((await editor.ask('textDocument/documentHighlight', at(0, 5))).length, 3);
});
check('a name is given another everywhere', async () => {
  assert.equal((await editor.ask('textDocument/prepareRename', at(2, 9))).placeholder, 'riff');
  const { documentChanges } = await editor.ask('textDocument/rename', { ...at(2, 9), newName: 'hook' });
  assert.equal(applied(mended, documentChanges[0].edits), mended.replaceAll('riff', 'hook'));
});
check('a name that cannot be given is refused', async () => {
  assert.equal(await refusal(editor.ask('textDocument/rename', { ...at(2, 9), newName: '4 x' })), -32803);
});
check('the outline is a tree', async () => {
  const symbols = await editor.ask('textDocument/documentSymbol', { textDocument });
  assert.deepEqual(symbols.map((one) => one.name), ['riff', 'lead']);
});
check('folds and selections are ranges', async () => {
  const [fold] = await editor.ask('textDocument/foldingRange', { textDocument });
  assert.deepEqual([fold.startLine, fold.endLine >= 3], [1, true]);
  const [selection] = await editor.ask('textDocument/selectionRange', { textDocument, positions: [{ line: 0, character: 5 }] });
  assert.deepEqual(selection.range, range(0, 4, 0, 8));
  assert.ok(selection.parent.range);
});
check('semantic tokens come whole, of a range, and as what has changed', async () => {
  tokens = await editor.ask('textDocument/semanticTokens/full', { textDocument });
  assert.equal(tokens.data.length % 5, 0);
  const kinds = greeting.capabilities.semanticTokensProvider.legend.tokenTypes.length;
  for (let place = 3; place < tokens.data.length; place += 5) assert.ok(tokens.data[place] < kinds);
  const some = await editor.ask('textDocument/semanticTokens/range', { textDocument, range: range(0, 0, 1, 0) });
  assert.ok(some.data.length > 0 && some.data.length < tokens.data.length);
  const delta = await editor.ask('textDocument/semanticTokens/full/delta', { textDocument, previousResultId: tokens.resultId });
  assert.deepEqual(delta.edits, []);
});
check('inlay hints stand in the range that was asked for', async () => {
  const hints = await editor.ask('textDocument/inlayHint', { textDocument, range: range(0, 0, 5, 0) });
  for (const { position } of hints) assert.ok(position.line <= 5);
});
check('links and colours are lists', async () => {
  assert.deepEqual(await editor.ask('textDocument/documentLink', { textDocument }), []);
  assert.deepEqual(await editor.ask('textDocument/documentColor', { textDocument }), []);
});
check('diagnostics can be asked for, and are the same until the text changes', async () => {
  const { kind, resultId } = await editor.ask('textDocument/diagnostic', { textDocument });
  assert.equal(kind, 'full');
  const again = await editor.ask('textDocument/diagnostic', { textDocument, previousResultId: resultId });
  assert.deepEqual(again, { kind: 'unchanged', resultId });
});
check('a request that is cancelled is answered, and those beside it are, too', async () => {
  editor.change(4, { text: 'melody { pianoo C4 0; }\n'.repeat(2_000) });
  const sources = Array.from({ length: 20 }, () => new CancellationTokenSource());
  const asked = sources.map(({ token }) => editor.ask('textDocument/diagnostic', { textDocument }, token));
  for (const source of sources.slice(1)) source.cancel();
  const answers = await Promise.allSettled(asked);
  assert.equal(answers[0].status, 'fulfilled');
  const codes = new Set(answers.slice(1).map((one) => one.reason?.code ?? null));
  assert.ok(codes.has(-32800));
  assert.ok([...codes].every((code) => code === null || code === -32800), [...codes].join());
});
check('a token for progress does no harm', async () => {
  const params = { ...at(0, 5), context: { includeDeclaration: true }, workDoneToken: 'w', partialResultToken: 'p' };
  assert.deepEqual(await editor.ask('textDocument/references', params), []);
});
check('wrong parameters are refused', async () => {
  assert.equal(await refusal(editor.ask('textDocument/hover', { textDocument })), -32602);
});
check('an unknown request is refused, an unknown notification is not minded', async () => {
  assert.equal(await refusal(editor.ask('music/play', {})), -32601);
  await editor.tell('$/music', {});
});
check('columns are UTF-16, as agreed', async () => {
  editor.change(5, { text: '/* 🎵 */ let pi = piian;\n' });
  const [problem] = await editor.diagnostics(5);
  assert.equal(problem.range.start.character, 18);
});
check('a closed text has no diagnostics', async () => {
  const before = editor.published.length;
  await editor.tell('textDocument/didClose', { textDocument });
  await editor.ask('textDocument/documentSymbol', { textDocument: { uri } }).catch(() => null);
  assert.deepEqual(editor.published.slice(before).at(-1).diagnostics, []);
});
check('after shutdown everything is refused', async () => {
  await editor.ask('shutdown');
  assert.equal(await refusal(editor.ask('textDocument/hover', at(0, 0))), -32600);
});
check('the exit code is 0 after shutdown', async () => {
  await editor.tell('exit');
  assert.equal(await editor.over, 0);
});
check('nothing was wrong with the wire', () => assert.deepEqual(editor.troubles, []));
check('the exit code is 1 without shutdown', async () => {
  const other = new Editor();
  await other.greet({});
  await other.tell('exit');
  assert.equal(await other.over, 1);
});
check('an editor that can do nothing is served, too', async () => {
  const other = new Editor();
  const { capabilities } = await other.greet({});
  assert.equal(capabilities.codeActionProvider, undefined);
  await other.open(song);
  const [problem] = await other.diagnostics(1);
  assert.deepEqual(Object.keys(problem).sort(), ['code', 'message', 'range', 'severity', 'source']);
  assert.equal(await other.leave(), 0);
});
check('the end of input is the end', async () => {
  const other = new Editor();
  await other.greet(everything);
  other.server.stdin.end();
  assert.equal(await other.over, 1);
});

const results = [];
for (const [name, work] of checks) {
  let error = null;
  try {
    await work();
  } catch (reason) {
    error = reason.stack;
  }
  results.push({ name, error });
}
editor.server.kill();
process.stdout.write(`${JSON.stringify(results, null, 1)}\n`);
process.exit();
