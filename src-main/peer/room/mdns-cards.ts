// The open mDNS links, one per network card, kept in step with the cards; each asks on its own schedule.
import type { Clock } from '../edge/clock.ts';
import type { Announcement } from './discovery.ts';
import { openMdnsLink, type MdnsLink, type Publication } from './mdns-link.ts';
import { asksForPeers } from './mdns-packet.ts';
import { cardKey, cardTowards, diffCards, type NetworkCard } from './network-cards.ts';
import { decideQuery } from './query-schedule.ts';

const cardPollMs = 3000;
/** The package announces at 0, 3, 12 s … and falls silent after about 55 minutes; we go on. */
const announceAgainMs = 5 * 60_000;
const goodbyeMs = 300;

export interface MdnsCardsOptions {
  clock: Clock;
  listCards: () => NetworkCard[];
  random: () => number;
  serviceType: string;
  /** A decoded response, unchecked; `card` is the one towards the sender. */
  onResponse: (packet: unknown, sender: string, card: NetworkCard | undefined) => void;
  onOpened: (card: NetworkCard) => void;
  onProblem: (where: string, problem: Error) => void;
}

export interface MdnsCards {
  start: () => void;
  /** Closes everything at once, without a goodbye. */
  stop: () => void;
  publish: (self: Announcement) => void;
  /** Says goodbye on every card; resolves after 300 ms at the latest. */
  withdraw: (self: Announcement) => Promise<void>;
  askNow: () => void;
}

interface OpenCard {
  link: MdnsLink;
  publications: Map<Announcement, Publication>;
  step: number;
  lastHeardMs: number | null;
  cancelTurn: () => void;
}

export function createMdnsCards(options: MdnsCardsOptions): MdnsCards {
  const { clock, listCards, random, serviceType } = options;
  const open = new Map<string, OpenCard>();
  const published = new Set<Announcement>();
  let cards: NetworkCard[] = [];
  let timers: (() => void)[] = [];

  const hearQuery = (packet: unknown, sender: string) => {
    const card = cardTowards(sender, cards);
    if (card === undefined || !asksForPeers(packet, serviceType)) return;
    // Every socket hears every card on Linux: the sender's subnet tells which link it was.
    const entry = open.get(cardKey(card));
    if (entry !== undefined) entry.lastHeardMs = clock.nowMs();
  };

  const takeTurn = (entry: OpenCard) => {
    const { step, lastHeardMs } = entry;
    const decision = decideQuery({ step, lastHeardMs, nowMs: clock.nowMs(), random: random() });
    entry.step = decision.step;
    if (decision.ask) entry.link.ask();
    entry.cancelTurn = clock.after(decision.nextInMs, () => takeTurn(entry));
  };

  const openCard = (card: NetworkCard) => {
    const link = openMdnsLink(card, serviceType, {
      onQuery: hearQuery,
      onResponse: (packet, sender) => options.onResponse(packet, sender, cardTowards(sender, cards)),
      onProblem: (problem) => options.onProblem(`${card.name} (${card.address})`, problem),
    });
    const publications = new Map([...published].map((self) => [self, link.publish(self)]));
    const entry: OpenCard = { link, publications, step: 0, lastHeardMs: null, cancelTurn: () => {} };
    open.set(cardKey(card), entry);
    takeTurn(entry);
    options.onOpened(card);
  };

  const closeCard = (key: string) => {
    const entry = open.get(key);
    open.delete(key);
    entry?.cancelTurn();
    entry?.link.close();
  };

  const syncCards = () => {
    try {
      cards = listCards();
    } catch (error) {
      options.onProblem('the list of network cards', error as Error);
      return;
    }
    const change = diffCards(open.keys(), cards);
    for (const key of change.close) closeCard(key);
    for (const card of change.open) openCard(card);
  };

  const announceAgain = () => {
    for (const { publications } of open.values()) for (const each of publications.values()) each.announceAgain();
  };

  return {
    start: () => {
      timers = [repeat(clock, cardPollMs, syncCards), repeat(clock, announceAgainMs, announceAgain)];
      syncCards();
    },
    stop: () => {
      for (const cancel of timers) cancel();
      for (const key of open.keys()) closeCard(key);
    },
    publish: (self) => {
      published.add(self);
      for (const entry of open.values()) entry.publications.set(self, entry.link.publish(self));
    },
    withdraw: async (self) => {
      published.delete(self);
      const goodbyes = [...open.values()].map(async ({ publications }) => {
        const publication = publications.get(self);
        publications.delete(self);
        await publication?.unpublish();
      });
      await settleWithin(clock, goodbyeMs, Promise.all(goodbyes));
    },
    askNow: () => {
      for (const entry of open.values()) entry.link.ask();
    },
  };
}

function repeat(clock: Clock, ms: number, run: () => void): () => void {
  const again = () => {
    cancel = clock.after(ms, again);
    run();
  };
  let cancel = clock.after(ms, again);
  return () => cancel();
}

/** Waits for the work, but no longer than `ms`. */
async function settleWithin(clock: Clock, ms: number, work: Promise<unknown>): Promise<void> {
  await new Promise<void>((resolve) => {
    const cancel = clock.after(ms, resolve);
    const settle = () => {
      cancel();
      resolve();
    };
    void work.then(settle, settle);
  });
}
