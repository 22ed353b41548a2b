// A program that has a file read in the background and then ends by itself, without waiting for it.
import { createHasher } from '../hasher.ts';

const [endlessFile = ''] = process.argv.slice(2);
const awake = setInterval(() => {}, 1000);
const { promise: reading, resolve } = Promise.withResolvers<void>();
void createHasher().hashPieces(endlessFile, [{ offset: 0, length: 2 ** 40 }], {
  signal: new AbortController().signal,
  urgent: false,
  onBytes: () => resolve(),
});
await reading;
clearInterval(awake);
console.log('left');
