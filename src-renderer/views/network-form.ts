// Port and room as a form: the port as text, empty for automatic, and the room's folder, empty for the default room.
import { useState } from 'react';
import { highestPort, lowestPort, type NetworkSettings } from '../../src-shared/network-settings.ts';
import { toErrorData, type ErrorData } from '../../src-shared/peer-error.ts';
import { useApp, useAppState } from '../store/use-app.ts';
import { networkTexts } from '../texts/network-texts.ts';
import { useDraft } from './use-draft.ts';

export interface NetworkFormValues {
  port: string;
  roomDir: string;
}

type NetworkProblems = Record<keyof NetworkFormValues, ErrorData | null>;
const noProblems: NetworkProblems = { port: null, roomDir: null };

export const valuesOf = ({ port, roomDir }: NetworkSettings): NetworkFormValues => ({
  port: port === null ? '' : String(port),
  roomDir: roomDir ?? '',
});

/** Undefined when the text is no port. */
export function parsePort(text: string): number | null | undefined {
  const trimmed = text.trim();
  if (trimmed === '') return null;
  const port = /^\d{1,5}$/u.test(trimmed) ? Number(trimmed) : 0;
  return port >= lowestPort && port <= highestPort ? port : undefined;
}

export function useNetworkForm() {
  const app = useApp();
  const saved = useAppState((state) => state.settings.network);
  const [values, setValues] = useDraft('network', () => valuesOf(saved));
  const [problems, setProblems] = useState(noProblems);
  const [made, setMade] = useState<string | null>(null);

  const set = (name: keyof NetworkFormValues, text: string) => {
    setMade(null);
    setValues((old) => ({ ...old, [name]: text }));
  };

  /** True when the port can be saved; shows what is wrong otherwise. */
  const check = (): boolean => {
    const isPort = parsePort(values.port) !== undefined;
    setProblems({ ...noProblems, port: isPort ? null : { code: 'bad-settings', message: networkTexts.portWrong } });
    return isPort;
  };

  /** To be called after `check`; true when everything is saved. */
  const save = async (): Promise<boolean> => {
    const roomDir = values.roomDir.trim();
    const network = { port: parsePort(values.port) ?? null, roomDir: roomDir === '' ? null : roomDir };
    if (network.port === saved.port && network.roomDir === saved.roomDir) return true;
    try {
      await app.saveSettings({ network });
      return true;
    } catch (error) {
      const data = toErrorData(error);
      setProblems({ ...noProblems, [data.code === 'port-taken' ? 'port' : 'roomDir']: data });
      return false;
    }
  };

  /** In the folder of the field, else where the peer keeps its own. */
  const makeRoom = async (): Promise<void> => {
    const path = values.roomDir.trim();
    try {
      const folder = await app.bridge.call('make-room', { path: path === '' ? null : path });
      set('roomDir', folder);
      setMade(folder);
      setProblems(noProblems);
    } catch (error) {
      setProblems({ ...noProblems, roomDir: toErrorData(error) });
    }
  };

  return { values, setValues, set, problems, made, makeRoom, check, save };
}

export type NetworkForm = ReturnType<typeof useNetworkForm>;
