// `npm run bench -- <name> [--mib N] …`: one measurement with its baselines, one JSON line per result.
import { parseArgs } from 'node:util';
import { cleanUpOnSignals } from '../e2e/lab/lab.ts';
import { defineBench, type Bench, type Flags } from './bench.ts';
import { hash } from './hash.ts';
import { idle } from './idle.ts';
import { measureQuic, measureTls, measureTlsLane } from './lane.ts';
import { resume } from './resume.ts';
import { scan } from './scan.ts';
import { seedDeath } from './seed-death.ts';
import { single } from './single.ts';
import { slowSource } from './slow-source.ts';
import { streamInstall } from './stream-install.ts';
import { swarm } from './swarm.ts';
import { unpack } from './unpack.ts';
import { window } from './window.ts';

const lane = defineBench({
  about: 'the bare lanes beside plain TLS, from memory to memory on loopback',
  flags: { mib: 512, datagram: 1452 },
  run: async ({ mib, datagram }, print) => {
    for (const measure of [measureQuic, measureTlsLane, measureTls])
      print(await measure({ mib, datagramBytes: datagram }));
  },
});

const benches: Record<string, Bench> = {
  single,
  lane,
  hash,
  scan,
  resume,
  idle,
  swarm,
  'stream-install': streamInstall,
  unpack,
  'seed-death': seedDeath,
  'slow-source': slowSource,
  window,
};

function describeUsage(): string {
  const lines = Object.entries(benches).map(([name, { about, flags }]) => {
    const given = Object.entries(flags).map(([flag, value]) => ` [--${flag} ${value}]`);
    return `  ${name}${given.join('')}\n      ${about}`;
  });
  return ['Usage: npm run bench -- NAME [flags]', ...lines].join('\n');
}

/** Throws RangeError or TypeError that names the flag. */
function readFlags({ flags }: Bench, args: string[]): Flags {
  const options = Object.fromEntries(Object.keys(flags).map((flag) => [flag, { type: 'string' as const }]));
  const { values } = parseArgs({ args, options });
  return Object.fromEntries(Object.entries(flags).map(([flag, value]) => [flag, readFlag(flag, values[flag], value)]));
}

function readFlag(flag: string, text: string | undefined, unless: number | string): number | string {
  if (text === undefined) return unless;
  if (typeof unless === 'string') return text;
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new RangeError(`--${flag} ${text}: give a whole number above 0`);
}

async function measure(name: string, bench: Bench, args: string[]): Promise<void> {
  const print = (line: object) => void process.stdout.write(`${JSON.stringify({ bench: name, ...line })}\n`);
  await bench.run(readFlags(bench, args), print);
}

function explain(text: string): void {
  process.stderr.write(`${text}\n`);
  process.exitCode = 2;
}

const [name = '', ...args] = process.argv.slice(2);
const bench = benches[name];
cleanUpOnSignals();
if (bench === undefined) {
  explain(describeUsage());
} else {
  try {
    await measure(name, bench, args);
  } catch (error) {
    explain(error instanceof RangeError || error instanceof TypeError ? error.message : String((error as Error).stack));
  }
  // Transports that took part in this process keep their thread.
  process.exit();
}
