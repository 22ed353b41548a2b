// `npm run bench -- <name> [--mib N] …`: one measurement with its baselines, as one JSON line.
import { parseArgs } from 'node:util';
import { measureSingle } from './single.ts';

const usage = `Usage: npm run bench -- single [--mib 512] [--datagram 1452]
  single   one source, file to file over QUIC on loopback, beside plain TLS measured in the same run`;

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { mib: { type: 'string', default: '512' }, datagram: { type: 'string', default: '1452' } },
});

function positive(flag: string, text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new RangeError(`--${flag} ${text}: give a whole number above 0`);
}

if (positionals[0] !== 'single') {
  process.stderr.write(`${usage}\n`);
  process.exitCode = 2;
} else {
  const mib = positive('mib', values.mib);
  const result = await measureSingle({ mib, datagramBytes: positive('datagram', values.datagram) });
  process.stdout.write(`${JSON.stringify(result)}\n`);
}
