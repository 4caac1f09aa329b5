import type { ModulesContainer } from '@nestjs/core';
import { RegistrationError } from '../../errors/registration.error.js';
import { OPTION_DEFAULTS } from '../../options/option-defaults.js';
import { getExperimentsToken } from '../service/experimentation.tokens.js';

/**
 * Makes sure that no other module instance has this name.
 *
 * @throws `RegistrationError` when one has
 */
export function assertOnlyInstance(name: string, modules: ModulesContainer): void {
  const token = getExperimentsToken(name);
  const count = [...modules.values()].filter(({ providers }) => providers.has(token)).length;
  if (count < 2) return;
  const which = name === OPTION_DEFAULTS.name ? 'without a name' : `named "${name}"`;
  throw new RegistrationError(
    `${count} instances of the ExperimentationModule ${which} are imported. Import it once, in the root module (it is global), ` +
      "or give each a name of its own: forRoot({ name: 'checkout', ... }).",
  );
}
