// Holds what is told to windows until the answers of the same moment are out.

export interface EventOutbox<Message> {
  push: (message: Message) => void;
  /** Drops what still waits. */
  stop: () => void;
}

/**
 * Delivers in order, in a later turn of the event loop. An answer that was made from a snapshot therefore always
 * reaches the window before every event that is newer than it; otherwise the window would end on the older state.
 */
export function createEventOutbox<Message>(deliver: (message: Message) => void): EventOutbox<Message> {
  let waiting: Message[] = [];
  let turn: NodeJS.Immediate | null = null;
  const flush = () => {
    turn = null;
    const messages = waiting;
    waiting = [];
    for (const message of messages) deliver(message);
  };
  return {
    push: (message) => {
      waiting.push(message);
      turn ??= setImmediate(flush);
    },
    stop: () => {
      waiting = [];
      if (turn !== null) clearImmediate(turn);
      turn = null;
    },
  };
}
