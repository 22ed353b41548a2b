import { expect, it } from 'vitest';
import type { PeerEvent } from '../src-shared/peer-event.ts';
import { restWhileHidden } from './rest-while-hidden.ts';
import { createStandIn } from './testing/stand-in-bridge.ts';
import { downloadProgress } from './testing/stand-in-snapshots.ts';

function setUp() {
  const standIn = createStandIn();
  const listeners: (() => void)[] = [];
  const page = {
    hidden: false,
    addEventListener: (_type: string, listener: () => void) => void listeners.push(listener),
  };
  const bridge = restWhileHidden(standIn, page);
  const heard: string[] = [];
  bridge.subscribe('peer-event', ({ kind }) => heard.push(kind));
  bridge.onConnection((connected) => heard.push(String(connected)));
  const setHidden = (hidden: boolean) => {
    page.hidden = hidden;
    for (const listener of listeners) listener();
  };
  return { standIn, setHidden, heard };
}

const progress: PeerEvent = { kind: 'download-progress', ...downloadProgress('0ad', 100, 0.5) };
const count: PeerEvent = { kind: 'peer-count', count: 1 };

it('passes everything on while it is seen', () => {
  const { standIn, setHidden, heard } = setUp();
  standIn.tell('peer-event', progress);
  setHidden(false);
  expect(heard).toEqual(['true', 'download-progress']);
});

it('leaves progress out while hidden, and asks for a snapshot once it is seen again', () => {
  const { standIn, setHidden, heard } = setUp();
  setHidden(true);
  standIn.tell('peer-event', progress);
  standIn.tell('peer-event', count);
  expect(heard).toEqual(['true', 'peer-count']);
  setHidden(false);
  setHidden(false);
  expect(heard).toEqual(['true', 'peer-count', 'true']);
});

it('claims no connection that is not there', () => {
  const { standIn, setHidden, heard } = setUp();
  setHidden(true);
  standIn.tell('peer-event', progress);
  standIn.setConnected(false);
  setHidden(false);
  expect(heard).toEqual(['true', 'false']);
});
