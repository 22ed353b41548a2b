// Whose work is in the program, and under which terms. The list is made with the build.
import { useEffect, useState } from 'react';
import { aboutTexts } from '../texts/about-texts.ts';

/** As `scripts/licences.ts` writes it. */
interface Licence {
  name: string;
  version: string;
  licence: string;
  text: string;
}

export function LicencesPage() {
  const licences = useLicences();
  if (licences === 'missing') return <p className="about-list quiet">{aboutTexts.licencesMissing}</p>;
  return (
    <>
      <p className="about-tools lead">
        {aboutTexts.licencesLead} {licences !== null && `${aboutTexts.packages(licences.length)}.`}
      </p>
      <div className="about-list">
        {licences?.map(({ name, version, licence, text }) => (
          <details key={`${name} ${version}`} className="licence" data-testid="licence">
            <summary>
              <strong>{name}</strong> <span className="quiet">{version}</span>
              <span className="licence-name">{licence}</span>
            </summary>
            <pre>{text === '' ? aboutTexts.noLicenceText : text}</pre>
          </details>
        ))}
      </div>
    </>
  );
}

function useLicences(): Licence[] | 'missing' | null {
  const [licences, setLicences] = useState<Licence[] | 'missing' | null>(null);
  useEffect(() => {
    const stop = new AbortController();
    loadLicences(stop.signal).then(setLicences, () => {
      if (!stop.signal.aborted) setLicences('missing');
    });
    return () => stop.abort();
  }, []);
  return licences;
}

async function loadLicences(signal: AbortSignal): Promise<Licence[]> {
  const answer = await fetch('./licences.json', { signal });
  return (await answer.json()) as Licence[];
}
