// Places are given in order, come back once each, and nobody stands in line for ever.
import { expect, it } from 'vitest';
import { createPlaces } from './places.ts';

const { signal } = new AbortController();

it('gives the places that there are, and the next in order', async () => {
  const places = createPlaces(2);
  const told: string[] = [];
  const enter = async (who: string) => {
    const leave = await places.enter(signal, () => told.push(`${who} waits`));
    told.push(who);
    return leave;
  };
  const [leaveA] = [await enter('a'), await enter('b')];
  const [c, d] = [enter('c'), enter('d')];
  expect(told).toEqual(['a', 'b', 'c waits', 'd waits']);
  leaveA();
  leaveA();
  const leaveC = await c;
  expect(told.slice(4)).toEqual(['c']);
  leaveC();
  await d;
  expect(told.slice(4)).toEqual(['c', 'd']);
});

it('lets somebody go who no longer wants a place', async () => {
  const places = createPlaces(1);
  const leave = await places.enter(signal);
  const abort = new AbortController();
  const given = places.enter(abort.signal);
  const next = places.enter(signal);
  abort.abort(new Error('gone'));
  await expect(given).rejects.toThrow('gone');
  leave();
  await next;
  await expect(places.enter(abort.signal)).rejects.toThrow('gone');
});
