// Whether the Windows firewall lets this program be called; other systems have no one way to ask.
import type { FirewallState } from '../../peer/rules/diagnose.ts';
import { askPowerShell } from './ask-powershell.ts';

const query = `
$on = @(Get-NetConnectionProfile | ForEach-Object {
  $name = if ($_.NetworkCategory -eq 'DomainAuthenticated') { 'Domain' } else { [string]$_.NetworkCategory }
  (Get-NetFirewallProfile -Name $name).Enabled -eq 'True'
}) -contains $true
$rules = @(Get-NetFirewallApplicationFilter -Program $env:LANSPREAD_PROGRAM -ErrorAction SilentlyContinue |
  Get-NetFirewallRule | Where-Object { $_.Direction -eq 'Inbound' -and $_.Enabled -eq 'True' } |
  ForEach-Object { [string]$_.Action })
@{ on = $on; actions = $rules } | ConvertTo-Json -Compress`;

/** null = not known. Never throws. */
export async function readFirewall(program: string): Promise<FirewallState | null> {
  if (process.platform !== 'win32') return null;
  return parseFirewall(await askPowerShell(query, { LANSPREAD_PROGRAM: program }));
}

/** One rule that blocks outweighs all that allow, as in the firewall itself. */
export function parseFirewall(answer: unknown): FirewallState | null {
  if (typeof answer !== 'object' || answer === null || !('on' in answer)) return null;
  if (answer.on !== true) return 'off';
  const actions: unknown[] = 'actions' in answer && Array.isArray(answer.actions) ? answer.actions : [];
  if (actions.includes('Block')) return 'blocked';
  return actions.includes('Allow') ? 'allowed' : 'no-rule';
}
