import type { HttpRequest } from '../origin/http-origin.js';
import type { NativeResponse } from '../origin/native-response.js';
import type { Next, VisitorEntrance } from './visitor-entrance.js';

/** Admits visitors as middleware, which gets Node's own request and response. */
export function visitorMiddleware(
  entrance: VisitorEntrance,
): (request: HttpRequest, response: NativeResponse, next: Next) => void {
  return (request, response, next) =>
    entrance.admit({ nativeRequest: request, nativeResponse: response, request, response }, next);
}
