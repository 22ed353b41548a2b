// How many PCs are here; it leads to the room.
import { Copy } from 'lucide-react';
import { useState } from 'react';
import { Button } from 'react-aria-components';
import { useApp, useAppState } from '../store/use-app.ts';
import { strings } from '../strings.ts';

export function RoomBadge() {
  const app = useApp();
  const here = useAppState((state) => [...state.peers.values()].filter((peer) => peer.state === 'connected').length);
  return (
    <Button
      className="room-badge"
      aria-label={strings.room.badge(here)}
      aria-haspopup="dialog"
      data-empty={here === 0 || undefined}
      data-testid="room-badge"
      onPress={() => app.ui.getState().showRoom(true)}
    >
      <span className="room-dot" aria-hidden="true" />
      <span className="room-text">{here === 0 ? strings.room.looking : strings.room.count(here)}</span>
    </Button>
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
