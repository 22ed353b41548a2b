// What the network check finds. The words for it are in doctor-texts.ts.

/** `unknown`: this system does not tell, so nothing is claimed. */
export type FindingLevel = 'bad' | 'warn' | 'good' | 'unknown';

export type FindingCode =
  | 'no-adapter'
  | 'only-virtual'
  | 'no-address-server'
  | 'adapter-good'
  | 'vpn-route'
  | 'link-slow'
  | 'link-half-duplex'
  | 'link-wireless'
  | 'link-good'
  | 'link-unknown'
  | 'multicast-deaf'
  | 'multicast-good'
  | 'multicast-unknown'
  | 'multicast-off'
  | 'peers-unreachable'
  | 'nobody-heard'
  | 'peers-here'
  | 'version-mismatch'
  | 'twin-id'
  | 'clock-ahead'
  | 'clock-behind'
  | 'clock-good'
  | 'clock-unknown'
  | 'firewall-blocked'
  | 'firewall-no-rule'
  | 'firewall-good'
  | 'firewall-unknown'
  | 'folder-unset'
  | 'folder-unusable'
  | 'folder-full'
  | 'folder-good'
  | 'reachable-good'
  | 'reachable-unknown';

export interface DoctorFinding {
  code: FindingCode;
  level: FindingLevel;
  /** What the texts name, for example `card` and `address`. */
  about: Record<string, string>;
}

export interface DoctorReport {
  /** The worst first. */
  findings: DoctorFinding[];
}
