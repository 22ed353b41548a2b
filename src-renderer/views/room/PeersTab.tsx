// Who is here, how to add somebody, and where this PC can be reached.
import { ArrowDown, ArrowUp, Ban, Monitor, ShieldAlert, TriangleAlert } from 'lucide-react';
import { useMemo } from 'react';
import { Button } from 'react-aria-components';
import type { PeerId } from '../../../src-shared/game.ts';
import type { PeerBan, PeerRow } from '../../../src-shared/peer-row.ts';
import { toErrorData } from '../../../src-shared/peer-error.ts';
import { formatRate } from '../../format.ts';
import { failureToast } from '../../store/notices.ts';
import { downloadRates, type RoomView } from '../../store/room-view.ts';
import { useApp, useAppState } from '../../store/use-app.ts';
import { strings } from '../../strings.ts';
import { roomTexts } from '../../texts/room-texts.ts';
import { AddPeerForm } from '../AddPeerForm.tsx';
import { HashingLine } from '../HashingLine.tsx';
import { LaneMark, LinkMark } from '../TransferMarks.tsx';
import { CopyButton } from './CopyButton.tsx';

interface Props {
  view: RoomView | null;
  /** Somebody was blocked or unblocked. */
  onChanged: () => void;
}

export function PeersTab({ view, onChanged }: Props) {
  return (
    <div className="room-peers">
      <div>
        <PeerList view={view} onChanged={onChanged} />
        <AbsentBlocked view={view} onChanged={onChanged} />
      </div>
      <aside className="room-side">
        <AddPeerForm />
        <OwnAddresses />
        <HashingLine />
      </aside>
    </div>
  );
}

function PeerList({ view, onChanged }: Props) {
  const peers = useAppState((state) => state.peers);
  const downloads = useAppState((state) => state.downloads);
  const connected = useAppState((state) => state.connected);
  const rows = useMemo(() => [...peers.values()].toSorted((a, b) => a.name.localeCompare(b.name)), [peers]);
  const down = useMemo(() => downloadRates(downloads.values()), [downloads]);
  return (
    <ul className="room-list" aria-label={roomTexts.peersLabel} data-testid="peer-list">
      {rows.map((peer) => (
        <PeerItem
          key={peer.peerId}
          peer={peer}
          down={down.get(peer.peerId) ?? 0}
          up={(connected ? view?.uploadRates.get(peer.peerId) : null) ?? 0}
          onChanged={onChanged}
        />
      ))}
    </ul>
  );
}

function PeerItem({ peer, down, up, onChanged }: { peer: PeerRow; down: number; up: number; onChanged: () => void }) {
  return (
    <li className="room-peer" data-state={peer.state} data-bad={peer.ban !== null || peer.blocked || undefined}>
      <span className="peer-icon" aria-hidden="true">
        <PeerIcon peer={peer} />
      </span>
      <div className="room-peer-who">
        <span className="peer-name">{peer.name}</span>
        <span className="peer-address">
          {peer.hostName !== null && <span data-testid="peer-host">{peer.hostName}</span>}
          {`${peer.address}:${peer.port}`}
          {peer.link !== null && <LinkMark link={peer.link} />}
          {peer.lane !== null && <LaneMark lane={peer.lane} />}
        </span>
        <PeerNotes peer={peer} />
      </div>
      <div className="room-peer-facts">
        <span>{peer.state === 'connected' ? roomTexts.games(peer.gameCount) : null}</span>
        <span className="quiet">
          {peer.appVersion === null ? roomTexts.versionUnknown : roomTexts.version(peer.appVersion)}
        </span>
      </div>
      <Rates down={down} up={up} />
      <BlockButton peerId={peer.peerId} name={peer.name} blocked={peer.blocked} onChanged={onChanged} />
    </li>
  );
}

function PeerIcon({ peer }: { peer: PeerRow }) {
  if (peer.blocked) return <Ban size={17} />;
  if (peer.ban !== null) return <ShieldAlert size={17} />;
  return peer.state === 'connected' ? <Monitor size={17} /> : <TriangleAlert size={17} />;
}

/** What keeps it from being a full member of the room. */
function PeerNotes({ peer }: { peer: PeerRow }) {
  const here = useAppState((state) => state.self?.protocolVersion ?? 0);
  return (
    <>
      {peer.state === 'incompatible' && (
        <span className="room-note" data-tone="warm">
          {roomTexts.incompatible(peer.protocolVersion, here)}
        </span>
      )}
      {peer.blocked && (
        <span className="room-note" data-tone="bad" data-testid="peer-blocked">
          {`${roomTexts.blocked}. ${roomTexts.blockedHelp}`}
        </span>
      )}
      {peer.ban !== null && <BanNote ban={peer.ban} />}
    </>
  );
}

function BanNote({ ban }: { ban: PeerBan }) {
  const games = useAppState((state) => state.games);
  const titles = ban.gameIds.map((gameId) => games.get(gameId)?.title ?? gameId).join(', ');
  return (
    <span className="room-note" data-tone="bad" data-testid="peer-ban">
      {ban.everything ? strings.bans.everything(ban.reason) : strings.bans.games(titles, ban.reason)}
    </span>
  );
}

function Rates({ down, up }: { down: number; up: number }) {
  return (
    <div className="room-rates">
      {down >= 1 && (
        <span title={roomTexts.down(formatRate(down))}>
          <ArrowDown size={13} aria-label={roomTexts.down('')} />
          {formatRate(down)}
        </span>
      )}
      {up >= 1 && (
        <span title={roomTexts.up(formatRate(up))} data-testid="peer-up">
          <ArrowUp size={13} aria-label={roomTexts.up('')} />
          {formatRate(up)}
        </span>
      )}
    </div>
  );
}

interface BlockProps {
  peerId: PeerId;
  name: string;
  blocked: boolean;
  onChanged: () => void;
}

function BlockButton({ peerId, name, blocked, onChanged }: BlockProps) {
  const app = useApp();
  const toggle = async () => {
    try {
      await app.bridge.call('send-command', { kind: 'block-peer', peerId, blocked: !blocked });
    } catch (error) {
      app.ui.getState().toast(failureToast(roomTexts.blockFailed, toErrorData(error)));
    }
    onChanged();
  };
  return (
    <Button
      className="button button-quiet room-block"
      aria-label={blocked ? roomTexts.unblockNamed(name) : roomTexts.blockNamed(name)}
      data-testid="block-peer"
      onPress={() => void toggle()}
    >
      {blocked ? roomTexts.unblock : roomTexts.block}
    </Button>
  );
}

/** Who is blocked and has gone can still be unblocked. */
function AbsentBlocked({ view, onChanged }: Props) {
  const peers = useAppState((state) => state.peers);
  const absent = (view?.report.blocked ?? []).filter(({ peerId }) => !peers.has(peerId));
  if (absent.length === 0) return null;
  return (
    <section className="room-absent">
      <h3>{roomTexts.absent}</h3>
      <ul className="room-list">
        {absent.map(({ peerId, name }) => (
          <li key={peerId} className="room-peer" data-bad>
            <span className="peer-icon" aria-hidden="true">
              <Ban size={17} />
            </span>
            <span className="peer-name">{name}</span>
            <BlockButton peerId={peerId} name={name} blocked onChanged={onChanged} />
          </li>
        ))}
      </ul>
    </section>
  );
}

const noAddresses: readonly string[] = [];

function OwnAddresses() {
  const addresses = useAppState((state) => state.self?.addresses ?? noAddresses);
  return (
    <section className="room-own">
      <h3>{roomTexts.ownAddresses}</h3>
      {addresses.length === 0 && <p className="unset">{roomTexts.noAddress}</p>}
      {addresses.map((address) => (
        <p key={address}>
          <code data-testid="own-address">{address}</code>
          <CopyButton address={address} />
        </p>
      ))}
      <p className="help">{roomTexts.ownHelp}</p>
    </section>
  );
}
