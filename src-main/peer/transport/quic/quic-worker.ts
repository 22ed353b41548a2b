// Entry of the network thread, which alone loads the native engine and owns every UDP socket of the process.
import { parentPort } from 'node:worker_threads';
import { collectGarbage } from '../../edge/collect-garbage.ts';
import type { Command } from './messages.ts';
import { QuicHost } from './quic-host.ts';
import { ReportBatch } from './report-batch.ts';

const port = parentPort;
if (port === null) throw new Error('quic-worker runs as a worker thread only');

const reports = new ReportBatch(port);
const hosts = new Map<number, QuicHost>();

async function handle(command: Command): Promise<void> {
  if (command.kind === 'recycle') return reports.recycle(command.buffer);
  if (command.kind === 'collect') return collectGarbage();
  if (command.kind === 'start') hosts.set(command.transport, new QuicHost(command.transport, command.options, reports));
  else await hosts.get(command.transport)?.handle(command);
  if (command.kind === 'stop') hosts.delete(command.transport);
}

port.on('message', (commands: Command[]) => {
  for (const command of commands) void handle(command);
});
