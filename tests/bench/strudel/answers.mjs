// Answers questions {"id","expr","begin","end"}, one a line on standard input, as the peer does: {"id","haps"} or {"id","error"}.
// What takes the peer longer than a few seconds is answered by {"id","late"}.
// A hap is [whole begin, whole end, part begin, part end, value], the wholes null where the value is continuous.
import { createInterface } from 'node:readline';
import { register } from 'node:module';
import { runInThisContext } from 'node:vm';

register('./hooks.mjs', import.meta.url);
const note = console.log;
console.log = console.warn = console.error = () => {};
const core = await import('@strudel/core');
const { mini } = await import('@strudel/mini');
const { State } = await import(new URL('./node_modules/@strudel/core/state.mjs', import.meta.url));
await import('@strudel/tonal');
const { Fraction, TimeSpan, Pattern, reify } = core;
const MOST = 4000;
const PATIENCE = 5000; // milliseconds

// Words whose arguments all are members; any other word acts on its last argument.
const gathering = new Set(
  `stack cat slowcat slowcatPrime fastcat seq sequence polymeter zip stackLeft stackRight stackCentre randcat run
   timecat stepcat arrange stepalt`.split(/\s+/),
);

const argument = (expr) => {
  if (Array.isArray(expr)) return expr.map(argument);
  if (expr === null || typeof expr !== 'object') return expr;
  if ('mini' in expr) return mini(expr.mini);
  if ('pure' in expr) return Array.isArray(expr.pure) ? core.pure(expr.pure) : core.pure(argument(expr.pure));
  if ('silence' in expr) return core.silence;
  if ('signal' in expr) return core[expr.signal];
  if ('frac' in expr) return Fraction(expr.frac);
  if ('fun' in expr) return (pattern) => expr.fun.reduce(step, pattern);
  if ('op' in expr) return reify(argument(expr.left))[expr.op][expr.how](argument(expr.right));
  const args = expr.args.map(argument);
  if (expr.ctl) return args.length === 1 ? core[expr.fn](args[0]) : reify(args[1])[expr.fn](args[0]);
  if (gathering.has(expr.fn)) return (core[expr.fn === 'timecat' ? 'timeCat' : expr.fn] ?? core[expr.fn])(...args);
  const receiver = reify(args.pop());
  return receiver[expr.fn](...args);
};

const step = (pattern, [name, ...rest]) =>
  name === 'op' ? pattern[rest[0]][rest[1]](argument(rest[2])) : pattern[name](...rest.map(argument));

const time = (fraction) => {
  const [above, below = '1'] = fraction.toFraction(false).split('/');
  return below === '1' ? above : `${above}/${below}`;
};

const plain = (value) => {
  if (typeof value?.toFraction === 'function') return Number(value.d) === 1 ? Number(value.s * value.n) : { frac: time(value) };
  if (Array.isArray(value)) return value.map(plain);
  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(Object.keys(value).sort().map((key) => [key, plain(value[key])]));
  }
  return value;
};

const asked = (pattern, begin, end) => {
  const haps = pattern.query(new State(new TimeSpan(Fraction(begin), Fraction(end)), {}));
  if (haps.length > MOST) throw new Error('too many');
  return haps.map(({ whole, part, value }) => [
    ...(whole ? [time(whole.begin), time(whole.end)] : [null, null]), time(part.begin), time(part.end), plain(value),
  ]);
};

const answer = ({ expr, begin, end }) => {
  const pattern = argument(expr);
  if (!(pattern instanceof Pattern)) throw new Error('no pattern');
  const haps = asked(pattern, begin, end);
  const pieces = [];
  for (let at = Math.floor(Number(Fraction(begin))); at < Number(Fraction(end)); at += 1) {
    pieces.push(...asked(pattern, Fraction(at).max(Fraction(begin)), Fraction(at + 1).min(Fraction(end))));
  }
  return { haps, pieces };
};

// Only what a script runs can be broken off.
const inTime = (question) => {
  globalThis.answered = () => answer(question);
  return runInThisContext('answered()', { timeout: PATIENCE });
};

for await (const line of createInterface({ input: process.stdin })) {
  const question = JSON.parse(line);
  let given;
  try {
    given = inTime(question);
  } catch (error) {
    const late = error?.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT';
    given = late ? { late } : { error: String(error?.message ?? error).slice(0, 200) };
  }
  note(JSON.stringify({ id: question.id, ...given }));
}
