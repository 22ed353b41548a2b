// How fast each network card is linked, and which one leads out: from /sys on Linux, from PowerShell on Windows.
import { access, readFile } from 'node:fs/promises';
import { askPowerShell } from './ask-powershell.ts';

export interface LinkFacts {
  speedMbit: number | null;
  halfDuplex: boolean | null;
  wireless: boolean | null;
}

export interface NetworkLinks {
  /** By the name of the card; cards of which nothing is known are missing. */
  links: ReadonlyMap<string, LinkFacts>;
  routeCard: string | null;
}

const windowsQuery = `
$cards = @(Get-NetAdapter | Select-Object Name, Speed, FullDuplex, NdisPhysicalMedium)
$route = Get-NetRoute -DestinationPrefix 0.0.0.0/0 | Sort-Object { $_.RouteMetric + $_.InterfaceMetric } | Select-Object -First 1
@{ cards = $cards; route = $route.InterfaceAlias } | ConvertTo-Json -Depth 4 -Compress`;

/** Never throws; what the system does not tell is unknown. */
export async function readNetworkLinks(names: readonly string[]): Promise<NetworkLinks> {
  if (process.platform === 'linux') return readLinuxLinks(names);
  if (process.platform === 'win32') return parseWindowsLinks(await askPowerShell(windowsQuery));
  return { links: new Map(), routeCard: null };
}

async function readLinuxLinks(names: readonly string[]): Promise<NetworkLinks> {
  const each = await Promise.all(names.map(async (name) => [name, await readLinuxLink(name)] as const));
  const routes = await readFile('/proc/net/route', 'utf8').catch(() => '');
  return { links: new Map(each), routeCard: parseLinuxRoute(routes) };
}

async function readLinuxLink(name: string): Promise<LinkFacts> {
  const read = async (fact: string) =>
    readFile(`/sys/class/net/${name}/${fact}`, 'utf8').then(
      (text) => text.trim(),
      () => '',
    );
  const wireless = await access(`/sys/class/net/${name}/wireless`).then(
    () => true,
    () => false,
  );
  return { ...parseLinuxLink(await read('speed'), await read('duplex')), wireless };
}

/** `speed` is -1 where there is no link, and both are empty where the driver does not tell. */
export function parseLinuxLink(speed: string, duplex: string): Omit<LinkFacts, 'wireless'> {
  const mbit = Number.parseInt(speed, 10);
  return {
    speedMbit: Number.isInteger(mbit) && mbit > 0 ? mbit : null,
    halfDuplex: duplex === 'half' ? true : duplex === 'full' ? false : null,
  };
}

/** The card of the default route with the lowest metric in `/proc/net/route`. */
export function parseLinuxRoute(text: string): string | null {
  const rows = text
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/));
  const ways = rows.filter(([, destination, , , , , , mask]) => destination === '00000000' && mask === '00000000');
  const best = ways.toSorted((a, b) => Number(a[6]) - Number(b[6]))[0];
  return best?.[0] ?? null;
}

/** NDIS numbers of the ways that are not a cable. */
const wirelessMedia = new Set([1, 9]);

export function parseWindowsLinks(answer: unknown): NetworkLinks {
  const { cards, route } = asObject(answer);
  const links = new Map<string, LinkFacts>();
  for (const raw of Array.isArray(cards) ? cards : []) {
    const { Name, Speed, FullDuplex, NdisPhysicalMedium } = asObject(raw);
    if (typeof Name !== 'string') continue;
    links.set(Name, {
      speedMbit: typeof Speed === 'number' && Speed > 0 ? Math.round(Speed / 1e6) : null,
      halfDuplex: typeof FullDuplex === 'boolean' ? !FullDuplex : null,
      wireless: typeof NdisPhysicalMedium === 'number' ? wirelessMedia.has(NdisPhysicalMedium) : null,
    });
  }
  return { links, routeCard: typeof route === 'string' ? route : null };
}

function asObject(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
