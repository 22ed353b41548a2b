// A small LAN of network namespaces: N hosts on one switch, away from the machine's own network.
import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';

export interface LabHost {
  /** Name of its network namespace. */
  namespace: string;
  /** Dotted IPv4. */
  address: string;
  /** Put before a command, runs it on this host in place of itself, so that its process id stays. */
  prefix: string[];
}

export interface LabOptions {
  hosts: number;
  /** Limits every link in both directions, for example `200mbit`. */
  rate?: string;
  /** The same for the links of single hosts, by their index, in place of `rate`. */
  rateOf?: Readonly<Record<number, string>>;
}

export interface Lab {
  hosts: LabHost[];
  /** Unplugs or plugs in the cable of host `index`. */
  setLink: (index: number, state: 'up' | 'down') => Promise<void>;
  /** The switch drops, or passes again, what host `index` sends by multicast. */
  setMulticast: (index: number, state: 'blocked' | 'passed') => Promise<void>;
  /** Gives host `index` a second card that leads nowhere and takes the default route, as a VPN does. */
  addVpn: (index: number) => Promise<void>;
  /** Takes the card of host `index` out and puts in one with the same name and addresses. */
  renewCard: (index: number) => Promise<void>;
  /** What host `index` has sent since its card was put in, with all that goes with the payload. */
  sentBytes: (index: number) => Promise<number>;
  /** Ends what still runs on the hosts and takes the LAN away. */
  down: () => Promise<void>;
}

const prefix = 'lanspread';
const network = '10.77.0';

/** Why no lab can be made here; null when it can. */
export async function findLabProblem(): Promise<string | null> {
  if (process.platform !== 'linux') return 'network namespaces exist on Linux only';
  if (process.getuid?.() !== 0) return 'making network namespaces needs root';
  const probe = `${prefix}-${process.pid}-probe`;
  try {
    await ip(['netns', 'add', probe]);
    await ip(['netns', 'del', probe]);
    return null;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 'the program "ip" (iproute2) is missing';
    return `network namespaces are not permitted here: ${(error as Error).message}`;
  }
}

/** Takes the lab down again if it cannot be completed; also when this process ends without having done so. */
export async function startLab({ hosts, rate, rateOf = {} }: LabOptions): Promise<Lab> {
  removeLeftLabs();
  const runName = `${prefix}-${process.pid}-${randomBytes(3).toString('hex')}`;
  const lab = new Set<string>();
  const cleanUp = () => removeNamespaces([...lab]);
  process.on('exit', cleanUp);
  const down = async () => {
    cleanUp();
    process.off('exit', cleanUp);
  };
  try {
    const switchName = `${runName}-sw`;
    lab.add(switchName);
    await makeSwitch(switchName);
    const made: LabHost[] = [];
    for (let index = 0; index < hosts; index++) {
      const host = describeHost(runName, index);
      lab.add(host.namespace);
      await ip(['netns', 'add', host.namespace]);
      await plugIn(host, index, switchName, rateOf[index] ?? rate);
      made.push(host);
    }
    return {
      hosts: made,
      down,
      setLink: async (index, state) => ip(['-n', switchName, 'link', 'set', portOf(index), state]),
      setMulticast: async (index, state) => setMulticast(switchName, portOf(index), state),
      addVpn: async (index) => addVpn(hostAt(made, index), switchName),
      renewCard: async (index) => {
        await ip(['-n', hostAt(made, index).namespace, 'link', 'del', 'eth0']);
        await plugIn(hostAt(made, index), index, switchName, rateOf[index] ?? rate);
      },
      sentBytes: async (index) => {
        const counter = '/sys/class/net/eth0/statistics/tx_bytes';
        return Number(await run([...hostAt(made, index).prefix, 'cat', counter]));
      },
    };
  } catch (error) {
    await down();
    throw error;
  }
}

/** The end of this process by a signal must also take its labs away. */
export function cleanUpOnSignals(): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.exit(1));
}

function describeHost(run: string, index: number): LabHost {
  const namespace = `${run}-h${index + 1}`;
  return { namespace, address: `${network}.${index + 1}`, prefix: ['ip', 'netns', 'exec', namespace] };
}

function hostAt(hosts: LabHost[], index: number): LabHost {
  const host = hosts[index];
  if (host === undefined) throw new RangeError(`the lab has no host ${index}`);
  return host;
}

function portOf(index: number): string {
  return `p${index + 1}`;
}

async function makeSwitch(name: string): Promise<void> {
  await ip(['netns', 'add', name]);
  await ipBatch(name, ['link set lo up', 'link add br0 type bridge mcast_snooping 0', 'link set br0 up']);
}

/** A LAN without a router: no default route and none for multicast, as at many a party. */
async function plugIn(host: LabHost, index: number, switchName: string, rate?: string): Promise<void> {
  const port = portOf(index);
  const mac = `02:77:00:00:00:${(index + 1).toString(16).padStart(2, '0')}`;
  await ip([...`link add eth0 address ${mac} netns ${host.namespace} type veth peer name ${port} netns`.split(' '), switchName]); // prettier-ignore
  await ipBatch(switchName, [`link set ${port} master br0`, `link set ${port} up`]);
  await ipBatch(host.namespace, ['link set lo up', 'link set eth0 up', `addr add ${host.address}/24 brd + dev eth0`]);
  if (rate === undefined) return;
  await limitRate(host.namespace, 'eth0', rate);
  await limitRate(switchName, port, rate);
}

async function addVpn({ namespace }: LabHost, switchName: string): Promise<void> {
  await ip([...`link add tun0 netns ${namespace} type veth peer name vpn-${namespace.slice(-2)} netns`.split(' '), switchName]); // prettier-ignore
  await ipBatch(switchName, [`link set vpn-${namespace.slice(-2)} up`]);
  await ipBatch(namespace, [
    'link set tun0 up',
    'addr add 10.99.0.2/24 dev tun0',
    'route add default via 10.99.0.1 dev tun0',
  ]);
}

async function limitRate(namespace: string, device: string, rate: string): Promise<void> {
  await run(['tc', '-n', namespace, 'qdisc', 'add', 'dev', device, ...`root tbf rate ${rate} burst 64kb latency 50ms`.split(' ')]); // prettier-ignore
}

async function setMulticast(switchName: string, port: string, state: 'blocked' | 'passed'): Promise<void> {
  const table = `multicast_${port}`;
  const rules =
    state === 'passed'
      ? `delete table netdev ${table}`
      : `table netdev ${table} {
         chain c {
           type filter hook ingress device "${port}" priority 0; policy accept;
           ip daddr 224.0.0.0/4 drop
           ip6 daddr ff00::/8 drop
         }
         }`;
  await run(['ip', 'netns', 'exec', switchName, 'nft', '-f', '-'], rules);
}

async function ip(args: string[]): Promise<void> {
  await run(['ip', ...args]);
}

async function ipBatch(namespace: string, commands: string[]): Promise<void> {
  await run(['ip', '-n', namespace, '-batch', '-'], `${commands.join('\n')}\n`);
}

/** What the program wrote; rejects with its error output unless it ends with 0. */
async function run([file = '', ...args]: string[], input = ''): Promise<string> {
  const child = spawn(file, args, { stdio: 'pipe' });
  let [output, errors] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  await new Promise<void>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`${[file, ...args].join(' ')}: ${errors.trim() || `exit code ${code}`}`));
    });
  });
  return output;
}

/** Synchronous, so that it also works while this process is ending. Only processes inside these hosts are ended. */
function removeNamespaces(names: string[]): void {
  for (const name of names) {
    const pids = spawnSync('ip', ['netns', 'pids', name], { encoding: 'utf8' }).stdout ?? '';
    for (const pid of pids.split('\n').map(Number)) if (pid > 0) killQuietly(pid);
    spawnSync('ip', ['netns', 'del', name], { stdio: 'ignore' });
  }
}

function killQuietly(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // it has ended meanwhile
  }
}

/** Labs whose maker was killed and could not take them away; the maker's id is in the name. */
function removeLeftLabs(): void {
  const listed = spawnSync('ip', ['netns', 'list'], { encoding: 'utf8' }).stdout ?? '';
  const left = listed
    .split('\n')
    .map((line) => line.split(' ')[0] ?? '')
    .filter((name) => {
      const maker = new RegExp(`^${prefix}-(\\d+)-`).exec(name)?.[1];
      return maker !== undefined && !isRunning(Number(maker));
    });
  removeNamespaces(left);
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
