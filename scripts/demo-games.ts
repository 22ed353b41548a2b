// The three games of the demo, and the scripts that start them.

export interface DemoGame {
  id: string;
  title: string;
  genre: string;
  description: string;
  /** Name of the page in `scripts/demo`. */
  page: string;
  dataBytes: number;
}

const mebibyte = 1024 * 1024;

export const demoGames: readonly DemoGame[] = [
  {
    id: 'demo-snake',
    title: 'Demo Snake',
    genre: 'Arcade',
    description: 'Steer the snake with the arrow keys and eat without biting yourself. A small game of the demo.',
    page: 'snake',
    dataBytes: 4 * mebibyte,
  },
  {
    id: 'demo-bricks',
    title: 'Demo Bricks',
    genre: 'Arcade',
    description: 'Keep the ball in play with the mouse until no brick is left. A medium game of the demo.',
    page: 'bricks',
    dataBytes: 24 * mebibyte,
  },
  {
    id: 'demo-pairs',
    title: 'Demo Pairs',
    genre: 'Puzzle',
    description: 'Turn over two cards at a time and find all pairs. The largest game of the demo.',
    page: 'pairs',
    dataBytes: 60 * mebibyte,
  },
];

/** By file name. They get: the game's folder, its id, the language and the player's name. */
export function startScripts(title: string): Record<string, string> {
  return { 'game_start.sh': shellScript(title), 'game_start.cmd': commandScript(title) };
}

function shellScript(title: string): string {
  return `#!/bin/sh
cd "$1" || exit 1
echo "$4 plays ${title}: $(date)" >> played.txt
cat played.txt
if [ "$(uname)" = Darwin ]; then
  open game.html
elif [ -n "$DISPLAY$WAYLAND_DISPLAY" ] && command -v xdg-open > /dev/null; then
  xdg-open game.html
else
  echo "There is no display to open game.html on."
fi
`;
}

/** The name stays in its quotes, where cmd takes all characters of it literally. */
function commandScript(title: string): string {
  const lines = [
    '@echo off',
    'cd /d "%~1" || exit /b 1',
    `>> played.txt echo "%~4" plays ${title}: %DATE% %TIME%`,
    'type played.txt',
    'start "" game.html',
    '',
  ];
  return lines.join('\r\n');
}
