// Asks for the room once a second while somebody looks at it.
import { useEffect, useRef, useState } from 'react';
import type { CommandResults } from '../../src-shared/peer-command.ts';
import { nextRoomView, type RoomView } from './room-view.ts';
import { useApp, useAppState } from './use-app.ts';

const everyMs = 1000;

/** null until the first answer. `search` is a part of a title. */
export function useRoomView(search: string, limit: number): { view: RoomView | null; refresh: () => void } {
  const { bridge } = useApp();
  const connected = useAppState((state) => state.connected);
  const [view, setView] = useState<RoomView | null>(null);
  const askNow = useRef(() => {});
  useEffect(() => {
    let isOver = false;
    const ask = async () => {
      // A hidden window costs nothing.
      if (document.hidden || !connected) return;
      const answer = await bridge.call('send-command', { kind: 'describe-room', search, limit }).catch(() => null);
      if (isOver || answer === null) return;
      setView((before) => nextRoomView(before, answer as CommandResults['describe-room']));
    };
    askNow.current = () => void ask();
    askNow.current();
    const timer = setInterval(() => void ask(), everyMs);
    return () => {
      isOver = true;
      clearInterval(timer);
    };
  }, [bridge, connected, search, limit]);
  return { view, refresh: () => askNow.current() };
}
