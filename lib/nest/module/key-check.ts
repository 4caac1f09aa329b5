import type { ModulesContainer } from '@nestjs/core';
import { RegistrationError } from '../../errors/registration.error.js';
import { EMPTY_PROGRAM } from '../../engine/program.js';
import type { DecoratedKey } from '../decorators/decorated-keys.js';
import { decoratedKeys } from '../decorators/decorated-keys.js';
import type { ModuleRuntime } from '../runtime/module-runtime.js';

/** Compares the keys of an application's decorators with the first configuration that is in service. */
export class KeyCheck {
  constructor(
    private readonly runtime: ModuleRuntime,
    private readonly modules: ModulesContainer,
  ) {}

  /**
   * Compares now, or as soon as there is configuration.
   *
   * @throws `RegistrationError` for keys that are amiss now, where the option `unknownKeys` is `'error'`
   */
  begin(): void {
    const { keeper, settings, logger, host } = this.runtime;
    const keys = this.#keys();
    host.keys.expect(keys.map(({ key }) => key));
    if (settings.unknownKeys === 'ignore' || keys.length === 0) return;
    if (keeper.program !== EMPTY_PROGRAM) return this.#compare(keys);
    const stop = keeper.subscribe(({ kind }) => {
      if (kind !== 'refresh') return;
      stop();
      try {
        this.#compare(keys);
      } catch (error) {
        // The application runs already: to stop it now would harm its visitors.
        logger.error((error as Error).message);
      }
    });
  }

  #compare(keys: readonly DecoratedKey[]): void {
    const { host, logger, settings } = this.runtime;
    const amiss = keys.filter(({ key }) => host.keys.isAmiss(key));
    if (amiss.length === 0) return;
    const list = amiss.map(({ key, place }) => `"${key}" in ${place}${host.keys.guess(key)}`).join(', ');
    const text =
      `The configuration of ${settings.platform.name} does not know ${amiss.length === 1 ? 'a key' : `${amiss.length} keys`} of decorators: ${list}. ` +
      "Correct it, publish the flag, or set unknownKeys: 'ignore'.";
    if (settings.unknownKeys === 'error') throw new RegistrationError(text);
    for (const { key } of amiss) host.notices.suppress(`key:${key}`);
    logger.warn(`${text} Until then fallbacks are answered.`);
  }

  /** The keys of this instance in the order of the application's modules, each with the first place that names it. */
  #keys(): readonly DecoratedKey[] {
    const { name } = this.runtime.settings;
    const found = new Map<string, DecoratedKey>();
    for (const { controllers, providers } of this.modules.values()) {
      for (const { metatype } of [...controllers.values(), ...providers.values()]) {
        if (typeof metatype !== 'function') continue;
        for (const one of decoratedKeys(metatype))
          if (one.instance === name && !found.has(one.key)) found.set(one.key, one);
      }
    }
    return [...found.values()];
  }
}
