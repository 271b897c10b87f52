import assert from "node:assert/strict";
import { test } from "node:test";
import { Clock } from "../../../../editors/vscode/src/clock.ts";
import { MOST, Restarts } from "../../../../editors/vscode/src/restarts.ts";
import { Schedule } from "../../../../editors/vscode/src/schedule.ts";

test("the server's clock is told from the quickest of the recent messages", () => {
  const clock = new Clock();
  assert.equal(clock.local(0), undefined);
  clock.hear(1000, 5030);
  clock.hear(1100, 5102);
  clock.hear(1200, 5290);
  assert.equal(clock.local(1300), 5302);
  for (let count = 0; count < 100; count++) clock.hear(2000, 6050);
  assert.equal(clock.local(1300), 5350);
  clock.reset();
  assert.equal(clock.local(1300), undefined);
});

test("a light is lit from its begin, and dark before its end so that the next one is seen", () => {
  const schedule = new Schedule();
  schedule.add({ id: 1, begin: 100, end: 400, level: 0.5 });
  assert.deepEqual([99, 100, 349, 350].map((moment) => schedule.at(moment).has(1)), [false, true, true, false]);
});

test("a short light lasts long enough to be seen", () => {
  const schedule = new Schedule();
  schedule.add({ id: 1, begin: 0, end: 0, level: 1 });
  assert.ok(schedule.at(49).has(1));
  assert.ok(!schedule.at(50).has(1));
});

test("where two lights meet the brighter one is shown", () => {
  const schedule = new Schedule();
  schedule.add({ id: 1, begin: 0, end: 400, level: 0.9 });
  schedule.add({ id: 1, begin: 100, end: 200, level: 0.2 });
  assert.equal(schedule.at(120).get(1)?.level, 0.9);
});

test("what is taken back is not lit, what has begun goes on", () => {
  const schedule = new Schedule();
  schedule.add({ id: 1, begin: 0, end: 1000, level: 1 });
  schedule.add({ id: 2, begin: 500, end: 1000, level: 1 });
  schedule.clear(500);
  assert.deepEqual([...schedule.at(600).keys()], [1]);
  schedule.darken();
  assert.equal(schedule.at(600).size, 0);
});

test("the schedule names the next moments at which something begins and ends", () => {
  const schedule = new Schedule();
  assert.deepEqual(schedule.next(0), { begin: Infinity, end: Infinity });
  schedule.add({ id: 1, begin: 100, end: 400, level: 1 });
  schedule.add({ id: 2, begin: 300, end: 340, level: 1 });
  assert.deepEqual(
    [0, 100, 300, 349, 350].map((moment) => Object.values(schedule.next(moment))),
    [[100, 350], [300, 350], [Infinity, 350], [Infinity, 350], [Infinity, Infinity]],
  );
});

test(`a server is started again ${MOST} times in three minutes, and when a person asks for it`, () => {
  const restarts = new Restarts();
  assert.deepEqual([0, 1, 2, 3, 4, 5].map((second) => restarts.allowed(second * 1000)), [true, true, true, true, true, false]);
  assert.ok(restarts.allowed(180_000));
  assert.ok(!restarts.allowed(180_001));
  restarts.reset();
  assert.ok(restarts.allowed(180_002));
});
