// Parses what was chosen for the window, from a call or from the settings file.
import { z } from 'zod';
import { coverAspects, densities, languageChoices, motions, themes, type Appearance } from './appearance.ts';

const oneOf = <const T extends readonly string[]>(values: T) =>
  z.enum(values, { error: `must be one of ${values.join(', ')}` });

export const languageChoiceSchema = oneOf(languageChoices);

export const appearanceSchema: z.ZodType<Appearance> = z.strictObject({
  density: oneOf(densities),
  coverAspect: oneOf(coverAspects),
  theme: oneOf(themes),
  motion: oneOf(motions),
});
