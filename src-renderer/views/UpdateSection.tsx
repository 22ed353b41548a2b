// Which version this is, and whether somebody in the room has a newer one.
import { useMemo } from 'react';
import { versionsInRoom } from '../newest-version.ts';
import { useAppState } from '../store/use-app.ts';
import { updateTexts } from '../texts/update-texts.ts';

export function UpdateSection() {
  const self = useAppState((state) => state.self);
  const peers = useAppState((state) => state.peers);
  const own = self?.appVersion ?? '';
  const room = useMemo(() => versionsInRoom(own, peers.values()), [own, peers]);
  if (self === null) return null;
  return (
    <section className="settings-section" data-testid="updates" data-kind={room.kind}>
      <h3>{updateTexts.title}</h3>
      <dl className="facts">
        <div>
          <dt>{updateTexts.own}</dt>
          <dd>{own}</dd>
        </div>
        {room.kind === 'newer' && (
          <div>
            <dt>{updateTexts.newest}</dt>
            <dd>{updateTexts.newer(room.version, room.names.join(', '))}</dd>
          </div>
        )}
      </dl>
      {room.kind === 'nobody' && <p>{updateTexts.nobody}</p>}
      {room.kind === 'newest' && <p>{updateTexts.upToDate(room.compared)}</p>}
      {room.kind === 'newer' && <p>{updateTexts.howTo}</p>}
      <p className="help">{updateTexts.noServer}</p>
    </section>
  );
}
