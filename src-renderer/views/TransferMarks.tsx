// Small signs about a transfer: the lane that the bytes take, and how far they are checked.
import { Shield, ShieldCheck, Zap } from 'lucide-react';
import type { Lane } from '../../src-shared/peer-row.ts';
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
