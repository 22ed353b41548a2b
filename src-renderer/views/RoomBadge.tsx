// How many PCs are here; behind it who they are, and a way to add one by address.
import { Copy, Monitor, ShieldAlert, TriangleAlert } from 'lucide-react';
import { useMemo, useState } from 'react';
import { Button, Dialog, DialogTrigger, Heading, Popover } from 'react-aria-components';
import type { PeerBan, PeerRow } from '../../src-shared/peer-row.ts';
import { useApp, useAppState } from '../store/use-app.ts';
import { strings } from '../strings.ts';
import { AddPeerForm } from './AddPeerForm.tsx';
import { HashingLine } from './HashingLine.tsx';
import { LaneMark } from './TransferMarks.tsx';

export function RoomBadge() {
  const peers = useAppState((state) => state.peers);
  const rows = useMemo(() => [...peers.values()].toSorted((a, b) => a.name.localeCompare(b.name)), [peers]);
  const here = rows.filter((peer) => peer.state === 'connected').length;
  return (
    <DialogTrigger>
      <Button
        className="room-badge"
        aria-label={strings.room.badge(here)}
        data-empty={here === 0 || undefined}
        data-testid="room-badge"
      >
        <span className="room-dot" aria-hidden="true" />
        <span className="room-text">{here === 0 ? strings.room.looking : strings.room.count(here)}</span>
      </Button>
      <Popover className="popover room-popover" placement="bottom end" offset={8}>
        <Dialog className="room-dialog">
          <Heading slot="title" className="room-title">
            {strings.room.title}
          </Heading>
          {rows.length === 0 ? <p className="room-alone">{strings.room.alone}</p> : <PeerList rows={rows} />}
          <HashingLine />
          <AddPeerForm />
          <OwnAddress />
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}

function PeerList({ rows }: { rows: PeerRow[] }) {
  return (
    // It scrolls, so a keyboard has to get into it.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <ul className="peer-list" data-testid="peer-list" tabIndex={0} aria-label={strings.room.title}>
      {rows.map((peer) => (
        <li key={peer.peerId} className="peer" data-state={peer.state} data-banned={peer.ban !== null || undefined}>
          <span className="peer-icon" aria-hidden="true">
            <PeerIcon peer={peer} />
          </span>
          <span className="peer-name">{peer.name}</span>
          <span className="peer-games">
            {peer.state === 'connected' ? strings.room.games(peer.gameCount) : strings.room.incompatible}
          </span>
          <span className="peer-address">
            {`${peer.address}:${peer.port}`}
            {peer.lane !== null && <LaneMark lane={peer.lane} />}
          </span>
          {peer.ban !== null && <BanLine ban={peer.ban} />}
        </li>
      ))}
    </ul>
  );
}

function PeerIcon({ peer }: { peer: PeerRow }) {
  if (peer.ban !== null) return <ShieldAlert size={16} />;
  return peer.state === 'connected' ? <Monitor size={16} /> : <TriangleAlert size={16} />;
}

function BanLine({ ban }: { ban: PeerBan }) {
  const games = useAppState((state) => state.games);
  const titles = ban.gameIds.map((gameId) => games.get(gameId)?.title ?? gameId).join(', ');
  return (
    <span className="peer-ban" data-testid="peer-ban">
      {ban.everything ? strings.bans.everything(ban.reason) : strings.bans.games(titles, ban.reason)}
    </span>
  );
}

export function OwnAddress() {
  const app = useApp();
  const address = useAppState((state) => state.self?.addresses[0] ?? null);
  const [copied, setCopied] = useState(false);
  if (address === null) return null;
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(address);
      setCopied(true);
    } catch {
      app.ui.getState().toast({ title: strings.errors.copyFailed, message: address, tone: 'bad' });
    }
  };
  return (
    <p className="own-address">
      <span>{strings.room.ownAddress}</span>
      <code data-testid="own-address">{address}</code>
      <Button className="link-button" onPress={() => void copy()}>
        <Copy size={13} aria-hidden="true" />
        {copied ? strings.room.copied : strings.room.copy}
      </Button>
    </p>
  );
}
