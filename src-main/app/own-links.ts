// By cable or by Wi-Fi: how this PC is linked to the network of another one.
import type { LinkKind } from '../../src-shared/peer-row.ts';
import type { Clock } from '../peer/edge/clock.ts';
import type { Stop } from '../peer/edge/stop.ts';
import { cardKey, cardTowards, listNetworkCards, type NetworkCard } from '../peer/room/network-cards.ts';
import { readNetworkLinks, type NetworkLinks } from './doctor/read-links.ts';

export interface OwnLinks {
  /** null where the system does not tell, and before the first look has ended. */
  kindTowards: (host: string) => LinkKind | null;
  /** Looks now and from time to time; `onChange`: what `kindTowards` answers may be another. */
  watch: (clock: Clock, onChange: () => void) => Stop;
}

export interface OwnLinksSources {
  listCards?: () => NetworkCard[];
  readLinks?: (names: readonly string[]) => Promise<NetworkLinks>;
}

const lookMs = 15_000;

export function createOwnLinks(sources: OwnLinksSources = {}): OwnLinks {
  const { listCards = listNetworkCards, readLinks = readNetworkLinks } = sources;
  let cards: NetworkCard[] = [];
  let known: NetworkLinks = { links: new Map(), routeCard: null };
  /** Answers whether anything is new; asking Windows for the links takes a second, so only then. */
  const look = async (): Promise<boolean> => {
    const present = listOrNone(listCards);
    if (keysOf(present) === keysOf(cards)) return false;
    [cards, known] = [present, await readLinks(present.map(({ name }) => name))];
    return true;
  };
  return {
    kindTowards: (host) => linkKindTowards(host, cards, known),
    watch: (clock, onChange) => {
      let callOff: (() => void) | null = () => {};
      const lookOn = async () => {
        const isNew = await look();
        if (callOff === null) return;
        if (isNew) onChange();
        callOff = clock.after(lookMs, () => void lookOn());
      };
      void lookOn();
      return async () => {
        callOff?.();
        callOff = null;
      };
    },
  };
}

const keysOf = (cards: readonly NetworkCard[]) => cards.map(cardKey).join('\n');

function listOrNone(listCards: () => NetworkCard[]): NetworkCard[] {
  try {
    return listCards();
  } catch {
    return [];
  }
}

/** Of the card on the host's own network, else of the one that leads out. */
export function linkKindTowards(
  host: string,
  cards: readonly NetworkCard[],
  { links, routeCard }: NetworkLinks,
): LinkKind | null {
  const card = cardTowards(host, cards) ?? cards.find(({ name }) => name === routeCard);
  if (card === undefined || card.rank > lastRealRank) return null;
  const wireless = links.get(card.name)?.wireless ?? null;
  return wireless === null ? null : wireless ? 'wifi' : 'wired';
}

/** Beyond it are virtual adapters, whose way nobody knows. */
const lastRealRank = 1;
