// A list in random order.

/** Puts the items in place in an order that `random` (0 ≤ x < 1) decides, and answers the same list. */
export function shuffle<T>(items: T[], random: () => number): T[] {
  for (let at = items.length - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1));
    const [one, two] = [items[at] as T, items[other] as T];
    items[at] = two;
    items[other] = one;
  }
  return items;
}
