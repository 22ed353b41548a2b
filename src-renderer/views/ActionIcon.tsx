// The sign on a button for each kind of action.
import {
  ArrowDownToLine,
  ArrowUpToLine,
  Ban,
  FolderOpen,
  HardDriveDownload,
  LoaderCircle,
  PackageOpen,
  PackagePlus,
  Pause,
  Play,
  RefreshCw,
  Replace,
  RotateCw,
  Server,
  ShieldCheck,
  Square,
  Trash2,
  X,
} from 'lucide-react';
import type { GameActionKind } from '../game-action.ts';

const icons: Record<GameActionKind, typeof Play> = {
  download: ArrowDownToLine,
  'download-only': HardDriveDownload,
  'stream-install': PackagePlus,
  update: RefreshCw,
  'pause-download': Pause,
  'resume-download': Play,
  'retry-download': RotateCw,
  'cancel-download': X,
  'cancel-stream-install': X,
  'discard-download': Trash2,
  'move-to-front': ArrowUpToLine,
  'replace-in-place': Replace,
  verify: ShieldCheck,
  'cancel-verify': X,
  install: PackageOpen,
  'cancel-install': X,
  play: Play,
  'stop-game': Square,
  'start-server': Server,
  'stop-server': Square,
  uninstall: Trash2,
  'remove-download': Trash2,
  'open-folder': FolderOpen,
  wait: LoaderCircle,
  unavailable: Ban,
};

export function ActionIcon({ kind, size = 15 }: { kind: GameActionKind; size?: number }) {
  const Icon = icons[kind];
  return <Icon size={size} aria-hidden="true" className={kind === 'wait' ? 'spin' : undefined} data-icon={kind} />;
}
