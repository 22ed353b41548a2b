// Whether a folder lies on a network drive, where the system does not tell of other PCs' changes.
import { realpath, statfs } from 'node:fs/promises';

/** `f_type` values of statfs(2) for file systems that others change behind our back. */
const networkTypes = new Set([
  0x6969, // NFS
  0x517b, // SMB
  0xfe534d42, // SMB2
  0xff534d42, // CIFS
  0x564c, // NCP
  0x5346414f, // AFS
  0x73757245, // Coda
  0x00c36400, // Ceph
  0x01021997, // 9P: Windows drives under WSL, shared folders of virtual machines
  0x786f4256, // VirtualBox shared folder
  0x01161970, // GFS2
  0x7461636f, // OCFS2
]);

/** `type` as Node reports it, which may be negative. */
export function isNetworkFsType(type: number): boolean {
  return networkTypes.has(type >>> 0);
}

/** `\\server\share\…`, also in its `\\?\UNC\` spelling. */
export function isUncPath(path: string): boolean {
  return /^[\\/]{2}(?:\?[\\/]UNC[\\/]|[^\\/?.])/i.test(path);
}

/** False when the system does not say. */
export async function isNetworkDrive(path: string): Promise<boolean> {
  try {
    if (process.platform === 'linux') return isNetworkFsType((await statfs(path)).type);
    // A mapped drive letter resolves to the share behind it.
    if (process.platform === 'win32') return isUncPath(path) || isUncPath(await realpath(path));
    return false;
  } catch {
    return false;
  }
}
