// The network check: what is wrong, why it matters, what to do.
import { CircleAlert, CircleCheck, CircleHelp, RefreshCw, TriangleAlert } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Button } from 'react-aria-components';
import type { AppBridge } from '../../../src-shared/app-bridge.ts';
import type { DoctorFinding, FindingLevel } from '../../../src-shared/doctor.ts';
import { doctorTexts, fillIn } from '../../../src-shared/doctor-texts.ts';
import { toErrorData, type ErrorData } from '../../../src-shared/peer-error.ts';
import { inLanguage } from '../../language.ts';
import { useApp } from '../../store/use-app.ts';
import { doctorPageTexts } from '../../texts/doctor-page-texts.ts';
import { FieldProblem } from '../FieldProblem.tsx';

const texts = inLanguage(doctorTexts);

type Check = { kind: 'running' } | { kind: 'done'; findings: DoctorFinding[] } | { kind: 'failed'; error: ErrorData };

export function DoctorTab() {
  const { bridge } = useApp();
  const [check, setCheck] = useState<Check>({ kind: 'running' });
  useEffect(() => void askDoctor(bridge).then(setCheck), [bridge]);
  const again = () => {
    setCheck({ kind: 'running' });
    void askDoctor(bridge).then(setCheck);
  };
  const isRunning = check.kind === 'running';
  return (
    <div className="doctor" data-testid="doctor">
      <div className="doctor-head">
        <h3 aria-live="polite">{headingOf(check)}</h3>
        <Button className="button button-quiet" isDisabled={isRunning} onPress={again} data-testid="run-doctor">
          <RefreshCw size={15} aria-hidden="true" className={isRunning ? 'spin' : ''} />
          {doctorPageTexts.again}
        </Button>
      </div>
      {check.kind === 'failed' && <FieldProblem error={check.error} />}
      {check.kind === 'done' && (
        <ul className="findings">
          {check.findings.map((finding) => (
            <Finding key={`${finding.code} ${JSON.stringify(finding.about)}`} finding={finding} />
          ))}
        </ul>
      )}
    </div>
  );
}

async function askDoctor(bridge: AppBridge): Promise<Check> {
  try {
    return { kind: 'done', findings: (await bridge.call('run-doctor', undefined)).findings };
  } catch (error) {
    return { kind: 'failed', error: toErrorData(error) };
  }
}

function headingOf(check: Check): string {
  if (check.kind === 'running') return doctorPageTexts.running;
  if (check.kind === 'failed') return doctorPageTexts.failed;
  const wrong = check.findings.filter(({ level }) => level === 'bad' || level === 'warn').length;
  return doctorPageTexts.summary(wrong);
}

const icons = { bad: CircleAlert, warn: TriangleAlert, good: CircleCheck, unknown: CircleHelp };
const tones: Record<FindingLevel, string> = { bad: 'bad', warn: 'warm', good: 'good', unknown: 'quiet' };

function Finding({ finding: { code, level, about } }: { finding: DoctorFinding }) {
  const Icon = icons[level];
  const { title, why, fix } = texts[code];
  return (
    <li className="finding" data-tone={tones[level]} data-testid="finding" data-code={code}>
      <Icon size={19} aria-label={doctorPageTexts.levels[level]} />
      <div>
        <h4>{fillIn(title, about)}</h4>
        <p>{fillIn(why, about)}</p>
        {fix !== '' && <p className="finding-fix">{fillIn(fix, about)}</p>}
      </div>
    </li>
  );
}
