// The environment that a game's scripts get: the player's own, without what belongs to the launcher.

/** Electron's and Node's switches would change how a game runs that is built on one of them. */
const ownPrefixes: readonly string[] = ['ELECTRON_', 'NODE_', 'NPM_', 'LANSPREAD_'];

/** What an AppImage sets for the program within. */
const ownNames: ReadonlySet<string> = new Set(['APPIMAGE', 'APPDIR', 'ARGV0', 'OWD', 'NODE', 'CHROME_DESKTOP']);

/** Pure. Names are compared without case, as Windows does. */
export function gameEnvironment(env: Readonly<NodeJS.ProcessEnv>): NodeJS.ProcessEnv {
  const isOwn = (name: string) => ownNames.has(name) || ownPrefixes.some((prefix) => name.startsWith(prefix));
  return Object.fromEntries(Object.entries(env).filter(([name]) => !isOwn(name.toUpperCase())));
}
