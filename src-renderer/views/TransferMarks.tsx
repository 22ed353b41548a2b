// Small signs about a transfer: the lane that the bytes take, the link below it, and how far they are checked.
import { Cable, Shield, ShieldCheck, Wifi, Zap } from 'lucide-react';
import type { Lane, LinkKind } from '../../src-shared/peer-row.ts';
import { strings } from '../strings.ts';

export function LaneMark({ lane }: { lane: Lane }) {
  const help = lane === 'tls' ? strings.lanes.tlsHelp : strings.lanes.quicHelp;
  return (
    <span className="lane" data-lane={lane} data-testid="lane" title={help}>
      {lane === 'tls' && <Zap size={11} aria-hidden="true" />}
      {strings.lanes[lane]}
    </span>
  );
}

export function LinkMark({ link }: { link: LinkKind }) {
  const Icon = link === 'wifi' ? Wifi : Cable;
  return (
    <span className="link-mark" data-link={link} data-testid="link" title={strings.links[`${link}Help`]}>
      <Icon size={12} aria-hidden="true" />
      {strings.links[link]}
    </span>
  );
}

export function VerifiedMark({ verified }: { verified: boolean }) {
  const { verifiedHelp, unverifiedHelp } = strings.downloads;
  const Icon = verified ? ShieldCheck : Shield;
  return (
    <p
      className="verified"
      data-verified={verified}
      data-testid="verified"
      title={verified ? verifiedHelp : unverifiedHelp}
    >
      <Icon size={14} aria-hidden="true" />
      {verified ? strings.downloads.verified : strings.downloads.unverified}
    </p>
  );
}
