import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { Injectable } from '@nestjs/common';
import { Experiments } from 'nestjs-experimentation';
import type { Persona } from './personas.js';
import { personaOf } from './personas.js';

/** What the guard leaves on a request. */
export interface PersonaRequest {
  persona?: Persona;
}

/** Stands in for a guard that checks a login and puts the user on the request: here, everybody is who the cookie says. */
@Injectable()
export class PersonaGuard implements CanActivate {
  constructor(private readonly experiments: Experiments) {}

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<PersonaRequest>();
    request.persona = personaOf(this.experiments.visitorCode);
    return true;
  }
}

/** What targeting can ask about a visitor. Asked after the guard, when the first decision is made. */
export function personaAttributes(context: ExecutionContext): { country?: string } {
  const { persona } = context.switchToHttp().getRequest<PersonaRequest>();
  return persona === undefined ? {} : { country: persona.country };
}
