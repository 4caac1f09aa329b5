import type { Program } from '../../engine/program.js';
import { EMPTY_PROGRAM } from '../../engine/program.js';
import type { VisitorHost } from './host.js';

/** Whether the platform takes a visitor code of this length. */
export function isTaken(host: Pick<VisitorHost, 'maxCodeLength'>, visitorCode: string): boolean {
  return visitorCode.length <= host.maxCodeLength;
}

/** As {@link isTaken}; warns once where it is not. */
export function isTakenOrTold(host: VisitorHost, visitorCode: string): boolean {
  if (isTaken(host, visitorCode)) return true;
  host.notices.once(
    'visitor:too-long',
    () =>
      `The application gave a visitor code of ${visitorCode.length} characters; ${host.platform.name} takes ${host.maxCodeLength} (visitor.maxLength). ` +
      'Fallbacks are answered, and nothing is sent or stored: give a shorter code, such as a hash of it.',
  );
  return false;
}

/** What decides for a visitor: nothing where the platform does not take their code. */
export function programFor(host: VisitorHost, visitorCode: string): Program {
  return isTakenOrTold(host, visitorCode) ? host.program : EMPTY_PROGRAM;
}
