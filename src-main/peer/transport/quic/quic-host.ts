// One transport inside the network thread: its sockets and connections, driven by the main thread's commands.
import { toErrorData } from '../../../../src-shared/peer-error.ts';
import type { CloseReason, PeerAddress } from '../transport.ts';
import { Endpoint, openEndpoint, type EndpointOwner } from './endpoint.ts';
import type { HostCommand, ConnectionHandle, HostOptions } from './messages.ts';
import { buildConfig, type NativeConfig } from './native.ts';
import type { QuicConnection } from './quic-connection.ts';
import type { ReportBatch } from './report-batch.ts';

export class QuicHost {
  private readonly transport: number;
  private readonly options: HostOptions;
  private readonly reports: ReportBatch;
  private readonly connections = new Map<ConnectionHandle, QuicConnection>();
  private readonly endpointOwner: EndpointOwner;
  private listener: Promise<Endpoint> | null = null;
  private dialler: Promise<Endpoint> | null = null;
  private readonly dialling = new Set<ConnectionHandle>();
  private config: NativeConfig | null = null;
  private acceptedCount = 0;

  constructor(transport: number, options: HostOptions, reports: ReportBatch) {
    this.transport = transport;
    this.options = options;
    this.reports = reports;
    this.endpointOwner = {
      accepted: (connection) => this.accepted(connection),
      report: (connection, report) => reports.add({ ...report, transport, connection: connection.identity.handle }),
      room: () => reports.room(),
      received: (connection, stream, byteCount) =>
        reports.addReceived({ transport, connection: connection.identity.handle, stream }, byteCount),
      dropped: (connection) => void this.connections.delete(connection.identity.handle),
      nextHandle: () => ++this.acceptedCount,
    };
  }

  async handle(command: HostCommand): Promise<void> {
    switch (command.kind) {
      case 'start':
        return;
      case 'listen':
        return this.listen();
      case 'stop-listening':
        return this.stopListening();
      case 'stop':
        return this.stop();
      case 'dial':
        return this.dial(command.connection, command.to);
      case 'close':
        return this.close(command.connection);
      case 'open-stream':
        return this.connections.get(command.connection)?.openStream(command.stream);
      default:
        return this.connections.get(command.connection)?.handle(command);
    }
  }

  private async listen(): Promise<void> {
    const { transport } = this;
    try {
      this.listener = this.open(this.options.listen);
      const endpoint = await this.listener;
      endpoint.accepting = true;
      this.reports.add({ kind: 'listening', transport, address: endpoint.address });
    } catch (error) {
      this.listener = null;
      this.reports.add({ kind: 'listen-failed', transport, error: toErrorData(error) });
    }
  }

  private async stopListening(): Promise<void> {
    const { listener } = this;
    this.listener = null;
    await (await listener)?.close();
    this.reports.add({ kind: 'listening-stopped', transport: this.transport });
  }

  private async stop(): Promise<void> {
    const endpoints = await Promise.allSettled([this.listener, this.dialler]);
    for (const endpoint of endpoints) if (endpoint.status === 'fulfilled') await endpoint.value?.close();
    this.reports.add({ kind: 'stopped', transport: this.transport });
  }

  /** Dials from the port that listens, so that one open port is enough; else from any. */
  private async dial(handle: ConnectionHandle, to: PeerAddress): Promise<void> {
    this.dialling.add(handle);
    try {
      const endpoint = await (this.listener ??
        (this.dialler ??= this.open({ host: this.options.listen.host, port: 0 })));
      // Called off while the socket was being opened.
      if (!this.dialling.delete(handle)) return this.reportClosed(handle, 'local', 'The dial was called off.');
      this.connections.set(handle, endpoint.dial(handle, to));
    } catch (error) {
      this.reportClosed(handle, 'error', toErrorData(error).message);
    }
  }

  private close(handle: ConnectionHandle): void {
    this.dialling.delete(handle);
    this.connections.get(handle)?.close();
  }

  private reportClosed(connection: ConnectionHandle, reason: CloseReason, message: string): void {
    this.reports.add({ kind: 'closed', transport: this.transport, connection, reason, message });
  }

  private accepted(connection: QuicConnection): void {
    const { handle, remote } = connection.identity;
    this.connections.set(handle, connection);
    this.reports.add({ kind: 'accepted', transport: this.transport, connection: handle, remote });
  }

  private async open(bind: PeerAddress): Promise<Endpoint> {
    this.config ??= buildConfig(this.options);
    return openEndpoint({ bind, options: this.options, config: this.config }, this.endpointOwner);
  }
}
