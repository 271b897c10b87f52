// Times the peer on the workloads given on standard input and prints microseconds of CPU time as JSON.
// For each: `build` makes the pattern, `cycle` asks one cycle (median over many different cycles), `events` counts 12 cycles,
// `bulk` is the number of onsets for each second of CPU time when many cycles are asked at once.
import { register } from 'node:module';

register('./hooks.mjs', import.meta.url);
const note = console.log;
console.log = () => {};
const core = await import('@strudel/core');
const { mini } = await import('@strudel/mini');
await import('@strudel/tonal');

const median = (numbers) => numbers.sort((a, b) => a - b)[numbers.length >> 1];
const cpu = (work) => {
  const before = process.cpuUsage();
  work();
  const after = process.cpuUsage(before);
  return after.user + after.system;
};

let text = '';
for await (const piece of process.stdin) text += piece;
const answers = {};
for (const [name, code] of Object.entries(JSON.parse(text))) {
  const scope = { ...core, mini };
  const build = new Function(...Object.keys(scope), `return ${code};`);
  const make = () => build(...Object.values(scope));
  const pattern = make();
  const cycles = [];
  let cycle = 0;
  for (let round = 0; round < 15; round += 1) {
    const count = 20;
    cycles.push(cpu(() => { for (let i = 0; i < count; i += 1, cycle += 1) pattern.queryArc(cycle, cycle + 1); }) / count);
  }
  const builds = [];
  for (let round = 0; round < 7; round += 1) builds.push(cpu(() => { for (let i = 0; i < 5; i += 1) make(); }) / 5);
  let onsets = 0;
  const seconds = cpu(() => {
    onsets = pattern.queryArc(0, name === 'W5' ? 12 : 200).filter((hap) => hap.hasOnset() || !hap.whole).length;
  }) / 1e6;
  answers[name] = { bulk: onsets / seconds, cycle: median(cycles), build: median(builds), events: pattern.queryArc(0, 12).filter((hap) => hap.hasOnset() || !hap.whole).length };
}
note(JSON.stringify(answers));
