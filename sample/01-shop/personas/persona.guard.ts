import type { CanActivate } from '@nestjs/common';
import { Injectable } from '@nestjs/common';
import { Experiments } from 'nestjs-experimentation';
import { personaOf } from './personas.js';

/** Tells the module what the shop knows of a visitor: a real shop would ask its own user store here. */
@Injectable()
export class PersonaGuard implements CanActivate {
  constructor(private readonly experiments: Experiments) {}

  canActivate(): boolean {
    const { country } = personaOf(this.experiments.visitorCode);
    this.experiments.setAttributes({ country });
    return true;
  }
}
