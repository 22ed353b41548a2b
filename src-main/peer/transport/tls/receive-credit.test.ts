import { describe, expect, it } from 'vitest';
import { mib } from '../limits.ts';
import { fullWindowBytes, initialWindowBytes, ReceiveCredit, WindowBudget } from './receive-credit.ts';

/** Sends and reads as much as is allowed, so that the window has every chance to grow. */
function grow(credit: ReceiveCredit): void {
  const byteCount = credit.grantedBytes;
  expect(credit.arrive(byteCount)).toBe(true);
  credit.consume(byteCount);
}

describe('ReceiveCredit', () => {
  it('allows the initial window and not a byte more', () => {
    const credit = new ReceiveCredit(new WindowBudget(mib));
    expect(credit.arrive(initialWindowBytes)).toBe(true);
    expect(credit.arrive(1)).toBe(false);
  });

  it('grants nothing before half a window was read, then a full one', () => {
    const credit = new ReceiveCredit(new WindowBudget(fullWindowBytes));
    credit.arrive(initialWindowBytes);
    expect(credit.consume(initialWindowBytes / 2 - 1)).toBe(0);
    expect(credit.consume(1)).toBe(fullWindowBytes - initialWindowBytes / 2);
    expect(credit.grantedBytes).toBe(fullWindowBytes - initialWindowBytes / 2);
  });

  it('never has more than a full window granted or unread', () => {
    const credit = new ReceiveCredit(new WindowBudget(100 * mib));
    let unreadBytes = 0;
    for (let round = 0; round < 200; round++) {
      const arriving = Math.floor(credit.grantedBytes / 3);
      expect(credit.arrive(arriving)).toBe(true);
      unreadBytes += arriving;
      const read = Math.floor(unreadBytes / 2);
      credit.consume(read);
      unreadBytes -= read;
      expect(unreadBytes + credit.grantedBytes).toBeLessThanOrEqual(fullWindowBytes);
    }
  });

  it('shares the budget and gives it back once', () => {
    const budget = new WindowBudget(fullWindowBytes);
    const [first, second] = [new ReceiveCredit(budget), new ReceiveCredit(budget)];
    grow(first);
    grow(second);
    expect(second.grantedBytes).toBeLessThan(fullWindowBytes / 2);
    first.close();
    first.close();
    grow(second);
    expect(second.grantedBytes).toBe(fullWindowBytes);
    expect(budget.take(mib)).toBe(initialWindowBytes);
  });
});
