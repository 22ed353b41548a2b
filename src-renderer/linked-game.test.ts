import { expect, it } from 'vitest';
import { takeLinkedGame } from './linked-game.ts';

function take(href: string) {
  let address = href;
  const history = { replaceState: (_state: unknown, _title: string, next: string) => void (address = next) };
  const game = takeLinkedGame({ location: { href }, history } as unknown as Window);
  return { game, address };
}

it('takes the game out of the address and leaves the rest', () => {
  const link = 'http://127.0.0.1:8080/?game=warzone%202100&a=1#token=x';
  expect(take(link)).toEqual({ game: 'warzone 2100', address: '/?a=1#token=x' });
});

it('leaves every other address alone', () => {
  expect(take('http://127.0.0.1:8080/#token=x')).toEqual({ game: null, address: 'http://127.0.0.1:8080/#token=x' });
});

it.each(['', '..', 'a/b', 'a%5Cb', 'x'.repeat(129)])('is no game: %j', (id) =>
  expect(take(`http://127.0.0.1/?game=${id}`).game).toBeNull(),
);
