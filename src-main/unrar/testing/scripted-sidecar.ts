// An unpacker process that is none: the test sees what it was told and says what it answers.
import type { Sidecar } from '../live-sidecar.ts';
import type { JobMessage, SidecarCommand } from '../sidecar-messages.ts';

export interface ScriptedSidecar extends Sidecar {
  commands: SidecarCommand[];
  killed: boolean;
  answer: (jobId: number, message: JobMessage) => void;
  say: (raw: unknown) => void;
  exit: () => void;
}

/** With `immortal`, killing it only notes the wish. */
export function createScriptedSidecar({ immortal = false } = {}): ScriptedSidecar {
  let toParent: (message: unknown) => void = () => undefined;
  let gone: () => void = () => undefined;
  const sidecar: ScriptedSidecar = {
    commands: [],
    killed: false,
    post: (message) => sidecar.commands.push(message as SidecarCommand),
    onMessage: (listener) => (toParent = listener),
    onExit: (listener) => (gone = listener),
    kill: () => {
      sidecar.killed = true;
      if (!immortal) gone();
    },
    answer: (jobId, message) => toParent({ jobId, message }),
    say: (raw) => toParent(raw),
    exit: () => gone(),
  };
  return sidecar;
}
