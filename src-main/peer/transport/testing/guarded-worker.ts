// The network thread as in Electron: a native function that answers with bytes ends the thread, listed as forbidden or not.
import quiche from '@matrixai/quic/native/quiche.js';
import { forbiddenConnectionFunctions } from '../quic/native.ts';

type Callable = (this: unknown, ...input: unknown[]) => unknown;

/** Thrown outside every `try`, so that nothing can swallow it. */
function refuse(name: string): void {
  setImmediate(() => {
    throw new Error(`forbidden in Electron: ${name}`);
  });
}

function holdsBytes(value: unknown): boolean {
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return true;
  return Array.isArray(value) && value.some(holdsBytes);
}

function guard(holder: object, name: string): void {
  const native = Reflect.get(holder, name) as Callable;
  const isForbidden = (forbiddenConnectionFunctions as readonly string[]).includes(name);
  const guarded: Callable = function guarded(...input) {
    if (isForbidden) refuse(name);
    const answer = native.apply(this, input);
    if (holdsBytes(answer)) refuse(name);
    return answer;
  };
  Reflect.set(holder, name, guarded);
}

for (const holder of [quiche.Connection, quiche.Config] as unknown as { prototype: object }[]) {
  for (const name of Object.getOwnPropertyNames(holder.prototype))
    if (name !== 'constructor') guard(holder.prototype, name);
}
const header = {
  fromSlice: () => {
    refuse('Header.fromSlice');
    throw new Error('forbidden in Electron');
  },
};
Reflect.set(quiche, 'Header', header);

await import('../quic/quic-worker.ts');
