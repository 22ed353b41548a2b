// Loads the RAR engine (UnRAR compiled to WebAssembly) into this thread.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { getUnrar } from 'node-unrar-js/dist/js/unrar.singleton.js';
import type { Engine } from './extractor.ts';

const rethrowing = ['uncaughtException', 'unhandledRejection'] as const;

/** Loading adds process-wide handlers that throw errors again; they are taken off, because errors are ours to handle. */
export async function loadEngine(): Promise<Engine> {
  const before = rethrowing.map((event) => new Set(process.rawListeners(event)));
  const file = readFileSync(createRequire(import.meta.url).resolve('node-unrar-js/dist/js/unrar.wasm'));
  const wasmBinary = new ArrayBuffer(file.length);
  new Uint8Array(wasmBinary).set(file);
  const engine = (await getUnrar({ wasmBinary })) as Engine;
  rethrowing.forEach((event, index) => {
    for (const listener of process.rawListeners(event)) {
      if (before[index]?.has(listener) === false) process.removeListener(event, listener as () => void);
    }
  });
  return engine;
}
